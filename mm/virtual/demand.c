// SPDX-License-Identifier: BSD-2-Clause
/*
 * Demand-paged regions: a page is mapped by the page fault of its first access.
 *
 *	 guard    size                           max        guard
 *	|-----|RR..R...RR......|---------------------------|-----|	one vmalloc area
 *	       R: resident      never mapped
 *
 * Growing a region creates the page tables of the new part and allocates its pages.  They are
 * allocated as the largest blocks that are free, so that growing costs a few hundred instructions
 * for each block of 4 MiB instead of for each page.  A fault takes pages off these blocks, clears
 * them and stores their entries.  So a fault never fails, and memory is refused by the call that
 * requests it rather than by a later access.  With DEMAND_OVERCOMMIT, a region has no reserved
 * pages.  A fault then allocates a page atomically, and the kernel panics if that fails.
 *
 *	demand_resize()   page allocator -> reserve
 *	a fault           reserve -> busy (being cleared) -> resident
 *	demand_resize()   resident, reserve -> page allocator, after one flush of the TLBs
 *	demand_unmap()    the same, but one flush may serve several regions (vmalloc.c)
 *
 * The reserve is a list of blocks of 2^n pages.  A fault that needs a page divides the first block
 * into halves, and puts the upper halves back, until one page remains:
 *
 *	reserve -> [ 16 pages ] -> [ 1024 pages ]
 *	        -> [ 1 ] -> [ 2 ] -> [ 4 ] -> [ 8 ] -> [ 1024 ]		the fault has the other page
 *
 * A fault costs about as much as clearing a page.  If a fault is for the page that follows those of
 * the last fault, the program accesses the region in order.  The fault then maps up to twice the
 * pages of the last one, at most MAX_AROUND.  This uses no more memory, because the pages are
 * reserved for these addresses.
 *
 * A page is cleared without a lock, so that CPUs that access the same region do not wait for each
 * other.  The fault then checks whether the region was shrunk, or another CPU has mapped the same
 * page, while the page was cleared.
 *
 * Invariants:
 *  1. nr_reserve + nr_busy + nr_resident is the size in pages.  The sum is larger while a fault
 *     handles a page that was removed from the region.  With DEMAND_OVERCOMMIT, nr_reserve is 0 and
 *     the sum may be smaller.
 *  2. No entry beyond the size is valid, and no TLB contains one after demand_resize() has
 *     returned.
 *  3. The tables of all entries up to the size exist; only this file stores these entries.
 *  4. No entry at or beyond `top` is valid.
 *  5. A page of the reserve is allocated, and is in exactly one block of the list.  nr_reserve is
 *     the sum of the pages of these blocks.
 *
 * The pages of a thread's application stack (kernel/app_stack.c) are in such a region, too.  The
 * thread may hold any lock when it accesses its stack, so that demand_put_page() maps a page
 * without a lock, and counts it in nr_direct, to which invariants 1 and 4 do not apply.
 *
 * Pages of a region are never migrated.
 *
 * Locking: region->mutex serializes changes of the size.  vmap_lock (vm_area.c) protects the
 * mapping of addresses to regions.  region->lock, with interrupts off and inside vmap_lock,
 * protects the other members and the entries.  The page allocator is called without these locks,
 * because it may free areas itself.
 *
 * Bounds: a fault costs a search among the areas, O(log n), at most MAX_PAGE_ORDER steps for each
 * page to divide a block, and clearing at most MAX_AROUND pages.  Growing costs one step for each
 * block and for each page table.  Shrinking costs one step for each entry below `top`; interrupts
 * are off for PART_PAGES entries or blocks at a time.  Moving a region costs one step for each
 * entry below `top`, with interrupts on.
 */

#define pr_fmt(fmt) "demand: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/refcount.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/demand.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "demand_pages.h"
#include "vm_area.h"

/* The maximum number of entries, or of blocks, that are removed while the region's lock is held. */
#define PART_PAGES	64

struct demand_region {
	struct vm_struct *area;
	unsigned long start, max;
	unsigned int flags;
	refcount_t users;		/* one for the area, and one for each call in progress */
	struct mutex mutex;
	bool gone;			/* the region was unmapped; protected by mutex */

