// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the SLAB engine: colours, the arrays between CPUs and slabs, the reaper, tunables, and
 * the validator.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../watched.h"
#include "mm/objects/slab/slab_def.h"
#include "mm/objects/slab/slab_reap.h"
#include "traffic.h"

/*
 * Number of sets in a hardware cache of 32 KiB with 8 ways and lines of 64 bytes.  The lines of a 4
 * KiB page belong to different sets.
 */
#define NR_SETS		64
#define NR_COLOURED	24

/*
 * Return true if the object is in a slab.  If no page for a slab can be allocated, the object has a
 * separate page.
 */
static bool in_slab(const struct kmem_cache *s, const void *object)
{
	return object && slab_cache_of(object) == s;
}

static unsigned int count_sets(void **first, unsigned int nr)
{
	DECLARE_BITMAP(sets, NR_SETS);

	bitmap_zero(sets, NR_SETS);
	while (nr--)
		__set_bit((unsigned long)first[nr] / 64 % NR_SETS, sets);
	return bitmap_weight(sets, NR_SETS);
}

/*
 * The first objects of the slabs are in at least as many sets of the hardware cache as there are
 * colours, or in one set each if there are fewer slabs than colours.
 */
static void slab_arrays_test_colours(struct kunit *test)
{
	static const unsigned int sizes[] = { 328, 456, 600, 840, 1400 };
	static void *objects[NR_COLOURED * 60], *first[NR_COLOURED];
	unsigned int i, n, nr;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int size = sizes[i] * (PAGE_SIZE / SZ_4K), expected, nr_first = 0;
		struct kmem_cache *s = kmem_cache_create("test", size, 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		nr = NR_COLOURED * s->nr_objects;
		KUNIT_ASSERT_LE(test, nr, (unsigned int)ARRAY_SIZE(objects));
		for (n = 0; n < nr; n++) {
			objects[n] = kmem_cache_alloc(s, GFP_KERNEL);
			ASSERT_OR(test, in_slab(s, objects[n]), kfree(objects[n]);
				  while (n) kmem_cache_free(s, objects[--n]);
				  kmem_cache_destroy(s));
			if (objects[n] == slab_of(objects[n])->first && nr_first < NR_COLOURED)
				first[nr_first++] = objects[n];
			/* The object is inside its slab, whatever the slab's colour is. */
			KUNIT_EXPECT_LE(test, ((unsigned long)objects[n] & s->mask) + size,
					s->mask + 1);
		}
		expected = min_t(unsigned int, s->colours, nr_first);
		KUNIT_EXPECT_GT(test, s->colours, 1);
		KUNIT_EXPECT_GE(test, count_sets(first, nr_first), expected);
		for (n = 0; n < nr; n++)
			kmem_cache_free(s, objects[n]);
		kmem_cache_destroy(s);
	}
}

/*
 * Objects whose size is a power of two and at least an eighth of a page (OFF_SLAB_MIN) fill their
 * slab completely.
 */
static void slab_arrays_test_off_slab(struct kunit *test)
{
	static const unsigned int sizes[] = { PAGE_SIZE / 8, PAGE_SIZE / 4, PAGE_SIZE / 2 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("test", sizes[i], sizes[i], SLAB_NO_MERGE,
							 NULL);
		void *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;

		ASSERT_OR(test, in_slab(s, p), kfree(p); kmem_cache_destroy(s));
		KUNIT_EXPECT_TRUE(test, s->off_slab);
		KUNIT_EXPECT_EQ(test, s->nr_objects * (unsigned long)sizes[i], s->mask + 1);
		KUNIT_EXPECT_NE(test, (unsigned long)slab_of(p) & ~s->mask,
				(unsigned long)p & ~s->mask);
		KUNIT_EXPECT_EQ(test, (unsigned long)p & (sizes[i] - 1), 0UL);
		kmem_cache_free(s, p);
		kmem_cache_destroy(s);
	}
}

static void *crowd[200];
static DECLARE_COMPLETION(crowd_done);

/*
 * Free the objects in crowd[] on this CPU.  Before that, allocate an object, so that the node of
 * this CPU has arrays.
 */
static int free_crowd(void *cache)
{
	void *p = kmem_cache_alloc(cache, GFP_KERNEL);

	if (p)
		kmem_cache_free(cache, p);
	kmem_cache_free_bulk(cache, ARRAY_SIZE(crowd), crowd);
	complete(&crowd_done);
	return 0;
}

