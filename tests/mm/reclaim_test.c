// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests with little free memory: direct reclaim, kswapd, the high-atomic reserve, and the OOM path.
 * A hoard holds all free memory of the machine.  Other code can also get memory from the hoard by
 * reclaim.
 */

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/oom.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/topology.h>
#include <linux/vmstat.h>

#include "../threads.h"
#include "mm/pages/pcp.h"
#include "hoard.h"
#include "../warnings.h"

static struct hoard hoard;

static int reclaim_test_init(struct kunit *test)
{
	return hoard_open(&hoard) ? 0 : -ENOMEM;
}

static void reclaim_test_exit(struct kunit *test)
{
	hoard_close(&hoard);
}

static unsigned long stalls(void)
{
	return hoard_event(ALLOCSTALL_NORMAL);
}

static void reclaim_test_direct(struct kunit *test)
{
	struct page *page;

	hoard_fill(&hoard);
	KUNIT_EXPECT_GT(test, hoard.nr_pages, 100UL);
	KUNIT_EXPECT_LE(test, hoard_zone()->nr_free_pages, min_wmark_pages(hoard_zone()));
	KUNIT_EXPECT_NULL(test, alloc_page(__GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, hoard.calls, 0U);

	page = alloc_page(GFP_KERNEL);
	/* Another CPU may have freed a few pages meanwhile. */
	for (unsigned int i = 0; i < 100 && page && !hoard.calls; i++) {
		hoard_put(&hoard, page);
		page = alloc_page(GFP_KERNEL);
	}
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GT(test, hoard.calls, 0U);
	/* Reclaim has freed only a part of the hoard, and the zone meets its `min` watermark. */
	KUNIT_EXPECT_GT(test, hoard.nr_pages, 100UL);
	KUNIT_EXPECT_GE(test, hoard_zone()->nr_free_pages + pcp_pages(),
			min_wmark_pages(hoard_zone()));
	if (page)
		__free_page(page);
}

static struct page *inner;

static void allocate_inside(struct hoard *h)
{
	if (!inner && current->flags & PF_MEMALLOC && !(current->flags & PF_KSWAPD))
		inner = alloc_page(GFP_KERNEL);
}

/* A thread in reclaim may use the reserve, and does not start reclaim again. */
static void reclaim_test_no_recursion(struct kunit *test)
{
	struct page *page;

	inner = NULL;
	hoard_fill(&hoard);
	hoard.inside = allocate_inside;
	page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);
	hoard.inside = NULL;
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_NOT_NULL(test, inner);
	KUNIT_EXPECT_EQ(test, hoard.deepest, 1U);
	KUNIT_EXPECT_EQ(test, current->flags & PF_MEMALLOC, 0U);
	if (inner)
		__free_page(inner);
	if (page)
		__free_page(page);
}

static void reclaim_test_context(struct kunit *test)
{
	unsigned int outer, flags;
	struct page *page;

	hoard_fill(&hoard);
	outer = memalloc_noio_save();
	flags = memalloc_noio_save();
	memalloc_noio_restore(flags);
	page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);
	memalloc_noio_restore(outer);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, hoard.gfp & (__GFP_IO | __GFP_FS), 0U);
	if (page)
		__free_page(page);

	hoard_fill(&hoard);
	flags = memalloc_nofs_save();
	page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);
	memalloc_nofs_restore(flags);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, hoard.gfp & (__GFP_IO | __GFP_FS), __GFP_IO);
	if (page)
		__free_page(page);
}

/* In atomic context, a request whose flags allow reclaim is reported, and does not reclaim. */
static void reclaim_test_atomic_context(struct kunit *test)
{
	unsigned long warned = warnings_seen(), flags;
	struct page *page;

	hoard_fill(&hoard);
	local_irq_save(flags);
	page = alloc_page((GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM) | __GFP_NOWARN);
	local_irq_restore(flags);
	KUNIT_EXPECT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, hoard.calls, 0U);
}

