/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_RESOURCE_H
#define KERNEL_RESOURCE_H

/* The trees of resources, for those files that read them. */

#include <linux/ioport.h>
#include <linux/spinlock.h>

/* The flags of an entry that stands for RAM, which the walks report though the tree has no such entry. */
#define RESOURCE_RAM_FLAGS	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY)

/* Protects the links of both trees, and each entry's start, end and flags.  Taken with interrupts off. */
extern spinlock_t resource_lock;

#endif /* KERNEL_RESOURCE_H */
