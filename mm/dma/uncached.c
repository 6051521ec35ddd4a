// SPDX-License-Identifier: BSD-2-Clause
/*
 * Uncached memory that the CPU shares with devices that are not coherent.
 *
 * If a page is mapped uncached while a cacheable alias exists, speculation through the alias can
 * read it into the cache at any time, and a later eviction or hit brings stale data back.  So the
 * alias in the linear map is removed first.  This is done for whole blocks of 2 MiB, the size of
 * the linear map's leaves, so that no leaf is split, and the TLB is flushed once for each block
 * instead of once for each call:
 *
 *	1. Allocate a block of 2 MiB, from memory where the linear map has no larger leaves.
 *	2. Clean and invalidate its cache lines, unmap it in the linear map, and flush the TLB on
 *	   all CPUs.
 *	3. Map it uncached in the vmalloc window, and drop the lines that speculation brought in
 *	   before the alias was gone.
 *	4. Allocate its pages to callers (area.c).
 *
 * An allocation of more than 2 MiB gets a large block of its own, whose size is a multiple of 2 MiB
 * (large.c).
 *
 * Callers that may not sleep cannot wait for steps 1 to 3, so there is a reserve of free pages.  It
 * has coherent_pool= bytes, and is filled when the first device that is not coherent sets its mask
 * or allocates memory.  When fewer pages than that are free, a work item fills the reserve again.
 * The same work item frees blocks whose pages are all free, but retains one block and the reserve.
 *
 * Locking: uncached_lock, with interrupts off, protects the lists and the bitmaps, and is held only
 * for a search of them.  uncached_mutex serialises the creation and destruction of blocks.
 */

#define pr_fmt(fmt) "dma: " fmt

#include <internal/arch.h>
#include <internal/dma.h>
#include <internal/params.h>
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/shrinker.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "mm/virtual/virtual.h"
#include "dma.h"

#define BLOCK_SIZE	SZ_2M
#define BLOCK_ORDER	(ilog2(BLOCK_SIZE) - PAGE_SHIFT)
#define BLOCK_PAGES	(BLOCK_SIZE / PAGE_SIZE)

struct block {
	struct list_head list;
	struct page *pages;
	struct dma_area area;		/* the uncached mapping, in granules of a page */
	unsigned long bits[];		/* bitmaps of the area */
};

/* The default size of the reserve, and the least RAM for which it is used. */
#define RESERVE_SIZE	SZ_128K
#define RESERVE_RAM	SZ_32M

static LIST_HEAD(blocks);
static LIST_HEAD(large_blocks);	/* of more than 2 MiB; each has at most one allocation */
static unsigned long nr_blocks, nr_free;	/* blocks of 2 MiB, and their free pages */
static unsigned long reserve;			/* wanted number of free pages */
static bool reserve_known;
static DEFINE_SPINLOCK(uncached_lock);
static DEFINE_MUTEX(uncached_mutex);

static void uncached_balance(struct work_struct *work);
static DECLARE_WORK(balance_work, uncached_balance);

static int __init set_reserve(char *value)
{
	char *rest;
	u64 size;
	int err = parse_size(value, &rest, &size);

	if (err || *rest)
		return err ? err : -EINVAL;
	if (size > BLOCK_SIZE)
		pr_warn("coherent_pool=%s is too large: the reserve is limited to %u KiB\n", value,
			BLOCK_SIZE >> 10);
	reserve_known = true;
	reserve = DIV_ROUND_UP_ULL(min_t(u64, size, BLOCK_SIZE), PAGE_SIZE);
	return 0;
}
early_param("coherent_pool", set_reserve);

static void restore_alias(struct page *pages, size_t size)
{
	WARN_ON(linear_map_add(page_to_phys(pages), page_to_phys(pages) + size));
}

static int unmap_block(unsigned long va)
{
	struct pgtable_range leaf;

	VM_WARN_ON(!IS_ALIGNED(va, BLOCK_SIZE));
	if (ARCH_NEEDS_BREAK_BEFORE_MAKE && pgtable_lookup(&kernel_pgtable, va, &leaf) &&
	    leaf.size > BLOCK_SIZE)
		return -ERANGE;
	return pgtable_unmap_locked(va, BLOCK_SIZE);
}

/*
 * Clean and invalidate the cache lines of the pages, and unmap the pages in the linear map.  On an
 * error, the pages stay mapped.
 */
