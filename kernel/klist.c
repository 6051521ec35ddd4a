// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lists whose elements have references.  <linux/klist.h> describes the interface.
 *
 * Locking: k_lock protects a list, its elements' n_klist, and the decision that a reference is the
 * last one.  waiters_lock protects the list of threads in klist_remove().  Neither is held while
 * put() is called.  put() may free the element, so that nothing refers to it afterwards.
 */

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/klist.h>

#define NODE_DEAD	1UL

/* A thread in klist_remove().  These are rare, so all lists share one list of them. */
struct klist_waiter {
	struct list_head list;
	struct klist_node *node;
	struct completion released;
};

static LIST_HEAD(waiters);
static DEFINE_SPINLOCK(waiters_lock);

static struct klist *klist_of(const struct klist_node *n)
{
	return (struct klist *)((unsigned long)READ_ONCE(n->n_klist) & ~NODE_DEAD);
}

static bool is_dead(const struct klist_node *n)
{
	return (unsigned long)n->n_klist & NODE_DEAD;
}

void klist_init(struct klist *k, void (*get)(struct klist_node *node),
		void (*put)(struct klist_node *node))
{
	spin_lock_init(&k->k_lock);
	INIT_LIST_HEAD(&k->k_list);
	k->get = get;
	k->put = put;
}

static void klist_prepare(struct klist *k, struct klist_node *n)
{
	n->n_klist = k;
	kref_init(&n->n_ref);
	if (k->get)
		k->get(n);
}

void klist_add_head(struct klist_node *n, struct klist *k)
{
	klist_prepare(k, n);
	guard(spinlock_irqsave)(&k->k_lock);
	list_add(&n->n_node, &k->k_list);
}

void klist_add_tail(struct klist_node *n, struct klist *k)
{
	klist_prepare(k, n);
	guard(spinlock_irqsave)(&k->k_lock);
	list_add_tail(&n->n_node, &k->k_list);
}

void klist_add_behind(struct klist_node *n, struct klist_node *pos)
{
	struct klist *k = klist_of(pos);

	klist_prepare(k, n);
	guard(spinlock_irqsave)(&k->k_lock);
	list_add(&n->n_node, &pos->n_node);
}

void klist_add_before(struct klist_node *n, struct klist_node *pos)
{
	struct klist *k = klist_of(pos);

	klist_prepare(k, n);
	guard(spinlock_irqsave)(&k->k_lock);
	list_add_tail(&n->n_node, &pos->n_node);
}

static void klist_release(struct kref *ref)
{
	struct klist_node *n = container_of(ref, struct klist_node, n_ref);

	list_del(&n->n_node);
	WRITE_ONCE(n->n_klist, NULL);
}

/* Drop a reference.  After the last one, call put(), and then wake the threads that wait. */
static void klist_drop(struct klist *k, struct klist_node *n)
{
	struct klist_waiter *waiter, *next;
	LIST_HEAD(woken);
	bool last;

	scoped_guard(spinlock_irqsave, &k->k_lock)
		last = kref_put(&n->n_ref, klist_release);
	if (!last)
		return;
	scoped_guard(spinlock_irqsave, &waiters_lock) {
		list_for_each_entry_safe(waiter, next, &waiters, list) {
			if (waiter->node == n)
				list_move(&waiter->list, &woken);
		}
	}
	if (k->put)
		k->put(n);
	list_for_each_entry_safe(waiter, next, &woken, list)
		complete(&waiter->released);
}

/* Drop the reference of the list.  Returns false, with a report, if the list has none. */
static bool klist_delete(struct klist_node *n)
{
	struct klist *k = klist_of(n);
	bool dead;

	if (WARN(!k, "klist: the element %px is in no list\n", n))
		return false;
	scoped_guard(spinlock_irqsave, &k->k_lock) {
		dead = is_dead(n);
		n->n_klist = (void *)((unsigned long)k | NODE_DEAD);
	}
	if (WARN(dead, "klist: the element %px was deleted before\n", n))
		return false;
	klist_drop(k, n);
	return true;
}

void klist_del(struct klist_node *n)
{
	klist_delete(n);
}

void klist_remove(struct klist_node *n)
{
	struct klist_waiter waiter = { .node = n };

	init_completion(&waiter.released);
	scoped_guard(spinlock_irqsave, &waiters_lock)
		list_add(&waiter.list, &waiters);
	if (klist_delete(n)) {
		wait_for_completion(&waiter.released);
	} else {
		guard(spinlock_irqsave)(&waiters_lock);
		list_del(&waiter.list);
	}
}

int klist_node_attached(struct klist_node *n)
{
	return READ_ONCE(n->n_klist) != NULL;
}

void klist_iter_init_node(struct klist *k, struct klist_iter *i, struct klist_node *n)
{
	i->i_klist = k;
	i->i_cur = n && kref_get_unless_zero(&n->n_ref) ? n : NULL;
}

void klist_iter_init(struct klist *k, struct klist_iter *i)
{
	klist_iter_init_node(k, i, NULL);
}

void klist_iter_exit(struct klist_iter *i)
{
	if (i->i_cur)
		klist_drop(i->i_klist, i->i_cur);
	i->i_cur = NULL;
}

static struct klist_node *klist_advance(struct klist_iter *i, bool forward)
{
	struct klist *k = i->i_klist;
	struct klist_node *old = i->i_cur;
	struct list_head *pos = old ? &old->n_node : &k->k_list;
	unsigned long flags;

	i->i_cur = NULL;
	spin_lock_irqsave(&k->k_lock, flags);
	for (;;) {
		struct klist_node *n;

		pos = forward ? pos->next : pos->prev;
		if (pos == &k->k_list)
			break;
		n = container_of(pos, struct klist_node, n_node);
		if (!is_dead(n)) {
			kref_get(&n->n_ref);
			i->i_cur = n;
			break;
		}
	}
	spin_unlock_irqrestore(&k->k_lock, flags);
	if (old)
		klist_drop(k, old);
	return i->i_cur;
}

struct klist_node *klist_next(struct klist_iter *i)
{
	return klist_advance(i, true);
}

struct klist_node *klist_prev(struct klist_iter *i)
{
	return klist_advance(i, false);
}
