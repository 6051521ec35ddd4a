// SPDX-License-Identifier: BSD-2-Clause
/* The supervisor timer: stimecmp where the hart has Sstc, else the firmware's set_timer call. */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/csr.h>
#include <asm/sbi.h>
#include <quarry/arch.h>
#include <quarry/time.h>

static void sbi_set_deadline(u64 deadline)
{
	sbi_call(SBI_EXT_TIME, SBI_TIME_SET, deadline, 0, 0, 0, 0);
}

static void sstc_set_deadline(u64 deadline)
{
	csr_write(0x14d, deadline);	/* stimecmp */
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

static bool has_sstc(struct device_node *cpu)
{
	const char *isa;

	if (of_property_match_string(cpu, "riscv,isa-extensions", "sstc") >= 0)
		return true;
	return !of_property_read_string(cpu, "riscv,isa", &isa) && strstr(isa, "_sstc");
}

static int __init riscv_timer_init(void)
{
	struct device_node *cpus = of_find_node_by_path("/cpus");
	struct device_node *cpu = of_get_cpu_node(0, NULL);
	u32 hz;

	if (of_property_read_u32(cpus, "timebase-frequency", &hz) || !hz) {
		pr_err("/cpus: no timebase-frequency: no timer\n");
		return -EINVAL;
	}
	timer_register(has_sstc(cpu) ? &sstc_timer : &sbi_timer, hz);
	return 0;
}
early_initcall(riscv_timer_init);
