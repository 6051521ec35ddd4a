// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of reference counts: invalid changes are refused, counts saturate, and neither case frees
 * the page.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "../assert_or.h"
#include "mm/pages/pages.h"
#include "../warnings.h"

#define EXPECT_REFUSED(test, page, call)						\
do {											\
	unsigned long __warned = warnings_seen();						\
	int __count = page_ref_count(page);						\
											\
	call;										\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned + 1);				\
	KUNIT_EXPECT_EQ(test, page_ref_count(page), __count);				\
} while (0)

static void page_ref_test_counts(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	page_ref_add(page, 6);
	page_ref_inc(page);
	KUNIT_EXPECT_EQ(test, page_ref_inc_return(page), 9);
	page_ref_sub(page, 2);
	page_ref_dec(page);
	KUNIT_EXPECT_EQ(test, page_ref_sub_return(page, 2), 4);
	KUNIT_EXPECT_EQ(test, page_ref_dec_return(page), 3);
	KUNIT_EXPECT_FALSE(test, page_ref_dec_and_test(page));
	KUNIT_EXPECT_FALSE(test, page_ref_add_unless(page, 5, 2));
	KUNIT_EXPECT_TRUE(test, page_ref_add_unless(page, 5, 3));
	KUNIT_EXPECT_EQ(test, page_count(page), 7);
	KUNIT_EXPECT_TRUE(test, page_ref_sub_and_test(page, 7));
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
	init_page_count(page);
	set_page_count(page, 2);
	put_page(page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	put_page(page);
}

static void page_ref_test_below_zero(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	EXPECT_REFUSED(test, page, page_ref_sub(page, 2));
	EXPECT_REFUSED(test, page, KUNIT_EXPECT_FALSE(test, page_ref_sub_and_test(page, 2)));
	EXPECT_REFUSED(test, page, KUNIT_EXPECT_EQ(test, page_ref_sub_return(page, 2), 1));
	EXPECT_REFUSED(test, page, set_page_count(page, -1));
	KUNIT_EXPECT_TRUE(test, put_page_testzero(page));
	EXPECT_REFUSED(test, page, KUNIT_EXPECT_FALSE(test, put_page_testzero(page)));
	EXPECT_REFUSED(test, page, page_ref_inc(page));
	EXPECT_REFUSED(test, page, page_ref_dec(page));
	init_page_count(page);
	__free_page(page);
}

/*
 * A change of the reference count is refused for a free page, for a page inside a block, and for a
 * page that was never used.
 */
static void page_ref_test_nobody(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	EXPECT_REFUSED(test, page + 1, get_page(page + 1));
	EXPECT_REFUSED(test, page + 1, init_page_count(page + 1));
	EXPECT_REFUSED(test, page + 1, page_ref_add(page + 1, 1));
	__free_pages(page, MAX_PAGE_ORDER);
	EXPECT_REFUSED(test, page, get_page(page));
	EXPECT_REFUSED(test, page, init_page_count(page));
	EXPECT_REFUSED(test, page, page_ref_inc(page));
	EXPECT_REFUSED(test, page, put_page_testzero(page));
	EXPECT_REFUSED(test, page, KUNIT_EXPECT_FALSE(test, page_ref_freeze(page, 1)));
	EXPECT_REFUSED(test, page, page_ref_unfreeze(page, 1));
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
	for (unsigned long i = 0; i < page_map_pages(); i += MAX_ORDER_NR_PAGES) {
		page = page_map.base + i + 1;
		if (!page_ready(page) && pfn_valid(page_to_pfn(page))) {
			/* The contents of a struct page that was never used are undefined. */
			page->word = 5ULL << 32 | PGTY_allocated;
			EXPECT_REFUSED(test, page, page_ref_inc(page));
			EXPECT_REFUSED(test, page, set_page_count(page, 1));
			return;
		}
	}
}

static void page_ref_test_saturates(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long warned;

	KUNIT_ASSERT_NOT_NULL(test, page);
	set_page_count(page, PAGE_REF_SATURATED - 2);
	warned = warnings_seen();
	get_page(page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	page_ref_add(page, 5);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), PAGE_REF_SATURATED);
	/*
	 * A saturated count does not change any more, and the following calls cause no second
	 * report.
	 */
	get_page(page);
	put_page(page);
	page_ref_sub(page, 100);
	KUNIT_EXPECT_TRUE(test, get_page_unless_zero(page));
	KUNIT_EXPECT_FALSE(test, page_ref_sub_and_test(page, PAGE_REF_SATURATED));
	__free_page(page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), PAGE_REF_SATURATED);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	init_page_count(page);
	/* set_page_count() does not check its argument. */
	set_page_count(page, PAGE_REF_SATURATED - 1);
	KUNIT_EXPECT_TRUE(test, page_ref_add_unless(page, 2, 0));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), PAGE_REF_SATURATED);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	init_page_count(page);
	__free_page(page);
}

static void page_ref_test_freeze(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	page_ref_add(page, 2);
	KUNIT_EXPECT_FALSE(test, page_ref_freeze(page, 2));
	KUNIT_EXPECT_FALSE(test, page_ref_freeze(page, 4));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 3);
	KUNIT_EXPECT_TRUE(test, page_ref_freeze(page, 3));
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
	EXPECT_REFUSED(test, page, page_ref_unfreeze(page, 0));
	page_ref_unfreeze(page, 3);
	EXPECT_REFUSED(test, page, page_ref_unfreeze(page, 3));
	EXPECT_REFUSED(test, page, KUNIT_EXPECT_FALSE(test, page_ref_freeze(page, 0)));
	page_ref_sub(page, 2);
	__free_page(page);
}

