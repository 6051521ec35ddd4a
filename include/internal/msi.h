/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_MSI_H
#define INTERNAL_MSI_H

/* Interface for drivers of controllers of message-signaled interrupts (MSI). */

#include <linux/list.h>
#include <linux/msi.h>

struct device_node;
struct msi_controller;

/* Called for one device at a time.  Context: thread, except for compose. */
struct msi_controller_ops {
	/*
	 * Allocate @n interrupts for the device that the controller identifies by @device_id, and
	 * store their numbers.  Returns 0 or -errno.
	 */
	int (*alloc)(struct msi_controller *controller, u32 device_id, unsigned int n,
		     unsigned int *irqs);
	void (*free)(struct msi_controller *controller, u32 device_id, unsigned int n,
		     const unsigned int *irqs);
	/* Compose the message of interrupt @index of the device.  Context: any. */
	void (*compose)(struct msi_controller *controller, unsigned int irq, unsigned int index,
			struct msi_msg *msg);
};

struct msi_controller {
	struct device_node *node;
	const struct msi_controller_ops *ops;
	struct list_head list;		/* used by drivers/irqchip/msi.c */
};

/* Register a controller, which must remain valid. */
void msi_controller_register(struct msi_controller *controller);

/* Pass a new message to the device after its interrupt was moved.  Context: any. */
void msi_message_changed(unsigned int irq);

#endif /* INTERNAL_MSI_H */
