// SPDX-License-Identifier: BSD-2-Clause
/*
 * Per-CPU lists of free pages: the fast path of the page allocator.
 *
 * Problem.  Most requests are for one page or a small block.  Such a request should take about 20
 * instructions in any context, without a lock and without access to cache lines of other CPUs.  The
 * lists should not contain much memory that other requests need.
 *
 * Structure.  Each CPU has stacks of free blocks of the zone from which ordinary requests of its
 * node are served first: one for each order up to a page block and each migrate type, linked
 * through their struct pages.  The blocks have the type PGTY_cached, so that other code does not
 * treat them as free blocks.  An allocation pops a block, and a free pushes one.  If the stack is
 * full, a free returns its block to the zone.  If the stack is empty, an allocation fills it from
 * the smallest block of the zone that is large enough.  For orders up to PCP_MAX_ORDER, it adds up
 * to 2^PCP_FILL adjacent blocks together.
 *
 * Limits.  The size of the memory determines the limit of a list, by PCP_PART, up to PCP_LIMIT.  A
 * driver may free and allocate its ring again: a list of small blocks should hold these pages.  A
 * list of large blocks only has to avoid splitting and merging a block that is repeatedly allocated
 * and freed.
 *
 * A free must check that the struct page of its pointer may be read.  A lookup in the page map
 * costs ten instructions.  Therefore each CPU caches one initialized range of the page array.
 * After frees outside of this range, the CPU searches for another range.  A range remains
 * initialized forever.
 *
 * Requests that need further checks do not use the lists.  Requests with rare flags are
 * recognized by a mask.  With page debugging, the limits are 0, so that no request uses the
 * lists.  While failures of page allocations are injected, allocations do not use them.  These
 * features cost nothing when they are not configured.
 *
 * Invariants: each block on a list has the type PGTY_cached, the list's order and migrate type, the
 * zone, and no reference; it is on no other list; pcp_count() is the number of blocks on the list.
 *
 * Locking: only a CPU itself uses its lists, with interrupts off.  Another CPU sends it
 * inter-processor interrupts to have them emptied.  zone->lock may be acquired while lists are
 * used.
 *
 * Bounds: a list is filled from one block.  Lists are emptied in parts of PCP_DRAIN blocks, of 50
 * to 150 instructions each.  Between two parts, interrupts are on, and other code may push and pop
 * blocks.  A CPU that has the lists of all CPUs emptied sends an interrupt for each part, to the
 * CPUs whose lists are not empty.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "mm/debug/tools.h"
#include "mm/virtual/virtual.h"
#include "buddy.h"
#include "pcp.h"

#define PCP_DRAIN	16

/*
 * A list holds at most 1/PCP_PART of the zone, divided by the number of CPUs, and at most PCP_LIMIT
 * pages, or PCP_FEW blocks for orders above PCP_MAX_ORDER.
 */
#define PCP_PART	100
#define PCP_LIMIT	(1UL << CONFIG_PCP_LIST_SHIFT)
#define PCP_FEW		6UL
/* The number of parts in which the largest lists are emptied. */
#define PCP_PARTS	(MIGRATE_PCPTYPES * (2 * PCP_LIMIT + PCP_FEW * PCP_ORDERS) / PCP_DRAIN + 1)

static DEFINE_MUTEX(disable_mutex);
static unsigned int nr_disabled;

bool pcp_free_stray(struct page *page, unsigned int order)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags;
	bool done;

	if (page_debug || order >= PCP_ORDERS || !is_page(page) ||
	    page_map.zones[READ_ONCE(page->zone)] != pcp->zone)
		return false;
	local_irq_save(flags);
	/*
	 * A search takes some time, and only helps if later frees are in the same range.  See
	 * page_run_learn() for the restriction to threads.
	 */
	if (in_task() && !pcp_knows(pcp, page) && pcp->strays++ % 64 == 0)
		page_ready_run(page, &pcp->start, &pcp->size);
	done = __pcp_push(pcp, page, order);
	local_irq_restore(flags);
	return done;
}

bool pcp_drain_part(void)
{
	unsigned int left = PCP_DRAIN;
	unsigned long flags;
	struct zone *zone;
	struct pcp *pcp;

	local_irq_save(flags);
	pcp = this_cpu_hot_ptr(page_lists);
	zone = pcp->zone;
	if (!zone) {		/* before pcp_init() */
		local_irq_restore(flags);
		return false;
	}
	spin_lock(&zone->lock);
	for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
		for (unsigned int order = 0; order <= pageblock_order; order++) {
			struct pcp_list *list = &pcp->lists[mt][order];
			struct page *page;

			for (; left && (page = list->top); left--) {
				list->top = page->below;
				WRITE_ONCE(list->room, list->room + 1);
				__give(zone, page, order, pageblock_type(page));
			}
		}
	}
	spin_unlock(&zone->lock);
	local_irq_restore(flags);
	return !left;
}

