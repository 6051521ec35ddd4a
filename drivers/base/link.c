// SPDX-License-Identifier: BSD-2-Clause
/*
 * Device links: see <linux/device.h>.
 *
 * A link is in the lists of its supplier and its consumer.  dev->links.bound is true from the end
 * of a successful probe until the consumers of the device are unbound, before its driver is.
 *
 * Locking: device_list_lock protects the lists, the links and the members of dev->links.
 */

#include <linux/err.h>
#include <linux/slab.h>

#include "base.h"

#define AUTOREMOVE	(DL_FLAG_AUTOREMOVE_CONSUMER | DL_FLAG_AUTOREMOVE_SUPPLIER)
#define VALID_FLAGS	(DL_FLAG_STATELESS | AUTOREMOVE | DL_FLAG_AUTOPROBE_CONSUMER | \
			 DL_FLAG_PM_RUNTIME | DL_FLAG_RPM_ACTIVE)

/* ---- adding and removing --------------------------------------------------------------------- */

static bool flags_are_valid(u32 flags)
{
	if (flags & ~VALID_FLAGS)
		return false;
	if (flags & DL_FLAG_STATELESS)
		return !(flags & (AUTOREMOVE | DL_FLAG_AUTOPROBE_CONSUMER));
	return !(flags & DL_FLAG_AUTOPROBE_CONSUMER && flags & AUTOREMOVE);
}

/* Return true if @dev is @on, or depends on it by its ancestors or suppliers. */
static bool __depends(const struct device *dev, const struct device *on)
{
	const struct device_link *link;

	if (dev == on || (dev->parent && __depends(dev->parent, on)))
		return true;
	list_for_each_entry(link, &dev->links.suppliers, c_node) {
		if (__depends(link->supplier, on))
			return true;
	}
	return false;
}

static struct device_link *__find_link(struct device *consumer, struct device *supplier)
{
	struct device_link *link;

	list_for_each_entry(link, &consumer->links.suppliers, c_node) {
		if (link->supplier == supplier)
			return link;
	}
	return NULL;
}

/* Add the flags of another call to those of an existing link. */
static void __merge(struct device_link *link, u32 flags)
{
	if (flags & DL_FLAG_STATELESS) {
		link->flags |= DL_FLAG_STATELESS;
		link->stateless++;
		return;
	}
	/* The link lives as long as the longest of those that were asked for. */
	if (!(link->flags & DL_FLAG_MANAGED))
		link->flags |= flags & AUTOREMOVE;
	else if (flags & DL_FLAG_AUTOREMOVE_SUPPLIER && link->flags & AUTOREMOVE)
		link->flags = (link->flags & ~AUTOREMOVE) | DL_FLAG_AUTOREMOVE_SUPPLIER;
	else if (!(flags & AUTOREMOVE))
		link->flags &= ~AUTOREMOVE;
	link->flags |= DL_FLAG_MANAGED | (flags & ~AUTOREMOVE);
}

struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags)
{
	struct device_link *link, *new;

	if (!consumer || !supplier || !flags_are_valid(flags))
		return NULL;
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return NULL;
	new->supplier = supplier;
	new->consumer = consumer;
	spin_lock(&device_list_lock);
	link = __find_link(consumer, supplier);
	if (!link && device_is_registered(supplier) && !__depends(supplier, consumer)) {
		link = new;
		new = NULL;
		get_device(supplier);
		get_device(consumer);
		list_add_tail(&link->s_node, &supplier->links.consumers);
		list_add_tail(&link->c_node, &consumer->links.suppliers);
	}
	if (link)
		__merge(link, flags);
	spin_unlock(&device_list_lock);
	kfree(new);
	return link;
}

static void __link_detach(struct device_link *link, struct list_head *unlinked)
{
	list_del(&link->c_node);
	list_move_tail(&link->s_node, unlinked);
}

static void free_links(struct list_head *unlinked)
{
	struct device_link *link, *next;

	list_for_each_entry_safe(link, next, unlinked, s_node) {
		put_device(link->supplier);
		put_device(link->consumer);
		kfree(link);
	}
}

