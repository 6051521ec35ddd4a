// SPDX-License-Identifier: BSD-2-Clause
/* Objects with a name, a parent and a reference count: see <linux/kobject.h>. */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

static const char *name_or_none(const struct kobject *kobj)
{
	return kobj->name ? kobj->name : "(null)";
}

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	if (WARN(!kobj || !ktype, "kobject_init(): no object or no type\n"))
		return;
	WARN(kobj->state_initialized, "kobject %s is initialized already\n", name_or_none(kobj));
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->ktype = ktype;
	kobj->state_in_sysfs = false;
	kobj->state_initialized = true;
}

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args)
{
	char *name;

	if (kobj->name && !fmt)
		return 0;
	name = kvasprintf(GFP_KERNEL, fmt, args);
	if (!name)
		return -ENOMEM;
	strreplace(name, '/', '!');
	kfree_const(kobj->name);
	kobj->name = name;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(kobj, fmt, args);
	va_end(args);
	return err;
}

static void join_kset(struct kobject *kobj)
{
	kset_get(kobj->kset);
	spin_lock(&kobj->kset->list_lock);
	list_add_tail(&kobj->entry, &kobj->kset->list);
	spin_unlock(&kobj->kset->list_lock);
}

static void leave_kset(struct kobject *kobj)
{
	spin_lock(&kobj->kset->list_lock);
	list_del_init(&kobj->entry);
	spin_unlock(&kobj->kset->list_lock);
	kset_put(kobj->kset);
}

/* Undo add_internal() except for the directory. */
static void forget_place(struct kobject *kobj)
{
	if (kobj->kset)
		leave_kset(kobj);
	kobject_put(kobj->parent);
	kobj->parent = NULL;
}

/* Add the object, which has its parent. */
static int add_internal(struct kobject *kobj)
{
	int err;

	if (WARN(!kobj->name || !*kobj->name, "kobject_add(): the object has no name\n"))
		return -EINVAL;
	if (!kobj->parent && kobj->kset)
		kobj->parent = &kobj->kset->kobj;
	kobject_get(kobj->parent);
	if (kobj->kset)
		join_kset(kobj);
	err = sysfs_create_dir(kobj);
	if (!err) {
		err = kobj->ktype->default_groups ?
		      sysfs_create_groups(kobj, kobj->ktype->default_groups) : 0;
		if (err)
			sysfs_remove_dir(kobj);
	}
	if (err) {
		forget_place(kobj);
		return err;
	}
	kobj->state_in_sysfs = true;
	return 0;
}

static int add_varg(struct kobject *kobj, struct kobject *parent, const char *fmt, va_list args)
{
	int err = kobject_set_name_vargs(kobj, fmt, args);

	if (err)
		return err;
	kobj->parent = parent;
	err = add_internal(kobj);
	/* The driver core, which has set the name before, prints messages of its own. */
	if (err == -EEXIST && fmt)
		pr_err("kobject %s: its parent has an object of this name\n", kobj->name);
	return err;
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int err;

	if (WARN(!kobj || !kobj->state_initialized, "kobject_add(): it is not initialized\n"))
		return -EINVAL;
	va_start(args, fmt);
	err = add_varg(kobj, parent, fmt, args);
	va_end(args);
	return err;
}

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int err;

	kobject_init(kobj, ktype);
	va_start(args, fmt);
	err = add_varg(kobj, parent, fmt, args);
	va_end(args);
	return err;
}

void kobject_del(struct kobject *kobj)
{
	if (!kobj || !kobj->state_in_sysfs)
		return;
	if (kobj->ktype->default_groups)
		sysfs_remove_groups(kobj, kobj->ktype->default_groups);
	sysfs_remove_dir(kobj);
	kobj->state_in_sysfs = false;
	forget_place(kobj);
}

