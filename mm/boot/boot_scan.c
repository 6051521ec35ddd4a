// SPDX-License-Identifier: BSD-2-Clause
/*
 * Read the banks and reservations of a device tree into a memblock: steps 1 and 3 of boot_memory.c.
 * The functions work on any instance, so that test suites can check the result for a given tree.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "boot.h"
#include "memblock_region.h"

bool __init_or_kunit boot_chosen_number(const struct dtb *dtb, const char *name, u64 *value)
{
	int chosen = dtb_find_path(dtb, "/chosen", 7);
	u32 size;
	const void *cells = chosen < 0 ? NULL : dtb_prop(dtb, chosen, name, &size);

	if (!cells)
		return false;
	if (size != 4 && size != 8) {
		pr_err("/chosen: %s has %u bytes, not 4 or 8 (one cell or two): ignored\n", name,
		       size);
		return false;
	}
	*value = dtb_read_cells(cells, size / 4);
	return true;
}

/* Shrink the range to the whole pages inside it.  Returns false if there are none. */
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

/*
 * Number of mistakes that are printed.  A malformed tree may have tens of thousands of mistakes,
 * so only the number of further mistakes is printed.
 */
#define MAX_COMPLAINTS 8

struct scan {
	struct memblock *mb;
	const struct dtb *dtb;
	struct dtb_path path;
	const char *property;	/* name of the property that contains the entries */
	unsigned int mistakes;
	bool full;
	bool nodes_only;	/* the banks exist already: set only their NUMA nodes */
};

/* Count a mistake.  Returns true if it should be printed. */
static bool __init_or_kunit boot_scan_count_mistake(struct scan *scan)
{
	return ++scan->mistakes <= MAX_COMPLAINTS;
}

static void __init_or_kunit no_address(struct scan *scan)
{
	if (boot_scan_count_mistake(scan))
		pr_err("%s: an entry of %s cannot be translated to a CPU address: ignored\n",
		       dtb_node_name(scan->dtb, scan->path.node), scan->property);
}

/* Start iterating over the entries of @property, which has the format of reg. */
static void __init_or_kunit start_entries(struct scan *scan, struct dtb_regs *regs,
					  const char *property)
{
	int err = dtb_regs_start(scan->dtb, &scan->path, regs);

	scan->property = property;
	if (err == -EINVAL)
		no_address(scan);
	else
		regs->at = dtb_prop(scan->dtb, scan->path.node, property, &regs->size);
}

/* Report the cells after the last whole entry. */
static void __init_or_kunit check_rest(struct scan *scan, struct dtb_regs *regs)
{
	if (regs->at && regs->size && boot_scan_count_mistake(scan))
		pr_err("%s: %s is not a whole number of entries: the last %u bytes are ignored\n",
		       dtb_node_name(scan->dtb, scan->path.node), scan->property, regs->size);
	regs->at = NULL;
}

/*
 * Find the next entry of a reg that has an address in memory.  Returns false after the last entry,
 * or if the table is full.  @as_is: use an address untranslated if a parent bus cannot translate
 * it, so that a reservation is not lost.
 */
static bool __init_or_kunit boot_scan_next_entry(struct scan *scan, struct dtb_regs *regs,
						 u64 *base, u64 *size, bool as_is)
{
	while (!scan->full) {
		int err = dtb_regs_next(regs, base, size);

		if (err == -ENOENT)
			check_rest(scan, regs);
		if (!err || err == -ENOENT)
			return !err;
		if (err != -ERANGE || !as_is) {
			no_address(scan);
			continue;
		}
		if (boot_scan_count_mistake(scan))
			pr_err("%s: no ranges property translates %#llx: used untranslated\n",
			       dtb_node_name(scan->dtb, scan->path.node),
			       (unsigned long long)*base);
		return true;
	}
	return false;
}

/*
 * Return the end of a range.  A range that wraps around the address space is truncated at the top
 * and reported.  It must not be ignored, because its memory must not be allocated.
 */
static u64 __init_or_kunit end_below_top(struct scan *scan, const char *name, u64 base, u64 size)
{
	u64 end = base + size;

	if (size && end - 1 < base && boot_scan_count_mistake(scan))
		pr_err("%s: [%#llx, +%#llx) wraps around: truncated at the top\n", name,
		       (unsigned long long)base, (unsigned long long)size);
	return end < base || end > -PAGE_SIZE ? -PAGE_SIZE : end;
}

