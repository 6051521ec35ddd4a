// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attributes of objects as files below /sys: see <linux/sysfs.h>.
 *
 * The node of an attribute points to it; the node of the directory points to the object.  The node
 * of a group's directory points to the object, too.
 */

#include <internal/kernfs.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/sysfs.h>

struct kobject *kernel_kobj;

static int __init sysfs_init(void)
{
	kernel_kobj = kobject_create_and_add("kernel", NULL);
	return kernel_kobj ? 0 : -ENOMEM;
}
core_initcall(sysfs_init);

struct kobject *sysfs_directory(struct kobject *parent, const char *name)
{
	struct kernfs_node *kn = kernfs_find(parent->sd, name);
	struct kobject *dir = kn ? kn->priv : kobject_create_and_add(name, parent);

	kernfs_put(kn);
	return dir;
}

/* ---- reading and writing --------------------------------------------------------------------- */

static struct kobject *kobj_of(struct kernfs_open_file *of)
{
	return of->kn->parent->priv;
}

static ssize_t attr_read(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos)
{
	struct kobject *kobj = kobj_of(of);
	const struct sysfs_ops *ops = kobj->ktype->sysfs_ops;
	ssize_t count;
	char *page;

	if (pos)
		return 0;
	if (!ops || !ops->show)
		return -EIO;
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	count = ops->show(kobj, of->kn->priv, page);
	if (WARN(count >= (ssize_t)PAGE_SIZE, "%s: show() returned %zd bytes\n", of->kn->name,
		 count))
		count = PAGE_SIZE - 1;
	if (count > 0)
		memcpy(buf, page, min_t(size_t, count, size));
	free_page((unsigned long)page);
	return count;
}

static ssize_t attr_write(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos)
{
	struct kobject *kobj = kobj_of(of);
	const struct sysfs_ops *ops = kobj->ktype->sysfs_ops;

	return ops && ops->store ? ops->store(kobj, of->kn->priv, buf, size) : -EIO;
}

static const struct kernfs_ops attr_ops = { .read = attr_read, .write = attr_write };

/* Return how much of @size bytes at @pos is in the file, whose size may be unknown (0). */
static size_t bytes_left(const struct bin_attribute *attr, size_t size, loff_t pos)
{
	if (!attr->size)
		return size;
	return (u64)pos >= attr->size ? 0 : min_t(size_t, size, attr->size - (size_t)pos);
}

static ssize_t bin_read(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos)
{
	struct bin_attribute *attr = of->kn->priv;

	size = bytes_left(attr, min_t(size_t, size, PAGE_SIZE), pos);
	if (!attr->read || !size)
		return attr->read ? 0 : -EIO;
	return attr->read(NULL, kobj_of(of), attr, buf, pos, size);
}

static ssize_t bin_write(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos)
{
	struct bin_attribute *attr = of->kn->priv;

	size = bytes_left(attr, size, pos);
	if (!attr->write || !size)
		return attr->write ? -ENOSPC : -EIO;
	return attr->write(NULL, kobj_of(of), attr, (char *)buf, pos, size);
}

static const struct kernfs_ops bin_ops = { .read = bin_read, .write = bin_write };

/* ---- files ----------------------------------------------------------------------------------- */

static int add_attr(struct kernfs_node *dir, const struct attribute *attr, umode_t mode,
		    const struct kernfs_ops *ops)
{
	if (!dir || !attr)
		return -EINVAL;
	return PTR_ERR_OR_ZERO(kernfs_create(dir, attr->name, mode, ops, NULL, (void *)attr));
}

/* Remove the file of this attribute, but not that of another attribute with the same name. */
static void remove_attr(struct kernfs_node *dir, const struct attribute *attr)
{
	struct kernfs_node *kn = dir ? kernfs_find(dir, attr->name) : NULL;

	if (kn && kn->priv == attr)
		kernfs_remove(kn);
	kernfs_put(kn);
}

int sysfs_create_file(struct kobject *kobj, const struct attribute *attr)
{
	return add_attr(kobj->sd, attr, attr->mode, &attr_ops);
}

void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr)
{
	remove_attr(kobj->sd, attr);
}

int sysfs_create_files(struct kobject *kobj, const struct attribute * const *attrs)
{
	int err = 0;
	unsigned int i;

	for (i = 0; attrs[i] && !err; i++)
		err = sysfs_create_file(kobj, attrs[i]);
	if (err) {
		for (i--; i--;)
			sysfs_remove_file(kobj, attrs[i]);
	}
	return err;
}

void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *attrs)
{
	for (; *attrs; attrs++)
		sysfs_remove_file(kobj, *attrs);
}

