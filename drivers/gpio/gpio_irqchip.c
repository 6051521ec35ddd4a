// SPDX-License-Identifier: BSD-2-Clause
/* Lines of GPIO chips that are interrupts. */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>

#include "gpiolib.h"

static int gpio_irq_map(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw)
{
	struct gpio_chip *gc = d->host_data;
	const struct gpio_irq_chip *girq = &gc->irq;

	irq_set_chip_data(virq, gc);
	irq_set_chip_and_handler(virq, girq->chip, girq->handler);
	if (girq->threaded)
		irq_set_nested_thread(virq, true);
	return girq->default_type == IRQ_TYPE_NONE ? 0 : irq_set_irq_type(virq, girq->default_type);
}

static void gpio_irq_unmap(struct irq_domain *d, unsigned int virq)
{
	irq_set_nested_thread(virq, false);
	irq_set_chip_and_handler(virq, NULL, NULL);
	irq_set_chip_data(virq, NULL);
}

static const struct irq_domain_ops gpio_irq_ops = {
	.map = gpio_irq_map,
	.unmap = gpio_irq_unmap,
	.xlate = irq_domain_xlate_twocell,
};

/* ---- interrupts that are lines of another controller ----------------------------------------- */

int gpiochip_populate_parent_fwspec_twocell(struct gpio_chip *gc, union gpio_irq_fwspec *fwspec,
					    unsigned int parent_hwirq, unsigned int parent_type)
{
	fwspec->fwspec = (struct irq_fwspec){
		.fwnode = gc->irq.parent_domain->fwnode, .param_count = 2,
		.param = { parent_hwirq, parent_type },
	};
	return 0;
}

int gpiochip_populate_parent_fwspec_fourcell(struct gpio_chip *gc, union gpio_irq_fwspec *fwspec,
					     unsigned int parent_hwirq, unsigned int parent_type)
{
	fwspec->fwspec = (struct irq_fwspec){
		.fwnode = gc->irq.parent_domain->fwnode, .param_count = 4,
		.param = { 0, parent_hwirq, 0, parent_type },
	};
	return 0;
}

int gpiochip_irq_domain_activate(struct irq_domain *domain, struct irq_data *data, bool reserve)
{
	return gpiochip_lock_as_irq(domain->host_data, (unsigned int)data->hwirq);
}

void gpiochip_irq_domain_deactivate(struct irq_domain *domain, struct irq_data *data)
{
	gpiochip_unlock_as_irq(domain->host_data, (unsigned int)data->hwirq);
}

static int gpio_irq_alloc(struct irq_domain *d, unsigned int virq, unsigned int nr_irqs, void *arg)
{
	unsigned int type = IRQ_TYPE_NONE, parent_hwirq, parent_type;
	struct gpio_chip *gc = d->host_data;
	struct gpio_irq_chip *girq = &gc->irq;
	union gpio_irq_fwspec fwspec = { };
	unsigned long hwirq;
	int err;

	err = d->ops->translate(d, arg, &hwirq, &type);
	if (!err)
		err = girq->child_to_parent_hwirq(gc, (unsigned int)hwirq, type, &parent_hwirq,
						  &parent_type);
	if (err)
		return err;
	irq_domain_set_info(d, virq, hwirq, girq->chip, gc, girq->handler, NULL, NULL);
	err = girq->populate_parent_alloc_arg(gc, &fwspec, parent_hwirq, parent_type);
	return err ?: irq_domain_alloc_irqs_parent(d, virq, nr_irqs, &fwspec);
}

static unsigned int gpio_offset_is_irq(struct gpio_chip *gc, unsigned int pin)
{
	return pin;
}

/* Complete the functions of the chip. */
static struct irq_domain *gpio_create_hierarchy(struct gpio_chip *gc, struct fwnode_handle *fwnode)
{
	struct gpio_irq_chip *girq = &gc->irq;
	struct irq_domain_ops *ops = &girq->child_irq_domain_ops;

	girq->child_offset_to_irq = girq->child_offset_to_irq ?: gpio_offset_is_irq;
	girq->populate_parent_alloc_arg = girq->populate_parent_alloc_arg ?:
					  gpiochip_populate_parent_fwspec_twocell;
	ops->activate = ops->activate ?: gpiochip_irq_domain_activate;
	ops->deactivate = ops->deactivate ?: gpiochip_irq_domain_deactivate;
	ops->alloc = ops->alloc ?: gpio_irq_alloc;
	ops->free = ops->free ?: irq_domain_free_irqs_common;
	ops->translate = ops->translate ?: irq_domain_translate_twocell;
	return irq_domain_create_hierarchy(girq->parent_domain, 0, gc->ngpio,
					   girq->fwnode ?: fwnode, ops, gc);
}

/* ---- all interrupts -------------------------------------------------------------------------- */

static int gpio_chip_to_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_irq_chip *girq = &gc->irq;
	struct irq_fwspec fwspec = { .param_count = 2 };

	if (girq->valid_mask && !test_bit(offset, girq->valid_mask))
		return -ENXIO;
	if (!irq_domain_is_hierarchy(girq->domain))
		return (int)irq_create_mapping(girq->domain, offset);
	fwspec.fwnode = girq->domain->fwnode;
	fwspec.param[0] = girq->child_offset_to_irq(gc, offset);
	return (int)irq_create_fwspec_mapping(&fwspec);
}

