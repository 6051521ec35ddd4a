// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the driver core with a bus of its own: registration, matching, binding, references,
 * iteration, and probe functions that add devices and drivers.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../expect.h"
#include "../said.h"

static char events[256];	/* what the bus, the drivers and the devices did, in order */

static void event(const char *what, const struct device *dev)
{
	size_t used = strlen(events);

	scnprintf(events + used, sizeof(events) - used, "%s:%s ", what, dev_name(dev));
}

static void forget_events(void)
{
	events[0] = '\0';
}

#define EXPECT_EVENTS(test, what)			\
do {							\
	KUNIT_EXPECT_STREQ(test, events, what);		\
	forget_events();				\
} while (0)

/* ---- the bus --------------------------------------------------------------------------------- */

/* A driver matches a device if its name begins with that of the driver. */
static int bus_match(struct device *dev, const struct device_driver *drv)
{
	return !strncmp(dev_name(dev), drv->name, strlen(drv->name));
}

static int bus_configure(struct device *dev)
{
	event("configure", dev);
	return 0;
}

static void bus_cleanup(struct device *dev)
{
	event("cleanup", dev);
}

static const struct bus_type bus = {
	.name = "test-bus",
	.dev_name = "number",
	.match = bus_match,
	.dma_configure = bus_configure,
	.dma_cleanup = bus_cleanup,
};

static int probe_result;

static int drv_probe(struct device *dev)
{
	event("probe", dev);
	return probe_result;
}

static int drv_remove(struct device *dev)
{
	event("remove", dev);
	return 0;
}

static struct device_driver driver = {
	.name = "d", .bus = &bus, .probe = drv_probe, .remove = drv_remove,
};

static void device_freed(struct device *dev)
{
	event("release", dev);
	kfree(dev);
}

/* Create a device of the bus, with a reference of the caller.  Returns NULL without memory. */
static struct device *new_device(const char *name, struct device *parent)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->init_name = name;
	dev->parent = parent;
	dev->bus = &bus;
	dev->release = device_freed;
	if (!device_register(dev))
		return dev;
	put_device(dev);
	return NULL;
}

static void drop(struct device *dev)
{
	if (dev)
		device_unregister(dev);
}

static int driver_core_init(struct kunit *test)
{
	probe_result = 0;
	forget_events();
	return bus_register(&bus);
}

static void driver_core_exit(struct kunit *test)
{
	bus_unregister(&bus);
}

/* ---- one device and one driver --------------------------------------------------------------- */

