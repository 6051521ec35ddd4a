// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the effect of each flag in gfp_types.h.
 *
 * A private zone of the test replaces ZONE_DMA and ZONE_DMA32 in the zone lists, so that only this
 * zone serves requests with __GFP_DMA or __GFP_DMA32.  Its watermarks are round numbers, which make
 * counting easy.
 */

#include <internal/console.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/topology.h>
#include <linux/vmstat.h>

#include "mm/pages/pages.h"
#include "borrow.h"
#include "hoard.h"
#include "../warnings.h"

#define MIN_PAGES	100UL
#define LOW	150UL
#define HIGH	200UL
/* Number of free pages that requests for ZONE_DMA32 must not use. */
#define RESERVE	250UL

static struct zone zone;
static struct page *block;
static struct zonelist saved[2];
static struct hoard hoard;
static pg_data_t other_node;

static struct zonelist *list_of(enum zone_type type)
{
	return &NODE_DATA(numa_node_id())->node_zonelists[type];
}

static int gfp_test_init(struct kunit *test)
{
	hoard.shrinker = NULL;
	if (borrow_zone(&zone, &block, 1))
		return -ENOMEM;
	zone.zone_pgdat = NODE_DATA(numa_node_id());
	zone._watermark[WMARK_MIN] = MIN_PAGES;
	zone._watermark[WMARK_LOW] = LOW;
	zone._watermark[WMARK_HIGH] = HIGH;
	zone.lowmem_reserve[ZONE_DMA32] = RESERVE;
	for (int type = ZONE_DMA; type <= ZONE_DMA32; type++) {
		saved[type] = *list_of(type);
		*list_of(type) = (struct zonelist){ .zones = { &zone } };
	}
	if (!hoard_open(&hoard))
		return -ENOMEM;
	hoard.fill = GFP_DMA;
	return 0;
}

static void gfp_test_exit(struct kunit *test)
{
	hoard_close(&hoard);
	if (!block)
		return;
	for (int type = ZONE_DMA; type <= ZONE_DMA32; type++)
		*list_of(type) = saved[type];
	return_zone(test, &zone, &block, 1);
}

static bool is_inside(const struct page *page)
{
	return page >= block && page < block + MAX_ORDER_NR_PAGES;
}

/*
 * Skip the case if the node of this CPU has no memory.  Such a node has no kswapd, and the nearest
 * memory is on another node.
 */
static void skip_without_memory(struct kunit *test)
{
	if (numa_mem_id() != numa_node_id())
		kunit_skip(test, "this CPU's node has no memory");
}

/*
 * Allocate pages with the flags @gfp until the allocation fails, and free them.  Returns the number
 * of free pages that were left in the zone at the failure.
 */
static unsigned long left_by(gfp_t gfp)
{
	unsigned long left;

	WRITE_ONCE(hoard.generous, false);
	hoard.fill = gfp;
	hoard_fill(&hoard);
	left = zone.nr_free_pages;
	hoard_give(&hoard, ULONG_MAX);
	return left;
}

/*
 * A request with __GFP_DMA uses only memory of the test zone, even if other zones have enough free
 * memory.
 */
static void gfp_test_dma(struct kunit *test)
{
	struct page *page;

	hoard_fill(&hoard);
	KUNIT_EXPECT_EQ(test, hoard.nr_pages, MAX_ORDER_NR_PAGES - MIN_PAGES);
	for (page = hoard.pages[0]; page; page = (struct page *)page_private(page))
		KUNIT_EXPECT_TRUE(test, is_inside(page));
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_NOWARN));
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, is_inside(page));
	__free_page(page);
	page = alloc_page(GFP_HIGHUSER_MOVABLE);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, is_inside(page));
	__free_page(page);
}

/*
 * A GFP_DMA32 request could use a higher zone, so it must leave RESERVE more pages free in the test
 * zone than a GFP_DMA request.
 */
