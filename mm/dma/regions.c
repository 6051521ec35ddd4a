// SPDX-License-Identifier: BSD-2-Clause
/*
 * Regions of /reserved-memory for single devices, as the binding
 * reserved-memory/shared-dma-pool.yaml describes them.  A "shared-dma-pool" contains the coherent
 * memory of its devices (declared.c).  A "restricted-dma-pool" is the only memory that its
 * devices may access (swiotlb.c).
 *
 * Locking: of/reserved_mem.c assigns regions one at a time.
 */

#include <internal/dma.h>
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/of_fdt.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>

#include "mm/pages/pages.h"
#include "dma.h"

/* ---- shared pools ---------------------------------------------------------------------------- */

/* The region with "linux,dma-default", or NULL. */
static struct reserved_mem *default_region;

static int shared_pool_give(struct reserved_mem *rmem, struct device *dev)
{
	const char *why = dma_mem_refused(dev, rmem->base, rmem->size & PAGE_MASK);

	if (!why && !rmem->priv) {
		rmem->priv = dma_mem_map(rmem->base, rmem->size & PAGE_MASK, !dev->dma_coherent);
		if (!rmem->priv)
			return -ENOMEM;
	}
	if (!why && dma_mem_is_uncached(rmem->priv) == dev->dma_coherent)
		why = "it is mapped for devices of the other coherence";
	if (why) {
		dev_err(dev, "%s: %s\n", rmem->name, why);
		return -EINVAL;
	}
	dma_mem_assign(dev, rmem->priv);
	return 0;
}

/* Remove the default region, because the device names a region or its driver declares memory. */
void dma_leave_default_region(struct device *dev)
{
	if (default_region && dev->dma_mem && dev->dma_mem == default_region->priv)
		dma_mem_assign(dev, NULL);
}

void dma_use_default_region(struct device *dev)
{
	if (default_region && !dev->dma_mem && !dev->dma_coherent && !can_map_uncached())
		shared_pool_give(default_region, dev);
}

static int shared_pool_device_init(struct reserved_mem *rmem, struct device *dev)
{
	int err;

	dma_leave_default_region(dev);
	err = shared_pool_give(rmem, dev);
	dma_use_default_region(dev);
	return err;
}

static void shared_pool_device_release(struct reserved_mem *rmem, struct device *dev)
{
	dma_mem_assign(dev, NULL);
	dma_use_default_region(dev);
}

static int __init shared_pool_init(struct reserved_mem *rmem)
{
	static const struct reserved_mem_ops ops = {
		.device_init = shared_pool_device_init,
		.device_release = shared_pool_device_release,
	};

	if (of_get_flat_dt_prop(rmem->fdt_node, "reusable", NULL))
		return -ENODEV;
	if (of_get_flat_dt_prop(rmem->fdt_node, "linux,dma-default", NULL)) {
		if (default_region)
			pr_err("%s: linux,dma-default is ignored, as %s has it already\n",
			       rmem->name, default_region->name);
		else
			default_region = rmem;
	}
	rmem->ops = &ops;
	return 0;
}
RESERVEDMEM_OF_DECLARE(shared_pool, "shared-dma-pool", shared_pool_init);

/* ---- restricted pools ------------------------------------------------------------------------ */

#ifdef CONFIG_SWIOTLB
static int restricted_device_init(struct reserved_mem *rmem, struct device *dev)
{
	phys_addr_t pa = PAGE_ALIGN(rmem->base);
	size_t size = PAGE_ALIGN_DOWN(rmem->base + rmem->size) - pa;

	if (dev->dma_io_tlb_mem) {
		dev_err(dev, "%s: the device has another restricted pool already\n", rmem->name);
		return -EBUSY;
	}
	if (!rmem->priv && (!size || size > SSIZE_MAX || page_first_ram(pa, pa + size) != pa ||
			    !is_linear_addr(__va(pa)) || !is_linear_addr(__va(pa + size - 1)))) {
		dev_err(dev, "%s: it is not in the linear map\n", rmem->name);
		return -EINVAL;
	}
	if (!rmem->priv)
		rmem->priv = swiotlb_restricted_create(pa, size);
	if (!rmem->priv)
		return -ENOMEM;
	dev->dma_io_tlb_mem = rmem->priv;
	dma_reach_changed(dev);
	return 0;
}

static void restricted_device_release(struct reserved_mem *rmem, struct device *dev)
{
	dev->dma_io_tlb_mem = NULL;
	dev->dma_reach.copies = NULL;
	dma_reach_changed(dev);
}

static int __init restricted_init(struct reserved_mem *rmem)
{
	static const struct reserved_mem_ops ops = {
		.device_init = restricted_device_init,
		.device_release = restricted_device_release,
	};
	static const char *const not_with[] = { "reusable", "no-map", "linux,cma-default",
						"linux,dma-default" };

	for (unsigned int i = 0; i < ARRAY_SIZE(not_with); i++) {
		if (of_get_flat_dt_prop(rmem->fdt_node, not_with[i], NULL)) {
			pr_err("%s: a restricted-dma-pool cannot be \"%s\"\n", rmem->name,
			       not_with[i]);
			return -EINVAL;
		}
	}
	rmem->ops = &ops;
	return 0;
}
RESERVEDMEM_OF_DECLARE(restricted_pool, "restricted-dma-pool", restricted_init);
#endif
