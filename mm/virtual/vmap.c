// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mappings in the vmalloc window: the caller's pages, device registers, or addresses without a
 * mapping.
 *
 * An area that has pointers to its page-table entries (area->slots, see vm_area.c) is mapped by
 * direct stores to these entries, as single pages.  Other areas are mapped by the walker
 * (pgtable.c), which may need new tables and uses larger leaves.  The walker also maps ranges of
 * at least VM_SMALL_PAGES pages, which may form a group of entries.  A whole area that has
 * area->slots is unmapped by direct stores even then, because no part of a group remains.
 *
 * vunmap(), vm_unmap_ram() and iounmap() flush the addresses on their CPU only.  The area waits for
 * a flush of all TLBs that serves many areas (vmalloc.c), and its addresses are not used before.
 * So a late access through the old address faults on this CPU, and may reach the pages or the
 * device on another CPU until then, even after the caller freed the pages, as in Linux.
 * vm_unmap_aliases() ends this.  Other functions of this file flush what they unmapped from all
 * TLBs.
 *
 * An access may find an entry empty while the entry is being changed (set_memory.c), or use a
 * cached empty entry: a walker may cache empty entries (RISC-V Privileged Architecture, 4.2.1), and
 * only the CPU that creates a mapping flushes them.  Such an access faults.  vmap_fault() waits for
 * table_lock, and the access is repeated if the new entry allows it.
 *
 * Locking: table_lock, with interrupts off, protects lookup and creation of tables for the window.
 * The entries of an area belong to its owner.
 *
 * Bounds: mapping costs one store per leaf.
 */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <internal/arch.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/percpu-defs.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "mm/pages/pages.h"
#include "vm_area.h"

static DEFINE_SPINLOCK(table_lock);
static unsigned long table_changes;	/* number of releases of table_lock */
static unsigned int table_owner = -1;	/* CPU that holds table_lock, for vmap_fault() */

/* The flags that get_vm_area() accepts; its callers create the mapping themselves. */
#define VM_BARE	(VM_IOREMAP | VM_SPARSE | VM_MAP)

/* ---- mappings -------------------------------------------------------------------------------- */

unsigned long pgtable_lock(void) __acquires(&table_lock)
{
	unsigned long irq;

	spin_lock_irqsave(&table_lock, irq);
	WRITE_ONCE(table_owner, smp_processor_id());
	return irq;
}

void pgtable_unlock(unsigned long irq) __releases(&table_lock)
{
	VM_WARN_ON(table_owner != smp_processor_id());
	table_changes++;
	WRITE_ONCE(table_owner, -1U);
	spin_unlock_irqrestore(&table_lock, irq);
}

/* The access that vmap_fault() let repeat most recently. */
struct refault {
	unsigned long addr, changes;
	unsigned int times;		/* repetitions without a change of the tables */
};

static DEFINE_PER_CPU(struct refault, refault);

#define MAX_REFAULTS	3		/* a fault that is repeated more often has another cause */

bool vmap_fault(unsigned long addr, bool write, bool exec)
{
	unsigned int need = write ? _PAGE_WRITE : exec ? _PAGE_EXEC : _PAGE_READ;
	struct refault *last = this_cpu_ptr(&refault);
	struct pgtable_range range;
	unsigned long changes;
	bool there;

	/*
	 * Only another CPU can be changing an entry that this CPU uses.  A fault of the CPU that
	 * holds the lock is a bug.
	 */
	if (NR_CPUS == 1 || !(is_vmalloc_addr((void *)addr) || is_linear_addr((void *)addr)) ||
	    READ_ONCE(table_owner) == smp_processor_id())
		return false;
	spin_lock(&table_lock);
	there = pgtable_lookup(&kernel_pgtable, addr, &range) && range.prot.bits & need;
	changes = table_changes;
	spin_unlock(&table_lock);
	if (!there)
		return false;
	last->times = last->addr == addr && last->changes == changes ? last->times + 1 : 0;
	last->addr = addr;
	last->changes = changes;
	/*
	 * A flush by address is guaranteed to affect leaves, but not tables.  The table of this
	 * address may be new, so flush all addresses.
	 */
	arch_tlb_flush_local(0, 0);
	return last->times < MAX_REFAULTS;
}

int pgtable_map_locked(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot)
{
	unsigned long at = va, end = va + size, irq;
	int err = 0;

	while (at != end && !err) {
		irq = pgtable_lock();
		err = pgtable_map_part(&kernel_pgtable, &at, pa + (at - va), end, prot);
		pgtable_unlock(irq);
	}
	if (err && at != va) {
		pgtable_unmap_locked(va, at - va);
		arch_tlb_flush(va, at - va);
	}
	return err;
}

