// SPDX-License-Identifier: BSD-2-Clause
/* zoneinfo, with the fields of Linux's /proc/zoneinfo that have a meaning here; iomem. */

#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <quarry/mm_boot.h>
#include <quarry/report.h>
#include <quarry/sections.h>

#include "internal.h"

void zoneinfo_show(struct seq_file *m)
{
	struct zone *zone;

	report_open(m, NULL, '[');
	for_each_zone(zone) {
		if (!zone->present_pages)
			continue;
		report_open(m, NULL, '{');
		report_fields(m, "Node %d{node}, zone %8s{zone}\n", zone_to_nid(zone), zone->name);
		report_fields(m, "  pages free     %lu{free_pages}\n", READ_ONCE(zone->nr_free_pages));
		report_fields(m, "        spanned  %lu{spanned_pages}\n", zone->spanned_pages);
		report_fields(m, "        present  %lu{present_pages}\n", zone->present_pages);
		report_fields(m, "        managed  %lu{managed_pages}\n",
			      READ_ONCE(zone->managed_pages));
		report_fields(m, "  start_pfn:           %lu{start_pfn}\n", zone->zone_start_pfn);
		report_close(m, '}');
	}
	report_close(m, ']');
}

static void show(struct seq_file *m, const char *indent, phys_addr_t start, phys_addr_t end,
		 const char *name)
{
	report_fields(m, "%s%08llx{start}-%08llx{last} : %s{name}\n", indent,
		      (unsigned long long)start, (unsigned long long)end - 1, name);
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

	report_open(m, NULL, '[');
	for_each_mem_region(bank) {
		phys_addr_t end = bank->base + bank->size;

		report_open(m, NULL, '{');
		show(m, "", bank->base, end, memblock_is_nomap(bank) ? "Reserved" : "System RAM");
		report_open(m, "inside", '[');
		for (unsigned int i = 0; i < ARRAY_SIZE(sections); i++) {
			phys_addr_t start = __pa_symbol(sections[i].start);

			if (start < bank->base || start >= end)
				continue;
			report_open(m, NULL, '{');
			show(m, "  ", start, __pa_symbol(sections[i].end), sections[i].name);
			report_close(m, '}');
		}
		report_close(m, ']');
		report_close(m, '}');
	}
	report_close(m, ']');
}
