/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt entry, thread switch and guarded accesses, x86-64 (System V ABI). */
#include <asm/asm.h>
#include <internal/thread_info.h>

	.text

	/*
	 * Where a signal's handler sends a CPU that takes an interrupt: interrupts are off, all
	 * registers are those of the interrupted code, and host_irq_ip is where it stood.  Below
	 * its stack pointer lie 128 bytes that may be in use.  xsave64 wants a multiple of 64 and
	 * zeros in the rest of its header.
	 */
SYM_START(host_irq_entry)
	leaq	-128(%rsp), %rsp
	pushq	%rax
	pushq	%rbp
	movq	%rsp, %rbp
	pushfq
	pushq	%rax
	movq	%fs:host_irq_ip@tpoff, %rax
	movq	%rax, 8(%rbp)
	.irp	r, rcx, rdx, rbx, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
	pushq	%\r
	.endr
	movq	%rsp, %rbx
	subq	host_xsave_size, %rsp
	andq	$-64, %rsp
	xorl	%eax, %eax
	leaq	512(%rsp), %rdi
	movl	$8, %ecx
	cld
	rep stosq
	movl	$-1, %eax
	movl	$-1, %edx
	xsave64	(%rsp)
	movq	%rsp, %r12
	call	host_interrupts
	movl	$-1, %eax
	movl	$-1, %edx
	xrstor64 (%r12)
	movq	%rbx, %rsp
	.irp	r, r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbx, rdx, rcx, rax
	popq	%\r
	.endr
	popfq
	popq	%rbp
	ret	$128
SYM_END(host_irq_entry)

	/* End of a signal's handler: rt_sigreturn. */
SYM_START(host_sigreturn)
	movl	$15, %eax
	syscall
SYM_END(host_sigreturn)

	/* void host_switch(unsigned long *save_sp, unsigned long sp) */
SYM_START(host_switch)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
SYM_END(host_switch)

	/* void host_call(void (*fn)(void *), void *arg, void *top) */
SYM_START(host_call)
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsp
	call	*%rax
	movq	%rbp, %rsp
	popq	%rbp
	ret
SYM_END(host_call)

	/* Accesses that may fault: kernel/fault.c. */
	.globl	try_begin, try_end, try_fault, exec_return, exec_fault
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
	movq	%rsp, %rbp
	call	*%rdi
exec_return:
	xorl	%eax, %eax
	popq	%rbp
	ret
exec_fault:				/* with the return address still on the stack */
	movq	%rbp, %rsp
	popq	%rbp
	movl	$-14, %eax
	ret
SYM_END(arch_try_exec)
try_end:
try_fault:
	movl	$-14, %eax		/* -EFAULT */
	ret

	/* The boot CPU's first stack: of the size and alignment that all have. */
	.section .bss..page_aligned, "aw", @nobits
	.balign	STACK_ALIGN
	.globl	boot_stack, boot_stack_top
boot_stack:
	.space	THREAD_SIZE
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
