/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SORT_H
#define LINUX_SORT_H

#include <linux/types.h>

/*
 * Sort @num elements of @size bytes in place, in O(n log n), without allocation.  Equal elements
 * may change their order.  @cmp returns a value below, equal to or above 0.  @swap may be NULL.
 * Context: any.
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap);
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap,
	    const void *priv);

#endif /* LINUX_SORT_H */
