// SPDX-License-Identifier: BSD-2-Clause
/* The commands meminfo and vmstat, with those fields of Linux's files that are meaningful here. */

#include <linux/array_size.h>
#include <linux/cma.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/vmstat.h>
#include <asm/layout.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "mm/objects/objects.h"
#include "mm/virtual/virtual.h"
#include "mm/pages/pages.h"

#define KIB(pages)	((unsigned long)(pages) << (PAGE_SHIFT - 10))

/* Return the number of pages that the zones reserve, which ordinary requests cannot get. */
static unsigned long reserved_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone) {
		unsigned long kept = 0;

		for (int i = zone_idx(zone); i < MAX_NR_ZONES; i++)
			kept = max(kept, READ_ONCE(zone->lowmem_reserve[i]));
		nr += min(kept + high_wmark_pages(zone), zone_managed_pages(zone));
	}
	return nr;
}

long si_mem_available(void)
{
	unsigned long low = 0, reclaimable = slab_reclaimable_pages();
	struct zone *zone;
	long available;

	for_each_zone(zone)
		low += low_wmark_pages(zone);
	available = nr_free_pages() - reserved_pages() + reclaimable - min(reclaimable / 2, low);
	return max(available, 0L);
}

static unsigned long nr_free_cma_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone)
		nr += READ_ONCE(zone->nr_free_cma);
	return nr;
}

void meminfo_show(struct seq_file *m)
{
	unsigned long slab = slab_pages(), reclaimable;
	struct vmap_usage vmap;

	seq_pause(m);
	reclaimable = slab_reclaimable_pages();
	seq_pause(m);
	vmap_usage(&vmap);
	report_open(m, NULL, '{');
	report_fields(m, "MemTotal:       %8lu{MemTotal_kB} kB\n", KIB(totalram_pages()));
	report_fields(m, "MemFree:        %8lu{MemFree_kB} kB\n", KIB(nr_free_pages()));
	report_fields(m, "MemAvailable:   %8lu{MemAvailable_kB} kB\n", KIB(si_mem_available()));
#ifdef CONFIG_HIGHMEM
	report_fields(m, "HighTotal:      %8lu{HighTotal_kB} kB\n", KIB(totalhigh_pages()));
	report_fields(m, "HighFree:       %8lu{HighFree_kB} kB\n", KIB(nr_free_highpages()));
	report_fields(m, "LowTotal:       %8lu{LowTotal_kB} kB\n",
		      KIB(totalram_pages() - totalhigh_pages()));
	report_fields(m, "LowFree:        %8lu{LowFree_kB} kB\n",
		      KIB(nr_free_pages() - nr_free_highpages()));
#endif
	report_fields(m, "KReclaimable:   %8lu{KReclaimable_kB} kB\n", KIB(reclaimable));
	report_fields(m, "Slab:           %8lu{Slab_kB} kB\n", KIB(slab));
	report_fields(m, "SReclaimable:   %8lu{SReclaimable_kB} kB\n", KIB(reclaimable));
	report_fields(m, "SUnreclaim:     %8lu{SUnreclaim_kB} kB\n", KIB(slab - reclaimable));
	report_fields(m, "KernelStack:    %8lu{KernelStack_kB} kB\n", vmap.stacks >> 10);
	report_fields(m, "PageTables:     %8lu{PageTables_kB} kB\n", KIB(pgtable_pages()));
	report_fields(m, "VmallocTotal:   %8lu{VmallocTotal_kB} kB\n",
		      (vm_layout.vmalloc_end - vm_layout.vmalloc_start) >> 10);
	report_fields(m, "VmallocUsed:    %8lu{VmallocUsed_kB} kB\n", vmap.used >> 10);
	report_fields(m, "VmallocChunk:   %8lu{VmallocChunk_kB} kB\n", vmap.largest_free >> 10);
	report_fields(m, "Percpu:         %8lu{Percpu_kB} kB\n", KIB(pcpu_nr_pages()));
#ifdef CONFIG_CMA
	report_fields(m, "CmaTotal:       %8lu{CmaTotal_kB} kB\n", KIB(totalcma_pages));
	report_fields(m, "CmaFree:        %8lu{CmaFree_kB} kB\n", KIB(nr_free_cma_pages()));
#endif
	report_close(m, '}');
}

static void meminfo_line(struct seq_file *m, const char *name, unsigned long value)
{
	report_row(m, "%s{name} %lu{value}\n", name, value);
}

#define EVENT_NAME(item, text) text,
static const char *const event_names[] = { VM_EVENTS(EVENT_NAME) };

void vmstat_show(struct seq_file *m)
{
	unsigned long sums[NR_VM_EVENT_ITEMS], free = 0, slab = slab_pages();
	unsigned long reclaimable;
	struct vmap_usage vmap;
	struct zone *zone;

	seq_pause(m);
	reclaimable = slab_reclaimable_pages();
	seq_pause(m);
	for_each_zone(zone)
		free += READ_ONCE(zone->nr_free_pages);
	vmap_usage(&vmap);
	all_vm_events(sums);
	report_open(m, NULL, '[');
	meminfo_line(m, "nr_free_pages", free);
	meminfo_line(m, "nr_slab_reclaimable", reclaimable);
	meminfo_line(m, "nr_slab_unreclaimable", slab - reclaimable);
	meminfo_line(m, "nr_kernel_stack", vmap.stacks >> 10);
	meminfo_line(m, "nr_page_table_pages", pgtable_pages());
	meminfo_line(m, "nr_free_cma", nr_free_cma_pages());
	for (unsigned int i = 0; i < ARRAY_SIZE(event_names); i++)
		meminfo_line(m, event_names[i], sums[i]);
	report_close(m, ']');
}

static int cmd_meminfo(int argc, char **argv)
{
	meminfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(meminfo, "meminfo", "[-j]", "memory in total, as /proc/meminfo", cmd_meminfo);

static int cmd_vmstat(int argc, char **argv)
{
	vmstat_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmstat, "vmstat", "[-j]", "event counters, as /proc/vmstat", cmd_vmstat);
