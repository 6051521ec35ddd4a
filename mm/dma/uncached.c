// SPDX-License-Identifier: BSD-2-Clause
/*
 * Uncached memory, for what devices that are not coherent share with the CPU.
 *
 * A page that is mapped uncached while a cacheable alias exists can be read into the cache by speculation
 * through the alias at any time, and a later eviction or hit brings stale data back.  So the alias in the
 * linear map goes first.  That is done for whole blocks of 2 MiB, the leaves of the linear map, so that
 * nothing is split and the TLB is flushed once a block and not once a call:
 *
 *	1. Take a block of 2 MiB from the page allocator, where the linear map has no larger leaves.
 *	2. Unmap it in the linear map, flush the TLB on all CPUs, clean and invalidate its lines.
 *	3. Map it uncached in the vmalloc window, and drop the lines that speculation brought in before
 *	   the alias was gone.
 *	4. Hand out its pages by a bitmap, in power-of-two groups at their natural alignment.
 *
 * A block whose pages are all free goes the way back, but for the last one, which stays for the next.
 *
 * Locking: uncached_mutex serialises everything; callers may sleep.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "dma.h"

#define BLOCK_SIZE	SZ_2M
#define BLOCK_ORDER	(ilog2(BLOCK_SIZE) - PAGE_SHIFT)
#define BLOCK_PAGES	(BLOCK_SIZE / PAGE_SIZE)

struct block {
	struct list_head list;
	struct page *pages;
	void *va;			/* uncached */
	unsigned int used;
	DECLARE_BITMAP(map, BLOCK_PAGES);
};

static LIST_HEAD(blocks);
static unsigned long nr_blocks;
static DEFINE_MUTEX(uncached_mutex);

/* The block's address in the linear map has no mapping from here on, and no line in any cache. */
static int hide_alias(struct page *pages)
{
	unsigned long va = (unsigned long)page_address(pages);
	struct pgtable_range leaf;
	int err;

	if (ARCH_NEEDS_BREAK_BEFORE_MAKE && pgtable_lookup(&kernel_pgtable, va, &leaf) &&
	    leaf.size > BLOCK_SIZE)
		return -ERANGE;
	arch_dcache_flush(va, BLOCK_SIZE);
	err = pgtable_unmap_locked(va, BLOCK_SIZE);
	arch_tlb_flush(va, BLOCK_SIZE);
	return err;
}

static void restore_alias(struct page *pages)
{
	unsigned long va = (unsigned long)page_address(pages);

	WARN_ON(pgtable_map_locked(va, page_to_phys(pages), BLOCK_SIZE, PAGE_KERNEL));
}

static struct block *block_create(gfp_t gfp)
{
	struct block *block = kzalloc(sizeof(*block), gfp & ~__GFP_ZERO);

	if (!block)
		return NULL;
	block->pages = alloc_pages((gfp & ~__GFP_ZERO) | GFP_DMA32, BLOCK_ORDER);
	if (!block->pages)
		goto free_block;
	if (hide_alias(block->pages))
		goto free_pages;
	block->va = vmap_contiguous(block->pages, BLOCK_PAGES, pgprot_dmacoherent(PAGE_KERNEL));
	if (!block->va)
		goto restore;
	arch_dcache_invalidate((unsigned long)block->va, BLOCK_SIZE);
	list_add(&block->list, &blocks);
	nr_blocks++;
	return block;
restore:
	restore_alias(block->pages);
free_pages:
	__free_pages(block->pages, BLOCK_ORDER);
free_block:
	kfree(block);
	return NULL;
}

static void block_destroy(struct block *block)
{
	list_del(&block->list);
	nr_blocks--;
	vunmap(block->va);
	restore_alias(block->pages);
	__free_pages(block->pages, BLOCK_ORDER);
	kfree(block);
}

static long take(struct block *block, unsigned int order)
{
	unsigned long at = bitmap_find_next_zero_area(block->map, BLOCK_PAGES, 0, 1UL << order,
						      (1UL << order) - 1);

	if (at >= BLOCK_PAGES)
		return -1;
	bitmap_set(block->map, at, 1UL << order);
	block->used += 1U << order;
	return at;
}

void *uncached_alloc(unsigned int order, gfp_t gfp, phys_addr_t *pa)
{
	struct block *block;
	void *va = NULL;
	long at = -1;

	if (order > BLOCK_ORDER)
		return NULL;
	mutex_lock(&uncached_mutex);
	list_for_each_entry(block, &blocks, list) {
		at = take(block, order);
		if (at >= 0)
			break;
	}
	if (at < 0) {
		block = block_create(gfp);
		at = block ? take(block, order) : -1;
	}
	if (at >= 0) {
		va = block->va + at * PAGE_SIZE;
		*pa = page_to_phys(block->pages) + at * PAGE_SIZE;
	}
	mutex_unlock(&uncached_mutex);
	return va ? memset(va, 0, PAGE_SIZE << order) : NULL;
}

static struct block *block_of(const void *va)
{
	struct block *block;

	list_for_each_entry(block, &blocks, list) {
		if (va >= block->va && va < block->va + BLOCK_SIZE)
			return block;
	}
	return NULL;
}

static bool is_allocated(const struct block *block, const void *va, phys_addr_t pa,
			 unsigned int order)
{
	unsigned long offset = va - block->va, at = offset / PAGE_SIZE, n = 1UL << order;

	return !(offset % (PAGE_SIZE << order)) && page_to_phys(block->pages) + offset == pa &&
	       at + n <= BLOCK_PAGES && find_next_zero_bit(block->map, at + n, at) >= at + n;
}

bool uncached_free(void *va, phys_addr_t pa, unsigned int order)
{
	struct block *block;
	bool allocated;

	mutex_lock(&uncached_mutex);
	block = block_of(va);
	allocated = block && is_allocated(block, va, pa, order);
	if (allocated) {
		bitmap_clear(block->map, (va - block->va) / PAGE_SIZE, 1U << order);
		block->used -= 1U << order;
		if (!block->used && nr_blocks > 1)
			block_destroy(block);
	}
	mutex_unlock(&uncached_mutex);
	return allocated;
}

bool uncached_owns(const void *va)
{
	bool owns;

	mutex_lock(&uncached_mutex);
	owns = block_of(va);
	mutex_unlock(&uncached_mutex);
	return owns;
}

unsigned long uncached_blocks(void)
{
	return READ_ONCE(nr_blocks);
}
