/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_KERNEL_IRQ_MODEL_H
#define TESTS_KERNEL_IRQ_MODEL_H

/* A simulated interrupt controller.  It has a state for each line, and refuses some calls. */

#include <internal/irqchip.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/irq.h>

#define NR_LINES	8

static struct {
	bool masked, high;
	u32 type;
	unsigned int cpu;
} lines[NR_LINES];

/* ---- the controller -------------------------------------------------------------------------- */

static void model_mask(struct irq_domain *domain, unsigned int line)
{
	WRITE_ONCE(lines[line].masked, true);
}

static bool unmask_delivers;

static void model_unmask(struct irq_domain *domain, unsigned int line)
{
	WRITE_ONCE(lines[line].masked, false);
	if (unmask_delivers)
		irq_domain_handle(domain, line);
}

static int model_set_type(struct irq_domain *domain, unsigned int line, u32 type)
{
	if (type == IRQ_TYPE_LEVEL_LOW || !lines[line].masked)
		return -EINVAL;
	lines[line].type = type;
	return 0;
}

static int model_translate(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			   unsigned int *line, u32 *type)
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

static int model_set_affinity(struct irq_domain *domain, unsigned int line, unsigned int cpu)
{
	if (!lines[line].masked || (line == ELSEWHERE && cpu))
		return -EINVAL;
	if (refuses >> cpu & 1)
		return -EIO;
	lines[line].cpu = cpu;
	return 0;
}

static unsigned int model_number(const struct irq_domain *domain, unsigned int line)
{
	return 700 + line;
}

static void model_handle(struct irq_domain *domain)
{
}

static const struct irqchip_ops model_ops = {
	.name = "model",
	.mask = model_mask,
	.unmask = model_unmask,
	.set_type = model_set_type,
	.set_affinity = model_set_affinity,
	.translate = model_translate,
	.number = model_number,
	.handle = model_handle,
};

#endif /* TESTS_KERNEL_IRQ_MODEL_H */
