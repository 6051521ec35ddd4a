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
 * Callers that may not sleep cannot wait for steps 1 to 3, so a reserve of free pages is there before
 * them: coherent_pool= bytes, made when the first device that is not coherent sets its mask or allocates,
 * and made up again by a work item whenever less is left.  The same item gives blocks back whose pages
 * are all free, as long as one block and the reserve stay.
 *
 * Locking: uncached_lock, with interrupts off, protects the list and the bitmaps, and is held for no more
 * than a search of them; uncached_mutex serialises those that make and destroy blocks.
 */

#define pr_fmt(fmt) "dma: " fmt

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/shrinker.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <quarry/arch.h>
#include <quarry/dma.h>
#include <quarry/params.h>

#include "dma.h"

#define BLOCK_SIZE	SZ_2M
#define BLOCK_ORDER	(ilog2(BLOCK_SIZE) - PAGE_SHIFT)
#define BLOCK_PAGES	(BLOCK_SIZE / PAGE_SIZE)

struct block {
	struct list_head list;
	struct page *pages;
	struct dma_area area;		/* uncached, in pages */
	DECLARE_BITMAP(map, BLOCK_PAGES);
	DECLARE_BITMAP(first, BLOCK_PAGES);
};

/* The default reserve, and the RAM from which on a machine has it. */
#define RESERVE_SIZE	SZ_128K
#define RESERVE_RAM	SZ_32M

static LIST_HEAD(blocks);
static unsigned long nr_blocks, nr_free;	/* nr_free: pages of all blocks */
static unsigned long reserve;			/* pages */
static bool reserve_known;
static DEFINE_SPINLOCK(uncached_lock);
static DEFINE_MUTEX(uncached_mutex);

static void balance(struct work_struct *work);
static DECLARE_WORK(balance_work, balance);

static int __init set_reserve(char *value)
{
	char *rest;
	u64 size;
	int err = parse_size(value, &rest, &size);

	if (err || *rest)
		return err ? err : -EINVAL;
	reserve_known = true;
	reserve = min_t(u64, DIV_ROUND_UP_ULL(size, PAGE_SIZE), BLOCK_PAGES);
	return 0;
}
early_param("coherent_pool", set_reserve);

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
	block->area = (struct dma_area){
		.va = vmap_contiguous(block->pages, BLOCK_PAGES, pgprot_dmacoherent(PAGE_KERNEL)),
		.pa = page_to_phys(block->pages), .shift = PAGE_SHIFT, .nr = BLOCK_PAGES,
		.map = block->map, .first = block->first,
	};
	if (!block->area.va)
		goto restore;
	arch_dcache_invalidate((unsigned long)block->area.va, BLOCK_SIZE);
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
	vunmap(block->area.va);
	restore_alias(block->pages);
	__free_pages(block->pages, BLOCK_ORDER);
	kfree(block);
}

/* Another block, on the list; the caller holds the mutex. */
static bool add_block(gfp_t gfp)
{
	struct block *block = block_create(gfp);

	if (!block)
		return false;
	spin_lock_irq(&uncached_lock);
	list_add(&block->list, &blocks);
	WRITE_ONCE(nr_blocks, nr_blocks + 1);
	nr_free += BLOCK_PAGES;
	spin_unlock_irq(&uncached_lock);
	return true;
}

/* A block that is not needed, off the list; NULL.  One is kept anyway as long as there is @plenty. */
static struct block *spare_block(bool plenty)
{
	struct block *block, *spare = NULL;

	spin_lock_irq(&uncached_lock);
	list_for_each_entry(block, &blocks, list) {
		if (!block->area.used && nr_blocks > plenty && nr_free - BLOCK_PAGES >= reserve) {
			spare = block;
			list_del(&spare->list);
			WRITE_ONCE(nr_blocks, nr_blocks - 1);
			nr_free -= BLOCK_PAGES;
			break;
		}
	}
	spin_unlock_irq(&uncached_lock);
	return spare;
}

