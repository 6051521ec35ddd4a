// SPDX-License-Identifier: BSD-2-Clause
/*
 * An interrupt of which a thread does the longer part: the alarm of the clock of a "virt" machine
 * of QEMU.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/platform_device.h>

struct chime {
	void __iomem *regs;
	struct mutex lock;
	int nr_alarms;
	struct completion rung;
};

/* Acknowledge the interrupt.  Called with interrupts off. */
static irqreturn_t chime_interrupt(int irq, void *data)
{
	struct chime *chime = data;

	writel(1, chime->regs + 0x1c);
	return IRQ_WAKE_THREAD;
}

/* The thread may sleep. */
static irqreturn_t chime_thread(int irq, void *data)
{
	struct chime *chime = data;

	mutex_lock(&chime->lock);
	chime->nr_alarms++;
	mutex_unlock(&chime->lock);
	complete(&chime->rung);
	return IRQ_HANDLED;
}

static int chime_probe(struct platform_device *pdev)
{
	struct chime *chime = devm_kzalloc(&pdev->dev, sizeof(*chime), GFP_KERNEL);
	int irq = platform_get_irq(pdev, 0), err;

	if (!chime || irq < 0)
		return chime ? irq : -ENOMEM;
	mutex_init(&chime->lock);
	init_completion(&chime->rung);
	chime->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(chime->regs))
		return PTR_ERR(chime->regs);
	err = devm_request_threaded_irq(&pdev->dev, irq, chime_interrupt, chime_thread,
					IRQF_ONESHOT, dev_name(&pdev->dev), chime);
	if (err)
		return dev_err_probe(&pdev->dev, err, "no interrupt\n");
	writel(1, chime->regs + 0x10);
	if (of_device_is_compatible(pdev->dev.of_node, "arm,pl031")) {
		writel(readl(chime->regs) + 1, chime->regs + 4);
	} else {
		writel(0, chime->regs + 0x0c);		/* a time in the past: at once */
		writel(1, chime->regs + 0x08);
	}
	if (!wait_for_completion_timeout(&chime->rung, 5 * HZ))
		return -ETIMEDOUT;
	pr_info("passed\n");
	return 0;
}

static const struct of_device_id chime_ids[] = {
	{ .compatible = "google,goldfish-rtc" }, { .compatible = "arm,pl031" }, { }
};

static struct platform_driver chime_driver = {
	.probe = chime_probe,
	.driver = { .name = "books-chime", .of_match_table = chime_ids },
};

static int __init irq_threaded_demo_init(void)
{
	int err = platform_driver_register(&chime_driver);

	if (!err)
		platform_driver_unregister(&chime_driver);
	return err;
}
module_init(irq_threaded_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A threaded interrupt");
