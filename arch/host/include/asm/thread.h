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

/* Of a thread that does not run; 0 if it has never run. */
unsigned long arch_thread_frame_pointer(const struct thread_context *context);

/*
 * Thread-local variables lie below the thread pointer, which points to itself.  That of the CPUs, fs,
 * is the process's: applications have gs (arch/host/bin/as).
 */
#define ARCH_TLS_BELOW
#define ARCH_TLS_OFFSET	8

void host_set_thread_pointer(unsigned long pointer);
#define arch_set_thread_pointer	host_set_thread_pointer

#endif /* ASM_THREAD_H */
