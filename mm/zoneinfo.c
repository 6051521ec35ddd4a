// SPDX-License-Identifier: BSD-2-Clause
/* zoneinfo, with the fields of Linux's /proc/zoneinfo that have a meaning here; iomem. */

#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <quarry/mm_boot.h>
#include <quarry/sections.h>

#include "internal.h"

void zoneinfo_show(struct seq_file *m)
{
	struct zone *zone;

	for_each_zone(zone) {
		if (!zone->present_pages)
			continue;
		seq_printf(m, "Node %d, zone %8s\n", zone_to_nid(zone), zone->name);
		seq_printf(m, "  pages free     %lu\n", READ_ONCE(zone->nr_free_pages));
		seq_printf(m, "        spanned  %lu\n", zone->spanned_pages);
		seq_printf(m, "        present  %lu\n", zone->present_pages);
		seq_printf(m, "        managed  %lu\n", READ_ONCE(zone->managed_pages));
		seq_printf(m, "  start_pfn:           %lu\n", zone->zone_start_pfn);
	}
}

static void show(struct seq_file *m, const char *indent, phys_addr_t start, phys_addr_t end,
		 const char *name)
{
	seq_printf(m, "%s%08llx-%08llx : %s\n", indent, (unsigned long long)start,
		   (unsigned long long)end - 1, name);
}

/* As /proc/iomem: RAM with the image in it.  Device registers that are mapped are in vmallocinfo. */
void iomem_show(struct seq_file *m)
{
	const struct { const char *start, *end, *name; } sections[] = {
		{ _text, __init_text_end, "Kernel code" },
		{ __start_rodata, __end_ro_after_init, "Kernel rodata" },
		{ _sdata, __bss_start, "Kernel data" },
		{ __bss_start, _end, "Kernel bss" },
	};
	struct memblock_region *bank;

	for_each_mem_region(bank) {
		phys_addr_t end = bank->base + bank->size;

		show(m, "", bank->base, end, memblock_is_nomap(bank) ? "Reserved" : "System RAM");
		for (unsigned int i = 0; i < ARRAY_SIZE(sections); i++) {
			phys_addr_t start = __pa_symbol(sections[i].start);

			if (start >= bank->base && start < end)
				show(m, "  ", start, __pa_symbol(sections[i].end), sections[i].name);
		}
	}
}
