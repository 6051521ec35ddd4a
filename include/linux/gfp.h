/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GFP_H
#define LINUX_GFP_H

/*
 * The page allocator's interface: blocks of 2^order pages, aligned to their size.
 *
 * Allocation: any context if the flags lack __GFP_DIRECT_RECLAIM, otherwise it may sleep.  NULL or
 * 0 when nothing fits; the failure is reported unless __GFP_NOWARN.  The block belongs to the
 * caller with one reference; the contents are undefined unless __GFP_ZERO.  A block of order above
 * 0 is one object: it is freed whole, with the order it was allocated with, unless split_page()
 * took it apart.
 *
 * Freeing: any context.  Drops a reference; the last one frees.  What is not the first page of an
 * allocated block of that order is reported with the caller, and nothing happens.
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
/* NUMA_NO_NODE, and a node that there is not: the nearest; that with __GFP_THISNODE is refused. */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

/* A compound page of 2^order pages, or a single one; NULL.  Context: as alloc_pages(). */
static inline struct folio *folio_alloc(gfp_t gfp, unsigned int order)
{
	return (struct folio *)alloc_pages(gfp | (order ? __GFP_COMP : 0), order);
}

/* Only from the nodes of @nodemask, unless it is NULL. */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   nodemask_t *nodemask);

/* By address in the linear map: never __GFP_HIGHMEM.  0 on failure. */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);

void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);	/* 0 is fine */

/*
 * Single pages, many at a time: fill the entries of @pages that are NULL, in order, and stop at the
 * first that cannot be had.  Returns how many entries from the first on are filled; an allocation that
 * stops early is reported only if not one page could be had.
 */
unsigned long alloc_pages_bulk(gfp_t gfp, unsigned long nr_pages, struct page **pages);
#define alloc_pages_bulk_array(gfp, nr_pages, pages)	alloc_pages_bulk(gfp, nr_pages, pages)
/* put_page() on each. */
void release_pages(struct page **pages, int nr);

/* @size bytes in whole pages, without rounding up to a power of two; freed with the same size. */
void *alloc_pages_exact(size_t size, gfp_t gfp) __malloc;
void free_pages_exact(void *virt, size_t size);

/*
 * Any number of pages side by side, of any alignment, with CONFIG_CONTIG_ALLOC: single pages with a
 * reference each.  What is movable there is moved.  @gfp: of the allocations that this needs, and
 * __GFP_ZERO; not __GFP_COMP.  May sleep.
 *
 * alloc_contig_range(): just these frames; -EBUSY if something there cannot be moved or freed now,
 * -EINVAL outside RAM, or of two zones.  @migratetype: MIGRATE_CMA for areas of CMA, MIGRATE_MOVABLE
 * for others.
 *
 * alloc_contig_pages(): anywhere in the zones that @gfp and @nodemask allow; a number that is a
 * power of two is aligned to itself, a multiple of a page block to a page block.  NULL if there is no
 * such range.
 *
 * free_contig_range(): any part of them; thread context or not.
 */
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype, gfp_t gfp);
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp, int nid, nodemask_t *nodemask);
void free_contig_range(unsigned long pfn, unsigned long nr_pages);

/*
 * Give back the pages that this CPU, or that every CPU keeps for itself, of one zone or (NULL) of all.
 * Any context; the second one thread context.
 */
#ifdef CONFIG_PCP_LISTS
void drain_local_pages(struct zone *zone);
void drain_all_pages(struct zone *zone);
/* For a CPU that is about to wait: give them back if memory is short.  Thread context. */
void drain_idle_pages(void);
#else /* CPUs keep nothing. */
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
 * A page for a request whose flags are known to be ordinary and unmovable, the second one with __GFP_ZERO:
 * what alloc_page() is where its flags are constant.
 */
struct page *__alloc_plain_page(gfp_t gfp);
struct page *__alloc_zeroed_page(gfp_t gfp);
void __free_plain_page(struct page *page);

/* Flags that need no look: they only say what may be done when memory is short. */
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

/* The highest zone that the flags allow; allocation falls back to lower ones, never to higher. */
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