static unsigned int oom_calls;
static unsigned long oom_gift;

static int on_oom(struct notifier_block *nb, unsigned long action, void *data)
{
	oom_calls++;
	*(unsigned long *)data += hoard_give(&hoard, oom_gift);
	return NOTIFY_OK;
}

static struct notifier_block oom_block = { .notifier_call = on_oom };

/* Check which requests reclaim and which call the OOM notifiers if the shrinker frees no memory. */
static void reclaim_test_last_resort(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned int order, oom_calls;
	} cases[] = {
		{ GFP_KERNEL, 0, 1 },
		{ GFP_KERNEL, 3, 1 },
		{ GFP_NOIO, 0, 1 },
		{ GFP_KERNEL | __GFP_NORETRY, 0, 0 },
		{ GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 0 },
		{ GFP_KERNEL | __GFP_THISNODE, 0, 0 },
		{ GFP_KERNEL, 4, 0 },
		{ GFP_KERNEL | __GFP_RETRY_MAYFAIL, 4, 0 },
		{ GFP_NOWAIT, 0, 0 },
	};

	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, false);
	oom_gift = 0;
	KUNIT_ASSERT_EQ(test, register_oom_notifier(&oom_block), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		bool waits = cases[i].gfp & __GFP_DIRECT_RECLAIM;
		unsigned long stalled = stalls();
		gfp_t gfp = (cases[i].gfp & ~__GFP_KSWAPD_RECLAIM) | __GFP_NOWARN;
		struct page *page;

		oom_calls = 0;
		page = alloc_pages(gfp, cases[i].order);
		KUNIT_EXPECT_EQ_MSG(test, oom_calls, cases[i].oom_calls, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, stalls() - stalled, (unsigned long)waits, "case %u", i);
		/*
		 * The last attempt of a request that calls the OOM notifiers may use half of the
		 * reserve.  The reserve may contain only single pages, so a request for a block may
		 * fail.
		 */
		if (!cases[i].oom_calls)
			KUNIT_EXPECT_NULL_MSG(test, page, "case %u", i);
		else if (!cases[i].order)
			KUNIT_EXPECT_NOT_NULL_MSG(test, page, "case %u", i);
		if (page)
			__free_pages(page, cases[i].order);
		drain_all_pages(NULL);
	}
	KUNIT_EXPECT_EQ(test, unregister_oom_notifier(&oom_block), 0);
}

static void reclaim_test_oom_notifier(struct kunit *test)
{
	unsigned long marked = hoard_event(OOM_NOTIFY);
	struct page *page;

	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, false);
	oom_calls = 0;
	oom_gift = 64;
	KUNIT_ASSERT_EQ(test, register_oom_notifier(&oom_block), 0);
	page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, oom_calls, 1U);
	KUNIT_EXPECT_EQ(test, hoard_event(OOM_NOTIFY), marked + 1);
	KUNIT_EXPECT_GE(test, hoard_zone()->nr_free_pages + pcp_pages(),
			min_wmark_pages(hoard_zone()));
	if (page)
		__free_page(page);

	/*
	 * No memory is left, and one call of the notifier frees fewer pages than the `min`
	 * watermark.  Therefore several calls are needed.
	 */
	hoard.fill = __GFP_MEMALLOC;
	hoard_fill(&hoard);
	oom_calls = 0;
	oom_gift = min_wmark_pages(hoard_zone()) * 3 / 4;
	page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GT(test, oom_calls, 1U);
	KUNIT_EXPECT_LT(test, oom_calls, 10U);
	if (page)
		__free_page(page);
	KUNIT_EXPECT_EQ(test, unregister_oom_notifier(&oom_block), 0);
}

