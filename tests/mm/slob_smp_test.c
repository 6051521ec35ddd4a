// SPDX-License-Identifier: BSD-2-Clause
/*
 * All CPUs at once on the object allocator: each thread puts objects into common slots and frees what
 * it takes out of them, which another CPU may have put there.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../../mm/slab.h"

#define NR_STEPS	200
#define NR_SLOTS	64

static u64 *slots[NR_SLOTS];
static struct kmem_cache *cache;
static atomic_t nr_running, nr_bad;

/* The first word is the size, the last one its complement. */
static u64 *object_new(u32 what)
{
	size_t size = what % 8 ? what % 2000 / 8 * 8 + 16 : 96;
	u64 *p = what % 8 ? kmalloc(size, GFP_KERNEL) : kmem_cache_alloc(cache, GFP_KERNEL);

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

static int worker(void *arg)
{
	u32 state = (unsigned long)arg, step;

	for (step = 0; step < NR_STEPS; step++) {
		u64 *p;

		state = state * 1664525 + 1013904223;
		p = object_new(state >> 8);
		if (!p)
			atomic_inc(&nr_bad);
		p = __atomic_exchange_n(&slots[state % NR_SLOTS], p, __ATOMIC_ACQ_REL);
		if (p)
			object_end(p);
		if (step % 64 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);	/* what it did before the others look */
	return 0;
}

static void slob_smp_test_all_cpus(struct kunit *test)
{
	unsigned long warned = warn_count();
	unsigned int cpu, i;

	cache = kmem_cache_create("test-smp", 96, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	atomic_set(&nr_bad, 0);
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create_on_cpu(worker, (void *)(cpu + 1UL), cpu,
								 "slob-test/%u");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
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
	KUNIT_EXPECT_EQ(test, cache->nr_objects, 0UL);
	KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	kmem_cache_destroy(cache);
	KUNIT_EXPECT_EQ(test, warn_count(), warned);
}

static const struct kunit_case slob_smp_test_cases[] = {
	KUNIT_CASE(slob_smp_test_all_cpus),
	{}
};

static struct kunit_suite slob_smp_suite = {
	.name = "slob_smp",
	.test_cases = slob_smp_test_cases,
};
kunit_test_suite(slob_smp_suite);
