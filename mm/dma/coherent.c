// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocate and free coherent memory.
 *
 * For a coherent device, this is ordinary cacheable memory.  For a device that is not coherent, it
 * is memory that has only an uncached mapping (uncached.c).  An allocation of up to half a page is
 * a piece of a page (lines.c); a larger one has whole pages.  The memory is zeroed, and within the
 * device's windows and mask.
 *
 * A free identifies the memory by size, address and bus address.  It has no effect, except a
 * report, unless all three are those of one allocation.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "dma.h"

/* Allocate from the device's own region or restricted pool.  Returns NULL on failure. */
static void *dma_take_own(struct device *dev, size_t size, dma_addr_t *handle)
{
	phys_addr_t pa;

	VM_WARN_ON(!dev->dma_mem && !dev->dma_io_tlb_mem);
	if (dev->dma_mem)
		return dma_mem_alloc(dev, size, handle);
	/*
	 * The slots of a restricted pool have a cacheable alias in the linear map, so they cannot
	 * be coherent memory of a device that is not coherent.
	 */
	if (!dev->dma_coherent)
		return NULL;
	pa = swiotlb_alloc(dev, max_t(size_t, size, dma_get_min_align_mask(dev) + 1));
	*handle = dma_from_phys(dev, pa, size);
	return pa ? memset(__va(pa), 0, size) : NULL;
}

static bool dma_free_own(struct device *dev, size_t size, void *va, dma_addr_t handle)
{
	phys_addr_t pa = dma_to_phys(dev, handle);

	if (dev->dma_mem)
		return dma_mem_has(dev, va) && dma_mem_free(dev, size, va, handle);
	return is_linear_addr(va) && __pa(va) == pa &&
	       swiotlb_free(dev, pa, max_t(size_t, size, dma_get_min_align_mask(dev) + 1));
}

static void *dma_take_whole(struct device *dev, size_t size, gfp_t gfp, phys_addr_t *pa)
{
	u64 mask = coherent_mask(dev);
	struct page *page;
	void *va;

	if (likely(dev->dma_coherent && size <= PAGE_SIZE && dma_reaches_all(dev, mask))) {
		va = (void *)get_zeroed_page(gfp);
		*pa = __pa(va);
		return va;
	}
	if (dma_has_own(dev))
		return NULL;
	if (!dev->dma_coherent)
		return uncached_alloc(dev, size, gfp, mask, pa);
	page = dma_alloc_block(dev, size, gfp, mask);
	*pa = page ? page_to_phys(page) : 0;
	return page ? page_address(page) : NULL;
}

static void *dma_refuse_alloc(struct device *dev, size_t size, gfp_t gfp, unsigned long attrs)
{
	const char *why = "no memory that the device can address";

	dma_count_refused(dev);
	if (dev->dma_mem)
		why = "the device's own memory is full, or the device cannot address it";
	else if (dev->dma_io_tlb_mem && !dev->dma_coherent)
		why = "the device is not coherent: besides its restricted pool it needs a shared-dma-pool";
	else if (dev->dma_io_tlb_mem)
		why = "the device's restricted pool is full";
	else if (!dev->dma_coherent && !can_map_uncached())
		why = "the device is not coherent, and this machine cannot map memory uncached";
	else if (!dev->dma_coherent && !gfpflags_allow_blocking(gfp))
		why = "the reserve for atomic callers is empty; coherent_pool= enlarges it";
	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_err(dev, "no coherent memory of %zu bytes: %s\n", size, why);
	return NULL;
}

