// SPDX-License-Identifier: BSD-2-Clause
/* Keep the machine's memblock after boot, in memory of kmalloc(). */

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <internal/mm_boot.h>

#define HOTPLUG_REGIONS	128
#define SPARE_REGIONS	32	/* free entries, for ranges that memblock_free_late() splits */

/*
 * Copy an array from boot memory to a kmalloc() object.  An array that double_array() has replaced
 * is not in boot memory, and is not copied.
 */
static void __init move_array(struct memblock_type *type)
{
	bool grows = IS_ENABLED(CONFIG_MEMORY_HOTPLUG);
	unsigned long max = type->cnt + (grows ? HOTPLUG_REGIONS : SPARE_REGIONS);
	struct memblock_region *old = type->regions;

	if (type->on_heap)
		return;
	type->regions = kmalloc_array(max, sizeof(*old), GFP_KERNEL);
	if (!type->regions)
		panic("no memory for the table of %s ranges", type->name);
	memcpy(type->regions, old, type->cnt * sizeof(*old));
	type->max = max;
}

void __init memblock_move_arrays(void)
{
	move_array(&memblock.memory);
	move_array(&memblock.reserved);
}
