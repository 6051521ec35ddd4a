// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the IMSIC (RISC-V Advanced Interrupt Architecture 1.0, chapter 3).  Each hart has an
 * interrupt file, which contains the pending and enable bits of the interrupt identities (numbers).
 * A write of an identity to the file's page makes the identity pending, and the hart claims it
 * through CSRs.
 *
 * An identity has the same meaning on all harts, and is enabled on all harts.  The sender of the
 * message chooses the hart, and masks the interrupt.  Identity 1 is the inter-processor interrupt.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <asm/csr.h>
#include <internal/irqchip.h>

#include "imsic.h"

#define PAGE		0x1000UL
#define PAGE_BITS	12
#define S_MODE_EXTERNAL	9
#define MAX_IDS		2047
#define ID_IPI		1

/*
 * Values of siselect.  On a 64-bit CPU, the arrays EIP and EIE have only registers with even
 * numbers.
 */
#define EIDELIVERY	0x70
#define EITHRESHOLD	0x72
#define EIP(id)		(0x80 + (id) / 64 * 2)
#define EIE(id)		(0xc0 + (id) / 64 * 2)

struct imsic_user {
	struct irq_domain *domain;
	unsigned int hwirq;
	void (*done)(struct irq_domain *domain, unsigned int hwirq);
};

struct imsic_file {
	phys_addr_t pa;
	void __iomem *regs;
};

static struct device_node *imsic;	/* NULL: not initialized */
static DEFINE_PER_CPU(struct imsic_file, files);
static u32 guest_bits, hart_bits, group_bits, group_shift;
static u32 nr_ids;			/* number of identities, which begin at 1 */
static struct imsic_user *users;	/* index: identity */
static unsigned int next_id = ID_IPI + 1;
static DEFINE_SPINLOCK(imsic_lock);	/* protects next_id */

static noinline struct imsic_file *imsic_file_of(unsigned int cpu)
{
	return per_cpu_ptr(&files, cpu);
}

static void imsic_write(unsigned long reg, unsigned long value)
{
	csr_write(0x150, reg);		/* siselect */
	csr_write(0x151, value);	/* sireg */
}

static void imsic_handle(struct irqchip_root *unused)
{
	unsigned long top;

	/*
	 * Swap stopei with 0: the read returns the pending identity with the highest priority, and
	 * the write claims it.
	 */
	while ((top = csr_swap(0x15c, 0))) {
		unsigned int id = top >> 16;
		const struct imsic_user *user = &users[id];

		if (id == ID_IPI) {
			smp_handle_ipi();
		} else if (id < smp_load_acquire(&next_id)) {
			generic_handle_domain_irq(user->domain, user->hwirq);
			if (user->done)
				user->done(user->domain, user->hwirq);
		}
	}
}

static void imsic_init_cpu(struct irqchip_root *unused)
{
	imsic_write(EITHRESHOLD, 0);
	for (unsigned int id = 0; id <= nr_ids; id += 64) {
		imsic_write(EIP(id), 0);	/* clear messages that firmware left */
		imsic_write(EIE(id), ~0UL);
	}
	imsic_write(EIDELIVERY, 1);
}

static void imsic_send_ipi(unsigned int cpu)
{
	writel(ID_IPI, imsic_file_of(cpu)->regs);
}

static struct irqchip_root imsic_root = {
	.handle = imsic_handle,
	.init_cpu = imsic_init_cpu,
	.send_ipi = imsic_send_ipi,
};

static const struct irq_domain_ops imsic_ops = {};

bool imsic_is(const struct device_node *node)
{
	return node && imsic == node;
}

struct device_node *imsic_node(void)
{
	return imsic;
}

phys_addr_t imsic_page(unsigned int cpu)
{
	return imsic_file_of(cpu)->pa;
}

int imsic_alloc(struct irq_domain *user, unsigned int hwirq,
		void (*done)(struct irq_domain *domain, unsigned int hwirq))
{
	unsigned long flags;
	int id = -ENOSPC;

	spin_lock_irqsave(&imsic_lock, flags);
	if (next_id <= nr_ids) {
		id = next_id;
		users[id] = (struct imsic_user){ .domain = user, .hwirq = hwirq, .done = done };
		/* Store the user before next_id, which makes it visible to handlers. */
		smp_store_release(&next_id, (unsigned int)(id + 1));
	}
	spin_unlock_irqrestore(&imsic_lock, flags);
	return id;
}

