// SPDX-License-Identifier: BSD-2-Clause
/* A ring of descriptors that a device and the CPU access at the same time. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define NR_DESCRIPTORS 64

struct ring_descriptor {
	__le64 address;
	__le32 length, flags;
};

static int ring_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	size_t size = NR_DESCRIPTORS * sizeof(struct ring_descriptor);
	struct ring_descriptor *ring;
	dma_addr_t bus;
	int err;

	err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	ring = dma_alloc_coherent(dev, size, &bus, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring[0].address = cpu_to_le64(bus);
	ring[0].flags = cpu_to_le32(1);
	err = ring[1].flags ? -EINVAL : 0;
	dma_free_coherent(dev, size, ring, bus);
	if (!err)
		pr_info("passed\n");
	return err;
}

static struct platform_driver ring_driver = {
	.probe = ring_probe,
	.driver = { .name = "books-ring" },
};

static int __init dma_coherent_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-ring", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&ring_driver);
}
module_init(dma_coherent_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Coherent DMA memory");
