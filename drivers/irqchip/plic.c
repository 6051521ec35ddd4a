// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the PLIC (RISC-V Platform-Level Interrupt Controller 1.0.0).  Each mode of each hart
 * has a context.  The property interrupts-extended lists the contexts in their order.  A machine
 * may have several PLICs, each for some of its harts.  All interrupts of a PLIC go to the first CPU
 * that this PLIC serves until irq_set_affinity() is called.
 *
 * The PLICs of T-Head and Andes have edge-triggered lines, too, and specifiers of two cells.  An
 * edge between claim and completion is lost, so an edge-triggered interrupt is completed before its
 * handlers run.  A level-triggered interrupt is completed afterwards, because it would be signalled
 * again while its line is still active.
 */

#include <internal/irqchip.h>
#include <linux/bug.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define PLIC_PRIORITY(irq)	(4 * (irq))
#define PLIC_ENABLE(ctx, irq)	(0x2000 + 0x80 * (ctx) + 4 * ((irq) / 32))
#define PLIC_THRESHOLD(ctx)	(0x200000 + 0x1000 * (ctx))
#define PLIC_CLAIM(ctx)		(0x200004 + 0x1000 * (ctx))
#define PLIC_MAX_SOURCES	1023
#define S_MODE_EXTERNAL		9

#define NO_CONTEXT		(-1)

struct plic_source {
	u16 cpu;			/* CPU for which the source is enabled */
	bool edge;
};

struct plic {
	struct irq_domain *domain;
	struct irqchip_root root;
	void __iomem *regs;
	unsigned int nr_sources;
	unsigned int cpu;		/* CPU that receives the interrupts at first */
	bool has_edges;
	spinlock_t lock;		/* protects enable bits and sources[].cpu; innermost */
	int contexts[NR_CPUS];		/* S-mode context of each CPU, or NO_CONTEXT */
	struct plic_source sources[];	/* index: the source's number; 0 is not used */
};

/* Mask a source by its priority, because a completion is ignored while its enable bit is clear. */
static void plic_set_priority(const struct plic *plic, unsigned long hwirq, u32 priority)
{
	writel(priority, plic->regs + PLIC_PRIORITY(hwirq));
}

static void plic_mask(struct irq_data *data)
{
	plic_set_priority(data->chip_data, data->hwirq, 0);
}

static void plic_unmask(struct irq_data *data)
{
	plic_set_priority(data->chip_data, data->hwirq, 1);
}

static void __plic_enable(struct plic *plic, unsigned int cpu, unsigned int hwirq, bool on)
{
	void __iomem *reg = plic->regs + PLIC_ENABLE(plic->contexts[cpu], hwirq);
	u32 bit = 1U << hwirq % 32, old = readl(reg);

	writel(on ? old | bit : old & ~bit, reg);
}

static int plic_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int hwirq = (unsigned int)data->hwirq, cpu = cpumask_first(dest);
	struct plic *plic = data->chip_data;
	struct plic_source *source = &plic->sources[hwirq];
	unsigned long flags;

	if (plic->contexts[cpu] == NO_CONTEXT)
		return -EINVAL;
	spin_lock_irqsave(&plic->lock, flags);
	__plic_enable(plic, source->cpu, hwirq, false);
	__plic_enable(plic, cpu, hwirq, true);
	source->cpu = cpu;
	spin_unlock_irqrestore(&plic->lock, flags);
	return 0;
}

static int plic_set_type(struct irq_data *data, unsigned int type)
{
	struct plic *plic = data->chip_data;

	if (!plic->has_edges)
		return 0;
	if (type != IRQ_TYPE_EDGE_RISING && type != IRQ_TYPE_LEVEL_HIGH)
		return -EINVAL;
	WRITE_ONCE(plic->sources[data->hwirq].edge, type == IRQ_TYPE_EDGE_RISING);
	return 0;
}

static int plic_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		      unsigned int nr_cells, unsigned long *hwirq, unsigned int *type)
{
	const struct plic *plic = domain->host_data;

	if (nr_cells < 1 || !cells[0] || cells[0] > plic->nr_sources)
		return -EINVAL;
	*hwirq = cells[0];
	*type = nr_cells > 1 ? cells[1] & IRQ_TYPE_SENSE_MASK : IRQ_TYPE_NONE;
	return 0;
}

/*
 * Complete an interrupt with the context for which the source is enabled; a completion by another
 * context is ignored.  The interrupt may have been moved since its claim.
 */
static void plic_complete(struct plic *plic, u32 hwirq)
{
	spin_lock(&plic->lock);
	writel(hwirq, plic->regs + PLIC_CLAIM(plic->contexts[plic->sources[hwirq].cpu]));
	spin_unlock(&plic->lock);
}

static void plic_handle(struct irqchip_root *root)
{
	struct plic *plic = container_of(root, struct plic, root);
	int context = plic->contexts[smp_processor_id()];
	u32 hwirq;

	if (context == NO_CONTEXT)
		return;
	while ((hwirq = readl(plic->regs + PLIC_CLAIM(context)))) {
		bool edge;

		if (WARN_ONCE(hwirq > plic->nr_sources, "PLIC: line %u does not exist\n", hwirq))
			return;
		edge = READ_ONCE(plic->sources[hwirq].edge);
		if (edge)
			plic_complete(plic, hwirq);
		generic_handle_domain_irq(plic->domain, hwirq);
		if (!edge)
			plic_complete(plic, hwirq);
	}
}