u32 imsic_hart_index(unsigned int cpu)
{
	u64 pa = imsic_file_of(cpu)->pa;
	u32 hart = (pa >> (PAGE_BITS + guest_bits)) & ((1U << hart_bits) - 1);
	u32 group = group_bits ? (pa >> group_shift) & ((1U << group_bits) - 1) : 0;

	return group << hart_bits | hart;
}

/*
 * Set @pa to the address of the page of interrupt file @index, if the file exists.  The files are
 * numbered in the order of the ranges of the property reg.
 */
static void __init find_file(struct device_node *node, u64 index, phys_addr_t *pa)
{
	u64 offset = index * PAGE << guest_bits;
	struct resource res;

	for (int i = 0; !of_address_to_resource(node, i, &res); i++) {
		if (offset < resource_size(&res)) {
			*pa = res.start + offset;
			return;
		}
		offset -= resource_size(&res);
	}
}

/*
 * Find the interrupt files that interrupt our CPUs in S-mode.  Returns the number of files, or
 * -ENODEV.
 */
static int __init find_files(struct device_node *node)
{
	struct of_phandle_args args;
	int i;

	for (i = 0;
	     !of_parse_phandle_with_args(node, "interrupts-extended", "#interrupt-cells", i, &args);
	     i++) {
		u64 hartid;
		int cpu;

		if (args.args_count < 1 || args.args[0] != S_MODE_EXTERNAL)
			return -ENODEV;		/* an interrupt file of M-mode */
		if (of_property_read_reg(of_get_parent(args.np), 0, &hartid, NULL))
			continue;
		cpu = hwid_to_cpu(hartid);
		if (cpu >= 0)
			find_file(node, i, &imsic_file_of(cpu)->pa);
	}
	return i;
}

static int __init read_layout(struct device_node *node, unsigned int nr_files)
{
	group_shift = 2 * PAGE_BITS;
	hart_bits = nr_files > 1 ? ilog2(nr_files - 1) + 1 : 0;
	of_property_read_u32(node, "riscv,hart-index-bits", &hart_bits);
	of_property_read_u32(node, "riscv,group-index-bits", &group_bits);
	of_property_read_u32(node, "riscv,group-index-shift", &group_shift);
	of_property_read_u32(node, "riscv,num-ids", &nr_ids);
	if (guest_bits <= 6 && hart_bits <= 15 && group_bits <= 7 && group_shift <= 55 &&
	    nr_ids >= 63 && nr_ids <= MAX_IDS)
		return 0;
	pr_err("%pOF: IMSIC: unsupported guest, hart, group bits %u %u %u, shift %u, %u identities\n",
	       node, guest_bits, hart_bits, group_bits, group_shift, nr_ids);
	return -EINVAL;
}

static int __init map_files(struct device_node *node)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct imsic_file *file = imsic_file_of(cpu);

		if (!file->pa) {
			pr_err("%pOF: IMSIC has no file for CPU %u\n", node, cpu);
			return -EINVAL;
		}
		file->regs = ioremap(file->pa, PAGE);
		if (!file->regs)
			return -ENOMEM;
	}
	return 0;
}

static void __init unmap_files(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		iounmap(imsic_file_of(cpu)->regs);
	kfree(users);
}

static int __init imsic_init(struct device_node *node)
{
	int nr_files, err;

	if (imsic) {
		pr_err("%pOF: a second IMSIC: not used\n", node);
		return -ENODEV;
	}
	of_property_read_u32(node, "riscv,guest-index-bits", &guest_bits);
	nr_files = find_files(node);
	if (nr_files < 0)
		return nr_files;
	err = read_layout(node, nr_files);
	if (err)
		return err;
	users = kcalloc(nr_ids + 1, sizeof(*users), GFP_KERNEL);
	err = users ? map_files(node) : -ENOMEM;
	/* A domain without lines: devices do not refer to identities, but the node has a driver. */
	if (!err && !irq_domain_add_linear(node, 0, &imsic_ops, NULL))
		err = -ENOMEM;
	if (err) {
		unmap_files();
		return err;
	}
	imsic = node;
	imsic_init_cpu(&imsic_root);
	irqchip_add_root(&imsic_root);
	pr_info("%pOF: IMSIC, %u identities\n", node, nr_ids);
	return 0;
}
IRQCHIP_DECLARE(riscv_imsics, "riscv,imsics", imsic_init);
