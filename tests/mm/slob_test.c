// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the SLOB engine: frees that it refuses because of the owner words of objects, the use of
 * pages, the density, and the validator.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../in_interrupt.h"
#include "../watched.h"
#include "mm/objects/slob/slob_blocks.h"
#include "mm/objects/slob/slob_page_slabs.h"
#include "mm/objects/slob/slob_slabs.h"
#include "traffic.h"

/* Hide a pointer from the compiler, which would warn of the wrong calls of kfree(). */
static const void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

/*
 * If the owner word of an object is overwritten, SLOB does not know the object's cache, and refuses
 * the free.
 */
static void slob_test_overrun(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 2016 - 8, 0, 0, NULL);
	u64 *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL, saved;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	OPTIMIZER_HIDE_VAR(p);
	saved = p[251];
	p[251] = 0x4141414141414141;
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(s, p); p[251] = saved);
	p[251] = (u64)p;
	EXPECT_REFUSED_BY_ENGINE(test, kfree(p); p[251] = saved);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

/*
 * Slabs store the owners of objects outside of the objects.  Therefore a caller may write every
 * byte up to the next slot.
 */
static void slob_test_owner(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, SLAB_HWCACHE_ALIGN, NULL);
	u8 *p[40];
	unsigned int i;

	i = s ? kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(p), (void **)p) : 0;
	ASSERT_OR(test, i == ARRAY_SIZE(p), kmem_cache_destroy(s));
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_EQ(test, (unsigned long)p[i] % 64, 0);
		memset(p[i], i, 64);
	}
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(&kmem_cache_boot, p[7]));
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_NULL(test, memchr_inv(p[i], i, 64));
		kmem_cache_free(s, p[i]);
	}
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(s, p[7]));
	kmem_cache_destroy(s);
}

/* The allocation maps at the end of slabs and at the start of units cannot be freed. */
static void slob_test_header(struct kunit *test)
{
	u8 *large = kmalloc(2000, GFP_KERNEL), *small = kmalloc(20, GFP_KERNEL);
	void *unit = (void *)((unsigned long)large & -(PAGE_SIZE << LARGE_ORDER));

	ASSERT_OR(test, large && small, kfree(large); kfree(small));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(&slab_at(small)->map)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(&slab_at(small)->list)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(unit)));
	kfree(large);
	kfree(small);
}

static unsigned long units(unsigned int pool)
{
	return (unsigned long)own_pool(pool)->nr_units << own_pool(pool)->order;
}

static void shrink_all(void)
{
	kmem_cache_shrink(&kmem_cache_boot);
}

/* Free objects whose first word is the address of the next one. */
static void free_chain(void **object)
{
	for (void **next; object; object = next) {
		next = *object;
		kfree(object);
	}
}

/*
 * After all objects are freed, only an empty unit and the page of the last block remain.  Shrinking
 * frees this memory.
 */
static void slob_test_pages_return(struct kunit *test)
{
	static const size_t sizes[] = { 24, 100, 504, 600, 1500, 4000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int pool = sizes[i] > SLABS_MAX ? POOL_LARGE : POOL_SLABS;
		void **chains[2] = { }, **object;
		unsigned long before, most;

		shrink_all();
		before = slab_engine_pages();
		/* A page slab may use one more page. */
		most = (2UL << own_pool(pool)->order) + 1;
		for (unsigned int n = 0; slab_engine_pages() < before + 16; n++) {
			object = kmalloc(sizes[i], GFP_KERNEL);
			ASSERT_OR(test, object, free_chain(chains[0]); free_chain(chains[1]));
			*object = chains[n % 2];
			chains[n % 2] = object;
		}
		free_chain(chains[1]);
		free_chain(chains[0]);
		KUNIT_EXPECT_LE(test, slab_engine_pages(), before + most);
		shrink_all();
		/* Other code may have freed objects, too. */
		KUNIT_EXPECT_LE(test, slab_engine_pages(), before);
	}
}

/*
 * The first slab in the list of a class may be in use while the slabs after it are empty.
 * Shrinking frees these empty slabs.  Other code may free an object during the test, so the test
 * tries three times.
 */
