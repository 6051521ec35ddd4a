// SPDX-License-Identifier: BSD-2-Clause
/* vmallocinfo, in the format of Linux's /proc/vmallocinfo, and the validator. */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <quarry/report.h>
#include <quarry/thread_info.h>

#include "vmalloc.h"

static int show_area(const struct vm_struct *area, void *arg)
{
	struct seq_file *m = arg;
	unsigned long size = area->end - area->start;

	report_open(m, NULL, '{');
	report_fields(m, "0x%016lx{start}-0x%016lx{end} %8lu{size_bytes} %pS{caller}", area->start,
		      area->end, size, area->caller);
	if (area->flags & VM_IOREMAP)
		report_fields(m, " phys=%#llx{phys} ioremap{ioremap}",
			      (unsigned long long)area->phys_addr);
	if (area->flags & VM_ALLOC)
		report_fields(m, " pages=%lu{pages} vmalloc{vmalloc}", size / PAGE_SIZE - 1);
	if (area->flags & VM_MAP)
		report_fields(m, " pages=%lu{pages} vmap{vmap}", size / PAGE_SIZE - 1);
	if (area->flags & VM_STACK)
		report_fields(m, " stack of %s{stack_of}", area->name);
	report_fields(m, "\n");
	report_close(m, '}');
	return 0;
}

void vmallocinfo_show(struct seq_file *m)
{
	report_open(m, NULL, '[');
	vmap_for_each(show_area, m, NULL, NULL);
	report_close(m, ']');
}

static int add_area(const struct vm_struct *area, void *arg)
{
	struct vmap_usage *usage = arg;

	if (area->flags & VM_STACK) {
		usage->stacks += THREAD_SIZE;
		usage->used += THREAD_SIZE;
	} else if (!(area->flags & (VM_IOREMAP | VM_MAP))) {
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

struct check {
	unsigned long total;
	unsigned long last_end;
	bool is_free;
	int violations;
};

static void violation(struct check *check, const struct vm_struct *area, int number)
{
	if (!check->violations++)
		pr_err("invariant %d does not hold at [%#lx, %#lx)\n", number, area->start,
		       area->end);
}

static int check_area(const struct vm_struct *area, void *arg)
{
	struct check *check = arg;

	if (area->start >= area->end || (area->start | area->end) & ~PAGE_MASK)
		violation(check, area, 4);
	if (area->start < check->last_end)
		violation(check, area, 1);
	if (check->is_free && area->start == check->last_end && check->total)
		violation(check, area, 2);
	if (check->is_free && area->subtree_max != vmap_subtree_max(area))
		violation(check, area, 3);
	check->last_end = area->end;
	check->total += area->end - area->start;
	return 0;
}

int vmalloc_validate(void)
{
	struct check used = { .last_end = vm_layout.vmalloc_start };
	struct check unused = { .last_end = vm_layout.vmalloc_start, .is_free = true };
	unsigned long leaving = vmap_for_each(check_area, &used, check_area, &unused);

	if (used.total + unused.total + leaving != vm_layout.vmalloc_end - vm_layout.vmalloc_start) {
		pr_err("invariant 1: areas and free ranges are not the whole window\n");
		used.violations++;
	}
	return used.violations + unused.violations;
}
