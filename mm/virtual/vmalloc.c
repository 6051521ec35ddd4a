// SPDX-License-Identifier: BSD-2-Clause
/*
 * The vmalloc window: areas of virtual addresses, mapped page by page.
 *
 * Two trees hold the window, both in order of address: one of areas in use, one of the free ranges
 * between them.  A node of the free tree also knows the size of the largest free range in its subtree, so
 * that the lowest range which fits is found in one descent:
 *
 *	           [ 40K | max 96K ]
 *	          /                 \
 *	 [ 8K | max 8K ]      [ 96K | max 96K ]        asked for 50K: right, right
 *
 *	1. Allocation takes the lowest free range that can hold the size at its alignment, cuts the area
 *	   out of it, and leaves up to two free ranges.
 *	2. Freeing merges the area with the free ranges before and after it.
 *	3. vmalloc() takes pages in the largest blocks it can get, each mapped by one run.  Which blocks
 *	   they were is not written down: the page tables say which page is where, and the first struct
 *	   page of a block knows its order.
 *
 * Every area ends with a guard page that is never mapped.
 *
 * Invariants:
 *  1. Areas, free ranges and what is just being unmapped (leaving) do not overlap, and together are
 *     the whole window.
 *  2. Two free ranges are never neighbours.
 *  3. subtree_max is the largest size in the node's subtree.
 *  4. No area is empty; all limits are multiples of a page.
 *
 * Locking: vmap_lock, interrupts off, protects both trees; table_lock the kernel's page tables in the
 * window.  Neither is held while pages are allocated for the area itself.
 *
 * Bounds: allocating and freeing address space cost O(log n) of the number of areas; mapping costs a
 * store a leaf.
 */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/rbtree_augmented.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <quarry/arch.h>
#include <quarry/thread_info.h>

#include "mm/pages/pages.h"
#include "virtual.h"

static struct rb_root busy_tree = RB_ROOT;
static struct rb_root free_tree = RB_ROOT;
static unsigned long leaving;	/* bytes of areas that are in neither tree; vmap_lock */
static DEFINE_SPINLOCK(vmap_lock);
static DEFINE_SPINLOCK(table_lock);

/* What get_vm_area() gives; the caller maps something there. */
#define VM_BARE	(VM_IOREMAP | VM_SPARSE | VM_MAP)

#define to_area(rb) rb_entry(rb, struct vm_struct, node)

static unsigned long area_size(const struct vm_struct *area)
{
	return area->end - area->start;
}

RB_DECLARE_CALLBACKS_MAX(static, free_callbacks, struct vm_struct, node, unsigned long, subtree_max,
			 area_size);

static unsigned long subtree_max(const struct rb_node *rb)
{
	return rb ? to_area(rb)->subtree_max : 0;
}

/* ---- the trees; vmap_lock held --------------------------------------------------------------- */

static void insert(struct rb_root *root, struct vm_struct *area)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (root == &free_tree)
			to_area(parent)->subtree_max = max(to_area(parent)->subtree_max,
							   area_size(area));
		link = area->start < to_area(parent)->start ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&area->node, parent, link);
	if (root == &free_tree) {
		area->subtree_max = area_size(area);
		rb_insert_augmented(&area->node, root, &free_callbacks);
	} else {
		rb_insert_color(&area->node, root);
	}
}

static void remove_free(struct vm_struct *area)
{
	rb_erase_augmented(&area->node, &free_tree, &free_callbacks);
}

/* The limits of a free range changed, its place among the others did not. */
static void resized(struct vm_struct *area)
{
	free_callbacks_propagate(&area->node, NULL);
}

/* The lowest free range of at least size. */
static struct vm_struct *find_free(unsigned long size)
{
	struct rb_node *rb = free_tree.rb_node;

	if (subtree_max(rb) < size)
		return NULL;
	for (;;) {
		if (subtree_max(rb->rb_left) >= size)
			rb = rb->rb_left;
		else if (area_size(to_area(rb)) >= size)
			return to_area(rb);
		else
			rb = rb->rb_right;
	}
}