int kobject_rename(struct kobject *kobj, const char *new_name)
{
	char *name = kstrdup(new_name, GFP_KERNEL);
	int err;

	if (!name)
		return -ENOMEM;
	err = sysfs_rename_dir(kobj, name);
	if (err) {
		kfree(name);
		return err;
	}
	kfree_const(kobj->name);
	kobj->name = name;
	return 0;
}

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	const char *name = kobj->name;

	kobject_del(kobj);
	kobj->state_initialized = false;	/* it may be initialized again */
	if (!WARN(!kobj->ktype->release, "kobject %s has no release function\n",
		  name_or_none(kobj)))
		kobj->ktype->release(kobj);
	kfree_const(name);
}

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj)
		kref_get(&kobj->kref);
	return kobj;
}

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}

void kobject_put(struct kobject *kobj)
{
	if (kobj)
		kref_put(&kobj->kref, kobject_release);
}

/* ---- plain objects and attributes ------------------------------------------------------------ */

static void plain_release(struct kobject *kobj)
{
	kfree(kobj);
}

static ssize_t plain_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->show ? ka->show(kobj, ka, buf) : -EIO;
}

static ssize_t plain_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			   size_t count)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->store ? ka->store(kobj, ka, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = { .show = plain_show, .store = plain_store };

static const struct kobj_type plain_type = {
	.release = plain_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (!kobj)
		return NULL;
	if (!kobject_init_and_add(kobj, &plain_type, parent, "%s", name))
		return kobj;
	kobject_put(kobj);
	return NULL;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static void kset_release(struct kobject *kobj)
{
	kfree(to_kset(kobj));
}

static const struct kobj_type kset_type = {
	.release = kset_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

/* A set that is not allocated by kset_create_and_add() has set its type. */
void kset_init(struct kset *kset)
{
	kobject_init(&kset->kobj, kset->kobj.ktype ? kset->kobj.ktype : &kset_type);
	INIT_LIST_HEAD(&kset->list);
	spin_lock_init(&kset->list_lock);
}

int kset_register(struct kset *kset)
{
	kset_init(kset);
	return add_internal(&kset->kobj);
}

void kset_unregister(struct kset *kset)
{
	if (!kset)
		return;
	kobject_del(&kset->kobj);
	kobject_put(&kset->kobj);
}

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *uevent_ops,
				 struct kobject *parent)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	kset_init(kset);
	if (!kobject_add(&kset->kobj, parent, "%s", name))
		return kset;
	kset_put(kset);
	return NULL;
}

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *kobj, *found = NULL;

	spin_lock(&kset->list_lock);
	list_for_each_entry(kobj, &kset->list, entry) {
		if (!found && !strcmp(kobj->name, name))
			found = kobject_get_unless_zero(kobj);
	}
	spin_unlock(&kset->list_lock);
	return found;
}

/* ---- text for the buffers of attributes ------------------------------------------------------ */

static int emit(char *buf, int at, const char *fmt, va_list args)
{
	if (WARN(!buf || offset_in_page(buf) || at < 0 || at >= (int)PAGE_SIZE,
		 "sysfs_emit(): invalid buffer %px or position %d\n", buf, at))
		return 0;
	return vscnprintf(buf + at, PAGE_SIZE - (size_t)at, fmt, args);
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int size;

	va_start(args, fmt);
	size = emit(buf, 0, fmt, args);
	va_end(args);
	return size;
}

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list args;
	int size;

	va_start(args, fmt);
	size = emit(buf, at, fmt, args);
	va_end(args);
	return size;
}

int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...)
{
	size_t room = sizeof(env->buf) - (size_t)env->buflen;
	va_list args;
	int size;

	if (WARN(env->envp_idx >= UEVENT_NUM_ENVP, "add_uevent_var(): too many variables\n"))
		return -ENOMEM;
	va_start(args, format);
	size = vsnprintf(env->buf + env->buflen, room, format, args);
	va_end(args);
	if (WARN((size_t)size >= room, "add_uevent_var(): the variables are too long\n"))
		return -ENOMEM;
	env->envp[env->envp_idx++] = env->buf + env->buflen;
	env->buflen += size + 1;
	return 0;
}