noinline void *dma_alloc_rest(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
			      unsigned long attrs)
{
	void *va;

	if (unlikely(dev->dma_ops) && !dev->dma_mem)
		return dma_ops_alloc(dev, size, handle, gfp, attrs);
	va = dma_has_own(dev) ? dma_take_own(dev, size, handle) : NULL;
	if (va && !dma_reaches(dev, *handle, size, coherent_mask(dev))) {
		dma_free_own(dev, size, va, *handle);
		va = NULL;
	}
	if (!va)
		return dma_refuse_alloc(dev, size, gfp, attrs);
	__atomic_fetch_add(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	dma_debug_map(dev, DMA_DEBUG_COHERENT, *handle, size, DMA_BIDIRECTIONAL, attrs);
	return va;
}

void *dma_alloc_whole(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	phys_addr_t pa;
	void *va;

	if (DMA_WARN(dev, dma_bad_attrs(size, attrs),
		     "dma_alloc_attrs: invalid size %zu or attributes %#lx\n", size, attrs))
		return NULL;
	va = dma_take_whole(dev, size, gfp & ~(__GFP_HIGHMEM | __GFP_COMP), &pa);
	if (!va)
		return dma_alloc_rest(dev, size, handle, gfp, attrs);
	*handle = dma_from_phys(dev, pa, size);
	VM_WARN_ON(!dma_reaches(dev, *handle, size, coherent_mask(dev)));
	__atomic_fetch_add(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	dma_debug_map(dev, DMA_DEBUG_COHERENT, *handle, size, DMA_BIDIRECTIONAL, attrs);
	return va;
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	gfp = alloc_context(gfp);
	return size <= PAGE_SIZE / 2 ? lines_alloc(dev, size, handle, gfp, attrs) :
				       dma_alloc_whole(dev, size, handle, gfp, attrs);
}

static bool dma_free_whole(const struct device *dev, void *va, phys_addr_t pa, size_t size)
{
	if (!dev->dma_coherent)
		return uncached_free(va, pa, size);
	return is_linear_addr(va) && __pa(va) == pa && !offset_in_page(va) &&
	       dma_free_block(virt_to_page(va), size);
}

static void dma_coherent_forget(struct device *dev, size_t size, dma_addr_t handle)
{
	(void)dma_debug_unmap(dev, DMA_DEBUG_COHERENT, handle, size, DMA_BIDIRECTIONAL);
	__atomic_fetch_sub(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
}

/*
 * Free memory that does not come from the common allocators: memory of the device's own region or
 * restricted pool.  A free that does not match an allocation is reported.
 */
static noinline void dma_free_rest(struct device *dev, size_t size, void *va, dma_addr_t handle,
				   const char *why)
{
	if (!why && size && dma_has_own(dev) && dma_free_own(dev, size, va, handle))
		dma_coherent_forget(dev, size, handle);
	else
		DMA_WARN(dev, true,
			 "dma_free_coherent: %zu bytes at %px do not match the handle %#llx%s%s\n",
			 size, va, (unsigned long long)handle, why ? ": " : "", why ? why : "");
}

/*
 * Free memory that dma_coherent_bytes does not count: memory from the device's own operations.  For
 * a device without such operations, the call is a mistake of the driver and is reported, except for
 * memory of the device's own region.
 */
static noinline void dma_free_uncounted(struct device *dev, size_t size, void *va,
					dma_addr_t handle, unsigned long attrs)
{
	if (size && dev->dma_ops && !dev->dma_mem)
		dma_ops_free(dev, size, va, handle, attrs);
	else
		dma_free_rest(dev, size, va, handle,
			      dma_debug_match(dev, DMA_DEBUG_COHERENT, handle, size,
					      DMA_BIDIRECTIONAL));
}

void dma_free_attrs(struct device *dev, size_t size, void *va, dma_addr_t handle,
		    unsigned long attrs)
{
	unsigned int shift;
	const char *why;
	phys_addr_t pa;
	bool freed;

	if (!va)
		return;
	/* For a size of 0, size - 1 wraps around, and this branch is taken, too. */
	if (unlikely(size - 1 >= READ_ONCE(dev->dma_coherent_bytes))) {
		dma_free_uncounted(dev, size, va, handle, attrs);
		return;
	}
	shift = size <= PAGE_SIZE / 2 ? lines_shift(dev, size) : PAGE_SHIFT;
	pa = dma_to_phys(dev, handle);
	why = dma_debug_match(dev, DMA_DEBUG_COHERENT, handle, size, DMA_BIDIRECTIONAL);
	if (why)
		freed = false;
	else
		freed = shift < PAGE_SHIFT ? lines_free(dev, shift, va, pa) :
					     dma_free_whole(dev, va, pa, size);
	if (freed)
		dma_coherent_forget(dev, size, handle);
	else
		dma_free_rest(dev, size, va, handle, why);
}
