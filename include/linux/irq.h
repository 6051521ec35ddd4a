/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQ_H
#define LINUX_IRQ_H

/* Trigger types, numbered as in device-tree bindings. */

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqreturn.h>
#include <linux/slab.h>
#include <linux/topology.h>

#define IRQ_TYPE_NONE		0x0
#define IRQ_TYPE_EDGE_RISING	0x1
#define IRQ_TYPE_EDGE_FALLING	0x2
#define IRQ_TYPE_EDGE_BOTH	(IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING)
#define IRQ_TYPE_LEVEL_HIGH	0x4
#define IRQ_TYPE_LEVEL_LOW	0x8
#define IRQ_TYPE_LEVEL_MASK	(IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW)
#define IRQ_TYPE_SENSE_MASK	0xf

/*
 * Set the trigger type.  Returns 0, or -EINVAL if the interrupt does not exist or the controller
 * does not support the type.  request_irq() sets the type that its flags or the device tree
 * contain.  Context: any.
 */
int irq_set_irq_type(unsigned int irq, unsigned int type);
unsigned int irq_get_trigger_type(unsigned int irq);

#endif /* LINUX_IRQ_H */
