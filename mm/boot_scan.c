// SPDX-License-Identifier: BSD-2-Clause
/*
 * Banks and reservations of a device tree, into a memblock: steps 1 and 3 of boot_memory.c.  On any
 * instance, so that the suites can ask what a tree would come to.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <linux/align.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <quarry/dtb.h>
#include <quarry/mm_boot.h>

/* The suites run after init memory is given back. */
#ifdef CONFIG_KUNIT
#define __scan
#else
#define __scan __init
#endif

/* Make the range whole pages, inside it. */
static bool __scan page_range(u64 *base, u64 *size)
{
	u64 start = ALIGN(*base, PAGE_SIZE), end = *base + *size;

	if (end < *base)
		end = -PAGE_SIZE;
	end &= PAGE_MASK;
	if (start < *base || end <= start)
		return false;
	*base = start;
	*size = end - start;
	return true;
}

static void __scan scan_bank(struct memblock *mb, const struct dtb *dtb, int node)
{
	int nid = dtb_prop_u32(dtb, node, "numa-node-id", 0);
	u64 base, size;

	for (unsigned int i = 0; !dtb_reg(dtb, node, i, &base, &size); i++) {
		if (!page_range(&base, &size))
			continue;
		if (memblock_overlaps_region(&mb->memory, base, size))
			pr_err("%s: [%#llx, +%#llx) overlaps another bank\n",
			       dtb_node_name(dtb, node), (unsigned long long)base,
			       (unsigned long long)size);
		memblock_inst_add(mb, base, size, nid, MEMBLOCK_NONE);
	}
}

void __scan boot_scan_banks(struct memblock *mb, const struct dtb *dtb)
{
	int node = -1;

	while ((node = dtb_next_node(dtb, node, NULL)) >= 0) {
		const char *type = dtb_prop_string(dtb, node, "device_type");

		if (type && !strcmp(type, "memory") && dtb_available(dtb, node))
			scan_bank(mb, dtb, node);
	}
}

static void __scan reserve_child(struct memblock *mb, const struct dtb *dtb, int node)
{
	const char *name = dtb_node_name(dtb, node);
	bool nomap = dtb_prop(dtb, node, "no-map", NULL);
	u64 base, size;

	for (unsigned int i = 0; !dtb_reg(dtb, node, i, &base, &size); i++) {
		u64 end = ALIGN(base + size, PAGE_SIZE);

		if (!size || base + size < base)
			continue;
		base &= PAGE_MASK;
		if (memblock_overlaps_region(&mb->reserved, base, end - base))
			pr_err("%s: [%#llx, %#llx) overlaps another reservation\n", name,
			       (unsigned long long)base, (unsigned long long)end);
		memblock_inst_reserve(mb, base, end - base, name);
		if (nomap)
			memblock_inst_set_flag(mb, base, end - base, true, MEMBLOCK_NOMAP);
	}
}

void __scan boot_scan_reservations(struct memblock *mb, const struct dtb *dtb)
{
	int depth = 0, node = dtb_find_path(dtb, "/reserved-memory", 16);
	u64 base, size;

	for (unsigned int i = 0; !dtb_reservation(dtb, i, &base, &size); i++)
		memblock_inst_reserve(mb, base, size, "memreserve");
	if (node < 0)
		return;
	while ((node = dtb_next_node(dtb, node, &depth)) >= 0 && depth > 0) {
		if (depth == 1 && dtb_available(dtb, node))
			reserve_child(mb, dtb, node);
	}
}
