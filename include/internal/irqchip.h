/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQCHIP_H
#define INTERNAL_IRQCHIP_H

/*
 * Drivers of interrupt controllers.  A driver is found by its compatible string, and creates an
 * irq_domain (linux/irqdomain.h), which is the set of the controller's interrupt lines.  If the
 * controller interrupts a CPU, the driver also adds a root.  The port's interrupt entry calls
 * irqchip_handle() for external interrupts.
 */

#include <linux/compiler.h>
#include <linux/irqdomain.h>
#include <linux/types.h>

struct irqchip_root {
	/* Handle all interrupts that are pending for this CPU, in interrupt context. */
	void (*handle)(struct irqchip_root *root);
	/* Initialize the controller for the calling CPU, which is not the boot CPU.  Optional. */
	void (*init_cpu)(struct irqchip_root *root);
	/* Send an inter-processor interrupt.  Optional. */
	void (*send_ipi)(unsigned int cpu);
	struct irqchip_root *next;
};

/* Add a root, which must remain valid, and whose lines may interrupt from then on. */
void irqchip_add_root(struct irqchip_root *root);

/*
 * Create the domain of a controller with lines 0 to @size - 1, like irq_domain_create_linear(), and
 * print its @name.
 */
struct irq_domain *irqchip_create_domain(struct device_node *node, const char *name,
					 unsigned int size, const struct irq_domain_ops *ops,
					 void *host_data);

/*
 * An irq_eoi() for chips of roots whose handle() ends an interrupt after the flow handler returns.
 * Chained handlers then do not mask the line.
 */
void irqchip_eoi_by_root(struct irq_data *data);

struct irqchip {
	const char *compatible;
	int (*init)(struct device_node *node);	/* returns -ENODEV if the node is not used */
	bool chained;
};

/* A chained controller raises a line of another controller, so its driver starts later. */
#define IRQCHIP_DECLARE(name, compat, fn)		__IRQCHIP(name, compat, fn, false)
#define IRQCHIP_DECLARE_CHAINED(name, compat, fn)	__IRQCHIP(name, compat, fn, true)
#define __IRQCHIP(name, compat, fn, is_chained)						\
	static const struct irqchip __irqchip_##name =					\
		{ .compatible = compat, .init = fn, .chained = is_chained };		\
	static const struct irqchip *const __irqchip_ptr_##name __used __retain		\
		__section("tbl_irqchip") = &__irqchip_##name

void irqchip_init(void);
void irqchip_init_cpu(void);

/*
 * irqchip_handle() handles external interrupts.  irqchip_send_ipi() sends an inter-processor
 * interrupt with the first controller that supports it, or returns false if none does.  Both are
 * called by the port.
 */
void irqchip_handle(void);
bool irqchip_send_ipi(unsigned int cpu);

#endif /* INTERNAL_IRQCHIP_H */
