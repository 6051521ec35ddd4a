// SPDX-License-Identifier: BSD-2-Clause
/*
 * Assign regions of /reserved-memory to devices.  mm/boot/reserved_mem.c finds the regions.  The
 * kinds of regions are in a table.  At boot level 0, each region is passed to the init functions of
 * the kinds that match it, until one of them accepts it.
 *
 * Locking: assigned_mutex protects the list of assignments, and is held during the calls of
 * device_init() and device_release().
 */

#include <internal/mm_boot.h>
#include <internal/of_tree.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of_fdt.h>
#include <linux/of_reserved_mem.h>
#include <linux/slab.h>

extern const struct reserved_mem_kind *const __start_tbl_reservedmem[],
	*const __stop_tbl_reservedmem[];

struct assignment {
	struct list_head list;
	struct device *dev;
	struct reserved_mem *rmem;
};

static LIST_HEAD(assigned);
static DEFINE_MUTEX(assigned_mutex);

static void __init find_kind(struct reserved_mem *rmem)
{
	const struct reserved_mem_kind *const *kind;

	for (kind = __start_tbl_reservedmem; kind < __stop_tbl_reservedmem; kind++) {
		if (of_flat_dt_is_compatible(rmem->fdt_node, (*kind)->compatible) &&
		    !(*kind)->init(rmem))
			return;
	}
}

static int __init of_reserved_mem_init(void)
{
	for (unsigned int i = 0; i < reserved_mem.count; i++)
		find_kind(&reserved_mem.regions[i]);
	return 0;
}
early_initcall(of_reserved_mem_init);

struct reserved_mem *of_reserved_mem_lookup(struct device_node *np)
{
	for (unsigned int i = 0; np && np->tree == of_root->tree && i < reserved_mem.count; i++) {
		if (reserved_mem.regions[i].fdt_node == np->offset)
			return &reserved_mem.regions[i];
	}
	return NULL;
}

/* ---- devices --------------------------------------------------------------------------------- */

int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx)
{
	struct device_node *target = of_parse_phandle(np, "memory-region", idx);
	struct assignment *assignment;
	struct reserved_mem *rmem;
	int err;

	if (!target)
		return -ENODEV;
	if (!of_device_is_available(target))
		return 0;
	rmem = of_reserved_mem_lookup(target);
	if (!rmem || !rmem->ops || !rmem->ops->device_init) {
		dev_err(dev, "memory-region %pOF cannot be assigned to a device\n", target);
		return -EINVAL;
	}
	assignment = kmalloc(sizeof(*assignment), GFP_KERNEL);
	if (!assignment)
		return -ENOMEM;
	*assignment = (struct assignment){ .dev = dev, .rmem = rmem };
	mutex_lock(&assigned_mutex);
	err = rmem->ops->device_init(rmem, dev);
	if (!err)
		list_add(&assignment->list, &assigned);
	mutex_unlock(&assigned_mutex);
	if (err) {
		dev_err(dev, "cannot assign the memory-region %s: error %d\n", rmem->name, err);
		kfree(assignment);
		return err;
	}
	dev_info(dev, "assigned reserved memory node %s\n", rmem->name);
	return 0;
}

int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name)
{
	int idx = of_property_match_string(np, "memory-region-names", name);

	return idx < 0 ? idx : of_reserved_mem_device_init_by_idx(dev, np, idx);
}

void of_reserved_mem_device_release(struct device *dev)
{
	struct assignment *assignment, *next;

	mutex_lock(&assigned_mutex);
	list_for_each_entry_safe(assignment, next, &assigned, list) {
		struct reserved_mem *rmem = assignment->rmem;

		if (assignment->dev != dev)
			continue;
		if (rmem->ops->device_release)
			rmem->ops->device_release(rmem, dev);
		list_del(&assignment->list);
		kfree(assignment);
	}
	mutex_unlock(&assigned_mutex);
}

/* ---- addresses of regions -------------------------------------------------------------------- */

int of_reserved_mem_region_to_resource(const struct device_node *np, unsigned int idx,
				       struct resource *res)
{
	struct device_node *target = of_parse_phandle(np, "memory-region", idx);
	struct reserved_mem *rmem;

	if (!target || !of_device_is_available(target))
		return -ENODEV;
	rmem = of_reserved_mem_lookup(target);
	if (!rmem)
		return -EINVAL;
	*res = DEFINE_RES_MEM_NAMED(rmem->base, rmem->size, rmem->name);
	return 0;
}

int of_reserved_mem_region_to_resource_byname(const struct device_node *np, const char *name,
					      struct resource *res)
{
	int idx = of_property_match_string(np, "memory-region-names", name);

	return idx < 0 ? idx : of_reserved_mem_region_to_resource(np, idx, res);
}

int of_reserved_mem_region_count(const struct device_node *np)
{
	int n = of_count_phandle_with_args(np, "memory-region", NULL);

	return n < 0 ? 0 : n;
}
