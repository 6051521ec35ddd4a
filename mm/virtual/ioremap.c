// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mappings of physical addresses that are not system RAM: registers, memory on devices, and no-map
 * memory of the device tree.
 *
 * The functions differ only in the memory type.  <linux/pgtable_types.h> defines the types, and the
 * port their encodings.  Each mapping is an area of the vmalloc window (VM_IOREMAP) for the whole
 * pages around the range, with a guard page after it.
 *
 *	RAM    [ system RAM  ][ no-map ][ system RAM ]		 registers [    ]
 *	        refused, also  mapped    refused		 mapped
 *	        in part
 *
 * System RAM has a cacheable mapping or may get one.  With a second mapping of another type, the
 * CPU could read stale cache lines, or write back old ones.  So the call is refused if the whole
 * pages around the range contain a single byte of RAM according to memblock, and the first such
 * address is reported.  No-map memory has no cacheable mapping, so that its owner may map it with
 * any type.
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

void __iomem *ioremap_area(phys_addr_t phys, size_t size, pgprot_t prot, const void *caller)
{
	phys_addr_t start = phys & PAGE_MASK, end = PAGE_ALIGN(phys + size);
	struct vm_struct *area = vmap_range(start, end - start, prot, VM_IOREMAP, caller);

	if (!area)
		return NULL;
	area->phys_addr = phys;
	return (void __iomem *)(area->start + (phys - start));
}

static void __iomem *ioremap_device(phys_addr_t phys, size_t size, pgprot_t prot, const char *what,
				    const void *caller)
{
	phys_addr_t start = phys & PAGE_MASK, end = PAGE_ALIGN(phys + size), last = phys + size - 1,
		    ram;

	if (!io_range_valid(phys, size))
		return NULL;
	if (WARN(ram_in_range(start, end - start, &ram), "%s of [%pa-%pa] by %pS: %pa is RAM\n",
		 what, &phys, &last, caller, &ram))
		return NULL;
	return ioremap_area(phys, size, prot, caller);
}

void __iomem *ioremap_prot(phys_addr_t phys, size_t size, pgprot_t prot)
{
	return ioremap_device(phys, size, prot, "ioremap_prot", __builtin_return_address(0));
}

void __iomem *ioremap(phys_addr_t phys, size_t size)
{
	return ioremap_device(phys, size, pgprot_device(PAGE_KERNEL), "ioremap",
			      __builtin_return_address(0));
}

void __iomem *ioremap_np(phys_addr_t phys, size_t size)
{
	if (!ARCH_HAS_NONPOSTED)
		return NULL;
	return ioremap_device(phys, size, pgprot_noncached(PAGE_KERNEL), "ioremap_np",
			      __builtin_return_address(0));
}

void __iomem *ioremap_wc(phys_addr_t phys, size_t size)
{
	return ioremap_device(phys, size, pgprot_writecombine(PAGE_KERNEL), "ioremap_wc",
			      __builtin_return_address(0));
}

void __iomem *ioremap_wt(phys_addr_t phys, size_t size)
{
	return ioremap_device(phys, size, pgprot_writethrough(PAGE_KERNEL), "ioremap_wt",
			      __builtin_return_address(0));
}

bool is_linear_ram(phys_addr_t phys, size_t size)
{
	return ram_in_range(phys, size, NULL) == size && is_linear_addr(__va(phys)) &&
	       is_linear_addr(__va(phys + size - 1));
}

/* Return the address in the linear map for RAM, because that mapping has the right type. */
void __iomem *ioremap_cache(phys_addr_t phys, size_t size)
{
	if (io_range_valid(phys, size) && is_linear_ram(phys, size))
		return (void __iomem *)__va(phys);
	return ioremap_device(phys, size, PAGE_KERNEL, "ioremap_cache",
			      __builtin_return_address(0));
}

void iounmap(volatile void __iomem *addr)
{
	unsigned long page = (unsigned long)addr & PAGE_MASK;

	/* The linear map is not unmapped; ioremap_cache() returns its addresses for RAM. */
	if (addr && !is_linear_addr((const void __force *)addr))
		vunmap_area((void *)page, VM_IOREMAP, "iounmap", __builtin_return_address(0));
}