/* Node of root with the highest start at or below addr. */
static struct vm_struct *find_below(struct rb_root *root, unsigned long addr)
{
	struct vm_struct *found = NULL;

	for (struct rb_node *rb = root->rb_node; rb;) {
		if (to_area(rb)->start <= addr) {
			found = to_area(rb);
			rb = rb->rb_right;
		} else {
			rb = rb->rb_left;
		}
	}
	return found;
}

/* Give the area its addresses, out of a free range; spare becomes the range behind it if one is left. */
static int take_range(struct vm_struct *area, unsigned long size, unsigned long align,
		      struct vm_struct **spare)
{
	struct vm_struct *range = find_free(size + align - PAGE_SIZE);
	unsigned long start, end;

	if (!range)
		return -ENOMEM;
	start = ALIGN(range->start, align);
	end = start + size;
	area->start = start;
	area->end = end;
	if (start > range->start && end < range->end) {
		(*spare)->start = end;
		(*spare)->end = range->end;
		range->end = start;
		resized(range);
		insert(&free_tree, *spare);
		*spare = NULL;
	} else if (start > range->start) {
		range->end = start;
		resized(range);
	} else if (end < range->end) {
		range->start = end;
		resized(range);
	} else {
		remove_free(range);
		*spare = range;
	}
	insert(&busy_tree, area);
	return 0;
}

/* Turn an area into free addresses; structs that are not needed any more are left for kfree. */
static struct vm_struct *give_range(struct vm_struct *area, struct vm_struct **second)
{
	struct vm_struct *below = find_below(&free_tree, area->start), *above;
	struct rb_node *next;

	next = below ? rb_next(&below->node) : rb_first(&free_tree);
	above = next ? to_area(next) : NULL;
	if (above && above->start != area->end)
		above = NULL;
	if (below && below->end == area->start) {
		if (above)
			remove_free(above);
		below->end = above ? above->end : area->end;
		resized(below);
		*second = above;
		return area;
	}
	if (above) {
		above->start = area->start;
		resized(above);
		return area;
	}
	insert(&free_tree, area);
	return NULL;
}

/* ---- areas ----------------------------------------------------------------------------------- */

/* Flags that are for the pages of an area, not for what describes it. */
#define GFP_PAGES_ONLY	(__GFP_ZERO | __GFP_COMP | GFP_ZONEMASK)

/* size includes the guard. */
static struct vm_struct *area_alloc(unsigned long size, unsigned long align, unsigned long flags,
				    gfp_t gfp, const void *caller)
{
	struct vm_struct *area = kzalloc(sizeof(*area), gfp & ~GFP_PAGES_ONLY);
	struct vm_struct *spare = NULL;
	unsigned long irq;
	int err = -ENOMEM;

	/* Only an aligned area can leave two ranges: one that is not takes a range's start. */
	if (align > PAGE_SIZE)
		spare = kzalloc(sizeof(*spare), gfp & ~GFP_PAGES_ONLY);
	if (area && (spare || align == PAGE_SIZE)) {
		area->flags = flags;
		area->caller = caller;
		spin_lock_irqsave(&vmap_lock, irq);
		err = take_range(area, size, align, &spare);
		spin_unlock_irqrestore(&vmap_lock, irq);
	}
	kfree(spare);
	if (!err)
		return area;
	kfree(area);
	return NULL;
}

static void area_free(struct vm_struct *area)
{
	struct vm_struct *second = NULL;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	leaving -= area_size(area);
	area = give_range(area, &second);
	spin_unlock_irqrestore(&vmap_lock, irq);
	kfree(area);
	kfree(second);
}

/* Take the area that starts at addr out of the tree: NULL if there is none with one of the flags. */
static struct vm_struct *area_claim(unsigned long addr, unsigned long flags)
{
	struct vm_struct *area;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	area = find_below(&busy_tree, addr);
	if (area && area->start == addr && (area->flags & flags)) {
		rb_erase(&area->node, &busy_tree);
		leaving += area_size(area);
	} else {
		area = NULL;
	}
	spin_unlock_irqrestore(&vmap_lock, irq);
	return area;
}

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	area = find_below(&busy_tree, (unsigned long)addr);
	if (area && (unsigned long)addr >= area->end)
		area = NULL;
	spin_unlock_irqrestore(&vmap_lock, irq);
	return area;
}

