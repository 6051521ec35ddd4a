// SPDX-License-Identifier: BSD-2-Clause
/*
 * An allocator of granules of one size.  Two bitmaps outside of the memory describe the granules.
 * A bit of map is set if the granule is in use.  A bit of first is set if an allocation starts at
 * the granule.  A free is accepted only if it describes exactly one allocation:
 *
 *	granules  [ ][A][a][a][B][ ][ ][C][c]
 *	map        0  1  1  1  1  0  0  1  1
 *	first      0  1  0  0  1  0  0  1  0
 *
 * An allocation is aligned to its size rounded up to a power of two.  If the area has no address
 * with this alignment, the offset from the area's start is aligned instead.
 *
 * Invariants: a bit that is set in first is set in map, too; if a bit is set in map and clear in
 * first, the bit before it is set in map; used is the number of bits set in map.
 *
 * Locking: the caller holds a lock of its own.
 */

#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/log2.h>
#include <linux/mmdebug.h>

#include "dma.h"

/*
 * Return the first of @nr consecutive free granules, or a number of at least area->nr if none fit.
 */
static unsigned long dma_area_find_free(const struct dma_area *area, unsigned long nr)
{
	unsigned long start = area->pa >> area->shift, mask, at;

	VM_WARN_ON(!nr || nr > area->nr);
	if (nr == 1)
		return find_first_zero_bit(area->map, area->nr);
	mask = roundup_pow_of_two(nr) - 1;
	at = bitmap_find_next_zero_area_off(area->map, area->nr, 0, nr, mask, start);
	if (at >= area->nr && ALIGN(start, mask + 1) - start > area->nr - nr)
		at = bitmap_find_next_zero_area(area->map, area->nr, 0, nr, mask);
	return at;
}

void *dma_area_take(struct dma_area *area, unsigned long nr, phys_addr_t *pa)
{
	unsigned long at;

	if (!nr || nr > area->nr - area->used)
		return NULL;
	at = dma_area_find_free(area, nr);
	if (at >= area->nr)
		return NULL;
	VM_WARN_ON(at + nr > area->nr || test_bit(at, area->map) || test_bit(at, area->first));
	bitmap_set(area->map, at, nr);
	__set_bit(at, area->first);
	WRITE_ONCE(area->used, area->used + nr);
	VM_WARN_ON(area->used > area->nr);
	*pa = area->pa + ((phys_addr_t)at << area->shift);
	return area->va + (at << area->shift);
}

/* Return true if exactly these granules were allocated together. */
static bool dma_area_is_taken(const struct dma_area *area, unsigned long at, unsigned long nr)
{
	unsigned long end = at + nr;

	VM_WARN_ON(at >= area->nr);
	if (!nr || nr > area->nr - at || !test_bit(at, area->first))
		return false;
	/* An allocation ends where the next one starts, or at a free granule. */
	return (end == area->nr || test_bit(end, area->first) || !test_bit(end, area->map)) &&
	       test_bit(end - 1, area->map) &&
	       (nr == 1 || find_next_bit(area->first, end, at + 1) == end);
}

bool dma_area_give_back(struct dma_area *area, void *va, phys_addr_t pa, unsigned long nr)
{
	unsigned long offset = va - area->va, at = offset >> area->shift;

	if (!dma_area_has(area, va) || offset & ((1UL << area->shift) - 1) ||
	    area->pa + offset != pa || !dma_area_is_taken(area, at, nr))
		return false;
	bitmap_clear(area->map, at, nr);
	__clear_bit(at, area->first);
	VM_WARN_ON(nr > area->used);
	WRITE_ONCE(area->used, area->used - nr);
	return true;
}