/* The order of the steps, whether the driver or the device is registered first. */
static void core_test_bind(struct kunit *test)
{
	struct device *dev = new_device("d1", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	EXPECT_EVENTS(test, "");
	KUNIT_EXPECT_EQ(test, driver_register(&driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, dev->driver, &driver);
	KUNIT_EXPECT_TRUE(test, device_is_bound(dev));
	EXPECT_EVENTS(test, "configure:d1 probe:d1 ");
	device_release_driver(dev);
	KUNIT_EXPECT_NULL(test, dev->driver);
	EXPECT_EVENTS(test, "remove:d1 cleanup:d1 ");
	device_unregister(dev);
	EXPECT_EVENTS(test, "release:d1 ");
	dev = new_device("d2", NULL);
	EXPECT_EVENTS(test, dev ? "configure:d2 probe:d2 " : "");
	driver_unregister(&driver);
	EXPECT_EVENTS(test, dev ? "remove:d2 cleanup:d2 " : "");
	drop(dev);
}

static void core_test_probe_fails(struct kunit *test)
{
	struct device *dev;

	probe_result = -EIO;
	KUNIT_ASSERT_EQ(test, driver_register(&driver), 0);
	mark();
	dev = new_device("d1", NULL);
	if (dev) {
		KUNIT_EXPECT_NULL(test, dev->driver);
		EXPECT_SAID(test, "d1: probe failed: -EIO");
		KUNIT_EXPECT_STREQ(test, events, "configure:d1 probe:d1 cleanup:d1 ");
		probe_result = 0;
		KUNIT_EXPECT_EQ(test, device_driver_attach(&driver, dev), 0);
		KUNIT_EXPECT_EQ(test, device_driver_attach(&driver, dev), -EBUSY);
	}
	driver_unregister(&driver);
	drop(dev);
}

/* A device that has managed resources before its probe is not probed. */
static void core_test_early_resources(struct kunit *test)
{
	struct device *dev = new_device("d1", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	if (devm_kzalloc(dev, 8, GFP_KERNEL)) {
		mark();
		KUNIT_EXPECT_EQ(test, driver_register(&driver), 0);
		EXPECT_SAID(test, "d1: not probed: it has managed resources already");
		KUNIT_EXPECT_NULL(test, dev->driver);
		driver_unregister(&driver);
	}
	device_unregister(dev);
}

static void core_test_register_twice(struct kunit *test)
{
	static struct device_driver same_name = { .name = "d", .bus = &bus };
	static struct device_driver no_name = { .bus = &bus }, no_bus = { .name = "d" };

	KUNIT_ASSERT_EQ(test, driver_register(&driver), 0);
	mark();
	KUNIT_EXPECT_EQ(test, driver_register(&driver), -EBUSY);
	EXPECT_SAID(test, "driver d is already registered");
	KUNIT_EXPECT_EQ(test, driver_register(&same_name), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, driver_find("d", &bus), &driver);
	KUNIT_EXPECT_NULL(test, driver_find("e", &bus));
	driver_unregister(&driver);
	EXPECT_WARNS(test, driver_unregister(&driver));
	EXPECT_WARNS(test, driver_unregister(&same_name));
	KUNIT_EXPECT_EQ(test, driver_register(&no_name), -EINVAL);
	KUNIT_EXPECT_EQ(test, driver_register(&no_bus), -EINVAL);
	KUNIT_EXPECT_EQ(test, bus_register(&bus), -EEXIST);
}

static void core_test_platform_twice(struct kunit *test)
{
	static struct platform_driver twice = { .driver = { .name = "twice" } };

	KUNIT_ASSERT_EQ(test, platform_driver_register(&twice), 0);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&twice), -EBUSY);
	platform_driver_unregister(&twice);
	EXPECT_WARNS(test, platform_driver_unregister(&twice));
}

/* ---- names and references -------------------------------------------------------------------- */

static void core_test_names(struct kunit *test)
{
	static struct device nameless = { .release = device_freed };
	struct device *dev = new_device("d1", NULL), *other;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_EXPECT_NULL(test, new_device("d1", NULL));	/* the name exists */
	other = kzalloc(sizeof(*other), GFP_KERNEL);
	if (other) {
		other->bus = &bus;
		other->id = 7;
		other->release = device_freed;
		if (!device_register(other)) {
			KUNIT_EXPECT_STREQ(test, dev_name(other), "number7");
			device_del(other);
		}
		if (!dev_set_name(other, "renamed-%d", 3))
			KUNIT_EXPECT_STREQ(test, dev_name(other), "renamed-3");
		put_device(other);
	}
	device_unregister(dev);
	nameless.release = NULL;
	device_initialize(&nameless);
	KUNIT_EXPECT_EQ(test, device_add(&nameless), -EINVAL);
	EXPECT_WARNS(test, put_device(&nameless));	/* without a release function */
}

static void core_test_references(struct kunit *test)
{
	struct device *parent = new_device("parent", NULL), *child;

	KUNIT_ASSERT_NOT_NULL(test, parent);
	child = new_device("child", parent);
	if (!child) {
		device_unregister(parent);
		return;
	}
	get_device(child);
	device_unregister(parent);
	EXPECT_EVENTS(test, "");		/* the child has a reference */
	KUNIT_EXPECT_STREQ(test, dev_name(parent), "parent");
	device_unregister(child);
	EXPECT_EVENTS(test, "release:parent ");
	KUNIT_EXPECT_FALSE(test, device_is_registered(child));
	put_device(child);
	EXPECT_EVENTS(test, "release:child ");
	put_device(NULL);
	KUNIT_EXPECT_NULL(test, get_device(NULL));
}

/* ---- iteration ------------------------------------------------------------------------------- */

static struct device *devices[3];

static void new_devices(struct kunit *test, struct device *parent)
{
	static const char * const names[] = { "a", "b", "c" };

	for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++)
		devices[i] = new_device(names[i], parent);
}

static bool have_all_devices(void)
{
	return devices[0] && devices[1] && devices[2];
}

static void drop_devices(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++) {
		drop(devices[i]);
		devices[i] = NULL;
	}
}

static int note(struct device *dev, void *last)
{
	event("see", dev);
	return dev == last ? 5 : 0;
}

