// SPDX-License-Identifier: BSD-2-Clause
/* Small coherent blocks, which do not cross a boundary. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int command_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	dma_addr_t bus[2];
	struct dma_pool *pool;
	void *block[2];
	bool valid;

	pool = dma_pool_create("books_commands", dev, 48, 16, 4096);
	if (!pool)
		return -ENOMEM;
	block[0] = dma_pool_zalloc(pool, GFP_KERNEL, &bus[0]);
	block[1] = dma_pool_alloc(pool, GFP_ATOMIC, &bus[1]);
	valid = block[0] && block[1] && bus[0] != bus[1] && bus[0] % 16 == 0;
	for (int i = 0; i < 2; i++) {
		if (block[i])
			dma_pool_free(pool, block[i], bus[i]);
	}
	dma_pool_destroy(pool);
	if (!valid)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}

static struct platform_driver command_driver = {
	.probe = command_probe,
	.driver = { .name = "books-command" },
};

static int __init dma_pool_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-command", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&command_driver);
}
module_init(dma_pool_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A pool of DMA blocks");
