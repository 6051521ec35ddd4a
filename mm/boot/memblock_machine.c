// SPDX-License-Identifier: BSD-2-Clause
/*
 * The machine's memblock: Linux's interface for the instance that boot code fills, and the queries
 * that remain usable after boot.  The opening comment of memblock.c explains the design.
 */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <internal/mm_boot.h>

/* enough until the linear map exists and arrays can grow; freed after boot */
#ifndef INIT_MEMBLOCK_REGIONS
#define INIT_MEMBLOCK_REGIONS	1024
#endif

static struct memblock_region memory_init_regions[INIT_MEMBLOCK_REGIONS] __initbss;
static struct memblock_region reserved_init_regions[INIT_MEMBLOCK_REGIONS] __initbss;

struct memblock memblock = {
	.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
	.memory = {
		.max = INIT_MEMBLOCK_REGIONS,
		.regions = memory_init_regions,
		.name = "memory",
	},
	.reserved = {
		.max = INIT_MEMBLOCK_REGIONS,
		.regions = reserved_init_regions,
		.name = "reserved",
	},
};

/*
 * Return true, with a report, after the end of boot: the page allocator would not see the change,
 * and the code that makes it is freed.  The report names the caller, such as memblock_add(), and
 * prints two of its arguments.
 */
static noinline bool is_late(phys_addr_t a, phys_addr_t b)
{
	return WARN(memblock.closed, "%pS(%pa, %pa): called after memblock_free_all()\n",
		    __builtin_return_address(0), &a, &b);
}

int __ref memblock_add(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_add(&memblock, base, size, 0, MEMBLOCK_NONE);
}

int __ref memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_add(&memblock, base, size, nid, flags);
}

int __ref memblock_remove(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_remove(&memblock, &memblock.memory, base, size);
}

int __ref memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_node(&memblock, base, size, type, nid);
}

int __ref memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_flag(&memblock, base, size, true, MEMBLOCK_HOTPLUG);
}

int __ref memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_flag(&memblock, base, size, false, MEMBLOCK_HOTPLUG);
}

int __ref memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_flag(&memblock, base, size, true, MEMBLOCK_NOMAP);
}

int __ref memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_flag(&memblock, base, size, false, MEMBLOCK_NOMAP);
}

void __ref memblock_enforce_memory_limit(phys_addr_t limit)
{
	if (limit && !is_late(limit, 0))
		memblock_inst_enforce_limit(&memblock, limit);
}

void __ref memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	if (size && !is_late(base, size))
		memblock_inst_cap_range(&memblock, base, size);
}

void memblock_mem_limit_remove_map(phys_addr_t limit)
{
	struct memblock_region *r;
	phys_addr_t left = limit;

	for_each_mem_region(r) {
		if (left <= r->size) {
			memblock_cap_memory_range(0, r->base + left);
			return;
		}
		left -= r->size;
	}
}

void __ref memblock_trim_memory(phys_addr_t align)
{
	if (!is_late(align, 0))
		memblock_inst_trim(&memblock, align);
}

int __ref memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_reserve(&memblock, base, size, NULL);
}

int __ref __memblock_reserve(phys_addr_t base, phys_addr_t size, int nid,
			     enum memblock_flags flags)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_reserve_node(&memblock, base, size, nid, flags);
}

int __ref memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_reserve(&memblock, base, size, owner);
}

int __ref memblock_reserve_exclusive(phys_addr_t base, phys_addr_t size, const char *owner)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_reserve_exclusive(&memblock, base, size, owner);
}

int __ref memblock_set_owner(phys_addr_t base, phys_addr_t size, const char *owner)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_set_owner(&memblock, base, size, owner);
}

int __ref memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	if (is_late(base, size))
		return -EBUSY;
	return memblock_inst_remove(&memblock, &memblock.reserved, base, size);
}

void __ref memblock_free(void *ptr, size_t size)
{
	if (ptr && !is_late(__pa(ptr), size))
		memblock_inst_remove(&memblock, &memblock.reserved, __pa(ptr), size);
}

