// SPDX-License-Identifier: BSD-2-Clause
/* Print the tables of a memblock as kernel messages. */

#define pr_fmt(fmt) "memblock: " fmt

#include <linux/memblock.h>
#include <linux/printk.h>

static void dump_type(const struct memblock_type *type)
{
	unsigned long i;

	pr_info(" %s: %lu of %lu ranges, %llu KiB\n", type->name, type->cnt, type->max,
		type->total_size >> 10);
	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *r = &type->regions[i];
		phys_addr_t last = r->base + r->size - 1;

		pr_info("  [%pa-%pa] %llu KiB node %d flags %#x %s\n", &r->base, &last,
			r->size >> 10, r->nid, r->flags, r->owner ? r->owner : "");
	}
}

void memblock_inst_dump(struct memblock *mb)
{
	dump_type(&mb->memory);
	dump_type(&mb->reserved);
}

void memblock_dump_all(void)
{
	pr_info("allocation limit %pa, %s addresses first\n", &memblock.current_limit,
		memblock.bottom_up ? "low" : "high");
	memblock_inst_dump(&memblock);
}
