// SPDX-License-Identifier: BSD-2-Clause
/*
 * Page fragments.  A new block gets more references than it can have fragments.  Each fragment
 * owns one reference, and freeing the fragment drops that reference.  The remaining references
 * are dropped when the block is used up.  If no fragment is in use at that time, the block is
 * used again.
 *
 * A fragment may start at any address, so any address in a block with PG_frag may be freed.  In
 * other blocks, the owner counts the references itself, so only the first address is accepted.
 */

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/page_frag_cache.h>
#include <linux/page_ref.h>

#include "mm/debug/tools.h"
#include "pages.h"

#define BIAS	(PAGE_FRAG_CACHE_MAX_SIZE + 1)

static bool page_frag_refill(struct page_frag_cache *nc, gfp_t gfp)
{
	unsigned int order = get_order(PAGE_FRAG_CACHE_MAX_SIZE);
	gfp_t quick = (gfp & ~__GFP_DIRECT_RECLAIM) | __GFP_COMP | __GFP_NOWARN | __GFP_NORETRY |
		      __GFP_NOMEMALLOC;
	struct page *page = order ? alloc_pages(quick, order) : NULL;

	if (!page) {
		order = 0;
		page = alloc_pages(gfp, 0);
	}
	if (!page)
		return false;
	WRITE_ONCE(page->flags, page->flags | PG_frag);
	nc->va = page_address(page);
	nc->size = PAGE_SIZE << order;
	nc->offset = 0;
	nc->pagecnt_bias = BIAS;
	page_ref_add(page, BIAS - 1);
	return true;
}

/*
 * Start again at the beginning of the block, if no fragment of it is in use or owned by a device,
 * and if it was not allocated from the reserve.
 */
static bool recycle(struct page_frag_cache *nc, const void *caller)
{
	struct page *page = virt_to_page(nc->va);

	if (!page_ref_sub_and_test(page, nc->pagecnt_bias)) {
		nc->va = NULL;
		return false;
	}
	if (dma_owner_keeps(page_to_phys(page), nc->size, caller)) {
		set_page_count(page, 1);
		nc->va = NULL;
		return false;
	}
	if (unlikely(page_is_pfmemalloc(page))) {
		set_page_count(page, 1);
		put_page(page);
		nc->va = NULL;
		return false;
	}
	set_page_count(page, BIAS);
	nc->pagecnt_bias = BIAS;
	nc->offset = 0;
	return true;
}

void *__page_frag_alloc_align(struct page_frag_cache *nc, unsigned int fragsz, gfp_t gfp,
			      unsigned int align_mask)
{
	unsigned int offset;

	gfp = alloc_context(gfp);
	if (!fragsz || fragsz > PAGE_SIZE)
		return NULL;
	if (!nc->va && !page_frag_refill(nc, gfp))
		return NULL;
	offset = ALIGN(nc->offset, -align_mask);
	if (offset + fragsz > nc->size) {
		if (!recycle(nc, __builtin_return_address(0)) && !page_frag_refill(nc, gfp))
			return NULL;
		offset = 0;
	}
	nc->offset = offset + fragsz;
	nc->pagecnt_bias--;
	return nc->va + offset;
}

/*
 * Return the reason why no fragment can start at @addr, or NULL if one can.  @addr may be any
 * pointer.
 */
static const char *page_frag_refusal(const void *addr)
{
	const struct page *page = virt_to_page(addr), *head = page_block_head(page);

	if (!is_linear_addr(addr))
		return "not in the linear map";
	if (!head || (READ_ONCE(head->type) & ~PGTY_MIGRATETYPE) != PGTY_allocated ||
	    page_ref_count(head) <= 0)
		return page_report_free_reason(page, head ? head->order : 0);
	if (!(READ_ONCE(head->flags) & PG_frag) && addr != page_address(head))
		return "inside a block that is not from page_frag_alloc()";
	return NULL;
}

void page_frag_free(void *addr)
{
	const char *why = page_frag_refusal(addr);

	if (WARN(why, "page_frag_free(%px) by %pS refused: %s\n", addr, __builtin_return_address(0),
		 why))
		return;
	if (!dma_owner_keeps(__pa(addr), 1, __builtin_return_address(0)))
		put_page(page_block_head(virt_to_page(addr)));
}

void __page_frag_cache_drain(struct page *page, unsigned int count)
{
	if (count > 1)
		page_ref_sub(page, count - 1);
	if (count)
		put_page(page);
}

bool page_frag_cache_is_pfmemalloc(struct page_frag_cache *nc)
{
	return nc->va && page_is_pfmemalloc(virt_to_page(nc->va));
}

void page_frag_cache_drain(struct page_frag_cache *nc)
{
	if (!nc->va)
		return;
	__page_frag_cache_drain(virt_to_page(nc->va), nc->pagecnt_bias);
	nc->va = NULL;
}
