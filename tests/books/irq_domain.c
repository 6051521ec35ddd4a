// SPDX-License-Identifier: BSD-2-Clause
/*
 * The driver of an interrupt controller, and a device with one of its lines.  The controller has a
 * register of pending lines, and its output is the interrupt of a controller without hardware.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqchip/chained_irq.h>
#include <linux/irqdomain.h>
#include <linux/module.h>
#include <linux/slab.h>

#define NR_PINS	4
#define PIN	2

struct expander {
	struct irq_domain *domain;
	unsigned long pending, masked;
};

static void expander_mask(struct irq_data *data)
{
	struct expander *exp = irq_data_get_irq_chip_data(data);

	exp->masked |= BIT(irqd_to_hwirq(data));
}

static void expander_unmask(struct irq_data *data)
{
	struct expander *exp = irq_data_get_irq_chip_data(data);

	exp->masked &= ~BIT(irqd_to_hwirq(data));
}

static void expander_ack(struct irq_data *data)
{
	struct expander *exp = irq_data_get_irq_chip_data(data);

	exp->pending &= ~BIT(irqd_to_hwirq(data));
}

static struct irq_chip expander_chip = {
	.name = "expander",
	.irq_mask = expander_mask,
	.irq_unmask = expander_unmask,
	.irq_ack = expander_ack,
};

static int expander_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t pin)
{
	irq_set_chip_and_handler(irq, &expander_chip, handle_edge_irq);
	irq_set_chip_data(irq, domain->host_data);
	return 0;
}

static const struct irq_domain_ops expander_ops = {
	.map = expander_map,
	.xlate = irq_domain_xlate_twocell,
};

/* The chained handler of the controller's output. */
static void expander_handler(struct irq_desc *desc)
{
	struct expander *exp = irq_desc_get_handler_data(desc);
	struct irq_chip *chip = irq_desc_get_chip(desc);
	unsigned long pending = exp->pending & ~exp->masked;
	unsigned int pin;

	chained_irq_enter(chip, desc);
	for_each_set_bit(pin, &pending, NR_PINS)
		generic_handle_domain_irq(exp->domain, pin);
	chained_irq_exit(chip, desc);
}

static int output_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops output_ops = { .map = output_map };

static irqreturn_t pin_interrupt(int irq, void *nr)
{
	++*(unsigned int *)nr;
	return IRQ_HANDLED;
}

static int __init irq_domain_demo_init(void)
{
	struct irq_domain *outputs = irq_domain_create_linear(NULL, 1, &output_ops, NULL);
	struct expander *exp = kzalloc(sizeof(*exp), GFP_KERNEL);
	unsigned int output, irq, nr = 0;
	int err = -ENOMEM;

	if (!outputs || !exp)
		return -ENOMEM;
	exp->masked = ~0UL;
	exp->domain = irq_domain_create_linear(NULL, NR_PINS, &expander_ops, exp);
	output = irq_create_mapping(outputs, 0);
	if (!exp->domain || !output)
		return -ENOMEM;
	irq_set_chained_handler_and_data(output, expander_handler, exp);

	irq = irq_create_mapping(exp->domain, PIN);
	if (irq)
		err = request_irq(irq, pin_interrupt, 0, "pin", &nr);
	if (err)
		return err;
	exp->pending = BIT(PIN);
	generic_handle_irq_safe(output);
	free_irq(irq, &nr);

	irq_set_chained_handler_and_data(output, NULL, NULL);
	irq_dispose_mapping(irq);
	irq_domain_remove(exp->domain);
	irq_dispose_mapping(output);
	irq_domain_remove(outputs);
	if (nr != 1 || exp->pending || exp->masked != ~0UL)
		err = -EIO;
	kfree(exp);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(irq_domain_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("An interrupt controller behind another one");
