// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of GICv2 (Arm IHI 0048) and GICv1: distributor and memory-mapped CPU interface.  SPIs go
 * to the boot CPU until irq_set_affinity() is called.
 */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/smccc.h>
#include <internal/irqchip.h>

#include "gic_common.h"

#define GICD_ITARGETSR(irq)	(0x0800 + (irq))
#define GICD_SGIR		0x0f00
#define GICC_CTLR		0x00
#define GICC_PMR		0x04
#define GICC_BPR		0x08
#define GICC_IAR		0x0c
#define GICC_EOIR		0x10
#define GICC_APR(n)		(0xd0 + 4 * (n))
#define GICC_CTLR_GROUPS	0x3

static void __iomem *dist, *cpu_if;
static phys_addr_t dist_pa, cpu_if_pa;
static struct irq_domain *v2_domain;
static u32 private_enabled;	/* enabled SGIs and PPIs, for CPUs that are started later */
static u32 private_config;	/* triggers of PPIs, for CPUs that start later; 0 if not set */
static u8 cpu_target[NR_CPUS];	/* each CPU's bit in ITARGETSR and SGIR */

static void v2_mask(struct irq_data *data)
{
	unsigned int hwirq = (unsigned int)data->hwirq;

	writel(1U << hwirq % 32, dist + GICD_ICENABLER(hwirq));
	if (hwirq < GIC_FIRST_SPI)
		private_enabled &= ~(1U << hwirq);
}

static void v2_unmask(struct irq_data *data)
{
	unsigned int hwirq = (unsigned int)data->hwirq;

	writel(1U << hwirq % 32, dist + GICD_ISENABLER(hwirq));
	if (hwirq < GIC_FIRST_SPI)
		private_enabled |= 1U << hwirq;
}

static int v2_set_type(struct irq_data *data, unsigned int type)
{
	unsigned int hwirq = (unsigned int)data->hwirq;
	int err = gic_set_type(dist + GICD_ICFGR(hwirq), hwirq, hwirq < GIC_FIRST_SPI, type);

	if (!err && hwirq < GIC_FIRST_SPI)
		private_config = readl(dist + GICD_ICFGR(GIC_FIRST_PPI));
	return err;
}

static int v2_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int cpu = cpumask_first(dest);

	if (data->hwirq < GIC_FIRST_SPI || !cpu_target[cpu])
		return -EINVAL;
	writeb(cpu_target[cpu], dist + GICD_ITARGETSR(data->hwirq));
	return 0;
}

/* Translate a specifier of the devicetree binding arm,gic: type (0 SPI, 1 PPI), number, trigger. */
static int v2_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		    unsigned int nr_cells, unsigned long *hwirq, unsigned int *type)
{
	if (nr_cells < 3)
		return -EINVAL;
	if (cells[0] == 0 && cells[1] < GIC_FIRST_SPECIAL - GIC_FIRST_SPI)
		*hwirq = cells[1] + GIC_FIRST_SPI;
	else if (cells[0] == 1 && cells[1] < 16)
		*hwirq = cells[1] + GIC_FIRST_PPI;
	else
		return -EINVAL;
	*type = cells[2] & IRQ_TYPE_SENSE_MASK;
	return 0;
}

static void v2_handle(struct irqchip_root *root)
{
	for (;;) {
		u32 iar = readl(cpu_if + GICC_IAR), hwirq = iar & 0x3ff;

		if (hwirq >= GIC_FIRST_SPECIAL)
			return;
		if (hwirq == GIC_SGI_IPI)
			smp_handle_ipi();
		else
			generic_handle_domain_irq(v2_domain, hwirq);
		writel(iar, cpu_if + GICC_EOIR);
	}
}

/*
 * Mask 32 lines, and clear the active and pending interrupts that firmware left.  A line that stays
 * active is not signalled again (IHI 0048, GICD_ISACTIVERn).  All pending edges belong to firmware,
 * because no driver uses a line yet.
 */
static void v2_reset_lines(unsigned int irq)
{
	writel(U32_MAX, dist + GICD_ICENABLER(irq));
	writel(U32_MAX, dist + GICD_ICACTIVER(irq));
	writel(U32_MAX, dist + GICD_ICPENDR(irq));
}

/*
 * Clear the active priorities.  An active priority blocks interrupts of the same and lower
 * priorities (IHI 0048, GICC_APRn).
 */
static void v2_reset_active_priorities(void)
{
	for (unsigned int i = 0; i < 4; i++) {
		arm64_secure_write32(cpu_if_pa + GICC_APR(i), 0);
		writel(0, cpu_if + GICC_APR(i));
	}
}

