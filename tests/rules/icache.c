// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for instruction caches: which CPUs may execute a stale copy of a cache line.
 *
 * AArch64: data that was stored through the data cache must be cleaned to the point of unification.
 * After that, the instruction cache must be invalidated, on all CPUs by one instruction or on each
 * CPU separately.  The instruction cache of a CPU that has not executed any instruction is empty.
 * RISC-V: each hart that executes a stored line must first execute fence.i.
 */

#include "rules.h"

/* For each line of RAM, a bit mask of the CPUs that may execute a stale copy of the line. */
static u16 *stale;
static u8 *unclean;	/* AArch64: 1 if the data of the line is only in the data cache */

static u64 line_of(u64 pa)
{
	return (pa - ram.start) / LINE_SIZE;
}

void icache_init(void)
{
	stale = zeroed(ram.size / LINE_SIZE * sizeof(*stale));
	unclean = zeroed(ram.size / LINE_SIZE);
}

void icache_store(u64 pa, enum memory_type type)
{
	u64 line = line_of(pa);

	if (arch == &riscv) {
		stale[line] = 0xffff;
	} else {
		stale[line] = cpus_started;
		unclean[line] = type == WRITE_BACK;
	}
}

void icache_execute(u64 pa)
{
	u64 line = line_of(pa);

	if (unclean[line] || stale[line] & BIT(now.number))
		report(ICACHE, pa, NULL);
}

void icache_cleaned(u64 pa)
{
	unclean[line_of(pa)] = 0;
}

void icache_cleaned_all(void)
{
	for (u64 line = 0; line < ram.size / LINE_SIZE; line++)
		unclean[line] = 0;
}

void icache_invalidate(u64 pa)
{
	if (!unclean[line_of(pa)])
		stale[line_of(pa)] = 0;
}

void icache_invalidate_all(u32 of_cpus)
{
	for (u64 line = 0; line < ram.size / LINE_SIZE; line++)
		if (!unclean[line])
			stale[line] &= ~of_cpus;
}
