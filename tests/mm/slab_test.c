// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the interface that all object engines provide: refused calls, and invariants after
 * random calls.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../watched.h"
#include "mm/objects/objects.h"

kunit_validator(slab, slab_engine_validate);

/*
 * Number of steps of the random test.  slab_test_random_small() makes at most one fifteenth of this
 * number, because it checks the allocator after each step.
 */
static unsigned int steps = IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD) ? 6000 : 30000;
module_param(steps, uint, 0444);

static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

struct slot {
	u8 *object;
	size_t size;
	struct kmem_cache *cache;
	u8 fill;
};

static bool slot_fill(struct slot *slot, struct kmem_cache **caches, u32 *seed)
{
	u32 what = next_random(seed) % 8;

	slot->fill = next_random(seed);
	slot->cache = what == 0 ? caches[next_random(seed) % 2] : NULL;
	slot->size = what < 6 ? next_random(seed) % 300 + 1 :
		     what < 7 ? 1UL << next_random(seed) % 14 : next_random(seed) % 6000 + 1;
	if (slot->cache) {
		slot->size = kmem_cache_size(slot->cache);
		slot->object = kmem_cache_alloc(slot->cache, GFP_KERNEL);
	} else {
		slot->object = kmalloc(slot->size, GFP_KERNEL);
	}
	if (slot->object)
		memset(slot->object, slot->fill, slot->size);
	return slot->object;
}

/* Free the object of the slot.  Returns false if the contents of the object have changed. */
static bool slot_empty(struct slot *slot, u32 *seed)
{
	bool intact = !memchr_inv(slot->object, slot->fill, slot->size);

	if (slot->cache && next_random(seed) & 1)
		kmem_cache_free(slot->cache, slot->object);
	else
		kfree(slot->object);
	slot->object = NULL;
	return intact;
}

static void slab_test_random(struct kunit *test)
{
	static struct slot slots[400];
	struct kmem_cache *caches[2] = {
		kmem_cache_create("test-a", 72, 0, 0, NULL),
		kmem_cache_create("test-b", 600, 128, 0, NULL),
	};
	unsigned long warned = warnings_seen();
	u32 seed = kunit_seed(test);
	unsigned int step;

	ASSERT_OR(test, caches[0] && caches[1],
		  kmem_cache_destroy(caches[0]); kmem_cache_destroy(caches[1]));
	for (step = 0; step < steps; step++) {
		struct slot *slot = &slots[next_random(&seed) % ARRAY_SIZE(slots)];

		if (slot->object ? !slot_empty(slot, &seed) : !slot_fill(slot, caches, &seed)) {
			KUNIT_FAIL(test, "step %u", step);
			break;
		}
		if (step % max(512U, steps / 512) == 0)
			KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	}
	for (step = 0; step < ARRAY_SIZE(slots); step++) {
		if (slots[step].object)
			KUNIT_EXPECT_TRUE(test, slot_empty(&slots[step], &seed));
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	KUNIT_EXPECT_EQ(test, cache_objects(caches[0]), 0UL);
	kmem_cache_destroy(caches[0]);
	kmem_cache_destroy(caches[1]);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/*
 * Random test with few sizes and slots.  It checks the allocator after each step, so that it finds
 * a mistake in the step that makes it.
 */
static void slab_test_random_small(struct kunit *test)
{
	static u8 *objects[64];
	u32 seed = kunit_seed(test);
	unsigned int step, i;

	for (step = 0; step < min(steps / 15, 2000U); step++) {
		i = next_random(&seed) % ARRAY_SIZE(objects);
		if (objects[i]) {
			kfree(objects[i]);
			objects[i] = NULL;
		} else {
			objects[i] = kmalloc(8U << next_random(&seed) % 7, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, objects[i]);
		}
		KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	}
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		kfree(objects[i]);
		objects[i] = NULL;
	}
}

static u64 static_data[8] __aligned(64);

/* Hide a pointer from the compiler, which would warn of the wrong calls of kfree(). */
static const void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

static void slab_test_interior(struct kunit *test)
{
	static const size_t sizes[] = { 8, 16, 24, 64, 200, 512, 520, 1500, 4000, 4096, 20000 };
	/*
	 * Number of offsets that are tested in each object.  It is small, because a report takes
	 * milliseconds on an emulated CPU.
	 */
	const size_t each = IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD) ? 10 :
			    IS_ENABLED(CONFIG_HOST) ? 40 : 20;
	unsigned int i;
	size_t offset;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = kmalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0x5a, sizes[i]);
		for (offset = 1; offset < sizes[i]; offset += offset < each ? 1 : offset / 2)
			EXPECT_REPORT(test, kfree(hide(p + offset)));
		KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x5a, sizes[i]));
		KUNIT_EXPECT_EQ(test, ksize(p), kmalloc_size_roundup(sizes[i]));
		kfree(p);
	}
}

