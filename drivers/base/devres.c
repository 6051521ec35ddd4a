// SPDX-License-Identifier: BSD-2-Clause
/*
 * Managed resources of a device's binding: a list of resources to release, newest first, and groups
 * in it.
 *
 * A resource is an entry followed by its data.  A group has two marks in the list, or only one
 * while it is open.  Releasing a group releases the resources between its marks, and removes its
 * marks and those of groups whose marks are all between them:
 *
 *	newest  r5  [close A]  r4  [close B]  r3  [open B]  r2  [open A]  r1  oldest
 *	release A: r4, r3, r2, and B ends, too; r5 and r1 stay
 *
 * A group that only overlaps the released group retains its marks.
 *
 * Locking: dev->devres_lock, with interrupts off, protects the list.  Entries are removed from the
 * list under the lock and released without it, so that a release function may use this interface.
 * Alignment: the data is aligned as kmalloc() aligns sizes that are multiples of 16.
 */

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "devres.h"

struct devres_group {
	struct devres_node open, close;	/* marks; close enters the list when the group is closed */
	void *id;
	unsigned int seen;		/* marks found by __take_group(); under devres_lock */
};

static struct devres *to_devres(void *res)
{
	return container_of(res, struct devres, data);
}

struct devres *devres_alloc_entry(dr_release_t release, size_t size, gfp_t gfp, int nid)
{
	struct devres *dr;

	if (size > SIZE_MAX - sizeof(*dr) - DEVRES_ALIGN)
		return NULL;
	dr = kmalloc_node(ALIGN(sizeof(*dr) + size, DEVRES_ALIGN), gfp, nid);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->size = size;
	return dr;
}

void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid)
{
	struct devres *dr = devres_alloc_entry(release, size, gfp | __GFP_ZERO, nid);

	return dr ? dr->data : NULL;
}

void devres_free(void *res)
{
	struct devres *dr;

	if (!res)
		return;
	dr = to_devres(res);
	if (!WARN(!list_empty(&dr->node.entry), "devres_free: %px still belongs to a device\n",
		  res))
		kfree(dr);
}

static void devres_add_node(struct device *dev, struct devres_node *node)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add(&node->entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}

void devres_add(struct device *dev, void *res)
{
	struct devres *dr = to_devres(res);

	if (!WARN(!list_empty(&dr->node.entry), "devres_add: %px already belongs to a device\n",
		  res))
		devres_add_node(dev, &dr->node);
}

/* ---- one resource ---------------------------------------------------------------------------- */

static struct devres *__devres_find(struct device *dev, dr_release_t release, dr_match_t match,
				    void *data) __must_hold(&dev->devres_lock)
{
	struct devres_node *node;

	list_for_each_entry(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release == release && (!match || match(dev, dr->data, data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = __devres_find(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *fresh = to_devres(new_res), *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = __devres_find(dev, fresh->node.release, match, match_data);
	if (!dr)
		list_add(&fresh->node.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (!dr)
		return new_res;
	devres_free(new_res);
	return dr->data;
}

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = __devres_find(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	devres_free(res);
	return res ? 0 : -ENOENT;
}

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}

void devres_replace(struct device *dev, struct devres *old, struct devres *new)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_replace_init(&old->node.entry, &new->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* These functions are never called.  A node whose release pointer is one of them is a mark. */
static void open_mark(struct device *dev, void *res)
{
}

static void close_mark(struct device *dev, void *res)
{
}

/* Return the group that the mark @node belongs to, or NULL if @node is a resource. */
static struct devres_group *node_to_group(struct devres_node *node)
{
	if (node->release == open_mark)
		return container_of(node, struct devres_group, open);
	if (node->release == close_mark)
		return container_of(node, struct devres_group, close);
	return NULL;
}

static struct devres_group *__find_group(struct device *dev, const void *id)
	__must_hold(&dev->devres_lock)
{
	struct devres_node *node;

	list_for_each_entry(node, &dev->devres_head, entry) {
		struct devres_group *group;

		if (node->release != open_mark)
			continue;
		group = container_of(node, struct devres_group, open);
		if (id ? group->id == id : list_empty(&group->close.entry))
			return group;
	}
	return NULL;
}

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *group = kzalloc(sizeof(*group), gfp);

	if (!group)
		return NULL;
	group->open.release = open_mark;
	group->close.release = close_mark;
	INIT_LIST_HEAD(&group->close.entry);
	group->id = id ?: group;
	devres_add_node(dev, &group->open);
	return group->id;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;
	bool open;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = __find_group(dev, id);
	open = group && list_empty(&group->close.entry);
	if (open)
		list_add(&group->close.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN(!open, "devres_close_group: %s has no such open group\n", dev_name(dev));
}

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = __find_group(dev, id);
	if (group) {
		list_del(&group->open.entry);
		list_del(&group->close.entry);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN(!group, "devres_remove_group: %s has no such group\n", dev_name(dev));
	kfree(group);
}

/*
 * Release all resources in @todo, newest first, and free the groups in it.  Returns the number of
 * resources.
 */
static int undo(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *next;
	int n = 0;

	list_for_each_entry_safe(node, next, todo, entry) {
		struct devres_group *group = node_to_group(node);

		list_del_init(&node->entry);
		if (!group) {
			struct devres *dr = container_of(node, struct devres, node);

			node->release(dev, dr->data);
			kfree(dr);
			n++;
		} else if (node == &group->open) {
			kfree(group);
		}
	}
	return n;
}

/* Return the next newer node, or NULL at the end of the group. */
static struct devres_node *__newer(struct device *dev, struct devres_group *group,
				   struct devres_node *node) __must_hold(&dev->devres_lock)
{
	if (node == &group->close || node->entry.prev == &dev->devres_head)
		return NULL;
	return list_prev_entry(node, entry);
}

/* Move the resources of the group to @todo, newest first. */
static void __take_group(struct device *dev, struct devres_group *group, struct list_head *todo)
	__must_hold(&dev->devres_lock)
{
	struct devres_node *node, *newer;

	for (node = &group->open; node; node = __newer(dev, group, node)) {
		struct devres_group *inner = node_to_group(node);

		if (inner)
			inner->seen++;
		if (inner && list_empty(&inner->close.entry))	/* no close mark: count it, too */
			inner->seen++;
	}
	for (node = &group->open; node; node = newer) {
		struct devres_group *inner = node_to_group(node);

		newer = __newer(dev, group, node);
		if (!inner || inner->seen == 2)
			list_move(&node->entry, todo);
		else
			inner->seen = 0;
	}
}

int devres_release_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;
	LIST_HEAD(todo);

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = __find_group(dev, id);
	if (group)
		__take_group(dev, group, &todo);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN(!group, "devres_release_group: %s has no such group\n", dev_name(dev));
	return undo(dev, &todo);
}

/* Release all resources, including those that release functions add during the call. */
int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(todo);
	int n = 0;

	do {
		spin_lock_irqsave(&dev->devres_lock, flags);
		list_splice_init(&dev->devres_head, &todo);
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		n += undo(dev, &todo);
	} while (!list_empty(&dev->devres_head));
	return n;
}