	spinlock_t lock;
	unsigned long size;
	unsigned long top;		/* end of the highest page that was mapped; at most size */
	struct page *reserve;		/* list of reserved blocks, linked by page->private */
	unsigned long nr_reserve, nr_busy, nr_resident;
	unsigned long nr_direct;	/* written by the thread whose stack the region is */
	unsigned long nr_faults;
	unsigned long next;		/* the page after those of the last fault */
	unsigned int around;		/* number of pages of the last fault */
	unsigned long table;		/* the addresses of a table, for fault_slot(), ... */
	pte_t *slots;			/* ... and its entries; NULL: none */
};

/* ---- entries --------------------------------------------------------------------------------- */

/* Return the end of the part of [va, end) that has its entries in the same table as @va. */
static unsigned long table_end(unsigned long va, unsigned long end)
{
	unsigned long span = PAGE_SIZE << kernel_pgtable.index_bits;

	return min(end, (va & -span) + span);
}

/* Return the first entry of the range.  The entries are in one table, which must exist. */
static pte_t *slots_of(unsigned long va, unsigned long end)
{
	return pgtable_slots(&kernel_pgtable, va, (end - va) >> PAGE_SHIFT);
}

static int make_tables(unsigned long va, unsigned long end)
{
	while ((va = pgtable_skip_tables(&kernel_pgtable, va, end)) < end) {
		if (!pgtable_slots_locked(va, 1))
			return -ENOMEM;
	}
	return 0;
}

static pte_t entry_of(struct page *page)
{
	return arch_pte_leaf(page_to_phys(page), PAGE_KERNEL, 0);
}

/* Store the entry of the page if the slot is empty.  Returns false if it is not. */
static bool fill_slot(pte_t *slot, struct page *page)
{
	u64 empty = 0;

	return try_cmpxchg(&slot->bits, &empty, entry_of(page).bits);
}

/* ---- the region of an address ---------------------------------------------------------------- */

/*
 * Return the region that contains @addr with region->lock held, or NULL.  The caller has disabled
 * interrupts.
 */
static struct demand_region *region_lock(unsigned long addr) __no_context_analysis
{
	struct vm_struct *area = vm_area_lock(addr);
	struct demand_region *region = area && vm_area_flags(area) & VM_DEMAND ? area->demand
									       : NULL;

	if (region)
		spin_lock(&region->lock);
	vm_area_unlock();
	return region;
}

static void put_region(struct demand_region *region)
{
	if (refcount_dec_and_test(&region->users))
		kfree(region);
}

/*
 * Return the region that starts at @start, with a reference and its mutex held, or NULL with a
 * report.
 */
static struct demand_region *region_get(void *start, const char *what, const void *caller)
{
	unsigned long irq = __local_irq_save();
	struct demand_region *region = region_lock((unsigned long)start);
	bool found = region && region->start == (unsigned long)start;

	if (region) {
		lockdep_assert_held(&region->lock);
		if (found)
			refcount_inc(&region->users);
		spin_unlock(&region->lock);
	}
	local_irq_restore(irq);
	if (found) {
		mutex_lock(&region->mutex);
		/* Another thread may have unmapped or moved the region meanwhile. */
		if (!region->gone && region->start == (unsigned long)start)
			return region;
		mutex_unlock(&region->mutex);
		put_region(region);
	}
	WARN(1, "%s(%px) by %pS: not the start of a demand-paged region\n", what, start, caller);
	return NULL;
}

/* ---- the fault ------------------------------------------------------------------------------- */

/*
 * Pop blocks of the reserve that exceed the region's size.  Returns NULL if there are no more.  The
 * caller holds region->lock.
 */
static struct page *take_excess(struct demand_region *region)
{
	long excess = region->nr_reserve + region->nr_busy + region->nr_resident -
		      (region->size >> PAGE_SHIFT);
	struct page *list = NULL;

	for (int i = 0; i < PART_PAGES && region->reserve && excess > 0; i++) {
		struct page *block = demand_pop(&region->reserve);

		while (1L << block->order > excess)
			demand_push(&region->reserve, page_split_half(block));
		demand_push(&list, block);
		region->nr_reserve -= 1UL << block->order;
		excess -= 1L << block->order;
	}
	return list;
}

