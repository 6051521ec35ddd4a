// SPDX-License-Identifier: BSD-2-Clause
/*
 * GICv3 (Arm IHI 0069): distributor, a redistributor for each CPU, system registers as CPU interface.
 * SPIs go to the boot CPU.
 */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/processor.h>
#include <asm/smccc.h>
#include <asm/sysreg.h>
#include <quarry/irqchip.h>

#include "gic_common.h"

#define GICD_CTLR_RWP		(1U << 31)
#define GICD_CTLR_DS		(1U << 6)
#define GICD_CTLR_ARE_NS	(1U << 4)
#define GICD_CTLR_G1A		(1U << 1)
#define GICD_CTLR_G1		(1U << 0)
#define GICD_IROUTER(irq)	(0x6000 + 8 * (irq))
#define GICR_CTLR		0x0000
#define GICR_TYPER		0x0008
#define GICR_WAKER		0x0014
#define GICR_SGI		0x10000		/* second frame: SGIs and PPIs */
#define GICR_STRIDE		0x20000
#define GICR_TYPER_LAST		(1U << 4)
#define GICR_TYPER_VLPIS	(1U << 1)
#define WAKER_SLEEP		(1U << 1)
#define WAKER_ASLEEP		(1U << 2)
#define MAX_REGIONS		8

static void __iomem *dist;
static struct { void __iomem *base; u64 size; } regions[MAX_REGIONS];
static unsigned int nr_regions;
static struct irq_domain root;
static u32 private_enabled;	/* SGIs and PPIs that are on, for CPUs that come later */
static u32 private_config;	/* the same: triggers of PPIs; 0: as they are */
static DEFINE_PER_CPU(void __iomem *, redist);

static void wait_rwp(void __iomem *base, unsigned int reg, u32 bit)
{
	while (readl(base + reg) & bit)
		cpu_relax();
}

/* The frame that has the line's enable bits, and waiting until a change of it took effect. */
static void __iomem *frame_of(unsigned int hwirq)
{
	return hwirq < GIC_FIRST_SPI ? this_cpu_read(redist) + GICR_SGI : dist;
}

static void sync_frame(unsigned int hwirq)
{
	if (hwirq < GIC_FIRST_SPI)
		wait_rwp(this_cpu_read(redist), GICR_CTLR, 1U << 3);
	else
		wait_rwp(dist, GICD_CTLR, GICD_CTLR_RWP);
}

static void v3_mask(struct irq_domain *domain, unsigned int hwirq)
{
	writel(1U << hwirq % 32, frame_of(hwirq) + GICD_ICENABLER(hwirq));
	sync_frame(hwirq);
	if (hwirq < GIC_FIRST_SPI)
		private_enabled &= ~(1U << hwirq);
}

static void v3_unmask(struct irq_domain *domain, unsigned int hwirq)
{
	writel(1U << hwirq % 32, frame_of(hwirq) + GICD_ISENABLER(hwirq));
	if (hwirq < GIC_FIRST_SPI)
		private_enabled |= 1U << hwirq;
}

static int v3_set_type(struct irq_domain *domain, unsigned int hwirq, u32 type)
{
	int err = gic_set_type(frame_of(hwirq), hwirq, type);

	if (!err && hwirq < GIC_FIRST_SPI)
		private_config = readl(frame_of(hwirq) + GICD_ICFGR(hwirq));
	return err;
}

static void v3_handle(struct irq_domain *domain)
{
	for (;;) {
		u32 hwirq = read_sysreg(ICC_IAR1_EL1) & 0xffffff;

		if (hwirq >= GIC_FIRST_SPECIAL)
			return;
		dsb(sy);
		if (hwirq == GIC_SGI_IPI)
			smp_handle_ipi();
		else
			irq_domain_handle(domain, hwirq);
		write_sysreg(hwirq, ICC_EOIR1_EL1);
		isb();
	}
}

/* The redistributor whose affinity is ours. */
static void __iomem *find_redist(void)
{
	unsigned long mpidr = cpu_hwid[smp_processor_id()];
	u32 affinity = (mpidr & 0xffffff) | (mpidr >> 32 & 0xff) << 24;

	for (unsigned int i = 0; i < nr_regions; i++) {
		u64 at = 0, typer;

		do {
			if (at + GICR_STRIDE > regions[i].size)
				break;
			typer = readq(regions[i].base + at + GICR_TYPER);
			if (typer >> 32 == affinity)
				return regions[i].base + at;
			at += typer & GICR_TYPER_VLPIS ? 2 * GICR_STRIDE : GICR_STRIDE;
		} while (!(typer & GICR_TYPER_LAST));
	}
	return NULL;
}

