/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_DMA_NONCOHERENT_H
#define ASM_DMA_NONCOHERENT_H

/*
 * Linux's interface for drivers of caches that need non-standard maintenance operations.  New
 * drivers use <quarry/dma_cache.h>, which has more features.
 */

#include <linux/types.h>
#include <asm/cacheflush.h>

/* Operations on all lines that overlap [paddr, paddr + size): write back, discard, or both. */
struct riscv_nonstd_cache_ops {
	void (*wback)(phys_addr_t paddr, size_t size);
	void (*inv)(phys_addr_t paddr, size_t size);
	void (*wback_inv)(phys_addr_t paddr, size_t size);
};

/*
 * Register cache operations.  The structure is copied.  The operations work on lines of
 * riscv_cbom_block_size bytes, or of 64 bytes if that variable is 0.  The function must be called
 * during boot, up to arch_initcall().  A structure that lacks an operation, and a second driver,
 * are refused with a message.
 */
void riscv_noncoherent_register_cache_ops(const struct riscv_nonstd_cache_ops *ops);

#endif /* ASM_DMA_NONCOHERENT_H */
