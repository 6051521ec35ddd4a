/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_IRQ_H
#define LINUX_OF_IRQ_H

#include <linux/of.h>

/*
 * The specifier of interrupt index: controller in out->np and its cells, through interrupts-extended,
 * interrupt-parent and any interrupt-map on the way.  0; -EINVAL; -ENOENT after the last.
 */
int of_irq_parse_one(struct device_node *np, int index, struct of_phandle_args *out);

/* Number for request_irq(): positive; -EPROBE_DEFER if the controller has no driver; -EINVAL, -ENOENT. */
int of_irq_get(struct device_node *np, int index);
int of_irq_get_byname(struct device_node *np, const char *name);
int of_irq_count(struct device_node *np);

#endif /* LINUX_OF_IRQ_H */
