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

static struct irq_domain domain;
static u16 ids[NR_LINES], cpus[NR_LINES];	/* index: line; an id of 0 means none */
static DECLARE_BITMAP(used, NR_LINES);

static void msi_mask(struct irq_domain *unused, unsigned int line)
{
}

static int msi_set_affinity(struct irq_domain *unused, unsigned int line, unsigned int cpu)
{
	WRITE_ONCE(cpus[line], (u16)cpu);
	msi_message_changed(domain.first + line);
	return 0;
}

static int msi_translate(struct irq_domain *unused, const u32 *cells, unsigned int nr_cells,
			 unsigned int *line, u32 *type)
{
	return -EINVAL;
}

static unsigned int msi_number(const struct irq_domain *unused, unsigned int line)
{
	return ids[line];
}

static const struct irqchip_ops msi_lines = {
	.name = "IMSIC",
	.mask = msi_mask,
	.unmask = msi_mask,
	.set_affinity = msi_set_affinity,
	.translate = msi_translate,
	.number = msi_number,
	.oneshot_safe = true,
};

static void imsic_msi_free(struct msi_controller *controller, u32 device_id, unsigned int n,
			   const unsigned int *irqs)
{
	for (unsigned int i = 0; i < n; i++)
		__clear_bit(irqs[i] - domain.first, used);
}

/* Allocate a line with an identity.  Returns the line or -ENOSPC. */
static int take_line(void)
{
	unsigned long line = find_first_zero_bit(used, NR_LINES);
	int id;

	if (line == NR_LINES)
		return -ENOSPC;
	if (!ids[line]) {
		id = imsic_alloc(&domain, (unsigned int)line, NULL);
		if (id < 0)
			return id;
		ids[line] = (u16)id;
	}
	__set_bit(line, used);
	cpus[line] = (u16)domain.cpu;
	return (int)line;
}

static int imsic_msi_alloc(struct msi_controller *controller, u32 device_id, unsigned int n,
			   unsigned int *irqs)
{
	int err = domain.ops ? 0
			     : irq_domain_register(&domain, controller->node, &msi_lines, NR_LINES);

	for (unsigned int i = 0; !err && i < n; i++) {
		int line = take_line();

		if (line < 0) {
			imsic_msi_free(controller, device_id, i, irqs);
			err = line;
		} else {
			irqs[i] = domain.first + (unsigned int)line;
		}
	}
	return err;
}

static void imsic_msi_compose(struct msi_controller *controller, unsigned int irq,
			      unsigned int index, struct msi_msg *msg)
{
	unsigned int line = irq - domain.first;
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
