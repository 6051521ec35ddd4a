// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of binding drivers to those devices of the machine's tree that have no driver, and of
 * deferred probing.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "../said.h"

#define NR_DRIVERS	2

static struct {
	struct platform_driver driver;
	struct of_device_id match[2];
	unsigned int probes, removes;
	int ret;		/* return value of the next probe */
} drivers[NR_DRIVERS];

static struct platform_device *devices[NR_DRIVERS];
static unsigned int nr_devices;

static int probe_nr(unsigned int i, struct platform_device *pdev)
{
	int ret = drivers[i].ret;

	drivers[i].probes++;
	if (pdev != devices[i])
		return -ENODEV;		/* another device that also matches */
	return ret;
}

static int probe_first(struct platform_device *pdev)
{
	return probe_nr(0, pdev);
}

static int probe_second(struct platform_device *pdev)
{
	return probe_nr(1, pdev);
}

static void collect(struct platform_device *pdev, void *unused)
{
	const char *compatible;

	if (nr_devices == NR_DRIVERS || pdev->dev.driver || device_is_deferred(&pdev->dev) ||
	    of_property_read_string(pdev->dev.of_node, "compatible", &compatible))
		return;
	if (nr_devices && !strcmp(drivers[0].match[0].compatible, compatible))
		return;
	strscpy(drivers[nr_devices].match[0].compatible, compatible,
		sizeof(drivers[nr_devices].match[0].compatible));
	devices[nr_devices++] = pdev;
}

static int platform_test_init(struct kunit *test)
{
	nr_devices = 0;
	memset(drivers, 0, sizeof(drivers));
	platform_for_each(collect, NULL);
	if (!nr_devices)
		kunit_skip(test, "each device has a driver");
	for (unsigned int i = 0; i < nr_devices; i++) {
		drivers[i].driver.probe = i ? probe_second : probe_first;
		drivers[i].driver.driver.name = i ? "second" : "first";
		drivers[i].driver.driver.of_match_table = drivers[i].match;
	}
	return 0;
}

static void platform_test_defer(struct kunit *test)
{
	struct platform_device *pdev = devices[0];

	drivers[0].ret = -EPROBE_DEFER;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[0].driver), 0);
	KUNIT_EXPECT_NULL(test, pdev->dev.driver);
	KUNIT_EXPECT_TRUE(test, device_is_deferred(&pdev->dev));
	/* The probe is called again.  The device remains deferred, which is reported. */
	drivers[0].probes = 0;
	mark();
	platform_probe_deferred();
	KUNIT_EXPECT_EQ(test, drivers[0].probes, 1U);
	KUNIT_EXPECT_TRUE(test, device_is_deferred(&pdev->dev));
	EXPECT_SAID(test, "probe is still deferred: a dependency is missing");
	drivers[0].ret = 0;
	platform_probe_deferred();
	KUNIT_EXPECT_EQ(test, drivers[0].probes, 2U);
	KUNIT_EXPECT_FALSE(test, device_is_deferred(&pdev->dev));
	KUNIT_EXPECT_PTR_EQ(test, pdev->dev.driver, &drivers[0].driver.driver);
	platform_probe_deferred();
	KUNIT_EXPECT_EQ(test, drivers[0].probes, 2U);
	platform_driver_unregister(&drivers[0].driver);
	KUNIT_EXPECT_NULL(test, pdev->dev.driver);
}

/*
 * A failed probe is reported, unless the error means that the device does not exist or that the
 * probe is deferred.
 */
static void platform_test_probe_fails(struct kunit *test)
{
	static const struct { int err; bool said; } results[] = {
		{ -EIO, true }, { -ENODEV, false }, { -ENXIO, false }, { -EPROBE_DEFER, false },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(results); i++) {
		drivers[0].ret = results[i].err;
		mark();
		KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[0].driver), 0);
		KUNIT_EXPECT_NULL(test, devices[0]->dev.driver);
		KUNIT_EXPECT_EQ_MSG(test, was_said("probe failed: "), results[i].said, "error %d",
				    results[i].err);
		platform_driver_unregister(&drivers[0].driver);
	}
	drivers[0].ret = 0;
}

/* A deferred device is probed again each time another driver binds to a device. */
static void platform_test_defer_other(struct kunit *test)
{
	if (nr_devices < 2)
		kunit_skip(test, "needs two devices without a driver");
	drivers[0].ret = -EPROBE_DEFER;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[0].driver), 0);
	drivers[0].ret = 0;
	/* If the probe of another device fails, the deferred probe is not called again. */
	drivers[1].ret = -ENODEV;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[1].driver), 0);
	KUNIT_EXPECT_TRUE(test, device_is_deferred(&devices[0]->dev));
	drivers[1].ret = 0;
	KUNIT_EXPECT_EQ(test, device_attach(&devices[1]->dev), 1);
	KUNIT_EXPECT_FALSE(test, device_is_deferred(&devices[0]->dev));
	KUNIT_EXPECT_PTR_EQ(test, devices[0]->dev.driver, &drivers[0].driver.driver);
	device_release_driver(&devices[1]->dev);
	platform_driver_unregister(&drivers[1].driver);
	platform_driver_unregister(&drivers[0].driver);
	/*
	 * When another driver is registered and binds, the deferred probe is called again.  After
	 * the deferred driver is removed, no device waits for this driver.
	 */
	drivers[0].ret = -EPROBE_DEFER;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[0].driver), 0);
	drivers[0].ret = 0;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[1].driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, devices[0]->dev.driver, &drivers[0].driver.driver);
	platform_driver_unregister(&drivers[0].driver);
	platform_driver_unregister(&drivers[1].driver);
	drivers[0].ret = -EPROBE_DEFER;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&drivers[0].driver), 0);
	platform_driver_unregister(&drivers[0].driver);
	KUNIT_EXPECT_FALSE(test, device_is_deferred(&devices[0]->dev));
}

static struct kunit_case platform_cases[] = {
	KUNIT_CASE(platform_test_defer),
	KUNIT_CASE(platform_test_probe_fails),
	KUNIT_CASE(platform_test_defer_other),
	{}
};

static struct kunit_suite platform_suite = {
	.name = "platform",
	.init = platform_test_init,
	.test_cases = platform_cases,
};
kunit_test_suite(platform_suite);
