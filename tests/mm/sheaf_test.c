// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of sheaves with each object engine.  A sheaf is an array of free objects that a CPU has for
 * a cache.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/processor.h>

#include "../assert_or.h"
#include "../in_interrupt.h"
#include "../settled.h"
#include "../watched.h"
#include "mm/debug/tools.h"
#include "mm/objects/sheaf/engine.h"
#include "mm/pages/pcp.h"
#include "../warnings.h"

static struct kmem_cache *cache_of(const void *object)
{
	return slab_cache_of(object);
}

/* kmem_cache_shrink() frees all slabs if no object is in use. */
static void sheaf_test_shrink(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 200, 0, SLAB_NO_MERGE, NULL);
	static void *objects[400];
	struct slabs_count count;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
		ASSERT_OR(test, objects[i], while (i) kmem_cache_free(s, objects[--i]);
			  kmem_cache_destroy(s));
	}
	KUNIT_EXPECT_EQ(test, cache_objects(s), ARRAY_SIZE(objects));
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(s, objects[(i * 7) % ARRAY_SIZE(objects)]);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	slabs_count(s, &count);
	KUNIT_EXPECT_EQ(test, count.slabs, 0UL);
	kmem_cache_destroy(s);
}

/*
 * During the first two allocations from a cache, the engine allocates the slots of the CPU's sheaf
 * with kmalloc().  These slots are not counted as objects in use.
 */
static void sheaf_test_own_objects(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	unsigned long before = settled_objects();
	void *first, *second;

	KUNIT_ASSERT_NOT_NULL(test, s);
	first = kmem_cache_alloc(s, GFP_KERNEL);
	second = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, first);
	kmem_cache_free(s, second);
	KUNIT_EXPECT_TRUE(test, sheaf_has_slots(this_cpu_ptr(s->sheaf)) || !s->capacity);
	KUNIT_EXPECT_EQ(test, settled_objects(), before);
	kmem_cache_destroy(s);
}

/*
 * Each call allocates or frees at most one slab, even if successive calls free the last objects of
 * many slabs.
 */
static void sheaf_test_one_slab(struct kunit *test)
{
	/* With this size, the number of objects in a slab does not depend on the page size. */
	struct kmem_cache *s = kmem_cache_create("test", PAGE_SIZE / 4 - 24, 0, SLAB_NO_MERGE,
						 NULL);
	static void *objects[200];
	struct slabs_count count = {};
	unsigned long slabs = 0;
	unsigned int i, nr;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (nr = 0; nr < ARRAY_SIZE(objects); nr++) {
		objects[nr] = kmem_cache_alloc(s, GFP_KERNEL);
		if (!objects[nr])
			break;
		slabs_count(s, &count);
		KUNIT_EXPECT_LE(test, count.slabs, slabs + 1);
		slabs = count.slabs;
	}
	KUNIT_EXPECT_EQ(test, nr, ARRAY_SIZE(objects));
	for (unsigned int column = 0; column < s->nr_objects; column++) {
		for (i = column; i < nr; i += s->nr_objects) {
			kmem_cache_free(s, objects[i]);
			slabs_count(s, &count);
			KUNIT_EXPECT_GE(test, count.slabs + 1, slabs);
			slabs = count.slabs;
		}
	}
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	KUNIT_EXPECT_LT(test, slabs, nr / s->nr_objects);
	if (IS_ENABLED(CONFIG_SLUB))
		KUNIT_EXPECT_LE(test, count.empty, 1UL);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(s);
}

/* Objects that another CPU has freed can be allocated again by any CPU. */

static void *remote[100];
static DECLARE_COMPLETION(remote_done);

static int free_remote(void *arg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(remote); i++)
		kmem_cache_free(arg, remote[i]);
	complete(&remote_done);
	return 0;
}

