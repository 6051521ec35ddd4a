// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of memory that is added while the machine runs.  If the boot argument mem= limits the
 * memory, the device tree describes more RAM than the machine uses, and the test cases add that
 * RAM.  Added memory cannot be removed, so each case adds another range.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "mm/pages/pages.h"

#define PIECE	max(1UL * SZ_8M, memory_block_size_bytes())

/*
 * Start and end address of the RAM that the machine does not use.  They are equal if there is no
 * such RAM.
 */
static u64 spare_start, spare_end;

static int hotplug_test_init(struct kunit *test)
{
	struct device_node *np = of_find_node_by_type(NULL, "memory");
	struct resource res;

	if (!np || of_address_to_resource(np, 0, &res))
		return -ENODEV;
	of_node_put(np);
	spare_start = ALIGN(memblock_end_of_DRAM(), memory_block_size_bytes());
	spare_end = res.start <= spare_start && spare_start <= res.end ? res.end + 1 : spare_start;
	return 0;
}

static u64 spare(struct kunit *test, u64 size)
{
	if (spare_end - spare_start < size)
		kunit_skip(test, "the machine has no RAM that it does not use: start it with mem=");
	return spare_start;
}

static void expect_refused(struct kunit *test, int nid, u64 start, u64 size, mhp_t flags, int err)
{
	unsigned long pages = totalram_pages(), linear_end = vm_layout.linear_end;

	KUNIT_EXPECT_EQ(test, add_memory(nid, start, size, flags), err);
	KUNIT_EXPECT_EQ(test, totalram_pages(), pages);
	KUNIT_EXPECT_EQ(test, vm_layout.linear_end, linear_end);
}

static void hotplug_test_refused(struct kunit *test)
{
	u64 block = memory_block_size_bytes(), end = ALIGN(memblock_end_of_DRAM(), block);
	u64 first = memblock_start_of_DRAM();

	expect_refused(test, 0, end, 0, MHP_NONE, -EINVAL);
	expect_refused(test, 0, end + PAGE_SIZE, block, MHP_NONE, -EINVAL);
	expect_refused(test, 0, end, block + PAGE_SIZE, MHP_NONE, -EINVAL);
	expect_refused(test, 0, end, -block, MHP_NONE, -EINVAL);
	expect_refused(test, 0, end, block, 1, -EINVAL);
	expect_refused(test, -1, end, block, MHP_NONE, -EINVAL);
	expect_refused(test, MAX_NUMNODES, end, block, MHP_NONE, -EINVAL);
	expect_refused(test, 0, first, block, MHP_NONE, -EEXIST);
	expect_refused(test, 0, end - 2 * block, 4 * block, MHP_NONE, -EEXIST);
	expect_refused(test, 0, 1ULL << 60, block, MHP_NONE, -E2BIG);
}

static unsigned int told[3];

static int remember(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct memory_notify *what = data;

	told[0] += action == MEM_GOING_ONLINE && PFN_PHYS(what->start_pfn) == spare_start;
	told[1] += action == MEM_ONLINE && what->nr_pages == PIECE / PAGE_SIZE;
	told[2] += action == MEM_CANCEL_ONLINE;
	return nb->priority && action == MEM_GOING_ONLINE ? notifier_from_errno(-EBUSY) : NOTIFY_OK;
}

