// SPDX-License-Identifier: BSD-2-Clause
/*
 * High memory: RAM above the linear map.
 *
 * The struct pages of high memory are in the page array at the usual index, as if the linear map
 * continued above its window.  The virtual addresses of such a continued map have other uses, so
 * page_address() returns NULL.
 *
 * boot_highmem.c determines where the linear map ends.
 *
 * kmap_local_page().  Each CPU has KMAP_LOCAL slots, which are pages of the vmalloc window, for its
 * threads and interrupt handlers.  A bitmap records the used slots.  Threads do not migrate
 * between CPUs, so only this CPU uses its slots, and unmapping flushes only the local TLB.  Other
 * CPUs may have loaded the translation speculatively, but never use it.  Interrupts are off while a
 * slot is allocated.  A free slot has no mapping.
 *
 * kmap().  All CPUs share KMAP_GLOBAL slots, each with the number of kmap() calls for its page.  A
 * caller waits until a slot is free.  The last kunmap() unmaps the page on all CPUs.
 *
 * All slots are mapped once during boot, so that their page tables exist and mapping a slot never
 * allocates memory.
 *
 * Bounds: finding a CPU's slot takes constant time; kmap() scans all global slots.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/arch.h>
#include <internal/mm_boot.h>
#include <internal/params.h>
#include <internal/sections.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/lockdep.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "virtual.h"

/*
 * The slots of each CPU: 16 for nested mappings of the running thread, 16 for an interrupt
 * handler, and 32 for threads that sleep with mappings.
 */
#define KMAP_LOCAL	64
#define KMAP_GLOBAL	128

struct kmap_slot {
	const struct page *page;
	unsigned int count;
};

/* The slots of one CPU.  Accessed with interrupts off. */
struct kmap_cpu {
	unsigned long base;
	u64 used;
};

static DEFINE_PER_CPU(struct kmap_cpu, kmap_cpu);
/* first address of the slots, which are KMAP_LOCAL pages for each CPU */
static unsigned long local_base;
static unsigned long global_base;
static struct kmap_slot slots[KMAP_GLOBAL];	/* protected by slots_lock */
static DEFINE_SPINLOCK(slots_lock);
static DECLARE_WAIT_QUEUE_HEAD(slot_freed);

static bool kmap_is_local(const void *addr)
{
	return (unsigned long)addr - local_base < num_possible_cpus() * KMAP_LOCAL * PAGE_SIZE;
}

static bool is_global(const void *addr)
{
	return (unsigned long)addr - global_base < KMAP_GLOBAL * PAGE_SIZE;
}

static void map_slot(unsigned long va, const struct page *page, pgprot_t prot)
{
	if (pgtable_map_locked(va, page_to_phys(page), PAGE_SIZE, prot))
		panic("kmap: the slot at %#lx is in use", va);
}

void *__kmap_local_high(const struct page *page, pgprot_t prot)
{
	unsigned long flags, va;
	struct kmap_cpu *cpu;
	u64 unused;

	local_irq_save(flags);
	cpu = this_cpu_ptr(&kmap_cpu);
	unused = ~cpu->used;
	if (!unused)
		panic("kmap: all %d slots of CPU %u are in use", KMAP_LOCAL,
		      smp_processor_id());
	VM_WARN_ON(!kmap_is_local((void *)cpu->base));
	va = cpu->base + __ffs(unused) * PAGE_SIZE;
	cpu->used |= unused & -unused;
	map_slot(va, page, prot);
	local_irq_restore(flags);
	return (void *)va;
}

void __kunmap_local_high(const void *addr)
{
	unsigned long nr, flags, va = (unsigned long)addr & PAGE_MASK;
	struct kmap_cpu *cpu;

	if (!kmap_is_local(addr))
		return;
	local_irq_save(flags);
	cpu = this_cpu_ptr(&kmap_cpu);
	nr = (va - cpu->base) / PAGE_SIZE;
	if (WARN(nr >= KMAP_LOCAL || !(cpu->used & 1ULL << nr),
		 "kunmap_local(%px) by %pS: not mapped by this CPU\n", addr,
		 __builtin_return_address(0))) {
		local_irq_restore(flags);
		return;
	}
	pgtable_unmap_locked(va, PAGE_SIZE);
	arch_tlb_flush_local(va, PAGE_SIZE);
	cpu->used &= ~(1ULL << nr);
	local_irq_restore(flags);
}