static void sheaf_test_remote_free(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	unsigned int cpu = num_online_cpus() - 1, i;
	struct task_struct *task;

	if (!cpu) {
		kmem_cache_destroy(s);
		kunit_skip(test, "one CPU");
	}
	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < ARRAY_SIZE(remote); i++) {
		remote[i] = kmem_cache_alloc(s, GFP_KERNEL);
		ASSERT_OR(test, remote[i], while (i) kmem_cache_free(s, remote[--i]);
			  kmem_cache_destroy(s));
	}
	task = kthread_create_on_cpu(free_remote, s, cpu, "sheaf-test/%u");
	ASSERT_OR(test, !IS_ERR(task), kmem_cache_free_bulk(s, ARRAY_SIZE(remote), remote);
		  kmem_cache_destroy(s));
	wake_up_process(task);
	wait_for_completion(&remote_done);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(s);
}

/*
 * An interrupt may free objects to a sheaf in the middle of an allocation: after the thread has
 * found the sheaf empty, and before the thread fills it.
 */

#define BURST	6	/* number of slots that a sheaf has for objects of 1,280 bytes */

static struct {
	struct kmem_cache *s;
	struct completion done;
	bool stop;
	unsigned int nr_above;
} interrupted;

static void burst(void *unused)
{
	struct kmem_cache *s = interrupted.s;
	const struct sheaf *sheaf = this_cpu_ptr(s->sheaf);
	void *objects[BURST];
	unsigned int i;

	interrupted.nr_above += sheaf->top > sheaf->limit;
	for (i = 0; i < BURST; i++)
		objects[i] = kmem_cache_alloc(s, GFP_ATOMIC);
	for (i = 0; i < BURST; i++)
		kmem_cache_free(s, objects[i]);
}

static int empty_sheaf(void *unused)
{
	void *objects[4 * BURST];
	unsigned int i;

	while (!READ_ONCE(interrupted.stop)) {
		for (i = 0; i < ARRAY_SIZE(objects); i++)
			objects[i] = kmem_cache_alloc(interrupted.s, GFP_KERNEL);
		for (i = 0; i < ARRAY_SIZE(objects); i++)
			kmem_cache_free(interrupted.s, objects[i]);
		cond_resched();
	}
	complete(&interrupted.done);
	return 0;
}

static void sheaf_test_interrupted(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1, i;
	struct task_struct *task;

	if (!cpu)
		kunit_skip(test, "one CPU");
	interrupted.s = kmem_cache_create("test", 1280, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, interrupted.s);
	KUNIT_EXPECT_EQ(test, interrupted.s->capacity, BURST);
	interrupted.stop = false;
	interrupted.nr_above = 0;
	init_completion(&interrupted.done);
	task = kthread_create_on_cpu(empty_sheaf, NULL, cpu, "sheaf-test/%u");
	ASSERT_OR(test, !IS_ERR(task), kmem_cache_destroy(interrupted.s));
	wake_up_process(task);
	for (i = 0; i < 2000; i++)
		smp_call_function_single(cpu, burst, NULL, 1);
	WRITE_ONCE(interrupted.stop, true);
	wait_for_completion(&interrupted.done);
	KUNIT_EXPECT_EQ(test, interrupted.nr_above, 0U);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(interrupted.s);
}

/* A cache without objects can be destroyed while reclaim on another CPU flushes the sheaves. */

#define DESTROYED	200	/* number of caches that are destroyed, each after another delay */

static struct {
	struct kmem_cache *s;
	atomic_t turn, filled, reaped;
	struct completion done;
} destroyed;

static int reap_in_turn(void *unused)
{
	void *objects[BURST];
	unsigned int i;

	for (int turn = 1; turn <= DESTROYED; turn++) {
		while (atomic_read_acquire(&destroyed.turn) < turn)
			cond_resched();
		for (i = 0; i < BURST; i++)
			objects[i] = kmem_cache_alloc(destroyed.s, GFP_KERNEL);
		for (i = 0; i < BURST; i++)
			kmem_cache_free(destroyed.s, objects[i]);
		atomic_inc_return_release(&destroyed.filled);
		slab_reap();
		atomic_inc_return_release(&destroyed.reaped);
	}
	complete(&destroyed.done);
	return 0;
}

