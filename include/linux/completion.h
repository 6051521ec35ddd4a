/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPLETION_H
#define LINUX_COMPLETION_H

/*
 * Wait for the completion of an operation.  complete() is counted, so it may precede
 * wait_for_completion().
 */

#include <linux/wait.h>

struct completion {
	unsigned int done;	/* wait.lock */
	struct wait_queue_head wait;
};

#define COMPLETION_INITIALIZER(name) { 0, __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define DECLARE_COMPLETION(name) struct completion name = COMPLETION_INITIALIZER(name)
/* Completions that are not static need a lock class of the place where they are initialised. */
#ifdef CONFIG_PROVE_LOCKING
#define COMPLETION_INITIALIZER_ONSTACK(name)	(*({ init_completion(&name); &name; }))
#else
#define COMPLETION_INITIALIZER_ONSTACK(name)	COMPLETION_INITIALIZER(name)
#endif
#define DECLARE_COMPLETION_ONSTACK(name)	\
	struct completion name = COMPLETION_INITIALIZER_ONSTACK(name)

void init_completion(struct completion *x);
void reinit_completion(struct completion *x);

/* Context: any. */
void complete(struct completion *x);
void complete_all(struct completion *x);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

/*
 * Context: thread.  The _timeout form returns the remaining jiffies, at least 1, or 0 if @timeout
 * elapsed.
 */
void wait_for_completion(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
/* For waits of any length.  There are no signals, so these return 0, or like the _timeout form. */
int wait_for_completion_interruptible(struct completion *x);
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);

#endif /* LINUX_COMPLETION_H */
