// SPDX-License-Identifier: BSD-2-Clause
/*
 * Determine where high memory begins.  The linear map ends at the end of its window, or earlier
 * because of CONFIG_LINEAR_MAP_LIMIT or highmem=.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <internal/mm_boot.h>
#include <internal/params.h>
#include <internal/sections.h>

static phys_addr_t high_size __initdata;

/* Parse highmem=size, as in Linux. */
static int __init set_high_size(char *value)
{
	char *end;
	u64 size;
	int err = parse_size(value, &end, &size);

	if (err || *end)
		return err ? err : -EINVAL;
	high_size = size;
	return 0;
}
early_param("highmem", set_high_size);

/* Return the address above which there are @size bytes of RAM. */
static phys_addr_t __init below_top(phys_addr_t size)
{
	const struct memblock_region *r = memblock.memory.regions + memblock.memory.cnt;

	while (r-- > memblock.memory.regions) {
		if (size <= r->size)
			return r->base + r->size - size;
		size -= r->size;
	}
	return memblock_start_of_DRAM();
}

/* Minimum size of low memory after the image. */
#define LEAST_LOW	SZ_16M

/* Set the end of the linear map, aligned to the largest block of the page allocator. */
void __init highmem_limit_linear_map(void)
{
	phys_addr_t block = PAGE_SIZE << MAX_PAGE_ORDER, end = memblock_end_of_DRAM();
	phys_addr_t least = ALIGN(__pa_symbol(_end) + LEAST_LOW, block);

	if (CONFIG_LINEAR_MAP_LIMIT)
		end = __pa_linear(vm_layout.linear_start) +
		      ((phys_addr_t)CONFIG_LINEAR_MAP_LIMIT << 20);
	if (high_size)
		end = min(end, ALIGN_DOWN(below_top(high_size), block));
	if (end < least)
		pr_warn("the linear map would end at %#llx: extended to %#llx\n",
			(unsigned long long)end, (unsigned long long)least);
	end = max(end, least);
	/*
	 * Physical addresses are compared, because the linear map has no addresses above its
	 * window.
	 */
	if (end < memblock_end_of_DRAM() && end < __pa_linear(vm_layout.linear_limit))
		vm_layout.linear_limit = (unsigned long)__va(end);
}
