/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LIST_SORT_H
#define LINUX_LIST_SORT_H

#include <linux/list.h>

/* Above 0 if a belongs behind b; 0 and below keep their order. */
typedef int (*list_cmp_func_t)(void *priv, const struct list_head *a, const struct list_head *b);

/* Stable, n log2 n comparisons at most, no allocation.  Any context. */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif /* LINUX_LIST_SORT_H */
