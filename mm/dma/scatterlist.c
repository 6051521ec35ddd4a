// SPDX-License-Identifier: BSD-2-Clause
/*
 * Map scatterlists: compute segments of bus addresses from entries of memory.
 *
 *	memory     [a     ][b  ][c       ]  [d  ]	a and b are adjacent; d is not adjacent to c
 *	segments   [a     +b  ][c       ][d  ]		if a and b together are within the limits
 *
 * The segments are written into the entries from the first on, so there cannot be more segments
 * than entries.  An entry that exceeds the device's limits is split only while merging has left
 * unused entries for the parts.  An entry with a bounce buffer is a segment of its own, because
 * its mapping ends separately.
 *
 * A list counts as one mapping.  sg_dma_len() is 0 after the last segment, and unmap and sync stop
 * there.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/scatterlist.h>

#include "dma.h"

/* Return the next entry.  @sg must not be the last one. */
static __always_inline struct scatterlist *entry_after(struct scatterlist *sg)
{
	VM_WARN_ON(sg_is_last(sg));
	sg++;
	return unlikely(sg_is_chain(sg)) ? sg_chain_ptr(sg) : sg;
}

/* The limits of a device's segments. */
struct limits {
	unsigned int max;
	unsigned long boundary;
};

static __always_inline bool sg_fits_segment(const struct limits *limits, dma_addr_t addr,
					    unsigned long len)
{
	return len <= limits->max && !((addr ^ (addr + len - 1)) & ~limits->boundary);
}

/* The segments written so far. */
struct segments {
	struct scatterlist *first, *last;	/* last is NULL before the first segment */
	unsigned int nr, spare;			/* number of segments; number of unused entries */
};

static __always_inline void dma_sg_add_segment(struct segments *segs, dma_addr_t addr,
					       unsigned int len)
{
	VM_WARN_ON(!len || addr == DMA_MAPPING_ERROR);
	segs->last = segs->last ? entry_after(segs->last) : segs->first;
	segs->nr++;
	sg_dma_address(segs->last) = addr;
	sg_dma_len(segs->last) = len;
}

static void cut_and_put(struct segments *segs, const struct limits *limits, dma_addr_t addr,
			unsigned int len)
{
	while (segs->spare && !sg_fits_segment(limits, addr, len)) {
		unsigned int part = min_t(u64, limits->max - 1,
					  limits->boundary - (addr & limits->boundary)) + 1;

		dma_sg_add_segment(segs, addr, part);
		segs->spare--;
		addr += part;
		len -= part;
	}
	dma_sg_add_segment(segs, addr, len);
}

/*
 * Extend the last segment by the range and return false, or return true if the range needs a
 * segment of its own.
 */
static bool needs_segment(struct segments *segs, const struct limits *limits, dma_addr_t addr,
			  unsigned int len)
{
	struct scatterlist *last = segs->last;

	if (!last || sg_dma_address(last) + sg_dma_len(last) != addr ||
	    !sg_fits_segment(limits, sg_dma_address(last), (unsigned long)sg_dma_len(last) + len))
		return true;
	VM_WARN_ON(sg_dma_len(last) + len < len);
	sg_dma_len(last) += len;
	segs->spare++;
	return false;
}

