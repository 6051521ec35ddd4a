// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupt controllers: their drivers, and the roots, which are the controllers that interrupt a
 * CPU.  A controller that interrupts another controller is no root.
 */

#include <internal/irqchip.h>
#include <linux/errno.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/printk.h>

static struct irqchip_root *roots;	/* roots are never removed */

#define for_each_root(r) \
	for (struct irqchip_root *r = READ_ONCE(roots); r; r = READ_ONCE(r->next))

extern const struct irqchip *const __start_tbl_irqchip[], *const __stop_tbl_irqchip[];

static const struct irqchip *find_irqchip(struct device_node *node)
{
	for (const struct irqchip *const *p = __start_tbl_irqchip; p < __stop_tbl_irqchip; p++) {
		if (of_device_is_compatible(node, (*p)->compatible))
			return *p;
	}
	return NULL;
}

static void irqchips_start(bool chained)
{
	struct device_node *node;

	for_each_node_with_property(node, "interrupt-controller") {
		const struct irqchip *chip = find_irqchip(node);
		int err;

		if (!chip || chip->chained != chained || !of_device_is_available(node))
			continue;
		err = chip->init(node);
		if (err && err != -ENODEV)
			pr_err("%pOF: the interrupt controller's driver failed: %d\n", node, err);
	}
}

void irqchip_add_root(struct irqchip_root *root)
{
	struct irqchip_root **last = &roots;

	while (*last)
		last = &(*last)->next;
	smp_store_release(last, root);	/* other CPUs may run already */
}

struct irq_domain *irqchip_create_domain(struct device_node *node, const char *name,
					 unsigned int size, const struct irq_domain_ops *ops,
					 void *host_data)
{
	struct irq_domain *domain = irq_domain_add_linear(node, size, ops, host_data);

	if (domain)
		pr_info("%pOF: %s, %u lines\n", node, name, size);
	return domain;
}

void irqchip_eoi_by_root(struct irq_data *data)
{
}

void irqchip_init(void)
{
	irqchips_start(false);
	irqchips_start(true);
	if (!roots)
		pr_warn("no interrupt controller of the device tree has a driver\n");
}

void irqchip_init_cpu(void)
{
	for_each_root(root) {
		if (root->init_cpu)
			root->init_cpu(root);
	}
}

void irqchip_handle(void)
{
	for_each_root(root)
		root->handle(root);
}

bool irqchip_send_ipi(unsigned int cpu)
{
	for_each_root(root) {
		if (root->send_ipi) {
			root->send_ipi(cpu);
			return true;
		}
	}
	return false;
}
