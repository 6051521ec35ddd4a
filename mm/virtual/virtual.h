/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VIRTUAL_H
#define MM_VIRTUAL_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>

/*
 * mm/virtual/vm_area.c: areas of addresses.  An area without flags has no owner: it is cached for the next
 * allocation, or is being freed.
 */

/* Freed areas of up to this number of pages, without the guard, are cached. */
#define VM_SMALL_PAGES 16

/* Small images without per-CPU lists of pages cache no areas.  A cached area may lack shadow memory. */
#define VM_KEEPS_AREAS	(IS_ENABLED(CONFIG_PCP_LISTS) && !IS_ENABLED(CONFIG_KASAN_SHADOW))

/* Flags for the pages of an area that do not apply to its descriptor. */
#define GFP_PAGES_ONLY	(__GFP_ZERO | __GFP_COMP | GFP_ZONEMASK)

/*
 * Return the flags of an area that its owner may publish or free now.  Stores before that of the flags
 * are seen.
 */
static __fast_inline unsigned long vm_area_flags(const struct vm_struct *area)
{
	return smp_load_acquire(&area->flags);
}

/*
 * Allocate addresses for @pages pages and a guard page, at a multiple of @align bytes, a power of two
 * of at least PAGE_SIZE.  Nothing is mapped there.  Returns NULL if no range fits.  May sleep if @gfp
 * allows.
 */
struct vm_struct *vm_area_alloc(unsigned long pages, unsigned long align, unsigned long flags, gfp_t gfp,
				const void *caller);

/*
 * Claim the area that starts at @addr if it has one of @flags, and give it @new_flags.  Returns NULL if
 * there is no such area.  If several CPUs claim an area at the same time, one succeeds.  Any context.
 */
struct vm_struct *vm_area_claim(unsigned long addr, unsigned long flags, unsigned long new_flags);

/* Free a claimed area.  It must not have mappings, and no TLB may have its addresses.  Any context. */
void vm_area_free(struct vm_struct *area);
/* Free an area that the caller has not published. */
void vm_area_abandon(struct vm_struct *area);

/* Return the area of the address, or NULL.  It does not change until vm_area_unlock().  Interrupts off. */
struct vm_struct *vm_area_lock(unsigned long addr);
void vm_area_unlock(void);

/* Free the areas that this CPU caches.  Returns true if there were any.  Any context. */
bool vm_areas_drop_kept(void);

/*
 * Call @area for each area, also for those without flags, then @unused for each free range, in order of
 * address, until a call returns non-zero.  vmap_lock is held.  Either function may be NULL.
 */
void vmap_for_each(int (*area)(const struct vm_struct *area, void *arg), void *area_arg,
		   int (*unused)(const struct vm_struct *range, void *arg), void *unused_arg);

/* Free the addresses behind the first @size bytes and a guard page.  @spare describes them from then on. */
void vm_area_shrink(struct vm_struct *area, unsigned long size, struct vm_struct *spare);

/* mm/virtual/vmap.c: map [pa, pa + size) @at bytes behind the area's start.  Returns 0, or -ENOMEM. */
int vm_area_map(struct vm_struct *area, unsigned long at, phys_addr_t pa, unsigned long size,
		pgprot_t prot);
/* Unmap the first @size bytes of the area.  The caller flushes the TLBs. */
void vm_area_unmap(struct vm_struct *area, unsigned long size);

/*
 * Map the whole pages [pa, pa + size) in a new area, without checks.  Returns NULL on failure.  May sleep.
 */
struct vm_struct *vmap_range(phys_addr_t pa, unsigned long size, pgprot_t prot, unsigned long flags,
			     const void *caller);
/*
 * Unmap the area at @addr that has one of the flags.  If there is none, "@what() by @caller" is reported.
 */
void vunmap_area(const void *addr, unsigned long flags, const char *what, const void *caller);

/*
 * @size bytes of addresses, for the caller to map with pgtable_map_locked(): NULL.  vmap_put()
 * unmaps what is mapped there, but frees no page; no TLB knows them afterwards.  Both may sleep.
 */
void *vmap_get(unsigned long size, unsigned long flags, gfp_t gfp, const void *caller);
void vmap_put(const void *addr, unsigned long flags);

/*
 * The page at an address of an area, or NULL; it may be moved later.  Takes the tables' lock: entries are
 * empty while a block of them is split.  Any context.
 */
static inline struct page *mapped_page(const void *addr)
{
	unsigned long irq = pgtable_lock();
	struct page *page = vmap_page(addr);

	pgtable_unlock(irq);
	return page;
}

/* mm/virtual/vmalloc.c: free what waits for a flush of the TLBs.  Returns pages.  Any context. */
unsigned long vmalloc_purge(void);

/* mm/virtual/vmalloc_move.c */
#ifdef CONFIG_MIGRATION
/* Split a block into pages that can be moved, if it is vmalloc()'s and nothing speaks against it. */
void vmalloc_make_movable(struct page *head);
/* The page is not moved from now on; the tables' lock is held. */
void vmalloc_pin(struct page *page);
#else
static inline void vmalloc_make_movable(struct page *head)
{
}

static inline void vmalloc_pin(struct page *page)
{
}
#endif

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

/* mm/virtual/demand.c: of an area of VM_DEMAND; under vmap_lock. */
void demand_area_usage(const struct vm_struct *area, struct demand_usage *usage);

/* mm/virtual/set_memory.c: all of it can be written, and nothing is executed, as if it were new. */
void vm_area_as_new(struct vm_struct *area);

/* mm/virtual/linear_map.c: are its leaves single pages? */
bool linear_map_of_pages(void);

/*
 * At boot: map [start, end) to memory from memblock, of which @owner is the name, where nothing is mapped
 * yet.  The memory is not cleared.  0 or -ENOMEM.
 */
int linear_map_populate(unsigned long start, unsigned long end, const char *owner);

/* Of what is not mapped, in leaves as boot used there: 0, -ENOMEM or -EEXIST; then nothing is mapped. */
int linear_map_add(phys_addr_t start, phys_addr_t end);
void linear_map_remove(phys_addr_t start, phys_addr_t end);

/* Pages of the kernel's page tables, as of about now. */
unsigned long pgtable_pages(void);

#endif /* MM_VIRTUAL_H */
