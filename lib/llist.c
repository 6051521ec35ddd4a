// SPDX-License-Identifier: BSD-2-Clause
/*
 * Remove the first node of a list to which other CPUs add nodes.  The link of the first node is
 * read before the compare-and-exchange of the head.  In between, no other CPU can remove the first
 * node, because only one CPU may remove nodes.  If another CPU adds a node before the first node,
 * the exchange fails.
 */

#include <linux/llist.h>
#include <asm/barrier.h>

struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *first = smp_load_acquire(&head->first);

	while (first && !try_cmpxchg(&head->first, &first, READ_ONCE(first->next)))
		;
	return first;
}

bool llist_del_first_this(struct llist_head *head, struct llist_node *node)
{
	struct llist_node *first = smp_load_acquire(&head->first);

	do {
		if (first != node)
			return false;
	} while (!try_cmpxchg(&head->first, &first, READ_ONCE(node->next)));
	return true;
}

struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL, *next;

	for (; head; head = next) {
		next = head->next;
		head->next = reversed;
		reversed = head;
	}
	return reversed;
}
