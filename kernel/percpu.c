// SPDX-License-Identifier: BSD-2-Clause
/*
 * Per-CPU areas: a copy of the image's per-CPU section for each possible CPU.  The boot CPU moves from
 * the image's own copy to its area here, with what it holds by then.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <quarry/sections.h>

unsigned long __per_cpu_offset[NR_CPUS] __ro_after_init;
DEFINE_PER_CPU(unsigned int, cpu_number);

void __init setup_per_cpu_areas(void)
{
	size_t size = __per_cpu_end - __per_cpu_start;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		char *area = memblock_alloc(size, SMP_CACHE_BYTES);

		if (!area)
			panic("no memory for the per-CPU area of CPU %u", cpu);
		memblock_set_owner(__pa(area), size, "per-CPU areas");
		memcpy(area, __per_cpu_start, size);
		__per_cpu_offset[cpu] = area - __per_cpu_start;
		per_cpu(cpu_number, cpu) = cpu;
	}
	arch_set_percpu_offset(__per_cpu_offset[0]);
}