static void sheaf_test_destroy_during_reap(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1;
	unsigned long warned = warnings_seen();
	struct task_struct *task;

	if (!cpu)
		kunit_skip(test, "one CPU");
	atomic_set(&destroyed.turn, 0);
	atomic_set(&destroyed.filled, 0);
	atomic_set(&destroyed.reaped, 0);
	init_completion(&destroyed.done);
	task = kthread_create_on_cpu(reap_in_turn, NULL, cpu, "sheaf-test/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	for (int turn = 1; turn <= DESTROYED; turn++) {
		destroyed.s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE | SLAB_PANIC, NULL);
		atomic_inc_return_release(&destroyed.turn);
		while (atomic_read_acquire(&destroyed.filled) < turn)
			cpu_relax();
		for (int delay = 0; delay < turn * 10; delay++)
			cpu_relax();
		kmem_cache_destroy(destroyed.s);
		while (atomic_read_acquire(&destroyed.reaped) < turn)
			cond_resched();
	}
	wait_for_completion(&destroyed.done);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* If two CPUs free the same object at the same time, one of the calls is reported. */

/*
 * Number of rounds.  It is small on targets, because each report takes 10 ms on an emulated serial
 * port.
 */
#define TWICE	(IS_ENABLED(CONFIG_HOST) ? 200 : 50)

static struct {
	struct kmem_cache *s;
	void *object;
	atomic_t turn, freed;
	struct completion done;
} twice;

static void free_in_turn(int turn)
{
	while (atomic_read_acquire(&twice.turn) < turn)
		cpu_relax();
	kmem_cache_free(twice.s, twice.object);
	atomic_inc_return_release(&twice.freed);
}

static int free_second(void *unused)
{
	int i;

	for (i = 1; i <= TWICE; i++)
		free_in_turn(i);
	complete(&twice.done);
	return 0;
}

static void sheaf_test_twice_at_once(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1;
	unsigned long warned = warnings_seen();
	struct task_struct *task;
	int i;

	if (!cpu)
		kunit_skip(test, "one CPU");
	twice.s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, twice.s);
	atomic_set(&twice.turn, 0);
	atomic_set(&twice.freed, 0);
	init_completion(&twice.done);
	task = kthread_create_on_cpu(free_second, NULL, cpu, "sheaf-test/%u");
	ASSERT_OR(test, !IS_ERR(task), kmem_cache_destroy(twice.s));
	wake_up_process(task);
	for (i = 1; i <= TWICE; i++) {
		twice.object = kmem_cache_alloc(twice.s, GFP_KERNEL | __GFP_NOFAIL);
		atomic_inc_return_release(&twice.turn);
		free_in_turn(i);
		while (atomic_read_acquire(&twice.freed) < 2 * i)
			cpu_relax();
	}
	wait_for_completion(&twice.done);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + TWICE);
	KUNIT_EXPECT_EQ(test, cache_objects(twice.s), 0UL);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(twice.s);
}

/*
 * A free in an interrupt handler does not change the page runs that its CPU has cached, because the
 * interrupted thread may be reading them.
 */

static struct {
	struct kmem_cache *s;
	void *object;
	struct page *page;
} strays;

static void free_strays(void)
{
	kmem_cache_free(strays.s, strays.object);
	__free_page(strays.page);
}

static void forget_runs(struct sheaf *sheaf, struct pcp *pcp)
{
	local_irq_disable();
	sheaf->run.size = 0;
	pcp->size = 0;
	pcp->strays = 0;
	local_irq_enable();
}

