/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQCHIP_H
#define INTERNAL_IRQCHIP_H

/*
 * Interrupt controllers.  A driver is found by its compatible string, registers a domain, and from then
 * on kernel/irq.c asks it to translate device-tree specifiers and to mask lines; the port's interrupt entry
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
	/* The same: the CPU that gets its interrupts; 0 or -EINVAL.  NULL: they stay with the first one. */
	int (*set_affinity)(struct irq_domain *domain, unsigned int hwirq, unsigned int cpu);
	/*
	 * The cells of an interrupts property to a number below the domain's size, and to IRQ_TYPE_* if
	 * they say it; 0 or -EINVAL.
	 */
	int (*translate)(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			 unsigned int *hwirq, u32 *type);
	/* The line's number in the controller's manual, for reports; may be NULL: it is hwirq. */
	unsigned int (*number)(const struct irq_domain *domain, unsigned int hwirq);
	/*
	 * Take and handle everything that this controller has pending for this CPU; interrupt context.
	 * NULL: it interrupts through another one's line, whose handler does it.
	 */
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
	unsigned int first;		/* interrupt number of line 0 */
	unsigned int cpu;		/* that gets the interrupts until set_affinity() says another */
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
	int (*init)(struct device_node *node);	/* 0; -ENODEV: not used, nothing to report */
	bool chained;
};

/* _CHAINED: started after the others, because it interrupts through one of them. */
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
 * For the port: the controllers' handlers; and an inter-processor interrupt by the first controller that
 * has them, false if none does.
 */
void irqchip_handle(void);
bool irqchip_send_ipi(unsigned int cpu);

#endif /* INTERNAL_IRQCHIP_H */
