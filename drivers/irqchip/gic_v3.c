// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of GICv3 (Arm IHI 0069): the distributor, a redistributor for each CPU, and system
 * registers as CPU interface, with the extended ranges of SPIs and PPIs of GICv3.1.  SPIs go to the
 * boot CPU until irq_set_affinity() is called.
 */

#include <linux/errno.h>
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
#include <internal/irqchip.h>

#include "gic_common.h"
#include "gic_v3.h"

#define GICD_CTLR_RWP		(1U << 31)
#define GICD_CTLR_DS		(1U << 6)
#define GICD_CTLR_ARE_NS	(1U << 4)
#define GICD_CTLR_G1A		(1U << 1)
#define GICD_CTLR_G1		(1U << 0)
#define GICD_TYPER_ESPI		(1U << 8)
#define GICD_TYPER_ESPI_RANGE(typer)	((typer) >> 27 & 31)
#define GICR_CTLR		0x0000
#define GICR_CTLR_RWP		(1U << 3)
#define GICR_CTLR_LPIS		(1U << 0)
#define GICR_TYPER		0x0008
#define GICR_WAKER		0x0014
#define GICR_SGI		0x10000		/* second frame: SGIs and PPIs */
#define GICR_STRIDE		0x20000
#define GICR_TYPER_LAST		(1U << 4)
#define GICR_TYPER_VLPIS	(1U << 1)
#define GICR_TYPER_PPI_NUM(typer)	((typer) >> 27 & 31)
#define WAKER_SLEEP		(1U << 1)
#define WAKER_ASLEEP		(1U << 2)
#define ICC_CTLR_PRI_BITS(v)	(((v) >> 8 & 7) + 1)
#define MAX_REGIONS		8

/*
 * An array of registers that has @bits bits for each line.  The registers of SGIs and PPIs,
 * followed by extended PPIs, are in the second frame of a redistributor.  Those of SPIs are in the
 * distributor at the same offset; extended SPIs have another offset there.
 */
struct gic_array {
	u16 offset, extended;
	u8 bits;
};

static const struct gic_array group = { 0x0080, 0x1000, 1 };
static const struct gic_array set_enable = { 0x0100, 0x1200, 1 };
static const struct gic_array clear_enable = { 0x0180, 0x1400, 1 };
static const struct gic_array clear_pending = { 0x0280, 0x1800, 1 };
static const struct gic_array clear_active = { 0x0380, 0x1c00, 1 };
static const struct gic_array priority = { 0x0400, 0x2000, 8 };
static const struct gic_array config = { 0x0c00, 0x3000, 2 };
static const struct gic_array router = { 0x6000, 0x8000, 64 };

static struct { void __iomem *base; phys_addr_t pa; u64 size; } regions[MAX_REGIONS];
static unsigned int nr_regions;
static struct gic_v3 gic_v3;

static void wait_rwp(void __iomem *base, unsigned int reg, u32 bit)
{
	while (readl(base + reg) & bit)
		cpu_relax();
}

static unsigned int first_espi(const struct gic_v3 *gic)
{
	return gic->nr_lines + gic->nr_eppis;
}

/*
 * Return the index of a private line among SGIs, PPIs and extended PPIs, or -1 if CPUs share the
 * line.
 */
static int private_index(const struct gic_v3 *gic, unsigned int line)
{
	if (line < GIC_FIRST_SPI)
		return line;
	return line >= gic->nr_lines && line < first_espi(gic) ? (int)(line - gic->nr_lines + 32)
							       : -1;
}

/* Return the register that contains the bits of a line. */
static void __iomem *gic_word_of(const struct gic_v3 *gic, unsigned int line,
				 const struct gic_array *array)
{
	int private = private_index(gic, line);
	void __iomem *words = gic->dist + array->offset;

	if (private >= 0) {
		words = gic->redist[smp_processor_id()] + GICR_SGI + array->offset;
		line = private;
	} else if (line >= gic->nr_lines) {
		words = gic->dist + array->extended;
		line -= first_espi(gic);
	}
	return words + line * array->bits / 32 * 4;
}

