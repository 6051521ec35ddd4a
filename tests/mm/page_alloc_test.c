// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the page allocator.  Cases that count pages or use up memory run in a private zone
 * (page_zone_borrow()).  The other cases use the machine's zones, which other code uses at the same
 * time.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "../text.h"
#include "../assert_or.h"
#include "../settled.h"
#include "mm/pages/pages.h"
#include "borrow.h"
#include "../warnings.h"

#define TEST_ORDER	MAX_PAGE_ORDER
#define TEST_PAGES	(1U << TEST_ORDER)

static struct zone test_zone;
static struct page *test_block;

static void borrow(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, borrow_zone(&test_zone, &test_block, 1), 0);
}

static int page_alloc_test_init(struct kunit *test)
{
	test_block = NULL;
	return 0;
}

static void page_alloc_test_exit(struct kunit *test)
{
	return_zone(test, &test_zone, &test_block, 1);
}

static struct page *take(unsigned int order)
{
	return zone_alloc(&test_zone, order, MIGRATE_UNMOVABLE, 0);
}

static void page_alloc_test_every_order(struct kunit *test)
{
	unsigned int order, i;

	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1UL << order) - 1), 0UL);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		KUNIT_EXPECT_TRUE(test, virt_addr_valid(page_address(page)));
		KUNIT_EXPECT_FALSE(test, PageCompound(page));
		for (i = 0; i < 1U << order; i += (1U << order) / 4 + 1)
			memset(page_address(page + i), 0xa5, PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	}
}

/* Two adjacent free page blocks are merged into one block, even if their migrate types differ. */
static void page_alloc_test_join_types(struct kunit *test)
{
	struct page *one, *other;

	if (pageblock_order == MAX_PAGE_ORDER)
		kunit_skip(test, "no block is larger than a page block");
	borrow(test);
	one = zone_alloc(&test_zone, pageblock_order, MIGRATE_UNMOVABLE, 0);
	other = zone_alloc(&test_zone, pageblock_order, MIGRATE_RECLAIMABLE, 0);
	KUNIT_ASSERT_NOT_NULL(test, one);
	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_NE(test, pageblock_type(one), pageblock_type(other));
	__free_pages(one, pageblock_order);
	KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), (int)pageblock_order);
	__free_pages(other, pageblock_order);
	KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, pageblock_type(one), pageblock_type(other));
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);

	/* A free page block of CMA is not merged with a page block of another type. */
	one = take(MAX_PAGE_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, one);
	other = one + pageblock_nr_pages;
	page_map.block[pageblock_index(other)] = PAGEBLOCK_READY | MIGRATE_CMA;
	__free_pages(one, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), (int)pageblock_order);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
}

static void set_all_types(unsigned int mt)
{
	unsigned long flags;

	spin_lock_irqsave(&test_zone.lock, flags);
	for (unsigned long i = 0; i < MAX_ORDER_NR_PAGES; i += pageblock_nr_pages)
		pageblock_set_type(&test_zone, test_block + i, mt);
	spin_unlock_irqrestore(&test_zone.lock, flags);
}

/*
 * The high-atomic reserve serves atomic requests of more than one page.  Any other request that
 * must not wait uses the reserve before the request fails.
 */
static void page_alloc_test_highatomic(struct kunit *test)
{
	struct page *page;

	borrow(test);
	set_all_types(MIGRATE_HIGHATOMIC);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_highatomic, MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_NULL(test, take(0));
	page = zone_alloc(&test_zone, 0, MIGRATE_UNMOVABLE, ALLOC_NON_BLOCK);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	page = zone_alloc(&test_zone, 1, MIGRATE_UNMOVABLE, ALLOC_HIGHATOMIC);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_pages(page, 1);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	set_all_types(MIGRATE_MOVABLE);
}