static void v2_init_cpu(struct irqchip_root *root)
{
	/*
	 * Put all interrupts in group 1, which this driver uses.  After a reset, they are in group
	 * 0, and the priority mask blocks group 1.
	 */
	arm64_secure_write32(dist_pa + GICD_IGROUPR(0), U32_MAX);
	arm64_secure_write32(cpu_if_pa + GICC_PMR, 0xff);
	/*
	 * The registers of lines 0 to 31 exist once per CPU.  Each target field has only the bit of
	 * this CPU.
	 */
	cpu_target[smp_processor_id()] = readl(dist + GICD_ITARGETSR(0)) & 0xff;
	v2_reset_lines(0);
	for (unsigned int irq = 0; irq < GIC_FIRST_SPI; irq += 4)
		writel(GIC_PRIORITIES, dist + GICD_IPRIORITYR(irq));
	if (private_config)
		writel(private_config, dist + GICD_ICFGR(GIC_FIRST_PPI));
	writel(private_enabled, dist + GICD_ISENABLER(0));
	v2_reset_active_priorities();
	writel(0, cpu_if + GICC_BPR);
	writel(0xf0, cpu_if + GICC_PMR);
	writel(GICC_CTLR_GROUPS, cpu_if + GICC_CTLR);
}

static void v2_send_ipi(unsigned int cpu)
{
	writel((u32)cpu_target[cpu] << 16 | GIC_SGI_IPI, dist + GICD_SGIR);
}

static const struct irq_chip v2_chip = {
	.name = "GICv2",
	.irq_mask = v2_mask,
	.irq_unmask = v2_unmask,
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_type = v2_set_type,
	.irq_set_affinity = v2_set_affinity,
};

static int v2_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t hwirq)
{
	irq_set_chip_and_handler(irq, &v2_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops v2_ops = { .map = v2_map, .xlate = v2_xlate };

static struct irqchip_root v2_root = {
	.handle = v2_handle,
	.init_cpu = v2_init_cpu,
	.send_ipi = v2_send_ipi,
};

static int __init v2_init(struct device_node *node)
{
	struct resource regs[2];
	unsigned int lines;
	u32 targets;

	if (v2_domain) {
		pr_err("%pOF: a second GICv2: not used\n", node);
		return -ENODEV;
	}
	dist = of_iomap(node, 0);
	cpu_if = of_iomap(node, 1);
	if (!dist || !cpu_if || of_address_to_resource(node, 0, &regs[0]) ||
	    of_address_to_resource(node, 1, &regs[1])) {
		pr_err("%pOF: no registers\n", node);
		return -EINVAL;
	}
	dist_pa = regs[0].start;
	cpu_if_pa = regs[1].start;
	writel(0, dist + GICD_CTLR);
	lines = min(32 * ((readl(dist + GICD_TYPER) & 31) + 1), GIC_FIRST_SPECIAL);
	targets = (readl(dist + GICD_ITARGETSR(0)) & 0xff) * 0x01010101;
	for (unsigned int irq = GIC_FIRST_SPI; irq < lines; irq += 32) {
		arm64_secure_write32(dist_pa + GICD_IGROUPR(irq), U32_MAX);
		v2_reset_lines(irq);
	}
	for (unsigned int irq = GIC_FIRST_SPI; irq < lines; irq += 4) {
		writel(GIC_PRIORITIES, dist + GICD_IPRIORITYR(irq));
		writel(targets, dist + GICD_ITARGETSR(irq));
	}
	private_enabled = 1U << GIC_SGI_IPI;
	v2_domain = irqchip_create_domain(node, v2_chip.name, lines, &v2_ops, NULL);
	if (!v2_domain)
		return -ENOMEM;
	v2_init_cpu(&v2_root);
	writel(3, dist + GICD_CTLR);
	irqchip_add_root(&v2_root);
	return 0;
}
IRQCHIP_DECLARE(gic_a15, "arm,cortex-a15-gic", v2_init);
IRQCHIP_DECLARE(gic_a7, "arm,cortex-a7-gic", v2_init);
IRQCHIP_DECLARE(gic_a9, "arm,cortex-a9-gic", v2_init);
IRQCHIP_DECLARE(gic_400, "arm,gic-400", v2_init);
IRQCHIP_DECLARE(pl390, "arm,pl390", v2_init);
IRQCHIP_DECLARE(qgic, "qcom,msm-8660-qgic", v2_init);
IRQCHIP_DECLARE(qgic2, "qcom,msm-qgic2", v2_init);
