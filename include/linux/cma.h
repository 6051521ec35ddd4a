/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CMA_H
#define LINUX_CMA_H

/*
 * A contiguous memory area (CMA) is RAM that serves movable allocations until a driver allocates a
 * contiguous range of the area.  Needs CONFIG_CMA.
 *
 * Areas are declared during boot: by the device tree (children of /reserved-memory that are
 * reusable and compatible with "shared-dma-pool"), by cma= in the boot arguments, by
 * CONFIG_CMA_SIZE_MBYTES, or by early code.  Allocation is possible after the initcalls of level 1.
 */

#include <linux/init.h>
#include <linux/mmzone.h>
#include <linux/numa.h>
#include <linux/types.h>

struct cma;
struct page;
struct seq_file;

#define CMA_MAX_NAME		64

/* An area starts and ends at multiples of this size, because it consists of whole page blocks. */
#define CMA_MIN_ALIGNMENT_PAGES	pageblock_nr_pages
#define CMA_MIN_ALIGNMENT_BYTES	(PAGE_SIZE * CMA_MIN_ALIGNMENT_PAGES)

extern unsigned long totalcma_pages;	/* number of pages in all activated areas */

phys_addr_t cma_get_base(const struct cma *cma);
unsigned long cma_get_size(const struct cma *cma);	/* in bytes */
const char *cma_get_name(const struct cma *cma);
/* Call @it for each area.  Stops at the first nonzero result of @it and returns this result. */
int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data);

/*
 * Declare an area.  Must be called before memblock_free_all().  cma_declare_contiguous_nid()
 * reserves free RAM for the area; cma_init_reserved_mem() uses RAM that the caller reserved for it.
 *
 * @base is the exact address if @fixed is set, otherwise the lowest allowed address; 0 means any
 * address.  @limit is the end of the allowed addresses; 0 means no limit.  @alignment is in bytes,
 * a power of two; 0 means a page block.  The area's allocation bitmap has one bit for each
 * 2^@order_per_bit pages.
 *
 * Returns 0, -EINVAL for invalid arguments, -EBUSY, -ENOMEM, or -ENOSPC if CONFIG_CMA_AREAS areas
 * exist.
 */
int __init cma_declare_contiguous_nid(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
				      phys_addr_t alignment, unsigned int order_per_bit, bool fixed,
				      const char *name, struct cma **res_cma, int nid);
int __init cma_init_reserved_mem(phys_addr_t base, phys_addr_t size, unsigned int order_per_bit,
				 const char *name, struct cma **res_cma);

static inline int __init cma_declare_contiguous(phys_addr_t base, phys_addr_t size,
						phys_addr_t limit, phys_addr_t alignment,
						unsigned int order_per_bit, bool fixed,
						const char *name, struct cma **res_cma)
{
	return cma_declare_contiguous_nid(base, size, limit, alignment, order_per_bit, fixed, name,
					  res_cma, NUMA_NO_NODE);
}

/*
 * Allocate @count contiguous pages, aligned to 2^@align pages, each with one reference.  Movable
 * pages in the chosen range are migrated.  On failure, return NULL and print a message unless
 * @no_warn is set.  May sleep.
 */
struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn);

/* True if the pages belong to the area. */
bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count);

/*
 * Free an allocation or a part of it.  If a bit of the area's allocation bitmap stands for several
 * pages, the part must start at the first of them.  Returns false and does nothing if the pages are
 * not in the area or not allocated.  Context: thread.
 */
bool cma_release(struct cma *cma, const struct page *pages, unsigned long count);

/* Print the areas: name, base, size, allocated pages and the largest free range. */
void cma_show(struct seq_file *m);

#endif /* LINUX_CMA_H */
