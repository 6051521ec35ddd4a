// SPDX-License-Identifier: BSD-2-Clause
/*
 * Build the final page tables: the image by section, all RAM in the linear map, the console, and
 * the page array.
 *
 * The tables are built while the boot tables are active.  Table pages are allocated from memblock,
 * and must be mapped to be written.  The first table pages therefore come from chunks of free RAM
 * that the boot tables map at their addresses in the linear map.  After the linear map is complete
 * and active, table pages can come from any RAM.
 *
 * Protection of RAM in the linear map: the code and constants of the image are not writable through
 * their addresses in the linear map either.  Ranges of different protection are mapped separately,
 * so that a later change of one need not split a block (which AArch64 only allows while the block
 * is unmapped for a moment).
 */

#define pr_fmt(fmt) "paging: " fmt

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <internal/arch.h>
#include <internal/early.h>
#include <internal/mm_boot.h>
#include <internal/sections.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"
#include "virtual.h"

struct pgtable kernel_pgtable;

static unsigned long nr_tables;	/* pages of kernel_pgtable; updated atomically */

unsigned long pgtable_pages(void)
{
	return READ_ONCE(nr_tables);
}

static pte_t *count_table(void *page)
{
	if (page)
		__atomic_fetch_add(&nr_tables, 1, __ATOMIC_RELAXED);
	return page;
}

/* The chunk from which table pages are allocated while the boot tables are active. */
static phys_addr_t chunk_start __initdata, chunk_end __initdata;

/* Sizes of a chunk.  The linear map of a small machine needs few tables. */
#define CHUNK_MOST	((phys_addr_t)SZ_2M)
#define CHUNK_LEAST	((phys_addr_t)8 * PAGE_SIZE)

/*
 * Find the next chunk of free RAM, and map it by the boot tables.  Returns false if there is none.
 */
static bool __init map_chunk(void)
{
	struct pgtable boot = kernel_pgtable;
	phys_addr_t size = CHUNK_MOST, chunk;

	while (!(chunk = memblock_phys_alloc_range(size, size, 0, MEMBLOCK_ALLOC_ACCESSIBLE))) {
		if (size <= CHUNK_LEAST)
			return false;
		size /= 2;
	}
	memblock_phys_free(chunk, size);
	arch_boot_table(&boot);
	boot.alloc = early_table_alloc;
	boot.max_leaf = 1;
	if (pgtable_map(&boot, (unsigned long)__va(chunk), chunk, size, PAGE_KERNEL_TAGGED))
		panic("the boot page tables are too small");
	chunk_start = chunk;
	chunk_end = chunk + size;
	return true;
}

static phys_addr_t __init chunk_page(void)
{
	return chunk_end ? memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, chunk_start, chunk_end)
			 : 0;
}

static pte_t *__init chunk_table_alloc(struct pgtable *table)
{
	phys_addr_t pa = chunk_page();

	if (!pa && map_chunk())
		pa = chunk_page();
	if (!pa)
		return NULL;
	memblock_set_owner(pa, PAGE_SIZE, "page tables");
	return count_table(memset(__va(pa), 0, PAGE_SIZE));
}

static pte_t *__init memblock_table_alloc(struct pgtable *table)
{
	void *page = memblock_alloc(PAGE_SIZE, PAGE_SIZE);

	if (page)
		memblock_set_owner(__pa(page), PAGE_SIZE, "page tables");
	return count_table(page);
}

/* Allocate atomically, because the lock of the tables is held with interrupts off. */
static pte_t *buddy_table_alloc(struct pgtable *table)
{
	return count_table((void *)get_zeroed_page(GFP_ATOMIC));
}

static void buddy_table_free(struct pgtable *table, pte_t *page)
{
	VM_WARN_ON(!READ_ONCE(nr_tables));
	__atomic_fetch_sub(&nr_tables, 1, __ATOMIC_RELAXED);
	if (PageReserved(virt_to_page(page)))
		free_reserved_area(page, (char *)page + PAGE_SIZE, -1, NULL);
	else
		free_page((unsigned long)page);
}

