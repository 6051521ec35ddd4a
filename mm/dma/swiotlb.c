// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bounce buffers, for mappings whose buffer the device cannot use.  Either the device cannot
 * address the buffer, or the device is not coherent and would write into a cache line that the
 * buffer shares with other data.
 *
 * A pool is memory that consists of slots of IO_TLB_SIZE bytes, with a bit for each slot in use.  A
 * mapping has consecutive slots.  The record of the first slot has their number and the buffer:
 *
 *	slots    [  ][M  ][m  ][m  ][  ][N  ]...	M: first of a mapping of three
 *	pool     ........#########......####....	the start depends on min_align_mask
 *
 * The buffer is copied into its slots when it is mapped, for each direction, because a device may
 * write only a part of it.  It is copied back when a mapping to which the device writes is
 * unmapped.  Between the two, dma_sync_*() copies its range.
 *
 * Pools are created on demand, of memory within the reach of the device, with at least
 * IO_TLB_SEGSIZE slots if the page allocator has a block of this size.  A pool without mappings is
 * freed, unless it is the last pool.
 *
 * A device with a "restricted-dma-pool" of /reserved-memory uses only that pool, because firmware
 * may block its accesses to other memory: all its mappings have bounce buffers there, and its
 * coherent memory consists of slots, which are recorded as a mapping without a buffer.
 *
 * Invariants: the bits of the mappings' slots are set, and no other bits; io_tlb_mem.used is the
 * number of these slots.
 *
 * Locking: io_tlb_mem.lock, with interrupts off, protects the list of pools, bits and counts.
 * The record of a mapping belongs to its owner until it is unmapped.  Buffers are copied without
 * the lock.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <internal/params.h>
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "dma.h"

#define NO_BUFFER	(~(phys_addr_t)0)

struct io_tlb_slot {
	phys_addr_t orig;	/* first slot: the buffer, or NO_BUFFER for swiotlb_alloc() */
	u32 size;		/* first slot: bytes of the mapping; other slots: 0 */
	u32 offset;		/* first slot: offset of the mapping's first byte in the slot */
};

struct io_tlb_pool {
	struct list_head list;
	phys_addr_t start;
	unsigned int nslabs, used;
	unsigned long *map;
	struct io_tlb_slot slots[];
};

struct io_tlb_mem {
	spinlock_t lock;
	struct list_head pools;
	struct swiotlb_bounds bounds;
	unsigned long nslabs, used, used_hiwater;
	/* the only pool is that of a "restricted-dma-pool", and is not freed */
	bool restricted;
};

static struct io_tlb_mem io_tlb_default_mem = {
	.lock = __SPIN_LOCK_UNLOCKED(io_tlb_default_mem.lock),
	.pools = LIST_HEAD_INIT(io_tlb_default_mem.pools),
};

static unsigned long default_nslabs;	/* from swiotlb=; 0: by CONFIG_SWIOTLB_SIZE and RAM */
static bool swiotlb_force_all, swiotlb_off;

static int __init setup_swiotlb(char *value)
{
	char *rest = value;

	if (*value >= '0' && *value <= '9') {
		u64 slots;
		int err = parse_size(value, &rest, &slots);

		if (err || slots > IO_TLB_SEGSIZE << MAX_PAGE_ORDER)
			return err ? err : -ERANGE;
		default_nslabs = slots;
		if (*rest == ',')
			rest++;
	}
	swiotlb_force_all = !strcmp(rest, "force");
	swiotlb_off = !strcmp(rest, "noforce");
	return *rest && !swiotlb_force_all && !swiotlb_off ? -EINVAL : 0;
}
early_param("swiotlb", setup_swiotlb);

static struct io_tlb_mem *mem_of(const struct device *dev)
{
	return dev->dma_io_tlb_mem ? dev->dma_io_tlb_mem : &io_tlb_default_mem;
}

bool is_swiotlb_force_bounce(struct device *dev)
{
	return swiotlb_force_all || dev->dma_io_tlb_mem;
}

bool is_swiotlb_active(struct device *dev)
{
	return !swiotlb_off || dev->dma_io_tlb_mem;
}

size_t swiotlb_max_mapping_size(struct device *dev)
{
	return (IO_TLB_SEGSIZE << IO_TLB_SHIFT) - ALIGN(dma_get_min_align_mask(dev), IO_TLB_SIZE);
}

/* ---- pools ----------------------------------------------------------------------------------- */

