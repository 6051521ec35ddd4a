// SPDX-License-Identifier: BSD-2-Clause
/* Tests of tasklets: when and how often they run, what disables them, and what waits for them. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/processor.h>

#include "../expect.h"
#include "../in_interrupt.h"

static struct worker {
	struct tasklet_struct t;
	unsigned int runs, left;
	unsigned long data;
	unsigned int cpu;
	bool softirq, entered, released, holds, in_handler;
} w, second;
static bool handler_runs;

static void count_run(struct tasklet_struct *t)
{
	struct worker *self = from_tasklet(self, t, t);

	self->softirq = in_serving_softirq() && in_interrupt();
	self->in_handler |= handler_runs;
	self->cpu = smp_processor_id();
	WRITE_ONCE(self->entered, true);
	while (self->holds && !READ_ONCE(self->released))
		cpu_relax();
	if (self->left) {
		self->left--;
		tasklet_schedule(t);
	}
	WRITE_ONCE(self->runs, self->runs + 1);
}

static void worker_init(struct worker *self)
{
	*self = (struct worker){ .runs = 0 };
	tasklet_setup(&self->t, count_run);
}

static void count_old(unsigned long data)
{
	w.data += data;
}

static void schedule_twice(void)
{
	handler_runs = true;
	tasklet_schedule(&w.t);
	tasklet_schedule(&w.t);
	mdelay(1);
	handler_runs = false;
}

/* A tasklet runs after the handler that scheduled it, once for many calls. */
static void tasklet_test_after_handler(struct kunit *test)
{
	worker_init(&w);
	call_in_interrupt(schedule_twice);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
	KUNIT_EXPECT_FALSE(test, w.in_handler);
	KUNIT_EXPECT_TRUE(test, w.softirq);
	KUNIT_EXPECT_EQ(test, w.cpu, (unsigned int)smp_processor_id());
	KUNIT_EXPECT_EQ(test, w.t.state & BIT(TASKLET_STATE_SCHED), 0UL);
}

static void wait_runs(struct worker *self, unsigned int nr)
{
	u64 end = ktime_get_ns() + 10 * NSEC_PER_SEC;

	while (READ_ONCE(self->runs) < nr && ktime_get_ns() < end)
		cpu_relax();
}

/* A thread's tasklet runs without a device interrupt, and as soon as interrupts are on. */
static void tasklet_test_thread(struct kunit *test)
{
	static struct timer_list later;
	unsigned long flags;

	worker_init(&w);
	tasklet_schedule(&w.t);
	wait_runs(&w, 1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
	/* Arming a timer does not lose the interrupt. */
	timer_setup(&later, interrupt_calls, 0);
	local_irq_save(flags);
	tasklet_schedule(&w.t);
	tasklet_schedule(&w.t);
	mod_timer(&later, jiffies);
	mod_timer(&later, jiffies + 100 * HZ);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
	local_irq_restore(flags);
	udelay(200);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 2U);
	timer_delete_sync(&later);
}

static void do_nothing(void *unused)
{
}

/* No tasklet runs after local_bh_disable(), not even at the end of another interrupt. */
static void tasklet_test_bh(struct kunit *test)
{
	unsigned long flags;

	worker_init(&w);
	local_bh_disable();
	tasklet_schedule(&w.t);
	mdelay(3);
	local_irq_save(flags);
	irq_run(do_nothing, NULL);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 0U);
	local_bh_enable();
	udelay(200);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
}

/* A tasklet that schedules itself runs as often as it says, and threads continue meanwhile. */
static void tasklet_test_again(struct kunit *test)
{
	worker_init(&w);
	w.left = 35;
	tasklet_schedule(&w.t);
	wait_runs(&w, 36);
	tasklet_kill(&w.t);
	KUNIT_EXPECT_EQ(test, w.runs, 36U);
	w.left = UINT_MAX;
	tasklet_schedule(&w.t);
	msleep(3);
	w.left = 0;
	tasklet_kill(&w.t);
	KUNIT_EXPECT_GT(test, w.runs, 37U);
}

static void tasklet_test_disable(struct kunit *test)
{
	worker_init(&w);
	tasklet_disable(&w.t);
	tasklet_disable_nosync(&w.t);
	tasklet_schedule(&w.t);
	tasklet_enable(&w.t);
	msleep(2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 0U);
	tasklet_schedule(&w.t);
	tasklet_enable(&w.t);
	udelay(200);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
	EXPECT_REPORT(test, tasklet_enable(&w.t));
	/* A disabled tasklet is killed without running. */
	tasklet_disable(&w.t);
	tasklet_schedule(&w.t);
	msleep(1);
	tasklet_kill(&w.t);
	tasklet_enable(&w.t);
	msleep(2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 1U);
	tasklet_schedule(&w.t);
	tasklet_kill(&w.t);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 2U);
}

static void schedule_here(void *unused)
{
	tasklet_schedule(&w.t);
}

/* While the function runs on one CPU, no other CPU runs it; afterwards it runs once more. */
static void tasklet_test_one_cpu(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	worker_init(&w);
	w.holds = true;
	smp_call_function_single((int)num_online_cpus() - 1, schedule_here, NULL, 1);
	while (!READ_ONCE(w.entered))
		cpu_relax();
	tasklet_schedule(&w.t);
	mdelay(3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 0U);
	WRITE_ONCE(w.released, true);
	tasklet_kill(&w.t);
	KUNIT_EXPECT_EQ(test, READ_ONCE(w.runs), 2U);
}

static unsigned int order[2], nr_order;

static void note_order(unsigned long data)
{
	if (nr_order < 2)
		order[nr_order] = (unsigned int)data;
	nr_order++;
}

static DECLARE_TASKLET_DISABLED_OLD(old, count_old);
static DECLARE_TASKLET(declared, count_run);

static void schedule_both(void)
{
	tasklet_schedule(&w.t);
	tasklet_hi_schedule(&second.t);
}

static void tasklet_test_kinds(struct kunit *test)
{
	nr_order = 0;
	tasklet_init(&w.t, note_order, 1);
	tasklet_init(&second.t, note_order, 2);
	call_in_interrupt(schedule_both);
	KUNIT_EXPECT_EQ(test, nr_order, 2U);
	KUNIT_EXPECT_EQ(test, order[0], 2U);
	KUNIT_EXPECT_EQ(test, order[1], 1U);
	w.data = 5;
	old.data = 3;
	tasklet_schedule(&old);
	mdelay(1);
	KUNIT_EXPECT_EQ(test, w.data, 5UL);
	tasklet_enable(&old);
	tasklet_kill(&old);
	KUNIT_EXPECT_EQ(test, w.data, 8UL);
	KUNIT_EXPECT_TRUE(test, declared.use_callback && !atomic_read(&declared.count));
}

static struct kunit_case tasklet_cases[] = {
	KUNIT_CASE(tasklet_test_after_handler),
	KUNIT_CASE(tasklet_test_thread),
	KUNIT_CASE(tasklet_test_bh),
	KUNIT_CASE(tasklet_test_again),
	KUNIT_CASE(tasklet_test_disable),
	KUNIT_CASE(tasklet_test_one_cpu),
	KUNIT_CASE(tasklet_test_kinds),
	{}
};

static struct kunit_suite tasklet_suite = {
	.name = "tasklet",
	.test_cases = tasklet_cases,
};
kunit_test_suite(tasklet_suite);
