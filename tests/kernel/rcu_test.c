// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of read-copy-update (RCU): grace periods, callbacks, kfree_rcu(), and readers that check
 * for freed objects.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <asm/processor.h>
#include <internal/console.h>
#include <internal/rcu.h>

#include "../warnings.h"

#define ALIVE	0x600df00dUL
#define DEAD	0x0badbadbUL

static int last_cpu(void)
{
	return num_online_cpus() - 1;
}

/* ---- basic functions ------------------------------------------------------------------------- */

struct thing {
	unsigned long state;
	int number;
	struct rcu_head rcu;
};

struct note {
	struct rcu_head rcu;
	int *order;
	int place;
	bool in_interrupt, irqs_off;
	unsigned int cpu;
};

static void take_note(struct rcu_head *head)
{
	struct note *note = container_of(head, struct note, rcu);

	note->place = ++*note->order;
	note->in_interrupt = in_interrupt();
	note->irqs_off = irqs_disabled();
	note->cpu = smp_processor_id();
}

static void rcu_test_callback(struct kunit *test)
{
	static struct note notes[3];
	static int order;

	order = 0;
	for (int i = 0; i < 3; i++) {
		notes[i] = (struct note){ .order = &order };
		call_rcu(&notes[i].rcu, take_note);
	}
	KUNIT_EXPECT_EQ(test, order, 0);
	rcu_barrier();
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, notes[i].place, i + 1);
		KUNIT_EXPECT_TRUE(test, notes[i].in_interrupt);
		KUNIT_EXPECT_FALSE(test, notes[i].irqs_off);
		KUNIT_EXPECT_EQ(test, notes[i].cpu, smp_processor_id());
	}
	KUNIT_EXPECT_FALSE(test, in_interrupt());
	rcu_barrier();
}

static void rcu_test_poll(struct kunit *test)
{
	unsigned long passive = get_state_synchronize_rcu(), asked;

	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(passive));
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(get_completed_synchronize_rcu()));
	synchronize_rcu();
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(passive));
	asked = start_poll_synchronize_rcu();
	/*
	 * The grace period has not ended: this thread has had no quiescent state after the request.
	 */
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(asked));
	for (int i = 0; i < 1000 && !poll_state_synchronize_rcu(asked); i++)
		msleep(1);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(asked));
	cond_synchronize_rcu(asked);
	passive = get_state_synchronize_rcu();
	cond_synchronize_rcu(passive);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(passive));
	synchronize_rcu_expedited();
}

/*
 * If all other CPUs are idle and wait for interrupts, a grace period ends immediately, and no CPU
 * is woken.
 */
static void rcu_test_idle(struct kunit *test)
{
	unsigned long cookie;
	int i = 0;

	msleep(20);
	do {
		cookie = start_poll_synchronize_rcu();
		cond_resched();
	} while (!poll_state_synchronize_rcu(cookie) && ++i < 1000);
	KUNIT_EXPECT_LT(test, i, 1000);
	for (i = 0; i < 1000; i++)
		synchronize_rcu();
	KUNIT_EXPECT_TRUE(test, rcu_is_watching());
}

static void rcu_test_pointers(struct kunit *test)
{
	static struct thing a = { .number = 1 }, b = { .number = 2 };
	static struct {
		struct thing __rcu *p;
	} init = { RCU_POINTER_INITIALIZER(p, &a) };
	struct thing __rcu *p = NULL;

	KUNIT_EXPECT_PTR_EQ(test, rcu_access_pointer(init.p), &a);
	RCU_INIT_POINTER(p, &a);
	rcu_read_lock();
	rcu_read_lock();
	KUNIT_EXPECT_EQ(test, rcu_dereference(p)->number, 1);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	KUNIT_EXPECT_EQ(test, rcu_dereference_check(p, false)->number, 1);
	rcu_read_unlock();
	KUNIT_EXPECT_PTR_EQ(test, rcu_replace_pointer(p, &b, true), &a);
	KUNIT_EXPECT_PTR_EQ(test, rcu_dereference_protected(p, true), &b);
	KUNIT_EXPECT_PTR_EQ(test, rcu_dereference_raw(p), unrcu_pointer(p));
	scoped_guard(rcu)
		KUNIT_EXPECT_PTR_EQ(test, rcu_dereference(p), &b);
	rcu_assign_pointer(p, NULL);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(p));
}

