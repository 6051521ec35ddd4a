/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NODEMASK_TYPES_H
#define LINUX_NODEMASK_TYPES_H

#include <linux/numa.h>
#include <linux/types.h>

typedef struct {
	DECLARE_BITMAP(bits, MAX_NUMNODES);
} nodemask_t;

#endif /* LINUX_NODEMASK_TYPES_H */
