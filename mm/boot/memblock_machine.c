// SPDX-License-Identifier: BSD-2-Clause
/*
 * The machine's memblock: Linux's interface over the instance that boot code fills, and the
 * questions that are asked of it later.  How it works is told in memblock.c.
 */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/memblock.h>

int memblock_add(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_add(&memblock, base, size, 0, MEMBLOCK_NONE);
}

int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags)
{
	return memblock_inst_add(&memblock, base, size, nid, flags);
}

/* Is it too late?  The page allocator has what was free, and would not know. */
static bool is_late(const char *what, phys_addr_t base, phys_addr_t size, const void *caller)
{
	return WARN(memblock.closed, "%s(%pa, %pa) by %pS: the page allocator took over already\n", what,
		    &base, &size, caller);
}

int memblock_remove(phys_addr_t base, phys_addr_t size)
{
	if (is_late(__func__, base, size, __builtin_return_address(0)))
		return -EBUSY;
	return memblock_inst_remove(&memblock, &memblock.memory, base, size);
}

int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid)
{
	return memblock_inst_set_node(&memblock, base, size, type, nid);
}

int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_set_flag(&memblock, base, size, true, MEMBLOCK_HOTPLUG);
}

int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_set_flag(&memblock, base, size, false, MEMBLOCK_HOTPLUG);
}

int memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_set_flag(&memblock, base, size, true, MEMBLOCK_NOMAP);
}

int memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_set_flag(&memblock, base, size, false, MEMBLOCK_NOMAP);
}

void memblock_enforce_memory_limit(phys_addr_t limit)
{
	if (limit)
		memblock_inst_enforce_limit(&memblock, limit);
}

void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	if (size)
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

void memblock_trim_memory(phys_addr_t align)
{
	memblock_inst_trim(&memblock, align);
}

int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_reserve(&memblock, base, size, NULL);
}

int memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner)
{
	return memblock_inst_reserve(&memblock, base, size, owner);
}

int memblock_reserve_exclusive(phys_addr_t base, phys_addr_t size, const char *owner)
{
	return memblock_inst_reserve_exclusive(&memblock, base, size, owner);
}

int memblock_set_owner(phys_addr_t base, phys_addr_t size, const char *owner)
{
	return memblock_inst_set_owner(&memblock, base, size, owner);
}

int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	if (is_late(__func__, base, size, __builtin_return_address(0)))
		return -EBUSY;
	return memblock_inst_remove(&memblock, &memblock.reserved, base, size);
}

void memblock_free(void *ptr, size_t size)
{
	if (ptr && !is_late(__func__, __pa(ptr), size, __builtin_return_address(0)))
		memblock_inst_remove(&memblock, &memblock.reserved, __pa(ptr), size);
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

	/* Neighbours of different nodes or flags are regions of their own. */
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

phys_addr_t memblock_start_of_DRAM(void)
{
	return memblock.memory.cnt ? memblock.memory.regions[0].base : 0;
}

phys_addr_t memblock_end_of_DRAM(void)
{
	const struct memblock_region *last = &memblock.memory.regions[memblock.memory.cnt - 1];

	return memblock.memory.cnt ? last->base + last->size : 0;
}
