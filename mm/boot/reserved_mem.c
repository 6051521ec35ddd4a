// SPDX-License-Identifier: BSD-2-Clause
/*
 * The regions of /reserved-memory: step 8 of boot_memory.c, after all other reservations.
 *
 * Each available child becomes a region.  A child with a reg gets the address of its first entry,
 * which boot_scan.c has reserved.  A child without one gets memory of the size that it requests, by
 * its alignment and alloc-ranges.  Without alloc-ranges, an address below 4 GiB is preferred,
 * because most devices can access it.
 *
 * of/reserved_mem.c later calls the driver of the region's kind.  Two kinds matter here already.  A
 * CMA area consists of whole page blocks.  Memory that only devices use ("shared-dma-pool") is
 * excluded from the linear map, so that mm/dma can map it as these devices need it.
 *
 * A region that overlaps another one, or the image, remains reserved, but no device can use it.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "boot.h"

struct reserved_mem_table reserved_mem;

enum region_kind __init_or_kunit reserved_mem_kind_of(const struct dtb *dtb, int node)
{
	bool reusable = dtb_prop(dtb, node, "reusable", NULL);

	if (!dtb_compatible(dtb, node, "shared-dma-pool"))
		return REGION_OTHER;
	if (!reusable)
		return REGION_DEVICES;
	return dtb_prop(dtb, node, "no-map", NULL) ? REGION_OTHER : REGION_CMA;
}

static bool __init_or_kunit overlap(const struct reserved_mem *region, phys_addr_t base,
				    phys_addr_t size)
{
	return base < region->base + region->size && region->base < base + size;
}

static void __init_or_kunit report_overlap(const struct reserved_mem *region, const char *owner)
{
	pr_err("%s: [%#llx, +%#llx) overlaps %s: not available to devices\n", region->name,
	       (unsigned long long)region->base, (unsigned long long)region->size, owner);
}

static u64 __init_or_kunit reserved_mem_number(const struct dtb *dtb, int node, const char *name)
{
	u32 size;
	const void *cells = dtb_prop(dtb, node, name, &size);

	return cells && (size == 4 || size == 8) ? dtb_read_cells(cells, size / 4) : 0;
}

/*
 * Allocate from the first of the node's alloc-ranges with enough free memory.  Returns the
 * address, or 0 if no range has enough free memory.
 */
static phys_addr_t __init_or_kunit reserved_mem_alloc_in_ranges(struct memblock *mb,
								const struct dtb *dtb,
								const struct dtb_path *path,
								phys_addr_t size, phys_addr_t align)
{
	const struct dtb_bus *bus = &path->bus[path->depth - 1];
	u32 entry = 4 * (bus->address_cells + bus->size_cells), left;
	const u8 *at = dtb_prop(dtb, path->node, "alloc-ranges", &left);
	phys_addr_t found = 0;

	if (!at) {
		found = memblock_inst_alloc(mb, size, align, 0,
					    min_t(u64, SZ_4G, mb->current_limit), NUMA_NO_NODE,
					    false);
		return found ? found
			     : memblock_inst_alloc(mb, size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE,
						   NUMA_NO_NODE, false);
	}
	if (!bus->address_cells)
		pr_err("%s: alloc-ranges is ignored, as the parent's #address-cells is invalid\n",
		       dtb_node_name(dtb, path->node));
	else if (left % entry)
		pr_err("%s: alloc-ranges is not a whole number of entries\n",
		       dtb_node_name(dtb, path->node));
	for (; !found && bus->address_cells && left >= entry; left -= entry, at += entry) {
		u64 base = dtb_read_cells(at, bus->address_cells);
		u64 room = dtb_read_cells(at + 4 * bus->address_cells, bus->size_cells);
		u64 end = base + room < base ? mb->current_limit
					     : min(base + room, (u64)mb->current_limit);

		if (base < end)
			found = memblock_inst_alloc(mb, size, align, base, end, NUMA_NO_NODE,
						    false);
	}
	return found;
}

/*
 * Allocate memory for a node without reg.  Returns false after a report, or if it is a CMA area and
 * CMA is not configured.
 */
