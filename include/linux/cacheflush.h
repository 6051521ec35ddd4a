/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CACHEFLUSH_H
#define LINUX_CACHEFLUSH_H

/*
 * Cache maintenance between two virtual addresses of the same memory.  For DMA, see
 * <linux/dma-mapping.h>.
 *
 * The data caches of RISC-V and AArch64 are physically tagged and have no aliases: data written
 * through one mapping is visible through all others.  These functions are therefore empty, as in
 * Linux on these architectures.  Context: any.
 */

#include <linux/mm_types.h>
#include <linux/types.h>

#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE	0

/*
 * Flush a page.  Call this after writing, or before reading, a page that is also accessed through
 * another address.
 */
static inline void flush_dcache_page(struct page *page)
{
}

static inline void flush_dcache_folio(struct folio *folio)
{
}

/*
 * Flush before a device reads memory that vmap() mapped, or invalidate after a device wrote it.
 * @size is in bytes.
 */
static inline void flush_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void invalidate_kernel_vmap_range(void *vaddr, int size)
{
}

#endif /* LINUX_CACHEFLUSH_H */
