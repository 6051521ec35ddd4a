/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_KERNFS_H
#define INTERNAL_KERNFS_H

/*
 * The tree of names below /sys, which sysfs and debugfs fill and the prompt reads.
 *
 * A node is a directory, a file or a link.  It exists until its last reference is dropped; a node
 * that was removed is in no directory.  kernfs_remove() waits until nobody has the file open, so
 * that the functions and data of a file may be freed afterwards; the functions of a file must not
 * remove that file.  All functions may sleep.
 */

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>

struct kernfs_open_file;
struct kobject;

/* The functions of a file.  Each may be NULL.  They return a number of bytes, or 0, or an error. */
struct kernfs_ops {
	int (*open)(struct kernfs_open_file *of);
	/* @size is at least PAGE_SIZE.  Returns 0 at the end of the file. */
	ssize_t (*read)(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos);
	ssize_t (*write)(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos);
	void (*release)(struct kernfs_open_file *of);
	void (*free)(void *priv);	/* frees kernfs_node.priv, with the node */
};

struct kernfs_node {
	struct kref kref;
	umode_t mode;
	bool removed;
	unsigned int opened;		/* number of open files */
	const char *name;
	struct kernfs_node *parent;	/* with a reference; NULL for the root */
	struct list_head sibling;	/* entry in the parent's list, sorted by name */
	struct list_head children;	/* of a directory */
	struct kernfs_node *target;	/* of a link, with a reference */
	const struct kernfs_ops *ops;	/* of a file */
	void *priv;			/* data of the owner */
};

struct kernfs_open_file {
	struct kernfs_node *kn;
	void *priv;			/* data of the file's functions */
};

/* The node "/sys". */
extern struct kernfs_node kernfs_root;

/*
 * Create a node in @parent, which is the root if it is NULL.  Without @ops and @target, it is a
 * directory.  Returns the node, which the directory owns, or an ERR_PTR(): -EEXIST if the name
 * exists, -EINVAL if it is empty or contains "/", -ENOENT if the parent was removed, or -ENOMEM.
 * After an error, @priv belongs to the caller; otherwise ops->free() frees it with the node.
 */
struct kernfs_node *kernfs_create(struct kernfs_node *parent, const char *name, umode_t mode,
				  const struct kernfs_ops *ops, struct kernfs_node *target,
				  void *priv);
/* Remove a node and all nodes below it.  NULL and errors are ignored. */
void kernfs_remove(struct kernfs_node *kn);
/* Remove the node with this name.  Returns 0 or -ENOENT. */
int kernfs_remove_by_name(struct kernfs_node *parent, const char *name);
int kernfs_rename(struct kernfs_node *kn, const char *name);

/* Return a node of the directory with a reference, or NULL. */
struct kernfs_node *kernfs_find(struct kernfs_node *parent, const char *name);
/* Find a path such as "/sys/bus/platform"; links are followed.  Returns a reference, or NULL. */
struct kernfs_node *kernfs_find_path(const char *path);
/* Return the node after @prev (NULL: the first one), and drop the reference of @prev. */
struct kernfs_node *kernfs_next(struct kernfs_node *parent, struct kernfs_node *prev);
/* Store the path of the node.  Returns @buf. */
const char *kernfs_path(struct kernfs_node *kn, char *buf, size_t size);

static inline bool kernfs_is_directory(const struct kernfs_node *kn)
{
	return !kn->ops && !kn->target;
}

struct kernfs_node *kernfs_get(struct kernfs_node *kn);
void kernfs_put(struct kernfs_node *kn);

/*
 * Open a file, read or write it, and close it.  kernfs_open() returns -EISDIR for a directory,
 * -ENODEV if it was removed, or -ENOMEM.  kernfs_read() and kernfs_write() return -EACCES if the
 * mode or the functions of the file do not allow it.
 */
struct kernfs_open_file *kernfs_open(struct kernfs_node *kn);
ssize_t kernfs_read(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos);
ssize_t kernfs_write(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos);
void kernfs_close(struct kernfs_open_file *of);

/* ---- for commands ---------------------------------------------------------------------------- */

/* Print a directory or files, or write a file.  They print errors, and return a status. */
#ifdef CONFIG_SYSFS
bool is_sys_path(const char *path);
int sys_list(const char *path);
int sys_cat(const char *path);
int sys_write(const char *path, const char *text, size_t size);
#else
static inline bool is_sys_path(const char *path)
{
	return false;
}

static inline int sys_list(const char *path)
{
	return 1;
}

static inline int sys_cat(const char *path)
{
	return 1;
}

static inline int sys_write(const char *path, const char *text, size_t size)
{
	return 1;
}
#endif

/*
 * Return the directory @name of an object, which is created if it does not exist and is never
 * removed.  Returns NULL if memory is short.
 */
struct kobject *sysfs_directory(struct kobject *parent, const char *name);

#endif /* INTERNAL_KERNFS_H */
