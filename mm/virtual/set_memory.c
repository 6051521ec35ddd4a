// SPDX-License-Identifier: BSD-2-Clause
/*
 * set_memory_*() and set_direct_map_*(): the protection of single pages of existing mappings.
 *
 * A page of vmalloc() has two addresses, and a right that one of them lacks is worth nothing if the other
 * has it:
 *
 *	vmalloc window    [ r x ]		linear map    [ r w ]
 *	                     \_________________________________/
 *	                              one page: a write through
 *	                              the one changes code of the other
 *
 * So set_memory_ro(), _rw(), _np() and _p() change both mappings.  The area records that it was
 * changed, and vfree() restores its protection, because a page that is allocated must be writable.
 *
 * The linear map consists of the largest possible leaves.  A leaf that crosses the end of the range is
 * split, and when the last page of a block has the protection of its neighbours again, they are joined.
 * A group of entries that was unfolded (pgtable.c) is not restored.  A split replaces a valid entry by
 * another valid one.  Where the architecture needs it empty in between (ARCH_NEEDS_BREAK_BEFORE_MAKE),
 * the block is not mapped for a moment on all CPUs.  In an area of vmalloc() an access of its owner
 * faults then, and waits (vmap_fault()).  A block of the linear map may have the page tables
 * themselves: there the linear map is made of pages from the start, or is not changed.
 *
 * Steps of a change, under the lock of the tables:
 *	1. Check all leaves, hidden ones as well.  The call is refused if one would be writable and
 *	   executable.
 *	2. Split leaves.  This is the only step that needs memory, and no mapping changes.
 *	3. Change the leaves, flush the TLBs, and join leaves.
 *
 * Bounds: a descent for each page of the range; 2^index_bits loads for each block that it touches.
 */

#define pr_fmt(fmt) "set_memory: " fmt

#include <internal/arch.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/pages/pages.h"
#include "vm_area.h"

/* Whatever was done to it. */
static const struct pgtable_change as_new = {
	.clear = _PAGE_EXEC, .set = _PAGE_READ | _PAGE_WRITE, .show = true,
};

bool can_set_direct_map(void)
{
	return !ARCH_NEEDS_BREAK_BEFORE_MAKE || linear_map_of_pages();
}

/* What of a change concerns the linear map: nothing is executed there. */
static struct pgtable_change linear_part(const struct pgtable_change *change)
{
	struct pgtable_change part = *change;

	part.clear &= _PAGE_WRITE;
	part.set &= _PAGE_WRITE;
	return part;
}

/*
 * Call fn for the other addresses of what is mapped, or hidden, at [va, va + size), run by run, as far as
 * they can be changed; until it returns an error.
 */
static int for_each_alias(unsigned long va, unsigned long size,
			  int (*fn)(struct pgtable *, unsigned long va, unsigned long size,
				    const struct pgtable_change *change),
			  const struct pgtable_change *change)
{
	unsigned long start = 0, run = 0;
	int err = 0;

	if (!is_vmalloc_addr((void *)va) || !can_set_direct_map())
		return 0;
	for (unsigned long at = 0; at < size && !err; at += PAGE_SIZE) {
		unsigned long alias = (unsigned long)__va(pgtable_pa(&kernel_pgtable, va + at));

		if (run && alias == start + run) {
			run += PAGE_SIZE;
			continue;
		}
		if (run)
			err = fn(&kernel_pgtable, start, run, change);
		start = alias;
		run = is_linear_addr((void *)alias) ? PAGE_SIZE : 0;
	}
	return run && !err ? fn(&kernel_pgtable, start, run, change) : err;
}

static int set_memory_merge(struct pgtable *table, unsigned long va, unsigned long size,
			    const struct pgtable_change *change)
{
	/* A linear map of pages is one because nothing may be missing in it for a moment. */
	if (is_vmalloc_addr((void *)va) || !linear_map_of_pages())
		pgtable_join(table, va, size, PAGE_KERNEL_TAGGED);
	return 0;
}

/* The three steps, in the area if it is in one.  0; -EPERM, -ENOMEM: nothing has changed. */
static int set_memory_range(struct vm_struct *area, unsigned long va, unsigned long size,
			    const struct pgtable_change *change, bool flush)
{
	struct pgtable_change part = linear_part(change);
	unsigned long irq = pgtable_lock();
	int err;

	/* From here on its pages stay where they are. */
	if (area)
		area->changed = true;
	err = pgtable_check(&kernel_pgtable, va, size, change);
	if (!err)
		err = pgtable_split(&kernel_pgtable, va, size, change);
	if (!err)
		err = for_each_alias(va, size, pgtable_split, &part);
	if (!err) {
		for_each_alias(va, size, pgtable_change, &part);
		pgtable_change(&kernel_pgtable, va, size, change);
		if (flush && is_vmalloc_addr((void *)va))
			arch_tlb_flush(0, 0);
		else if (flush)
			arch_tlb_flush(va, size);
	}
	/* Also what was split in vain. */
	for_each_alias(va, size, set_memory_merge, &part);
	set_memory_merge(&kernel_pgtable, va, size, NULL);
	pgtable_unlock(irq);
	return err;
}

