/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MSI_H
#define LINUX_MSI_H

/*
 * Message-signaled interrupts (MSI): a device interrupts by writing a value to an address.  Only
 * platform devices are supported; msi-parent of the device's node refers to the controller.  Quarry
 * has no PCI.
 */

#include <linux/device.h>
#include <linux/irq.h>
#include <linux/types.h>

struct msi_msg {
	u32 address_lo, address_hi;
	u32 data;
};

struct msi_desc {
	unsigned int irq;
	u16 msi_index;			/* index within the device */
	struct device *dev;
	struct msi_msg msg;		/* last message written to the device */
};

/* Write the message to the device.  Context: any; interrupts may be off. */
typedef void (*irq_write_msi_msg_t)(struct msi_desc *desc, struct msi_msg *msg);

/*
 * Allocate @nvec edge interrupts for the device.  @write_msi_msg writes the message of each
 * interrupt to the device, and is called again when irq_set_affinity() moves the interrupt.  The
 * interrupts are freed when the driver is unbound, or earlier by
 * platform_device_msi_free_irqs_all().  Returns 0; -ENODEV if the node has no controller;
 * -EPROBE_DEFER if the controller is not bound yet; -EEXIST if the device already has MSIs;
 * -EINVAL; -ENOMEM; or an error of the controller, such as -ENOSPC.  Context: thread.
 */
int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int nvec,
					    irq_write_msi_msg_t write_msi_msg);
/*
 * Free the device's interrupts.  All handlers must have been removed; if a handler remains, it is
 * reported and no interrupt is freed.
 */
void platform_device_msi_free_irqs_all(struct device *dev);

/*
 * Return the number of the device's interrupt @index, for request_irq(), or 0 if the interrupt does
 * not exist.
 */
unsigned int msi_get_virq(struct device *dev, unsigned int index);

#endif /* LINUX_MSI_H */
