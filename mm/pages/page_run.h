/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PAGE_RUN_H
#define MM_PAGE_RUN_H

/*
 * A CPU caches one part of the page map whose struct pages may all be read.  Checking an arbitrary
 * pointer then takes a subtraction and a comparison.
 */

#include <linux/mm.h>

/*
 * A part of the page map that may be read; with CONFIG_NUMA, it belongs to one zone.  Its size is 0
 * until the first search.  The struct page at base + offset may be read if offset is below size;
 * see run_page().
 */
struct page_run {
	unsigned long start, size, base;
};

/*
 * Set *@page to the struct page of the page that @p points into.  Returns true if it is in the run.
 * @p may be any pointer.
 */
static __fast_inline bool run_page(const struct page_run *run, const void *p,
				   const struct page **page)
{
	unsigned long offset = (((long)p >> PAGE_SHIFT) << STRUCT_PAGE_SHIFT) - run->start;

	*page = (const struct page *)(run->base + offset);
	return likely(offset < run->size);
}

/*
 * A CPU searches for a new run at the first of each 64 frees of objects outside of its run, because
 * a search takes longer than freeing an object.
 */
#define PAGE_RUN_STRAYS	64

/*
 * Set the run to the part of the page map around @p, which points into a ready page.  Must not be
 * called in interrupt context: a thread of the same CPU may be between two reads of the run, and
 * would use halves of two runs.
 */
void page_run_learn(struct page_run *run, const void *p);

#endif /* MM_PAGE_RUN_H */
