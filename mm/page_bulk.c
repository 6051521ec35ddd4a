// SPDX-License-Identifier: BSD-2-Clause
/*
 * Many single pages at a time: this CPU's list is emptied and refilled, or filled, in one go, for what
 * ordinary requests cost besides the page itself.
 *
 * Bounds: interrupts are off for at most BATCH pages, or one refill.
 */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "pcp.h"

#define BATCH	32UL

/*
 * Fill the entries of [at, end), as long as they are NULL, from the list; where that ended.  A list that is
 * empty ends it as well.
 */
static __always_inline struct page **pop_many(struct pcp *pcp, struct pcp_list *list,
					      struct page **at, struct page **end)
{
	unsigned long flags = arch_local_irq_save(), allocate = pcp->allocate;
	struct page **top = list->pages + list->count, **from = at;

	end = at + min_t(unsigned long, end - at, list->count);
	for (; at != end && !*at; at++) {
		struct page *page = *--top;

		WRITE_ONCE(page->word, page->word + allocate);
		*at = page;
	}
	list->count -= at - from;
	count_pages(pcp->zone, at - from);
	arch_local_irq_restore(flags);
	return at;
}

/* The first entry of [at, end) that is NULL, or that is not. */
static struct page **run_end(struct page **at, struct page **end, bool filled)
{
	while (at != end && !*at == !filled)
		at++;
	return at;
}

/* Fill entries that are NULL, BATCH at most; where that ended. */
static __always_inline struct page **fill_from_list(gfp_t gfp, struct page **at, struct page **end)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);

	if (unlikely(gfp & pcp->rare || fail_page_alloc_armed()))
		return at;
	return pop_many(pcp, pcp_list(pcp, gfp_migratetype(gfp), 0), at,
			at + min_t(unsigned long, end - at, BATCH));
}

/* The same when the list is empty. */
static struct page **fill_from_zone(gfp_t gfp, struct page **at, struct page **end)
{
	if (gfp & this_cpu_ptr(&page_lists)->rare || fail_page_alloc_armed())
		return at;
	end = run_end(at, at + min_t(unsigned long, end - at, BATCH), false);
	return at + pcp_take_many(gfp, end - at, at);
}

static noinline unsigned long bulk_rest(gfp_t gfp, struct page **pages, struct page **at,
					struct page **end)
{
	bool any = at != pages;

	for (at = run_end(at, end, true); at != end; at = run_end(at, end, true)) {
		struct page **filled = fill_from_list(gfp, at, end);

		if (filled == at)
			filled = fill_from_zone(gfp, at, end);
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
	struct page **end = pages + nr_pages, **at = fill_from_list(gfp, pages, end);

	return likely(at == end) ? nr_pages : bulk_rest(gfp, pages, at, end);
}

/*
 * Keep what can be kept of [at, end); where that ended, which may be at the very first.  Mostly all pages
 * are of one type, and their struct pages begin with the same word.
 */
static __always_inline struct page **push_many(struct page **at, struct page **end)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	unsigned long flags = arch_local_irq_save(), start = pcp->start, size = pcp->size;
	u64 word = READ_ONCE((*at)->word), mt = word - pcp->allocated;
	u64 cached = word - pcp->allocate, seen;
	struct page **from = at, **slot;
	struct pcp_list *list;

	if (likely(mt < MIGRATE_PCPTYPES)) {
		list = pcp_list(pcp, mt, 0);
		slot = list->pages + list->count;
		if (list->count < list->limit)
			end = at + min_t(unsigned long, end - at, list->limit - list->count);
		else
			end = at;
		for (; at != end; at++) {
			struct page *page = *at;

			if ((unsigned long)page - start >= size)
				break;
			seen = word;
			if (!__atomic_compare_exchange_n(&page->word, &seen, cached, true,
							 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
				break;
			*slot++ = page;
		}
		list->count += at - from;
		count_pages(pcp->zone, -(at - from));
	}
	arch_local_irq_restore(flags);
	return at;
}

void release_pages(struct page **pages, int nr)
{
	struct page **end = pages + nr;

	while (pages < end) {
		struct page **from = pages;

		if (pcp_knows(this_cpu_ptr(&page_lists), *pages))
			pages = push_many(pages, pages + min_t(unsigned long, end - pages, BATCH));
		if (pages == from)
			put_page(*pages++);
	}
}