/* ---- a reader that delays a grace period ----------------------------------------------------- */

struct holder {
	bool inside, leave, resched;
	struct completion done;
};

static int hold(void *data)
{
	struct holder *h = data;

	rcu_read_lock();
	WRITE_ONCE(h->inside, true);
	while (!READ_ONCE(h->leave))
		cpu_relax();
	rcu_read_unlock();
	WRITE_ONCE(h->inside, false);
	/*
	 * Loop outside of a read-side critical section for a long time.  Each cond_resched() is a
	 * quiescent state.
	 */
	while (READ_ONCE(h->resched)) {
		cond_resched();
		cpu_relax();
	}
	complete(&h->done);
	return 0;
}

static bool start_holder(struct kunit *test, struct holder *h)
{
	struct task_struct *task;

	if (num_online_cpus() < 2)
		return false;
	*h = (struct holder){ .resched = true };
	init_completion(&h->done);
	task = kthread_create_on_cpu(hold, h, last_cpu(), "holder");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	while (!READ_ONCE(h->inside))
		msleep(1);
	return true;
}

static void end_holder(struct holder *h)
{
	WRITE_ONCE(h->leave, true);
	WRITE_ONCE(h->resched, false);
	wait_for_completion(&h->done);
}

static void rcu_test_waits_for_reader(struct kunit *test)
{
	static struct holder h;
	unsigned long cookie;
	bool same = true;

	if (num_online_cpus() == 1)
		kunit_skip(test, "one CPU");
	/*
	 * A request starts a grace period if none is in progress, and later requests need the next
	 * one.  Other code may start one at any time.
	 */
	for (int i = 0; i < 20 && same; i++) {
		vm_unmap_aliases();
		rcu_barrier();
		cookie = start_poll_synchronize_rcu();
		same = same_state_synchronize_rcu(get_state_synchronize_rcu(), cookie);
	}
	KUNIT_EXPECT_FALSE(test, same);
	KUNIT_ASSERT_TRUE(test, start_holder(test, &h));
	cookie = start_poll_synchronize_rcu();
	for (int i = 0; i < 20; i++)
		msleep(1);
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(cookie));
	WRITE_ONCE(h.leave, true);
	/* The other CPU is busy, but calls cond_resched(). */
	for (int i = 0; i < 2000 && !poll_state_synchronize_rcu(cookie); i++)
		msleep(1);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(cookie));
	end_holder(&h);
}

static char stall_text[160];
static unsigned int nr_stalls;

static void find_stall(u64 time_ns, int level, const char *text, unsigned int size)
{
	static const char start[] = "rcu: grace period ";

	if (size <= sizeof(start) || memcmp(text, start, sizeof(start) - 1))
		return;
	nr_stalls++;
	scnprintf(stall_text, sizeof(stall_text), "%.*s", (int)size, text);
}

static unsigned int count_stalls(void)
{
	nr_stalls = 0;
	dmesg_show(find_stall);
	return nr_stalls;
}

/* A stall is reported once, with the number of the CPU and the name of the thread. */
static void rcu_test_stall(struct kunit *test)
{
	static struct holder h;
	unsigned int before = count_stalls();
	unsigned long cookie;
	char expected[64];

	if (!start_holder(test, &h))
		kunit_skip(test, "one CPU");
	rcu_set_stall_timeout(30);
	cookie = start_poll_synchronize_rcu();
	for (int i = 0; i < 200; i++)
		msleep(1);
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(cookie));
	KUNIT_EXPECT_EQ(test, count_stalls(), before + 1);
	scnprintf(expected, sizeof(expected), "has waited for CPU %d for 0 s: thread holder (",
		  last_cpu());
	KUNIT_EXPECT_NOT_NULL(test, strstr(stall_text, expected));
	end_holder(&h);
	cond_synchronize_rcu(cookie);
	rcu_set_stall_timeout(CONFIG_RCU_STALL_SECONDS * HZ);
	synchronize_rcu();
	KUNIT_EXPECT_EQ(test, count_stalls(), before + 1);
}

