// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mappings of memory of any kind: RAM, memory on a device, memory in which firmware left tables.
 *
 * The caller passes the memory types that it accepts.  The first possible one is used, in this
 * order:
 *
 *	MEMREMAP_WB	cached.  RAM in the linear map is not mapped again, and its address there is
 *			returned.  High memory, and memory that is not RAM, is mapped
 *	MEMREMAP_WT	ioremap_wt(), not for RAM
 *	MEMREMAP_WC	ioremap_wc(), not for RAM
 *
 * A range that is only partly RAM is refused, because no type is right for both parts.  RAM is
 * refused if the caller accepts only types that RAM does not have (see ioremap.c).
 */

#include <internal/ram.h>
#include <linux/bug.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include <quarry/layout.h>

#include "mm/pages/pages.h"
#include "virtual.h"

/* Map with the type of RAM; a second mapping of RAM with the same type is allowed. */
static void *remap_cached(phys_addr_t phys, size_t size, const void *caller)
{
	if (is_linear_ram(phys, size))
		return __va(phys);
	return (void __force *)ioremap_area(phys, size, PAGE_KERNEL, caller);
}

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	const void *caller = __builtin_return_address(0);
	phys_addr_t last = offset + size - 1, bytes;
	void *va = NULL;

	if (!(flags & (MEMREMAP_WB | MEMREMAP_WT | MEMREMAP_WC)) || !io_range_valid(offset, size))
		return NULL;
	bytes = ram_in_range(offset, size, NULL);
	if (WARN(bytes && bytes != size, "memremap of [%pa-%pa] by %pS: partly RAM\n", &offset,
		 &last, caller))
		return NULL;
	if (flags & MEMREMAP_WB)
		va = remap_cached(offset, size, caller);
	if (WARN(!va && bytes && flags != MEMREMAP_WB,
		 "memremap of [%pa-%pa] by %pS: RAM needs MEMREMAP_WB, not flags %#lx\n", &offset,
		 &last, caller, flags))
		return NULL;
	if (!va && flags & MEMREMAP_WT)
		va = (void __force *)ioremap_wt(offset, size);
	if (!va && flags & MEMREMAP_WC)
		va = (void __force *)ioremap_wc(offset, size);
	return va;
}

void memunmap(void *addr)
{
	iounmap((void __iomem *)addr);
}
