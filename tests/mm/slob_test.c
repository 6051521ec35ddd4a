// SPDX-License-Identifier: BSD-2-Clause
/* The SLOB engine: its refusals, its pages, and its invariants after random work. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../../mm/slob.h"

kunit_validator(slob, slob_validate);

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

/* False if the object was written to meanwhile. */
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

static void slob_test_random(struct kunit *test)
{
	static struct slot slots[400];
	struct kmem_cache *caches[2] = {
		kmem_cache_create("test-a", 72, 0, 0, NULL),
		kmem_cache_create("test-b", 600, 128, 0, NULL),
	};
	unsigned long warned = warn_count();
	u32 seed = kunit_seed(test);
	unsigned int step;

	ASSERT_OR(test, caches[0] && caches[1],
		  kmem_cache_destroy(caches[0]); kmem_cache_destroy(caches[1]));
	for (step = 0; step < 30000; step++) {
		struct slot *slot = &slots[next_random(&seed) % ARRAY_SIZE(slots)];

		if (slot->object ? !slot_empty(slot, &seed) : !slot_fill(slot, caches, &seed)) {
			KUNIT_FAIL(test, "step %u", step);
			break;
		}
		if (step % 512 == 0)
			KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	}
	for (step = 0; step < ARRAY_SIZE(slots); step++) {
		if (slots[step].object)
			KUNIT_EXPECT_TRUE(test, slot_empty(&slots[step], &seed));
	}
	KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	KUNIT_EXPECT_EQ(test, caches[0]->nr_objects, 0UL);
	kmem_cache_destroy(caches[0]);
	kmem_cache_destroy(caches[1]);
	KUNIT_EXPECT_EQ(test, warn_count(), warned);
}

/* Few sizes and few slots, with a check after each step: what a mistake breaks is seen at once. */
static void slob_test_random_small(struct kunit *test)
{
	static u8 *objects[64];
	u32 seed = kunit_seed(test);
	unsigned int step, i;

	for (step = 0; step < 2000; step++) {
		i = next_random(&seed) % ARRAY_SIZE(objects);
		if (objects[i]) {
			kfree(objects[i]);
			objects[i] = NULL;
		} else {
			objects[i] = kmalloc(8U << next_random(&seed) % 7, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, objects[i]);
		}
		KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	}
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		kfree(objects[i]);
		objects[i] = NULL;
	}
}

/* Reported once, without effect. */
#define EXPECT_REFUSED(test, call)				\
do {								\
	unsigned long __warned = warn_count();			\
	unsigned long __free_pages_before = nr_free_pages();	\
								\
	call;							\
	KUNIT_EXPECT_EQ(test, warn_count(), __warned + 1);	\
	KUNIT_EXPECT_EQ(test, nr_free_pages(), __free_pages_before);	\
	KUNIT_EXPECT_EQ(test, slob_validate(), 0);		\
} while (0)

static u64 static_data[8] __aligned(64);

/* The compiler knows what kfree() of these means, and warns. */
static const void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

static void slob_test_interior(struct kunit *test)
{
	static const size_t sizes[] = { 8, 16, 24, 64, 200, 512, 520, 1500, 4000, 4096, 20000 };
	unsigned int i;
	size_t offset;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = kmalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0x5a, sizes[i]);
		for (offset = 1; offset < sizes[i]; offset += offset < 72 ? 1 : offset / 2)
			EXPECT_REFUSED(test, kfree(hide(p + offset)));
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x5a, sizes[i]));
		KUNIT_EXPECT_EQ(test, ksize(p), kmalloc_size_roundup(sizes[i]));
		kfree(p);
	}
}

static void slob_test_double(struct kunit *test)
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
			EXPECT_REFUSED(test, kfree(hide(p)));
			EXPECT_REFUSED(test, kfree(hide(p + 8)));
			EXPECT_REFUSED(test, KUNIT_EXPECT_EQ(test, ksize(hide(p)), 0UL));
			kfree(before);
			kfree(after);
			EXPECT_REFUSED(test, kfree(hide(p)));
		}
	}
}