static void slab_test_double(struct kunit *test)
{
	static const size_t sizes[] = { 8, 24, 64, 200, 512, 520, 1500, 4000, 4096, 20000 };
	unsigned int i, between;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (between = 0; between < 8; between++) {
			void *before = between & 1 ? kmalloc(sizes[i], GFP_KERNEL) : NULL;
			u8 *p = kmalloc(sizes[i], GFP_KERNEL);
			void *after = between & 2 ? kmalloc(sizes[i], GFP_KERNEL) : NULL;

			ASSERT_OR(test, p, kfree(before); kfree(after));
			if (between & 4) {
				kfree(before);
				before = NULL;
			}
			kfree(p);
			EXPECT_REPORT(test, kfree(hide(p)));
			EXPECT_REPORT(test, kfree(hide(p + (sizes[i] > 8 ? 8 : 1))));
			EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, ksize(hide(p)), 0UL));
			kfree(before);
			kfree(after);
			EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(p)));
		}
	}
}

static void slab_test_foreign(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *pages = alloc_pages(GFP_KERNEL, 3);
	u8 *unit = kmalloc(2000, GFP_KERNEL), *small = kmalloc(20, GFP_KERNEL);
	u64 on_stack[4];

	if (!page || !pages || !unit || !small) {
		if (page)
			__free_page(page);
		if (pages)
			__free_pages(pages, 3);
		kfree(unit);
		kfree(small);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(on_stack)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(static_data)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)slab_test_foreign)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)0x1000)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)-4096L)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)vm_layout.linear_end)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)(vm_layout.linear_limit - 8))));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)vm_layout.linear_start)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(page_address(page))));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(page_address(page) + 64)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(page_address(pages))));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(page_address(pages) + PAGE_SIZE)));
	EXPECT_REFUSED_BY_ENGINE(test, __free_page(virt_to_page(small)));
	EXPECT_REFUSED_BY_ENGINE(test, KUNIT_EXPECT_EQ(test, ksize(hide(on_stack)), 0UL));
	__free_page(page);
	__free_pages(pages, 3);
	kfree(unit);
	kfree(small);
}

static void slab_test_wrong_cache(struct kunit *test)
{
	static const unsigned int sizes[] = { 16, 64, 1000, 10000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *a = kmem_cache_create("test-a", sizes[i], 0, SLAB_NO_MERGE,
							 NULL);
		struct kmem_cache *b = kmem_cache_create("test-b", sizes[i], 0, SLAB_NO_MERGE,
							 NULL);
		u8 *p = a ? kmem_cache_alloc(a, GFP_KERNEL) : NULL,
		   *q = kmalloc(sizes[i], GFP_KERNEL);

		ASSERT_OR(test, p && q && b, if (p) kmem_cache_free(a, p); kfree(q);
			  kmem_cache_destroy(a); kmem_cache_destroy(b));
		memset(q, 0xff, ksize(q));
		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(b, p));
		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(b, q));
		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(a, p + 8));
		EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(p + 8)));
		KUNIT_EXPECT_EQ(test, cache_objects(a), 1UL);
		KUNIT_EXPECT_EQ(test, cache_objects(b), 0UL);
		kmem_cache_free(a, p);
		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(a, p));
		kfree(q);
		kmem_cache_destroy(a);
		kmem_cache_destroy(b);
	}
}

#ifdef CONFIG_RCU

struct ticket {
	u64 is_ticket, number;
};

/*
 * While a reader may access a freed object, the memory of the object is not used for objects of
 * another cache.  The memory is freed after the readers have finished.
 */
