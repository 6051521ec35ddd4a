// SPDX-License-Identifier: BSD-2-Clause
/*
 * The interface for drivers of interrupt controllers: set the chip and the handlers of a line, and
 * the flow handlers for lines that need functions of their chip during an interrupt.
 *
 * Locking: desc->lock, as in irq.c.  Flow handlers call functions of the chip with the lock held,
 * except irq_eoi().
 */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "irq_line.h"

/* ---- properties of a line -------------------------------------------------------------------- */

int irq_set_chip(unsigned int irq, const struct irq_chip *chip)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	spin_lock_irqsave(&desc->lock, flags);
	desc->irq_data.chip = chip ? (struct irq_chip *)chip : &no_irq_chip;
	spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}

int irq_set_chip_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	WRITE_ONCE(desc->irq_data.chip_data, data);
	return 0;
}

int irq_set_handler_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	WRITE_ONCE(desc->handler_data, data);
	return 0;
}

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	spin_lock_irqsave(&desc->lock, flags);
	desc->status = (desc->status & ~(u32)clr) | (u32)set;
	spin_unlock_irqrestore(&desc->lock, flags);
}

/* ---- flow handlers --------------------------------------------------------------------------- */

/* The handler of a line with a chained flow handler, which keeps the line in use and enabled. */
static struct irq_action chained_action = { .name = "chained", .dev_id = &chained_action };

bool irq_is_chained(const struct irq_desc *desc)
{
	return READ_ONCE(desc->action) == &chained_action;
}

/* Enable a line for a chained handler, or disable it.  Called with the lock held. */
static void irq_set_chained(struct irq_desc *desc, bool chained) __must_hold(&desc->lock)
{
	bool enabled = chained;

	if (chained) {
		if (__irq_set_type(desc, desc->tree_type))
			pr_err("%s: line %lu does not support trigger %u\n",
			       desc->irq_data.chip->name, desc->irq_data.hwirq, desc->tree_type);
		enabled = !irq_activate(desc);
		if (!enabled)
			pr_err("%s: line %lu cannot be activated, and is not enabled\n",
			       desc->irq_data.chip->name, desc->irq_data.hwirq);
		desc->status |= IRQ_NOREQUEST;
	} else {
		desc->status &= ~(u32)IRQ_NOREQUEST;
	}
	desc->depth = !enabled;
	WRITE_ONCE(desc->action, chained ? &chained_action : NULL);
	__irq_update(desc);
	irq_deactivate(desc);
}

static void irq_forward(struct irq_desc *desc)
{
	struct irq_desc *child = READ_ONCE(desc->child);

	if (child)
		READ_ONCE(child->handle_irq)(child);
}

int irq_set_child(struct irq_desc *desc, struct irq_desc *child)
{
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&desc->lock, flags);
	if (!child) {
		WRITE_ONCE(desc->handle_irq, desc->own_flow);
		WRITE_ONCE(desc->child, NULL);
		desc->status &= ~(u32)IRQ_NOREQUEST;
		WRITE_ONCE(desc->action, NULL);
	} else if (desc->action) {
		err = -EBUSY;
	} else {
		desc->own_flow = desc->handle_irq;
		WRITE_ONCE(desc->child, child);
		WRITE_ONCE(desc->handle_irq, irq_forward);
		desc->status |= IRQ_NOREQUEST;
		WRITE_ONCE(desc->action, &chained_action);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	return err;
}

/* Set the flow handler and, if @data is not NULL, its data. */
static void irq_set_flow(unsigned int irq, irq_flow_handler_t handle, bool chained, void **data)
{
	struct irq_desc *desc = irq_to_desc(irq);
	bool in_use, was_chained;
	unsigned long flags;

	if (!desc)
		return;
	flags = irq_lock_line(desc);
	was_chained = irq_is_chained(desc);
	in_use = chained && handle && desc->action && !was_chained;
	if (!in_use) {
		/* A masked line never runs the new handler with the old data. */
		if (was_chained)
			irq_set_chained(desc, false);
		if (data)
			desc->handler_data = *data;
		WRITE_ONCE(desc->handle_irq, handle ? handle : handle_bad_irq);
		if (chained && handle)
			irq_set_chained(desc, true);
	}
	irq_unlock_line(desc, flags);
	WARN(in_use, "interrupt %u has a handler and cannot be chained\n", irq);
}

void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle, int is_chained,
		       const char *name)
{
	irq_set_flow(irq, handle, is_chained, NULL);
}

void irq_set_chained_handler_and_data(unsigned int irq, irq_flow_handler_t handle, void *data)
{
	irq_set_flow(irq, handle, true, &data);
}

void irq_set_chip_and_handler(unsigned int irq, const struct irq_chip *chip,
			      irq_flow_handler_t handle)
{
	irq_set_chip(irq, chip);
	irq_set_flow(irq, handle, false, NULL);
}

/* Mask and acknowledge a line.  Called with the lock held. */
static void irq_mask_ack(struct irq_data *data)
{
	if (data->chip->irq_mask_ack) {
		data->chip->irq_mask_ack(data);
		return;
	}
	if (data->chip->irq_mask)
		data->chip->irq_mask(data);
	if (data->chip->irq_ack)
		data->chip->irq_ack(data);
}

/*
 * The line is unmasked again unless it must stay masked, or another CPU runs its handlers; that CPU
 * then unmasks it.
 */
void handle_level_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	spin_lock(&desc->lock);
	irq_mask_ack(data);
	spin_unlock(&desc->lock);
	handle_simple_irq(desc);
	spin_lock(&desc->lock);
	if (!desc->masked && !READ_ONCE(desc->running) && data->chip->irq_unmask)
		data->chip->irq_unmask(data);
	spin_unlock(&desc->lock);
}

void handle_edge_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	spin_lock(&desc->lock);
	if (data->chip->irq_ack)
		data->chip->irq_ack(data);
	spin_unlock(&desc->lock);
	irq_handle_edge(desc);
}

void handle_fasteoi_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;
	bool later = false;

	handle_simple_irq(desc);
	if (!data->chip->irq_eoi)
		return;
	if (data->chip->flags & IRQCHIP_EOI_THREADED) {
		spin_lock(&desc->lock);
		later = desc->oneshot;
		desc->eoi_due |= later;
		spin_unlock(&desc->lock);
	}
	if (!later)
		data->chip->irq_eoi(data);
}

/* ---- chips ----------------------------------------------------------------------------------- */

static void dummy_irq_nothing(struct irq_data *data)
{
}

static unsigned int dummy_irq_startup(struct irq_data *data)
{
	return 0;
}

struct irq_chip dummy_irq_chip = {
	.name = "dummy",
	.irq_startup = dummy_irq_startup,
	.irq_shutdown = dummy_irq_nothing,
	.irq_enable = dummy_irq_nothing,
	.irq_disable = dummy_irq_nothing,
	.irq_ack = dummy_irq_nothing,
	.irq_mask = dummy_irq_nothing,
	.irq_unmask = dummy_irq_nothing,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};