/* Extend a range to whole pages, and set *@end.  Returns false if the range is empty. */
static bool __init_or_kunit pages_around(struct scan *scan, u64 *base, u64 size, u64 *end)
{
	const char *name = dtb_node_name(scan->dtb, scan->path.node);

	*end = ALIGN(end_below_top(scan, name, *base, size), PAGE_SIZE);
	*base &= PAGE_MASK;
	return size && *base < *end;
}

static void __init_or_kunit scan_end(const struct scan *scan, const char *what)
{
	if (scan->mistakes > MAX_COMPLAINTS)
		pr_err("%u more mistakes in %ss\n", scan->mistakes - MAX_COMPLAINTS, what);
	if (scan->full)
		pr_err("too many %ss: the table is full\n", what);
}

static void __init_or_kunit scan_start(struct scan *scan, struct memblock *mb,
				       const struct dtb *dtb)
{
	*scan = (struct scan){ .mb = mb, .dtb = dtb, .path = { .node = -1, .depth = -1 } };
}

/*
 * ---- full tables -------------------------------------------------------------------------------
 */

/*
 * Return true if a table has a free entry.  An eighth of each table remains free for boot code,
 * because the tables cannot grow before the linear map exists.  Half of the memory table is for
 * banks.  A bank for which no entry is free is not used.  A reservation is never lost: without a
 * free entry, it becomes a part of its neighbour, together with the memory between the two.
 */
static bool __init_or_kunit has_room(const struct memblock_type *type)
{
	return type->cnt < type->max - type->max / 8;
}

/*
 * Reserve the range as a part of the nearest reserved region, together with the gap between them.
 */
static int __init_or_kunit reserve_joined(struct memblock *mb, u64 base, u64 end)
{
	int err = 0;

	while (base < end && !err) {
		struct memblock_region *r = mb->reserved.regions, *last = r + mb->reserved.cnt;
		struct memblock_region *below = NULL;
		const char *owner;
		u64 stop;

		for (; r < last && memblock_region_end(r) <= base; r++)
			below = r;
		if (r < last && r->base <= base) {
			base = memblock_region_end(r);
			continue;
		}
		stop = r < last ? min_t(u64, end, r->base) : end;
		if (r < last && (!below || r->base - stop < base - memblock_region_end(below))) {
			stop = r->base;
			owner = r->owner;
		} else {
			base = below ? memblock_region_end(below) : base;
			owner = below ? below->owner : NULL;
		}
		VM_WARN_ON(base >= stop);
		err = memblock_inst_reserve(mb, base, stop - base, owner);
		base = stop;
	}
	return err;
}

/* Extend the range to the nearest region that is not mapped, so that no further entry is needed. */
static void __init_or_kunit reach_nomap(struct memblock *mb, u64 *base, u64 *end)
{
	struct memblock_region *r = mb->memory.regions, *last = r + mb->memory.cnt;
	u64 below = 0, above = U64_MAX;

	for (; r < last; r++) {
		if (!memblock_is_nomap(r))
			continue;
		if (memblock_region_end(r) <= *base)
			below = memblock_region_end(r);
		else if (r->base >= *end && above == U64_MAX)
			above = r->base;
	}
	VM_WARN_ON(below > *base || above < *end);
	if (below && *base - below <= above - *end)
		*base = below;
	else if (above != U64_MAX)
		*end = above;
}

int __init_or_kunit boot_reserve(struct memblock *mb, u64 base, u64 end, const char *owner,
				 bool nomap)
{
	bool joined = !has_room(&mb->reserved), reached = nomap && !has_room(&mb->memory);
	int err = joined ? reserve_joined(mb, base, end) :
			   memblock_inst_reserve(mb, base, end - base, owner);

	VM_WARN_ON(base >= end);
	if (reached)
		reach_nomap(mb, &base, &end);
	if (!err && nomap)
		err = memblock_inst_set_flag(mb, base, end - base, true, MEMBLOCK_NOMAP);
	return err ? err : joined || reached;
}

static void __init_or_kunit boot_scan_reserve(struct scan *scan, u64 base, u64 end,
					      const char *owner, bool nomap)
{
	int err = boot_reserve(scan->mb, base, end, owner, nomap);

	scan->full = err < 0;
	if (err > 0 && boot_scan_count_mistake(scan))
		pr_warn("%s: [%#llx, %#llx) is merged with its neighbour, as the table is full\n",
			owner, (unsigned long long)base, (unsigned long long)end);
}

/* ---- banks ----------------------------------------------------------------------------------- */

