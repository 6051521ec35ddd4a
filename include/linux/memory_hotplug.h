/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMORY_HOTPLUG_H
#define LINUX_MEMORY_HOTPLUG_H

#include <linux/memory.h>
#include <linux/types.h>

typedef int mhp_t;

#define MHP_NONE	0

/*
 * Add unused RAM at @start to the page allocator, in the zone that the address and node determine.
 * The first bytes of the RAM hold its struct pages.  The RAM cannot be removed again.  Context:
 * thread.
 *
 * Returns 0; -EINVAL if the range is not aligned to memory_block_size_bytes(), the node does not
 * exist or @mhp_flags are unknown; -E2BIG if the machine cannot map the range; -EEXIST if the range
 * overlaps known memory; -ENOMEM; or the error of a notifier.  After an error nothing has changed,
 * and a message states the reason.
 */
int add_memory(int nid, u64 start, u64 size, mhp_t mhp_flags);

#endif /* LINUX_MEMORY_HOTPLUG_H */
