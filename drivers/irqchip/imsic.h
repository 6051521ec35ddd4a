/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_IMSIC_H
#define DRIVERS_IRQCHIP_IMSIC_H

#include <linux/types.h>

struct device_node;
struct irq_domain;

/* Return true if @node is the IMSIC and it is initialized, so that other controllers can use it. */
bool imsic_is(const struct device_node *node);

/*
 * Allocate an interrupt identity, on every CPU, for line @hwirq of a controller that sends
 * messages.  Unless @done is NULL, it is called after the line's handlers.  Returns the identity or
 * -ENOSPC.  Context: any.
 */
int imsic_alloc(struct irq_domain *domain, unsigned int hwirq,
		void (*done)(struct irq_domain *domain, unsigned int hwirq));

/* Return the CPU's hart index for the target field of a message (AIA 4.9.1). */
u32 imsic_hart_index(unsigned int cpu);

/*
 * Return the node of the IMSIC that receives messages of devices, or NULL if the IMSIC is not
 * initialized.
 */
struct device_node *imsic_node(void);
/* Return the physical address of the page of a CPU's interrupt file. */
phys_addr_t imsic_page(unsigned int cpu);

#endif /* DRIVERS_IRQCHIP_IMSIC_H */
