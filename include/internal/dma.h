/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DMA_H
#define INTERNAL_DMA_H

#include <linux/types.h>

struct device;
struct seq_file;

/*
 * Determine the device's addressing limits and coherence from the device tree before its driver
 * probes; reset them afterwards, and report memory that the driver left allocated or mapped.
 * Context: thread.
 */
#ifdef CONFIG_DMA
int dma_configure(struct device *dev);
void dma_deconfigure(struct device *dev);
/*
 * Called after the device's windows, masks or coherence were changed.  The device has no mappings.
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
 * dma_touch_fault() handles a fault: it returns true if a device owns the memory, which is
 * reported; the access must be retried.  dma_touch_explain() prints the device that owns an
 * address, if any.  Interrupts are off.
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
/* Return the owner of a pool. */
struct device *dma_pool_device(const struct dma_pool *pool);

/*
 * Print for the command dmainfo: the limits, allocations and mappings of a device, or the shared
 * memory.
 */
void dmainfo_show_device(struct seq_file *m, struct device *dev);
void dmainfo_show_memory(struct seq_file *m);

/*
 * True if the machine can map memory uncached, which coherent memory of non-coherent devices needs.
 */
bool arch_has_uncached(void);

#endif /* INTERNAL_DMA_H */
