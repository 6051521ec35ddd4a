// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the supervisor timer.  It uses the register stimecmp if the hart has it, otherwise the
 * firmware's set_timer call of the timer extension or of SBI 0.1.
 *
 * Only an access shows whether stimecmp works.  If the device tree has Sstc but stimecmp traps
 * (QEMU's spike machine), the firmware relies on the tree, too, and crashes in set_timer.  In this
 * case, the timer interrupt is not used, and an idle CPU polls the counter instead of waiting.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/csr.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/time.h>

int riscv_try_stimecmp(void);

static long time_call(u64 deadline)
{
	return sbi_call(SBI_EXT_TIME, SBI_TIME_SET, deadline, 0, 0, 0, 0).error;
}

static long legacy_call(u64 deadline)
{
	return sbi_call(SBI_EXT_LEGACY_SET_TIMER, 0, deadline, 0, 0, 0, 0).error;
}

static void riscv_timer_report(long error)
{
	if (error)
		pr_err_once(
			"SBI: the firmware refuses to set the timer, error %ld: sleeps may not end\n",
			error);
}

static void sbi_set_deadline(u64 deadline)
{
	riscv_timer_report(time_call(deadline));
}

static void legacy_set_deadline(u64 deadline)
{
	riscv_timer_report(legacy_call(deadline));
}

static void sstc_set_deadline(u64 deadline)
{
	csr_write(0x14d, deadline);	/* stimecmp: Sstc 1.0.0 */
}

static void riscv_timer_init_cpu(void)
{
	csr_set(sie, IE_STIE);
}

static const struct timer_driver sbi_timer = {
	.name = "SBI timer",
	.set_deadline = sbi_set_deadline,
	.init_cpu = riscv_timer_init_cpu,
};

static const struct timer_driver legacy_timer = {
	.name = "SBI 0.1 timer",
	.set_deadline = legacy_set_deadline,
	.init_cpu = riscv_timer_init_cpu,
};

static const struct timer_driver sstc_timer = {
	.name = "Sstc",
	.set_deadline = sstc_set_deadline,
	.init_cpu = riscv_timer_init_cpu,
};

static void riscv_timer_no_deadline(u64 deadline)
{
}

static void no_init(void)
{
}

static const struct timer_driver polled_timer = {
	.name = "none, polled when idle",
	.set_deadline = riscv_timer_no_deadline,
	.init_cpu = no_init,
	.polled = true,
};

static const struct timer_driver *__init choose(void)
{
	struct device_node *cpu = of_get_cpu_node(0, NULL);
	const char *isa = "";
	long error;

	if (!riscv_try_stimecmp())
		return &sstc_timer;
	of_property_read_string(cpu, "riscv,isa", &isa);
	if (of_property_match_string(cpu, "riscv,isa-extensions", "sstc") >= 0 ||
	    strstr(isa, "_sstc"))
		return &polled_timer;
	if (!time_call(U64_MAX))
		return &sbi_timer;
	error = legacy_call(U64_MAX);
	if (!error)
		return &legacy_timer;
	pr_err("SBI: the firmware cannot set the timer, error %ld: idle CPUs poll the counter\n",
	       error);
	return &polled_timer;
}

static int __init riscv_timer_init(void)
{
	struct device_node *cpus = of_find_node_by_path("/cpus");
	u32 hz;

	if (of_property_read_u32(cpus, "timebase-frequency", &hz) || !hz) {
		pr_err("/cpus: no timebase-frequency: no timer\n");
		return -EINVAL;
	}
	timer_register(choose(), hz);
	return 0;
}
early_initcall(riscv_timer_init);
