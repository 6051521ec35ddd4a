// SPDX-License-Identifier: BSD-2-Clause
/*
 * Waiting until a word changes, as with Linux's futex(2).  All locks of the C library use these
 * functions.
 *
 * A waiter adds itself to a list if the word still has the value that its caller saw.  The list is
 * selected by a hash of the word's address.  An updater changes the word, and then wakes the
 * waiters.  The waiter and the updater acquire the lock of the list, so that no wake-up is lost
 * between the waiter's check of the word and its sleep.
 *
 * Locking: the lock of each list protects the list and the member `woken` of its waiters.  It is
 * acquired only in thread context.
 *
 * Bounds: waiting takes constant time.  Waking scans all waiters of one list.
 */

#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "libc/os.h"

#define HASH_BITS	4

struct waiter {
	struct list_head list;
	const int *word;
	struct task_struct *task;
	bool woken;		/* true if woken, and removed from the list */
};

static struct bucket {
	spinlock_t lock;
	struct list_head waiters;	/* in order of arrival; .next is NULL until the first use */
} buckets[1 << HASH_BITS];

static struct bucket *futex_bucket_of(const int *word)
{
	return &buckets[hash_ptr(word, HASH_BITS)];
}

static bool enqueue(struct bucket *bucket, struct waiter *waiter, int value)
	__must_hold(&bucket->lock)
{
	if (READ_ONCE(*waiter->word) != value)
		return false;
	if (!bucket->waiters.next)
		INIT_LIST_HEAD(&bucket->waiters);
	list_add_tail(&waiter->list, &bucket->waiters);
	return true;
}

/* Sleep until the waiter is woken or the deadline has passed. */
static void sleep_until(struct waiter *waiter, unsigned int state, unsigned long long deadline)
{
	for (;;) {
		long ticks = MAX_SCHEDULE_TIMEOUT;

		set_current_state(state);
		if (READ_ONCE(waiter->woken))
			break;
		if (deadline) {
			u64 now = ktime_get_ns();

			if (now >= deadline)
				break;
			ticks = min_t(u64, deadline - now, NSEC_PER_SEC) / NSEC_PER_MSEC + 1;
		}
		schedule_timeout(ticks);
	}
	__set_current_state(TASK_RUNNING);
}

static int futex_wait(const int *word, int value, unsigned int state, unsigned long long deadline)
{
	struct bucket *bucket = futex_bucket_of(word);
	struct waiter waiter = { .word = word, .task = current };
	bool queued;

	spin_lock(&bucket->lock);
	queued = enqueue(bucket, &waiter, value);
	spin_unlock(&bucket->lock);
	if (!queued)
		return -EAGAIN;
	sleep_until(&waiter, state, deadline);
	/*
	 * Acquire the lock even if the waiter was woken: the thread that woke it may still access
	 * the waiter, which is on this stack.
	 */
	spin_lock(&bucket->lock);
	if (!waiter.woken)
		list_del(&waiter.list);
	spin_unlock(&bucket->lock);
	return waiter.woken ? 0 : -ETIMEDOUT;
}

int os_futex_wait(const int *word, int value, unsigned long long deadline)
{
	might_sleep();
	return futex_wait(word, value, TASK_INTERRUPTIBLE, deadline);
}

int os_futex_lock(const int *word, int value, unsigned long long deadline)
{
	might_sleep();
	return futex_wait(word, value, TASK_UNINTERRUPTIBLE, deadline);
}

void os_futex_wake(const int *word, unsigned int most)
{
	struct bucket *bucket = futex_bucket_of(word);
	struct waiter *waiter, *next;

	spin_lock(&bucket->lock);
	if (bucket->waiters.next) {
		list_for_each_entry_safe(waiter, next, &bucket->waiters, list) {
			if (waiter->word != word || !most)
				continue;
			most--;
			list_del(&waiter->list);
			WRITE_ONCE(waiter->woken, true);
			wake_up_process(waiter->task);
		}
	}
	spin_unlock(&bucket->lock);
}