void pcp_drain_local(void)
{
	/* Other code may push blocks between two parts, so the number of parts is limited. */
	for (unsigned long i = 0; i < PCP_PARTS && pcp_drain_part(); i++)
		;
}

void drain_local_pages(struct zone *zone)
{
	/* A CPU's lists contain pages of one zone only. */
	if (!zone || this_cpu_hot_ptr(page_lists)->zone == zone)
		pcp_drain_local();
}

struct drain {
	const struct zone *zone;	/* NULL: all zones */
	bool more;			/* lists of a CPU may contain more blocks */
};

static void drain_part(void *arg)
{
	struct drain *drain = arg;

	if ((!drain->zone || this_cpu_hot_ptr(page_lists)->zone == drain->zone) && pcp_drain_part())
		WRITE_ONCE(drain->more, true);
}

/* Return true if the CPU's lists have blocks.  The CPU may change them at the same time. */
static bool has_blocks(const struct pcp *pcp)
{
	for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
		for (unsigned int order = 0; order <= pageblock_order; order++) {
			if (pcp_count(&pcp->lists[mt][order]))
				return true;
		}
	}
	return false;
}

/* Empty the lists of all CPUs that have pages of the zone, or of all zones if @zone is NULL. */
static void drain_zone(const struct zone *zone)
{
	struct drain drain = { .zone = zone, .more = true };
	struct cpumask cpus;
	unsigned int cpu;

	for (unsigned long i = 0; i < PCP_PARTS && drain.more; i++) {
		drain.more = false;
		cpumask_clear(&cpus);
		for_each_online_cpu(cpu) {
			const struct pcp *pcp = per_cpu_ptr(&page_lists, cpu);

			if (cpu != smp_processor_id() && (!zone || pcp->zone == zone) &&
			    has_blocks(pcp))
				cpumask_set_cpu(cpu, &cpus);
		}
		if (!cpumask_empty(&cpus))
			smp_call_function_many(&cpus, drain_part, &drain, true);
		drain_part(&drain);
	}
}

void drain_all_pages(struct zone *zone)
{
	vmalloc_purge();
	drain_zone(zone);
}

void pcp_drain_all(void)
{
	drain_zone(NULL);
}

/*
 * Empty the lists of a CPU that becomes idle while memory is short.  Otherwise other CPUs would
 * have to wake this CPU to get the pages.  If there is enough memory, the pages stay on the
 * lists for the CPU's next allocations.
 */
void drain_idle_pages(void)
{
	const struct zone *zone = this_cpu_hot_ptr(page_lists)->zone;

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
			for (unsigned int order = 0; order <= pageblock_order; order++)
				nr += (unsigned long)pcp_count(&pcp->lists[mt][order]) << order;
		}
	}
	return nr;
}

/*
 * Set the limit of each list to at most @pages pages.  Called with interrupts off, or before the
 * lists are in use.
 */
static void set_limits(struct pcp *pcp, unsigned long pages)
{
	for (unsigned int order = 0; order <= pageblock_order; order++) {
		unsigned long most = order <= PCP_MAX_ORDER ? PCP_LIMIT >> order : PCP_FEW;
		unsigned long limit = min(pages >> order, most);

		for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
			struct pcp_list *list = &pcp->lists[mt][order];

			WRITE_ONCE(list->room, limit - pcp_count(list));
			WRITE_ONCE(list->limit, limit);
			list->fill = order <= PCP_MAX_ORDER && limit ? min(ilog2(limit), PCP_FILL)
								     : 0;
		}
	}
}

static unsigned long limit_of(const struct zone *zone)
{
	return zone_managed_pages(zone) / PCP_PART / num_possible_cpus();
}

static void stop_keeping(void *unused)
{
	set_limits(this_cpu_hot_ptr(page_lists), 0);
}

static void keep_again(void *unused)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);

	set_limits(pcp, page_debug ? 0 : limit_of(pcp->zone));
}

void pcp_disable(void)
{
	mutex_lock(&disable_mutex);
	if (!nr_disabled++) {
		on_each_cpu(stop_keeping, NULL, 1);
		pcp_drain_all();
	}
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
	/* With page debugging, the lists remain disabled, so that each block is checked. */
	if (!page_debug)
		set_limits(pcp, limit_of(pcp->zone));
}
