/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/*
 * State of a thread that is not running.  Registers that a function must preserve are saved on the
 * stack of the thread.
 */
struct thread_context {
	unsigned long sp;
	void (*entry)(void *arg);
	void *arg;
	void *fake_stack;	/* object of AddressSanitizer for this thread */
	void *fiber;		/* object of ThreadSanitizer for this thread */
};

/* Return the frame pointer of a thread that is not running, or 0 if it has never run. */
unsigned long arch_thread_frame_pointer(const struct thread_context *context);

/*
 * Thread-local variables are below the thread pointer, and the thread pointer points to a copy of
 * itself.  The process uses fs for the variables of CPUs, and applications use gs
 * (arch/host/bin/as).
 */
#define ARCH_TLS_BELOW
#define ARCH_TLS_OFFSET	8

void host_set_thread_pointer(unsigned long pointer);
#define arch_set_thread_pointer	host_set_thread_pointer

#endif /* ASM_THREAD_H */
