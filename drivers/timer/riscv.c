// SPDX-License-Identifier: BSD-2-Clause
/*
 * The supervisor timer: stimecmp where the hart has it and the firmware lets us, which only a try tells
 * (the device tree of QEMU's spike machine names Sstc and it traps), else the firmware's set_timer call.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <asm/csr.h>
#include <asm/sbi.h>
#include <quarry/arch.h>
#include <quarry/time.h>

int riscv_try_stimecmp(void);

static void sbi_set_deadline(u64 deadline)
{
	sbi_call(SBI_EXT_TIME, SBI_TIME_SET, deadline, 0, 0, 0, 0);
}

static void sstc_set_deadline(u64 deadline)
{
	csr_write(0x14d, deadline);	/* stimecmp: Sstc 1.0.0 */
}

static void init_cpu(void)
{
	csr_set(sie, IE_STIE);
}

static const struct timer_driver sbi_timer = {
	.name = "SBI timer",
	.set_deadline = sbi_set_deadline,
	.init_cpu = init_cpu,
};

static const struct timer_driver sstc_timer = {
	.name = "Sstc",
	.set_deadline = sstc_set_deadline,
	.init_cpu = init_cpu,
};

static int __init riscv_timer_init(void)
{
	struct device_node *cpus = of_find_node_by_path("/cpus");
	u32 hz;

	if (of_property_read_u32(cpus, "timebase-frequency", &hz) || !hz) {
		pr_err("/cpus: no timebase-frequency: no timer\n");
		return -EINVAL;
	}
	timer_register(riscv_try_stimecmp() ? &sbi_timer : &sstc_timer, hz);
	return 0;
}
early_initcall(riscv_timer_init);
