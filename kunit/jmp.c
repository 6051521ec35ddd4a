// SPDX-License-Identifier: BSD-2-Clause

#include "jmp.h"

/* clang-format off */
#define FUNCTION(name, body)			\
__asm__(".text\n"				\
	".globl " #name "\n"			\
	".type " #name ", @function\n"		\
	".balign 16\n"				\
	#name ":\n"				\
	body					\
	".size " #name ", . - " #name "\n")

#if defined(__riscv)

FUNCTION(kunit_setjmp,
	"sd ra, 0(a0)\n"   "sd sp, 8(a0)\n"   "sd s0, 16(a0)\n"  "sd s1, 24(a0)\n"
	"sd s2, 32(a0)\n"  "sd s3, 40(a0)\n"  "sd s4, 48(a0)\n"  "sd s5, 56(a0)\n"
	"sd s6, 64(a0)\n"  "sd s7, 72(a0)\n"  "sd s8, 80(a0)\n"  "sd s9, 88(a0)\n"
	"sd s10, 96(a0)\n" "sd s11, 104(a0)\n"
	"li a0, 0\n"
	"ret\n");

FUNCTION(kunit_longjmp,
	"ld ra, 0(a0)\n"   "ld sp, 8(a0)\n"   "ld s0, 16(a0)\n"  "ld s1, 24(a0)\n"
	"ld s2, 32(a0)\n"  "ld s3, 40(a0)\n"  "ld s4, 48(a0)\n"  "ld s5, 56(a0)\n"
	"ld s6, 64(a0)\n"  "ld s7, 72(a0)\n"  "ld s8, 80(a0)\n"  "ld s9, 88(a0)\n"
	"ld s10, 96(a0)\n" "ld s11, 104(a0)\n"
	"li a0, 1\n"
	"ret\n");

#elif defined(__aarch64__)

FUNCTION(kunit_setjmp,
	"mov x1, sp\n"
	"stp x19, x20, [x0, #0]\n"
	"stp x21, x22, [x0, #16]\n"
	"stp x23, x24, [x0, #32]\n"
	"stp x25, x26, [x0, #48]\n"
	"stp x27, x28, [x0, #64]\n"
	"stp x29, x30, [x0, #80]\n"
	"str x1, [x0, #96]\n"
	"mov w0, #0\n"
	"ret\n");

FUNCTION(kunit_longjmp,
	"ldp x19, x20, [x0, #0]\n"
	"ldp x21, x22, [x0, #16]\n"
	"ldp x23, x24, [x0, #32]\n"
	"ldp x25, x26, [x0, #48]\n"
	"ldp x27, x28, [x0, #64]\n"
	"ldp x29, x30, [x0, #80]\n"
	"ldr x1, [x0, #96]\n"
	"mov sp, x1\n"
	"mov w0, #1\n"
	"ret\n");

#elif defined(__x86_64__)

FUNCTION(kunit_setjmp,
	"movq (%rsp), %rax\n"
	"leaq 8(%rsp), %rcx\n"
	"movq %rax, 0(%rdi)\n"
	"movq %rcx, 8(%rdi)\n"
	"movq %rbx, 16(%rdi)\n"
	"movq %rbp, 24(%rdi)\n"
	"movq %r12, 32(%rdi)\n"
	"movq %r13, 40(%rdi)\n"
	"movq %r14, 48(%rdi)\n"
	"movq %r15, 56(%rdi)\n"
	"xorl %eax, %eax\n"
	"ret\n");

FUNCTION(kunit_longjmp,
	"movq 0(%rdi), %rdx\n"
	"movq 8(%rdi), %rsp\n"
	"movq 16(%rdi), %rbx\n"
	"movq 24(%rdi), %rbp\n"
	"movq 32(%rdi), %r12\n"
	"movq 40(%rdi), %r13\n"
	"movq 48(%rdi), %r14\n"
	"movq 56(%rdi), %r15\n"
	"movl $1, %eax\n"
	"jmp *%rdx\n");

#else
#error "kunit_setjmp() is missing for this architecture"
#endif
/* clang-format on */