static void test_typesafe(struct kunit *test, size_t size)
{
	struct kmem_cache *s = kmem_cache_create("test-rcu", size, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	static struct ticket *tickets[600];
	static void *others[400];
	unsigned long before, after;
	unsigned int nr = size > PAGE_SIZE / 2 ? 40 : ARRAY_SIZE(tickets);
	unsigned int nr_others = min_t(unsigned int, nr, ARRAY_SIZE(others));
	unsigned int i, wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, s);
	slab_engine_reap();
	before = slab_engine_pages() + nr_large_pages;
	for (i = 0; i < nr; i++) {
		tickets[i] = kmem_cache_alloc(s, GFP_KERNEL);
		ASSERT_OR(test, tickets[i], while (i) kmem_cache_free(s, tickets[--i]);
			  kmem_cache_destroy(s));
		*tickets[i] = (struct ticket){ 0x5ca1ab1e, i };
	}
	KUNIT_EXPECT_EQ(test, ksize(tickets[0]), size);
	rcu_read_lock();
	for (i = 0; i < nr; i++)
		kmem_cache_free(s, tickets[i]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	/* Allocate the free memory for other objects, and write to all bytes of it. */
	for (i = 0; i < nr_others; i++) {
		others[i] = i % 4 ? kmalloc(size, GFP_ATOMIC) :
				    (void *)__get_free_page(GFP_ATOMIC);
		if (others[i])
			memset(others[i], 0xff, i % 4 ? size : PAGE_SIZE);
	}
	for (i = 0; i < nr; i++)
		wrong += tickets[i]->is_ticket != 0x5ca1ab1e;
	for (i = 0; i < nr_others; i++) {
		if (i % 4)
			kfree(others[i]);
		else
			free_page((unsigned long)others[i]);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	rcu_read_unlock();
	/* A freed object cannot be freed again, whether it still waits for RCU readers or not. */
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(s, tickets[0]));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(tickets[1])));
	kmem_cache_destroy(s);
	slab_engine_reap();
	after = slab_engine_pages() + nr_large_pages;
	/*
	 * With object debugging, do not compare the numbers of pages: the allocator then has few
	 * slabs, and those that this test has added would increase the number.
	 */
	if (!slab_debug_wanted())
		KUNIT_EXPECT_LE(test, after, before);
}

static void slab_test_typesafe(struct kunit *test)
{
	test_typesafe(test, sizeof(struct ticket));
	test_typesafe(test, 256);
	test_typesafe(test, PAGE_SIZE / 4 * 3);
	test_typesafe(test, PAGE_SIZE);
	test_typesafe(test, 3 * PAGE_SIZE);
}

#endif

/*
 * Requests with flags 0, which allow neither sleeping nor reserves nor waking kswapd, succeed if
 * memory is free.
 */
static void slab_test_no_flags(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 100, PAGE_SIZE - 1, PAGE_SIZE, 3 * PAGE_SIZE };
	volatile size_t none = 0;

	KUNIT_EXPECT_PTR_EQ(test, kmalloc(none, 0), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(0, 0), ZERO_SIZE_PTR);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("test", sizes[i], 0, SLAB_NO_MERGE, NULL);
		void *p = s ? kmem_cache_alloc(s, 0) : NULL;
		void *q = kmalloc(sizes[i], 0);

		KUNIT_EXPECT_NOT_NULL(test, p);
		if (p)
			kmem_cache_free(s, p);
		KUNIT_EXPECT_NOT_NULL(test, q);
		kfree(q);
		kmem_cache_destroy(s);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

/*
 * A request for a node that does not exist gets memory from another node.  With __GFP_THISNODE, the
 * request fails.
 */