/*
 * Return a line's bit in a register with one bit per line.  Each kind of line begins at a multiple
 * of 32.
 */
static u32 bit_of(unsigned int line)
{
	return 1U << line % 32;
}

static void wait_private(struct gic_v3 *gic)
{
	wait_rwp(gic->redist[smp_processor_id()], GICR_CTLR, GICR_CTLR_RWP);
}

static void v3_mask(struct irq_data *data)
{
	unsigned int line = (unsigned int)data->hwirq;
	struct gic_v3 *gic = data->chip_data;
	int private = private_index(gic, line);

	writel(bit_of(line), gic_word_of(gic, line, &clear_enable));
	if (private < 0) {
		wait_rwp(gic->dist, GICD_CTLR, GICD_CTLR_RWP);
		return;
	}
	wait_private(gic);
	gic->private_enabled[private / 32] &= ~bit_of(line);
}

static void v3_unmask(struct irq_data *data)
{
	unsigned int line = (unsigned int)data->hwirq;
	struct gic_v3 *gic = data->chip_data;
	int private = private_index(gic, line);

	writel(bit_of(line), gic_word_of(gic, line, &set_enable));
	if (private >= 0)
		gic->private_enabled[private / 32] |= bit_of(line);
}

static int v3_set_type(struct irq_data *data, unsigned int type)
{
	unsigned int line = (unsigned int)data->hwirq;
	struct gic_v3 *gic = data->chip_data;
	int private = private_index(gic, line);
	void __iomem *reg = gic_word_of(gic, line, &config);
	int err = gic_set_type(reg, line, private >= 0, type);

	if (!err && private >= 0) {
		gic->private_config[private / 16] = readl(reg);
		gic->private_config_set[private / 16] = 1;
	}
	return err;
}

static void v3_route(const struct gic_v3 *gic, unsigned int line, unsigned int cpu)
{
	writeq(cpu_hwid[cpu], gic_word_of(gic, line, &router));
}

static int v3_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int line = (unsigned int)data->hwirq;
	struct gic_v3 *gic = data->chip_data;

	if (private_index(gic, line) >= 0)
		return -EINVAL;
	v3_route(gic, line, cpumask_first(dest));
	return 0;
}

int gic_v3_line(const struct gic_v3 *gic, u32 intid)
{
	if (intid < gic->nr_lines)
		return intid;
	if (intid >= GIC_FIRST_EPPI && intid - GIC_FIRST_EPPI < gic->nr_eppis)
		return gic->nr_lines + intid - GIC_FIRST_EPPI;
	if (intid >= GIC_FIRST_ESPI && intid - GIC_FIRST_ESPI < gic->nr_espis)
		return first_espi(gic) + intid - GIC_FIRST_ESPI;
	return -1;
}

static unsigned int v3_number(struct irq_data *data)
{
	unsigned int line = (unsigned int)data->hwirq;
	const struct gic_v3 *gic = data->chip_data;

	if (line < gic->nr_lines)
		return line;
	if (line < first_espi(gic))
		return line - gic->nr_lines + GIC_FIRST_EPPI;
	return line - first_espi(gic) + GIC_FIRST_ESPI;
}

/*
 * Translate a specifier of the devicetree binding arm,gic-v3: type (0 SPI, 1 PPI, 2 extended SPI, 3
 * extended PPI), number, trigger.
 */
static int v3_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		    unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	static const u32 first[] = { GIC_FIRST_SPI, GIC_FIRST_PPI, GIC_FIRST_ESPI, GIC_FIRST_EPPI };
	static const u32 limit[] = { GIC_FIRST_SPECIAL - GIC_FIRST_SPI, 16, 1024, GIC_MAX_EPPIS };
	int found;

	if (nr_cells < 3 || cells[0] >= ARRAY_SIZE(first) || cells[1] >= limit[cells[0]])
		return -EINVAL;
	found = gic_v3_line(domain->host_data, first[cells[0]] + cells[1]);
	if (found < 0)
		return -EINVAL;
	*line = found;
	*type = cells[2] & IRQ_TYPE_SENSE_MASK;
	return 0;
}

