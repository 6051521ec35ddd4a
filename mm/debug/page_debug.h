/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PAGE_DEBUG_H
#define MM_PAGE_DEBUG_H

/* Between the page allocator and what watches its blocks: page_debug.c. */

#include <linux/mm.h>

#define PAGE_DEBUG_INIT_ON_ALLOC	1
#define PAGE_DEBUG_INIT_ON_FREE		2

#ifdef CONFIG_PAGE_DEBUG
/* Not 0: every block passes through page_debug_alloc() and page_debug_free(). */
extern unsigned int page_debug;
/* Memory for records, from memblock. */
void page_debug_init(void);
/* Must the linear map be made of single pages? */
bool page_debug_wants_pages(void);
/* A block that was just taken; one that nobody has, on its way back. */
void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp, const void *caller);
void page_debug_free(struct page *page, unsigned int order);
#else
#define page_debug 0
static inline void page_debug_init(void)
{
}

static inline bool page_debug_wants_pages(void)
{
	return false;
}

static inline void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp,
				    const void *caller)
{
}

static inline void page_debug_free(struct page *page, unsigned int order)
{
}
#endif

#endif /* MM_PAGE_DEBUG_H */
