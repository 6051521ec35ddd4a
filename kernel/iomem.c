// SPDX-License-Identifier: BSD-2-Clause
/*
 * The iomem report: the owners of physical addresses, in the format of Linux's /proc/iomem.  It
 * shows RAM with the reserved ranges and the parts of the image, no-map memory, and the entries of
 * the resource tree (resource.c).
 *
 * All of these lists are sorted.  Entries of the tree may be inside no-map memory, but not inside
 * RAM.
 */

#include <linux/array_size.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/page.h>
#include <internal/mm_boot.h>
#include <internal/sections.h>
#include <quarry/report.h>
#include <quarry/shell.h>

/* A report with nested ranges.  Member open is the number of levels that are not closed yet. */
struct nested {
	struct seq_file *m;
	unsigned int open;
};

static void nested_close(struct nested *report, unsigned int depth)
{
	for (; report->open > depth; report->open--) {
		report_close(report->m, ']');
		report_close(report->m, '}');
	}
}

static void nested_range(struct nested *report, unsigned int depth, phys_addr_t start,
			 phys_addr_t last, const char *name)
{
	static const char blanks[] = "                ";

	nested_close(report, depth);
	report_open(report->m, NULL, '{');
	report_fields(report->m, "%s%08llx{start}-%08llx{last} : %s{name}\n",
		      blanks + sizeof(blanks) - 1 - 2 * min(depth, 8U), (unsigned long long)start,
		      (unsigned long long)last, name);
	report_open(report->m, "inside", '[');
	report->open = depth + 1;
}

/* Print the parts of the image that start in the reserved range. */
static void show_image(struct nested *report, phys_addr_t start, phys_addr_t end)
{
	const struct {
		const char *start, *end, *name;
	} parts[] = {
		{ _text, _etext, "Kernel code" },
		{ __start_rodata, __end_ro_after_init, "Kernel rodata" },
		{ _sdata, __bss_start, "Kernel data" },
		{ __bss_start, __bss_stop, "Kernel bss" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++) {
		phys_addr_t from = __pa_symbol(parts[i].start);

		if (from >= start && from < end)
			nested_range(report, 1, from, __pa_symbol(parts[i].end) - 1, parts[i].name);
	}
}

static void show_reserved(struct nested *report, const struct memblock_region *bank)
{
	const struct memblock_region *r;

	for_each_reserved_mem_region(r) {
		phys_addr_t start = max(r->base, bank->base);
		phys_addr_t end = min(r->base + r->size, bank->base + bank->size);

		if (start < end && r->owner && strstarts(r->owner, "image: "))
			show_image(report, start, end);
		else if (start < end)
			nested_range(report, 1, start, end - 1, r->owner ? r->owner : "Reserved");
	}
}

/*
 * Print the entries of the tree, from the @n-th on, that start at or below @last.  Returns the
 * number of the next entry.
 */
static unsigned int show_entries(struct nested *report, unsigned int n, phys_addr_t last,
				 unsigned int depth)
{
	struct iomem_entry entry;

	for (; iomem_entry(n, &entry) && entry.start <= last; n++)
		nested_range(report, depth + entry.depth, entry.start, entry.end, entry.name);
	return n;
}

void iomem_show(struct seq_file *m)
{
	struct nested report = { .m = m };
	const struct memblock_region *bank;
	unsigned int n = 0;

	report_open(m, NULL, '[');
	for_each_mem_region(bank) {
		phys_addr_t last = bank->base + bank->size - 1;

		if (bank->base)
			n = show_entries(&report, n, bank->base - 1, 0);
		nested_range(&report, 0, bank->base, last,
			     memblock_is_nomap(bank) ? "Reserved" : "System RAM");
		show_reserved(&report, bank);
		n = show_entries(&report, n, last, 1);
	}
	show_entries(&report, n, ~(phys_addr_t)0, 0);
	nested_close(&report, 0);
	report_close(m, ']');
}

static int cmd_iomem(int argc, char **argv)
{
	iomem_show(&console_seq);
	return 0;
}
SHELL_COMMAND(iomem, "iomem", "[-j]", "owners of physical address ranges, as /proc/iomem",
	      cmd_iomem);