enum fault { NO_FAULT, OTHER_IS_BUSY, IS_BUSY };

/*
 * Maximum number of pages of a fault, which clears them with interrupts off: 32 KiB, or one page.
 * Without an instruction that clears a cache line, the maximum is the half, which takes about 2,700
 * instructions on RISC-V.
 */
#define MAX_AROUND	(PAGE_SIZE < SZ_32K ? SZ_32K / PAGE_SIZE : 1)

/* Pages that a fault handles, from @va on, with their first entry.  Tables are never freed. */
struct fault_pages {
	unsigned long va;
	pte_t *slot;
	unsigned int nr;
	struct page *pages[MAX_AROUND];
};

/*
 * Return the number of pages that the fault should map: consecutive pages without an entry, in the
 * same table.  The caller has checked the first one.
 */
static unsigned int fault_nr_pages(const struct demand_region *region,
				 const struct fault_pages *fault)
{
	unsigned int most = arch_zero_line_size() ? MAX_AROUND : max(MAX_AROUND / 2, 1UL), nr = 1;
	unsigned long end = table_end(fault->va, region->start + region->size);

	if (fault->va != region->next)
		return 1;
	most = min(most, 2 * region->around);
	most = min_t(unsigned long, most, (end - fault->va) >> PAGE_SHIFT);
	most = min_t(unsigned long, most, region->nr_reserve);
	while (nr < most && !arch_pte_valid(fault->slot[nr]))
		nr++;
	return nr;
}

/*
 * Return the entry of @va, like slots_of(), without a descent if the last fault was in the same
 * table.  Tables of a region are not freed.
 */
static pte_t *fault_slot(struct demand_region *region, unsigned long va)
{
	unsigned long span = PAGE_SIZE << kernel_pgtable.index_bits, inside = va & (span - 1);

	if (!region->slots || region->table != va - inside) {
		region->table = va - inside;
		region->slots = slots_of(va, va + PAGE_SIZE) - (inside >> PAGE_SHIFT);
	}
	return region->slots + (inside >> PAGE_SHIFT);
}

/*
 * Start to handle a fault.  Returns NO_FAULT if @fault->va is beyond the size or has an entry
 * already.  Returns OTHER_IS_BUSY if the reserve is empty, because another CPU handles a fault of
 * the same page.  Otherwise returns IS_BUSY, and @fault has pages of the reserve, or one NULL with
 * DEMAND_OVERCOMMIT.
 */
static enum fault begin_fault(struct demand_region *region, struct fault_pages *fault)
{
	unsigned long va = fault->va;

	if (va - region->start >= region->size)
		return NO_FAULT;
	fault->slot = fault_slot(region, va);
	if (arch_pte_valid(*fault->slot))
		return NO_FAULT;
	fault->nr = 1;
	fault->pages[0] = NULL;
	if (!(region->flags & DEMAND_OVERCOMMIT)) {
		if (!region->reserve)
			return OTHER_IS_BUSY;
		fault->nr = fault_nr_pages(region, fault);
		for (unsigned int i = 0; i < fault->nr; i++)
			fault->pages[i] = demand_pop_page(&region->reserve);
		region->nr_reserve -= fault->nr;
	}
	region->nr_busy += fault->nr;
	region->around = fault->nr;
	region->next = va + fault->nr * PAGE_SIZE;
	VM_WARN_ON(region->next > table_end(va, region->start + region->size));
	return IS_BUSY;
}

/* Return the page to the reserve, or to the list with DEMAND_OVERCOMMIT. */
static void return_page(struct demand_region *region, struct page *page, struct page **list)
{
	if (region->flags & DEMAND_OVERCOMMIT) {
		demand_push(list, page);
	} else {
		demand_push(&region->reserve, page);
		region->nr_reserve++;
	}
}

/*
 * Map the cleared pages.  A page is freed or reserved instead if the region was shrunk, or if
 * another CPU has mapped a page there.
 */
