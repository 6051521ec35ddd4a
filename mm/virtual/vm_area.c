// SPDX-License-Identifier: BSD-2-Clause
/*
 * The allocator of virtual addresses in the vmalloc window.
 *
 * Two trees describe the window, both sorted by address: one of areas, one of the free ranges
 * between them.  A node of the free tree also stores the size of the largest free range in its
 * subtree, so that one descent finds the lowest range that fits:
 *
 *	           [ 40K | max 96K ]
 *	          /                 \
 *	 [ 8K | max 8K ]      [ 96K | max 96K ]        request of 50K: go right; 96K is enough
 *
 *	1. Allocation selects the lowest free range that can hold the size at its alignment, and
 *	   removes the area from it.  Up to two free ranges remain.
 *	2. Freeing merges the area with the free ranges before and after it.
 *
 * In front of the trees, each CPU caches freed areas of up to VM_SMALL_PAGES pages, sorted by size.
 * Such an area remains in the tree with its addresses, and has a pointer to its entries in the page
 * table.  The next owner stores these entries without searching or allocating anything.
 *
 *	of_size[1] -> [ 8K at 0x..2000 ] -> [ 8K at 0x..7000 ]	the page and its guard
 *	of_size[4] -> [ 20K at 0x..a000 ]
 *
 * Every area ends with a guard page that is never mapped.
 *
 * Invariants:
 *  1. Areas and free ranges do not overlap, and together cover the whole window.
 *  2. Two free ranges are never adjacent.
 *  3. subtree_max is the largest size in the node's subtree.
 *  4. No area is empty; all limits are multiples of the page size.
 *  5. An area without flags has no owner: it is cached, or is being freed.  Nothing is mapped in a
 *     cached area.
 *
 * Locking: vmap_lock, with interrupts off, protects both trees and the clearing of flags, so that
 * of two callers that free the same area only one finds it.  Disabling interrupts protects the
 * CPU's cache.  An owner sets the flags of its area last, so that a reader of the tree finds an
 * area with flags complete.  vm_area_claim() searches the tree without the lock, and acquires the
 * lock only to check and claim the area that it found.  Therefore descriptors that were in a tree
 * are freed after a grace period of RCU.
 *
 * Bounds: allocating a cached area takes constant time.  Other allocations and frees of addresses
 * cost O(log n) of the number of areas.  A CPU caches at most VM_MAX_KEPT areas.  Then a freed area
 * takes the place of an area of another size.
 */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/rbtree_augmented.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "vm_area.h"

DEFINE_PER_CPU_CACHE_HOT(struct kept_areas, kept_areas);

static struct rb_root area_tree = RB_ROOT;
static struct rb_root free_tree = RB_ROOT;
static DEFINE_SPINLOCK(vmap_lock);

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

/* Check an area or a free range: only those invariants whose check takes constant time. */
static void vm_area_check(const struct vm_struct *area)
{
	lockdep_assert_held(&vmap_lock);
	VM_WARN_ON(area->start >= area->end);
	VM_WARN_ON((area->start | area->end) & ~PAGE_MASK);
	VM_WARN_ON(!is_vmalloc_addr((void *)area->start) ||
		   !is_vmalloc_addr((void *)(area->end - 1)));
}

static void vm_area_insert(struct rb_root *root, struct vm_struct *area)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	vm_area_check(area);
	while (*link) {
		parent = *link;
		if (root == &free_tree)
			to_area(parent)->subtree_max = max(to_area(parent)->subtree_max,
							   area_size(area));
		link = area->start < to_area(parent)->start ? &parent->rb_left : &parent->rb_right;
	}
	if (root == &free_tree)
		area->subtree_max = area_size(area);
	rb_link_node_rcu(&area->node, parent, link);
	/*
	 * find_start() may reach the area by a pointer that balancing the tree stores.  Pairs with
	 * the dependency of its loads.
	 */
	smp_wmb();
	if (root == &free_tree) {
		rb_insert_augmented(&area->node, root, &free_callbacks);
	} else {
		rb_insert_color(&area->node, root);
	}
}

static void remove_free(struct vm_struct *area)
{
	vm_area_check(area);
	rb_erase_augmented(&area->node, &free_tree, &free_callbacks);
}

