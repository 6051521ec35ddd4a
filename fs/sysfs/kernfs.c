// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tree of names below /sys: see <internal/kernfs.h>.
 *
 * Locking: kernfs_mutex protects the tree, the names and the counts of open files.  The functions
 * of a file are called without it.
 */

#include <internal/kernfs.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/wait.h>

struct kernfs_node kernfs_root = {
	.kref = KREF_INIT(1),
	.mode = 0755,
	.name = "sys",
	.sibling = LIST_HEAD_INIT(kernfs_root.sibling),
	.children = LIST_HEAD_INIT(kernfs_root.children),
};
static DEFINE_MUTEX(kernfs_mutex);
static DECLARE_WAIT_QUEUE_HEAD(file_closed);

/* ---- references ------------------------------------------------------------------------------ */

static void kernfs_release(struct kref *kref)
{
	struct kernfs_node *kn = container_of(kref, struct kernfs_node, kref);

	if (kn->ops && kn->ops->free)
		kn->ops->free(kn->priv);
	kernfs_put(kn->parent);
	kernfs_put(kn->target);
	kfree_const(kn->name);
	kfree(kn);
}

struct kernfs_node *kernfs_get(struct kernfs_node *kn)
{
	if (kn)
		kref_get(&kn->kref);
	return kn;
}

void kernfs_put(struct kernfs_node *kn)
{
	if (kn)
		kref_put(&kn->kref, kernfs_release);
}

/* ---- the tree: functions with __ are called with kernfs_mutex held --------------------------- */

static struct kernfs_node *__kernfs_find(struct kernfs_node *parent, const char *name, size_t size)
{
	struct kernfs_node *kn;

	list_for_each_entry(kn, &parent->children, sibling) {
		if (!strncmp(kn->name, name, size) && !kn->name[size])
			return kn;
	}
	return NULL;
}

/* Insert the node into its parent's list, before the first name that is larger. */
static int __kernfs_insert(struct kernfs_node *kn)
{
	struct kernfs_node *at;

	if (kn->parent->removed)
		return -ENOENT;
	list_for_each_entry(at, &kn->parent->children, sibling) {
		int order = strcmp(kn->name, at->name);

		if (!order)
			return -EEXIST;
		if (order < 0)
			break;
	}
	list_add_tail(&kn->sibling, &at->sibling);
	return 0;
}

struct kernfs_node *kernfs_create(struct kernfs_node *parent, const char *name, umode_t mode,
				  const struct kernfs_ops *ops, struct kernfs_node *target,
				  void *priv)
{
	struct kernfs_node *kn;
	int err = -ENOMEM;

	if (!name || !*name || strchr(name, '/'))
		return ERR_PTR(-EINVAL);
	kn = kzalloc(sizeof(*kn), GFP_KERNEL);
	if (!kn)
		return ERR_PTR(-ENOMEM);
	kref_init(&kn->kref);
	INIT_LIST_HEAD(&kn->sibling);
	INIT_LIST_HEAD(&kn->children);
	kn->name = kstrdup_const(name, GFP_KERNEL);
	kn->mode = mode;
	kn->ops = ops;
	kn->priv = priv;
	kn->target = kernfs_get(target);
	kn->parent = kernfs_get(parent ? parent : &kernfs_root);
	if (kn->name) {
		mutex_lock(&kernfs_mutex);
		err = __kernfs_insert(kn);
		mutex_unlock(&kernfs_mutex);
	}
	if (!err)
		return kn;
	kn->ops = NULL;		/* @priv remains the caller's */
	kernfs_put(kn);
	return ERR_PTR(err);
}

/* Return the last node below @kn that is not removed yet, or @kn itself; or NULL. */
static struct kernfs_node *__kernfs_deepest(struct kernfs_node *kn)
{
	while (!list_empty(&kn->children))
		kn = list_last_entry(&kn->children, struct kernfs_node, sibling);
	return kn->removed ? NULL : kn;
}

void kernfs_remove(struct kernfs_node *kn)
{
	struct kernfs_node *at;

	if (IS_ERR_OR_NULL(kn))
		return;
	kernfs_get(kn);
	do {
		mutex_lock(&kernfs_mutex);
		at = __kernfs_deepest(kn);
		if (at) {
			at->removed = true;
			list_del_init(&at->sibling);
		}
		mutex_unlock(&kernfs_mutex);
		if (at) {
			wait_event(file_closed, !READ_ONCE(at->opened));
			kernfs_put(at);
		}
	} while (at);
	kernfs_put(kn);
}