static void init_cpu_interface(void)
{
	write_sysreg(read_sysreg(ICC_SRE_EL1) | 1, ICC_SRE_EL1);	/* SRE */
	isb();
	write_sysreg(0xf0, ICC_PMR_EL1);
	write_sysreg(0, ICC_BPR1_EL1);
	write_sysreg(0, ICC_CTLR_EL1);	/* EOI also deactivates */
	write_sysreg(1, ICC_IGRPEN1_EL1);
	isb();
}

static void v3_init_cpu(struct irq_domain *domain)
{
	void __iomem *base = find_redist();

	if (!base) {
		pr_err("GICv3: CPU %u has no redistributor: no interrupts\n", smp_processor_id());
		return;
	}
	this_cpu_write(redist, base);
	writel(readl(base + GICR_WAKER) & ~WAKER_SLEEP, base + GICR_WAKER);
	while (readl(base + GICR_WAKER) & WAKER_ASLEEP)
		cpu_relax();
	writel(U32_MAX, base + GICR_SGI + GICD_ICENABLER(0));
	writel(U32_MAX, base + GICR_SGI + GICD_IGROUPR(0));
	for (unsigned int irq = 0; irq < GIC_FIRST_SPI; irq += 4)
		writel(GIC_PRIORITIES, base + GICR_SGI + GICD_IPRIORITYR(irq));
	if (private_config)
		writel(private_config, base + GICR_SGI + GICD_ICFGR(GIC_FIRST_PPI));
	writel(private_enabled, base + GICR_SGI + GICD_ISENABLER(0));
	wait_rwp(base, GICR_CTLR, 1U << 3);
	init_cpu_interface();
}

static void v3_send_ipi(unsigned int cpu)
{
	u64 mpidr = cpu_hwid[cpu], aff0 = mpidr & 0xff;
	u64 sgi = (mpidr >> 32 & 0xff) << 48 | (mpidr >> 16 & 0xff) << 32 | (mpidr >> 8 & 0xff) << 16 |
		  (aff0 >> 4) << 44 | 1UL << (aff0 & 15) | (u64)GIC_SGI_IPI << 24;

	dsb(ishst);
	write_sysreg(sgi, ICC_SGI1R_EL1);
	isb();
}

static const struct irqchip_ops v3_ops = {
	.name = "GICv3",
	.mask = v3_mask,
	.unmask = v3_unmask,
	.set_type = v3_set_type,
	.translate = gic_translate,
	.handle = v3_handle,
	.init_cpu = v3_init_cpu,
	.send_ipi = v3_send_ipi,
};

static int __init map_redistributors(struct device_node *node)
{
	u32 nr = 1;
	struct resource res;

	of_property_read_u32(node, "#redistributor-regions", &nr);
	for (u32 i = 0; i < nr && i < MAX_REGIONS; i++) {
		if (of_address_to_resource(node, 1 + i, &res))
			return -EINVAL;
		regions[i].base = ioremap(res.start, resource_size(&res));
		regions[i].size = resource_size(&res);
		if (!regions[i].base)
			return -ENOMEM;
		nr_regions++;
	}
	return nr_regions ? 0 : -EINVAL;
}

static int __init v3_init(struct device_node *node)
{
	struct resource regs;
	unsigned int lines;

	if (root.ops) {
		pr_err("%pOF: a second GICv3: not used\n", node);
		return -ENODEV;
	}
	dist = of_iomap(node, 0);
	if (!dist || map_redistributors(node)) {
		pr_err("%pOF: no registers\n", node);
		return -EINVAL;
	}
	/* With nobody on the secure side there are no two sides. */
	if (!of_address_to_resource(node, 0, &regs))
		arm64_secure_write32(regs.start + GICD_CTLR, GICD_CTLR_DS);
	writel(0, dist + GICD_CTLR);
	wait_rwp(dist, GICD_CTLR, GICD_CTLR_RWP);
	lines = gic_nr_lines(readl(dist + GICD_TYPER));
	for (unsigned int irq = GIC_FIRST_SPI; irq < lines; irq += 32) {
		writel(U32_MAX, dist + GICD_ICENABLER(irq));
		writel(U32_MAX, dist + GICD_IGROUPR(irq));
	}
	for (unsigned int irq = GIC_FIRST_SPI; irq < lines; irq += 4)
		writel(GIC_PRIORITIES, dist + GICD_IPRIORITYR(irq));
	writel(GICD_CTLR_ARE_NS | GICD_CTLR_G1A | GICD_CTLR_G1, dist + GICD_CTLR);
	wait_rwp(dist, GICD_CTLR, GICD_CTLR_RWP);
	for (unsigned int irq = GIC_FIRST_SPI; irq < lines; irq++)
		writeq(cpu_hwid[0], dist + GICD_IROUTER(irq));
	private_enabled = 1U << GIC_SGI_IPI;
	v3_init_cpu(&root);
	return irq_domain_register(&root, node, &v3_ops, lines);
}
IRQCHIP_DECLARE(gic_v3, "arm,gic-v3", v3_init);
