// SPDX-License-Identifier: BSD-2-Clause
/*
 * Print the page tables, one line per run of equal mappings.  Check that no mapping is both
 * writable and executable, and that no page of code is writable through another mapping.
 */

#include <internal/arch.h>
#include <internal/mm_boot.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/pgtable.h>
#include <quarry/layout.h>
#include <quarry/report.h>
#include <quarry/shell.h>

struct dump {
	struct seq_file *m;
	int violations;
	const char *window;
};

static const char *ptdump_window_of(unsigned long va)
{
	if (va >= vm_layout.image_start && va < vm_layout.image_end)
		return "image";
	if (va >= vm_layout.linear_start && va < vm_layout.linear_limit)
		return "linear map";
	if (va >= vm_layout.vmalloc_start && va < vm_layout.vmalloc_end)
		return "vmalloc";
	if (va >= vm_layout.vmemmap_start && va < vm_layout.vmemmap_end)
		return "page array";
	return "boot";
}

/* Return true if the image's own mapping of the physical page is executable. */
static bool is_code(phys_addr_t pa)
{
	unsigned long va = pa + vm_layout.image_offset;
	struct pgtable_range range;

	return va >= vm_layout.image_start && va < vm_layout.image_end &&
	       pgtable_lookup_locked(va, &range) && (range.prot.bits & _PAGE_EXEC);
}

static bool aliases_code(const struct pgtable_range *r)
{
	phys_addr_t image = vm_layout.image_start - vm_layout.image_offset;
	phys_addr_t end = vm_layout.image_end - vm_layout.image_offset;

	for (phys_addr_t pa = max(r->pa, image); pa < min(r->pa + r->size, end);
	     pa += 1UL << kernel_pgtable.page_shift) {
		if (is_code(pa))
			return true;
	}
	return false;
}

static void close_window(struct seq_file *m)
{
	report_close(m, ']');
	report_close(m, '}');
}

static void show_run(struct dump *dump, const struct pgtable_range *r, const char *mark)
{
	static const char *const types[] = {
		"normal", "nc", "device", "device-np", "wt", "tagged"
	};
	const char *window = ptdump_window_of(r->start);
	const char access[] = {
		r->prot.bits & _PAGE_READ ? 'r' : '-', r->prot.bits & _PAGE_WRITE ? 'w' : '-',
		r->prot.bits & _PAGE_EXEC ? 'x' : '-', '\0',
	};

	unsigned int unit = (ilog2(r->leaf) - 10) / 10;
	char block[8];

	if (!dump->m)
		return;
	scnprintf(block, sizeof(block), "%lu%c", r->leaf >> (10 + 10 * unit), "KMGT"[unit]);
	if (window != dump->window) {
		if (dump->window)
			close_window(dump->m);
		report_open(dump->m, NULL, '{');
		report_fields(dump->m, "---[ %s{window} ]---\n", window);
		report_open(dump->m, "mappings", '[');
	}
	dump->window = window;
	report_row(dump->m, "%016lx{start}-%016lx{end} -> %012llx{phys} %9lu{size_KiB}K %4s{block} "
		   "%s{access} %s{type}%s{violation}\n",
		   r->start, r->start + r->size, (unsigned long long)r->pa, r->size >> 10,
		   block, access, types[pgprot_type(r->prot)], mark);
}

static int check_run(const struct pgtable_range *r, void *arg)
{
	struct dump *dump = arg;
	const char *mark = "";

	if (r->prot.bits & _PAGE_WRITE) {
		if (r->prot.bits & _PAGE_EXEC)
			mark = "  writable and executable!";
		else if (aliases_code(r))
			mark = "  writable alias of code!";
	}
	if (*mark)
		dump->violations++;
	show_run(dump, r, mark);
	return 0;
}

int ptdump_show(struct seq_file *m)
{
	unsigned int bits = kernel_pgtable.page_shift +
			    kernel_pgtable.levels * kernel_pgtable.index_bits;
	unsigned long start = min(vm_layout.linear_start, vm_layout.image_start);
	struct dump dump = { .m = m };

	if (m) {
		report_open(m, NULL, '{');
		report_open(m, "windows", '[');
	}
	/*
	 * Walk to the end of the address space, or to the end of the table's range if it covers the
	 * lower half.
	 */
	pgtable_walk(&kernel_pgtable, start, (long)start < 0 ? 0 : 1UL << bits, check_run, &dump);
	if (m) {
		if (dump.window)
			close_window(m);
		report_close(m, ']');
		report_fields(m, "W^X: %d{violations} violations\n", dump.violations);
		report_close(m, '}');
	}
	return dump.violations;
}

static int cmd_ptdump(int argc, char **argv)
{
	return ptdump_show(&console_seq) != 0;
}
SHELL_COMMAND(ptdump, "ptdump", "[-j]", "the page tables; fails if W^X is violated", cmd_ptdump);
