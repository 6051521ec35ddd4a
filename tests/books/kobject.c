// SPDX-License-Identifier: BSD-2-Clause
/* An object in /sys/kernel with an attribute. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobject *shelf;
static int nr_books = 3;

static ssize_t nr_books_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", nr_books);
}

static ssize_t nr_books_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t count)
{
	int err = kstrtoint(buf, 10, &nr_books);

	return err ? err : (ssize_t)count;
}

static struct kobj_attribute nr_books_attribute =
	__ATTR(nr_books, 0644, nr_books_show, nr_books_store);

static int __init kobject_demo_init(void)
{
	int err;

	shelf = kobject_create_and_add("books_shelf", kernel_kobj);
	if (!shelf)
		return -ENOMEM;
	err = sysfs_create_file(shelf, &nr_books_attribute.attr);
	if (err) {
		kobject_put(shelf);
		return err;
	}
	pr_info("passed\n");
	return 0;
}

static void __exit kobject_demo_exit(void)
{
	kobject_put(shelf);
}
module_init(kobject_demo_init);
module_exit(kobject_demo_exit);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A kobject with an attribute");
