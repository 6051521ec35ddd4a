/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TOPOLOGY_H
#define LINUX_TOPOLOGY_H

/*
 * Which CPUs and which memory are near each other: numa-node-id in the device tree's CPUs and memory,
 * and /distance-map (numa-distance-map-v1).  A node may lack memory or CPUs.  Any context.
 */

#include <linux/numa.h>
#include <linux/percpu.h>

#define LOCAL_DISTANCE		10
#define REMOTE_DISTANCE		20

#ifdef CONFIG_NUMA

/* Of any two nodes; what no map tells is LOCAL_DISTANCE from a node to itself, else REMOTE_DISTANCE. */
int node_distance(int from, int to);
int cpu_to_node(int cpu);
/* The nearest node to this CPU that has memory. */
int numa_mem_id(void);

#else

static inline int node_distance(int from, int to)
{
	return LOCAL_DISTANCE;
}

static inline int cpu_to_node(int cpu)
{
	return 0;
}

static inline int numa_mem_id(void)
{
	return 0;
}

#endif

#endif /* LINUX_TOPOLOGY_H */