static void gfp_test_dma32(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA32), MIN_PAGES + RESERVE);
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA), MIN_PAGES);
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA32 | GFP_ATOMIC), 38 + RESERVE);
}

static void gfp_test_highmem(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	struct page *page = alloc_page(GFP_HIGHUSER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	/*
	 * __get_free_page() refuses __GFP_HIGHMEM, because a page of high memory may have no
	 * address.
	 */
	KUNIT_EXPECT_EQ(test, __get_free_page(GFP_HIGHUSER), 0UL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

/* Unmovable, movable and reclaimable pages are in separate page blocks. */
static void gfp_test_mobility(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned int mt;
	} kinds[] = {
		{ 0, MIGRATE_UNMOVABLE },
		{ __GFP_MOVABLE, MIGRATE_MOVABLE },
		{ __GFP_RECLAIMABLE, MIGRATE_RECLAIMABLE },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct page *page = alloc_page(GFP_DMA | kinds[i].gfp);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page->type & PGTY_MIGRATETYPE, kinds[i].mt);
		if (!page_group_by_mobility_disabled)
			KUNIT_EXPECT_EQ(test, pageblock_type(page), kinds[i].mt);
		__free_page(page);
	}
}

/*
 * Each kind of request may allocate until the number of free pages reaches a limit.  The expected
 * limits follow from zone_watermark_ok() in mm/pages/watermark.c, for a `min` watermark of 100
 * pages.
 */
static void gfp_test_reserves(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned long left;
		const char *name;
	} kinds[] = {
		{ 0, MIN_PAGES, "none" },
		{ GFP_NOWAIT & ~__GFP_KSWAPD_RECLAIM, MIN_PAGES, "NOWAIT" },
		{ GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM, 50,
		  "KERNEL, and half of the reserve at last" },
		{ __GFP_DIRECT_RECLAIM | __GFP_NORETRY, MIN_PAGES, "NORETRY" },
		{ __GFP_HIGH | __GFP_DIRECT_RECLAIM | __GFP_NORETRY, 50, "HIGH" },
		{ GFP_ATOMIC & ~__GFP_KSWAPD_RECLAIM, 38, "ATOMIC" },
		{ __GFP_HIGH | __GFP_NOMEMALLOC, 50, "ATOMIC, NOMEMALLOC" },
		{ __GFP_MEMALLOC, 0, "MEMALLOC" },
		{ __GFP_MEMALLOC | __GFP_NOMEMALLOC, MIN_PAGES, "MEMALLOC and NOMEMALLOC" },
		{ __GFP_WRITE, MIN_PAGES, "WRITE" },
		{ __GFP_HARDWALL, MIN_PAGES, "HARDWALL" },
		{ __GFP_MOVABLE, MIN_PAGES, "MOVABLE" },
		{ __GFP_RECLAIMABLE, MIN_PAGES, "RECLAIMABLE" },
		{ __GFP_ZERO, MIN_PAGES, "ZERO" },
	};
	unsigned int flags;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		KUNIT_EXPECT_EQ_MSG(test, left_by(GFP_DMA | kinds[i].gfp), kinds[i].left, "%s",
				    kinds[i].name);
	/* A thread that reclaims may use the same reserves as a request with __GFP_MEMALLOC. */
	flags = memalloc_noreclaim_save();
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA), 0UL);
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA | GFP_KERNEL), 0UL);
	KUNIT_EXPECT_EQ(test, left_by(GFP_DMA | __GFP_NOMEMALLOC), MIN_PAGES);
	/* A thread that reclaims does not start reclaim again. */
	hoard.fill = GFP_DMA;
	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, true);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_DIRECT_RECLAIM | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, hoard.calls, 0U);
	memalloc_noreclaim_restore(flags);
}

/*
 * A page that was allocated while the zone was below its watermark has the flag pfmemalloc until
 * the page is freed.
 */
