/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQDESC_H
#define LINUX_IRQDESC_H

/* The state of an interrupt line.  Drivers use the functions, and no fields except irq_data. */

#include <linux/container_of.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct irq_action;
struct irq_domain;

struct irq_desc {
	struct irq_data irq_data;
	irq_flow_handler_t handle_irq;
	struct irq_action *action;	/* first handler of request_irq(), or NULL */
	void *handler_data;
	struct irq_desc *child;		/* line that gets the interrupts, or NULL: irqdomain.c */
	irq_flow_handler_t own_flow;	/* handle_irq before the line had a child */
	unsigned long count;
	spinlock_t lock;
	unsigned int depth;	/* number of disable_irq() calls that no enable_irq() undid */
	unsigned int running;	/* number of CPUs that run handlers; updated atomically */
	u32 status;		/* IRQ_NOREQUEST and others */
	u16 active;		/* threads of handlers that have work */
	u16 oneshot;		/* those of them that keep the line masked */
	u16 unhandled;		/* consecutive unhandled interrupts */
	u16 cpu;		/* CPU that irq_set_affinity() selected */
	u8 tree_type;		/* IRQ_TYPE_* from the device tree */
	u8 type;		/* current type; a driver may have changed it */
	bool percpu;		/* IRQF_PERCPU */
	bool started;		/* the line was enabled for its handlers */
	bool off;		/* disabled, or without handlers */
	bool masked;		/* off, or masked by the threads of one-shot handlers */
	bool for_child;		/* mapped for a child, and disposed of with it */
	bool has_parent;	/* the line is the child of irq_data.parent_data's line */
	bool activated;		/* irq_domain_ops.deactivate() must be called */
	bool eoi_due;		/* irq_eoi() is called before the line is unmasked */
	bool replay;	/* an edge arrived while the line was masked or its handlers ran */
	struct rcu_head rcu;
};

/* Return the line with this number, or NULL. */
struct irq_desc *irq_to_desc(unsigned int irq);

/* Return the line whose handlers are called, also for the data of a parent's line. */
static inline struct irq_desc *irq_data_to_desc(struct irq_data *data)
{
	struct irq_desc *desc = container_of(data, struct irq_desc, irq_data);

	for (struct irq_desc *child; (child = READ_ONCE(desc->child));)
		desc = child;
	return desc;
}

static inline unsigned int irq_desc_get_irq(struct irq_desc *desc)
{
	return desc->irq_data.irq;
}

static inline struct irq_data *irq_desc_get_irq_data(struct irq_desc *desc)
{
	return &desc->irq_data;
}

static inline struct irq_chip *irq_desc_get_chip(struct irq_desc *desc)
{
	return desc->irq_data.chip;
}

static inline void *irq_desc_get_chip_data(struct irq_desc *desc)
{
	return desc->irq_data.chip_data;
}

static inline void *irq_desc_get_handler_data(struct irq_desc *desc)
{
	return desc->handler_data;
}

static inline void *irq_data_get_irq_handler_data(struct irq_data *data)
{
	return irq_data_to_desc(data)->handler_data;
}

/*
 * Return or set the trigger type (IRQ_TYPE_*) of a line.  It is that of the device tree until a
 * driver requests another type.  Only a chip's irq_set_type() and an irq_domain's map() may set it.
 */
static inline u32 irqd_get_trigger_type(struct irq_data *data)
{
	return irq_data_to_desc(data)->type;
}

static inline void irqd_set_trigger_type(struct irq_data *data, u32 type)
{
	irq_data_to_desc(data)->type = type & IRQ_TYPE_SENSE_MASK;
}

static inline bool irqd_is_level_type(struct irq_data *data)
{
	return irqd_get_trigger_type(data) & IRQ_TYPE_LEVEL_MASK;
}

static inline bool irqd_irq_disabled(struct irq_data *data)
{
	return irq_data_to_desc(data)->off;
}

/* No interrupt wakes the machine, because it never sleeps. */
static inline bool irqd_is_wakeup_set(struct irq_data *data)
{
	return false;
}

static inline bool irqd_irq_masked(struct irq_data *data)
{
	return irq_data_to_desc(data)->masked;
}

static inline bool irqd_is_started(struct irq_data *data)
{
	return irq_data_to_desc(data)->started;
}

/*
 * Record the CPU that receives a line's interrupts.  An irq_domain's map() calls it if this CPU is
 * not the boot CPU.  @mask has one CPU.
 */
static inline void irq_data_update_effective_affinity(struct irq_data *data,
						      const struct cpumask *mask)
{
	irq_data_to_desc(data)->cpu = (u16)cpumask_first(mask);
}

/* Return true if the line has a handler, which may be a chained one. */
static inline int irq_desc_has_action(struct irq_desc *desc)
{
	return desc && desc->action;
}

/*
 * Set the flow handler in a chip's irq_set_type(), for example handle_edge_irq() or
 * handle_level_irq().
 */
static inline void irq_set_handler_locked(struct irq_data *data, irq_flow_handler_t handler)
{
	WRITE_ONCE(irq_data_to_desc(data)->handle_irq, handler);
}

/* Set the chip, too, and the name of the handler, which is not stored. */
static inline void irq_set_chip_handler_name_locked(struct irq_data *data,
						    const struct irq_chip *chip,
						    irq_flow_handler_t handler, const char *name)
{
	WRITE_ONCE(data->chip, (struct irq_chip *)chip);
	irq_set_handler_locked(data, handler);
}

/*
 * Handle an interrupt of a line, which is given by its interrupt number or by its number in a
 * domain.  The driver of an interrupt controller calls this, usually in a chained handler.  Returns
 * 0, or -EINVAL if the line does not exist or is not mapped.  Context: interrupts off; the _safe
 * forms may be called in any context.
 */
static inline void generic_handle_irq_desc(struct irq_desc *desc)
{
	READ_ONCE(desc->handle_irq)(desc);
}

int generic_handle_irq(unsigned int irq);
int generic_handle_domain_irq(struct irq_domain *domain, irq_hw_number_t hwirq);

static inline int generic_handle_irq_safe(unsigned int irq)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = generic_handle_irq(irq);
	local_irq_restore(flags);
	return ret;
}

static inline int generic_handle_domain_irq_safe(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = generic_handle_domain_irq(domain, hwirq);
	local_irq_restore(flags);
	return ret;
}

/*
 * Give the line's lock a class of its own, for CONFIG_PROVE_LOCKING.  A chip needs this if its
 * functions change a line of its parent, because both locks are held then.
 */
static inline void irq_set_lockdep_class(unsigned int irq, struct lock_class_key *lock_class,
					 struct lock_class_key *request_class)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (desc)
		lockdep_set_class(&desc->lock, lock_class);
}

#endif /* LINUX_IRQDESC_H */
