// SPDX-License-Identifier: BSD-2-Clause
/*
 * RAM beyond the linear map.
 *
 * Its struct pages lie in the page array where arithmetic finds them, as if the linear map went on behind
 * its window; the addresses that this arithmetic gives belong to others, so page_address() says NULL.
 *
 * The linear map ends where its window does, or earlier by CONFIG_LINEAR_MAP_LIMIT or highmem=.
 *
 * kmap_local_page().  Each CPU has KMAP_LOCAL slots, pages of the vmalloc window, for its threads and
 * interrupts together; a word says which are in use.  A thread stays on its CPU, so only this CPU uses what
 * is mapped there, and it flushes when it is done: what another CPU's TLB may have fetched on speculation
 * is never used.  Interrupts are off while a slot is looked for.  A free slot has no mapping.
 *
 * kmap().  KMAP_GLOBAL slots for all CPUs, with a count of the calls for one page; who finds none waits.
 * The last kunmap() unmaps it on all CPUs.
 *
 * All slots were mapped once, so that mapping one never needs a page for a table.
 *
 * Bounds: a slot of a CPU is found in constant time, one of kmap() by a look at all.
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
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "virtual.h"

static phys_addr_t high_size __initdata;

/* highmem=size, as Linux has it where it has high memory. */
static int __init set_high_size(char *value)
{
	char *end;
	u64 size;
	int err = parse_size(value, &end, &size);

	if (err || *end)
		return err ? err : -EINVAL;
	high_size = size;
	return 0;
}
early_param("highmem", set_high_size);

/* The address that has @size bytes of RAM above it. */
static phys_addr_t __init below_top(phys_addr_t size)
{
	const struct memblock_region *r = memblock.memory.regions + memblock.memory.cnt;

	while (r-- > memblock.memory.regions) {
		if (size <= r->size)
			return r->base + r->size - size;
		size -= r->size;
	}
	return memblock_start_of_DRAM();
}

/* The least that a machine can work with. */
#define LEAST_LOW	SZ_16M

/* In whole blocks. */
void __init highmem_limit_linear_map(void)
{
	phys_addr_t block = PAGE_SIZE << MAX_PAGE_ORDER, end = memblock_end_of_DRAM();
	phys_addr_t least = ALIGN(__pa_symbol(_end) + LEAST_LOW, block);

	if (CONFIG_LINEAR_MAP_LIMIT)
		end = __pa_linear(vm_layout.linear_start) + ((phys_addr_t)CONFIG_LINEAR_MAP_LIMIT << 20);
	if (high_size)
		end = min(end, ALIGN_DOWN(below_top(high_size), block));
	if (end < least)
		pr_warn("the linear map would end at %#llx, but needs memory up to %#llx\n",
			(unsigned long long)end, (unsigned long long)least);
	end = max(end, least);
	/* Beyond its window the linear map has no addresses to compare. */
	if (end < memblock_end_of_DRAM() && end < __pa_linear(vm_layout.linear_limit))
		vm_layout.linear_limit = (unsigned long)__va(end);
}

/* After boot */

/* Enough for 16 nested ones of a thread, of an interrupt, and for threads that sleep with some. */
#define KMAP_LOCAL	64
#define KMAP_GLOBAL	128

struct kmap_slot {
	const struct page *page;
	unsigned int count;
};

/* The slots of a CPU; interrupts off. */
struct kmap_cpu {
	unsigned long base;
	u64 used;
};

static DEFINE_PER_CPU(struct kmap_cpu, kmap_cpu);
static unsigned long local_base;		/* KMAP_LOCAL pages for each possible CPU */
static unsigned long global_base;
static struct kmap_slot slots[KMAP_GLOBAL];	/* slots_lock */
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
		panic("the window to high memory at %#lx is in use", va);
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
		panic("all %d windows of CPU %u to high memory are in use", KMAP_LOCAL,
		      smp_processor_id());
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

	for (slot = slots; slot < slots + KMAP_GLOBAL; slot++) {
		if (slot->page == page)
			return slot;
	}
	return NULL;
}

static unsigned long kmap_slot_address(const struct kmap_slot *slot)
{
	return global_base + (slot - slots) * PAGE_SIZE;
}

/* NULL: all are in use for other pages. */
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

/* Addresses for @nr slots, each mapped once, to any page. */
static unsigned long __init make_slots(unsigned long nr, const struct page *page)
{
	unsigned long va = (unsigned long)vmap_get(nr * PAGE_SIZE, VM_MAP, GFP_KERNEL, highmem_init), i;

	if (!va)
		panic("no memory for the windows to high memory");
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
		panic("no memory for the windows to high memory");
	local_base = make_slots(num_possible_cpus() * KMAP_LOCAL, page);
	global_base = make_slots(KMAP_GLOBAL, page);
	__free_page(page);
	for_each_possible_cpu(cpu)
		per_cpu_ptr(&kmap_cpu, cpu)->base = local_base + i++ * KMAP_LOCAL * PAGE_SIZE;
}