static void gfp_test_pfmemalloc(struct kunit *test)
{
	struct page *pages[3];

	pages[0] = alloc_page(GFP_DMA | __GFP_MEMALLOC);
	hoard_fill(&hoard);
	pages[1] = alloc_page(GFP_DMA | __GFP_MEMALLOC);
	pages[2] = alloc_pages(GFP_DMA | __GFP_MEMALLOC | __GFP_COMP, 1);
	for (unsigned int i = 0; i < 3; i++) {
		if (pages[i])
			KUNIT_EXPECT_EQ(test, page_is_pfmemalloc(pages[i] + i / 2), i > 0);
	}
	if (pages[1]) {
		clear_page_pfmemalloc(pages[1]);
		KUNIT_EXPECT_FALSE(test, page_is_pfmemalloc(pages[1]));
		set_page_pfmemalloc(pages[1]);
		__free_page(pages[1]);
	}
	if (pages[2]) {
		KUNIT_EXPECT_TRUE(test, PageCompound(pages[2] + 1));
		__free_pages(pages[2], 1);
	}
	KUNIT_EXPECT_TRUE(test, pages[0] && pages[1] && pages[2]);
	hoard_give(&hoard, 2000);
	for (unsigned int i = 1; i < 3; i++) {
		pages[i] = alloc_page(GFP_DMA);
		KUNIT_EXPECT_TRUE(test, pages[i] && !page_is_pfmemalloc(pages[i]));
	}
	for (unsigned int i = 0; i < 3; i++) {
		if (pages[i])
			__free_page(pages[i]);
	}
}

/*
 * If the block of a fragment cache was allocated below the watermark, the cache frees it and does
 * not use it again.
 */
static void gfp_test_pfmemalloc_pieces(struct kunit *test)
{
	struct page_frag_cache nc = {};
	unsigned int i;
	bool below;
	void *p;

	hoard_fill(&hoard);
	p = page_frag_alloc(&nc, 1000, GFP_DMA | __GFP_MEMALLOC | __GFP_NOWARN);
	KUNIT_ASSERT_NOT_NULL(test, p);
	below = page_frag_cache_is_pfmemalloc(&nc);
	page_frag_free(p);
	hoard_give(&hoard, 2000);
	for (i = 0; below && i < PAGE_FRAG_CACHE_MAX_SIZE / 1000 + 1; i++) {
		p = page_frag_alloc(&nc, 1000, GFP_DMA);
		KUNIT_EXPECT_NOT_NULL(test, p);
		if (!p)
			break;
		page_frag_free(p);
	}
	KUNIT_EXPECT_TRUE(test, below);
	KUNIT_EXPECT_FALSE(test, page_frag_cache_is_pfmemalloc(&nc));
	page_frag_cache_drain(&nc);
}

/*
 * The watermark check uses the number of pages that would be left after the allocation.  Therefore
 * the request for a larger block fails while more pages are free.
 */
static void gfp_test_order(struct kunit *test)
{
	struct page *page;

	hoard_fill(&hoard);
	hoard_give(&hoard, 7);
	page = alloc_pages(GFP_DMA | __GFP_NOWARN, 3);
	KUNIT_EXPECT_NULL(test, page);
	hoard_give(&hoard, 16);
	page = alloc_pages(GFP_DMA | __GFP_NOWARN, 3);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_pages(page, 3);
}

static void gfp_test_direct_reclaim(struct kunit *test)
{
	unsigned long stalls = hoard_event(ALLOCSTALL_DMA);
	struct page *page;

	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_DMA | GFP_ATOMIC));
	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_NOWAIT));
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_NOIO));
	hoard_fill(&hoard);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, hoard.calls, 0U);
	KUNIT_EXPECT_EQ(test, hoard_event(ALLOCSTALL_DMA), stalls);
	page = alloc_page(GFP_DMA | __GFP_DIRECT_RECLAIM);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GT(test, hoard.calls, 0U);
	KUNIT_EXPECT_EQ(test, hoard_event(ALLOCSTALL_DMA), stalls + 1);
	/* A request that finds a free page does not start reclaim. */
	if (page)
		__free_page(page);
	page = alloc_page(GFP_DMA | __GFP_DIRECT_RECLAIM);
	KUNIT_EXPECT_EQ(test, hoard_event(ALLOCSTALL_DMA), stalls + 1);
	if (page)
		__free_page(page);
}