static void end_fault(struct demand_region *region, const struct fault_pages *fault)
{
	unsigned long va = fault->va, mapped = 0;
	pte_t *slot = fault->slot;
	struct page *list = NULL;

	spin_lock(&region->lock);
	VM_WARN_ON(region->nr_busy < fault->nr);
	region->nr_busy -= fault->nr;
	for (unsigned int i = 0; i < fault->nr; i++, va += PAGE_SIZE) {
		if (va - region->start < region->size && fill_slot(slot + i, fault->pages[i])) {
			region->top = max(region->top, va + PAGE_SIZE - region->start);
			mapped++;
		} else {
			return_page(region, fault->pages[i], &list);
		}
	}
	if (mapped) {
		arch_pte_sync(fault->va, fault->nr * PAGE_SIZE);
		region->nr_resident += mapped;
		region->nr_faults++;
#ifdef CONFIG_MEMORY_BALLOON
		count_vm_event(PGFAULT);
#endif
	}
	if (mapped != fault->nr && !list)
		list = take_excess(region);
	spin_unlock(&region->lock);
	demand_free_pages(list);
}

bool demand_fault(unsigned long addr, const struct pt_regs *regs)
{
	struct fault_pages pages = { .va = addr & PAGE_MASK };
	struct demand_region *region;
	enum fault fault;

	region = is_vmalloc_addr((void *)addr) ? region_lock(pages.va) : NULL;
	if (!region)
		return false;
	lockdep_assert_held(&region->lock);
	fault = begin_fault(region, &pages);
	spin_unlock(&region->lock);
	if (fault != IS_BUSY)
		return fault == OTHER_IS_BUSY;
	/* nr_busy prevents demand_unmap() from freeing the region from here on. */
	WARN(regs_irqs_disabled(regs),
	     "%s: first touch of %#lx by %pS, in an interrupt or with interrupts off\n",
	     region->area->name, addr, (void *)instruction_pointer(regs));
	if (!pages.pages[0])
		pages.pages[0] = alloc_page(GFP_ATOMIC | __GFP_HIGHMEM | __GFP_NOWARN);
	if (!pages.pages[0])
		panic("out of memory: first touch of %#lx in %s, which is overcommitted", addr,
		      region->area->name);
	for (unsigned int i = 0; i < pages.nr; i++)
		clear_highpage(pages.pages[i]);
	end_fault(region, &pages);
	return true;
}

bool demand_put_page(struct demand_region *region, unsigned long va, struct page *page)
{
	if (!fill_slot(slots_of(va, va + PAGE_SIZE), page))
		return false;
	arch_pte_sync(va, PAGE_SIZE);
	WRITE_ONCE(region->nr_direct, region->nr_direct + 1);
	return true;
}

struct demand_region *demand_region_at(void *start)
{
	struct demand_region *region = region_get(start, __func__, __builtin_return_address(0));

	if (region) {
		mutex_unlock(&region->mutex);
		put_region(region);
	}
	return region;
}

/* ---- the size -------------------------------------------------------------------------------- */

/*
 * Growth limit of an overcommitted region, in multiples of the RAM size.  Its page tables use
 * memory, too, and are not freed.
 */
#define MAX_OVERCOMMIT	8

/* Map the pages of @list; they become resident. */
static void demand_map_pages(unsigned long va, unsigned long end, struct page **list)
{
	for (unsigned long next; va < end; va = next) {
		pte_t *slot;

		next = table_end(va, end);
		slot = slots_of(va, next);
		for (unsigned long at = va; at < next; at += PAGE_SIZE)
			arch_pte_set(slot++, entry_of(demand_pop_page(list)));
		arch_pte_sync(va, next - va);
	}
}

/* Return true if the region may grow by @nr pages at once. */
static bool may_grow(const struct demand_region *region, unsigned long nr)
{
	return nr <= totalram_pages() * (region->flags & DEMAND_OVERCOMMIT ? MAX_OVERCOMMIT : 1);
}

/*
 * Allocate the @nr pages by which a region grows, except with DEMAND_OVERCOMMIT.  Returns 0, or
 * -ENOMEM with an empty list.
 */
static int grow_pages(const struct demand_region *region, unsigned long nr, struct page **list)
{
	*list = NULL;
	if (region->flags & DEMAND_OVERCOMMIT)
		return 0;
	return demand_take_pages(nr, region->flags & DEMAND_POPULATE ? __GFP_ZERO : 0, list);
}