static void __init_or_kunit add_bank(struct scan *scan, u64 base, u64 size, int nid)
{
	const char *name = dtb_node_name(scan->dtb, scan->path.node);
	struct memblock *mb = scan->mb;

	if (memblock_overlaps_region(&mb->memory, base, size) && boot_scan_count_mistake(scan))
		pr_err("%s: [%#llx, +%#llx) overlaps another bank\n", name,
		       (unsigned long long)base, (unsigned long long)size);
	VM_WARN_ON(!PAGE_ALIGNED(base) || !PAGE_ALIGNED(size) || !size);
	/* A range that extends a bank needs no new entry. */
	if (mb->memory.cnt < mb->memory.max / 2 || memblock_inst_find(&mb->memory, base - 1))
		scan->full = memblock_inst_add(mb, base, size, nid, MEMBLOCK_NONE);
	else if (boot_scan_count_mistake(scan))
		pr_warn("%s: [%#llx, +%#llx) is not used: all %lu banks are in use\n", name,
			(unsigned long long)base, (unsigned long long)size, mb->memory.cnt);
}

static void __init_or_kunit scan_bank(struct scan *scan, int node)
{
	int nid = dtb_prop_u32(scan->dtb, node, "numa-node-id", 0);
	bool limited = dtb_prop(scan->dtb, node, "linux,usable-memory", NULL);
	struct memblock *mb = scan->mb;
	struct dtb_regs regs;
	u64 base, size;

	start_entries(scan, &regs, limited ? "linux,usable-memory" : "reg");
	while (boot_scan_next_entry(scan, &regs, &base, &size, false)) {
		if (!page_range(&base, &size))
			continue;
		if (scan->nodes_only)
			scan->full = memblock_inst_set_node(mb, base, size, &mb->memory, nid);
		else
			add_bank(scan, base, size, nid);
	}
}

/*
 * Report a node of memory that is not available.  If its status says that the memory failed,
 * remove its range from the banks, because no access is allowed.
 */
static void __init_or_kunit scan_unavailable(struct scan *scan, int node)
{
	const char *name = dtb_node_name(scan->dtb, node);
	const char *status = dtb_prop_string(scan->dtb, node, "status");
	bool failed = status && !strncmp(status, "fail", 4);
	struct memblock *mb = scan->mb;
	struct dtb_regs regs;
	u64 base, size;

	start_entries(scan, &regs, "reg");
	while (boot_scan_next_entry(scan, &regs, &base, &size, false)) {
		u64 start = base, end;

		if (!pages_around(scan, &base, size, &end))
			continue;
		if (boot_scan_count_mistake(scan))
			pr_warn("%s: [%#llx, %#llx) has status \"%s\": not used\n", name,
				(unsigned long long)start, (unsigned long long)(start + size),
				status ? status : "(invalid)");
		if (!failed || !memblock_overlaps_region(&mb->memory, base, end - base))
			continue;
		boot_scan_reserve(scan, base, end, name, true);
	}
}

/*
 * If @available is true, read the banks of the available memory nodes.  Otherwise report the
 * memory nodes that are not available.  Returns the number of memory nodes that this call did
 * not process.  Memory nodes are children of the root (Devicetree Specification, 3.4).  Nodes at
 * deeper levels describe memory of a device, such as SRAM.
 */
static unsigned int __init_or_kunit scan_memory(struct scan *scan, bool available)
{
	unsigned int others = 0;
	int node;

	while (!scan->full && (node = dtb_path_next(scan->dtb, &scan->path)) >= 0) {
		const char *type = dtb_prop_string(scan->dtb, node, "device_type");

		if (scan->path.depth != 1 || !type || strcmp(type, "memory"))
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

	start_entries(scan, &regs, "reg");
	while (boot_scan_next_entry(scan, &regs, &base, &size, true)) {
		u64 end;

		if (!pages_around(scan, &base, size, &end))
			continue;
		if (memblock_overlaps_region(&mb->reserved, base, end - base) &&
		    boot_scan_count_mistake(scan))
			pr_err("%s: [%#llx, %#llx) overlaps another reservation\n", name,
			       (unsigned long long)base, (unsigned long long)end);
		boot_scan_reserve(scan, base, end, name, nomap);
	}
}

/* Reserve the children of the root's /reserved-memory node. */
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

	/*
	 * A loader may list the range of a node in /memreserve/, too.  The nodes come first, so
	 * that the range gets the name of its node.
	 */
	scan_start(&scan, mb, dtb);
	scan_reserved_memory(&scan);
	for (unsigned int i = 0; !scan.full && !dtb_reservation(dtb, i, &base, &size); i++) {
		u64 end = end_below_top(&scan, "/memreserve/", base, size);

		if (size && base < end)
			boot_scan_reserve(&scan, base, end, BOOT_MEMRESERVE, false);
	}
	scan_end(&scan, "reservation");
	return scan.full ? -ENOMEM : 0;
}