/* If fewer pages than the `low` watermark are free, a request whose flags allow it wakes kswapd. */
static void gfp_test_kswapd_reclaim(struct kunit *test)
{
	unsigned long runs = hoard_event(PAGEOUTRUN);
	struct page *page;

	skip_without_memory(test);
	hoard_fill(&hoard);
	msleep(5);
	KUNIT_EXPECT_EQ(test, hoard_event(PAGEOUTRUN), runs);
	KUNIT_EXPECT_EQ(test, hoard.calls, 0U);
	/* The request may succeed if kswapd runs on another CPU and frees memory in time. */
	page = alloc_page(GFP_DMA | GFP_NOWAIT);
	if (page)
		__free_page(page);
	/*
	 * Before kswapd calls shrinkers, it lets all CPUs free their cached pages.  This takes long
	 * if a CPU is slow to respond.
	 */
	for (int i = 0; i < 5000 && !READ_ONCE(hoard.calls); i++)
		msleep(1);
	KUNIT_EXPECT_GT(test, hoard_event(PAGEOUTRUN), runs);
	KUNIT_EXPECT_GT(test, hoard.calls, 0U);
}

/* A shrinker receives the flags __GFP_IO and __GFP_FS of the request that reclaims. */
static void gfp_test_io_fs(struct kunit *test)
{
	static const gfp_t kinds[] = { GFP_NOIO, GFP_NOFS, GFP_KERNEL };

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct page *page;

		hoard_fill(&hoard);
		page = alloc_page(GFP_DMA | (kinds[i] & ~__GFP_KSWAPD_RECLAIM));
		KUNIT_EXPECT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, hoard.gfp & (__GFP_IO | __GFP_FS),
				kinds[i] & (__GFP_IO | __GFP_FS));
		if (page)
			__free_page(page);
	}
}

/*
 * Value of the event counter ALLOCSTALL_DMA before the request.  In the first two rounds of
 * reclaim, the shrinker reports progress but frees no page.  From the third round on, it frees
 * pages.
 */
static unsigned long first_stall;

static void be_honest_later(struct hoard *h)
{
	bool honest = hoard_event(ALLOCSTALL_DMA) - first_stall >= 3;

	WRITE_ONCE(h->generous, honest);
	WRITE_ONCE(h->lies, !honest);
}

/*
 * Check for each kind of request how many rounds of reclaim it runs, and whether it gets a page in
 * the third round.
 */
static void gfp_test_retry(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned int order, rounds;
		bool page;
	} cases[] = {
		{ 0, 0, 3, true },
		{ 0, PAGE_ALLOC_COSTLY_ORDER, 3, true },
		{ __GFP_NORETRY, 0, 1, false },
		{ __GFP_NORETRY, 3, 1, false },
		{ __GFP_RETRY_MAYFAIL, 0, 3, true },
		{ 0, PAGE_ALLOC_COSTLY_ORDER + 1, 1, false },
		{ __GFP_RETRY_MAYFAIL, PAGE_ALLOC_COSTLY_ORDER + 1, 3, true },
		{ __GFP_NORETRY | __GFP_RETRY_MAYFAIL, 0, 1, false },
		{ __GFP_NOFAIL, 0, 3, true },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct page *page;

		hoard.inside = NULL;
		hoard_give(&hoard, ULONG_MAX);
		hoard_fill(&hoard);
		hoard.inside = be_honest_later;
		first_stall = hoard_event(ALLOCSTALL_DMA);
		page = alloc_pages(GFP_DMA | __GFP_DIRECT_RECLAIM | __GFP_NOWARN | cases[i].gfp,
				   cases[i].order);
		KUNIT_EXPECT_EQ_MSG(test, !!page, cases[i].page, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, hoard_event(ALLOCSTALL_DMA) - first_stall,
				    (unsigned long)cases[i].rounds, "case %u", i);
		if (page)
			__free_pages(page, cases[i].order);
	}
	/* A large request ends after 16 rounds, even if each round of reclaim reports progress. */
	hoard.inside = NULL;
	hoard_give(&hoard, ULONG_MAX);
	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, false);
	hoard.lies = true;
	first_stall = hoard_event(ALLOCSTALL_DMA);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_DMA | __GFP_DIRECT_RECLAIM | __GFP_NOWARN |
					    __GFP_RETRY_MAYFAIL, PAGE_ALLOC_COSTLY_ORDER + 1));
	KUNIT_EXPECT_EQ(test, hoard_event(ALLOCSTALL_DMA) - first_stall, 16UL);
}

