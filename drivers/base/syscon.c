// SPDX-License-Identifier: BSD-2-Clause
/* Shared blocks of registers: see <linux/mfd/syscon.h>. */

#include <linux/io.h>
#include <linux/list.h>
#include <linux/mfd/syscon.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/regmap.h>
#include <linux/slab.h>

struct syscon_block {
	struct list_head node;
	struct device_node *np;
	struct regmap *map;
};

static LIST_HEAD(syscon_blocks);	/* protected by syscon_lock; blocks are never removed */
static DEFINE_MUTEX(syscon_lock);

/* Map the registers of a node. */
static struct regmap *map_syscon(struct device_node *np)
{
	struct regmap_config config = { .name = np->full_name, .reg_bits = 32, .fast_io = true };
	struct resource res;
	struct regmap *map;
	void __iomem *regs;
	u32 width = 4;

	if (of_address_to_resource(np, 0, &res))
		return ERR_PTR(-ENOMEM);
	of_property_read_u32(np, "reg-io-width", &width);
	if ((width != 1 && width != 2 && width != 4) || resource_size(&res) < width)
		return ERR_PTR(-EINVAL);
	config.val_bits = (int)width * 8;
	config.reg_stride = (int)width;
	config.max_register = (unsigned int)(resource_size(&res) - width);
	if (of_property_read_bool(np, "big-endian"))
		config.val_format_endian = REGMAP_ENDIAN_BIG;
	regs = of_iomap(np, 0);
	if (!regs)
		return ERR_PTR(-ENOMEM);
	map = regmap_init_mmio(NULL, regs, &config);
	if (IS_ERR(map))
		iounmap(regs);
	return map;
}

static struct regmap *__syscon_map(struct device_node *np)
{
	struct syscon_block *block;

	list_for_each_entry(block, &syscon_blocks, node) {
		if (block->np == np)
			return block->map;
	}
	block = kzalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return ERR_PTR(-ENOMEM);
	block->np = np;
	block->map = map_syscon(np);
	if (IS_ERR(block->map)) {
		struct regmap *err = block->map;

		kfree(block);
		return err;
	}
	of_node_get(np);
	list_add(&block->node, &syscon_blocks);
	return block->map;
}

struct regmap *device_node_to_regmap(struct device_node *np)
{
	struct regmap *map;

	mutex_lock(&syscon_lock);
	map = __syscon_map(np);
	mutex_unlock(&syscon_lock);
	return map;
}

struct regmap *syscon_node_to_regmap(struct device_node *np)
{
	return of_device_is_compatible(np, "syscon") ? device_node_to_regmap(np) :
						       ERR_PTR(-EINVAL);
}

/* Return the map of a node, and drop the reference of the node, which may be NULL. */
static struct regmap *map_and_put(struct device_node *np)
{
	struct regmap *map = np ? syscon_node_to_regmap(np) : ERR_PTR(-ENODEV);

	of_node_put(np);
	return map;
}

struct regmap *syscon_regmap_lookup_by_compatible(const char *s)
{
	return map_and_put(of_find_compatible_node(NULL, NULL, s));
}

struct regmap *syscon_regmap_lookup_by_phandle(struct device_node *np, const char *property)
{
	return map_and_put(property ? of_parse_phandle(np, property, 0) : of_node_get(np));
}

struct regmap *syscon_regmap_lookup_by_phandle_args(struct device_node *np, const char *property,
						    int arg_count, unsigned int *out_args)
{
	struct of_phandle_args args;
	int err = of_parse_phandle_with_fixed_args(np, property, arg_count, 0, &args);

	if (err)
		return ERR_PTR(err);
	for (int i = 0; i < arg_count; i++)
		out_args[i] = args.args[i];
	return map_and_put(args.np);
}

struct regmap *syscon_regmap_lookup_by_phandle_optional(struct device_node *np,
							const char *property)
{
	struct regmap *map = syscon_regmap_lookup_by_phandle(np, property);

	return map == ERR_PTR(-ENODEV) ? NULL : map;
}
