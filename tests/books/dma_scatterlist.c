// SPDX-License-Identifier: BSD-2-Clause
/* A buffer of single pages, which is mapped as a list of segments. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>

#define NR_PAGES 4

static int gather_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct page *pages[NR_PAGES];
	struct scatterlist *sg;
	struct sg_table table;
	size_t mapped = 0;
	int err = 0, i, n;

	for (n = 0; n < NR_PAGES; n++) {
		pages[n] = alloc_page(GFP_KERNEL);
		if (!pages[n])
			break;
	}
	if (n == NR_PAGES)
		err = sg_alloc_table_from_pages(&table, pages, NR_PAGES, 100,
						3 * PAGE_SIZE, GFP_KERNEL);
	if (n < NR_PAGES || err)
		goto out;
	err = dma_map_sgtable(dev, &table, DMA_FROM_DEVICE, 0);
	if (!err) {
		for_each_sgtable_dma_sg(&table, sg, i)
			mapped += sg_dma_len(sg);
		dma_unmap_sgtable(dev, &table, DMA_FROM_DEVICE, 0);
	}
	sg_free_table(&table);
out:
	while (n--)
		__free_page(pages[n]);
	if (err || mapped != 3 * PAGE_SIZE)
		return err ? err : -ENOMEM;
	pr_info("passed\n");
	return 0;
}

static struct platform_driver gather_driver = {
	.probe = gather_probe,
	.driver = { .name = "books-gather" },
};

static int __init dma_scatterlist_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-gather", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&gather_driver);
}
module_init(dma_scatterlist_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Scatterlists");
