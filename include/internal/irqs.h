/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQS_H
#define INTERNAL_IRQS_H

#include <linux/types.h>

struct device_node;

/*
 * The interrupt number of a specifier of this controller: positive, -EINVAL if the controller does not
 * understand it, -EPROBE_DEFER if it has no driver (yet).
 */
int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells);

/* Whether a handler is installed. */
bool irq_has_handler(unsigned int irq);

struct irq_info {
	unsigned int irq;
	const char *controller;
	unsigned int line;		/* as the controller's manual counts them */
	int cpu;			/* that handles it; -1: each its own */
	unsigned long count;
	const char *name;
};

/* Each line that has a handler. */
void irqs_for_each(void (*fn)(const struct irq_info *info, void *arg), void *arg);

#endif /* INTERNAL_IRQS_H */