static void sheaf_test_learns(struct kunit *test)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	struct sheaf *sheaf;

	strays.s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, strays.s);
	sheaf = this_cpu_ptr(strays.s->sheaf);
	for (int in_thread = 0; in_thread < 2; in_thread++) {
		strays.object = kmem_cache_alloc(strays.s, GFP_KERNEL | __GFP_NOFAIL);
		strays.page = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
		forget_runs(sheaf, pcp);
		if (in_thread)
			free_strays();
		else
			call_in_interrupt(free_strays);
		KUNIT_EXPECT_EQ(test, sheaf->run.size != 0, in_thread);
		if (IS_ENABLED(CONFIG_PCP_LISTS) && !page_debug)
			KUNIT_EXPECT_EQ(test, pcp->size != 0, in_thread);
	}
	kmem_cache_destroy(strays.s);
}

static void sheaf_test_bulk(struct kunit *test)
{
	static void *objects[300];
	static const unsigned int counts[] = { 1, 5, 16, 31, 100, 300 };
	struct kmem_cache *s = kmem_cache_create("test", 100, 0, SLAB_NO_MERGE, NULL);
	unsigned long warned = warnings_seen();
	unsigned int i, n;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		ASSERT_OR(test,
			  kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_ZERO, counts[i], objects) ==
				  (int)counts[i],
			  kmem_cache_destroy(s));
		for (n = 0; n < counts[i]; n++) {
			KUNIT_EXPECT_TRUE(test, mem_is_zero(objects[n], 100));
			memset(objects[n], 0xee, 100);
		}
		KUNIT_EXPECT_EQ(test, cache_objects(s), (unsigned long)counts[i]);
		kmem_cache_free_bulk(s, counts[i], objects);
		KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
		ASSERT_OR(test, kmem_cache_alloc_bulk(s, GFP_ATOMIC, counts[i], objects) ==
			  (int)counts[i], kmem_cache_destroy(s));
		kfree_bulk(counts[i], objects);
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	/* If a list contains the same object twice, the second free is refused. */
	objects[0] = objects[1] = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free_bulk(s, 2, objects);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	kmem_cache_destroy(s);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC
/* If no page for a slab can be allocated, an object gets a separate page that is not a slab. */
static void sheaf_test_fallback(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	unsigned int round;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (round = 0; round < 4; round++) {
		void *p;

		WRITE_ONCE(fail_page_alloc.nth, 1);
		p = kmem_cache_alloc(s, GFP_KERNEL | __GFP_NOWARN);
		WRITE_ONCE(fail_page_alloc.nth, 0);
		ASSERT_OR(test, p, kmem_cache_destroy(s));
		KUNIT_EXPECT_EQ(test, cache_objects(s), 1UL);
		if (large_page(p))	/* a slab would have its table of object states here */
			memset(p, OBJECT_USED, PAGE_SIZE);
		if (round & 1)
			kfree(p);
		else
			kmem_cache_free(s, p);
		KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
		KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
		/*
		 * For the last two rounds, let this CPU cache the range of struct pages that may be
		 * read (struct page_run).
		 */
		if (round == 1)
			kmem_cache_free(s, kmem_cache_alloc(s, GFP_KERNEL));
		kmem_cache_shrink(s);
	}
	kmem_cache_destroy(s);
}

/* A bulk allocation returns all objects or none. */
static void sheaf_test_bulk_fails(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 1000, 0, SLAB_NO_MERGE, NULL);
	static void *objects[100];
	unsigned int nth;
	int got;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (nth = 1; nth < 10; nth++) {
		WRITE_ONCE(fail_page_alloc.nth, nth);
		/*
		 * If the page for a slab cannot be allocated, the engine requests a page for a
		 * single object.
		 */
		got = kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, 100, objects);
		WRITE_ONCE(fail_page_alloc.nth, 0);
		KUNIT_EXPECT_EQ(test, cache_objects(s), (unsigned long)got);
		kmem_cache_free_bulk(s, got, objects);
		kmem_cache_shrink(s);
	}
	atomic_set(&fail_page_alloc.times, -1);
	WRITE_ONCE(fail_page_alloc.probability, 100);
	got = kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, 100, objects);
	WRITE_ONCE(fail_page_alloc.probability, 0);
	atomic_set(&fail_page_alloc.times, 1);
	KUNIT_EXPECT_EQ(test, got, 0);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	kmem_cache_destroy(s);
}
#endif