static void slab_test_no_such_node(struct kunit *test)
{
	static const int nodes[] = { MAX_NUMNODES, 1000, INT_MAX, -2, INT_MIN };
	static const unsigned int sizes[] = { 100, 2 * PAGE_SIZE };

	for (unsigned int i = 0; i < ARRAY_SIZE(nodes) * ARRAY_SIZE(sizes); i++) {
		unsigned int size = sizes[i % ARRAY_SIZE(sizes)];
		int nid = nodes[i / ARRAY_SIZE(sizes)];
		struct kmem_cache *s = kmem_cache_create("test", size, 0, SLAB_NO_MERGE, NULL);
		void *p = s ? kmem_cache_alloc_node(s, GFP_KERNEL, nid) : NULL;
		void *q = kmalloc_node(size, GFP_KERNEL, nid);
		struct page *page = alloc_pages_node(nid, GFP_KERNEL, 0);
		unsigned long warned = warnings_seen();

		KUNIT_EXPECT_NOT_NULL(test, p);
		if (p)
			kmem_cache_free(s, p);
		KUNIT_EXPECT_NOT_NULL(test, q);
		kfree(q);
		kmem_cache_destroy(s);
		KUNIT_EXPECT_NOT_NULL(test, page);
		if (page)
			__free_page(page);
		KUNIT_EXPECT_NULL(test, alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE, 0));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

/* Return true if the node has free memory for objects. */
static bool node_has_memory(int nid)
{
	struct zone *zone;
	bool has = false;

	for_each_populated_zone(zone)
		has |= zone_to_nid(zone) == nid && zone_idx(zone) <= ZONE_NORMAL &&
		       zone->nr_free_pages > 100;
	return has;
}

/* Objects are on the requested node, even objects that have separate pages. */
static void slab_test_nodes(struct kunit *test)
{
	static const unsigned int sizes[] = { 64, 3 * PAGE_SIZE };
	int nid;

	skip_if_watched(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("test", sizes[i], 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		for_each_online_node(nid) {
			void *p = kmem_cache_alloc_node(s, GFP_KERNEL, nid);
			void *q = kmalloc_node(sizes[i], GFP_KERNEL, nid);

			ASSERT_OR(test, p && q, kfree(p); kfree(q); kmem_cache_destroy(s));
			if (node_has_memory(nid)) {
				KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(p)), nid);
				KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(q)), nid);
			}
			kmem_cache_free(s, p);
			kfree(q);
			KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
		}
		kmem_cache_destroy(s);
	}
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

/* Let each page allocation fail in turn.  No memory is lost. */
static void slab_test_no_pages(struct kunit *test)
{
	static void *objects[300];
	unsigned long before, nth;
	unsigned int n, failed;

	slab_reap();
	before = slab_engine_pages() + nr_large_pages;
	/* The objects have 570 KiB, and need more page allocations than the largest @nth. */
	for (nth = 1; nth < min(12UL, SZ_512K / PAGE_SIZE); nth++) {
		WRITE_ONCE(fail_page_alloc.nth, nth);
		for (n = 0, failed = 0; n < ARRAY_SIZE(objects); n++) {
			objects[n] = kmalloc(n * 13 + 1, GFP_KERNEL | __GFP_NOWARN);
			failed += !objects[n];
		}
		KUNIT_EXPECT_EQ(test, fail_page_alloc.nth, 0UL);
		KUNIT_EXPECT_LE(test, failed, 1U);
		KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
		for (n = 0; n < ARRAY_SIZE(objects); n++)
			kfree(objects[n]);
		slab_reap();
		KUNIT_EXPECT_EQ(test, slab_engine_pages() + nr_large_pages, before);
	}
}

