// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the interrupt controller of Raspberry Pi 3 and Zero 2 W, which have no GIC (BCM2836
 * ARM-local peripherals, QA7 rev 3.4).  Each CPU has a register of pending interrupts: its timers,
 * its mailboxes, its performance counters, and one line for all peripherals (bcm2835_armctrl.c).
 * The line of the peripherals interrupts the first CPU.  Mailbox 0 is used for inter-processor
 * interrupts.
 */

#include <internal/irqchip.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/smp.h>

#define LOCAL_CONTROL		0x00
#define LOCAL_PRESCALER		0x08
#define LOCAL_GPU_ROUTING	0x0c
#define LOCAL_PMU_SET		0x10	/* one bit for each CPU */
#define LOCAL_PMU_CLEAR		0x14
#define LOCAL_TIMERS(cpu)	(0x40 + 4 * (cpu))
#define LOCAL_MAILBOXES(cpu)	(0x50 + 4 * (cpu))
#define LOCAL_PENDING(cpu)	(0x60 + 4 * (cpu))
#define LOCAL_MAILBOX0_SET(cpu)		(0x80 + 16 * (cpu))
#define LOCAL_MAILBOX0_CLEAR(cpu)	(0xc0 + 16 * (cpu))

enum { LINE_TIMERS = 0, LINE_MAILBOX0 = 4, LINE_GPU = 8, LINE_PMU = 9, NR_LINES = 10 };

static void __iomem *local;
static struct irq_domain *local_lines;
static u32 enabled;		/* unmasked lines, for CPUs that are started later */

/* Return the number of a CPU in the registers, which is the CPU's affinity level 0. */
static unsigned int core_of(unsigned int cpu)
{
	return cpu_hwid[cpu] & 3;
}

/*
 * Unmask this CPU's timers and performance counters whose bits are set in `enabled`, and mask the
 * others.
 */
static void local_write(void)
{
	unsigned int core = core_of(smp_processor_id());

	writel(enabled & GENMASK(3, 0), local + LOCAL_TIMERS(core));
	writel(1U << core, local + (enabled & BIT(LINE_PMU) ? LOCAL_PMU_SET : LOCAL_PMU_CLEAR));
}

/*
 * Mask a line.  The line of the peripherals has no mask bit, and mailboxes are not lines of
 * devices.
 */
static void local_mask(struct irq_data *data)
{
	enabled &= ~BIT(data->hwirq);
	local_write();
}

static void local_unmask(struct irq_data *data)
{
	enabled |= BIT(data->hwirq);
	local_write();
}

static int local_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		       unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	if (nr_cells < 1 || cells[0] >= NR_LINES ||
	    (cells[0] >= LINE_MAILBOX0 && cells[0] < LINE_GPU))
		return -EINVAL;
	*line = cells[0];
	return 0;
}

static void local_handle(struct irqchip_root *root)
{
	unsigned int core = core_of(smp_processor_id());
	unsigned long pending = readl(local + LOCAL_PENDING(core));
	unsigned int line;

	if (pending & BIT(LINE_MAILBOX0)) {
		writel(U32_MAX, local + LOCAL_MAILBOX0_CLEAR(core));
		smp_handle_ipi();
	}
	pending &= enabled;
	for_each_set_bit(line, &pending, NR_LINES)
		generic_handle_domain_irq(local_lines, line);
}

static void local_init_cpu(struct irqchip_root *root)
{
	unsigned int core = core_of(smp_processor_id());

	writel(U32_MAX, local + LOCAL_MAILBOX0_CLEAR(core));
	writel(1, local + LOCAL_MAILBOXES(core));
	local_write();
}

static void local_send_ipi(unsigned int cpu)
{
	writel(1, local + LOCAL_MAILBOX0_SET(core_of(cpu)));
}

static const struct irq_chip local_chip = {
	.name = "BCM2836",
	.irq_mask = local_mask,
	.irq_unmask = local_unmask,
	.irq_eoi = irqchip_eoi_by_root,
};

static int local_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &local_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops local_ops = { .map = local_map, .xlate = local_xlate };

static struct irqchip_root local_root = {
	.handle = local_handle,
	.init_cpu = local_init_cpu,
	.send_ipi = local_send_ipi,
};

static int __init local_init(struct device_node *node)
{
	local = of_iomap(node, 0);
	if (!local) {
		pr_err("%pOF: no registers\n", node);
		return -EINVAL;
	}
	/*
	 * Let the timers count each cycle of the crystal, so that their frequency is that in
	 * CNTFRQ.
	 */
	writel(0, local + LOCAL_CONTROL);
	writel(0x80000000, local + LOCAL_PRESCALER);
	writel(core_of(0), local + LOCAL_GPU_ROUTING);
	local_lines = irqchip_create_domain(node, local_chip.name, NR_LINES, &local_ops, NULL);
	if (!local_lines)
		return -ENOMEM;
	local_init_cpu(&local_root);
	irqchip_add_root(&local_root);
	return 0;
}
IRQCHIP_DECLARE(bcm2836_local, "brcm,bcm2836-l1-intc", local_init);