static void page_alloc_test_exhaustion(struct kunit *test)
{
	static struct page *pages[TEST_PAGES];
	struct page *extra;
	unsigned int i;

	borrow(test);
	for (i = 0; i < TEST_PAGES; i++) {
		pages[i] = take(0);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_EXPECT_TRUE(test, pages[i] >= test_block &&
				  pages[i] < test_block + TEST_PAGES);
	}
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, 0UL);
	KUNIT_EXPECT_NULL(test, take(0));
	KUNIT_EXPECT_EQ(test, test_zone.nr_failed, 1UL);

	/*
	 * Free every second page: half of the memory is free, but no two free pages are adjacent.
	 */
	for (i = 0; i < TEST_PAGES; i += 2)
		__free_page(pages[i]);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, (unsigned long)TEST_PAGES / 2);
	KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), 0);
	KUNIT_EXPECT_NULL(test, take(1));
	for (i = 1; i < TEST_PAGES; i += 2)
		__free_page(pages[i]);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);

	extra = take(TEST_ORDER);
	KUNIT_EXPECT_PTR_EQ(test, extra, test_block);
	KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), -1);
	if (extra)
		__free_pages(extra, TEST_ORDER);
}

static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

struct slot {
	struct page *page;
	unsigned int order;
};

/*
 * Change the state of a block's pages in the model from @from to @to.  Returns false if a page has
 * another state than @from.
 */
static bool mark(u8 *used, const struct page *page, unsigned int order, u8 from, u8 to)
{
	unsigned long first = page - test_block, i;

	if (page < test_block || first + (1UL << order) > TEST_PAGES ||
	    first & ((1UL << order) - 1))
		return false;
	for (i = first; i < first + (1UL << order); i++) {
		if (used[i] != from)
			return false;
		used[i] = to;
	}
	return true;
}

/*
 * Unmovable requests change the type of a page block that is more than half free, although its
 * first pages are in use.  They use all of its free pages, although some parts of it have none,
 * before they use a page of another page block.
 */
static void page_alloc_test_claim(struct kunit *test)
{
	static bool used[TEST_PAGES];
	unsigned long nr_free = 0, first = pageblock_nr_pages * 3 / 8;

	if (pageblock_order == MAX_PAGE_ORDER)
		kunit_skip(test, "a block of the highest order is one page block");
	borrow(test);
	set_all_types(MIGRATE_MOVABLE);
	for (unsigned long i = 0; i < TEST_PAGES; i++)
		KUNIT_ASSERT_NOT_NULL(test, zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, 0));
	for (unsigned long i = 0; i < TEST_PAGES; i++) {
		used[i] = i < pageblock_nr_pages ? i < first || i % 16 == 0 : i % 4;
		if (!used[i]) {
			__free_page(test_block + i);
			nr_free += i < pageblock_nr_pages;
		}
	}
	for (unsigned long i = 0; i <= nr_free; i++) {
		struct page *page = take(0);
		unsigned long at = page - test_block;

		KUNIT_ASSERT_NOT_NULL(test, page);
		used[at] = true;
		KUNIT_EXPECT_EQ(test, at < pageblock_nr_pages, i < nr_free);
		KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	}
	KUNIT_EXPECT_EQ(test, pageblock_type(test_block), MIGRATE_UNMOVABLE);
	KUNIT_EXPECT_EQ(test, pageblock_type(test_block + pageblock_nr_pages), MIGRATE_MOVABLE);
	for (unsigned long i = 0; i < TEST_PAGES; i++) {
		if (used[i])
			__free_page(test_block + i);
	}
}

static void page_alloc_test_random(struct kunit *test)
{
	static u8 used[TEST_PAGES];
	static struct slot slots[32];
	unsigned long nr_used = 0;
	u32 seed = 4711;
	unsigned int step;

	memset(used, 0, sizeof(used));
	memset(slots, 0, sizeof(slots));
	borrow(test);
	for (step = 0; step < 3000; step++) {
		struct slot *slot = &slots[next_random(&seed) % ARRAY_SIZE(slots)];

		if (slot->page) {
			KUNIT_ASSERT_TRUE(test, mark(used, slot->page, slot->order, 1, 0));
			__free_pages(slot->page, slot->order);
			nr_used -= 1UL << slot->order;
			slot->page = NULL;
		} else {
			slot->order = next_random(&seed) % 6;
			slot->page = take(slot->order);
			if (slot->page) {
				KUNIT_ASSERT_TRUE(test, mark(used, slot->page, slot->order, 0, 1));
				nr_used += 1UL << slot->order;
			}
		}
		KUNIT_ASSERT_EQ(test, test_zone.nr_free_pages, TEST_PAGES - nr_used);
		KUNIT_ASSERT_EQ(test, page_zone_validate(&test_zone), 0);
		if (step % 256 == 0)
			KUNIT_ASSERT_EQ(test, page_alloc_validate(), 0);
	}
	for (step = 0; step < ARRAY_SIZE(slots); step++) {
		if (slots[step].page)
			__free_pages(slots[step].page, slots[step].order);
	}
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

/* Expect that @call is reported once and does not change the number of free pages. */
#define EXPECT_REFUSED(test, call)						\
do {										\
	unsigned long __warned = warnings_seen(), __nr = test_zone.nr_free_pages;	\
										\
	call;									\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned + 1);			\
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, __nr);			\
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);		\
} while (0)

