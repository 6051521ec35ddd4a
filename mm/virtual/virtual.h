/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VIRTUAL_H
#define MM_VIRTUAL_H

#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>

/*
 * Implemented in vm_area.c: areas of addresses.  An area without flags has no owner: it is cached
 * for the next allocation, or is being freed.
 */

/* Freed areas of at most this number of pages, without the guard page, are cached. */
#define VM_SMALL_PAGES 16

/*
 * Areas are not cached in small images, which have no per-CPU page lists.  With KASAN they are not
 * cached either, because a cached area may lack shadow memory.
 */
#define VM_KEEPS_AREAS	(IS_ENABLED(CONFIG_PCP_LISTS) && !IS_ENABLED(CONFIG_KASAN_SHADOW))

/* Flags that apply to the pages of an area, but not to its descriptor. */
#define GFP_PAGES_ONLY	(__GFP_ZERO | __GFP_COMP | GFP_ZONEMASK)

/*
 * Return the flags of an area, which its owner may be publishing or freeing concurrently.  A CPU
 * that reads the flags also sees the stores before the store of the flags.
 */
static __fast_inline unsigned long vm_area_flags(const struct vm_struct *area)
{
	return smp_load_acquire(&area->flags);
}

/*
 * Allocate addresses for @pages pages and a guard page, aligned to @align bytes, a power of two of
 * at least PAGE_SIZE.  Nothing is mapped there.  Returns NULL if no range fits.  May sleep if @gfp
 * allows.
 */
struct vm_struct *vm_area_alloc(unsigned long pages, unsigned long align, unsigned long flags,
				gfp_t gfp, const void *caller);

/*
 * Claim the area that starts at @addr if it has one of @flags, and set its flags to @new_flags.
 * Returns NULL if there is no such area.  If several CPUs claim an area at the same time, one
 * succeeds.  May be called in any context.
 */
struct vm_struct *vm_area_claim(unsigned long addr, unsigned long flags, unsigned long new_flags);

/*
 * Free a claimed area.  It must not have mappings, and no TLB may contain its addresses.  May be
 * called in any context.
 */
void vm_area_free(struct vm_struct *area);
/* Free an area that the caller has not published yet. */
void vm_area_abandon(struct vm_struct *area);

/*
 * Return the area of the address, or NULL.  The area does not change until vm_area_unlock().
 * Called with interrupts off.
 */
struct vm_struct *vm_area_lock(unsigned long addr);
void vm_area_unlock(void);

/*
 * Free the areas that this CPU caches.  Returns true if there were any.  May be called in any
 * context.
 */
bool vm_areas_drop_kept(void);

/*
 * Copy the lowest area that starts above @addr, and its usage if it is a demand-paged region.  The
 * area may have no flags.  Returns false if there is no such area.  May be called in any context.
 */
bool vm_area_copy_above(unsigned long addr, struct vm_struct *area, struct demand_usage *usage);

/*
 * Iterate over copies of all areas in ascending order of address.  No lock is held between two
 * areas: an area that is allocated or freed during the loop may be missed or seen.
 */
#define for_each_vm_area(area, usage)						\
	for (*(area) = (struct vm_struct){ };					\
	     vm_area_copy_above((area)->start, area, usage);)

/* Return the size of the largest free range of addresses. */
unsigned long vmap_largest_free(void);

/*
 * Call @area for each area, including those without flags, until a call returns non-zero.  Then
 * call @unused for each free range, until a call returns non-zero.  Both in ascending order of
 * address.  The functions are called with vmap_lock held, and interrupts stay off until all calls
 * have returned: only for debugging tools.  Either may be NULL.
 */
void vmap_for_each(int (*area)(const struct vm_struct *area, void *arg), void *area_arg,
		   int (*unused)(const struct vm_struct *range, void *arg), void *unused_arg);

/*
 * Retain the first @size bytes of the area and a guard page, and free the addresses after them.
 * @spare becomes the descriptor of the free addresses.
 */
void vm_area_shrink(struct vm_struct *area, unsigned long size, struct vm_struct *spare);

/* Implemented in vmap.c: map [pa, pa + size) at offset @at of the area.  Returns 0, or -ENOMEM. */
int vm_area_map(struct vm_struct *area, unsigned long at, phys_addr_t pa, unsigned long size,
		pgprot_t prot);
/* Unmap the first @size bytes of the area.  The caller flushes the TLBs. */
void vm_area_unmap(struct vm_struct *area, unsigned long size);

/*
 * Map the whole pages [pa, pa + size) in a new area, without checks.  Returns NULL on failure.
 * May sleep.
 */
struct vm_struct *vmap_range(phys_addr_t pa, unsigned long size, pgprot_t prot, unsigned long flags,
			     const void *caller);
