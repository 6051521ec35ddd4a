// SPDX-License-Identifier: BSD-2-Clause
/* dev_info() and similar functions use the format dev_fmt() of the file, and not pr_fmt(). */

#define pr_fmt(fmt) "of pr_fmt: " fmt
#define dev_fmt(fmt) "of dev_fmt: " fmt

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/platform_device.h>

#include "../said.h"

static void dev_printk_test_prefix(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple("printing", -1, NULL, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	mark();
	dev_info(&pdev->dev, "value %d", 5);
	EXPECT_SAID(test, "printing: of dev_fmt: value 5");
	mark();
	dev_printk(KERN_INFO, &pdev->dev, "value %d", 6);
	EXPECT_SAID(test, "printing: value 6");
	mark();
	pr_info("value %d", 7);
	EXPECT_SAID(test, "of pr_fmt: value 7");
	EXPECT_UNSAID(test, "dev_fmt");
	platform_device_unregister(pdev);
}

static const struct kunit_case dev_printk_cases[] = {
	KUNIT_CASE(dev_printk_test_prefix),
	{}
};

static struct kunit_suite dev_printk_suite = {
	.name = "dev_printk",
	.test_cases = dev_printk_cases,
};
kunit_test_suite(dev_printk_suite);