struct vm_struct *find_vm_area_above(const void *addr)
{
	struct vm_struct *area;
	struct rb_node *next;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	area = find_below(&busy_tree, (unsigned long)addr);
	next = area ? rb_next(&area->node) : rb_first(&busy_tree);
	spin_unlock_irqrestore(&vmap_lock, irq);
	return next ? to_area(next) : NULL;
}

/* ---- mappings -------------------------------------------------------------------------------- */

static int map_run(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot)
{
	unsigned long irq;
	int err;

	spin_lock_irqsave(&table_lock, irq);
	err = pgtable_map(&kernel_pgtable, va, pa, size, prot);
	spin_unlock_irqrestore(&table_lock, irq);
	return err;
}

int pgtable_map_locked(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot)
{
	return map_run(va, pa, size, prot);
}

int pgtable_unmap_locked(unsigned long va, unsigned long size)
{
	unsigned long irq;
	int err;

	spin_lock_irqsave(&table_lock, irq);
	err = pgtable_unmap(&kernel_pgtable, va, size);
	spin_unlock_irqrestore(&table_lock, irq);
	return err;
}

static void unmap_area(struct vm_struct *area)
{
	unsigned long size = area_size(area) - PAGE_SIZE;

	pgtable_unmap_locked(area->start, size);
	arch_tlb_flush(area->start, size);
}

int pgtable_map_pages(unsigned long va, struct page **pages, unsigned long count, pgprot_t prot)
{
	unsigned long i, run;
	int err;

	for (i = 0; i < count; i += run) {
		for (run = 1; i + run < count && pages[i + run] == pages[i] + run; run++)
			;
		err = map_run(va + (i << PAGE_SHIFT), page_to_phys(pages[i]), run << PAGE_SHIFT, prot);
		if (err && i) {
			pgtable_unmap_locked(va, i << PAGE_SHIFT);
			arch_tlb_flush(va, i << PAGE_SHIFT);
		}
		if (err)
			return err;
	}
	return 0;
}

struct page *vmalloc_to_page(const void *addr)
{
	unsigned long va = (unsigned long)addr;
	struct pgtable_range range;

	if (!is_vmalloc_addr(addr) || !pgtable_lookup(&kernel_pgtable, va, &range))
		return NULL;
	return phys_to_page(range.pa + (va - range.start));
}

unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? page_to_pfn(page) : 0;
}

/* ---- vmalloc --------------------------------------------------------------------------------- */

/*
 * Unmap the first size bytes of the area and free the blocks that were behind them.  Their list is kept in
 * the blocks themselves, because they may be freed only when no TLB knows them any more.
 */
static void free_pages_of(struct vm_struct *area, unsigned long size)
{
	struct page *list = NULL, *next;

	for (unsigned long va = area->start; va < area->start + size;) {
		struct page *page = vmalloc_to_page((void *)va);

		set_page_private(page, (unsigned long)list);
		list = page;
		va += PAGE_SIZE << page->order;
	}
	unmap_area(area);
	for (; list; list = next) {
		next = (struct page *)page_private(list);
		set_page_private(list, 0);
		__free_pages(list, list->order);
	}
}

static int fill_area(struct vm_struct *area, unsigned long size, gfp_t gfp, int nid)
{
	unsigned long done = 0;
	unsigned int order = MAX_PAGE_ORDER;

	if (!(gfp & (__GFP_DMA | __GFP_DMA32)))
		gfp |= __GFP_HIGHMEM;
	while (done < size) {
		struct page *page;

		order = min_t(unsigned int, order, ilog2((size - done) >> PAGE_SHIFT));
		/* Nobody has to give memory back for larger blocks than are needed. */
		page = alloc_pages_node(nid, order ? (gfp & ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL)) |
					__GFP_NOWARN : gfp, order);
		if (!page && order--)
			continue;
		if (!page || map_run(area->start + done, page_to_phys(page), PAGE_SIZE << order,
				     PAGE_KERNEL)) {
			if (page)
				__free_pages(page, order);
			free_pages_of(area, done);
			return -ENOMEM;
		}
		done += PAGE_SIZE << order;
	}
	return 0;
}

