// SPDX-License-Identifier: BSD-2-Clause
/*
 * Demand-paged regions: a page is mapped by the page fault of its first access.
 *
 *	 guard    size                           max        guard
 *	|-----|RR..R...RR......|---------------------------|-----|	one vmalloc area
 *	       R: resident      never mapped
 *
 * Growing a region creates the page tables of the new part and allocates its pages.  A fault pops
 * one of these pages, clears it and stores its entry.  So a fault never fails, always costs the
 * same, and memory is refused by the call that requests it rather than by a later access.  With
 * DEMAND_OVERCOMMIT, a region has no reserved pages.  A fault then allocates a page atomically, and
 * the kernel panics if that fails.
 *
 *	demand_resize()   page allocator -> reserve
 *	a fault           reserve -> busy (being cleared) -> resident
 *	demand_resize()   resident, reserve -> page allocator, after one flush of the TLBs
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
 *
 * Pages of a region are never migrated.
 *
 * Locking: region->mutex serializes changes of the size.  vmap_lock (vm_area.c) protects the
 * mapping of addresses to regions.  region->lock, with interrupts off and inside vmap_lock,
 * protects the other members and the entries.  The page allocator is called without these locks,
 * because it may free areas itself.
 *
 * Bounds: a fault costs a search among the areas, O(log n), and clearing a page.  Shrinking costs
 * one step for each removed entry; interrupts are off for PART_PAGES entries at a time.
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
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/demand.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "vm_area.h"

/* The maximum number of pages that are removed from a region while its lock is held. */
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
	struct page *reserve;		/* list of reserved pages, linked by page->private */
	unsigned long nr_reserve, nr_busy, nr_resident;
	unsigned long nr_faults;
};

/*
 * ---- lists of pages, linked by page->private ---------------------------------------------------
 */

static void demand_push(struct page **list, struct page *page)
{
	set_page_private(page, (unsigned long)*list);
	*list = page;
}

static struct page *demand_pop(struct page **list)
{
	struct page *page = *list;

	VM_WARN_ON(!page);
	*list = (struct page *)page_private(page);
	set_page_private(page, 0);
	return page;
}

static void demand_free_pages(struct page *list)
{
	while (list)
		__free_page(demand_pop(&list));
}

/*
 * Allocate a list of @nr pages.  Returns 0, or -ENOMEM with an empty list.  A failure is not
 * reported.
 */
static int take_pages(unsigned long nr, gfp_t gfp, struct page **list)
{
	struct page *pages[16];

	gfp |= GFP_KERNEL | __GFP_HIGHMEM | __GFP_RETRY_MAYFAIL | __GFP_NOWARN;
	*list = NULL;
	while (nr) {
		unsigned long want = min(nr, ARRAY_SIZE(pages)), got;

		memset(pages, 0, sizeof(pages));
		got = alloc_pages_bulk(gfp, want, pages);
		if (!got && (pages[0] = alloc_page(gfp)))
			got = 1;
		if (!got) {
			demand_free_pages(*list);
			return -ENOMEM;
		}
		for (unsigned long i = 0; i < got; i++)
			demand_push(list, pages[i]);
		nr -= got;
	}
	return 0;
}

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
	for (unsigned long next; va < end; va = next) {
		next = table_end(va, end);
		if (!pgtable_slots_locked(va, (next - va) >> PAGE_SHIFT))
			return -ENOMEM;
	}
	return 0;
}

static pte_t entry_of(struct page *page)
{
	return arch_pte_leaf(page_to_phys(page), PAGE_KERNEL, 0);
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
		if (!region->gone)
			return region;
		mutex_unlock(&region->mutex);
		put_region(region);
	}
	WARN(1, "%s(%px) by %pS: not the start of a demand-paged region\n", what, start, caller);
	return NULL;
}

/* ---- the fault ------------------------------------------------------------------------------- */

/*
 * Pop up to PART_PAGES of the reserve pages that exceed the region's size.  The caller holds
 * region->lock.
 */