static void end_segments(struct device *dev, const struct segments *segs,
			 enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sg(segs->first, sg, segs->nr, i) dma_end_one(
		dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
}

/* State of a walk over a list. */
struct walk {
	/* the current entry; the entry of the last segment */
	struct scatterlist *sg, *last;
	unsigned int left, nr;			/* number of entries from sg on, and of segments */
	dma_addr_t start, end;			/* bus addresses of the last segment */
};

/* Return true if the entry lies in one page of the reach.  Sets @addr to its bus address. */
static __always_inline bool entry_in_reach(const struct dma_reach *reach,
					   const struct scatterlist *sg, dma_addr_t *addr)
{
	unsigned long offset = (unsigned long)page_to_virt(sg_page(sg)) - reach->va + sg->offset;

	*addr = reach->bus + offset;
	return dma_in_page(reach, offset, sg->length);
}

/*
 * Map the rest of a list, starting at the first entry that can be merged.  Returns false if an
 * entry is not in reach.
 */
static noinline bool dma_sg_map_merging(const struct dma_reach *reach, struct walk *w,
					const struct limits *limits)
{
	for (;;) {
		unsigned int len = w->sg->length;
		dma_addr_t addr;

		if (!entry_in_reach(reach, w->sg, &addr))
			return false;
		if (addr != w->end || !sg_fits_segment(limits, w->start, w->end - w->start + len)) {
			w->last = entry_after(w->last);
			w->nr++;
			w->start = sg_dma_address(w->last) = addr;
		}
		w->end = addr + len;
		sg_dma_len(w->last) = w->end - w->start;
		if (!--w->left)
			break;
		w->sg = entry_after(w->sg);
	}
	VM_WARN_ON(!sg_dma_len(w->last));
	if (w->last != w->sg)
		sg_dma_len(entry_after(w->last)) = 0;
	return true;
}

/*
 * Map a list whose entries each lie in one page of the reach.  Returns the number of segments.  If
 * an entry does not lie in one page of the reach, or if the limits are below a page, returns 0; the
 * list then has no valid segments.
 */
static __always_inline unsigned int map_fast(struct device *dev, struct scatterlist *sgl,
					     unsigned int nents, const struct limits *limits)
{
	const struct dma_reach *reach = &dev->dma_reach;
	struct walk w = { .sg = sgl, .left = nents, .end = DMA_MAPPING_ERROR };

	if (limits->max < PAGE_SIZE || limits->boundary < PAGE_SIZE - 1)
		return 0;
	for (;;) {
		dma_addr_t addr;

		if (!entry_in_reach(reach, w.sg, &addr))
			return 0;
		if (unlikely(addr == w.end)) {
			w.nr = nents - w.left;
			return dma_sg_map_merging(reach, &w, limits) ? w.nr : 0;
		}
		w.start = sg_dma_address(w.sg) = addr;
		sg_dma_len(w.sg) = w.sg->length;
		w.end = addr + w.sg->length;
		w.last = w.sg;
		if (!--w.left)
			return nents;
		w.sg = entry_after(w.sg);
	}
}

/*
 * Do the same as map_fast() for a device that is not coherent.  Returns 0 also if an entry needs a
 * bounce buffer, because it shares a cache line with other data.
 */
static noinline unsigned int dma_sg_map_lines(struct device *dev, struct scatterlist *sgl,
					      unsigned int nents, enum dma_data_direction dir,
					      unsigned long attrs, const struct limits *limits)
{
	const struct dma_reach *reach = &dev->dma_reach;
	struct scatterlist *sg;
	unsigned int i, nr;

	if (dir != DMA_TO_DEVICE) {
		for_each_sg(sgl, sg, nents, i) {
			if (shares_line(dev, sg->offset, sg->length, dir))
				return 0;
		}
	}
	nr = map_fast(dev, sgl, nents, limits);
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC)) {
		for_each_sg(sgl, sg, nr, i) dma_cache_clean(
			reach->va + (sg_dma_address(sg) - reach->bus), sg_dma_len(sg));
	}
	return nr;
}