static unsigned long wanted_nslabs(void)
{
	unsigned long most = totalram_pages() / 64 * (PAGE_SIZE / IO_TLB_SIZE);

	return default_nslabs
		       ? default_nslabs
		       : clamp(most, 8UL, (unsigned long)CONFIG_SWIOTLB_SIZE * SZ_1K / IO_TLB_SIZE);
}

static struct io_tlb_pool *swiotlb_pool_alloc(phys_addr_t start, unsigned int nslabs, gfp_t gfp)
{
	struct io_tlb_pool *pool = kvzalloc(struct_size(pool, slots, nslabs), gfp);

	VM_WARN_ON(!nslabs || !IS_ALIGNED(start, IO_TLB_SIZE));
	if (!pool)
		return NULL;
	pool->map = bitmap_zalloc(nslabs, gfp);
	if (!pool->map) {
		kvfree(pool);
		return NULL;
	}
	pool->start = start;
	pool->nslabs = nslabs;
	return pool;
}

static void swiotlb_pool_free(struct io_tlb_pool *pool)
{
	VM_WARN_ON(pool->used);
	__free_pages(pfn_to_page(PFN_DOWN(pool->start)),
		     get_order((size_t)pool->nslabs << IO_TLB_SHIFT));
	bitmap_free(pool->map);
	kvfree(pool);
}

/*
 * Create a pool in pages that the device can address.  It has @nslabs slots, or fewer, but at least
 * @least.
 */
static struct io_tlb_pool *swiotlb_pool_create(struct device *dev, unsigned long nslabs,
					       unsigned long least, gfp_t gfp)
{
	unsigned int low = get_order(least << IO_TLB_SHIFT);
	unsigned int order = max_t(unsigned int, get_order(nslabs << IO_TLB_SHIFT), low);
	struct io_tlb_pool *pool;
	struct page *page;

	for (page = NULL, order = min_t(unsigned int, order, MAX_PAGE_ORDER);; order--) {
		page = dma_alloc_reached(dev, order, gfp | __GFP_NOWARN | __GFP_ZERO,
					 dma_get_mask(dev));
		if (page || order <= low)
			break;
	}
	if (!page)
		return NULL;
	pool = swiotlb_pool_alloc(page_to_phys(page), (PAGE_SIZE << order) >> IO_TLB_SHIFT,
				  gfp | __GFP_NOWARN);
	if (!pool)
		__free_pages(page, order);
	return pool;
}

static void __add_pool(struct io_tlb_mem *mem, struct io_tlb_pool *pool) __must_hold(&mem->lock)
{
	phys_addr_t end = pool->start + ((phys_addr_t)pool->nslabs << IO_TLB_SHIFT);
	struct swiotlb_bounds *bounds = &mem->bounds;

	lockdep_assert_held(&mem->lock);
	WRITE_ONCE(bounds->low, bounds->high ? min(bounds->low, pool->start) : pool->start);
	WRITE_ONCE(bounds->high, max(bounds->high, end));
	list_add_tail(&pool->list, &mem->pools);
	mem->nslabs += pool->nslabs;
}

/* Return the pool that contains the address, or NULL. */
static struct io_tlb_pool *__find_pool(struct io_tlb_mem *mem, phys_addr_t pa)
	__must_hold(&mem->lock)
{
	struct io_tlb_pool *pool;

	lockdep_assert_held(&mem->lock);
	list_for_each_entry(pool, &mem->pools, list) {
		if (pa - pool->start < (phys_addr_t)pool->nslabs << IO_TLB_SHIFT)
			return pool;
	}
	return NULL;
}

/* ---- slots ----------------------------------------------------------------------------------- */

/* The slots that a mapping needs. */
struct request {
	unsigned int nr, align_mask, align;	/* (address / IO_TLB_SIZE) & align_mask == align */
	unsigned int offset;			/* bytes from the first slot to the mapping */
	unsigned long boundary;			/* mask of a boundary that must not be crossed */
};

static struct request request_of(struct device *dev, phys_addr_t orig, size_t size)
{
	unsigned long mask = dma_get_min_align_mask(dev);
	struct request request = { .offset = orig & mask & (IO_TLB_SIZE - 1) };

	/* As in Linux, the copy of a buffer that starts with a whole page is aligned to a page. */
	if (!offset_in_page(orig) && size >= PAGE_SIZE)
		mask |= PAGE_SIZE - 1;
	request.nr = DIV_ROUND_UP(request.offset + size, IO_TLB_SIZE);
	VM_WARN_ON(!size || request.nr > IO_TLB_SEGSIZE);
	request.align_mask = mask >> IO_TLB_SHIFT;
	request.align = (orig >> IO_TLB_SHIFT) & request.align_mask;
	request.boundary = dma_get_seg_boundary(dev) >> IO_TLB_SHIFT;
	return request;
}

