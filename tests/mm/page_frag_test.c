// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the page fragment allocator, of folios, and of variants of vmalloc(). */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../warnings.h"

#define NR_PIECES	200

static void page_frag_test_pieces(struct kunit *test)
{
	static u8 *pieces[NR_PIECES];
	struct page_frag_cache nc = { 0 };
	unsigned long pages = nr_free_pages();
	unsigned int n, wrong = 0;

	page_frag_cache_init(&nc);
	page_frag_cache_drain(&nc);
	for (int round = 0; round < 5; round++) {
		for (n = 0; n < NR_PIECES; n++) {
			pieces[n] = page_frag_alloc(&nc, 1 + n * 20, GFP_KERNEL);
			if (!pieces[n])
				break;
			memset(pieces[n], n, 1 + n * 20);
		}
		for (unsigned int i = 0; i < n; i++) {
			/* Visit each index once, in another order: 7 and 200 are coprime. */
			unsigned int at = i * 7 % n;

			wrong += n == NR_PIECES && memchr_inv(pieces[at], at, 1 + at * 20) != NULL;
			page_frag_free(pieces[n == NR_PIECES ? at : i]);
		}
	}
	KUNIT_EXPECT_EQ(test, n, (unsigned int)NR_PIECES);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	page_frag_cache_drain(&nc);
	KUNIT_EXPECT_NULL(test, nc.va);
	KUNIT_EXPECT_GE(test, nr_free_pages() + 64, pages);
}

/*
 * After the last byte of a block is allocated, the cache uses the block again if no fragment is in
 * use.  Otherwise, the free of the last fragment frees the block.
 */
static void page_frag_test_recycle(struct kunit *test)
{
	struct page_frag_cache nc = { 0 };
	void *first = page_frag_alloc(&nc, PAGE_SIZE, GFP_KERNEL), *p, *last = NULL;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, first);
	page = virt_to_page(first);
	page_frag_free(first);
	for (int i = 0; i < 100; i++) {
		p = page_frag_alloc(&nc, PAGE_SIZE, GFP_KERNEL);
		KUNIT_EXPECT_PTR_EQ(test, compound_head(virt_to_page(p)), page);
		page_frag_free(p);
	}
	for (int i = 0; i < 20 && !last; i++) {
		p = page_frag_alloc(&nc, PAGE_SIZE, GFP_KERNEL);
		if (!p)
			break;
		if (compound_head(virt_to_page(p)) != page)
			last = p;
		else if (!i)
			first = p;
		else
			page_frag_free(p);
	}
	KUNIT_EXPECT_NOT_NULL(test, last);
	/* The only reference is the reference of the fragment @first. */
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	page_frag_free(first);
	page_frag_cache_drain(&nc);
	if (last) {
		KUNIT_EXPECT_EQ(test, page_count(compound_head(virt_to_page(last))), 1);
		page_frag_free(last);
	}
}

static void page_frag_test_align(struct kunit *test)
{
	struct page_frag_cache nc = { 0 };
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_NULL(test, page_frag_alloc(&nc, 0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, page_frag_alloc(&nc, PAGE_SIZE + 1, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, nc.va);
	for (unsigned int align = 1; align <= PAGE_SIZE; align *= 2) {
		void *odd = page_frag_alloc(&nc, 3, GFP_KERNEL);
		void *p = page_frag_alloc_align(&nc, 5, GFP_KERNEL, align);

		KUNIT_EXPECT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, (unsigned long)p % align, 0UL);
		if (odd)
			page_frag_free(odd);
		if (p)
			page_frag_free(p);
	}
	page_frag_cache_drain(&nc);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static void free_all(void *large, struct page *page, void *object, void *area)
{
	kfree(large);
	kfree(object);
	vfree(area);
	if (page)
		__free_page(page);
}

/*
 * page_frag_free() reports an address at which no fragment can start, and does not free the page of
 * that address.
 */
static void page_frag_test_foreign(struct kunit *test)
{
	static const char constant[64] = "constant";
	static char data[64];
	char stack[64];
	struct page *page = alloc_page(GFP_KERNEL);
	char *object = kmalloc(64, GFP_KERNEL), *large = kmalloc(2 * PAGE_SIZE, GFP_KERNEL);
	char *area = vmalloc(PAGE_SIZE), *address;
	unsigned long freed = __get_free_page(GFP_KERNEL);
	unsigned long warned = warnings_seen(), n;

	free_page(freed);
	ASSERT_OR(test, page && object && large && area && freed,
		  free_all(large, page, object, area));
	address = page_address(page);
	void *const foreign[] = {
		NULL,
		ZERO_SIZE_PTR,
		(void *)-1L,
		(void *)-4096L,
		stack,
		data,
		(void *)constant,
		(void *)page_frag_test_foreign,
		(void *)free_all,
		area,
		area + 100,
		object,
		object + 8,
		large,
		large + PAGE_SIZE,
		__va(memblock_end_of_DRAM() + SZ_16M),
		__va(0),
		page,
		(void *)(freed + 5),
		(void *)(1UL << 63),
		address + 1,
		address + 100,
		address + PAGE_SIZE - 1,
	};

	for (n = 0; n < ARRAY_SIZE(foreign); n++) {
		page_frag_free(foreign[n]);
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned + n + 1, "pointer %lu", n);
	}
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	/*
	 * If a block has only one reference, page_frag_free() of its first address frees the block.
	 */
	page_frag_free(address);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n);
	page_frag_free(address);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n + 1);
	free_all(large, NULL, object, area);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