static void page_ref_test_compound(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(page + 3);
	KUNIT_EXPECT_EQ(test, page_count(page + 1), 2);
	EXPECT_REFUSED(test, page + 1, page_ref_inc(page + 1));
	put_page(page + 2);
	put_page(page + 1);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 0);
}

#define ROUNDS	64

static void get_and_put(void *page)
{
	for (int i = 0; i < ROUNDS; i++) {
		get_page(page);
		page_ref_add(page, 2);
		page_ref_dec(page);
		page_ref_sub(page, 2);
		get_page_unless_zero(page);
	}
}

static void page_ref_test_all_cpus(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	on_each_cpu(get_and_put, page, 1);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), (int)(1 + ROUNDS * num_online_cpus()));
	KUNIT_EXPECT_TRUE(test, page_ref_sub_and_test(page, page_ref_count(page)));
	init_page_count(page);
	__free_page(page);
}

/*
 * The owner of a block may set PageReserved for any page of the block, and must clear the flag
 * before the block is freed.
 */
static void page_ref_test_reserved(struct kunit *test)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_KERNEL | __GFP_COMP,
				       GFP_KERNEL | __GFP_RECLAIMABLE };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct page *page = alloc_pages(flags[i], 2), seen;

		KUNIT_ASSERT_NOT_NULL(test, page);
		seen = *page;
		KUNIT_EXPECT_FALSE(test, PageReserved(page));
		SetPageReserved(page + 3);
		SetPageReserved(page);
		KUNIT_EXPECT_TRUE(test, PageReserved(page) && PageReserved(page + 1));
		EXPECT_REFUSED(test, page, __free_pages(page, 2));
		get_page(page);
		KUNIT_EXPECT_EQ(test, page_ref_count(page), 2);
		put_page(page);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		ClearPageReserved(page);
		ClearPageReserved(page + 1);
		KUNIT_EXPECT_FALSE(test, PageReserved(page) || PageReserved(page + 2));
		KUNIT_EXPECT_EQ(test, seen.word, page->word);
		__free_pages(page, 2);
		EXPECT_REFUSED(test, page, SetPageReserved(page));
	}
}

/*
 * If a block has a type, only the code that owns the type can drop the last reference to the block.
 */
static void page_ref_test_owned(struct kunit *test)
{
	struct page *table = alloc_page(GFP_KERNEL), *marked = alloc_pages(GFP_KERNEL, 1);
	void *object = kmalloc(40, GFP_KERNEL), *large = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);
	struct page *pages[4] = { table, marked };

	ASSERT_OR(test, table && marked && object && large, kfree(object); kfree(large);
		  if (table) __free_page(table); if (marked) __free_pages(marked, 1));
	__SetPageTable(table);
	SetPageReserved(marked);
	pages[2] = page_block_head(virt_to_page(object));
	pages[3] = page_block_head(virt_to_page(large));
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		EXPECT_REFUSED(test, pages[i], put_page(pages[i]));
		EXPECT_REFUSED(test, pages[i],
			       KUNIT_EXPECT_FALSE(test, put_page_testzero(pages[i])));
		EXPECT_REFUSED(test, pages[i], page_ref_dec(pages[i]));
		EXPECT_REFUSED(test, pages[i], page_frag_free(page_address(pages[i])));
		get_page(pages[i]);
		put_page(pages[i]);
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
	}
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	kfree(object);
	kfree(large);
	__ClearPageTable(table);
	ClearPageReserved(marked);
	__free_page(table);
	__free_pages(marked, 1);
}

static void page_ref_test_reserved_at_boot(struct kunit *test)
{
	struct page *image = phys_to_page(__pa_symbol(page_ref_test_reserved));
	struct page *table = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	if (pfn_valid(page_to_pfn(image)) && PageReserved(image)) {
		SetPageReserved(image);
		EXPECT_REFUSED(test, image, ClearPageReserved(image));
		KUNIT_EXPECT_TRUE(test, PageReserved(image));
	}
	__SetPageTable(table);
	EXPECT_REFUSED(test, table, SetPageReserved(table));
	KUNIT_EXPECT_TRUE(test, PageTable(table));
	__ClearPageTable(table);
	__free_page(table);
}

static const struct kunit_case page_ref_test_cases[] = {
	KUNIT_CASE(page_ref_test_counts),
	KUNIT_CASE(page_ref_test_below_zero),
	KUNIT_CASE(page_ref_test_nobody),
	KUNIT_CASE(page_ref_test_saturates),
	KUNIT_CASE(page_ref_test_freeze),
	KUNIT_CASE(page_ref_test_compound),
	KUNIT_CASE(page_ref_test_all_cpus),
	KUNIT_CASE(page_ref_test_reserved),
	KUNIT_CASE(page_ref_test_owned),
	KUNIT_CASE(page_ref_test_reserved_at_boot),
	{}
};

static struct kunit_suite page_ref_suite = {
	.name = "page_ref",
	.test_cases = page_ref_test_cases,
};
kunit_test_suite(page_ref_suite);