static void *vmalloc_caller(unsigned long size, unsigned long room, unsigned long align, gfp_t gfp,
			    int nid, unsigned long flags, const char *name, const void *caller)
{
	struct vm_struct *area;

	size = PAGE_ALIGN(size);
	if (!size || size > totalram_pages() << PAGE_SHIFT)
		return NULL;
	gfp = caller_context(gfp, "vmalloc", caller);
	area = area_alloc(room ? room : size + PAGE_SIZE, align, flags, gfp, caller);
	if (!area)
		return NULL;
	if (name)
		strscpy(area->name, name, sizeof(area->name));
	if (fill_area(area, size, gfp, nid)) {
		area_claim(area->start, flags);
		area_free(area);
		return NULL;
	}
	return (void *)area->start;
}

void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node, const void *caller)
{
	if (WARN(align & (align - 1), "__vmalloc_node() by %pS: alignment %#lx is no power of two\n",
		 caller, align))
		return NULL;
	return vmalloc_caller(size, 0, max(align, PAGE_SIZE), gfp, node, VM_ALLOC, NULL, caller);
}

void *__vmalloc(unsigned long size, gfp_t gfp)
{
	return vmalloc_caller(size, 0, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, NULL,
			      __builtin_return_address(0));
}

void *vmalloc(unsigned long size)
{
	return vmalloc_caller(size, 0, PAGE_SIZE, GFP_KERNEL, NUMA_NO_NODE, VM_ALLOC, NULL,
			      __builtin_return_address(0));
}

void *vzalloc(unsigned long size)
{
	return vmalloc_caller(size, 0, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE, VM_ALLOC, NULL,
			      __builtin_return_address(0));
}

void *vmalloc_node(unsigned long size, int node)
{
	return vmalloc_caller(size, 0, PAGE_SIZE, GFP_KERNEL, node, VM_ALLOC, NULL,
			      __builtin_return_address(0));
}

void *vzalloc_node(unsigned long size, int node)
{
	return vmalloc_caller(size, 0, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO, node, VM_ALLOC, NULL,
			      __builtin_return_address(0));
}

void *vmalloc_stack(const char *name)
{
	return vmalloc_caller(THREAD_SIZE, STACK_ALIGN, STACK_ALIGN, GFP_KERNEL, NUMA_NO_NODE, VM_STACK,
			      name, __builtin_return_address(0));
}

/* Bytes mapped from the area's start on. */
static unsigned long mapped_size(const struct vm_struct *area)
{
	return area->flags & VM_STACK ? THREAD_SIZE : area_size(area) - PAGE_SIZE;
}

static void free_claimed(struct vm_struct *area)
{
	free_pages_of(area, mapped_size(area));
	area_free(area);
}

/* Areas that were freed in interrupt context, linked through their first word. */
static void *deferred;

static void vfree_deferred(struct work_struct *work)
{
	void *list = __atomic_exchange_n(&deferred, NULL, __ATOMIC_ACQUIRE), *next;

	for (; list; list = next) {
		next = *(void **)list;
		free_claimed(area_claim((unsigned long)list, VM_DEFERRED));
	}
}

static DECLARE_WORK(deferred_work, vfree_deferred);

/* From now on the area's owner is deferred_work, and a second vfree() finds nothing to free. */
static bool area_defer(unsigned long addr)
{
	struct vm_struct *area;
	unsigned long irq;
	bool found;

	spin_lock_irqsave(&vmap_lock, irq);
	area = find_below(&busy_tree, addr);
	found = area && area->start == addr && (area->flags & VM_ALLOC);
	if (found)
		area->flags = VM_DEFERRED;
	spin_unlock_irqrestore(&vmap_lock, irq);
	return found;
}