static int give_later(void *unused)
{
	msleep(50);
	hoard_give(&hoard, 500);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* A __GFP_NOFAIL request waits until another thread frees memory. */
static void reclaim_test_nofail(struct kunit *test)
{
	struct task_struct *task = kthread_create(give_later, NULL, "give");
	unsigned long start;
	struct page *page;

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	/* Use up all memory, including the reserve that only __GFP_MEMALLOC may use. */
	hoard.fill = __GFP_MEMALLOC;
	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, false);
	wake_up_process(task);
	start = jiffies;
	page = alloc_page((GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM) | __GFP_NOFAIL);
	KUNIT_EXPECT_GE(test, jiffies - start, msecs_to_jiffies(50));
	WRITE_ONCE(hoard.generous, true);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
}

/*
 * Return the nodes that have memory for GFP_KERNEL.  Other nodes may have only high or movable
 * memory.
 */
static nodemask_t kernel_nodes(void)
{
	struct zone **z = NODE_DATA(numa_node_id())->node_zonelists[ZONE_NORMAL].zones;
	nodemask_t nodes = {};

	for (; *z; z++)
		node_set(zone_to_nid(*z), nodes);
	return nodes;
}

/* Return true if a zone of the node has reached its `high` watermark, at which kswapd may stop. */
static bool has_enough(int nid)
{
	for (struct zone **z = NODE_DATA(nid)->node_zonelists[ZONE_NORMAL].zones; *z; z++) {
		if (zone_to_nid(*z) == nid &&
		    READ_ONCE((*z)->nr_free_pages) >= high_wmark_pages(*z))
			return true;
	}
	return false;
}

/* Return true if every node has enough memory for its kswapd to stop. */
static bool all_have_enough(void)
{
	nodemask_t nodes = kernel_nodes();
	bool all = true;
	int nid;

	for_each_node_mask(nid, nodes)
		all &= has_enough(nid);
	return all;
}

static bool wait_for_kswapd(void)
{
	for (int i = 0; i < 5000 && !all_have_enough(); i++)
		msleep(1);
	return all_have_enough();
}

/*
 * Wait until kswapd frees no more pages of the hoard, and return the number of pages that are left
 * in it.  The wait is long if the CPU of kswapd does not run.
 */
static unsigned long pages_that_stay(void)
{
	unsigned long before;

	for (int i = 0; i < 100; i++) {
		before = hoard.nr_pages;
		msleep(20);
		if (hoard.nr_pages == before)
			break;
	}
	return hoard.nr_pages;
}

/*
 * Send requests until one fails, which wakes kswapd, or until kswapd has run.  If a request gets a
 * page, which other code has freed, add the page to the hoard.  @runs is the number of kswapd runs
 * before the call.
 */
static void wake_kswapd(gfp_t gfp, unsigned long runs)
{
	for (int i = 0; i < 1000 && hoard_event(PAGEOUTRUN) == runs; i++) {
		struct page *page = alloc_page(gfp | __GFP_NOWARN);

		if (!page)
			break;
		hoard_put(&hoard, page);
	}
}

/*
 * If fewer pages than `low` are free, a request that cannot reclaim wakes kswapd.  kswapd frees
 * pages until `high` pages are free, and stops.
 */
static void reclaim_test_kswapd(struct kunit *test)
{
	unsigned long runs;

	hoard_fill(&hoard);
	runs = hoard_event(PAGEOUTRUN);
	msleep(20);
	KUNIT_EXPECT_EQ(test, hoard_event(PAGEOUTRUN), runs);
	wake_kswapd(GFP_NOWAIT, runs);
	KUNIT_EXPECT_TRUE(test, wait_for_kswapd());
	KUNIT_EXPECT_GT(test, pages_that_stay(), 100UL);
	KUNIT_EXPECT_GT(test, hoard_event(PAGEOUTRUN), runs);
}

/*
 * A request for a zone that does not exist is served from other zones.  kswapd stops when those
 * zones have enough memory.
 */