/* Set a larger size.  The list has the pages of the new part, and may be empty. */
static void grow_to(struct demand_region *region, unsigned long new, struct page *list)
{
	struct page *last = list;
	unsigned long irq;

	while (last && page_private(last))
		last = (struct page *)page_private(last);
	spin_lock_irqsave(&region->lock, irq);
	VM_WARN_ON(new < region->size || new > region->max);
	if (last) {
		region->nr_reserve += (new - region->size) >> PAGE_SHIFT;
		set_page_private(last, (unsigned long)region->reserve);
		region->reserve = list;
	} else if (region->flags & DEMAND_POPULATE) {
		region->nr_resident += (new - region->size) >> PAGE_SHIFT;
		region->top = new;
	}
	region->size = new;
	spin_unlock_irqrestore(&region->lock, irq);
}

/* Grow the region to @new bytes.  The caller holds region->mutex. */
static int demand_grow(struct demand_region *region, unsigned long new)
{
	unsigned long va = region->start + region->size, end = region->start + new;
	unsigned long nr = (end - va) >> PAGE_SHIFT;
	struct page *list;
	int err;

	if (new > region->max || !may_grow(region, nr))
		return -ENOMEM;
	err = make_tables(va, end);
	if (!err)
		err = grow_pages(region, nr, &list);
	if (err)
		return err;
	if (region->flags & DEMAND_POPULATE)
		demand_map_pages(va, end, &list);
	grow_to(region, new, list);
	return 0;
}

/*
 * Clear the entries of the range, which are in one table, and add their pages to @list.  The range
 * has at most PART_PAGES pages.
 */
static void unmap_entries(struct demand_region *region, unsigned long va, unsigned long end,
			  struct page **list)
{
	pte_t *slot = slots_of(va, end);
	unsigned long irq;

	spin_lock_irqsave(&region->lock, irq);
	for (; va < end; va += PAGE_SIZE, slot++) {
		if (!arch_pte_valid(*slot))
			continue;
		demand_push(list, phys_to_page(arch_pte_pa(*slot, 0)));
		arch_pte_set(slot, (pte_t){ 0 });
		VM_WARN_ON(!region->nr_resident);
		region->nr_resident--;
	}
	spin_unlock_irqrestore(&region->lock, irq);
}

/* Free the pages that the region has reserved beyond its size. */
static void free_excess(struct demand_region *region)
{
	struct page *list;
	unsigned long irq;

	do {
		spin_lock_irqsave(&region->lock, irq);
		list = take_excess(region);
		spin_unlock_irqrestore(&region->lock, irq);
		demand_free_pages(list);
	} while (list);
}

/*
 * Reduce the size to @new bytes, first, so that no fault fills the entries beyond it again.  Clear
 * these entries, of which *@end is set to the highest address, and return their pages.  The caller
 * holds region->mutex.
 */
static struct page *unmap_beyond(struct demand_region *region, unsigned long new,
				 unsigned long *end)
{
	unsigned long irq, next;
	struct page *list = NULL;

	spin_lock_irqsave(&region->lock, irq);
	*end = region->start + (region->nr_direct ? region->size : region->top);
	region->nr_resident += region->nr_direct;
	region->nr_direct = 0;
	region->size = new;
	region->top = min(region->top, new);
	spin_unlock_irqrestore(&region->lock, irq);
	for (unsigned long at = region->start + new; at < *end; at = next) {
		next = min(table_end(at, *end), at + PART_PAGES * PAGE_SIZE);
		unmap_entries(region, at, next, &list);
	}
	return list;
}

/* Shrink the region to @new bytes.  The caller holds region->mutex. */
static void demand_shrink(struct demand_region *region, unsigned long new)
{
	unsigned long va = region->start + new, end;
	struct page *list = unmap_beyond(region, new, &end);

	if (list)
		arch_tlb_flush(va, end - va);
	demand_free_pages(list);
	free_excess(region);
}

int demand_resize(void *start, size_t size)
{
	struct demand_region *region = region_get(start, "demand_resize",
						  __builtin_return_address(0));
	unsigned long new = PAGE_ALIGN(size);
	int err = 0;

	if (!region)
		return -EINVAL;
	if (new < size)
		err = -ENOMEM;
	else if (new > region->size)
		err = demand_grow(region, new);
	else if (new < region->size)
		demand_shrink(region, new);
	mutex_unlock(&region->mutex);
	put_region(region);
	return err;
}

