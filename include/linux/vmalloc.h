/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VMALLOC_H
#define LINUX_VMALLOC_H

/*
 * Allocate and map virtually contiguous memory.  Sizes are in bytes and are rounded up to whole
 * pages.  An unmapped guard page follows each area.
 */

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/overflow.h>
#include <linux/pgtable_types.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <quarry/layout.h>

struct page;
struct seq_file;

#define VM_IOREMAP	0x00000001	/* maps device registers; owns no pages */
#define VM_ALLOC	0x00000002	/* owns its pages; vfree() frees them */
#define VM_MAP		0x00000004	/* maps pages that the caller owns */
#define VM_SPARSE	0x00000080	/* reserved addresses for vm_area_map_pages() */
#define VM_MAP_RAM	0x00000400	/* vm_map_ram(): maps pages that the caller owns */
#define VM_DEFERRED	0x00000800	/* freed in an interrupt; a work item unmaps it later */
#define VM_STACK	0x00001000	/* stack of a thread or CPU; owns its pages */
#define VM_PINNED	0x00004000	/* VM_ALLOC area whose pages are never migrated */
#define VM_PERCPU	0x00002000	/* chunk of per-CPU memory, mapped on demand */
#define VM_DEMAND	0x00008000	/* unmapped page, then a region of <quarry/demand.h> */

/*
 * An allocated area or a free range of addresses.  The fields from @flags on belong to the area's
 * owner.  @flags is 0 if the range is free or its area has no owner.
 */
struct vm_struct {
	struct rb_node node;
	union {
		unsigned long start;
		void *addr;
	};
	unsigned long end;			/* first byte after the guard page */
	union {
		unsigned long subtree_max;	/* free range: largest range in this subtree */
		struct vm_struct *next;		/* list of cached or unflushed areas */
	};
	bool changed;				/* VM_ALLOC: see mm/virtual/set_memory.c */
	pte_t *slots;				/* its page-table entries; NULL: walk tables */
	unsigned long flags;			/* VM_* */
	unsigned long requested_size;		/* VM_ALLOC: requested bytes */
	union {
		phys_addr_t phys_addr;		/* VM_IOREMAP */
		struct page *blocks;		/* freed area: its pages, until the TLB flush */
		struct demand_region *demand;	/* VM_DEMAND */
	};
	const void *caller;			/* code address of the allocation */
	union {
		char name[24];			/* VM_STACK, VM_DEMAND: name of the owner */
#ifdef CONFIG_RCU
		struct rcu_head rcu;		/* frees the descriptor */
#endif
	};
};

/*
 * Allocate @size bytes.  vzalloc() also clears them.  Returns NULL if memory or address space is
 * exhausted.  May sleep.
 */
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp);
/*
 * Allocate @size bytes, aligned to @align bytes.  An @align that is not a power of two is reported.
 * The command vmallocinfo prints @caller.
 */
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller);
/*
 * Allocate with VM_* flags.  With CONFIG_MIGRATION, pages of vmalloc() may be migrated while they
 * are in use.  Their virtual addresses do not change, and an access waits for the migration.  Pages
 * that vmalloc_to_page() returned are never migrated afterwards.  Pages of vmalloc_32(), of areas
 * with VM_PINNED, and of areas that set_memory_*() changed are never migrated, either.
 */
void *__vmalloc_flags(unsigned long size, gfp_t gfp, unsigned long vm_flags);
/* Allocate, preferably from @node.  NUMA_NO_NODE stands for the calling CPU's node. */
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);

/* Allocate an array.  vcalloc() also clears it.  Returns NULL if the product overflows, too. */
static __always_inline void *__vmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : __vmalloc(bytes, gfp);
}

static __always_inline void *vmalloc_array(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL);
}

static __always_inline void *__vcalloc(size_t n, size_t size, gfp_t gfp)
{
	return __vmalloc_array(n, size, gfp | __GFP_ZERO);
}

static __always_inline void *vcalloc(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL | __GFP_ZERO);
}

/* Allocate zeroed memory, so that sharing it with user code leaks no data. */
static __always_inline void *vmalloc_user(unsigned long size)
{
	return vzalloc(size);
}

/* Allocate pages below 4 GiB. */
static __always_inline void *vmalloc_32(unsigned long size)
{
	return __vmalloc(size, GFP_KERNEL | GFP_DMA32);
}

static __always_inline void *vmalloc_32_user(unsigned long size)
{
	return __vmalloc(size, GFP_KERNEL | GFP_DMA32 | __GFP_ZERO);
}

/* The same as __vmalloc(), because all functions of this file use large page-table leaves. */
static __always_inline void *vmalloc_huge(unsigned long size, gfp_t gfp)
{
	return __vmalloc(size, gfp);
}

