// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the SLUB engine: the layout of slabs, and the validator. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../watched.h"
#include "mm/objects/slub/slub.h"
#include "traffic.h"

/*
 * Each slab ends with a tail, which has a state for each object.  The objects end before the tail,
 * and fill at least three quarters of the slab.
 */
static void slub_test_geometry(struct kunit *test)
{
	unsigned int size;

	for (size = 8; size < PAGE_SIZE; size += size < 512 ? 8 : 56) {
		struct kmem_cache *s = kmem_cache_create("test", size, 0, SLAB_NO_MERGE, NULL);
		unsigned long bytes, places;

		KUNIT_ASSERT_NOT_NULL(test, s);
		bytes = s->mask + 1;
		places = s->mask / s->size + 1;
		KUNIT_EXPECT_EQ(test, bytes, PAGE_SIZE << s->order);
		KUNIT_EXPECT_GE(test, s->tail + 1UL, sizeof(struct slab) + places);
		KUNIT_EXPECT_LE(test, s->nr_objects * (unsigned long)s->size + s->tail + 1, bytes);
		KUNIT_EXPECT_LE(test, bytes * 3 / 4, s->nr_objects * (unsigned long)s->size);
		kmem_cache_destroy(s);
	}
}

/*
 * Boot arguments select the orders of slabs.  A value that is too small or too large is replaced by
 * the nearest possible value.
 */
static void slub_test_orders(struct kunit *test)
{
	enum { LARGEST = 4088 };	/* one page cannot hold this size and the tail */
	static const struct {
		unsigned int min_objects, min_order, max_order, size, order;
	} wishes[] = {
		{ 0, 0, 3, 64, 0 },
		{ 0, 2, 3, 64, 2 },
		{ 100, 0, 3, 64, 1 },
		{ 1000, 0, 3, 64, 3 },
		{ 1000, 0, 5, 64, 4 },
		{ 8, 0, 3, 700, 1 },
		{ 8, 0, 0, 700, 0 },
		{ 0, 0, 0, 4000, 0 },
		{ 0, 0, 0, LARGEST, 1 },
		{ 0, 0, 3, 1600, 1 },
		{ 0, 0, 0, 1600, 0 },
		{ 0, 10, 10, 8, 5 },
		{ 40000, 0, 10, 8, 5 },
	};
	const unsigned int saved[] = { slub_min_objects, slub_min_order, slub_max_order };

	for (unsigned int i = 0; i < ARRAY_SIZE(wishes); i++) {
		struct kmem_cache s = { .size = wishes[i].size * (PAGE_SIZE / SZ_4K) };

		if (wishes[i].size == LARGEST)
			s.size = PAGE_SIZE - 8;

		slub_min_objects = wishes[i].min_objects;
		slub_min_order = wishes[i].min_order;
		slub_max_order = wishes[i].max_order;
		engine_set_geometry(&s);
		KUNIT_EXPECT_EQ_MSG(test, (unsigned int)s.order, wishes[i].order, "entry %u", i);
		KUNIT_EXPECT_GE(test, s.nr_objects, 1);
		KUNIT_EXPECT_LE(test, (unsigned long)s.nr_objects * s.size + s.tail + 1,
				s.mask + 1);
	}
	slub_min_objects = saved[0];
	slub_min_order = saved[1];
	slub_max_order = saved[2];
}

/* A cache whose slabs have order 5 works like other caches. */
static void slub_test_large_slabs(struct kunit *test)
{
	const unsigned int saved = slub_min_order, saved_max = slub_max_order;
	struct kmem_cache *s;
	static void *p[300];
	unsigned int nr;

	slub_min_order = slub_max_order = 5;
	s = kmem_cache_create("test", 24 * (PAGE_SIZE / SZ_4K), 0, SLAB_NO_MERGE, NULL);
	slub_min_order = saved;
	slub_max_order = saved_max;
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, (int)s->order, 5);
	for (nr = 0; nr < ARRAY_SIZE(p); nr++) {
		p[nr] = kmem_cache_alloc(s, GFP_KERNEL);
		if (!p[nr])
			break;
	}
	KUNIT_EXPECT_EQ(test, nr, (unsigned int)ARRAY_SIZE(p));
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	while (nr--)
		kmem_cache_free(s, p[nr]);
	kmem_cache_destroy(s);
}

/*
 * A new slab contains each object once, in random order with CONFIG_SLAB_FREELIST_RANDOM, and in
 * ascending order of addresses otherwise.
 */