static void reclaim_test_kswapd_missing_zone(struct kunit *test)
{
	struct zone *zone = hoard_zone();

	if (NODE_DATA(numa_node_id())->node_zonelists[ZONE_DMA].zones[0] != zone)
		kunit_skip(test, "the machine has a zone DMA");
	hoard_fill(&hoard);
	wake_kswapd(GFP_NOWAIT | __GFP_DMA | __GFP_NOWARN, hoard_event(PAGEOUTRUN));
	KUNIT_EXPECT_TRUE(test, wait_for_kswapd());
	KUNIT_EXPECT_GT(test, pages_that_stay(), 100UL);
}

/* kswapd stops if it cannot free memory, and tries again after memory can be freed. */
static void reclaim_test_kswapd_gives_up(struct kunit *test)
{
	nodemask_t mask = kernel_nodes();
	unsigned long runs = hoard_event(PAGEOUTRUN), nodes = nodes_weight(mask);
	struct page *page;

	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, false);
	/*
	 * Send requests until the kswapd threads have run 16 times per node, and then 50 more
	 * requests.
	 */
	for (int i = 0, more = 0; i < 5000 && more < 50; i++) {
		page = alloc_page(GFP_NOWAIT);
		if (page)
			hoard_put(&hoard, page);
		msleep(2);
		more += hoard_event(PAGEOUTRUN) - runs >= nodes * 16;
	}
	/* Other code may have freed memory, which starts further runs of kswapd. */
	KUNIT_EXPECT_LE(test, hoard_event(PAGEOUTRUN) - runs, nodes * 50);
	KUNIT_EXPECT_GE(test, hoard_event(PAGEOUTRUN) - runs, nodes * 16);
	hoard_fill(&hoard);
	WRITE_ONCE(hoard.generous, true);
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	hoard_fill(&hoard);
	/*
	 * Each request wakes kswapd, even if the request succeeds.  A kswapd that is just about to
	 * sleep may miss the request.
	 */
	for (int i = 0; i < 5000 && !all_have_enough(); i++) {
		page = alloc_page(GFP_NOWAIT);
		if (page)
			hoard_put(&hoard, page);
		msleep(2);
	}
	KUNIT_EXPECT_TRUE(test, all_have_enough());
}

/*
 * If an atomic request of several pages is served below the `low` watermark, the page block is
 * reserved for such requests.  The reserve is released when other requests find no other memory.
 */
static void reclaim_test_highatomic(struct kunit *test)
{
	struct zone *zone = hoard_zone();
	struct page *block = alloc_pages(GFP_KERNEL, 4), *page, *other;
	unsigned long before = zone->nr_highatomic, mark;

	KUNIT_ASSERT_NOT_NULL(test, block);
	if (page_group_by_mobility_disabled) {
		__free_pages(block, 4);
		kunit_skip(test, "the machine is too small for page blocks of several types");
	}
	hoard_fill(&hoard);
	__free_pages(block, 4);
	hoard_fill(&hoard);
	mark = zone->fast_mark - zone->nr_free_highatomic;
	page = alloc_pages(GFP_ATOMIC & ~__GFP_KSWAPD_RECLAIM, 1);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, zone->nr_highatomic, before + pageblock_nr_pages);
	if (!page)
		return;
	KUNIT_EXPECT_EQ(test, zone->fast_mark, mark + zone->nr_free_highatomic);
	KUNIT_EXPECT_EQ(test, pageblock_type(page), MIGRATE_HIGHATOMIC);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	__free_pages(page, 1);
	drain_all_pages(NULL);
	KUNIT_EXPECT_GE(test, zone->nr_free_highatomic, 2UL);
	other = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, other);
	if (other) {
		KUNIT_EXPECT_NE(test, pageblock_type(other), MIGRATE_HIGHATOMIC);
		__free_page(other);
	}

	/*
	 * Fill the hoard again in each round, because other code may free pages, and the reserve is
	 * only released if no other memory is found.
	 */
	WRITE_ONCE(hoard.generous, false);
	for (int i = 0; i < 100 && zone->nr_highatomic > before; i++) {
		hoard_fill(&hoard);
		other = alloc_page((GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM) | __GFP_RETRY_MAYFAIL |
				   __GFP_NOWARN);
		if (other)
			hoard_put(&hoard, other);
	}
	KUNIT_EXPECT_EQ(test, zone->nr_highatomic, before);
	KUNIT_EXPECT_EQ(test, zone->nr_free_highatomic, 0UL);
}

