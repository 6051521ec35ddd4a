// SPDX-License-Identifier: BSD-2-Clause
/* Wait queues, completions and mutexes: lists of threads under a lock. */

#include <internal/lockdep.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/wait.h>

#ifndef CONFIG_PROVE_LOCKING	/* with CONFIG_PROVE_LOCKING, kernel/lockdep.c initialises locks */
void init_waitqueue_head(struct wait_queue_head *wq)
{
	spin_lock_init(&wq->lock);
	INIT_LIST_HEAD(&wq->head);
}

void mutex_init(struct mutex *lock)
{
	lock->owner = NULL;
	lock->again = 0;
	init_waitqueue_head(&lock->wait);
}
#endif

bool waitqueue_active(struct wait_queue_head *wq)
{
	return !list_empty(&wq->head);
}

static void prepare_to_wait_common(struct wait_queue_head *wq, struct wait_queue_entry *entry,
				   int state, bool exclusive)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	/* The entry may still be on the queue from an earlier call. */
	if (exclusive)
		entry->flags |= WQ_FLAG_EXCLUSIVE;
	else
		entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	if (list_empty(&entry->entry)) {
		if (exclusive)
			list_add_tail(&entry->entry, &wq->head);
		else
			list_add(&entry->entry, &wq->head);
	}
	set_current_state(state);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state)
{
	prepare_to_wait_common(wq, entry, state, false);
}

void prepare_to_wait_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry,
			       int state)
{
	prepare_to_wait_common(wq, entry, state, true);
}

void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	spin_lock_irqsave(&wq->lock, flags);
	list_del_init(&entry->entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

/*
 * Wake all waiters that are not exclusive, and at most @nr exclusive ones, or all if @nr is 0.
 * Skip threads that are not in a state of @mode.  A woken waiter is removed from the queue, so that
 * the next call wakes other waiters.
 */
static void wake_locked(struct wait_queue_head *wq, unsigned int mode, int nr)
	__must_hold(&wq->lock)
{
	struct wait_queue_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &wq->head, entry) {
		bool exclusive = entry->flags & WQ_FLAG_EXCLUSIVE;
		struct task_struct *task = entry->task;

		if (!(READ_ONCE(task->state) & mode))
			continue;
		list_del_init(&entry->entry);
		wake_up_process(task);
		if (exclusive && !--nr)
			break;
	}
}

void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	wake_locked(wq, mode, nr);
	spin_unlock_irqrestore(&wq->lock, flags);
}

/* ---- completions ----------------------------------------------------------------------------- */

void init_completion(struct completion *x)
{
	x->done = 0;
	init_waitqueue_head(&x->wait);
}

void reinit_completion(struct completion *x)
{
	x->done = 0;
}

static void complete_nr(struct completion *x, bool all)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (all)
		x->done = UINT_MAX;
	else if (x->done != UINT_MAX)
		x->done++;
	wake_locked(&x->wait, TASK_NORMAL, all ? 0 : 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

void complete(struct completion *x)
{
	complete_nr(x, false);
}

void complete_all(struct completion *x)
{
	complete_nr(x, true);
}

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	if (done && x->done != UINT_MAX)
		x->done--;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}

bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	/*
	 * Acquire the lock, because complete() may still hold it.  After that, complete() does not
	 * access @x any more, so the caller may free @x.
	 */
	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}

static long wait_completed(struct completion *x, int state, long left)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait_exclusive(&x->wait, &wait, state);
		if (try_wait_for_completion(x)) {
			left += !left;
			break;
		}
		if (!left)
			break;
		left = schedule_wait(left);
	}
	finish_wait(&x->wait, &wait);
	return left;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	might_sleep();
	return wait_completed(x, TASK_UNINTERRUPTIBLE, timeout);
}

