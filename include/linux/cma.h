/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CMA_H
#define LINUX_CMA_H

/*
 * Contiguous memory areas: RAM that serves movable pages until a driver needs it in one piece.
 * With CONFIG_CMA.
 *
 * Areas are declared while memory is brought up: by the device tree (children of /reserved-memory
 * that are reusable and compatible with "shared-dma-pool"), by cma= in the boot arguments, by
 * CONFIG_CMA_SIZE_MBYTES, or by early code.  They can be allocated from after the initcalls of
 * level 1.
 */

#include <linux/init.h>
#include <linux/mmzone.h>
#include <linux/numa.h>
#include <linux/types.h>

struct cma;
struct page;
struct seq_file;

#define CMA_MAX_NAME		64

/* Areas consist of whole page blocks. */
#define CMA_MIN_ALIGNMENT_PAGES	pageblock_nr_pages
#define CMA_MIN_ALIGNMENT_BYTES	(PAGE_SIZE * CMA_MIN_ALIGNMENT_PAGES)

extern unsigned long totalcma_pages;	/* of all areas that are in use */

phys_addr_t cma_get_base(const struct cma *cma);
unsigned long cma_get_size(const struct cma *cma);	/* bytes */
const char *cma_get_name(const struct cma *cma);
/* Until it returns something else than 0, which is returned. */
int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data);

/*
 * Declare an area, before memblock_free_all(), in RAM that is free or, by cma_init_reserved_mem(),
 * that was reserved for it.  @base with @fixed: there and nowhere else; otherwise above it; 0:
 * anywhere.  @limit: below; 0: anywhere.  @alignment: a power of two of bytes; 0: a page block.
 * @order_per_bit: a bit of the area's map is for 2^that pages.  0, -EINVAL for what cannot be,
 * -EBUSY, -ENOMEM, -ENOSPC: CONFIG_CMA_AREAS are there.
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
 * @count pages side by side, aligned to 2^@align pages: single pages with a reference each.  What
 * lives there is moved.  NULL, with a message unless @no_warn.  May sleep.
 */
struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn);

/* Whether the pages are of the area. */
bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count);

/*
 * Give any part of them back, from the first page of a bit of the area's map on.  False, and nothing
 * happens, if they are not of the area or not allocated.  Thread context.
 */
bool cma_release(struct cma *cma, const struct page *pages, unsigned long count);

/* The areas: name, base, size, what is allocated, the largest piece that is not. */
void cma_show(struct seq_file *m);

#endif /* LINUX_CMA_H */