#if defined(CONFIG_SMP) && defined(CONFIG_PCP_LISTS)
static unsigned int kept_by(unsigned int cpu)
{
	const struct pcp *pcp = per_cpu_ptr(&page_lists, cpu);

	return pcp_count(&pcp->lists[MIGRATE_UNMOVABLE][0]);
}

static int use_a_page(void *unused)
{
	struct page *page = alloc_page(GFP_ATOMIC & ~__GFP_KSWAPD_RECLAIM);

	if (page)
		__free_page(page);
	while (!kthread_should_stop())
		msleep(1);
	return page != NULL;
}

/*
 * A sleeping CPU keeps its cached pages while memory is sufficient, and frees them when memory is
 * low.
 */
static void reclaim_test_idle_cpu(struct kunit *test)
{
	for (int full = 0; full < 2; full++) {
		struct task_struct *task;

		if (!cpu_online(1) ||
		    !per_cpu_ptr(&page_lists, 1)->lists[MIGRATE_UNMOVABLE][0].limit)
			kunit_skip(test, "one CPU, or none keeps pages");
		task = kthread_create_on_cpu(use_a_page, NULL, 1, "page");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		if (full)
			hoard_fill(&hoard);
		wake_up_process(task);
		msleep(20);
		if (full)
			KUNIT_EXPECT_EQ(test, kept_by(1), 0U);
		else
			KUNIT_EXPECT_GT(test, kept_by(1), 0U);
		KUNIT_EXPECT_EQ(test, kthread_stop(task), 1);
	}
}
#endif

/*
 * Constants of the interrupt load: on every CPU, interrupts allocate pages while threads use up all
 * memory.
 */
#define IRQ_PAGES	8
#define IRQ_PERIOD	2	/* jiffies */
#define LOAD_MS		300

struct load {
	struct timer_list timer;
	struct page *pages[IRQ_PAGES];
	unsigned long atomic_pages, atomic_failed, thread_pages, thread_failed;
};

static struct load loads[NR_CPUS];
static bool load_stop;

static void allocate_in_interrupt(struct timer_list *timer)
{
	struct load *load = from_timer(load, timer, timer);

	for (unsigned int i = 0; i < IRQ_PAGES; i++) {
		if (load->pages[i])
			__free_page(load->pages[i]);
		load->pages[i] = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
		WRITE_ONCE(load->atomic_pages, load->atomic_pages + 1);
		load->atomic_failed += !load->pages[i];
	}
	if (!READ_ONCE(load_stop))
		mod_timer(timer, jiffies + IRQ_PERIOD);
}

static int use_up(void *data)
{
	struct load *load = data;

	mod_timer(&load->timer, jiffies + 1);
	while (!READ_ONCE(load_stop)) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_NOWARN);

		load->thread_pages++;
		load->thread_failed += !page;
		if (page)
			hoard_put(&hoard, page);
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	del_timer_sync(&load->timer);
	return 0;
}

/* Return true if the interrupts of every CPU have allocated more than 10 * IRQ_PAGES pages. */
static bool all_loaded(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (READ_ONCE(loads[cpu].atomic_pages) <= 10UL * IRQ_PAGES)
			return false;
	}
	return true;
}

