/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Linux's memblock suite expects around memblock: memory of malloc() is the physical memory, a
 * cache line has 32 bytes, and memblock is not freed after boot.
 */

#include <stdlib.h>

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/mm.h>

#undef __pa
#undef __va
#define __pa(x)	((phys_addr_t)(x))
#define __va(x)	((void *)(x))

#undef SMP_CACHE_BYTES
#define SMP_CACHE_BYTES	32
#define malloc(size)	aligned_alloc(PAGE_SIZE, size)

#undef __init
#undef __initbss
#undef __init_memblock
#undef __ref
#define __init
#define __initbss
#define __init_memblock
#define __ref

extern bool movable_node_enabled;

static inline bool movable_node_is_enabled(void)
{
	return movable_node_enabled;
}
