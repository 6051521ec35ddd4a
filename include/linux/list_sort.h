/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LIST_SORT_H
#define LINUX_LIST_SORT_H

#include <linux/list.h>

/*
 * Compare two elements.  Returns a positive value if @a must follow @b.  For any other value, @a
 * and @b keep their order.
 */
typedef int (*list_cmp_func_t)(void *priv, const struct list_head *a, const struct list_head *b);

/*
 * Sort a list with at most n log2 n comparisons and without allocation.  Equal elements keep their
 * order.  Context: any.
 */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif /* LINUX_LIST_SORT_H */