static int hide_alias(struct page *pages, size_t size)
{
	unsigned long va = (unsigned long)page_address(pages);
	size_t done = 0;
	int err = 0;

	lockdep_assert_held(&uncached_mutex);
	VM_WARN_ON(!size || !IS_ALIGNED(size, BLOCK_SIZE));
	/* No TLB may contain another cacheable mapping of the pages. */
	vm_unmap_aliases();
	dma_cache_flush(va, size);
	while (!err && done < size) {
		err = unmap_block(va + done);
		done += err ? 0 : BLOCK_SIZE;
	}
	arch_tlb_flush(va, size);
	if (err && done)
		restore_alias(pages, done);
	return err;
}

/*
 * Create a block of @nr pages, which are aligned to 2 MiB.  @nr is a multiple of BLOCK_PAGES.
 * Returns NULL on failure; then the pages are mapped in the linear map as before.
 */
static struct block *block_create(struct page *pages, unsigned long nr)
{
	struct block *block = kzalloc(struct_size(block, bits, 2 * BITS_TO_LONGS(nr)), GFP_KERNEL);
	size_t size = nr * PAGE_SIZE;

	if (!block)
		return NULL;
	VM_WARN_ON(!IS_ALIGNED(page_to_phys(pages), BLOCK_SIZE));
	if (hide_alias(pages, size))
		goto free_block;
	block->pages = pages;
	block->area = (struct dma_area){
		.va = vmap_contiguous(pages, nr, pgprot_dmacoherent(PAGE_KERNEL)),
		.pa = page_to_phys(pages), .shift = PAGE_SHIFT, .nr = nr,
		.map = block->bits, .first = block->bits + BITS_TO_LONGS(nr),
	};
	if (!block->area.va)
		goto restore;
	dma_cache_drop((unsigned long)block->area.va, block->area.pa, size);
	return block;
restore:
	restore_alias(pages, size);
free_block:
	kfree(block);
	return NULL;
}

/* Free the description of a block, and map its pages in the linear map again. */
static void block_destroy(struct block *block)
{
	lockdep_assert_held(&uncached_mutex);
	VM_WARN_ON(block->area.used);
	vunmap(block->area.va);
	restore_alias(block->pages, block->area.nr * PAGE_SIZE);
	kfree(block);
}

/*
 * Add a block of these pages to the list.  Frees the pages on failure.  Called with uncached_mutex
 * held.
 */
static bool add_block(struct page *pages)
{
	struct block *block;

	if (!pages)
		return false;
	block = block_create(pages, BLOCK_PAGES);
	if (!block) {
		__free_pages(pages, BLOCK_ORDER);
		return false;
	}
	spin_lock_irq(&uncached_lock);
	list_add(&block->list, &blocks);
	WRITE_ONCE(nr_blocks, nr_blocks + 1);
	nr_free += BLOCK_PAGES;
	spin_unlock_irq(&uncached_lock);
	return true;
}

/*
 * Remove a block that is not needed from the list and return it, or return NULL.  @plenty: true if
 * memory is not scarce; then one block remains on the list.
 */
static struct block *spare_block(bool plenty)
{
	struct block *block, *spare = NULL;

