/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DMA_H
#define INTERNAL_DMA_H

#include <linux/types.h>

struct device;
struct seq_file;

/*
 * Find out what the device reaches and whether it is coherent, from the device tree, before its driver
 * probes; forget it afterwards, reporting what the driver left allocated or mapped.  Thread context.
 */
#ifdef CONFIG_DMA
int dma_configure(struct device *dev);
void dma_deconfigure(struct device *dev);
/* After its windows, its masks or its coherence were changed by hand.  Nothing of the device is mapped. */
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
 * A fault: true if a device owns that memory, which was reported: the access is to be made again.
 * dma_touch_explain(): say whose it is, if some device's.  Both with interrupts off.
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
/* Whose it is. */
struct device *dma_pool_device(const struct dma_pool *pool);

/* For the command dmainfo: what a device reaches, and has allocated and mapped; what all share. */
void dmainfo_show_device(struct seq_file *m, struct device *dev);
void dmainfo_show_memory(struct seq_file *m);

/* Whether this machine can map memory uncached, which coherent memory of non-coherent devices needs. */
bool arch_has_uncached(void);

#endif /* INTERNAL_DMA_H */