/*
 * The smallest offset that the test adds to a struct page pointer to make it invalid.  With the
 * address sanitizer, the pointer must remain aligned: otherwise the sanitizer ends the process.
 */
#define LEAST_OFFSET	(IS_ENABLED(CONFIG_HOST_SANITIZE_ADDRESS) ? sizeof(long) : 1UL)

static void page_alloc_test_misuse(struct kunit *test)
{
	struct page *page, *other;

	borrow(test);
	page = take(3);
	other = take(0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, other);

	EXPECT_REFUSED(test, __free_pages(page, 2));
	EXPECT_REFUSED(test, __free_pages(page, 4));
	EXPECT_REFUSED(test, __free_pages(page + 1, 0));
	EXPECT_REFUSED(test, __free_pages(page + 4, 2));
	EXPECT_REFUSED(test, __free_pages(NULL, 0));
	EXPECT_REFUSED(test, __free_pages(page_map.base, 0));
	EXPECT_REFUSED(test, __free_pages(pfn_to_page(PFN_DOWN(memblock_end_of_DRAM())) +
					  2 * MAX_ORDER_NR_PAGES, 0));
	set_page_private(other, ULONG_MAX);
	for (unsigned long offset = LEAST_OFFSET; offset < sizeof(*page); offset += offset) {
		struct page *inside = (struct page *)((unsigned long)other + offset);

		EXPECT_REFUSED(test, __free_pages(inside, 0));
		EXPECT_REFUSED(test, __free_page(inside));
		EXPECT_REFUSED(test, __free_pages(inside, MAX_PAGE_ORDER));
		EXPECT_REFUSED(test, put_page(inside));
		EXPECT_REFUSED(test, get_page(inside));
		EXPECT_REFUSED(test, set_page_count(inside, 2));
		EXPECT_REFUSED(test, split_page(inside, 0));
	}
	for (unsigned long offset = 1; offset < PAGE_SIZE; offset += offset) {
		EXPECT_REFUSED(test, free_pages((unsigned long)page_address(other) + offset, 0));
		EXPECT_REFUSED(test, free_pages_exact(page_address(other) + offset, PAGE_SIZE));
	}
	__SetPageSlab(page);
	EXPECT_REFUSED(test, __free_pages(page, 3));
	__ClearPageSlab(page);

	__free_pages(page, 3);
	EXPECT_REFUSED(test, __free_pages(page, 3));
	EXPECT_REFUSED(test, __free_pages(page + 4, 2));
	EXPECT_REFUSED(test, put_page(page));
	EXPECT_REFUSED(test, get_page(page));
	__free_page(other);
	EXPECT_REFUSED(test, __free_page(other));
	EXPECT_REFUSED(test, __free_page(test_block));
	EXPECT_REFUSED(test, free_pages((unsigned long)page_address(other), 0));
	free_pages(0, 3);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

/*
 * Pages that memblock reserved cannot be freed.  The test tries to free the first page of the first
 * reservation in RAM.
 */
static void page_alloc_test_reserved(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	phys_addr_t start, end;
	u64 i;

	for_each_reserved_mem_range(i, &start, &end) {
		if (!memblock_is_map_memory(start) || end - start < 2 * PAGE_SIZE)
			continue;
		__free_page(phys_to_page(PAGE_ALIGN(start)));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
		return;
	}
}

static void page_alloc_test_requests(struct kunit *test)
{
	static const gfp_t refused[] = {
		GFP_KERNEL | __GFP_DMA | __GFP_DMA32,
		GFP_KERNEL | __GFP_DMA32 | __GFP_HIGHMEM,
		GFP_KERNEL | __GFP_NOFAIL | __GFP_NORETRY,
		GFP_ATOMIC | __GFP_NOFAIL,
		GFP_KERNEL | __GFP_MOVABLE | __GFP_RECLAIMABLE,
		GFP_KERNEL | (__force gfp_t)(1U << __GFP_BITS_SHIFT),
	};
	unsigned int i;

	borrow(test);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		EXPECT_REFUSED(test, KUNIT_EXPECT_NULL(test, alloc_page(refused[i])));
	EXPECT_REFUSED(test, KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER + 1)));
	EXPECT_REFUSED(test, KUNIT_EXPECT_EQ(test, __get_free_page(GFP_HIGHUSER), 0UL));
	i = warnings_seen();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, MAX_PAGE_ORDER + 1));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, ~0U));
	KUNIT_EXPECT_EQ(test, warnings_seen(), (unsigned long)i);
}

