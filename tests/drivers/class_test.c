// SPDX-License-Identifier: BSD-2-Clause
/* Tests of objects with references, and of classes and their devices. */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../expect.h"

static int released;

static void count_release(struct kobject *kobj)
{
	released++;
}

static const struct kobj_type count_type = { .release = count_release };

/* A child keeps its parent, and the last reference releases an object once. */
static void class_test_kobject(struct kunit *test)
{
	struct kobject parent = { }, child = { };
	int err;

	released = 0;
	kobject_init(&parent, &count_type);
	kobject_init(&child, &count_type);
	err = kobject_add(&parent, NULL, "class-test-%d", 1);
	if (!err)
		err = kobject_add(&child, &parent, "a/b");
	if (!err) {
		KUNIT_EXPECT_STREQ(test, kobject_name(&parent), "class-test-1");
		KUNIT_EXPECT_STREQ(test, kobject_name(&child), "a!b");
		kobject_put(&parent);
		KUNIT_EXPECT_EQ(test, released, 0);
		KUNIT_EXPECT_PTR_EQ(test, kobject_get(&child), &child);
		kobject_del(&child);
		KUNIT_EXPECT_EQ(test, released, 1);
		kobject_put(&child);
		KUNIT_EXPECT_EQ(test, released, 1);
		kobject_put(&child);
	} else {
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		kobject_put(&child);
		kobject_put(&parent);
	}
	KUNIT_EXPECT_EQ(test, released, 2);
	KUNIT_EXPECT_NULL(test, kobject_get(NULL));
	kobject_put(NULL);
}

static void class_test_kset(struct kunit *test)
{
	struct kset *kset = kset_create_and_add("class-test-set", NULL, NULL);
	struct kobject *found, member = { };
	int err;

	KUNIT_ASSERT_NOT_NULL(test, kset);
	member.kset = kset;
	err = kobject_init_and_add(&member, &count_type, NULL, "member");
	if (!err) {
		found = kset_find_obj(kset, "member");
		KUNIT_EXPECT_PTR_EQ(test, found, &member);
		kobject_put(found);
		KUNIT_EXPECT_NULL(test, kset_find_obj(kset, "other"));
	}
	kobject_put(&member);
	KUNIT_EXPECT_TRUE(test, list_empty(&kset->list));
	kset_unregister(kset);
}

static void class_test_register(struct kunit *test)
{
	static struct class class = { .name = "class-test" };
	static struct class nameless;

	KUNIT_EXPECT_EQ(test, class_register(&nameless), -EINVAL);
	KUNIT_ASSERT_EQ(test, class_register(&class), 0);
	KUNIT_EXPECT_TRUE(test, class_is_registered(&class));
	KUNIT_EXPECT_EQ(test, class_register(&class), -EEXIST);
	class_unregister(&class);
	KUNIT_EXPECT_FALSE(test, class_is_registered(&class));
	KUNIT_EXPECT_EQ(test, PTR_ERR(device_create(NULL, NULL, 0, NULL, "none")), -ENODEV);
}

static int count_device(struct device *dev, void *n)
{
	++*(int *)n;
	return 0;
}

static void class_test_devices(struct kunit *test)
{
	struct class *class = class_create("class-test");
	struct device *dev[2], *found;
	int n = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(class));
	for (int i = 0; i < 2; i++) {
		dev[i] = device_create(class, NULL, MKDEV(10, i), &dev[i], "unit%d", i);
		if (IS_ERR(dev[i])) {
			KUNIT_EXPECT_EQ(test, PTR_ERR(dev[i]), -ENOMEM);
			goto out;
		}
	}
	KUNIT_EXPECT_STREQ(test, dev_name(dev[1]), "unit1");
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(dev[1]), (void *)&dev[1]);
	KUNIT_EXPECT_EQ(test, MAJOR(dev[1]->devt), 10U);
	KUNIT_EXPECT_EQ(test, MINOR(dev[1]->devt), 1U);
	KUNIT_EXPECT_EQ(test, class_for_each_device(class, NULL, &n, count_device), 0);
	KUNIT_EXPECT_EQ(test, n, 2);
	found = class_find_device_by_name(class, "unit1");
	KUNIT_EXPECT_PTR_EQ(test, found, dev[1]);
	put_device(found);
	found = class_find_device_by_devt(class, MKDEV(10, 0));
	KUNIT_EXPECT_PTR_EQ(test, found, dev[0]);
	device_destroy(class, MKDEV(10, 0));
	/* The reference keeps the device. */
	KUNIT_EXPECT_STREQ(test, dev_name(found), "unit0");
	KUNIT_EXPECT_FALSE(test, device_is_registered(found));
	put_device(found);
	KUNIT_EXPECT_NULL(test, class_find_device_by_name(class, "unit0"));
out:
	device_destroy(class, MKDEV(10, 0));
	device_destroy(class, MKDEV(10, 1));
	class_destroy(class);
}

static int freed_by_class;

static void class_dev_release(struct device *dev)
{
	freed_by_class++;
}

/* The release function of the class is called for a device that has none. */
static void class_test_release(struct kunit *test)
{
	static struct class class = { .name = "class-test", .dev_release = class_dev_release };
	static struct device dev;
	int err;

	freed_by_class = 0;
	KUNIT_ASSERT_EQ(test, class_register(&class), 0);
	dev = (struct device){ .init_name = "unit", .class = &class };
	err = device_register(&dev);
	if (err)
		put_device(&dev);
	else
		device_unregister(&dev);
	KUNIT_EXPECT_EQ(test, freed_by_class, 1);
	class_unregister(&class);
	/* A device of a class that is not registered is refused. */
	dev = (struct device){ .init_name = "unit", .class = &class };
	err = device_register(&dev);
	KUNIT_EXPECT_TRUE(test, err == -EINVAL || err == -ENOMEM);
	put_device(&dev);
	KUNIT_EXPECT_EQ(test, freed_by_class, 2);
}

/* Variables follow each other in the buffer.  One that does not fit is refused. */
static void class_test_uevent(struct kunit *test)
{
	struct kobj_uevent_env *env = kunit_kzalloc(test, sizeof(*env), GFP_KERNEL);
	char text[UEVENT_BUFFER_SIZE / 2 + 1];

	KUNIT_ASSERT_NOT_NULL(test, env);
	KUNIT_EXPECT_EQ(test, add_uevent_var(env, "A=%d", 1), 0);
	KUNIT_EXPECT_EQ(test, add_uevent_var(env, "MODALIAS=%s", "x:y"), 0);
	KUNIT_EXPECT_EQ(test, env->envp_idx, 2);
	KUNIT_EXPECT_STREQ(test, env->envp[0], "A=1");
	KUNIT_EXPECT_STREQ(test, env->envp[1], "MODALIAS=x:y");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	KUNIT_EXPECT_EQ(test, add_uevent_var(env, "%s", text), 0);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, add_uevent_var(env, "%s", text), -ENOMEM));
	while (env->envp_idx < UEVENT_NUM_ENVP)
		KUNIT_ASSERT_EQ(test, add_uevent_var(env, "B=1"), 0);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, add_uevent_var(env, "B=1"), -ENOMEM));
}

static const struct kunit_case class_cases[] = {
	KUNIT_CASE(class_test_uevent),
	KUNIT_CASE(class_test_kobject),
	KUNIT_CASE(class_test_kset),
	KUNIT_CASE(class_test_register),
	KUNIT_CASE(class_test_devices),
	KUNIT_CASE(class_test_release),
	{}
};

static struct kunit_suite class_suite = {
	.name = "class",
	.test_cases = class_cases,
};
kunit_test_suite(class_suite);
