// SPDX-License-Identifier: BSD-2-Clause
/* The command vmallocinfo, in the format of Linux's /proc/vmallocinfo. */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/thread_info.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "virtual.h"

static void vmalloc_show_area(struct seq_file *m, const struct vm_struct *area)
{
	unsigned long size = area->end - area->start, flags = area->flags;

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
}

void vmallocinfo_show(struct seq_file *m)
{
	struct demand_usage usage;
	struct vm_struct area;

	report_open(m, NULL, '[');
	for_each_vm_area(&area, &usage) {
		if (area.flags)
			vmalloc_show_area(m, &area);
	}
	report_close(m, ']');
}

void vmap_usage(struct vmap_usage *usage)
{
	struct demand_usage demand;
	struct vm_struct area;

	*usage = (struct vmap_usage){ .largest_free = vmap_largest_free() };
	for_each_vm_area(&area, &demand) {
		if (area.flags & VM_STACK) {
			usage->stacks += area.requested_size;
			usage->used += area.requested_size;
		} else if (IS_ENABLED(CONFIG_DEMAND_PAGING) && area.flags & VM_DEMAND) {
			usage->used += demand.resident;
		} else if (area.flags && !(area.flags & (VM_IOREMAP | VM_MAP | VM_PERCPU))) {
			usage->used += area.end - area.start - PAGE_SIZE;
		}
	}
}

static int cmd_vmallocinfo(int argc, char **argv)
{
	vmallocinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmallocinfo, "vmallocinfo", "[-j]",
	      "areas of the vmalloc window, as /proc/vmallocinfo", cmd_vmallocinfo);
