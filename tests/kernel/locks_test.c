// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of local_bh_disable() and the _bh locks, raw spinlocks, rwlocks, rw_semaphores, semaphores,
 * and the guards of locks.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "../expect.h"
#include "../in_interrupt.h"
#include "../threads.h"

#define LIMIT	(20 * HZ)

static bool ran, ran_in_softirq;

static void run_timer(struct timer_list *timer)
{
	ran_in_softirq = in_serving_softirq() && in_softirq();
	WRITE_ONCE(ran, true);
}
static DEFINE_TIMER(due, run_timer);

/* A timer that becomes due after local_bh_disable() runs in the last local_bh_enable(). */
static void locks_test_bh(struct kunit *test)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	ran = false;
	KUNIT_EXPECT_FALSE(test, in_softirq());
	local_bh_disable();
	mod_timer(&due, jiffies + 1);
	spin_lock_bh(&lock);
	mdelay(5);
	spin_unlock_bh(&lock);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_TRUE(test, in_atomic());
	KUNIT_EXPECT_FALSE(test, in_serving_softirq());
	KUNIT_EXPECT_FALSE(test, READ_ONCE(ran));
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_bh_enable();
	/* On a busy host, QEMU is late with the timer's interrupt. */
	for (unsigned int ms = 0; ms < 1000 && !READ_ONCE(ran); ms++)
		mdelay(1);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(ran));
	KUNIT_EXPECT_TRUE(test, ran_in_softirq);
	KUNIT_EXPECT_FALSE(test, in_softirq());

	/* With interrupts off in local_bh_enable(), the timer runs when they are on. */
	ran = false;
	local_bh_disable();
	mod_timer(&due, jiffies);
	mdelay(1);
	local_irq_save(flags);
	local_bh_enable();
	KUNIT_EXPECT_FALSE(test, READ_ONCE(ran));
	local_irq_restore(flags);
	mdelay(1);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(ran));
}

/* A thread that sleeps after local_bh_disable() is reported, and the sleep ends nevertheless. */
static void locks_test_bh_sleep(struct kunit *test)
{
	local_bh_disable();
	EXPECT_REPORT(test, msleep(2));
	KUNIT_EXPECT_TRUE(test, in_softirq());
	local_bh_enable();
	KUNIT_EXPECT_FALSE(test, in_softirq());
}

static void locks_test_spin_forms(struct kunit *test) __no_context_analysis
{
	static DEFINE_RAW_SPINLOCK(raw);
	raw_spinlock_t *lock = &raw;
	unsigned long flags = 0;

	raw_spin_lock(lock);
	KUNIT_EXPECT_TRUE(test, raw_spin_is_locked(lock));
	KUNIT_EXPECT_FALSE(test, raw_spin_is_contended(lock));
	lockdep_assert_held(lock);
	KUNIT_EXPECT_FALSE(test, raw_spin_trylock(lock));
	KUNIT_EXPECT_FALSE(test, raw_spin_trylock_bh(lock));
	KUNIT_EXPECT_FALSE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, raw_spin_trylock_irq(lock));
	KUNIT_EXPECT_FALSE(test, raw_spin_trylock_irqsave(lock, flags));
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	raw_spin_unlock(lock);
	KUNIT_EXPECT_TRUE(test, raw_spin_trylock_bh(lock));
	KUNIT_EXPECT_TRUE(test, in_softirq());
	raw_spin_unlock_bh(lock);
	KUNIT_EXPECT_TRUE(test, raw_spin_trylock_irqsave(lock, flags));
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	raw_spin_unlock_irqrestore(lock, flags);
	KUNIT_EXPECT_FALSE(test, raw_spin_is_locked(lock));
}

static void locks_test_guards(struct kunit *test)
{
	static DEFINE_SPINLOCK(spin);
	static DEFINE_MUTEX(mutex);
	static DEFINE_RWLOCK(rw);
	static DECLARE_RWSEM(sem);

	scoped_guard(spinlock_irqsave, &spin) {
		KUNIT_EXPECT_TRUE(test, spin_is_locked(&spin));
		KUNIT_EXPECT_TRUE(test, irqs_disabled());
	}
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&spin));
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	scoped_guard(spinlock_bh, &spin)
		KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, in_softirq());
	scoped_guard(irqsave)
		KUNIT_EXPECT_TRUE(test, irqs_disabled());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	scoped_guard(read_lock, &rw) {
		KUNIT_EXPECT_TRUE(test, rwlock_is_held_read(&rw));
		lockdep_assert_held_read(&rw);
	}
	scoped_guard(write_lock_irqsave, &rw) {
		KUNIT_EXPECT_TRUE(test, rwlock_is_held_write(&rw));
		lockdep_assert_held_write(&rw);
	}
	KUNIT_EXPECT_FALSE(test, rwlock_is_held(&rw));
	{
		guard(mutex)(&mutex);
		guard(rwsem_read)(&sem);
		KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
		lockdep_assert_held(&sem);
	}
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	scoped_guard(rwsem_write, &sem)
		lockdep_assert_held_write(&sem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
	lockdep_assert_not_held(&mutex);
	if (IS_ENABLED(CONFIG_DEBUG_SPINLOCK)) {
		EXPECT_REPORT(test, lockdep_assert_held(&rw));
		EXPECT_REPORT(test, lockdep_assert_held_write(&sem));
		EXPECT_REPORT(test, lockdep_assert_held_read(&rw));
		EXPECT_REPORT(test, lockdep_assert(current == NULL));
	}
}

