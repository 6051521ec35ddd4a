// SPDX-License-Identifier: BSD-2-Clause
/*
 * RAM beyond the linear map.
 *
 * Its struct pages lie in the page array where arithmetic finds them, as if the linear map went on behind
 * its window; the addresses that this arithmetic gives belong to others, so page_address() says NULL.
 *
 * The linear map ends where its window does, or earlier by CONFIG_LINEAR_MAP_LIMIT or highmem=.
 *
 * To clear a page, each CPU has a window of one page in the vmalloc area.  Interrupts are off while
 * something is mapped there, so an interrupt finds it free.  Only this CPU uses its window, and it flushes
 * when it is done: what another CPU's TLB may have fetched of it on speculation is never used there.
 */

#define pr_fmt(fmt) "memory: " fmt

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
#include <linux/vmalloc.h>
#include <quarry/arch.h>
#include <quarry/mm_boot.h>
#include <quarry/sections.h>

static phys_addr_t high_size __initdata;

/* highmem=size, as Linux has it where it has high memory. */
static int __init set_high_size(char *value)
{
	char *end;

	high_size = memparse(value, &end);
	return end == value || *end ? -EINVAL : 0;
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

static DEFINE_PER_CPU(unsigned long, window);

void clear_high_pages(struct page *page, unsigned int nr_pages)
{
	for (struct page *end = page + nr_pages; page < end; page++) {
		unsigned long flags, va;

		local_irq_save(flags);
		va = this_cpu_read(window);
		if (pgtable_map_locked(va, page_to_phys(page), PAGE_SIZE, PAGE_KERNEL))
			panic("the window to high memory at %#lx is in use", va);
		clear_page((void *)va);
		pgtable_unmap_locked(va, PAGE_SIZE);
		arch_tlb_flush_local(va, PAGE_SIZE);
		local_irq_restore(flags);
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

/* The windows are mapped once, so that all tables exist that a mapping there will need. */
void __init highmem_init(void)
{
	unsigned int nr = num_possible_cpus(), order = get_order(nr * PAGE_SIZE), cpu, i = 0;
	struct page *page = alloc_pages(GFP_KERNEL, order);
	void *windows = page ? vmap_contiguous(page, nr, PAGE_KERNEL) : NULL;

	if (!windows)
		panic("no memory for the windows to high memory");
	pgtable_unmap_locked((unsigned long)windows, nr * PAGE_SIZE);
	arch_tlb_flush((unsigned long)windows, nr * PAGE_SIZE);
	__free_pages(page, order);
	for_each_possible_cpu(cpu)
		per_cpu(window, cpu) = (unsigned long)windows + i++ * PAGE_SIZE;
}
