// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of demand-paged regions: blocks of reserved pages, faults that map several pages, regions
 * that move, and accesses while memory is exhausted.
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>

#include "../assert_or.h"
#include "../said.h"
#include "../settled.h"
#include "mm/virtual/virtual.h"

kunit_validator(demand_reserve, vmalloc_validate);

#define AT(p, page)	((p) + (page) * PAGE_SIZE)
#define PAGES		100
/* Several blocks, the last one not full.  5 MiB with pages of 4 KiB. */
#define LARGE		max((5UL << 20) >> PAGE_SHIFT, 320UL)

static bool reads(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

static struct demand_usage usage_of(struct kunit *test, const void *p)
{
	struct demand_usage usage = { 0 };

	KUNIT_EXPECT_TRUE(test, demand_usage(p, &usage));
	return usage;
}

/* Check that each page of a region without overcommit is either resident or reserved. */
static void expect_accounted(struct kunit *test, const void *p, unsigned long pages)
{
	struct demand_usage usage = usage_of(test, p);

	KUNIT_EXPECT_EQ(test, usage.size, pages * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage.resident + usage.reserved, usage.size);
}

static u8 *map_region(struct kunit *test, unsigned long pages, unsigned long max,
		      unsigned int flags)
{
	u8 *p = demand_map("reserve", pages * PAGE_SIZE, max * PAGE_SIZE, flags);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* Write the number of each page to its ends.  The page must be 0 before. */
static void write_pages(struct kunit *test, u8 *p, unsigned long first, unsigned long end)
{
	for (unsigned long page = first; page < end; page++) {
		unsigned long *words = (unsigned long *)AT(p, page);

		KUNIT_EXPECT_NULL(test, memchr_inv(words, 0, PAGE_SIZE));
		words[0] = words[PAGE_SIZE / sizeof(*words) - 1] = page + 1;
	}
}

static void expect_pages(struct kunit *test, const u8 *p, unsigned long first, unsigned long end)
{
	for (unsigned long page = first; page < end; page++) {
		const unsigned long *words = (const unsigned long *)AT(p, page);

		KUNIT_EXPECT_EQ(test, words[0], page + 1);
		KUNIT_EXPECT_EQ(test, words[PAGE_SIZE / sizeof(*words) - 1], page + 1);
	}
}

/* Free pages whose contents are not zero, so that the next allocations get them. */
static void dirty_pages(void)
{
	u8 *p = vmalloc(LARGE * PAGE_SIZE);

	if (p)
		memset(p, 0xff, LARGE * PAGE_SIZE);
	vfree(p);
	vmalloc_purge();
}

/*
 * Reserved pages are allocated as blocks.  A region still takes and frees exactly its pages, in any
 * order of accesses and sizes.
 */
static void demand_reserve_test_blocks(struct kunit *test)
{
	static const unsigned long sizes[] = { 1280, 1279, 1, 17, 700, 699, 64, 1280, 0, 33, 1025 };
	unsigned long free = 0;

	dirty_pages();
	for (unsigned int round = 0; round < 3; round++) {
		u8 *p;

		if (round)
			free = settled_free_pages();
		p = map_region(test, 0, LARGE, 0);
		for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
			unsigned long before = counted_free_pages();
			unsigned long had = usage_of(test, p).size >> PAGE_SHIFT;
			unsigned long pages = min(sizes[i], LARGE);

			ASSERT_OR(test, !demand_resize(p, pages * PAGE_SIZE), demand_unmap(p));
			if (round)
				KUNIT_EXPECT_EQ(test, counted_free_pages(), before + had - pages);
			expect_accounted(test, p, pages);
			/* Access some pages, from the end to the start. */
			for (long page = pages - 1; page >= 0; page -= 1 + i * 7) {
				if (!*AT(p, page))
					KUNIT_EXPECT_NULL(test,
							  memchr_inv(AT(p, page), 0, PAGE_SIZE));
				*AT(p, page) = 1;
			}
			expect_accounted(test, p, pages);
			KUNIT_EXPECT_FALSE(test, reads(AT(p, pages)));
		}
		demand_unmap(p);
		if (round == 2)
			KUNIT_EXPECT_EQ(test, settled_free_pages(), free);
	}
}

/* Accesses in order map several pages for each fault, but none beyond the end of the region. */
static void demand_reserve_test_around(struct kunit *test)
{
	struct demand_usage usage;
	u8 *p;

	dirty_pages();
	p = map_region(test, PAGES, LARGE, 0);
	write_pages(test, p, 0, PAGES);
	usage = usage_of(test, p);
	KUNIT_EXPECT_EQ(test, usage.resident, PAGES * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, usage.faults, (unsigned long)PAGES / 8);
	/* A fault maps at most 32 KiB, or 16 KiB if the CPU cannot clear a cache line. */
	KUNIT_EXPECT_LE(test, usage.faults, PAGE_SIZE > SZ_4K ? PAGES : PAGES / 2UL);
	KUNIT_EXPECT_FALSE(test, reads(AT(p, PAGES)));
	expect_pages(test, p, 0, PAGES);
	demand_unmap(p);

	/* Other accesses map one page each.  So do all accesses with overcommit. */
	p = map_region(test, PAGES, PAGES, 0);
	for (unsigned long page = 0; page < PAGES; page += 2)
		*AT(p, page) = 1;
	KUNIT_EXPECT_EQ(test, usage_of(test, p).resident, PAGES / 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage_of(test, p).faults, PAGES / 2UL);
	/* A page that has an entry ends the pages of a fault. */
	for (unsigned long page = 1; page < PAGES; page += 2)
		*AT(p, page) += 2;
	for (unsigned long page = 0; page < PAGES; page++)
		KUNIT_EXPECT_EQ(test, *AT(p, page), 1 + page % 2);
	expect_accounted(test, p, PAGES);
	demand_unmap(p);
	p = map_region(test, PAGES, PAGES, DEMAND_OVERCOMMIT);
	for (unsigned long page = 0; page < PAGES; page++) {
		*AT(p, page) = 1;
		KUNIT_EXPECT_EQ(test, usage_of(test, p).resident, (page + 1) * PAGE_SIZE);
	}
	demand_unmap(p);
}

/* A fault does not map pages of the next page table, wherever the accesses in order start. */
static void demand_reserve_test_tables(struct kunit *test)
{
	unsigned long span = 1UL << kernel_pgtable.index_bits, free = 0;

	if (span > LARGE)
		kunit_skip(test, "a page table maps more than the region");
	for (unsigned long shift = 0; shift <= 10; shift++) {
		unsigned long first, last;
		u8 *p;

		if (shift > 1)
			free = settled_free_pages();
		p = map_region(test, 2 * span, 2 * span, 0);
		/* The first page of the second table that maps a part of the region. */
		last = span - ((unsigned long)p >> PAGE_SHIFT) % span;
		first = last > 40 + shift ? last - 40 - shift : 0;
		write_pages(test, p, first, last + 40);
		expect_pages(test, p, first, last + 40);
		expect_accounted(test, p, 2 * span);
		demand_unmap(p);
		if (shift > 1)
			KUNIT_EXPECT_EQ(test, settled_free_pages(), free);
	}
}

/* A region that moves keeps its pages, and is not accessible at its old addresses. */
static void move_region(struct kunit *test, unsigned int flags)
{
	unsigned long free = 0;

	dirty_pages();
	for (unsigned int round = 0; round < 3; round++) {
		u8 *p, *q;

		if (round)
			free = settled_free_pages();
		p = map_region(test, PAGES, PAGES, flags);
		write_pages(test, p, 3, 60);
		q = demand_move(p, LARGE * PAGE_SIZE, 2 * LARGE * PAGE_SIZE);
		ASSERT_OR(test, q, demand_unmap(p));
		KUNIT_EXPECT_PTR_NE(test, p, q);
		for (unsigned long page = 0; page < PAGES; page++)
			KUNIT_EXPECT_FALSE(test, reads(AT(p, page)));
		KUNIT_EXPECT_STREQ(test, usage_of(test, q).name, "reserve");
		KUNIT_EXPECT_EQ(test, usage_of(test, q).max, 2 * LARGE * PAGE_SIZE);
		KUNIT_EXPECT_GE(test, usage_of(test, q).resident, 57 * PAGE_SIZE);
		if (!flags)
			expect_accounted(test, q, LARGE);
		expect_pages(test, q, 3, 60);
		write_pages(test, q, 0, 3);
		write_pages(test, q, 60, LARGE);
		expect_pages(test, q, 0, LARGE);
		KUNIT_EXPECT_FALSE(test, reads(AT(q, LARGE)));
		KUNIT_EXPECT_FALSE(test, reads(q - 1));
		KUNIT_EXPECT_EQ(test, demand_resize(q, 10 * PAGE_SIZE), 0);
		/* Move again, with the same size. */
		p = demand_move(q, 10 * PAGE_SIZE, 10 * PAGE_SIZE);
		ASSERT_OR(test, p, demand_unmap(q));
		expect_pages(test, p, 0, 10);
		KUNIT_EXPECT_EQ(test, demand_resize(p, 11 * PAGE_SIZE), -ENOMEM);
		demand_unmap(p);
		if (round == 2)
			KUNIT_EXPECT_EQ(test, settled_free_pages(), free);
	}
}

static void demand_reserve_test_move(struct kunit *test)
{
	move_region(test, 0);
}

static void demand_reserve_test_overcommit_move(struct kunit *test)
{
	move_region(test, DEMAND_OVERCOMMIT);
}

/* A call that is refused changes nothing. */
static void demand_reserve_test_move_refused(struct kunit *test)
{
	unsigned long window = vm_layout.vmalloc_end - vm_layout.vmalloc_start;
	size_t more = 2 * PAGES * PAGE_SIZE;
	u8 *p = map_region(test, PAGES, PAGES, 0), *populated = NULL;

	write_pages(test, p, 0, PAGES);
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, demand_move(p + 1, more, more)));
	EXPECT_SAID(test, "not the start of a demand-paged region");
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, demand_move(NULL, more, more)));
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, demand_move(p, more + 1, more)));
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, demand_move(p, PAGE_SIZE, more)));
	EXPECT_SAID(test, "invalid size");
	populated = demand_map("populated", PAGE_SIZE, PAGE_SIZE, DEMAND_POPULATE);
	if (populated)
		EXPECT_WARNS(test,
			     KUNIT_EXPECT_NULL(test, demand_move(populated, more, more)));
	demand_unmap(populated);
	KUNIT_EXPECT_NULL(test, demand_move(p, more, window));
	KUNIT_EXPECT_NULL(test, demand_move(p, totalram_pages() * PAGE_SIZE,
					    totalram_pages() * PAGE_SIZE));
	expect_accounted(test, p, PAGES);
	expect_pages(test, p, 0, PAGES);
	demand_unmap(p);
}

