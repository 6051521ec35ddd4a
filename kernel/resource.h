/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_RESOURCE_H
#define KERNEL_RESOURCE_H

/* Private interface between the files that access the resource trees. */

#include <linux/ioport.h>
#include <linux/spinlock.h>

/* The flags of RAM, which walks report like an entry although the tree has none. */
#define RESOURCE_RAM_FLAGS	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY)

/*
 * Protects the links of both trees, and the start, end and flags of entries.  Acquired with
 * interrupts disabled.
 */
extern spinlock_t resource_lock;

#endif /* KERNEL_RESOURCE_H */
