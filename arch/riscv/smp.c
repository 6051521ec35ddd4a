// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start of secondary harts by SBI HSM.  They are interrupted through the interrupt controller or by
 * SBI IPIs.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/page.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/irqchip.h>

#include "riscv.h"

/* Parameters that secondary_entry reads with the MMU disabled. */
struct secondary_boot {
	unsigned long satp;
	void *stack_top;
	unsigned long percpu_offset;
};

static DEFINE_PER_CPU(struct secondary_boot, secondary_boot);

int arch_cpu_start(unsigned int cpu, void *stack_top, unsigned long percpu_offset)
{
	struct secondary_boot *boot = __per_cpu_ptr(&secondary_boot, percpu_offset);
	struct sbi_ret ret;

	if (!sbi_probe(SBI_EXT_HSM))
		return -EOPNOTSUPP;
	*boot = (struct secondary_boot){
		.satp = csr_read(satp),
		.stack_top = stack_top,
		.percpu_offset = percpu_offset,
	};
	smp_wmb();
	ret = sbi_call(SBI_EXT_HSM, SBI_HSM_START, cpu_hwid[cpu], __pa_symbol(secondary_entry),
		       __pa(boot), 0, 0);
	return ret.error ? -ENODEV : 0;
}

void riscv_secondary(unsigned long hartid)
{
	riscv_find_errata();
	secondary_start();
}

void arch_send_ipi(const unsigned long *mask)
{
	unsigned int cpu;

	for_each_set_bit(cpu, mask, NR_CPUS) {
		if (irqchip_send_ipi(cpu))
			continue;
		sbi_call(SBI_EXT_IPI, SBI_IPI_SEND, 1, cpu_hwid[cpu], 0, 0, 0);
	}
}