static void __init map_or_panic(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot)
{
	int err = size ? pgtable_map(&kernel_pgtable, va, pa, size, prot) : 0;

	if (err)
		panic("mapping [%#lx, +%#lx) to %#llx failed: %d", va, size,
		      (unsigned long long)pa, err);
}

static void __init map_section(const char *start, const char *end, pgprot_t prot)
{
	map_or_panic((unsigned long)start, __pa_symbol(start), end - start, prot);
}

/*
 * Map the sections of the image.  The protection of ro_after_init changes later, while CPUs use the
 * section.  It is mapped without groups of entries, because break-before-make would unmap a whole
 * group for a moment.
 */
static void __init map_image(void)
{
	u8 cont_bits = kernel_pgtable.cont_bits;

	map_section(_text, _etext, PAGE_KERNEL_ROX);
	map_section(__init_text_begin, __init_text_end, PAGE_KERNEL_ROX);
	map_section(__start_rodata, __start_ro_after_init, PAGE_KERNEL_RO);
	if (IS_ENABLED(CONFIG_PGTABLE_CONT))
		kernel_pgtable.cont_bits = 0;
	map_section(__start_ro_after_init, __end_ro_after_init, PAGE_KERNEL);
	if (IS_ENABLED(CONFIG_PGTABLE_CONT))
		kernel_pgtable.cont_bits = cont_bits;
	map_section(__init_data_begin, __init_data_end, PAGE_KERNEL);
	map_section(_sdata, __bss_stop, PAGE_KERNEL);
	map_section(__init_bss_begin, _end, PAGE_KERNEL);
}

/*
 * Uncached memory (mm/dma/uncached.c) removes blocks of 2 MiB from the linear map.  With
 * break-before-make, a larger leaf cannot be split in place for that, because it would be unmapped
 * for a moment.  So the first 4 GiB, from which this memory is allocated, have no leaves above 2
 * MiB.  Groups of entries are not larger either.
 */
#define FINE_SIZE	(4UL << 30)
#define FINE_LEAF	(PAGE_SIZE << (PAGE_SHIFT - 3) <= SZ_2M ? 1 : 0)

static bool rodata_full __ro_after_init;

static int __init set_rodata(char *value)
{
	rodata_full = value && !strcmp(value, "full");
	if (!rodata_full && (!value || strcmp(value, "on")))
		pr_err("rodata=%s is neither on nor full: ignored\n", value ? value : "");
	return 0;
}
early_param("rodata", set_rodata);

bool linear_map_of_pages(void)
{
	return rodata_full || page_debug_wants_pages() || dma_touch_protects;
}

static phys_addr_t fine_end(void)
{
	return ARCH_NEEDS_BREAK_BEFORE_MAKE ? memblock_start_of_DRAM() + FINE_SIZE : 0;
}

/*
 * Map RAM.  Code and constants, which end at the start of ro_after_init, are read-only.  From the
 * image's start to the end of its init data the protection changes later, page by page, so that
 * groups of entries are not used there.
 */
