// SPDX-License-Identifier: BSD-2-Clause
/*
 * Searches in the resource trees: intersections of a range, walks over entries, and the report.
 *
 * The order of a walk is: an entry, its children, its next sibling.  So the start addresses never
 * decrease, and the first match is the lowest.  RAM, which is not in the tree, is merged into this
 * order: each range of memblock appears as an entry "System RAM".
 *
 * A walk finds the first part of the range that matches.  It calls the callback with a copy of this
 * part, without the lock, and continues after the end of the part.  So children of a reported entry
 * are not reported.  An entry that is added or removed during the walk may or may not be reported.
 * No entry is reported twice.
 *
 * Bounds: each step walks over all entries before the next match; there are tens of entries.
 */

#include <internal/ram.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "resource.h"

/*
 * Return the entry below @root that follows @res in the order of a walk, or NULL.  *depth is
 * updated.  The caller holds resource_lock.
 */
static struct resource *__resource_next(const struct resource *root, struct resource *res,
					unsigned int *depth)
{
	if (res->child) {
		++*depth;
		return res->child;
	}
	while (res != root && !res->sibling) {
		--*depth;
		res = res->parent;
	}
	return res == root ? NULL : res->sibling;
}

static bool entry_fits(unsigned long has, unsigned long has_desc, unsigned long flags,
		       unsigned long desc)
{
	return (has & flags) == flags && (desc == IORES_DESC_NONE || desc == has_desc);
}

/* ---- intersections --------------------------------------------------------------------------- */

static int region_state(bool some, bool other)
{
	return !some ? REGION_DISJOINT : other ? REGION_MIXED : REGION_INTERSECTS;
}

int region_intersects(resource_size_t start, size_t size, unsigned long flags, unsigned long desc)
{
	resource_size_t end = start + size - 1, ram;
	bool some = false, other = false;
	unsigned long irq;

	if (!size || end < start)
		return REGION_DISJOINT;
	if ((flags & IORESOURCE_SYSTEM_RAM) == IORESOURCE_SYSTEM_RAM) {
		ram = ram_in_range(start, size, NULL);
		return region_state(ram && desc == IORES_DESC_NONE, ram != size);
	}
	spin_lock_irqsave(&resource_lock, irq);
	for (const struct resource *res = iomem_resource.child; res; res = res->sibling) {
		if (res->start > end || res->end < start)
			continue;
		if (entry_fits(res->flags, res->desc, flags, desc))
			some = true;
		else
			other = true;
	}
	spin_unlock_irqrestore(&resource_lock, irq);
	return region_state(some, other || ram_in_range(start, size, NULL));
}

/*
 * Return true if an entry is exclusive.  As in Linux, this requires a busy entry, except for RAM
 * that a driver adds and removes.
 */
static bool is_exclusive(const struct resource *res)
{
	return res->flags & IORESOURCE_EXCLUSIVE &&
	       (res->flags & IORESOURCE_BUSY ||
		(res->flags & IORESOURCE_SYSTEM_RAM) == IORESOURCE_SYSTEM_RAM);
}

bool resource_is_exclusive(struct resource *root, u64 addr, resource_size_t size)
{
	u64 last = size > ~addr ? ~0ULL : addr + size - 1;
	struct resource *res = root;
	unsigned int depth = 0;
	bool found = false;
	unsigned long irq;

	if (!size)
		return false;
	spin_lock_irqsave(&resource_lock, irq);
	while (!found && (res = __resource_next(root, res, &depth)))
		found = res->start <= last && res->end >= addr && is_exclusive(res);
	spin_unlock_irqrestore(&resource_lock, irq);
	return found;
}

bool iomem_is_exclusive(u64 addr)
{
	return resource_is_exclusive(&iomem_resource, addr & PAGE_MASK, PAGE_SIZE);
}

/* ---- walks ----------------------------------------------------------------------------------- */

/* Set @found to the first part of [start, last] that matches.  Returns false if no part does. */
static bool walk_find(resource_size_t start, resource_size_t last, unsigned long flags,
		      unsigned long desc, struct resource *found)
{
	struct resource *res = &iomem_resource;
	phys_addr_t ram, ram_last;
	unsigned int depth = 0;
	unsigned long irq;
	bool any = false;

	spin_lock_irqsave(&resource_lock, irq);
	while (!any && (res = __resource_next(&iomem_resource, res, &depth)))
		any = res->start <= last && res->end >= start &&
		      entry_fits(res->flags, res->desc, flags, desc);
	if (any)
		*found = (struct resource){
			.start = max(res->start, start),
			.end = min(res->end, last),
			.flags = res->flags,
			.desc = res->desc,
			.parent = res->parent,
		};
	spin_unlock_irqrestore(&resource_lock, irq);
	if (!entry_fits(RESOURCE_RAM_FLAGS, IORES_DESC_NONE, flags, desc) ||
	    !ram_next(start, &ram, &ram_last) || ram > last || (any && found->start <= ram))
		return any;
	*found = (struct resource){
		.start = ram,
		.end = min(ram_last, last),
		.flags = RESOURCE_RAM_FLAGS,
		.parent = &iomem_resource,
	};
	return true;
}

int walk_iomem_res_desc(unsigned long desc, unsigned long flags, u64 start, u64 end, void *arg,
			int (*func)(struct resource *, void *))
{
	struct resource found;
	int ret = -EINVAL;

	while (start <= end && walk_find(start, end, flags, desc, &found)) {
		bool rest = found.end < end;

		start = found.end + 1;
		ret = func(&found, arg);
		if (ret || !rest)
			break;
	}
	return ret;
}

int walk_mem_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *))
{
	return walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM, start, end, arg, func);
}

int walk_system_ram_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *))
{
	return walk_iomem_res_desc(IORES_DESC_NONE, RESOURCE_RAM_FLAGS, start, end, arg, func);
}

int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*func)(unsigned long start_pfn, unsigned long nr_pages, void *arg))
{
	const unsigned long max_pfn = PFN_DOWN(~(phys_addr_t)0);
	phys_addr_t at = PFN_PHYS(start_pfn), end, ram, ram_last;
	int ret = -EINVAL;

	if (start_pfn >= max_pfn)
		return -EINVAL;
	end = PFN_PHYS(start_pfn + min(nr_pages, max_pfn - start_pfn));
	/* ram_last + 1 cannot overflow, because no RAM extends to the last address. */
	for (; ram_next(at, &ram, &ram_last) && ram < end; at = ram_last + 1) {
		unsigned long pfn = PFN_UP(ram), end_pfn = PFN_DOWN(min(ram_last + 1, end));

		if (pfn >= end_pfn)
			continue;
		ret = func(pfn, end_pfn - pfn, arg);
		if (ret)
			break;
	}
	return ret;
}

static int stop_at_ram(unsigned long start_pfn, unsigned long nr_pages, void *arg)
{
	return 1;
}

int page_is_ram(unsigned long pfn)
{
	return walk_system_ram_range(pfn, 1, NULL, stop_at_ram) == 1;
}

/* ---- interface of the report ----------------------------------------------------------------- */

bool iomem_entry(unsigned int n, struct iomem_entry *entry)
{
	struct resource *res = &iomem_resource;
	unsigned int depth = 0;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	do {
		res = __resource_next(&iomem_resource, res, &depth);
	} while (res && n--);
	if (res) {
		entry->start = res->start;
		entry->end = res->end;
		entry->depth = depth - 1;
		strscpy(entry->name, res->name ? res->name : "<BAD>", sizeof(entry->name));
	}
	spin_unlock_irqrestore(&resource_lock, flags);
	return res;
}