/* Thread function: wait until the hoard has been filled, and free the hoard 50 ms later. */
static int give_later(void *filled)
{
	wait_for_completion(filled);
	msleep(50);
	hoard_give(&hoard, ULONG_MAX);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void gfp_test_nofail(struct kunit *test)
{
	for (unsigned int order = 0; order <= 4; order += 4) {
		DECLARE_COMPLETION_ONSTACK(filled);
		struct task_struct *task = kthread_run(give_later, &filled, "give");
		unsigned long start;
		struct page *page;

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		WRITE_ONCE(hoard.generous, false);
		hoard.fill = GFP_DMA | __GFP_MEMALLOC;
		hoard_fill(&hoard);
		start = jiffies;
		complete(&filled);
		page = alloc_pages(GFP_DMA | __GFP_DIRECT_RECLAIM | __GFP_NOFAIL, order);
		KUNIT_EXPECT_NOT_NULL(test, page);
		KUNIT_EXPECT_GE(test, jiffies - start, msecs_to_jiffies(40));
		if (page)
			__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
	}
}

static unsigned int failure_reports;

static void count_report(u64 ns, int level, const char *record, unsigned int size)
{
	const char *text = "page allocation failure";

	for (unsigned int i = 0; i + strlen(text) <= size; i++)
		failure_reports += !memcmp(record + i, text, strlen(text));
}

static unsigned int reports(void)
{
	failure_reports = 0;
	dmesg_show(count_report);
	return failure_reports;
}

static void gfp_test_nowarn(struct kunit *test)
{
	unsigned int before;

	hoard_fill(&hoard);
	before = reports();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, reports(), before);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA));
	KUNIT_EXPECT_EQ(test, reports(), before + 1);
}

static void gfp_test_zero_comp(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_DMA, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageCompound(page));
	memset(page_address(page), 0x5a, PAGE_SIZE << 2);
	__free_pages(page, 2);
	page = alloc_pages(GFP_DMA | __GFP_ZERO | __GFP_COMP, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0, PAGE_SIZE << 2));
	KUNIT_EXPECT_TRUE(test, PageHead(page));
	KUNIT_EXPECT_PTR_EQ(test, compound_head(page + 3), page);
	__free_pages(page, 2);
	page = alloc_page(GFP_DMA | __GFP_COMP);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageCompound(page));
	__free_page(page);
}

