// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of shrinkers: when they are called, how many objects they are requested to free, and how
 * they are unregistered.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/vmstat.h>

#include "mm/objects/objects.h"
#include "mm/reclaim/reclaim.h"
#include "hoard.h"
#include "../warnings.h"

/*
 * A simulated cache of @nr objects.  The scan function counts the objects that it is requested to
 * free.
 */
struct cache {
	unsigned long nr;
	unsigned long scanned, calls, largest;
	unsigned long free_each;	/* number of objects freed for each 4 scanned objects */
	unsigned long stop_after;	/* number of calls before SHRINK_STOP, or 0 for never */
	gfp_t gfp;
	int nid;
	bool slow, running;
	struct completion started;
};

static struct cache cache;
static struct shrinker *shrinker;

static unsigned long cache_count(struct shrinker *s, struct shrink_control *sc)
{
	return ((struct cache *)s->private_data)->nr;
}

static unsigned long cache_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct cache *c = s->private_data;
	unsigned long freed = min(c->nr, sc->nr_to_scan * c->free_each / 4);

	c->calls++;
	if (c->stop_after && c->calls > c->stop_after)
		return SHRINK_STOP;
	c->gfp = sc->gfp_mask;
	c->nid = sc->nid;
	if (c->slow) {
		WRITE_ONCE(c->running, true);
		complete(&c->started);
		msleep(30);
		WRITE_ONCE(c->running, false);
	}
	c->scanned += sc->nr_to_scan;
	c->largest = max(c->largest, sc->nr_to_scan);
	c->nr -= freed;
	return freed;
}

static int shrinker_test_init(struct kunit *test)
{
	cache = (struct cache){ };
	init_completion(&cache.started);
	shrinker = shrinker_alloc(0, "test-%d", 1);
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = cache_count;
	shrinker->scan_objects = cache_scan;
	shrinker->private_data = &cache;
	return 0;
}

static void shrinker_test_exit(struct kunit *test)
{
	shrinker_free(shrinker);
	shrinker = NULL;
}

static void shrinker_test_life(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, shrinker->name, "test-1");
	KUNIT_EXPECT_EQ(test, shrinker->seeks, DEFAULT_SEEKS);
	cache.nr = 1000;
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.calls, 0UL);
	shrinker_register(shrinker);
	shrink_slab(GFP_NOIO, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.scanned, 15 * 128UL);
	KUNIT_EXPECT_EQ(test, cache.gfp, GFP_NOIO);
	KUNIT_EXPECT_EQ(test, cache.nid, 0);
	shrinker_free(shrinker);
	shrinker = NULL;
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.scanned, 15 * 128UL);
	shrinker_free(NULL);
}

static void shrinker_test_misuse(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_NULL(test, shrinker_alloc(1, "unknown flag"));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	shrinker->scan_objects = NULL;
	shrinker_register(shrinker);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	shrinker->scan_objects = cache_scan;
	shrinker_register(shrinker);
	shrinker_register(shrinker);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
}

/* Check how many objects a shrinker is requested to free at each priority. */
static void shrinker_test_proportion(struct kunit *test)
{
	shrinker_register(shrinker);
	cache.nr = 10000;
	/*
	 * The request of (10000 >> 12) * 4 / 2 = 4 objects is less than a batch, so it is deferred.
	 */
	shrink_slab(GFP_KERNEL, 0, 12);
	KUNIT_EXPECT_EQ(test, cache.scanned, 0UL);
	KUNIT_EXPECT_EQ(test, shrinker->nr_deferred[0], 4UL);

	/* The request of 1250 + (4 >> 4) objects is served as nine batches of 128. */
	shrink_slab(GFP_KERNEL, 0, 4);
	KUNIT_EXPECT_EQ(test, cache.scanned, 9 * 128UL);
	KUNIT_EXPECT_EQ(test, cache.largest, 128UL);
	KUNIT_EXPECT_EQ(test, shrinker->nr_deferred[0], 4 + 1250 - 9 * 128UL);

	cache.scanned = 0;
	shrink_slab(GFP_KERNEL, 0, 0);		/* at most 2 * 10000 objects, in batches of 128 */
	KUNIT_EXPECT_EQ(test, cache.scanned, 20000 / 128 * 128UL);
	KUNIT_EXPECT_EQ(test, shrinker->nr_deferred[0], 102 + 20000 - 20000 / 128 * 128UL);
}

