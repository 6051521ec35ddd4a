/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt entry, thread switch and accesses that may fault, for x86-64 (System V ABI). */
#include <internal/linkage.h>
#include <linux/thread_info.h>

	.text

	/*
	 * Interrupt entry.  A signal handler makes the CPU continue here.  Interrupts are disabled.
	 * All registers are those of the interrupted code, and host_irq_ip contains its address.
	 * The interrupted code may use the 128 bytes below the stack pointer (red zone).  The area
	 * for xsave64 must be aligned to 64 bytes, and its header must be zero: the 64 bytes at
	 * offset 512.
	 *
	 * Interrupts are enabled when almost everything is off the stack again.  So interrupts that
	 * arrive before the end of this code need few bytes of stack.
	 */
SYM_START(host_irq_entry)
	.cfi_signal_frame
	.cfi_def_cfa rsp, 0
	.cfi_undefined rip		/* DWARF cannot express that rip is in host_irq_ip */
	leaq	-128(%rsp), %rsp
	.cfi_adjust_cfa_offset 128
	pushq	%rax
	.cfi_adjust_cfa_offset 8
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushfq
	pushq	%rax
	.cfi_offset rax, -144 - 16
	movq	%fs:host_irq_ip@tpoff, %rax
	movq	%rax, 8(%rbp)
	.cfi_offset rip, -144 + 8
1:
	.irp	r, rcx, rdx, rbx, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
	pushq	%\r
	.endr
	.set	slot, -144 - 16
	.irp	r, rcx, rdx, rbx, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
	.set	slot, slot - 8
	.cfi_offset \r, slot
	.endr
	movq	%rsp, %rbx
	subq	host_xsave_size, %rsp
	andq	$-64, %rsp
	xorl	%eax, %eax
	leaq	512(%rsp), %rdi
	movl	$8, %ecx
	cld
	rep stosq
	movl	host_xsave_mask, %eax
	xorl	%edx, %edx
	xsave64	(%rsp)
	movq	%rsp, %r12
	movq	%rbp, %rdi
	call	host_interrupted
	movl	host_xsave_mask, %eax
	xorl	%edx, %edx
	xrstor64 (%r12)
	movq	%rbx, %rsp
	.irp	r, r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbx, rdx, rcx
	popq	%\r
	.endr
	.irp	r, r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbx, rdx, rcx
	.cfi_same_value \r
	.endr
	movq	%fs:host_pending@tpoff, %rax
	movl	$0, %fs:host_irqs_off@tpoff
	cmpl	$0, (%rax)
	jne	2f
	.cfi_remember_state
	popq	%rax
	.cfi_same_value rax
	popfq
	popq	%rbp
	.cfi_same_value rbp
	.cfi_def_cfa rsp, 128 + 8
	ret	$128
2:
	.cfi_restore_state
	movl	$1, %fs:host_irqs_off@tpoff
	jmp	1b
SYM_END(host_irq_entry)

	/* Describe where a register is saved: at rsp + offset (40 to 8191), in the ucontext. */
	.macro	in_ucontext number, offset
	.cfi_escape 0x10, \number, 3, 0x77, (\offset) & 127 | 128, (\offset) >> 7
	.endm

	/*
	 * End of a signal handler: call rt_sigreturn.  No instruction calls this code.  The nop is
	 * needed because a debugger looks up the caller of the handler at the address before the
	 * return address.
	 */
	.cfi_startproc simple
	.cfi_signal_frame
	/* The CFA is the rsp of the interrupted code, which is stored at 160(%rsp). */
	.cfi_escape 0x0f, 4, 0x77, 160 & 127 | 128, 160 >> 7, 0x06
	.set	slot, 40
	.irp	number, 8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16
	in_ucontext \number, slot
	.set	slot, slot + 8
	.endr
	nop
	.globl	host_sigreturn
	.type	host_sigreturn, %function
host_sigreturn:
	movl	$15, %eax
	syscall
SYM_END(host_sigreturn)

	/* First return address of a new thread.  It has no caller. */
SYM_START(host_thread_start)
	.cfi_undefined rip
	xorl	%ebp, %ebp
	pushq	$0
	pushq	$0
	.cfi_adjust_cfa_offset 16
	call	host_thread_main
SYM_END(host_thread_start)

	/* void host_switch(unsigned long *save_sp, unsigned long sp) */
SYM_START(host_switch)
	.irp	r, rbp, rbx, r12, r13, r14, r15
	pushq	%\r
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset \r, 0
	.endr
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	.irp	r, r15, r14, r13, r12, rbx, rbp
	popq	%\r
	.cfi_adjust_cfa_offset -8
	.cfi_restore \r
	.endr
	ret
SYM_END(host_switch)

	/* void host_call(void (*fn)(void *), void *arg, void *top) */
SYM_START(host_call)
	.cfi_signal_frame
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsp
	call	*%rax
	movq	%rbp, %rsp
	popq	%rbp
	.cfi_restore rbp
	.cfi_def_cfa rsp, 8
	ret
SYM_END(host_call)

	/* Accesses that may fault (see kernel/fault.c). */
	.globl	try_begin, try_end, exec_return, exec_fault
try_begin:
SYM_START(arch_try_read)
	movb	(%rdi), %al
	movb	%al, (%rsi)
	xorl	%eax, %eax
	ret
SYM_END(arch_try_read)
SYM_START(arch_try_write)
	movb	%sil, (%rdi)
	xorl	%eax, %eax
	ret
SYM_END(arch_try_write)
SYM_START(host_try_load)
	cmpl	$2, %esi
	jb	1f
	je	2f
	cmpl	$4, %esi
	je	4f
	movq	(%rdi), %rax
	jmp	8f
4:	movl	(%rdi), %eax
	jmp	8f
2:	movzwl	(%rdi), %eax
	jmp	8f
1:	movzbl	(%rdi), %eax
8:	movq	%rax, (%rdx)
	xorl	%eax, %eax
	ret
SYM_END(host_try_load)
SYM_START(host_try_store)
	cmpl	$2, %esi
	jb	1f
	je	2f
	cmpl	$4, %esi
	je	4f
	movq	%rdx, (%rdi)
	jmp	8f
4:	movl	%edx, (%rdi)
	jmp	8f
2:	movw	%dx, (%rdi)
	jmp	8f
1:	movb	%dl, (%rdi)
8:	xorl	%eax, %eax
	ret
SYM_END(host_try_store)
SYM_START(arch_try_exec)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	call	*%rdi
exec_return:
	xorl	%eax, %eax
	.cfi_remember_state
	popq	%rbp
	.cfi_restore rbp
	.cfi_def_cfa rsp, 8
	ret
	.cfi_restore_state
exec_fault:				/* the return address is still on the stack */
	movq	%rbp, %rsp
	popq	%rbp
	.cfi_restore rbp
	.cfi_def_cfa rsp, 8
	movl	$-14, %eax
	ret
SYM_END(arch_try_exec)
try_end:
SYM_START(try_fault)
	movl	$-14, %eax		/* -EFAULT */
	ret
SYM_END(try_fault)

	/* First stack of the boot CPU.  It has the size and the alignment of all stacks. */
	.section .bss..page_aligned, "aw", @nobits
	.balign	THREAD_ALIGN
	.globl	boot_stack, boot_stack_top
boot_stack:
	.space	THREAD_SIZE
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