static void (*lpi_handler)(u32 intid);	/* NULL if LPIs are not used */

void gic_v3_set_lpi_handler(void (*handler)(u32 intid))
{
	WRITE_ONCE(lpi_handler, handler);
}

static void v3_handle(struct irqchip_root *root)
{
	for (;;) {
		u32 intid = read_sysreg(ICC_IAR1_EL1) & 0xffffff;

		if (intid >= GIC_FIRST_SPECIAL && intid <= GIC_LAST_SPECIAL)
			return;
		dsb(sy);
		if (intid == GIC_SGI_IPI)
			smp_handle_ipi();
		else if (intid >= GIC_FIRST_LPI && READ_ONCE(lpi_handler))
			lpi_handler(intid);
		else
			generic_handle_domain_irq(gic_v3.domain,
						  (irq_hw_number_t)gic_v3_line(&gic_v3, intid));
		write_sysreg(intid, ICC_EOIR1_EL1);
		isb();
	}
}

/* Return the redistributor that has this CPU's affinity, or NULL. */
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

/*
 * Return true if EL3 leaves group 0 to this system (SCR_EL3.FIQ is 0); otherwise accesses to the
 * registers of group 0 trap.  The test writes the lowest bit of the priority mask.  If group 0
 * belongs to EL3, priorities are read shifted left by one bit (IHI 0069, ICC_PMR_EL1), so this bit
 * reads as 0.
 */
static bool has_group0(unsigned int priority_bits)
{
	write_sysreg(1UL << (8 - priority_bits), ICC_PMR_EL1);
	isb();
	return read_sysreg(ICC_PMR_EL1);
}

/*
 * Clear the active priorities.  A priority that firmware left active blocks interrupts of the same
 * and lower priorities (IHI 0069, ICC_AP1R<n>_EL1).  The number of registers depends on the number
 * of priority bits.
 */
static void reset_active_priorities(void)
{
	unsigned int bits = ICC_CTLR_PRI_BITS(read_sysreg(ICC_CTLR_EL1));
	bool group0 = has_group0(bits);

	if (bits >= 7) {
		write_sysreg(0, ICC_AP1R3_EL1);
		write_sysreg(0, ICC_AP1R2_EL1);
	}
	if (bits >= 6)
		write_sysreg(0, ICC_AP1R1_EL1);
	write_sysreg(0, ICC_AP1R0_EL1);
	if (group0 && bits >= 7) {
		write_sysreg(0, ICC_AP0R3_EL1);
		write_sysreg(0, ICC_AP0R2_EL1);
	}
	if (group0 && bits >= 6)
		write_sysreg(0, ICC_AP0R1_EL1);
	if (group0)
		write_sysreg(0, ICC_AP0R0_EL1);
	isb();
}

static void init_cpu_interface(void)
{
	write_sysreg(read_sysreg(ICC_SRE_EL1) | 1, ICC_SRE_EL1);	/* SRE */
	isb();
	reset_active_priorities();
	write_sysreg(0xf0, ICC_PMR_EL1);
	write_sysreg(0, ICC_BPR1_EL1);
	write_sysreg(0, ICC_CTLR_EL1);	/* EOI also deactivates */
	write_sysreg(1, ICC_IGRPEN1_EL1);
	isb();
}

void gic_v3_count(struct gic_v3 *gic)
{
	u32 typer = readl(gic->dist + GICD_TYPER);
	u32 ppi_num = GICR_TYPER_PPI_NUM(readq(gic->redist[smp_processor_id()] + GICR_TYPER));

	gic->nr_lines = 32 * ((typer & 31) + 1);
	gic->nr_eppis = ppi_num <= 2 ? 32 * ppi_num : 0;	/* values above 2 are reserved */
	gic->nr_espis = typer & GICD_TYPER_ESPI ? 32 * (GICD_TYPER_ESPI_RANGE(typer) + 1) : 0;
}