/*
 * Return the index of the first of enough consecutive free slots for the request, or pool->nslabs
 * if the pool has none.  The caller holds io_tlb_mem.lock.
 */
static unsigned int __find_slots(const struct io_tlb_pool *pool, const struct request *request)
{
	unsigned long base = pool->start >> IO_TLB_SHIFT, at = 0;

	VM_WARN_ON(!request->nr || request->align & ~request->align_mask);
	for (;;) {
		unsigned long last;

		at = bitmap_find_next_zero_area_off(pool->map, pool->nslabs, at, request->nr,
						    request->align_mask, base - request->align);
		if (at + request->nr > pool->nslabs)
			return pool->nslabs;
		last = base + at + request->nr - 1;
		if (((base + at) & ~request->boundary) == (last & ~request->boundary))
			return at;
		at = (last & ~request->boundary) - base;
	}
}

static phys_addr_t __take_slots(struct io_tlb_mem *mem, struct io_tlb_pool *pool, unsigned int at,
				const struct request *request, phys_addr_t orig, size_t size)
{
	lockdep_assert_held(&mem->lock);
	VM_WARN_ON(at + request->nr > pool->nslabs || pool->slots[at].size);
	bitmap_set(pool->map, at, request->nr);
	pool->slots[at] = (struct io_tlb_slot){ .orig = orig,
						.size = size,
						.offset = request->offset };
	pool->used += request->nr;
	mem->used += request->nr;
	mem->used_hiwater = max(mem->used_hiwater, mem->used);
	VM_WARN_ON(pool->used > pool->nslabs || mem->used > mem->nslabs);
	return pool->start + ((phys_addr_t)at << IO_TLB_SHIFT) + request->offset;
}