/*
 * ---- usable ranges of /chosen ------------------------------------------------------------------
 */

/*
 * The search for gaps between the usable ranges takes quadratic time, so their number is limited.
 * Linux reads at most two.
 */
#define MAX_USABLE	64

struct usable {
	const char *property;
	unsigned int nr;
	struct {
		u64 base, size;		/* whole pages */
	} ranges[MAX_USABLE];
};

/*
 * Look up @at in the usable ranges.  If a range contains @at, set *@inside and return the end of
 * the range.  Otherwise clear *@inside and return the start of the next range above @at, or U64_MAX
 * if there is none.
 */
static u64 __init_or_kunit usable_until(const struct usable *usable, u64 at, bool *inside)
{
	u64 next = U64_MAX;

	*inside = false;
	for (unsigned int i = 0; i < usable->nr; i++) {
		u64 base = usable->ranges[i].base, end = base + usable->ranges[i].size;

		if (base <= at && at < end) {
			*inside = true;
			return end;
		}
		if (base > at)
			next = min(next, base);
	}
	return next;
}

/* Read the entries that contain at least one whole page. */
static void __init_or_kunit read_usable(const struct dtb_bus *root, const u8 *cells, u32 n,
					struct usable *usable)
{
	for (usable->nr = 0; n && usable->nr < MAX_USABLE; n--) {
		u64 base = dtb_read_cells(cells, root->address_cells);
		u64 size = dtb_read_cells(cells + 4 * root->address_cells, root->size_cells);

		cells += 4 * (root->address_cells + root->size_cells);
		if (!page_range(&base, &size))
			continue;
		usable->ranges[usable->nr].base = base;
		usable->ranges[usable->nr].size = size;
		usable->nr++;
	}
	if (n)
		pr_err("/chosen: %s has more than %u ranges: the others are not used\n",
		       usable->property, MAX_USABLE);
}

/*
 * Remove [start, end) from memory.  Splitting a bank needs an entry.  If none is free, also remove
 * the rest of the banks that contain the two ends.
 */
static void __init_or_kunit remove_unusable(struct memblock *mb, u64 start, u64 end,
					    const char *property)
{
	struct memblock_region *below, *above;

	VM_WARN_ON(start >= end);
	if (has_room(&mb->memory) && !memblock_inst_remove(mb, &mb->memory, start, end - start))
		return;
	below = memblock_inst_find(&mb->memory, start);
	above = memblock_inst_find(&mb->memory, end - 1);
	start = below ? below->base : start;
	end = above ? memblock_region_end(above) : end;
	pr_err("/chosen: %s: [%#llx, %#llx) is not used, as the table of banks is full\n",
	       property, (unsigned long long)start, (unsigned long long)end);
	memblock_inst_remove(mb, &mb->memory, start, end - start);
}

void __init_or_kunit boot_scan_usable(struct memblock *mb, const struct dtb *dtb)
{
	struct usable usable = { .property = "linux,usable-memory-range" };
	int chosen = dtb_find_path(dtb, "/chosen", 7);
	struct dtb_bus root;
	u32 size, entry;
	const u8 *cells;
	bool inside;
	u64 at = 0;

	cells = chosen < 0 ? NULL : dtb_prop(dtb, chosen, usable.property, &size);
	if (!cells)
		return;
	dtb_bus_read(dtb, dtb_next_node(dtb, -1, NULL), &root);
	entry = 4 * (root.address_cells + root.size_cells);
	if (!entry) {
		pr_err("/chosen: %s: the root's #address-cells or #size-cells is invalid\n",
		       usable.property);
		return;
	}
	if (size < entry || size % entry)
		pr_err("/chosen: %s is not a whole number of entries: the rest is ignored\n",
		       usable.property);
	read_usable(&root, cells, size / entry, &usable);
	/* Linux ignores a property whose ranges are empty, too. */
	if (!usable.nr) {
		pr_err("/chosen: %s has no memory: ignored\n", usable.property);
		return;
	}
	while (at != U64_MAX) {
		u64 end = usable_until(&usable, at, &inside);

		if (!inside)
			remove_unusable(mb, at, end, usable.property);
		VM_WARN_ON(end <= at);
		at = end;
	}
}
