/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RCULIST_H
#define LINUX_RCULIST_H

/*
 * Lists that RCU readers traverse while one updater at a time, serialized by the caller, changes
 * them.
 *
 * An element is linked by a single store after it is complete.  A removed element retains its
 * forward link for concurrent readers.  It may be freed or added to another list only after a grace
 * period.
 */

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list)	(*((struct list_head __rcu **)(&(list)->next)))
#define hlist_first_rcu(head)	(*((struct hlist_node __rcu **)(&(head)->first)))
#define hlist_next_rcu(node)	(*((struct hlist_node __rcu **)(&(node)->next)))
#define hlist_pprev_rcu(node)	(*((struct hlist_node __rcu **)((node)->pprev)))

/* ---- writers, lists -------------------------------------------------------------------------- */

/* Initialize a head that readers can already access. */
static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *entry, struct list_head *prev,
				  struct list_head *next)
{
	if (!__list_add_valid(entry, prev, next))
		return;
	entry->next = next;
	entry->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), entry);
	next->prev = entry;
}

static inline void list_add_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = (struct list_head *)LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(entry->prev), entry);
	entry->next->prev = entry;
	old->prev = (struct list_head *)LIST_POISON2;
}

/*
 * Move all elements of @list, which readers may traverse, between @prev and @next.  @sync is
 * synchronize_rcu() or an equivalent: otherwise readers in @list would not find the end of the
 * list.
 */
static inline void __list_splice_init_rcu(struct list_head *list, struct list_head *prev,
					  struct list_head *next, void (*sync)(void))
{
	struct list_head *first = list->next, *last = list->prev;

	INIT_LIST_HEAD_RCU(list);
	sync();
	last->next = next;
	rcu_assign_pointer(list_next_rcu(prev), first);
	first->prev = prev;
	next->prev = last;
}

static inline void list_splice_init_rcu(struct list_head *list, struct list_head *head,
					void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head, head->next, sync);
}

static inline void list_splice_tail_init_rcu(struct list_head *list, struct list_head *head,
					     void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head->prev, head, sync);
}

/* ---- readers, lists -------------------------------------------------------------------------- */

#define list_entry_rcu(ptr, type, member)	container_of(READ_ONCE(ptr), type, member)
#define list_entry_lockless(ptr, type, member) \
	container_of((__typeof__(ptr))READ_ONCE(ptr), type, member)

#define list_first_or_null_rcu(head, type, member)			\
({									\
	struct list_head *__lr_head = (head);				\
	struct list_head *__lr_next = READ_ONCE(__lr_head->next);	\
	__lr_next != __lr_head ? list_entry(__lr_next, type, member) : NULL;	\
})
#define list_next_or_null_rcu(head, ptr, type, member)			\
({									\
	struct list_head *__lr_head = (head);				\
	struct list_head *__lr_next = READ_ONCE((ptr)->next);		\
	__lr_next != __lr_head ? list_entry(__lr_next, type, member) : NULL;	\
})
#define list_tail_rcu(head)	(*((struct list_head __rcu **)(&(head)->prev)))

