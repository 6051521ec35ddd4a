// SPDX-License-Identifier: BSD-2-Clause
/* The command vmallocinfo, in the format of Linux's /proc/vmallocinfo. */

#include <internal/thread_info.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "virtual.h"

static int vmalloc_show_area(const struct vm_struct *area, void *arg)
{
	struct seq_file *m = arg;
	unsigned long size = area->end - area->start, flags = vm_area_flags(area);

	if (!flags)
		return 0;
	report_open(m, NULL, '{');
	report_fields(m, "0x%016lx{start}-0x%016lx{end} %8lu{size_bytes} %pS{caller}", area->start,
		      area->end, size, area->caller);
	if (flags & VM_IOREMAP)
		report_fields(m, " phys=%#llx{phys} ioremap{ioremap}",
			      (unsigned long long)area->phys_addr);
	if (flags & VM_ALLOC)
		report_fields(m, " pages=%lu{pages} vmalloc{vmalloc}", size / PAGE_SIZE - 1);
	if (flags & VM_MAP)
		report_fields(m, " pages=%lu{pages} vmap{vmap}", size / PAGE_SIZE - 1);
	if (flags & VM_PERCPU)
		report_fields(m, " percpu{percpu}");
	if (IS_ENABLED(CONFIG_DEMAND_PAGING) && flags & VM_DEMAND)
		report_fields(m, " demand-paged %s{demand_paged}", area->name);
	if (flags & VM_STACK)
		report_fields(m, " stack of %s{stack_of}", area->name);
	report_fields(m, "\n");
	report_close(m, '}');
	return 0;
}

void vmallocinfo_show(struct seq_file *m)
{
	report_open(m, NULL, '[');
	vmap_for_each(vmalloc_show_area, m, NULL, NULL);
	report_close(m, ']');
}

static int add_area(const struct vm_struct *area, void *arg)
{
	struct vmap_usage *usage = arg;
	unsigned long flags = vm_area_flags(area);

	if (flags & VM_STACK) {
		usage->stacks += THREAD_SIZE;
		usage->used += THREAD_SIZE;
	} else if (IS_ENABLED(CONFIG_DEMAND_PAGING) && flags & VM_DEMAND) {
		struct demand_usage demand;

		demand_area_usage(area, &demand);
		usage->used += demand.resident;
	} else if (flags && !(flags & (VM_IOREMAP | VM_MAP | VM_PERCPU))) {
		usage->used += area->end - area->start - PAGE_SIZE;
	}
	return 0;
}

static int note_largest(const struct vm_struct *area, void *arg)
{
	struct vmap_usage *usage = arg;

	usage->largest_free = max(usage->largest_free, area->end - area->start);
	return 0;
}

void vmap_usage(struct vmap_usage *usage)
{
	*usage = (struct vmap_usage){ };
	vmap_for_each(add_area, usage, note_largest, usage);
}

static int cmd_vmallocinfo(int argc, char **argv)
{
	vmallocinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmallocinfo, "vmallocinfo", "[-j]",
	      "areas of the vmalloc window, as /proc/vmallocinfo", cmd_vmallocinfo);
