/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NUMA_H
#define LINUX_NUMA_H

#define NODES_SHIFT	CONFIG_NODES_SHIFT
#define MAX_NUMNODES	(1 << NODES_SHIFT)

#define NUMA_NO_NODE	(-1)

#endif /* LINUX_NUMA_H */
