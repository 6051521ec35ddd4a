// SPDX-License-Identifier: BSD-2-Clause
/* Event counters of the memory system. */

#include <linux/cpumask.h>
#include <linux/string.h>
#include <linux/vmstat.h>

DEFINE_PER_CPU(struct vm_event_state, vm_event_states);

void all_vm_events(unsigned long *sums)
{
	unsigned int cpu, i;

	memset(sums, 0, NR_VM_EVENT_ITEMS * sizeof(*sums));
	for_each_possible_cpu(cpu) {
		const struct vm_event_state *state = per_cpu_ptr(&vm_event_states, cpu);

		for (i = 0; i < NR_VM_EVENT_ITEMS; i++)
			sums[i] += data_race(state->event[i]);
	}
}
