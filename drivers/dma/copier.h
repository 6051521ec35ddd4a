/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_DMA_COPIER_H
#define DRIVERS_DMA_COPIER_H

/*
 * The interface for drivers of DMA engines that copy memory.  A driver lets a channel of the
 * hardware copy one piece at a time, and copier.c implements the rest: the interface of
 * <linux/dmaengine.h>, queues, interrupts, and splitting copies into pieces.
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
	void __iomem *regs;		/* the channel's registers; set by the driver */
	unsigned int index;		/* channel number in the hardware; set by the driver */
	void *mem;			/* coherent memory of ops->mem_size bytes, while in use */
	dma_addr_t mem_addr;

	/* Data of copier.c, protected by lock. */
	spinlock_t lock;
	struct list_head submitted, issued, done;	/* descriptors */
	struct copier_desc *active;	/* copy in progress; NULL if the channel is idle */
	dma_cookie_t failed;		/* cookie of the last copy that failed */
	bool calling;			/* callbacks are being called */
	bool stuck;			/* the channel did not stop, or was shut down */
	struct work_struct call;	/* calls callbacks outside of the interrupt handler */
};

/* start, poll and stop are called with the channel's lock held and interrupts off. */
struct copier_ops {
	/*
	 * Check that the engine exists and reset it.  Called before the engine's first copy, and
	 * again if that failed.  The engine's registers are not accessed before, because firmware
	 * may have left the engine without a clock.  May lower nr_chans if the engine has fewer
	 * channels.  Returns 0, or -errno after a message.
	 */
	int (*wake)(struct copier *copier);
	/*
	 * Start to copy the first bytes of a range.  Returns the number of bytes of this piece, or
	 * 0 after a message on failure.  The channel is idle before.
	 */
	size_t (*start)(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len);
	/*
	 * Return -EINPROGRESS while the piece is being copied.  When it has ended, acknowledge the
	 * interrupt and return 0 or -EIO.
	 */
	int (*poll)(struct copier_chan *cc);
	/*
	 * Abort the piece.  Returns 0 if the hardware does not access memory any more, or
	 * -ETIMEDOUT.
	 */
	int (*stop)(struct copier_chan *cc);
	size_t mem_size;		/* bytes of coherent memory per channel, or 0 */
	enum dmaengine_alignment copy_align;
	unsigned int address_bits;	/* width of the engine's addresses */
};

struct copier {
	struct dma_device dma;
	const struct copier_ops *ops;
	void __iomem *regs;
	struct resource *res;		/* resource of regs */
	struct platform_device *pdev;
	unsigned int nr_chans, nr_irqs;
	bool awake;
	spinlock_t lock;		/* protects registers that channels share; innermost lock */
	void *data;			/* private data of the driver */
	struct copier_chan chans[];
};

/*
 * Allocate the structure of an engine of @nr_chans channels, and map the engine's first resource.
 * Called by probe().  Prints a message and returns an ERR_PTR() if the device has fewer than @size
 * bytes of registers, or if @nr_chans is 0 or above @max.
 */
struct copier *copier_alloc(struct platform_device *pdev, const struct copier_ops *ops,
			    u32 nr_chans, u32 max, resource_size_t size);
/* Register the engine.  The driver has set regs and index of each channel. */
int copier_register(struct copier *copier);
/* Unregister the engine, for remove().  Waits until no channel is in use. */
void copier_remove(struct platform_device *pdev);
/*
 * Stop all channels, for shutdown(): the engine must not write into the memory of the next image.
 * Copies that have not ended fail with -EIO.
 */
void copier_shutdown(struct platform_device *pdev);

/* Poll a register until (value & mask) == want, for at most 10 ms.  Returns 0 or -ETIMEDOUT. */
int copier_wait(void __iomem *reg, u32 mask, u32 want);

/* Stop all channels that firmware left running, for wake().  Returns 0 or -ETIMEDOUT. */
int copier_stop_all(struct copier *copier);

#endif /* DRIVERS_DMA_COPIER_H */
