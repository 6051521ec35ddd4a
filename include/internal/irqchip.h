/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQCHIP_H
#define INTERNAL_IRQCHIP_H

/*
 * Drivers of interrupt controllers.  A driver is found by its compatible string and registers a
 * domain, which is the set of the controller's interrupt lines.  kernel/irq.c then calls the driver
 * to translate device-tree specifiers and to mask lines.  The port's interrupt entry calls
 * irqchip_handle() for external interrupts.
 */

#include <linux/compiler.h>
#include <linux/types.h>

struct device_node;
struct irq_desc;
struct irq_domain;

struct irqchip_ops {
	const char *name;
	/* Called with the line's lock held and interrupts off. */
	void (*mask)(struct irq_domain *domain, unsigned int hwirq);
	void (*unmask)(struct irq_domain *domain, unsigned int hwirq);
	/*
	 * Set the trigger (IRQ_TYPE_*) of a masked line.  Called like mask().  Returns 0 or
	 * -EINVAL.  Optional.
	 */
	int (*set_type)(struct irq_domain *domain, unsigned int hwirq, u32 type);
	/*
	 * Route the line to a CPU.  Called like mask().  Returns 0 or -EINVAL.  Optional; if it is
	 * NULL, the first CPU receives all interrupts.
	 */
	int (*set_affinity)(struct irq_domain *domain, unsigned int hwirq, unsigned int cpu);
	/*
	 * Translate the cells of an interrupts property to a number below the domain's size, and to
	 * IRQ_TYPE_* if they contain it.  Returns 0 or -EINVAL.
	 */
	int (*translate)(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			 unsigned int *hwirq, u32 *type);
	/*
	 * Return the line's number in the controller's manual, for reports.  Optional; the default
	 * is hwirq.
	 */
	unsigned int (*number)(const struct irq_domain *domain, unsigned int hwirq);
	/*
	 * Handle all interrupts that are pending for this CPU, in interrupt context.  NULL if the
	 * controller is chained, because the handler of its parent line then handles them.
	 */
	void (*handle)(struct irq_domain *domain);
	/* Initialize the controller for the calling CPU, which is not the boot CPU.  Optional. */
	void (*init_cpu)(struct irq_domain *domain);
	/* Send an inter-processor interrupt.  Optional. */
	void (*send_ipi)(unsigned int cpu);
	bool oneshot_safe;	/* lines are messages: an interrupt is not raised again at once */
};

struct irq_domain {
	struct device_node *node;
	const struct irqchip_ops *ops;
	unsigned int size;
	unsigned int first;		/* interrupt number of line 0 */
	unsigned int cpu;		/* CPU that receives the interrupts; see set_affinity() */
	struct irq_desc *descs;
	struct irq_domain *next;
};

/*
 * Register a domain, which must remain valid.  Returns 0, -EEXIST if it is registered already, or
 * -ENOMEM.
 */
int irq_domain_register(struct irq_domain *domain, struct device_node *node,
			const struct irqchip_ops *ops, unsigned int size);

/* Call the handlers of a line.  Context: interrupt. */
void irq_domain_handle(struct irq_domain *domain, unsigned int hwirq);

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
