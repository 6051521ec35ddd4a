/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_IMSIC_H
#define DRIVERS_IRQCHIP_IMSIC_H

#include <linux/types.h>

struct device_node;
struct irq_domain;

/* True once the controller of this node is ready for the others. */
bool imsic_is(const struct device_node *node);

/*
 * A free interrupt identity, on every CPU, for a line of a controller that sends messages: done(), unless
 * NULL, is called after the line's handlers.  -ENOSPC.  Any context.
 */
int imsic_alloc(struct irq_domain *domain, unsigned int hwirq,
		void (*done)(struct irq_domain *domain, unsigned int hwirq));

/* The CPU's index in the fields that say where a message goes (AIA 4.9.1). */
u32 imsic_hart_index(unsigned int cpu);

/* For messages of devices: the controller's node, NULL if none works; the page that a CPU's file is. */
struct device_node *imsic_node(void);
phys_addr_t imsic_page(unsigned int cpu);

#endif /* DRIVERS_IRQCHIP_IMSIC_H */
