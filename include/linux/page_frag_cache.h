/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_FRAG_CACHE_H
#define LINUX_PAGE_FRAG_CACHE_H

/*
 * Pieces of pages, of any size up to a page, that are freed one by one and in any order: for buffers that
 * come and go together, such as packets.  A cache is its owner's, who sees to it that only one call uses
 * it at a time; freeing needs no cache.  The page is free when its last piece is and the cache has gone on
 * to another.
 */

#include <linux/bug.h>
#include <linux/gfp_types.h>
#include <linux/log2.h>
#include <linux/types.h>
#include <asm/page.h>

struct page;

#define PAGE_FRAG_CACHE_MAX_SIZE	(PAGE_SHIFT < 15 ? 32768U : 1U << PAGE_SHIFT)

/* All zero: empty. */
struct page_frag_cache {
	void *va;			/* of the block that pieces are cut from; NULL */
	unsigned int offset, size;	/* bytes: what is taken, and of the block */
	unsigned int pagecnt_bias;	/* references of the block that no piece has yet */
};

static inline void page_frag_cache_init(struct page_frag_cache *nc)
{
	nc->va = NULL;
}

/*
 * Allocate @fragsz bytes, 1 to PAGE_SIZE.  @align_mask is the negative of the alignment, or ~0 for none.
 * Returns NULL if there is no memory.  Context: as alloc_pages().
 */
void *__page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp,
			      unsigned int align_mask);

/* @align: a power of two up to PAGE_SIZE. */
static inline void *page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp,
					  unsigned int align)
{
	WARN_ON_ONCE(!is_power_of_2(align));
	return __page_frag_alloc_align(nc, fragsz, gfp, -align);
}

static inline void *page_frag_alloc(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp)
{
	return __page_frag_alloc_align(nc, fragsz, gfp, ~0U);
}

/* Do pieces come out of the reserve now?  See page_is_pfmemalloc(). */
bool page_frag_cache_is_pfmemalloc(struct page_frag_cache *nc);

/*
 * A piece, or a whole block of alloc_pages() by its first address.  What else is reported and left alone.
 * Any context.
 */
void page_frag_free(void *addr);
/* Give back what no piece was cut from; the cache is empty then, and may be used again. */
void page_frag_cache_drain(struct page_frag_cache *nc);
/* Drop @count references of a block. */
void __page_frag_cache_drain(struct page *page, unsigned int count);

#endif /* LINUX_PAGE_FRAG_CACHE_H */
