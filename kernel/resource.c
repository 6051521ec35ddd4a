// SPDX-License-Identifier: BSD-2-Clause
/*
 * A tree of address ranges, which records the owners of physical addresses.
 *
 * The children of an entry are inside its range, sorted, and do not overlap:
 *
 *	iomem_resource		0 ..................................................... ~0
 *	  a window of a bus	  [ 10000000 ................ 1fffffff ]
 *	    a driver's region	    [ 10001000 ]  [ 10008000 ]
 *
 * A busy entry has an owner.  Other entries only describe a range; requests for parts of it become
 * their children.
 *
 * RAM is not in the tree, because memblock already describes it, including memory that is added
 * later.  A request that overlaps RAM is refused as if a busy entry "System RAM" existed.  The
 * command iomem (iomem.c) prints RAM and the tree, and resource_walk.c searches both.
 *
 * I/O ports have a separate tree, which only records them: these CPUs have no port instructions.
 *
 * Invariants: a child is inside its parent; siblings are sorted by start and disjoint; an entry is
 * in the tree if, and only if, it has a parent.
 *
 * Locking: resource_lock, with interrupts disabled, protects the tree and the ranges of its
 * entries.
 *
 * Bounds: on each level of the tree, a function reads at most all siblings, which are tens of
 * entries.
 */

#define pr_fmt(fmt) "resource: " fmt

#include <internal/ram.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "resource.h"

struct resource ioport_resource = {
	.name = "ports",
	.end = IO_SPACE_LIMIT,
	.flags = IORESOURCE_IO,
};

struct resource iomem_resource = {
	.name = "memory",
	.end = ~(resource_size_t)0,
	.flags = IORESOURCE_MEM,
};

/* The entry that is returned as the conflict of a request that overlaps RAM. */
static struct resource system_ram = {
	.name = "System RAM",
	.end = ~(resource_size_t)0,
	.flags = RESOURCE_RAM_FLAGS,
};

DEFINE_SPINLOCK(resource_lock);
static DECLARE_WAIT_QUEUE_HEAD(muxed_wait);

/* ---- functions that require the lock --------------------------------------------------------- */

static bool __in_memory(const struct resource *res)
{
	while (res->parent)
		res = res->parent;
	return res == &iomem_resource;
}

/* Insert @new as a child of @root and return NULL, or return the conflicting entry. */
static struct resource *__request(struct resource *root, struct resource *new)
{
	struct resource **at = &root->child;

	if (new->end < new->start || new->start < root->start || new->end > root->end)
		return root;
	if (__in_memory(root) && ram_in_range(new->start, resource_size(new), NULL))
		return &system_ram;
	while (*at && (*at)->end < new->start)
		at = &(*at)->sibling;
	if (*at && (*at)->start <= new->end)
		return *at;
	new->sibling = *at;
	new->parent = root;
	*at = new;
	return NULL;
}

/* Return the link that points to the resource, or NULL if the resource is not in a tree. */
static struct resource **__link_of(const struct resource *res)
{
	struct resource **at = res->parent ? &res->parent->child : NULL;

	while (at && *at != res)
		at = *at ? &(*at)->sibling : NULL;
	return at;
}

static int __resource_release(struct resource *old)
{
	struct resource **at = __link_of(old);

	if (!at)
		return -EINVAL;
	*at = old->sibling;
	old->parent = old->sibling = NULL;
	return 0;
}

/* Return the deepest entry at or below @parent that contains @new and is larger than @new. */
static struct resource *__descend(struct resource *parent, const struct resource *new)
{
	struct resource *child = parent->child;

	while (child) {
		if (child->start <= new->start && child->end >= new->end &&
		    (child->start != new->start || child->end != new->end)) {
			parent = child;
			child = child->child;
		} else {
			child = child->sibling;
		}
	}
	return parent;
}

/*
 * Insert @new below @parent.  The entries that @new contains become its children.  Returns NULL, or
 * the entry that conflicts with @new.
 */
static struct resource *__resource_insert(struct resource *parent, struct resource *new)
{
	struct resource **first, *last, *conflict;

	parent = __descend(parent, new);
	conflict = __request(parent, new);
	if (!conflict || conflict == parent || conflict == &system_ram || conflict == new)
		return conflict;
	first = __link_of(conflict);
	for (last = conflict;; last = last->sibling) {
		if (last->start < new->start || last->end > new->end)
			return last;
		if (!last->sibling || last->sibling->start > new->end)
			break;
	}
	new->parent = parent;
	new->sibling = last->sibling;
	new->child = *first;
	*first = new;
	last->sibling = NULL;
	for (struct resource *child = new->child; child; child = child->sibling)
		child->parent = new;
	return NULL;
}

/* ---- entries that the caller allocates ------------------------------------------------------- */

struct resource *request_resource_conflict(struct resource *root, struct resource *new)
{
	struct resource *conflict;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	if (WARN(new->parent, "%pR is in the tree already\n", new))
		conflict = new;
	else
		conflict = __request(root, new);
	spin_unlock_irqrestore(&resource_lock, flags);
	return conflict;
}

