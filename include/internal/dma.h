/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DMA_H
#define INTERNAL_DMA_H

#include <linux/types.h>

struct device;
struct seq_file;

/*
 * dma_configure() determines the device's addressing limits and coherence from the device tree
 * before the device's driver probes.  dma_deconfigure() resets them after the driver is unbound,
 * and reports memory that the driver left allocated or mapped.  Context: thread.
 */
#ifdef CONFIG_DMA
int dma_configure(struct device *dev);
void dma_deconfigure(struct device *dev);
/*
 * Update dev->dma_reach after a change of the device's windows, masks or coherence.  The device has
 * no mappings.
 */
void dma_reach_changed(struct device *dev);
#else
static inline int dma_configure(struct device *dev)
{
	return 0;
}

static inline void dma_deconfigure(struct device *dev)
{
}

static inline void dma_reach_changed(struct device *dev)
{
}
#endif

struct pt_regs;
#ifdef CONFIG_DMA_API_DEBUG
/*
 * dma_touch_fault() handles a page fault at memory that a device owns.  It reports the access and
 * returns true, and the access must be retried; it returns false if no device owns the memory.
 * dma_touch_explain() prints the device that owns an address, if any.  Interrupts are off.
 */
bool dma_touch_fault(unsigned long addr, bool write, const struct pt_regs *regs);
void dma_touch_explain(unsigned long addr);
#else
static inline bool dma_touch_fault(unsigned long addr, bool write, const struct pt_regs *regs)
{
	return false;
}

static inline void dma_touch_explain(unsigned long addr)
{
}
#endif

struct dma_pool;
/* Return the device for which a DMA pool was created. */
struct device *dma_pool_device(const struct dma_pool *pool);

/*
 * Print the limits, allocations and mappings of a device, or the memory that all devices share, for
 * the command dmainfo.
 */
void dmainfo_show_device(struct seq_file *m, struct device *dev);
void dmainfo_show_memory(struct seq_file *m);

/*
 * Return true if the machine can map memory uncached.  Coherent memory of non-coherent devices
 * needs uncached mappings.
 */
bool arch_has_uncached(void);

#endif /* INTERNAL_DMA_H */
