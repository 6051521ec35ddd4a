/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IO_H
#define LINUX_IO_H

#include <linux/err.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

/*
 * Map device registers: [phys, phys + size), any alignment.  NULL if the range is RAM, empty or wraps, or
 * memory is short.  May sleep.  ioremap() orders accesses to one device and may post writes; _np does
 * not post them; _wc may merge and reorder them.
 */
void __iomem *ioremap(phys_addr_t phys, size_t size);
void __iomem *ioremap_np(phys_addr_t phys, size_t size);
void __iomem *ioremap_wc(phys_addr_t phys, size_t size);
#define IOMEM_ERR_PTR(err) ((__force void __iomem *)ERR_PTR(err))

void iounmap(volatile void __iomem *addr);

/* Linear map only. */
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#endif /* LINUX_IO_H */