/* Allocate objects until the engine has no free memory, while all page allocations fail. */
static void slab_test_exhaustion(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 100, 0, 0, NULL);
	unsigned int n = 0;
	void *p, *list = NULL;

	KUNIT_ASSERT_NOT_NULL(test, s);
	WRITE_ONCE(fail_page_alloc.probability, 100);
	atomic_set(&fail_page_alloc.times, -1);
	while (n < 100000 && (p = kmalloc(8, GFP_KERNEL | __GFP_NOWARN))) {
		*(void **)p = list;
		list = p;
		n++;
	}
	KUNIT_EXPECT_LT(test, n, 100000U);
	KUNIT_EXPECT_NULL(test, kmalloc(PAGE_SIZE + 1, GFP_ATOMIC | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(4 * PAGE_SIZE + 1, GFP_ATOMIC | __GFP_NOWARN));
	while ((p = kmem_cache_alloc(s, GFP_KERNEL | __GFP_NOWARN))) {
		*(void **)p = list;
		list = p;
	}
	WRITE_ONCE(fail_page_alloc.probability, 0);
	atomic_set(&fail_page_alloc.times, 1);
	for (; list; list = p) {
		p = *(void **)list;
		kfree(list);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	p = kmalloc(8, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
	kmem_cache_destroy(s);
}

#endif

/* Calls with a destroyed cache, or with the cache NULL, are reported. */
static void slab_test_no_cache(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 136, 0, SLAB_NO_MERGE, NULL);
	struct kmem_cache *none = NULL;
	unsigned long objects, warned = warnings_seen();
	void *p = kmalloc(136, GFP_KERNEL), *many[3];

	OPTIMIZER_HIDE_VAR(none);
	ASSERT_OR(test, s && p, kmem_cache_destroy(s); kfree(p));
	kmem_cache_destroy(s);
	objects = slab_engine_count();
	/*
	 * The descriptor of the destroyed cache is the object that was freed last.  Its contents
	 * are intact unless freed memory is cleared or unmapped.
	 */
	if (!page_debug) {
		kmem_cache_destroy(s);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
		KUNIT_EXPECT_NULL(test, kmem_cache_alloc(s, GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
		KUNIT_EXPECT_NULL(test, kmem_cache_zalloc(s, GFP_ATOMIC));
		KUNIT_EXPECT_NULL(test, kmem_cache_alloc_node(s, GFP_KERNEL, NUMA_NO_NODE));
		KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(many), many),
				0);
		kmem_cache_free(s, p);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	}
	warned = warnings_seen();
	kmem_cache_destroy((struct kmem_cache *)p);
	kmem_cache_destroy((struct kmem_cache *)&none);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	if (IS_ENABLED(CONFIG_DEBUG_VM)) {
		kmem_cache_free(none, p);
		KUNIT_EXPECT_NULL(test, kmem_cache_alloc(none, GFP_KERNEL));
		KUNIT_EXPECT_NULL(test, kmem_cache_alloc_node(none, GFP_KERNEL, NUMA_NO_NODE));
		KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(none, GFP_KERNEL, 3, many), 0);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_count(), objects);
	kfree(p);
}

/*
 * If the configuration accepts NULL as the cache, kmem_cache_free(NULL, p) finds the cache of the
 * object, as kfree() does.
 */
