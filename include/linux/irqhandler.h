/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQHANDLER_H
#define LINUX_IRQHANDLER_H

struct irq_desc;

/* Handle an interrupt of a line, with interrupts off.  linux/irq.h declares such functions. */
typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

#endif /* LINUX_IRQHANDLER_H */