static void page_alloc_test_flags(struct kunit *test)
{
	static const gfp_t fine[] = {
		GFP_KERNEL, GFP_ATOMIC, GFP_NOWAIT, GFP_NOIO, GFP_NOFS, GFP_USER, GFP_HIGHUSER,
		GFP_HIGHUSER_MOVABLE, GFP_KERNEL | __GFP_NOFAIL, GFP_KERNEL | __GFP_NORETRY,
		GFP_KERNEL | __GFP_THISNODE, GFP_KERNEL | __GFP_RETRY_MAYFAIL,
		GFP_KERNEL | __GFP_MEMALLOC, GFP_KERNEL | __GFP_RECLAIMABLE,
	};
	nodemask_t mask = {};
	struct page *page;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fine); i++) {
		if (fine[i] & __GFP_THISNODE && numa_mem_id() != numa_node_id())
			continue;
		page = alloc_page(fine[i]);
		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_page(page);
	}
	KUNIT_EXPECT_TRUE(test, gfp_zone(GFP_KERNEL | GFP_DMA) == ZONE_DMA);
	KUNIT_EXPECT_TRUE(test, gfp_zone(GFP_KERNEL | GFP_DMA32) == ZONE_DMA32);
	KUNIT_EXPECT_TRUE(test, gfp_zone(GFP_KERNEL | __GFP_MOVABLE) == ZONE_NORMAL);
	KUNIT_EXPECT_TRUE(test, gfp_zone(GFP_HIGHUSER) == ZONE_HIGHMEM);
	KUNIT_EXPECT_TRUE(test, gfp_zone(GFP_HIGHUSER_MOVABLE) == ZONE_MOVABLE);

	KUNIT_EXPECT_NULL(test, __alloc_pages(GFP_NOWAIT, 0, 0, &mask));
	mask.bits[0] = 1;
	page = __alloc_pages(GFP_KERNEL, 0, NUMA_NO_NODE, &mask);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_to_nid(page), 0);
	KUNIT_EXPECT_TRUE(test, populated_zone(page_zone(page)));
	__free_page(page);
}

static void page_alloc_test_zero(struct kunit *test)
{
	unsigned int order, round;
	unsigned long addr;

	for (order = 0; order <= 3; order++) {
		for (round = 0; round < 2; round++) {
			size_t size = PAGE_SIZE << order;
			void *mem = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, order);

			KUNIT_ASSERT_NOT_NULL(test, mem);
			KUNIT_EXPECT_NULL(test, memchr_inv(mem, 0, size));
			memset(mem, 0xff, size);
			free_pages((unsigned long)mem, order);
		}
	}
	addr = get_zeroed_page(GFP_ATOMIC);
	KUNIT_EXPECT_NE(test, addr, 0UL);
	if (addr)
		KUNIT_EXPECT_NULL(test, memchr_inv((void *)addr, 0, PAGE_SIZE));
	free_page(addr);
}

