/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NOTIFIER_H
#define LINUX_NOTIFIER_H

/*
 * Chains of functions that are called on an event, in descending order of priority, then in the
 * order of registration.  Functions of an atomic chain must not sleep, and the chain may be called
 * in any context.  A blocking chain is called in thread context, and its functions may sleep.
 * Blocks are registered and unregistered in thread context.  The caller owns a block and must not
 * free it before unregistering it.  A function of the chain must not unregister blocks, because
 * that waits for running calls.
 */

#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct notifier_block;

typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);

struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block *next;	/* next block in the chain */
	int priority;
};

struct atomic_notifier_head {
	spinlock_t lock;		/* serializes changes */
	unsigned int callers;		/* number of running calls; updated atomically */
	struct notifier_block *head;
};

struct blocking_notifier_head {
	struct atomic_notifier_head chain;
};

#define ATOMIC_NOTIFIER_INIT(name)	{ .lock = __SPIN_LOCK_UNLOCKED(name.lock) }
#define BLOCKING_NOTIFIER_INIT(name)	{ .chain = ATOMIC_NOTIFIER_INIT(name.chain) }
#define ATOMIC_NOTIFIER_HEAD(name) struct atomic_notifier_head name = ATOMIC_NOTIFIER_INIT(name)
#define BLOCKING_NOTIFIER_HEAD(name) \
	struct blocking_notifier_head name = BLOCKING_NOTIFIER_INIT(name)

/* Initialise a chain that is not static. */
#define ATOMIC_INIT_NOTIFIER_HEAD(nh)		\
do {						\
	spin_lock_init(&(nh)->lock);		\
	(nh)->callers = 0;			\
	(nh)->head = NULL;			\
} while (0)
#define BLOCKING_INIT_NOTIFIER_HEAD(nh)	ATOMIC_INIT_NOTIFIER_HEAD(&(nh)->chain)

/* Results of a chain's function.  After NOTIFY_STOP_MASK, no further functions are called. */
#define NOTIFY_DONE		0x0000		/* not interested */
#define NOTIFY_OK		0x0001
#define NOTIFY_STOP_MASK	0x8000
#define NOTIFY_BAD		(NOTIFY_STOP_MASK | 0x0002)	/* refused */
#define NOTIFY_STOP		(NOTIFY_OK | NOTIFY_STOP_MASK)

/* Register or unregister @nb.  Returns 0, -EEXIST if already registered, or -ENOENT if not. */
int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb);
int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb);
int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb);
int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb);

/*
 * Call all functions.  Returns the result of the last one called, or NOTIFY_DONE for an empty
 * chain.
 */
int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long action, void *data);
int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long action,
				 void *data);

/* Convert an error to a result that stops the chain, and back. */
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
