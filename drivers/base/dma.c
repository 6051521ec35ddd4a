// SPDX-License-Identifier: BSD-2-Clause
/* DMA of devices as the driver core has them: memory that goes with the driver, the command dmainfo. */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/kconfig.h>
#include <linux/platform_device.h>
#include <quarry/dma.h>
#include <quarry/report.h>
#include <quarry/shell.h>

struct managed {
	struct device *dev;
	size_t size;
	void *va;
	dma_addr_t handle;
};

static void free_managed(void *data)
{
	struct managed *m = data;

	dma_free_coherent(m->dev, m->size, m->va, m->handle);
}

void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	struct managed *m = devm_kzalloc(dev, sizeof(*m), gfp);

	if (!m)
		return NULL;
	*m = (struct managed){ .dev = dev, .size = size };
	m->va = dma_alloc_coherent(dev, size, &m->handle, gfp);
	if (!m->va || devm_add_action_or_reset(dev, free_managed, m))
		return NULL;
	*handle = m->handle;
	return m->va;
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
SHELL_COMMAND(dmainfo, "dmainfo", "[-j]", "what devices reach by DMA and hold", cmd_dmainfo);
#endif