/* Map any list.  Returns the number of segments, or a negative error; then nothing is mapped. */
static noinline int dma_sg_map_slow(struct device *dev, struct scatterlist *sgl, unsigned int nents,
				    enum dma_data_direction dir, unsigned long attrs,
				    const struct limits *limits)
{
	struct segments segs = { .first = sgl };
	struct scatterlist *sg;
	/*
	 * The physical end of the last entry.  Two windows may be adjacent on the bus, but not in
	 * RAM.
	 */
	phys_addr_t end = PHYS_ADDR_MAX;
	unsigned int i;

	if (unlikely(dev->dma_ops))
		return dma_ops_map_sg(dev, sgl, (int)nents, dir, attrs);
	for_each_sg(sgl, sg, nents, i) {
		dma_addr_t addr;
		int err = dma_map_one(dev, sg_phys(sg), sg->length, dir, attrs, &addr);
		bool copied;

		if (err) {
			end_segments(dev, &segs, dir, attrs);
			return err;
		}
		copied = addr != dma_from_phys(dev, sg_phys(sg), sg->length);
		if (copied)
			dma_sg_add_segment(&segs, addr, sg->length);
		else if (sg_phys(sg) != end || needs_segment(&segs, limits, addr, sg->length))
			cut_and_put(&segs, limits, addr, sg->length);
		end = copied ? PHYS_ADDR_MAX : sg_phys(sg) + sg->length;
	}
	VM_WARN_ON(!segs.nr || segs.nr > nents);
	if (segs.nr < nents)
		sg_dma_len(entry_after(segs.last)) = 0;
	if (dma_debug_on()) {
		for_each_sg(sgl, sg, segs.nr, i) dma_debug_map(
			dev, DMA_DEBUG_SG, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
	}
	return (int)segs.nr;
}

static __always_inline int map_sg(struct device *dev, struct scatterlist *sgl, int nents,
				  enum dma_data_direction dir, unsigned long attrs)
{
	struct limits limits = { dma_get_max_seg_size(dev), dma_get_seg_boundary(dev) };
	int nr = 0;

	if (DMA_WARN(dev, nents <= 0, "dma_map_sg: invalid number of entries: %d\n", nents))
		return -EINVAL;
	if ((unsigned int)dir < DMA_NONE && dma_mask_is(dev, READ_ONCE(dev->dma_reach.mask))) {
		if (likely(dev->dma_coherent))
			nr = (int)map_fast(dev, sgl, (unsigned int)nents, &limits);
		else if (dma_line(dev))
			nr = (int)dma_sg_map_lines(dev, sgl, (unsigned int)nents, dir, attrs,
						   &limits);
	}
	if (!nr)
		nr = dma_sg_map_slow(dev, sgl, (unsigned int)nents, dir, attrs, &limits);
	if (nr > 0)
		__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return nr;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs)
{
	int nr = map_sg(dev, sgl, nents, dir, attrs);

	return nr > 0 ? (unsigned int)nr : 0;
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

static noinline void dma_sg_unmap_slow(struct device *dev, struct scatterlist *sgl, int nents,
				       enum dma_data_direction dir, unsigned long attrs,
				       const void *caller)
{
	struct scatterlist *sg;
	int i;

	if (unlikely(dev->dma_ops)) {
		dma_ops_unmap_sg(dev, sgl, nents, dir, attrs);
		return;
	}
	if (DMA_WARN(dev, nents <= 0 || !sg_dma_len(sgl),
		     "dma_unmap_sg by %pS: %d entries, nothing is mapped\n", caller, nents))
		return;
	for_each_sg(sgl, sg, nents, i) {
		if (!sg_dma_len(sg))
			break;
		if (!dma_unmap_one(dev, DMA_DEBUG_SG, sg_dma_address(sg), sg_dma_len(sg), dir,
				   attrs, caller))
			return;
	}
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

/* Return true if each segment is in reach and none is a bounce buffer. */
static bool all_straight(const struct dma_reach *reach, struct scatterlist *sgl, int nents)
{
	const struct swiotlb_bounds *copies = READ_ONCE(reach->copies);
	phys_addr_t low = copies ? READ_ONCE(copies->low) : 0,
		    high = copies ? READ_ONCE(copies->high) : 0;
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		unsigned long offset = sg_dma_address(sg) - reach->bus;
		phys_addr_t pa = __pa(reach->va + offset);

		if (!sg_dma_len(sg))
			return i;
		if (!dma_in_reach(reach, offset, sg_dma_len(sg)) ||
		    (pa < high && pa + sg_dma_len(sg) > low))
			return false;
	}
	return true;
}

/*
 * Unmap a list for which caches are maintained, which has bounce buffers, or which
 * dma_unmap_sg_attrs() does not accept.
 */
static noinline void dma_sg_unmap_rest(struct device *dev, struct scatterlist *sgl, int nents,
				       enum dma_data_direction dir, unsigned long attrs,
				       const void *caller)
{
	const struct dma_reach *reach = &dev->dma_reach;
	struct scatterlist *sg;
	int i;

	if (READ_ONCE(reach->plain) || nents <= 0 || dma_nothing_mapped(dev, dir) ||
	    !all_straight(reach, sgl, nents))
		return dma_sg_unmap_slow(dev, sgl, nents, dir, attrs, caller);
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	if (dir == DMA_TO_DEVICE || !dma_line(dev) || attrs & DMA_ATTR_SKIP_CPU_SYNC)
		return;
	for_each_sg(sgl, sg, nents, i) {
		if (!sg_dma_len(sg))
			break;
		dma_invalidate(dev, reach->va + (sg_dma_address(sg) - reach->bus), sg_dma_len(sg));
	}
}

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	if (unlikely(!READ_ONCE(dev->dma_reach.plain) || !READ_ONCE(dev->dma_reach.size) ||
		     nents <= 0) ||
	    dma_nothing_mapped(dev, dir))
		dma_sg_unmap_rest(dev, sgl, nents, dir, attrs, __builtin_return_address(0));
	else
		__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

static void sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		    enum dma_data_direction dir, bool for_device, const void *caller)
{
	struct scatterlist *sg;
	int i;

	if (!dma_dev_need_sync(dev) && !dma_debug_on())
		return;
	if (unlikely(dev->dma_ops)) {
		dma_ops_sync_sg(dev, sgl, nents, dir, for_device);
		return;
	}
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
