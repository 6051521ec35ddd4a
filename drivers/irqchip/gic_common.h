/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_GIC_COMMON_H
#define DRIVERS_IRQCHIP_GIC_COMMON_H

/* What GICv2 (IHI 0048) and GICv3 (IHI 0069) share: the distributor's layout and the specifiers. */

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/types.h>

#define GICD_CTLR		0x0000
#define GICD_TYPER		0x0004
#define GICD_IGROUPR(irq)	(0x0080 + 4 * ((irq) / 32))
#define GICD_ISENABLER(irq)	(0x0100 + 4 * ((irq) / 32))
#define GICD_ICENABLER(irq)	(0x0180 + 4 * ((irq) / 32))
#define GICD_ICPENDR(irq)	(0x0280 + 4 * ((irq) / 32))
#define GICD_IPRIORITYR(irq)	(0x0400 + (irq))
#define GICD_ICFGR(irq)		(0x0c00 + 4 * ((irq) / 16))

#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
#define GIC_FIRST_SPECIAL	1020	/* 1020..1023: nothing to take */
#define GIC_PRIORITY		0xa0
#define GIC_PRIORITIES		0xa0a0a0a0
#define GIC_SGI_IPI		0

static inline unsigned int gic_nr_lines(u32 typer)
{
	unsigned int lines = 32 * ((typer & 31) + 1);

	return lines > GIC_FIRST_SPECIAL ? GIC_FIRST_SPECIAL : lines;
}

/* Devicetree binding arm,gic: type (0 SPI, 1 PPI), number, trigger. */
static inline int gic_translate(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
				unsigned int *hwirq, u32 *type)
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

/*
 * Edge or level, in the frame that has the line's registers; the line is masked.  SPIs are active high
 * or rise.  PPIs are as the CPU has them wired: for most of them the register does not change.
 */
static inline int gic_set_type(void __iomem *frame, unsigned int hwirq, u32 type)
{
	void __iomem *reg = frame + GICD_ICFGR(hwirq);
	u32 edge = 2U << hwirq % 16 * 2, value;

	if (hwirq < GIC_FIRST_PPI ||
	    (hwirq >= GIC_FIRST_SPI && type != IRQ_TYPE_EDGE_RISING && type != IRQ_TYPE_LEVEL_HIGH))
		return -EINVAL;
	value = readl(reg) & ~edge;
	writel(type & IRQ_TYPE_EDGE_BOTH ? value | edge : value, reg);
	return 0;
}

#endif /* DRIVERS_IRQCHIP_GIC_COMMON_H */
