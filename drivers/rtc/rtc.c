// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of real-time clocks that have the time in a register.  The driver reads the time once,
 * when the device is probed.  Afterwards the CPU's counter counts the time (ktime_get_real_ns()).
 *
 *	google,goldfish-rtc	nanoseconds since 1970: TIME_LOW at 0, which latches TIME_HIGH at 4
 *	arm,pl031		seconds since 1970: RTCDR at 0 (Arm DDI 0224)
 */

#include <linux/err.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>

static u64 goldfish_ns(const void __iomem *regs)
{
	u64 low = readl(regs);

	return (u64)readl(regs + 4) << 32 | low;
}

static u64 pl031_ns(const void __iomem *regs)
{
	return (u64)readl(regs) * NSEC_PER_SEC;
}

static const struct of_device_id rtc_ids[] = {
	{ .compatible = "google,goldfish-rtc", .data = goldfish_ns },
	{ .compatible = "arm,pl031", .data = pl031_ns },
	{ }
};

static int rtc_probe(struct platform_device *pdev)
{
	u64 (*read)(const void __iomem *regs) = of_match_node(rtc_ids, pdev->dev.of_node)->data;
	void __iomem *regs = devm_platform_ioremap_resource(pdev, 0);

	if (IS_ERR(regs))
		return PTR_ERR(regs);
	ktime_set_real_ns(read(regs));
	dev_info(&pdev->dev, "%llu s since 1970\n",
		 (unsigned long long)(ktime_get_real_ns() / NSEC_PER_SEC));
	return 0;
}

static struct platform_driver rtc_driver = {
	.probe = rtc_probe,
	.driver = {
		.name = "rtc",
		.of_match_table = rtc_ids,
	},
};
module_platform_driver(rtc_driver);
