// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of GICv2m frames (Arm SBSA, appendix E).  Writing a number to a register of the frame
 * triggers the SPI with this number in the frame's GIC.  Each frame has its own range of SPIs.
 */

#include <internal/irqs.h>
#include <internal/msi.h>
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/slab.h>

#include "gic_common.h"

#define MSI_TYPER		0x008
#define TYPER_BASE(v)		((v) >> 16 & 0x3ff)
#define TYPER_NUM(v)		((v) & 0x3ff)
#define MSI_SETSPI_NS		0x040
#define V2M_SIZE		0x1000

struct v2m {
	struct msi_controller controller;
	phys_addr_t pa;
	u32 first, n;			/* first interrupt id, and number of ids */
	int irq;			/* interrupt number of the first id; the other ids follow */
	unsigned long *used;
};

static struct v2m *to_v2m(struct msi_controller *controller)
{
	return container_of(controller, struct v2m, controller);
}

static int v2m_alloc(struct msi_controller *controller, u32 device_id, unsigned int n,
		     unsigned int *irqs)
{
	struct v2m *v2m = to_v2m(controller);
	unsigned long at = bitmap_find_next_zero_area(v2m->used, v2m->n, 0, n, 0);

	if (at >= v2m->n)
		return -ENOSPC;
	bitmap_set(v2m->used, at, n);
	for (unsigned int i = 0; i < n; i++)
		irqs[i] = (unsigned int)v2m->irq + at + i;
	return 0;
}

static void v2m_free(struct msi_controller *controller, u32 device_id, unsigned int n,
		     const unsigned int *irqs)
{
	struct v2m *v2m = to_v2m(controller);

	bitmap_clear(v2m->used, irqs[0] - (unsigned int)v2m->irq, n);
}

static void v2m_compose(struct msi_controller *controller, unsigned int irq, unsigned int index,
			struct msi_msg *msg)
{
	struct v2m *v2m = to_v2m(controller);
	u64 doorbell = v2m->pa + MSI_SETSPI_NS;

	*msg = (struct msi_msg){
		.address_lo = (u32)doorbell,
		.address_hi = (u32)(doorbell >> 32),
		.data = v2m->first + (irq - (unsigned int)v2m->irq),
	};
}

static const struct msi_controller_ops v2m_ops = {
	.alloc = v2m_alloc,
	.free = v2m_free,
	.compose = v2m_compose,
};

/* Read the frame's range of SPIs.  The device tree overrides the register. */
static int __init v2m_read_range(struct device_node *np, struct v2m *v2m)
{
	void __iomem *regs = ioremap(v2m->pa, V2M_SIZE);
	u32 typer;

	if (!regs)
		return -ENOMEM;
	typer = readl(regs + MSI_TYPER);
	iounmap(regs);
	v2m->first = TYPER_BASE(typer);
	v2m->n = TYPER_NUM(typer);
	of_property_read_u32(np, "arm,msi-base-spi", &v2m->first);
	of_property_read_u32(np, "arm,msi-num-spis", &v2m->n);
	if (v2m->first >= GIC_FIRST_SPI && v2m->first < GIC_FIRST_SPECIAL && v2m->n &&
	    v2m->n <= GIC_FIRST_SPECIAL - v2m->first)
		return 0;
	pr_err("%pOF: %u interrupts from %u on are not SPIs\n", np, v2m->n, v2m->first);
	return -EINVAL;
}

/*
 * Find the interrupt number of each SPI of the frame, and make the SPI edge-triggered.  Returns an
 * error if the GIC lacks one of the SPIs.
 */
static int __init v2m_find_irqs(struct device_node *np, struct v2m *v2m)
{
	for (u32 i = 0; i < v2m->n; i++) {
		const u32 cells[] = { 0, v2m->first + i - GIC_FIRST_SPI, IRQ_TYPE_EDGE_RISING };
		int irq = irq_of_specifier(of_get_parent(np), cells, ARRAY_SIZE(cells));

		if (irq < 0) {
			pr_err("%pOF: its GIC has no interrupt %u\n", np, v2m->first + i);
			return irq;
		}
		if (!i)
			v2m->irq = irq;
	}
	return 0;
}

static void __init v2m_add(struct device_node *np)
{
	struct v2m *v2m = kzalloc(sizeof(*v2m), GFP_KERNEL);
	struct resource res;

	if (!v2m)
		return;
	if (of_address_to_resource(np, 0, &res) || resource_size(&res) < V2M_SIZE) {
		pr_err("%pOF: no registers\n", np);
		kfree(v2m);
		return;
	}
	v2m->pa = res.start;
	if (v2m_read_range(np, v2m) || v2m_find_irqs(np, v2m)) {
		kfree(v2m);
		return;
	}
	v2m->used = bitmap_zalloc(v2m->n, GFP_KERNEL);
	if (!v2m->used) {
		kfree(v2m);
		return;
	}
	v2m->controller.node = np;
	v2m->controller.ops = &v2m_ops;
	msi_controller_register(&v2m->controller);
	pr_info("%pOF: GICv2m, interrupts %u to %u\n", np, v2m->first, v2m->first + v2m->n - 1);
}

static int __init v2m_init(void)
{
	struct device_node *np;

	for_each_compatible_node(np, NULL, "arm,gic-v2m-frame") {
		if (of_device_is_available(np))
			v2m_add(np);
	}
	return 0;
}
core_initcall(v2m_init);
