// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocate and free many single pages at a time.  Popping or pushing them in one operation on this
 * CPU's list shares the fixed cost of a request among the pages.
 *
 * Bounds: interrupts are off for at most BATCH pages.
 */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "mm/debug/tools.h"
#include "pcp.h"

#define BATCH	32UL

static __fast_inline struct page **batch_end(struct page **at, struct page **end)
{
	return at + min_t(unsigned long, end - at, BATCH);
}

/*
 * If @filled is true, return the first entry of [at, end) that is NULL, otherwise the first entry
 * that is not NULL.  Returns @end if there is no such entry.
 */
static struct page **run_end(struct page **at, struct page **end, bool filled)
{
	while (at != end && !*at == !filled)
		at++;
	return at;
}

#ifdef CONFIG_PCP_LISTS
/*
 * Fill the entries of [at, end) as long as they are NULL and the list of the type has pages.
 * Returns the first entry that is not filled.  The pages on the list all have the same page->word.
 */
static __fast_inline struct page **pcp_pop_many(struct pcp *pcp, unsigned long mt, struct page **at,
						struct page **end)
{
	unsigned long flags = __local_irq_save();
	struct pcp_list *list = pcp_list(pcp, mt, 0);
	struct page *page = list->top, **from = at;
	u64 word = pcp->allocated + mt;

	for (; at != end && page && !*at; at++) {
		WRITE_ONCE(page->word, word);
		*at = page;
		page = page->below;
	}
	list->top = page;
	WRITE_ONCE(list->room, list->room + (at - from));
	count_pages(pcp->zone, at - from);
	local_irq_restore_short(flags);
	return at;
}

/* Fill a batch of entries as long as they are NULL.  Returns the first entry that is not filled. */
static __fast_inline struct page **fill_from_list(gfp_t gfp, struct page **at, struct page **end)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);

	if (unlikely(gfp & pcp->rare || fail_page_alloc_armed()))
		return at;
	return pcp_pop_many(pcp, gfp_migratetype(gfp), at, batch_end(at, end));
}

/*
 * Push the pages of [at, end) onto this CPU's list.  Stops when the list is full, at a page outside
 * of the CPU's known range, and at a page whose page->word differs from that of the first page;
 * usually all pages have the same type.  The first page must be ready.  Returns the first entry
 * that was not pushed, which may be @at.
 */
static __fast_inline struct page **pcp_push_many(struct pcp *pcp, struct page **at,
						 struct page **end)
{
	unsigned long flags = __local_irq_save(), start = pcp->start, size = pcp->size;
	u64 word = READ_ONCE((*at)->word), mt = word - pcp->allocated;
	struct pcp_list *list = pcp_list(pcp, mt & 3, 0);
	u64 cached = word - pcp->allocate;
	struct page **from = at, *page, *top = list->top;

	if (unlikely(mt >= MIGRATE_PCPTYPES || list->room <= 0))
		end = at;
	else
		end = at + min_t(long, end - at, list->room);
	for (; at != end; at++, top = page) {
		page = *at;
		if (unlikely((unsigned long)page - start >= size) ||
		    unlikely(!arch_try_cmpxchg_acquire(&page->word, word, cached)))
			break;
		WRITE_ONCE(page->below, top);
	}
	list->top = top;
	WRITE_ONCE(list->room, list->room - (at - from));
	count_pages(pcp->zone, -(at - from));
	local_irq_restore_short(flags);
	return at;
}

/*
 * Push a batch of [at, end), which may be empty and may start with any pointer.  Returns the first
 * entry that was not pushed.
 */
static __fast_inline struct page **keep_some(struct page **at, struct page **end)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);

	if (unlikely(dma_owner_any()) || at >= end || unlikely(!pcp_knows(pcp, *at)))
		return at;
	return pcp_push_many(pcp, at, batch_end(at, end));
}
#else
static struct page **fill_from_list(gfp_t gfp, struct page **at, struct page **end)
{
	return at;
}

static struct page **keep_some(struct page **at, struct page **end)
{
	return at;
}
#endif

static noinline unsigned long bulk_rest(gfp_t gfp, struct page **pages, struct page **at,
					struct page **end)
{
	bool any = at != pages;

	for (at = run_end(at, end, true); at != end; at = run_end(at, end, true)) {
		struct page **filled = fill_from_list(gfp, at, end);

		if (filled == at) {
			*at = alloc_pages(any ? gfp | __GFP_NOWARN : gfp, 0);
			if (!*at)
				break;
			filled++;
		}
		any = true;
		at = filled;
	}
	return at - pages;
}

unsigned long alloc_pages_bulk(gfp_t gfp, unsigned long nr_pages, struct page **pages)
{
	struct page **end = pages + nr_pages, **at;

	gfp = alloc_context(gfp);
	at = fill_from_list(gfp, pages, end);
	return likely(at == end) ? nr_pages : bulk_rest(gfp, pages, at, end);
}

static noinline void release_rest(struct page **at, struct page **end)
{
	while (at < end) {
		struct page **kept = keep_some(at, end);

		if (kept == at)
			put_page(*kept++);
		at = kept;
	}
}

void release_pages(struct page **pages, int nr)
{
	struct page **end = pages + nr, **at = keep_some(pages, end);

	if (unlikely(at < end))
		release_rest(at, end);
}
