// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of device links: the order of probes, unbinding and shutdown, the life of links, calls that
 * are refused, and threads that bind and unbind both devices.
 *
 * The driver "s" binds devices whose names begin with s, the suppliers, and "c" the consumers.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../../drivers/base/base.h"
#include "../expect.h"

static char events[128];

static void event(const char *what, const struct device *dev)
{
	size_t used = strlen(events);

	scnprintf(events + used, sizeof(events) - used, "%s:%s ", what, dev_name(dev));
}

#define EXPECT_EVENTS(test, what)			\
do {							\
	KUNIT_EXPECT_STREQ(test, events, what);		\
	events[0] = '\0';				\
} while (0)

static int link_bus_match(struct device *dev, const struct device_driver *drv)
{
	return dev_name(dev)[0] == drv->name[0];
}

static const struct bus_type link_bus = { .name = "link-bus", .match = link_bus_match };

static int probe_result;

static int link_probe(struct device *dev)
{
	event("probe", dev);
	return probe_result;
}

static int link_remove(struct device *dev)
{
	event("remove", dev);
	return 0;
}

static struct device_driver s_driver = {
	.name = "s", .bus = &link_bus, .probe = link_probe, .remove = link_remove,
};
static struct device_driver c_driver = {
	.name = "c", .bus = &link_bus, .probe = link_probe, .remove = link_remove,
};

static void link_device_free(struct device *dev)
{
	event("free", dev);
	kfree(dev);
}

static void unregister(void *dev)
{
	if (device_is_registered(dev))
		device_del(dev);
	put_device(dev);
}

/* Return a registered device, whose reference the test drops at its end. */
static struct device *link_device(struct kunit *test, const char *name, struct device *parent)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev->init_name = name;
	dev->parent = parent;
	dev->bus = &link_bus;
	dev->release = link_device_free;
	err = device_register(dev);
	if (err)
		put_device(dev);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister, dev), 0);
	return dev;
}

static void unregister_drivers(void *unused)
{
	driver_unregister(&c_driver);
	driver_unregister(&s_driver);
}

static void register_drivers(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, driver_register(&s_driver), 0);
	KUNIT_ASSERT_EQ(test, driver_register(&c_driver), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister_drivers, NULL), 0);
}

static void unregister_bus(void *unused)
{
	bus_unregister(&link_bus);
}

static int device_link_init(struct kunit *test)
{
	int err = bus_register(&link_bus);

	probe_result = 0;
	events[0] = '\0';
	return err ? err : kunit_add_action_or_reset(test, unregister_bus, NULL);
}

/* Note the order in which the devices of the bus are shut down, without shutting down any. */
static void note_shutdown(void)
{
	struct device *dev;

	device_shutdown_begin();
	while ((dev = device_take_for_shutdown())) {
		if (dev->bus == &link_bus)
			event("shutdown", dev);
		put_device(dev);
	}
}

/* The consumer, which is registered first, is probed after its supplier and unbound before it. */
static void link_test_order(struct kunit *test)
{
	struct device *c = link_device(test, "c", NULL), *s = link_device(test, "s", NULL);
	struct device_link *link = device_link_add(c, s, 0);

	KUNIT_ASSERT_NOT_NULL(test, link);
	KUNIT_EXPECT_PTR_EQ(test, link->supplier, s);
	KUNIT_EXPECT_PTR_EQ(test, link->consumer, c);
	register_drivers(test);
	KUNIT_EXPECT_TRUE(test, device_is_bound(c));
	EXPECT_EVENTS(test, "probe:s probe:c ");
	note_shutdown();
	EXPECT_EVENTS(test, "shutdown:c shutdown:s ");
	device_release_driver(s);
	EXPECT_EVENTS(test, "remove:c remove:s ");
	/* Without its supplier, the consumer's probe is deferred; the reason is kept. */
	KUNIT_EXPECT_EQ(test, device_attach(c), 0);
	KUNIT_EXPECT_TRUE(test, device_is_deferred(c));
	KUNIT_EXPECT_STREQ(test, c->deferred_reason, "supplier s is not bound");
	EXPECT_EVENTS(test, "");
	KUNIT_EXPECT_EQ(test, device_attach(s), 1);
	EXPECT_EVENTS(test, "probe:s probe:c ");
	KUNIT_EXPECT_FALSE(test, device_is_deferred(c));
}

/* A chain: the last consumer is unbound first, and the middle one with it. */
static void link_test_chain(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c1 = link_device(test, "c1", NULL);
	struct device *c2 = link_device(test, "c2", NULL), *c3 = link_device(test, "c3", NULL);

	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c1, s, 0));
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c2, c1, 0));
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c3, s, 0));
	register_drivers(test);
	EXPECT_EVENTS(test, "probe:s probe:c1 probe:c2 probe:c3 ");
	device_release_driver(s);
	EXPECT_EVENTS(test, "remove:c3 remove:c2 remove:c1 remove:s ");
}

