// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the pages of memory balloons. */

#include <kunit/test.h>
#include <linux/balloon_compaction.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page_reporting.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#include "../said.h"

#define NR_PAGES	5

static struct balloon_dev_info balloon;
static struct page *pages[NR_PAGES];

static unsigned long events(enum vm_event_item item)
{
	static unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

static int balloon_test_init(struct kunit *test)
{
	bool all = true;

	balloon_devinfo_init(&balloon);
	for (unsigned int i = 0; i < NR_PAGES; i++) {
		pages[i] = balloon_page_alloc();
		all &= pages[i] != NULL;
	}
	return all ? 0 : -ENOMEM;
}

static void balloon_test_exit(struct kunit *test)
{
	for (unsigned int i = 0; i < NR_PAGES; i++) {
		if (pages[i])
			put_page(pages[i]);
	}
}

/* A balloon is a stack, and has the only reference to each page. */
static void balloon_test_stack(struct kunit *test)
{
	unsigned long inflated = events(BALLOON_INFLATE), deflated = events(BALLOON_DEFLATE);

	for (unsigned int i = 0; i < NR_PAGES; i++)
		balloon_page_enqueue(&balloon, pages[i]);
	KUNIT_EXPECT_EQ(test, events(BALLOON_INFLATE), inflated + NR_PAGES);
	KUNIT_EXPECT_EQ(test, events(BALLOON_DEFLATE), deflated);
	for (unsigned int i = NR_PAGES; i--;) {
		KUNIT_EXPECT_PTR_EQ(test, balloon_page_dequeue(&balloon), pages[i]);
		KUNIT_EXPECT_EQ(test, page_ref_count(pages[i]), 1);
	}
	KUNIT_EXPECT_EQ(test, events(BALLOON_INFLATE), inflated + NR_PAGES);
	KUNIT_EXPECT_EQ(test, events(BALLOON_DEFLATE), deflated + NR_PAGES);
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, balloon_page_dequeue(&balloon)));
	EXPECT_SAID(test, "the balloon has no page");
	KUNIT_EXPECT_EQ(test, events(BALLOON_DEFLATE), deflated + NR_PAGES);
}

/* Lists of pages: all pages are moved, and no more than there are, without a warning. */
static void balloon_test_lists(struct kunit *test)
{
	unsigned long warned = warnings_seen(), inflated = events(BALLOON_INFLATE);
	LIST_HEAD(list);

	KUNIT_EXPECT_NULL(test, balloon_page_pop(&list));
	KUNIT_EXPECT_EQ(test, balloon_page_enqueue_list(&balloon, &list), (size_t)0);
	KUNIT_EXPECT_EQ(test, balloon_page_dequeue_list(&balloon, &list, 1), (size_t)0);
	for (unsigned int i = 0; i < NR_PAGES; i++)
		balloon_page_push(&list, pages[i]);
	KUNIT_EXPECT_EQ(test, balloon_page_enqueue_list(&balloon, &list), (size_t)NR_PAGES);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	KUNIT_EXPECT_EQ(test, events(BALLOON_INFLATE), inflated + NR_PAGES);

	/* The list was a stack, so that the first page is the one that entered the balloon last. */
	KUNIT_EXPECT_EQ(test, balloon_page_dequeue_list(&balloon, &list, 2), (size_t)2);
	KUNIT_EXPECT_PTR_EQ(test, balloon_page_pop(&list), pages[1]);
	KUNIT_EXPECT_PTR_EQ(test, balloon_page_pop(&list), pages[0]);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	KUNIT_EXPECT_EQ(test, balloon_page_dequeue_list(&balloon, &list, NR_PAGES),
			(size_t)NR_PAGES - 2);
	for (unsigned int i = NR_PAGES; i-- > 2;)
		KUNIT_EXPECT_PTR_EQ(test, balloon_page_pop(&list), pages[i]);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* The number of managed pages follows, and does not become negative. */
static void balloon_test_managed(struct kunit *test)
{
	unsigned long total = totalram_pages();
	struct zone *zone = page_zone(pages[0]);
	unsigned long managed = zone_managed_pages(zone);

	adjust_managed_page_count(pages[0], -1);
	KUNIT_EXPECT_EQ(test, zone_managed_pages(zone), managed - 1);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total - 1);
	adjust_managed_page_count(pages[0], -2);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total - 3);
	adjust_managed_page_count(pages[0], 3);
	KUNIT_EXPECT_EQ(test, zone_managed_pages(zone), managed);
	EXPECT_WARNS(test, adjust_managed_page_count(pages[0], -(long)managed - 1));
	KUNIT_EXPECT_EQ(test, zone_managed_pages(zone), managed);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total);
}

/* A driver cannot register for reports of free pages, and there is no swap space. */
static void balloon_test_absent(struct kunit *test)
{
	struct page_reporting_dev_info info = { .order = 0 };

	mark();
	KUNIT_EXPECT_EQ(test, page_reporting_register(&info), -EOPNOTSUPP);
	EXPECT_SAID(test, "page_reporting: free pages are not reported to the hypervisor");
	page_reporting_unregister(&info);
	KUNIT_EXPECT_EQ(test, total_swap_pages, 0L);
	KUNIT_EXPECT_EQ(test, get_nr_swap_pages(), 0L);
	KUNIT_EXPECT_EQ(test, events(PSWPIN) + events(PSWPOUT) + events(OOM_KILL), 0UL);
}

/* The member lru belongs to the owner: allocator and reference count do not change it. */
static void balloon_test_lru(struct kunit *test)
{
	struct page *page = pages[0];

	page->lru.next = (struct list_head *)0x1234;
	page->lru.prev = (struct list_head *)~0UL;
	set_page_private(page, 0x5678);
	get_page(page);
	put_page(page);
	put_page(pages[1]);
	pages[1] = balloon_page_alloc();
	KUNIT_EXPECT_EQ(test, (unsigned long)page->lru.next, 0x1234UL);
	KUNIT_EXPECT_EQ(test, (unsigned long)page->lru.prev, ~0UL);
	KUNIT_EXPECT_EQ(test, page_private(page), 0x5678UL);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
	set_page_private(page, 0);
}

static struct kunit_case balloon_test_cases[] = {
	KUNIT_CASE(balloon_test_stack),
	KUNIT_CASE(balloon_test_lists),
	KUNIT_CASE(balloon_test_managed),
	KUNIT_CASE(balloon_test_absent),
	KUNIT_CASE(balloon_test_lru),
	{}
};

static struct kunit_suite balloon_suite = {
	.name = "balloon",
	.init = balloon_test_init,
	.exit = balloon_test_exit,
	.test_cases = balloon_test_cases,
};
kunit_test_suite(balloon_suite);
