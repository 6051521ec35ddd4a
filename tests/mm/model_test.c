// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compare the page allocator with a simple model (model.h): run random operations, and check the
 * allocator after each one.
 *
 * The boot argument model_test.count=N sets the number of operations on the machine's zones, and
 * model_test.seed=N repeats a run.  Without a seed, it is derived from the seed of all tests.  A
 * failure prints its seed and its step.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "mm/pages/pages.h"
#include "borrow.h"
#include "model.h"
#include "../warnings.h"

static unsigned long count = 20000;
module_param(count, ulong, 0444);
static unsigned int seed;
module_param(seed, uint, 0444);

static struct model model;
static struct zone test_zone;
static struct page *test_blocks[2];

#define SMALL_PAGES	(ARRAY_SIZE(test_blocks) * MAX_ORDER_NR_PAGES)
#define SMALL_STEPS	2000

static int model_test_init(struct kunit *test)
{
	memset(test_blocks, 0, sizeof(test_blocks));
	return 0;
}

static void model_test_exit(struct kunit *test)
{
	if (model.map)
		model_end(&model);
	return_zone(test, &test_zone, test_blocks, ARRAY_SIZE(test_blocks));
}

static u32 below(struct model *m, u32 ceil)
{
	return prandom_u32_below(&m->rnd, ceil);
}

/* Return a random order.  Each order is half as frequent as the next smaller one. */
static unsigned int any_order(struct model *m, unsigned int max)
{
	return min_t(unsigned int, __ffs(prandom_u32_state(&m->rnd) | 1UL << 31), max);
}

/*
 * Return random flags.  They do not allow repeated reclaim, because no other code frees memory
 * during the run.
 */
static gfp_t any_gfp(struct model *m)
{
	static const gfp_t common[] = {
		GFP_NOWAIT, GFP_NOWAIT, GFP_ATOMIC, GFP_ATOMIC | __GFP_NOMEMALLOC,
		GFP_KERNEL | __GFP_NORETRY, GFP_NOIO | __GFP_NORETRY, GFP_USER | __GFP_NORETRY,
		GFP_NOWAIT | __GFP_THISNODE, GFP_NOWAIT | __GFP_DMA, GFP_NOWAIT | __GFP_DMA32,
	};
	static const gfp_t types[] = { 0, 0, __GFP_RECLAIMABLE, __GFP_MOVABLE };

	return common[below(m, ARRAY_SIZE(common))] | types[below(m, ARRAY_SIZE(types))] |
	       (below(m, 16) ? 0 : __GFP_ZERO) | __GFP_NOWARN;
}

/*
 * Return the number of pages that a request with the flags @gfp may not use, because they are
 * reserved for other requests.
 */
static unsigned long kept_pages(gfp_t gfp)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone) {
		unsigned long kept = zone_idx(zone) > gfp_zone(gfp) ? zone_managed_pages(zone) : 0;

		for (int i = 0; i < MAX_NR_ZONES; i++)
			kept = max(kept, zone->lowmem_reserve[i]);
		nr += min(kept + high_wmark_pages(zone), zone_managed_pages(zone)) +
		      zone->nr_free_cma + zone->nr_free_highatomic;
	}
	return nr;
}

/* Report a refused request that should have succeeded. */
static void refused(struct model *m, gfp_t gfp, unsigned int order)
{
	bool was_lost = m->lost;

	m->nr_refused++;
	if (m->zone) {
		if (!order && m->zone->nr_free_pages)
			model_fail(m, "refused, with pages free", (__force unsigned long)gfp,
				   m->zone->nr_free_pages);
	} else if (gfp & __GFP_THISNODE && num_online_nodes() > 1) {
		/* The node of this CPU may have no free memory, so the refusal can be correct. */
	} else if (!order && gfp_zone(gfp) >= ZONE_NORMAL && nr_free_pages() > kept_pages(gfp)) {
		model_fail(m, "refused, with pages free", (__force unsigned long)gfp,
			   nr_free_pages());
	}
	m->lost = was_lost;
}

