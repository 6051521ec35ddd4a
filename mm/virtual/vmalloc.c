// SPDX-License-Identifier: BSD-2-Clause
/*
 * vmalloc: map pages from anywhere in memory to contiguous addresses in the vmalloc window.
 *
 *	1. vm_area.c allocates the addresses.
 *	2. Pages are allocated in the largest available blocks, and each block is mapped as one
 *	   range.  If an area is at least as large as a larger leaf, or as a group of entries, its
 *	   start is aligned to that size.  No list records the blocks: the page tables contain each
 *	   page, and the first struct page of a block contains its order.
 *	3. vfree() clears the entries, and flushes the addresses on this CPU.  A block must not be
 *	   allocated again while the TLB of another CPU may contain it.  A flush there requires
 *	   interrupting or waiting for the other CPUs.  So the area waits on a list of this CPU,
 *	   with its blocks, until MAX_WAITING pages or MAX_WAITING_AREAS areas wait there, or memory
 *	   or addresses are short.  Then one flush serves the lists of all CPUs.  Areas of vunmap()
 *	   and iounmap() wait, too, without blocks.
 *
 *	                   entries    area       blocks       this CPU    others
 *	vfree()            empty      waits      allocated    faults      may access the blocks
 *	vmalloc_purge()    empty      is cached  free         faults      fault
 *
 * So an access after vfree() faults or, for a limited time on another CPU, accesses the old memory
 * of the area.  It never accesses memory of another owner.
 *
 * Invariants:
 *  1. A block that an area in use, or a waiting one, maps is allocated and has no other owner.
 *  2. In struct waiting, pages is the number of pages in the blocks of the areas on the list, or a
 *     number above MAX_WAITING; nr is the number of these areas, which have bytes of addresses, in
 *     [start, end).
 *
 * Locking: the lock of a CPU's waiting areas, with interrupts off.  Another CPU acquires it only to
 * take the whole list.  A work item frees areas that are freed in interrupt context.
 *
 * Bounds: one store for each leaf, O(log n) of the number of areas to find one by its address, and
 * the cost of the page allocator for each block.  A vfree() that purges also frees up to
 * MAX_WAITING pages and MAX_WAITING_AREAS areas of earlier calls.
 */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <internal/arch.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/migrate.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/pagemap.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"
#include "vm_area.h"

/* ---- freeing --------------------------------------------------------------------------------- */

/*
 * Areas that a CPU has freed and that may be in some TLB, linked by next from the latest one to
 * the first, and the address range to flush.
 */
struct waiting {
	spinlock_t lock;
	struct vm_struct *areas, *first;
	unsigned long pages, bytes, nr;
	unsigned long start, end;
};

static DEFINE_PER_CPU(struct waiting, waiting) = {
	.lock = __SPIN_LOCK_UNLOCKED(waiting.lock),
};
atomic_long_t vmalloc_nr_flushes;

/* At most MAX_WAITING pages of each CPU wait, and at most 1/WAITING_SHARE of the memory in all. */
#define MAX_WAITING	32
#define WAITING_SHARE	256
/* At most so many areas, and so many bytes of addresses, of each CPU wait. */
#define MAX_WAITING_AREAS	64
#define MAX_WAITING_BYTES	SZ_32M

/*
 * Restore the type of a block that is about to be freed.  Its area was claimed, so that it is not
 * migrated any more.
 */
static void give_up_block(struct page *page)
{
	if (READ_ONCE(page->type) == PGTY_vmalloc)
		WRITE_ONCE(page->type, PGTY_allocated + MIGRATE_MOVABLE);
#ifdef CONFIG_MIGRATION
	if (PageMovable(page)) {
		/* A CPU that has isolated the page may be reading it. */
		lock_page(page);
		__ClearPageMovable(page);
		unlock_page(page);
	}
#endif
}

/*
 * Return the list of the blocks that are mapped in [at, size) of the area, linked by page->private.
 * @at: the start of a block.
 */
