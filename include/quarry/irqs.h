/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_IRQS_H
#define QUARRY_IRQS_H

#include <linux/types.h>

struct device_node;
struct irq_domain;

/*
 * The interrupt number of a specifier of this controller: positive, -EINVAL if the controller does not
 * understand it, -EPROBE_DEFER if it has no driver (yet).
 */
int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells);

/* Each line that has a handler. */
void irqs_for_each(void (*fn)(unsigned int irq, const struct irq_domain *domain, unsigned int hwirq,
			      unsigned long count, const char *name, void *arg), void *arg);

#endif /* QUARRY_IRQS_H */
