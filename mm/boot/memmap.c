// SPDX-License-Identifier: BSD-2-Clause
/* The command memmap: print the owner of each range of physical memory. */

#include <internal/mm_boot.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <quarry/report.h>
#include <quarry/shell.h>

static void show_range(struct seq_file *m, phys_addr_t start, phys_addr_t end, const char *owner)
{
	if (start < end)
		report_row(m, "  %016llx{start}-%016llx{last} %10llu{size_KiB} KiB  %s{owner}\n",
			   (unsigned long long)start, (unsigned long long)end - 1,
			   (unsigned long long)(end - start) >> 10, owner);
}

/* Print each bank with its reserved ranges in order, and the free ranges between them. */
void memmap_show(struct seq_file *m)
{
	struct memblock_region *bank, *r;

	report_open(m, NULL, '[');
	for_each_mem_region(bank) {
		phys_addr_t at = bank->base, end = bank->base + bank->size;
		const char *free = memblock_is_hotpluggable(bank) ? "added later" :
									  "free at boot";

		report_open(m, NULL, '{');
		report_fields(m, "%016llx{start}-%016llx{last} node %d{node}",
			      (unsigned long long)bank->base, (unsigned long long)end - 1,
			      bank->nid);
		report_fields(m, memblock_is_nomap(bank) ? " not mapped{not_mapped}\n" : "\n");
		report_open(m, "ranges", '[');
		for_each_reserved_mem_region(r) {
			phys_addr_t from = max(r->base, at), to = min(r->base + r->size, end);

			if (from >= to)
				continue;
			show_range(m, at, from, free);
			show_range(m, from, to, r->owner ? r->owner : "reserved");
			at = to;
		}
		show_range(m, at, end, free);
		report_close(m, ']');
		report_close(m, '}');
	}
	report_close(m, ']');
}

static int cmd_memmap(int argc, char **argv)
{
	memmap_show(&console_seq);
	return 0;
}
SHELL_COMMAND(memmap, "memmap", "[-j]", "owner of each range of physical memory", cmd_memmap);
