/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KLIST_H
#define LINUX_KLIST_H

/*
 * Lists whose elements may be removed while other threads or CPUs iterate.
 *
 * An iterator holds a reference to its current element.  klist_del() hides an element from
 * iterators; the element leaves the list with the last reference.  The list calls get() for an
 * element that is added, and put() after the element has left the list.  Both may be NULL.
 *
 * Context: any, but klist_remove() sleeps.
 */

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct klist_node;

struct klist {
	spinlock_t k_lock;
	struct list_head k_list;
	void (*get)(struct klist_node *node);
	void (*put)(struct klist_node *node);
};

struct klist_node {
	void *n_klist;		/* private: the list; bit 0 is set after klist_del() */
	struct list_head n_node;
	struct kref n_ref;
};

#define KLIST_INIT(name, get_, put_)						\
	{ .k_lock = __SPIN_LOCK_UNLOCKED((name).k_lock),			\
	  .k_list = LIST_HEAD_INIT((name).k_list), .get = (get_), .put = (put_) }
#define DEFINE_KLIST(name, get, put)	struct klist name = KLIST_INIT(name, get, put)

void klist_init(struct klist *k, void (*get)(struct klist_node *node),
		void (*put)(struct klist_node *node));

void klist_add_tail(struct klist_node *n, struct klist *k);
void klist_add_head(struct klist_node *n, struct klist *k);
/* Add @n after or before @pos, which is in a list. */
void klist_add_behind(struct klist_node *n, struct klist_node *pos);
void klist_add_before(struct klist_node *n, struct klist_node *pos);

/* Drop the list's reference.  An element that was deleted before is reported. */
void klist_del(struct klist_node *n);
/*
 * The same, and wait until the element has left the list and put() has returned.  If put() does not
 * free the element, the caller may.
 */
void klist_remove(struct klist_node *n);
/* True from the addition until the element has left the list. */
int klist_node_attached(struct klist_node *n);

struct klist_iter {
	struct klist *i_klist;
	struct klist_node *i_cur;
};

/* Iterate over the whole list, or from the element after @n.  klist_iter_exit() ends each. */
void klist_iter_init(struct klist *k, struct klist_iter *i);
void klist_iter_init_node(struct klist *k, struct klist_iter *i, struct klist_node *n);
void klist_iter_exit(struct klist_iter *i);
/* Return the element after or before the current one, or NULL at the end. */
struct klist_node *klist_next(struct klist_iter *i);
struct klist_node *klist_prev(struct klist_iter *i);

#endif /* LINUX_KLIST_H */