/* Test the reports of CONFIG_PROVE_RCU. */
static void rcu_test_prove(struct kunit *test)
{
	static int value = 5;
	int __rcu *p = RCU_INITIALIZER(&value);
	unsigned long before = warnings_seen();

	if (!IS_ENABLED(CONFIG_PROVE_RCU))
		kunit_skip(test, "CONFIG_PROVE_RCU is not set");
	KUNIT_EXPECT_FALSE(test, rcu_read_lock_held());
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	KUNIT_EXPECT_EQ(test, *rcu_dereference(p), 5);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before);
	schedule();
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 1);
	rcu_read_unlock();
	for (int i = 0; i < 2; i++)	/* each call site is reported only once */
		KUNIT_EXPECT_EQ(test, *rcu_dereference(p), 5);
	KUNIT_EXPECT_EQ(test, *rcu_dereference_check(p, true), 5);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 2);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 3);
}

/* ---- barrier and kfree ---------------------------------------------------------------------- */

static struct note cpu_notes[NR_CPUS];
static int cpu_order[NR_CPUS];

static void call_here(void *unused)
{
	unsigned int cpu = smp_processor_id();

	cpu_notes[cpu] = (struct note){ .order = &cpu_order[cpu] };
	cpu_order[cpu] = 0;
	call_rcu(&cpu_notes[cpu].rcu, take_note);
}

/* rcu_barrier() waits for callbacks that were queued in interrupts of all CPUs. */
static void rcu_test_barrier(struct kunit *test)
{
	unsigned int cpu;

	for (int round = 0; round < 20; round++) {
		on_each_cpu(call_here, NULL, 1);
		rcu_barrier();
		for_each_online_cpu(cpu) {
			KUNIT_EXPECT_EQ(test, cpu_notes[cpu].place, 1);
			KUNIT_EXPECT_EQ(test, cpu_notes[cpu].cpu, cpu);
		}
	}
}

/*
 * Thread function: keep this CPU busy for 30 ms.  Grace periods end, but callbacks of this CPU
 * cannot run.
 */
static int busy(void *data)
{
	u64 end = ktime_get_ns() + 30 * NSEC_PER_MSEC;
	struct holder *h = data;

	call_here(NULL);
	WRITE_ONCE(h->inside, true);
	while (ktime_get_ns() < end) {
		__rcu_resched();
		cpu_relax();
	}
	complete(&h->done);
	return 0;
}

static void rcu_test_barrier_busy(struct kunit *test)
{
	static struct holder h;
	struct task_struct *task;

	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU");
	h = (struct holder){ .inside = false };
	init_completion(&h.done);
	task = kthread_create_on_cpu(busy, &h, last_cpu(), "busy");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	while (!READ_ONCE(h.inside))
		msleep(1);
	call_here(NULL);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, READ_ONCE(cpu_notes[last_cpu()].place), 1);
	wait_for_completion(&h.done);
}

static void rcu_test_kfree(struct kunit *test)
{
	unsigned long n = 0, most = 0;
	struct thing *nothing = NULL;

	kfree_rcu(nothing, rcu);
	for (int i = 0; i < 10000; i++) {
		struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

		if (!thing)
			break;
		n++;
		kfree_rcu(thing, rcu);
		most = max(most, rcu_count_kfree());
	}
	KUNIT_EXPECT_EQ(test, n, 10000);
	KUNIT_EXPECT_EQ(test, most, 10000);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, rcu_count_kfree(), 0);
}

struct large {
	char bytes[4000];
	struct rcu_head rcu;
	char more[20000];
};

