// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contiguous memory areas (CMA): initialization.
 *
 *	1. After memblock was filled (boot_memory_scan()), each area reserves its range there.  The
 *	   sources of areas are:
 *	   - regions of /reserved-memory that are reusable and compatible with "shared-dma-pool".
 *	     The region with linux,cma-default is the default area, unless cma= is given;
 *	   - cma=size[@start[-end]] in the boot arguments: a default area of that size, at @start
 *	     or between the two addresses.  A size of 0 means no default area;
 *	   - CONFIG_CMA_SIZE_MBYTES: the size of the default area if neither exists.
 *	2. The initcall of level 1 sets the type of the page blocks and frees their pages to the
 *	   page allocator.  An area that is in two zones, or whose bitmap cannot be allocated, is
 *	   reported and becomes ordinary memory.
 *
 * A region that is not aligned to page blocks is refused and remains reserved.
 */

#define pr_fmt(fmt) "cma: " fmt

#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <internal/params.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/dma-map-ops.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "mm/boot/boot.h"
#include "mm/pages/pages.h"
#include "cma.h"

struct cma *dma_contiguous_default_area;

/* value of the boot argument cma= */
static struct {
	bool given;
	phys_addr_t size, base, end;
} boot_argument __initdata;

static int __init parse_cma(char *value)
{
	char *at;

	u64 size, base = 0, end = 0;
	int err = parse_size(value, &at, &size);

	boot_argument.given = true;
	if (!err && *at == '@') {
		err = parse_size(at + 1, &at, &base);
		if (!err && *at == '-')
			err = parse_size(at + 1, &at, &end);
	}
	if (err || *at)
		return err ? err : -EINVAL;
	boot_argument.size = size;
	boot_argument.base = base;
	boot_argument.end = end;
	return 0;
}
early_param("cma", parse_cma);

/* Return the area that overlaps the range, or NULL. */
static const struct cma *__init overlapping(phys_addr_t base, phys_addr_t size)
{
	for (unsigned int i = 0; i < cma_area_count; i++) {
		const struct cma *cma = &cma_areas[i];

		if (base < cma_get_base(cma) + cma_get_size(cma) && cma_get_base(cma) < base + size)
			return cma;
	}
	return NULL;
}

int __init cma_init_reserved_mem(phys_addr_t base, phys_addr_t size, unsigned int order_per_bit,
				 const char *name, struct cma **res_cma)
{
	struct cma *cma = &cma_areas[cma_area_count];
	const struct cma *other;

	if (cma_area_count == ARRAY_SIZE(cma_areas)) {
		pr_err("%s: too many areas: at most %u\n", name, cma_area_count);
		return -ENOSPC;
	}
	if (!size || !memblock_is_region_reserved(base, size) ||
	    !IS_ALIGNED(base | size, CMA_MIN_ALIGNMENT_BYTES) || order_per_bit > pageblock_order)
		return -EINVAL;
	other = overlapping(base, size);
	if (other) {
		pr_err("%s: [%#llx, +%#llx) overlaps %s\n", name, (unsigned long long)base,
		       (unsigned long long)size, other->name);
		return -EINVAL;
	}
	cma->base_pfn = PFN_DOWN(base);
	cma->count = PFN_DOWN(size);
	cma->order_per_bit = order_per_bit;
	strscpy(cma->name, name, sizeof(cma->name));
	cma_area_count++;
	if (res_cma)
		*res_cma = cma;
	pr_info("Reserved %lu MiB at %#llx for %s\n", (unsigned long)size / SZ_1M,
		(unsigned long long)base, cma->name);
	return 0;
}

static phys_addr_t __init cma_alloc_mem(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
					phys_addr_t alignment, bool fixed, int nid)
{
	/* Drivers need an address in the linear map, which ends at the current limit. */
	if (limit > memblock_get_current_limit())
		limit = MEMBLOCK_ALLOC_ACCESSIBLE;
	if (!fixed)
		return memblock_alloc_range_nid(size, alignment, base, limit, nid,
						nid != NUMA_NO_NODE);
	if (!memblock_is_region_memory(base, size) || memblock_is_region_reserved(base, size))
		return 0;
	return memblock_reserve(base, size) ? 0 : base;
}

int __init cma_declare_contiguous_nid(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
				      phys_addr_t alignment, unsigned int order_per_bit, bool fixed,
				      const char *name, struct cma **res_cma, int nid)
{
	phys_addr_t at;
	int err;

	if (!size || (alignment && !is_power_of_2(alignment)))
		return -EINVAL;
	alignment = max_t(phys_addr_t, alignment, CMA_MIN_ALIGNMENT_BYTES);
	if (fixed && !IS_ALIGNED(base, alignment)) {
		pr_err("%s: %#llx is not aligned to %llu KiB\n", name, (unsigned long long)base,
		       (unsigned long long)alignment >> 10);
		return -EINVAL;
	}
	base = ALIGN(base, alignment);
	size = ALIGN(size, alignment);
	at = cma_alloc_mem(base, size, limit & ~(alignment - 1), alignment, fixed, nid);
	if (!at) {
		pr_err("Failed to reserve %lu MiB for %s\n", (unsigned long)size / SZ_1M, name);
		return fixed ? -EBUSY : -ENOMEM;
	}
	err = cma_init_reserved_mem(at, size, order_per_bit, name, res_cma);
	if (err)
		memblock_phys_free(at, size);
	else
		memblock_set_owner(at, size, cma_areas[cma_area_count - 1].name);
	return err;
}

