/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_KUNIT_JMP_H
#define LIB_KUNIT_JMP_H

/*
 * setjmp() and longjmp(), for leaving a test case.  The compilers' builtins are not used, because
 * clang has them on some architectures only.  Only the registers that the calling convention
 * preserves are saved.
 */

struct kunit_jmp {
	unsigned long regs[14];
};

/* kunit_setjmp() returns 0 at first, and 1 after kunit_longjmp(). */
int kunit_setjmp(struct kunit_jmp *jmp) __attribute__((__returns_twice__));
void kunit_longjmp(struct kunit_jmp *jmp) __attribute__((__noreturn__));

#endif /* LIB_KUNIT_JMP_H */
