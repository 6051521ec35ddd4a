/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NOTIFIER_H
#define LINUX_NOTIFIER_H

/*
 * Chains of functions that are called when something happens, in order of falling priority, of
 * registration among equals.  Of an atomic chain the functions must not sleep, and it may be called
 * from any context; of a blocking one they may, and it is called in thread context.  Chains change in
 * thread context.  A block belongs to its owner, and must stay until it is unregistered; that waits
 * until no call of the chain is under way, so it is not for the chain's own functions.
 */

#include <linux/spinlock.h>
#include <linux/types.h>

struct notifier_block;

typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);

struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block *next;	/* the chain's */
	int priority;
};

struct atomic_notifier_head {
	spinlock_t lock;		/* for changes */
	unsigned int callers;		/* atomic */
	struct notifier_block *head;
};

struct blocking_notifier_head {
	struct atomic_notifier_head chain;
};

#define ATOMIC_NOTIFIER_INIT(name)	{ .lock = __SPIN_LOCK_UNLOCKED(name.lock) }
#define BLOCKING_NOTIFIER_INIT(name)	{ .chain = ATOMIC_NOTIFIER_INIT(name.chain) }
#define ATOMIC_NOTIFIER_HEAD(name)	struct atomic_notifier_head name = ATOMIC_NOTIFIER_INIT(name)
#define BLOCKING_NOTIFIER_HEAD(name) \
	struct blocking_notifier_head name = BLOCKING_NOTIFIER_INIT(name)

/* What a function returns; with NOTIFY_STOP_MASK no further one is called. */
#define NOTIFY_DONE		0x0000		/* not of interest */
#define NOTIFY_OK		0x0001
#define NOTIFY_STOP_MASK	0x8000
#define NOTIFY_BAD		(NOTIFY_STOP_MASK | 0x0002)	/* refused */
#define NOTIFY_STOP		(NOTIFY_OK | NOTIFY_STOP_MASK)

/* 0, or -EEXIST if the block is in the chain; 0, or -ENOENT if it is not. */
int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb);
int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb);
int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb);
int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh, struct notifier_block *nb);

/* Call all: what the last one called returned, NOTIFY_DONE if there is none. */
int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long action, void *data);
int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long action, void *data);

/* An error as a function's result, which stops the chain; and back. */
static inline int notifier_from_errno(int err)
{
	return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK;
}

static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}

#endif /* LINUX_NOTIFIER_H */
