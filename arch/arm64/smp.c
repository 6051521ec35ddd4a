// SPDX-License-Identifier: BSD-2-Clause
/* Start of secondary CPUs by PSCI or by a spin table (Devicetree Specification 0.4, 3.8.1). */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/of.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/barrier.h>
#include <asm/page.h>
#include <asm/smccc.h>
#include <internal/arch.h>
#include <internal/irqchip.h>

#include "arm64.h"

/* Parameters that secondary_entry reads with the MMU disabled.  head.S uses the same offsets. */
struct secondary_boot {
	struct boot_mmu mmu;
	void *stack_top;
	unsigned long percpu_offset;
};

static DEFINE_PER_CPU(struct secondary_boot, secondary_boot);
extern unsigned long spin_boot;

/* Write back data from the cache, so that a CPU with caches disabled reads it. */
static void publish(const void *data, size_t size)
{
	arch_dcache_clean((unsigned long)data, size);
}

/*
 * Return the entry address for a CPU that gets no argument, and store the address of @boot in
 * spin_boot.  CPUs are started one after the other, so one variable is sufficient.
 */
static phys_addr_t entry_without_argument(struct secondary_boot *boot)
{
	spin_boot = __pa(boot);
	publish(&spin_boot, sizeof(spin_boot));
	return __pa_symbol(secondary_spin_entry);
}

static int start_by_spin_table(struct device_node *np, struct secondary_boot *boot)
{
	struct page *page;
	u64 release;
	u64 *slot;

	if (of_property_read_u64(np, "cpu-release-addr", &release) || release % 8)
		return -EINVAL;
	/*
	 * The release address belongs to firmware, and may be outside of the linear map.  Map its
	 * page temporarily.
	 */
	page = phys_to_page(release & PAGE_MASK);
	slot = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (!slot)
		return -ENOMEM;
	slot += release % PAGE_SIZE / sizeof(*slot);
	WRITE_ONCE(*slot, entry_without_argument(boot));
	publish(slot, sizeof(*slot));
	__asm__ __volatile__("sev" : : : "memory");
	vunmap((void *)((unsigned long)slot & PAGE_MASK));
	return 0;
}

int arch_cpu_start(unsigned int cpu, void *stack_top, unsigned long percpu_offset)
{
	struct device_node *np = of_get_cpu_node(cpu, NULL);
	struct secondary_boot *boot = __per_cpu_ptr(&secondary_boot, percpu_offset);
	const char *method = "psci";
	long ret;

	boot->mmu = arm64_boot_mmu;
	boot->mmu.ttbr1 = arm64_ttbr1((unsigned long)kernel_pgtable.root - kernel_pgtable.offset);
	boot->stack_top = stack_top;
	boot->percpu_offset = percpu_offset;
	publish(boot, sizeof(*boot));
	of_property_read_string(np, "enable-method", &method);
	if (!strcmp(method, "spin-table"))
		return start_by_spin_table(np, boot);
	ret = psci_call(PSCI_CPU_ON, cpu_hwid[cpu],
			psci_is_0_1 ? entry_without_argument(boot) : __pa_symbol(secondary_entry),
			__pa(boot));
	if (ret == PSCI_RET_NOT_SUPPORTED)
		return -EOPNOTSUPP;
	return ret ? -ENODEV : 0;
}

void arm64_secondary(void)
{
	arm64_start_pmu();
	arm64_disable_identity();
	secondary_start();
}

void arch_send_ipi(const unsigned long *mask)
{
	unsigned int cpu;

	smp_wmb();
	for_each_set_bit(cpu, mask, NR_CPUS)
		irqchip_send_ipi(cpu);
}
