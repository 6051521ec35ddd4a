/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PAGE_RUN_H
#define MM_PAGE_RUN_H

/*
 * A CPU remembers a part of the page map where each struct page may be read, so that the check of a pointer
 * that anybody may have made up is a subtraction and a comparison.
 */

#include <linux/mm.h>

/*
 * A part of the page map that may be read, of one zone; 0 bytes until a free had to find out.  A
 * struct page lies at base + offset for an offset below size; see run_page().
 */
struct page_run {
	unsigned long start, size, base;
};

/* Is @page, of the page that @p points into, in the run?  For any pointer. */
static __fast_inline bool run_page(const struct page_run *run, const void *p, const struct page **page)
{
	unsigned long offset = (((long)p >> PAGE_SHIFT) << STRUCT_PAGE_SHIFT) - run->start;

	*page = (const struct page *)(run->base + offset);
	return likely(offset < run->size);
}

/* Frees outside of the known run after which a CPU searches for a new run, which takes some time. */
#define PAGE_RUN_STRAYS	64

/*
 * The run around @p, which points into a page that is ready.  Threads learn, interrupts do not: a thread of
 * the same CPU may be between two reads of the run that it changes, and would go by halves of two runs.
 */
void page_run_learn(struct page_run *run, const void *p);

#endif /* MM_PAGE_RUN_H */
