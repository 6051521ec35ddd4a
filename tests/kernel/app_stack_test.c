// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of application stacks: threads that use much of such a stack while interrupts and faults
 * arrive, their back-traces, and the memory that they give back.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/timer.h>
#include <linux/vmstat.h>
#include <internal/arch.h>
#include <internal/stack.h>
#include <asm/processor.h>

#include "../assert_or.h"
#include "../settled.h"

#define STACK	SZ_1M
#define FRAME	SZ_4K
#define LENT	SZ_64K
#define IRQS_OFF_LEVELS	150
#define ALL	UINT_MAX
#define LEFT	(8 * FRAME)	/* for the functions that the last level calls */

/* State of a thread, which the functions on its stack change. */
struct deep {
	struct completion reached, go_on, done;
	unsigned int levels;		/* calls of descend(), as many as fit if it is ALL */
	int (*at_bottom)(struct deep *deep);
	unsigned long sum, lowest;
	bool in_bounds;
	unsigned int ticks;
	bool exits;
	unsigned long sum_irqs_off;
	u8 *lent;
	struct timer_list timer;
};

/* Use a frame of FRAME bytes in each level, and check its contents after the return. */
static noinline unsigned long descend(struct deep *deep, unsigned int level)
{
	volatile unsigned long frame[FRAME / sizeof(unsigned long)];
	unsigned long low, high, sum = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(frame); i++)
		frame[i] = level * ARRAY_SIZE(frame) + i;
	deep->in_bounds &= stack_bounds((unsigned long)frame, &low, &high) &&
			   low == current->app_low && high == current->app_high;
	deep->lowest = (unsigned long)frame - current->app_low;
	if (deep->levels == ALL && deep->lowest < LEFT)
		deep->levels = level + 1;
	if (level + 1 < deep->levels)
		sum = descend(deep, level + 1);
	else
		deep->at_bottom(deep);
	for (unsigned int i = 0; i < ARRAY_SIZE(frame); i++)
		sum += frame[i] == level * ARRAY_SIZE(frame) + i;
	return sum;
}

static int run_deep(void *data)
{
	struct deep *deep = data;

	deep->in_bounds = true;
	deep->sum = descend(deep, 0);
	complete(&deep->done);
	return 0;
}

static struct task_struct *start(struct kunit *test, struct deep *deep, unsigned int cpu)
{
	struct task_struct *task = kthread_create_on_cpu(run_deep, deep, cpu, "deep/%u");
	int err;

	if (IS_ERR(task))
		return NULL;
	init_completion(&deep->reached);
	init_completion(&deep->go_on);
	init_completion(&deep->done);
	err = app_stack_alloc(task, STACK);
	KUNIT_EXPECT_EQ(test, err, 0);
	if (err) {
		kthread_stop(task);
		return NULL;
	}
	get_task_struct(task);
	wake_up_process(task);
	return task;
}

static void finish(struct task_struct *task)
{
	kthread_stop(task);
	put_task_struct(task);
}

static void tick(struct timer_list *timer)
{
	struct deep *deep = container_of(timer, struct deep, timer);

	WRITE_ONCE(deep->ticks, deep->ticks + 1);
	mod_timer(timer, jiffies + 1);
}

/* Take at least three interrupts, a fault that is expected, and one of a demand-paged region. */
static int take_traps(struct deep *deep)
{
	u64 end = ktime_get_ns() + 10 * (u64)NSEC_PER_SEC;
	u8 value;

	timer_setup(&deep->timer, tick, 0);
	mod_timer(&deep->timer, jiffies + 1);
	while (READ_ONCE(deep->ticks) < 3 && ktime_get_ns() < end) {
		/* The page below the stack is its guard. */
		deep->in_bounds &= arch_try_read((void *)(current->app_low - 1), &value) == -EFAULT;
		cpu_relax();
	}
	timer_delete_sync(&deep->timer);
	return 0;
}

static void app_stack_test_traps(struct kunit *test)
{
	struct deep deep = { .levels = ALL, .at_bottom = take_traps };
	struct task_struct *task = start(test, &deep, smp_processor_id());

	KUNIT_ASSERT_NOT_NULL(test, task);
	wait_for_completion(&deep.done);
	finish(task);
	KUNIT_EXPECT_TRUE(test, deep.in_bounds);
	KUNIT_EXPECT_LT(test, deep.lowest, (unsigned long)LEFT);
	KUNIT_EXPECT_GE(test, deep.ticks, 3U);
	KUNIT_EXPECT_EQ(test, deep.sum, deep.levels * (FRAME / sizeof(unsigned long)));
}

static int wait_there(struct deep *deep)
{
	complete(&deep->reached);
	wait_for_completion(&deep->go_on);
	if (deep->exits)
		kthread_exit(0);
	return 0;
}

/* Threads with and without such a stack run in turns on one CPU, and take interrupts. */
static void app_stack_test_turns(struct kunit *test)
{
	struct deep deep[2] = { { .levels = 150, .at_bottom = take_traps },
				{ .levels = 100, .at_bottom = wait_there } };
	struct task_struct *tasks[2];

	tasks[0] = start(test, &deep[0], smp_processor_id());
	KUNIT_ASSERT_NOT_NULL(test, tasks[0]);
	tasks[1] = start(test, &deep[1], smp_processor_id());
	ASSERT_OR(test, tasks[1], wait_for_completion(&deep[0].done); finish(tasks[0]));
	wait_for_completion(&deep[1].reached);
	complete(&deep[1].go_on);
	for (unsigned int i = 0; i < 2; i++) {
		wait_for_completion(&deep[i].done);
		finish(tasks[i]);
		KUNIT_EXPECT_TRUE(test, deep[i].in_bounds);
		KUNIT_EXPECT_EQ(test, deep[i].sum,
				deep[i].levels * (FRAME / sizeof(unsigned long)));
	}
}

