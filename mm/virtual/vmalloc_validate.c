// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants that vm_area.c lists. */

#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/printk.h>

#include "virtual.h"

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
	struct check areas = { .last_end = vm_layout.vmalloc_start };
	struct check unused = { .last_end = vm_layout.vmalloc_start, .is_free = true };

	vmap_for_each(check_area, &areas, check_area, &unused);
	if (areas.total + unused.total != vm_layout.vmalloc_end - vm_layout.vmalloc_start) {
		pr_err("invariant 1: areas and free ranges do not cover the window\n");
		areas.violations++;
	}
	return areas.violations + unused.violations;
}
