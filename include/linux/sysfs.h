/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SYSFS_H
#define LINUX_SYSFS_H

/*
 * Attributes of objects: files below /sys, which the prompt reads by "cat" and writes by "echo".
 *
 * show() writes at most PAGE_SIZE bytes to the buffer, which has that size, and returns their
 * number.  store() gets a text that ends with NUL, and returns the number of bytes that it used.
 * Both may return an error.  After a function that removes an attribute, no show() or store() of it
 * is running; so show() and store() must not remove their own attribute.
 *
 * Without CONFIG_SYSFS, the functions do nothing and return 0.  Context: thread.
 */

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/list.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/types.h>
#ifdef CONFIG_RCU
#include <linux/idr.h>		/* as in Linux; it needs RCU */
#endif

struct file;
struct kobject;

struct attribute {
	const char *name;
	umode_t mode;
};

/* A file of bytes, which are read and written at a position. */
struct bin_attribute {
	struct attribute attr;
	size_t size;			/* in bytes, or 0 if it is not known */
	void *__keyword(private);
	ssize_t (*read)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			char *buf, loff_t off, size_t count);
	ssize_t (*write)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 char *buf, loff_t off, size_t count);
};

/*
 * Attributes that are created together, in the directory @name of the object or, if it is NULL, in
 * the object's directory.  The is_visible functions return the mode of an attribute; 0 leaves the
 * attribute out.
 */
struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr, int index);
	umode_t (*is_bin_visible)(struct kobject *kobj, struct bin_attribute *attr, int index);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct attribute *attr, const char *buf,
			 size_t count);
};

#define __ATTR(_name, _mode, _show, _store) {				\
	.attr = { .name = __stringify(_name), .mode = _mode },		\
	.show = _show,							\
	.store = _store,						\
}
#define __ATTR_RO(_name)		__ATTR(_name, 0444, _name##_show, NULL)
#define __ATTR_RO_MODE(_name, _mode)	__ATTR(_name, _mode, _name##_show, NULL)
#define __ATTR_RW(_name)		__ATTR(_name, 0644, _name##_show, _name##_store)
#define __ATTR_RW_MODE(_name, _mode)	__ATTR(_name, _mode, _name##_show, _name##_store)
#define __ATTR_WO(_name)		__ATTR(_name, 0200, NULL, _name##_store)
#define __ATTR_NULL			{ .attr = { .name = NULL } }

#define __ATTRIBUTE_GROUPS(_name)				\
static const struct attribute_group *_name##_groups[] = {	\
	&_name##_group,						\
	NULL,							\
}
#define ATTRIBUTE_GROUPS(_name)					\
static const struct attribute_group _name##_group = {		\
	.attrs = _name##_attrs,					\
};								\
__ATTRIBUTE_GROUPS(_name)

#define __BIN_ATTR(_name, _mode, _read, _write, _size) {	\
	.attr = { .name = __stringify(_name), .mode = _mode },	\
	.read = _read,						\
	.write = _write,					\
	.size = _size,						\
}
#define BIN_ATTR(_name, _mode, _read, _write, _size) \
	struct bin_attribute bin_attr_##_name = __BIN_ATTR(_name, _mode, _read, _write, _size)
#define BIN_ATTR_RO(_name, _size)	BIN_ATTR(_name, 0444, _name##_read, NULL, _size)
#define BIN_ATTR_WO(_name, _size)	BIN_ATTR(_name, 0200, NULL, _name##_write, _size)
#define BIN_ATTR_RW(_name, _size)	BIN_ATTR(_name, 0644, _name##_read, _name##_write, _size)

/* Lockdep has no keys for attributes. */
#define sysfs_attr_init(attr)		do { } while (0)
#define sysfs_bin_attr_init(attr)	sysfs_attr_init(&(attr)->attr)

/*
 * Write a text to the buffer of a show function; @at is the position after an earlier text.
 * Returns the number of bytes written.  A buffer that is not aligned to a page, and a position
 * outside of it, cause a warning.
 */
int sysfs_emit(char *buf, const char *fmt, ...) __printf(2, 3);
int sysfs_emit_at(char *buf, int at, const char *fmt, ...) __printf(3, 4);

#ifdef CONFIG_SYSFS

/*
 * Create the files of attributes, or remove them.  The create functions return 0; -EEXIST if a name
 * exists; -EINVAL for an attribute without a name or an object without a directory; or -ENOMEM.  If
 * one file of several cannot be created, none remains.
 */
int __must_check sysfs_create_file(struct kobject *kobj, const struct attribute *attr);
void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr);
int __must_check sysfs_create_files(struct kobject *kobj, const struct attribute * const *attrs);
void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *attrs);
int __must_check sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr);
void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr);
int __must_check sysfs_create_group(struct kobject *kobj, const struct attribute_group *group);
void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group);
int __must_check sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups);
void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups);
/* Ask is_visible() again, and create and remove files accordingly. */
int __must_check sysfs_update_group(struct kobject *kobj, const struct attribute_group *group);
/* A link in the directory of @kobj to the directory of @target. */
int __must_check sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);

/* For kobject.c. */
int sysfs_create_dir(struct kobject *kobj);
void sysfs_remove_dir(struct kobject *kobj);
int sysfs_rename_dir(struct kobject *kobj, const char *name);

#else

static inline int sysfs_create_file(struct kobject *kobj, const struct attribute *attr)
{
	return 0;
}

static inline void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr)
{
}

static inline int sysfs_create_files(struct kobject *kobj, const struct attribute * const *attrs)
{
	return 0;
}

static inline void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *attrs)
{
}

static inline int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	return 0;
}

static inline void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
}

static inline int sysfs_create_group(struct kobject *kobj, const struct attribute_group *group)
{
	return 0;
}

static inline void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group)
{
}

static inline int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	return 0;
}

static inline void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
}

static inline int sysfs_update_group(struct kobject *kobj, const struct attribute_group *group)
{
	return 0;
}

static inline int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	return 0;
}

static inline void sysfs_remove_link(struct kobject *kobj, const char *name)
{
}

static inline int sysfs_create_dir(struct kobject *kobj)
{
	return 0;
}

static inline void sysfs_remove_dir(struct kobject *kobj)
{
}

static inline int sysfs_rename_dir(struct kobject *kobj, const char *name)
{
	return 0;
}

#endif /* CONFIG_SYSFS */

/* There is nobody who waits for a change of an attribute. */
static inline void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr)
{
}

#endif /* LINUX_SYSFS_H */