static struct page *take_excess(struct demand_region *region)
{
	struct page *list = NULL;

	for (unsigned int i = 0; i < PART_PAGES && region->reserve &&
				 region->nr_reserve + region->nr_busy + region->nr_resident >
					 region->size >> PAGE_SHIFT; i++) {
		demand_push(&list, demand_pop(&region->reserve));
		region->nr_reserve--;
	}
	return list;
}

enum fault { NO_FAULT, OTHER_IS_BUSY, IS_BUSY };

/*
 * Start to handle a fault.  Returns NO_FAULT if @va is beyond the size or has an entry already.
 * Returns OTHER_IS_BUSY if the reserve is empty, because another CPU handles a fault of the same
 * page.  Otherwise returns IS_BUSY and sets *@page to a page of the reserve, or to NULL with
 * DEMAND_OVERCOMMIT.
 */
static enum fault begin_fault(struct demand_region *region, unsigned long va, struct page **page)
{
	if (va - region->start >= region->size || arch_pte_valid(*slots_of(va, va + PAGE_SIZE)))
		return NO_FAULT;
	*page = NULL;
	if (!(region->flags & DEMAND_OVERCOMMIT)) {
		if (!region->reserve)
			return OTHER_IS_BUSY;
		*page = demand_pop(&region->reserve);
		region->nr_reserve--;
	}
	region->nr_busy++;
	return IS_BUSY;
}

/*
 * Map the cleared page at @va.  Free it instead if the region was shrunk, or if another CPU has
 * mapped a page there.
 */
static void end_fault(struct demand_region *region, unsigned long va, struct page *page)
{
	pte_t *slot = slots_of(va, va + PAGE_SIZE);
	struct page *list = NULL;

	spin_lock(&region->lock);
	VM_WARN_ON(!region->nr_busy);
	region->nr_busy--;
	if (va - region->start < region->size && !arch_pte_valid(*slot)) {
		arch_pte_set(slot, entry_of(page));
		arch_pte_sync(va, PAGE_SIZE);
		region->nr_resident++;
		region->nr_faults++;
	} else if (region->flags & DEMAND_OVERCOMMIT) {
		demand_push(&list, page);
	} else {
		demand_push(&region->reserve, page);
		region->nr_reserve++;
		list = take_excess(region);
	}
	spin_unlock(&region->lock);
	demand_free_pages(list);
}

bool demand_fault(unsigned long addr, const struct pt_regs *regs)
{
	unsigned long va = addr & PAGE_MASK;
	struct demand_region *region;
	struct page *page;
	enum fault fault;

	region = is_vmalloc_addr((void *)addr) ? region_lock(va) : NULL;
	if (!region)
		return false;
	lockdep_assert_held(&region->lock);
	fault = begin_fault(region, va, &page);
	spin_unlock(&region->lock);
	if (fault != IS_BUSY)
		return fault == OTHER_IS_BUSY;
	/* nr_busy prevents demand_unmap() from freeing the region from here on. */
	WARN(regs_irqs_disabled(regs),
	     "%s: first touch of %#lx by %pS, in an interrupt or with interrupts off\n",
	     region->area->name, addr, (void *)instruction_pointer(regs));
	if (!page)
		page = alloc_page(GFP_ATOMIC | __GFP_HIGHMEM | __GFP_NOWARN);
	if (!page)
		panic("out of memory: first touch of %#lx in %s, which is overcommitted", addr,
		      region->area->name);
	clear_highpage(page);
	end_fault(region, va, page);
	return true;
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
			arch_pte_set(slot++, entry_of(demand_pop(list)));
		arch_pte_sync(va, next - va);
	}
}