static struct page *take_block(struct model *m, gfp_t gfp, unsigned int order)
{
	unsigned long mt = (__force u32)(gfp & (__GFP_MOVABLE | __GFP_RECLAIMABLE)) /
			   ___GFP_MOVABLE;
	struct page *page;

	if (m->zone) {
		page = zone_alloc(m->zone, order, mt, 0);
		if (page)
			page_prepare(page, gfp, order);
		return page;
	}
	switch (below(m, 4)) {
	case 0:
		return alloc_pages_node(below(m, 2) ? 0 : NUMA_NO_NODE, gfp, order);
	case 1:
		gfp &= ~__GFP_HIGHMEM;
		page = (void *)__get_free_pages(gfp, order);
		return page ? virt_to_page(page) : NULL;
	}
	return order ? alloc_pages(gfp, order) : alloc_page(gfp);
}

/*
 * Allocate a block with random flags and a random order.  Returns false if the allocation failed.
 */
static bool op_alloc(struct model *m)
{
	gfp_t gfp = any_gfp(m) | (below(m, 4) ? 0 : __GFP_COMP);
	unsigned int order = any_order(m, MAX_PAGE_ORDER);
	struct page *page;

	m->op = "alloc_pages";
	page = take_block(m, gfp, order);
	if (page)
		model_add(m, page, 1UL << order,
			  gfp & __GFP_COMP && order ? MODEL_COMPOUND : MODEL_PLAIN, gfp);
	else
		refused(m, gfp, order);
	return page;
}

static bool op_bulk(struct model *m)
{
	static struct page *pages[64];
	unsigned long want = 1 + below(m, ARRAY_SIZE(pages)), got, i;
	gfp_t gfp = any_gfp(m);

	m->op = "alloc_pages_bulk";
	memset(pages, 0, sizeof(pages));
	got = alloc_pages_bulk(gfp, want, pages);
	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		if (!pages[i] != (i >= got))
			model_fail(m, "not as many pages as it says", got, i);
		else if (pages[i])
			model_add(m, pages[i], 1, MODEL_PLAIN, gfp);
	}
	if (!got)
		refused(m, gfp, 0);
	return got == want;
}

static bool op_exact(struct model *m)
{
	size_t size = 1 + below(m, 40 * PAGE_SIZE);
	gfp_t gfp = any_gfp(m) & ~__GFP_HIGHMEM;
	void *mem;

	m->op = "alloc_pages_exact";
	mem = alloc_pages_exact(size, gfp);
	if (mem)
		model_add(m, virt_to_page(mem), PFN_UP(size), MODEL_EXACT, gfp);
	return mem;
}

/* Allocate a range near a live block.  The range must not contain live pages. */
static void op_range(struct model *m)
{
	unsigned long nr = 1UL << below(m, 8), live;
	struct model_block *near = model_any(m);
	struct page *page;
	int err;

	m->op = "alloc_contig_range";
	if (!near)
		return;
	page = near->page + below(m, 256) - 128;
	nr += below(m, nr);
	if (page_number(page) + nr > m->nr_map || PageHighMem(page + nr - 1) ||
	    (m->zone && (page_zone(page) != m->zone || page_zone(page + nr - 1) != m->zone)))
		return;
	live = model_count(m, page, nr);
	err = alloc_contig_range(page_to_pfn(page), page_to_pfn(page) + nr, MIGRATE_MOVABLE,
				 GFP_KERNEL | __GFP_NOWARN);
	if (!err && live)
		model_fail(m, "handed out what is in use", page_to_pfn(page), live);
	else if (!err)
		model_add(m, page, nr, MODEL_RANGE, GFP_HIGHUSER_MOVABLE);
	else if (err != -EBUSY && err != -EINVAL)
		model_fail(m, "error", -err, page_to_pfn(page));
}

static void op_split(struct model *m)
{
	struct model_block *block = model_any(m);

	m->op = "split_page";
	if (!block || block->kind != MODEL_PLAIN || block->refs > 1 ||
	    m->nr_blocks + block->nr_pages > MODEL_BLOCKS - 64)
		return;
	split_page(block->page, ilog2(block->nr_pages));
	model_split(m, block);
}