static void slob_test_shrink_class(struct kunit *test)
{
	static void *objects[60];
	unsigned int n, tries, keep;

	for (keep = 0; keep < ARRAY_SIZE(objects); keep += 7) {
		for (n = 0; n < ARRAY_SIZE(objects); n++)
			objects[n] = kmalloc(112, GFP_KERNEL);
		for (n = 0; n < ARRAY_SIZE(objects); n++) {
			if (n != keep)
				kfree(objects[n]);
		}
		for (tries = 0; tries < 3; tries++) {
			shrink_all();
			if (!__slob_nr_kept_slabs(slabs_of(own_pool(POOL_SLABS))))
				break;
		}
		KUNIT_EXPECT_LT(test, tries, 3);
		kfree(objects[keep]);
	}
}

/*
 * Check each address in a slab and in a page slab: an object can start only at the start of a slot.
 */
static void slob_test_starts(struct kunit *test)
{
	for (unsigned int i = 0; i < 2 * NR_CLASSES; i++) {
		const struct slob_class class = slob_class_of(i / NR_CLASSES, i % NR_CLASSES);
		unsigned long used, number, nr = hweight64(class.all);
		unsigned long list_offset = class.size + i / NR_CLASSES * sizeof(void *);

		KUNIT_EXPECT_EQ(test, class.all, (1UL << nr) - 1);
		KUNIT_EXPECT_LE(test, nr * list_offset, SLAB_SIZE - sizeof(struct slob_slab));
		for (unsigned long p = 0; p < SLAB_SIZE; p++) {
			unsigned long at = class.size ? p / class.size : nr;
			bool starts = at < nr && p == at * class.size;
			bool is = slot_in_use(&class, class.all, (const void *)p, &number);

			used = starts ? class.all ^ 1UL << at : class.all;
			KUNIT_ASSERT_EQ(test, is, starts);
			KUNIT_ASSERT_TRUE(test, !starts || number == at);
			KUNIT_ASSERT_FALSE(test,
					   slot_in_use(&class, used, (const void *)p, &number));
		}
	}
	for (unsigned int i = 0; HAS_PAGE_SLABS && i <= NR_SLOT_SIZES; i++) {
		const struct slob_slot_layout *of = &slob_slot_layouts[i];
		unsigned long size = i * SLOT_STEP, nr = size ? PAGE_SIZE / size : 0;
		struct slob_page_slot slot;
		struct page page = {};

		for (unsigned long p = 0; p < PAGE_SIZE; p++) {
			unsigned long at = size ? p / size : nr;
			bool starts = of->all && at < nr && p == at * size;

			page.slots = 0;
			KUNIT_ASSERT_EQ(test, __find_page_slot(&page, of, (const void *)p, &slot),
					starts);
			page.slots = starts ? 1U << at : 0;
			KUNIT_ASSERT_TRUE(test, !starts || slot.bit == page.slots);
			KUNIT_ASSERT_FALSE(test,
					   __find_page_slot(&page, of, (const void *)p, &slot));
		}
	}
}

static void slob_test_density(struct kunit *test)
{
	static void *objects[2600];
	unsigned long before;
	unsigned int n;

	shrink_all();
	before = units(POOL_SLABS);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		objects[n] = kmalloc(24, GFP_KERNEL);
	KUNIT_EXPECT_LE(test, units(POOL_SLABS) - before, 65536UL / PAGE_SIZE);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		kfree(objects[n]);
}

/* Return a block from the pool's lists of free blocks, or NULL if the lists are empty. */
static unsigned long *free_block(const struct slob_blocks *blocks)
{
	for (unsigned int i = 0; i < MAX_GRANULES; i++) {
		if (blocks->list[i])
			return blocks->list[i];
	}
	return blocks->big ? blocks->list[MAX_GRANULES + __ffs(blocks->big)] : NULL;
}

/*
 * The validator reports each kind of damage.  The tests damage only the pools of their own caches.
 * The threads that traffic_begin() starts use the pools of kmalloc(), so they do not use the
 * damaged memory.
 */

#define NR_TAKEN	16

/* Free the remaining objects, and destroy the cache. */
static void free_all(struct kmem_cache *s, u8 **objects)
{
	for (unsigned int i = 0; i < NR_TAKEN; i++) {
		if (objects[i])
			kmem_cache_free(s, objects[i]);
	}
	kmem_cache_destroy(s);
}

static void free_one(struct kmem_cache *s, u8 **object)
{
	kmem_cache_free(s, *object);
	*object = NULL;
}

/*
 * Create a cache, and allocate NR_TAKEN objects from pools.  Returns NULL if this fails, for
 * example if an object got separate pages because memory is low.
 */
static struct kmem_cache *take_all(size_t size, u8 **objects)
{
	struct kmem_cache *s = kmem_cache_create("test", size, 0, 0, NULL);
	bool all = s;

