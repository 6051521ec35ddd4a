// SPDX-License-Identifier: BSD-2-Clause
/* The trace event "console". */

#include <asm/barrier.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <trace/events/printk.h>

/* protects changes of the probe; readers need no lock */
static DEFINE_SPINLOCK(probe_lock);
static trace_console_fn console_probe;
static void *probe_data;

int register_trace_console(trace_console_fn probe, void *data)
{
	guard(spinlock_irqsave)(&probe_lock);
	if (console_probe)
		return -EEXIST;
	probe_data = data;
	smp_store_release(&console_probe, probe);
	return 0;
}

int unregister_trace_console(trace_console_fn probe, void *data)
{
	guard(spinlock_irqsave)(&probe_lock);
	if (!probe || console_probe != probe || probe_data != data)
		return -ENOENT;
	WRITE_ONCE(console_probe, NULL);
	return 0;
}

void tracepoint_synchronize_unregister(void)
{
#ifdef CONFIG_RCU	/* without RCU, there is one CPU, whose threads cannot be preempted */
	synchronize_rcu();
#endif
}

void trace_console(const char *text, size_t size)
{
	trace_console_fn probe = smp_load_acquire(&console_probe);

	if (probe)
		probe(probe_data, text, size);
}

bool trace_console_enabled(void)
{
	return READ_ONCE(console_probe);
}
