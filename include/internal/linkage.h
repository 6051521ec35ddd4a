/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LINKAGE_H
#define INTERNAL_LINKAGE_H

/*
 * Functions in assembly.
 *
 * Debuggers find the caller of a function by call frame information, which compilers generate for C
 * and assembly has to state.  It is in .debug_frame, which no image contains.  SYM_START() begins a
 * function whose return address is where the call instruction stored it.  After it, each
 * instruction that moves the stack pointer or saves a register has a .cfi_ directive.
 * .cfi_signal_frame marks code that interrupts and exceptions enter, and code that changes the
 * stack: otherwise, gdb rejects a caller with a stack at a lower address.
 */

.cfi_sections .debug_frame

#define SYM_START(name)	.globl name; .type name, %function; name: .cfi_startproc
#define SYM_END(name)	.cfi_endproc; .size name, . - name

#endif /* INTERNAL_LINKAGE_H */
