/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_MEMORY_MODEL_H
#define ASM_GENERIC_MEMORY_MODEL_H

/*
 * Convert between the linear address, the physical address, the frame number and the struct page of
 * a page.  All conversions are arithmetic and do not check their argument.  The port's <asm/page.h>
 * defines VMEMMAP_ORIGIN.  <quarry/layout.h> describes the layout of the address space.
 */

#include <quarry/layout.h>

struct page;

/* log2(sizeof(struct page)); checked in mm/pages/buddy.c */
#ifdef CONFIG_PAGE_LRU
#define STRUCT_PAGE_SHIFT	5
#else
#define STRUCT_PAGE_SHIFT	4
#endif

/* Convert linear-map addresses only, not addresses of the image or of vmalloc(). */
static inline void *__va(phys_addr_t pa)
{
	return (void *)(pa + vm_layout.linear_offset);
}

static inline phys_addr_t __pa_linear(unsigned long va)
{
	return va - vm_layout.linear_offset;
}

#define __pa(va)	__pa_linear((unsigned long)(va))

/* Convert the address of a symbol of the image: a function or static data. */
#define __pa_symbol(sym) ((phys_addr_t)((unsigned long)(sym) - vm_layout.image_offset))

static inline struct page *virt_to_page(const void *va)
{
	return (struct page *)(VMEMMAP_ORIGIN +
			       (((long)va >> PAGE_SHIFT) << STRUCT_PAGE_SHIFT));
}

static inline void *page_to_virt(const struct page *page)
{
	return (void *)(((unsigned long)page - VMEMMAP_ORIGIN) << (PAGE_SHIFT - STRUCT_PAGE_SHIFT));
}

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return (unsigned long)page_to_virt(page) - vm_layout.linear_offset;
}

static inline struct page *phys_to_page(phys_addr_t pa)
{
	return virt_to_page(__va(pa));
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return page_to_phys(page) >> PAGE_SHIFT;
}

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return phys_to_page((phys_addr_t)pfn << PAGE_SHIFT);
}

static inline bool is_linear_addr(const void *va)
{
	return (unsigned long)va - vm_layout.linear_start <
	       vm_layout.linear_end - vm_layout.linear_start;
}

#endif /* ASM_GENERIC_MEMORY_MODEL_H */
