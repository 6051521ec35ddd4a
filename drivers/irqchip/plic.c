// SPDX-License-Identifier: BSD-2-Clause
/*
 * RISC-V PLIC (RISC-V Platform-Level Interrupt Controller 1.0.0): one context a hart and mode, in the
 * order of interrupts-extended.  All devices' interrupts go to the boot CPU.
 */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <quarry/irqchip.h>

#define PLIC_PRIORITY(irq)	(4 * (irq))
#define PLIC_ENABLE(ctx, irq)	(0x2000 + 0x80 * (ctx) + 4 * ((irq) / 32))
#define PLIC_THRESHOLD(ctx)	(0x200000 + 0x1000 * (ctx))
#define PLIC_CLAIM(ctx)		(0x200004 + 0x1000 * (ctx))
#define S_MODE_EXTERNAL		9

static void __iomem *plic;
static unsigned int context, nr_sources;
static struct irq_domain domain;

/* By priority: the end of an interrupt is not heard while its enable bit is off, and those share words. */
static void plic_mask(unsigned int hwirq)
{
	writel(0, plic + PLIC_PRIORITY(hwirq));
}

static void plic_unmask(unsigned int hwirq)
{
	writel(1, plic + PLIC_PRIORITY(hwirq));
}

static int plic_translate(const u32 *cells, unsigned int nr_cells, unsigned int *hwirq)
{
	if (nr_cells < 1 || !cells[0] || cells[0] > nr_sources)
		return -EINVAL;
	*hwirq = cells[0];
	return 0;
}

static void plic_handle(void)
{
	u32 hwirq;

	while ((hwirq = readl(plic + PLIC_CLAIM(context)))) {
		irq_domain_handle(&domain, hwirq);
		writel(hwirq, plic + PLIC_CLAIM(context));
	}
}

static const struct irqchip_ops plic_ops = {
	.name = "PLIC",
	.mask = plic_mask,
	.unmask = plic_unmask,
	.translate = plic_translate,
	.handle = plic_handle,
};

/* The number of the boot hart's S-mode context; negative if it has none. */
static int __init find_context(struct device_node *node)
{
	struct of_phandle_args args;

	for (int i = 0; !of_parse_phandle_with_args(node, "interrupts-extended", "#interrupt-cells",
						    i, &args); i++) {
		struct device_node *cpu = of_get_parent(args.np);
		u64 hartid;

		if (args.args_count < 1 || args.args[0] != S_MODE_EXTERNAL)
			continue;
		if (!of_property_read_reg(cpu, 0, &hartid, NULL) && hartid == cpu_hwid[0])
			return i;
	}
	return -ENOENT;
}

static int __init plic_init(struct device_node *node)
{
	void __iomem *regs;
	u32 sources = 0;
	int ctx = find_context(node);

	of_property_read_u32(node, "riscv,ndev", &sources);
	if (ctx < 0) {
		pr_info("%pOF: serves other harts than the boot hart\n", node);
		return -ENODEV;
	}
	regs = of_iomap(node, 0);
	if (!regs || !sources) {
		pr_err("%pOF: PLIC without registers or riscv,ndev\n", node);
		iounmap(regs);
		return -EINVAL;
	}
	plic = regs;
	context = ctx;
	nr_sources = sources;
	for (unsigned int irq = 1; irq <= nr_sources; irq++)
		plic_mask(irq);
	for (unsigned int irq = 0; irq <= nr_sources; irq += 32)
		writel(~0U, plic + PLIC_ENABLE(context, irq));
	writel(0, plic + PLIC_THRESHOLD(context));
	irq_domain_register(&domain, node, &plic_ops, nr_sources + 1);
	return 0;
}
IRQCHIP_DECLARE(sifive_plic, "sifive,plic-1.0.0", plic_init);
IRQCHIP_DECLARE(riscv_plic, "riscv,plic0", plic_init);
IRQCHIP_DECLARE(thead_plic, "thead,c900-plic", plic_init);
