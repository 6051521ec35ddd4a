// SPDX-License-Identifier: BSD-2-Clause
/*
 * Managed pools of <linux/genalloc.h>, which belong to a device.  They are found by name or through
 * the device tree.
 */

#include <linux/device.h>
#include <linux/genalloc.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

static void release_pool(struct device *dev, void *res)
{
	gen_pool_destroy(*(struct gen_pool **)res);
}

static int has_name(struct device *dev, void *res, void *data)
{
	const struct gen_pool *pool = *(struct gen_pool **)res;

	return !data || !pool->name ? !data && !pool->name : !strcmp(pool->name, data);
}

struct gen_pool *gen_pool_get(struct device *dev, const char *name)
{
	struct gen_pool **p = devres_find(dev, release_pool, has_name, (void *)name);

	return p ? *p : NULL;
}

struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name)
{
	const char *copy = kstrdup_const(name, GFP_KERNEL);
	struct gen_pool **p;

	if (gen_pool_get(dev, name)) {
		kfree_const(copy);
		return ERR_PTR(-EINVAL);
	}
	p = devres_alloc(release_pool, sizeof(*p), GFP_KERNEL);
	if (p)
		*p = gen_pool_create(min_alloc_order, nid);
	if (!p || !*p || (name && !copy)) {
		if (p && *p)
			gen_pool_destroy(*p);
		devres_free(p);
		kfree_const(copy);
		return ERR_PTR(-ENOMEM);
	}
	(*p)->name = copy;
	devres_add(dev, p);
	return *p;
}

/*
 * Return the pool of an SRAM partition.  @np is its node, a child of the node of the SRAM device.
 */
static struct gen_pool *partition_pool(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np->parent);
	const char *name = np->full_name;

	if (!pdev)
		return NULL;
	of_property_read_string(np, "label", &name);
	return gen_pool_get(&pdev->dev, name);
}

struct gen_pool *of_gen_pool_get(struct device_node *np, const char *propname, int index)
{
	struct device_node *target = of_parse_phandle(np, propname, index);
	struct platform_device *pdev = target ? of_find_device_by_node(target) : NULL;

	if (!target)
		return NULL;
	return pdev ? gen_pool_get(&pdev->dev, NULL) : partition_pool(target);
}