static void __init map_linear_range(phys_addr_t start, phys_addr_t end)
{
	phys_addr_t edges[] = { __pa_symbol(_text), __pa_symbol(__init_text_begin),
				__pa_symbol(__init_text_end), __pa_symbol(__start_ro_after_init),
				__pa_symbol(__end_ro_after_init), __pa_symbol(__init_data_end),
				fine_end() };
	u8 max_leaf = linear_map_of_pages() ? 0 : kernel_pgtable.max_leaf;
	u8 fine_leaf = min_t(u8, max_leaf, FINE_LEAF), table_leaf = kernel_pgtable.max_leaf;
	u8 cont_bits = kernel_pgtable.cont_bits;

	while (start < end) {
		bool image = start >= edges[0] && start < edges[3];
		phys_addr_t to = end;

		for (unsigned int i = 0; i < ARRAY_SIZE(edges); i++) {
			if (edges[i] > start && edges[i] < to)
				to = edges[i];
		}
		VM_WARN_ON(to <= start || to > end);
		kernel_pgtable.max_leaf = start < fine_end() ? fine_leaf : max_leaf;
		if (IS_ENABLED(CONFIG_PGTABLE_CONT) &&
		    (linear_map_of_pages() || (start >= edges[0] && start < edges[5])))
			kernel_pgtable.cont_bits = 0;
		map_or_panic((unsigned long)__va(start), start, to - start,
			     image ? PAGE_KERNEL_RO : PAGE_KERNEL_TAGGED);
		start = to;
		if (IS_ENABLED(CONFIG_PGTABLE_CONT))
			kernel_pgtable.cont_bits = cont_bits;
	}
	kernel_pgtable.max_leaf = table_leaf;
}

static void __init map_linear(void)
{
	phys_addr_t start, end, linear_end = __pa_linear(vm_layout.linear_end);
	u64 i;

	for_each_mem_range(i, &start, &end)
		map_linear_range(start, min(end, linear_end));
}

static void __init map_console(void)
{
	unsigned long page = boot_info.early_console & PAGE_MASK;

	if (page)
		map_or_panic(page, early_uart.phys & PAGE_MASK, PAGE_SIZE,
			     pgprot_noncached(PAGE_KERNEL));
}

void __init paging_init(void)
{
	phys_addr_t dtb;
	unsigned long dtb_size, window = early_dtb_pages(&dtb, &dtb_size);

	kernel_pgtable.offset = vm_layout.linear_offset;
	kernel_pgtable.alloc = chunk_table_alloc;
	kernel_pgtable.root = chunk_table_alloc(&kernel_pgtable);
	if (!kernel_pgtable.root)
		panic("no free memory for page tables");
	map_image();
	map_linear();
	map_console();
	/*
	 * Map the device tree in its boot window, too: boot_memory_keep_dtb() still reads it there.
	 */
	map_or_panic(window, dtb, dtb_size, PAGE_KERNEL_RO);
	arch_paging_activate(&kernel_pgtable);
	kernel_pgtable.alloc = memblock_table_alloc;
	memblock_allow_resize();
}

void __init paging_init_late(void)
{
	pgtable_unmap(&kernel_pgtable, BOOT_DTB_WINDOW, BOOT_DTB_WINDOW_SIZE);
	arch_tlb_flush(BOOT_DTB_WINDOW, BOOT_DTB_WINDOW_SIZE);
	kernel_pgtable.alloc = buddy_table_alloc;
	kernel_pgtable.free = buddy_table_free;
}

/* ---- the page array, shadow memory ----------------------------------------------------------- */

#define RUN_SIZE SZ_1G

static int __init populate_run(unsigned long start, unsigned long size, unsigned long align,
			       const char *owner)
{
	phys_addr_t pa = memblock_phys_alloc(size, align);
	int err;

	if (!pa)
		return -ENOMEM;
	memblock_set_owner(pa, size, owner);
	err = pgtable_map(&kernel_pgtable, start, pa, size, PAGE_KERNEL);
	if (err)
		memblock_phys_free(pa, size);
	return err;
}

/* Return the alignment of a part of the page array that is smaller than a block. */
static unsigned long __init rest_align(unsigned long start, unsigned long size)
{
	return IS_ENABLED(CONFIG_PGTABLE_CONT) ? pgtable_align(&kernel_pgtable, start, size)
					       : PAGE_SIZE;
}

/*
 * Populate the range with the largest contiguous block of memory that is free, at most RUN_SIZE.
 * Returns the populated size, or 0.
 */
static unsigned long __init populate_many(unsigned long start, unsigned long size,
					  const char *owner)
{
	for (size = min(size, 1UL * RUN_SIZE); size > SZ_2M; size = ALIGN(size / 2, SZ_2M)) {
		if (!populate_run(start, size, SZ_2M, owner))
			return size;
	}
	return populate_run(start, size, SZ_2M, owner) ? 0 : size;
}

