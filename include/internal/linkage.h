/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LINKAGE_H
#define INTERNAL_LINKAGE_H

/*
 * Functions in assembly.
 *
 * A debugger finds the caller of a function by call frame information.  Compilers write it for C, assembly
 * has to state it.  It lies in .debug_frame, which no image contains.  SYM_START() begins a function that
 * finds its return address where a call leaves it.  Behind it each instruction that moves the stack pointer
 * or saves a register has a .cfi_ directive.  .cfi_signal_frame is for code that interrupts and exceptions
 * enter, and for code that changes the stack: without it gdb refuses a caller whose stack is at a lower
 * address.
 */

.cfi_sections .debug_frame

#define SYM_START(name)	.globl name; .type name, %function; name: .cfi_startproc
#define SYM_END(name)	.cfi_endproc; .size name, . - name

#endif /* INTERNAL_LINKAGE_H */