static void page_alloc_test_split(struct kunit *test)
{
	struct page *page;
	unsigned int i;

	borrow(test);
	page = take(3);
	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 3);
	for (i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, page_count(page + i), 1);
		KUNIT_EXPECT_PTR_EQ(test, compound_head(page + i), page + i);
	}
	EXPECT_REFUSED(test, __free_pages(page, 3));
	for (i = 0; i < 8; i++) {
		__free_page(page + (i * 5 & 7));
		KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	}
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, (unsigned long)TEST_PAGES);
	EXPECT_REFUSED(test, split_page(test_block, TEST_ORDER));
}

/* Convert between struct page, frame number, address and physical address. */
static void page_alloc_test_addresses(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2), *last = nth_page(page, 3);
	u8 *address;

	KUNIT_ASSERT_NOT_NULL(test, page);
	address = lowmem_page_address(page);
	KUNIT_EXPECT_PTR_EQ(test, address, page_address(page));
	KUNIT_EXPECT_PTR_EQ(test, lowmem_page_address(last), address + 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page_to_pfn(last), virt_to_pfn(address) + 3);
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(virt_to_phys(address) + 5), address + 5);
	KUNIT_EXPECT_EQ(test, virt_to_phys(address),
			PFN_PHYS(virt_to_pfn(address + PAGE_SIZE - 1)));
	KUNIT_EXPECT_EQ(test, PFN_ALIGN(address + 1), (unsigned long)address + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, PFN_ALIGN(address), (unsigned long)address);
	KUNIT_EXPECT_EQ(test, PAGE_ALIGN_DOWN((unsigned long)address + PAGE_SIZE - 1),
			(unsigned long)address);
	KUNIT_EXPECT_EQ(test, page_shift(page), PAGE_SHIFT + 2U);
	KUNIT_EXPECT_EQ(test, offset_in_page(address + PAGE_SIZE + 9), 9UL);
	KUNIT_EXPECT_TRUE(test,
			  virt_addr_valid(address) && !virt_addr_valid(&page_alloc_test_addresses));
	KUNIT_EXPECT_EQ(test, PFN_UP(PAGE_SIZE + 1), 2UL);
	KUNIT_EXPECT_EQ(test, PFN_DOWN(2 * PAGE_SIZE - 1), 1UL);
	KUNIT_EXPECT_EQ(test, PHYS_PFN(PFN_PHYS(1UL << 40)), 1UL << 40);
	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(4 * PAGE_SIZE), 2);
	KUNIT_EXPECT_EQ(test, get_order(4 * PAGE_SIZE + 1), 3);
	memset(address, 0x5a, 3 * PAGE_SIZE);
	clear_page(address);
	KUNIT_EXPECT_NULL(test, memchr_inv(address, 0, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, address[PAGE_SIZE], 0x5a);
	copy_page(address + PAGE_SIZE, address);
	KUNIT_EXPECT_NULL(test, memchr_inv(address, 0, 2 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, address[2 * PAGE_SIZE], 0x5a);
	__free_pages(page, 2);
}

/* __get_dma_pages() and alloc_pages() with GFP_DMA allocate from the same zone. */
static void page_alloc_test_dma_pages(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | GFP_DMA, 1);
	unsigned long address = __get_dma_pages(GFP_KERNEL | __GFP_ZERO, 1);

	KUNIT_EXPECT_TRUE(test, page && address);
	if (page && address) {
		KUNIT_EXPECT_EQ(test, zone_idx(page_zone(virt_to_page((void *)address))),
				zone_idx(page_zone(page)));
		KUNIT_EXPECT_NULL(test, memchr_inv((void *)address, 0, 2 * PAGE_SIZE));
	}
	free_pages(address, 1);
	if (page)
		__free_pages(page, 1);
}

