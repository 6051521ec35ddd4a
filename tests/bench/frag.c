// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of fragmentation: the percentage of free memory that can be allocated as blocks of
 * order 9, after random use of a zone of 256 MiB.
 *
 * Random use starts with allocations until a given percentage of the memory is in use.  After that,
 * each step allocates or frees a random block, and the memory in use stays within 2 % of the zone's
 * size around this percentage.  The number of steps is ten times the number of blocks.  The seed is
 * fixed, so that all architectures execute the same steps and print the same values.
 *
 * Each line "op,param,percent,number" contains the number of free blocks of order 9, and its
 * percentage of the number that the free pages could form.
 */

#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
#include <quarry/shell.h>

#include "mm/contig/compaction.h"
#include "mm/pages/pages.h"
#include "bench.h"

#define NR_BLOCKS	(256UL << (20 - PAGE_SHIFT) >> MAX_PAGE_ORDER)
#define NR_PAGES	(NR_BLOCKS << MAX_PAGE_ORDER)
#define STEPS_EACH	10
#define LARGE		9

struct slot {
	struct page *page;
	u8 order;
	u8 mt;
};

/*
 * State of the benchmark.  The first @nr_slots slots are in use.  page_private() of a movable page
 * is the index of its slot.
 */
static struct {
	struct zone zone;
	struct page *blocks[NR_BLOCKS];
	struct slot *slots;
	unsigned long nr_slots, nr_used;
	bool not_grouped;	/* has the effect of page_group_by_mobility_disabled */
	struct rnd_state rnd;
} *f;

static u32 below(u32 ceil)
{
	return prandom_u32_below(&f->rnd, ceil);
}

/* Operations of the owner of the movable pages.  Only one thread calls them. */

static bool isolate(struct page *page, isolate_mode_t mode)
{
	return true;
}

static void put_back(struct page *page)
{
}

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode);

static const struct movable_operations operations = {
	.isolate_page = isolate,
	.migrate_page = migrate,
	.putback_page = put_back,
};

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	unsigned long slot = page_private(src);

	set_page_private(dst, slot);
	f->slots[slot].page = dst;
	get_page(dst);
	__SetPageMovable(dst, &operations);
	__ClearPageMovable(src);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

/* Allocations and frees. */

static bool use(unsigned int order, unsigned int mt)
{
	unsigned int list = f->not_grouped ? MIGRATE_UNMOVABLE : mt;
	struct slot *slot = &f->slots[f->nr_slots];

	slot->page = zone_alloc(&f->zone, order, list, 0);
	if (!slot->page)
		return false;
	slot->order = order;
	slot->mt = mt;
	if (mt == MIGRATE_MOVABLE) {
		lock_page(slot->page);
		set_page_private(slot->page, f->nr_slots);
		__SetPageMovable(slot->page, &operations);
		unlock_page(slot->page);
	}
	f->nr_slots++;
	f->nr_used += 1UL << order;
	return true;
}

static void drop(unsigned long at)
{
	struct slot slot = f->slots[at];

	if (slot.mt == MIGRATE_MOVABLE) {
		lock_page(slot.page);
		__ClearPageMovable(slot.page);
		unlock_page(slot.page);
	}
	f->nr_used -= 1UL << slot.order;
	f->slots[at] = f->slots[--f->nr_slots];
	if (at < f->nr_slots && f->slots[at].mt == MIGRATE_MOVABLE)
		set_page_private(f->slots[at].page, at);
	__free_pages(slot.page, slot.order);
}

static void drop_all(void)
{
	while (f->nr_slots)
		drop(f->nr_slots - 1);
}

/* Free a random block of type @mt.  The search is short, because many blocks have this type. */
static void drop_any(unsigned int mt)
{
	unsigned long at;

	do {
		at = below(f->nr_slots);
	} while (f->slots[at].mt != mt);
	drop(at);
}

static void use_at_random(unsigned int percent, unsigned int max_order, unsigned int mt)
{
	unsigned long wanted = NR_PAGES * percent / 100, slack = NR_PAGES / 50, steps;

	while (f->nr_used < wanted && use(below(max_order + 1), mt))
		;
	for (steps = STEPS_EACH * f->nr_slots; steps; steps--) {
		bool coin = below(2);

		if (f->nr_used + slack < wanted || (coin && f->nr_used < wanted + slack))
			use(below(max_order + 1), mt);
		else
			drop(below(f->nr_slots));
		if (steps % 1024 == 0)
			cond_resched();
	}
}

/*
 * Return the number of blocks of order 9 that can be allocated.  The blocks are freed before the
 * return.
 */
static unsigned long count_large(void)
{
	static struct page *taken[NR_PAGES >> LARGE];
	unsigned long nr = 0, i;

	while (nr < ARRAY_SIZE(taken) &&
	       (taken[nr] = zone_alloc(&f->zone, LARGE, MIGRATE_MOVABLE, 0)))
		nr++;
	for (i = 0; i < nr; i++)
		__free_pages(taken[i], LARGE);
	return nr;
}

static void print_large(const char *op, const char *param)
{
	unsigned long nr = count_large(), most = f->zone.nr_free_pages >> LARGE;

	console_printf("%s,%s,%lu,%lu\n", op, param, nr * 100 / max(most, 1UL), nr);
}

