// SPDX-License-Identifier: BSD-2-Clause
/* dmainfo: what each bound device reaches and holds. */

#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <quarry/dma.h>

#include "dma.h"

static void show(struct platform_device *pdev, void *arg)
{
	struct device *dev = &pdev->dev;
	struct seq_file *m = arg;

	if (!dev->driver)
		return;
	seq_printf(m, "%s: %s, mask %#llx, coherent mask %#llx, %lu bytes coherent, %lu mapped\n",
		   dev_name(dev), dev->dma_coherent ? "coherent" : "not coherent",
		   (unsigned long long)dma_get_mask(dev),
		   (unsigned long long)dev->coherent_dma_mask, dev->dma_coherent_bytes,
		   dev->dma_mapped);
	for (const struct bus_dma_region *w = dev->dma_range_map; w && w->size; w++)
		seq_printf(m, "  CPU %#llx is %#llx on the bus, %#llx bytes\n",
			   (unsigned long long)w->cpu_start, (unsigned long long)w->dma_start,
			   (unsigned long long)w->size);
}

void dmainfo_show(struct seq_file *m)
{
	platform_for_each(show, m);
	seq_printf(m, "uncached blocks of 2 MiB: %lu\n", uncached_blocks());
}
