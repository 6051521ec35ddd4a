// SPDX-License-Identifier: BSD-2-Clause
/*
 * memblock: the allocator of physical memory during boot, before the page allocator exists.
 *
 * Two sorted arrays of disjoint ranges describe the memory: `memory` contains the ranges that
 * exist, and `reserved` the ranges that have an owner.  Free ranges are not stored.  They are the
 * difference of the two arrays, which is computed during iteration:
 *
 *	memory    |=========================|      |===================|
 *	reserved      |image|   |dtb|                          |initrd|
 *	free      |--|       |--|     |-----|      |----------|        |
 *
 * When a range is added, only those parts of it are inserted that no region covers yet.  Then
 * adjacent regions with equal attributes (node, flags and owner; see alike()) are merged.  Before a
 * range is changed, the regions at both of its ends are split, so that only whole regions change.
 *
 * The arrays start in static memory.  After memblock_allow_resize() has declared that the linear
 * map can be written, a full array is replaced by one of twice the size, which is allocated from
 * this memblock.  The new array must not lie in the range that is being reserved.  Therefore every
 * path that may grow an array passes that range as @avoid, and recomputes its indices afterwards.
 * The static memory is freed after boot: see memblock_move_arrays().
 *
 * memblock does not access the memory that it manages, with two exceptions: these arrays, and the
 * clearing of memory by memblock_alloc() and its variants.  Both lie below current_limit, which
 * boot code sets to the end of the mapped memory.
 *
 * Invariants of each array, with the numbers that memblock_inst_validate() prints:
 *	1. no region is empty or wraps around;
 *	2. regions are sorted and disjoint;
 *	3. adjacent regions differ in an attribute;
 *	4. total_size is the sum of the sizes;
 *	5. cnt <= max.
 *
 * Cost: a search is binary.  A change of an array moves all later regions in the array.  An
 * iteration over free memory needs one search for each range.
 *
 * To inspect: memblock_dump_all(), and the shell's command `memmap`.
 */

#define pr_fmt(fmt) "memblock: " fmt

#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "memblock_region.h"

#define NO_RANGE	NULL

struct range {
	phys_addr_t start;
	phys_addr_t end;
};

static phys_addr_t range_end(phys_addr_t base, phys_addr_t size)
{
	return base + min(size, MEMBLOCK_ALLOC_ANYWHERE - base);
}