static void rcu_test_kvfree(struct kunit *test)
{
	struct large *large = vmalloc(sizeof(*large)), *small = kmalloc(sizeof(*small), GFP_KERNEL);
	void *headless = kmalloc(100, GFP_KERNEL), *pages = vmalloc(PAGE_SIZE);

	KUNIT_EXPECT_TRUE(test, large && small && headless && pages);
	kvfree(NULL);
	kvfree_rcu(large, rcu);
	kvfree_rcu(small, rcu);
	kfree_rcu_mightsleep(headless);
	kvfree_rcu_mightsleep(pages);
	kvfree_rcu_mightsleep(NULL);
	rcu_barrier();
	/* A work item frees the areas; their descriptors are freed a grace period later. */
	msleep(5);
	for (int i = 0; i < 100 && rcu_count_kfree(); i++) {
		msleep(1);
		rcu_barrier();
	}
	KUNIT_EXPECT_EQ(test, rcu_count_kfree(), 0);
}

/* The shrinker frees all objects in the kfree_rcu() queue. */
static void rcu_test_shrinker(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_RECLAIM))
		kunit_skip(test, "no shrinkers");
	rcu_barrier();
	for (int i = 0; i < 300; i++) {
		struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

		if (thing)
			kfree_rcu(thing, rcu);
	}
	KUNIT_EXPECT_GT(test, rcu_count_kfree(), 0);
	drop_slab();
	KUNIT_EXPECT_EQ(test, rcu_count_kfree(), 0);
}

struct rwork {
	struct rcu_work work;
	int runs;
	bool may_sleep;
};

static void run_rwork(struct work_struct *work)
{
	struct rwork *r = container_of(to_rcu_work(work), struct rwork, work);

	r->may_sleep = !in_atomic();
	r->runs++;
}

static void rcu_test_work(struct kunit *test)
{
	static struct rwork r;

	r = (struct rwork){ .runs = 0 };
	INIT_RCU_WORK(&r.work, run_rwork);
	KUNIT_EXPECT_FALSE(test, flush_rcu_work(&r.work));
	KUNIT_EXPECT_TRUE(test, queue_rcu_work(system_wq, &r.work));
	KUNIT_EXPECT_FALSE(test, queue_rcu_work(system_wq, &r.work));
	KUNIT_EXPECT_EQ(test, READ_ONCE(r.runs), 0);
	KUNIT_EXPECT_TRUE(test, flush_rcu_work(&r.work));
	KUNIT_EXPECT_EQ(test, r.runs, 1);
	KUNIT_EXPECT_TRUE(test, r.may_sleep);
	KUNIT_EXPECT_TRUE(test, queue_rcu_work(system_wq, &r.work));
	flush_rcu_work(&r.work);
	KUNIT_EXPECT_EQ(test, r.runs, 2);
}

/* ---- torture -------------------------------------------------------------------------------- */

static struct thing __rcu *things;		/* protected by RCU */
static bool torture_stop;
static unsigned long errors, reads, irq_reads;
static atomic_t nr_freed;

static void look(unsigned long *count)
{
	struct thing *thing;

	rcu_read_lock();
	thing = rcu_dereference(things);
	if (thing) {
		for (int i = 0; i < 20; i++) {
			if (READ_ONCE(thing->state) != ALIVE)
				WRITE_ONCE(errors, errors + 1);
			cpu_relax();
		}
		WRITE_ONCE(*count, data_race(*count) + 1);
	}
	rcu_read_unlock();
}

static int reader(void *done)
{
	for (unsigned int i = 0; !READ_ONCE(torture_stop); i++) {
		look(&reads);
		if (i % 16 == 5)
			msleep(1);
		else if (i % 4 == 1)
			cond_resched();
	}
	complete(done);
	return 0;
}

static void read_in_interrupt(struct timer_list *timer)
{
	look(&irq_reads);
	if (!READ_ONCE(torture_stop))
		mod_timer(timer, jiffies + 1);
}

static void poison(struct rcu_head *head)
{
	struct thing *thing = container_of(head, struct thing, rcu);

	WRITE_ONCE(thing->state, DEAD);
	atomic_inc(&nr_freed);
	kfree(thing);
}

static bool replace(int number)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL), *old;

	if (!thing)
		return false;
	thing->state = ALIVE;
	thing->number = number;
	old = rcu_replace_pointer(things, thing, true);
	if (!old)
		return true;
	if (number % 8 == 3) {
		synchronize_rcu();
		poison(&old->rcu);
	} else {
		call_rcu(&old->rcu, poison);
	}
	return true;
}