/*
 * Mask 32 lines, put them in group 1 and set their priority.  Clear the active and pending
 * interrupts that firmware left: a line that stays active is not signalled again (IHI 0069,
 * GICD_ISACTIVER<n>), and no driver uses a line yet.
 */
static void init_lines(struct gic_v3 *gic, unsigned int line)
{
	writel(U32_MAX, gic_word_of(gic, line, &clear_enable));
	writel(U32_MAX, gic_word_of(gic, line, &clear_active));
	writel(U32_MAX, gic_word_of(gic, line, &clear_pending));
	writel(U32_MAX, gic_word_of(gic, line, &group));
	for (unsigned int i = 0; i < 32; i += 4)
		writel(GIC_PRIORITIES, gic_word_of(gic, line, &priority) + i);
}

void gic_v3_init_dist(struct gic_v3 *gic)
{
	unsigned int end = first_espi(gic) + gic->nr_espis;

	writel(0, gic->dist + GICD_CTLR);
	wait_rwp(gic->dist, GICD_CTLR, GICD_CTLR_RWP);
	for (unsigned int line = GIC_FIRST_SPI; line < end; line += 32) {
		if (private_index(gic, line) < 0)
			init_lines(gic, line);
	}
	writel(GICD_CTLR_ARE_NS | GICD_CTLR_G1A | GICD_CTLR_G1, gic->dist + GICD_CTLR);
	wait_rwp(gic->dist, GICD_CTLR, GICD_CTLR_RWP);
	for (unsigned int line = GIC_FIRST_SPI; line < end; line++)
		v3_route(gic, line, 0);
}

void gic_v3_init_redist(struct gic_v3 *gic)
{
	for (unsigned int i = 0; i < 1 + gic->nr_eppis / 32; i++) {
		unsigned int line = i ? gic->nr_lines + 32 * (i - 1) : 0;

		init_lines(gic, line);
		for (unsigned int word = 2 * i; word < 2 * i + 2; word++) {
			if (gic->private_config_set[word])
				writel(gic->private_config[word],
				       gic_word_of(gic, line, &config) + word % 2 * 4);
		}
		writel(gic->private_enabled[i], gic_word_of(gic, line, &set_enable));
	}
	wait_private(gic);
}

/*
 * Disable LPIs that firmware left enabled, because the redistributor would continue to write
 * pending bits to a table in RAM that this system uses now.  Some redistributors cannot disable
 * LPIs (IHI 0069, GICR_CTLR.EnableLPIs); then the ITS is not used.
 */
static void disable_lpis(void __iomem *base)
{
	u32 ctlr = readl(base + GICR_CTLR);

	if (!(ctlr & GICR_CTLR_LPIS))
		return;
	writel(ctlr & ~GICR_CTLR_LPIS, base + GICR_CTLR);
	dsb(sy);
	ctlr = readl(base + GICR_CTLR);
	if (ctlr & GICR_CTLR_LPIS) {
		pr_err("GICv3: CPU %u: LPIs enabled by firmware cannot be disabled: no MSIs\n",
		       smp_processor_id());
		return;
	}
	wait_rwp(base, GICR_CTLR, GICR_CTLR_RWP);
	pr_warn("GICv3: CPU %u: firmware left LPIs enabled: their table may have corrupted memory\n",
		smp_processor_id());
}

static int find_own_redist(void)
{
	void __iomem *base = find_redist();

	if (!base) {
		pr_err("GICv3: CPU %u has no redistributor: no interrupts\n", smp_processor_id());
		return -ENODEV;
	}
	gic_v3.redist[smp_processor_id()] = base;
	disable_lpis(base);
	writel(readl(base + GICR_WAKER) & ~WAKER_SLEEP, base + GICR_WAKER);
	while (readl(base + GICR_WAKER) & WAKER_ASLEEP)
		cpu_relax();
	return 0;
}