/* Remove all devices during the iteration. */
static int remove_all(struct device *dev, void *unused)
{
	event("see", dev);
	drop_devices();
	return 0;
}

static int is_named(struct device *dev, void *name)
{
	return !strcmp(dev_name(dev), name);
}

static void core_test_iterate(struct kunit *test)
{
	struct device *parent = new_device("parent", NULL), *found;

	KUNIT_ASSERT_NOT_NULL(test, parent);
	new_devices(test, parent);
	if (have_all_devices()) {
		KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, devices[0], NULL, note), 0);
		EXPECT_EVENTS(test, "see:b see:c ");
		KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, NULL, devices[0], note), 5);
		EXPECT_EVENTS(test, "see:parent see:a ");
		KUNIT_EXPECT_EQ(test, device_for_each_child(parent, devices[1], note), 5);
		EXPECT_EVENTS(test, "see:a see:b ");
		device_for_each_child_reverse(parent, NULL, note);
		EXPECT_EVENTS(test, "see:c see:b see:a ");
		found = bus_find_device_by_name(&bus, NULL, "b");
		KUNIT_EXPECT_PTR_EQ(test, found, devices[1]);
		put_device(found);
		found = device_find_child(parent, "c", is_named);
		KUNIT_EXPECT_PTR_EQ(test, found, devices[2]);
		put_device(found);
		KUNIT_EXPECT_NULL(test, bus_find_device_by_name(&bus, NULL, "x"));
		device_for_each_child(parent, NULL, remove_all);
		EXPECT_EVENTS(test, "see:a release:b release:c release:a ");
	}
	drop_devices();
	device_unregister(parent);
}

/* ---- probe functions that change the bus ----------------------------------------------------- */

static struct device *nested;
static int nested_result;

static struct device_driver inner = {
	.name = "inner", .bus = &bus, .probe = drv_probe, .remove = drv_remove,
};

static int outer_probe(struct device *dev)
{
	event("outer", dev);
	nested = new_device("inner1", dev);
	nested_result = driver_register(&inner);
	return nested ? nested_result : -ENOMEM;
}

static int outer_remove(struct device *dev)
{
	drop(nested);
	driver_unregister(&inner);
	return 0;
}

static struct device_driver outer = {
	.name = "outer", .bus = &bus, .probe = outer_probe, .remove = outer_remove,
};