	memset(objects, 0, NR_TAKEN * sizeof(*objects));
	if (s && !kmem_cache_alloc_bulk(s, GFP_KERNEL, NR_TAKEN, (void **)objects))
		memset(objects, 0, NR_TAKEN * sizeof(*objects));
	for (unsigned int i = 0; i < NR_TAKEN; i++)
		all = all && objects[i] && slob_pool_of(objects[i]);
	if (all)
		return s;
	free_all(s, objects);
	return NULL;
}

static void slob_test_validator_blocks(struct kunit *test)
{
	u8 *objects[NR_TAKEN];
	struct kmem_cache *s = take_all(1300, objects);
	struct slob_blocks *blocks;
	unsigned long *hole;
	unsigned int inside;
	u64 *map;

	KUNIT_ASSERT_NOT_NULL(test, s);
	blocks = blocks_of(slob_pool_of(objects[1]));
	map = unit_of(&blocks->pool, objects[1]);
	inside = granule_of(&blocks->pool, objects[1]) + 1;
	free_one(s, &objects[0]);
	shrink_all();
	hole = free_block(blocks);
	ASSERT_OR(test, hole, free_all(s, objects));
	traffic_begin();
	EXPECT_DAMAGE(test, map[inside / 64], map[inside / 64] ^ 1UL << inside % 64);
	EXPECT_DAMAGE(test, blocks->exact[1], blocks->exact[1] ^ 1UL << 40);
	EXPECT_DAMAGE(test, blocks->list[63], (unsigned long *)objects[2]);
	EXPECT_DAMAGE(test, blocks->pool.nr_units, blocks->pool.nr_units + 1);
	EXPECT_DAMAGE(test, blocks->last, sized_block(objects[2], 63));
	EXPECT_DAMAGE(test, *hole, *hole ^ 8);
	traffic_end();
	free_all(s, objects);
}

static void slob_test_validator_slabs(struct kunit *test)
{
	u8 *objects[NR_TAKEN];
	struct kmem_cache *s = take_all(120, objects);
	struct slob_slabs *slabs;
	struct slob_slot slot;
	struct slob_slab *slab;
	const void **owner;

	KUNIT_ASSERT_NOT_NULL(test, s);
	slabs = slabs_of(slob_pool_of(objects[0]));
	KUNIT_EXPECT_TRUE(test, __find_slot(objects[0], &slot));
	owner = slot_owner(slot.slab, slot.number);
	/* Free an object, so that its slab has a free slot and is in the list of its class. */
	slab = slab_at(objects[1]);
	free_one(s, &objects[1]);
	traffic_begin();
	EXPECT_DAMAGE(test, slab->map, slab->map | 1UL << 40);
	EXPECT_DAMAGE(test, slab->map, 0);
	EXPECT_DAMAGE(test, slab->class.reciprocal, slab->class.reciprocal + 1);
	EXPECT_DAMAGE(test, slab->class.size, slab->class.size + 1);
	EXPECT_DAMAGE(test, slab->class.size, slab->class.size + CLASS_STEP);
	EXPECT_DAMAGE(test, slab->class.all, slab->class.all >> 1);
	EXPECT_DAMAGE(test, slab->class.all, 0);
	EXPECT_DAMAGE(test, slab->list.pprev, &slabs->lists[0].first);
	EXPECT_DAMAGE(test, slabs->lists[3].first, &slab->list);
	EXPECT_DAMAGE(test, slabs->lists[15].first, NULL);
	EXPECT_DAMAGE(test, slabs->pool.nr_units, slabs->pool.nr_units + 1);
	EXPECT_DAMAGE(test, *owner, objects[0]);
	traffic_end();
	free_all(s, objects);
}

static void free_some(struct kmem_cache *s, u8 **objects, unsigned int nr)
{
	while (nr--)
		kmem_cache_free(s, objects[nr]);
	kmem_cache_destroy(s);
}

