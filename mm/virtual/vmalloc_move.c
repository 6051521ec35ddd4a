// SPDX-License-Identifier: BSD-2-Clause
/*
 * Migration of vmalloc() pages while their owners use them.
 *
 * There are no pointers to such a page: its owner uses its address in the window, and only the
 * page-table entry contains its page frame.  So a caller that needs the frame (compaction,
 * alloc_contig_range(), CMA) can have the page migrated.  migrate.c describes the protocol.
 *
 *	PGTY_vmalloc     a block of 2^n pages, as vmalloc() allocated it
 *	      |  vmalloc_make_movable(): a caller needs a page frame of it
 *	PGTY_movable     2^n single pages, each with its address in page->private
 *	      |  vmalloc_to_page(), vmalloc_pin(): a caller requests its struct page
 *	PGTY_allocated   the page is not migrated any more
 *
 * A page that is mapped by a larger leaf, or as a member of a group of entries, gets an entry of
 * its own first.  The rest of the block is mapped by pages until the area is freed.  The pages are
 * not joined again, because a caller that moves one page of a block usually moves the others, too.
 *
 * The migration, with the lock of the tables held:
 *	1. Clear the entry, and flush it from the TLBs of all CPUs.
 *	2. Copy the page.
 *	3. Set the entry to the new page.
 *
 * A CPU that reads or writes the page during these steps, in any context, faults.  vmap_fault()
 * waits for the lock and finds the new entry, and the access is repeated.  A write is either
 * before step 1, and is copied, or after step 3.  The copy uses the pages' addresses in the linear
 * map, or kmap, and does not fault itself.  Memory of vmalloc() must not be used while the lock is
 * held.  This is satisfied, because descriptors of areas, tables and struct pages are not in such
 * memory, and stacks are areas of another type (VM_STACK), which are not migrated.
 *
 * A caller that frees an area first clears its flags, with vmap_lock held.  From then on its pages
 * are not migrated.
 *
 * Locking: the lock of the tables, then vmap_lock.  Bounds: a migration costs one flush of all TLBs
 * and the copy of a page, with interrupts off; a split costs 2^n stores.
 */

#include <internal/arch.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"
#include "virtual.h"

/*
 * Return true if @page is mapped at @va of an area whose pages may be migrated.  The caller holds
 * the lock of the page tables and vmap_lock.
 */
static bool may_move(const struct vm_struct *area, unsigned long va, const struct page *page)
{
	return area && vm_area_flags(area) == VM_ALLOC && !area->changed &&
	       pgtable_pa(&kernel_pgtable, va) == page_to_phys((struct page *)page);
}

static bool isolate(struct page *page, isolate_mode_t mode)
{
	return true;
}

static void putback(struct page *page)
{
}

static int vmalloc_move(struct page *dst, struct page *src, enum migrate_mode mode);

static const struct movable_operations operations = {
	.isolate_page = isolate,
	.migrate_page = vmalloc_move,
	.putback_page = putback,
};

/*
 * Migrate @src to @dst.  @from and @to are their addresses for the copy.  Returns 0, -ENOMEM, or
 * -EAGAIN if @src does not belong to an area of movable pages any more.
 */
static int move_locked(struct page *dst, struct page *src, void *to, const void *from)
{
	unsigned long va = page_private(src);
	struct vm_struct *area;
	int err;

	/* vmalloc_pin() may have pinned the page after it was isolated. */
	if (!PageMovable(src))
		return -EAGAIN;
	/*
	 * A split allocates memory, which may free areas that wait for a TLB flush and acquire
	 * vmap_lock for this.  So split before vmap_lock is held.
	 */
	err = pgtable_split(&kernel_pgtable, va, PAGE_SIZE, NULL);
	if (err)
		return err;
	area = vm_area_lock(va);
	if (!may_move(area, va, src)) {
		err = -EAGAIN;
	} else {
		kasan_save_page_tags(va);
		pgtable_unmap(&kernel_pgtable, va, PAGE_SIZE);
		arch_tlb_flush(va, PAGE_SIZE);
		/* Copy the whole page; the bytes after the end of the area are poisoned. */
		kasan_disable_current();
		copy_page(to, from);
		kasan_enable_current();
		pgtable_map(&kernel_pgtable, va, page_to_phys(dst), PAGE_SIZE, PAGE_KERNEL_TAGGED);
		kasan_restore_page_tags(va);
		set_page_private(dst, va);
		__SetPageMovable(dst, &operations);
		get_page(dst);
		set_page_private(src, 0);
		__ClearPageMovable(src);
		put_page(src);
	}
	vm_area_unlock();
	return err;
}

static int vmalloc_move(struct page *dst, struct page *src, enum migrate_mode mode)
{
	/* Map both pages first: kmap_local_page() acquires the lock of the tables, too. */
	void *from = kmap_local_page(src), *to = kmap_local_page(dst);
	unsigned long irq = pgtable_lock();
	int err = move_locked(dst, src, to, from);

	pgtable_unlock(irq);
	kunmap_local(to);
	kunmap_local(from);
	return err;
}

/* Split the block into movable pages.  The caller holds the lock of the tables, and vmap_lock. */
static void split_block(struct page *head, unsigned long va, unsigned int number)
{
	u64 word = head->word - ((u64)head->order << 8);

	for (unsigned long i = 0, nr = 1UL << head->order; i < nr; i++) {
		set_page_private(head + i, va + (i << PAGE_SHIFT));
		WRITE_ONCE(head[i].word, word);
		page_set_movable(head + i, number);
	}
}

void vmalloc_make_movable(struct page *head)
{
	unsigned long irq, va;
	struct vm_struct *area;
	unsigned int number;

	if (READ_ONCE(head->type) != PGTY_vmalloc)
		return;
	number = page_movable_number(&operations);
	if (!number)
		return;
	irq = pgtable_lock();
	/* The block may belong to another owner now, and va may be any value; see may_move(). */
	va = data_race(page_private(head));
	area = vm_area_lock(va);
	if (READ_ONCE(head->type) == PGTY_vmalloc && page_ref_count(head) == 1 &&
	    may_move(area, va, head))
		split_block(head, va, number);
	vm_area_unlock();
	pgtable_unlock(irq);
}

void vmalloc_pin(struct page *page)
{
	struct page *head = page_block_head(page);
	unsigned int type = head ? READ_ONCE(head->type) : PGTY_none;

	if (type == PGTY_vmalloc)
		WRITE_ONCE(head->type, PGTY_allocated + MIGRATE_MOVABLE);
	else if (type == PGTY_movable && page_movable_operations(head) == &operations)
		page_keep_in_place(head);
}