int kernfs_remove_by_name(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn = kernfs_find(parent, name);

	kernfs_remove(kn);
	kernfs_put(kn);
	return kn ? 0 : -ENOENT;
}

int kernfs_rename(struct kernfs_node *kn, const char *name)
{
	const char *copy = kstrdup_const(name, GFP_KERNEL), *old = kn->name;
	int err;

	if (!copy)
		return -ENOMEM;
	mutex_lock(&kernfs_mutex);
	list_del_init(&kn->sibling);
	kn->name = copy;
	err = kn->removed ? -ENOENT : __kernfs_insert(kn);
	if (err) {
		kn->name = old;
		if (!kn->removed)
			__kernfs_insert(kn);
	}
	mutex_unlock(&kernfs_mutex);
	kfree_const(err ? copy : old);
	return err;
}

struct kernfs_node *kernfs_find(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	mutex_lock(&kernfs_mutex);
	kn = kernfs_get(__kernfs_find(parent ? parent : &kernfs_root, name, strlen(name)));
	mutex_unlock(&kernfs_mutex);
	return kn;
}

struct kernfs_node *kernfs_find_path(const char *path)
{
	struct kernfs_node *kn = NULL;
	size_t size;

	mutex_lock(&kernfs_mutex);
	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size = strcspn(path, "/");
		if (!kn && !strncmp(path, kernfs_root.name, size) && !kernfs_root.name[size])
			kn = &kernfs_root;
		else
			kn = kn ? __kernfs_find(kn, path, size) : NULL;
		if (kn && kn->target)
			kn = kn->target;
		if (!kn)
			break;
		path += size;
	}
	kernfs_get(kn);
	mutex_unlock(&kernfs_mutex);
	return kn;
}

struct kernfs_node *kernfs_next(struct kernfs_node *parent, struct kernfs_node *prev)
{
	struct kernfs_node *kn, *next = NULL;

	mutex_lock(&kernfs_mutex);
	/* The node after @prev in the order of names, even if @prev was removed. */
	list_for_each_entry(kn, &parent->children, sibling) {
		if (!prev || strcmp(kn->name, prev->name) > 0) {
			next = kernfs_get(kn);
			break;
		}
	}
	mutex_unlock(&kernfs_mutex);
	kernfs_put(prev);
	return next;
}

const char *kernfs_path(struct kernfs_node *kn, char *buf, size_t size)
{
	char *at = buf + size - 1;
	size_t length;

	*at = '\0';
	mutex_lock(&kernfs_mutex);
	for (; kn; kn = kn->parent) {
		length = strlen(kn->name);
		if ((size_t)(at - buf) < length + 1)
			break;
		at -= length;
		memcpy(at, kn->name, length);
		*--at = '/';
	}
	mutex_unlock(&kernfs_mutex);
	return memmove(buf, at, (size_t)(buf + size - at));
}

/* ---- files ----------------------------------------------------------------------------------- */

/* Drop the count of open files and free the open file. */
static void end_open(struct kernfs_open_file *of)
{
	bool last;

	mutex_lock(&kernfs_mutex);
	last = !--of->kn->opened && of->kn->removed;
	mutex_unlock(&kernfs_mutex);
	if (last)
		wake_up_all(&file_closed);
	kernfs_put(of->kn);
	kfree(of);
}

struct kernfs_open_file *kernfs_open(struct kernfs_node *kn)
{
	struct kernfs_open_file *of;
	int err;

	if (!kn->ops)
		return ERR_PTR(-EISDIR);
	of = kzalloc(sizeof(*of), GFP_KERNEL);
	if (!of)
		return ERR_PTR(-ENOMEM);
	of->kn = kernfs_get(kn);
	mutex_lock(&kernfs_mutex);
	kn->opened++;
	err = kn->removed ? -ENODEV : 0;
	mutex_unlock(&kernfs_mutex);
	if (!err && kn->ops->open)
		err = kn->ops->open(of);
	if (!err)
		return of;
	end_open(of);
	return ERR_PTR(err);
}

ssize_t kernfs_read(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos)
{
	const struct kernfs_ops *ops = of->kn->ops;

	return ops->read && of->kn->mode & S_IRUGO ? ops->read(of, buf, size, pos) : -EACCES;
}

ssize_t kernfs_write(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos)
{
	const struct kernfs_ops *ops = of->kn->ops;

	return ops->write && of->kn->mode & S_IWUGO ? ops->write(of, buf, size, pos) : -EACCES;
}

void kernfs_close(struct kernfs_open_file *of)
{
	if (of->kn->ops->release)
		of->kn->ops->release(of);
	end_open(of);
}