/* ---- regions --------------------------------------------------------------------------------- */

/* Allocate addresses for @max bytes, with one additional page as the guard before the region. */
static struct vm_struct *region_area(unsigned long max, const void *caller)
{
	if (max > vm_layout.vmalloc_end - vm_layout.vmalloc_start)
		return NULL;
	return vm_area_alloc((PAGE_ALIGN(max) >> PAGE_SHIFT) + 1, PAGE_SIZE, VM_SPARSE, GFP_KERNEL,
			     caller);
}

static void region_set_area(struct demand_region *region, struct vm_struct *area, unsigned long max)
{
	region->area = area;
	region->start = area->start + PAGE_SIZE;
	region->max = PAGE_ALIGN(max);
}

/* Let faults and callers find the region by its addresses. */
static void region_publish(struct demand_region *region, const void *caller)
{
	region->area->demand = region;
	vm_area_hand_out(region->area, VM_DEMAND, caller);
}

void *demand_map(const char *name, size_t size, size_t max, unsigned int flags)
{
	const void *caller = __builtin_return_address(0);
	struct demand_region *region;
	struct vm_struct *area;

	if (WARN(!name || !max || size > max || flags > DEMAND_POPULATE,
		 "demand_map() of %s by %pS: invalid size %zu of %zu, or flags %#x\n", name, caller,
		 size, max, flags))
		return NULL;
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	area = region ? region_area(max, caller) : NULL;
	if (!area) {
		kfree(region);
		return NULL;
	}
	region_set_area(region, area, max);
	region->flags = flags;
	refcount_set(&region->users, 1);
	mutex_init(&region->mutex);
	spin_lock_init(&region->lock);
	if (demand_grow(region, PAGE_ALIGN(size))) {
		vm_area_abandon(area);
		kfree(region);
		return NULL;
	}
	strscpy(area->name, name, sizeof(area->name));
	region_publish(region, caller);
	return (void *)region->start;
}

static bool demand_is_busy(struct demand_region *region)
{
	unsigned long irq, nr;

	spin_lock_irqsave(&region->lock, irq);
	nr = region->nr_busy;
	spin_unlock_irqrestore(&region->lock, irq);
	return nr;
}

/*
 * End all faults of the region.  Afterwards, none finds it until region_publish() is called.  The
 * caller holds region->mutex.
 */
static void region_hide(struct demand_region *region)
{
	vm_area_claim(region->area->start, VM_DEMAND, 0);
	/*
	 * A CPU that found the region before vm_area_claim() holds the region's lock, or is counted
	 * in nr_busy.
	 */
	while (demand_is_busy(region))
		cpu_relax();
}

/* Move @size bytes of entries from @from to @to, and flush them from the TLBs. */
static void move_entries(unsigned long from, unsigned long to, unsigned long size)
{
	for (unsigned long at = 0, next; at < size; at = next) {
		unsigned long end = min(table_end(from + at, from + size) - from,
					table_end(to + at, to + size) - to);
		pte_t *old = slots_of(from + at, from + end), *new = slots_of(to + at, to + end);

		next = end;
		for (unsigned long i = 0; i < (end - at) >> PAGE_SHIFT; i++) {
			if (!arch_pte_valid(old[i]))
				continue;
			arch_pte_set(new + i, old[i]);
			arch_pte_set(old + i, (pte_t){ 0 });
		}
		arch_pte_sync(to + at, end - at);
	}
	if (size)
		arch_tlb_flush(from, size);
}

/*
 * Move the region to the addresses of @area.  The list has the pages by which it grows to @new
 * bytes.  The tables of the new addresses exist.  The caller holds region->mutex.
 */
static void region_move(struct demand_region *region, struct vm_struct *area, unsigned long new,
			unsigned long max, struct page *list, const void *caller)
{
	struct vm_struct *old = region->area;
	unsigned long from = region->start;

	region_hide(region);
	move_entries(from, area->start + PAGE_SIZE, region->top);
	strscpy(area->name, old->name, sizeof(area->name));
	region_set_area(region, area, max);
	region->next = 0;
	region->slots = NULL;
	grow_to(region, new, list);
	region_publish(region, caller);
	vm_area_free(old);
}

