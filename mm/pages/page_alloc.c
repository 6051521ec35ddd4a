// SPDX-License-Identifier: BSD-2-Clause
/*
 * The entry points of the page allocator: alloc_pages(), __free_pages() and related functions.
 *
 * An allocation tries, in this order:
 *	1. with ordinary flags: the lists of this CPU (pcp.h);
 *	2. with ordinary flags: the zone of these lists, if its free pages exceed all of its
 *	   reserves (zone->fast_mark); adjacent blocks are put on this CPU's list;
 *	3. otherwise: page_slow.c.
 *
 * A free pushes the block onto this CPU's list, or frees it to its zone if the list is full.  It is
 * refused, with a report, if the page is not the first page of an allocated block of that order, or
 * has no reference.
 *
 * Blocks, invariants and locking are those of mm/pages/buddy.c.
 *
 * To inspect: the commands buddyinfo, zoneinfo, vmstat and meminfo; page_alloc_validate(); the
 * failure report.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/bug.h>
#include <linux/lockdep.h>

#include "mm/debug/tools.h"
#include "buddy.h"
#include "pcp.h"

/*
 * Do step 2 (see the top of the file) with the zone's lock held.  Returns NULL if the slow path
 * must be used.
 */
static __fast_inline struct page *__take_and_fill(struct pcp *pcp, unsigned long order,
						  unsigned long mt)
{
	unsigned long found = order, piece = order + pcp_fill_order(pcp, mt, order);
	struct zone *zone = pcp->zone;
	struct page *page;

	lockdep_assert_irqs_disabled();
	if (unlikely(zone->nr_free_pages <= zone->fast_mark + (1UL << piece)))
		return NULL;
	page = __take_first(zone, &found, mt);
	if (likely(page)) {
		if (found > piece)
			__split(zone, page, found, piece, mt);
		else
			piece = found;
		__account(zone, -(1L << piece), mt);
		if (piece != order)
			pcp_fill(pcp, mt, order, page, piece);
	} else if (zone->cma_pages || page_group_by_mobility_disabled ||
		   !(page = __take_elsewhere(zone, order, mt))) {
		return NULL;
	}
	WRITE_ONCE(page->word, allocated_word(zone, order, mt));
	count_pages(zone, 1L << order);
	return page;
}

/* Do step 2 (see the top of the file).  Returns NULL if the slow path must be used. */
static __fast_inline struct page *alloc_from_zone(gfp_t gfp, unsigned long order)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags, mt = gfp_migratetype(gfp);
	struct zone *zone = pcp->zone;
	struct page *page;

	if (unlikely((gfp | GFP_NEVER_RARE) & pcp->rare || order > MAX_PAGE_ORDER ||
		     mt >= MIGRATE_PCPTYPES || fail_page_alloc_armed()))
		return NULL;
	spin_lock_irqsave(&zone->lock, flags);
	page = __take_and_fill(pcp, order, mt);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

/* Allocate from this CPU's list, from the zone, or by the slow path, in this order. */
static __fast_inline struct page *alloc_rest(gfp_t gfp, unsigned int order, const void *caller)
{
	gfp_t plain = gfp & ~GFP_PREPARED;
	struct page *page;

	page = likely(order < PCP_ORDERS) ? pcp_alloc(plain, order) : NULL;
	if (!page)
		page = alloc_from_zone(plain, order);
	if (unlikely(!page))
		return page_alloc_slow(gfp, order, numa_node_id(), NULL, caller);
	if (unlikely(gfp & GFP_PREPARED))
		page_prepare(page, gfp, order);
	return page;
}

/*
 * The public functions call this function by tail calls.  So its return address is that of the
 * public function's caller, and a public function need not save registers.
 */
static noinline struct page *alloc_pages_rest(gfp_t gfp, unsigned int order)
{
	return alloc_rest(gfp, order, __builtin_return_address(0));
}

