/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* Everything that a function must preserve is on the thread's stack while it does not run. */
struct thread_context {
	unsigned long sp;
	void (*entry)(void *arg);
	void *arg;
	void *fake_stack;	/* the address sanitizer's */
	void *fiber;		/* the thread sanitizer's */
};

#endif /* ASM_THREAD_H */