/* ---- the device tree ------------------------------------------------------------------------- */

static void __init adopt_region(const struct dtb *dtb, struct reserved_mem *region)
{
	bool is_default = dtb_prop(dtb, region->fdt_node, "linux,cma-default", NULL);
	bool placed = !dtb_prop(dtb, region->fdt_node, "reg", NULL);
	struct cma *cma = NULL;

	if (is_default && boot_argument.given) {
		pr_info("Reserved memory: bypass %s node, using cmdline CMA params instead\n",
			region->name);
		if (placed)
			memblock_phys_free(region->base, region->size);
	} else if (!IS_ALIGNED(region->base | region->size, CMA_MIN_ALIGNMENT_BYTES)) {
		pr_err("Reserved memory: incorrect alignment of CMA region: %s\n", region->name);
	} else if (!memblock_is_region_memory(region->base, region->size)) {
		pr_err("%s: [%#llx, +%#llx) is not all RAM\n", region->name,
		       (unsigned long long)region->base, (unsigned long long)region->size);
	} else {
		cma_init_reserved_mem(region->base, region->size, 0, region->name, &cma);
	}
	region->priv = cma;
	if (cma && is_default)
		dma_contiguous_default_area = cma;
}

void __init cma_boot_scan(const struct dtb *dtb)
{
	phys_addr_t size = boot_argument.size, base = boot_argument.base, end = boot_argument.end;
	bool fixed = base && !end;

	for (unsigned int i = 0; i < reserved_mem.count; i++) {
		struct reserved_mem *region = &reserved_mem.regions[i];

		if (reserved_mem_kind_of(dtb, region->fdt_node) == REGION_CMA)
			adopt_region(dtb, region);
	}
	if (!boot_argument.given)
		size = dma_contiguous_default_area ? 0 : (phys_addr_t)CONFIG_CMA_SIZE_MBYTES << 20;
	if (!size)
		return;
	/* Devices with 32-bit addresses are the most frequent users. */
	if (!end && !fixed && memblock_start_of_DRAM() < SZ_4G)
		end = SZ_4G;
	cma_declare_contiguous(base, size, end, 0, 0, fixed, "reserved",
			       &dma_contiguous_default_area);
}

/* Let the device allocate large DMA buffers from the area. */
static int cma_region_device_init(struct reserved_mem *rmem, struct device *dev)
{
	dev->cma_area = rmem->priv;
	return 0;
}

static void cma_region_device_release(struct reserved_mem *rmem, struct device *dev)
{
	dev->cma_area = NULL;
}

static int __init cma_region_init(struct reserved_mem *rmem)
{
	static const struct reserved_mem_ops ops = {
		.device_init = cma_region_device_init,
		.device_release = cma_region_device_release,
	};

	if (!rmem->priv)
		return -ENODEV;
	rmem->ops = &ops;
	return 0;
}
RESERVEDMEM_OF_DECLARE(cma, "shared-dma-pool", cma_region_init);

/* ---- step 2 ---------------------------------------------------------------------------------- */

static bool __init in_one_zone(const struct cma *cma)
{
	unsigned long pfn, end = cma->base_pfn + cma->count;
	const struct zone *zone = page_pfn_zone(cma->base_pfn);

	for (pfn = cma->base_pfn; pfn < end; pfn += pageblock_nr_pages) {
		if (!zone || page_pfn_zone(pfn) != zone)
			return false;
	}
	return true;
}

static void __init activate(struct cma *cma)
{
	unsigned long start = cma->base_pfn, end = start + cma->count, nr;
	struct zone *zone = page_pfn_zone(start);

	if (!in_one_zone(cma) || cma_setup(cma)) {
		pr_err("%s could not be activated\n", cma->name);
		memblock_free_late(PFN_PHYS(start), PFN_PHYS(cma->count));
		cma->count = 0;
		return;
	}
	zone_set_reserved_type(zone, start, end, MIGRATE_CMA);
	nr = zone_release(zone, start, end, false);
	if (nr != cma->count)
		pr_err("%s: pfn %#lx is in use\n", cma->name, start + nr);
	zone->cma_pages += nr;
	totalcma_pages += nr;
}

static int __init cma_init_reserved_areas(void)
{
	for (unsigned int i = 0; i < cma_area_count; i++)
		activate(&cma_areas[i]);
	if (cma_area_count)
		watermarks_update();
	return 0;
}
core_initcall(cma_init_reserved_areas);
