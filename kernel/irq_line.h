/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_IRQ_LINE_H
#define KERNEL_IRQ_LINE_H

/* Interrupt lines: what the files kernel/irq*.c share. */

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>

struct task_struct;
struct irq_info;

struct irq_action {
	irq_handler_t handler;
	irq_handler_t thread_fn;
	void *dev_id;
	const char *name;
	unsigned long flags;
	struct irq_desc *desc;
	int irq;
	bool pending;			/* thread_fn has work */
	struct task_struct *thread;
	struct irq_action *next;
};

/* The chip of a line whose irq_domain set none: request_irq() returns -ENOSYS. */
extern struct irq_chip no_irq_chip;

static inline bool irq_is_nested(const struct irq_desc *desc)
{
	return desc->status & IRQ_NESTED_THREAD;
}

/* Lock a line for a change that may call functions of its chip, and unlock it. */
unsigned long irq_lock_line(struct irq_desc *desc) __acquires(&desc->lock);
void irq_unlock_line(struct irq_desc *desc, unsigned long flags) __releases(&desc->lock);

/* Mask or unmask the line according to its state.  Called with the lock held. */
void __irq_update(struct irq_desc *desc) __must_hold(&desc->lock);

/* Set the trigger type of a masked line.  Called with the lock held. */
int __irq_set_type(struct irq_desc *desc, u32 type) __must_hold(&desc->lock);

/* Call the handlers of a line like handle_simple_irq(), and record an edge that comes too early. */
void irq_handle_edge(struct irq_desc *desc);

/* Return true if the line has a chained handler. */
bool irq_is_chained(const struct irq_desc *desc);

/*
 * Let a line pass its interrupts to the line of a child domain, or to none (NULL).  Returns 0, or
 * -EBUSY if it has a handler or a child.
 */
int irq_set_child(struct irq_desc *desc, struct irq_desc *child);

/*
 * Call activate() of the line's domains, unless it was called; or deactivate(), if the line has no
 * handler.  Called with the lock held.
 */
int irq_activate(struct irq_desc *desc) __must_hold(&desc->lock);
void irq_deactivate(struct irq_desc *desc) __must_hold(&desc->lock);

/* Describe a line for a report.  Returns false if the line has no handler of request_irq(). */
bool irq_describe(struct irq_desc *desc, struct irq_info *info);

#endif /* KERNEL_IRQ_LINE_H */