void wait_for_completion(struct completion *x)
{
	might_sleep();
	wait_completed(x, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	might_sleep();
	return wait_completed(x, TASK_INTERRUPTIBLE, timeout);
}

int wait_for_completion_interruptible(struct completion *x)
{
	might_sleep();
	wait_completed(x, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	return 0;
}

/* ---- mutexes --------------------------------------------------------------------------------- */

/*
 * mutex_unlock() makes the first waiter the owner and wakes it.  A thread that unlocks the mutex
 * and locks it again immediately therefore cannot starve the waiter.
 *
 * Locking: wait.lock, with interrupts off, protects the mutex.
 */

void mutex_destroy(struct mutex *lock)
{
	WARN(lock->owner, "mutex_destroy: the mutex is held\n");
}

bool mutex_is_locked(struct mutex *lock)
{
	return READ_ONCE(lock->owner);
}

bool mutex_is_held(const struct mutex *lock)
{
	return READ_ONCE(lock->owner) == current;
}

static bool mutex_take(struct mutex *lock)
{
	unsigned long flags;
	bool taken = false;

	spin_lock_irqsave(&lock->wait.lock, flags);
	if (!lock->owner) {
		WRITE_ONCE(lock->owner, current);
		taken = true;
	}
	spin_unlock_irqrestore(&lock->wait.lock, flags);
	return taken;
}

int mutex_trylock(struct mutex *lock)
{
	if (!mutex_take(lock))
		return 0;
	lockdep_mutex_acquire(lock, 0, true, __builtin_return_address(0));
	return 1;
}

static void mutex_lock_in_state(struct mutex *lock, int state, unsigned int subclass,
				const void *caller)
{
	DEFINE_WAIT(wait);
	bool taken = mutex_take(lock);
	unsigned long flags;

	/*
	 * The check needs no lock: while this thread does not wait, no other thread makes it the
	 * owner or ends its ownership.
	 */
	if (WARN(!taken && READ_ONCE(lock->owner) == current,
		 "mutex_lock: this thread holds the mutex already\n")) {
		lock->again++;
		return;
	}
	lockdep_mutex_acquire(lock, subclass, false, caller);
	if (taken)
		return;
	spin_lock_irqsave(&lock->wait.lock, flags);
	if (!lock->owner)
		WRITE_ONCE(lock->owner, current);
	else
		list_add_tail(&wait.entry, &lock->wait.head);
	WRITE_ONCE(current->blocked_on, lock);
	/*
	 * The owner is read under the lock, because mutex_unlock() uses the entry and the thread
	 * until it releases the lock.
	 */
	while (lock->owner != current) {
		set_current_state(state);
		spin_unlock_irqrestore(&lock->wait.lock, flags);
		schedule_wait(MAX_SCHEDULE_TIMEOUT);
		spin_lock_irqsave(&lock->wait.lock, flags);
	}
	WRITE_ONCE(current->blocked_on, NULL);
	spin_unlock_irqrestore(&lock->wait.lock, flags);
}

void mutex_lock(struct mutex *lock)
{
	might_sleep();
	mutex_lock_in_state(lock, TASK_UNINTERRUPTIBLE, 0, __builtin_return_address(0));
}

#ifdef CONFIG_PROVE_LOCKING
void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	might_sleep();
	mutex_lock_in_state(lock, TASK_UNINTERRUPTIBLE, subclass, __builtin_return_address(0));
}
#endif

int mutex_lock_interruptible(struct mutex *lock)
{
	might_sleep();
	mutex_lock_in_state(lock, TASK_INTERRUPTIBLE, 0, __builtin_return_address(0));
	return 0;
}

void mutex_unlock(struct mutex *lock)
{
	struct wait_queue_entry *next;
	unsigned long flags;

	if (WARN(READ_ONCE(lock->owner) != current,
		 "mutex_unlock: this thread does not hold the mutex\n"))
		return;
	if (lock->again) {
		lock->again--;
		return;
	}
	lockdep_mutex_release(lock);
	spin_lock_irqsave(&lock->wait.lock, flags);
	next = list_first_entry_or_null(&lock->wait.head, struct wait_queue_entry, entry);
	if (next) {
		struct task_struct *task = next->task;

		list_del_init(&next->entry);
		WRITE_ONCE(lock->owner, task);
		wake_up_process(task);
	} else {
		WRITE_ONCE(lock->owner, NULL);
	}
	spin_unlock_irqrestore(&lock->wait.lock, flags);
}