/*
 * Allocate the objects in crowd[] on this CPU, and let @cpu free them.  Returns false if there is
 * not enough memory.
 */
static bool free_on(struct kmem_cache *s, unsigned int cpu)
{
	struct task_struct *task;

	if (kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(crowd), crowd) != ARRAY_SIZE(crowd))
		return false;
	task = kthread_create_on_cpu(free_crowd, s, cpu, "slab-test/%u");
	if (IS_ERR(task)) {
		kmem_cache_free_bulk(s, ARRAY_SIZE(crowd), crowd);
		return false;
	}
	wake_up_process(task);
	wait_for_completion(&crowd_done);
	return true;
}

/*
 * Objects that another CPU of this node has freed are in the shared array, from which this CPU
 * allocates them.
 */
static void slab_arrays_test_shared(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1, left;
	struct kmem_cache_node *n;
	struct kmem_cache *s;
	void *p[60];

	if (!cpu || cpu_to_node(cpu) != numa_node_id())
		kunit_skip(test, "no other CPU on this node");
	s = kmem_cache_create("test", 96, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	ASSERT_OR(test, free_on(s, cpu), kmem_cache_destroy(s));
	n = &s->node[numa_mem_id()];
	ASSERT_OR(test, n->shared, kmem_cache_destroy(s));
	left = n->shared->avail;
	KUNIT_EXPECT_EQ(test, left, n->shared->limit);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	ASSERT_OR(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(p), p) == ARRAY_SIZE(p),
		  kmem_cache_destroy(s));
	KUNIT_EXPECT_LT(test, n->shared->avail, left);
	kmem_cache_free_bulk(s, ARRAY_SIZE(p), p);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(s);
}

/*
 * If a CPU of another node frees objects of this node, the objects are stored in the alien array
 * that the other node has for this node, until the array is full.  Shrinking frees all slabs, also
 * those with objects in alien arrays.
 */
static void slab_arrays_test_alien(struct kunit *test)
{
	int here = numa_mem_id(), nid;
	struct array_cache *alien;
	struct kmem_cache *s;
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu_to_node(cpu) != here && NODE_DATA(cpu_to_node(cpu))->node_present_pages)
			break;
	}
	if (cpu >= nr_cpu_ids)
		kunit_skip(test, "one node with CPUs");
	s = kmem_cache_create("test", 96, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	ASSERT_OR(test, free_on(s, cpu), kmem_cache_destroy(s));
	alien = s->node[cpu_to_node(cpu)].alien[here];
	ASSERT_OR(test, alien, kmem_cache_destroy(s));
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	/*
	 * If the array has no free entry for the next object, all its objects are returned to their
	 * slabs.
	 */
	KUNIT_EXPECT_EQ(test, alien->avail, ARRAY_SIZE(crowd) % (alien->limit + 1));
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	for_each_online_node(nid)
		KUNIT_EXPECT_EQ(test, s->node[nid].nr_slabs, 0);
	kmem_cache_destroy(s);
}

/* The reaper frees all empty slabs, even if no code shrinks the cache. */
static void slab_arrays_test_reaper(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 300, 0, SLAB_NO_MERGE, NULL);
	unsigned long period = slab_reap_period;
	struct slabs_count count;
	unsigned int tries;

	KUNIT_ASSERT_NOT_NULL(test, s);
	WRITE_ONCE(slab_reap_period, period / 50);
	ASSERT_OR(test, free_on(s, 0), kmem_cache_destroy(s));
	slabs_count(s, &count);
	KUNIT_EXPECT_GT(test, count.slabs, 0UL);
	/* The reaper may have started its first wait with the old period. */
	for (tries = 0; count.slabs && tries < 200; tries++) {
		msleep(50);
		slabs_count(s, &count);
	}
	WRITE_ONCE(slab_reap_period, period);
	KUNIT_EXPECT_EQ(test, count.slabs, 0UL);
	kmem_cache_destroy(s);
}

