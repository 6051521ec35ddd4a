/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TOPOLOGY_H
#define LINUX_TOPOLOGY_H

/*
 * Distances between CPUs and memory, from the device tree: numa-node-id of CPUs and memory, and
 * /distance-map (numa-distance-map-v1).  A node may have no memory or no CPUs.  Context: any.
 */

#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/numa.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#define LOCAL_DISTANCE		10
#define REMOTE_DISTANCE		20

#ifdef CONFIG_NUMA

/*
 * Return the distance between two nodes.  If the device tree has no value, it is LOCAL_DISTANCE for
 * the same node, otherwise REMOTE_DISTANCE.
 */
int node_distance(int from, int to);
int cpu_to_node(int cpu);
/* Return the node with memory that is nearest to this CPU. */
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