/* The node points to struct bin_attribute, whose first member is the attribute. */
int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	static_assert(!offsetof(struct bin_attribute, attr));
	return add_attr(kobj->sd, &attr->attr, attr->attr.mode, &bin_ops);
}

void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	remove_attr(kobj->sd, &attr->attr);
}

/* ---- groups ---------------------------------------------------------------------------------- */

/*
 * Make the files of a group those that it wants.  With @update, files that exist are replaced or
 * removed, otherwise they are an error.
 */
static int fill_group(struct kobject *kobj, struct kernfs_node *dir,
		      const struct attribute_group *group, bool update)
{
	int err = 0;

	for (int i = 0; group->attrs && group->attrs[i] && !err; i++) {
		struct attribute *attr = group->attrs[i];
		umode_t mode = group->is_visible ? group->is_visible(kobj, attr, i) : attr->mode;

		if (update)
			remove_attr(dir, attr);
		if (mode)
			err = add_attr(dir, attr, mode, &attr_ops);
	}
	for (int i = 0; group->bin_attrs && group->bin_attrs[i] && !err; i++) {
		struct bin_attribute *attr = group->bin_attrs[i];
		umode_t mode = group->is_bin_visible ? group->is_bin_visible(kobj, attr, i) :
						       attr->attr.mode;

		if (update)
			remove_attr(dir, &attr->attr);
		if (mode)
			err = add_attr(dir, &attr->attr, mode, &bin_ops);
	}
	return err;
}

static void empty_group(struct kernfs_node *dir, const struct attribute_group *group)
{
	for (int i = 0; group->attrs && group->attrs[i]; i++)
		remove_attr(dir, group->attrs[i]);
	for (int i = 0; group->bin_attrs && group->bin_attrs[i]; i++)
		remove_attr(dir, &group->bin_attrs[i]->attr);
}

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *group)
{
	struct kernfs_node *dir = kobj->sd;
	int err;

	if (!dir)
		return -EINVAL;
	if (group->name)
		dir = kernfs_create(dir, group->name, 0755, NULL, NULL, kobj);
	if (IS_ERR(dir))
		return (int)PTR_ERR(dir);
	err = fill_group(kobj, dir, group, false);
	if (err)
		sysfs_remove_group(kobj, group);
	return err;
}

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group)
{
	if (kobj->sd && group->name)
		kernfs_remove_by_name(kobj->sd, group->name);
	else if (kobj->sd)
		empty_group(kobj->sd, group);
}

int sysfs_update_group(struct kobject *kobj, const struct attribute_group *group)
{
	struct kernfs_node *dir = kobj->sd && group->name ? kernfs_find(kobj->sd, group->name) :
							    kernfs_get(kobj->sd);
	int err = dir ? fill_group(kobj, dir, group, true) : -EINVAL;

	kernfs_put(dir);
	return err;
}

int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	int err = 0;
	unsigned int i;

	for (i = 0; groups && groups[i] && !err; i++)
		err = sysfs_create_group(kobj, groups[i]);
	if (err) {
		for (i--; i--;)
			sysfs_remove_group(kobj, groups[i]);
	}
	return err;
}

void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	for (; groups && *groups; groups++)
		sysfs_remove_group(kobj, *groups);
}

/* ---- directories and links ------------------------------------------------------------------- */

int sysfs_create_dir(struct kobject *kobj)
{
	struct kernfs_node *dir;

	if (kobj->parent && !kobj->parent->sd)
		return -ENOENT;
	dir = kernfs_create(kobj->parent ? kobj->parent->sd : NULL, kobj->name, 0755, NULL, NULL,
			    kobj);
	if (IS_ERR(dir))
		return (int)PTR_ERR(dir);
	kobj->sd = kernfs_get(dir);
	return 0;
}

void sysfs_remove_dir(struct kobject *kobj)
{
	struct kernfs_node *dir = kobj->sd;

	kobj->sd = NULL;
	kernfs_remove(dir);
	kernfs_put(dir);
}

int sysfs_rename_dir(struct kobject *kobj, const char *name)
{
	return kobj->sd ? kernfs_rename(kobj->sd, name) : -EINVAL;
}

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	if (!target || !target->sd || (kobj && !kobj->sd))
		return -EINVAL;
	return PTR_ERR_OR_ZERO(kernfs_create(kobj ? kobj->sd : NULL, name, 0777, NULL, target->sd,
					     NULL));
}

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	if (!kobj || kobj->sd)
		kernfs_remove_by_name(kobj ? kobj->sd : NULL, name);
}
