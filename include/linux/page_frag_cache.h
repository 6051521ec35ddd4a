/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_FRAG_CACHE_H
#define LINUX_PAGE_FRAG_CACHE_H

/*
 * Allocate fragments of pages, up to PAGE_SIZE, for buffers with similar lifetimes, such as
 * packets.  Fragments are freed one by one, in any order, by their address only.  The owner of a
 * cache must ensure that only one call uses the cache at a time.  A page is freed when its last
 * fragment is free and the cache no longer uses the page.
 */

#include <linux/bug.h>
#include <linux/gfp_types.h>
#include <linux/log2.h>
#include <linux/types.h>
#include <asm/page.h>

struct page;

#define PAGE_FRAG_CACHE_MAX_SIZE	(PAGE_SHIFT < 15 ? 32768U : 1U << PAGE_SHIFT)

/* State of a cache.  A zeroed cache is empty. */
struct page_frag_cache {
	void *va;			/* address of the current block, or NULL */
	unsigned int offset, size;	/* used and total bytes of the block */
	unsigned int pagecnt_bias;	/* references that no fragment uses yet */
};

static inline void page_frag_cache_init(struct page_frag_cache *nc)
{
	nc->va = NULL;
}

/*
 * Allocate @fragsz bytes, 1 to PAGE_SIZE.  @align_mask is the negative of the alignment, or ~0 for
 * no alignment.  Returns NULL on failure.  May sleep if @gfp allows sleeping.
 */
void *__page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp,
			      unsigned int align_mask);

/* Allocate @fragsz bytes, aligned to @align, a power of two up to PAGE_SIZE. */
static inline void *page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz,
					  gfp_t gfp, unsigned int align)
{
	WARN_ON_ONCE(!is_power_of_2(align));
	return __page_frag_alloc_align(nc, fragsz, gfp, -align);
}

static inline void *page_frag_alloc(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp)
{
	return __page_frag_alloc_align(nc, fragsz, gfp, ~0U);
}

/* Return true if fragments currently come from the reserve; see page_is_pfmemalloc(). */
bool page_frag_cache_is_pfmemalloc(struct page_frag_cache *nc);

/*
 * Free a fragment, or a block of alloc_pages() by its first address.  Other addresses are refused
 * and reported.  Context: any.
 */
void page_frag_free(void *addr);
/* Free the memory that no fragment uses.  The cache is then empty and may be used again. */
void page_frag_cache_drain(struct page_frag_cache *nc);
/* Drop @count references of a block. */
void __page_frag_cache_drain(struct page *page, unsigned int count);

#endif /* LINUX_PAGE_FRAG_CACHE_H */
