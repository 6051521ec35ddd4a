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

#ifdef CONFIG_PCP_LISTS
/* Up to @nr pages from the list, into entries that are NULL. */
static unsigned long pop_many(struct pcp *pcp, struct pcp_list *list, struct page **pages,
			      unsigned long nr)
{
	unsigned long flags = arch_local_irq_save(), n, i;
	struct page **top = list->pages + list->count;

	n = min(nr, list->count);
	for (i = 0; i < n; i++) {
		struct page *page = *--top;

		WRITE_ONCE(page->word, page->word + pcp->allocate);
		pages[i] = page;
	}
	list->count -= n;
	count_pages(pcp->zone, (long)n);
	arch_local_irq_restore(flags);
	return n;
}

/* Fill @nr entries that are NULL; how many were. */
static unsigned long fill(gfp_t gfp, unsigned long nr, struct page **pages)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	struct pcp_list *list = &pcp->lists[gfp_migratetype(gfp)][0];
	unsigned long got;

	if (gfp & pcp->rare || fail_page_alloc_armed())
		return 0;
	got = pop_many(pcp, list, pages, nr);
	if (got < nr)
		got += pcp_take_many(gfp, nr - got, pages + got);
	return got;
}

/* Give back the first of @nr pages that this CPU keeps; how many. */
static int push_many(struct page **pages, int nr)
{
	struct pcp *pcp = this_cpu_ptr(&page_lists);
	unsigned long flags = arch_local_irq_save();
	int i = 0;

	while (i < nr && pcp_knows(pcp, pages[i]) && __pcp_push(pcp, pages[i], 0))
		i++;
	arch_local_irq_restore(flags);
	return i;
}
#else
static unsigned long fill(gfp_t gfp, unsigned long nr, struct page **pages)
{
	return 0;
}

static int push_many(struct page **pages, int nr)
{
	return 0;
}
#endif

/* How many entries from here on are NULL, or are not. */
static unsigned long run_length(struct page **pages, unsigned long nr, bool filled)
{
	unsigned long i = 0;

	while (i < nr && !pages[i] == !filled)
		i++;
	return i;
}

unsigned long alloc_pages_bulk(gfp_t gfp, unsigned long nr_pages, struct page **pages)
{
	unsigned long done = run_length(pages, nr_pages, true);
	bool any = false;

	while (done < nr_pages) {
		unsigned long want = run_length(pages + done, min(nr_pages - done, BATCH), false);
		unsigned long got = fill(gfp, want, pages + done);

		if (!got) {
			pages[done] = alloc_pages(any ? gfp | __GFP_NOWARN : gfp, 0);
			if (!pages[done])
				break;
			got = 1;
		}
		any = true;
		done += got;
		done += run_length(pages + done, nr_pages - done, true);
	}
	return done;
}

void release_pages(struct page **pages, int nr)
{
	for (int i = 0; i < nr;) {
		int end = min_t(int, nr, i + BATCH);

		i += push_many(pages + i, end - i);
		if (i < end)
			put_page(pages[i++]);
	}
}