static void page_alloc_test_exact(struct kunit *test)
{
	unsigned long nr, freed;

	for (nr = 1; nr <= 33; nr++) {
		size_t size = nr * PAGE_SIZE - 100;
		void *mem = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);

		KUNIT_ASSERT_NOT_NULL(test, mem);
		KUNIT_EXPECT_NULL(test, memchr_inv(mem, 0, nr * PAGE_SIZE));
		memset(mem, 0x77, nr * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		freed = nr_free_pages();
		free_pages_exact(mem, size);
		KUNIT_EXPECT_EQ(test, nr_free_pages() - freed, nr);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		freed = warnings_seen();
		free_pages_exact(mem, size);
		KUNIT_EXPECT_EQ(test, warnings_seen(), freed + 1);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(0, GFP_KERNEL));
}

static void page_alloc_test_compound(struct kunit *test)
{
	unsigned int order, i;

	settled_free_pages();
	for (order = 1; order <= 5; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
		unsigned long warned = warnings_seen(), nr = nr_free_pages();

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_TRUE(test, PageHead(page));
		KUNIT_EXPECT_FALSE(test, PageTail(page));
		KUNIT_EXPECT_EQ(test, compound_order(page), order);
		KUNIT_EXPECT_EQ(test, page_size(page), PAGE_SIZE << order);
		for (i = 1; i < 1U << order; i++) {
			KUNIT_EXPECT_TRUE(test, PageTail(page + i));
			KUNIT_EXPECT_PTR_EQ(test, compound_head(page + i), page);
			KUNIT_EXPECT_EQ(test, page_count(page + i), 1);
		}
		KUNIT_EXPECT_PTR_EQ(test, virt_to_head_page(page_address(page) + PAGE_SIZE + 5),
				    page);
		split_page(page, order);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);

		/* A reference to a tail page keeps all pages of the block allocated. */
		get_page(page + 1);
		KUNIT_EXPECT_EQ(test, page_count(page), 2);
		put_page(page);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), nr);
		put_page(page + (1U << order) - 1);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), nr + (1UL << order));
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	}
}

static void free_all_but(struct page **pages, unsigned long nr, struct page *kept)
{
	for (unsigned long i = 0; i < nr; i++) {
		if (pages[i] && pages[i] != kept)
			__free_page(pages[i]);
	}
}

/*
 * alloc_pages_bulk() does not change entries that contain a page already, and fills the other
 * entries in order.  At the end, all pages are freed.
 */
static void page_alloc_test_bulk(struct kunit *test)
{
	enum { NR = 100 };
	static struct page *pages[NR];
	unsigned long nr_free = settled_free_pages(), i, j;
	struct page *mine = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mine);
	for (unsigned long nr = 0; nr <= NR; nr += nr < 20 ? 1 : 16) {
		memset(pages, 0, sizeof(pages));
		if (nr > 5)
			pages[0] = pages[5] = mine;
		i = alloc_pages_bulk(GFP_KERNEL, nr, pages);
		ASSERT_OR(test, i == nr, free_all_but(pages, i, mine); __free_page(mine));
		for (i = 0; i < nr; i++) {
			KUNIT_ASSERT_NOT_NULL(test, pages[i]);
			KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
			for (j = 0; j < i; j++)
				KUNIT_EXPECT_TRUE(test, pages[i] != pages[j] || pages[i] == mine);
			memset(page_address(pages[i]), 0x5a, 16);
		}
		KUNIT_EXPECT_TRUE(test, nr == NR || !pages[nr]);
		KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, nr, pages), nr);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		if (nr > 5) {
			get_page(mine);
			get_page(mine);
		}
		release_pages(pages, nr);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		KUNIT_EXPECT_EQ(test, page_count(mine), 1);
	}
	memset(pages, 0, sizeof(pages));
	j = alloc_pages_bulk_array(GFP_KERNEL | GFP_DMA32 | __GFP_ZERO, 3, pages);
	KUNIT_EXPECT_EQ(test, j, 3UL);
	for (i = 0; i < j; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(page_address(pages[i]), 0, PAGE_SIZE));
	release_pages(pages, j);
	__free_page(mine);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), nr_free);
}

/*
 * Blocks are allocated from the lists of this CPU, and freed to these lists.  A second free of a
 * block is refused.
 */
