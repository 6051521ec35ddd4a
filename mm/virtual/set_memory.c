// SPDX-License-Identifier: BSD-2-Clause
/*
 * set_memory_*() and set_direct_map_*(): change the protection of single pages of existing
 * mappings.
 *
 * A page of vmalloc() has two addresses.  Removing a permission from only one of them is useless if
 * the other still has it:
 *
 *	vmalloc window    [ r x ]		linear map    [ r w ]
 *	                     \_________________________________/
 *	                          same page: a write through the
 *	                          linear map changes the code
 *
 * So set_memory_ro(), _rw(), _rox(), _np() and _p() change both mappings.  The area records that it
 * was changed, and vfree() restores its protection, because allocated pages must be writable.
 *
 * The linear map consists of the largest possible leaves.  A leaf that extends beyond the range is
 * split.  When all pages of a block have the same protection again, they are joined to a leaf.  A
 * group of entries that was unfolded (pgtable.c) is not restored.  A split replaces a valid entry
 * by another valid one.  With ARCH_NEEDS_BREAK_BEFORE_MAKE, all CPUs see the block unmapped for a
 * short time during the split.  In a vmalloc() area, an access by the owner then faults and waits
 * (vmap_fault()).  A block of the linear map may contain the page tables themselves.  Therefore the
 * linear map of such a machine either consists of pages from the start (rodata=full), or is not
 * changed.
 *
 * Steps of a change:
 *	1. Check all leaves, including hidden ones.  The call is refused if one would be writable
 *	   and executable.
 *	2. Split leaves.  This is the only step that needs memory, and no mapping changes.
 *	3. Change the leaves, flush the TLBs, and join leaves.
 *
 * Locking: set_memory_mutex is held during all steps.  It prevents another change from making a
 * leaf writable after step 1, and from joining a leaf after step 2.  The lock of the tables is held
 * for a limited number of leaves at a time.  Until the call returns, other CPUs may find each page
 * with its old or its new protection.
 *
 * Bounds: a few steps for each page of the range; 2^index_bits loads for each block of the range.
 */

#define pr_fmt(fmt) "set_memory: " fmt

#include <internal/arch.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/pages/pages.h"
#include "vm_area.h"

/* The change that restores the protection of newly allocated memory. */
static const struct pgtable_change as_new = {
	.clear = _PAGE_EXEC, .set = _PAGE_READ | _PAGE_WRITE, .show = true,
};

static DEFINE_MUTEX(set_memory_mutex);

bool can_set_direct_map(void)
{
	return !ARCH_NEEDS_BREAK_BEFORE_MAKE || linear_map_of_pages();
}

/* Return the part of a change that applies to the linear map, which is never executable. */
static struct pgtable_change linear_part(const struct pgtable_change *change)
{
	struct pgtable_change part = *change;

	part.clear &= _PAGE_WRITE;
	part.set &= _PAGE_WRITE;
	return part;
}

/*
 * Return the linear-map address of a page of the vmalloc window that is mapped or hidden, or 0.
 * The caller owns the area, so that no lock is needed.
 */
static unsigned long linear_alias(unsigned long va)
{
	unsigned long alias = (unsigned long)__va(pgtable_pa(&kernel_pgtable, va));

	VM_WARN_ON(!PAGE_ALIGNED(alias));
	return is_linear_addr((void *)alias) ? alias : 0;
}

/* Join the leaves of each block that overlaps the range, if all of them are as new. */
static void join_leaves(unsigned long va, unsigned long size)
{
	unsigned long end = va + size, irq;

	/* Joining unmaps a block for a moment, which a linear map of pages does not allow. */
	if (!is_vmalloc_addr((void *)va) && linear_map_of_pages())
		return;
	while (va < end) {
		irq = pgtable_lock();
		va = pgtable_join(&kernel_pgtable, va, PAGE_KERNEL_TAGGED);
		pgtable_unlock(irq);
	}
}

/*
 * Do a step for the linear-map addresses of the pages that are mapped, or hidden, in [va, va +
 * size), one contiguous run at a time.  Without @change, join leaves instead.  Stops at the first
 * error and returns it.  Does nothing if @va is not in the vmalloc window or the linear map cannot
 * be changed.
 */