static struct page *link_blocks(struct vm_struct *area, unsigned long at, unsigned long size)
{
	struct page *list = NULL, *page;

	for (; at < size; at += PAGE_SIZE << READ_ONCE(page->order)) {
		if (vm_area_slots(area))
			page = phys_to_page(arch_pte_pa(area->slots[at >> PAGE_SHIFT], 0));
		else
			page = mapped_page(area->addr + at);
		give_up_block(page);
		VM_WARN_ON(page == list);
		set_page_private(page, (unsigned long)list);
		list = page;
	}
	return list;
}

/* Return the list of the area's blocks, and clear the entries. */
static struct page *take_blocks(struct vm_struct *area, unsigned long size)
{
	struct page *list = link_blocks(area, 0, size);

	vm_area_unmap(area, size);
	return list;
}

/* Return the number of pages of the blocks.  If it is above @limit, return any number above it. */
static unsigned long pages_of(const struct page *list, unsigned long limit)
{
	unsigned long nr = 0;

	for (; list && nr <= limit; list = (const struct page *)page_private(list))
		nr += 1UL << READ_ONCE(list->order);
	return nr;
}

unsigned long vm_blocks_free(struct page *list)
{
	unsigned long nr = 0;

	while (list) {
		struct page *page = list;

		list = (struct page *)page_private(page);
		nr += 1UL << READ_ONCE(page->order);
		set_page_private(page, 0);
		__free_pages(page, READ_ONCE(page->order));
	}
	return nr;
}

/* Add the areas that a CPU has freed to @all, and remove them from the CPU's list. */
static void take_waiting(struct waiting *one, struct waiting *all)
{
	unsigned long irq;

	if (!READ_ONCE(one->areas))
		return;
	spin_lock_irqsave(&one->lock, irq);
	if (one->areas) {
		all->start = all->areas ? min(all->start, one->start) : one->start;
		all->end = max(all->end, one->end);
		one->first->next = all->areas;
		all->areas = one->areas;
		WRITE_ONCE(one->areas, NULL);
		one->pages = one->bytes = one->nr = 0;
	}
	spin_unlock_irqrestore(&one->lock, irq);
}

unsigned long vmalloc_purge(void)
{
	struct waiting all = { .areas = NULL };
	struct vm_struct *area, *next;
	unsigned long pages = 0;
	unsigned int cpu;

	if (NR_CPUS == 1)
		return 0;
	for_each_possible_cpu(cpu)
		take_waiting(per_cpu_ptr(&waiting, cpu), &all);
	if (!all.areas)
		return 0;
	atomic_long_inc(&vmalloc_nr_flushes);
	arch_tlb_flush(all.start, all.end - all.start);
	for (area = all.areas; area; area = next) {
		next = area->next;
		pages += vm_blocks_free(area->blocks);
		vm_area_free(area);
	}
	return pages;
}

void vm_unmap_aliases(void)
{
	vmalloc_purge();
}

void vm_area_put_off(struct vm_struct *area, struct page *blocks, unsigned long size)
{
	struct waiting *mine;
	unsigned long irq;
	bool full;

	arch_tlb_flush_local(area->start, size);
	area->blocks = blocks;
	local_irq_save(irq);
	mine = this_cpu_ptr(&waiting);
	spin_lock(&mine->lock);
	if (!mine->areas) {
		mine->first = area;
		mine->start = area->start;
		mine->end = area->end;
	}
	mine->start = min(mine->start, area->start);
	mine->end = max(mine->end, area->end);
	area->next = mine->areas;
	WRITE_ONCE(mine->areas, area);
	mine->pages += pages_of(blocks, MAX_WAITING);
	mine->bytes += area->end - area->start;
	mine->nr++;
	full = mine->pages > min(MAX_WAITING,
				 totalram_pages() / WAITING_SHARE / num_possible_cpus()) ||
	       mine->bytes > MAX_WAITING_BYTES || mine->nr > MAX_WAITING_AREAS;
	spin_unlock_irqrestore(&mine->lock, irq);
	if (full)
		vmalloc_purge();
}

