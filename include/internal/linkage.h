/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LINKAGE_H
#define INTERNAL_LINKAGE_H

/*
 * Macros for functions in assembly.
 *
 * Debuggers find the caller of a function by call frame information.  Compilers generate it for C;
 * assembly code must contain directives for it.  The information is in the section .debug_frame,
 * which is not part of an image.  SYM_START() begins a function whose return address is where the
 * call instruction stored it.  In the function, each instruction that moves the stack pointer or
 * saves a register has a .cfi_ directive.  .cfi_signal_frame marks code that interrupts and
 * exceptions enter, and code that switches to another stack: otherwise, gdb rejects a caller whose
 * stack is at a lower address.
 */

.cfi_sections .debug_frame

#define SYM_START(name)	.globl name; .type name, %function; name: .cfi_startproc
#define SYM_END(name)	.cfi_endproc; .size name, . - name

#endif /* INTERNAL_LINKAGE_H */
