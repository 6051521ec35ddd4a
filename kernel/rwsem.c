// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reader-writer semaphores: a count of readers or a writer, and a list of waiting threads.
 *
 * The thread that releases the lock makes the first waiter its holder, and with a reader all
 * readers that follow it in the list.  It removes them from the list; this is what they wait for.
 * A waiting writer has WQ_FLAG_EXCLUSIVE.  No thread acquires the lock while threads wait.
 *
 * Locking: wait.lock, with interrupts off, protects the semaphore.
 */

#include <internal/lockdep.h>
#include <linux/bug.h>
#include <linux/rwsem.h>

#ifndef CONFIG_PROVE_LOCKING	/* with CONFIG_PROVE_LOCKING, kernel/lockdep.c initialises locks */
void init_rwsem(struct rw_semaphore *sem)
{
	sem->readers = 0;
	sem->writer = NULL;
	init_waitqueue_head(&sem->wait);
}
#endif

/* Make @task a holder if no other holder excludes it. */
static bool rwsem_grant(struct rw_semaphore *sem, struct task_struct *task, bool write)
	__must_hold(&sem->wait.lock)
{
	if (sem->writer || (write && sem->readers))
		return false;
	if (write)
		WRITE_ONCE(sem->writer, task);
	else
		WRITE_ONCE(sem->readers, sem->readers + 1);
	return true;
}

/* Make waiters holders, in the order of the list. */
static void rwsem_hand_over(struct rw_semaphore *sem) __must_hold(&sem->wait.lock)
{
	struct wait_queue_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &sem->wait.head, entry) {
		struct task_struct *task = entry->task;

		if (!rwsem_grant(sem, task, entry->flags & WQ_FLAG_EXCLUSIVE))
			break;
		list_del_init(&entry->entry);
		wake_up_process(task);
	}
}

static bool rwsem_try(struct rw_semaphore *sem, bool write)
{
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&sem->wait.lock, flags);
	taken = list_empty(&sem->wait.head) && rwsem_grant(sem, current, write);
	spin_unlock_irqrestore(&sem->wait.lock, flags);
	return taken;
}

static void rwsem_down(struct rw_semaphore *sem, bool write, const void *caller)
{
	DEFINE_WAIT(wait);
	unsigned long flags;

	might_sleep();
	if (WARN(rwsem_is_held_write(sem), "rwsem: this thread holds the lock already\n"))
		return;
	lockdep_rwsem_acquire(sem, false, caller);
	if (rwsem_try(sem, write))
		return;
	wait.flags = write ? WQ_FLAG_EXCLUSIVE : 0;
	spin_lock_irqsave(&sem->wait.lock, flags);
	list_add_tail(&wait.entry, &sem->wait.head);
	rwsem_hand_over(sem);	/* the lock may have been released */
	/* The entry is read under the lock: the waker uses it until it releases the lock. */
	while (!list_empty(&wait.entry)) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		spin_unlock_irqrestore(&sem->wait.lock, flags);
		schedule_wait(MAX_SCHEDULE_TIMEOUT);
		spin_lock_irqsave(&sem->wait.lock, flags);
	}
	spin_unlock_irqrestore(&sem->wait.lock, flags);
}

void down_read(struct rw_semaphore *sem)
{
	rwsem_down(sem, false, __builtin_return_address(0));
}

void down_write(struct rw_semaphore *sem)
{
	rwsem_down(sem, true, __builtin_return_address(0));
}

int down_read_trylock(struct rw_semaphore *sem)
{
	if (!rwsem_try(sem, false))
		return 0;
	lockdep_rwsem_acquire(sem, true, __builtin_return_address(0));
	return 1;
}

int down_write_trylock(struct rw_semaphore *sem)
{
	if (!rwsem_try(sem, true))
		return 0;
	lockdep_rwsem_acquire(sem, true, __builtin_return_address(0));
	return 1;
}

void up_read(struct rw_semaphore *sem)
{
	unsigned long flags;

	lockdep_rwsem_release(sem);
	spin_lock_irqsave(&sem->wait.lock, flags);
	if (!WARN(!sem->readers, "up_read: no reader holds the lock\n")) {
		WRITE_ONCE(sem->readers, sem->readers - 1);
		rwsem_hand_over(sem);
	}
	spin_unlock_irqrestore(&sem->wait.lock, flags);
}

/* End the section of the writer, which becomes @readers readers. */
static void rwsem_end_write(struct rw_semaphore *sem, unsigned int readers)
{
	unsigned long flags;

	if (WARN(!rwsem_is_held_write(sem), "up_write: this thread does not hold the lock\n"))
		return;
	if (!readers)
		lockdep_rwsem_release(sem);
	spin_lock_irqsave(&sem->wait.lock, flags);
	WRITE_ONCE(sem->writer, NULL);
	WRITE_ONCE(sem->readers, readers);
	rwsem_hand_over(sem);
	spin_unlock_irqrestore(&sem->wait.lock, flags);
}

void up_write(struct rw_semaphore *sem)
{
	rwsem_end_write(sem, 0);
}

void downgrade_write(struct rw_semaphore *sem)
{
	rwsem_end_write(sem, 1);
}