/* Consumers and children are shut down before the device, whatever was registered first. */
static void link_test_shutdown(struct kunit *test)
{
	struct device *c1 = link_device(test, "c1", NULL), *c2 = link_device(test, "c2", c1);
	struct device *s1 = link_device(test, "s1", NULL), *s2 = link_device(test, "s2", s1);

	register_drivers(test);
	events[0] = '\0';
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c1, s2, DL_FLAG_STATELESS));
	note_shutdown();
	EXPECT_EVENTS(test, "shutdown:c2 shutdown:c1 shutdown:s2 shutdown:s1 ");
	device_link_remove(c1, s2);
	note_shutdown();
	EXPECT_EVENTS(test, "shutdown:s2 shutdown:s1 shutdown:c2 shutdown:c1 ");
	KUNIT_EXPECT_PTR_EQ(test, c2->parent, c1);
}

static void link_test_autoremove(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c = link_device(test, "c", NULL);

	register_drivers(test);
	events[0] = '\0';
	/* A link that ends with the consumer's driver: afterwards each is unbound alone. */
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOREMOVE_CONSUMER));
	device_release_driver(c);
	KUNIT_EXPECT_TRUE(test, list_empty(&s->links.consumers));
	/* It also ends if the probe fails. */
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOREMOVE_CONSUMER));
	probe_result = -ENODEV;
	KUNIT_EXPECT_EQ(test, device_attach(c), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&s->links.consumers));
	probe_result = 0;
	KUNIT_EXPECT_EQ(test, device_attach(c), 1);
	events[0] = '\0';
	/* A link that ends with the supplier's driver survives the consumer's. */
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOREMOVE_SUPPLIER));
	device_release_driver(c);
	KUNIT_EXPECT_FALSE(test, list_empty(&s->links.consumers));
	KUNIT_EXPECT_EQ(test, device_attach(c), 1);
	device_release_driver(s);
	EXPECT_EVENTS(test, "remove:c probe:c remove:c remove:s ");
	KUNIT_EXPECT_TRUE(test, list_empty(&c->links.suppliers));
	KUNIT_EXPECT_EQ(test, device_attach(c), 1);
	/* A failed probe of the supplier does not end the link. */
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOREMOVE_SUPPLIER));
	probe_result = -ENODEV;
	KUNIT_EXPECT_EQ(test, device_attach(s), 0);
	KUNIT_EXPECT_FALSE(test, list_empty(&s->links.consumers));
}

static void link_test_autoprobe(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c = link_device(test, "c", NULL);

	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOPROBE_CONSUMER));
	register_drivers(test);
	device_release_driver(s);
	KUNIT_EXPECT_FALSE(test, device_is_deferred(c));
	events[0] = '\0';
	KUNIT_EXPECT_EQ(test, device_attach(s), 1);
	EXPECT_EVENTS(test, "probe:s probe:c ");
}

/* A link without state orders the shutdown only, and lives until each caller removed it. */
static void link_test_stateless(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c = link_device(test, "c", NULL);
	struct device_link *link = device_link_add(c, s, DL_FLAG_STATELESS);

	KUNIT_ASSERT_NOT_NULL(test, link);
	KUNIT_EXPECT_PTR_EQ(test, device_link_add(c, s, DL_FLAG_STATELESS), link);
	KUNIT_ASSERT_EQ(test, driver_register(&c_driver), 0);
	KUNIT_EXPECT_TRUE(test, device_is_bound(c));
	driver_unregister(&c_driver);
	device_link_del(link);
	KUNIT_EXPECT_FALSE(test, list_empty(&c->links.suppliers));
	/* The link becomes managed, too, and stays when the last caller removes it. */
	KUNIT_EXPECT_PTR_EQ(test, device_link_add(c, s, DL_FLAG_PM_RUNTIME), link);
	device_link_remove(c, s);
	KUNIT_EXPECT_FALSE(test, list_empty(&c->links.suppliers));
	EXPECT_REPORT(test, device_link_remove(c, s));
	EXPECT_REPORT(test, device_link_del(link));
	KUNIT_EXPECT_FALSE(test, list_empty(&c->links.suppliers));
	device_link_remove(NULL, s);
	device_link_remove(s, c);
}

