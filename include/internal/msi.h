/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_MSI_H
#define INTERNAL_MSI_H

/* Controllers of message-signalled interrupts, for their drivers. */

#include <linux/list.h>
#include <linux/msi.h>

struct device_node;
struct msi_controller;

/* Called with interrupts of one device at a time.  Thread context, but for compose. */
struct msi_controller_ops {
	/* n interrupts for the device that the controller knows by that number: their numbers; -errno. */
	int (*alloc)(struct msi_controller *controller, u32 device_id, unsigned int n, unsigned int *irqs);
	void (*free)(struct msi_controller *controller, u32 device_id, unsigned int n,
		     const unsigned int *irqs);
	/* The message of the device's index-th interrupt.  Any context. */
	void (*compose)(struct msi_controller *controller, unsigned int irq, unsigned int index,
			struct msi_msg *msg);
};

struct msi_controller {
	struct device_node *node;
	const struct msi_controller_ops *ops;
	struct list_head list;		/* drivers/irqchip/msi.c's */
};

/* The controller stays. */
void msi_controller_register(struct msi_controller *controller);

/* An interrupt was moved, and its message with it: tell the device.  Any context. */
void msi_message_changed(unsigned int irq);

#endif /* INTERNAL_MSI_H */