/*
 * Unmap and free the area that starts at @addr and has one of @flags.  If there is none, report
 * "@what() by @caller".
 */
void vunmap_area(const void *addr, unsigned long flags, const char *what, const void *caller);

/*
 * Allocate @size bytes of addresses for pgtable_map_locked().  Returns NULL on failure.  vmap_put()
 * unmaps the range, flushes it from all TLBs and frees the addresses, but no pages.  Both may
 * sleep.
 */
void *vmap_get(unsigned long size, unsigned long flags, gfp_t gfp, const void *caller);
void vmap_put(const void *addr, unsigned long flags);

/*
 * Return the page at an address of an area, or NULL.  The page may be migrated later.  Takes the
 * lock of the tables, because entries are empty while a block is split.  May be called in any
 * context.
 */
static inline struct page *mapped_page(const void *addr)
{
	unsigned long irq = pgtable_lock();
	struct page *page = vmap_page(addr);

	pgtable_unlock(irq);
	return page;
}

/*
 * Implemented in vmalloc.c: flush the first @size bytes of an area from this CPU's TLB, and let the
 * area wait, with its blocks, for a flush of the TLBs of all CPUs.  May be called in any context.
 */
void vm_area_put_off(struct vm_struct *area, struct page *blocks, unsigned long size);

/*
 * Implemented in vmalloc.c: free the blocks of pages that are linked by page->private.  Returns the
 * number of their pages.  May be called in any context.
 */
unsigned long vm_blocks_free(struct page *list);

/* Implemented in vmalloc.c: the number of flushes of all TLBs for areas that waited. */
extern atomic_long_t vmalloc_nr_flushes;

/*
 * Implemented in vmalloc.c: free the areas that wait for a TLB flush.  Returns the number of freed
 * pages.  May be called in any context.
 */
unsigned long vmalloc_purge(void);

/* The functions of vmalloc_move.c. */
#ifdef CONFIG_MIGRATION
/* Split a block of vmalloc() into movable pages, unless its owner or its mapping prevents that. */
void vmalloc_make_movable(struct page *head);
/* Exclude the page from migration.  The caller holds the lock of the tables. */
void vmalloc_pin(struct page *page);
#else
static inline void vmalloc_make_movable(struct page *head)
{
}

static inline void vmalloc_pin(struct page *page)
{
}
#endif

/* Return the value that area->subtree_max must have (invariant 3 of vm_area.c). */
unsigned long vmap_subtree_max(const struct vm_struct *area);

/* Sizes in the vmalloc window, in bytes. */
struct vmap_usage {
	unsigned long used;		/* mapped by vmalloc(), including stacks */
	unsigned long stacks;
	unsigned long largest_free;
};

void vmap_usage(struct vmap_usage *usage);

/*
 * Implemented in ioremap.c: map the whole pages around a range of any kind that passes
 * io_range_valid().  Returns NULL on failure.  Free with iounmap().  May sleep.
 */
void __iomem *ioremap_area(phys_addr_t phys, size_t size, pgprot_t prot, const void *caller);

/* Return true if the range is not empty, does not wrap around, and fits into a page-table entry. */
static inline bool io_range_valid(phys_addr_t phys, size_t size)
{
	phys_addr_t last = PAGE_ALIGN_DOWN(phys + size - 1);

	return size && phys + size - 1 >= phys &&
	       arch_pte_pa(arch_pte_leaf(last, PAGE_KERNEL, 0), 0) == last;
}

/* Return true if the whole range is RAM in the linear map.  The range must be valid. */
bool is_linear_ram(phys_addr_t phys, size_t size);

/*
 * Implemented in demand.c: store the usage of an area with VM_DEMAND.  The caller holds vmap_lock.
 */
void demand_area_usage(const struct vm_struct *area, struct demand_usage *usage);

/*
 * Implemented in set_memory.c: restore the protection of a newly allocated area (writable, not
 * executable).
 */
void vm_area_as_new(struct vm_struct *area);

/* Implemented in linear_map.c: return true if the linear map consists of single pages. */
bool linear_map_of_pages(void);

/*
 * During boot, map memory from memblock at the virtual addresses in [start, end) that are not
 * mapped yet.  @owner is the name of its owner in memblock.  The memory is not cleared.  Returns 0
 * or -ENOMEM.
 */
int linear_map_populate(unsigned long start, unsigned long end, const char *owner);

/*
 * Map RAM in the linear map after boot, with leaves of the size that boot would use.  Returns 0, or
 * -ENOMEM or -EEXIST with nothing mapped.
 */
int linear_map_add(phys_addr_t start, phys_addr_t end);
void linear_map_remove(phys_addr_t start, phys_addr_t end);

/* Return the approximate number of pages of the kernel's page tables. */
unsigned long pgtable_pages(void);

#endif /* MM_VIRTUAL_H */
