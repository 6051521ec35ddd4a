/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trap entry and thread switch.
 *
 * All code runs in S-mode, so a trap uses the stack of the interrupted code.  Stacks have
 * THREAD_SIZE bytes and are aligned to twice this size.  If the bit of THREAD_SIZE is set in the
 * stack pointer, the stack has overflowed into the guard area below it, and the trap is handled on
 * the CPU's overflow stack instead.
 *
 * While a thread runs on its application stack (kernel/app_stack.c), sscratch is an address in the
 * thread's own stack, and traps are handled below it.  Otherwise, and during a trap, sscratch is 0.
 */
#include <internal/linkage.h>
#include <linux/thread_info.h>
#include <asm/csr.h>
#include <asm/ptrace.h>

	.section .entry.text, "ax"

/* DWARF columns of the interrupted address and of two CSRs (RISC-V psABI). */
#define CFI_PC		64
#define CFI_SSCRATCH	4416
#define CFI_SEPC	4417

	/*
	 * At a trap, the registers are those of the interrupted code.  sepc contains its address.
	 */
	.macro	cfi_trap
	.cfi_signal_frame
	.cfi_return_column CFI_PC
	.cfi_register CFI_PC, CFI_SEPC
	.endm

	.macro	cfi_saved number, slot
	.cfi_offset \number, (\slot) * 8 - PT_SIZE
	.endm

	.macro	save_regs
	sd	x1, 1*8(sp)
	sd	x3, 3*8(sp)
	sd	x4, 4*8(sp)
	sd	x5, 5*8(sp)
	sd	x6, 6*8(sp)
	sd	x7, 7*8(sp)
	sd	x8, 8*8(sp)
	sd	x9, 9*8(sp)
	.irp	n, 10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	sd	x\n, \n*8(sp)
	.endr
	csrr	t1, sepc
	csrr	t2, sstatus
	csrr	t3, scause
	csrr	t4, stval
	sd	t1, 0(sp)
	sd	t2, PT_STATUS(sp)
	sd	t3, PT_CAUSE(sp)
	sd	t4, PT_BADADDR(sp)
	sd	x8, 36*8(sp)
	sd	t1, 37*8(sp)
	cfi_saved CFI_PC, 0
	.irp	n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	cfi_saved \n, \n
	.endr
	.endm

	/* Restore all registers except the stack pointer. */
	.macro	restore_regs
	ld	t1, 0(sp)
	ld	t2, PT_STATUS(sp)
	csrw	sepc, t1
	csrw	sstatus, t2
	sc.d	zero, t1, 0(sp)		/* cancel the reservation of an LR, so that its SC fails */
	ld	x1, 1*8(sp)
	ld	x5, 5*8(sp)
	ld	x6, 6*8(sp)
	ld	x7, 7*8(sp)
	ld	x8, 8*8(sp)
	ld	x9, 9*8(sp)
	.irp	n, 10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld	x\n, \n*8(sp)
	.endr
	.endm

	.balign	4
SYM_START(trap_vector)
	cfi_trap
	.cfi_remember_state
	csrrw	t0, sscratch, t0
	.cfi_register t0, CFI_SSCRATCH
	bnez	t0, app_stack_trap
	addi	sp, sp, -PT_SIZE
	.cfi_def_cfa_offset PT_SIZE
	srli	t0, sp, CONFIG_THREAD_SHIFT
	andi	t0, t0, 1
	bnez	t0, overflow
	csrrw	t0, sscratch, zero
	save_regs
	addi	t0, sp, PT_SIZE
	sd	t0, 2*8(sp)
	addi	fp, sp, PT_SIZE		/* frame record: fp and sepc of the interrupted code */
	mv	a0, sp
	call	riscv_trap
	restore_regs
	addi	sp, sp, PT_SIZE
	.cfi_restore_state
	sret
SYM_END(trap_vector)

	/* t0 is the end of the stack for traps. */
SYM_START(app_stack_trap)
	cfi_trap
	.cfi_register t0, CFI_SSCRATCH
	sd	sp, 2*8 - PT_SIZE(t0)
	addi	sp, t0, -PT_SIZE
	.cfi_def_cfa sp, PT_SIZE
	cfi_saved sp, 2
	csrrw	t0, sscratch, zero
	save_regs
	addi	fp, sp, PT_SIZE
	mv	a0, sp
	call	riscv_trap
	addi	t1, sp, PT_SIZE
	csrw	sscratch, t1
	restore_regs
	ld	sp, 2*8(sp)
	sret
SYM_END(app_stack_trap)

SYM_START(overflow)
	cfi_trap
	.cfi_def_cfa_offset PT_SIZE
	.cfi_register t0, CFI_SSCRATCH
	/* The stack pointer is invalid.  Save it in t0 while the overflow stack is selected. */
	addi	t0, sp, PT_SIZE
	.cfi_def_cfa t0, 0
	la	sp, overflow_stack_top
	add	sp, sp, gp
	ld	sp, 0(sp)
	addi	sp, sp, -PT_SIZE
	sd	t0, 2*8(sp)
	.cfi_def_cfa sp, PT_SIZE
	cfi_saved sp, 2
	csrrw	t0, sscratch, zero
	save_regs
	mv	a0, sp
	mv	fp, zero
	call	riscv_stack_overflow
	ebreak			/* not reached; makes the return address belong to this function */
SYM_END(overflow)

	/* void arch_switch_to(struct task_struct *prev, struct task_struct *next) */
	.balign	4
