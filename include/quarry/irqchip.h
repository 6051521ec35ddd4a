/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_IRQCHIP_H
#define QUARRY_IRQCHIP_H

/*
 * Interrupt controllers.  A driver is found by its compatible string, registers a domain, and from then
 * on kernel/irq asks it to translate device-tree specifiers and to mask lines; the port's interrupt entry
 * calls irqchip_handle() for external interrupts.
 */

#include <linux/compiler.h>
#include <linux/types.h>

struct device_node;
struct irq_desc;
struct irq_domain;

struct irqchip_ops {
	const char *name;
	/* With the line's lock held, interrupts off. */
	void (*mask)(struct irq_domain *domain, unsigned int hwirq);
	void (*unmask)(struct irq_domain *domain, unsigned int hwirq);
	/* The same, with the line masked: its trigger, of IRQ_TYPE_*; 0 or -EINVAL.  May be NULL. */
	int (*set_type)(struct irq_domain *domain, unsigned int hwirq, u32 type);
	/*
	 * The cells of an interrupts property to a number below the domain's size, and to IRQ_TYPE_* if
	 * they say it; 0 or -EINVAL.
	 */
	int (*translate)(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			 unsigned int *hwirq, u32 *type);
	/* Take and handle everything that this controller has pending for this CPU; interrupt context. */
	void (*handle)(struct irq_domain *domain);
	/* Per-CPU part on CPUs after the first; may be NULL. */
	void (*init_cpu)(struct irq_domain *domain);
	/* Inter-processor interrupt, where the controller does it; may be NULL. */
	void (*send_ipi)(unsigned int cpu);
};

struct irq_domain {
	struct device_node *node;
	const struct irqchip_ops *ops;
	unsigned int size;
	struct irq_desc *descs;
	struct irq_domain *next;
};

/* Takes ownership of the domain, which must stay.  0; -EEXIST if it is registered already; -ENOMEM. */
int irq_domain_register(struct irq_domain *domain, struct device_node *node,
			const struct irqchip_ops *ops, unsigned int size);

/* Run the handlers of a line.  Interrupt context. */
void irq_domain_handle(struct irq_domain *domain, unsigned int hwirq);

struct irqchip {
	const char *compatible;
	int (*init)(struct device_node *node);
};

#define IRQCHIP_DECLARE(name, compat, fn)						\
	static const struct irqchip __irqchip_##name = { .compatible = compat, .init = fn };	\
	static const struct irqchip *const __irqchip_ptr_##name __used __retain		\
		__section("tbl_irqchip") = &__irqchip_##name

void irqchip_init(void);
void irqchip_init_cpu(void);

/* The controllers' handlers, and the first one's inter-processor interrupt; for the port. */
void irqchip_handle(void);
void irqchip_send_ipi(unsigned int cpu);

#endif /* QUARRY_IRQCHIP_H */
