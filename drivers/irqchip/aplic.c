// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the APLIC (RISC-V Advanced Interrupt Architecture 1.0, chapter 4): an interrupt domain
 * of S-mode, to which firmware has delegated the sources.  It delivers interrupts directly, through
 * an IDC (interrupt delivery control) of each hart, or, if the device tree has an msi-parent, by
 * messages to the harts' IMSICs.  All interrupts go to the first CPU that the APLIC serves until
 * irq_set_affinity() is called.
 *
 * Sending a message clears the pending bit, so a level-triggered source is checked again after its
 * handlers.
 */

#include <internal/irqchip.h>
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

#include "imsic.h"

#define DOMAINCFG		0x0000
#define DOMAINCFG_IE		(1U << 8)
#define DOMAINCFG_MSI		(1U << 2)
#define SOURCECFG(source)	(0x0000 + 4 * (source))
#define CLEAR_ENABLES(source)	(0x1f00 + 4 * ((source) / 32))
#define SET_PENDING_LE		0x2000	/* written with a source's number, little-endian */
#define SET_ENABLE		0x1edc	/* written with a source's number */
#define CLEAR_ENABLE		0x1fdc
#define TARGET(source)		(0x3000 + 4 * (source))
#define TARGET_HART(index)	((index) << 18)
#define TARGET_PRIORITY		1	/* priority of all sources */
#define IDC_DELIVERY(idc)	(0x4000 + 32 * (idc))
#define IDC_THRESHOLD(idc)	(0x4008 + 32 * (idc))
#define IDC_CLAIM(idc)		(0x401c + 32 * (idc))

/* Source modes. */
enum { INACTIVE = 0, EDGE_RISES = 4, EDGE_FALLS = 5, LEVEL_HIGH = 6, LEVEL_LOW = 7 };

#define MAX_SOURCES		1023
#define S_MODE_EXTERNAL		9
#define MAX_IDCS		0x4000		/* limit of the hart index in a target register */
#define NO_IDC			(-1)

struct aplic_source {
	u16 cpu;
	u16 id;				/* interrupt identity of the message; 0: not allocated */
	u8 mode;
};

struct aplic {
	struct irq_domain *domain;
	struct irqchip_root root;
	void __iomem *regs;
	unsigned int nr_sources;
	bool messages;
	int idcs[NR_CPUS];
	struct aplic_source sources[];	/* index: the source's number; 0 is not used */
};

static void aplic_mask(struct irq_data *data)
{
	const struct aplic *aplic = data->chip_data;

	writel((u32)data->hwirq, aplic->regs + CLEAR_ENABLE);
}

static void aplic_unmask(struct irq_data *data)
{
	const struct aplic *aplic = data->chip_data;

	writel((u32)data->hwirq, aplic->regs + SET_ENABLE);
}

/* Write a source's target register, which accepts a value only while the source is active. */
static void aplic_write_target(struct aplic *aplic, unsigned long hwirq)
{
	const struct aplic_source *source = &aplic->sources[hwirq];
	u32 target;

	if (aplic->messages)
		target = TARGET_HART(imsic_hart_index(source->cpu)) | source->id;
	else
		target = TARGET_HART((u32)aplic->idcs[source->cpu]) | TARGET_PRIORITY;
	writel(target, aplic->regs + TARGET(hwirq));
}

static int aplic_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	struct aplic *aplic = data->chip_data;
	unsigned int cpu = cpumask_first(dest);

	if (!aplic->messages && aplic->idcs[cpu] == NO_IDC)
		return -EINVAL;
	aplic->sources[data->hwirq].cpu = cpu;
	aplic_write_target(aplic, data->hwirq);
	return 0;
}

static bool is_level(u8 mode)
{
	return mode == LEVEL_HIGH || mode == LEVEL_LOW;
}

/*
 * Set the pending bit of a level-triggered source if its line is still active, so that the source's
 * message is sent again.
 */
static void aplic_look_again(struct irq_domain *domain, unsigned int hwirq)
{
	struct aplic *aplic = domain->host_data;

	if (is_level(READ_ONCE(aplic->sources[hwirq].mode)))
		writel(hwirq, aplic->regs + SET_PENDING_LE);
}