static void slob_test_foreign(struct kunit *test)
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
	EXPECT_REFUSED(test, kfree(hide(on_stack)));
	EXPECT_REFUSED(test, kfree(hide(static_data)));
	EXPECT_REFUSED(test, kfree(hide((void *)slob_test_foreign)));
	EXPECT_REFUSED(test, kfree(hide((void *)0x1000)));
	EXPECT_REFUSED(test, kfree(hide((void *)-4096L)));
	EXPECT_REFUSED(test, kfree(hide((void *)vm_layout.linear_end)));
	EXPECT_REFUSED(test, kfree(hide((void *)(vm_layout.linear_limit - 8))));
	EXPECT_REFUSED(test, kfree(hide((void *)vm_layout.linear_start)));
	EXPECT_REFUSED(test, kfree(hide(page_address(page))));
	EXPECT_REFUSED(test, kfree(hide(page_address(page) + 64)));
	EXPECT_REFUSED(test, kfree(hide(page_address(pages))));
	EXPECT_REFUSED(test, kfree(hide(page_address(pages) + PAGE_SIZE)));
	EXPECT_REFUSED(test, kfree(hide((void *)((unsigned long)small & PAGE_MASK))));
	EXPECT_REFUSED(test, kfree(hide((void *)((unsigned long)small & PAGE_MASK) + 8)));
	EXPECT_REFUSED(test, kfree(hide((void *)((unsigned long)unit & -32768UL))));
	EXPECT_REFUSED(test, __free_page(virt_to_page(small)));
	EXPECT_REFUSED(test, KUNIT_EXPECT_EQ(test, ksize(hide(on_stack)), 0UL));
	__free_page(page);
	__free_pages(pages, 3);
	kfree(unit);
	kfree(small);
}

static void slob_test_wrong_cache(struct kunit *test)
{
	static const unsigned int sizes[] = { 16, 64, 1000, 10000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *a = kmem_cache_create("test-a", sizes[i], 0, 0, NULL);
		struct kmem_cache *b = kmem_cache_create("test-b", sizes[i], 0, 0, NULL);
		u8 *p = a ? kmem_cache_alloc(a, GFP_KERNEL) : NULL, *q = kmalloc(sizes[i], GFP_KERNEL);

		ASSERT_OR(test, p && q && b, if (p) kmem_cache_free(a, p); kfree(q);
			  kmem_cache_destroy(a); kmem_cache_destroy(b));
		memset(q, 0xff, ksize(q));
		EXPECT_REFUSED(test, kmem_cache_free(b, p));
		EXPECT_REFUSED(test, kmem_cache_free(b, q));
		EXPECT_REFUSED(test, kmem_cache_free(a, p + 8));
		EXPECT_REFUSED(test, kfree(hide(p + 8)));
		KUNIT_EXPECT_EQ(test, a->nr_objects, 1UL);
		KUNIT_EXPECT_EQ(test, b->nr_objects, 0UL);
		kmem_cache_free(a, p);
		EXPECT_REFUSED(test, kmem_cache_free(a, p));
		kfree(q);
		kmem_cache_destroy(a);
		kmem_cache_destroy(b);
	}
}

/* One that wrote past its end keeps its memory: who it belongs to is not known any more. */
static void slob_test_overrun(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, 0, NULL);
	u64 *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL, saved;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	OPTIMIZER_HIDE_VAR(p);
	saved = p[8];
	p[8] = 0x4141414141414141;
	EXPECT_REFUSED(test, kmem_cache_free(s, p); p[8] = saved);
	p[8] = (u64)p;
	EXPECT_REFUSED(test, kfree(p); p[8] = saved);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static unsigned long units(unsigned int pool)
{
	return (unsigned long)slob_pools[pool].nr_units << slob_pools[pool].order;
}

static void shrink_all(void)
{
	kmem_cache_shrink(&kmem_cache_boot);
}

/*
 * All pages come back but for an empty unit and that of the block freed last, and shrinking gives back
 * those.
 */
static void slob_test_pages_return(struct kunit *test)
{
	static void *objects[3000];
	static const size_t sizes[] = { 24, 100, 504, 600, 1500, 4000 };
	unsigned long before, most;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int nr = (256 << 10) / sizes[i], pool = sizes[i] > 504;

		if (nr > ARRAY_SIZE(objects))
			nr = ARRAY_SIZE(objects);
		shrink_all();
		before = nr_free_pages();
		most = 2UL << slob_pools[pool].order;
		for (n = 0; n < nr; n++) {
			objects[n] = kmalloc(sizes[i], GFP_KERNEL);
			ASSERT_OR(test, objects[n], while (n) kfree(objects[--n]));
		}
		KUNIT_EXPECT_LT(test, nr_free_pages(), before);
		for (n = 1; n < nr; n += 2)
			kfree(objects[n]);
		for (n = 0; n < nr; n += 2)
			kfree(objects[n]);
		KUNIT_EXPECT_GE(test, nr_free_pages() + most, before);
		shrink_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	}
}

