// SPDX-License-Identifier: BSD-2-Clause
/* Functions of chips whose lines have lines of a parent: irqdomain.c has the picture. */

#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>

#include "irq_line.h"

#define IRQ_LEVELS	8	/* maximum number of domains that a line passes through */

static void deactivate_from(struct irq_data *data)
{
	for (; data; data = data->parent_data) {
		if (data->domain->ops->deactivate)
			data->domain->ops->deactivate(data->domain, data);
	}
}

int irq_activate(struct irq_desc *desc)
{
	struct irq_data *levels[IRQ_LEVELS];
	unsigned int n = 0;
	bool any = false;
	int err = 0;

	if (desc->activated)
		return 0;
	for (struct irq_data *data = &desc->irq_data; data && n < IRQ_LEVELS;
	     data = data->parent_data)
		levels[n++] = data;
	while (n-- && !err) {
		const struct irq_domain_ops *ops = levels[n]->domain->ops;

		any |= ops->activate || ops->deactivate;
		if (ops->activate)
			err = ops->activate(levels[n]->domain, levels[n], false);
		if (err)
			deactivate_from(levels[n]->parent_data);
	}
	desc->activated = any && !err;
	return err;
}

void irq_deactivate(struct irq_desc *desc)
{
	if (!desc->activated || desc->action)
		return;
	deactivate_from(&desc->irq_data);
	desc->activated = false;
}

/* Define a function that calls the function of the parent's chip, if there is one. */
#define PARENT(function)					\
void irq_chip_##function##_parent(struct irq_data *data)	\
{								\
	struct irq_data *parent = data->parent_data;		\
								\
	if (parent->chip->irq_##function)			\
		parent->chip->irq_##function(parent);		\
}

PARENT(shutdown)
PARENT(ack)
PARENT(mask)
PARENT(mask_ack)
PARENT(unmask)
PARENT(eoi)
PARENT(release_resources)

void irq_chip_enable_parent(struct irq_data *data)
{
	struct irq_data *parent = data->parent_data;

	if (parent->chip->irq_enable)
		parent->chip->irq_enable(parent);
	else
		irq_chip_unmask_parent(data);
}

void irq_chip_disable_parent(struct irq_data *data)
{
	struct irq_data *parent = data->parent_data;

	if (parent->chip->irq_disable)
		parent->chip->irq_disable(parent);
	else
		irq_chip_mask_parent(data);
}

unsigned int irq_chip_startup_parent(struct irq_data *data)
{
	struct irq_data *parent = data->parent_data;

	if (parent->chip->irq_startup)
		return parent->chip->irq_startup(parent);
	irq_chip_enable_parent(data);
	return 0;
}

int irq_chip_set_affinity_parent(struct irq_data *data, const struct cpumask *dest, bool force)
{
	struct irq_data *parent = data->parent_data;

	return parent->chip->irq_set_affinity ?
	       parent->chip->irq_set_affinity(parent, dest, force) : -ENOSYS;
}

int irq_chip_set_type_parent(struct irq_data *data, unsigned int type)
{
	struct irq_data *parent = data->parent_data;

	return parent->chip->irq_set_type ? parent->chip->irq_set_type(parent, type) : -ENOSYS;
}

int irq_chip_request_resources_parent(struct irq_data *data)
{
	struct irq_data *parent = data->parent_data;

	return parent->chip->irq_request_resources ?
	       parent->chip->irq_request_resources(parent) : 0;
}

int irq_chip_set_wake_parent(struct irq_data *data, unsigned int on)
{
	return 0;
}

int irq_chip_retrigger_hierarchy(struct irq_data *data)
{
	return 0;
}
