// SPDX-License-Identifier: BSD-2-Clause
/* Arm generic timer (DDI 0487, D11): the virtual timer, which needs nothing of EL2. */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <asm/sysreg.h>
#include <quarry/time.h>

#define CTL_ENABLE	1
#define CTL_MASKED	2
#define VIRTUAL_TIMER	2	/* index in the node's interrupts */

static void set_deadline(u64 deadline)
{
	write_sysreg(deadline, cntv_cval_el0);
	write_sysreg(deadline == U64_MAX ? CTL_ENABLE | CTL_MASKED : CTL_ENABLE, cntv_ctl_el0);
	isb();
}

static void init_cpu(void)
{
}

static const struct timer_driver generic_timer = {
	.name = "generic timer",
	.set_deadline = set_deadline,
	.init_cpu = init_cpu,
};

static irqreturn_t generic_timer_interrupt(int irq, void *dev)
{
	timer_interrupt();
	return IRQ_HANDLED;
}

static int __init generic_timer_init(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "arm,armv8-timer");
	u32 hz = read_sysreg(cntfrq_el0);
	int irq = of_irq_get(np, VIRTUAL_TIMER), err;

	of_property_read_u32(np, "clock-frequency", &hz);
	if (!hz || irq <= 0) {
		pr_err("no generic timer: frequency %u, interrupt %d\n", hz, irq);
		return -ENODEV;
	}
	timer_register(&generic_timer, hz);
	err = request_irq(irq, generic_timer_interrupt, 0, "timer", NULL);
	return err;
}
early_initcall(generic_timer_init);