	spin_lock_irq(&uncached_lock);
	list_for_each_entry(block, &blocks, list) {
		if (!block->area.used && nr_blocks > plenty && nr_free - BLOCK_PAGES >= reserve) {
			VM_WARN_ON(nr_free < BLOCK_PAGES || !nr_blocks);
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

static void uncached_free_block(struct block *block)
{
	struct page *pages = block->pages;

	block_destroy(block);
	__free_pages(pages, BLOCK_ORDER);
}

/*
 * Find a large block that contains no allocation, remove it from the list and return it.  Returns
 * NULL if there is none.
 */
static struct block *unused_large_block(void)
{
	struct block *block, *unused = NULL;

	spin_lock_irq(&uncached_lock);
	list_for_each_entry(block, &large_blocks, list) {
		if (!block->area.used) {
			unused = block;
			list_del(&unused->list);
			break;
		}
	}
	spin_unlock_irq(&uncached_lock);
	return unused;
}

static void free_large_blocks(void)
{
	struct block *block;

	while ((block = unused_large_block())) {
		struct page *pages = block->pages;
		unsigned long nr = block->area.nr;

		block_destroy(block);
		WARN_ON(!dma_large_free(pages, nr));
	}
}

static bool has_few(void)
{
	bool few;

	spin_lock_irq(&uncached_lock);
	few = nr_free < reserve;
	spin_unlock_irq(&uncached_lock);
	return few;
}

/*
 * Fill the reserve with memory that all devices can address, and free the blocks that are not
 * needed.
 */
static void uncached_balance(struct work_struct *work)
{
	struct block *block;

	mutex_lock(&uncached_mutex);
	free_large_blocks();
	if (has_few())
		add_block(alloc_pages(GFP_KERNEL | __GFP_NOWARN | mm_zone_flag(0), BLOCK_ORDER));
	while ((block = spare_block(true)))
		uncached_free_block(block);
	mutex_unlock(&uncached_mutex);
}

#ifdef CONFIG_RECLAIM
/*
 * The shrinker must not wait for uncached_mutex: a thread that holds it may reclaim memory to
 * create a block.
 */
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
		uncached_free_block(block);
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
	unsigned long old;

	reserve_known = true;
	spin_lock_irq(&uncached_lock);
	old = reserve;
	reserve = pages;
	spin_unlock_irq(&uncached_lock);
	uncached_balance(&balance_work);
	return old;
}

void uncached_prepare(void)
{
	if (!reserve_known)
		uncached_set_reserve(totalram_pages() < RESERVE_RAM / PAGE_SIZE ?
				     0 : RESERVE_SIZE / PAGE_SIZE);
	else if (has_few())
		uncached_balance(&balance_work);
}

static void *uncached_take(const struct device *dev, unsigned long nr, u64 mask, phys_addr_t *pa)
{
	struct block *block;
	unsigned long flags;
	void *va = NULL;

	spin_lock_irqsave(&uncached_lock, flags);
	list_for_each_entry(block, &blocks, list) {
		if (!dma_reaches(dev, dma_from_phys(dev, block->area.pa, BLOCK_SIZE), BLOCK_SIZE,
				 mask))
			continue;
		va = dma_area_take(&block->area, nr, pa);
		if (va) {
			VM_WARN_ON(nr_free < nr);
			nr_free -= nr;
			break;
		}
	}
	if (nr_free < reserve)
		schedule_work(&balance_work);
	spin_unlock_irqrestore(&uncached_lock, flags);
	return va;
}

static void *take_of_blocks(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask,
			    phys_addr_t *pa)
{
	void *va = uncached_take(dev, nr, mask, pa);

	if (!va && gfpflags_allow_blocking(gfp)) {
		mutex_lock(&uncached_mutex);
		va = uncached_take(dev, nr, mask, pa);
		if (!va && add_block(dma_alloc_reached(dev, BLOCK_ORDER, gfp & ~__GFP_ZERO, mask)))
			va = uncached_take(dev, nr, mask, pa);
		mutex_unlock(&uncached_mutex);
	}
	return va;
}

static void *take_large(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask,
			phys_addr_t *pa)
{
	unsigned long whole = ALIGN(nr, BLOCK_PAGES);
	struct page *pages = dma_large_alloc(dev, whole, gfp, mask);
	struct block *block;
	void *va;

	if (!pages)
		return NULL;
	mutex_lock(&uncached_mutex);
	block = block_create(pages, whole);
	mutex_unlock(&uncached_mutex);
	if (!block) {
		dma_large_free(pages, whole);
		return NULL;
	}
	spin_lock_irq(&uncached_lock);
	va = dma_area_take(&block->area, nr, pa);
	list_add(&block->list, &large_blocks);
	VM_WARN_ON(!va);
	spin_unlock_irq(&uncached_lock);
	return va;
}

void *uncached_alloc(const struct device *dev, size_t size, gfp_t gfp, u64 mask, phys_addr_t *pa)
{
	unsigned long nr = PFN_UP(size);
	void *va;

	if (!can_map_uncached())
		return NULL;
	if (gfpflags_allow_blocking(gfp))
		uncached_prepare();
	va = nr > BLOCK_PAGES ? take_large(dev, nr, gfp, mask, pa)
			      : take_of_blocks(dev, nr, gfp, mask, pa);
	return va ? memset(va, 0, PAGE_ALIGN(size)) : NULL;
}

/* Free pages to a block on @list.  Returns false if no block on @list has this allocation. */
static bool __give_back(struct list_head *list, void *va, phys_addr_t pa, unsigned long nr)
	__must_hold(&uncached_lock)
{
	struct block *block;

	lockdep_assert_held(&uncached_lock);
	list_for_each_entry(block, list, list) {
		if (dma_area_give_back(&block->area, va, pa, nr))
			return true;
	}
	return false;
}

bool uncached_free(void *va, phys_addr_t pa, size_t size)
{
	unsigned long nr = PFN_UP(size), flags;
	bool freed, large = false;

	spin_lock_irqsave(&uncached_lock, flags);
	freed = __give_back(&blocks, va, pa, nr);
	if (freed)
		nr_free += nr;
	else
		freed = large = __give_back(&large_blocks, va, pa, nr);
	VM_WARN_ON(nr_free > nr_blocks * BLOCK_PAGES);
	if (large || (freed && nr_free >= reserve + BLOCK_PAGES))
		schedule_work(&balance_work);
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
