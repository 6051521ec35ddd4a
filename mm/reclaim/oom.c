// SPDX-License-Identifier: BSD-2-Clause
/*
 * Out of memory: the notifiers, and panic_on_oom.
 *
 * There are no processes to end.  Code that can free memory registers a notifier.  One thread
 * calls the notifiers at a time.  A second thread that runs out of memory during these calls
 * waits for one tick and tries again, because the notifiers may free enough memory for both
 * threads.
 */

#include <internal/sysctl.h>
#include <linux/mutex.h>
#include <linux/oom.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "reclaim.h"

static BLOCKING_NOTIFIER_HEAD(oom_chain);
static DEFINE_MUTEX(oom_mutex);

/* 1: panic unless the request was limited to a set of nodes; 2: always panic */
static unsigned int panic_on_oom;
SYSCTL(panic_on_oom, "vm.panic_on_oom", panic_on_oom, 0, 2, NULL);

int register_oom_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&oom_chain, nb);
}

int unregister_oom_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&oom_chain, nb);
}

bool out_of_memory(const nodemask_t *nodemask)
{
	unsigned long freed = 0;
	unsigned int flags;

	if (!mutex_trylock(&oom_mutex)) {
		schedule_timeout_uninterruptible(1);
		return true;
	}
	flags = memalloc_noreclaim_save();
	count_vm_event(OOM_NOTIFY);
	blocking_notifier_call_chain(&oom_chain, 0, &freed);
	memalloc_noreclaim_restore(flags);
	mutex_unlock(&oom_mutex);
	if (!freed && panic_on_oom > !!nodemask)
		panic("out of memory, and panic_on_oom is %u", panic_on_oom);
	return freed;
}
