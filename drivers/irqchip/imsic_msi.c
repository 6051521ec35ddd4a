// SPDX-License-Identifier: BSD-2-Clause
/*
 * Messages of devices to an IMSIC.  The address of a message is the page of a CPU's interrupt file,
 * and the data is an interrupt identity.
 *
 * A line retains its first identity when another device reuses the line.  Identities are enabled on
 * all CPUs.  If a message arrives while its line is masked, kernel/irq.c records it, as it does for
 * any edge.
 *
 * Locking: msi.c calls the methods alloc and free for one device at a time.
 */

#include <internal/irqchip.h>
#include <internal/msi.h>
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/of.h>

#include "imsic.h"

#define NR_LINES 256U

static struct irq_domain *lines;	/* NULL until the first device requests an interrupt */
static u16 ids[NR_LINES], cpus[NR_LINES];	/* index: line; an id of 0 means none */
static DECLARE_BITMAP(used, NR_LINES);

static int msi_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	WRITE_ONCE(cpus[data->hwirq], (u16)cpumask_first(dest));
	msi_message_changed(data->irq);
	return 0;
}

static const struct irq_chip msi_chip = {
	.name = "IMSIC",
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_affinity = msi_set_affinity,
	.flags = IRQCHIP_ONESHOT_SAFE,
};

static int msi_map(struct irq_domain *unused, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &msi_chip, handle_simple_irq);
	return 0;
}

static int msi_xlate(struct irq_domain *unused, struct device_node *node, const u32 *cells,
		     unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	return -EINVAL;
}

static unsigned int msi_number(struct irq_data *data)
{
	return ids[data->hwirq];
}

static const struct irq_domain_ops msi_ops = {
	.map = msi_map,
	.xlate = msi_xlate,
	.number = msi_number,
};

static void imsic_msi_free(struct msi_controller *controller, u32 device_id, unsigned int n,
			   const unsigned int *irqs)
{
	for (unsigned int i = 0; i < n; i++)
		__clear_bit(irq_get_irq_data(irqs[i])->hwirq, used);
}

/* Allocate a line with an identity.  Returns its interrupt number, -ENOSPC or -ENOMEM. */
static int take_line(void)
{
	unsigned long line = find_first_zero_bit(used, NR_LINES);
	unsigned int irq;
	int id;

	if (line == NR_LINES)
		return -ENOSPC;
	irq = irq_create_mapping(lines, line);
	if (!irq)
		return -ENOMEM;
	if (!ids[line]) {
		id = imsic_alloc(lines, (unsigned int)line, NULL);
		if (id < 0)
			return id;
		ids[line] = (u16)id;
	}
	__set_bit(line, used);
	cpus[line] = 0;
	return (int)irq;
}

static int imsic_msi_alloc(struct msi_controller *controller, u32 device_id, unsigned int n,
			   unsigned int *irqs)
{
	int err = 0;

	if (!lines)
		lines = irqchip_create_domain(controller->node, msi_chip.name, NR_LINES, &msi_ops,
					      NULL);
	if (!lines)
		return -ENOMEM;
	for (unsigned int i = 0; !err && i < n; i++) {
		int irq = take_line();

		if (irq < 0) {
			imsic_msi_free(controller, device_id, i, irqs);
			err = irq;
		} else {
			irqs[i] = (unsigned int)irq;
		}
	}
	return err;
}

static void imsic_msi_compose(struct msi_controller *controller, unsigned int irq,
			      unsigned int index, struct msi_msg *msg)
{
	irq_hw_number_t line = irq_get_irq_data(irq)->hwirq;
	u64 page = imsic_page(READ_ONCE(cpus[line]));

	*msg = (struct msi_msg){
		.address_lo = (u32)page, .address_hi = (u32)(page >> 32), .data = ids[line],
	};
}

static const struct msi_controller_ops imsic_msi_ops = {
	.alloc = imsic_msi_alloc,
	.free = imsic_msi_free,
	.compose = imsic_msi_compose,
};

static int __init imsic_msi_init(void)
{
	static struct msi_controller controller = { .ops = &imsic_msi_ops };

	controller.node = imsic_node();
	if (controller.node)
		msi_controller_register(&controller);
	return 0;
}
core_initcall(imsic_msi_init);
