/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setjmp() and longjmp() of the host port.  With newlib's longjmp(env, 0), setjmp() would return 0
 * instead of 1.
 *
 * jmp_buf contains rbx, rbp, r12 to r15, the stack pointer of setjmp()'s caller, and the return
 * address.
 */

	.text
	.globl setjmp
	.type setjmp, @function
setjmp:
	movq	%rbx, 0(%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, 48(%rdi)
	movq	(%rsp), %rax
	movq	%rax, 56(%rdi)
	xorl	%eax, %eax
	ret
	.size setjmp, . - setjmp

	.globl longjmp
	.type longjmp, @function
longjmp:
	movl	%esi, %eax
	testl	%eax, %eax
	jnz	1f
	incl	%eax
1:	movq	0(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	jmpq	*56(%rdi)
	.size longjmp, . - longjmp

	.section .note.GNU-stack, "", @progbits
