// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages that each CPU keeps for itself: the front of the page allocator.
 *
 * Problem.  Most requests are for one or a few pages; let them be met without a lock, without touching
 * what other CPUs touch, in some twenty instructions, from any context; without keeping much memory
 * from who needs it.
 *
 * Structure.  Each CPU has, for the zone that ordinary requests of its node go to first, a stack of
 * free blocks for each order up to PCP_MAX_ORDER and each migrate type.  The blocks are of the type
 * PGTY_cached, which says to everybody else that they are not free.  An allocation pops, a free
 * pushes.  An empty stack is refilled by half its limit, from as few larger blocks as possible, so
 * that neighbours stay together.  A full one gives some back that were long unused.
 *
 * Of each larger order, up to a page block, a few blocks are kept as well, where they are less than
 * 1/PCP_PART of memory: what is allocated and freed in turn is not split and joined each time.  What
 * these stacks do not have, or do not take, comes from the zone or goes there directly.
 *
 * A free needs to know that the struct page may be read at all.  Asking the page map costs ten
 * instructions, so each CPU remembers one range of the page array that is ready; it is extended by the
 * frees that miss it.  Memory that was ready stays so.
 *
 * Whatever needs a closer look never meets the lists: requests with rare flags by their mask, debugging
 * and fault injection by limits of 0, so that what is off costs nothing.
 *
 * Invariants: each block on a list is PGTY_cached with the list's order and type, of the zone, with no
 * reference; it is on no other list; count <= limit, but while a refill is on its way.
 *
 * Locking: a CPU's lists are used by that CPU, with interrupts off.  Others ask it to empty them by an
 * inter-processor interrupt.  zone->lock nests inside.
 *
 * Bounds: a refill takes at most PCP_TRIES blocks from the zone's lists, a return gives PCP_RETURN.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "mm/debug/page_debug.h"
#include "mm/virtual/virtual.h"
#include "buddy.h"
#include "pcp.h"

#define PCP_RETURN	4
#define PCP_TRIES	3

/* At most this part of the zone, divided by the number of CPUs, is kept in a list. */
#define PCP_PART	100

static DEFINE_MUTEX(disable_mutex);
static unsigned int nr_disabled;

/*
 * Take up to @need blocks from the free lists of the type, from as few blocks as possible, and store
 * them, that of the lowest address last.  @word is what their struct pages say from now on.  The zone's
 * lock is held.
 */
static unsigned long __take_many(struct zone *zone, unsigned long order, unsigned int mt, u64 word,
				 unsigned long need, struct page **blocks)
{
	struct page **end = blocks;

	for (int tries = PCP_TRIES; need && tries; tries--) {
		unsigned long found = order, piece = order + ilog2(need), size = 1UL << order;
		struct page *page = __take_first(zone, &found, mt), *at;

		if (!page)
			break;
		if (found > piece)
			__split(zone, page, found, piece, mt);
		else
			piece = found;
		__account(zone, -(1L << piece), mt);
		for (at = page + (1UL << piece); at != page;) {
			at -= size;
			WRITE_ONCE(at->word, word);
			*end++ = at;
		}
		need -= 1UL << (piece - order);
	}
	return end - blocks;
}

struct page *pcp_refill(gfp_t gfp, unsigned int order)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	unsigned long flags, need, mt = gfp_migratetype(gfp);
	struct pcp_list *list = pcp_list(pcp, mt, order);
	struct zone *zone = pcp->zone;
	struct page *page;
	u64 word;

	if ((gfp | GFP_NEVER_RARE) & pcp->rare || fail_page_alloc_armed())
		return NULL;
	need = list->limit / 2 + 1;
	word = allocated_word(zone, order, mt) - PCP_ALLOCATED;
	spin_lock_irqsave(&zone->lock, flags);
	/* An interrupt may have been faster. */
	if (!list->count &&
	    zone->nr_free_pages > zone->fast_mark + ((list->limit + 1) << order))
		WRITE_ONCE(list->count, __take_many(zone, order, mt, word, need, list->pages));
	page = __pcp_pop(pcp, list);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

unsigned long pcp_take_many(gfp_t gfp, unsigned long nr, struct page **pages)
{
	struct zone *zone = this_cpu_ptr(&page_lists)->zone;
	unsigned long flags, mt = gfp_migratetype(gfp);

	spin_lock_irqsave(&zone->lock, flags);
	if (zone->nr_free_pages > zone->fast_mark + nr)
		nr = __take_many(zone, 0, mt, allocated_word(zone, 0, mt), nr, pages);
	else
		nr = 0;
	count_pages(zone, (long)nr);
	spin_unlock_irqrestore(&zone->lock, flags);
	return nr;
}

/*
 * Give up to @nr blocks of the list back.  A hand goes round the list: from its place a block is taken
 * that was long there, and the top one is put there instead.
 */
