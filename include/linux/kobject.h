/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KOBJECT_H
#define LINUX_KOBJECT_H

/*
 * Objects with a name, a parent and a reference count, which are directories of /sys.
 *
 * kobject_init() returns with one reference, which belongs to the caller.  kobject_add() makes the
 * object visible in its parent's directory; without a parent, it is in the directory of its kset or
 * in /sys.  The last kobject_put() removes it if it is visible, and calls the release function of
 * its type, which frees it.  An object keeps a reference to its parent while it is visible.
 *
 * Without CONFIG_SYSFS, objects have no directories, and all else is the same.  There is no user
 * space, so that kobject_uevent() informs nobody.  Context: thread, except where noted.
 */

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/stdarg.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct kernfs_node;
struct kset;

struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;	/* of the object's attributes */
	const struct attribute_group **default_groups;
};

struct kobject {
	const char *name;
	struct list_head entry;		/* in the list of the kset */
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kernfs_node *sd;		/* directory, or NULL */
	struct kref kref;
	bool state_initialized;
	bool state_in_sysfs;		/* between kobject_add() and kobject_del() */
};

/* A set of objects.  It is an object itself, and exists while it has members. */
struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
};

enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
	KOBJ_MOVE,
	KOBJ_ONLINE,
	KOBJ_OFFLINE,
	KOBJ_BIND,
	KOBJ_UNBIND,
};

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
/* Set the name, by a format.  "/" becomes "!".  Returns 0 or -ENOMEM. */
int kobject_set_name(struct kobject *kobj, const char *fmt, ...) __printf(2, 3);
int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args) __printf(2, 0);
/*
 * Make the object visible.  Returns 0; -EINVAL without a name or if it was not initialized; -EEXIST
 * if the directory has this name; or -ENOMEM.  After a failure the caller still owns its reference.
 */
int __must_check kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
	__printf(3, 4);
int __must_check kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
				      struct kobject *parent, const char *fmt, ...)
	__printf(4, 5);
/* Undo kobject_add(). */
void kobject_del(struct kobject *kobj);
int __must_check kobject_rename(struct kobject *kobj, const char *new_name);

/* NULL is ignored.  kobject_get() returns @kobj.  Context: any for the get functions. */
struct kobject *kobject_get(struct kobject *kobj);
struct kobject * __must_check kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

/* Allocate an object, which the last kobject_put() frees, and add it.  Returns it, or NULL. */
struct kobject * __must_check kobject_create_and_add(const char *name, struct kobject *parent);

static inline int kobject_uevent(struct kobject *kobj, enum kobject_action action)
{
	return 0;
}

static inline int kobject_uevent_env(struct kobject *kobj, enum kobject_action action,
				     char *envp[])
{
	return 0;
}

/* Variables of an event.  Nobody reads them: the functions of this type are never called. */
#define UEVENT_NUM_ENVP		64
#define UEVENT_BUFFER_SIZE	2048

struct kobj_uevent_env {
	char *argv[3];
	char *envp[UEVENT_NUM_ENVP];
	int envp_idx;			/* number of variables in envp */
	char buf[UEVENT_BUFFER_SIZE];
	int buflen;
};

/* Add a variable, "NAME=value".  Returns 0, or -ENOMEM if it does not fit.  Context: any. */
int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...) __printf(2, 3);

struct kset_uevent_ops;		/* not used */

void kset_init(struct kset *kset);
int __must_check kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);
struct kset * __must_check kset_create_and_add(const char *name,
					       const struct kset_uevent_ops *uevent_ops,
					       struct kobject *parent);
/* Return the member with this name, with a reference, or NULL. */
struct kobject *kset_find_obj(struct kset *kset, const char *name);

static inline struct kset *to_kset(struct kobject *kobj)
{
	return kobj ? container_of(kobj, struct kset, kobj) : NULL;
}

static inline struct kset *kset_get(struct kset *kset)
{
	return kset ? to_kset(kobject_get(&kset->kobj)) : NULL;
}

static inline void kset_put(struct kset *kset)
{
	if (kset)
		kobject_put(&kset->kobj);
}

/* The object of /sys/kernel.  Without CONFIG_SYSFS, there is none. */
#ifdef CONFIG_SYSFS
extern struct kobject *kernel_kobj;
#else
#define kernel_kobj	((struct kobject *)NULL)
#endif

/* An attribute of a plain object, and the operations for such attributes. */
struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			 size_t count);
};

extern const struct sysfs_ops kobj_sysfs_ops;

#endif /* LINUX_KOBJECT_H */