static void slob_test_validator_page_slabs(struct kunit *test)
{
	static u8 *objects[2000];
	struct kmem_cache *s = kmem_cache_create("test", 256, 0, 0, NULL);
	struct page *page = NULL;
	struct slob_page_slabs *page_slabs;
	struct hlist_node *links;
	unsigned int nr = 0;

	if (!HAS_PAGE_SLABS) {
		kmem_cache_destroy(s);
		kunit_skip(test, "no page slabs");
	}
	/*
	 * Objects fill the gaps between blocks first.  Continue until two successive objects are in
	 * one page slab.
	 */
	while (s && nr < ARRAY_SIZE(objects) && (!page || virt_to_page(objects[nr - 1]) != page)) {
		page = nr && slob_pool_of(objects[nr - 1]) &&
				       is_page_slabs(slob_pool_of(objects[nr - 1]))
			       ? virt_to_page(objects[nr - 1])
			       : NULL;
		objects[nr] = kmem_cache_alloc(s, GFP_KERNEL);
		if (!objects[nr])
			break;
		nr++;
	}
	ASSERT_OR(test, nr > 1 && page && virt_to_page(objects[nr - 1]) == page,
		  free_some(s, objects, nr));
	page_slabs = page_slabs_of(slob_pool_of(objects[nr - 1]));
	/* Free an object, so that its page slab has a free slot and is in a list. */
	kmem_cache_free(s, objects[--nr]);
	links = slot_address(page_address(page), page->slots >> LINKS_SHIFT, 256);
	traffic_begin();
	EXPECT_DAMAGE(test, page->slots, page->slots ^ 1U << LINKS_SHIFT);
	EXPECT_DAMAGE(test, page->slots, page->slots | 1U << 20);
	EXPECT_DAMAGE(test, page->slots, 0);
	EXPECT_DAMAGE(test, page->flags, page->flags + 1);
	EXPECT_DAMAGE(test, page->pool, page->pool ^ 1U << PAGE_SLAB_CPU_SHIFT);
	EXPECT_DAMAGE(test, links->pprev, &page_slabs->lists[0].first);
	EXPECT_DAMAGE(test, page_slabs->lists[list_number(s->list_offset) - 1].first, links);
	EXPECT_DAMAGE(test, page_slabs->lists[list_number(s->list_offset)].first, NULL);
	EXPECT_DAMAGE(test, page_slabs->pool.nr_units, page_slabs->pool.nr_units + 1);
	EXPECT_DAMAGE(test, page->pool, page->pool + (1U << PAGE_SLAB_LIST_SHIFT));
	EXPECT_DAMAGE(test, slob_list_caches[list_number(s->list_offset)], NULL);
	traffic_end();
	free_some(s, objects, nr);
}

/*
 * If many objects of one size are allocated, SLOB stores them in page slabs, and a caller may use
 * every byte of them.  If the size is a power of two, objects are aligned to their size.
 */
static void slob_test_page_slabs(struct kunit *test)
{
	static u8 *objects[2000];
	static const size_t sizes[] = { 250, 512, 1020, 2048 };
	unsigned int i, n, nr, nr_slots;

	if (!HAS_PAGE_SLABS)
		kunit_skip(test, "no page slabs");
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = ALIGN(sizes[i], SLOT_STEP);

		for (n = 0, nr_slots = 0; n < ARRAY_SIZE(objects) && nr_slots < 40; n++) {
			objects[n] = kmalloc(sizes[i], GFP_KERNEL);
			ASSERT_OR(test, objects[n], while (n) kfree(objects[--n]));
			KUNIT_EXPECT_EQ(
				test, (unsigned long)objects[n] % (sizes[i] == size ? size : 8), 0);
			KUNIT_EXPECT_EQ(test, ksize(objects[n]), size);
			nr_slots += virt_to_page(objects[n])->flags == size / SLOT_STEP;
			memset(objects[n], n, size);
		}
		nr = n;
		KUNIT_EXPECT_EQ(test, nr_slots, 40);
		/*
		 * The allocator does not use the reference counts of its pages, so a caller may
		 * change them.
		 */
		get_page(virt_to_page(objects[nr - 1]));
		KUNIT_EXPECT_EQ(test, page_count(virt_to_page(objects[nr - 1])), 2);
		put_page(virt_to_page(objects[nr - 1]));
		EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(objects[nr - 1] + size / 2)));
		for (n = 0; n < nr; n++) {
			KUNIT_EXPECT_NULL(test, memchr_inv(objects[n], n & 0xff, size));
			kfree(objects[n]);
		}
		EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(objects[nr - 1])));
	}
}

static bool in_unit(const void *p)
{
	return slob_pool_of(p) && slob_pool_of(p)->shift;
}

/*
 * An object of a page's size is a block in a unit if the unit has a free page at a page boundary.
 * Otherwise, the object has a separate page.
 *
 * The test fills units with four blocks of 4,000 bytes.  In every second unit, the first two blocks
 * are freed: the gap contains no complete page.  In one unit, all blocks except the first are
 * freed: the gap contains a page for an object.
 */
