// SPDX-License-Identifier: BSD-2-Clause
/*
 * Banks and reservations of a device tree, into a memblock: steps 1 and 3 of boot_memory.c.  On any
 * instance, so that the suites can ask what a tree would come to.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "boot.h"

bool __init_or_kunit boot_chosen_number(const struct dtb *dtb, const char *name, u64 *value)
{
	int chosen = dtb_find_path(dtb, "/chosen", 7);
	u32 size;
	const void *cells = chosen < 0 ? NULL : dtb_prop(dtb, chosen, name, &size);

	if (!cells || (size != 4 && size != 8))
		return false;
	*value = dtb_read_cells(cells, size / 4);
	return true;
}

/* Make the range whole pages, inside it. */
static bool __init_or_kunit page_range(u64 *base, u64 *size)
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

/* A tree may be wrong 60,000 times: the first of its mistakes are printed, then their number. */
#define MAX_COMPLAINTS 8

struct scan {
	struct memblock *mb;
	const struct dtb *dtb;
	struct dtb_path path;
	unsigned int mistakes;
	bool full;
	bool nodes_only;	/* the banks are there: only the nodes they belong to are asked for */
};

/* Whether to print it. */
static bool __init_or_kunit complain(struct scan *scan)
{
	return ++scan->mistakes <= MAX_COMPLAINTS;
}

static void __init_or_kunit no_address(struct scan *scan)
{
	if (complain(scan))
		pr_err("%s: an entry of reg is no address of the CPU: ignored\n",
		       dtb_node_name(scan->dtb, scan->path.node));
}

static void __init_or_kunit start_entries(struct scan *scan, struct dtb_regs *regs)
{
	if (dtb_regs_start(scan->dtb, &scan->path, regs) == -EINVAL)
		no_address(scan);
}

/* The next entry that has an address; false if there is none, or no room for it. */
static bool __init_or_kunit next_entry(struct scan *scan, struct dtb_regs *regs, u64 *base, u64 *size)
{
	while (!scan->full) {
		int err = dtb_regs_next(regs, base, size);

		if (!err || err == -ENOENT)
			return !err;
		no_address(scan);
	}
	return false;
}

/* The whole pages around a range: up to *end.  False if it is empty, or wraps around, which is said. */
static bool __init_or_kunit pages_around(struct scan *scan, u64 *base, u64 size, u64 *end)
{
	*end = ALIGN(*base + size, PAGE_SIZE);
	if (size && (*base + size < *base || !*end)) {
		no_address(scan);
		return false;
	}
	*base &= PAGE_MASK;
	return size;
}

static void __init_or_kunit scan_end(const struct scan *scan, const char *what)
{
	if (scan->mistakes > MAX_COMPLAINTS)
		pr_err("%u more mistakes in %ss\n", scan->mistakes - MAX_COMPLAINTS, what);
	if (scan->full)
		pr_err("more %ss than there is room for\n", what);
}

static void __init_or_kunit scan_start(struct scan *scan, struct memblock *mb, const struct dtb *dtb)
{
	*scan = (struct scan){ .mb = mb, .dtb = dtb, .path = { .node = -1, .depth = -1 } };
}

static void __init_or_kunit scan_bank(struct scan *scan, int node)
{
	int nid = dtb_prop_u32(scan->dtb, node, "numa-node-id", 0);
	struct memblock *mb = scan->mb;
	struct dtb_regs regs;
	u64 base, size;

	start_entries(scan, &regs);
	while (next_entry(scan, &regs, &base, &size)) {
		if (!page_range(&base, &size))
			continue;
		if (scan->nodes_only) {
			scan->full = memblock_inst_set_node(mb, base, size, &mb->memory, nid);
			continue;
		}
		if (memblock_overlaps_region(&mb->memory, base, size) && complain(scan))
			pr_err("%s: [%#llx, +%#llx) overlaps another bank\n",
			       dtb_node_name(scan->dtb, node), (unsigned long long)base,
			       (unsigned long long)size);
		scan->full = memblock_inst_add(mb, base, size, nid, MEMBLOCK_NONE);
	}
}

/*
 * A node of memory that is not to be used.  What it shares with a bank is not used either if its status
 * says that it failed: nobody may touch it.
 */