/* Update the tree after the limits, but not the position, of a free range have changed. */
static void resized(struct vm_struct *area)
{
	vm_area_check(area);
	free_callbacks_propagate(&area->node, NULL);
}

/* Return the lowest free range of at least @size bytes, or NULL. */
static struct vm_struct *vm_area_find_free(unsigned long size)
{
	struct rb_node *rb = free_tree.rb_node;

	lockdep_assert_held(&vmap_lock);
	VM_WARN_ON(!size || size & ~PAGE_MASK);
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

/* Return the node of @root with the highest start at or below @addr, or NULL. */
static struct vm_struct *find_below(struct rb_root *root, unsigned long addr)
{
	struct vm_struct *found = NULL;

	lockdep_assert_held(&vmap_lock);
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

/*
 * Allocate addresses for the area from a free range.  If ranges remain on both sides, *@spare
 * becomes the second one and is set to NULL.  If none remains (possible only if @align is
 * PAGE_SIZE), *@spare is set to the unused descriptor.  Returns 0 or -ENOMEM.
 */
static int vm_area_take_range(struct vm_struct *area, unsigned long size, unsigned long align,
			      struct vm_struct **spare)
{
	struct vm_struct *range = vm_area_find_free(size + align - PAGE_SIZE);
	unsigned long start, end;

	if (!range)
		return -ENOMEM;
	start = ALIGN(range->start, align);
	end = start + size;
	VM_WARN_ON(start < range->start || end > range->end);
	area->start = start;
	area->end = end;
	if (start > range->start && end < range->end) {
		(*spare)->start = end;
		(*spare)->end = range->end;
		range->end = start;
		resized(range);
		vm_area_insert(&free_tree, *spare);
		*spare = NULL;
	} else if (start > range->start) {
		range->end = start;
		resized(range);
	} else if (end < range->end) {
		WRITE_ONCE(range->start, end);
		resized(range);
	} else {
		remove_free(range);
		*spare = range;
	}
	vm_area_insert(&area_tree, area);
	return 0;
}

/*
 * Turn an area into free addresses.  Returns a descriptor that is no longer needed, or NULL, and
 * stores a second one in *@second.  The caller frees them.
 */
static struct vm_struct *vm_area_give_range(struct vm_struct *area, struct vm_struct **second)
{
	struct vm_struct *below = find_below(&free_tree, area->start), *above;
	struct rb_node *next;

