// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Arm generic timer (DDI 0487, D11).  It uses the virtual timer, which does not
 * depend on EL2.
 */

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <asm/processor.h>
#include <asm/sysreg.h>
#include <internal/time.h>

#define CTL_ENABLE	1
#define CTL_MASKED	2
#define VIRTUAL_TIMER	2	/* its index in the node's property interrupts */

static void arm_timer_set_deadline(u64 deadline)
{
	write_sysreg(deadline, cntv_cval_el0);
	write_sysreg(deadline == U64_MAX ? CTL_ENABLE | CTL_MASKED : CTL_ENABLE, cntv_ctl_el0);
	isb();
}

static void arm_timer_init_cpu(void)
{
}

static const struct timer_driver generic_timer = {
	.name = "generic timer",
	.set_deadline = arm_timer_set_deadline,
	.init_cpu = arm_timer_init_cpu,
};

static void arm_timer_no_deadline(u64 deadline)
{
}

/*
 * Timer driver that is used if the interrupt controller has no driver: an idle CPU polls the
 * counter instead of waiting.
 */
static const struct timer_driver polled_timer = {
	.name = "generic timer, polled when idle",
	.set_deadline = arm_timer_no_deadline,
	.init_cpu = arm_timer_init_cpu,
	.polled = true,
};

static irqreturn_t generic_timer_interrupt(int irq, void *dev)
{
	timer_interrupt();
	return IRQ_HANDLED;
}

static void __init find_erratum(struct device_node *np)
{
	static const char *const properties[NR_COUNTER_ERRATA] = {
		[COUNTER_ALLWINNER_UNKNOWN1] = "allwinner,erratum-unknown1",
		[COUNTER_FSL_A008585] = "fsl,erratum-a008585",
		[COUNTER_HISILICON_161010101] = "hisilicon,erratum-161010101",
	};

	for (unsigned int i = 0; i < NR_COUNTER_ERRATA; i++) {
		if (!properties[i] || !of_property_read_bool(np, properties[i]))
			continue;
		arm64_counter_erratum = i;
		pr_info("timer: %s: the counter is read until two reads are plausible\n",
			properties[i]);
	}
}

static int __init generic_timer_init(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "arm,armv8-timer");
	u32 hz = read_sysreg(cntfrq_el0);
	int irq;

	if (!np)
		np = of_find_compatible_node(NULL, NULL, "arm,armv7-timer");
	find_erratum(np);
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