static void __init_or_kunit scan_unavailable(struct scan *scan, int node)
{
	const char *name = dtb_node_name(scan->dtb, node);
	const char *status = dtb_prop_string(scan->dtb, node, "status");
	bool failed = status && !strncmp(status, "fail", 4);
	struct memblock *mb = scan->mb;
	struct dtb_regs regs;
	u64 base, size;

	start_entries(scan, &regs);
	while (next_entry(scan, &regs, &base, &size)) {
		u64 start = base, end;

		if (!pages_around(scan, &base, size, &end))
			continue;
		if (complain(scan))
			pr_warn("%s: [%#llx, %#llx) is \"%s\": not used\n", name,
				(unsigned long long)start, (unsigned long long)(start + size),
				status ? status : "no text");
		if (!failed || !memblock_overlaps_region(&mb->memory, base, end - base))
			continue;
		scan->full = memblock_inst_reserve(mb, base, end - base, name) ||
			     memblock_inst_set_flag(mb, base, end - base, true, MEMBLOCK_NOMAP);
	}
}

/* Banks, or what the tree says of memory that is not available; how many nodes are not of that kind. */
static unsigned int __init_or_kunit scan_memory(struct scan *scan, bool available)
{
	unsigned int others = 0;
	int node;

	while (!scan->full && (node = dtb_path_next(scan->dtb, &scan->path)) >= 0) {
		const char *type = dtb_prop_string(scan->dtb, node, "device_type");

		if (!type || strcmp(type, "memory"))
			continue;
		if (dtb_available(scan->dtb, node) != available)
			others++;
		else if (available)
			scan_bank(scan, node);
		else
			scan_unavailable(scan, node);
	}
	return others;
}

static void __init_or_kunit scan_banks(struct memblock *mb, const struct dtb *dtb, bool nodes_only)
{
	struct scan scan;
	unsigned int unavailable;

	scan_start(&scan, mb, dtb);
	scan.nodes_only = nodes_only;
	unavailable = scan_memory(&scan, true);
	scan_end(&scan, "bank");
	if (!unavailable)
		return;
	scan_start(&scan, mb, dtb);
	scan_memory(&scan, false);
	scan_end(&scan, "memory node");
}

void __init_or_kunit boot_scan_banks(struct memblock *mb, const struct dtb *dtb)
{
	scan_banks(mb, dtb, false);
}

void __init_or_kunit boot_scan_nodes(struct memblock *mb, const struct dtb *dtb)
{
	scan_banks(mb, dtb, true);
}

static void __init_or_kunit reserve_child(struct scan *scan, int node)
{
	const char *name = dtb_node_name(scan->dtb, node);
	bool nomap = dtb_prop(scan->dtb, node, "no-map", NULL) ||
		     reserved_mem_kind_of(scan->dtb, node) == REGION_DEVICES;
	struct memblock *mb = scan->mb;
	struct dtb_regs regs;
	u64 base, size;

	start_entries(scan, &regs);
	while (next_entry(scan, &regs, &base, &size)) {
		u64 end;

		if (!pages_around(scan, &base, size, &end))
			continue;
		if (memblock_overlaps_region(&mb->reserved, base, end - base) && complain(scan))
			pr_err("%s: [%#llx, %#llx) overlaps another reservation\n", name,
			       (unsigned long long)base, (unsigned long long)end);
		scan->full = memblock_inst_reserve(mb, base, end - base, name);
		if (nomap && memblock_inst_set_flag(mb, base, end - base, true, MEMBLOCK_NOMAP))
			scan->full = true;
	}
}

/* The children of /reserved-memory, those at the top of the tree only. */
static void __init_or_kunit scan_reserved_memory(struct scan *scan)
{
	bool inside = false;
	int node;

	while (!scan->full && (node = dtb_path_next(scan->dtb, &scan->path)) >= 0) {
		if (scan->path.depth == 1)
			inside = !strcmp(dtb_node_name(scan->dtb, node), "reserved-memory");
		else if (scan->path.depth == 2 && inside && dtb_available(scan->dtb, node))
			reserve_child(scan, node);
	}
}

int __init_or_kunit boot_scan_reservations(struct memblock *mb, const struct dtb *dtb)
{
	struct scan scan;
	u64 base, size;

	scan_start(&scan, mb, dtb);
	for (unsigned int i = 0; !dtb_reservation(dtb, i, &base, &size) && !scan.full; i++)
		scan.full = memblock_inst_reserve(mb, base, size, "memreserve");
	scan_reserved_memory(&scan);
	scan_end(&scan, "reservation");
	return scan.full ? -ENOMEM : 0;
}
