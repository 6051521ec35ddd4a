// SPDX-License-Identifier: BSD-2-Clause
/*
 * Notifier chains: lists of callbacks, sorted by priority.
 *
 * A call of a chain increments the count of callers, then walks the list without a lock.  A block
 * that is unregistered retains its next pointer, so that a walk that has reached the block can
 * continue.  The unregistering function waits until the count of callers is 0.  Atomic and blocking
 * chains differ only in how this function waits.
 */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <asm/processor.h>

/*
 * Return the link that points to @nb if @itself is true, or else the link at which @nb must be
 * inserted.
 */
static struct notifier_block **notifier_find(struct atomic_notifier_head *nh,
					     const struct notifier_block *nb, bool itself)
{
	struct notifier_block **link = &nh->head;

	for (; *link; link = &(*link)->next) {
		if (itself ? *link == nb : (*link)->priority < nb->priority)
			break;
	}
	return link;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	struct notifier_block **link;
	unsigned long flags;
	int err = -EEXIST;

	spin_lock_irqsave(&nh->lock, flags);
	if (!*notifier_find(nh, nb, true)) {
		link = notifier_find(nh, nb, false);
		nb->next = *link;
		__atomic_store_n(link, nb, __ATOMIC_RELEASE);
		err = 0;
	}
	spin_unlock_irqrestore(&nh->lock, flags);
	WARN(err, "notifier %pS: registered twice\n", nb->notifier_call);
	return err;
}

static int notifier_unlink(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	struct notifier_block **link;
	unsigned long flags;
	int err = -ENOENT;

	spin_lock_irqsave(&nh->lock, flags);
	link = notifier_find(nh, nb, true);
	if (*link) {
		__atomic_store_n(link, nb->next, __ATOMIC_SEQ_CST);
		err = 0;
	}
	spin_unlock_irqrestore(&nh->lock, flags);
	return err;
}

static bool has_callers(struct atomic_notifier_head *nh)
{
	return __atomic_load_n(&nh->callers, __ATOMIC_SEQ_CST);
}

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	int err = notifier_unlink(nh, nb);

	while (!err && has_callers(nh))
		cpu_relax();
	return err;
}

int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long action, void *data)
{
	struct notifier_block *nb, *next;
	int ret = NOTIFY_DONE;

	__atomic_fetch_add(&nh->callers, 1, __ATOMIC_SEQ_CST);
	for (nb = __atomic_load_n(&nh->head, __ATOMIC_SEQ_CST); nb; nb = next) {
		next = __atomic_load_n(&nb->next, __ATOMIC_SEQ_CST);
		ret = nb->notifier_call(nb, action, data);
		if (ret & NOTIFY_STOP_MASK)
			break;
	}
	__atomic_fetch_sub(&nh->callers, 1, __ATOMIC_RELEASE);
	return ret;
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&nh->chain, nb);
}

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	int err = notifier_unlink(&nh->chain, nb);

	might_sleep();
	while (!err && has_callers(&nh->chain))
		schedule_timeout_uninterruptible(1);
	return err;
}

int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long action,
				 void *data)
{
	might_sleep();
	return atomic_notifier_call_chain(&nh->chain, action, data);
}
