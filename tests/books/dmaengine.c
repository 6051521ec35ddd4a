// SPDX-License-Identifier: BSD-2-Clause
/* A copy by a DMA engine.  Machines without an engine have no channel. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static int engine_copy(struct dma_chan *chan, void *to, void *from, size_t size)
{
	struct device *dev = chan->device->dev;
	dma_addr_t dst = dma_map_single(dev, to, size, DMA_FROM_DEVICE);
	dma_addr_t src = dma_map_single(dev, from, size, DMA_TO_DEVICE);
	struct dma_async_tx_descriptor *tx = NULL;
	enum dma_status status = DMA_ERROR;
	bool valid[2];

	valid[0] = !dma_mapping_error(dev, dst);
	valid[1] = !dma_mapping_error(dev, src);
	if (valid[0] && valid[1])
		tx = dmaengine_prep_dma_memcpy(chan, dst, src, size, DMA_CTRL_ACK);
	if (tx)
		status = dma_sync_wait(chan, dmaengine_submit(tx));
	if (valid[1])
		dma_unmap_single(dev, src, size, DMA_TO_DEVICE);
	if (valid[0])
		dma_unmap_single(dev, dst, size, DMA_FROM_DEVICE);
	return status == DMA_COMPLETE ? 0 : -EIO;
}

static int __init dmaengine_demo_init(void)
{
	char *from = kmalloc(512, GFP_KERNEL), *to = kmalloc(512, GFP_KERNEL);
	struct dma_chan *chan;
	dma_cap_mask_t mask;
	int err = 0;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (!IS_ERR(chan)) {
		err = from && to ? engine_copy(chan, to, from, 512) : -ENOMEM;
		dma_release_channel(chan);
	}
	kfree(to);
	kfree(from);
	if (!err)
		pr_info("passed: %s\n", IS_ERR(chan) ? "no engine" : "copied");
	return err;
}
module_init(dmaengine_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A copy by a DMA engine");
