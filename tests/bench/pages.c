// SPDX-License-Identifier: BSD-2-Clause
/* Benchmarks of the page allocator. */

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include <quarry/shell.h>

#include "bench.h"

/* A timed call runs with interrupts off, so it must not sleep. */
#define GFP GFP_NOWAIT

static void pair(unsigned int order, gfp_t gfp, const char *alloc_name, const char *free_name)
{
	struct cost alloc = { 0 }, release = { 0 };
	char param[16];

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		struct page *page;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, page = alloc_pages(gfp, order));
		if (!page)
			return;
		BENCH_TIME(&release, __free_pages(page, order));
	}
	scnprintf(param, sizeof(param), "order%u", order);
	cost_print(&alloc, alloc_name, param);
	cost_print(&release, free_name, param);
}

/* Measure pairs of allocating and freeing one page.  @gfp is constant at compile time. */
static __always_inline void plain_pair(gfp_t gfp, const char *param)
{
	struct cost alloc = { 0 }, release = { 0 };

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		struct page *page;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, page = alloc_page(gfp));
		if (!page)
			return;
		BENCH_TIME(&release, __free_page(page));
	}
	cost_print(&alloc, "alloc_page", param);
	cost_print(&release, "free_page", param);
}

static void pages_pairs(void)
{
	static const u8 orders[] = { 0, 1, 2, 3, 4, 6, 9, 10 };

	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++)
		pair(orders[i], GFP, "alloc_pages", "free_pages");
	plain_pair(GFP, "constant");
	plain_pair(GFP | __GFP_ZERO, "constant_zero");
	pair(0, GFP | __GFP_ZERO, "alloc_pages_zero", "free_pages_zero");
}
BENCH(pages, pages_pairs);

#define SLOTS		256
#define MIXED_OPS	100000

/*
 * In each step, select one of 256 slots at random.  If the slot is empty, allocate a block of a
 * random order of at most @max_order.  Otherwise, free the block of the slot.
 */
static void mixed(unsigned int max_order, const char *param)
{
	static struct { struct page *page; unsigned int order; } slots[SLOTS];
	struct cost alloc = { 0 }, release = { 0 };
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 1);
	for (int i = 0; i < MIXED_OPS; i++) {
		unsigned int at = prandom_u32_state(&rnd) % SLOTS;

		if (slots[at].page) {
			BENCH_TIME(&release, __free_pages(slots[at].page, slots[at].order));
			slots[at].page = NULL;
			continue;
		}
		slots[at].order = prandom_u32_state(&rnd) % (max_order + 1);
		BENCH_TIME(&alloc, slots[at].page = alloc_pages(GFP, slots[at].order));
	}
	for (unsigned int i = 0; i < SLOTS; i++) {
		if (slots[i].page)
			__free_pages(slots[i].page, slots[i].order);
		slots[i].page = NULL;
	}
	cost_print(&alloc, "mixed_alloc_pages", param);
	cost_print(&release, "mixed_free_pages", param);
}

static void pages_mixed(void)
{
	mixed(0, "order0");
	mixed(9, "orders0-9");
}
BENCH(pages_mixed, pages_mixed);

static void pages_bulk(void)
{
	enum { NR = 16, ROUNDS = 2000 };
	struct page *pages[NR] = { NULL };
	struct cost alloc = { 0 }, release = { 0 }, one_by_one = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		unsigned long nr;

		if (round == ROUNDS / 10)
			alloc = release = one_by_one = (struct cost){ 0 };
		BENCH_TIME(&alloc, nr = alloc_pages_bulk(GFP, NR, pages));
		BENCH_TIME(&release, release_pages(pages, nr));
		memset(pages, 0, sizeof(pages));
		BENCH_TIME(&alloc, nr = alloc_pages_bulk(GFP, NR, pages));
		BENCH_TIME(&one_by_one,
			   for (unsigned long i = 0; i < nr; i++)
				   __free_page(pages[i]));
		memset(pages, 0, sizeof(pages));
	}
	cost_print(&alloc, "alloc_pages_bulk16", "order0");
	cost_print(&one_by_one, "free_page_x16", "order0");
	cost_print(&release, "release_pages16", "order0");
}
BENCH(pages_bulk, pages_bulk);

static void pages_exact(void)
{
	enum { SIZE = 20480 };
	struct cost alloc = { 0 }, release = { 0 };

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		void *pages;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, pages = alloc_pages_exact(SIZE, GFP));
		if (!pages)
			return;
		BENCH_TIME(&release, free_pages_exact(pages, SIZE));
	}
	cost_print(&alloc, "alloc_pages_exact", "20480");
	cost_print(&release, "free_pages_exact", "20480");
}
BENCH(pages_exact, pages_exact);

/*
 * Allocate @nr blocks, and free them in the order @how ("lifo", "fifo" or "random").  Repeat this
 * 20 times.
 */
static void batch(unsigned int nr, unsigned int order, const char *how)
{
	enum { MOST = 1024, ROUNDS = 20 };
	static struct page *pages[MOST];
	static u16 sequence[MOST];
	struct cost alloc = { 0 }, release = { 0 };
	struct rnd_state rnd;
	char name[32], param[24];

	prandom_seed_state(&rnd, 1);
	for (unsigned int i = 0; i < nr; i++)
		sequence[i] = *how == 'l' ? nr - 1 - i : i;
	for (unsigned int i = nr - 1; *how == 'r' && i; i--) {
		unsigned int other = prandom_u32_state(&rnd) % (i + 1);

		swap(sequence[i], sequence[other]);
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < nr; i++)
			BENCH_TIME(&alloc, pages[i] = alloc_pages(GFP, order));
		for (unsigned int i = 0; i < nr; i++)
			BENCH_TIME(&release, __free_pages(pages[sequence[i]], order));
	}
	scnprintf(param, sizeof(param), "order%u/%s", order, how);
	scnprintf(name, sizeof(name), "alloc_pages_batch%u", nr);
	cost_print(&alloc, name, param);
	scnprintf(name, sizeof(name), "free_pages_batch%u", nr);
	cost_print(&release, name, param);
}

static void pages_batch(void)
{
	static const char *const how[] = { "lifo", "fifo", "random" };

	for (unsigned int i = 0; i < ARRAY_SIZE(how); i++) {
		batch(256, 0, how[i]);
		batch(1024, 0, how[i]);
		batch(256, 3, how[i]);
	}
}
BENCH(pages_batch, pages_batch);

static void pages_metadata(void)
{
	console_printf("page_metadata,bytes_per_page,%zu,%zu\n", sizeof(struct page),
		       sizeof(struct page));
}
BENCH(pages_metadata, pages_metadata);