/* Free a claimed area, of which the first @size bytes are mapped. */
static noinline void free_claimed(struct vm_struct *area, unsigned long size)
{
	vm_area_flush_free(area, take_blocks(area, size), size);
}

/*
 * Free a claimed area that is completely mapped.  The fast path is for one block on a machine with
 * one online CPU.
 */
static __fast_inline void free_whole(struct vm_struct *area)
{
	unsigned long size = get_vm_area_size(area), pages = size >> PAGE_SHIFT;
	struct page *page;

	kasan_free_range(area->addr, false);
	if (IS_ENABLED(CONFIG_SET_MEMORY) && unlikely(area->changed))
		vm_area_as_new(area);
	if (unlikely(!vm_area_slots(area) || num_online_cpus() > 1)) {
		free_claimed(area, size);
		return;
	}
	page = phys_to_page(arch_pte_pa(area->slots[0], 0));
	if (unlikely(pages != 1UL << READ_ONCE(page->order) || PageMovable(page))) {
		free_claimed(area, size);
		return;
	}
	give_up_block(page);
	vm_area_clear(area, pages);
	arch_tlb_flush(area->start, size);
	__free_pages(page, READ_ONCE(page->order));
	if (unlikely(!vm_area_keep(area, pages)))
		vm_area_free(area);
}

/* Areas that were freed in interrupt context, linked by next. */
static struct vm_struct *deferred;

static void vfree_deferred(struct work_struct *work)
{
	struct vm_struct *area = __atomic_exchange_n(&deferred, NULL, __ATOMIC_ACQUIRE), *next;

	for (; area; area = next) {
		next = area->next;
		vm_area_claim(area->start, VM_DEFERRED, 0);
		free_whole(area);
	}
	vmalloc_purge();	/* free the areas that now wait for a TLB flush */
}

static DECLARE_WORK(deferred_work, vfree_deferred);

static void bad_free(const void *addr, const char *what, const void *caller)
{
	WARN(1, "%s(%px) by %pS: not the start of a vmalloc area\n", what, addr, caller);
}

/*
 * Let deferred_work free the area.  The area belongs to it from now on, so that a second free finds
 * no area.
 */
static noinline void free_later(const void *addr, const char *what, const void *caller)
{
	struct vm_struct *area = vm_area_claim((unsigned long)addr, VM_ALLOC, VM_DEFERRED);

	if (!area) {
		bad_free(addr, what, caller);
		return;
	}
	/*
	 * The link is in the descriptor, because set_memory_*() may have made the area itself
	 * read-only.
	 */
	area->next = READ_ONCE(deferred);
	while (!try_cmpxchg_release(&deferred, &area->next, area))
		;
	schedule_work(&deferred_work);
}

/* Return true, after a report, if a page of the area from offset @at on is mapped for DMA. */
static bool vmalloc_is_mapped(const void *addr, unsigned long at, const void *caller)
{
	const struct vm_struct *area = dma_owner_any() ? find_vm_area(addr) : NULL;

	if (!area || area->addr != addr || !(vm_area_flags(area) & VM_ALLOC))
		return false;
	for (; at < get_vm_area_size(area); at += PAGE_SIZE) {
		const struct page *page = mapped_page(addr + at);

		if (page && dma_owner_keeps(page_to_phys(page), PAGE_SIZE, caller))
			return true;
	}
	return false;
}

static void free_area(const void *addr, const char *what, const void *caller)
{
	struct vm_struct *area;

	if (vmalloc_is_mapped(addr, 0, caller))
		return;

	if (unlikely(in_atomic() || !current)) {
		free_later(addr, what, caller);
		return;
	}
	area = vm_area_claim((unsigned long)addr, VM_ALLOC, 0);
	if (likely(area)) {
		free_whole(area);
		return;
	}
	area = vm_area_claim((unsigned long)addr, VM_STACK, 0);
	if (area)
		free_claimed(area, area->requested_size);
	else
		bad_free(addr, what, caller);
}

