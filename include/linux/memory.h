/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMORY_H
#define LINUX_MEMORY_H

/* Memory that comes while the machine runs: see <linux/memory_hotplug.h>. */

#include <linux/notifier.h>

/* Bytes: what is added is a multiple of this, at a multiple of it. */
unsigned long memory_block_size_bytes(void);

#define MEM_ONLINE		(1 << 0)	/* it is there */
#define MEM_GOING_ONLINE	(1 << 3)	/* it will be: can be refused, and memory be allocated */
#define MEM_CANCEL_ONLINE	(1 << 4)	/* it will not be after all */

/* What the functions of the chain are told.  status_change_nid: the node that had none; -1. */
struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int status_change_nid;
};

/* As notifier.h says of a blocking chain.  Thread context. */
int register_memory_notifier(struct notifier_block *nb);
void unregister_memory_notifier(struct notifier_block *nb);

#endif /* LINUX_MEMORY_H */