/*
 * Multiples of 2 MiB are backed by large contiguous ranges and mapped by blocks; the rest is mapped
 * by pages.
 */
int __init linear_map_populate(unsigned long start, unsigned long end, const char *owner)
{
	start &= PAGE_MASK;
	end = ALIGN(end, PAGE_SIZE);
	while (start < end) {
		unsigned long next = min(end, ALIGN(start + 1, SZ_2M));
		unsigned long size = next - start;
		struct pgtable_range range;
		int err = 0;

		if (pgtable_lookup(&kernel_pgtable, start, &range)) {
			start = min(end, range.start + range.size);
			continue;
		}
		if (pgtable_lookup(&kernel_pgtable, next - PAGE_SIZE, &range))
			size = PAGE_SIZE;
		if (size == SZ_2M)
			size = populate_many(start, ALIGN_DOWN(end - start, SZ_2M), owner);
		else
			err = populate_run(start, size, rest_align(start, size), owner);
		if (err || !size)
			return -ENOMEM;
		start += size;
	}
	return 0;
}

int __init vmemmap_populate(unsigned long start, unsigned long end)
{
	return linear_map_populate(start, end, "page array");
}

/* The leaves must not be larger than those that boot would create for the range. */
int linear_map_add(phys_addr_t start, phys_addr_t end)
{
	unsigned long va = (unsigned long)__va(start), size = end - start, done, step = size;

	VM_WARN_ON(!PAGE_ALIGNED(start) || !PAGE_ALIGNED(end) || start > end);
	if (linear_map_of_pages())
		step = PAGE_SIZE;
	else if (start < fine_end())
		step = SZ_2M;
	for (done = 0; done < size; done += step) {
		int err = pgtable_map_locked(va + done, start + done, min(step, size - done),
					     PAGE_KERNEL_TAGGED);

		if (err) {
			linear_map_remove(start, start + done);
			return err;
		}
	}
	return 0;
}

void linear_map_remove(phys_addr_t start, phys_addr_t end)
{
	unsigned long va = (unsigned long)__va(start);

	if (start == end)
		return;
	VM_WARN_ON(start > end);
	pgtable_unmap_locked(va, end - start);
	arch_tlb_flush(va, end - start);
}

/* ---- after boot ------------------------------------------------------------------------------ */

void mark_rodata_ro(void)
{
	unsigned long start = (unsigned long)__start_ro_after_init;
	size_t size = __end_ro_after_init - __start_ro_after_init;

	if (!size)
		return;
	pgtable_protect(&kernel_pgtable, start, size, PAGE_KERNEL_RO);
	pgtable_protect(&kernel_pgtable, (unsigned long)__va(__pa_symbol(start)), size,
			PAGE_KERNEL_RO);
	arch_tlb_flush(start, size);
	arch_tlb_flush((unsigned long)__va(__pa_symbol(start)), size);
}

static void free_init_range(char *start, char *end)
{
	unsigned long size = end - start;
	void *linear = __va(__pa_symbol(start));

	if (!size)
		return;
	pgtable_unmap(&kernel_pgtable, (unsigned long)start, size);
	pgtable_protect(&kernel_pgtable, (unsigned long)linear, size, PAGE_KERNEL_TAGGED);
	arch_tlb_flush((unsigned long)start, size);
	arch_tlb_flush((unsigned long)linear, size);
	free_reserved_area(linear, linear + size, -1, NULL);
}

void free_initmem(void)
{
	free_init_range(__init_text_begin, __init_text_end);
	free_init_range(__init_data_begin, __init_data_end);
	free_init_range(__init_bss_begin, _end);
	watermarks_update();
	pr_info("freed %lu KiB of init memory\n",
		(unsigned long)(__init_text_end - __init_text_begin + __init_data_end -
				__init_data_begin + _end - __init_bss_begin) >> 10);
}
