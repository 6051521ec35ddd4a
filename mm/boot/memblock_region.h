/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BOOT_MEMBLOCK_REGION_H
#define MM_BOOT_MEMBLOCK_REGION_H

/* Helpers for regions, shared by memblock, its validator and the scan of the device tree. */

#include <linux/memblock.h>
#include <linux/string.h>

static inline phys_addr_t memblock_region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

static inline bool memblock_same_owner(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

#endif /* MM_BOOT_MEMBLOCK_REGION_H */