/* Add a reference to a block.  If the block is compound, use a random page of it. */
static void op_get(struct model *m)
{
	struct model_block *block = model_any(m);

	m->op = "get_page";
	if (!block || block->kind > MODEL_COMPOUND || block->refs > 3)
		return;
	get_page(block->page + (block->kind == MODEL_COMPOUND ? below(m, block->nr_pages) : 0));
	block->refs++;
	if (page_count(block->page) != block->refs)
		model_fail(m, "references", page_count(block->page), block->refs);
}

/* Drop a reference to a block of 2^order pages in one of several ways. */
static void put_block(struct model *m, const struct model_block *block)
{
	unsigned int order = ilog2(block->nr_pages);

	switch (below(m, 4)) {
	case 0:
		free_pages((unsigned long)page_address(block->page), order);
		break;
	case 1:
		put_page(block->page +
			 (block->kind == MODEL_COMPOUND ? below(m, block->nr_pages) : 0));
		break;
	default:
		if (order)
			__free_pages(block->page, order);
		else
			__free_page(block->page);
	}
}

static void op_free(struct model *m)
{
	struct model_block *block = model_any(m), taken;

	m->op = "free";
	if (!block)
		return;
	if (block->refs > 1) {
		put_block(m, block);
		block->refs--;
		model_contents(m, block);
		return;
	}
	taken = model_take(m, block);
	if (taken.kind == MODEL_EXACT)
		free_pages_exact(page_address(taken.page), taken.nr_pages * PAGE_SIZE);
#ifdef CONFIG_CONTIG_ALLOC
	else if (taken.kind == MODEL_RANGE)
		free_contig_range(page_to_pfn(taken.page), taken.nr_pages);
#endif
	else
		put_block(m, &taken);
}

static void op_release(struct model *m)
{
	static struct page *pages[64];
	int nr = 0, want = 1 + below(m, ARRAY_SIZE(pages));

	m->op = "release_pages";
	for (int tries = 0; nr < want && tries < 100; tries++) {
		struct model_block *block = model_any(m);

		if (block && block->kind <= MODEL_COMPOUND && block->refs == 1)
			pages[nr++] = model_take(m, block).page;
	}
	release_pages(pages, nr);
}

static void op_drain(struct model *m)
{
	m->op = "drain";
	switch (below(m, 8)) {
	case 0:
		drain_all_pages(NULL);
		break;
	case 1:
		pcp_disable();
		if (pcp_pages())
			model_fail(m, "pages kept where none may be", pcp_pages(), 0);
		pcp_enable();
		break;
	default:
		drain_local_pages(NULL);
	}
}

/* Change the type of one page block. */
static void op_retype(struct model *m)
{
	struct page *page = test_blocks[below(m, ARRAY_SIZE(test_blocks))];
	unsigned long flags;

	m->op = "pageblock_set_type";
	page += below(m, MAX_ORDER_NR_PAGES) & ~(pageblock_nr_pages - 1);
	spin_lock_irqsave(&m->zone->lock, flags);
	pageblock_set_type(m->zone, page, below(m, MIGRATE_PCPTYPES));
	spin_unlock_irqrestore(&m->zone->lock, flags);
}

/*
 * Make one random step.  Most steps allocate a block with a probability of @percent, and free a
 * block otherwise.  Returns false if the allocation failed, or if there are too many blocks.
 */
static bool step(struct model *m, unsigned int percent)
{
	u32 what = below(m, 1024);

	if (what < 2 && IS_ENABLED(CONFIG_CONTIG_ALLOC))
		op_range(m);
	else if (what < 4 && m->zone)
		op_retype(m);
	else if (what < 8)
		op_drain(m);
	else if (what < 48)
		op_split(m);
	else if (what < 96)
		op_get(m);
	else if (below(m, 100) >= percent)
		what < 128 ? op_release(m) : op_free(m);
	else if (m->nr_blocks + 64 > MODEL_BLOCKS)
		return false;
	else if (m->zone || what >= 256)
		return op_alloc(m);
	else
		return what < 128 ? op_bulk(m) : op_exact(m);
	return true;
}

