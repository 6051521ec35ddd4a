/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_KERNEL_IRQ_MODEL_H
#define TESTS_KERNEL_IRQ_MODEL_H

/* A simulated interrupt controller.  It has a state for each line, and refuses some calls. */

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>

#define NR_LINES	8

static struct {
	bool masked, high;
	u32 type;
	unsigned int cpu;
} lines[NR_LINES];

/* ---- the controller -------------------------------------------------------------------------- */

static void model_mask(struct irq_data *data)
{
	WRITE_ONCE(lines[data->hwirq].masked, true);
}

static bool unmask_delivers;

static void model_unmask(struct irq_data *data)
{
	WRITE_ONCE(lines[data->hwirq].masked, false);
	if (unmask_delivers)
		generic_handle_domain_irq(data->domain, data->hwirq);
}

static int model_set_type(struct irq_data *data, unsigned int type)
{
	if (type == IRQ_TYPE_LEVEL_LOW || !lines[data->hwirq].masked)
		return -EINVAL;
	lines[data->hwirq].type = type;
	return 0;
}

static int model_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		       unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	if (nr_cells != 2)
		return -EINVAL;
	*line = cells[0];
	*type = cells[1];
	return 0;
}

#define ELSEWHERE	6	/* number of the line that only CPU 0 can receive */

/* bit mask of the CPUs to which the controller cannot move a line */
static unsigned long refuses;

static int model_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int cpu = cpumask_first(dest);
	irq_hw_number_t line = data->hwirq;

	if (!lines[line].masked || (line == ELSEWHERE && cpu))
		return -EINVAL;
	if (refuses >> cpu & 1)
		return -EIO;
	lines[line].cpu = cpu;
	return 0;
}

static unsigned int model_number(struct irq_data *data)
{
	return 700 + (unsigned int)data->hwirq;
}

static struct irq_chip model_chip = {
	.name = "model",
	.irq_mask = model_mask,
	.irq_unmask = model_unmask,
	.irq_set_type = model_set_type,
	.irq_set_affinity = model_set_affinity,
};

static int model_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &model_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops model_ops = {
	.map = model_map,
	.xlate = model_xlate,
	.number = model_number,
};

#endif /* TESTS_KERNEL_IRQ_MODEL_H */
