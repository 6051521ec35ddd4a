// SPDX-License-Identifier: BSD-2-Clause
/* Buffers that belong to the device while they are mapped. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#define BUFFER_SIZE 2048

static int stream_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	u8 *buffer = devm_kzalloc(dev, BUFFER_SIZE, GFP_KERNEL);
	dma_addr_t bus;

	if (!buffer)
		return -ENOMEM;
	memset(buffer, 0x55, BUFFER_SIZE);
	bus = dma_map_single(dev, buffer, BUFFER_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, bus))
		return -EIO;
	/* Here the device would read the buffer. */
	dma_sync_single_for_cpu(dev, bus, BUFFER_SIZE, DMA_TO_DEVICE);
	buffer[0] = 0xaa;
	dma_sync_single_for_device(dev, bus, BUFFER_SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, bus, BUFFER_SIZE, DMA_TO_DEVICE);
	if (buffer[0] != 0xaa || buffer[1] != 0x55)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}

static struct platform_driver stream_driver = {
	.probe = stream_probe,
	.driver = { .name = "books-stream" },
};

static int __init dma_streaming_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-stream", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&stream_driver);
}
module_init(dma_streaming_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Streaming DMA mappings");
