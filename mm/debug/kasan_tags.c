// SPDX-License-Identifier: BSD-2-Clause
/*
 * KASAN with memory tags of the hardware: the CPU checks each access, and the code is compiled
 * without checks.
 *
 * Each granule of 16 bytes of memory has a tag.  All kernel addresses have the tag TAG_IN_USE.
 * Memory that the allocators poison gets another tag, so that every access to it faults.  Pointers
 * do not change, so that drivers, DMA and comparisons of pointers work as they do without tags.
 *
 * The linear map and the memory of vmalloc() have tags.  The image, stacks, global variables, and
 * mappings of ioremap() and vmap() do not.  A granule is accessible as a whole: the bytes between
 * the end of an object and the end of its granule are a red zone, which is compared when the object
 * is freed (slab_debug_check.c).
 *
 * After a bad access was reported, its granule is made accessible and the access is repeated.
 */

#define pr_fmt(fmt) "kasan: " fmt

#include <internal/arch.h>
#include <internal/kasan.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>
#include <quarry/layout.h>

#define GRANULE		KASAN_GRANULE
#define TAG_IN_USE	15
#define TAG_POISON	14

static bool tags_ready __ro_after_init;

static bool is_tagged(pgprot_t prot)
{
	return prot.bits == PAGE_KERNEL_TAGGED.bits;
}

/* Return true if a page of an area has tags.  The page may be unmapped or read-only. */
static bool can_tag(unsigned long address)
{
	struct pgtable_range range;

	return is_vmalloc_addr((void *)address) &&
	       pgtable_lookup_locked(PAGE_ALIGN_DOWN(address), &range) && is_tagged(range.prot);
}

/* Set the tag of a range whose ends are multiples of GRANULE. */
static void set_tags(unsigned long start, unsigned long end, unsigned int tag)
{
	if (!tags_ready || start >= end)
		return;
	if (is_linear_addr((void *)start)) {
		arch_set_mem_tags(start, end, tag);
		return;
	}
	while (start < end) {
		unsigned long next = min(end, ALIGN(start + 1, PAGE_SIZE));

		if (can_tag(start))
			arch_set_mem_tags(start, next, tag);
		start = next;
	}
}

/* A granule that is only partly poisoned remains accessible. */
void __asan_poison_memory_region(const volatile void *p, size_t size)
{
	unsigned long start = (unsigned long)p;

	set_tags(ALIGN(start, GRANULE), ALIGN_DOWN(start + size, GRANULE), TAG_POISON);
}

void __asan_unpoison_memory_region(const volatile void *p, size_t size)
{
	unsigned long start = (unsigned long)p;

	set_tags(ALIGN_DOWN(start, GRANULE), ALIGN(start + size, GRANULE), TAG_IN_USE);
}

int __asan_address_is_poisoned(const volatile void *p)
{
	unsigned long address = (unsigned long)p;

	return tags_ready && (is_linear_addr((void *)address) || can_tag(address)) &&
	       arch_mem_tag(address) != TAG_IN_USE;
}

/* Return true if tags can be written and read back.  Firmware may have disabled them. */
static bool __init tags_work(void)
{
	unsigned long first = (unsigned long)__va(memblock_start_of_DRAM());

	if (!arch_enable_mem_tags())
		return false;
	arch_set_mem_tags(first, first + GRANULE, TAG_POISON);
	return arch_mem_tag(first) == TAG_POISON;
}

static int __init set_in_use(const struct pgtable_range *range, void *unused)
{
	if (is_tagged(range->prot))
		arch_set_mem_tags(range->start, range->start + range->size, TAG_IN_USE);
	return 0;
}

void __init kasan_tags_init(void)
{
	if (kasan_enabled() && !tags_work()) {
		pr_warn("memory tags are missing, or disabled by firmware: no access is checked\n");
		kasan_on = false;
	}
	if (!kasan_enabled())
		return;
	tags_ready = true;
	pgtable_walk(&kernel_pgtable, vm_layout.linear_start, vm_layout.linear_end, set_in_use,
		     NULL);
}

int kasan_shadow_populate(unsigned long start, unsigned long size)
{
	set_tags(start, start + size, TAG_IN_USE);
	return 0;
}

/* Tags of the page that is being migrated, one for each granule. */
static u8 moved_tags[PAGE_SIZE / GRANULE];

void kasan_save_page_tags(unsigned long va)
{
	if (!tags_ready)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(moved_tags); i++)
		moved_tags[i] = arch_mem_tag(va + i * GRANULE);
}

void kasan_restore_page_tags(unsigned long va)
{
	if (!tags_ready)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(moved_tags); i++)
		arch_set_mem_tags(va + i * GRANULE, va + (i + 1) * GRANULE, moved_tags[i]);
}

bool kasan_tag_fault(unsigned long address, bool is_write, unsigned long pc)
{
	unsigned long granule = ALIGN_DOWN(address, GRANULE);

	if (!tags_ready)
		return false;
	if (pc)
		kasan_bad_access(address, 0, is_write, pc + 4, address);
	/* The page was unmapped after this CPU cached its TLB entry, or it is read-only. */
	if (!is_linear_addr((void *)address) && !can_tag(address))
		return false;
	set_tags(granule, granule + GRANULE, TAG_IN_USE);
	return true;
}
