// SPDX-License-Identifier: BSD-2-Clause
/* This hart: what it is, what it can do, caches by Zicbom, threads, waiting. */

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

static unsigned int cbom_line __ro_after_init;
unsigned int riscv_zero_line __ro_after_init;
DEFINE_STATIC_KEY_FALSE(riscv_zbb);

static struct device_node *boot_cpu_node(void)
{
	return of_get_cpu_node(0, NULL);
}

/* Whether the ISA of the boot CPU's node names a multi-letter extension. */
static bool has_extension(struct device_node *cpu, const char *name)
{
	const char *isa = NULL, *at;
	size_t size = strlen(name);

	if (of_property_match_string(cpu, "riscv,isa-extensions", name) >= 0)
		return true;
	if (of_property_read_string(cpu, "riscv,isa", &isa))
		return false;
	for (at = strchr(isa, '_'); at; at = strchr(at + 1, '_')) {
		if (!strncmp(at + 1, name, size) && (at[size + 1] == '_' || !at[size + 1]))
			return true;
	}
	return false;
}

static bool __init all_have_extension(const char *name)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct device_node *np = of_get_cpu_node(cpu, NULL);

		if (!np || !has_extension(np, name))
			return false;
	}
	return true;
}

/*
 * Memory types of page-table entries.  Svpbmt (Privileged Architecture, section 4.6): 1 is NC, 2 is IO.
 * Without it the physical memory attributes decide, and there is no uncached memory.
 */
static void __init find_memory_types(struct device_node *cpu)
{
	if (!has_extension(cpu, "svpbmt"))
		return;
	riscv_memory_types[PGPROT_NC] = 1UL << 61;
	riscv_memory_types[PGPROT_DEVICE] = 2UL << 61;
	riscv_memory_types[PGPROT_DEVICE_STRICT] = 2UL << 61;
}

/* The size in the property of an extension that works on cache lines; 0 if there is no such thing. */
static u32 __init line_of(struct device_node *cpu, const char *extension, const char *property)
{
	u32 line;

	if (!has_extension(cpu, extension))
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
	find_memory_types(cpu);
	cbom_line = line_of(cpu, "zicbom", "riscv,cbom-block-size");
	if (all_have_extension("zbb"))
		static_branch_enable(&riscv_zbb);
	riscv_zero_line = line_of(cpu, "zicboz", "riscv,cboz-block-size");
	return 0;
}
early_initcall(find_features);

void arch_print_cpu(void)
{
	struct device_node *cpu = boot_cpu_node();
	const char *isa = "unknown ISA";
	struct sbi_ret spec = sbi_call(SBI_EXT_BASE, SBI_BASE_SPEC_VERSION, 0, 0, 0, 0, 0);
	struct sbi_ret impl = sbi_call(SBI_EXT_BASE, SBI_BASE_IMPL_ID, 0, 0, 0, 0, 0);
	struct sbi_ret vendor = sbi_call(SBI_EXT_BASE, SBI_BASE_MVENDORID, 0, 0, 0, 0, 0);

	of_property_read_string(cpu, "riscv,isa", &isa);
	pr_info("CPU: %s\n", isa);
	pr_info("CPU: vendor %#lx, SBI %lu.%lu (implementation %ld), boot hart %lu\n", vendor.value,
		spec.value >> 24 & 0x7f, spec.value & 0xffffff, impl.value, boot_info.boot_hwid);
	pr_info("MMU: Sv%u; memory types: %s; cache maintenance: %s, line %u bytes; clears: %s\n",
		riscv_satp_mode * 9 - 33, riscv_memory_types[PGPROT_NC] ? "Svpbmt" : "fixed",
		cbom_line ? "Zicbom" : "none", cbom_line ? cbom_line : 64,
		riscv_zero_line ? "Zicboz" : "stores");
}

void arch_cpu_init(void)
{
	csr_write(stvec, trap_vector);
	csr_write(sie, IE_SSIE | IE_SEIE);
}

bool arch_has_uncached(void)
{
	return riscv_memory_types[PGPROT_NC];
}

unsigned int arch_dcache_line(void)
{
	return cbom_line;
}

/* Zicbom, RISC-V CMO specification 1.0: encoded, for assemblers that do not know the names. */
#define CBO(op, address) \
	__asm__ __volatile__(".insn i 0x0f, 2, x0, %0, " #op : : "r"(address) : "memory")
#define FOR_EACH_LINE(op)							\
do {										\
	unsigned long __line = start & -(unsigned long)cbom_line;		\
										\
	for (; __line < start + size; __line += cbom_line)			\
		CBO(op, __line);						\
	__asm__ __volatile__("fence rw, rw" : : : "memory");			\
} while (0)

void arch_dcache_clean(unsigned long start, size_t size)
{
	FOR_EACH_LINE(1);
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	FOR_EACH_LINE(0);
}

void arch_dcache_flush(unsigned long start, size_t size)
{
	FOR_EACH_LINE(2);
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