static noinline struct page *alloc_pages_zone(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_from_zone(gfp, order_arg(order));

	return likely(page) ? page : alloc_pages_rest(gfp, order);
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	unsigned long index = order_arg(order);
	struct page *page;

	gfp = alloc_context(gfp);
	page = likely(index < PCP_ORDERS) ? pcp_alloc(gfp, index) : NULL;
	return likely(page) ? page : alloc_pages_zone(gfp, index);
}

struct page *__alloc_plain_page(gfp_t gfp)
{
	struct page *page;

	gfp = caller_context(gfp, "alloc_pages", __builtin_return_address(0));
	page = pcp_alloc_plain();
	return likely(page) ? page : alloc_pages_zone(gfp, 0);
}

struct page *__alloc_zeroed_page(gfp_t gfp)
{
	struct page *page;

	gfp = caller_context(gfp, "alloc_pages", __builtin_return_address(0));
	page = pcp_alloc_plain();
	if (unlikely(!page))
		return alloc_pages_rest(gfp, 0);
	clear_pages(page_address(page), 1);
	return page;
}

struct page *page_alloc(gfp_t gfp, unsigned int order, int nid, const void *caller)
{
	gfp = caller_context(gfp, "alloc_pages", caller);
	if (nid != NUMA_NO_NODE && nid != numa_node_id())
		return page_alloc_slow(gfp, order, nid, NULL, caller);
	return alloc_rest(gfp, order, caller);
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return page_alloc(gfp, order, nid, __builtin_return_address(0));
}

struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return page_alloc(gfp, order, nid, __builtin_return_address(0));
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   nodemask_t *nodemask)
{
	const void *caller = __builtin_return_address(0);

	if (!nodemask)
		return page_alloc(gfp, order, preferred_nid, caller);
	if (preferred_nid == NUMA_NO_NODE)
		preferred_nid = numa_node_id();
	return page_alloc_slow(gfp, order, preferred_nid, nodemask, caller);
}

static unsigned long get_free_pages(gfp_t gfp, unsigned int order, const void *caller)
{
	struct page *page;

	if (unlikely(gfp & __GFP_HIGHMEM)) {
		page_report_bad_request(gfp, order, "__GFP_HIGHMEM pages have no address", caller);
		return 0;
	}
	page = alloc_rest(gfp, order, caller);
	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	gfp = alloc_context(gfp);
	return get_free_pages(gfp, order, __builtin_return_address(0));
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	struct page *page;

	gfp = alloc_context(gfp);
	page = likely(!(gfp & ~GFP_PLAIN)) ? pcp_alloc_plain() : NULL;
	if (likely(page)) {
		clear_page(page_address(page));
		return (unsigned long)page_address(page);
	}
	return get_free_pages(gfp | __GFP_ZERO, 0, __builtin_return_address(0));
}

/* Freeing */

/*
 * Claim a block that is being freed.  If two CPUs free the block at the same time, only one of the
 * claims succeeds, even if one of the CPUs does not hold the zone's lock.
 */
