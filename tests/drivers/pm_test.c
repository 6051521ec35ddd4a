// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of power management for drivers: devices stay on, callbacks are not called, and the
 * functions of pm_runtime.h return what Linux returns if it is built without power management.
 */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>

static int callbacks;

static int count_callback(struct device *dev)
{
	callbacks++;
	return 0;
}

/* In the forms with pm_ptr() the functions are used, so that there is no warning. */
static DEFINE_SIMPLE_DEV_PM_OPS(simple_ops, count_callback, count_callback);
static DEFINE_RUNTIME_DEV_PM_OPS(runtime_ops, count_callback, count_callback, NULL);
static SIMPLE_DEV_PM_OPS(old_ops, count_callback, count_callback);
static const struct dev_pm_ops set_ops = {
	SET_SYSTEM_SLEEP_PM_OPS(count_callback, count_callback)
	SET_RUNTIME_PM_OPS(count_callback, count_callback, NULL)
};

static int pm_probe(struct platform_device *pdev)
{
	int err = devm_pm_runtime_enable(&pdev->dev);

	return err ? err : pm_runtime_resume_and_get(&pdev->dev);
}

static void pm_test_driver(struct kunit *test)
{
	static struct platform_driver driver = {
		.probe = pm_probe,
		.driver = { .name = "pm-test", .pm = pm_ptr(&runtime_ops) },
	};
	struct platform_device *pdev;
	struct device *dev;

	KUNIT_EXPECT_NULL(test, driver.driver.pm);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	pdev = platform_device_register_simple("pm-test", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev)) {
		platform_driver_unregister(&driver);
		KUNIT_FAIL_AND_ABORT(test, "no device");
	}
	dev = &pdev->dev;
	KUNIT_EXPECT_TRUE(test, device_is_bound(dev));
	KUNIT_EXPECT_EQ(test, pm_runtime_get_sync(dev), 1);
	KUNIT_EXPECT_EQ(test, pm_runtime_put_sync(dev), -ENOSYS);
	KUNIT_EXPECT_EQ(test, pm_runtime_put_autosuspend(dev), -ENOSYS);
	KUNIT_EXPECT_EQ(test, pm_runtime_get_if_in_use(dev), -EINVAL);
	KUNIT_EXPECT_EQ(test, pm_runtime_force_suspend(dev), 0);
	KUNIT_EXPECT_TRUE(test, pm_runtime_active(dev));
	KUNIT_EXPECT_FALSE(test, pm_runtime_suspended(dev));
	KUNIT_EXPECT_FALSE(test, pm_runtime_enabled(dev));
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_EQ(test, callbacks, 0);
}

static void pm_test_ops(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, simple_ops.suspend);
	KUNIT_EXPECT_NULL(test, runtime_ops.runtime_suspend);
	KUNIT_EXPECT_NULL(test, old_ops.suspend);
	KUNIT_EXPECT_NULL(test, set_ops.runtime_resume);
	KUNIT_EXPECT_NULL(test, pm_sleep_ptr(&simple_ops));
}

static void pm_test_wakeup(struct kunit *test)
{
	struct device dev = { };

	KUNIT_EXPECT_FALSE(test, device_can_wakeup(&dev));
	KUNIT_EXPECT_EQ(test, device_wakeup_enable(&dev), -EINVAL);
	KUNIT_EXPECT_FALSE(test, device_may_wakeup(&dev));
	KUNIT_EXPECT_EQ(test, device_init_wakeup(&dev, true), 0);
	KUNIT_EXPECT_TRUE(test, device_may_wakeup(&dev));
	device_wakeup_disable(&dev);
	KUNIT_EXPECT_TRUE(test, device_can_wakeup(&dev));
	KUNIT_EXPECT_FALSE(test, device_may_wakeup(&dev));
	KUNIT_EXPECT_EQ(test, device_init_wakeup(&dev, false), 0);
	KUNIT_EXPECT_FALSE(test, device_can_wakeup(&dev));
}

static const struct kunit_case pm_cases[] = {
	KUNIT_CASE(pm_test_driver),
	KUNIT_CASE(pm_test_ops),
	KUNIT_CASE(pm_test_wakeup),
	{}
};

static struct kunit_suite pm_suite = {
	.name = "pm",
	.test_cases = pm_cases,
};
kunit_test_suite(pm_suite);