static void slab_test_null_cache(struct kunit *test)
{
	static const unsigned int sizes[] = { 64, 256, 1300 };
	struct kmem_cache *s, *none = NULL;
	void *p;

	if (IS_ENABLED(CONFIG_DEBUG_VM))
		kunit_skip(test, "reported, with CONFIG_DEBUG_VM");
	OPTIMIZER_HIDE_VAR(none);
	/* In the first round, this CPU has not enabled the fast path of frees yet. */
	for (unsigned int i = 0; i < 3 * ARRAY_SIZE(sizes); i++) {
		s = kmem_cache_create("test", sizes[i % 3], 0, SLAB_NO_MERGE, NULL);
		p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
		ASSERT_OR(test, p, kmem_cache_destroy(s));
		KUNIT_EXPECT_EQ(test, cache_objects(s), 1);
		kmem_cache_free(none, p);
		KUNIT_EXPECT_EQ(test, cache_objects(s), 0);
		kmem_cache_destroy(s);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

#define INIT_SIZE	120
/* Number of bytes at each end of a free object that the engine may overwrite. */
#define INIT_SKIP	24

/*
 * Free and reallocate an object whose two neighbours stay allocated, so that the page is not freed.
 * Expect that the object is cleared at the times that @debug selects.
 */
static void expect_cleared(struct kunit *test, struct kmem_cache *s, unsigned int debug)
{
	u8 *p[3];
	bool all = true;

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = s ? kmem_cache_alloc(s, GFP_KERNEL) : kmalloc(INIT_SIZE, GFP_KERNEL);
		all = all && p[i];
		if (p[i])
			memset(p[i], 0xa5, INIT_SIZE);
	}
	if (all) {
		OPTIMIZER_HIDE_VAR(p[1]);
		kfree(p[1]);
		if (debug & PAGE_DEBUG_INIT_ON_FREE)
			KUNIT_EXPECT_NULL(test, memchr_inv(p[1] + INIT_SKIP, 0,
							   INIT_SIZE - 2 * INIT_SKIP));
		p[1] = s ? kmem_cache_alloc(s, GFP_KERNEL) : kmalloc(INIT_SIZE, GFP_KERNEL);
		if (p[1] && debug & PAGE_DEBUG_INIT_ON_ALLOC)
			KUNIT_EXPECT_NULL(test, memchr_inv(p[1], 0, INIT_SIZE));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
}

/* init_on_alloc= and init_on_free= also clear objects of caches. */
static void slab_test_init_on(struct kunit *test)
{
	struct kmem_cache *s;

	skip_if_watched(test);
	if (!slab_inits())
		kunit_skip(test, "init_on_alloc=1 or init_on_free=1 asks for it");
	s = kmem_cache_create("test", INIT_SIZE, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	for (unsigned int i = 0; i < 100; i++) {
		expect_cleared(test, NULL, page_debug);
		expect_cleared(test, s, page_debug);
	}
	kmem_cache_destroy(s);
}

/*
 * krealloc() to a smaller size does not move an object to another cache, and kmem_cache_free()
 * still finds the cache of the object.  With __GFP_THISNODE, an object has separate pages in most
 * configurations.
 */
static void slab_test_realloc(struct kunit *test)
{
	static const unsigned int sizes[] = { 64, 1000, 3 * PAGE_SIZE };

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("realloc", sizes[i / 2], 0, SLAB_NO_MERGE,
							 NULL);
		void *p;

		KUNIT_ASSERT_NOT_NULL(test, s);
		p = i % 2 ? kmem_cache_alloc_node(s, GFP_KERNEL | __GFP_THISNODE, numa_mem_id()) :
			    kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, p);
		if (p) {
			KUNIT_EXPECT_PTR_EQ(test, krealloc(p, 40, GFP_KERNEL), p);
			KUNIT_EXPECT_EQ(test, cache_objects(s), 1UL);
			kmem_cache_free(s, p);
		}
		KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
		kmem_cache_destroy(s);
	}
}

static void slab_test_count_lines(struct seq_file *m, const char *text, size_t size)
{
	unsigned int *lines = m->private;

	while (size--)
		*lines += *text++ == '\n';
}

static void slab_test_slabinfo(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-info", 64, 0, SLAB_NO_MERGE, NULL);
	unsigned int lines = 0, before;
	struct seq_file m = { .write = slab_test_count_lines, .private = &lines };

	KUNIT_ASSERT_NOT_NULL(test, s);
	if (!IS_ENABLED(CONFIG_MM_REPORTS)) {
		kmem_cache_destroy(s);
		kunit_skip(test, "the image has no reports");
	}
	/*
	 * Free the cached empty slabs.  SLOB prints a line for each class that has such slabs, and
	 * kmem_cache_destroy() would free the slabs and change the number of lines.
	 */
	kmem_cache_shrink(s);
	slabinfo_show(&m);
	before = lines;
	kmem_cache_destroy(s);
	lines = 0;
	slabinfo_show(&m);
	KUNIT_EXPECT_EQ(test, lines + 1, before);
	KUNIT_EXPECT_GE(test, lines, 3U);
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
}

static const struct kunit_case slab_test_cases[] = {
	KUNIT_CASE(slab_test_random),
	KUNIT_CASE(slab_test_random_small),
	KUNIT_CASE(slab_test_interior),
	KUNIT_CASE(slab_test_double),
	KUNIT_CASE(slab_test_foreign),
	KUNIT_CASE(slab_test_wrong_cache),
#ifdef CONFIG_RCU
	KUNIT_CASE(slab_test_typesafe),
#endif
	KUNIT_CASE(slab_test_no_flags),
	KUNIT_CASE(slab_test_no_such_node),
	KUNIT_CASE(slab_test_nodes),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(slab_test_no_pages),
	KUNIT_CASE(slab_test_exhaustion),
#endif
	KUNIT_CASE(slab_test_no_cache),
	KUNIT_CASE(slab_test_null_cache),
	KUNIT_CASE(slab_test_init_on),
	KUNIT_CASE(slab_test_realloc),
	KUNIT_CASE(slab_test_slabinfo),
	{}
};

static struct kunit_suite slab_suite = {
	.name = "slab",
	.test_cases = slab_test_cases,
};
kunit_test_suite(slab_suite);
