/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NODEMASK_H
#define LINUX_NODEMASK_H

/* Sets of memory nodes, and the sets of nodes that exist in the machine. */

#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/nodemask_types.h>

enum node_states {
	N_POSSIBLE,		/* 0 .. MAX_NUMNODES - 1 */
	N_ONLINE,		/* has memory or CPUs */
	N_MEMORY,		/* has memory */
	N_CPU,			/* has CPUs */
	NR_NODE_STATES
};

/* Sets of nodes by state.  Constant after boot. */
extern nodemask_t node_states[NR_NODE_STATES];

#define node_possible_map	node_states[N_POSSIBLE]
#define node_online_map		node_states[N_ONLINE]

#define node_set(node, mask)		__set_bit(node, (mask).bits)
#define node_clear(node, mask)		__clear_bit(node, (mask).bits)
#define node_isset(node, mask)		test_bit(node, (mask).bits)
#define nodes_clear(mask)		bitmap_zero((mask).bits, MAX_NUMNODES)
#define nodes_setall(mask)		bitmap_fill((mask).bits, MAX_NUMNODES)
#define nodes_empty(mask)		bitmap_empty((mask).bits, MAX_NUMNODES)
/* The arguments of %*pbl for the mask at @maskp, which may be NULL. */
#define nodemask_pr_args(maskp)				\
	(maskp) ? (int)MAX_NUMNODES : 0, (maskp) ? (maskp)->bits : NULL
#define nodes_weight(mask)		bitmap_weight((mask).bits, MAX_NUMNODES)
#define first_node(mask)		find_first_bit((mask).bits, MAX_NUMNODES)
#define next_node(node, mask)	\
	(MAX_NUMNODES > 1 ? find_next_bit((mask).bits, MAX_NUMNODES, (node) + 1) : MAX_NUMNODES)

#define for_each_node_mask(node, mask) \
	for ((node) = first_node(mask); (node) < MAX_NUMNODES; (node) = next_node(node, mask))
#define for_each_node_state(node, state) for_each_node_mask(node, node_states[state])
#define for_each_node(node)		for_each_node_state(node, N_POSSIBLE)
#define for_each_online_node(node)	for_each_node_state(node, N_ONLINE)

#define node_state(node, state)		node_isset(node, node_states[state])
#define node_online(node)		node_state(node, N_ONLINE)
#define num_node_state(state)		nodes_weight(node_states[state])
#define num_online_nodes()		num_node_state(N_ONLINE)

#endif /* LINUX_NODEMASK_H */