	next = below ? rb_next(&below->node) : rb_first(&free_tree);
	above = next ? to_area(next) : NULL;
	vm_area_check(area);
	VM_WARN_ON(below && below->end > area->start);
	VM_WARN_ON(above && above->start < area->end);
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
		WRITE_ONCE(above->start, area->start);
		resized(above);
		return area;
	}
	vm_area_insert(&free_tree, area);
	return NULL;
}

/* ---- areas ----------------------------------------------------------------------------------- */

/* Free a descriptor that was in a tree, or NULL, when find_start() cannot access it any more. */
static void descriptor_free(struct vm_struct *area)
{
#ifdef CONFIG_RCU
	if (area)
		kfree_rcu(area, rcu);
#else
	kfree(area);
#endif
}

static void area_destroy(struct vm_struct *area)
{
	struct vm_struct *second = NULL;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	rb_erase(&area->node, &area_tree);
	area = vm_area_give_range(area, &second);
	spin_unlock_irqrestore(&vmap_lock, irq);
	descriptor_free(area);
	descriptor_free(second);
}

void vm_area_shrink(struct vm_struct *area, unsigned long size, struct vm_struct *spare)
{
	struct vm_struct *second = NULL;
	unsigned long irq;

	VM_WARN_ON(size & ~PAGE_MASK || size + PAGE_SIZE >= area_size(area));
	spin_lock_irqsave(&vmap_lock, irq);
	spare->end = area->end;
	spare->start = area->end = area->start + size + PAGE_SIZE;
	spare = vm_area_give_range(spare, &second);
	spin_unlock_irqrestore(&vmap_lock, irq);
	descriptor_free(spare);
	descriptor_free(second);
}

bool vm_areas_drop_kept(void)
{
	bool any = false;

	for (unsigned long pages = 1; pages <= VM_SMALL_PAGES; pages++) {
		struct vm_struct *area;

		while ((area = vm_area_take_kept(pages, PAGE_SIZE))) {
			area_destroy(area);
			any = true;
		}
	}
	return any;
}

/* Allocate an area from the trees. */
static noinline struct vm_struct *area_create(unsigned long pages, unsigned long align,
					      unsigned long flags, gfp_t gfp)
{
	struct vm_struct *area = kzalloc(sizeof(*area), gfp & ~GFP_PAGES_ONLY);
	struct vm_struct *spare = NULL;
	unsigned long irq;
	int err = -ENOMEM;

	/*
	 * Only an aligned area can leave two free ranges; other areas are at the start of a range.
	 */
	if (align > PAGE_SIZE)
		spare = kzalloc(sizeof(*spare), gfp & ~GFP_PAGES_ONLY);
	if (area && (spare || align == PAGE_SIZE)) {
		do {
			spin_lock_irqsave(&vmap_lock, irq);
			err = vm_area_take_range(area, (pages + 1) << PAGE_SHIFT, align, &spare);
			spin_unlock_irqrestore(&vmap_lock, irq);
			if (err)
				vmalloc_purge();
		} while (err && vm_areas_drop_kept());
	}
	descriptor_free(spare);
	if (err) {
		kfree(area);
		return NULL;
	}
	if (!(flags & (VM_SPARSE | VM_DEMAND)) &&
	    kasan_shadow_populate(area->start, area->end - area->start)) {
		area_destroy(area);
		return NULL;
	}
	if (VM_KEEPS_AREAS && pages <= VM_SMALL_PAGES)
		area->slots = pgtable_slots_locked(area->start, pages);
	return area;
}

struct vm_struct *vm_area_alloc(unsigned long pages, unsigned long align, unsigned long flags,
				gfp_t gfp, const void *caller)
{
	struct vm_struct *area = NULL;

	if (pages <= VM_SMALL_PAGES)
		area = vm_area_take_kept(pages, align);
	if (!area)
		area = area_create(pages, align, flags, gfp);
	if (area)
		vm_area_hand_out(area, flags, caller);
	return area;
}

/* Take a cached area of another size than @pages. */
static struct vm_struct *take_other_size(unsigned long pages)
{
	struct vm_struct *area = NULL;

	for (unsigned long other = VM_SMALL_PAGES; other && !area; other--) {
		if (other != pages)
			area = vm_area_take_kept(other, PAGE_SIZE);
	}
	return area;
}

void vm_area_free(struct vm_struct *area)
{
	unsigned long pages = get_vm_area_size(area) >> PAGE_SHIFT;
	struct vm_struct *other = NULL;

	if (likely(vm_area_keep(area, pages)))
		return;
	/* Otherwise, areas of sizes that are no longer used would occupy the cache forever. */
	if (vm_area_slots(area))
		other = take_other_size(pages);
	if (!other || !vm_area_keep(area, pages))
		area_destroy(area);
	if (other)
		area_destroy(other);
}

/* Return the area with flags that contains the address, including its guard page, or NULL. */
static struct vm_struct *area_at(unsigned long addr) __must_hold(&vmap_lock)
{
	struct vm_struct *area = find_below(&area_tree, addr);

	return area && addr < area->end && vm_area_flags(area) ? area : NULL;
}

void vm_area_abandon(struct vm_struct *area)
{
	WRITE_ONCE(area->flags, 0);
	vm_area_free(area);
}

/*
 * Return an area or free range that starts at @addr, without the lock.  While another CPU changes
 * the tree, the search may miss the area, or return one that is freed after a grace period.
 */
static struct vm_struct *find_start(unsigned long addr)
{
	struct rb_node *rb = IS_ENABLED(CONFIG_RCU) ? READ_ONCE(area_tree.rb_node) : NULL;

	/* The pointers that another CPU changes may even form a circle for some time. */
	for (unsigned int steps = 0; rb && steps < 2 * BITS_PER_LONG; steps++) {
		unsigned long start = READ_ONCE(to_area(rb)->start);

		if (start == addr)
			return to_area(rb);
		rb = addr < start ? READ_ONCE(rb->rb_left) : READ_ONCE(rb->rb_right);
	}
	return NULL;
}

static bool starts_at(const struct vm_struct *area, unsigned long addr, unsigned long flags)
{
	return area && area->start == addr && vm_area_flags(area) & flags;
}

struct vm_struct *vm_area_claim(unsigned long addr, unsigned long flags, unsigned long new_flags)
{
	struct vm_struct *area;
	unsigned long irq;