static bool __init_or_kunit reserved_mem_place(struct memblock *mb, const struct dtb *dtb,
					       const struct dtb_path *path,
					       struct reserved_mem *region)
{
	enum region_kind kind = reserved_mem_kind_of(dtb, path->node);
	u64 align = reserved_mem_number(dtb, path->node, "alignment");
	u64 size = reserved_mem_number(dtb, path->node, "size");
	u64 least = kind == REGION_CMA ? PAGE_SIZE << pageblock_order : PAGE_SIZE;

	if (!size || size > SSIZE_MAX || (align && !is_power_of_2(align))) {
		pr_err("%s: neither reg nor a valid size and alignment: ignored\n", region->name);
		return false;
	}
	if (kind == REGION_CMA && !IS_ENABLED(CONFIG_CMA))
		return false;
	align = max(align, least);
	region->size = ALIGN(size, kind == REGION_CMA ? align : PAGE_SIZE);
	region->base = reserved_mem_alloc_in_ranges(mb, dtb, path, region->size, align);
	if (!region->base) {
		pr_err("Failed to reserve %llu KiB for %s\n",
		       (unsigned long long)region->size >> 10, region->name);
		return false;
	}
	VM_WARN_ON(!IS_ALIGNED(region->base, align) || !PAGE_ALIGNED(region->size));
	memblock_inst_set_owner(mb, region->base, region->size, region->name);
	if (kind == REGION_DEVICES || dtb_prop(dtb, path->node, "no-map", NULL))
		memblock_inst_set_flag(mb, region->base, region->size, true, MEMBLOCK_NOMAP);
	return true;
}

static void __init_or_kunit scan_region(struct memblock *mb, const struct dtb *dtb,
					struct dtb_path *path, struct reserved_mem_table *table)
{
	struct reserved_mem region = {
		.name = dtb_node_name(dtb, path->node),
		.fdt_node = path->node,
	};
	struct dtb_regs regs;
	u64 base, size;

	if (table->count == ARRAY_SIZE(table->regions)) {
		pr_err("%s: more than %u regions: not available to devices\n", region.name,
		       table->count);
		return;
	}
	if (dtb_regs_start(dtb, path, &regs)) {
		if (!reserved_mem_place(mb, dtb, path, &region))
			return;
	} else {
		if (dtb_regs_next(&regs, &base, &size) || !size || base + size < base)
			return;		/* boot_scan.c has reported the range as invalid */
		region.base = base;
		region.size = size;
	}
	for (unsigned int i = 0; i < table->count; i++) {
		const struct reserved_mem *other = &table->regions[i];

		if (overlap(other, region.base, region.size)) {
			report_overlap(&region, other->name);
			return;
		}
	}
	VM_WARN_ON(!region.size || table->count >= ARRAY_SIZE(table->regions));
	table->regions[table->count++] = region;
}

void __init_or_kunit boot_scan_regions(struct memblock *mb, const struct dtb *dtb,
				       struct reserved_mem_table *table)
{
	struct dtb_path path = { .node = -1, .depth = -1 };
	bool inside = false;
	int node;

	table->count = 0;
	while ((node = dtb_path_next(dtb, &path)) >= 0) {
		if (path.depth == 1)
			inside = !strcmp(dtb_node_name(dtb, node), "reserved-memory");
		else if (path.depth == 2 && inside && dtb_available(dtb, node))
			scan_region(mb, dtb, &path, table);
	}
}

void __init reserved_mem_move_names(const struct dtb *dtb, const char *blob)
{
	for (unsigned int i = 0; i < reserved_mem.count; i++)
		boot_move_name(dtb, blob, &reserved_mem.regions[i].name);
}

bool __init reserved_mem_has(phys_addr_t base, phys_addr_t size)
{
	for (unsigned int i = 0; i < reserved_mem.count; i++) {
		if (overlap(&reserved_mem.regions[i], base, size))
			return true;
	}
	return false;
}

void __init reserved_mem_refuse(phys_addr_t base, phys_addr_t size, const char *owner)
{
	for (unsigned int i = 0; i < reserved_mem.count;) {
		struct reserved_mem *region = &reserved_mem.regions[i];

		if (overlap(region, base, size)) {
			report_overlap(region, owner);
			*region = reserved_mem.regions[--reserved_mem.count];
		} else {
			i++;
		}
	}
}