void vfree(const void *addr)
{
	if (addr)
		free_area(addr, "vfree", __builtin_return_address(0));
}

void vfree_atomic(const void *addr)
{
	if (addr && !vmalloc_is_mapped(addr, 0, __builtin_return_address(0)))
		free_later(addr, "vfree_atomic", __builtin_return_address(0));
}

/* ---- allocating ------------------------------------------------------------------------------ */

/* Return true if the pages may come from high memory and may be migrated. */
static __fast_inline bool vmalloc_movable(gfp_t gfp, unsigned long flags)
{
	return IS_ENABLED(CONFIG_MIGRATION) && flags == VM_ALLOC &&
	       !(gfp & (__GFP_DMA | __GFP_DMA32 | __GFP_RECLAIMABLE));
}

/*
 * Return the flags for a block.  A request for more than one page must neither reclaim memory nor
 * warn, because smaller blocks are sufficient.
 */
static __fast_inline gfp_t block_gfp(gfp_t gfp, unsigned int order, unsigned long flags)
{
	if (!(gfp & (__GFP_DMA | __GFP_DMA32)))
		gfp |= __GFP_HIGHMEM;
	if (vmalloc_movable(gfp, flags))
		gfp |= __GFP_MOVABLE;
	return order ? (gfp & ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL)) | __GFP_NOWARN : gfp;
}

/* Mark a block, so that a caller that needs its page frames can find its mapping. */
static __fast_inline void own_block(struct page *page, unsigned long va)
{
	set_page_private(page, va);
	WRITE_ONCE(page->type, PGTY_vmalloc);
}

/*
 * Allocate and map pages for the first @size bytes.  Returns the number of mapped bytes, which is
 * smaller if memory is short.
 */
static unsigned long vmalloc_fill(struct vm_struct *area, unsigned long size, gfp_t gfp, int nid)
{
	unsigned int order = MAX_PAGE_ORDER;
	unsigned long done = 0, flags = area->flags;

	while (done < size) {
		struct page *page;

		order = min_t(unsigned int, order, ilog2((size - done) >> PAGE_SHIFT));
		page = alloc_pages_node(nid, block_gfp(gfp, order, flags), order);
		if (!page && order--)
			continue;
		if (!page)
			break;
		if (vm_area_map(area, done, page_to_phys(page), PAGE_SIZE << order,
				PAGE_KERNEL_TAGGED)) {
			__free_pages(page, order);
			break;
		}
		if (vmalloc_movable(gfp, flags))
			own_block(page, area->start + done);
		done += PAGE_SIZE << order;
	}
	return done;
}

/* The size of a leaf that is one level above a page. */
#define LEAF_SIZE	(PAGE_SIZE << kernel_pgtable.index_bits)

/*
 * Return the alignment for the largest possible leaves.  A small area, which has area->slots, is
 * mapped by pages.
 */
static unsigned long leaf_align(unsigned long size)
{
	if (size >= LEAF_SIZE)
		return LEAF_SIZE;
	if (!IS_ENABLED(CONFIG_PGTABLE_CONT) || size <= VM_SMALL_PAGES << PAGE_SHIFT)
		return PAGE_SIZE;
	return pgtable_align(&kernel_pgtable, 0, size);
}

/* Map the area.  Returns 0, or -ENOMEM after freeing the area. */
static int fill_or_free(struct vm_struct *area, unsigned long size, gfp_t gfp, int nid)
{
	unsigned long done = vmalloc_fill(area, size, gfp, nid);

	if (likely(done == size))
		return 0;
	WRITE_ONCE(area->flags, 0);
	if (done)
		free_claimed(area, done);
	else
		vm_area_free(area);
	return -ENOMEM;
}

