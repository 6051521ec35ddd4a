// SPDX-License-Identifier: BSD-2-Clause
/* The parameters of modules: /sys/module/<module>/parameters/<name>. */

#define pr_fmt(fmt) "params: " fmt

#include <internal/kernfs.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

extern const struct kernel_param *const __start_tbl_modparam[], *const __stop_tbl_modparam[];

/* The file of a parameter. */
struct param_file {
	struct kobj_attribute attr;
	const struct kernel_param *kp;
};

static DEFINE_MUTEX(param_mutex);

void kernel_param_lock(struct module *mod)
{
	mutex_lock(&param_mutex);
}

void kernel_param_unlock(struct module *mod)
{
	mutex_unlock(&param_mutex);
}

static ssize_t param_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const struct kernel_param *kp = container_of(attr, struct param_file, attr)->kp;
	ssize_t len;

	if (!kp->ops->get)
		return -EPERM;
	kernel_param_lock(NULL);
	len = kp->ops->get(buf, kp);
	kernel_param_unlock(NULL);
	return len;
}

static ssize_t param_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	const struct kernel_param *kp = container_of(attr, struct param_file, attr)->kp;
	char *value = kstrndup(buf, count, GFP_KERNEL);
	int err;

	if (!value)
		return -ENOMEM;
	/* The text of "echo" ends with a newline, which is not part of the value. */
	value[strcspn(value, "\n")] = '\0';
	kernel_param_lock(NULL);
	err = kp->ops->set(value, kp);
	kernel_param_unlock(NULL);
	kfree(value);
	return err ? err : (ssize_t)count;
}

static int __init add_param(struct kobject *modules, const struct kernel_param *kp)
{
	struct kobject *dir = sysfs_directory(modules, kp->module);
	struct param_file *file;
	int err;

	dir = dir ? sysfs_directory(dir, "parameters") : NULL;
	file = dir ? kzalloc(sizeof(*file), GFP_KERNEL) : NULL;
	if (!file)
		return -ENOMEM;
	file->kp = kp;
	file->attr.attr.name = kp->name;
	file->attr.attr.mode = kp->perm;
	file->attr.show = param_show;
	file->attr.store = param_store;
	err = sysfs_create_file(dir, &file->attr.attr);
	if (err)
		kfree(file);
	return err;
}

/* The files exist until the machine is switched off. */
static int __init module_params_init(void)
{
	struct kobject *modules = kobject_create_and_add("module", NULL);
	int err = modules ? 0 : -ENOMEM;

	for (const struct kernel_param *const *p = __start_tbl_modparam;
	     !err && p < __stop_tbl_modparam; p++) {
		if ((*p)->perm)
			err = add_param(modules, *p);
		if (err)
			pr_err("no file for %s.%s: %pe\n", (*p)->module, (*p)->name, ERR_PTR(err));
	}
	return err;
}
postcore_initcall(module_params_init);
