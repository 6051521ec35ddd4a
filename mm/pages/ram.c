// SPDX-License-Identifier: BSD-2-Clause
/*
 * Queries for RAM in a physical range, which remain valid after boot.  They read memblock.memory
 * under memory_lock, because memory hotplug may add RAM concurrently.
 */

#include <internal/ram.h>
#include <linux/memblock.h>
#include <linux/minmax.h>

#include "mm/boot/boot.h"

phys_addr_t ram_in_range(phys_addr_t start, phys_addr_t size, phys_addr_t *first)
{
	phys_addr_t last = start + size - 1, from, to, found, bytes;
	unsigned int seq;

	if (!size)
		return 0;
	if (last < start)
		last = ~(phys_addr_t)0;
	do {
		u64 at = start;

		seq = read_seqbegin(&memory_lock);
		bytes = 0;
		found = 0;
		while (memblock_next_mem(&memblock, NUMA_NO_NODE, &at, &from, &to, NULL) &&
		       from <= last) {
			if (!bytes)
				found = from;
			bytes += min(to - 1, last) - from + 1;
		}
	} while (read_seqretry(&memory_lock, seq));
	if (first && bytes)
		*first = found;
	return bytes;
}

bool ram_next(phys_addr_t from, phys_addr_t *start, phys_addr_t *last)
{
	phys_addr_t end = 0;
	unsigned int seq;
	bool found;

	do {
		u64 at = from;

		seq = read_seqbegin(&memory_lock);
		found = memblock_next_mem(&memblock, NUMA_NO_NODE, &at, start, &end, NULL);
	} while (read_seqretry(&memory_lock, seq));
	*last = end - 1;
	return found;
}
