/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_FLAGS_H
#define LINUX_PAGE_FLAGS_H

/*
 * Questions about one page.  They read its struct page, which is valid for RAM that the allocator
 * handed out or that lies beside it; see mm/pages/page_alloc.c for what is not.
 */

#include <linux/compiler.h>
#include <linux/mm_types.h>
#include <asm/page.h>

/* The first page of the block that @page is in; NULL if there is none. */
struct page *page_block_head(const struct page *page);

struct page *__compound_head(const struct page *page);

/* The first page of a compound page; of any other page, itself. */
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

/* RAM beyond the linear map: see <linux/highmem.h>. */
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

	return head && (head->type == PGTY_reserved || (head->type & ~PGTY_MIGRATETYPE) == PGTY_marked);
}

/*
 * For who has an allocated block without a type of its own: the allocator refuses it, with a report, until
 * it is cleared again.  Any page of the block stands for all of it.  Memory that was reserved at boot is
 * left alone: see memblock_free_late().  Any context.
 */
void SetPageReserved(struct page *page);
void ClearPageReserved(struct page *page);

/*
 * Types that an owner gives to a block of its own, and takes back before it frees it.  While it is
 * set, __free_pages() refuses the block.  Whoever frees the block beside it may look meanwhile: it sees
 * one type or the other, and neither is that of a free block.
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

/* Whoever holds the page may ask; a movable page's lock keeps the answer. */
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
