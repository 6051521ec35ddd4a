/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_FDT_H
#define LINUX_OF_FDT_H

/*
 * Access nodes of the flattened tree by their offset, such as fdt_node in struct reserved_mem.
 * Context: any.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/types.h>

/*
 * Return a property's value and store its size in bytes.  Returns NULL and leaves @size unchanged
 * if there is no such property.
 */
const void *of_get_flat_dt_prop(unsigned long node, const char *name, int *size);
int of_flat_dt_is_compatible(unsigned long node, const char *compatible);

#endif /* LINUX_OF_FDT_H */
