// SPDX-License-Identifier: BSD-2-Clause
/* Arm generic timer (DDI 0487, D11): the virtual timer, which needs nothing of EL2. */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <asm/sysreg.h>
#include <internal/time.h>

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

static void no_deadline(u64 deadline)
{
}

/* Where the interrupt controller has no driver, an idle CPU looks at the counter instead of waiting. */
static const struct timer_driver polled_timer = {
	.name = "generic timer, polled when idle",
	.set_deadline = no_deadline,
	.init_cpu = init_cpu,
	.polled = true,
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
	int irq;

	if (!np)
		np = of_find_compatible_node(NULL, NULL, "arm,armv7-timer");
	irq = of_irq_get(np, VIRTUAL_TIMER);
	of_property_read_u32(np, "clock-frequency", &hz);
	if (!hz) {
		pr_err("the generic timer has no frequency: no timer\n");
		return -ENODEV;
	}
	if (irq <= 0) {
		timer_register(&polled_timer, hz);
		return 0;
	}
	timer_register(&generic_timer, hz);
	return request_irq(irq, generic_timer_interrupt, IRQF_PERCPU, "timer", NULL);
}
early_initcall(generic_timer_init);
