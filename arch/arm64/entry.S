/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exception vectors and thread switch.
 *
 * All code runs at EL1 with SP_EL1.  Stacks have THREAD_SIZE bytes and are aligned to twice this
 * size.  If the bit of THREAD_SIZE is set in the stack pointer, the stack has overflowed into the
 * guard area below it, and the exception is handled on the CPU's overflow stack instead.
 *
 * While a thread runs on its application stack (kernel/app_stack.c), SP_EL0 is an address in the
 * thread's own stack, and exceptions are handled below it.  Otherwise, and during an exception,
 * SP_EL0 is 0.
 */
#include <internal/linkage.h>
#include <linux/thread_info.h>
#include <asm/ptrace.h>

	.section .entry.text, "ax"

#define CFI_PC		32		/* DWARF column of the program counter (AADWARF64) */

	/*
	 * At an exception, the registers are those of the interrupted code.  The address of this
	 * code is in elr_el1, for which DWARF has no name.
	 */
	.macro	cfi_trap
	.cfi_signal_frame
	.cfi_undefined x30
	.endm

	.macro	cfi_saved number, slot
	.cfi_offset \number, (\slot) * 8 - PT_SIZE
	.endm

	.macro	vector, label
	.balign	128
	.cfi_def_cfa sp, 0
	msr	tpidrro_el0, x9
	mrs	x9, sp_el0
	cbnz	x9, app_stack_\label
	sub	sp, sp, #PT_SIZE
	.cfi_def_cfa_offset PT_SIZE
	mov	x9, sp
	tbnz	x9, #CONFIG_THREAD_SHIFT, overflow
	mrs	x9, tpidrro_el0
	b	\label
	.endm

	.macro	bad_vector, number
	.balign	128
	.cfi_def_cfa sp, 0
	sub	sp, sp, #PT_SIZE
	.cfi_def_cfa_offset PT_SIZE
	msr	tpidrro_el0, x9
	mov	x9, #\number
	b	bad_mode
	.endm

	.balign	2048
SYM_START(vectors)
	cfi_trap
	bad_vector 0
	bad_vector 1
	bad_vector 2
	bad_vector 3
	vector	sync_entry
	vector	irq_entry
	vector	irq_entry		/* FIQ */
	bad_vector 7
	.irp	n, 8,9,10,11,12,13,14,15
	bad_vector \n
	.endr
