/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NUMA_H
#define LINUX_NUMA_H

#define NODES_SHIFT	CONFIG_NODES_SHIFT
#define MAX_NUMNODES	(1 << NODES_SHIFT)

#define NUMA_NO_NODE	(-1)

#ifdef CONFIG_NUMA
#include <linux/percpu.h>
DECLARE_PER_CPU(int, numa_node);

/* Return the node of this CPU. */
static inline int numa_node_id(void)
{
	return this_cpu_read(numa_node);
}
#else
static inline int numa_node_id(void)
{
	return 0;
}
#endif

#endif /* LINUX_NUMA_H */
