/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_FLAGS_H
#define LINUX_PAGE_FLAGS_H

/*
 * Queries about a page.  They read the page's struct page, which is valid for allocated pages and
 * for RAM that the allocator does not own.  mm/pages/page_alloc.c explains which struct pages are
 * not valid.
 */

#include <linux/compiler.h>
#include <linux/mm_types.h>
#include <asm/page.h>

/* Return the first page of the block that contains @page, or NULL. */
struct page *page_block_head(const struct page *page);

struct page *__compound_head(const struct page *page);

/* Return the head of a compound page, or the page itself. */
static inline struct page *compound_head(const struct page *page)
{
	return likely(READ_ONCE(page->type)) ? (struct page *)page : __compound_head(page);
}

static inline bool PageHead(const struct page *page)
{
	return page->type >= PGTY_allocated && page->flags & PG_compound;
}

static inline bool PageTail(const struct page *page)
{
	return !page->type && __compound_head(page) != page;
}

static inline bool PageCompound(const struct page *page)
{
	return PageHead(compound_head(page));
}

/* Return true if the page is outside the linear map (<linux/highmem.h>). */
static inline bool PageHighMem(const struct page *page)
{
	return IS_ENABLED(CONFIG_HIGHMEM) &&
	       page >= virt_to_page((const void *)vm_layout.linear_limit);
}

static inline bool PageBuddy(const struct page *page)
{
	return page->type == PGTY_free;
}

static inline bool PageReserved(const struct page *page)
{
	const struct page *head = page_block_head(page);

	return head &&
	       (head->type == PGTY_reserved || (head->type & ~PGTY_MIGRATETYPE) == PGTY_marked);
}

/*
 * Mark the block that contains @page, so that the allocator refuses to free it until the mark is
 * cleared.  The caller must own the block, and the block's type must be PGTY_allocated.  Memory
 * that was reserved at boot is not changed; see memblock_free_late().  Context: any.
 */
void SetPageReserved(struct page *page);
void ClearPageReserved(struct page *page);

/*
 * Define functions for a page type that an owner sets on its block, and clears before freeing the
 * block.  __free_pages() refuses a block with such a type.  If another CPU frees the adjacent block
 * at the same time, it reads the old or the new type.  Neither is the type of a free block.
 */
#define PAGE_TYPE_OPS(Name, name)					\
static inline bool Page##Name(const struct page *page)			\
{									\
	return READ_ONCE(page->type) == PGTY_##name;			\
}									\
static inline void __SetPage##Name(struct page *page)			\
{									\
	WRITE_ONCE(page->type, PGTY_##name);				\
}									\
static inline void __ClearPage##Name(struct page *page)			\
{									\
	WRITE_ONCE(page->type, PGTY_allocated);				\
}

/*
 * The caller must own the page or hold a reference.  For a movable page, the result remains valid
 * only while the caller holds the page's lock.
 */
static inline bool PageLocked(const struct page *page)
{
	return READ_ONCE(page->flags) & PG_locked;
}

static inline bool PageMovable(const struct page *page)
{
	return READ_ONCE(page->type) == PGTY_movable;
}

static inline bool PageIsolated(const struct page *page)
{
	return PageMovable(page) && READ_ONCE(page->flags) & PG_isolated;
}

PAGE_TYPE_OPS(Slab, slab)
PAGE_TYPE_OPS(LargeKmalloc, large_kmalloc)
PAGE_TYPE_OPS(Table, table)

#endif /* LINUX_PAGE_FLAGS_H */