static void slub_test_random(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	static struct sheaf_slot slots[64];
	struct sheaf_slot *end;
	unsigned int up = 0, i, nr;

	KUNIT_ASSERT_NOT_NULL(test, s);
	if (!slabs_take_new(s, GFP_KERNEL, numa_mem_id(), slots, NULL)) {
		kmem_cache_destroy(s);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	nr = min_t(unsigned int, s->nr_objects, ARRAY_SIZE(slots));
	end = slabs_take(s, numa_mem_id(), slots + 1, slots + nr);
	KUNIT_EXPECT_EQ(test, (unsigned int)(end - slots), nr);
	for (i = 1; i < nr; i++) {
		up += slots[i].object > slots[i - 1].object;
		for (unsigned int j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, slots[i].object, slots[j].object);
	}
	/*
	 * The 62 pairs contain 31 ascending pairs on average.  Fewer than 12 or more than 50
	 * ascending pairs occur in less than one of a million runs.
	 */
	if (IS_ENABLED(CONFIG_SLAB_FREELIST_RANDOM))
		KUNIT_EXPECT_TRUE_MSG(test, up >= 12 && up <= 50, "%u of %u", up, nr);
	else
		KUNIT_EXPECT_EQ(test, up, nr - 1);
	slabs_put(s, slots, end);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(s);
}

/* Check every address of a slab: only the start of an object is accepted. */
static void slub_test_places(struct kunit *test)
{
	static const unsigned int sizes[] = { 8, 24, 56, 72, 192, 520, 1000, 3000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("test", sizes[i], 0, SLAB_NO_MERGE, NULL);
		unsigned long offset, wrong = 0;
		const char *base;
		u8 *p, *state;

		p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
		ASSERT_OR(test, p && slab_cache_of(p) == s, kfree(p); kmem_cache_destroy(s));
		base = slub_base(s, p);
		for (offset = 0; offset <= s->mask; offset++) {
			bool starts = engine_place(NULL, s->mask, s->reciprocal, base + offset,
						   &state);

			wrong += starts != !(offset % sizes[i]);
			if (starts && state != slub_state(s, base, offset / sizes[i]))
				wrong++;
			if (starts && offset / sizes[i] >= s->nr_objects && *state != OBJECT_KEPT)
				wrong++;
		}
		KUNIT_EXPECT_EQ(test, wrong, 0UL);
		kmem_cache_free(s, p);
		kmem_cache_destroy(s);
	}
}

/* The validator reports each kind of damage. */
static void slub_test_validator(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_NO_MERGE, NULL);
	struct sheaf *sheaf;
	struct slab *slab;
	struct page *page;
	void *p, *second;
	unsigned int i;

	p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
	ASSERT_OR(test, p && slab_cache_of(p) == s, kfree(p); kmem_cache_destroy(s));
	slab = slub_slab_of(s, p);
	page = virt_to_page(p);
	/*
	 * Prepare a slab and a sheaf.  The allocation of the first object has also allocated a
	 * slab.  The second allocation allocates a sheaf, and the third allocation fills the sheaf.
	 */
	second = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, kmem_cache_alloc(s, GFP_KERNEL));
	kmem_cache_free(s, second);
	sheaf = this_cpu_ptr(s->sheaf);
	traffic_begin();
	EXPECT_DAMAGE(test, slab->nr_free, 0);
	EXPECT_DAMAGE(test, slab->nr_free, s->nr_objects + 1);
	EXPECT_DAMAGE(test, slab->hint, s->nr_objects);
	for (i = s->nr_objects - 1; *slub_state(s, p, i) != OBJECT_FREE; i--)
		;
	EXPECT_DAMAGE(test, *slub_state(s, p, i), OBJECT_KEPT);
	EXPECT_DAMAGE(test, page->private, 0);
	EXPECT_DAMAGE(test, slab->nid, slab->nid + 1);
	EXPECT_DAMAGE(test, s->node[slab->nid].nr_slabs, 7);
	EXPECT_DAMAGE(test, s->node[slab->nid].nr_empty, 1);
	KUNIT_EXPECT_NOT_NULL(test, sheaf->top[-2].object);
	EXPECT_DAMAGE(test, *sheaf->top[-1].state, OBJECT_USED);
	EXPECT_DAMAGE(test, sheaf->top[-1].object, (char *)p + 8);
	EXPECT_DAMAGE(test, sheaf->top[-1], sheaf->top[-2]);
	traffic_end();
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static const struct kunit_case slub_test_cases[] = {
	KUNIT_CASE(slub_test_geometry),
	KUNIT_CASE(slub_test_orders),
	KUNIT_CASE(slub_test_large_slabs),
	KUNIT_CASE(slub_test_random),
	KUNIT_CASE(slub_test_places),
	KUNIT_CASE(slub_test_validator),
	{}
};

static struct kunit_suite slub_suite = {
	.name = "slub",
	.init = init_skip_if_watched,
	.test_cases = slub_test_cases,
};
kunit_test_suite(slub_suite);
