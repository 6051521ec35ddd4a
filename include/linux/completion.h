/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPLETION_H
#define LINUX_COMPLETION_H

/*
 * Wait for the completion of an operation.  A completion counts the calls of complete(), so
 * complete() may be called before wait_for_completion().
 */

#include <linux/wait.h>

struct completion {
	unsigned int done;	/* number of unused complete() calls; protected by wait.lock */
	struct wait_queue_head wait;
};

#define COMPLETION_INITIALIZER(name) { 0, __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define DECLARE_COMPLETION(name) struct completion name = COMPLETION_INITIALIZER(name)
/*
 * Initialize a completion on the stack.  With CONFIG_PROVE_LOCKING, init_completion() assigns a
 * lock class to the line of code that initializes the completion.
 */
#ifdef CONFIG_PROVE_LOCKING
#define COMPLETION_INITIALIZER_ONSTACK(name)	(*({ init_completion(&name); &name; }))
#else
#define COMPLETION_INITIALIZER_ONSTACK(name)	COMPLETION_INITIALIZER(name)
#endif
#define DECLARE_COMPLETION_ONSTACK(name)	\
	struct completion name = COMPLETION_INITIALIZER_ONSTACK(name)

void init_completion(struct completion *x);
void reinit_completion(struct completion *x);

/* Signal or test a completion without waiting.  Context: any. */
void complete(struct completion *x);
void complete_all(struct completion *x);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

/*
 * Wait for a completion.  The _timeout form returns the remaining jiffies, at least 1, or 0 if
 * @timeout jiffies have elapsed.  Context: thread.
 */
void wait_for_completion(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
/*
 * Wait for a completion in the state TASK_INTERRUPTIBLE.  Quarry has no signals, so the wait is
 * never interrupted: the first form returns 0, the second returns the same values as
 * wait_for_completion_timeout().
 */
int wait_for_completion_interruptible(struct completion *x);
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);
#define wait_for_completion_killable(x)	wait_for_completion_interruptible(x)
#define wait_for_completion_killable_timeout(x, timeout) \
	wait_for_completion_interruptible_timeout(x, timeout)
/* The same as without _io, because waits for devices are not counted. */
#define wait_for_completion_io(x)	wait_for_completion(x)
#define wait_for_completion_io_timeout(x, timeout)	wait_for_completion_timeout(x, timeout)

#endif /* LINUX_COMPLETION_H */
