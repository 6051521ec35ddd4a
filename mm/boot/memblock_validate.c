// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants that memblock.c lists. */

#define pr_fmt(fmt) "memblock: " fmt

#include <linux/array_size.h>
#include <linux/memblock.h>
#include <linux/printk.h>

#include "memblock_region.h"

/*
 * Do the same as alike() of memblock.c, in code of its own, so that the validator detects a mistake
 * in alike().
 */
static bool memblock_mergeable(const struct memblock_region *a, const struct memblock_region *b)
{
	enum memblock_flags differ = a->flags ^ b->flags;

	if (memblock_region_end(a) != b->base || !memblock_same_owner(a->owner, b->owner))
		return false;
	if ((a->flags | b->flags) & MEMBLOCK_RSRV_KERN)
		return !(differ & ~MEMBLOCK_RSRV_KERN);
	return a->nid == b->nid && !differ;
}

int memblock_inst_validate(struct memblock *mb)
{
	struct memblock_type *types[] = { &mb->memory, &mb->reserved };
	unsigned int bad = 0, t;
	unsigned long i;

	for (t = 0; t < ARRAY_SIZE(types); t++) {
		const struct memblock_type *type = types[t];
		phys_addr_t sum = 0;

		for (i = 0; i < type->cnt; i++) {
			const struct memblock_region *r = &type->regions[i];
			unsigned int broken = 0;

			sum += r->size;
			if (!r->size || memblock_region_end(r) < r->base)
				broken = 1;
			else if (i && memblock_region_end(r - 1) > r->base)
				broken = 2;
			else if (i && memblock_mergeable(r - 1, r))
				broken = 3;
			if (broken && !bad++)
				pr_err("invariant %u broken: %s[%lu]\n", broken, type->name, i);
		}
		if (sum != type->total_size && !bad++)
			pr_err("invariant 4 broken: %s\n", type->name);
		if (type->cnt > type->max && !bad++)
			pr_err("invariant 5 broken: %s\n", type->name);
	}
	return bad;
}