SYM_END(vectors)

	/*
	 * Save the registers in the frame at sp.  x9 must not be changed before it is saved.  The
	 * frame has the interrupted stack pointer already if it is not on the same stack.
	 */
	.macro	save_regs stack=same
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #2 * 8]
	stp	x4, x5, [sp, #4 * 8]
	stp	x6, x7, [sp, #6 * 8]
	stp	x8, x9, [sp, #8 * 8]
	stp	x10, x11, [sp, #10 * 8]
	stp	x12, x13, [sp, #12 * 8]
	stp	x14, x15, [sp, #14 * 8]
	stp	x16, x17, [sp, #16 * 8]
	stp	x18, x19, [sp, #18 * 8]
	stp	x20, x21, [sp, #20 * 8]
	stp	x22, x23, [sp, #22 * 8]
	stp	x24, x25, [sp, #24 * 8]
	stp	x26, x27, [sp, #26 * 8]
	stp	x28, x29, [sp, #28 * 8]
	str	x30, [sp, #30 * 8]
	.ifc	\stack, same
	add	x10, sp, #PT_SIZE
	.else
	ldr	x10, [sp, #PT_SP]
	.endif
	mrs	x11, elr_el1
	mrs	x12, spsr_el1
	mrs	x13, esr_el1
	mrs	x14, far_el1
	stp	x10, x11, [sp, #PT_SP]
	stp	x12, x13, [sp, #PT_SP + 16]
	str	x14, [sp, #PT_SP + 32]
	stp	x29, x11, [sp, #PT_FRAME]
	cfi_saved CFI_PC, PT_PC / 8
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
		16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
	cfi_saved \n, \n
	.endr
	add	x29, sp, #PT_FRAME
	.endm

	/* Restore all registers except x30 and the stack pointer. */
	.macro	restore_regs
	ldp	x0, x1, [sp, #PT_PC]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #2 * 8]
	ldp	x4, x5, [sp, #4 * 8]
	ldp	x6, x7, [sp, #6 * 8]
	ldp	x8, x9, [sp, #8 * 8]
	ldp	x10, x11, [sp, #10 * 8]
	ldp	x12, x13, [sp, #12 * 8]
	ldp	x14, x15, [sp, #14 * 8]
	ldp	x16, x17, [sp, #16 * 8]
	ldp	x18, x19, [sp, #18 * 8]
	ldp	x20, x21, [sp, #20 * 8]
	ldp	x22, x23, [sp, #22 * 8]
	ldp	x24, x25, [sp, #24 * 8]
	ldp	x26, x27, [sp, #26 * 8]
	ldp	x28, x29, [sp, #28 * 8]
	.endm

	/*
	 * Switch to the stack that ends at x9, and save the registers there.  The original x9 is in
	 * tpidrro_el0.
	 */
	.macro	enter_from_app_stack
	cfi_trap
	sub	x9, x9, #PT_SIZE
	str	x0, [x9]
	mov	x0, sp
	str	x0, [x9, #PT_SP]
	ldr	x0, [x9]
	mov	sp, x9
	.cfi_def_cfa sp, PT_SIZE
	cfi_saved sp, PT_SP / 8
	msr	sp_el0, xzr
	mrs	x9, tpidrro_el0
	save_regs stack=other
	mov	x0, sp
	.endm

SYM_START(app_stack_sync_entry)
	enter_from_app_stack
	bl	arm64_trap
	b	app_stack_return
SYM_END(app_stack_sync_entry)

SYM_START(app_stack_irq_entry)
	enter_from_app_stack
	bl	arm64_irq
app_stack_return:
	add	x0, sp, #PT_SIZE
	msr	sp_el0, x0
	restore_regs
	ldr	x30, [sp, #30 * 8]
	msr	tpidrro_el0, x30
	ldr	x30, [sp, #PT_SP]
	mov	sp, x30
	mrs	x30, tpidrro_el0
	eret
SYM_END(app_stack_irq_entry)

SYM_START(sync_entry)
	cfi_trap
	.cfi_def_cfa_offset PT_SIZE
	save_regs
	mov	x0, sp
	bl	arm64_trap
	b	return
SYM_END(sync_entry)

SYM_START(irq_entry)
	cfi_trap
	.cfi_remember_state
	.cfi_def_cfa_offset PT_SIZE
	save_regs
	mov	x0, sp
	bl	arm64_irq
return:
	restore_regs
	ldr	x30, [sp, #30 * 8]
	add	sp, sp, #PT_SIZE
	.cfi_restore_state
	eret
SYM_END(irq_entry)

	/*
	 * Handle an SError, or an exception from an exception level or with a stack pointer that is
	 * never used.  x9 contains the vector number.
	 */
SYM_START(bad_mode)
	cfi_trap
	.cfi_def_cfa_offset PT_SIZE
	msr	tpidr_el0, x9
	mrs	x9, tpidrro_el0
	save_regs
	mov	x0, sp
	mrs	x1, tpidr_el0
	bl	arm64_bad_mode
	brk	#0		/* not reached; makes the return address belong to this function */
SYM_END(bad_mode)

SYM_START(overflow)
	cfi_trap
	.cfi_def_cfa_offset PT_SIZE
	/*
	 * The stack pointer is invalid.  Save it in tpidr_el0 while the overflow stack is selected.
	 */
	add	x9, x9, #PT_SIZE
	msr	tpidr_el0, x9
	adrp	x9, overflow_stack_top
	add	x9, x9, :lo12:overflow_stack_top
	mov	sp, x9
	mrs	x9, tpidr_el1
	add	sp, sp, x9
	mov	x9, sp
	ldr	x9, [x9]
	sub	sp, x9, #PT_SIZE
	mrs	x9, tpidrro_el0
	save_regs
	mrs	x0, tpidr_el0
	str	x0, [sp, #PT_SP]
	cfi_saved sp, PT_SP / 8
	mov	x0, sp
	bl	arm64_stack_overflow
	brk	#0
SYM_END(overflow)

	/* void arch_switch_to(struct task_struct *prev, struct task_struct *next) */
SYM_START(arch_switch_to)
	mov	x9, sp
	stp	x19, x20, [x0, #0]
	stp	x21, x22, [x0, #16]
	stp	x23, x24, [x0, #32]
	stp	x25, x26, [x0, #48]
	stp	x27, x28, [x0, #64]
	stp	x29, x30, [x0, #80]
	str	x9, [x0, #96]
	ldp	x19, x20, [x1, #0]
	ldp	x21, x22, [x1, #16]
	ldp	x23, x24, [x1, #32]
	ldp	x25, x26, [x1, #48]
	ldp	x27, x28, [x1, #64]
	ldp	x29, x30, [x1, #80]
	ldr	x9, [x1, #96]
	mov	sp, x9
	ret
SYM_END(arch_switch_to)

	/*
	 * Entry of a thread at the first switch to it: x19 is the thread function, x20 its
	 * argument.
	 */
SYM_START(thread_start)
	.cfi_undefined x30
	mov	x0, x20
	mov	x29, xzr
	blr	x19		/* a call, so that backtraces end here */
SYM_END(thread_start)

	/* void arch_call_on_stack(void (*fn)(void *), void *arg, void *top) */
SYM_START(arch_call_on_stack)
	.cfi_signal_frame
	stp	x29, x30, [sp, #-16]!
	.cfi_def_cfa_offset 16
	.cfi_offset x29, -16
	.cfi_offset x30, -8
	mov	x29, sp
	.cfi_def_cfa_register x29
	mov	x9, x0
	mov	x0, x1
	mov	sp, x2
	blr	x9
	mov	sp, x29
	.cfi_def_cfa_register sp
	ldp	x29, x30, [sp], #16
	.cfi_restore x29
	.cfi_restore x30
	.cfi_def_cfa_offset 0
	ret
SYM_END(arch_call_on_stack)

	/* Accesses that may fault (see kernel/fault.c). */
	.globl	try_begin, try_end, exec_return, exec_fault
try_begin:
SYM_START(arch_try_read)
	ldrb	w9, [x0]
	strb	w9, [x1]
	mov	w0, #0
	ret
SYM_END(arch_try_read)
SYM_START(arch_try_write)
	strb	w1, [x0]
	mov	w0, #0
	ret
SYM_END(arch_try_write)
SYM_START(arch_try_load)
	cmp	w1, #2
	b.lo	1f
	b.eq	2f
	cmp	w1, #4
	b.eq	4f
	ldr	x9, [x0]
	b	8f
4:	ldr	w9, [x0]
	b	8f
2:	ldrh	w9, [x0]
	b	8f
1:	ldrb	w9, [x0]
8:	str	x9, [x2]
	mov	w0, #0
	ret
SYM_END(arch_try_load)
SYM_START(arch_try_store)
	cmp	w1, #2
	b.lo	1f
	b.eq	2f
	cmp	w1, #4
	b.eq	4f
	str	x2, [x0]
	b	8f
4:	str	w2, [x0]
	b	8f
2:	strh	w2, [x0]
	b	8f
1:	strb	w2, [x0]
8:	mov	w0, #0
	ret
SYM_END(arch_try_store)
SYM_START(arch_try_exec)
	stp	x29, x30, [sp, #-16]!
	.cfi_def_cfa_offset 16
	.cfi_offset x29, -16
	.cfi_offset x30, -8
	mov	x29, sp
	blr	x0
exec_return:
	mov	w0, #0
	b	1f
exec_fault:
	mov	w0, #-14
1:	ldp	x29, x30, [sp], #16
	.cfi_restore x29
	.cfi_restore x30
	.cfi_def_cfa_offset 0
	ret
SYM_END(arch_try_exec)
try_end:
SYM_START(try_fault)
	mov	w0, #-14		/* -EFAULT */
	ret
SYM_END(try_fault)