phys_addr_t __ref memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
					   phys_addr_t end, int nid, bool exact_nid)
{
	if (is_late(size, align))
		return 0;
	return memblock_inst_alloc(&memblock, size, align, start, end, nid, exact_nid);
}

phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end)
{
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE, false);
}

phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_range_nid(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

static void *alloc_linear(phys_addr_t size, phys_addr_t align, phys_addr_t start, phys_addr_t end,
			  int nid, bool exact_nid)
{
	phys_addr_t pa;

	/* Callers get an address in the linear map, which ends at current_limit. */
	end = min(end, memblock.current_limit);
	pa = memblock_alloc_range_nid(size, align, start, end, nid, exact_nid);
	VM_WARN_ON(pa && pa + size > memblock.current_limit);
	/* @start is only a preference: an address below it is better than a failure. */
	if (!pa && start)
		pa = memblock_alloc_range_nid(size, align, 0, end, nid, exact_nid);
	return pa ? __va(pa) : NULL;
}

void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid)
{
	return alloc_linear(size, align, min_addr, max_addr, nid, false);
}

void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid)
{
	return alloc_linear(size, align, min_addr, max_addr, nid, true);
}

void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid)
{
	void *ptr = memblock_alloc_try_nid_raw(size, align, min_addr, max_addr, nid);

	return ptr ? memset(ptr, 0, size) : NULL;
}

void memblock_allow_resize(void)
{
	memblock.can_resize = true;
}

void memblock_set_current_limit(phys_addr_t limit)
{
	memblock.current_limit = limit;
}

phys_addr_t memblock_get_current_limit(void)
{
	return memblock.current_limit;
}

bool memblock_is_memory(phys_addr_t addr)
{
	return memblock_inst_find(&memblock.memory, addr);
}

bool memblock_is_map_memory(phys_addr_t addr)
{
	const struct memblock_region *r = memblock_inst_find(&memblock.memory, addr);

	return r && !memblock_is_nomap(r);
}

bool memblock_is_reserved(phys_addr_t addr)
{
	return memblock_inst_find(&memblock.reserved, addr);
}

bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	const struct memblock_region *end = memblock.memory.regions + memblock.memory.cnt;
	const struct memblock_region *r = memblock_inst_find(&memblock.memory, base);

	/* A range may consist of several adjacent regions that differ in node or flags. */
	while (r && r->base + r->size - base < size) {
		size -= r->base + r->size - base;
		base = r->base + r->size;
		r = r + 1 < end && r[1].base == base ? r + 1 : NULL;
	}
	return r;
}

bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return memblock_overlaps_region(&memblock.reserved, base, size);
}

phys_addr_t memblock_phys_mem_size(void)
{
	return memblock.memory.total_size;
}

phys_addr_t memblock_reserved_size(void)
{
	return memblock.reserved.total_size;
}

phys_addr_t memblock_inst_kern_size(struct memblock *mb, phys_addr_t limit, int nid)
{
	phys_addr_t sum = 0;

	for (unsigned long i = 0; i < mb->reserved.cnt; i++) {
		const struct memblock_region *r = &mb->reserved.regions[i];

		if (r->flags & MEMBLOCK_RSRV_KERN && r->base < limit &&
		    (nid == NUMA_NO_NODE || nid == r->nid))
			sum += min(r->size, limit - r->base);
	}
	return sum;
}

phys_addr_t memblock_reserved_kern_size(phys_addr_t limit, int nid)
{
	return memblock_inst_kern_size(&memblock, limit, nid);
}

phys_addr_t memblock_start_of_DRAM(void)
{
	return memblock.memory.cnt ? memblock.memory.regions[0].base : 0;
}

phys_addr_t memblock_end_of_DRAM(void)
{
	const struct memblock_region *last = &memblock.memory.regions[memblock.memory.cnt - 1];

	return memblock.memory.cnt ? last->base + last->size : 0;
}