/* A request that must not wait gets a page that this CPU has cached. */
static void reclaim_test_own_lists(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 4), *page = NULL;
	unsigned int tries;

	KUNIT_ASSERT_NOT_NULL(test, block);
	hoard.fill = GFP_NOWAIT;
	/*
	 * Let the shrinker free nothing: the filling wakes kswapd, which could call the shrinker at
	 * any time.
	 */
	WRITE_ONCE(hoard.generous, false);
	/* Other code may free memory after the hoard is filled, so try at most 100 times. */
	for (tries = 0; tries < 100; tries++) {
		hoard_fill(&hoard);
		page = alloc_page(__GFP_NOWARN);
		if (!page)
			break;
		__free_page(page);
	}
	KUNIT_EXPECT_NULL(test, page);
	__free_pages(block, 4);
	if (!pcp_pages())
		kunit_skip(test, "the CPUs keep no such blocks");
	page = alloc_page(__GFP_NOWARN);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
}

static void reclaim_test_interrupt_load(struct kunit *test)
{
	static struct task_struct *tasks[NR_CPUS];
	unsigned long stalled, thread_pages = 0;
	unsigned int cpu;

	load_stop = false;
	memset(loads, 0, sizeof(loads));
	for_each_online_cpu(cpu) {
		timer_setup(&loads[cpu].timer, allocate_in_interrupt, 0);
		tasks[cpu] = kthread_create_on_cpu(use_up, &loads[cpu], cpu, "use-up");
	}
	hoard_fill(&hoard);
	stalled = stalls();
	if (!run_all_threads(tasks, NR_CPUS))
		kunit_skip(test, "no memory for threads");
	/* Wait longer if an emulated CPU does not run in time. */
	for (unsigned int ms = 0; ms < 100 * LOAD_MS && (ms < LOAD_MS || !all_loaded()); ms += 10)
		msleep(10);
	WRITE_ONCE(load_stop, true);
	for_each_online_cpu(cpu) {
		struct load *load = &loads[cpu];

		KUNIT_EXPECT_EQ(test, kthread_stop(tasks[cpu]), 0);
		KUNIT_EXPECT_EQ(test, load->atomic_failed, 0UL);
		KUNIT_EXPECT_EQ(test, load->thread_failed, 0UL);
		KUNIT_EXPECT_GT(test, load->atomic_pages, 10UL * IRQ_PAGES);
		thread_pages += load->thread_pages;
		for (unsigned int i = 0; i < IRQ_PAGES; i++) {
			if (load->pages[i])
				__free_page(load->pages[i]);
		}
	}
	/* An emulated CPU may have little time left after its interrupts. */
	KUNIT_EXPECT_GT(test, thread_pages, 10UL);
	KUNIT_EXPECT_GT(test, stalls(), stalled);
}

static struct kunit_case reclaim_test_cases[] = {
	KUNIT_CASE(reclaim_test_direct),
	KUNIT_CASE(reclaim_test_no_recursion),
	KUNIT_CASE(reclaim_test_context),
	KUNIT_CASE(reclaim_test_atomic_context),
	KUNIT_CASE(reclaim_test_last_resort),
	KUNIT_CASE(reclaim_test_oom_notifier),
	KUNIT_CASE(reclaim_test_nofail),
	KUNIT_CASE(reclaim_test_kswapd),
	KUNIT_CASE(reclaim_test_kswapd_missing_zone),
	KUNIT_CASE(reclaim_test_kswapd_gives_up),
	KUNIT_CASE(reclaim_test_highatomic),
#if defined(CONFIG_SMP) && defined(CONFIG_PCP_LISTS)
	KUNIT_CASE(reclaim_test_idle_cpu),
#endif
	KUNIT_CASE(reclaim_test_own_lists),
	KUNIT_CASE(reclaim_test_interrupt_load),
	{}
};

static struct kunit_suite reclaim_test_suite = {
	.name = "reclaim",
	.init = reclaim_test_init,
	.exit = reclaim_test_exit,
	.test_cases = reclaim_test_cases,
};
kunit_test_suite(reclaim_test_suite);