/* Drop one reference of a caller.  A managed link remains while its devices are registered. */
static bool __link_put(struct device_link *link, struct list_head *unlinked)
{
	bool stays = false;

	if (link->stateless) {
		if (!--link->stateless)
			link->flags &= ~DL_FLAG_STATELESS;
		stays = link->stateless || link->flags & DL_FLAG_MANAGED;
	} else if (device_is_registered(link->consumer)) {
		return false;
	}
	if (!stays)
		__link_detach(link, unlinked);
	return true;
}

void device_link_remove(void *consumer, struct device *supplier)
{
	struct device_link *link;
	LIST_HEAD(unlinked);
	bool dropped = true;

	if (!consumer || !supplier)
		return;
	spin_lock(&device_list_lock);
	link = __find_link(consumer, supplier);
	if (link)
		dropped = __link_put(link, &unlinked);
	spin_unlock(&device_list_lock);
	WARN(!dropped, "%s: a managed link is removed with its devices\n",
	     dev_name((struct device *)consumer));
	free_links(&unlinked);
}

void device_link_del(struct device_link *link)
{
	device_link_remove(link->consumer, link->supplier);
}

void device_links_purge(struct device *dev)
{
	struct device_link *link, *next;
	LIST_HEAD(unlinked);

	spin_lock(&device_list_lock);
	list_for_each_entry_safe(link, next, &dev->links.suppliers, c_node)
		__link_detach(link, &unlinked);
	list_for_each_entry_safe(link, next, &dev->links.consumers, s_node)
		__link_detach(link, &unlinked);
	spin_unlock(&device_list_lock);
	free_links(&unlinked);
}

/* ---- binding --------------------------------------------------------------------------------- */

struct device *device_links_missing_supplier(struct device *dev)
{
	struct device_link *link;
	struct device *missing = NULL;

	spin_lock(&device_list_lock);
	list_for_each_entry(link, &dev->links.suppliers, c_node) {
		if (link->flags & DL_FLAG_MANAGED && !link->supplier->links.bound) {
			missing = get_device(link->supplier);
			break;
		}
	}
	spin_unlock(&device_list_lock);
	return missing;
}

void device_links_driver_bound(struct device *dev)
{
	struct device_link *link;

	spin_lock(&device_list_lock);
	dev->links.bound = true;
	list_for_each_entry(link, &dev->links.consumers, s_node) {
		if (link->flags & DL_FLAG_AUTOPROBE_CONSUMER &&
		    device_is_registered(link->consumer) && !READ_ONCE(link->consumer->driver))
			__deferred_probe_add(link->consumer);
	}
	spin_unlock(&device_list_lock);
}

struct device *device_links_bound_consumer(struct device *dev)
{
	struct device_link *link;
	struct device *bound = NULL;

	spin_lock(&device_list_lock);
	dev->links.bound = false;
	list_for_each_entry_reverse(link, &dev->links.consumers, s_node) {
		if (link->flags & DL_FLAG_MANAGED && READ_ONCE(link->consumer->driver)) {
			bound = get_device(link->consumer);
			break;
		}
	}
	spin_unlock(&device_list_lock);
	return bound;
}

/* Forget that the link is managed. */
static void __release_managed(struct device_link *link, struct list_head *unlinked)
{
	link->flags &= ~(DL_FLAG_MANAGED | AUTOREMOVE);
	if (!link->stateless)
		__link_detach(link, unlinked);
}

void device_links_no_driver(struct device *dev, bool was_bound)
{
	struct device_link *link, *next;
	LIST_HEAD(unlinked);

	spin_lock(&device_list_lock);
	list_for_each_entry_safe(link, next, &dev->links.suppliers, c_node) {
		if (link->flags & DL_FLAG_AUTOREMOVE_CONSUMER)
			__release_managed(link, &unlinked);
	}
	list_for_each_entry_safe(link, next, &dev->links.consumers, s_node) {
		if (was_bound && link->flags & DL_FLAG_AUTOREMOVE_SUPPLIER)
			__release_managed(link, &unlinked);
	}
	spin_unlock(&device_list_lock);
	free_links(&unlinked);
}
