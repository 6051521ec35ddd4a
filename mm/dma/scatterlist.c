// SPDX-License-Identifier: BSD-2-Clause
/*
 * Scatterlists: entries of memory become segments of bus addresses.
 *
 *	memory     [a     ][b  ][c       ]  [d  ]	b follows a, and d is elsewhere
 *	segments   [a     +b  ][c       ][d  ]		as far as the device's limits allow
 *
 * The segments are written into the entries from the first on, so that there are never more of them than
 * entries: an entry that is longer than the device takes is cut only as far as merging has left entries
 * for the rest.  An entry that is copied is a segment of its own, since it ends by itself.
 *
 * A list counts as one mapping.  Behind the last segment sg_dma_len() is 0, which is where unmap and sync
 * stop.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "dma.h"

/* What is being written. */
struct segments {
	struct scatterlist *sg;		/* the last segment's; NULL: there is none yet */
	unsigned int nr, spare;		/* segments; entries left over by merging */
	bool closed;			/* nothing is added to the last one */
	unsigned int max;		/* the device's limits */
	unsigned long boundary;
};

static bool fits(const struct segments *segs, dma_addr_t addr, unsigned int len)
{
	return len <= segs->max && !((addr ^ (addr + len - 1)) & ~segs->boundary);
}

static void put(struct segments *segs, struct scatterlist *sgl, dma_addr_t addr, unsigned int len)
{
	segs->sg = segs->sg ? sg_next(segs->sg) : sgl;
	segs->nr++;
	sg_dma_address(segs->sg) = addr;
	sg_dma_len(segs->sg) = len;
}

static noinline void cut_and_put(struct segments *segs, struct scatterlist *sgl, dma_addr_t addr,
				 unsigned int len)
{
	while (segs->spare && !fits(segs, addr, len)) {
		u64 part = min_t(u64, segs->max - 1, segs->boundary - (addr & segs->boundary)) + 1;

		put(segs, sgl, addr, part);
		segs->spare--;
		addr += part;
		len -= part;
	}
	put(segs, sgl, addr, len);
}

static __always_inline void add(struct segments *segs, struct scatterlist *sgl, dma_addr_t addr,
				unsigned int len, bool alone)
{
	struct scatterlist *last = segs->sg;

	if (last && sg_dma_address(last) + sg_dma_len(last) == addr && !segs->closed && !alone &&
	    fits(segs, sg_dma_address(last), sg_dma_len(last) + len)) {
		sg_dma_len(last) += len;
		segs->spare++;
	} else if (likely(alone || fits(segs, addr, len))) {
		put(segs, sgl, addr, len);
	} else {
		cut_and_put(segs, sgl, addr, len);
	}
	segs->closed = alone;
}

static void end_segments(struct device *dev, struct scatterlist *sgl, unsigned int nr,
			 enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sg(sgl, sg, nr, i)
		dma_end_one(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
}

/* How many segments there are; negative: an error, and nothing is mapped. */
static int map_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		  unsigned long attrs)
{
	const struct dma_reach *reach = &dev->dma_reach;
	bool fast = !reach->line && dma_get_mask(dev) == reach->mask;
	struct segments segs = { .max = dma_get_max_seg_size(dev), .boundary = dma_get_seg_boundary(dev) };
	struct scatterlist *sg;
	int i;

	if (WARN(nents <= 0, "dma_map_sg: %d entries\n", nents))
		return -EINVAL;
	for_each_sg(sgl, sg, nents, i) {
		unsigned long offset = (unsigned long)page_to_virt(sg_page(sg)) + sg->offset - reach->va;
		dma_addr_t addr = reach->bus + offset;
		bool copied = false;

		if (!fast || !dma_in_reach(reach, offset, sg->length, dir)) {
			int err = dma_map_one(dev, sg_phys(sg), sg->length, dir, attrs, &addr);

			if (err) {
				end_segments(dev, sgl, segs.nr, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
				return err;
			}
			copied = addr != dma_from_phys(dev, sg_phys(sg), sg->length);
		}
		add(&segs, sgl, addr, sg->length, copied);
	}
	if (segs.nr < (unsigned int)nents)
		sg_dma_len(segs.sg ? sg_next(segs.sg) : sgl) = 0;
	if (dma_debug_on()) {
		for_each_sg(sgl, sg, (int)segs.nr, i)
			dma_debug_map(dev, DMA_DEBUG_SG, sg_dma_address(sg), sg_dma_len(sg), dir);
	}
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return segs.nr;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs)
{
	return max(map_sg(dev, sgl, nents, dir, attrs), 0);
}

int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs)
{
	int nr = map_sg(dev, sgt->sgl, sgt->orig_nents, dir, attrs);

	if (nr < 0)
		return nr;
	sgt->nents = nr;
	return 0;
}

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	const void *caller = __builtin_return_address(0);
	struct scatterlist *sg;
	int i;

	if (!dev->dma_reach.plain || dma_debug_on() || READ_ONCE(dev->dma_mapped) <= 0) {
		for_each_sg(sgl, sg, nents, i) {
			if (!sg_dma_len(sg))
				break;
			if (!dma_unmap_one(dev, DMA_DEBUG_SG, sg_dma_address(sg), sg_dma_len(sg), dir, attrs,
					   caller))
				return;
		}
	}
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

static void sync_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		    bool for_device, const void *caller)
{
	struct scatterlist *sg;
	int i;

	if (!dma_dev_need_sync(dev) && !dma_debug_on())
		return;
	for_each_sg(sgl, sg, nents, i) {
		if (!sg_dma_len(sg) ||
		    !dma_sync_one(dev, sg_dma_address(sg), sg_dma_len(sg), dir, for_device, caller))
			break;
	}
}

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir)
{
	sync_sg(dev, sgl, nents, dir, false, __builtin_return_address(0));
}

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nents,
			    enum dma_data_direction dir)
{
	sync_sg(dev, sgl, nents, dir, true, __builtin_return_address(0));
}