static unsigned int nr_constructed;

static void construct(void *object)
{
	*(u64 *)object = 0x1234;
	nr_constructed++;
}

/*
 * The constructor is called once for each object of a slab.  After the object is freed, its
 * contents do not change.
 */
static void sheaf_test_constructor(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, 0, construct);
	static u64 *objects[200];
	unsigned int i, round;

	KUNIT_ASSERT_NOT_NULL(test, s);
	nr_constructed = 0;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < ARRAY_SIZE(objects); i++) {
			objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
			ASSERT_OR(test, objects[i], while (i) kmem_cache_free(s, objects[--i]);
				  kmem_cache_destroy(s));
			KUNIT_EXPECT_EQ(test, *objects[i], 0x1234UL);
		}
		KUNIT_EXPECT_EQ(test, nr_constructed % s->nr_objects, 0U);
		for (i = 0; i < ARRAY_SIZE(objects); i++)
			kmem_cache_free(s, objects[i]);
	}
	KUNIT_EXPECT_LE(test, nr_constructed,
			2 * (unsigned int)ARRAY_SIZE(objects) + s->nr_objects);
	kmem_cache_destroy(s);
}

static void sheaf_test_classes(struct kunit *test)
{
	size_t size;

	for (size = 1; size <= KMALLOC_MAX_CACHE_SIZE; size++) {
		const struct kmem_cache *s = &kmalloc_caches[KMALLOC_NORMAL][kmalloc_class(size)];
		void *p = kmalloc(size, GFP_KERNEL),
		     *q = kmalloc(size, GFP_KERNEL | __GFP_RECLAIMABLE);
		void *r = kmalloc(size, GFP_KERNEL | GFP_DMA);

		ASSERT_OR(test, p && q && r, kfree(p); kfree(q); kfree(r));
		KUNIT_EXPECT_LE(test, size, (size_t)s->size);
		if (kmalloc_class(size))
			KUNIT_EXPECT_GT(test, size, (size_t)s[-1].size);
		KUNIT_EXPECT_PTR_EQ(test, cache_of(p), s);
		KUNIT_EXPECT_PTR_EQ(test, cache_of(q),
				    &kmalloc_caches[KMALLOC_RECLAIM][kmalloc_class(size)]);
		KUNIT_EXPECT_PTR_EQ(test, cache_of(r),
				    &kmalloc_caches[KMALLOC_DMA][kmalloc_class(size)]);
		kfree(p);
		kfree(q);
		kfree(r);
	}
}

static const struct kunit_case sheaf_test_cases[] = {
	KUNIT_CASE(sheaf_test_shrink),
	KUNIT_CASE(sheaf_test_own_objects),
	KUNIT_CASE(sheaf_test_one_slab),
	KUNIT_CASE(sheaf_test_remote_free),
	KUNIT_CASE(sheaf_test_interrupted),
	KUNIT_CASE(sheaf_test_destroy_during_reap),
	KUNIT_CASE(sheaf_test_twice_at_once),
	KUNIT_CASE(sheaf_test_learns),
	KUNIT_CASE(sheaf_test_bulk),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(sheaf_test_fallback),
	KUNIT_CASE(sheaf_test_bulk_fails),
#endif
	KUNIT_CASE(sheaf_test_constructor),
	KUNIT_CASE(sheaf_test_classes),
	{}
};

static struct kunit_suite sheaf_suite = {
	.name = "sheaf",
	.init = init_skip_if_watched,
	.test_cases = sheaf_test_cases,
};
kunit_test_suite(sheaf_suite);