/*
 * Enable all sources for the first CPU, and none for the others until sources are moved to them.
 * Firmware disables a CPU's context when it starts the CPU, so this function is called after the
 * start.
 */
static void plic_open(struct irqchip_root *root)
{
	struct plic *plic = container_of(root, struct plic, root);
	unsigned int cpu = smp_processor_id();

	if (plic->contexts[cpu] == NO_CONTEXT)
		return;
	for (unsigned int irq = 0; irq <= plic->nr_sources; irq += 32)
		writel(cpu == plic->cpu ? ~0U : 0,
		       plic->regs + PLIC_ENABLE(plic->contexts[cpu], irq));
	writel(0, plic->regs + PLIC_THRESHOLD(plic->contexts[cpu]));
}

/*
 * Complete each interrupt, because firmware may have claimed one without completing it; no context
 * gets such an interrupt again (PLIC specification, interrupt completion).  A source has one
 * gateway for all contexts, and accepts a completion from a context for which it is enabled.
 */
static void __init plic_complete_all(struct plic *plic)
{
	for (unsigned int irq = 1; irq <= plic->nr_sources; irq++)
		plic_complete(plic, irq);
}

static const struct irq_chip plic_chip = {
	.name = "PLIC",
	.irq_mask = plic_mask,
	.irq_unmask = plic_unmask,
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_type = plic_set_type,
	.irq_set_affinity = plic_set_affinity,
};

static int plic_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t hwirq)
{
	struct plic *plic = domain->host_data;

	irq_set_chip_and_handler(irq, &plic_chip, handle_simple_irq);
	irq_set_chip_data(irq, plic);
	irq_to_desc(irq)->cpu = plic->sources[hwirq].cpu;
	return 0;
}

static const struct irq_domain_ops plic_ops = { .map = plic_map, .xlate = plic_xlate };

/* Find the S-mode context of each CPU.  Returns the lowest CPU that has one, or -ENOENT. */
static int __init find_contexts(struct device_node *node, struct plic *plic)
{
	struct of_phandle_args args;
	int first = -ENOENT;

	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		plic->contexts[cpu] = NO_CONTEXT;
	for (int i = 0; !of_parse_phandle_with_args(node, "interrupts-extended", "#interrupt-cells",
						    i, &args); i++) {
		u64 hartid;
		int cpu;

		if (args.args_count < 1 || args.args[0] != S_MODE_EXTERNAL ||
		    of_property_read_reg(of_get_parent(args.np), 0, &hartid, NULL))
			continue;
		cpu = hwid_to_cpu(hartid);
		if (cpu < 0)
			continue;
		plic->contexts[cpu] = i;
		if (first < 0 || cpu < first)
			first = cpu;
	}
	return first;
}

static int __init plic_set_up(struct device_node *node, struct plic *plic)
{
	int first = find_contexts(node, plic);

	if (first < 0) {
		pr_info("%pOF: not connected to any CPU in use\n", node);
		return -ENODEV;
	}
	plic->regs = of_iomap(node, 0);
	if (!plic->regs) {
		pr_err("%pOF: PLIC: no registers\n", node);
		return -EINVAL;
	}
	spin_lock_init(&plic->lock);
	plic->cpu = first;
	for (unsigned int irq = 0; irq <= plic->nr_sources; irq++)
		plic->sources[irq].cpu = first;
	for (unsigned int irq = 1; irq <= plic->nr_sources; irq++)
		plic_set_priority(plic, irq, 0);
	plic->domain = irqchip_create_domain(node, plic_chip.name, plic->nr_sources + 1, &plic_ops,
					     plic);
	if (!plic->domain)
		return -ENOMEM;
	plic_open(&plic->root);
	plic_complete_all(plic);
	irqchip_add_root(&plic->root);
	return 0;
}

static int __init plic_start(struct device_node *node, bool has_edges)
{
	struct plic *plic;
	u32 nr = 0;
	int err;

	of_property_read_u32(node, "riscv,ndev", &nr);
	if (!nr || nr > PLIC_MAX_SOURCES) {
		pr_err("%pOF: PLIC: riscv,ndev is not 1 to %d\n", node, PLIC_MAX_SOURCES);
		return -EINVAL;
	}
	plic = kzalloc(struct_size(plic, sources, nr + 1), GFP_KERNEL);
	if (!plic)
		return -ENOMEM;
	plic->nr_sources = nr;
	plic->has_edges = has_edges;
	plic->root = (struct irqchip_root){ .handle = plic_handle, .init_cpu = plic_open };
	err = plic_set_up(node, plic);
	if (err) {
		iounmap(plic->regs);
		kfree(plic);
	}
	return err;
}

static int __init plic_init(struct device_node *node)
{
	return plic_start(node, false);
}

static int __init plic_edge_init(struct device_node *node)
{
	return plic_start(node, true);
}

/*
 * The PLICs with edge-triggered lines are declared first, because their nodes may also be
 * compatible with a PLIC without such lines.
 */
IRQCHIP_DECLARE(thead_plic, "thead,c900-plic", plic_edge_init);
IRQCHIP_DECLARE(andes_plic, "andestech,nceplic100", plic_edge_init);
IRQCHIP_DECLARE(sifive_plic, "sifive,plic-1.0.0", plic_init);
IRQCHIP_DECLARE(riscv_plic, "riscv,plic0", plic_init);