#define LOCKS_NOT_TAKEN(guard, lock)	({				\
	bool __failed = false;						\
									\
	scoped_cond_guard(guard, __failed = true, lock)			\
		KUNIT_FAIL(test, #guard " takes a lock that is held");	\
	__failed;							\
})

#define LOCKS_TAKEN(guard, lock, is_held)	({			\
	bool __held = false;						\
									\
	scoped_cond_guard(guard, KUNIT_FAIL(test, #guard " fails"), lock)	\
		__held = is_held;					\
	__held && !(is_held);						\
})

/* Guards that may fail. */
static void locks_test_cond_guards(struct kunit *test)
{
	static DEFINE_SPINLOCK(spin);
	static DEFINE_MUTEX(mutex);
	static DECLARE_RWSEM(sem);
	int rounds = 0;

	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(spinlock_try, &spin, spin_is_locked(&spin)));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(raw_spinlock_irqsave_try, &spin, irqs_disabled()));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(spinlock_bh_try, &spin, in_softirq()));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(mutex_try, &mutex, mutex_is_locked(&mutex)));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(mutex_intr, &mutex, mutex_is_locked(&mutex)));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(rwsem_read_try, &sem, rwsem_is_locked(&sem)));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(rwsem_read_intr, &sem, rwsem_is_locked(&sem)));
	KUNIT_EXPECT_TRUE(test, LOCKS_TAKEN(rwsem_write_try, &sem, rwsem_is_locked(&sem)));
	scoped_guard(rwsem_write, &sem) {
		KUNIT_EXPECT_TRUE(test, LOCKS_NOT_TAKEN(rwsem_read_try, &sem));
		KUNIT_EXPECT_TRUE(test, LOCKS_NOT_TAKEN(rwsem_write_try, &sem));
		scoped_guard(rwsem_read_try, &sem)
			KUNIT_FAIL(test, "the statement is executed without the lock");
	}
	scoped_guard(mutex_try, &mutex)
		rounds++;
	/* A break leaves the guard. */
	scoped_guard(mutex, &mutex) {
		rounds++;
		break;
	}
	scoped_cond_guard(mutex_try, rounds = 0, &mutex) {
		rounds++;
		break;
	}
	KUNIT_EXPECT_EQ(test, rounds, 3);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
	if (IS_ENABLED(CONFIG_SMP)) {
		scoped_guard(spinlock, &spin)
			KUNIT_EXPECT_TRUE(test, LOCKS_NOT_TAKEN(spinlock_irqsave_try, &spin));
		KUNIT_EXPECT_FALSE(test, spin_is_locked(&spin));
	}
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	scoped_guard(preempt)
		KUNIT_EXPECT_TRUE(test, rcu_read_lock_held() || !IS_ENABLED(CONFIG_PROVE_RCU));
}

static DEFINE_RWLOCK(rw);
static unsigned long pair[2];
static atomic_t torn, done, finished;

#define ROUNDS	3000

static void check_pair(void)
{
	if (pair[0] != pair[1])
		atomic_inc(&torn);
}

static int rwlock_user(void *unused)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned long flags;

		if (i % 4) {
			read_lock(&rw);
			check_pair();
			read_unlock(&rw);
		} else {
			write_lock_irqsave(&rw, flags);
			WRITE_ONCE(pair[0], pair[0] + 1);
			udelay(1);
			WRITE_ONCE(pair[1], pair[1] + 1);
			write_unlock_irqrestore(&rw, flags);
		}
		if (read_trylock(&rw)) {
			check_pair();
			read_unlock(&rw);
		}
	}
	atomic_inc(&finished);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void run_on_all(struct kunit *test, int (*fn)(void *data))
{
	struct task_struct *tasks[NR_CPUS] = { NULL };
	unsigned int nr = num_online_cpus();

	for (unsigned int i = 0; i < nr; i++)
		tasks[i] = kthread_create_on_cpu(fn, NULL, i, "locks/%u");
	atomic_set(&finished, 0);
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, nr));
	while (atomic_read(&finished) < (int)nr)
		msleep(1);
	for (unsigned int i = 0; i < nr; i++)
		kthread_stop(tasks[i]);
}