static struct kmap_slot *slot_of(const struct page *page)
{
	struct kmap_slot *slot;

	lockdep_assert_held(&slots_lock);
	for (slot = slots; slot < slots + KMAP_GLOBAL; slot++) {
		if (slot->page == page)
			return slot;
	}
	return NULL;
}

static unsigned long kmap_slot_address(const struct kmap_slot *slot)
{
	VM_WARN_ON(slot < slots || slot >= slots + KMAP_GLOBAL);
	return global_base + (slot - slots) * PAGE_SIZE;
}

/* Return the address of the page, or NULL if all slots are in use for other pages. */
static void *try_kmap(const struct page *page)
{
	struct kmap_slot *slot;

	spin_lock(&slots_lock);
	slot = slot_of(page);
	if (!slot) {
		slot = slot_of(NULL);
		if (slot) {
			slot->page = page;
			map_slot(kmap_slot_address(slot), page, PAGE_KERNEL);
		}
	}
	if (slot)
		slot->count++;
	spin_unlock(&slots_lock);
	return slot ? (void *)kmap_slot_address(slot) : NULL;
}

void *__kmap_high(const struct page *page)
{
	void *va;

	wait_event(slot_freed, (va = try_kmap(page)));
	return va;
}

void __kunmap_high(const struct page *page)
{
	struct kmap_slot *slot;
	bool last;

	spin_lock(&slots_lock);
	slot = slot_of(page);
	if (slot && !--slot->count) {
		pgtable_unmap_locked(kmap_slot_address(slot), PAGE_SIZE);
		arch_tlb_flush(kmap_slot_address(slot), PAGE_SIZE);
		VM_WARN_ON(slot->page != page);
		slot->page = NULL;
	}
	last = slot && !slot->page;
	spin_unlock(&slots_lock);
	WARN(!slot, "kunmap(pfn %#lx) by %pS: not mapped\n", page_to_pfn(page),
	     __builtin_return_address(0));
	if (last)
		wake_up(&slot_freed);
}

struct page *kmap_to_page(const void *addr)
{
	return kmap_is_local(addr) || is_global(addr) ? vmalloc_to_page(addr) : virt_to_page(addr);
}

void clear_high_pages(struct page *page, unsigned int nr_pages)
{
	for (struct page *end = page + nr_pages; page < end; page++) {
		void *va = kmap_local_page(page);

		clear_page(va);
		kunmap_local(va);
	}
}

static unsigned long sum_high(bool only_free)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone) {
		if (is_highmem(zone))
			nr += only_free ? READ_ONCE(zone->nr_free_pages) :
					  READ_ONCE(zone->managed_pages);
	}
	return nr;
}

unsigned long totalhigh_pages(void)
{
	return sum_high(false);
}

unsigned long nr_free_highpages(void)
{
	return sum_high(true);
}

/*
 * Allocate addresses for @nr slots, and map each to @page and unmap it, to create the page tables.
 */
static unsigned long __init make_slots(unsigned long nr, const struct page *page)
{
	unsigned long va = (unsigned long)vmap_get(nr * PAGE_SIZE, VM_MAP, GFP_KERNEL,
						   highmem_init),
		      i;

	if (!va)
		panic("no memory for the kmap slots");
	for (i = 0; i < nr; i++)
		map_slot(va + i * PAGE_SIZE, page, PAGE_KERNEL);
	pgtable_unmap_locked(va, nr * PAGE_SIZE);
	arch_tlb_flush(va, nr * PAGE_SIZE);
	return va;
}

void __init highmem_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int cpu, i = 0;

	if (!page)
		panic("no memory for the kmap slots");
	local_base = make_slots(num_possible_cpus() * KMAP_LOCAL, page);
	global_base = make_slots(KMAP_GLOBAL, page);
	__free_page(page);
	for_each_possible_cpu(cpu)
		per_cpu_ptr(&kmap_cpu, cpu)->base = local_base + i++ * KMAP_LOCAL * PAGE_SIZE;
}