static void slob_test_page_in_unit(struct kunit *test)
{
	enum { NR = 80 };
	static u8 *blocks[NR], *objects[2000];
	unsigned int n, nr = 0, nr_inside = 0;
	unsigned long wide;

	if (!PAGE_IN_UNIT)
		kunit_skip(test, "no units of several pages for such objects");
	for (n = 0; n < NR; n++) {
		blocks[n] = kmalloc(4000, GFP_KERNEL);
		if (blocks[n])
			memset(blocks[n], 0x80 + n, 4000);
	}
	wide = (unsigned long)blocks[NR / 2] / (PAGE_SIZE << TOP_ORDER);
	for (n = 0; n < NR; n++) {
		unsigned long at = (unsigned long)blocks[n], unit = PAGE_SIZE << TOP_ORDER;
		unsigned long slot = at % unit / 4000;

		if (at / unit == wide ? slot > 0 : slot == 1 || slot == at / unit % 2 * 2) {
			kfree(blocks[n]);
			blocks[n] = NULL;
		}
	}
	while (nr < ARRAY_SIZE(objects) && nr - nr_inside < 4) {
		objects[nr] = nr % 2 ? kmalloc(4033, GFP_KERNEL) : kzalloc(PAGE_SIZE, GFP_KERNEL);
		if (!objects[nr])
			break;
		KUNIT_EXPECT_TRUE(test, nr % 2 || !memchr_inv(objects[nr], 0, PAGE_SIZE));
		KUNIT_EXPECT_EQ(test, offset_in_page(objects[nr]), 0);
		KUNIT_EXPECT_EQ(test, ksize(objects[nr]), PAGE_SIZE);
		nr_inside += in_unit(objects[nr]);
		memset(objects[nr], nr, PAGE_SIZE);
		nr++;
	}
	KUNIT_EXPECT_GT(test, nr_inside, 0);
	KUNIT_EXPECT_EQ(test, nr - nr_inside, 4);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	for (n = 0; n < nr; n++) {
		KUNIT_EXPECT_NULL(test, memchr_inv(objects[n], n & 0xff, PAGE_SIZE));
		EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(objects[n] + PAGE_SIZE / 2)));
		kfree(objects[n]);
		EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(objects[n])));
	}
	for (n = 0; n < NR; n++) {
		KUNIT_EXPECT_TRUE(test, !blocks[n] || !memchr_inv(blocks[n], 0x80 + n, 4000));
		kfree(blocks[n]);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

static unsigned int nr_lists_taken(void)
{
	unsigned int nr = 0;

	for (unsigned int i = 1; i <= NR_CACHE_LISTS; i++)
		nr += slob_list_caches[i] != NULL;
	return nr;
}

/*
 * A new cache of 200-byte objects gets a list for its own page slabs if a list is free.  When all
 * cache lists are in use, objects of a new cache are blocks.  In both cases, an object cannot be
 * freed to another cache.  Destroying a cache releases its list.
 */
static void slob_test_cache_lists(struct kunit *test)
{
	enum { NR = NR_CACHE_LISTS + 6, OBJECTS = 70 };
	static struct kmem_cache *caches[NR];
	static u8 *objects[NR][OBJECTS];
	unsigned int before = nr_lists_taken(), n = 0, i, without = 0;

	if (!HAS_PAGE_SLABS)
		kunit_skip(test, "no page slabs");
	for (; n < NR; n++) {
		caches[n] = kmem_cache_create("test", 200, 0, 0, NULL);
		if (!caches[n] ||
		    !kmem_cache_alloc_bulk(caches[n], GFP_KERNEL, OBJECTS, (void **)objects[n])) {
			kmem_cache_destroy(caches[n]);
			break;
		}
		without += !caches[n]->list_offset;
		for (i = 0; i < OBJECTS; i++)
			memset(objects[n][i], n, 200);
	}
	KUNIT_EXPECT_EQ(test, n, NR);
	KUNIT_EXPECT_EQ(test, without, NR - (NR_CACHE_LISTS - before));
	for (i = 1; i < n; i++) {
		struct kmem_cache *other = caches[i - 1];
		u8 *p = objects[i][i % OBJECTS], *q = objects[i - 1][i % OBJECTS];

		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(other, p));
		EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free_bulk(other, 1, (void **)&p));
		KUNIT_EXPECT_EQ(test, ksize(p), 200);
		KUNIT_EXPECT_FALSE(test,
				   caches[i]->list_offset && virt_to_page(p) == virt_to_page(q));
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	while (n--) {
		for (i = 0; i < OBJECTS; i++)
			KUNIT_EXPECT_NULL(test, memchr_inv(objects[n][i], n, 200));
		/* kfree() and kmem_cache_free_bulk() find the cache of the objects. */
		kfree(objects[n][0]);
		kmem_cache_free_bulk(caches[n], OBJECTS - 1, (void **)objects[n] + 1);
		kmem_cache_destroy(caches[n]);
	}
	KUNIT_EXPECT_EQ(test, nr_lists_taken(), before);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

/*
 * Destroy a cache while a caller still has an object of the cache, which violates the interface's
 * rules.  The page of the object is not freed.
 */
static void slob_test_cache_list_in_use(struct kunit *test)
{
	static u8 *objects[2000];
	struct kmem_cache *s = kmem_cache_create("test", 256, 0, SLAB_NO_MERGE, NULL);
	struct slob_pool *pool = NULL;
	unsigned int nr = 0;

	if (!HAS_PAGE_SLABS || !s || !s->list_offset) {
		kmem_cache_destroy(s);
		kunit_skip(test, "no page slabs");
	}
	/* Allocate until the last object is in a page slab that has free slots. */
	while (nr < ARRAY_SIZE(objects) && !(pool && is_page_slabs(pool))) {
		objects[nr] = kmem_cache_alloc(s, GFP_KERNEL);
		pool = objects[nr] ? slob_pool_of(objects[nr]) : NULL;
		ASSERT_OR(test, objects[nr], free_some(s, objects, nr));
		nr++;
	}
	ASSERT_OR(test, is_page_slabs(pool), free_some(s, objects, nr));
	slob_release_list(s->list_offset);
	WRITE_ONCE(slob_list_caches[list_number(s->list_offset)], s);
	KUNIT_EXPECT_PTR_EQ(test, slob_pool_of(objects[nr - 1]), pool);
	free_some(s, objects, nr);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

/*
 * An object fills a gap between blocks before SLOB allocates a page.  The caller may write every
 * byte of the object.
 */
static void slob_test_holes_first(struct kunit *test)
{
	u8 *objects[NR_TAKEN];
	struct kmem_cache *s = take_all(1300, objects), *other;
	unsigned long before;
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	free_one(s, &objects[4]);
	shrink_all();
	other = kmem_cache_create("test", 1024, 0, 0, NULL);
	before = slab_engine_pages();
	p = other ? kmem_cache_alloc(other, GFP_KERNEL) : NULL;
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p) {
		KUNIT_EXPECT_EQ(test, slab_engine_pages(), before);
		memset(p, 0xa5, 1024);
		kmem_cache_free(other, p);
		KUNIT_EXPECT_EQ(test, slab_engine_objects(other), 0);
	}
	kmem_cache_destroy(other);
	free_all(s, objects);
}

/*
 * Arguments of a free on a CPU that does not own the pool of the object.  Wrong frees are refused,
 * and correct frees return the object to its pool.
 */

static struct {
	struct kmem_cache *s;	/* cache of the object, or NULL for kfree() */
	void *object;
} remote;

static void free_remote(void *unused)
{
	if (remote.s)
		kmem_cache_free(remote.s, remote.object);
	else
		kfree(remote.object);
}

static void free_on(unsigned int cpu, struct kmem_cache *s, void *object)
{
	remote.s = s;
	remote.object = object;
	smp_call_function_single(cpu, free_remote, NULL, 1);
}

#define NR_HOLES	64

/*
 * Allocate objects until one is in a page slab: the gaps between blocks are filled first.  Returns
 * the object in the page slab, or the last object if no object is in a page slab.  The other
 * objects are stored in @objects.
 */
static u8 *take_slot(struct kmem_cache *s, size_t size, void **objects, unsigned int *nr)
{
	for (*nr = 0; *nr < NR_HOLES; ++*nr) {
		void *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : kmalloc(size, GFP_KERNEL);
		const struct slob_pool *pool = p ? slob_pool_of(p) : NULL;

		/* If SLOB could not allocate a unit, the object has no pool. */
		if (!pool || is_page_slabs(pool))
			return p;
		objects[*nr] = p;
	}
	return objects[--*nr];
}

/*
 * Test frees on @cpu.  @other is another cache, whose objects have the same size as the objects of
 * @s.
 */
static void test_remote(struct kunit *test, unsigned int cpu, struct kmem_cache *s,
			struct kmem_cache *other, size_t size)
{
	void *objects[NR_HOLES];
	unsigned int nr;
	u8 *p = take_slot(s, size, objects, &nr);
	struct slob_pool *pool = p ? slob_pool_of(p) : NULL;

	while (nr)
		kfree(objects[--nr]);
	ASSERT_OR(test, pool, kfree(p); kmem_cache_destroy(s); kmem_cache_destroy(other));
	EXPECT_REFUSED_BY_ENGINE(test, free_on(cpu, s, p + 4));
	EXPECT_REFUSED_BY_ENGINE(test, free_on(cpu, &kmem_cache_boot, p));
	EXPECT_REFUSED_BY_ENGINE(test, free_on(cpu, other, p));
	free_on(cpu, s, p);
	EXPECT_REFUSED_BY_ENGINE(test, free_on(cpu, s, p));
	KUNIT_EXPECT_TRUE(test, slob_pool_of(p) != pool || !__slob_find(pool, p).size);
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide(p)));
	p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
	if (p)
		free_on(cpu, NULL, p);
	if (s)
		KUNIT_EXPECT_EQ(test, slab_engine_objects(s), 0);
}