int pgtable_change_locked(unsigned long va, unsigned long size, const struct pgtable_change *change,
			  enum pgtable_step step)
{
	unsigned long end = va + size, irq;
	int err = 0;

	while (va != end && !err) {
		irq = pgtable_lock();
		err = pgtable_change_part(&kernel_pgtable, &va, end, change, step);
		pgtable_unlock(irq);
	}
	return err;
}

int pgtable_unmap_locked(unsigned long va, unsigned long size)
{
	return pgtable_change_locked(va, size, NULL, PGTABLE_CHANGE);
}

bool pgtable_lookup_locked(unsigned long va, struct pgtable_range *range)
{
	unsigned long irq = pgtable_lock();
	bool there = pgtable_lookup(&kernel_pgtable, va, range);

	pgtable_unlock(irq);
	return there;
}

pte_t *pgtable_slots_locked(unsigned long va, unsigned long pages)
{
	unsigned long irq = pgtable_lock();
	pte_t *slots = pgtable_slots(&kernel_pgtable, va, pages);

	pgtable_unlock(irq);
	return slots;
}

int vm_area_map(struct vm_struct *area, unsigned long at, phys_addr_t pa, unsigned long size,
		pgprot_t prot)
{
	VM_WARN_ON((at | pa | size) & ~PAGE_MASK || at + size > get_vm_area_size(area));
	if (!vm_area_slots(area))
		return pgtable_map_locked(area->start + at, pa, size, prot);
	vm_area_set(area, at >> PAGE_SHIFT, pa, size >> PAGE_SHIFT, prot);
	return 0;
}

void vm_area_unmap(struct vm_struct *area, unsigned long size)
{
	VM_WARN_ON(size & ~PAGE_MASK || size > get_vm_area_size(area));
	if (vm_area_slots(area))
		vm_area_clear(area, size >> PAGE_SHIFT);
	else
		pgtable_unmap_locked(area->start, size);
}

/*
 * Map the pages to consecutive addresses.  On failure, unmaps the pages that it has mapped, and
 * returns an error.
 */
static int map_pages_at(unsigned long va, struct page **pages, unsigned long count, pgprot_t prot)
{
	unsigned long i, run;
	int err;

	for (i = 0; i < count; i += run) {
		for (run = 1; i + run < count && pages[i + run] == pages[i] + run; run++)
			;
		err = pgtable_map_locked(va + (i << PAGE_SHIFT), page_to_phys(pages[i]),
					 run << PAGE_SHIFT, prot);
		if (err && i) {
			pgtable_unmap_locked(va, i << PAGE_SHIFT);
			arch_tlb_flush(va, i << PAGE_SHIFT);
		}
		if (err)
			return err;
	}
	return 0;
}

struct page *vmap_page(const void *addr)
{
	unsigned long va = (unsigned long)addr;
	struct pgtable_range range;
	phys_addr_t pa;

	if (!is_vmalloc_addr(addr) || !pgtable_lookup(&kernel_pgtable, va, &range))
		return NULL;
	pa = range.pa + (va - range.start);
	return pfn_valid(PHYS_PFN(pa)) ? phys_to_page(pa) : NULL;
}

struct page *vmalloc_to_page(const void *addr)
{
	unsigned long irq = pgtable_lock();
	struct page *page = vmap_page(addr);

	if (page)
		vmalloc_pin(page);
	pgtable_unlock(irq);
	return page;
}

unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? page_to_pfn(page) : 0;
}

/* ---- vmap ------------------------------------------------------------------------------------ */

/*
 * Return the number of consecutive struct pages from @page on that certainly describe RAM: those
 * of the block if @page is the first page of an allocated block, 1 for another struct page of RAM,
 * or 0 for an invalid pointer.
 */
static unsigned long pages_from(const struct page *page)
{
	if (page_is_allocated(page))
		return 1UL << page->order;
	return page == pfn_to_page(page_to_pfn(page)) && pfn_valid(page_to_pfn(page));
}

static noinline void report_bad_page(struct page **pages, unsigned long i, const char *what,
				     const void *caller)
{
	WARN(1, "%s() by %pS: entry %lu, %px, is not a struct page\n", what, caller, i,
	     pages ? pages[i] : NULL);
}

/*
 * Return true if all pointers are struct pages of RAM.  Otherwise report the first invalid pointer,
 * and return false.
 */
