// SPDX-License-Identifier: BSD-2-Clause
/* A driver with power management.  Quarry's devices stay on, so no callback is called. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>

static int sleepy_suspend(struct device *dev)
{
	dev_info(dev, "asleep\n");
	return 0;
}

static int sleepy_resume(struct device *dev)
{
	dev_info(dev, "awake\n");
	return 0;
}

static const struct dev_pm_ops sleepy_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(sleepy_suspend, sleepy_resume)
	RUNTIME_PM_OPS(sleepy_suspend, sleepy_resume, NULL)
};

static int sleepy_probe(struct platform_device *pdev)
{
	int err;

	pm_runtime_enable(&pdev->dev);
	err = pm_runtime_resume_and_get(&pdev->dev);
	if (err < 0) {
		pm_runtime_disable(&pdev->dev);
		return err;
	}
	pm_runtime_mark_last_busy(&pdev->dev);
	pm_runtime_put_autosuspend(&pdev->dev);
	pm_runtime_disable(&pdev->dev);
	pr_info("passed\n");
	return 0;
}

static struct platform_driver sleepy_driver = {
	.probe = sleepy_probe,
	.driver = { .name = "books-sleepy", .pm = pm_ptr(&sleepy_pm_ops) },
};

static int __init runtime_pm_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-sleepy", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&sleepy_driver);
}
module_init(runtime_pm_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Runtime power management");
