// SPDX-License-Identifier: BSD-2-Clause
/*
 * Coherent memory of single devices: a "shared-dma-pool" of /reserved-memory, or memory that a
 * driver declares, for example SRAM of the device or memory behind its own bridge.
 *
 * A device that has such memory gets no other coherent memory, because it may not be able to
 * address other memory, or firmware may block its accesses.  The linear map has no alias of this
 * memory, so it can be mapped as its devices need it.  A shared-dma-pool is mapped cacheable for
 * coherent devices and uncached for others; all devices that share it must be of one kind.  Memory
 * that a driver declares is always mapped uncached, because a device does not snoop the CPU's
 * caches for accesses to its own memory.
 *
 * On a machine that cannot map memory uncached, but has devices that are not coherent, the
 * platform makes a region uncached.  The region with "linux,dma-default" then serves all devices
 * that are not coherent and have no other region.
 *
 * In memory of up to 4 MiB, allocations are multiples of 64 bytes; in larger memory, of pages
 * (area.c).
 *
 * Locking: dma_coherent_mem.lock, with interrupts off, protects the area.  dev->dma_mem is set in
 * thread context before the device allocates.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/pages/pages.h"
#include "dma.h"

struct dma_coherent_mem {
	spinlock_t lock;
	struct dma_area area;
	bool uncached;
	bool declared;	/* a driver declared the memory, with device_base as its bus address */
	dma_addr_t device_base;
};

/* ---- the memory ------------------------------------------------------------------------------ */

struct dma_coherent_mem *dma_mem_create(void *va, phys_addr_t pa, size_t size)
{
	struct dma_coherent_mem *mem = kzalloc(sizeof(*mem), GFP_KERNEL);
	unsigned int shift = size <= SZ_4M ? LINES_SHIFT_MIN : PAGE_SHIFT;

	if (!mem)
		return NULL;
	VM_WARN_ON(!size || !va);
	spin_lock_init(&mem->lock);
	mem->area = (struct dma_area){ .va = va, .pa = pa, .shift = shift, .nr = size >> shift };
	mem->area.map = kvcalloc(2 * BITS_TO_LONGS(mem->area.nr), sizeof(long), GFP_KERNEL);
	mem->area.first = mem->area.map + BITS_TO_LONGS(mem->area.nr);
	if (mem->area.map)
		return mem;
	kfree(mem);
	return NULL;
}

bool dma_mem_destroy(struct dma_coherent_mem *mem)
{
	if (mem->area.used)
		return false;
	kvfree(mem->area.map);
	kfree(mem);
	return true;
}

struct dma_coherent_mem *dma_mem_map(phys_addr_t pa, size_t size, bool uncached)
{
	struct dma_coherent_mem *mem;
	pgprot_t prot = PAGE_KERNEL;
	struct vm_struct *area;

	area = get_vm_area(size, VM_IOREMAP);
	if (!area)
		return NULL;
	area->phys_addr = pa;
	if (uncached && arch_has_uncached())
		prot = pgprot_dmacoherent(prot);
	if (ioremap_page_range(area->start, area->start + size, pa, prot))
		goto free_area;
	mem = dma_mem_create(area->addr, pa, size);
	if (!mem)
		goto free_area;
	mem->uncached = uncached;
	/* Flush lines that firmware left in the caches, so that they are not written back later. */
	if (uncached && dma_cache_line())
		dma_cache_drop(area->start, pa, size);
	return mem;
free_area:
	free_vm_area(area);
	return NULL;
}

bool dma_mem_is_uncached(const struct dma_coherent_mem *mem)
{
	return mem->uncached;
}

void dma_mem_assign(struct device *dev, struct dma_coherent_mem *mem)
{
	VM_WARN_ON(mem && dev->dma_mem);
	dev->dma_mem = mem;
	dma_reach_changed(dev);
}

const char *dma_mem_refused(const struct device *dev, phys_addr_t pa, size_t size)
{
	if (!size || pa + size - 1 < pa)
		return "it is below a page, or wraps around";
	if (!PAGE_ALIGNED(pa))
		return "it is not page-aligned";
	if (page_first_ram(pa, pa + size) < pa + size)
		return "it is RAM of the page allocator";
	if (dev->dma_mem)
		return "the device already has coherent memory of its own";
	return NULL;
}

