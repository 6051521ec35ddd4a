// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes of registers that no barrier orders before the next accesses of other CPUs, or behind the
 * descriptors that they start.
 *
 * A CPU that writes a register and then releases a lock needs a barrier, or a store with release on
 * AArch64, in between.  Without it the next holder of the lock may reach the device first.  The checker
 * cannot see locks, so the rule is about the effect: another CPU accesses a register that a CPU has
 * written, and that CPU has executed no barrier since.
 *
 * Coherent memory that a CPU stored to contains descriptors, and the CPU's next write of a register may
 * let the device read them.  In between it needs a barrier that orders memory before devices.  The
 * checker does not know which register starts which device, so all registers count except those of
 * interrupt controllers and of the console.
 */

#include "rules.h"

#define MAX_WRITES	64	/* registers that a CPU wrote since its last barrier */

struct write {
	u64 pa;
	struct trace where;
};

static struct {
	struct write writes[MAX_WRITES];
	unsigned int nr;
} unordered[MAX_CPUS];

static struct range banked[MAX_RANGES];
static unsigned int nr_banked;
struct range io_console;

/* The first store to coherent memory since a CPU's last barrier; pc 0: there is none. */
static struct trace described[MAX_CPUS];

bool io_option(const struct range *range)
{
	if (nr_banked == MAX_RANGES)
		return false;
	banked[nr_banked++] = *range;
	return true;
}

static bool is_banked(u64 pa)
{
	for (unsigned int i = 0; i < nr_banked; i++)
		if (pa - banked[i].start < banked[i].size)
			return true;
	return false;
}

void io_barrier(void)
{
	unordered[now.number].nr = 0;
}

void io_described(void)
{
	if (!described[now.number].pc)
		trace_here(&described[now.number]);
}

void io_descriptors_ordered(void)
{
	described[now.number].pc = 0;
}

static void check_descriptors(u64 pa)
{
	if (!described[now.number].pc || pa - io_console.start < io_console.size)
		return;
	report(DMA_ORDER, pa, &described[now.number]);
	io_descriptors_ordered();
}

static void check(unsigned int cpu, u64 pa)
{
	for (unsigned int i = 0; i < unordered[cpu].nr; i++) {
		if (unordered[cpu].writes[i].pa != pa)
			continue;
		report(IO_ORDER, pa, &unordered[cpu].writes[i].where);
		unordered[cpu].nr = 0;
		return;
	}
}

/* Remember the last write of each register. */
static void written(u64 pa)
{
	struct write *write = unordered[now.number].writes;
	struct write *end = write + unordered[now.number].nr;

	while (write < end && write->pa != pa)
		write++;
	if (write == unordered[now.number].writes + MAX_WRITES)
		return;
	if (write == end)
		unordered[now.number].nr++;
	write->pa = pa;
	trace_here(&write->where);
}

void io_access(u64 pa, bool store)
{
	if (is_banked(pa))
		return;
	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++)
		if (cpu != now.number)
			check(cpu, pa);
	if (!store)
		return;
	check_descriptors(pa);
	written(pa);
}