static int change_alias(unsigned long va, unsigned long size, const struct pgtable_change *change,
			enum pgtable_step step)
{
	unsigned long start = 0, run = 0;
	int err = 0;

	if (!is_vmalloc_addr((void *)va) || !can_set_direct_map())
		return 0;
	for (unsigned long at = 0; at <= size && !err; at += PAGE_SIZE) {
		unsigned long alias = at < size ? linear_alias(va + at) : 0;

		if (run && alias == start + run) {
			run += PAGE_SIZE;
			continue;
		}
		if (run && change)
			err = pgtable_change_locked(start, run, change, step);
		else if (run)
			join_leaves(start, run);
		start = alias;
		run = alias ? PAGE_SIZE : 0;
	}
	return err;
}

/*
 * Execute the three steps that the top of this file lists.  @area: the area of the range, or NULL.
 * Returns 0, or -EPERM or -ENOMEM without a change.
 */
static int set_memory_range(struct vm_struct *area, unsigned long va, unsigned long size,
			    const struct pgtable_change *change, bool flush)
{
	struct pgtable_change part = linear_part(change);
	unsigned long irq;
	int err;

	VM_WARN_ON(!size || (va | size) & ~PAGE_MASK || va + size < va);
	/* A TLB must not contain an older mapping of the pages with other protection. */
	vm_unmap_aliases();
	mutex_lock(&set_memory_mutex);
	/* Pages of a changed area are not migrated. */
	if (area) {
		irq = pgtable_lock();
		area->changed = true;
		pgtable_unlock(irq);
	}
	err = pgtable_change_locked(va, size, change, PGTABLE_CHECK);
	if (!err)
		err = pgtable_change_locked(va, size, change, PGTABLE_SPLIT);
	if (!err)
		err = change_alias(va, size, &part, PGTABLE_SPLIT);
	if (!err) {
		change_alias(va, size, &part, PGTABLE_CHANGE);
		pgtable_change_locked(va, size, change, PGTABLE_CHANGE);
		if (flush && is_vmalloc_addr((void *)va))
			arch_tlb_flush(0, 0);
		else if (flush)
			arch_tlb_flush(va, size);
	}
	/* Also join leaves that were split before a failure. */
	change_alias(va, size, NULL, PGTABLE_CHANGE);
	join_leaves(va, size);
	mutex_unlock(&set_memory_mutex);
	return err;
}

/* ---- set_memory ------------------------------------------------------------------------------ */

/*
 * Return true if the range consists of blocks of the page allocator whose type is PGTY_allocated:
 * they do not belong to another allocator.
 */
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

/*
 * Return the reason why the range cannot be changed, or NULL.  *@area is set to the vmalloc() area
 * of the range, or NULL.
 */
static const char *set_memory_refusal(unsigned long va, unsigned long size, struct vm_struct **area)
{
	*area = NULL;
	if (va + size < va)
		return "it wraps around";
	if (is_vmalloc_addr((void *)va)) {
		*area = find_vm_area((void *)va);
		if (!*area || !(vm_area_flags(*area) & VM_ALLOC) ||
		    va + size > (*area)->end - PAGE_SIZE)
			return "it is not in one vmalloc() area";
		return NULL;
	}
	if (!is_linear_addr((void *)va) || !is_callers((void *)va, size))
		return "not an allocated block";
	if (!can_set_direct_map())
		return "the linear map has large entries: boot with rodata=full";
	return NULL;
}

static int set_memory(unsigned long va, int nr, const struct pgtable_change *change,
		      const char *what, const void *caller)
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
		why = "it would be writable and executable";
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

/* ---- set_direct_map -------------------------------------------------------------------------- */

int set_direct_map_valid_noflush(struct page *page, unsigned int nr, bool valid)
{
	static const struct pgtable_change hide = { .hide = true };
	void *va = page_address(page);
	unsigned long size = (unsigned long)nr << PAGE_SHIFT;

	if (!can_set_direct_map() || !nr)
		return 0;
	if (WARN(!va || !is_callers(va, size),
		 "set_direct_map of pfn %#lx by %pS: not in a block of alloc_pages()\n",
		 page_to_pfn(page), __builtin_return_address(0)))
		return -EINVAL;
	VM_WARN_ON(!is_linear_addr(va));
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