static bool vmap_check_pages(struct page **pages, unsigned long count, const char *what,
			     const void *caller)
{
	for (unsigned long i = 0; i < count;) {
		const struct page *page = pages ? pages[i] : NULL;
		unsigned long end = i + pages_from(page);

		if (i == end) {
			report_bad_page(pages, i, what, caller);
			return false;
		}
		for (end = min(end, count); ++i < end && pages[i] == ++page;)
			;
	}
	return true;
}

/*
 * Check and map the pages of an area that has area->slots.  On failure, the pages before the
 * invalid pointer remain mapped.
 */
static bool set_slots(struct vm_struct *area, struct page **pages, unsigned long count,
		      pgprot_t prot, const char *what, const void *caller)
{
	const pte_t zero = arch_pte_leaf(0, prot, 0);
	pte_t *slots = area->slots;

	for (unsigned long i = 0; i < count;) {
		const struct page *page = pages[i];
		unsigned long end = i + pages_from(page);
		phys_addr_t pa = page_to_phys(page);

		if (unlikely(i == end)) {
			report_bad_page(pages, i, what, caller);
			return false;
		}
		end = min(end, count);
		do {
			arch_pte_set(slots + i, arch_pte_at(zero, pa));
			pa += PAGE_SIZE;
		} while (++i < end && pages[i] == ++page);
	}
	arch_pte_sync(area->start, count << PAGE_SHIFT);
	return true;
}

static void *map_array(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot,
		       const char *what, const void *caller)
{
	struct vm_struct *area;
	bool ok;

	if (!count || count > totalram_pages())
		return NULL;
	if (unlikely(!pages)) {
		report_bad_page(NULL, 0, what, caller);
		return NULL;
	}
	area = vm_area_alloc(count, PAGE_SIZE, flags, GFP_KERNEL, caller);
	if (!area)
		return NULL;
	if (vm_area_slots(area))
		ok = set_slots(area, pages, count, prot, what, caller);
	else
		ok = vmap_check_pages(pages, count, what, caller) &&
		     !map_pages_at(area->start, pages, count, prot);
	if (likely(ok))
		return area->addr;
	vmap_put(area->addr, flags);
	return NULL;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	return map_array(pages, count, VM_MAP, prot, "vmap", __builtin_return_address(0));
}

void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	return map_array(pages, count, VM_MAP_RAM, PAGE_KERNEL, "vm_map_ram",
			 __builtin_return_address(0));
}

/* Return true if the walker must be used, because larger leaves or groups may be possible. */
static bool is_large(unsigned long size)
{
	return IS_ENABLED(CONFIG_PGTABLE_CONT) && size >= VM_SMALL_PAGES << PAGE_SHIFT;
}

static unsigned long range_align(phys_addr_t pa, unsigned long size)
{
	return is_large(size) ? pgtable_align(&kernel_pgtable, pa, size) : PAGE_SIZE;
}

static int vm_area_map_part(struct vm_struct *area, unsigned long at, phys_addr_t pa,
			    unsigned long size, pgprot_t prot)
{
	return is_large(size) ? pgtable_map_locked(area->start + at, pa, size, prot) :
				vm_area_map(area, at, pa, size, prot);
}

struct vm_struct *vmap_range(phys_addr_t pa, unsigned long size, pgprot_t prot, unsigned long flags,
			     const void *caller)
{
	struct vm_struct *area = vm_area_alloc(size >> PAGE_SHIFT, range_align(pa, size), flags,
					       GFP_KERNEL, caller);

	if (area && vm_area_map_part(area, 0, pa, size, prot)) {
		vm_area_abandon(area);
		return NULL;
	}
	return area;
}

static struct vm_struct *claim_mapping(const void *addr, unsigned long flags, const char *what,
				       const void *caller)
{
	struct vm_struct *area = vm_area_claim((unsigned long)addr, flags, 0);

	WARN(!area, "%s(%px) by %pS: not the start of an area of that kind\n", what, addr, caller);
	return area;
}

static void unmap_claimed(struct vm_struct *area)
{
	unsigned long size = get_vm_area_size(area);

	vm_area_unmap(area, size);
	vm_area_flush_free(area, NULL, size);
}

void vunmap_area(const void *addr, unsigned long flags, const char *what, const void *caller)
{
	struct vm_struct *area = claim_mapping(addr, flags, what, caller);

	if (area)
		unmap_claimed(area);
}