static void read_here(struct timer_list *timer)
{
	read_lock(&rw);
	check_pair();
	read_unlock(&rw);
	atomic_inc(&done);
	mod_timer(timer, jiffies + 1);
}
static DEFINE_TIMER(reader, read_here);

/* Readers on all CPUs and in an interrupt never see half of a writer's change. */
static void locks_test_rwlock(struct kunit *test)
{
	pair[0] = pair[1] = 0;
	atomic_set(&torn, 0);
	atomic_set(&done, 0);
	mod_timer(&reader, jiffies + 1);
	run_on_all(test, rwlock_user);
	timer_delete_sync(&reader);
	KUNIT_EXPECT_EQ(test, atomic_read(&torn), 0);
	KUNIT_EXPECT_EQ(test, pair[0], (unsigned long)num_online_cpus() * ROUNDS / 4);
	KUNIT_EXPECT_GT(test, atomic_read(&done), 0);

	write_lock(&rw);
	KUNIT_EXPECT_FALSE(test, read_trylock(&rw));
	KUNIT_EXPECT_FALSE(test, write_trylock(&rw));
	write_unlock(&rw);
	read_lock_bh(&rw);
	KUNIT_EXPECT_FALSE(test, write_trylock(&rw));
	KUNIT_EXPECT_TRUE(test, read_trylock(&rw));
	read_unlock(&rw);
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		KUNIT_EXPECT_NOT_NULL(test, sched_atomic_context());
	read_unlock_bh(&rw);
	KUNIT_EXPECT_NULL(test, sched_atomic_context());
	KUNIT_EXPECT_TRUE(test, write_trylock(&rw));
	write_unlock(&rw);
	EXPECT_REPORT(test, read_unlock(&rw));
	EXPECT_REPORT(test, write_unlock(&rw));
}

static int write_waiting(void *unused)
{
	write_lock(&rw);
	write_unlock(&rw);
	atomic_inc(&done);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void read_in_interrupt(void)
{
	read_lock(&rw);
	read_unlock(&rw);
}

/* While a writer waits for this reader, an interrupt handler of this CPU can still read. */
static void locks_test_rwlock_interrupt(struct kunit *test)
{
	struct task_struct *task;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	atomic_set(&done, 0);
	task = kthread_create_on_cpu(write_waiting, NULL, !smp_processor_id(), "writer/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	read_lock(&rw);
	wake_up_process(task);
	while (!spin_is_locked(&rw.writers))
		cpu_relax();
	call_in_interrupt(read_in_interrupt);
	KUNIT_EXPECT_EQ(test, atomic_read(&done), 0);
	read_unlock(&rw);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, atomic_read(&done), 1);
}

static DECLARE_RWSEM(sem);
static char events[16];
static unsigned int nr_events;

static void note(char event)
{
	if (nr_events < sizeof(events) - 1)
		events[nr_events++] = event;
}

static int sem_reader(void *unused)
{
	down_read(&sem);
	note('r');
	up_read(&sem);
	return 0;
}

static int sem_writer(void *unused)
{
	down_write(&sem);
	note('w');
	msleep(1);
	note('.');
	up_write(&sem);
	return 0;
}

static bool start_all(struct task_struct **tasks, const char *kinds)
{
	unsigned int nr = strlen(kinds);

	memset(events, 0, sizeof(events));
	nr_events = 0;
	for (unsigned int i = 0; i < nr; i++) {
		tasks[i] = kthread_create(kinds[i] == 'r' ? sem_reader : sem_writer, NULL, "sem");
		if (!IS_ERR(tasks[i]))
			get_task_struct(tasks[i]);
	}
	if (run_all_threads(tasks, nr))
		return true;
	for (unsigned int i = 0; i < nr; i++) {
		if (!IS_ERR(tasks[i]))
			put_task_struct(tasks[i]);
	}
	return false;
}

static void wait_all(struct task_struct **tasks, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		while (READ_ONCE(tasks[i]->state) != TASK_DEAD)
			msleep(1);
		put_task_struct(tasks[i]);
	}
}

