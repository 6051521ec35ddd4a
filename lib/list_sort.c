// SPDX-License-Identifier: BSD-2-Clause
/*
 * Merge sort of lists, bottom-up.
 *
 * runs[i] is NULL or a sorted list of 2^i elements.  It is not NULL if bit i of the number of
 * processed elements is 1.  Each new element is merged with as many runs as this number has
 * trailing 1 bits.  A run with a larger i contains elements that were earlier in the list; of two
 * equal elements, the earlier one stays first.
 */

#include <linux/list_sort.h>

#define MAX_RUNS 64

/*
 * Merge two runs.  The elements of @a were before those of @b in the list.  Only the forward links
 * are set.
 */
static struct list_head *merge(void *priv, list_cmp_func_t cmp, struct list_head *a,
			       struct list_head *b)
{
	struct list_head *first, **tail = &first;

	while (a && b) {
		struct list_head **less = cmp(priv, a, b) <= 0 ? &a : &b;

		*tail = *less;
		tail = &(*less)->next;
		*less = *tail;
	}
	*tail = a ? a : b;
	return first;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	struct list_head *runs[MAX_RUNS] = { NULL }, *rest, *run = NULL, *prev = head;
	unsigned int i;

	if (list_empty(head))
		return;
	head->prev->next = NULL;
	for (rest = head->next; rest;) {
		run = rest;
		rest = rest->next;
		run->next = NULL;
		for (i = 0; runs[i]; i++) {
			run = merge(priv, cmp, runs[i], run);
			runs[i] = NULL;
		}
		runs[i] = run;
	}
	run = NULL;
	for (i = 0; i < MAX_RUNS; i++) {
		if (runs[i])
			run = merge(priv, cmp, runs[i], run);
	}
	for (; run; prev = run, run = run->next) {
		prev->next = run;
		run->prev = prev;
	}
	prev->next = head;
	head->prev = prev;
}