static __fast_inline bool claim_block(struct page *page, u64 word, unsigned long order,
				      const struct zone *zone)
{
	u64 claimed = block_word(PGTY_isolated, order, zone->id, 0);

	return __atomic_compare_exchange_n(&page->word, &word, claimed, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/*
 * Free a block that has exactly @refs references, 0 or 1.  Returns false if @page is not such a
 * block.
 */
static __fast_inline bool buddy_free_block(struct page *page, unsigned long order, int refs)
{
	struct zone *zone;
	unsigned long flags;
	struct page seen;
	bool ok;

	if (unlikely(!is_page(page)))
		return false;
	zone = page_map.zones[READ_ONCE(page->zone)];
	spin_lock_irqsave(&zone->lock, flags);
	seen = page_snapshot(page);
	ok = page_is(&seen, PGTY_allocated, order) && page_ref_count(&seen) == refs &&
	     claim_block(page, seen.word, order, zone);
	if (unlikely(page_debug) && ok) {
		spin_unlock_irqrestore(&zone->lock, flags);
		page_debug_free(page, order);
		spin_lock_irqsave(&zone->lock, flags);
	}
	if (likely(ok)) {
		count_pages(zone, -(1L << order));
		if (likely(order <= pageblock_order))
			__give(zone, page, order, pageblock_type(page));
		else
			zone_give(zone, page, order);
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return ok;
}

/*
 * Return true, after a report, if a device owns a part of the block and the block has one
 * reference.  Such a block must not be freed.
 */
static bool page_is_mapped(struct page *page, unsigned int order, const void *caller)
{
	return dma_owner_any() && is_page(page) && page_is(page, PGTY_allocated, order) &&
	       page_ref_count(page) == 1 &&
	       dma_owner_keeps(page_to_phys(page), PAGE_SIZE << order, caller);
}

/*
 * Free a block whose last reference was dropped.  A block that a device owns is reported and not
 * freed.
 */
static void free_unheld(struct page *page, unsigned int order, const void *caller)
{
	if (dma_owner_keeps(page_to_phys(page), PAGE_SIZE << order, caller))
		set_page_count(page, 1);
	else if (!buddy_free_block(page, order, 0))
		page_report_bad_free(page, order, caller);
}

/* Drop one of several references of a block.  Anything else is refused with a report. */
static noinline void buddy_free_slow(struct page *page, unsigned int order, const void *caller)
{
	if (!is_page(page) || !page_is(page, PGTY_allocated, order) || page_ref_count(page) <= 0)
		page_report_bad_free(page, order, caller);
	else if (put_page_testzero(page))
		free_unheld(page, order, caller);
}

/* The public functions call this function by tail calls, like alloc_pages_rest(). */
static noinline void free_pages_rest(struct page *page, unsigned int order)
{
	const void *caller = __builtin_return_address(0);

	if (page_is_mapped(page, order, caller) || pcp_free_stray(page, order))
		return;
	if (unlikely(!buddy_free_block(page, order, 1)))
		buddy_free_slow(page, order, caller);
}

/* Free a block that has one reference.  It goes to the zone, because this CPU's list is full. */
static noinline void free_pages_zone(struct page *page, unsigned int order)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags, index = order_arg(order);
	struct zone *zone = pcp->zone;
	u64 word;

	if (unlikely(!pcp_knows(pcp, page) || index > MAX_PAGE_ORDER))
		return free_pages_rest(page, order);
	spin_lock_irqsave(&zone->lock, flags);
	word = READ_ONCE(page->word);
	if (unlikely(word - pcp->allocated - (index << 8) >= MIGRATE_PCPTYPES ||
		     !claim_block(page, word, index, zone))) {
		spin_unlock_irqrestore(&zone->lock, flags);
		return free_pages_rest(page, order);
	}
	count_pages(zone, -(1L << index));
	if (likely(index <= pageblock_order))
		__give(zone, page, index, pageblock_type(page));
	else
		zone_give(zone, page, index);
	spin_unlock_irqrestore(&zone->lock, flags);
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned long index = order_arg(order);

	if (dma_owner_any())
		free_pages_rest(page, index);
	else if (unlikely(index >= PCP_ORDERS || !pcp_free(page, index)))
		free_pages_zone(page, index);
}

void __free_plain_page(struct page *page)
{
	if (dma_owner_any())
		free_pages_rest(page, 0);
	else if (unlikely(!pcp_free(page, 0)))
		free_pages_zone(page, 0);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (unlikely(offset_in_page(addr)))
		page_report_bad_address((void *)addr, __builtin_return_address(0));
	else if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

struct page *page_block_head(const struct page *page)
{
	unsigned int order;

	if (!is_page(page))
		return NULL;
	if (READ_ONCE(page->type))
		return (struct page *)page;
	for (order = 1; order <= MAX_PAGE_ORDER; order++) {
		unsigned long mask = ~((sizeof(*page) << order) - 1);
		struct page *head = (struct page *)((unsigned long)page & mask);

		if (READ_ONCE(head->type))
			return READ_ONCE(head->order) >= order ? head : NULL;
	}
	return NULL;
}

struct page *__compound_head(const struct page *page)
{
	struct page *head = page_block_head(page);

	return head && PageHead(head) ? head : (struct page *)page;
}

void put_page(struct page *page)
{
	const void *caller = __builtin_return_address(0);
	unsigned int order;

	if (unlikely(!is_page(page)))
		return page_report_bad_ref(page, "put_page", NULL, caller);
	page = compound_head(page);
	order = READ_ONCE(page->order);
	if (page_is_mapped(page, order, caller))
		return;
	/* If the block is not compound and has one reference, free it as __free_pages() does. */
	if ((order < PCP_ORDERS && pcp_free(page, order)) || pcp_free_stray(page, order))
		return;
	if (unlikely(READ_ONCE(page->type) < PGTY_allocated || page_ref_count(page) <= 0 ||
		     (page_ref_count(page) == 1 && !page_is(page, PGTY_allocated, order))))
		return page_report_bad_ref(page, "put_page", NULL, caller);
	if (put_page_testzero(page))
		free_unheld(page, order, caller);
}

void split_page(struct page *page, unsigned int order)
{
	unsigned long i;
	u64 word;

	if (!is_page(page) || !page_is(page, PGTY_allocated, order) || page->flags & PG_compound)
		return page_report_bad_ref(page, "split_page", NULL,
					   __builtin_return_address(0));
	word = page->word - ((u64)order << 8);
	for (i = 0; i < 1UL << order; i++)
		WRITE_ONCE(page[i].word, word);
}

struct page *page_split_half(struct page *page)
{
	u64 word = page->word - (1 << 8);
	struct page *upper = page + (1UL << (page->order - 1));

	VM_WARN_ON(!page->order || !page_is(page, PGTY_allocated, page->order));
	WRITE_ONCE(upper->word, word);
	WRITE_ONCE(page->word, word);
	return upper;
}

/* Exact sizes: adjacent blocks of descending order */

static void keep_first_pages(struct page *page, unsigned int order, unsigned long nr)
{
	while (nr < 1UL << order) {
		struct page *upper = page_split_half(page);

		order--;
		if (nr <= 1UL << order) {
			__free_pages(upper, order);
		} else {
			page = upper;
			nr -= 1UL << order;
		}
	}
}

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	const void *caller = __builtin_return_address(0);
	struct page *page;
	unsigned int order;

	if (!size)
		return NULL;
	if (WARN_ON_ONCE(gfp & (__GFP_COMP | __GFP_HIGHMEM)))
		gfp &= ~(__GFP_COMP | __GFP_HIGHMEM);
	order = get_order(size);
	page = page_alloc(gfp & ~__GFP_ZERO, order, NUMA_NO_NODE, caller);
	if (!page)
		return NULL;
	keep_first_pages(page, order, PFN_UP(size));
	if (gfp & __GFP_ZERO)
		clear_pages(page_address(page), PFN_UP(size));
	return page_address(page);
}

void free_pages_exact(void *virt, size_t size)
{
	const void *caller = __builtin_return_address(0);
	struct page *page = virt_to_page(virt);
	struct page *end = page + PFN_UP(size);

	if (unlikely(offset_in_page(virt)))
		return page_report_bad_address(virt, caller);
	if (dma_owner_any() && size && is_linear_addr(virt) &&
	    dma_owner_keeps(__pa(virt), size, caller))
		return;
	while (page < end) {
		unsigned int order = page_ready(page) ? page->order : 0;

		if (!page_ready(page) || !page_is(page, PGTY_allocated, order) ||
		    page + (1UL << order) > end || page_ref_count(page) != 1)
			return page_report_bad_free(page, order, caller);
		if (!buddy_free_block(page, order, 1))
			return buddy_free_slow(page, order, caller);
		page += 1UL << order;
	}
}
