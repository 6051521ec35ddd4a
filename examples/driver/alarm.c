// SPDX-License-Identifier: BSD-2-Clause
/*
 * A complete driver with registers, an interrupt, device-managed memory and a waiting caller.  It
 * sets the alarm of a real-time clock and reports the clock's interrupt.  Both "virt" machines of
 * QEMU have such a clock: the Goldfish RTC on RISC-V and the PL031 on AArch64.
 *
 *	make run APP=examples/driver ARGS='alarm.seconds=2'
 */

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

static uint seconds = 1;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "time from probe to the alarm");

/* The differences between the two kinds of clock. */
struct alarm_type {
	u64 (*now)(void __iomem *regs);		/* seconds since 1970 */
	void (*start)(void __iomem *regs, u64 when);
	u32 clear; /* offset of the register that clears the interrupt */
};

struct alarm {
	const struct alarm_type *type;
	void __iomem *regs;
	struct completion rung;
};

/* The device that app_main() waits for, or NULL if no probe has succeeded. */
static struct alarm *the_alarm;

/*
 * Return the time of the Goldfish RTC, which counts nanoseconds.  Reading the low half of the time
 * latches the high half.
 */
static u64 goldfish_now(void __iomem *regs)
{
	u64 low = readl(regs);

	return ((u64)readl(regs + 0x04) << 32 | low) / NSEC_PER_SEC;
}

/*
 * Set the alarm of the Goldfish RTC.  Writing the low half starts the alarm, so the high half is
 * written first.
 */
static void goldfish_start(void __iomem *regs, u64 when)
{
	writel(1, regs + 0x10);
	writel(upper_32_bits(when * NSEC_PER_SEC), regs + 0x0c);
	writel(lower_32_bits(when * NSEC_PER_SEC), regs + 0x08);
}

/*
 * Return the time of the PL031, which counts seconds.  RTCDR is at 0, RTCMR at 4 and RTCIMSC at
 * 0x10 (Arm DDI 0224).
 */
static u64 pl031_now(void __iomem *regs)
{
	return readl(regs);
}

static void pl031_start(void __iomem *regs, u64 when)
{
	writel(when, regs + 0x04);
	writel(1, regs + 0x10);
}

static const struct alarm_type goldfish = { goldfish_now, goldfish_start, .clear = 0x1c };
static const struct alarm_type pl031 = { pl031_now, pl031_start, .clear = 0x1c };

static const struct of_device_id alarm_ids[] = {
	{ .compatible = "google,goldfish-rtc", .data = &goldfish },
	{ .compatible = "arm,pl031", .data = &pl031 },
	{ }
};

/* Acknowledge the interrupt and wake the waiting thread.  Called with interrupts off. */
static irqreturn_t alarm_interrupt(int irq, void *data)
{
	struct alarm *alarm = data;

	writel(1, alarm->regs + alarm->type->clear);
	complete(&alarm->rung);
	return IRQ_HANDLED;
}

static int alarm_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct alarm *alarm = devm_kzalloc(dev, sizeof(*alarm), GFP_KERNEL);
	int irq, err;

	if (!alarm)
		return -ENOMEM;
	alarm->type = of_match_node(alarm_ids, dev->of_node)->data;
	init_completion(&alarm->rung);
	alarm->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(alarm->regs))
		return PTR_ERR(alarm->regs);
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	err = devm_request_irq(dev, irq, alarm_interrupt, 0, dev_name(dev), alarm);
	if (err)
		return dev_err_probe(dev, err, "no interrupt\n");
	platform_set_drvdata(pdev, alarm);
	the_alarm = alarm;
	dev_info(dev, "the alarm is set to %u s from now\n", seconds);
	alarm->type->start(alarm->regs, alarm->type->now(alarm->regs) + seconds);
	return 0;
}

/*
 * Remove the device.  Its memory, mapping and interrupt are device-managed: they are released in
 * reverse order after this function returns.
 */
static void alarm_remove(struct platform_device *pdev)
{
	the_alarm = NULL;
}

static struct platform_driver alarm_driver = {
	.probe = alarm_probe,
	.remove = alarm_remove,
	.driver = {
		.name = "alarm",
		.of_match_table = alarm_ids,
	},
};
module_platform_driver(alarm_driver);

/*
 * Wait for the alarm.  This function is called after all drivers are bound and before the shell
 * starts.
 */
int app_main(void)
{
	if (!the_alarm)
		return -ENODEV;
	if (!wait_for_completion_timeout(&the_alarm->rung, (seconds + 5) * HZ))
		return -ETIMEDOUT;
	pr_info("the alarm has rung\n");
	return 0;
}

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("The alarm of a real-time clock");