void *demand_move(void *start, size_t size, size_t max)
{
	const void *caller = __builtin_return_address(0);
	struct demand_region *region = region_get(start, "demand_move", caller);
	unsigned long new = PAGE_ALIGN(size), nr;
	struct page *list = NULL;
	struct vm_struct *area;
	void *moved = NULL;

	if (!region)
		return NULL;
	if (WARN(size > max || new < region->size || region->flags & DEMAND_POPULATE,
		 "demand_move(%px) by %pS: invalid size %zu of %zu, or a populated region\n", start,
		 caller, size, max))
		goto out;
	nr = (new - region->size) >> PAGE_SHIFT;
	area = may_grow(region, nr) ? region_area(max, caller) : NULL;
	if (!area)
		goto out;
	if (make_tables(area->start + PAGE_SIZE, area->start + PAGE_SIZE + new) ||
	    (nr && grow_pages(region, nr, &list))) {
		vm_area_abandon(area);
		goto out;
	}
	region_move(region, area, new, max, list, caller);
	moved = (void *)region->start;
out:
	mutex_unlock(&region->mutex);
	put_region(region);
	return moved;
}

void demand_unmap(void *start)
{
	struct demand_region *region;
	struct page *list;
	unsigned long end;

	if (!start)
		return;
	region = region_get(start, "demand_unmap", __builtin_return_address(0));
	if (!region)
		return;
	list = unmap_beyond(region, 0, &end);
	free_excess(region);
	region_hide(region);
	vm_area_flush_free(region->area, list, list ? end - region->area->start : 0);
	region->gone = true;
	mutex_unlock(&region->mutex);
	put_region(region);
	put_region(region);
}

/* ---- reports --------------------------------------------------------------------------------- */

static void read_usage(const struct demand_region *region, struct demand_usage *usage)
{
	*usage = (struct demand_usage){
		.name = region->area->name,
		.start = (void *)region->start,
		.size = region->size,
		.max = region->max,
		.resident = (region->nr_resident + READ_ONCE(region->nr_direct)) << PAGE_SHIFT,
		.reserved = (region->nr_reserve + region->nr_busy) << PAGE_SHIFT,
		.faults = region->nr_faults,
	};
}

bool demand_usage(const void *addr, struct demand_usage *usage)
{
	unsigned long irq = __local_irq_save();
	struct demand_region *region = region_lock((unsigned long)addr);

	if (region) {
		lockdep_assert_held(&region->lock);
		read_usage(region, usage);
		spin_unlock(&region->lock);
	}
	local_irq_restore(irq);
	return region;
}

void demand_area_usage(const struct vm_struct *area, struct demand_usage *usage)
{
	spin_lock(&area->demand->lock);
	read_usage(area->demand, usage);
	spin_unlock(&area->demand->lock);
}

#ifdef CONFIG_MM_REPORTS
static void show_region(struct seq_file *m, const struct vm_struct *area,
			const struct demand_usage *usage)
{
	report_open(m, NULL, '{');
	report_fields(m, "%016lx{start} %s{name}: %zu{size_KiB} KiB of %zu{max_KiB}, ",
		      area->start + PAGE_SIZE, area->name, usage->size >> 10, usage->max >> 10);
	report_fields(
		m, "%zu{resident_KiB} resident, %zu{reserved_KiB} reserved, %lu{faults} faults\n",
		usage->resident >> 10, usage->reserved >> 10, usage->faults);
	report_close(m, '}');
}

void heapinfo_show(struct seq_file *m)
{
	struct demand_usage usage;
	struct vm_struct area;

	report_open(m, NULL, '[');
	for_each_vm_area(&area, &usage) {
		if (area.flags & VM_DEMAND)
			show_region(m, &area, &usage);
	}
	report_close(m, ']');
}

static int cmd_heapinfo(int argc, char **argv)
{
	heapinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(heapinfo, "heapinfo", "[-j]", "demand-paged regions: size, resident pages, faults",
	      cmd_heapinfo);
#endif