/* Grow the region to @new bytes.  The caller holds region->mutex. */
static int demand_grow(struct demand_region *region, unsigned long new)
{
	unsigned long va = region->start + region->size, end = region->start + new;
	unsigned long nr = (end - va) >> PAGE_SHIFT, irq;
	bool populate = region->flags & DEMAND_POPULATE,
	     overcommit = region->flags & DEMAND_OVERCOMMIT;
	struct page *list = NULL, *last;
	int err;

	if (new > region->max || nr > totalram_pages() * (overcommit ? MAX_OVERCOMMIT : 1))
		return -ENOMEM;
	err = make_tables(va, end);
	if (!err && !overcommit)
		err = take_pages(nr, populate ? __GFP_ZERO : 0, &list);
	if (err)
		return err;
	if (populate)
		demand_map_pages(va, end, &list);
	for (last = list; last && page_private(last);)
		last = (struct page *)page_private(last);
	spin_lock_irqsave(&region->lock, irq);
	if (populate)
		region->nr_resident += nr;
	if (last) {
		set_page_private(last, (unsigned long)region->reserve);
		region->reserve = list;
		region->nr_reserve += nr;
	}
	VM_WARN_ON(new < region->size || new > region->max);
	region->size = new;
	spin_unlock_irqrestore(&region->lock, irq);
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

/*
 * Shrink the region to @new bytes.  The caller holds region->mutex.  The size is reduced first, so
 * that no fault fills the removed entries again.
 */
static void demand_shrink(struct demand_region *region, unsigned long new)
{
	unsigned long va = region->start + new, end = region->start + region->size, irq;
	struct page *list = NULL, *excess;

	spin_lock_irqsave(&region->lock, irq);
	region->size = new;
	spin_unlock_irqrestore(&region->lock, irq);
	for (unsigned long at = va, next; at < end; at = next) {
		next = min(table_end(at, end), at + PART_PAGES * PAGE_SIZE);
		unmap_entries(region, at, next, &list);
	}
	if (list)
		arch_tlb_flush(va, end - va);
	demand_free_pages(list);
	do {
		spin_lock_irqsave(&region->lock, irq);
		excess = take_excess(region);
		spin_unlock_irqrestore(&region->lock, irq);
		demand_free_pages(excess);
	} while (excess);
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

void *demand_map(const char *name, size_t size, size_t max, unsigned int flags)
{
	const void *caller = __builtin_return_address(0);
	unsigned long window = vm_layout.vmalloc_end - vm_layout.vmalloc_start;
	struct demand_region *region;
	struct vm_struct *area;

	if (WARN(!name || !max || size > max || flags > DEMAND_POPULATE,
		 "demand_map() of %s by %pS: invalid size %zu of %zu, or flags %#x\n", name, caller,
		 size, max, flags))
		return NULL;
	if (max > window)
		return NULL;
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return NULL;
	/* One additional page is the guard before the region. */
	area = vm_area_alloc((PAGE_ALIGN(max) >> PAGE_SHIFT) + 1, PAGE_SIZE, VM_SPARSE, GFP_KERNEL,
			     caller);
	if (!area) {
		kfree(region);
		return NULL;
	}
	region->area = area;
	region->start = area->start + PAGE_SIZE;
	region->max = PAGE_ALIGN(max);
	region->flags = flags;
	refcount_set(&region->users, 1);
	mutex_init(&region->mutex);
	spin_lock_init(&region->lock);
	if (demand_grow(region, PAGE_ALIGN(size))) {
		vm_area_abandon(area);
		kfree(region);
		return NULL;
	}
	area->demand = region;
	strscpy(area->name, name, sizeof(area->name));
	vm_area_hand_out(area, VM_DEMAND, caller);
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

void demand_unmap(void *start)
{
	struct demand_region *region;

	if (!start)
		return;
	region = region_get(start, "demand_unmap", __builtin_return_address(0));
	if (!region)
		return;
	demand_shrink(region, 0);
	vm_area_claim(region->area->start, VM_DEMAND, 0);
	/*
	 * A CPU that found the region before vm_area_claim() holds the region's lock, or is counted
	 * in nr_busy.
	 */
	while (demand_is_busy(region))
		cpu_relax();
	vm_area_free(region->area);
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
		.resident = region->nr_resident << PAGE_SHIFT,
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