static noinline void *vmalloc_any(unsigned long size, unsigned long align, gfp_t gfp, int nid,
				  unsigned long flags, const void *caller)
{
	unsigned long mapped = PAGE_ALIGN(size);
	struct vm_struct *area;

	if (!mapped || mapped > totalram_pages() << PAGE_SHIFT)
		return NULL;
	gfp = caller_context(gfp, "vmalloc", caller);
	area = vm_area_alloc(mapped >> PAGE_SHIFT, max(align, leaf_align(mapped)), flags, gfp,
			     caller);
	if (!area)
		return NULL;
	area->requested_size = size;
	if (fill_or_free(area, mapped, gfp, nid))
		return NULL;
	kasan_alloc_range(area->addr, size, mapped, false, caller);
	return area->addr;
}

/* Order of a block with this number of pages, or -1 if no order has it. */
static const s8 order_of[VM_SMALL_PAGES + 1] = {
	-1, 0, 1, -1, 2, -1, -1, -1, 3, -1, -1, -1, -1, -1, -1, -1, 4,
};

/* The fast path is for a cached area whose size is that of one block, which is the usual case. */
static __fast_inline void *vmalloc_caller(unsigned long size, gfp_t gfp, const void *caller)
{
	unsigned long pages = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	struct vm_struct *area;
	struct page *page;

	if (!VM_KEEPS_AREAS || unlikely(pages - 1 >= VM_SMALL_PAGES || order_of[pages] < 0 ||
					gfp & (__GFP_DMA | __GFP_DMA32)))
		return vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, caller);
	gfp = caller_context(gfp, "vmalloc", caller);
	area = vm_area_take_kept(pages, PAGE_SIZE);
	if (unlikely(!area))
		return vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, caller);
	page = alloc_pages(block_gfp(gfp, order_of[pages], VM_ALLOC), order_of[pages]);
	if (unlikely(!page)) {
		vm_area_free(area);
		/* Smaller blocks may be available. */
		return pages == 1
			       ? NULL
			       : vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, caller);
	}
	vm_area_set(area, 0, page_to_phys(page), pages, PAGE_KERNEL_TAGGED);
	area->requested_size = size;
	vm_area_hand_out(area, VM_ALLOC, caller);
	if (vmalloc_movable(gfp, VM_ALLOC))
		own_block(page, area->start);
	kasan_alloc_range(area->addr, size, pages << PAGE_SHIFT, false, caller);
	return area->addr;
}

void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller)
{
	if (WARN(align & (align - 1),
		 "__vmalloc_node() by %pS: alignment %#lx is not a power of two\n", caller, align))
		return NULL;
	return vmalloc_any(size, max(align, PAGE_SIZE), gfp, node, VM_ALLOC, caller);
}

void *__vmalloc(unsigned long size, gfp_t gfp)
{
	return vmalloc_caller(size, gfp, __builtin_return_address(0));
}

void *vmalloc(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL, __builtin_return_address(0));
}

void *vzalloc(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO, __builtin_return_address(0));
}

void *__vmalloc_flags(unsigned long size, gfp_t gfp, unsigned long vm_flags)
{
	if (WARN_ON_ONCE(vm_flags & ~VM_PINNED))
		return NULL;
	return vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC | vm_flags,
			   __builtin_return_address(0));
}

void *vmalloc_node(unsigned long size, int node)
{
	return vmalloc_any(size, PAGE_SIZE, GFP_KERNEL, node, VM_ALLOC,
			   __builtin_return_address(0));
}

void *vzalloc_node(unsigned long size, int node)
{
	return vmalloc_any(size, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO, node, VM_ALLOC,
			   __builtin_return_address(0));
}

void *vmalloc_stack(const char *name, size_t size)
{
	bool aligned = size == THREAD_SIZE;
	unsigned long mapped = PAGE_ALIGN(size);
	struct vm_struct *area;

	if (!mapped || mapped > totalram_pages() << PAGE_SHIFT)
		return NULL;
	area = vm_area_alloc((aligned ? THREAD_ALIGN - PAGE_SIZE : mapped) >> PAGE_SHIFT,
			     aligned ? THREAD_ALIGN : PAGE_SIZE, VM_STACK, GFP_KERNEL,
			     __builtin_return_address(0));
	if (!area)
		return NULL;
	strscpy(area->name, name, sizeof(area->name));
	area->requested_size = mapped;
	return fill_or_free(area, mapped, GFP_KERNEL, NUMA_NO_NODE) ? NULL : area->addr;
}