/*
 * Run @nr_steps steps.  The probability that a step allocates changes from time to time, so that
 * the number of blocks grows and shrinks, and all memory is in use at times.
 */
static void run(struct model *m, unsigned long nr_steps, void (*after)(struct model *m))
{
	unsigned int percent = m->zone ? 85 : 60, phase = m->zone ? 512 : 4096;

	for (m->step = 1; m->step <= nr_steps && !m->broken; m->step++) {
		if (m->step % phase == 0)
			percent = 30 + 10 * below(m, 5);
		if (!step(m, percent))
			percent = 35;
		if (m->step % 256 == 0)
			cond_resched();
		after(m);
	}
	m->op = "the end";
}

static void check_count(struct model *m)
{
	struct model_block *block = m->step % 8 ? NULL : model_any(m);

	model_free_count(m);
	if (block)
		model_contents(m, block);
}

static unsigned int seed_of(struct kunit *test)
{
	return seed ? seed : kunit_seed(test);
}

/* Expect that the run has allocated blocks of each kind. */
static void expect_all_kinds(struct kunit *test, const struct model *m)
{
	const unsigned long *nr = m->nr_added;

	kunit_info(test, "seed %u: %lu blocks, %lu compound, %lu exact, %lu ranges", m->seed,
		   nr[MODEL_PLAIN], nr[MODEL_COMPOUND], nr[MODEL_EXACT], nr[MODEL_RANGE]);
	kunit_info(test, "%lu refused; up to %lu of %lu pages", m->nr_refused, m->peak,
		   m->nr_total);
	KUNIT_EXPECT_GT(test, nr[MODEL_PLAIN], 0UL);
	KUNIT_EXPECT_GT(test, nr[MODEL_COMPOUND], 0UL);
	if (!m->zone && m->step >= 10000)
		KUNIT_EXPECT_GT(test, nr[MODEL_EXACT], 0UL);
	if (IS_ENABLED(CONFIG_CONTIG_ALLOC) && m->step >= 100000)
		KUNIT_EXPECT_GT(test, nr[MODEL_RANGE], 0UL);
}

static void model_test_machine(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_TRUE(test, model_begin(&model, test, NULL, seed_of(test)));
	run(&model, count, check_count);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	while (model.nr_blocks && !model.broken)
		op_free(&model);
	drain_all_pages(NULL);
	model_free_count(&model);
	KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned, "model_test.seed=%u", model.seed);
	expect_all_kinds(test, &model);
}

static void check_all(struct model *m)
{
	model_free_count(m);
	for (unsigned int i = 0; i < ARRAY_SIZE(test_blocks); i++)
		model_tiles(m, test_blocks[i], MAX_ORDER_NR_PAGES);
	if (page_zone_validate(m->zone) || (m->step % 64 == 0 && page_alloc_validate()))
		model_fail(m, "an invariant is violated", m->nr_live, m->nr_blocks);
}

static void model_test_small_zone(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_EQ(test, borrow_zone(&test_zone, test_blocks, ARRAY_SIZE(test_blocks)), 0);
	KUNIT_ASSERT_TRUE(test, model_begin(&model, test, &test_zone, seed_of(test)));
	KUNIT_ASSERT_EQ(test, model.nr_total, SMALL_PAGES);
	run(&model, SMALL_STEPS, check_all);
	while (model.nr_blocks && !model.broken)
		op_free(&model);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, SMALL_PAGES);
	KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned, "model_test.seed=%u", model.seed);
	expect_all_kinds(test, &model);
}

static const struct kunit_case model_test_cases[] = {
	KUNIT_CASE(model_test_small_zone),
	KUNIT_CASE(model_test_machine),
	{}
};

static struct kunit_suite model_suite = {
	.name = "model",
	.init = model_test_init,
	.exit = model_test_exit,
	.test_cases = model_test_cases,
};
kunit_test_suite(model_suite);