/* ---- exhausted memory ------------------------------------------------------------------------ */

static struct page *push(struct page *list, struct page *page)
{
	set_page_private(page, (unsigned long)list);
	return page;
}

static struct page *free_list(struct page *list, unsigned long nr)
{
	for (struct page *next; nr && list; list = next, nr--) {
		next = (struct page *)page_private(list);
		set_page_private(list, 0);
		__free_page(list);
	}
	return list;
}

/* No page is free.  All accesses to a region that was mapped before succeed. */
static void demand_reserve_test_exhausted(struct kunit *test)
{
	struct page *list = NULL, *page;
	u8 *p = map_region(test, LARGE, LARGE, 0);

	while ((page = alloc_page(GFP_ATOMIC | __GFP_HIGHMEM | __GFP_NOWARN)))
		list = push(list, page);
	write_pages(test, p, 0, LARGE);
	expect_accounted(test, p, LARGE);
	expect_pages(test, p, 0, LARGE);
	KUNIT_EXPECT_EQ(test, demand_resize(p, LARGE / 2 * PAGE_SIZE), 0);
	expect_pages(test, p, 0, LARGE / 2);
	free_list(list, ULONG_MAX);
	demand_unmap(p);
}

/* If only single pages are free, a region gets these. */
static void demand_reserve_test_fragmented(struct kunit *test)
{
	const gfp_t gfp = (GFP_KERNEL & ~__GFP_RECLAIM) | __GFP_HIGHMEM | __GFP_NOWARN;
	struct page *even = NULL, *odd = NULL, *page;
	u8 *p;

	while ((page = alloc_page(gfp))) {
		if (page_to_pfn(page) % 2)
			odd = push(odd, page);
		else
			even = push(even, page);
	}
	odd = free_list(odd, 2 * LARGE);
	p = demand_map("reserve", LARGE * PAGE_SIZE, LARGE * PAGE_SIZE, 0);
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p) {
		write_pages(test, p, 0, LARGE);
		expect_pages(test, p, 0, LARGE);
		expect_accounted(test, p, LARGE);
	}
	free_list(even, ULONG_MAX);
	free_list(odd, ULONG_MAX);
	demand_unmap(p);
}

static const struct kunit_case demand_reserve_cases[] = {
	KUNIT_CASE(demand_reserve_test_blocks),
	KUNIT_CASE(demand_reserve_test_around),
	KUNIT_CASE(demand_reserve_test_tables),
	KUNIT_CASE(demand_reserve_test_move),
	KUNIT_CASE(demand_reserve_test_overcommit_move),
	KUNIT_CASE(demand_reserve_test_move_refused),
	KUNIT_CASE(demand_reserve_test_exhausted),
	KUNIT_CASE(demand_reserve_test_fragmented),
	{}
};

static struct kunit_suite demand_reserve_suite = {
	.name = "demand_reserve",
	.test_cases = demand_reserve_cases,
};
kunit_test_suite(demand_reserve_suite);
