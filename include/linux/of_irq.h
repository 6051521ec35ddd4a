/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_IRQ_H
#define LINUX_OF_IRQ_H

#include <linux/ioport.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/of.h>

/* A type that Linux's header irqchip.h needs.  No function uses it. */
typedef int (*of_irq_init_cb_t)(struct device_node *node, struct device_node *parent);

/*
 * Find the controller (out->np) and the cells of interrupt @index of @np by the properties
 * interrupts-extended, interrupt-parent and interrupt-map.  Returns 0, -EINVAL, or -ENOENT if
 * @index is above the last interrupt.
 */
int of_irq_parse_one(struct device_node *np, int index, struct of_phandle_args *out);

/* Return the interrupt parent of a node, which has #interrupt-cells, or NULL.  Context: any. */
struct device_node *of_irq_find_parent(struct device_node *np);

/*
 * Map interrupt @index, and return its positive number for request_irq(), -EPROBE_DEFER if the
 * controller's driver is not bound yet, -EINVAL, -ENOENT, -ENOMEM, or an error of the driver.
 * Context: thread.
 */
int of_irq_get(struct device_node *np, int index);

/* Return the interrupt number like of_irq_get(), or 0 instead of an error. */
unsigned int irq_of_parse_and_map(struct device_node *np, int index);
int of_irq_get_byname(struct device_node *np, const char *name);
int of_irq_count(struct device_node *np);

#endif /* LINUX_OF_IRQ_H */