/* ---- set_memory -------------------------------------------------------------------------------- */

/* Blocks of the page allocator that are in use, and nobody's of its own kind. */
static bool is_callers(const void *va, unsigned long size)
{
	const void *end = va + size;

	while (va < end) {
		struct page *page = virt_to_page(va), *head;

		if (!is_linear_addr(va) || !page_ready(page))
			return false;
		head = page_block_head(page);
		if (!head || (READ_ONCE(head->type) & ~PGTY_MIGRATETYPE) != PGTY_allocated)
			return false;
		va = page_address(head) + (PAGE_SIZE << READ_ONCE(head->order));
	}
	return true;
}

/* NULL if it can be changed; *area if it is one of vmalloc(). */
static const char *set_memory_refusal(unsigned long va, unsigned long size, struct vm_struct **area)
{
	*area = NULL;
	if (va + size < va)
		return "it wraps around";
	if (is_vmalloc_addr((void *)va)) {
		*area = find_vm_area((void *)va);
		if (!*area || !(vm_area_flags(*area) & VM_ALLOC) || va + size > (*area)->end - PAGE_SIZE)
			return "it is not in one area of vmalloc()";
		return NULL;
	}
	if (!is_linear_addr((void *)va) || !is_callers((void *)va, size))
		return "it is no block of the page allocator in use";
	if (!can_set_direct_map())
		return "the linear map is made of blocks: see rodata=full";
	return NULL;
}

static int set_memory(unsigned long va, int nr, const struct pgtable_change *change, const char *what,
		      const void *caller)
{
	unsigned long size = (unsigned long)nr << PAGE_SHIFT;
	struct vm_struct *area;
	const char *why;
	int err;

	if (WARN(va & ~PAGE_MASK, "%s(%#lx) by %pS: not the start of a page\n", what, va, caller))
		va &= PAGE_MASK;
	if (nr <= 0)
		return nr ? -EINVAL : 0;
	why = set_memory_refusal(va, size, &area);
	if (!why) {
		err = set_memory_range(area, va, size, change, true);
		if (err != -EPERM)
			return err;
		why = "it would be written and executed";
	}
	WARN(1, "%s(%#lx, %d) by %pS: %s\n", what, va, nr, caller, why);
	return -EINVAL;
}

#define SET_MEMORY(name, ...)								\
int set_memory_##name(unsigned long addr, int numpages)					\
{											\
	static const struct pgtable_change change = { __VA_ARGS__ };			\
											\
	return set_memory(addr, numpages, &change, "set_memory_" #name,			\
			  __builtin_return_address(0));					\
}

SET_MEMORY(ro, .clear = _PAGE_WRITE)
SET_MEMORY(rw, .set = _PAGE_READ | _PAGE_WRITE)
SET_MEMORY(x, .set = _PAGE_EXEC)
SET_MEMORY(nx, .clear = _PAGE_EXEC)
SET_MEMORY(rox, .clear = _PAGE_WRITE, .set = _PAGE_EXEC)
SET_MEMORY(np, .hide = true)
SET_MEMORY(p, .show = true)

void vm_area_as_new(struct vm_struct *area)
{
	/* No leaf has to be split: the changed leaves were split when they were changed. */
	WARN_ON(set_memory_range(area, area->start, get_vm_area_size(area), &as_new, true));
	area->changed = false;
}

/* ---- set_direct_map ---------------------------------------------------------------------------- */

int set_direct_map_valid_noflush(struct page *page, unsigned int nr, bool valid)
{
	static const struct pgtable_change hide = { .hide = true };
	void *va = page_address(page);
	unsigned long size = (unsigned long)nr << PAGE_SHIFT;

	if (!can_set_direct_map() || !nr)
		return 0;
	if (WARN(!va || !is_callers(va, size), "set_direct_map of page %#lx by %pS: not in use\n",
		 page_to_pfn(page), __builtin_return_address(0)))
		return -EINVAL;
	return set_memory_range(NULL, (unsigned long)va, size, valid ? &as_new : &hide, false);
}

int set_direct_map_invalid_noflush(struct page *page)
{
	return set_direct_map_valid_noflush(page, 1, false);
}

int set_direct_map_default_noflush(struct page *page)
{
	return set_direct_map_valid_noflush(page, 1, true);
}

bool kernel_page_present(struct page *page)
{
	struct pgtable_range range;
	void *va = page_address(page);

	return va && pgtable_lookup_locked((unsigned long)va, &range);
}