/* The optional condition is true if a lock protects the traversal.  Used by CONFIG_PROVE_RCU. */
#define __list_cond(unused, cond, more...)	(cond)
#define __list_check_rcu(cond...)					\
	RCU_LOCKDEP_WARN(!__list_cond(0, ##cond, 0) && !rcu_read_lock_any_held(),	\
			 "an RCU list is traversed outside of a read-side section")

#define list_for_each_rcu(pos, head)					\
	for (pos = rcu_dereference((head)->next); !list_is_head(pos, (head));	\
	     pos = rcu_dereference(pos->next))
#define list_for_each_entry_rcu(pos, head, member, cond...)		\
	for (({ __list_check_rcu(cond); }),				\
	     pos = list_entry_rcu((head)->next, __typeof__(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
/* For readers of SRCU: @cond is srcu_read_lock_held() of the list's struct srcu_struct. */
#define __list_check_srcu(cond) \
	RCU_LOCKDEP_WARN(!(cond), "a list is traversed outside of a read-side section of SRCU")
#define list_for_each_entry_srcu(pos, head, member, cond)		\
	for (({ __list_check_srcu(cond); }),				\
	     pos = list_entry_rcu((head)->next, __typeof__(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_lockless(pos, head, member)			\
	for (pos = list_entry_lockless((head)->next, __typeof__(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_lockless(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_continue_rcu(pos, head, member)		\
	for (pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_from_rcu(pos, head, member)			\
	for (; &(pos)->member != (head);				\
	     pos = list_entry_rcu(pos->member.next, __typeof__(*(pos)), member))

/* ---- writers, hash lists --------------------------------------------------------------------- */

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, (struct hlist_node **)LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		WRITE_ONCE(n->pprev, NULL);
	}
}

static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *entry)
{
	struct hlist_node *next = old->next;

	entry->next = next;
	WRITE_ONCE(entry->pprev, old->pprev);
	rcu_assign_pointer(hlist_pprev_rcu(entry), entry);
	if (next)
		WRITE_ONCE(next->pprev, &entry->next);
	WRITE_ONCE(old->pprev, (struct hlist_node **)LIST_POISON2);
}

static inline void hlists_swap_heads_rcu(struct hlist_head *left, struct hlist_head *right)
{
	struct hlist_node *a = left->first, *b = right->first;

	rcu_assign_pointer(hlist_first_rcu(right), a);
	rcu_assign_pointer(hlist_first_rcu(left), b);
	if (b)
		WRITE_ONCE(b->pprev, &left->first);
	if (a)
		WRITE_ONCE(a->pprev, &right->first);
}

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(hlist_first_rcu(h), n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_add_before_rcu(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	n->next = next;
	rcu_assign_pointer(hlist_pprev_rcu(n), n);
	WRITE_ONCE(next->pprev, &n->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *n, struct hlist_node *prev)
{
	n->next = prev->next;
	WRITE_ONCE(n->pprev, &prev->next);
	rcu_assign_pointer(hlist_next_rcu(prev), n);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

static inline void hlist_add_tail_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *last = h->first;

	if (!last) {
		hlist_add_head_rcu(n, h);
		return;
	}
	while (last->next)
		last = last->next;
	hlist_add_behind_rcu(n, last);
}

/* ---- readers, hash lists --------------------------------------------------------------------- */

#define __hlist_for_each_rcu(pos, head)					\
	for (pos = rcu_dereference(hlist_first_rcu(head)); pos;		\
	     pos = rcu_dereference(hlist_next_rcu(pos)))
#define hlist_for_each_entry_rcu(pos, head, member, cond...)		\
	for (({ __list_check_rcu(cond); }),				\
	     pos = hlist_entry_safe(READ_ONCE((head)->first), __typeof__(*(pos)), member);	\
	     pos;							\
	     pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member))
#define hlist_for_each_entry_srcu(pos, head, member, cond)		\
	for (({ __list_check_srcu(cond); }),				\
	     pos = hlist_entry_safe(READ_ONCE((head)->first), __typeof__(*(pos)), member);	\
	     pos;							\
	     pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member))
#define hlist_for_each_entry_rcu_notrace(pos, head, member)		\
	for (pos = hlist_entry_safe(READ_ONCE((head)->first), __typeof__(*(pos)), member);	\
	     pos;							\
	     pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member))
#define hlist_for_each_entry_rcu_bh(pos, head, member)	hlist_for_each_entry_rcu(pos, head, member)
#define hlist_for_each_entry_continue_rcu(pos, member)			\
	for (pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member);	\
	     pos;							\
	     pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member))
#define hlist_for_each_entry_from_rcu(pos, member)			\
	for (; pos;							\
	     pos = hlist_entry_safe(READ_ONCE((pos)->member.next), __typeof__(*(pos)), member))

#endif /* LINUX_RCULIST_H */
