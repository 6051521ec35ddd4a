// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cache maintenance for Andes AX45MP: the second-level cache, and the cores' first-level data
 * caches.
 *
 * The second level is neither inclusive nor exclusive of the first, so each line needs two
 * commands, in this order:
 *
 *	first level	by virtual address: the CPU's CSRs ucctlbeginaddr and ucctlcommand
 *	second level	by physical address: each CPU has a pair of registers, address (ACC) and
 *			command (CMD), and four bits of a status register, which are not 0 while a
 *			command runs
 *
 * Offsets and numbers are from Linux, drivers/cache/ax45mp_cache.c, and Zephyr,
 * drivers/cache/cache_andes_l2.h, which agree.  The registers have 32 bits of address, and there
 * are four pairs.  A machine with more RAM or CPUs is refused.
 *
 * The first-level command needs a mapped address, so the operations have the flag linear.
 * Interrupts are off from a line's first command to its last, because all callers on a CPU share
 * its pair of registers.
 */

#define pr_fmt(fmt) "cache: " fmt

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/andes.h>
#include <asm/barrier.h>
#include <quarry/dma_cache.h>

#include "controller.h"

#define L2_CMD(cpu)	(0x40 + 0x10 * (cpu))
#define L2_ACC(cpu)	(0x48 + 0x10 * (cpu))
#define L2_STATUS	0x80
#define L2_RUNS(cpu)	(0xfU << (4 * (cpu)))
#define REGS_SIZE	0x84
#define MAX_CPUS	4

#define L1_INVALIDATE	0
#define L1_CLEAN	1
#define L2_INVALIDATE	8
#define L2_CLEAN	9

static struct cache_controller l2 __ro_after_init;

static void ax45mp_line(phys_addr_t pa, unsigned long l1_command, u32 l2_command)
{
	unsigned int cpu = smp_processor_id();
	u32 status;

	andes_l1d_command((unsigned long)__va(pa), l1_command);
	writel((u32)pa, l2.regs + L2_ACC(cpu));
	writel(l2_command, l2.regs + L2_CMD(cpu));
	/*
	 * Usually the command has ended now.  The loop below reads the clock, which may need a
	 * firmware call, so test the status first.
	 */
	if (likely(!(readl(l2.regs + L2_STATUS) & L2_RUNS(cpu))))
		return;
	/* Panic on a time-out, because all DMA data would be unreliable. */
	if (readl_poll_timeout_atomic(l2.regs + L2_STATUS, status, !(status & L2_RUNS(cpu)), 0,
				      USEC_PER_SEC))
		panic("%pOF: command %u for %#llx did not complete", l2.np, l2_command,
		      (unsigned long long)pa);
}

static void ax45mp_range(phys_addr_t pa, size_t size, bool clean, bool invalidate)
{
	phys_addr_t end = pa + size;
	unsigned long flags;

	mb();
	for (pa &= -(phys_addr_t)l2.line; pa < end; pa += l2.line) {
		local_irq_save(flags);
		if (clean)
			ax45mp_line(pa, L1_CLEAN, L2_CLEAN);
		if (invalidate)
			ax45mp_line(pa, L1_INVALIDATE, L2_INVALIDATE);
		local_irq_restore(flags);
	}
	mb();
}

static void ax45mp_clean(phys_addr_t pa, size_t size)
{
	ax45mp_range(pa, size, true, false);
}

static void ax45mp_invalidate(phys_addr_t pa, size_t size)
{
	ax45mp_range(pa, size, false, true);
}

static void ax45mp_flush(phys_addr_t pa, size_t size)
{
	ax45mp_range(pa, size, true, true);
}

static struct dma_cache_ops ax45mp_ops __ro_after_init = {
	.name = "the Andes AX45MP L2 cache",
	.linear = true,
	.clean = ax45mp_clean,
	.invalidate = ax45mp_invalidate,
	.flush = ax45mp_flush,
};

static const struct of_device_id ax45mp_ids[] = {
	{ .compatible = "andestech,ax45mp-cache" },
	{}
};

static int __init ax45mp_init(void)
{
	if (!andes_caches_need_software() ||
	    !cache_controller_find(&l2, ax45mp_ids, REGS_SIZE, "cache-line-size"))
		return 0;
	if (num_possible_cpus() > MAX_CPUS || memblock_end_of_DRAM() > 1ULL << 32) {
		pr_err("%pOF: only %d CPUs and RAM below 4 GiB are supported: "
		       "non-coherent devices are refused\n", l2.np, MAX_CPUS);
		iounmap(l2.regs);
		return 0;
	}
	ax45mp_ops.line = l2.line;
	return dma_cache_register(&ax45mp_ops);
}
core_initcall(ax45mp_init);
