// SPDX-License-Identifier: BSD-2-Clause
/*
 * NUMA nodes: the node of each CPU, and the distances between nodes.
 *
 * The device tree describes the nodes by numa-node-id of CPUs and memory, and the distances by the
 * triples of /distance-map (Devicetree binding numa.txt).  A distance that is missing or invalid
 * has its default: LOCAL_DISTANCE to the node itself, REMOTE_DISTANCE to other nodes.
 *
 * A request falls back from its preferred node to the others in the order of distance.  Nodes at
 * the same distance follow in the order of node numbers, starting at the preferred node, so that
 * not all nodes fall back to the same one.
 */

#define pr_fmt(fmt) "numa: " fmt

#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/nodemask.h>
#include <linux/printk.h>
#include <linux/topology.h>

#include "pages.h"

nodemask_t node_states[NR_NODE_STATES];

#ifdef CONFIG_NUMA

DEFINE_PER_CPU(int, numa_node);
static u8 cpu_nodes[NR_CPUS] __ro_after_init;
static u8 distances[MAX_NUMNODES][MAX_NUMNODES] __ro_after_init;	/* 0: not specified */

int node_distance(int from, int to)
{
	u8 said = distances[from][to] ? distances[from][to] : distances[to][from];

	if (from == to)
		return LOCAL_DISTANCE;
	return said ? said : REMOTE_DISTANCE;
}

int cpu_to_node(int cpu)
{
	return cpu >= 0 && cpu < NR_CPUS ? cpu_nodes[cpu] : NUMA_NO_NODE;
}

int numa_mem_id(void)
{
	return zone_to_nid(NODE_DATA(numa_node_id())->node_zonelists[ZONE_MOVABLE].zones[0]);
}

void __init numa_set_cpu(unsigned int cpu, u32 nid)
{
	if (nid >= MAX_NUMNODES) {
		pr_err("CPU %u: node %u exceeds CONFIG_NODES_SHIFT: using node 0\n", cpu, nid);
		nid = 0;
	}
	cpu_nodes[cpu] = nid;
}

static void __init set_distance(u32 from, u32 to, u32 distance)
{
	if (from >= MAX_NUMNODES || to >= MAX_NUMNODES)
		return;
	if (distance > U8_MAX || (from == to ? distance != LOCAL_DISTANCE :
					       distance <= LOCAL_DISTANCE)) {
		pr_err("distance-map: invalid distance %u from node %u to node %u: ignored\n",
		       distance, from, to);
		return;
	}
	distances[from][to] = distance;
}

void __init numa_scan(const struct dtb *dtb)
{
	int map = dtb_find_path(dtb, "/distance-map", 13);
	const u8 *at;
	u32 size;

	if (map < 0 || !dtb_compatible(dtb, map, "numa-distance-map-v1"))
		return;
	at = dtb_prop(dtb, map, "distance-matrix", &size);
	if (!at || size % 12) {
		pr_err("distance-map: distance-matrix is missing or not in triples: ignored\n");
		return;
	}
	for (; size; size -= 12, at += 12)
		set_distance(dtb_be32(at), dtb_be32(at + 4), dtb_be32(at + 8));
}

int __meminit numa_next_nearest(int from, int last)
{
	int best = -1, i;

	/*
	 * Find the node with the smallest pair (distance, steps i from @from) above the pair of
	 * @last.
	 */
	for (i = 0; i < MAX_NUMNODES; i++) {
		int nid = (from + i) % MAX_NUMNODES;
		int steps = (last - from + MAX_NUMNODES) % MAX_NUMNODES;

		if (last >= 0 &&
		    (node_distance(from, nid) < node_distance(from, last) ||
		     (node_distance(from, nid) == node_distance(from, last) && i <= steps)))
			continue;
		if (best < 0 || node_distance(from, nid) < node_distance(from, best))
			best = nid;
	}
	return best;
}

#endif /* CONFIG_NUMA */

void __meminit numa_init(void)
{
	unsigned int cpu;
	int nid;

	nodes_setall(node_states[N_POSSIBLE]);
	for_each_possible_cpu(cpu) {
#ifdef CONFIG_NUMA
		per_cpu(numa_node, cpu) = cpu_to_node(cpu);
#endif
		node_set(cpu_to_node(cpu), node_states[N_CPU]);
		node_set(cpu_to_node(cpu), node_states[N_ONLINE]);
	}
	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		if (!NODE_DATA(nid)->node_present_pages)
			continue;
		node_set(nid, node_states[N_MEMORY]);
		node_set(nid, node_states[N_ONLINE]);
	}
}
