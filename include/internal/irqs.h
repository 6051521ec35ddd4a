/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQS_H
#define INTERNAL_IRQS_H

#include <linux/types.h>

struct device_node;

/*
 * Map the line of a device-tree specifier.  Returns its positive interrupt number, -EINVAL or
 * another error of the driver if the controller does not accept the specifier, -ENOMEM, or
 * -EPROBE_DEFER if the controller is not bound yet.  Context: thread.
 */
int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells);

/* Return true if the interrupt has a handler. */
bool irq_has_handler(unsigned int irq);

struct irq_info {
	unsigned int irq;
	const char *controller;
	unsigned int line;		/* number in the controller's manual */
	int cpu;			/* CPU that handles the interrupt; -1 for a per-CPU line */
	unsigned long count;
	const char *name;
};

/* Call @fn for each line with a handler. */
void irqs_for_each(void (*fn)(const struct irq_info *info, void *arg), void *arg);

#endif /* INTERNAL_IRQS_H */