/* Return the index of the first region that ends above @addr, or cnt if none does. */
static unsigned long first_above(const struct memblock_type *type, phys_addr_t addr)
{
	unsigned long lo = 0, hi = type->cnt;

	while (lo < hi) {
		unsigned long mid = lo + (hi - lo) / 2;

		if (memblock_region_end(&type->regions[mid]) > addr)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

struct memblock_region *memblock_inst_find(struct memblock_type *type, phys_addr_t addr)
{
	unsigned long i = first_above(type, addr);

	if (i < type->cnt && type->regions[i].base <= addr)
		return &type->regions[i];
	return NULL;
}

static const char *__init_memblock owner_name(const struct memblock_region *r)
{
	return r->owner ? r->owner : "unnamed";
}

/* Growing the arrays */

static int memblock_add_range(struct memblock *mb, struct memblock_type *type,
			      struct memblock_region new);
static int remove_range(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
			phys_addr_t size);
static phys_addr_t memblock_find_free(struct memblock *mb, phys_addr_t size, phys_addr_t align,
				      struct range within, int nid, const struct range *avoid);

static phys_addr_t __init_memblock array_bytes(unsigned long nr_regions)
{
	return round_up(nr_regions * sizeof(struct memblock_region), PAGE_SIZE);
}

static noinline int __init_memblock double_array(struct memblock *mb, struct memblock_type *type,
						 const struct range *avoid)
{
	struct memblock_region *old = type->regions;
	phys_addr_t old_size = array_bytes(type->max);
	phys_addr_t new_size = array_bytes(type->max * 2);
	bool old_on_heap = type->on_heap;
	struct memblock_region new = {
		.flags = MEMBLOCK_RSRV_KERN, .nid = NUMA_NO_NODE, .owner = "memblock arrays",
	};
	struct range within = { 0, mb->current_limit };
	phys_addr_t pa;

	VM_WARN_ON(!type->max || type->cnt > type->max);
	if (!mb->can_resize)
		return -ENOMEM;
	pa = memblock_find_free(mb, new_size, PAGE_SIZE, within, NUMA_NO_NODE, avoid);
	if (!pa)
		return -ENOMEM;

	/*
	 * If the array of memory grows, the new array must be reserved first, because that may
	 * fail.  If the array of reserved ranges grows, the new array is recorded in it after
	 * the growth.
	 */
	new.base = pa;
	new.size = new_size;
	if (type != &mb->reserved && memblock_add_range(mb, &mb->reserved, new))
		return -ENOMEM;
	type->regions = __va(pa);
	memcpy(type->regions, old, type->cnt * sizeof(*old));
	type->max = new_size / sizeof(*old);
	VM_WARN_ON(type->max <= type->cnt);
	type->on_heap = true;
	if (type == &mb->reserved)
		memblock_add_range(mb, type, new);
	if (old_on_heap)
		remove_range(mb, &mb->reserved, __pa(old), old_size);
	return 0;
}

/*
 * Ensure a free entry for one more region.  *@moved is set if indices have become stale.  No array
 * grows after boot.
 */
static int __ref memblock_make_room(struct memblock *mb, struct memblock_type *type,
				    const struct range *avoid, bool *moved)
{
	*moved = false;
	if (type->cnt < type->max)
		return 0;
	*moved = true;
	if (mb->closed || double_array(mb, type, avoid)) {
		pr_err("the array of %s ranges is full: %lu entries\n", type->name, type->max);
		return -ENOMEM;
	}
	return 0;
}

/* Check a region and its neighbours: not empty, sorted and disjoint. */
static void memblock_check_region(const struct memblock_type *type, unsigned long idx)
{
	const struct memblock_region *r = &type->regions[idx];

	VM_WARN_ON(idx >= type->cnt || type->cnt > type->max);
	VM_WARN_ON(!r->size || memblock_region_end(r) < r->base);
	VM_WARN_ON(r->size > type->total_size);
	VM_WARN_ON(idx && memblock_region_end(r - 1) > r->base);
	VM_WARN_ON(idx + 1 < type->cnt && memblock_region_end(r) > r[1].base);
}

static void insert_at(struct memblock_type *type, unsigned long idx, struct memblock_region r)
{
	struct memblock_region *at = &type->regions[idx];

	VM_WARN_ON(idx > type->cnt || type->cnt >= type->max);
	memmove(at + 1, at, (type->cnt - idx) * sizeof(*at));
	*at = r;
	type->cnt++;
	type->total_size += r.size;
	memblock_check_region(type, idx);
}

/* The entry that becomes unused is cleared: as in Linux, regions[0] of an empty array is 0. */
static void delete_at(struct memblock_type *type, unsigned long idx)
{
	struct memblock_region *at = &type->regions[idx];

	VM_WARN_ON(idx >= type->cnt || at->size > type->total_size);
	type->total_size -= at->size;
	type->cnt--;
	memmove(at, at + 1, (type->cnt - idx) * sizeof(*at));
	type->regions[type->cnt] = (struct memblock_region){ };
}

/*
 * Return true if the regions are merged.  Memory of the kernel is merged with any reserved memory,
 * as in Linux 6.12.
 */
static bool __init_memblock alike(const struct memblock_region *a, const struct memblock_region *b)
{
	enum memblock_flags kern = (a->flags | b->flags) & MEMBLOCK_RSRV_KERN;

	return memblock_region_end(a) == b->base && (a->nid == b->nid || kern) &&
	       (a->flags | kern) == (b->flags | kern) && memblock_same_owner(a->owner, b->owner);
}

/*
 * Extend @r by a region that is alike.  The caller sets the base of @r.  Memory of the kernel gets
 * the attributes of other memory, or no node if the kernel reserved both for different nodes.  So
 * @r never becomes alike to its other neighbour.
 */
static void __init_memblock absorb(struct memblock_type *type, struct memblock_region *r,
				   const struct memblock_region *other)
{
	if (!(other->flags & MEMBLOCK_RSRV_KERN))
		r->nid = other->nid;
	else if (r->flags & MEMBLOCK_RSRV_KERN && r->nid != other->nid)
		r->nid = NUMA_NO_NODE;
	r->flags &= other->flags;
	r->size += other->size;
	type->total_size += other->size;
}

/* Merge adjacent regions with equal attributes, from one region below @base to one above @end. */
static void __init_memblock merge_around(struct memblock_type *type, phys_addr_t base,
					 phys_addr_t end)
{
	unsigned long i = first_above(type, base);

	if (i)
		i--;
	VM_WARN_ON(base > end);
	while (i + 1 < type->cnt && type->regions[i].base <= end) {
		struct memblock_region *r = &type->regions[i];

		if (!alike(r, r + 1)) {
			i++;
			continue;
		}
		absorb(type, r, r + 1);
		delete_at(type, i + 1);
	}
}

/*
 * Extend the region before or at index @idx by @new.  Returns false if neither of the two regions
 * is adjacent to @new and has the same attributes.
 */
static bool __init_memblock extend_neighbour(struct memblock_type *type, unsigned long idx,
					     const struct memblock_region *new)
{
	struct memblock_region *r = &type->regions[idx];

	VM_WARN_ON(idx > type->cnt || !new->size);
	if (idx && alike(r - 1, new))
		r--;
	else if (idx < type->cnt && alike(new, r))
		r->base = new->base;
	else
		return false;
	absorb(type, r, new);
	memblock_check_region(type, r - type->regions);
	return true;
}

/* Store the parts of @new that no region covers yet. */
static int __init_memblock memblock_add_range(struct memblock *mb, struct memblock_type *type,
					      struct memblock_region new)
{
	struct range whole = { new.base, range_end(new.base, new.size) };
	phys_addr_t pos = whole.start;
	bool moved;

	while (pos < whole.end) {
		unsigned long i = first_above(type, pos);
		phys_addr_t stop = whole.end;

		if (i < type->cnt) {
			if (type->regions[i].base <= pos) {
				pos = memblock_region_end(&type->regions[i]);
				continue;
			}
			stop = min(stop, type->regions[i].base);
		}
		VM_WARN_ON(stop <= pos);
		new.base = pos;
		new.size = stop - pos;
		if (!extend_neighbour(type, i, &new)) {
			if (memblock_make_room(mb, type, &whole, &moved))
				return -ENOMEM;
			if (moved)
				continue;
			insert_at(type, i, new);
		}
		pos = stop;
	}
	merge_around(type, whole.start, whole.end);
	return 0;
}

static int split_at(struct memblock *mb, struct memblock_type *type, phys_addr_t addr)
{
	struct memblock_region *r = memblock_inst_find(type, addr);
	struct memblock_region low;
	bool moved;

	if (!r || r->base == addr)
		return 0;
	if (memblock_make_room(mb, type, NO_RANGE, &moved))
		return -ENOMEM;
	r = memblock_inst_find(type, addr);
	VM_WARN_ON(!r || r->base >= addr);
	low = *r;
	low.size = addr - r->base;
	r->size -= low.size;
	r->base = addr;
	type->total_size -= low.size;
	insert_at(type, r - type->regions, low);
	return 0;
}

/*
 * Split regions at both ends of the range.  [*first, *last) are then the regions inside the range.
 */
static int isolate_range(struct memblock *mb, struct memblock_type *type, struct range range,
			 unsigned long *first, unsigned long *last)
{
	*first = *last = 0;
	if (range.start >= range.end)
		return 0;
	if (split_at(mb, type, range.start) || split_at(mb, type, range.end))
		return -ENOMEM;
	*first = first_above(type, range.start);
	*last = first_above(type, range.end);
	VM_WARN_ON(*first > *last || *last > type->cnt);
	return 0;
}

static int remove_range(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
			phys_addr_t size)
{
	struct range range = { base, range_end(base, size) };
	unsigned long first, last;

	if (isolate_range(mb, type, range, &first, &last))
		return -ENOMEM;
	while (last > first)
		delete_at(type, --last);
	return 0;
}

/* Operations on any instance */

int __init_memblock memblock_inst_add(struct memblock *mb, phys_addr_t base, phys_addr_t size,
				      int nid, enum memblock_flags flags)
{
	return memblock_add_range(mb, &mb->memory, (struct memblock_region){
		.base = base, .size = size, .nid = nid, .flags = flags,
	});
}

int __init_memblock memblock_inst_reserve(struct memblock *mb, phys_addr_t base, phys_addr_t size,
					  const char *owner)
{
	return memblock_add_range(mb, &mb->reserved, (struct memblock_region){
		.base = base, .size = size, .nid = NUMA_NO_NODE, .owner = owner,
	});
}

int __init_memblock memblock_inst_reserve_node(struct memblock *mb, phys_addr_t base,
					       phys_addr_t size, int nid,
					       enum memblock_flags flags)
{
	return memblock_add_range(mb, &mb->reserved, (struct memblock_region){
		.base = base, .size = size, .nid = nid, .flags = flags,
	});
}

int __init_memblock memblock_inst_reserve_exclusive(struct memblock *mb, phys_addr_t base,
						    phys_addr_t size, const char *owner)
{
	phys_addr_t end = range_end(base, size);
	unsigned long i;

	for (i = first_above(&mb->reserved, base); i < mb->reserved.cnt; i++) {
		struct memblock_region *r = &mb->reserved.regions[i];
		phys_addr_t r_last = memblock_region_end(r) - 1, last = end - 1;

		if (r->base >= end)
			break;
		if (memblock_same_owner(r->owner, owner))
			continue;
		pr_err("%s [%pa-%pa] overlaps %s [%pa-%pa]\n", owner, &base, &last,
		       owner_name(r), &r->base, &r_last);
		return -EEXIST;
	}
	return memblock_inst_reserve(mb, base, size, owner);
}

/*
 * Set the owner of the reserved parts of the range.  If @all is false, change only parts with
 * the owner @from.
 */
static int __init_memblock memblock_set_range_owner(struct memblock *mb, struct range range,
						    bool all, const char *from, const char *owner)
{
	struct memblock_region *r;
	unsigned long first, last;

	if (isolate_range(mb, &mb->reserved, range, &first, &last))
		return -ENOMEM;
	for (r = mb->reserved.regions; first < last; first++) {
		if (all || memblock_same_owner(r[first].owner, from))
			r[first].owner = owner;
	}
	merge_around(&mb->reserved, range.start, range.end);
	return 0;
}

int __init_memblock memblock_inst_set_owner(struct memblock *mb, phys_addr_t base, phys_addr_t size,
					    const char *owner)
{
	return memblock_set_range_owner(mb, (struct range){ base, range_end(base, size) }, true,
					NULL, owner);
}

int __init_memblock memblock_inst_change_owner(struct memblock *mb, phys_addr_t base,
					       phys_addr_t size, const char *from,
					       const char *owner)
{
	return memblock_set_range_owner(mb, (struct range){ base, range_end(base, size) }, false,
					from, owner);
}

int memblock_inst_remove(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
			 phys_addr_t size)
{
	return remove_range(mb, type, base, size);
}

int __init_memblock memblock_inst_set_flag(struct memblock *mb, phys_addr_t base, phys_addr_t size,
					   bool set, enum memblock_flags flag)
{
	struct range range = { base, range_end(base, size) };
	unsigned long first, last;

	if (isolate_range(mb, &mb->memory, range, &first, &last))
		return -ENOMEM;
	for (; first < last; first++) {
		if (set)
			mb->memory.regions[first].flags |= flag;
		else
			mb->memory.regions[first].flags &= ~flag;
	}
	merge_around(&mb->memory, range.start, range.end);
	return 0;
}

int __init_memblock memblock_inst_set_node(struct memblock *mb, phys_addr_t base, phys_addr_t size,
					   struct memblock_type *type, int nid)
{
	struct range range = { base, range_end(base, size) };
	unsigned long first, last;

	if (isolate_range(mb, type, range, &first, &last))
		return -ENOMEM;
	for (; first < last; first++)
		type->regions[first].nid = nid;
	merge_around(type, range.start, range.end);
	return 0;
}

void __init_memblock memblock_inst_enforce_limit(struct memblock *mb, phys_addr_t limit)
{
	phys_addr_t left = limit;
	unsigned long i;

	for (i = 0; i < mb->memory.cnt; i++) {
		struct memblock_region *r = &mb->memory.regions[i];

		if (left <= r->size) {
			phys_addr_t max_addr = r->base + left;

			remove_range(mb, &mb->memory, max_addr, MEMBLOCK_ALLOC_ANYWHERE);
			remove_range(mb, &mb->reserved, max_addr, MEMBLOCK_ALLOC_ANYWHERE);
			return;
		}
		left -= r->size;
	}
}

void __init_memblock memblock_inst_cap_range(struct memblock *mb, phys_addr_t base,
					     phys_addr_t size)
{
	struct range range = { base, range_end(base, size) };
	unsigned long first, last, i;

	if (isolate_range(mb, &mb->memory, range, &first, &last))
		return;
	for (i = mb->memory.cnt; i-- > 0;) {
		if ((i < first || i >= last) && !memblock_is_nomap(&mb->memory.regions[i]))
			delete_at(&mb->memory, i);
	}
	remove_range(mb, &mb->reserved, 0, range.start);
	remove_range(mb, &mb->reserved, range.end, MEMBLOCK_ALLOC_ANYWHERE);
}

void __init_memblock memblock_inst_trim(struct memblock *mb, phys_addr_t align)
{
	unsigned long i;

	for (i = mb->memory.cnt; i-- > 0;) {
		struct memblock_region *r = &mb->memory.regions[i];
		phys_addr_t start = round_up(r->base, align);
		phys_addr_t end = round_down(memblock_region_end(r), align);

		if (start >= end) {
			delete_at(&mb->memory, i);
			continue;
		}
		VM_WARN_ON(!is_power_of_2(align) || end - start > r->size);
		mb->memory.total_size -= r->size - (end - start);
		r->base = start;
		r->size = end - start;
	}
}

/* Iterators */

static void store_range(phys_addr_t *start, phys_addr_t *end, int *nid, phys_addr_t s,
			phys_addr_t e, int n)
{
	if (start)
		*start = s;
	if (end)
		*end = e;
	if (nid)
		*nid = n;
}

static bool region_wanted(const struct memblock_region *r, int nid)
{
	return !memblock_is_nomap(r) && (nid == NUMA_NO_NODE || nid == r->nid);
}

bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	unsigned long i = first_above(type, base);

	return i < type->cnt && type->regions[i].base < range_end(base, size);
}

bool memblock_next_mem(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
		       phys_addr_t *end, int *out_nid)
{
	unsigned long i;

	for (i = first_above(&mb->memory, *pos); i < mb->memory.cnt; i++) {
		const struct memblock_region *r = &mb->memory.regions[i];

		if (!region_wanted(r, nid))
			continue;
		store_range(start, end, out_nid, max(r->base, *pos), memblock_region_end(r),
			    r->nid);
		*pos = memblock_region_end(r);
		return true;
	}
	return false;
}

bool memblock_prev_mem(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
		       phys_addr_t *end, int *out_nid)
{
	unsigned long i = *pos ? first_above(&mb->memory, *pos - 1) : 0;

	if (*pos && i < mb->memory.cnt && mb->memory.regions[i].base < *pos)
		i++;
	while (i-- > 0) {
		const struct memblock_region *r = &mb->memory.regions[i];

		if (!region_wanted(r, nid))
			continue;
		store_range(start, end, out_nid, r->base, min(memblock_region_end(r), *pos),
			    r->nid);
		*pos = r->base;
		return true;
	}
	return false;
}

bool __init_memblock memblock_next_free(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
					phys_addr_t *end, int *out_nid)
{
	phys_addr_t s, e;
	u64 at = *pos;
	int n;

	while (memblock_next_mem(mb, nid, &at, &s, &e, &n)) {
		unsigned long i = first_above(&mb->reserved, s);

		for (; s < e; i++) {
			const struct memblock_region *r = &mb->reserved.regions[i];
			phys_addr_t stop = i < mb->reserved.cnt ? min(e, r->base) : e;

			if (stop > s) {
				store_range(start, end, out_nid, s, stop, n);
				*pos = stop;
				return true;
			}
			s = memblock_region_end(r);
		}
	}
	return false;
}

bool __init_memblock memblock_prev_free(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
					phys_addr_t *end, int *out_nid)
{
	phys_addr_t s, e;
	u64 at = *pos;
	int n;

	while (memblock_prev_mem(mb, nid, &at, &s, &e, &n)) {
		while (s < e) {
			unsigned long i = first_above(&mb->reserved, e - 1);
			const struct memblock_region *r = &mb->reserved.regions[i];
			phys_addr_t from = s;

			if (i < mb->reserved.cnt && r->base < e) {
				e = r->base;
				continue;
			}
			if (i && memblock_region_end(r - 1) > s)
				from = memblock_region_end(r - 1);
			store_range(start, end, out_nid, from, e, n);
			*pos = from;
			return true;
		}
	}
	return false;
}

bool memblock_next_reserved(struct memblock *mb, u64 *pos, phys_addr_t *start, phys_addr_t *end)
{
	unsigned long i = first_above(&mb->reserved, *pos);
	const struct memblock_region *r = &mb->reserved.regions[i];

	if (i == mb->reserved.cnt)
		return false;
	store_range(start, end, NULL, max(r->base, *pos), memblock_region_end(r), 0);
	*pos = memblock_region_end(r);
	return true;
}

bool memblock_next_pfn_range(struct memblock *mb, int nid, int *idx, unsigned long *start_pfn,
			     unsigned long *end_pfn, int *out_nid)
{
	while (*idx < (int)mb->memory.cnt) {
		const struct memblock_region *r = &mb->memory.regions[(*idx)++];
		unsigned long start = memblock_region_memory_base_pfn(r);
		unsigned long end = memblock_region_memory_end_pfn(r);

		if (start >= end || (nid != NUMA_NO_NODE && nid != r->nid))
			continue;
		if (start_pfn)
			*start_pfn = start;
		if (end_pfn)
			*end_pfn = end;
		if (out_nid)
			*out_nid = r->nid;
		return true;
	}
	return false;
}

/* Allocation */

/*
 * Return the lowest aligned address of @size bytes in [start, end) outside of @avoid, or 0 if
 * none fits.
 */
static phys_addr_t __init_memblock fit_low(phys_addr_t start, phys_addr_t end, phys_addr_t size,
					   phys_addr_t align, const struct range *avoid)
{
	phys_addr_t pos = round_up(start, align);

	VM_WARN_ON(!is_power_of_2(align) || !size);
	if (avoid && pos < avoid->end && avoid->start < range_end(pos, size))
		pos = round_up(avoid->end, align);
	return pos >= start && pos < end && end - pos >= size ? pos : 0;
}

static phys_addr_t __init_memblock fit_high(phys_addr_t start, phys_addr_t end, phys_addr_t size,
					    phys_addr_t align, const struct range *avoid)
{
	phys_addr_t pos;

	if (end < start || end - start < size)
		return 0;
	VM_WARN_ON(!is_power_of_2(align) || !size);
	pos = round_down(end - size, align);
	if (avoid && pos < avoid->end && avoid->start < pos + size) {
		if (avoid->start < start || avoid->start - start < size)
			return 0;
		pos = round_down(avoid->start - size, align);
	}
	return pos >= start ? pos : 0;
}

static phys_addr_t __init_memblock memblock_find_free(struct memblock *mb, phys_addr_t size,
						      phys_addr_t align, struct range within,
						      int nid, const struct range *avoid)
{
	u64 i = mb->bottom_up ? within.start : within.end;
	phys_addr_t s, e, pos;

	within.start = max_t(phys_addr_t, within.start, PAGE_SIZE);
	if (mb->bottom_up) {
		while (memblock_next_free(mb, nid, &i, &s, &e, NULL) && s < within.end) {
			pos = fit_low(max(s, within.start), min(e, within.end), size, align, avoid);
			if (pos)
				return pos;
		}
		return 0;
	}
	while (memblock_prev_free(mb, nid, &i, &s, &e, NULL) && e > within.start) {
		pos = fit_high(max(s, within.start), min(e, within.end), size, align, avoid);
		if (pos)
			return pos;
	}
	return 0;
}

phys_addr_t __init_memblock memblock_inst_alloc(struct memblock *mb, phys_addr_t size,
						phys_addr_t align, phys_addr_t start,
						phys_addr_t end, int nid, bool exact_nid)
{
	struct range within = { start, end };
	phys_addr_t pos;

	if (WARN_ONCE(!align, "memblock: alignment 0\n"))
		align = SMP_CACHE_BYTES;
	if (WARN_ON_ONCE(!is_power_of_2(align)) || !size)
		return 0;
	if (within.end == MEMBLOCK_ALLOC_ACCESSIBLE)
		within.end = mb->current_limit;

	pos = memblock_find_free(mb, size, align, within, nid, NO_RANGE);
	if (!pos && nid != NUMA_NO_NODE && !exact_nid) {
		nid = NUMA_NO_NODE;
		pos = memblock_find_free(mb, size, align, within, nid, NO_RANGE);
	}
	VM_WARN_ON(pos && (!IS_ALIGNED(pos, align) || range_end(pos, size) > within.end));
	if (!pos || memblock_inst_reserve_node(mb, pos, size, nid, MEMBLOCK_RSRV_KERN))
		return 0;
	return pos;
}
