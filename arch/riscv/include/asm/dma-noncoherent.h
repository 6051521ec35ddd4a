/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_DMA_NONCOHERENT_H
#define ASM_DMA_NONCOHERENT_H

/*
 * Linux's interface for drivers of caches that no instruction of the architecture maintains.  New drivers
 * use <quarry/dma_cache.h>, which says more.
 */

#include <linux/types.h>
#include <asm/cacheflush.h>

/* Write lines back, drop them, both: all that overlap [paddr, paddr + size). */
struct riscv_nonstd_cache_ops {
	void (*wback)(phys_addr_t paddr, size_t size);
	void (*inv)(phys_addr_t paddr, size_t size);
	void (*wback_inv)(phys_addr_t paddr, size_t size);
};

/*
 * Use these operations, which are copied, on lines of riscv_cbom_block_size, or of 64 bytes if that is 0.
 * Boot, up to arch_initcall().  Refused with a message: operations that are missing, a second driver.
 */
void riscv_noncoherent_register_cache_ops(const struct riscv_nonstd_cache_ops *ops);

#endif /* ASM_DMA_NONCOHERENT_H */
