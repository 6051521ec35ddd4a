// SPDX-License-Identifier: BSD-2-Clause
/* Data of the board, which a device passes to its driver. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

struct motor_data {
	unsigned int poles;
	bool reversed;
};

static int motor_probe(struct platform_device *pdev)
{
	const struct motor_data *data = dev_get_platdata(&pdev->dev);

	if (!data)
		return -ENODATA;
	if (data->poles != 14 || !data->reversed)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}

static struct platform_driver motor_driver = {
	.probe = motor_probe,
	.driver = { .name = "books-motor" },
};

/* The data is copied, so that the caller's may be on the stack. */
static int __init platform_data_demo_init(void)
{
	const struct motor_data data = { .poles = 14, .reversed = true };
	struct platform_device *pdev;

	pdev = platform_device_register_data(NULL, "books-motor", 0, &data, sizeof(data));
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&motor_driver);
}
module_init(platform_data_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Platform data");