/* Threads acquire an rw_semaphore in the order of their requests; readers share it. */
static void locks_test_rwsem(struct kunit *test)
{
	struct task_struct *tasks[5];
	bool started;

	down_write(&sem);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_write_trylock(&sem), 0);
	started = start_all(tasks, "rrwrw");
	if (!started)
		up_write(&sem);
	KUNIT_ASSERT_TRUE(test, started);
	msleep(2);
	KUNIT_EXPECT_STREQ(test, events, "");
	KUNIT_EXPECT_TRUE(test, rwsem_is_contended(&sem));
	/* The first two readers share the lock with this thread, and the writer waits. */
	downgrade_write(&sem);
	msleep(2);
	KUNIT_EXPECT_STREQ(test, events, "rr");
	/* A reader that comes now must not overtake the writer. */
	KUNIT_EXPECT_EQ(test, down_read_trylock(&sem), 0);
	up_read(&sem);
	wait_all(tasks, 5);
	KUNIT_EXPECT_STREQ(test, events, "rrw.rw.");
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
	KUNIT_ASSERT_EQ(test, down_read_trylock(&sem), 1);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&sem), 1);
	KUNIT_EXPECT_EQ(test, down_write_trylock(&sem), 0);
	up_read(&sem);
	up_read(&sem);
	KUNIT_EXPECT_EQ(test, down_write_killable(&sem), 0);
	up_write(&sem);
	EXPECT_REPORT(test, up_read(&sem));
	EXPECT_REPORT(test, up_write(&sem));
}

static int sem_user(void *unused)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (i % 4) {
			down_read(&sem);
			check_pair();
			up_read(&sem);
		} else {
			down_write(&sem);
			WRITE_ONCE(pair[0], pair[0] + 1);
			if (i % 64 == 0)
				cond_resched();
			WRITE_ONCE(pair[1], pair[1] + 1);
			downgrade_write(&sem);
			check_pair();
			up_read(&sem);
		}
	}
	atomic_inc(&finished);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void locks_test_rwsem_stress(struct kunit *test)
{
	pair[0] = pair[1] = 0;
	atomic_set(&torn, 0);
	run_on_all(test, sem_user);
	KUNIT_EXPECT_EQ(test, atomic_read(&torn), 0);
	KUNIT_EXPECT_EQ(test, pair[0], (unsigned long)num_online_cpus() * ROUNDS / 4);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
}

static DEFINE_SEMAPHORE(permits, 2);

static void add_permit(void)
{
	up(&permits);
}

static void locks_test_semaphore(struct kunit *test)
{
	struct semaphore one;
	unsigned long start;

	down(&permits);
	KUNIT_EXPECT_EQ(test, down_interruptible(&permits), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&permits), 1);
	start = jiffies;
	KUNIT_EXPECT_EQ(test, down_timeout(&permits, 5), -ETIME);
	KUNIT_EXPECT_GE(test, jiffies - start, 5UL);
	call_in_interrupt(add_permit);
	KUNIT_EXPECT_EQ(test, down_timeout(&permits, 5), 0);
	up(&permits);
	KUNIT_EXPECT_EQ(test, down_killable(&permits), 0);
	up(&permits);
	up(&permits);
	sema_init(&one, 1);
	KUNIT_EXPECT_EQ(test, down_trylock(&one), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&one), 1);
}

static void locks_test_waits(struct kunit *test)
{
	static DEFINE_MUTEX(mutex);
	static DEFINE_SEQLOCK(seq);
	DECLARE_COMPLETION_ONSTACK(done_once);
	unsigned int start = read_seqbegin(&seq);

	KUNIT_EXPECT_EQ(test, mutex_lock_interruptible(&mutex), 0);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, mutex_lock_killable(&mutex), 0);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable_timeout(&done_once, 1), 0L);
	complete(&done_once);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable(&done_once), 0);
	complete(&done_once);
	KUNIT_EXPECT_GT(test, wait_for_completion_io_timeout(&done_once, 1), 0UL);
	read_seqlock_excl(&seq);
	read_sequnlock_excl(&seq);
	KUNIT_EXPECT_FALSE(test, read_seqretry(&seq, start));
	write_seqlock_bh(&seq);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	write_sequnlock_bh(&seq);
	write_seqlock_irq(&seq);
	write_sequnlock_irq(&seq);
	KUNIT_EXPECT_TRUE(test, read_seqretry(&seq, start));
}

static struct kunit_case locks_cases[] = {
	KUNIT_CASE(locks_test_bh),
	KUNIT_CASE(locks_test_bh_sleep),
	KUNIT_CASE(locks_test_spin_forms),
	KUNIT_CASE(locks_test_guards),
	KUNIT_CASE(locks_test_cond_guards),
	KUNIT_CASE(locks_test_rwlock),
	KUNIT_CASE(locks_test_rwlock_interrupt),
	KUNIT_CASE(locks_test_rwsem),
	KUNIT_CASE(locks_test_rwsem_stress),
	KUNIT_CASE(locks_test_semaphore),
	KUNIT_CASE(locks_test_waits),
	{}
};

static struct kunit_suite locks_suite = {
	.name = "locks",
	.test_cases = locks_cases,
};
kunit_test_suite(locks_suite);
