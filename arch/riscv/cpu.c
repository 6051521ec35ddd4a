// SPDX-License-Identifier: BSD-2-Clause
/* One hart: its features, its threads' set-up, and how it waits for interrupts. */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/sbi.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "riscv.h"

unsigned int riscv_zero_line __ro_after_init;
DEFINE_STATIC_KEY_FALSE(riscv_zbb);

static struct device_node *boot_cpu_node(void)
{
	return of_get_cpu_node(0, NULL);
}

bool riscv_isa_names(const char *isa, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = isa ? strchr(isa, '_') : NULL; at; at = strchr(at + 1, '_')) {
		if (!strncmp(at + 1, name, size) && (at[size + 1] == '_' || !at[size + 1]))
			return true;
	}
	return false;
}

bool riscv_has_extension(struct device_node *cpu, const char *name)
{
	const char *isa = NULL;

	if (of_property_match_string(cpu, "riscv,isa-extensions", name) >= 0)
		return true;
	of_property_read_string(cpu, "riscv,isa", &isa);
	return riscv_isa_names(isa, name);
}

static bool __init all_have_extension(const char *name)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct device_node *np = of_get_cpu_node(cpu, NULL);

		if (!np || !riscv_has_extension(np, name))
			return false;
	}
	return true;
}

/* The size in the property of an extension that works on cache lines; 0 if there is no such thing. */
u32 __init riscv_line_of(struct device_node *cpu, const char *extension, const char *property)
{
	u32 line;

	if (!riscv_has_extension(cpu, extension))
		return 0;
	if (of_property_read_u32(cpu, property, &line))
		line = 64;
	if (line >= 16 && line <= PAGE_SIZE && !(line & (line - 1)))
		return line;
	pr_err("%s = %u is no cache line: %s is not used\n", property, line, extension);
	return 0;
}

static int __init find_features(void)
{
	struct device_node *cpu = boot_cpu_node();

	if (!cpu)
		return 0;
	riscv_find_caches(cpu);
	riscv_has_svinval = all_have_extension("svinval");
	if (all_have_extension("zbb"))
		static_branch_enable(&riscv_zbb);
	riscv_zero_line = riscv_line_of(cpu, "zicboz", "riscv,cboz-block-size");
	return 0;
}
early_initcall(find_features);

void arch_print_cpu(void)
{
	struct device_node *cpu = boot_cpu_node();
	const char *isa = "unknown ISA";
	char caches[80];
	struct sbi_ret spec = sbi_call(SBI_EXT_BASE, SBI_BASE_SPEC_VERSION, 0, 0, 0, 0, 0);
	struct sbi_ret impl = sbi_call(SBI_EXT_BASE, SBI_BASE_IMPL_ID, 0, 0, 0, 0, 0);
	struct sbi_ret vendor = sbi_call(SBI_EXT_BASE, SBI_BASE_MVENDORID, 0, 0, 0, 0, 0);

	of_property_read_string(cpu, "riscv,isa", &isa);
	pr_info("CPU: %s\n", isa);
	pr_info("CPU: vendor %#lx, SBI %lu.%lu (implementation %ld), boot hart %lu\n", vendor.value,
		spec.value >> 24 & 0x7f, spec.value & 0xffffff, impl.value, boot_info.boot_hwid);
	riscv_print_caches(caches, sizeof(caches));
	pr_info("MMU: Sv%u%s; %s; clears: %s\n", riscv_satp_mode * 9 - 33,
		kernel_pgtable.cont_bits ? ", Svnapot" : "", caches, riscv_zero_line ? "Zicboz" : "stores");
}

#ifdef CONFIG_FPU
bool arch_fpu_enable(void)
{
	csr_set(sstatus, SR_FS);
	return csr_read(sstatus) & SR_FS;
}

void arch_fpu_disable(void)
{
	csr_clear(sstatus, SR_FS);
}
#endif

void arch_cpu_init(void)
{
	csr_write(stvec, trap_vector);
	csr_write(sie, IE_SSIE | IE_SEIE);
#ifdef CONFIG_FPU
	arch_fpu_disable();	/* firmware may have left them on */
#endif
}

void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg)
{
	task->context = (struct thread_context){
		.ra = (unsigned long)thread_start,
		.sp = (unsigned long)task->stack_top,
		.s = { [1] = (unsigned long)entry, [2] = (unsigned long)arg },
	};
}

void arch_cpu_idle(void)
{
	__asm__ __volatile__("wfi" : : : "memory");
}