void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot)
{
	const void *caller = __builtin_return_address(0);
	struct vm_struct *area;
	unsigned long align;
	unsigned int i, run;

	if (!count)
		return NULL;
	for (i = 0; i < count; i++) {
		phys_addr_t pa = PFN_PHYS(pfns[i]);

		if (WARN(pfn_valid(pfns[i]) || PHYS_PFN(pa) != pfns[i] ||
				 !io_range_valid(pa, PAGE_SIZE),
			 "vmap_pfn() by %pS: entry %u of %u, frame %#lx, is RAM or too large\n",
			 caller, i, count, pfns[i]))
			return NULL;
	}
	align = range_align(PFN_PHYS(pfns[0]), (unsigned long)count << PAGE_SHIFT);
	area = vm_area_alloc(count, align, VM_MAP, GFP_KERNEL, caller);
	if (!area)
		return NULL;
	for (i = 0; i < count; i += run) {
		for (run = 1; i + run < count && pfns[i + run] == pfns[i] + run; run++)
			;
		if (vm_area_map_part(area, (unsigned long)i << PAGE_SHIFT, PFN_PHYS(pfns[i]),
				     (unsigned long)run << PAGE_SHIFT, prot)) {
			vunmap_area(area->addr, VM_MAP, "vmap_pfn", caller);
			return NULL;
		}
	}
	return area->addr;
}

void *vmap_contiguous(struct page *page, unsigned int count, pgprot_t prot)
{
	struct vm_struct *area = vmap_range(page_to_phys(page), (unsigned long)count << PAGE_SHIFT,
					    prot, VM_MAP, __builtin_return_address(0));

	return area ? area->addr : NULL;
}

void *vmap_get(unsigned long size, unsigned long flags, gfp_t gfp, const void *caller)
{
	struct vm_struct *area = vm_area_alloc(size >> PAGE_SHIFT, PAGE_SIZE, flags, gfp, caller);

	return area ? area->addr : NULL;
}

void vmap_put(const void *addr, unsigned long flags)
{
	vunmap_area(addr, flags, "vmap_put", __builtin_return_address(0));
}

void vm_unmap_ram(const void *mem, unsigned int count)
{
	const void *caller = __builtin_return_address(0);
	struct vm_struct *area = claim_mapping(mem, VM_MAP_RAM, "vm_unmap_ram", caller);

	if (!area)
		return;
	if (WARN(get_vm_area_size(area) >> PAGE_SHIFT != count,
		 "vm_unmap_ram(%px, %u) by %pS: %lu pages are mapped there\n", mem, count, caller,
		 (unsigned long)get_vm_area_size(area) >> PAGE_SHIFT)) {
		vm_area_hand_out(area, VM_MAP_RAM, area->caller);
		return;
	}
	unmap_claimed(area);
}

void vunmap(const void *addr)
{
	if (addr)
		vunmap_area(addr, VM_MAP, "vunmap", __builtin_return_address(0));
}

/* ---- addresses only -------------------------------------------------------------------------- */

struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	unsigned long window = vm_layout.vmalloc_end - vm_layout.vmalloc_start;

	size = PAGE_ALIGN(size);
	if (WARN_ON_ONCE(flags & ~VM_BARE) || !size || size > window)
		return NULL;
	return vm_area_alloc(size >> PAGE_SHIFT, PAGE_SIZE, flags, GFP_KERNEL, caller);
}

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return get_vm_area_caller(size, flags, __builtin_return_address(0));
}

void free_vm_area(struct vm_struct *area)
{
	vunmap_area(area->addr, VM_BARE, "free_vm_area", __builtin_return_address(0));
}

static bool is_part(const struct vm_struct *area, unsigned long start, unsigned long end)
{
	return PAGE_ALIGNED(start | end) && start < end && start >= area->start &&
	       end <= area->end - PAGE_SIZE;
}

int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot)
{
	struct vm_struct *area = find_vm_area((void *)addr);

	if (!area || WARN_ON_ONCE(!(vm_area_flags(area) & VM_IOREMAP)) ||
	    !is_part(area, addr, end) || !PAGE_ALIGNED(phys))
		return -EINVAL;
	return pgtable_map_locked(addr, phys, end - addr, prot);
}

int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages)
{
	unsigned long count = (end - start) >> PAGE_SHIFT;

	if (WARN_ON_ONCE(!(area->flags & VM_SPARSE)) || !is_part(area, start, end) ||
	    !vmap_check_pages(pages, count, "vm_area_map_pages", __builtin_return_address(0)))
		return -EINVAL;
	return map_pages_at(start, pages, count, PAGE_KERNEL);
}

void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end)
{
	if (WARN_ON_ONCE(!(area->flags & VM_SPARSE) || !is_part(area, start, end)))
		return;
	pgtable_unmap_locked(start, end - start);
	arch_tlb_flush(start, end - start);
}