static void page_alloc_test_lists(struct kunit *test)
{
	static struct page *pages[200];
	unsigned long nr_free, warned;

	settled_free_pages();
	for (unsigned int order = 0; order <= 4; order++) {
		for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
			gfp_t gfp = GFP_KERNEL | (__force gfp_t)(mt * ___GFP_MOVABLE);
			unsigned int nr = ARRAY_SIZE(pages) >> order, i;

			nr_free = nr_free_pages();
			for (i = 0; i < nr; i++) {
				pages[i] = alloc_pages(gfp, order);
				ASSERT_OR(test, pages[i],
					  while (i) __free_pages(pages[--i], order));
			}
			KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
			KUNIT_EXPECT_EQ(test, nr_free_pages(), nr_free - (nr << order));
			for (i = 0; i < nr; i++)
				__free_pages(pages[i * 7 % nr], order);
			KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
			KUNIT_EXPECT_EQ(test, nr_free_pages(), nr_free);
			warned = warnings_seen();
			__free_pages(pages[0], order);
			__free_pages(pages[nr / 2], order);
			KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
		}
	}
	nr_free = pcp_pages();
	pcp_drain_all();
	if (nr_free)
		KUNIT_EXPECT_LT(test, pcp_pages(), nr_free);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	pcp_disable();
	pages[0] = alloc_page(GFP_KERNEL);
	if (pages[0])
		__free_page(pages[0]);
	KUNIT_EXPECT_EQ(test, pcp_pages(), 0UL);
	pcp_enable();
	pages[0] = alloc_page(GFP_KERNEL);
	if (pages[0])
		__free_page(pages[0]);
	if (nr_free)
		KUNIT_EXPECT_GT(test, pcp_pages(), 0UL);
}

static void page_alloc_test_references(struct kunit *test)
{
	struct page *page;

	borrow(test);
	page = take(2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(page);
	KUNIT_EXPECT_TRUE(test, get_page_unless_zero(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 3);
	EXPECT_REFUSED(test, get_page(page + 1));

	/*
	 * Free a block that has two more references.  Its pages become free when the last reference
	 * is dropped.
	 */
	__free_pages(page, 2);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	put_page(page);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, TEST_PAGES - 4UL);
	put_page(page);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, (unsigned long)TEST_PAGES);
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));

	/*
	 * After put_page_testzero() drops the last reference of a page, no other call can free the
	 * page.
	 */
	page = take(0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, put_page_testzero(page));
	EXPECT_REFUSED(test, put_page(page));
	EXPECT_REFUSED(test, __free_page(page));
	init_page_count(page);
	__free_page(page);
}

/* All callers share the page of zeroes. */
static void page_alloc_test_zero_page(struct kunit *test)
{
	struct page *page = ZERO_PAGE(0);

	KUNIT_EXPECT_PTR_EQ(test, page, ZERO_PAGE(0));
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0, PAGE_SIZE));
}

static void page_alloc_test_reports(struct kunit *test)
{
	static struct text text;
	struct seq_file m = { .write = text_write, .private = &text };
	struct sysinfo info;
	char names[128];

	if (!IS_ENABLED(CONFIG_MM_REPORTS) || !IS_ENABLED(CONFIG_MM_VERBOSE))
		kunit_skip(test, "the image has no reports");
	memset(&text, 0, sizeof(text));
	buddyinfo_show(&m);
	KUNIT_EXPECT_EQ(test, memcmp(text.buf, "Node 0, zone ", 13), 0);
	KUNIT_EXPECT_EQ(test, text.buf[text.used - 1], '\n');
	meminfo_show(&m);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text.buf, "MemFree:  "));
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));

	si_meminfo(&info);
	KUNIT_EXPECT_EQ(test, info.totalram, totalram_pages());
	KUNIT_EXPECT_LE(test, info.freeram, info.totalram);
	KUNIT_EXPECT_EQ(test, info.mem_unit, (u32)PAGE_SIZE);

	KUNIT_EXPECT_STREQ(test, page_report_gfp(GFP_KERNEL | __GFP_ZERO, names, sizeof(names)),
			   "GFP_KERNEL|__GFP_ZERO");
	KUNIT_EXPECT_STREQ(test, page_report_gfp(GFP_ATOMIC | __GFP_COMP, names, sizeof(names)),
			   "GFP_ATOMIC|__GFP_COMP");
	KUNIT_EXPECT_STREQ(test, page_report_gfp(0, names, sizeof(names)), "0x0");
}

