/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GFP_H
#define LINUX_GFP_H

/*
 * The page allocator: blocks of 2^order pages, aligned to their size.
 *
 * An allocation may sleep if @gfp contains __GFP_DIRECT_RECLAIM; without it, every context is
 * allowed.  If no block fits, the functions return NULL or 0, and print a report unless @gfp
 * contains __GFP_NOWARN.  The caller owns the block and holds one reference to it.  The contents
 * are undefined unless @gfp contains __GFP_ZERO.  A block must be freed as a whole, with the order
 * of its allocation, unless split_page() divided it.
 *
 * Blocks may be freed in every context.  Freeing drops one reference; dropping the last reference
 * frees the block.  A page that is not the first page of an allocated block of the given order is
 * refused and reported with the caller.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/nodemask_types.h>
#include <linux/numa.h>
#include <linux/page_frag_cache.h>

struct folio;
struct page;

struct page *alloc_pages(gfp_t gfp, unsigned int order);
/*
 * Allocate a block, preferably from node @nid.  If @nid is NUMA_NO_NODE or an absent node, the
 * nearest node is preferred.  The allocation fails if @nid is absent and @gfp contains
 * __GFP_THISNODE.
 */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

/* Allocate a folio: a compound page, or a single page if @order is 0. */
static inline struct folio *folio_alloc(gfp_t gfp, unsigned int order)
{
	return (struct folio *)alloc_pages(gfp | (order ? __GFP_COMP : 0), order);
}

/* Allocate a block from the nodes in @nodemask, or from any node if @nodemask is NULL. */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   nodemask_t *nodemask);

/*
 * Allocate a block and return its address in the linear map, or 0 on failure.  __GFP_HIGHMEM is
 * invalid.
 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);

void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);	/* 0 is ignored */

/*
 * Allocate single pages for the NULL entries of @pages, in order, and stop at the first failure.
 * Returns the number of leading entries that are filled.  A failure is reported only if no page was
 * allocated.
 */
unsigned long alloc_pages_bulk(gfp_t gfp, unsigned long nr_pages, struct page **pages);
#define alloc_pages_bulk_array(gfp, nr_pages, pages)	alloc_pages_bulk(gfp, nr_pages, pages)
/* Call put_page() for each page. */
void release_pages(struct page **pages, int nr);

/*
 * Allocate @size bytes in whole pages, without rounding up to a power of two.  The same size must
 * be passed to free the pages.
 */
void *alloc_pages_exact(size_t size, gfp_t gfp) __malloc;
void free_pages_exact(void *virt, size_t size);

/*
 * Allocate any number of physically contiguous single pages, each with one reference.  These
 * functions need CONFIG_CONTIG_ALLOC.  They may sleep, and they migrate the movable pages in the
 * range.  @gfp applies to the migration targets; __GFP_ZERO clears the pages; __GFP_COMP is
 * invalid.
 *
 * alloc_contig_range() allocates the frames from @start up to, but not including, @end.  It returns
 * 0, -EBUSY if a page of the range cannot be migrated or freed now, or -EINVAL if the range is not
 * RAM of a single zone.  @migratetype is MIGRATE_CMA for CMA areas, otherwise MIGRATE_MOVABLE.
 *
 * alloc_contig_pages() chooses a range in the zones that @gfp and @nodemask allow, or returns NULL
 * if no range is available.  The range is aligned to its size if @nr_pages is a power of two, and
 * to a page block if @nr_pages is a multiple of a page block.
 *
 * free_contig_range() frees any part of a range that these functions allocated, in any context.
 */
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype, gfp_t gfp);
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp, int nid, nodemask_t *nodemask);
void free_contig_range(unsigned long pfn, unsigned long nr_pages);

/*
 * Free the pages in the per-CPU lists of @zone, or of all zones if @zone is NULL.
 * drain_local_pages() drains this CPU's lists in any context; drain_all_pages() drains the lists of
 * all CPUs in thread context.
 */
#ifdef CONFIG_PCP_LISTS
void drain_local_pages(struct zone *zone);
void drain_all_pages(struct zone *zone);
/* Drain this CPU's lists if memory is low.  Called by the idle loop in thread context. */
void drain_idle_pages(void);
#else /* !CONFIG_PCP_LISTS: there are no per-CPU lists */
static inline void drain_local_pages(struct zone *zone)
{
}

static inline void drain_all_pages(struct zone *zone)
{
}

static inline void drain_idle_pages(void)
{
}
#endif

/*
 * Allocate one unmovable page.  With constant flags, alloc_page() calls __alloc_plain_page() if all
 * flags are in GFP_PLAIN, and __alloc_zeroed_page() if the only other flag is __GFP_ZERO.
 */
struct page *__alloc_plain_page(gfp_t gfp);
struct page *__alloc_zeroed_page(gfp_t gfp);
void __free_plain_page(struct page *page);

/* Flags that only matter when memory is low, so that the fast path can ignore them. */
#define GFP_PLAIN	(__GFP_HIGH | __GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_NOWARN |	\
			 __GFP_RETRY_MAYFAIL | __GFP_NORETRY | __GFP_HARDWALL | __GFP_WRITE)

static __always_inline struct page *alloc_page(gfp_t gfp)
{
	if (__builtin_constant_p(gfp & ~GFP_PLAIN) && !(gfp & ~GFP_PLAIN))
		return __alloc_plain_page(gfp);
	if (__builtin_constant_p(gfp & ~GFP_PLAIN) && (gfp & ~GFP_PLAIN) == __GFP_ZERO)
		return __alloc_zeroed_page(gfp);
	return alloc_pages(gfp, 0);
}

#define __get_free_page(gfp)		__get_free_pages(gfp, 0)
#define __get_dma_pages(gfp, order)	__get_free_pages((gfp) | GFP_DMA, order)
#define __free_page(page)		__free_plain_page(page)
#define free_page(addr)			free_pages(addr, 0)

static inline bool gfpflags_allow_blocking(const gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

/* Return the highest zone that the flags allow.  Allocations fall back to lower zones only. */
static inline enum zone_type gfp_zone(gfp_t gfp)
{
	if (gfp & __GFP_DMA)
		return ZONE_DMA;
	if (gfp & __GFP_DMA32)
		return ZONE_DMA32;
	if (gfp & __GFP_HIGHMEM)
		return gfp & __GFP_MOVABLE ? ZONE_MOVABLE : ZONE_HIGHMEM;
	return ZONE_NORMAL;
}

#endif /* LINUX_GFP_H */
