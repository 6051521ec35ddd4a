// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that a device can use: coherent, and a streaming mapping.
 *
 *	make run APP=examples/dma
 */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static int try_coherent(struct device *dev)
{
	dma_addr_t handle;
	u32 *ring = dma_alloc_coherent(dev, 4096, &handle, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = 42;
	dev_info(dev, "coherent memory: CPU %px, device %pad, first word %u, second %u\n", ring,
		 &handle, ring[0], ring[1]);
	dma_free_coherent(dev, 4096, ring, handle);
	return 0;
}

static int try_streaming(struct device *dev)
{
	size_t size = roundup(1500, dma_get_cache_alignment());
	void *packet = kmalloc(size, GFP_KERNEL);
	dma_addr_t handle;

	if (!packet)
		return -ENOMEM;
	memset(packet, 0, size);
	handle = dma_map_single(dev, packet, size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, handle)) {
		kfree(packet);
		return -EIO;
	}
	dev_info(dev, "%zu bytes at %px are the device's at %pad\n", size, packet, &handle);
	dma_unmap_single(dev, handle, size, DMA_TO_DEVICE);
	kfree(packet);
	return 0;
}

static int __init dma_example_init(void)
{
	struct device *dev = root_device_register("example");
	int err;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (!err)
		err = try_coherent(dev);
	if (!err)
		err = try_streaming(dev);
	root_device_unregister(dev);
	return err;
}
late_initcall(dma_example_init);

MODULE_LICENSE("BSD");