int dma_declare_coherent_memory(struct device *dev, phys_addr_t pa, dma_addr_t device_addr,
				size_t size)
{
	struct dma_coherent_mem *mem;
	const char *why;
	int err;

	size &= PAGE_MASK;
	dma_leave_default_region(dev);
	why = dma_mem_refused(dev, pa, size);
	if (!why && (!PAGE_ALIGNED(device_addr) || device_addr + size - 1 < device_addr))
		why = "its device address is not page-aligned, or wraps around";
	if (why) {
		dev_err(dev, "cannot declare %zu bytes at %#llx as coherent memory: %s\n", size,
			(unsigned long long)pa, why);
		err = dev->dma_mem ? -EBUSY : -EINVAL;
		dma_use_default_region(dev);
		return err;
	}
	mem = dma_mem_map(pa, size, true);
	if (!mem) {
		dma_use_default_region(dev);
		return -ENOMEM;
	}
	mem->declared = true;
	mem->device_base = device_addr;
	dma_mem_assign(dev, mem);
	return 0;
}

void dma_release_coherent_memory(struct device *dev)
{
	struct dma_coherent_mem *mem = dev->dma_mem;
	void *va = mem ? mem->area.va : NULL;

	if (!mem || DMA_WARN(dev, !mem->declared,
			     "dma_release_coherent_memory: the memory was not declared\n"))
		return;
	if (DMA_WARN(dev, !dma_mem_destroy(mem),
		     "dma_release_coherent_memory: the memory is in use\n"))
		return;
	dma_mem_assign(dev, NULL);
	free_vm_area(find_vm_area(va));
	dma_use_default_region(dev);
}

void dma_mem_leave(struct device *dev)
{
	if (dev->dma_mem && dev->dma_mem->declared)
		dma_release_coherent_memory(dev);
	if (dev->dma_mem)
		dma_mem_assign(dev, NULL);
}

/* ---- allocations ----------------------------------------------------------------------------- */

static dma_addr_t bus_address(const struct device *dev, const struct dma_coherent_mem *mem,
			      phys_addr_t pa, size_t size)
{
	return mem->declared ? mem->device_base + (pa - mem->area.pa)
			     : dma_from_phys(dev, pa, size);
}

/*
 * Return the number of granules for @size bytes, or for the alignment that the driver has set by
 * dma_set_min_align_mask(), if that is more.
 */
static unsigned long dma_mem_granules(struct device *dev, size_t size)
{
	size = max_t(size_t, size, dma_get_min_align_mask(dev) + 1);
	return DIV_ROUND_UP(size, 1UL << dev->dma_mem->area.shift);
}

void *dma_mem_alloc(struct device *dev, size_t size, dma_addr_t *handle)
{
	struct dma_coherent_mem *mem = dev->dma_mem;
	unsigned long flags, nr = dma_mem_granules(dev, size);
	phys_addr_t pa;
	void *va;

	spin_lock_irqsave(&mem->lock, flags);
	va = dma_area_take(&mem->area, nr, &pa);
	spin_unlock_irqrestore(&mem->lock, flags);
	if (!va)
		return NULL;
	VM_WARN_ON(!dma_area_has(&mem->area, va));
	*handle = bus_address(dev, mem, pa, size);
	return memset(va, 0, nr << mem->area.shift);
}

bool dma_mem_has(const struct device *dev, const void *va)
{
	return dev->dma_mem && dma_area_has(&dev->dma_mem->area, va);
}

bool dma_mem_free(struct device *dev, size_t size, void *va, dma_addr_t handle)
{
	struct dma_coherent_mem *mem = dev->dma_mem;
	phys_addr_t pa = mem->area.pa + (va - mem->area.va);
	unsigned long flags, nr = dma_mem_granules(dev, size);
	bool freed;

	VM_WARN_ON(!dma_mem_has(dev, va));
	if (bus_address(dev, mem, pa, size) != handle)
		return false;
	spin_lock_irqsave(&mem->lock, flags);
	freed = dma_area_give_back(&mem->area, va, pa, nr);
	spin_unlock_irqrestore(&mem->lock, flags);
	return freed;
}

void dma_mem_usage(const struct device *dev, phys_addr_t *pa, size_t *size, size_t *used)
{
	const struct dma_area *area = &dev->dma_mem->area;

	*pa = area->pa;
	*size = area->nr << area->shift;
	*used = READ_ONCE(area->used) << area->shift;
}
