/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MFD_SYSCON_H
#define LINUX_MFD_SYSCON_H

/*
 * Blocks of registers that several drivers share: nodes of the device tree with the compatible
 * string "syscon".  The first function that asks for a block maps it, and it is never unmapped.
 * Clocks and resets of the node are left as they are.
 *
 * The functions return an ERR_PTR(): -ENODEV if there is no such node, -EINVAL if it is not a
 * syscon, or -ENOMEM.  Context: thread.
 */

#include <linux/err.h>
#include <linux/errno.h>

struct device_node;
struct regmap;

/* The block of any node with registers, and that of a syscon. */
struct regmap *device_node_to_regmap(struct device_node *np);
struct regmap *syscon_node_to_regmap(struct device_node *np);
struct regmap *syscon_regmap_lookup_by_compatible(const char *s);
/* The block of the node that a property of @np names, or of @np itself if @property is NULL. */
struct regmap *syscon_regmap_lookup_by_phandle(struct device_node *np, const char *property);
/* The same for a reference with @arg_count cells, which are stored in @out_args. */
struct regmap *syscon_regmap_lookup_by_phandle_args(struct device_node *np, const char *property,
						    int arg_count, unsigned int *out_args);
/* The same, and NULL if there is no such property. */
struct regmap *syscon_regmap_lookup_by_phandle_optional(struct device_node *np,
							const char *property);

#endif /* LINUX_MFD_SYSCON_H */