static bool names(unsigned long address, const char *name)
{
	char text[KSYM_SYMBOL_LEN];

	sprint_symbol_no_offset(text, address - 1);
	return !strcmp(text, name);
}

/* The back-trace of a waiting thread reaches its first function. */
static void app_stack_test_trace(struct kunit *test)
{
	struct deep deep = { .levels = 8, .at_bottom = wait_there };
	unsigned long addresses[32];
	struct task_struct *task;
	unsigned int n, levels = 0;
	bool found = false;

	if (!IS_ENABLED(CONFIG_FRAME_POINTER) || !IS_ENABLED(CONFIG_KALLSYMS))
		kunit_skip(test, "functions keep no frames, or have no names");
	task = start(test, &deep, smp_processor_id());
	KUNIT_ASSERT_NOT_NULL(test, task);
	wait_for_completion(&deep.reached);
	n = stack_walk_task(task, addresses, ARRAY_SIZE(addresses));
	for (unsigned int i = 0; i < n; i++) {
		levels += names(addresses[i], "descend");
		found |= names(addresses[i], "run_deep");
	}
	complete(&deep.go_on);
	finish(task);
	KUNIT_EXPECT_EQ(test, levels, 8U);
	KUNIT_EXPECT_TRUE(test, found);
}

/* A thread that exits on its application stack gives the memory back. */
static void app_stack_test_exit(struct kunit *test)
{
	struct vmap_usage before, during, after;

	settled_free_pages();
	vmap_usage(&before);
	for (int i = 0; i < 3; i++) {
		struct deep deep = { .levels = 20, .at_bottom = wait_there, .exits = true };
		struct task_struct *task = start(test, &deep, smp_processor_id());

		KUNIT_ASSERT_NOT_NULL(test, task);
		wait_for_completion(&deep.reached);
		vmap_usage(&during);
		complete(&deep.go_on);
		finish(task);
		KUNIT_EXPECT_GE(test, during.used, before.used + 20 * FRAME + THREAD_SIZE);
		settled_free_pages();
		vmap_usage(&after);
		KUNIT_EXPECT_EQ(test, after.used, before.used);
	}
}

/* Access a page with interrupts off, where the thread cannot allocate one, in each level. */
static noinline unsigned long descend_irqs_off(unsigned int levels)
{
	volatile unsigned long frame[FRAME / sizeof(unsigned long)];
	unsigned long flags, sum = 0;

	local_irq_save(flags);
	for (unsigned int i = 0; i < ARRAY_SIZE(frame); i++)
		frame[i] = levels + i;
	local_irq_restore(flags);
	if (levels > 1)
		sum = descend_irqs_off(levels - 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(frame); i++)
		sum += frame[i] == levels + i;
	return sum;
}

static int irqs_off_at_bottom(struct deep *deep)
{
	/* A function is called, so that the first access to its frame is the one above. */
	deep->sum_irqs_off = descend_irqs_off(IRQS_OFF_LEVELS);
	return 0;
}

static void app_stack_test_irqs_off(struct kunit *test)
{
	struct deep deep = { .levels = 4, .at_bottom = irqs_off_at_bottom };
	struct task_struct *task = start(test, &deep, smp_processor_id());

	KUNIT_ASSERT_NOT_NULL(test, task);
	wait_for_completion(&deep.done);
	finish(task);
	KUNIT_EXPECT_EQ(test, deep.sum_irqs_off, IRQS_OFF_LEVELS * (FRAME / sizeof(unsigned long)));
}

/*
 * Let another thread write to pages of the stack that this thread has not accessed yet, as if it
 * had a pointer to a large local variable.
 */
static int lend(struct deep *deep)
{
	deep->lent = (u8 *)current->app_low;
	complete(&deep->reached);
	wait_for_completion(&deep->go_on);
	deep->in_bounds = true;
	for (unsigned long at = 0; at < LENT; at++)
		deep->in_bounds &= deep->lent[at] == (u8)(at >> 8);
	return 0;
}

static void app_stack_test_lent(struct kunit *test)
{
	struct deep deep = { .levels = 2, .at_bottom = lend };
	struct task_struct *task = start(test, &deep, num_online_cpus() - 1);

	KUNIT_ASSERT_NOT_NULL(test, task);
	wait_for_completion(&deep.reached);
	for (unsigned long at = 0; at < LENT; at++)
		deep.lent[at] = at >> 8;
	complete(&deep.go_on);
	wait_for_completion(&deep.done);
	finish(task);
	KUNIT_EXPECT_TRUE(test, deep.in_bounds);
}

/* A stack that is many times larger than RAM is refused. */
static void app_stack_test_refused(struct kunit *test)
{
	struct deep deep = {};
	struct task_struct *task = kthread_create(run_deep, &deep, "deep");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_EQ(test, app_stack_alloc(task, totalram_pages() << (PAGE_SHIFT + 4)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, app_stack_alloc(task, ~0UL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
}

static struct kunit_case app_stack_cases[] = {
	KUNIT_CASE(app_stack_test_traps),
	KUNIT_CASE(app_stack_test_turns),
	KUNIT_CASE(app_stack_test_trace),
	KUNIT_CASE(app_stack_test_exit),
	KUNIT_CASE(app_stack_test_irqs_off),
	KUNIT_CASE(app_stack_test_lent),
	KUNIT_CASE(app_stack_test_refused),
	{}
};

static struct kunit_suite app_stack_suite = {
	.name = "app_stack",
	.test_cases = app_stack_cases,
};
kunit_test_suite(app_stack_suite);