/* slab_ksize() returns 0 for a freed object, even while the object waits for RCU readers. */
static void slob_test_waits(struct kunit *test)
{
	struct kmem_cache *s;
	void *p;

	if (!IS_ENABLED(CONFIG_RCU))
		kunit_skip(test, "no CONFIG_RCU");
	s = kmem_cache_create("test", 64, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;
	ASSERT_OR(test, p, kmem_cache_destroy(s));
	KUNIT_EXPECT_EQ(test, slab_ksize(p), 64);
	rcu_read_lock();
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, slab_ksize(hide(p)), 0);
	rcu_read_unlock();
	kmem_cache_destroy(s);
}

/*
 * Check the text that describes an object's memory, before and after the object is freed.  A
 * neighbour of the object is in use.
 */
static void slob_test_describe(struct kunit *test)
{
	char *p, *neighbour, text[160] = "";

	if (!IS_ENABLED(CONFIG_MM_VERBOSE))
		kunit_skip(test, "no CONFIG_MM_VERBOSE");
	p = kmalloc(64, GFP_KERNEL);
	neighbour = kmalloc(64, GFP_KERNEL);
	ASSERT_OR(test, p && neighbour, kfree(p); kfree(neighbour));
	slab_engine_describe(p, text, sizeof(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "it is the object of 64 bytes"));
	slab_engine_describe(p + 8, text, sizeof(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "inside the object of 64 bytes"));
	kfree(p);
	slab_engine_describe(hide(p), text, sizeof(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "free memory of"));
	kfree(neighbour);
}