static void shrinker_test_seeks_and_batch(struct kunit *test)
{
	shrinker->batch = 10;
	shrinker->seeks = 8;
	shrinker_register(shrinker);
	cache.nr = 1000;
	shrink_slab(GFP_KERNEL, 0, 1);		/* 500 * 4 / 8 objects */
	KUNIT_EXPECT_EQ(test, cache.scanned, 250UL);
	KUNIT_EXPECT_EQ(test, cache.largest, 10UL);
	shrinker->seeks = 0;
	/* With seeks = 0, half of the objects are requested at any priority. */
	shrink_slab(GFP_KERNEL, 0, 12);
	KUNIT_EXPECT_EQ(test, cache.scanned, 750UL);
}

/* A shrinker is requested to free fewer objects than a batch only if it has no more objects. */
static void shrinker_test_small(struct kunit *test)
{
	shrinker_register(shrinker);
	cache.nr = 60;
	cache.free_each = 4;
	shrink_slab(GFP_KERNEL, 0, 2);
	KUNIT_EXPECT_EQ(test, cache.calls, 0UL);
	shrink_slab(GFP_KERNEL, 0, 1);		/* 60 objects, and 30 >> 1 deferred objects */
	KUNIT_EXPECT_EQ(test, cache.scanned, 60UL + 15);
	KUNIT_EXPECT_EQ(test, cache.calls, 1UL);
}

static void shrinker_test_answers(struct kunit *test)
{
	unsigned long before = hoard_event(SLABS_SCANNED);

	shrinker_register(shrinker);
	cache.nr = SHRINK_EMPTY;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 0UL);
	KUNIT_EXPECT_EQ(test, cache.calls, 0UL);
	cache.nr = 1280;
	cache.free_each = 1;
	cache.stop_after = 3;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 3 * 32UL);
	KUNIT_EXPECT_EQ(test, cache.calls, 4UL);
	KUNIT_EXPECT_GE(test, hoard_event(SLABS_SCANNED) - before, 3 * 128UL);
	KUNIT_EXPECT_EQ(test, shrinker->nr_deferred[0], 2560 - 3 * 128UL);
}

static int drop(void *unused)
{
	drop_slab();
	return 0;
}

/* shrinker_free() waits for threads that call this shrinker, and for no other threads. */
static void shrinker_test_free_waits(struct kunit *test)
{
	struct task_struct *task;
	unsigned long drops = hoard_event(DROP_SLAB);

	shrinker_register(shrinker);
	cache.nr = 100;
	cache.free_each = 4;
	cache.slow = true;
	task = kthread_run(drop, NULL, "drop");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&cache.started);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(cache.running));
	shrinker_free(shrinker);
	shrinker = NULL;
	KUNIT_EXPECT_FALSE(test, READ_ONCE(cache.running));
	KUNIT_EXPECT_EQ(test, cache.calls, 1UL);
	for (int i = 0; i < 1000 && hoard_event(DROP_SLAB) == drops; i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, hoard_event(DROP_SLAB), drops + 1);
}

/* Shrinking frees the empty slabs that the object allocator keeps. */
static void shrinker_test_slab(struct kunit *test)
{
	void *objects[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		objects[i] = kmalloc(400, GFP_KERNEL);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		kfree(objects[i]);
	KUNIT_EXPECT_GT(test, slab_engine_kept() + object_tools_kept(), 0UL);
	drop_slab();
	KUNIT_EXPECT_EQ(test, slab_engine_kept() + object_tools_kept(), 0UL);
}

static struct kunit_case shrinker_test_cases[] = {
	KUNIT_CASE(shrinker_test_life),
	KUNIT_CASE(shrinker_test_misuse),
	KUNIT_CASE(shrinker_test_proportion),
	KUNIT_CASE(shrinker_test_seeks_and_batch),
	KUNIT_CASE(shrinker_test_small),
	KUNIT_CASE(shrinker_test_answers),
	KUNIT_CASE(shrinker_test_free_waits),
	KUNIT_CASE(shrinker_test_slab),
	{}
};

static struct kunit_suite shrinker_test_suite = {
	.name = "shrinker",
	.init = shrinker_test_init,
	.exit = shrinker_test_exit,
	.test_cases = shrinker_test_cases,
};
kunit_test_suite(shrinker_test_suite);
