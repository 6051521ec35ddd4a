// SPDX-License-Identifier: BSD-2-Clause
/*
 * RISC-V PLIC (RISC-V Platform-Level Interrupt Controller 1.0.0): one context a hart and mode, in the
 * order of interrupts-extended.  A machine may have several, each for some of its harts.  All of one
 * controller's interrupts go to the first CPU that it serves.
 */

#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <quarry/irqchip.h>

#define PLIC_PRIORITY(irq)	(4 * (irq))
#define PLIC_ENABLE(ctx, irq)	(0x2000 + 0x80 * (ctx) + 4 * ((irq) / 32))
#define PLIC_THRESHOLD(ctx)	(0x200000 + 0x1000 * (ctx))
#define PLIC_CLAIM(ctx)		(0x200004 + 0x1000 * (ctx))
#define PLIC_MAX_SOURCES	1023
#define S_MODE_EXTERNAL		9

struct plic {
	struct irq_domain domain;
	void __iomem *regs;
	unsigned int context;		/* of cpu, in S-mode */
	unsigned int cpu;
	unsigned int nr_sources;
};

static struct plic *to_plic(struct irq_domain *domain)
{
	return container_of(domain, struct plic, domain);
}

/* By priority: the end of an interrupt is not heard while its enable bit is off, and those share words. */
static void plic_mask(struct irq_domain *domain, unsigned int hwirq)
{
	writel(0, to_plic(domain)->regs + PLIC_PRIORITY(hwirq));
}

static void plic_unmask(struct irq_domain *domain, unsigned int hwirq)
{
	writel(1, to_plic(domain)->regs + PLIC_PRIORITY(hwirq));
}

static int plic_translate(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			  unsigned int *hwirq, u32 *type)
{
	if (nr_cells < 1 || !cells[0] || cells[0] > to_plic(domain)->nr_sources)
		return -EINVAL;
	*hwirq = cells[0];
	return 0;
}

static void plic_handle(struct irq_domain *domain)
{
	struct plic *plic = to_plic(domain);
	void __iomem *claim = plic->regs + PLIC_CLAIM(plic->context);
	u32 hwirq;

	if (plic->cpu != smp_processor_id())
		return;
	while ((hwirq = readl(claim))) {
		irq_domain_handle(domain, hwirq);
		writel(hwirq, claim);
	}
}

/*
 * Let the CPU have all interrupts that are not masked.  Where firmware starts a CPU it shuts the CPU's
 * context, so this comes after the start.
 */
static void plic_open(struct irq_domain *domain)
{
	struct plic *plic = to_plic(domain);

	if (plic->cpu != smp_processor_id())
		return;
	for (unsigned int irq = 0; irq <= plic->nr_sources; irq += 32)
		writel(~0U, plic->regs + PLIC_ENABLE(plic->context, irq));
	writel(0, plic->regs + PLIC_THRESHOLD(plic->context));
}

static const struct irqchip_ops plic_ops = {
	.name = "PLIC",
	.mask = plic_mask,
	.unmask = plic_unmask,
	.translate = plic_translate,
	.handle = plic_handle,
	.init_cpu = plic_open,
};

/* The lowest CPU whose S-mode has a context here; -ENOENT. */
static int __init find_context(struct device_node *node, struct plic *plic)
{
	struct of_phandle_args args;
	int best = -1;

	for (int i = 0; !of_parse_phandle_with_args(node, "interrupts-extended", "#interrupt-cells",
						    i, &args); i++) {
		u64 hartid;
		int cpu;

		if (args.args_count < 1 || args.args[0] != S_MODE_EXTERNAL ||
		    of_property_read_reg(of_get_parent(args.np), 0, &hartid, NULL))
			continue;
		cpu = hwid_to_cpu(hartid);
		if (cpu >= 0 && (best < 0 || cpu < best)) {
			best = cpu;
			plic->context = i;
			plic->cpu = cpu;
		}
	}
	return best < 0 ? -ENOENT : 0;
}

static int __init plic_set_up(struct device_node *node, struct plic *plic)
{
	if (find_context(node, plic)) {
		pr_info("%pOF: serves none of the CPUs\n", node);
		return -ENODEV;
	}
	of_property_read_u32(node, "riscv,ndev", &plic->nr_sources);
	plic->regs = of_iomap(node, 0);
	if (!plic->regs || !plic->nr_sources || plic->nr_sources > PLIC_MAX_SOURCES) {
		pr_err("%pOF: PLIC without registers or riscv,ndev of 1 to %d\n", node,
		       PLIC_MAX_SOURCES);
		return -EINVAL;
	}
	for (unsigned int irq = 1; irq <= plic->nr_sources; irq++)
		plic_mask(&plic->domain, irq);
	plic_open(&plic->domain);
	return irq_domain_register(&plic->domain, node, &plic_ops, plic->nr_sources + 1);
}

static int __init plic_init(struct device_node *node)
{
	struct plic *plic = kzalloc(sizeof(*plic), GFP_KERNEL);
	int err = plic ? plic_set_up(node, plic) : -ENOMEM;

	if (err && plic) {
		iounmap(plic->regs);
		kfree(plic);
	}
	return err;
}
IRQCHIP_DECLARE(sifive_plic, "sifive,plic-1.0.0", plic_init);
IRQCHIP_DECLARE(riscv_plic, "riscv,plic0", plic_init);
IRQCHIP_DECLARE(thead_plic, "thead,c900-plic", plic_init);
