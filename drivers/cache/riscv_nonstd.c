// SPDX-License-Identifier: BSD-2-Clause
/*
 * Linux's interface for drivers of caches, implemented by <quarry/dma_cache.h>.  Linux's drivers
 * may convert a physical address to an address of the linear map, so memory must stay mapped there.
 */

#define pr_fmt(fmt) "cache: " fmt

#include <linux/printk.h>
#include <linux/slab.h>
#include <asm/dma-noncoherent.h>
#include <quarry/dma_cache.h>

void riscv_noncoherent_register_cache_ops(const struct riscv_nonstd_cache_ops *ops)
{
	struct dma_cache_ops *table = kmalloc(sizeof(*table), GFP_KERNEL);

	if (!table) {
		pr_err("no memory for cache operations: non-coherent devices are refused\n");
		return;
	}
	*table = (struct dma_cache_ops){
		.name = "riscv_nonstd_cache_ops",
		.line = riscv_cbom_block_size ?: 64,
		.linear = true,
		.clean = ops->wback,
		.invalidate = ops->inv,
		.flush = ops->wback_inv,
	};
	if (dma_cache_register(table))
		kfree(table);
}
