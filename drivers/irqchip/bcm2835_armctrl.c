// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Raspberry Pi's interrupt controller for peripherals (BCM2835 ARM Peripherals,
 * chapter 7).  The controller has 8 lines of the ARM side in bank 0, and 64 lines of the GPU side
 * in banks 1 and 2.  Its output is a line of the controller of bcm2836.c.
 */

#include <internal/irqchip.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>

#define LINES_PER_BANK	32
#define NR_BANKS	3
#define ARM_LINES	0xff	/* lines of bank 0; the other bits repeat lines of banks 1 and 2 */

static const u8 pending_reg[] = { 0x00, 0x04, 0x08 };
static const u8 enable_reg[] = { 0x18, 0x10, 0x14 };
static const u8 disable_reg[] = { 0x24, 0x1c, 0x20 };

static void __iomem *regs;
static struct irq_domain *armctrl;

static void armctrl_write(const u8 *bank_regs, irq_hw_number_t line)
{
	writel(1U << line % LINES_PER_BANK, regs + bank_regs[line / LINES_PER_BANK]);
}

static void armctrl_mask(struct irq_data *data)
{
	armctrl_write(disable_reg, data->hwirq);
}

static void armctrl_unmask(struct irq_data *data)
{
	armctrl_write(enable_reg, data->hwirq);
}

/* Translate a specifier, which contains the bank, and the line in the bank. */
static int armctrl_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
			 unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	if (nr_cells < 2 || cells[0] >= NR_BANKS || cells[1] >= (cells[0] ? LINES_PER_BANK : 8))
		return -EINVAL;
	*line = cells[0] * LINES_PER_BANK + cells[1];
	return 0;
}

static irqreturn_t armctrl_interrupt(int irq, void *unused)
{
	irqreturn_t ret = IRQ_NONE;

	for (unsigned int bank = 0; bank < NR_BANKS; bank++) {
		unsigned long pending = readl(regs + pending_reg[bank]);
		unsigned int line;

		if (!bank)
			pending &= ARM_LINES;
		for_each_set_bit(line, &pending, LINES_PER_BANK) {
			generic_handle_domain_irq(armctrl, bank * LINES_PER_BANK + line);
			ret = IRQ_HANDLED;
		}
	}
	return ret;
}

static const struct irq_chip armctrl_chip = {
	.name = "armctrl",
	.irq_mask = armctrl_mask,
	.irq_unmask = armctrl_unmask,
};

static int armctrl_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &armctrl_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops armctrl_ops = { .map = armctrl_map, .xlate = armctrl_xlate };

static int __init armctrl_init(struct device_node *node)
{
	int irq = of_irq_get(node, 0);

	regs = of_iomap(node, 0);
	if (irq <= 0 || !regs) {
		pr_err("%pOF: no registers, or a parent without a driver\n", node);
		return -EINVAL;
	}
	for (unsigned int bank = 0; bank < NR_BANKS; bank++)
		writel(U32_MAX, regs + disable_reg[bank]);
	armctrl = irqchip_create_domain(node, armctrl_chip.name, NR_BANKS * LINES_PER_BANK,
					&armctrl_ops, NULL);
	return armctrl ? request_irq(irq, armctrl_interrupt, 0, "armctrl", &armctrl) : -ENOMEM;
}
IRQCHIP_DECLARE_CHAINED(bcm2836_armctrl, "brcm,bcm2836-armctrl-ic", armctrl_init);