int request_resource(struct resource *root, struct resource *new)
{
	return request_resource_conflict(root, new) ? -EBUSY : 0;
}

struct resource *insert_resource_conflict(struct resource *parent, struct resource *new)
{
	struct resource *conflict;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	if (WARN(new->parent, "%pR is in the tree already\n", new))
		conflict = new;
	else
		conflict = __resource_insert(parent, new);
	spin_unlock_irqrestore(&resource_lock, flags);
	return conflict;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	return insert_resource_conflict(parent, new) ? -EBUSY : 0;
}

void insert_resource_expand_to_fit(struct resource *root, struct resource *new)
{
	const resource_size_t start = new->start, end = new->end;
	struct resource *conflict = NULL;
	unsigned long flags;

	if (new->parent || end < start)
		return;
	spin_lock_irqsave(&resource_lock, flags);
	/* The loop ends because each round extends the range by a partly overlapped entry. */
	while ((conflict = __resource_insert(root, new)) && conflict != root &&
	       conflict != &system_ram) {
		new->start = min(new->start, conflict->start);
		new->end = max(new->end, conflict->end);
	}
	if (conflict) {
		new->start = start;
		new->end = end;
	}
	spin_unlock_irqrestore(&resource_lock, flags);
}

int release_resource(struct resource *old)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&resource_lock, flags);
	err = __resource_release(old);
	spin_unlock_irqrestore(&resource_lock, flags);
	return err;
}

int remove_resource(struct resource *old)
{
	struct resource **at, *last = NULL;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	at = __link_of(old);
	for (struct resource *child = at ? old->child : NULL; child; child = child->sibling) {
		child->parent = old->parent;
		last = child;
	}
	if (last) {
		last->sibling = old->sibling;
		*at = old->child;
		old->parent = old->sibling = old->child = NULL;
	} else if (at) {
		__resource_release(old);
	}
	spin_unlock_irqrestore(&resource_lock, flags);
	return at ? 0 : -EINVAL;
}

void release_child_resources(struct resource *root)
{
	struct resource *res;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	/* Remove a leaf each time, starting at the first child. */
	while ((res = root->child)) {
		while (res->child)
			res = res->child;
		__resource_release(res);
	}
	spin_unlock_irqrestore(&resource_lock, flags);
}

static bool __may_adjust(const struct resource *res, resource_size_t start, resource_size_t end)
{
	const struct resource *parent = res->parent;

	if (end < start || (parent && (start < parent->start || end > parent->end)) ||
	    (parent && __in_memory(parent) && ram_in_range(start, end - start + 1, NULL)))
		return false;
	for (const struct resource *child = res->child; child; child = child->sibling) {
		if (child->start < start || child->end > end)
			return false;
	}
	for (const struct resource *other = parent ? parent->child : NULL; other;
	     other = other->sibling) {
		if (other != res && other->start <= end && other->end >= start)
			return false;
	}
	return true;
}

int adjust_resource(struct resource *res, resource_size_t start, resource_size_t size)
{
	unsigned long flags;
	bool may;

	spin_lock_irqsave(&resource_lock, flags);
	may = __may_adjust(res, start, start + size - 1);
	if (may) {
		struct resource *parent = res->parent;

		/*
		 * Remove and insert the entry, because its position among the siblings may change.
		 */
		if (parent)
			__resource_release(res);
		resource_set_range(res, start, size);
		if (parent)
			__request(parent, res);
	}
	spin_unlock_irqrestore(&resource_lock, flags);
	return may ? 0 : -EBUSY;
}

/*
 * Find the first used range at or above @start: an entry below @root, or RAM.  Returns false if
 * no range is used there.
 */
static bool __next_taken(const struct resource *root, resource_size_t start, resource_size_t *from,
			 resource_size_t *last)
{
	const struct resource *child = root->child;
	resource_size_t ram, ram_last;
	bool found;

	while (child && child->end < start)
		child = child->sibling;
	found = child;
	if (found) {
		*from = child->start;
		*last = child->end;
	}
	if (__in_memory(root) && ram_next(start, &ram, &ram_last) && (!found || ram < *from)) {
		*from = ram;
		*last = ram_last;
		found = true;
	}
	return found;
}

/*
 * Set @new to a range of @size bytes in the gap [@start, @end] that satisfies the constraint @c.
 * Returns false, and does not change @new, if no range does.
 */
static bool __resource_place(struct resource *new, resource_size_t start, resource_size_t end,
			     resource_size_t size, const struct resource_constraint *c)
{
	resource_size_t at = c->align > 1 ? DIV_ROUND_UP(start, c->align) * c->align : start;
	struct resource gap = *new;

	gap.start = at;
	gap.end = end;
	if (at < start)
		return false;
	if (c->alignf)
		at = c->alignf(c->alignf_data, &gap, size, c->align);
	if (at < start || at > end || end - at < size - 1)
		return false;
	resource_set_range(new, at, size);
	return true;
}