static void slob_test_density(struct kunit *test)
{
	static void *objects[2600];
	unsigned long before;
	unsigned int n;

	shrink_all();
	before = units(POOL_SMALL);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		objects[n] = kmalloc(24, GFP_KERNEL);
	KUNIT_EXPECT_LE(test, units(POOL_SMALL) - before, 65536UL / PAGE_SIZE);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		kfree(objects[n]);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

/* The n-th page allocation from now on fails, for each n: nothing is lost. */
static void slob_test_no_pages(struct kunit *test)
{
	static void *objects[300];
	unsigned long before, nth;
	unsigned int n, failed;

	shrink_all();
	before = nr_free_pages();
	for (nth = 1; nth < 12; nth++) {
		fail_page_alloc.nth = nth;
		for (n = 0, failed = 0; n < ARRAY_SIZE(objects); n++) {
			objects[n] = kmalloc(n * 13 + 1, GFP_KERNEL | __GFP_NOWARN);
			failed += !objects[n];
		}
		KUNIT_EXPECT_EQ(test, fail_page_alloc.nth, 0UL);
		KUNIT_EXPECT_LE(test, failed, 1U);
		KUNIT_EXPECT_EQ(test, slob_validate(), 0);
		for (n = 0; n < ARRAY_SIZE(objects); n++)
			kfree(objects[n]);
		shrink_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	}
}

/* No pages at all. */
static void slob_test_exhaustion(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 100, 0, 0, NULL);
	unsigned int n = 0;
	void *p, *list = NULL;

	KUNIT_ASSERT_NOT_NULL(test, s);
	fail_page_alloc.probability = 100;
	atomic_set(&fail_page_alloc.times, -1);
	while (n < 100000 && (p = kmalloc(8, GFP_KERNEL | __GFP_NOWARN))) {
		*(void **)p = list;
		list = p;
		n++;
	}
	KUNIT_EXPECT_LT(test, n, 100000U);
	KUNIT_EXPECT_NULL(test, kmalloc(20000, GFP_ATOMIC | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(5000, GFP_ATOMIC | __GFP_NOWARN));
	while ((p = kmem_cache_alloc(s, GFP_KERNEL | __GFP_NOWARN))) {
		*(void **)p = list;
		list = p;
	}
	fail_page_alloc.probability = 0;
	atomic_set(&fail_page_alloc.times, 1);
	for (; list; list = p) {
		p = *(void **)list;
		kfree(list);
	}
	KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	p = kmalloc(8, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
	kmem_cache_destroy(s);
}

#endif

/* The validator itself: each kind of damage is seen. */
static void slob_test_validator(struct kunit *test)
{
	struct slob_pool *pool = &slob_pools[POOL_SMALL];
	u8 *before = kmalloc(40, GFP_KERNEL), *hole = kmalloc(40, GFP_KERNEL);
	u8 *p = kmalloc(40, GFP_KERNEL);
	unsigned long *block, *saved;
	unsigned int inside;
	u64 *map;

	ASSERT_OR(test, before && hole && p, kfree(before); kfree(hole); kfree(p));
	map = unit_of(pool, p);
	inside = granule_of(pool, p) + 1;
	kfree(hole);
	shrink_all();
	map[inside / 64] ^= 1UL << inside % 64;
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	map[inside / 64] ^= 1UL << inside % 64;
	pool->exact ^= 1UL << 40;
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	pool->exact ^= 1UL << 40;
	saved = pool->list[63];
	pool->list[63] = (unsigned long *)p;
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	pool->list[63] = saved;
	pool->nr_units++;
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	pool->nr_units--;
	pool->recent = recent_word(p, 63);
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	pool->recent = 0;
	KUNIT_ASSERT_NE(test, pool->exact, 0UL);
	block = pool->list[__ffs(pool->exact)];
	block[0] ^= 8;
	KUNIT_EXPECT_NE(test, slob_validate(), 0);
	block[0] ^= 8;
	KUNIT_EXPECT_EQ(test, slob_validate(), 0);
	kfree(before);
	kfree(p);
}

static const struct kunit_case slob_test_cases[] = {
	KUNIT_CASE(slob_test_random),
	KUNIT_CASE(slob_test_random_small),
	KUNIT_CASE(slob_test_interior),
	KUNIT_CASE(slob_test_double),
	KUNIT_CASE(slob_test_foreign),
	KUNIT_CASE(slob_test_wrong_cache),
	KUNIT_CASE(slob_test_overrun),
	KUNIT_CASE(slob_test_pages_return),
	KUNIT_CASE(slob_test_density),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(slob_test_no_pages),
	KUNIT_CASE(slob_test_exhaustion),
#endif
	KUNIT_CASE(slob_test_validator),
	{}
};

static struct kunit_suite slob_suite = {
	.name = "slob",
	.test_cases = slob_test_cases,
};
kunit_test_suite(slob_suite);
