// SPDX-License-Identifier: BSD-2-Clause
/* A set of objects of one type, which are freed with their last reference. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>

struct coin {
	int value;
	struct kobject kobj;
};

static int nr_freed;

static void coin_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct coin, kobj));
	nr_freed++;
}

static const struct kobj_type coin_type = {
	.release = coin_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static int __init kset_demo_init(void)
{
	struct kset *purse = kset_create_and_add("books_purse", NULL, kernel_kobj);
	struct coin *coin = kzalloc(sizeof(*coin), GFP_KERNEL);
	struct kobject *found;
	int err;

	if (!purse || !coin)
		return -ENOMEM;
	coin->value = 50;
	coin->kobj.kset = purse;
	err = kobject_init_and_add(&coin->kobj, &coin_type, NULL, "coin%d", coin->value);
	if (err) {
		kobject_put(&coin->kobj);
		return err;
	}
	found = kset_find_obj(purse, "coin50");
	if (found != &coin->kobj)
		return -ENOENT;
	kobject_put(found);
	kobject_put(&coin->kobj);
	kset_unregister(purse);
	if (nr_freed != 1)
		return -EBUSY;
	pr_info("passed\n");
	return 0;
}
module_init(kset_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A set of kobjects");
