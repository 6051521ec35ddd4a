/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CACHEFLUSH_H
#define LINUX_CACHEFLUSH_H

/*
 * Caches and the CPU's own views of memory.  Devices are another matter: <linux/dma-mapping.h>.
 *
 * The data caches of RISC-V and AArch64 find a line by its physical address: what is written through one
 * mapping is read through any other, and memory needs no maintenance because it has two addresses.  So
 * the functions on the aliases of a page have nothing to do, as in Linux on these architectures.
 *
 * All of these: any context.
 */

#include <linux/mm_types.h>
#include <linux/types.h>

#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE	0

/* The page was written, or will be read, through another address. */
static inline void flush_dcache_page(struct page *page)
{
}

static inline void flush_dcache_folio(struct folio *folio)
{
}

/* Before a device reads, and after it wrote, memory that is used by an address of vmap(); @size: bytes. */
static inline void flush_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void invalidate_kernel_vmap_range(void *vaddr, int size)
{
}

#endif /* LINUX_CACHEFLUSH_H */
