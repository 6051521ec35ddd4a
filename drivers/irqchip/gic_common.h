/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_GIC_COMMON_H
#define DRIVERS_IRQCHIP_GIC_COMMON_H

/* The common part of GICv2 (IHI 0048) and GICv3 (IHI 0069): the registers of the distributor. */

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
#define GICD_ICACTIVER(irq)	(0x0380 + 4 * ((irq) / 32))
#define GICD_IPRIORITYR(irq)	(0x0400 + (irq))
#define GICD_ICFGR(irq)		(0x0c00 + 4 * ((irq) / 16))

#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
#define GIC_FIRST_SPECIAL	1020U	/* read as the id if no interrupt is pending */
#define GIC_LAST_SPECIAL	1023
#define GIC_PRIORITY		0xa0
#define GIC_PRIORITIES		0xa0a0a0a0
#define GIC_SGI_IPI		0

/*
 * Set the trigger of a line in @reg, the register that contains the line's configuration.  The line
 * must be masked.  An SPI is triggered by a rising edge or by a high level.  The type of most PPIs
 * is fixed, and writing it has no effect.
 */
static inline int gic_set_type(void __iomem *reg, unsigned int line, bool private, u32 type)
{
	u32 edge = 2U << line % 16 * 2, value;

	if (line < GIC_FIRST_PPI ||
	    (!private && type != IRQ_TYPE_EDGE_RISING && type != IRQ_TYPE_LEVEL_HIGH))
		return -EINVAL;
	value = readl(reg) & ~edge;
	writel(type & IRQ_TYPE_EDGE_BOTH ? value | edge : value, reg);
	return 0;
}

#endif /* DRIVERS_IRQCHIP_GIC_COMMON_H */
