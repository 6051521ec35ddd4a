/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_DMA_COPIER_H
#define DRIVERS_DMA_COPIER_H

/*
 * Engines that copy, as their drivers see them: a channel of the hardware copies one piece at a time, and
 * copier.c does the rest: the interface of <linux/dmaengine.h>, queues, interrupts, pieces.
 */

#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct copier_desc;

struct copier_chan {
	struct dma_chan chan;
	struct copier *copier;
	void __iomem *regs;		/* the driver's to set: the channel's own */
	unsigned int index;		/* the driver's to set: of the channel in the hardware */
	void *mem;			/* coherent memory of ops->mem_size bytes, while it has a client */
	dma_addr_t mem_addr;

	/* copier.c's, under lock. */
	spinlock_t lock;
	struct list_head submitted, issued, done;	/* of descriptors */
	struct copier_desc *active;	/* of which the hardware copies a piece; NULL: it is idle */
	dma_cookie_t failed;		/* of the last copy that failed */
	bool calling;			/* callbacks are being called */
	bool stuck;			/* it did not stop */
	struct work_struct call;	/* calls those that no interrupt called */
};

/* start, poll and stop: the channel's lock is held, interrupts are off. */
struct copier_ops {
	/*
	 * Once, before the engine's first copy: reset it, look whether it is there.  Until then its
	 * registers are not touched: firmware may have left it without a clock.  It may find that there are
	 * fewer channels, and lower nr_chans.  0 or -errno, with a message.
	 */
	int (*wake)(struct copier *copier);
	/* Copy the first bytes of this, and say how many; 0: refused, with a message.  It is idle. */
	size_t (*start)(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len);
	/* How the piece ended: 0 or -EIO, and the interrupt is acknowledged; -EINPROGRESS. */
	int (*poll)(struct copier_chan *cc);
	/* Give the piece up: 0, and the hardware accesses memory no more; -ETIMEDOUT. */
	int (*stop)(struct copier_chan *cc);
	size_t mem_size;		/* bytes; 0: no memory */
	enum dmaengine_alignment copy_align;
	unsigned int address_bits;	/* that the engine drives */
};

struct copier {
	struct dma_device dma;
	const struct copier_ops *ops;
	void __iomem *regs;
	struct resource *res;		/* of regs */
	struct platform_device *pdev;
	unsigned int nr_chans, nr_irqs;
	bool awake;
	spinlock_t lock;		/* for drivers: registers that channels share; inside of theirs */
	void *data;			/* the driver's */
	struct copier_chan chans[];
};

/*
 * Allocate the structure of an engine of @nr_chans channels, and map its first registers, for probe().
 * Returns an ERR_PTR(), and prints a message, if the device has fewer than @size bytes of registers, or no
 * channel, or more than @max.
 */
struct copier *copier_alloc(struct platform_device *pdev, const struct copier_ops *ops, u32 nr_chans,
			    u32 max, resource_size_t size);
/* The driver has set regs and index of each channel. */
int copier_register(struct copier *copier);
/* For remove: waits until no channel has a client. */
void copier_remove(struct platform_device *pdev);

/* Poll a register until (value & mask) == want, 10 ms at most: 0 or -ETIMEDOUT. */
int copier_wait(void __iomem *reg, u32 mask, u32 want);

/* For wake: what firmware left running is given up: 0 or -ETIMEDOUT. */
int copier_stop_all(struct copier *copier);

#endif /* DRIVERS_DMA_COPIER_H */
