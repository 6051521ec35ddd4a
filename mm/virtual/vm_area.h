/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VM_AREA_H
#define MM_VM_AREA_H

/* Inline functions for areas: the cache of freed areas of each CPU, and the end of an area. */

#include <internal/arch.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/percpu-defs.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

#include "mm/debug/tools.h"
#include "virtual.h"

#define VM_MAX_KEPT	(NR_CPUS > 1 ? 80UL : 16UL)

struct kept_areas {
	struct vm_struct *of_size[VM_SMALL_PAGES + 1];	/* index: pages without the guard page */
	unsigned long count;
};

DECLARE_PER_CPU_CACHE_HOT(struct kept_areas, kept_areas);

static __always_inline pte_t *vm_area_slots(const struct vm_struct *area)
{
	return VM_KEEPS_AREAS ? area->slots : NULL;
}

/*
 * Pop a cached area of @pages pages (1 to VM_SMALL_PAGES).  Returns NULL if this CPU caches no
 * area of that size, or if the first one is not aligned.
 */
static __fast_inline struct vm_struct *vm_area_take_kept(unsigned long pages, unsigned long align)
{
	struct kept_areas *mine;
	struct vm_struct *area;
	unsigned long irq;

	if (!VM_KEEPS_AREAS)
		return NULL;
	local_irq_save(irq);
	mine = this_cpu_hot_ptr(kept_areas);
	area = mine->of_size[pages];
	if (likely(area && !(area->start & (align - 1)))) {
		mine->of_size[pages] = area->next;
		mine->count--;
	} else {
		area = NULL;
	}
	local_irq_restore(irq);
	return area;
}

/* Publish an area.  A CPU that reads its flags by vm_area_flags() also sees area->caller. */
static __fast_inline void vm_area_hand_out(struct vm_struct *area, unsigned long flags,
					   const void *caller)
{
	kasan_unpoison_area(area->addr, get_vm_area_size(area));
	area->caller = caller;
	smp_wmb();
	WRITE_ONCE(area->flags, flags);
}

/*
 * Cache a freed area.  Returns false if the cache is full, or if area->slots does not point to the
 * area's page-table entries.
 */
static __fast_inline bool vm_area_keep(struct vm_struct *area, unsigned long pages)
{
	struct kept_areas *mine;
	unsigned long irq;
	bool ok;

	if (!vm_area_slots(area))
		return false;
	local_irq_save(irq);
	mine = this_cpu_hot_ptr(kept_areas);
	ok = mine->count < VM_MAX_KEPT;
	if (likely(ok)) {
		area->next = mine->of_size[pages];
		mine->of_size[pages] = area;
		mine->count++;
	}
	local_irq_restore(irq);
	return ok;
}

/* Store page-table entries of an area, from page @first on.  area->slots points to the entries. */
static __fast_inline void vm_area_set(struct vm_struct *area, unsigned long first, phys_addr_t pa,
				      unsigned long pages, pgprot_t prot)
{
	const pte_t zero = arch_pte_leaf(0, prot, 0);
	pte_t *slot = area->slots + first, *end = slot + pages;

	for (; slot < end; slot++, pa += PAGE_SIZE)
		arch_pte_set(slot, arch_pte_at(zero, pa));
	arch_pte_sync(area->start + (first << PAGE_SHIFT), pages << PAGE_SHIFT);
}

static __fast_inline void vm_area_clear(struct vm_struct *area, unsigned long pages)
{
	for (pte_t *slot = area->slots, *end = slot + pages; slot < end; slot++)
		arch_pte_set(slot, (pte_t){ 0 });
}

/*
 * Free a claimed area, whose first @size bytes were unmapped, and the blocks of pages that are
 * linked by page->private in @blocks, after a flush of the TLBs of all CPUs.  If there are other
 * CPUs, only this CPU's TLB is flushed at once, and the area may wait for a flush that serves
 * several areas.  If nothing was mapped, @size is 0.  May be called in any context.
 */
static __fast_inline void vm_area_flush_free(struct vm_struct *area, struct page *blocks,
					     unsigned long size)
{
	if (size && num_online_cpus() > 1) {
		vm_area_put_off(area, blocks, size);
		return;
	}
	if (size)
		arch_tlb_flush(area->start, size);
	if (blocks)
		vm_blocks_free(blocks);
	vm_area_free(area);
}

#endif /* MM_VM_AREA_H */