static void gfp_test_thisnode(struct kunit *test)
{
	int here = numa_node_id();
	nodemask_t mask = { };
	struct page *page;

	skip_without_memory(test);
	page = alloc_pages_node(here, GFP_DMA | __GFP_THISNODE, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	/* Pretend that the memory of the test zone is on another node, which is further away. */
	other_node.node_id = 7;
	zone.zone_pgdat = &other_node;
	page = alloc_pages_node(here, GFP_DMA, 0);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	KUNIT_EXPECT_NULL(test, alloc_pages_node(here, GFP_DMA | __GFP_THISNODE | __GFP_NOWARN, 0));
	mask.bits[0] = 1 << here;
	KUNIT_EXPECT_NULL(test, __alloc_pages(GFP_DMA | __GFP_NOWARN, 0, here, &mask));
	mask.bits[0] = 1 << 7;
	page = __alloc_pages(GFP_DMA | __GFP_NOWARN, 0, here, &mask);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	zone.zone_pgdat = NODE_DATA(here);
}

static void gfp_test_refused(struct kunit *test)
{
	static const gfp_t kinds[] = {
		(__force gfp_t)(1U << __GFP_BITS_SHIFT), (__force gfp_t)0x80000000,
		__GFP_DMA32, __GFP_HIGHMEM,
		__GFP_MOVABLE | __GFP_RECLAIMABLE, __GFP_NOFAIL,
		__GFP_NOFAIL | __GFP_DIRECT_RECLAIM | __GFP_NORETRY,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		unsigned long warned = warnings_seen();

		KUNIT_EXPECT_NULL_MSG(test, alloc_page(GFP_DMA | kinds[i]), "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned + 1, "case %u", i);
	}
	KUNIT_EXPECT_EQ(test, zone.nr_free_pages, MAX_ORDER_NR_PAGES);
}

/* Requests for accounted memory are plain requests, because there are no memory control groups. */
static void gfp_test_account(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("account", 40, 0, SLAB_ACCOUNT, NULL);
	struct page *page = alloc_page(GFP_KERNEL_ACCOUNT);
	void *object = s ? kmem_cache_alloc(s, GFP_KERNEL_ACCOUNT) : NULL;
	void *p = kmalloc(100, GFP_ATOMIC | __GFP_ACCOUNT);

	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_NOT_NULL(test, object);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
	if (object)
		kmem_cache_free(s, object);
	if (page)
		__free_page(page);
	kmem_cache_destroy(s);
}

/* The report of a failed allocation contains the name of each flag. */
#ifdef CONFIG_MM_VERBOSE
static void gfp_test_names(struct kunit *test)
{
	char name[64];

	for (unsigned int bit = 0; bit < __GFP_BITS_SHIFT; bit++) {
		page_report_gfp((__force gfp_t)(1U << bit), name, sizeof(name));
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(name, "GFP_"), "%s", name);
	}
	KUNIT_EXPECT_STREQ(test, page_report_gfp((__force gfp_t)(1U << 31), name, sizeof(name)),
			   "0x80000000");
}
#endif

static struct kunit_case gfp_test_cases[] = {
	KUNIT_CASE(gfp_test_dma),
	KUNIT_CASE(gfp_test_dma32),
	KUNIT_CASE(gfp_test_highmem),
	KUNIT_CASE(gfp_test_mobility),
	KUNIT_CASE(gfp_test_reserves),
	KUNIT_CASE(gfp_test_pfmemalloc),
	KUNIT_CASE(gfp_test_pfmemalloc_pieces),
	KUNIT_CASE(gfp_test_order),
	KUNIT_CASE(gfp_test_direct_reclaim),
	KUNIT_CASE(gfp_test_kswapd_reclaim),
	KUNIT_CASE(gfp_test_io_fs),
	KUNIT_CASE(gfp_test_retry),
	KUNIT_CASE(gfp_test_nofail),
	KUNIT_CASE(gfp_test_nowarn),
	KUNIT_CASE(gfp_test_zero_comp),
	KUNIT_CASE(gfp_test_thisnode),
	KUNIT_CASE(gfp_test_refused),
	KUNIT_CASE(gfp_test_account),
#ifdef CONFIG_MM_VERBOSE
	KUNIT_CASE(gfp_test_names),
#endif
	{}
};

static struct kunit_suite gfp_test_suite = {
	.name = "gfp",
	.init = gfp_test_init,
	.exit = gfp_test_exit,
	.test_cases = gfp_test_cases,
};
kunit_test_suite(gfp_test_suite);
