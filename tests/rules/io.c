// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for register writes that lack a barrier.  The barrier can be missing before the next access
 * by another CPU, or between the stores of descriptors and the write that makes the device read
 * them.
 *
 * A CPU that writes a register and then releases a lock needs a barrier in between, or on AArch64 a
 * store with release semantics.  Without it, the next holder of the lock may access the device
 * first.  The checker does not know locks.  Therefore, it reports the effect: a CPU accesses a
 * register that another CPU has written, and the writer has not executed a barrier after that
 * write.
 *
 * Coherent memory to which a CPU stored contains descriptors, and the CPU's next register write may
 * make the device read them.  A barrier in between must order memory before devices.  The checker
 * does not know which register starts which device.  Therefore, all registers are checked except
 * those of interrupt controllers and the console.
 */

#include "rules.h"

#define MAX_WRITES	64	/* registers that a CPU has written since its last barrier */

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

/*
 * For each CPU, its first store to coherent memory after its last barrier.  pc is 0 if there is no
 * such store.
 */
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

/*
 * Record a write of the current CPU to a register.  Only the last write to each register is stored.
 */
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