SYM_START(arch_switch_to)
	sd	ra, 0*8(a0)
	sd	sp, 1*8(a0)
	sd	s0, 2*8(a0)
	sd	s1, 3*8(a0)
	.irp	n, 2,3,4,5,6,7,8,9,10,11
	sd	s\n, (\n+2)*8(a0)
	.endr
	ld	ra, 0*8(a1)
	ld	sp, 1*8(a1)
	ld	s0, 2*8(a1)
	ld	s1, 3*8(a1)
	.irp	n, 2,3,4,5,6,7,8,9,10,11
	ld	s\n, (\n+2)*8(a1)
	.endr
	ret
SYM_END(arch_switch_to)

	/*
	 * Entry of a thread at the first switch to it: s1 is the thread function, s2 its argument.
	 */
	.balign	4
SYM_START(thread_start)
	.cfi_undefined ra
	mv	a0, s2
	mv	fp, zero
	jalr	s1		/* a call, so that backtraces end here */
SYM_END(thread_start)

	/* void arch_call_on_stack(void (*fn)(void *), void *arg, void *top) */
	.balign	4
SYM_START(arch_call_on_stack)
	.cfi_signal_frame
	addi	sp, sp, -16
	.cfi_def_cfa_offset 16
	sd	ra, 8(sp)
	sd	fp, 0(sp)
	.cfi_offset ra, -8
	.cfi_offset fp, -16
	addi	fp, sp, 16
	.cfi_def_cfa fp, 0
	mv	t0, a0
	mv	a0, a1
	mv	sp, a2
	jalr	t0
	addi	sp, fp, -16
	.cfi_def_cfa sp, 16
	ld	ra, 8(sp)
	ld	fp, 0(sp)
	.cfi_restore ra
	.cfi_restore fp
	addi	sp, sp, 16
	.cfi_def_cfa_offset 0
	ret
SYM_END(arch_call_on_stack)

	/* Accesses that may fault (see kernel/fault.c). */
	.globl	try_begin, try_end, exec_return, exec_fault
	.balign	4
try_begin:
SYM_START(arch_try_read)
	lbu	t0, 0(a0)
	sb	t0, 0(a1)
	li	a0, 0
	ret
SYM_END(arch_try_read)
SYM_START(arch_try_write)
	sb	a1, 0(a0)
	li	a0, 0
	ret
SYM_END(arch_try_write)
SYM_START(arch_try_load)
	li	t0, 2
	bltu	a1, t0, 1f
	beq	a1, t0, 2f
	li	t0, 4
	beq	a1, t0, 4f
	ld	t0, 0(a0)
	j	8f
4:	lwu	t0, 0(a0)
	j	8f
2:	lhu	t0, 0(a0)
	j	8f
1:	lbu	t0, 0(a0)
8:	sd	t0, 0(a2)
	li	a0, 0
	ret
SYM_END(arch_try_load)
SYM_START(arch_try_store)
	li	t0, 2
	bltu	a1, t0, 1f
	beq	a1, t0, 2f
	li	t0, 4
	beq	a1, t0, 4f
	sd	a2, 0(a0)
	j	8f
4:	sw	a2, 0(a0)
	j	8f
2:	sh	a2, 0(a0)
	j	8f
1:	sb	a2, 0(a0)
8:	li	a0, 0
	ret
SYM_END(arch_try_store)
	/*
	 * int riscv_try_stimecmp(void): return 0, or -EFAULT if stimecmp does not exist or is not
	 * delegated.  The function writes the value for "never".  It does not read, because some
	 * firmware emulates reads, and crashes if the hart lacks the register.
	 */
SYM_START(riscv_try_stimecmp)
	li	t0, -1
	csrw	CSR_STIMECMP, t0
	li	a0, 0
	ret
SYM_END(riscv_try_stimecmp)
	/*
	 * int riscv_try_hie(void): mask the interrupts of guests.  Returns 0, or -EFAULT on a hart
	 * without a hypervisor mode.
	 */
SYM_START(riscv_try_hie)
	csrw	CSR_HIE, zero
	li	a0, 0
	ret
SYM_END(riscv_try_hie)
	/*
	 * int riscv_try_*(void *line): execute an instruction of an extension.  Returns 0, or
	 * -EFAULT if the instruction traps.
	 */
SYM_START(riscv_try_cbo_inval)
	.insn	i 0x0f, 2, x0, a0, 0
	li	a0, 0
	ret
SYM_END(riscv_try_cbo_inval)
SYM_START(riscv_try_cbo_clean)
	.insn	i 0x0f, 2, x0, a0, 1
	li	a0, 0
	ret
SYM_END(riscv_try_cbo_clean)
SYM_START(riscv_try_cbo_zero)
	.insn	i 0x0f, 2, x0, a0, 4
	li	a0, 0
	ret
SYM_END(riscv_try_cbo_zero)
SYM_START(riscv_try_svinval)
	.4byte	0x18000073		/* sfence.w.inval */
	li	a0, 0
	ret
SYM_END(riscv_try_svinval)
	/* int riscv_try_misaligned(void *line): load a misaligned word. */
SYM_START(riscv_try_misaligned)
	ld	a0, 1(a0)
	li	a0, 0
	ret
SYM_END(riscv_try_misaligned)
SYM_START(riscv_try_zbb)
	.4byte	0x60051513		/* clz a0, a0 */
	li	a0, 0
	ret
SYM_END(riscv_try_zbb)
SYM_START(arch_try_exec)
	addi	sp, sp, -16
	.cfi_def_cfa_offset 16
	sd	ra, 8(sp)
	.cfi_offset ra, -8
	jalr	a0
exec_return:
	li	a0, 0
	j	1f
exec_fault:
	li	a0, -14
1:	ld	ra, 8(sp)
	.cfi_restore ra
	addi	sp, sp, 16
	.cfi_def_cfa_offset 0
	ret
SYM_END(arch_try_exec)
try_end:
SYM_START(try_fault)
	li	a0, -14			/* -EFAULT */
	ret
SYM_END(try_fault)