/* Allocate slots that the device reaches.  Returns their physical address, or 0 if none fit. */
static phys_addr_t swiotlb_take_slots(struct device *dev, struct io_tlb_mem *mem,
				      const struct request *request, phys_addr_t orig, size_t size)
{
	struct io_tlb_pool *pool;
	unsigned long flags;
	phys_addr_t pa = 0;

	spin_lock_irqsave(&mem->lock, flags);
	list_for_each_entry(pool, &mem->pools, list) {
		size_t bytes = (size_t)pool->nslabs << IO_TLB_SHIFT;
		unsigned int at;

		if (!dma_maps_straight(dev, dma_from_phys(dev, pool->start, bytes), bytes))
			continue;
		at = __find_slots(pool, request);
		if (at < pool->nslabs) {
			pa = __take_slots(mem, pool, at, request, orig, size);
			break;
		}
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	return pa;
}

/*
 * Free the slots of the mapping at @pa, and its pool if it is empty and not the only one.  Returns
 * false if another call has freed them already.
 */
static bool swiotlb_release_slots(struct io_tlb_mem *mem, phys_addr_t pa)
{
	struct io_tlb_slot *slot = NULL;
	struct io_tlb_pool *pool;
	unsigned int at = 0, nr;
	unsigned long flags;

	spin_lock_irqsave(&mem->lock, flags);
	pool = __find_pool(mem, pa);
	if (pool) {
		at = (pa - pool->start) >> IO_TLB_SHIFT;
		slot = &pool->slots[at];
	}
	if (!slot || !slot->size) {
		spin_unlock_irqrestore(&mem->lock, flags);
		return false;
	}
	nr = DIV_ROUND_UP(slot->offset + slot->size, IO_TLB_SIZE);
	VM_WARN_ON(at + nr > pool->nslabs || nr > pool->used || nr > mem->used);
	slot->size = 0;
	bitmap_clear(pool->map, at, nr);
	pool->used -= nr;
	mem->used -= nr;
	if (pool->used || list_is_singular(&mem->pools)) {
		pool = NULL;
	} else {
		list_del(&pool->list);
		mem->nslabs -= pool->nslabs;
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	if (pool)
		swiotlb_pool_free(pool);
	return true;
}

/*
 * Find the mapping whose bounce buffer contains [pa, pa + size).  Returns the start of the
 * bounce buffer and sets @found to its record.  Sets found->size to 0 if no mapping contains the
 * whole range.  Returns 0 if the address is not in a pool, or is in memory of swiotlb_alloc().
 */
static phys_addr_t swiotlb_find_mapping(struct io_tlb_mem *mem, phys_addr_t pa, size_t size,
					struct io_tlb_slot *found)
{
	const struct io_tlb_pool *pool;
	phys_addr_t start = 0;
	unsigned long flags;

	found->size = 0;
	spin_lock_irqsave(&mem->lock, flags);
	pool = __find_pool(mem, pa);
	if (pool) {
		unsigned long at = (pa - pool->start) >> IO_TLB_SHIFT;
		const struct io_tlb_slot *slot;

		while (at && test_bit(at, pool->map) && !pool->slots[at].size)
			at--;
		slot = &pool->slots[at];
		start = pool->start + ((phys_addr_t)at << IO_TLB_SHIFT) + slot->offset;
		if (test_bit(at, pool->map)) {
			if (slot->orig == NO_BUFFER)
				start = 0;
			else if (pa - start < slot->size && size <= slot->size - (pa - start))
				*found = *slot;
		}
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	return start;
}

/* ---- mappings -------------------------------------------------------------------------------- */

/* Copy between a buffer, which may be in high memory, and its bounce buffer. */
static void swiotlb_copy(phys_addr_t buffer, phys_addr_t slots, size_t size, bool to_slots)
{
	void *slot = __va(slots);

	VM_WARN_ON(!is_linear_addr(slot) || !is_linear_addr(slot + size - 1));
	while (size) {
		size_t part = min_t(size_t, size, PAGE_SIZE - offset_in_page(buffer));
		void *va = kmap_local_page(pfn_to_page(PFN_DOWN(buffer)));

		if (to_slots)
			memcpy(slot, va + offset_in_page(buffer), part);
		else
			memcpy(va + offset_in_page(buffer), slot, part);
		kunmap_local(va);
		buffer += part;
		slot += part;
		size -= part;
	}
}

dma_addr_t swiotlb_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       const char **why)
{
	struct io_tlb_mem *mem = mem_of(dev);
	struct request request;
	phys_addr_t slots;

	if (!is_swiotlb_active(dev)) {
		*why = "it needs a bounce buffer, which swiotlb=noforce forbids";
		return DMA_MAPPING_ERROR;
	}
	if (size > swiotlb_max_mapping_size(dev)) {
		*why = "it needs a bounce buffer, and exceeds dma_max_mapping_size()";
		return DMA_MAPPING_ERROR;
	}
	request = request_of(dev, pa, size);
	slots = swiotlb_take_slots(dev, mem, &request, pa, size);
	if (!slots && !mem->restricted) {
		struct io_tlb_pool *pool = swiotlb_pool_create(
			dev, wanted_nslabs(), request.nr + request.align_mask, GFP_ATOMIC);
		unsigned long flags;

		if (pool) {
			spin_lock_irqsave(&mem->lock, flags);
			__add_pool(mem, pool);
			spin_unlock_irqrestore(&mem->lock, flags);
			slots = swiotlb_take_slots(dev, mem, &request, pa, size);
		}
	}
	if (!slots) {
		*why = mem->restricted ?
		       "it needs a bounce buffer, and the device's restricted pool is full" :
		       "it needs a bounce buffer, and no free memory is in the device's reach";
		return DMA_MAPPING_ERROR;
	}
	swiotlb_copy(pa, slots, size, true);
	if (dma_line(dev))
		dma_cache_clean((unsigned long)__va(slots), size);
	WRITE_ONCE(dev->dma_reach.copies, &mem->bounds);
	WRITE_ONCE(dev->dma_reach.plain, false);
	__atomic_fetch_add(&dev->dma_copied, 1, __ATOMIC_RELAXED);
	return dma_from_phys(dev, slots, size);
}

static void swiotlb_copy_back(struct device *dev, phys_addr_t buffer, phys_addr_t slots,
			      size_t size)
{
	if (dma_line(dev))
		dma_invalidate(dev, (unsigned long)__va(slots), size);
	swiotlb_copy(buffer, slots, size, false);
}

int swiotlb_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs)
{
	struct io_tlb_mem *mem = mem_of(dev);
	phys_addr_t pa = dma_to_phys(dev, addr), start;
	struct io_tlb_slot slot;

	start = swiotlb_find_mapping(mem, pa, size, &slot);
	if (!start)
		return 0;
	if (start != pa || slot.size != size)
		return -EINVAL;
	if (dir != DMA_TO_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		swiotlb_copy_back(dev, slot.orig, pa, size);
	return swiotlb_release_slots(mem, pa) ? 1 : -EINVAL;
}

int swiotlb_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_device)
{
	phys_addr_t pa = dma_to_phys(dev, addr), start;
	struct io_tlb_slot slot;

	start = swiotlb_find_mapping(mem_of(dev), pa, size, &slot);
	if (!start)
		return 0;
	if (!slot.size)
		return -EINVAL;
	if (for_device) {
		if (dir != DMA_FROM_DEVICE)
			swiotlb_copy(slot.orig + (pa - start), pa, size, true);
		if (dma_line(dev))
			dma_cache_clean((unsigned long)__va(pa), size);
	} else if (dir != DMA_TO_DEVICE) {
		swiotlb_copy_back(dev, slot.orig + (pa - start), pa, size);
	}
	return 1;
}

phys_addr_t swiotlb_original(struct device *dev, phys_addr_t pa)
{
	struct io_tlb_slot slot;
	phys_addr_t start = swiotlb_find_mapping(mem_of(dev), pa, 1, &slot);

	return start && slot.size ? slot.orig + (pa - start) : pa;
}

void swiotlb_prepare(struct device *dev)
{
	struct io_tlb_mem *mem = &io_tlb_default_mem;
	struct io_tlb_pool *pool;

	if (swiotlb_off || dev->dma_io_tlb_mem || !list_empty(&mem->pools))
		return;
	pool = swiotlb_pool_create(dev, wanted_nslabs(), 1, GFP_KERNEL);
	if (!pool)
		return;
	spin_lock_irq(&mem->lock);
	__add_pool(mem, pool);
	spin_unlock_irq(&mem->lock);
}

void swiotlb_usage(const struct device *dev, struct swiotlb_usage *usage)
{
	struct io_tlb_mem *mem = dev ? dev->dma_io_tlb_mem : &io_tlb_default_mem;

	spin_lock_irq(&mem->lock);
	*usage = (struct swiotlb_usage){ .nslabs = mem->nslabs, .used = mem->used,
					 .used_hiwater = mem->used_hiwater,
					 .pools = list_count_nodes(&mem->pools) };
	spin_unlock_irq(&mem->lock);
}

/* ---- restricted pools ------------------------------------------------------------------------ */

phys_addr_t swiotlb_alloc(struct device *dev, size_t size)
{
	struct request request = { .nr = DIV_ROUND_UP(size, IO_TLB_SIZE), .boundary = ULONG_MAX };
	struct io_tlb_mem *mem = dev->dma_io_tlb_mem;

	if (!mem || size > (IO_TLB_SEGSIZE << MAX_PAGE_ORDER) * IO_TLB_SIZE)
		return 0;
	VM_WARN_ON(!mem->restricted || !size);
	request.align_mask = roundup_pow_of_two(request.nr) - 1;
	return swiotlb_take_slots(dev, mem, &request, NO_BUFFER, size);
}

bool swiotlb_free(struct device *dev, phys_addr_t pa, size_t size)
{
	struct io_tlb_mem *mem = dev->dma_io_tlb_mem;
	struct io_tlb_pool *pool;
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&mem->lock, flags);
	pool = __find_pool(mem, pa);
	if (pool && IS_ALIGNED(pa, IO_TLB_SIZE)) {
		const struct io_tlb_slot *slot = &pool->slots[(pa - pool->start) >> IO_TLB_SHIFT];

		found = slot->orig == NO_BUFFER && size && slot->size == size;
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	return found && swiotlb_release_slots(mem, pa);
}

struct io_tlb_mem *swiotlb_restricted_create(phys_addr_t pa, size_t size)
{
	struct io_tlb_mem *mem = kzalloc(sizeof(*mem), GFP_KERNEL);
	struct io_tlb_pool *pool;

	if (!mem)
		return NULL;
	pool = swiotlb_pool_alloc(pa, size >> IO_TLB_SHIFT, GFP_KERNEL);
	if (!pool) {
		kfree(mem);
		return NULL;
	}
	spin_lock_init(&mem->lock);
	INIT_LIST_HEAD(&mem->pools);
	mem->restricted = true;
	spin_lock_irq(&mem->lock);
	__add_pool(mem, pool);
	spin_unlock_irq(&mem->lock);
	return mem;
}

void swiotlb_restricted_destroy(struct io_tlb_mem *mem)
{
	struct io_tlb_pool *pool = list_first_entry(&mem->pools, struct io_tlb_pool, list);

	VM_WARN_ON(!mem->restricted || !list_is_singular(&mem->pools));
	bitmap_free(pool->map);
	kvfree(pool);
	kfree(mem);
}