static void v3_init_cpu(struct irqchip_root *root)
{
	if (find_own_redist())
		return;
	gic_v3_init_redist(&gic_v3);
	init_cpu_interface();
}

static void v3_send_ipi(unsigned int cpu)
{
	u64 mpidr = cpu_hwid[cpu], aff0 = mpidr & 0xff;
	u64 sgi = (mpidr >> 32 & 0xff) << 48 | (mpidr >> 16 & 0xff) << 32 |
		  (mpidr >> 8 & 0xff) << 16 | (aff0 >> 4) << 44 | 1UL << (aff0 & 15) |
		  (u64)GIC_SGI_IPI << 24;

	dsb(ishst);
	write_sysreg(sgi, ICC_SGI1R_EL1);
	isb();
}

const struct irq_chip gic_v3_chip = {
	.name = "GICv3",
	.irq_mask = v3_mask,
	.irq_unmask = v3_unmask,
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_type = v3_set_type,
	.irq_set_affinity = v3_set_affinity,
};

static int v3_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &gic_v3_chip, handle_simple_irq);
	irq_set_chip_data(irq, domain->host_data);
	return 0;
}

const struct irq_domain_ops gic_v3_domain_ops = {
	.map = v3_map,
	.xlate = v3_xlate,
	.number = v3_number,
};

static struct irqchip_root v3_root = {
	.handle = v3_handle,
	.init_cpu = v3_init_cpu,
	.send_ipi = v3_send_ipi,
};

struct gic_v3 *gic_v3_of(const struct device_node *node)
{
	return gic_v3.domain && gic_v3.domain->fwnode == &node->fwnode ? &gic_v3 : NULL;
}

phys_addr_t gic_v3_redist_pa(const struct gic_v3 *gic, unsigned int cpu)
{
	for (unsigned int i = 0; i < nr_regions; i++) {
		u64 offset = gic->redist[cpu] - regions[i].base;

		if (offset < regions[i].size)
			return regions[i].pa + offset;
	}
	return 0;
}

static int __init map_redistributors(struct device_node *node)
{
	u32 nr = 1;
	struct resource res;

	of_property_read_u32(node, "#redistributor-regions", &nr);
	for (u32 i = 0; i < nr && i < MAX_REGIONS; i++) {
		if (of_address_to_resource(node, 1 + i, &res))
			return -EINVAL;
		regions[i].base = ioremap(res.start, resource_size(&res));
		regions[i].pa = res.start;
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

	if (gic_v3.domain) {
		pr_err("%pOF: a second GICv3: not used\n", node);
		return -ENODEV;
	}
	gic_v3.dist = of_iomap(node, 0);
	if (!gic_v3.dist || map_redistributors(node)) {
		pr_err("%pOF: no registers\n", node);
		return -EINVAL;
	}
	/* If we run in secure state, disable the separation of the two security states. */
	if (!of_address_to_resource(node, 0, &regs))
		arm64_secure_write32(regs.start + GICD_CTLR, GICD_CTLR_DS);
	if (find_own_redist())
		return -EINVAL;
	gic_v3_count(&gic_v3);
	gic_v3.domain = irqchip_create_domain(node, gic_v3_chip.name,
					      first_espi(&gic_v3) + gic_v3.nr_espis,
					      &gic_v3_domain_ops, &gic_v3);
	if (!gic_v3.domain)
		return -ENOMEM;
	gic_v3_init_dist(&gic_v3);
	gic_v3.private_enabled[0] = 1U << GIC_SGI_IPI;
	gic_v3_init_redist(&gic_v3);
	init_cpu_interface();
	irqchip_add_root(&v3_root);
	return 0;
}
IRQCHIP_DECLARE(gic_v3, "arm,gic-v3", v3_init);