static void slab_arrays_test_tune(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-tune", 96, 0, SLAB_NO_MERGE, NULL);
	struct slab_info info;
	unsigned long nr;
	void *p[100];

	KUNIT_ASSERT_NOT_NULL(test, s);
	ASSERT_OR(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 100, p) == 100, kmem_cache_destroy(s));
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 100, 20, 8), 0);
	if (IS_ENABLED(CONFIG_MM_REPORTS)) {
		slab_engine_info(s, &info);
		KUNIT_EXPECT_EQ(test, info.limit, 100U);
		KUNIT_EXPECT_EQ(test, info.batch, 20U);
		KUNIT_EXPECT_EQ(test, info.shared, 8U);
	}
	kmem_cache_free_bulk(s, 100, p);
	KUNIT_EXPECT_EQ(
		test, (unsigned long)(this_cpu_ptr(s->sheaf)->top - this_cpu_ptr(s->sheaf)->bottom),
		100UL);
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 6, 1, 1), 0);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	ASSERT_OR(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 100, p) == 100, kmem_cache_destroy(s));
	kmem_cache_free_bulk(s, 100, p);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	nr = slab_engine_count();
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 222, 111, 16), 0);
	KUNIT_EXPECT_EQ(test, slab_engine_count(), nr);
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 5, 1, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 30, 16, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, slab_tune("test-tune", 30, 8, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, slab_tune("no-such-cache", 30, 8, 1), -ENOENT);
	kmem_cache_destroy(s);
}

struct tuned {
	struct kmem_cache *s;
	bool stop;
	struct completion done;
};

/* Fill and empty the sheaf of this CPU until the test stops the thread. */
static int use_tuned(void *data)
{
	struct tuned *tuned = data;
	void *p[40];

	while (!READ_ONCE(tuned->stop)) {
		if (kmem_cache_alloc_bulk(tuned->s, GFP_KERNEL, ARRAY_SIZE(p), p))
			kmem_cache_free_bulk(tuned->s, ARRAY_SIZE(p), p);
		cond_resched();
	}
	complete(&tuned->done);
	return 0;
}

/* Change the sizes of the arrays while another CPU uses the cache. */
static void slab_arrays_test_tune_in_use(struct kunit *test)
{
	struct tuned tuned = { .s = kmem_cache_create("test-tune", 64, 0, SLAB_NO_MERGE, NULL) };
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, tuned.s);
	init_completion(&tuned.done);
	task = kthread_create_on_cpu(use_tuned, &tuned, num_online_cpus() - 1, "slab-test/%u");
	ASSERT_OR(test, !IS_ERR(task), kmem_cache_destroy(tuned.s));
	wake_up_process(task);
	for (unsigned int i = 0; i < 40; i++) {
		int err = i % 2 ? slab_tune("test-tune", 6, 1, 1)
				: slab_tune("test-tune", 222, 111, 16);

		KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
		msleep(1);
	}
	WRITE_ONCE(tuned.stop, true);
	wait_for_completion(&tuned.done);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	KUNIT_EXPECT_EQ(test, cache_objects(tuned.s), 0UL);
	kmem_cache_destroy(tuned.s);
}

/* The validator reports each kind of damage. */
static void slab_arrays_test_validator(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	struct kmem_cache_node *n;
	struct slab *slab;
	void *p;

	p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
	ASSERT_OR(test, in_slab(s, p), kfree(p); kmem_cache_destroy(s));
	slab = slab_of(p);
	n = &s->node[slab->nid];
	traffic_begin();
	EXPECT_DAMAGE(test, slab->nr_free, 0);
	EXPECT_DAMAGE(test, slab->hint, s->nr_objects);
	EXPECT_DAMAGE(test, slab->states[s->nr_objects - 1], OBJECT_KEPT);
	EXPECT_DAMAGE(test, virt_to_page(p)->private, (unsigned long)slab + 8);
	EXPECT_DAMAGE(test, slab->nid, slab->nid + 1);
	EXPECT_DAMAGE(test, n->nr_slabs, 7);
	EXPECT_DAMAGE(test, n->nr_empty, 1);
	if (n->shared) {
		n->shared->slots[0] = (struct sheaf_slot){ p, slab->states };
		EXPECT_DAMAGE(test, n->shared->avail, 1);
	}
	traffic_end();
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static const struct kunit_case slab_arrays_test_cases[] = {
	KUNIT_CASE(slab_arrays_test_colours),
	KUNIT_CASE(slab_arrays_test_off_slab),
	KUNIT_CASE(slab_arrays_test_shared),
	KUNIT_CASE(slab_arrays_test_alien),
	KUNIT_CASE(slab_arrays_test_reaper),
	KUNIT_CASE(slab_arrays_test_tune),
	KUNIT_CASE(slab_arrays_test_tune_in_use),
	KUNIT_CASE(slab_arrays_test_validator),
	{}
};

static struct kunit_suite slab_arrays_suite = {
	.name = "slab_arrays",
	.init = init_skip_if_watched,
	.test_cases = slab_arrays_test_cases,
};
kunit_test_suite(slab_arrays_suite);