static void gpio_irq_chain(struct gpio_chip *gc, bool chain)
{
	struct gpio_irq_chip *girq = &gc->irq;

	for (unsigned int i = 0; girq->parent_handler && i < girq->num_parents; i++) {
		if (!girq->parents[i])
			continue;
		if (chain)
			irq_set_chained_handler_and_data(girq->parents[i], girq->parent_handler,
							 girq->per_parent_data ?
							 girq->parent_handler_data_array[i] :
							 girq->parent_handler_data ?: gc);
		else
			irq_set_chained_handler_and_data(girq->parents[i], NULL, NULL);
	}
}

int gpio_irq_add(struct gpio_chip *gc)
{
	const struct device_node *np = gc->gpiodev->of_node;
	struct gpio_irq_chip *girq = &gc->irq;
	int err = 0;

	if (girq->init_hw)
		err = girq->init_hw(gc);
	if (err || !girq->chip)
		return err;
	if (!(girq->chip->flags & IRQCHIP_IMMUTABLE)) {
		pr_err("gpio: %s: an irq_chip without IRQCHIP_IMMUTABLE is not supported\n",
		       gc->gpiodev->name);
		return -EINVAL;
	}
	if (girq->parent_handler && gc->can_sleep) {
		pr_err("gpio: %s sleeps, so it cannot have a chained handler\n",
		       gc->gpiodev->name);
		return -EINVAL;
	}
	if (WARN_ON(np && girq->default_type != IRQ_TYPE_NONE))
		girq->default_type = IRQ_TYPE_NONE;
	if (girq->parent_domain && !girq->child_to_parent_hwirq) {
		pr_err("gpio: %s has a parent_domain but no child_to_parent_hwirq()\n",
		       gc->gpiodev->name);
		return -EINVAL;
	}
	if (girq->parent_domain)
		girq->domain = gpio_create_hierarchy(gc, of_fwnode_handle(np));
	else
		girq->domain = irq_domain_create_simple(of_fwnode_handle(np), gc->ngpio,
							girq->first, &gpio_irq_ops, gc);
	if (!girq->domain)
		return -ENOMEM;
	gc->to_irq = gpio_chip_to_irq;
	gpio_irq_chain(gc, true);
	return 0;
}

void gpio_irq_remove(struct gpio_chip *gc)
{
	struct gpio_irq_chip *girq = &gc->irq;

	if (!girq->domain)
		return;
	gpio_irq_chain(gc, false);
	for (unsigned int i = 0; i < gc->ngpio; i++)
		irq_dispose_mapping(irq_find_mapping(girq->domain, i));
	irq_domain_remove(girq->domain);
	girq->domain = NULL;
}

/* ---- for the chip ---------------------------------------------------------------------------- */

static struct gpio_desc *gpio_irq_line(struct gpio_chip *gc, unsigned int offset)
{
	return offset < gc->gpiodev->ngpio ? &gc->gpiodev->descs[offset] : NULL;
}

int gpiochip_lock_as_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_desc *desc = gpio_irq_line(gc, offset);

	if (!desc)
		return -EINVAL;
	if (!gc->can_sleep && gc->get_direction)
		gpiod_get_direction(desc);
	/* An open-drain line may be an output: it is only read while it is not driven. */
	if (test_bit(GPIO_IS_OUT, &desc->flags) && !test_bit(GPIO_DRAIN, &desc->flags)) {
		pr_err("gpio: line %u of %s is an output and cannot be an interrupt\n", offset,
		       gc->gpiodev->name);
		return -EIO;
	}
	set_bit(GPIO_USED_AS_IRQ, &desc->flags);
	set_bit(GPIO_IRQ_ENABLED, &desc->flags);
	return 0;
}

void gpiochip_unlock_as_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_desc *desc = gpio_irq_line(gc, offset);

	if (!desc)
		return;
	clear_bit(GPIO_USED_AS_IRQ, &desc->flags);
	clear_bit(GPIO_IRQ_ENABLED, &desc->flags);
}

bool gpiochip_line_is_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_desc *desc = gpio_irq_line(gc, offset);

	return desc && test_bit(GPIO_USED_AS_IRQ, &desc->flags);
}

void gpiochip_enable_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_desc *desc = gpio_irq_line(gc, offset);

	if (desc && test_bit(GPIO_USED_AS_IRQ, &desc->flags))
		set_bit(GPIO_IRQ_ENABLED, &desc->flags);
}

void gpiochip_disable_irq(struct gpio_chip *gc, unsigned int offset)
{
	struct gpio_desc *desc = gpio_irq_line(gc, offset);

	if (desc)
		clear_bit(GPIO_IRQ_ENABLED, &desc->flags);
}

int gpiochip_reqres_irq(struct gpio_chip *gc, unsigned int offset)
{
	return gpiochip_lock_as_irq(gc, offset);
}

void gpiochip_relres_irq(struct gpio_chip *gc, unsigned int offset)
{
	gpiochip_unlock_as_irq(gc, offset);
}

int gpiochip_irq_reqres(struct irq_data *data)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(data);

	return gpiochip_reqres_irq(gc, (unsigned int)irqd_to_hwirq(data));
}

void gpiochip_irq_relres(struct irq_data *data)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(data);

	gpiochip_relres_irq(gc, (unsigned int)irqd_to_hwirq(data));
}