#ifdef CONFIG_FAIL_PAGE_ALLOC
static void page_alloc_test_fail_nth(struct kunit *test)
{
	struct page *pages[3];
	unsigned int i;

	WRITE_ONCE(fail_page_alloc.nth, 2);
	for (i = 0; i < 3; i++)
		pages[i] = alloc_page(GFP_NOWAIT);
	KUNIT_EXPECT_EQ(test, fail_page_alloc.nth, 0UL);
	KUNIT_EXPECT_NOT_NULL(test, pages[0]);
	KUNIT_EXPECT_NULL(test, pages[1]);
	KUNIT_EXPECT_NOT_NULL(test, pages[2]);
	__free_page(pages[0]);
	__free_page(pages[2]);
}

static void page_alloc_test_fail_attr(struct kunit *test)
{
	struct fault_attr attr = FAULT_ATTR_INITIALIZER;
	unsigned int i, failed = 0;

	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_TRUE(test, setup_fault_attr(&attr, "2,100,0,-1"));
	for (i = 0; i < 10; i++)
		failed += should_fail(&attr, 1);
	KUNIT_EXPECT_EQ(test, failed, 5U);
	KUNIT_EXPECT_TRUE(test, setup_fault_attr(&attr, "1,100,10,3"));
	for (i = 0, failed = 0; i < 20; i++)
		failed += should_fail(&attr, 4) && i >= 2;
	KUNIT_EXPECT_EQ(test, failed, 3U);
	KUNIT_EXPECT_FALSE(test, setup_fault_attr(&attr, "1,100,10"));
	KUNIT_EXPECT_FALSE(test, setup_fault_attr(&attr, "1,x,10,3"));
}
#endif

/*
 * A test cannot borrow a second zone, because the pages of both zones would appear to be in one
 * zone.
 */
static void page_alloc_test_one_loan(struct kunit *test)
{
	static struct zone second;
	struct page *other = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, other);
	err = borrow_zone(&test_zone, &test_block, 1);
	KUNIT_EXPECT_EQ(test, err, 0);
	if (!err)
		KUNIT_EXPECT_EQ(test, page_zone_borrow(&second, &other, 1), -EBUSY);
	__free_pages(other, MAX_PAGE_ORDER);
}

static struct kunit_case page_alloc_test_cases[] = {
	KUNIT_CASE(page_alloc_test_every_order),
	KUNIT_CASE(page_alloc_test_one_loan),
	KUNIT_CASE(page_alloc_test_join_types),
	KUNIT_CASE(page_alloc_test_highatomic),
	KUNIT_CASE(page_alloc_test_exhaustion),
	KUNIT_CASE(page_alloc_test_claim),
	KUNIT_CASE(page_alloc_test_random),
	KUNIT_CASE(page_alloc_test_misuse),
	KUNIT_CASE(page_alloc_test_reserved),
	KUNIT_CASE(page_alloc_test_requests),
	KUNIT_CASE(page_alloc_test_flags),
	KUNIT_CASE(page_alloc_test_zero),
	KUNIT_CASE(page_alloc_test_split),
	KUNIT_CASE(page_alloc_test_addresses),
	KUNIT_CASE(page_alloc_test_dma_pages),
	KUNIT_CASE(page_alloc_test_exact),
	KUNIT_CASE(page_alloc_test_compound),
	KUNIT_CASE(page_alloc_test_bulk),
	KUNIT_CASE(page_alloc_test_lists),
	KUNIT_CASE(page_alloc_test_references),
	KUNIT_CASE(page_alloc_test_zero_page),
	KUNIT_CASE(page_alloc_test_reports),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(page_alloc_test_fail_nth),
	KUNIT_CASE(page_alloc_test_fail_attr),
#endif
	{}
};

static struct kunit_suite page_alloc_test_suite = {
	.name = "page_alloc",
	.init = page_alloc_test_init,
	.exit = page_alloc_test_exit,
	.test_cases = page_alloc_test_cases,
};
kunit_test_suite(page_alloc_test_suite);

kunit_validator(page_alloc, page_alloc_validate);