static void link_test_refused(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c1 = link_device(test, "c1", NULL);
	struct device *c2 = link_device(test, "c2", c1), *gone = link_device(test, "c3", NULL);

	KUNIT_EXPECT_NULL(test, device_link_add(NULL, s, 0));
	KUNIT_EXPECT_NULL(test, device_link_add(c1, NULL, 0));
	KUNIT_EXPECT_NULL(test, device_link_add(s, s, 0));
	KUNIT_EXPECT_NULL(test, device_link_add(c1, s, BIT(20)));
	KUNIT_EXPECT_NULL(test, device_link_add(c1, s, DL_FLAG_MANAGED));
	KUNIT_EXPECT_NULL(test, device_link_add(c1, s, DL_FLAG_STATELESS |
						       DL_FLAG_AUTOREMOVE_CONSUMER));
	KUNIT_EXPECT_NULL(test, device_link_add(c1, s, DL_FLAG_AUTOPROBE_CONSUMER |
						       DL_FLAG_AUTOREMOVE_SUPPLIER));
	/* A parent cannot depend on its child; a supplier cannot depend on its consumer. */
	KUNIT_EXPECT_NULL(test, device_link_add(c1, c2, 0));
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c1, s, 0));
	KUNIT_EXPECT_NULL(test, device_link_add(s, c1, 0));
	KUNIT_EXPECT_NULL(test, device_link_add(s, c2, 0));
	device_del(gone);
	KUNIT_EXPECT_NULL(test, device_link_add(c1, gone, 0));
}

/* Unregistering a device removes its links, and with them the references. */
static void link_test_unregister(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c = link_device(test, "c", NULL);

	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, 0));
	register_drivers(test);
	events[0] = '\0';
	kunit_release_action(test, unregister, s);
	EXPECT_EVENTS(test, "remove:c remove:s free:s ");
	KUNIT_EXPECT_EQ(test, device_attach(c), 1);
	s = link_device(test, "s", NULL);
	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, 0));
	events[0] = '\0';
	kunit_release_action(test, unregister, c);
	EXPECT_EVENTS(test, "remove:c free:c ");
	KUNIT_EXPECT_TRUE(test, list_empty(&s->links.consumers));
}

static int link_quiet_probe(struct device *dev)
{
	return devm_kzalloc(dev, 16, GFP_KERNEL) ? 0 : -ENOMEM;
}

/* A supplier that is unbound while the consumer is bound would be a fault of the order. */
static int link_checked_remove(struct device *dev)
{
	struct device_link *link;

	list_for_each_entry(link, &dev->links.consumers, s_node)
		WARN_ON(link->consumer->driver);
	return 0;
}

static struct device_driver quiet_driver = {
	.name = "s", .bus = &link_bus, .probe = link_quiet_probe, .remove = link_checked_remove,
};

static struct device_driver quiet_consumer = {
	.name = "c", .bus = &link_bus, .probe = link_quiet_probe,
};

#define NR_LINK_ROUNDS	1000

static atomic_t finished;

static int bind_rounds(void *dev)
{
	for (unsigned int i = 0; i < NR_LINK_ROUNDS; i++) {
		device_attach(dev);
		cond_resched();
		device_release_driver(dev);
	}
	atomic_inc(&finished);
	while (!kthread_should_stop())
		schedule();
	return 0;
}

static void link_test_threads(struct kunit *test)
{
	struct device *s = link_device(test, "s", NULL), *c = link_device(test, "c", NULL);
	unsigned long warned = warnings_seen();
	struct task_struct *tasks[2];
	int nr_started = 0;

	KUNIT_ASSERT_NOT_NULL(test, device_link_add(c, s, DL_FLAG_AUTOPROBE_CONSUMER));
	KUNIT_ASSERT_EQ(test, driver_register(&quiet_driver), 0);
	KUNIT_ASSERT_EQ(test, driver_register(&quiet_consumer), 0);
	atomic_set(&finished, 0);
	tasks[0] = kthread_run(bind_rounds, s, "supplier");
	tasks[1] = kthread_run(bind_rounds, c, "consumer");
	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++)
		nr_started += !IS_ERR(tasks[i]);
	while (atomic_read(&finished) < nr_started)
		msleep(1);
	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++) {
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
	}
	driver_unregister(&quiet_consumer);
	driver_unregister(&quiet_driver);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_NULL(test, s->driver);
	KUNIT_EXPECT_NULL(test, c->driver);
}

static struct kunit_case device_link_cases[] = {
	KUNIT_CASE(link_test_order),
	KUNIT_CASE(link_test_chain),
	KUNIT_CASE(link_test_shutdown),
	KUNIT_CASE(link_test_autoremove),
	KUNIT_CASE(link_test_autoprobe),
	KUNIT_CASE(link_test_stateless),
	KUNIT_CASE(link_test_refused),
	KUNIT_CASE(link_test_unregister),
	KUNIT_CASE(link_test_threads),
	{}
};

static struct kunit_suite device_link_suite = {
	.name = "device_link",
	.init = device_link_init,
	.test_cases = device_link_cases,
};
kunit_test_suite(device_link_suite);
