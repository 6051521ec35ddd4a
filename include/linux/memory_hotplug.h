/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMORY_HOTPLUG_H
#define LINUX_MEMORY_HOTPLUG_H

#include <linux/memory.h>
#include <linux/types.h>

typedef int mhp_t;

#define MHP_NONE	0

/*
 * RAM at the physical address @start, which nobody uses, is the page allocator's from now on: in the
 * zone that the address, the node and the zones' limits give.  The struct pages lie in its first bytes.
 * Thread context.  There is no way back.
 *
 * 0; -EINVAL: not multiples of memory_block_size_bytes(), no such node, unknown flags; -E2BIG: beyond
 * what the machine can map; -EEXIST: part of it is memory already; -ENOMEM; what a notifier says.
 * On an error everything is as before, and a message says why.
 */
int add_memory(int nid, u64 start, u64 size, mhp_t mhp_flags);

#endif /* LINUX_MEMORY_HOTPLUG_H */
