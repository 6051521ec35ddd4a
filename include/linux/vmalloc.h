/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VMALLOC_H
#define LINUX_VMALLOC_H

/*
 * Virtually contiguous memory.  Sizes are in bytes and rounded up to pages; behind each area lies an
 * unmapped guard page.
 */

#include <linux/gfp.h>
#include <linux/pgtable_types.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <quarry/layout.h>

struct page;
struct seq_file;

#define VM_IOREMAP	0x00000001	/* device registers: nothing is freed with it */
#define VM_ALLOC	0x00000002	/* pages of its own, freed with it */
#define VM_MAP		0x00000004	/* the caller's pages */
#define VM_DEFERRED	0x00000800	/* freed in interrupt context, and soon gone */
#define VM_STACK	0x00001000	/* a thread's or CPU's stack: pages of its own */

/* One area.  vmap_lock protects the tree; the rest is constant while the area exists. */
struct vm_struct {
	struct rb_node node;
	unsigned long start;
	unsigned long end;		/* one past the guard */
	unsigned long subtree_max;	/* free ranges: the largest one at or below this node */
	unsigned long flags;
	phys_addr_t phys_addr;		/* VM_IOREMAP */
	const void *caller;		/* code that asked for it */
	char name[24];			/* VM_STACK: whose */
};

/* Zeroed (vzalloc) or not; NULL if memory or address space is short.  May sleep. */
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp);
/* From that node first; NUMA_NO_NODE: this CPU's. */
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);

/*
 * NULL is nothing.  What is no start of an area of vmalloc() is reported and left alone.  In interrupt
 * context the work is deferred.
 */
void vfree(const void *addr);

/* Map count pages of the caller's side by side; flags: VM_MAP.  NULL.  May sleep. */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
/* The same for pages that lie side by side in memory already. */
void *vmap_contiguous(struct page *page, unsigned int count, pgprot_t prot);
void vunmap(const void *addr);

static inline bool is_vmalloc_addr(const void *addr)
{
	return (unsigned long)addr - vm_layout.vmalloc_start <
	       vm_layout.vmalloc_end - vm_layout.vmalloc_start;
}

/* The page behind a mapped address of the window; NULL if nothing is mapped there.  Any context. */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* A stack's memory at a multiple of STACK_ALIGN: its lowest address, or NULL.  May sleep. */
void *vmalloc_stack(const char *name);

/* The area that holds the address, its guard included; NULL.  Any context. */
struct vm_struct *find_vm_area(const void *addr);

/* The area that starts next above the address; NULL. */
struct vm_struct *find_vm_area_above(const void *addr);

void vmallocinfo_show(struct seq_file *m);

/* Every invariant of mm/vmalloc.c: the number of violations, the first one printed. */
int vmalloc_validate(void);

void vmalloc_init(void);

#endif /* LINUX_VMALLOC_H */