void vfree(const void *addr)
{
	bool later = in_atomic() || !current;
	struct vm_struct *area = NULL;

	if (!addr)
		return;
	if (!later)
		area = area_claim((unsigned long)addr, VM_ALLOC | VM_STACK);
	if (WARN(!area && !(later && area_defer((unsigned long)addr)),
		 "vfree(%px) by %pS: not the start of an area of vmalloc\n", addr,
		 __builtin_return_address(0)))
		return;
	if (area) {
		free_claimed(area);
		return;
	}
	*(void **)addr = __atomic_load_n(&deferred, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&deferred, (void **)addr, (void *)addr, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	schedule_work(&deferred_work);
}

/* ---- vmap ------------------------------------------------------------------------------------ */

/* Is each of them the struct page of RAM?  Reports the first that is not. */
static bool check_pages(struct page **pages, unsigned long count, const char *what, const void *caller)
{
	unsigned long block = 0, size = 0;	/* struct pages of the last block that was seen */

	for (unsigned long i = 0; i < count; i++) {
		const struct page *page = pages ? pages[i] : NULL;

		if ((unsigned long)page - block < size && !((unsigned long)page % sizeof(*page)))
			continue;
		if (page_is_allocated(page)) {
			block = (unsigned long)page;
			size = sizeof(*page) << page->order;
			continue;
		}
		if (WARN(page != pfn_to_page(page_to_pfn(page)) || !pfn_valid(page_to_pfn(page)),
			 "%s() by %pS: entry %lu of %lu, %px, is no struct page\n", what, caller, i, count,
			 page))
			return false;
	}
	return true;
}

static void *map_pages(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot,
		       const char *what, const void *caller)
{
	unsigned long size = (unsigned long)count << PAGE_SHIFT;
	struct vm_struct *area;

	if (!count || count > totalram_pages() || !check_pages(pages, count, what, caller))
		return NULL;
	area = area_alloc(size + PAGE_SIZE, PAGE_SIZE, flags, GFP_KERNEL, caller);
	if (!area)
		return NULL;
	if (pgtable_map_pages(area->start, pages, count, prot)) {
		vmap_put((void *)area->start, flags);
		return NULL;
	}
	return (void *)area->start;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	return map_pages(pages, count, VM_MAP, prot, "vmap", __builtin_return_address(0));
}

void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	return map_pages(pages, count, VM_MAP_RAM, PAGE_KERNEL, "vm_map_ram", __builtin_return_address(0));
}

void *vmap_contiguous(struct page *page, unsigned int count, pgprot_t prot)
{
	unsigned long size = (unsigned long)count << PAGE_SHIFT;
	struct vm_struct *area = area_alloc(size + PAGE_SIZE, PAGE_SIZE, VM_MAP, GFP_KERNEL,
					    __builtin_return_address(0));

	if (!area)
		return NULL;
	if (map_run(area->start, page_to_phys(page), size, prot)) {
		area_claim(area->start, VM_MAP);
		area_free(area);
		return NULL;
	}
	return (void *)area->start;
}

static void unmap_claimed(const void *addr, unsigned long flags, const char *what,
			  const void *caller)
{
	struct vm_struct *area = area_claim((unsigned long)addr, flags);

	if (WARN(!area, "%s(%px) by %pS: not the start of such an area\n", what, addr, caller))
		return;
	unmap_area(area);
	area_free(area);
}

void *vmap_get(unsigned long size, unsigned long flags, gfp_t gfp, const void *caller)
{
	struct vm_struct *area = area_alloc(size + PAGE_SIZE, PAGE_SIZE, flags, gfp, caller);

	return area ? (void *)area->start : NULL;
}

void vmap_put(const void *addr, unsigned long flags)
{
	unmap_claimed(addr, flags, "vmap_put", __builtin_return_address(0));
}