static __always_inline void *vmalloc_huge_node(unsigned long size, gfp_t gfp, int node)
{
	return __vmalloc_node(size, PAGE_SIZE, gfp, node, __builtin_return_address(0));
}

/*
 * Resize memory of vmalloc() and preserve its contents up to the smaller of the old and new size.
 * If @p is NULL, allocate new memory.  If @size is 0, free @p and return NULL.  An area with enough
 * pages is resized in place, and its surplus pages are freed.  Otherwise the contents are copied to
 * a new area, and @p is freed.  On failure, return NULL and leave @p allocated.  __GFP_ZERO clears
 * the added bytes only if every earlier call for the area used __GFP_ZERO, too.  An address that is
 * not the start of an area is reported.  May sleep.
 */
void *vrealloc(const void *p, size_t size, gfp_t gfp);

/*
 * Free memory of vmalloc().  NULL is ignored.  An address that is not the start of an area is
 * refused and reported.  If the caller is in interrupt context, a work item frees the memory later.
 */
void vfree(const void *addr);

/* Free memory of vmalloc() later, in a work item.  Context: any. */
void vfree_atomic(const void *addr);

/*
 * Map @count pages of the caller at contiguous virtual addresses.  @flags is VM_MAP.  Returns NULL
 * if memory is exhausted, or if an entry of @pages is not a struct page, which is reported.  May
 * sleep.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
/* Map @count physically contiguous pages. */
void *vmap_contiguous(struct page *page, unsigned int count, pgprot_t prot);
/*
 * Unmap pages.  A later access faults on this CPU; on other CPUs it may reach the pages until
 * vm_unmap_aliases() or until many areas were unmapped.  May sleep.
 */
void vunmap(const void *addr);

/*
 * Map page frames without a struct page, such as device memory.  Returns NULL if memory is
 * exhausted, or if a frame has a struct page, which is reported.  May sleep.
 */
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot);

/*
 * Map pages temporarily.  The descriptor of the mapping is allocated on @node.  vm_unmap_ram() must
 * be called with the address and count of the mapping; other values are refused and reported.  May
 * sleep.
 */
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);

/*
 * Flush all stale translations of freed mappings from the TLBs of all CPUs.  vfree() defers the
 * flush and retains the freed pages until then.  vunmap(), vm_unmap_ram() and iounmap() defer it,
 * too: until the flush, another CPU may access the unmapped pages or registers.  Context: any.
 */
void vm_unmap_aliases(void);

/*
 * Allocate a stack of @size bytes; one of THREAD_SIZE bytes is aligned to THREAD_ALIGN.  Returns
 * its lowest address, or NULL.  May sleep.
 */
void *vmalloc_stack(const char *name, size_t size);

/*
 * Return the page like vmalloc_to_page(), but allow its later migration.  The function acquires no
 * lock, so it may return NULL while compaction splits the page's block.
 */
struct page *vmap_page(const void *addr);

/* Return the area that contains @addr (its guard page included), or NULL.  Context: any. */
struct vm_struct *find_vm_area(const void *addr);

/*
 * Reserve @size bytes of address space without mapping them.  @flags is VM_IOREMAP for
 * ioremap_page_range(), VM_SPARSE for vm_area_map_pages(), or VM_MAP.  Returns NULL on failure.
 * May sleep.
 */
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller);

/* Return the size in bytes without the guard page. */
static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->end - area->start - PAGE_SIZE;
}

/* Unmap and free the area, but none of the pages mapped in it.  May sleep. */
void free_vm_area(struct vm_struct *area);

/*
 * Map a page-aligned range that lies in one area.  The area was reserved with VM_IOREMAP for
 * ioremap_page_range(), or with VM_SPARSE for vm_area_map_pages().  Returns 0, -EINVAL for any
 * other range, -EEXIST if a page of the range is mapped already, or -ENOMEM.  Maps nothing on
 * failure.  Context: any.
 */
int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot);
int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages);
/* Unmap a range of vm_area_map_pages().  Pages that are not mapped are skipped. */
void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end);

/*
 * Return true if the page table now allows the access, so that the faulting instruction must be
 * retried.  Called by the page-fault handler with interrupts off.
 */
bool vmap_fault(unsigned long addr, bool write, bool exec);

/* Return the next area that starts above @addr, or NULL. */
struct vm_struct *find_vm_area_above(const void *addr);

void vmallocinfo_show(struct seq_file *m);

/*
 * Check invariants 1 to 4 of mm/virtual/vm_area.c, and print the first violation in each of the two
 * trees.  Returns the number of violations.
 */
int vmalloc_validate(void);

void vmalloc_init(void);

#endif /* LINUX_VMALLOC_H */