static u8 mode_of(u32 type)
{
	switch (type) {
	case IRQ_TYPE_EDGE_RISING: return EDGE_RISES;
	case IRQ_TYPE_EDGE_FALLING: return EDGE_FALLS;
	case IRQ_TYPE_LEVEL_HIGH: return LEVEL_HIGH;
	case IRQ_TYPE_LEVEL_LOW: return LEVEL_LOW;
	default: return INACTIVE;
	}
}

static int aplic_set_type(struct irq_data *data, unsigned int type)
{
	unsigned int hwirq = (unsigned int)data->hwirq;
	struct aplic *aplic = data->chip_data;
	struct aplic_source *source = &aplic->sources[hwirq];
	u8 mode = mode_of(type);

	if (mode == INACTIVE)
		return -EINVAL;
	if (aplic->messages && !source->id) {
		int id = imsic_alloc(data->domain, hwirq, aplic_look_again);

		if (id < 0)
			return id;
		source->id = id;
	}
	writel(mode, aplic->regs + SOURCECFG(hwirq));
	/* The source is not in this domain, or its wire does not support the mode. */
	if (readl(aplic->regs + SOURCECFG(hwirq)) != mode)
		return -EINVAL;
	WRITE_ONCE(source->mode, mode);
	aplic_write_target(aplic, hwirq);
	return 0;
}

static int aplic_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		       unsigned int nr_cells, unsigned long *hwirq, unsigned int *type)
{
	const struct aplic *aplic = domain->host_data;

	if (nr_cells < 2 || !cells[0] || cells[0] > aplic->nr_sources)
		return -EINVAL;
	*hwirq = cells[0];
	*type = cells[1] & IRQ_TYPE_SENSE_MASK;
	/*
	 * If the specifier has no type, use a default, because without a type the source stays
	 * inactive.
	 */
	if (*type == IRQ_TYPE_NONE)
		*type = IRQ_TYPE_LEVEL_HIGH;
	return 0;
}

static void aplic_handle(struct irqchip_root *root)
{
	struct aplic *aplic = container_of(root, struct aplic, root);
	int idc = aplic->idcs[smp_processor_id()];
	u32 claim;

	if (idc == NO_IDC)
		return;
	while ((claim = readl(aplic->regs + IDC_CLAIM(idc))))
		generic_handle_domain_irq(aplic->domain, claim >> 16);
}

static void aplic_init_cpu(struct irqchip_root *root)
{
	struct aplic *aplic = container_of(root, struct aplic, root);
	int idc = aplic->idcs[smp_processor_id()];

	if (idc == NO_IDC)
		return;
	writel(0, aplic->regs + IDC_THRESHOLD(idc));
	writel(1, aplic->regs + IDC_DELIVERY(idc));
}

static const struct irq_chip aplic_chip = {
	.name = "APLIC",
	.irq_mask = aplic_mask,
	.irq_unmask = aplic_unmask,
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_type = aplic_set_type,
	.irq_set_affinity = aplic_set_affinity,
};

static int aplic_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t hwirq)
{
	struct aplic *aplic = domain->host_data;

	irq_set_chip_and_handler(irq, &aplic_chip, handle_simple_irq);
	irq_set_chip_data(irq, aplic);
	irq_to_desc(irq)->cpu = aplic->sources[hwirq].cpu;
	return 0;
}

static const struct irq_domain_ops aplic_ops = { .map = aplic_map, .xlate = aplic_xlate };

