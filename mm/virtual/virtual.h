/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VIRTUAL_H
#define MM_VIRTUAL_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

/*
 * Call used for each area, then unused for each free range, in order of address, until one returns
 * non-zero; vmap_lock is held all the time.  NULL: not called.  Returns the bytes that are neither,
 * for they are being unmapped.
 */
unsigned long vmap_for_each(int (*used)(const struct vm_struct *area, void *arg), void *used_arg,
			    int (*unused)(const struct vm_struct *area, void *arg), void *unused_arg);

/*
 * @size bytes of addresses, for the caller to map with pgtable_map_locked(): NULL.  vmap_put()
 * unmaps what is mapped there, but frees no page; no TLB knows them afterwards.  Both may sleep.
 */
void *vmap_get(unsigned long size, unsigned long flags, gfp_t gfp, const void *caller);
void vmap_put(const void *addr, unsigned long flags);

/* Map pages side by side: 0, or an error and nothing is mapped that was not before. */
int pgtable_map_pages(unsigned long va, struct page **pages, unsigned long count, pgprot_t prot);

/* What subtree_max has to be. */
unsigned long vmap_subtree_max(const struct vm_struct *area);

/* Bytes of the window, by use, and the largest free range. */
struct vmap_usage {
	unsigned long used;		/* mapped by vmalloc(), stacks among it */
	unsigned long stacks;
	unsigned long largest_free;
};

void vmap_usage(struct vmap_usage *usage);

/*
 * mm/virtual/ioremap.c: the pages around a range, whatever lies there, that io_range_valid(); NULL.  For
 * iounmap().  May sleep.
 */
void __iomem *ioremap_area(phys_addr_t phys, size_t size, pgprot_t prot, const void *caller);

/* Not empty, no wrap of the address, and an entry of a page table can hold it. */
static inline bool io_range_valid(phys_addr_t phys, size_t size)
{
	phys_addr_t last = PAGE_ALIGN_DOWN(phys + size - 1);

	return size && phys + size - 1 >= phys &&
	       arch_pte_pa(arch_pte_leaf(last, PAGE_KERNEL, 0), 0) == last;
}

/* All of a valid range is RAM in the linear map. */
bool is_linear_ram(phys_addr_t phys, size_t size);

/* mm/virtual/linear_map.c: 0, -ENOMEM or -EEXIST; then nothing is mapped. */
int linear_map_add(phys_addr_t start, phys_addr_t end);
void linear_map_remove(phys_addr_t start, phys_addr_t end);

/* Pages of the kernel's page tables, as of about now. */
unsigned long pgtable_pages(void);

#endif /* MM_VIRTUAL_H */
