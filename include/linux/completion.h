/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPLETION_H
#define LINUX_COMPLETION_H

/* "It is done": counted, so that complete() may come before wait_for_completion(). */

#include <linux/wait.h>

struct completion {
	unsigned int done;	/* wait.lock */
	struct wait_queue_head wait;
};

#define COMPLETION_INITIALIZER(name) { 0, __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define DECLARE_COMPLETION(name) struct completion name = COMPLETION_INITIALIZER(name)
#define DECLARE_COMPLETION_ONSTACK(name) DECLARE_COMPLETION(name)

void init_completion(struct completion *x);
void reinit_completion(struct completion *x);

/* Any context. */
void complete(struct completion *x);
void complete_all(struct completion *x);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

/* Thread context.  The _timeout form: 0 after timeout jiffies, else what is left, at least 1. */
void wait_for_completion(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
/* As above, for waits that may take any time.  There are no signals: 0, and as above. */
int wait_for_completion_interruptible(struct completion *x);
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);

#endif /* LINUX_COMPLETION_H */