/* Find the S-mode IDC of each CPU.  Returns the lowest CPU that has one, or -ENODEV. */
static int __init find_idcs(struct device_node *node, struct aplic *aplic)
{
	struct of_phandle_args args;
	struct resource regs;
	int first = -ENODEV;

	if (of_address_to_resource(node, 0, &regs))
		return -EINVAL;

	for (int i = 0; !of_parse_phandle_with_args(node, "interrupts-extended", "#interrupt-cells",
						    i, &args); i++) {
		u32 index = i;
		u64 hartid;
		int cpu;

		if (args.args_count < 1 || args.args[0] != S_MODE_EXTERNAL ||
		    of_property_read_reg(of_get_parent(args.np), 0, &hartid, NULL))
			continue;
		of_property_read_u32_index(node, "riscv,hart-indexes", i, &index);
		cpu = hwid_to_cpu(hartid);
		if (cpu < 0)
			continue;
		if (index >= MAX_IDCS || IDC_DELIVERY(index + 1) > resource_size(&regs)) {
			pr_err("%pOF: APLIC: the registers end before hart index %u\n", node,
			       index);
			return -EINVAL;
		}
		aplic->idcs[cpu] = index;
		if (first < 0 || cpu < first)
			first = cpu;
	}
	return first;
}

/* Return the first CPU that can receive interrupts of this APLIC, or a negative error. */
static int __init find_cpus(struct device_node *node, struct aplic *aplic)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		aplic->idcs[cpu] = NO_IDC;
	if (!aplic->messages)
		return find_idcs(node, aplic);
	if (imsic_is(of_parse_phandle(node, "msi-parent", 0)))
		return 0;
	pr_err("%pOF: APLIC: msi-parent is not a working IMSIC\n", node);
	return -ENODEV;
}

static int __init aplic_set_up(struct device_node *node, struct aplic *aplic)
{
	u32 config = DOMAINCFG_IE | (aplic->messages ? DOMAINCFG_MSI : 0);
	int first = find_cpus(node, aplic);

	if (first < 0)
		return first;
	aplic->regs = of_iomap(node, 0);
	if (!aplic->regs) {
		pr_err("%pOF: APLIC: no registers\n", node);
		return -EINVAL;
	}
	writel(0, aplic->regs + DOMAINCFG);
	for (unsigned int i = 0; i <= aplic->nr_sources; i += 32)
		writel(~0U, aplic->regs + CLEAR_ENABLES(i));
	for (unsigned int i = 1; i <= aplic->nr_sources; i++) {
		writel(INACTIVE, aplic->regs + SOURCECFG(i));
		aplic->sources[i].cpu = first;
	}
	writel(config, aplic->regs + DOMAINCFG);
	if ((readl(aplic->regs + DOMAINCFG) & (DOMAINCFG_IE | DOMAINCFG_MSI)) != config) {
		pr_err("%pOF: APLIC: cannot deliver interrupts %s\n", node,
		       aplic->messages ? "by messages" : "directly");
		return -EINVAL;
	}
	aplic->domain = irqchip_create_domain(node, aplic_chip.name, aplic->nr_sources + 1,
					      &aplic_ops, aplic);
	if (!aplic->domain)
		return -ENOMEM;
	aplic->root = (struct irqchip_root){ .handle = aplic_handle, .init_cpu = aplic_init_cpu };
	aplic_init_cpu(&aplic->root);
	irqchip_add_root(&aplic->root);
	return 0;
}

static int __init aplic_init(struct device_node *node)
{
	struct aplic *aplic;
	u32 nr = 0;
	int err;

	/* A domain with children belongs to machine mode. */
	if (of_property_present(node, "riscv,children"))
		return -ENODEV;
	of_property_read_u32(node, "riscv,num-sources", &nr);
	if (!nr || nr > MAX_SOURCES) {
		pr_err("%pOF: APLIC: riscv,num-sources is not 1 to %d\n", node, MAX_SOURCES);
		return -EINVAL;
	}
	aplic = kzalloc(struct_size(aplic, sources, nr + 1), GFP_KERNEL);
	if (!aplic)
		return -ENOMEM;
	aplic->nr_sources = nr;
	aplic->messages = of_property_present(node, "msi-parent");
	err = aplic_set_up(node, aplic);
	if (err) {
		iounmap(aplic->regs);
		kfree(aplic);
	}
	return err;
}
/* The driver is chained, so that it is initialized after the IMSIC, which it uses. */
IRQCHIP_DECLARE_CHAINED(riscv_aplic, "riscv,aplic", aplic_init);
