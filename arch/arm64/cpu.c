// SPDX-License-Identifier: BSD-2-Clause
/* Identification and initialization of a CPU, setup of threads, and waiting for interrupts. */

#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <asm/barrier.h>
#include <asm/page.h>
#include <asm/sysreg.h>
#include <internal/arch.h>

#include "arm64.h"

void arch_print_cpu(void)
{
	static const u8 pa_bits[] = { 32, 36, 40, 42, 44, 48, 52, 56 };
	unsigned long mmfr0 = read_sysreg(id_aa64mmfr0_el1);

	arm64_print_cores();
	pr_info("CPU: entered at EL%lu, PFR0 %#lx ISAR0 %#lx MMFR0 %#lx MMFR1 %#lx MMFR2 %#lx\n",
		boot_info.entry_level, read_sysreg(id_aa64pfr0_el1), read_sysreg(id_aa64isar0_el1),
		mmfr0, read_sysreg(id_aa64mmfr1_el1), read_sysreg(id_aa64mmfr2_el1));
	pr_info("MMU: %u-bit virtual, %u-bit physical addresses, pages of %lu KiB; cache line %u bytes\n",
		arm64_va_bits, pa_bits[mmfr0 & 7], PAGE_SIZE >> 10, arch_dcache_line());
}

#ifdef CONFIG_FPU
#define CPACR_FPEN	(3UL << 20)

bool arch_fpu_enable(void)
{
	write_sysreg(CPACR_FPEN, cpacr_el1);
	isb();
	return true;
}

void arch_fpu_disable(void)
{
	write_sysreg(0, cpacr_el1);
	isb();
}
#endif

void arch_set_trap_stack(void *top)
{
	write_sysreg(top, sp_el0);
}

void *arch_trap_stack(void)
{
	return (void *)read_sysreg(sp_el0);
}

void arch_cpu_init(void)
{
	arch_set_trap_stack(NULL);
	write_sysreg(vectors, vbar_el1);
	isb();
	arm64_find_tlbi();
	arm64_find_lines();
	arm64_find_errata();
	arm64_start_tag_checks();
	__asm__ __volatile__("msr daifclr, #12" : : : "memory");	/* unmask debug, SError */
#ifdef CONFIG_FPU
	arch_fpu_disable();	/* firmware may have enabled the registers */
#endif
}

void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg)
{
	task->context = (struct thread_context){
		.x = { [0] = (unsigned long)entry, [1] = (unsigned long)arg,
		       [11] = (unsigned long)thread_start },
		.sp = (unsigned long)task->stack_top,
	};
}

void arch_cpu_idle(void)
{
	dsb(sy);
	__asm__ __volatile__("wfi" : : : "memory");
}