/* If the block of PAGE_FRAG_CACHE_MAX_SIZE cannot be allocated, the cache uses a single page. */
static void page_frag_test_fallback(struct kunit *test)
{
	struct page_frag_cache nc = { 0 };
	void *p, *q;

	if (PAGE_FRAG_CACHE_MAX_SIZE == PAGE_SIZE)
		kunit_skip(test, "the large block is a page");
	WRITE_ONCE(fail_page_alloc.nth, 1);
	p = page_frag_alloc(&nc, PAGE_SIZE, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, nc.size, (unsigned int)PAGE_SIZE);
	q = page_frag_alloc(&nc, 10, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, q);
	KUNIT_EXPECT_EQ(test, nc.size, PAGE_FRAG_CACHE_MAX_SIZE);
	page_frag_free(p);
	page_frag_free(q);
	page_frag_cache_drain(&nc);
}

/*
 * If a block is used up and no new page can be allocated, the cache no longer refers to the block.
 */
static void page_frag_test_no_pages(struct kunit *test)
{
	struct page_frag_cache nc = { 0 };
	void *pieces[PAGE_FRAG_CACHE_MAX_SIZE / PAGE_SIZE + 1];
	unsigned int n = 0;

	pieces[n++] = page_frag_alloc(&nc, PAGE_SIZE, GFP_KERNEL);
	WRITE_ONCE(fail_page_alloc.probability, 100);
	atomic_set(&fail_page_alloc.times, -1);
	while (pieces[n - 1] && n < ARRAY_SIZE(pieces))
		pieces[n++] = page_frag_alloc(&nc, PAGE_SIZE, GFP_ATOMIC | __GFP_NOWARN);
	WRITE_ONCE(fail_page_alloc.probability, 0);
	atomic_set(&fail_page_alloc.times, 1);
	KUNIT_EXPECT_NULL(test, pieces[n - 1]);
	KUNIT_EXPECT_NULL(test, nc.va);
	while (n--) {
		if (pieces[n])
			page_frag_free(pieces[n]);
	}
	page_frag_cache_drain(&nc);
}

#endif

/*
 * __page_frag_cache_drain() drops several references in one call, for a caller that added them in
 * advance.
 */
static void page_frag_test_drain(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	KUNIT_ASSERT_NOT_NULL(test, page);
	page_ref_add(page, 9);
	__page_frag_cache_drain(page, 0);
	KUNIT_EXPECT_EQ(test, page_count(page), 10);
	__page_frag_cache_drain(page, 8);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	get_page(page);
	__page_frag_cache_drain(page, 2);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	__page_frag_cache_drain(page, 1);
	KUNIT_EXPECT_EQ(test, data_race(page_ref_count(page)), 0);
}

static void page_frag_test_folio(struct kunit *test)
{
	for (unsigned int order = 0; order < 4; order++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, order);
		u8 *last;

		KUNIT_ASSERT_NOT_NULL(test, folio);
		last = folio_address(folio) + folio_size(folio) - 1;
		KUNIT_EXPECT_EQ(test, folio_order(folio), order);
		KUNIT_EXPECT_EQ(test, folio_nr_pages(folio), 1UL << order);
		KUNIT_EXPECT_EQ(test, folio_size(folio), PAGE_SIZE << order);
		KUNIT_EXPECT_EQ(test, folio_shift(folio), PAGE_SHIFT + order);
		KUNIT_EXPECT_EQ(test, folio_test_large(folio), order > 0);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_folio(last), folio);
		KUNIT_EXPECT_PTR_EQ(test, page_folio(folio_page(folio, (1UL << order) - 1)), folio);
		KUNIT_EXPECT_EQ(test, offset_in_folio(folio, last), folio_size(folio) - 1);
		KUNIT_EXPECT_EQ(test, folio_pfn(folio),
				page_to_pfn(virt_to_page(folio_address(folio))));
		KUNIT_EXPECT_PTR_EQ(test, folio_zone(folio), page_zone(&folio->page));
		folio_get(folio);
		KUNIT_EXPECT_EQ(test, folio_ref_count(folio), 2);
		folio_put(folio);
		folio_put(folio);
	}
}

static void page_frag_test_vmalloc(struct kunit *test)
{
	static volatile size_t huge = SIZE_MAX / 2;
	void *areas[] = { vmalloc_array(3, 5000), vcalloc(7, 1000), vmalloc_user(9000),
			  vmalloc_32(9000), vmalloc_32_user(9000) };

	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++) {
		KUNIT_EXPECT_NOT_NULL(test, areas[i]);
		if (areas[i] && (i == 1 || i == 2 || i == 4))
			KUNIT_EXPECT_NULL(test, memchr_inv(areas[i], 0, i == 1 ? 7000 : 9000));
		if (areas[i] && i >= 3)
			KUNIT_EXPECT_LT(test, vmalloc_to_pfn(areas[i] + 8999),
					1UL << (32 - PAGE_SHIFT));
		if (areas[i])
			memset(areas[i], 0x5a, i == 1 ? 7000 : 9000);
		vfree(areas[i]);
	}
	KUNIT_EXPECT_NULL(test, vmalloc_array(huge, 3));
	KUNIT_EXPECT_NULL(test, vcalloc(3, huge));
}

static const struct kunit_case page_frag_cases[] = {
	KUNIT_CASE(page_frag_test_pieces),
	KUNIT_CASE(page_frag_test_recycle),
	KUNIT_CASE(page_frag_test_align),
	KUNIT_CASE(page_frag_test_foreign),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(page_frag_test_fallback),
	KUNIT_CASE(page_frag_test_no_pages),
#endif
	KUNIT_CASE(page_frag_test_drain),
	KUNIT_CASE(page_frag_test_folio),
	KUNIT_CASE(page_frag_test_vmalloc),
	{}
};

static struct kunit_suite page_frag_suite = {
	.name = "page_frag",
	.test_cases = page_frag_cases,
};
kunit_test_suite(page_frag_suite);
