// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cache maintenance by the SiFive composable cache: the second or third level of cache of SiFive's
 * U54, U74 and P550 complexes.
 *
 * The controller maintains coherence between the cores' own caches, and records which lines they
 * have.  A 64-bit write of a physical address to Flush64 writes the line of that address back, from
 * any of the caches, and invalidates it (SiFive FU740-C000 Manual, "Level 2 Cache Controller",
 * Flush64; all bits in one access).  There is no way to only clean or only invalidate a line.  So
 * ccache_flush() serves as clean, invalidate and flush: after a clean, the CPU reads the line from
 * memory again, and a line that is invalidated as a whole is not dirty.
 *
 * Linux uses Flush64 on two chips whose devices are not coherent, StarFive's JH7100 and ESWIN's
 * EIC7700, with a full fence before the first write and after each write (Linux,
 * drivers/cache/sifive_ccache.c).  This driver does the same.  Other chips have the same registers,
 * but their devices are coherent.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/io.h>
#include <asm/barrier.h>
#include <quarry/dma_cache.h>

#include "controller.h"

#define FLUSH64		0x200
#define REGS_SIZE	0x208

static struct cache_controller ccache __ro_after_init;

static void ccache_flush(phys_addr_t pa, size_t size)
{
	phys_addr_t end = pa + size;

	mb();
	for (pa &= -(phys_addr_t)ccache.line; pa < end; pa += ccache.line) {
		writeq_relaxed(pa, ccache.regs + FLUSH64);
		mb();
	}
}

static struct dma_cache_ops ccache_ops __ro_after_init = {
	.name = "the SiFive composable cache",
	.clean = ccache_flush,
	.invalidate = ccache_flush,
	.flush = ccache_flush,
};

static const struct of_device_id ccache_ids[] = {
	{ .compatible = "sifive,ccache0" },
	{ .compatible = "sifive,fu540-c000-ccache" },
	{ .compatible = "sifive,fu740-c000-ccache" },
	{ .compatible = "starfive,jh7100-ccache" },
	{ .compatible = "starfive,jh7110-ccache" },
	{ .compatible = "eswin,eic7700-l3-cache" },
	{}
};

static int __init ccache_init(void)
{
	if (!cache_controller_find(&ccache, ccache_ids, REGS_SIZE, "cache-block-size"))
		return 0;
	ccache_ops.line = ccache.line;
	return dma_cache_register(&ccache_ops);
}
core_initcall(ccache_init);