/* ---- resizing -------------------------------------------------------------------------------- */

/*
 * Split the block that contains the page at offset @at of the area into single pages, unless the
 * block starts at this page.
 */
static void split_block_at(struct vm_struct *area, unsigned long at)
{
	struct page *page = mapped_page(area->addr + at), *head = page_block_head(page);
	unsigned long va = area->start + at - ((unsigned long)(page - head) << PAGE_SHIFT);
	bool movable = READ_ONCE(head->type) == PGTY_vmalloc;
	unsigned int order = READ_ONCE(head->order);

	if (page == head)
		return;
	give_up_block(head);
	set_page_private(head, 0);
	split_page(head, order);
	for (struct page *kept = head; movable && kept < page; kept++, va += PAGE_SIZE)
		own_block(kept, va);
}

/*
 * Free the pages after the first @size bytes (whole pages), and their addresses.  The area remains
 * as it is if memory is short, in atomic context, if its permissions were changed, or if one of the
 * pages is mapped for DMA.  VM_PINNED prevents migration of its pages during the call.
 */
static void vmalloc_shrink(struct vm_struct *area, unsigned long size, gfp_t gfp,
			   const void *caller)
{
	unsigned long flags = area->flags, old = get_vm_area_size(area);
	struct vm_struct *spare;
	struct page *blocks;

	if (in_atomic() || (IS_ENABLED(CONFIG_SET_MEMORY) && area->changed) ||
	    vmalloc_is_mapped(area->addr, size, caller))
		return;
	spare = kzalloc(sizeof(*spare), (gfp & ~(GFP_PAGES_ONLY | __GFP_NOFAIL)) | __GFP_NOWARN);
	/* Split the leaf that maps both retained and freed pages, if there is one. */
	if (!spare ||
	    pgtable_change_locked(area->start + size, PAGE_SIZE, NULL, PGTABLE_SPLIT) ||
	    !vm_area_claim(area->start, VM_ALLOC, flags | VM_PINNED)) {
		kfree(spare);
		return;
	}
	split_block_at(area, size);
	blocks = link_blocks(area, size, old);
	pgtable_unmap_locked(area->start + size, old - size);
	arch_tlb_flush(area->start + size, old - size);
	vm_blocks_free(blocks);
	vm_area_shrink(area, size, spare);
	WRITE_ONCE(area->flags, flags);
}

void *vrealloc(const void *p, size_t size, gfp_t gfp)
{
	const void *caller = __builtin_return_address(0);
	struct vm_struct *area;
	size_t old;
	void *copy;

	if (!size) {
		vfree(p);
		return NULL;
	}
	if (!p)
		return vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, caller);
	area = find_vm_area(p);
	if (WARN(!area || area->addr != p || !(vm_area_flags(area) & VM_ALLOC),
		 "vrealloc(%px) by %pS: not the start of a vmalloc area\n", p, caller))
		return NULL;
	old = area->requested_size;
	if (size <= get_vm_area_size(area)) {
		kasan_unpoison(p, max(size, old));
		if (gfp & __GFP_ZERO && size < old)
			memset(area->addr + size, 0, old - size);
		else if (gfp & __GFP_ZERO)
			memset(area->addr + old, 0, size - old);
		area->requested_size = size;
		if (PAGE_ALIGN(size) < get_vm_area_size(area))
			vmalloc_shrink(area, PAGE_ALIGN(size), gfp, caller);
		kasan_resize_range(area->addr, size, get_vm_area_size(area));
		return area->addr;
	}
	copy = vmalloc_any(size, PAGE_SIZE, gfp, NUMA_NO_NODE, VM_ALLOC, caller);
	if (copy) {
		memcpy(copy, p, old);
		vfree(p);
	}
	return copy;
}