void vm_unmap_ram(const void *mem, unsigned int count)
{
	struct vm_struct *area = find_vm_area(mem);
	const void *caller = __builtin_return_address(0);

	if (WARN(area && area->addr == mem && area->flags & VM_MAP_RAM &&
		 get_vm_area_size(area) >> PAGE_SHIFT != count,
		 "vm_unmap_ram(%px, %u) by %pS: %lu pages are mapped there\n", mem, count, caller,
		 (unsigned long)get_vm_area_size(area) >> PAGE_SHIFT))
		return;
	unmap_claimed(mem, VM_MAP_RAM, "vm_unmap_ram", caller);
}

void vunmap(const void *addr)
{
	if (addr)
		unmap_claimed(addr, VM_MAP, "vunmap", __builtin_return_address(0));
}

/* ---- addresses only -------------------------------------------------------------------------- */

struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	unsigned long window = vm_layout.vmalloc_end - vm_layout.vmalloc_start;

	size = PAGE_ALIGN(size);
	if (WARN_ON_ONCE(flags & ~VM_BARE) || !size || size > window)
		return NULL;
	return area_alloc(size + PAGE_SIZE, PAGE_SIZE, flags, GFP_KERNEL, caller);
}

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return get_vm_area_caller(size, flags, __builtin_return_address(0));
}

void free_vm_area(struct vm_struct *area)
{
	unmap_claimed(area->addr, VM_BARE, "free_vm_area", __builtin_return_address(0));
}

static bool is_part(const struct vm_struct *area, unsigned long start, unsigned long end)
{
	return PAGE_ALIGNED(start | end) && start < end && start >= area->start &&
	       end <= area->end - PAGE_SIZE;
}

int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot)
{
	struct vm_struct *area = find_vm_area((void *)addr);

	if (!area || WARN_ON_ONCE(!(area->flags & VM_IOREMAP)) || !is_part(area, addr, end) ||
	    !PAGE_ALIGNED(phys))
		return -EINVAL;
	return map_run(addr, phys, end - addr, prot);
}

int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages)
{
	unsigned long count = (end - start) >> PAGE_SHIFT;

	if (WARN_ON_ONCE(!(area->flags & VM_SPARSE)) || !is_part(area, start, end) ||
	    !check_pages(pages, count, "vm_area_map_pages", __builtin_return_address(0)))
		return -EINVAL;
	return pgtable_map_pages(start, pages, count, PAGE_KERNEL);
}

void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end)
{
	if (WARN_ON_ONCE(!(area->flags & VM_SPARSE) || !is_part(area, start, end)))
		return;
	pgtable_unmap_locked(start, end - start);
	arch_tlb_flush(start, end - start);
}

/* ---- set-up, for the reports ----------------------------------------------------------------- */

void __init vmalloc_init(void)
{
	struct vm_struct *window = kzalloc(sizeof(*window), GFP_KERNEL);

	if (!window)
		panic("no memory for the vmalloc window");
	window->start = vm_layout.vmalloc_start;
	window->end = vm_layout.vmalloc_end;
	insert(&free_tree, window);
}

unsigned long vmap_for_each(int (*used)(const struct vm_struct *area, void *arg), void *used_arg,
			    int (*unused)(const struct vm_struct *area, void *arg), void *unused_arg)
{
	unsigned long irq, bytes;
	struct rb_node *rb;

	spin_lock_irqsave(&vmap_lock, irq);
	for (rb = used ? rb_first(&busy_tree) : NULL; rb; rb = rb_next(rb)) {
		if (used(to_area(rb), used_arg))
			break;
	}
	for (rb = unused ? rb_first(&free_tree) : NULL; rb; rb = rb_next(rb)) {
		if (unused(to_area(rb), unused_arg))
			break;
	}
	bytes = leaving;
	spin_unlock_irqrestore(&vmap_lock, irq);
	return bytes;
}

unsigned long vmap_subtree_max(const struct vm_struct *area)
{
	unsigned long children = max(subtree_max(area->node.rb_left),
				     subtree_max(area->node.rb_right));

	return max(children, area_size(area));
}