	rcu_read_lock();
	area = find_start(addr);
	spin_lock_irqsave(&vmap_lock, irq);
	if (unlikely(!starts_at(area, addr, flags))) {
		area = find_below(&area_tree, addr);
		if (!starts_at(area, addr, flags))
			area = NULL;
	}
	if (area)
		WRITE_ONCE(area->flags, new_flags);
	spin_unlock_irqrestore(&vmap_lock, irq);
	rcu_read_unlock();
	return area;
}

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	area = area_at((unsigned long)addr);
	spin_unlock_irqrestore(&vmap_lock, irq);
	return area;
}

/* Return the node of the lowest area that starts above the address, or NULL. */
static struct rb_node *node_above(unsigned long addr)
{
	struct vm_struct *area = find_below(&area_tree, addr);

	return area ? rb_next(&area->node) : rb_first(&area_tree);
}

struct vm_struct *find_vm_area_above(const void *addr)
{
	struct rb_node *next;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	next = node_above((unsigned long)addr);
	while (next && !vm_area_flags(to_area(next)))
		next = rb_next(next);
	spin_unlock_irqrestore(&vmap_lock, irq);
	return next ? to_area(next) : NULL;
}

bool vm_area_copy_above(unsigned long addr, struct vm_struct *area, struct demand_usage *usage)
{
	struct rb_node *node;
	unsigned long irq;

	spin_lock_irqsave(&vmap_lock, irq);
	node = node_above(addr);
	if (node) {
		unsigned long flags = vm_area_flags(to_area(node));

		*area = data_race(*to_area(node));
		area->flags = flags;
		if (IS_ENABLED(CONFIG_DEMAND_PAGING) && area->flags & VM_DEMAND)
			demand_area_usage(to_area(node), usage);
	}
	spin_unlock_irqrestore(&vmap_lock, irq);
	return node;
}

unsigned long vmap_largest_free(void)
{
	unsigned long size, irq;

	spin_lock_irqsave(&vmap_lock, irq);
	size = subtree_max(free_tree.rb_node);
	spin_unlock_irqrestore(&vmap_lock, irq);
	return size;
}

struct vm_struct *vm_area_lock(unsigned long addr) __acquires(&vmap_lock)
{
	spin_lock(&vmap_lock);
	return area_at(addr);
}

void vm_area_unlock(void) __releases(&vmap_lock)
{
	spin_unlock(&vmap_lock);
}

/*
 * ---- initialization, iteration for the reports ------------------------------------------------
 */

void __init vmalloc_init(void)
{
	struct vm_struct *window = kzalloc(sizeof(*window), GFP_KERNEL);

	if (!window)
		panic("no memory for vmalloc");
	window->start = vm_layout.vmalloc_start;
	window->end = vm_layout.vmalloc_end;
	spin_lock(&vmap_lock);
	vm_area_insert(&free_tree, window);
	spin_unlock(&vmap_lock);
}

void vmap_for_each(int (*fn)(const struct vm_struct *area, void *arg), void *fn_arg,
		   int (*unused)(const struct vm_struct *range, void *arg), void *unused_arg)
{
	unsigned long irq;
	struct rb_node *rb;

	spin_lock_irqsave(&vmap_lock, irq);
	for (rb = fn ? rb_first(&area_tree) : NULL; rb; rb = rb_next(rb)) {
		if (fn(to_area(rb), fn_arg))
			break;
	}
	for (rb = unused ? rb_first(&free_tree) : NULL; rb; rb = rb_next(rb)) {
		if (unused(to_area(rb), unused_arg))
			break;
	}
	spin_unlock_irqrestore(&vmap_lock, irq);
}

unsigned long vmap_subtree_max(const struct vm_struct *area)
{
	unsigned long children = max(subtree_max(area->node.rb_left),
				     subtree_max(area->node.rb_right));

	return max(children, area_size(area));
}