/*
 * Check each address of @unit, which is a unit, a page of slabs or a page slab.  Returns the number
 * of wrong results of __slob_locate() and __slob_find().  The pool is locked.
 */
static unsigned int nr_wrong_parts(const struct slob_pool *pool, const char *unit)
{
	const char *end = unit + (PAGE_SIZE << pool->order);
	const void *first, *start;
	unsigned int nr = 0;
	size_t size, used;

	for (const char *part = unit; part < end; part += size) {
		size = __slob_locate(pool, part, &first);
		used = __slob_find(pool, part).size;
		if (!size || (used ? first != part || used != size : first && first != part))
			return nr + 1;
		for (size_t i = 1; i < size; i++) {
			nr += __slob_locate(pool, part + i, &start) != size - i || start != first;
			nr += __slob_find(pool, part + i).size != 0;
		}
	}
	return nr;
}

/* Check what __slob_locate() returns for each address near objects of each size. */
static void slob_test_locate(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 192, 0, SLAB_NO_MERGE, NULL);
	static void *objects[126 + 21];
	struct slob_pool *pool;
	unsigned long flags;
	unsigned int i, nr;

	/* If SLOB has page slabs, 21 objects that one call allocates are in a page slab. */
	i = s ? kmem_cache_alloc_bulk(s, GFP_KERNEL, 21, objects) : 0;
	ASSERT_OR(test, i, kmem_cache_destroy(s));
	for (; i < ARRAY_SIZE(objects); i++)
		objects[i] = kmalloc(8 + (i - 21) * 32, GFP_KERNEL);
	for (i = 1; i < ARRAY_SIZE(objects); i += 3) {
		kfree(objects[i]);
		objects[i] = NULL;
	}
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		pool = objects[i] ? slob_lock_pool_of(objects[i], &flags) : NULL;
		if (!pool)
			continue;
		nr = nr_wrong_parts(pool, (const char *)((unsigned long)objects[i] &
							 -(PAGE_SIZE << pool->order)));
		slob_unlock_irqrestore(pool, flags);
		KUNIT_EXPECT_EQ(test, nr, 0);
	}
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		kfree(objects[i]);
	kmem_cache_destroy(s);
}

