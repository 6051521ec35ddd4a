/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_MEMORY_MODEL_H
#define ASM_GENERIC_MEMORY_MODEL_H

/*
 * Conversions between the four names of a page: its address in the linear map, its physical
 * address, its frame number and its struct page.  All are arithmetic; none checks its argument.
 * The port's <asm/page.h> supplies VMEMMAP_ORIGIN; see <quarry/layout.h> for where things lie.
 */

#include <quarry/layout.h>

struct page;

#define STRUCT_PAGE_SHIFT	4	/* log2(sizeof(struct page)); asserted in mm/pages/page_alloc.c */

/* Linear map only: neither the image's own addresses nor vmalloc's. */
static inline void *__va(phys_addr_t pa)
{
	return (void *)(pa + vm_layout.linear_offset);
}

static inline phys_addr_t __pa_linear(unsigned long va)
{
	return va - vm_layout.linear_offset;
}

#define __pa(va)	__pa_linear((unsigned long)(va))

/* The image's own symbols: functions, static data. */
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