/* Find the lowest free range below @root for @new, and set its addresses.  Returns 0 or -EBUSY. */
static int __find_space(struct resource *root, struct resource *new, resource_size_t size,
			const struct resource_constraint *c)
{
	resource_size_t start = max(c->min, root->start), max = min(c->max, root->end), from = 0,
			last = 0;

	while (size && !new->parent && start <= max) {
		bool taken = __next_taken(root, start, &from, &last);

		if ((!taken || from > start) &&
		    __resource_place(new, start, taken ? min(max, from - 1) : max, size, c))
			return 0;
		if (!taken || last == ~(resource_size_t)0)
			break;
		start = last + 1;
	}
	return -EBUSY;
}

int find_resource_space(struct resource *root, struct resource *new, resource_size_t size,
			struct resource_constraint *constraint)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&resource_lock, flags);
	err = __find_space(root, new, size, constraint);
	spin_unlock_irqrestore(&resource_lock, flags);
	return err;
}

int allocate_resource(struct resource *root, struct resource *new, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      resource_alignf alignf, void *alignf_data)
{
	const struct resource_constraint constraint = {
		.min = min,
		.max = max,
		.align = align,
		.alignf = alignf,
		.alignf_data = alignf_data,
	};
	unsigned long flags;
	int err;

	spin_lock_irqsave(&resource_lock, flags);
	err = __find_space(root, new, size, &constraint);
	if (!err && __request(root, new))
		err = -EBUSY;
	spin_unlock_irqrestore(&resource_lock, flags);
	return err;
}

struct resource *lookup_resource(struct resource *root, resource_size_t start)
{
	struct resource *res;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	for (res = root->child; res && res->start != start; res = res->sibling)
		;
	spin_unlock_irqrestore(&resource_lock, flags);
	return res;
}

/* ---- regions allocated by these functions ---------------------------------------------------- */

/*
 * Insert @new below @parent, or below the deepest entry that contains @new and is not busy.
 * Returns NULL, or the conflicting entry.
 */
static struct resource *__request_deep(struct resource *parent, struct resource *new)
{
	struct resource *conflict;

	while ((conflict = __request(parent, new)) && conflict != parent &&
	       !(conflict->flags & IORESOURCE_BUSY))
		parent = conflict;
	return conflict;
}

/* Details of a conflicting entry, for the message. */
struct taken {
	resource_size_t start, end;
	bool busy;		/* false if the range is outside of the parent */
	char name[48];
};

static void __note_taken(struct taken *taken, const struct resource *conflict,
			 const struct resource *new)
{
	taken->start = conflict->start;
	taken->end = conflict->end;
	taken->busy = conflict->flags & IORESOURCE_BUSY;
	strscpy(taken->name, conflict->name ? conflict->name : "unknown", sizeof(taken->name));
	if (conflict == &system_ram)
		ram_next(new->start, &taken->start, &taken->end);
}

/*
 * Insert @new below @parent, or store in @taken the range that conflicts with @new.  Returns false
 * if the caller has to wait and try again.
 */
static bool region_try(struct resource *parent, struct resource *new, struct taken *taken)
{
	struct resource *conflict;
	unsigned long flags;
	bool wait;

	spin_lock_irqsave(&resource_lock, flags);
	conflict = __request_deep(parent, new);
	wait = conflict && conflict->flags & new->flags & IORESOURCE_MUXED;
	if (conflict && !wait)
		__note_taken(taken, conflict, new);
	spin_unlock_irqrestore(&resource_lock, flags);
	return !wait;
}

struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *new = kzalloc(sizeof(*new), GFP_KERNEL);
	struct taken taken;

	if (!new)
		return NULL;
	*new = DEFINE_RES_NAMED_DESC(start, n, name,
				     resource_type(parent) | resource_ext_type(parent) |
				     IORESOURCE_BUSY | (unsigned int)flags, parent->desc);
	wait_event(muxed_wait, region_try(parent, new, &taken));
	if (new->parent)
		return new;
	pr_err("cannot reserve [%pa-%pa] for %s: %s%s [%pa-%pa]\n", &new->start, &new->end,
	       name ? name : "unknown", taken.busy ? "in use by " : "not a range of ",
	       taken.name, &taken.start, &taken.end);
	kfree(new);
	return NULL;
}

/*
 * Return the busy entry of exactly this range, or NULL.  The search does not visit the children of
 * busy entries.
 */
static struct resource *__find_region(const struct resource *parent, resource_size_t start,
				      resource_size_t end)
{
	struct resource *res = parent->child;

	while (res) {
		if (res->start > start || res->end < end) {
			res = res->sibling;
		} else if (!(res->flags & IORESOURCE_BUSY)) {
			res = res->child;
		} else {
			return res->start == start && res->end == end ? res : NULL;
		}
	}
	return NULL;
}

void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	resource_size_t end = start + n - 1;
	struct resource *res;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	res = __find_region(parent, start, end);
	if (res)
		__resource_release(res);
	spin_unlock_irqrestore(&resource_lock, flags);
	if (WARN(!res, "%pS releases [%pa-%pa], which was not requested\n",
		 __builtin_return_address(0), &start, &end))
		return;
	if (res->flags & IORESOURCE_MUXED)
		wake_up_all(&muxed_wait);
	kfree(res);
}
