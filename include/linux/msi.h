/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MSI_H
#define LINUX_MSI_H

/*
 * Message-signalled interrupts: a device interrupts by writing a word to an address, which both are told to
 * it.  For platform devices, whose node names the controller by msi-parent; there is no PCI.
 */

#include <linux/device.h>
#include <linux/types.h>

struct msi_msg {
	u32 address_lo, address_hi;
	u32 data;
};

struct msi_desc {
	unsigned int irq;
	u16 msi_index;			/* of the device's */
	struct device *dev;
	struct msi_msg msg;		/* that was written last */
};

/* Tell the device: any context, interrupts may be off. */
typedef void (*irq_write_msi_msg_t)(struct msi_desc *desc, struct msi_msg *msg);

/*
 * nvec interrupts, edges, each with a message that the device is told.  They are moved like others, by
 * irq_set_affinity(), upon which the device may be told another message.  0; -ENODEV: the device's node
 * names no controller; -EPROBE_DEFER: the controller has no driver (yet); -EEXIST: the device has some;
 * -EINVAL, -ENOSPC, -ENOMEM.  They go with the driver, or before.  Thread context.
 */
int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int nvec,
					    irq_write_msi_msg_t write_msi_msg);
/* Their handlers were removed; interrupts that still have one are reported, and all stay. */
void platform_device_msi_free_irqs_all(struct device *dev);

/* The number of the index-th interrupt, for request_irq(); 0: there is none. */
unsigned int msi_get_virq(struct device *dev, unsigned int index);

#endif /* LINUX_MSI_H */
