/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMORY_H
#define LINUX_MEMORY_H

/* Notifications about memory that is added at run time; see <linux/memory_hotplug.h>. */

#include <linux/notifier.h>

/* Return the alignment in bytes of the start and the size of an added range. */
unsigned long memory_block_size_bytes(void);

#define MEM_ONLINE		(1 << 0)	/* the memory was added */
#define MEM_GOING_ONLINE	(1 << 3)	/* before the addition; a notifier may refuse it */
#define MEM_CANCEL_ONLINE	(1 << 4)	/* the addition failed */

/*
 * Argument of the notifiers.  status_change_nid is the node if it had no memory before, otherwise
 * -1.
 */
struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int status_change_nid;
};

/*
 * Add or remove a notifier of the chain of memory notifiers, a blocking chain; see notifier.h.
 * Context: thread.
 */
int register_memory_notifier(struct notifier_block *nb);
void unregister_memory_notifier(struct notifier_block *nb);

#endif /* LINUX_MEMORY_H */