static void give_back(struct zone *zone, struct pcp_list *list, unsigned int order, unsigned long nr)
{
	unsigned long hand = list->hand, count = list->count;

	spin_lock(&zone->lock);
	for (nr = min(nr, count); nr; nr--) {
		if (hand >= count)
			hand = 0;
		__give(zone, list->pages[hand], order, pageblock_type(list->pages[hand]));
		list->pages[hand++] = list->pages[--count];
	}
	spin_unlock(&zone->lock);
	list->hand = hand;
	WRITE_ONCE(list->count, count);
}

bool pcp_free_slow(struct page *page, unsigned int order)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	struct pcp_list *list;
	unsigned long flags;
	bool done;

	if (page_debug || order > PCP_MAX_ORDER || !page_ready(page) ||
	    page_map.zones[READ_ONCE(page->zone)] != pcp->zone)
		return false;
	local_irq_save(flags);
	/* To look around takes a while, and helps only who comes back there.  See page_run_learn(). */
	if (in_task() && !pcp_knows(pcp, page) && pcp->strays++ % 64 == 0)
		page_ready_run(page, &pcp->start, &pcp->size);
	list = pcp_list(pcp, READ_ONCE(page->type) & PGTY_MIGRATETYPE, order);
	if (list->count >= list->limit)
		give_back(pcp->zone, list, order, PCP_RETURN);
	done = __pcp_push(pcp, page, order);
	local_irq_restore(flags);
	return done;
}

/* Interrupts are let in after each list. */
void pcp_drain_local(void)
{
	for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
		for (unsigned int order = 0; order <= PCP_LAST_ORDER; order++) {
			struct pcp_list *list;
			unsigned long flags;
			struct pcp *pcp;

			local_irq_save(flags);
			pcp = this_cpu_ptr(&page_lists);
			list = pcp_any_list(pcp, mt, order);
			if (list->count)
				give_back(pcp->zone, list, order, list->count);
			local_irq_restore(flags);
		}
	}
}

void drain_local_pages(struct zone *zone)
{
	/* The lists hold pages of one zone only. */
	if (!zone || this_cpu_ptr(&page_lists)->zone == zone)
		pcp_drain_local();
}

static void drain(void *zone)
{
	drain_local_pages(zone);
}

void drain_all_pages(struct zone *zone)
{
	vmalloc_purge();
	on_each_cpu(drain, zone, 1);
}

void pcp_drain_all(void)
{
	on_each_cpu(drain, NULL, 1);
}

/*
 * What a CPU keeps while it sleeps is missing to the others once memory is short, and to get it they would
 * have to wake it.  As long as there is plenty it stays: the next allocation would have to fetch it again.
 */
void drain_idle_pages(void)
{
	const struct zone *zone = this_cpu_ptr(&page_lists)->zone;

	if (READ_ONCE(zone->nr_free_pages) < high_wmark_pages(zone))
		pcp_drain_local();
}

unsigned long pcp_pages(void)
{
	unsigned long nr = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		const struct pcp *pcp = per_cpu_ptr(&page_lists, cpu);

		for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
			for (unsigned int order = 0; order <= PCP_LAST_ORDER; order++)
				nr += READ_ONCE(pcp_any_list(pcp, mt, order)->count) << order;
		}
	}
	return nr;
}

/* @pages: what a list may keep at most; those of small orders do not need that much. */
static void set_limits(struct pcp *pcp, unsigned long pages)
{
	unsigned long singles = min(pages / 2, PCP_LIST_SIZE);

	for (unsigned int order = 0; order <= PCP_LAST_ORDER; order++) {
		unsigned long limit = min(pages >> order, PCP_FEW_SIZE);

		if (order <= PCP_MAX_ORDER)
			limit = min(singles, max(singles >> order, pages >> (order + 2)));
		for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++)
			WRITE_ONCE(pcp_any_list(pcp, mt, order)->limit, limit);
	}
}

static unsigned long limit_of(const struct zone *zone)
{
	return zone_managed_pages(zone) / PCP_PART / num_possible_cpus();
}

static void stop_keeping(void *unused)
{
	set_limits(this_cpu_ptr(&page_lists), 0);
	pcp_drain_local();
}

static void keep_again(void *unused)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);

	set_limits(pcp, page_debug ? 0 : limit_of(pcp->zone));
}

void pcp_disable(void)
{
	mutex_lock(&disable_mutex);
	if (!nr_disabled++)
		on_each_cpu(stop_keeping, NULL, 1);
	mutex_unlock(&disable_mutex);
}

void pcp_enable(void)
{
	mutex_lock(&disable_mutex);
	if (!--nr_disabled)
		on_each_cpu(keep_again, NULL, 1);
	mutex_unlock(&disable_mutex);
}

void pcp_keep(struct pcp *pcp)
{
	pcp->allocate = PCP_ALLOCATED;
	/* Whoever looks for mistakes sees every block. */
	if (!page_debug)
		set_limits(pcp, limit_of(pcp->zone));
}