static void start_timers(void *timers)
{
	struct timer_list *timer = (struct timer_list *)timers + smp_processor_id();

	timer_setup(timer, read_in_interrupt, 0);
	mod_timer(timer, jiffies + 1);
}

#define TORTURE_STEPS	400

/*
 * Readers run in threads and timers of all CPUs, while a writer replaces the object and poisons the
 * old object after a grace period.
 */
static void rcu_test_torture(struct kunit *test)
{
	static struct timer_list timers[NR_CPUS];
	static struct completion done;
	unsigned int cpu, readers = 0, steps = 0;
	struct thing *last;

	torture_stop = false;
	errors = reads = irq_reads = 0;
	atomic_set(&nr_freed, 0);
	things = NULL;
	init_completion(&done);
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create_on_cpu(reader, &done, cpu, "reader");

		if (IS_ERR(task))
			break;
		wake_up_process(task);
		readers++;
	}
	on_each_cpu(start_timers, timers, 1);
	while (steps < TORTURE_STEPS && replace(steps)) {
		steps++;
		if (steps % 8 == 0)
			msleep(1);
		else
			cond_resched();
	}
	WRITE_ONCE(torture_stop, true);
	while (readers--)
		wait_for_completion(&done);
	for_each_online_cpu(cpu)
		timer_delete_sync(&timers[cpu]);
	last = rcu_dereference_protected(things, true);
	if (last)
		call_rcu(&last->rcu, poison);
	rcu_barrier();
	things = NULL;
	KUNIT_EXPECT_EQ(test, errors, 0);
	KUNIT_EXPECT_EQ(test, steps, TORTURE_STEPS);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_freed), (int)steps);
	KUNIT_EXPECT_GT(test, reads, 0);
	KUNIT_EXPECT_GT(test, irq_reads, 0);
}

/* ---- timers and callbacks -------------------------------------------------------------------- */

static bool timer_has_run, timer_ran_inside;

static void note_timer(struct timer_list *timer)
{
	WRITE_ONCE(timer_has_run, true);
}

static DEFINE_TIMER(callback_timer, note_timer);

static void arm_and_wait(struct rcu_head *head)
{
	mod_timer(&callback_timer, jiffies + 1);
	mdelay(4);
	timer_ran_inside = READ_ONCE(timer_has_run);
}

/* A timer function does not interrupt a callback, because both may acquire the same lock. */
static void rcu_test_timer_waits(struct kunit *test)
{
	static struct rcu_head head;

	timer_has_run = timer_ran_inside = false;
	call_rcu(&head, arm_and_wait);
	rcu_barrier();
	for (int i = 0; i < 1000 && !READ_ONCE(timer_has_run); i++)
		msleep(1);
	KUNIT_EXPECT_FALSE(test, timer_ran_inside);
	KUNIT_EXPECT_TRUE(test, timer_has_run);
	timer_delete_sync(&callback_timer);
}

static struct kunit_case rcu_cases[] = {
	KUNIT_CASE(rcu_test_callback),
	KUNIT_CASE(rcu_test_poll),
	KUNIT_CASE(rcu_test_idle),
	KUNIT_CASE(rcu_test_pointers),
	KUNIT_CASE(rcu_test_waits_for_reader),
	KUNIT_CASE(rcu_test_stall),
	KUNIT_CASE(rcu_test_prove),
	KUNIT_CASE(rcu_test_barrier),
	KUNIT_CASE(rcu_test_barrier_busy),
	KUNIT_CASE(rcu_test_kfree),
	KUNIT_CASE(rcu_test_kvfree),
	KUNIT_CASE(rcu_test_shrinker),
	KUNIT_CASE(rcu_test_work),
	KUNIT_CASE(rcu_test_timer_waits),
	KUNIT_CASE(rcu_test_torture),
	{}
};

static struct kunit_suite rcu_suite = {
	.name = "rcu",
	.test_cases = rcu_cases,
};
kunit_test_suite(rcu_suite);
