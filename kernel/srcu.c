// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sleepable RCU.
 *
 * A reader is counted in one of two numbers, which the index selects.  A grace period changes the
 * index, and waits until the number of the old index is 0.  Later readers are counted in the other
 * number, so that they do not prolong the wait.  The lock makes the read of the index and the
 * increment of the number a single step; therefore a grace period changes the index only once.
 */

#include <linux/bug.h>
#include <linux/srcu.h>

int init_srcu_struct(struct srcu_struct *ssp)
{
	*ssp = (struct srcu_struct){ .index = 0 };
	spin_lock_init(&ssp->lock);
	mutex_init(&ssp->mutex);
	init_waitqueue_head(&ssp->none_left);
	INIT_WORK(&ssp->work, srcu_call_waiting);
	return 0;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	flush_work(&ssp->work);
	WARN(srcu_read_lock_held(ssp), "cleanup_srcu_struct: there are readers\n");
}

int srcu_read_lock(struct srcu_struct *ssp)
{
	unsigned long flags;
	unsigned int index;

	spin_lock_irqsave(&ssp->lock, flags);
	index = ssp->index;
	ssp->readers[index]++;
	spin_unlock_irqrestore(&ssp->lock, flags);
	return (int)index;
}

void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	unsigned long flags;
	bool known = false;

	spin_lock_irqsave(&ssp->lock, flags);
	if ((unsigned int)idx < 2 && ssp->readers[idx]) {
		known = true;
		/* Not after the lock is released: then the struct may be freed. */
		if (!--ssp->readers[idx])
			wake_up_all(&ssp->none_left);
	}
	spin_unlock_irqrestore(&ssp->lock, flags);
	WARN(!known, "srcu_read_unlock: %d is not of a reader\n", idx);
}

bool srcu_read_lock_held(struct srcu_struct *ssp)
{
	return READ_ONCE(ssp->readers[0]) || READ_ONCE(ssp->readers[1]);
}

/* Return true if no reader is counted in the number.  The lock orders this after their sections. */
static bool srcu_is_left(struct srcu_struct *ssp, unsigned int index)
{
	unsigned long flags, readers;

	spin_lock_irqsave(&ssp->lock, flags);
	readers = ssp->readers[index];
	spin_unlock_irqrestore(&ssp->lock, flags);
	return !readers;
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	unsigned long flags;
	unsigned int old;

	might_sleep();
	mutex_lock(&ssp->mutex);
	spin_lock_irqsave(&ssp->lock, flags);
	old = ssp->index;
	ssp->index = !old;
	spin_unlock_irqrestore(&ssp->lock, flags);
	wait_event(ssp->none_left, srcu_is_left(ssp, old));
	mutex_unlock(&ssp->mutex);
}

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func)
{
	unsigned long flags;

	head->func = func;
	head->next = NULL;
	spin_lock_irqsave(&ssp->lock, flags);
	if (ssp->first)
		ssp->last->next = head;
	else
		ssp->first = head;
	ssp->last = head;
	spin_unlock_irqrestore(&ssp->lock, flags);
	schedule_work(&ssp->work);
}

void srcu_call_waiting(struct work_struct *work)
{
	struct srcu_struct *ssp = container_of(work, struct srcu_struct, work);
	struct rcu_head *head;
	unsigned long flags;

	spin_lock_irqsave(&ssp->lock, flags);
	head = ssp->first;
	ssp->first = NULL;
	spin_unlock_irqrestore(&ssp->lock, flags);
	if (!head)
		return;
	synchronize_srcu(ssp);
	while (head) {
		struct rcu_head *next = head->next;

		head->func(head);	/* may free it */
		head = next;
	}
}

void srcu_barrier(struct srcu_struct *ssp)
{
	flush_work(&ssp->work);
}
