// SPDX-License-Identifier: BSD-2-Clause
/*
 * Two handlers on the interrupt of a real-time clock.  The "virt" machines of QEMU have such a
 * clock: the Goldfish RTC, which counts nanoseconds, and the PL031, which counts seconds.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>

#define CLEAR	0x1c

static void __iomem *regs;
static int nr_calls;
static DECLARE_COMPLETION(both_called);

static irqreturn_t clock_interrupt(int irq, void *data)
{
	writel(1, regs + CLEAR);
	nr_calls++;
	return IRQ_HANDLED;
}

static irqreturn_t other_interrupt(int irq, void *data)
{
	complete(&both_called);
	return IRQ_NONE;
}

static int clock_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int irq = platform_get_irq(pdev, 0), err;

	regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(regs) || irq < 0)
		return IS_ERR(regs) ? (int)PTR_ERR(regs) : irq;
	err = devm_request_irq(dev, irq, clock_interrupt, IRQF_SHARED, "first", &nr_calls);
	if (!err)
		err = devm_request_irq(dev, irq, other_interrupt, IRQF_SHARED, "second", dev);
	if (err)
		return dev_err_probe(dev, err, "no interrupt\n");
	if (of_device_is_compatible(dev->of_node, "arm,pl031")) {
		writel(readl(regs) + 1, regs + 4);
		writel(1, regs + 0x10);
	} else {
		writel(1, regs + 0x10);
		writel(0, regs + 0x0c);		/* a time in the past: at once */
		writel(1, regs + 0x08);
	}
	if (!wait_for_completion_timeout(&both_called, 5 * HZ) || !nr_calls)
		return -ETIMEDOUT;
	pr_info("passed\n");
	return 0;
}

static const struct of_device_id clock_ids[] = {
	{ .compatible = "google,goldfish-rtc" }, { .compatible = "arm,pl031" }, { }
};

static struct platform_driver clock_driver = {
	.probe = clock_probe,
	.driver = { .name = "books-clock", .of_match_table = clock_ids },
};

/* The driver is unregistered, so that another one can have the clock. */
static int __init irq_shared_demo_init(void)
{
	int err = platform_driver_register(&clock_driver);

	if (!err)
		platform_driver_unregister(&clock_driver);
	return err;
}
module_init(irq_shared_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A shared interrupt");
