// SPDX-License-Identifier: BSD-2-Clause
/*
 * All CPUs use the object allocator at the same time.  Each CPU has a thread that stores new
 * objects in shared slots, and frees the previous objects of the slots, which another CPU may have
 * allocated.  A timer interrupt on each CPU does the same.
 *
 * The boot argument slab_smp_test.steps=N sets the number of steps of each thread, and
 * slab_smp_test.seconds=N sets the time limit.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "../time_limit.h"
#include "mm/objects/objects.h"
#include "../warnings.h"

#define NR_SLOTS	64

struct worker {
	struct timer_list timer;
	u32 state, irq_state;
	unsigned int nr_irqs;
};

static unsigned int steps = 200;
module_param(steps, uint, 0444);

static u64 *slots[NR_SLOTS];
static struct kmem_cache *cache;
static struct worker workers[NR_CPUS];
static atomic_t nr_running, nr_bad;

/*
 * Create an object.  Its first word is its size in bytes, and its last word is the complement of
 * the size.
 */
static u64 *object_new(u32 what, gfp_t gfp)
{
	size_t size = what % 8 ? what % 2000 / 8 * 8 + 16 : 96;
	u64 *p = what % 8 ? kmalloc(size, gfp) : kmem_cache_alloc(cache, gfp);

	if (p) {
		p[0] = size;
		p[size / 8 - 1] = ~size;
	}
	return p;
}

static void object_end(u64 *p)
{
	if (p[p[0] / 8 - 1] != ~p[0])
		atomic_inc(&nr_bad);
	kfree(p);
}

static bool step(u32 *state, gfp_t gfp)
{
	u64 *p, *old;

	*state = *state * 1664525 + 1013904223;
	p = object_new(*state >> 8, gfp);
	old = __atomic_exchange_n(&slots[*state % NR_SLOTS], p, __ATOMIC_ACQ_REL);
	if (old)
		object_end(old);
	return p;
}

static void in_interrupt_of(struct timer_list *timer)
{
	struct worker *w = container_of(timer, struct worker, timer);
	unsigned long began = jiffies;
	unsigned int i;

	for (i = 0; i < 4; i++)
		step(&w->irq_state, GFP_ATOMIC | __GFP_NOWARN);
	w->nr_irqs++;
	/* Wait at least as long as this interrupt took: threads get at least half of the time. */
	mod_timer(timer, jiffies + 1 + (jiffies - began));
}

static int work(void *arg)
{
	struct worker *w = arg;
	unsigned int i;

	mod_timer(&w->timer, jiffies + 1);
	for (i = 0; (i < steps && !time_limit_passed()) || READ_ONCE(w->nr_irqs) < 3; i++) {
		if (!step(&w->state, GFP_KERNEL))
			atomic_inc(&nr_bad);
		if (i % 64 == 0)
			cond_resched();
	}
	timer_delete_sync(&w->timer);
	/* release: the earlier memory accesses of this thread come before the decrement */
	atomic_dec_return_release(&nr_running);
	return 0;
}

static void slab_smp_test_all_cpus(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	unsigned int cpu, i;

	cache = kmem_cache_create("test-smp", 96, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	atomic_set(&nr_bad, 0);
	time_limit_start();
	for_each_online_cpu(cpu) {
		struct worker *w = &workers[cpu];
		struct task_struct *task;

		w->state = cpu + 1;
		w->irq_state = cpu + 101;
		w->nr_irqs = 0;
		timer_setup(&w->timer, in_interrupt_of, 0);
		task = kthread_create_on_cpu(work, w, cpu, "slab-test/%u");
		KUNIT_EXPECT_FALSE(test, IS_ERR(task));
		if (IS_ERR(task))
			break;
		atomic_inc(&nr_running);
		wake_up_process(task);
	}
	while (atomic_read_acquire(&nr_running))
		cond_resched();
	for (i = 0; i < NR_SLOTS; i++) {
		if (slots[i])
			object_end(slots[i]);
		slots[i] = NULL;
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 0UL);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(cache);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case slab_smp_test_cases[] = {
	KUNIT_CASE(slab_smp_test_all_cpus),
	{}
};

static struct kunit_suite slab_smp_suite = {
	.name = "slab_smp",
	.test_cases = slab_smp_test_cases,
};
kunit_test_suite(slab_smp_suite);