/* Bring what is free to what the reserve asks for. */
static void balance(struct work_struct *work)
{
	struct block *block;

	mutex_lock(&uncached_mutex);
	if (nr_free < reserve)
		add_block(GFP_KERNEL | __GFP_NOWARN);
	while ((block = spare_block(true)))
		block_destroy(block);
	mutex_unlock(&uncached_mutex);
}

#ifdef CONFIG_RECLAIM
/* Who makes a block may have to reclaim, and be here: the mutex is not waited for. */
static unsigned long count_spare(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long spare;

	spin_lock_irq(&uncached_lock);
	spare = nr_free >= reserve + BLOCK_PAGES ? BLOCK_PAGES : 0;
	spin_unlock_irq(&uncached_lock);
	return spare;
}

static unsigned long free_spare(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed = 0;
	struct block *block;

	if (!mutex_trylock(&uncached_mutex))
		return SHRINK_STOP;
	while ((block = spare_block(false))) {
		block_destroy(block);
		freed += BLOCK_PAGES;
	}
	mutex_unlock(&uncached_mutex);
	return freed;
}

static int __init uncached_shrinker_init(void)
{
	struct shrinker *shrinker = shrinker_alloc(0, "dma-uncached");

	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count_spare;
	shrinker->scan_objects = free_spare;
	shrinker_register(shrinker);
	return 0;
}
core_initcall(uncached_shrinker_init);
#endif

unsigned long uncached_set_reserve(unsigned long pages)
{
	unsigned long old = reserve;

	reserve_known = true;
	reserve = pages;
	balance(&balance_work);
	return old;
}

void uncached_prepare(void)
{
	if (!reserve_known)
		uncached_set_reserve(totalram_pages() < RESERVE_RAM / PAGE_SIZE ?
				     0 : RESERVE_SIZE / PAGE_SIZE);
	else if (nr_free < reserve)
		balance(&balance_work);
}

static void *take(unsigned int order, phys_addr_t *pa)
{
	struct block *block;
	unsigned long flags;
	void *va = NULL;

	spin_lock_irqsave(&uncached_lock, flags);
	list_for_each_entry(block, &blocks, list) {
		va = dma_area_take(&block->area, 1UL << order, pa);
		if (va) {
			nr_free -= 1UL << order;
			break;
		}
	}
	if (nr_free < reserve)
		schedule_work(&balance_work);
	spin_unlock_irqrestore(&uncached_lock, flags);
	return va;
}

void *uncached_alloc(unsigned int order, gfp_t gfp, phys_addr_t *pa)
{
	void *va;

	if (order > BLOCK_ORDER)
		return NULL;
	va = take(order, pa);
	if (!va && gfpflags_allow_blocking(gfp)) {
		mutex_lock(&uncached_mutex);
		va = take(order, pa);
		if (!va && add_block(gfp))
			va = take(order, pa);
		mutex_unlock(&uncached_mutex);
	}
	return va ? memset(va, 0, PAGE_SIZE << order) : NULL;
}

bool uncached_free(void *va, phys_addr_t pa, unsigned int order)
{
	struct block *block;
	unsigned long flags;
	bool freed = false;

	if (order > BLOCK_ORDER)
		return false;
	spin_lock_irqsave(&uncached_lock, flags);
	list_for_each_entry(block, &blocks, list) {
		freed = dma_area_give_back(&block->area, va, pa, 1UL << order);
		if (!freed)
			continue;
		nr_free += 1UL << order;
		if (!block->area.used && nr_blocks > 1)
			schedule_work(&balance_work);
		break;
	}
	spin_unlock_irqrestore(&uncached_lock, flags);
	return freed;
}

void uncached_settle(void)
{
	flush_work(&balance_work);
}

unsigned long uncached_blocks(void)
{
	return READ_ONCE(nr_blocks);
}
