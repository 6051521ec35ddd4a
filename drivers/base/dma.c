// SPDX-License-Identifier: BSD-2-Clause
/*
 * Managed DMA memory and pools, which are freed when the driver is unbound, and the command
 * dmainfo.
 */

#include <internal/dma.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/kconfig.h>
#include <linux/platform_device.h>
#include <quarry/report.h>
#include <quarry/shell.h>

struct dma_devres {
	size_t size;
	void *va;
	dma_addr_t handle;
	unsigned long attrs;
};

static void dmam_release(struct device *dev, void *res)
{
	struct dma_devres *this = res;

	dma_free_attrs(dev, this->size, this->va, this->handle, this->attrs);
}

static int dmam_match(struct device *dev, void *res, void *match_data)
{
	const struct dma_devres *this = res, *match = match_data;

	return this->va == match->va && this->size == match->size && this->handle == match->handle;
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct dma_devres *res = devres_alloc(dmam_release, sizeof(*res), gfp & ~__GFP_ZERO);
	void *va;

	if (!res)
		return NULL;
	va = dma_alloc_attrs(dev, size, handle, gfp, attrs);
	if (!va) {
		devres_free(res);
		return NULL;
	}
	*res = (struct dma_devres){ .size = size, .va = va, .handle = *handle, .attrs = attrs };
	devres_add(dev, res);
	return va;
}

void dmam_free_coherent(struct device *dev, size_t size, void *va, dma_addr_t handle)
{
	struct dma_devres match = { .size = size, .va = va, .handle = handle };

	WARN(devres_release(dev, dmam_release, dmam_match, &match),
	     "%s: dmam_free_coherent: %zu bytes at %px are not managed\n", dev_name(dev), size, va);
}

static void dmam_pool_release(struct device *dev, void *res)
{
	dma_pool_destroy(*(struct dma_pool **)res);
}

static int dmam_pool_match(struct device *dev, void *res, void *match_data)
{
	return *(struct dma_pool **)res == match_data;
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary)
{
	struct dma_pool **res = devres_alloc(dmam_pool_release, sizeof(*res), GFP_KERNEL), *pool;

	if (!res)
		return NULL;
	pool = *res = dma_pool_create(name, dev, size, align, boundary);
	if (pool)
		devres_add(dev, res);
	else
		devres_free(res);
	return pool;
}

void dmam_pool_destroy(struct dma_pool *pool)
{
	WARN(!pool || devres_release(dma_pool_device(pool), dmam_pool_release, dmam_pool_match,
				     pool),
	     "dmam_pool_destroy: %p is not managed\n", pool);
}

#ifdef CONFIG_MM_REPORTS
static void show_bound(struct platform_device *pdev, void *m)
{
	if (pdev->dev.driver)
		dmainfo_show_device(m, &pdev->dev);
}

static int cmd_dmainfo(int argc, char **argv)
{
	report_open(&console_seq, NULL, '{');
	report_open(&console_seq, "devices", '[');
	platform_for_each(show_bound, &console_seq);
	report_close(&console_seq, ']');
	dmainfo_show_memory(&console_seq);
	report_close(&console_seq, '}');
	return 0;
}
SHELL_COMMAND(dmainfo, "dmainfo", "[-j]", "DMA masks, windows and memory of devices", cmd_dmainfo);
#endif
