/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_FDT_H
#define LINUX_OF_FDT_H

/* Nodes of the machine's flattened tree, by their offset, as struct reserved_mem has one.  Any context. */

#include <linux/types.h>

/* The value, and its size in bytes, which is left alone if there is none: NULL. */
const void *of_get_flat_dt_prop(unsigned long node, const char *name, int *size);
int of_flat_dt_is_compatible(unsigned long node, const char *compatible);

#endif /* LINUX_OF_FDT_H */