/* A probe function may create a device and register its driver, as drivers of bridges do. */
static void core_test_nested(struct kunit *test)
{
	struct device *dev = new_device("outer1", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_EXPECT_EQ(test, driver_register(&outer), 0);
	if (dev->driver) {
		EXPECT_EVENTS(test, "configure:outer1 outer:outer1 configure:inner1 probe:inner1 ");
		KUNIT_EXPECT_PTR_EQ(test, nested->driver, &inner);
		driver_unregister(&outer);
		EXPECT_EVENTS(test, "remove:inner1 cleanup:inner1 release:inner1 cleanup:outer1 ");
	} else {
		drop(nested);
		if (!nested_result)
			driver_unregister(&inner);
		driver_unregister(&outer);
	}
	device_unregister(dev);
}

/* ---- deferred probes ------------------------------------------------------------------------- */

static bool supplier_is_bound;

static int consumer_probe(struct device *dev)
{
	event("consumer", dev);
	return supplier_is_bound ? 0 : dev_err_probe(dev, -EPROBE_DEFER, "no clock %d\n", 4);
}

static int supplier_probe(struct device *dev)
{
	event("supplier", dev);
	supplier_is_bound = true;
	return 0;
}

static struct device_driver consumer = {
	.name = "consumer", .bus = &bus, .probe = consumer_probe,
};

static struct device_driver supplier = {
	.name = "supplier", .bus = &bus, .probe = supplier_probe,
};

/* The reason of a deferral is kept, and printed if the device is never bound. */
static void core_test_deferred(struct kunit *test)
{
	struct device *waiting = new_device("consumer1", NULL), *dev;

	KUNIT_ASSERT_NOT_NULL(test, waiting);
	supplier_is_bound = false;
	mark();
	KUNIT_EXPECT_EQ(test, driver_register(&consumer), 0);
	KUNIT_EXPECT_TRUE(test, device_is_deferred(waiting));
	EXPECT_UNSAID(test, "no clock");
	platform_probe_deferred();
	if (waiting->deferred_reason)
		EXPECT_SAID(test, "consumer1: probe is still deferred: no clock 4\n");
	KUNIT_EXPECT_EQ(test, driver_register(&supplier), 0);
	forget_events();
	dev = new_device("supplier1", NULL);
	if (dev) {
		EXPECT_EVENTS(test, "configure:supplier1 supplier:supplier1 "
				    "configure:consumer1 consumer:consumer1 ");
		KUNIT_EXPECT_PTR_EQ(test, waiting->driver, &consumer);
		KUNIT_EXPECT_FALSE(test, device_is_deferred(waiting));
		KUNIT_EXPECT_NULL(test, waiting->deferred_reason);
	}
	driver_unregister(&supplier);
	driver_unregister(&consumer);
	drop(dev);
	/* A deferred device may be removed. */
	supplier_is_bound = false;
	KUNIT_EXPECT_EQ(test, driver_register(&consumer), 0);
	KUNIT_EXPECT_EQ(test, device_attach(waiting), 0);
	device_unregister(waiting);
	driver_unregister(&consumer);
}

static void core_test_err_probe(struct kunit *test)
{
	struct device *dev = new_device("d1", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	mark();
	KUNIT_EXPECT_EQ(test, dev_err_probe(dev, -ENOMEM, "too little\n"), -ENOMEM);
	KUNIT_EXPECT_EQ(test, dev_err_probe(dev, -EINVAL, "bad value\n"), -EINVAL);
	EXPECT_UNSAID(test, "too little");
	EXPECT_SAID(test, "d1: error -EINVAL: bad value");
	device_unregister(dev);
}

/* ---- misuse and threads ---------------------------------------------------------------------- */

static void core_test_misuse(struct kunit *test)
{
	struct device *dev = new_device("d1", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	EXPECT_WARNS(test, bus_unregister(&bus));
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, device_add(dev), -EINVAL));
	device_del(dev);
	EXPECT_WARNS(test, device_del(dev));
	KUNIT_EXPECT_EQ(test, device_attach(dev), -ENODEV);
	put_device(dev);
}

#define NR_ROUNDS	1000

static int bind_and_unbind(void *dev)
{
	for (unsigned int i = 0; i < NR_ROUNDS; i++) {
		device_attach(dev);
		cond_resched();
		device_release_driver(dev);
	}
	while (!kthread_should_stop())
		schedule();
	return 0;
}

static int count_probe(struct device *dev)
{
	dev_set_drvdata(dev, devm_kzalloc(dev, 16, GFP_KERNEL));
	return dev_get_drvdata(dev) ? 0 : -ENOMEM;
}

static struct device_driver counted = { .name = "d", .bus = &bus, .probe = count_probe };

/* Threads bind and unbind the same device while the driver comes and goes. */
static void core_test_threads(struct kunit *test)
{
	struct device *dev = new_device("d1", NULL);
	struct task_struct *tasks[3];

	KUNIT_ASSERT_NOT_NULL(test, dev);
	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++)
		tasks[i] = kthread_run(bind_and_unbind, dev, "bind/%u", i);
	for (unsigned int i = 0; i < 100; i++) {
		KUNIT_EXPECT_EQ(test, driver_register(&counted), 0);
		cond_resched();
		driver_unregister(&counted);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++) {
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
	}
	KUNIT_EXPECT_NULL(test, dev->driver);
	KUNIT_EXPECT_TRUE(test, list_empty(&dev->devres_head));
	device_unregister(dev);
}

static struct kunit_case driver_core_cases[] = {
	KUNIT_CASE(core_test_bind),
	KUNIT_CASE(core_test_probe_fails),
	KUNIT_CASE(core_test_early_resources),
	KUNIT_CASE(core_test_register_twice),
	KUNIT_CASE(core_test_platform_twice),
	KUNIT_CASE(core_test_names),
	KUNIT_CASE(core_test_references),
	KUNIT_CASE(core_test_iterate),
	KUNIT_CASE(core_test_nested),
	KUNIT_CASE(core_test_deferred),
	KUNIT_CASE(core_test_err_probe),
	KUNIT_CASE(core_test_misuse),
	KUNIT_CASE(core_test_threads),
	{}
};

static struct kunit_suite driver_core_suite = {
	.name = "driver_core",
	.init = driver_core_init,
	.exit = driver_core_exit,
	.test_cases = driver_core_cases,
};
kunit_test_suite(driver_core_suite);
