/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VMALLOC_H
#define LINUX_VMALLOC_H

/*
 * Virtually contiguous memory.  Sizes are in bytes and rounded up to pages; behind each area lies an
 * unmapped guard page.
 */

#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/pgtable_types.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <quarry/layout.h>

struct page;
struct seq_file;

#define VM_IOREMAP	0x00000001	/* device registers: nothing is freed with it */
#define VM_ALLOC	0x00000002	/* pages of its own, freed with it */
#define VM_MAP		0x00000004	/* the caller's pages */
#define VM_SPARSE	0x00000080	/* addresses only: vm_area_map_pages() */
#define VM_MAP_RAM	0x00000400	/* the caller's pages, by vm_map_ram() */
#define VM_DEFERRED	0x00000800	/* freed in interrupt context, and soon gone */
#define VM_STACK	0x00001000	/* a thread's or CPU's stack: pages of its own */
#define VM_PINNED	0x00004000	/* of VM_ALLOC: its pages are never moved */
#define VM_PERCPU	0x00002000	/* a chunk of per-CPU memory, mapped where it is used */
#define VM_DEMAND	0x00008000	/* a page, then a region of <quarry/demand.h> */

/* One area, or a free range.  Its owner's from the flags on, which are 0 where it has none. */
struct vm_struct {
	struct rb_node node;
	union {
		unsigned long start;
		void *addr;
	};
	unsigned long end;			/* one past the guard */
	union {
		unsigned long subtree_max;	/* a free range: the largest one at or below this node */
		struct vm_struct *next;		/* an area that is kept, or waits for a flush */
	};
	bool changed;				/* VM_ALLOC: see mm/virtual/set_memory.c */
	pte_t *slots;				/* its entries in the page table; NULL: see the walker */
	unsigned long flags;			/* VM_* */
	unsigned long requested_size;		/* VM_ALLOC: bytes that were asked for */
	union {
		phys_addr_t phys_addr;		/* VM_IOREMAP */
		struct page *blocks;		/* waits for a flush: what was behind it */
		struct demand_region *demand;	/* VM_DEMAND */
	};
	const void *caller;			/* code that asked for it */
	char name[24];				/* VM_STACK, VM_DEMAND: whose */
};

/* Zeroed (vzalloc) or not; NULL if memory or address space is short.  May sleep. */
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp);
/* @align: bytes, a power of two, what else is reported; @caller: whom vmallocinfo names. */
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node, const void *caller);
/*
 * Who needs memory in one piece may have pages of vmalloc() moved (CONFIG_MIGRATION): to other places, at
 * the same addresses.  An access meanwhile waits.  A page that vmalloc_to_page() was asked for stays where
 * it is, and so do all with VM_PINNED in @vm_flags, of vmalloc_32(), and of areas that set_memory_*()
 * changed.
 */
void *__vmalloc_flags(unsigned long size, gfp_t gfp, unsigned long vm_flags);
/* From that node first; NUMA_NO_NODE: this CPU's. */
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);

/* Arrays: NULL also if the product does not fit in a size_t; vcalloc() clears. */
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

/* Cleared, as memory that is shown to somebody must be. */
static __always_inline void *vmalloc_user(unsigned long size)
{
	return vzalloc(size);
}

/* Of pages below 4 GiB. */
static __always_inline void *vmalloc_32(unsigned long size)
{
	return __vmalloc(size, GFP_KERNEL | GFP_DMA32);
}

static __always_inline void *vmalloc_32_user(unsigned long size)
{
	return __vmalloc(size, GFP_KERNEL | GFP_DMA32 | __GFP_ZERO);
}

/* Leaves are as large as they can be in any case. */
static __always_inline void *vmalloc_huge(unsigned long size, gfp_t gfp)
{
	return __vmalloc(size, gfp);
}

static __always_inline void *vmalloc_huge_node(unsigned long size, gfp_t gfp, int node)
{
	return __vmalloc_node(size, PAGE_SIZE, gfp, node, __builtin_return_address(0));
}

/*
 * Change the size of what vmalloc() gave; @p NULL: as __vmalloc(); @size 0: as vfree(), and NULL.  It
 * stays where it is if it has the pages, and those behind a smaller size are freed; otherwise the contents
 * are copied and @p is freed.  NULL: @p is
 * as it was.  With __GFP_ZERO what was not asked for before is zero, if each call had that flag.  What is
 * no start of an area of vmalloc() is reported.  May sleep.
 */
void *vrealloc(const void *p, size_t size, gfp_t gfp);

/*
 * NULL is nothing.  What is no start of an area of vmalloc() is reported and left alone.  In interrupt
 * context the work is deferred.
 */
void vfree(const void *addr);

/* The same, always deferred. */
void vfree_atomic(const void *addr);

/*
 * Map count pages of the caller's side by side; flags: VM_MAP.  NULL, after a report if an entry is no
 * struct page.  May sleep.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
/* The same for pages that lie side by side in memory already. */
void *vmap_contiguous(struct page *page, unsigned int count, pgprot_t prot);
void vunmap(const void *addr);

/*
 * The same for page frames that are no RAM, such as a device's memory.  NULL, after a report if one has a
 * struct page.  May sleep.
 */
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot);

/*
 * The same for a short time.  @node is where what describes the mapping may lie.  What was mapped is
 * unmapped as a whole, by the same count; what differs is reported and left alone.  May sleep.
 */
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);

/*
 * No mapping that was given back is left in a TLB.  Only of vfree()'s there may have been some, which keep
 * their pages as long.  Any context.
 */
void vm_unmap_aliases(void);

/* A stack's memory at a multiple of STACK_ALIGN: its lowest address, or NULL.  May sleep. */
void *vmalloc_stack(const char *name);

/*
 * As vmalloc_to_page(), but the page may be moved later.  Takes no lock: NULL, too, while compaction splits
 * the block that has the page.
 */
struct page *vmap_page(const void *addr);

/* The area that holds the address, its guard included; NULL.  Any context. */
struct vm_struct *find_vm_area(const void *addr);

/*
 * Addresses for @size bytes, with nothing mapped there; NULL.  @flags: VM_IOREMAP, for
 * ioremap_page_range(); VM_SPARSE, for vm_area_map_pages(); VM_MAP.  May sleep.
 */
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller);

/* Bytes without the guard. */
static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->end - area->start - PAGE_SIZE;
}

/* Unmap what is mapped there, and give it back; no page is freed.  May sleep. */
void free_vm_area(struct vm_struct *area);

/*
 * Map the whole of [addr, end), page aligned and inside an area that has the flag: 0; -EINVAL: it is no
 * such range; -EEXIST: something is mapped there; -ENOMEM.  Of a failed one nothing stays mapped.
 * Any context.
 */
int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot);
int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages);
/* Of such pages; parts that are not mapped are skipped. */
void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end);

/*
 * For the handler of a fault without an entry that allows the access: true if there is one by now, and the
 * access is to be made again.  Interrupts off.
 */
bool vmap_fault(unsigned long addr, bool write, bool exec);

/* The area that starts next above the address; NULL. */
struct vm_struct *find_vm_area_above(const void *addr);

void vmallocinfo_show(struct seq_file *m);

/* Every invariant of mm/virtual/vmalloc.c: the number of violations, the first one printed. */
int vmalloc_validate(void);

void vmalloc_init(void);

#endif /* LINUX_VMALLOC_H */