static bool begin(void)
{
	f = vzalloc(sizeof(*f));
	if (!f)
		return false;
	f->slots = vmalloc(NR_PAGES * sizeof(*f->slots));
	for (unsigned long i = 0; i < NR_BLOCKS && f->slots; i++) {
		f->blocks[i] = alloc_pages(GFP_KERNEL | __GFP_NOWARN, MAX_PAGE_ORDER);
		if (!f->blocks[i])
			return false;
	}
	return f->slots && !page_zone_borrow(&f->zone, f->blocks, NR_BLOCKS);
}

static void end(bool borrowed)
{
	if (borrowed)
		page_zone_return(&f->zone, f->blocks, NR_BLOCKS);
	for (unsigned long i = 0; f && i < NR_BLOCKS && f->blocks[i]; i++)
		__free_pages(f->blocks[i], MAX_PAGE_ORDER);
	if (f)
		vfree(f->slots);
	vfree(f);
	f = NULL;
}

static void set_all_types(unsigned int mt)
{
	unsigned long flags;

	spin_lock_irqsave(&f->zone.lock, flags);
	for (unsigned long i = 0; i < NR_PAGES; i += pageblock_nr_pages)
		pageblock_set_type(&f->zone, f->blocks[i >> MAX_PAGE_ORDER] +
				   (i & (MAX_ORDER_NR_PAGES - 1)), mt);
	spin_unlock_irqrestore(&f->zone.lock, flags);
}

static void compact(void)
{
	if (IS_ENABLED(CONFIG_COMPACTION))
		compact_zone(&f->zone, -1, MIGRATE_MOVABLE, MIGRATE_SYNC);
}

static void shares(void)
{
	static const struct {
		const char *name;
		unsigned int max_order, mt;
	} kinds[] = {
		{ "frag_unmovable_order0", 0, MIGRATE_UNMOVABLE },
		{ "frag_unmovable_orders0_3", 3, MIGRATE_UNMOVABLE },
		{ "frag_movable_order0", 0, MIGRATE_MOVABLE },
	};
	static const unsigned int percent[] = { 25, 50, 75, 90 };
	char param[24];

	for (unsigned int k = 0; k < ARRAY_SIZE(kinds); k++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(percent); i++) {
			prandom_seed_state(&f->rnd, 1);
			set_all_types(MIGRATE_MOVABLE);
			use_at_random(percent[i], kinds[k].max_order, kinds[k].mt);
			scnprintf(param, sizeof(param), "%u%%", percent[i]);
			print_large(kinds[k].name, param);
			if (kinds[k].mt == MIGRATE_MOVABLE) {
				compact();
				print_large("frag_movable_order0_compacted", param);
			}
			drop_all();
		}
	}
}

/* Return the number of page blocks that contain both movable and unmovable pages. */
static unsigned long count_mixed(void)
{
	unsigned long nr = 0, seen = 0;

	for (unsigned long i = 0; i < NR_PAGES;) {
		struct page *page = f->blocks[i >> MAX_PAGE_ORDER] + (i & (MAX_ORDER_NR_PAGES - 1));
		struct page head = page_snapshot(page);

		if (i % pageblock_nr_pages == 0)
			seen = 0;
		if (head.type >= PGTY_allocated) {
			unsigned long what = head.type == PGTY_movable ? 1 : 2;

			nr += seen != 3 && (seen | what) == 3;
			seen |= what;
		}
		i += 1UL << head.order;
	}
	return nr;
}

/*
 * Fill 90 % of memory with movable pages.  After that, each round frees a random movable page,
 * allocates an unmovable page, and fills the memory with movable pages.  When 10 % of memory is
 * unmovable, each further round also frees an unmovable page.
 */
static void storm(bool grouped)
{
	const char *how = grouped ? "grouped" : "not_grouped";
	unsigned long nr_fixed = 0, most = NR_PAGES / 10;

	f->not_grouped = !grouped;
	prandom_seed_state(&f->rnd, 1);
	set_all_types(grouped ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE);
	while (f->nr_used < NR_PAGES * 9 / 10 && use(0, MIGRATE_MOVABLE))
		;
	for (unsigned long round = 0; round < 4 * NR_PAGES; round++) {
		drop_any(MIGRATE_MOVABLE);
		if (nr_fixed >= most) {
			drop_any(MIGRATE_UNMOVABLE);
			nr_fixed--;
		}
		nr_fixed += use(0, MIGRATE_UNMOVABLE);
		while (f->nr_used < NR_PAGES * 9 / 10 && use(0, MIGRATE_MOVABLE))
			;
		if (round % 1024 == 0)
			cond_resched();
	}
	console_printf("frag_storm_mixed_pageblocks,%s,%lu,%lu\n", how, count_mixed(),
		       NR_PAGES >> pageblock_order);
	while (f->nr_used > NR_PAGES / 2)
		drop_any(MIGRATE_MOVABLE);
	print_large("frag_storm_half_free", how);
	compact();
	print_large("frag_storm_half_free_compacted", how);
	drop_all();
	f->not_grouped = false;
}

static void frag(void)
{
	bool ok = begin();

	if (ok) {
		shares();
		storm(true);
		storm(false);
	} else {
		console_printf("frag: this machine has no 256 MiB to spare\n");
	}
	end(ok);
}
BENCH_ALONE(frag, frag);