static void hotplug_test_notifiers(struct kunit *test)
{
	struct notifier_block yes = { .notifier_call = remember };
	struct notifier_block no = { .notifier_call = remember, .priority = 1 };
	u64 start = spare(test, PIECE);

	memset(told, 0, sizeof(told));
	KUNIT_ASSERT_EQ(test, register_memory_notifier(&yes), 0);
	KUNIT_ASSERT_EQ(test, register_memory_notifier(&no), 0);
	expect_refused(test, 0, start, PIECE, MHP_NONE, -EBUSY);
	KUNIT_EXPECT_EQ(test, told[0], 1U);
	KUNIT_EXPECT_EQ(test, told[1], 0U);
	KUNIT_EXPECT_EQ(test, told[2], 2U);
	unregister_memory_notifier(&no);
	KUNIT_EXPECT_EQ(test, add_memory(0, start, PIECE, MHP_NONE), 0);
	KUNIT_EXPECT_EQ(test, told[0], 2U);
	KUNIT_EXPECT_EQ(test, told[1], 1U);
	unregister_memory_notifier(&yes);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC
/* Return true if the linear map has an entry for the address @start. */
static bool is_mapped(u64 start)
{
	struct pgtable_range range;

	return pgtable_lookup(&kernel_pgtable, (unsigned long)__va(start), &range);
}

/*
 * Call add_memory() for the first range repeatedly.  In the n-th call, the n-th allocation fails,
 * until a call succeeds.
 */
static void hotplug_test_no_memory(struct kunit *test)
{
	u64 start = spare(test, PIECE);
	bool linear = start < __pa_linear(vm_layout.linear_limit);
	unsigned int nth = 0;
	int err;

	do {
		unsigned long pages = totalram_pages();

		WRITE_ONCE(fail_page_alloc.nth, ++nth);
		err = add_memory(0, start, PIECE, MHP_NONE);
		if (err) {
			KUNIT_EXPECT_EQ(test, err, -ENOMEM);
			KUNIT_EXPECT_EQ(test, totalram_pages(), pages);
			KUNIT_EXPECT_EQ(test, fail_page_alloc.nth, 0UL);
			if (linear)
				KUNIT_EXPECT_FALSE(test, is_mapped(start));
		}
	} while (err && nth < 100);
	WRITE_ONCE(fail_page_alloc.nth, 0);
	KUNIT_EXPECT_EQ(test, err, 0);
	/* Adding the range needs at least one allocation: a larger page map. */
	KUNIT_EXPECT_GT(test, nth, 1U);
}
#endif

/* Each new page can be allocated, keeps its contents, and can be freed. */
static void hotplug_test_use(struct kunit *test)
{
	u64 start = spare(test, PIECE), end = start + PIECE;
	unsigned long total = totalram_pages(), seen = 0, damaged = 0, all;
	struct page *pile = NULL, *page;

	KUNIT_ASSERT_EQ(test, add_memory(0, start, PIECE, MHP_NONE), 0);
	all = totalram_pages() - total;
	KUNIT_EXPECT_EQ(test, all,
			PIECE / PAGE_SIZE - PIECE / PAGE_SIZE * sizeof(*page) / PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	while ((page = alloc_page(GFP_HIGHUSER_MOVABLE & ~__GFP_RECLAIM))) {
		set_page_private(page, (unsigned long)pile);
		pile = page;
		if (page_address(page))
			*(u64 *)page_address(page) = page_to_phys(page);
	}
	while (pile) {
		page = pile;
		pile = (struct page *)page_private(page);
		set_page_private(page, 0);
		if (page_address(page))
			damaged += *(u64 *)page_address(page) != page_to_phys(page);
		seen += page_to_phys(page) >= start && page_to_phys(page) < end;
		__free_page(page);
	}
	/*
	 * The requests above must not use the pages of the reserve, so @seen may be less than @all.
	 */
	KUNIT_EXPECT_GT(test, seen, all - all / 8);
	KUNIT_EXPECT_EQ(test, damaged, 0UL);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

/*
 * Add all remaining RAM to the last node.  After that, a block of the highest order can be
 * allocated from the new RAM.
 */
static void hotplug_test_rest(struct kunit *test)
{
	u64 start = spare(test, PIECE),
	    size = ALIGN_DOWN(spare_end - start, memory_block_size_bytes());
	unsigned long total = totalram_pages();
	struct zone *zone = page_pfn_zone(PFN_DOWN(start));
	struct page *page;

	KUNIT_EXPECT_NULL(test, zone);
	KUNIT_EXPECT_FALSE(test, pfn_valid(PFN_DOWN(start)));
	KUNIT_ASSERT_EQ(test, add_memory(MAX_NUMNODES - 1, start, size, MHP_NONE), 0);
	KUNIT_EXPECT_GE(test, totalram_pages(), total + size / PAGE_SIZE - size / PAGE_SIZE / 128);
	zone = page_pfn_zone(PFN_DOWN(start + size - 1));
	KUNIT_ASSERT_NOT_NULL(test, zone);
	KUNIT_EXPECT_EQ(test, zone_to_nid(zone), MAX_NUMNODES - 1);
	KUNIT_EXPECT_TRUE(test, node_state(MAX_NUMNODES - 1, N_MEMORY));
	KUNIT_EXPECT_LE(test, vm_layout.linear_end, vm_layout.linear_limit);
	page = alloc_pages_node(MAX_NUMNODES - 1,
				GFP_HIGHUSER_MOVABLE | __GFP_THISNODE | __GFP_ZERO, MAX_PAGE_ORDER);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_pages(page, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

static const struct kunit_case hotplug_test_cases[] = {
	KUNIT_CASE(hotplug_test_refused),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(hotplug_test_no_memory),
#endif
	KUNIT_CASE(hotplug_test_notifiers),
	KUNIT_CASE(hotplug_test_use),
	KUNIT_CASE(hotplug_test_rest),
	{}
};

static struct kunit_suite hotplug_suite = {
	.name = "hotplug",
	.init = hotplug_test_init,
	.test_cases = hotplug_test_cases,
};
kunit_test_suite(hotplug_suite);