static void slob_test_remote(struct kunit *test)
{
	static const size_t sizes[] = { 8, 40, 128, 200, 256, 1024, 3000 };
	unsigned int cpu, other = raw_smp_processor_id();
	struct page_run run;

	for_each_online_cpu(cpu) {
		if (cpu != raw_smp_processor_id())
			other = cpu;
	}
	if (other == raw_smp_processor_id())
		kunit_skip(test, "one CPU");
	run = per_cpu_ptr(&slob_pools, other)->run;
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 2];
		/* Test a cache with its own page slabs, and a cache without them. */
		slab_flags_t flags = SLAB_NO_MERGE |
				     (size < 1300 && i % 2 ? SLAB_TYPESAFE_BY_RCU : 0);
		struct kmem_cache *s = kmem_cache_create("test", size, 0, SLAB_NO_MERGE, NULL);
		struct kmem_cache *other_cache = kmem_cache_create("other", size, 0, flags, NULL);

		/*
		 * In the first round for each size, the CPU @other has no cached page run, and
		 * takes the slow path.
		 */
		per_cpu_ptr(&slob_pools, other)->run =
			i % 2 ? this_cpu_ptr(&slob_pools)->run : (struct page_run){};
		ASSERT_OR(test, s && other_cache, kmem_cache_destroy(s);
			  kmem_cache_destroy(other_cache));
		test_remote(test, other, s, other_cache, size);
		KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
		kmem_cache_destroy(s);
		test_remote(test, other, NULL, other_cache, size);
		kmem_cache_destroy(other_cache);
	}
	per_cpu_ptr(&slob_pools, other)->run = run;
}

/*
 * A free in an interrupt handler does not change the page run that its CPU has cached, because the
 * interrupted thread may be reading it.
 */

static void *stray;

static void free_stray(void)
{
	kfree(stray);
}

static void slob_test_learns(struct kunit *test)
{
	struct slob_pools *own = this_cpu_ptr(&slob_pools);

	if (!IS_ENABLED(CONFIG_SLOB_FAST_PATHS))
		kunit_skip(test, "no fast frees");
	for (int in_thread = 0; in_thread < 2; in_thread++) {
		stray = kmalloc(64, GFP_KERNEL | __GFP_NOFAIL);
		local_irq_disable();
		own->run.size = 0;
		own->nr_run_misses = 0;
		local_irq_enable();
		if (in_thread)
			free_stray();
		else
			call_in_interrupt(free_stray);
		KUNIT_EXPECT_EQ(test, own->run.size != 0, in_thread);
	}
}

static const struct kunit_case slob_test_cases[] = {
	KUNIT_CASE(slob_test_overrun),
	KUNIT_CASE(slob_test_owner),
	KUNIT_CASE(slob_test_header),
	KUNIT_CASE(slob_test_pages_return),
	KUNIT_CASE(slob_test_shrink_class),
	KUNIT_CASE(slob_test_starts),
	KUNIT_CASE(slob_test_density),
	KUNIT_CASE(slob_test_validator_blocks),
	KUNIT_CASE(slob_test_validator_slabs),
	KUNIT_CASE(slob_test_validator_page_slabs),
	KUNIT_CASE(slob_test_page_slabs),
	KUNIT_CASE(slob_test_page_in_unit),
	KUNIT_CASE(slob_test_cache_lists),
	KUNIT_CASE(slob_test_cache_list_in_use),
	KUNIT_CASE(slob_test_holes_first),
	KUNIT_CASE(slob_test_waits),
	KUNIT_CASE(slob_test_describe),
	KUNIT_CASE(slob_test_locate),
	KUNIT_CASE(slob_test_remote),
	KUNIT_CASE(slob_test_learns),
	{}
};

static struct kunit_suite slob_suite = {
	.name = "slob",
	.init = init_skip_if_watched,
	.test_cases = slob_test_cases,
};
kunit_test_suite(slob_suite);
