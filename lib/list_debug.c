// SPDX-License-Identifier: BSD-2-Clause
/* Reports of CONFIG_LIST_HARDENED: a link was overwritten, or a node is not in a list. */

#include <linux/bug.h>
#include <linux/list.h>

bool __list_add_report(struct list_head *entry, const struct list_head *prev,
		       const struct list_head *next)
{
	if (entry == prev || entry == next)
		WARN(1, "list_add corruption: %px is already in the list, between %px and %px\n",
		     entry, prev, next);
	else if (next->prev != prev)
		WARN(1, "list_add corruption: next->prev should be %px, but was %px (next=%px)\n",
		     prev, next->prev, next);
	else
		WARN(1, "list_add corruption: prev->next should be %px, but was %px (prev=%px)\n",
		     next, prev->next, prev);
	return false;
}

bool __list_del_report(const struct list_head *entry)
{
	if (entry->prev->next != entry)
		WARN(1, "list_del corruption: prev->next should be %px, but was %px (prev=%px)\n",
		     entry, entry->prev->next, entry->prev);
	else
		WARN(1, "list_del corruption: next->prev should be %px, but was %px (next=%px)\n",
		     entry, entry->next->prev, entry->next);
	return false;
}

void __hlist_del_report(const struct hlist_node *n)
{
	WARN(1,
	     "hlist_del corruption: the neighbours of %px do not point to it (next=%px, pprev=%px)\n",
	     n, n->next, n->pprev);
}
