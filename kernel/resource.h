/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_RESOURCE_H
#define KERNEL_RESOURCE_H

/* The trees of resources, for those files that read them. */

#include <linux/ioport.h>
#include <linux/spinlock.h>

/* What RAM of ours would have as an entry of the tree. */
#define RESOURCE_RAM_FLAGS	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY)

/* The trees and the ranges of what is in them; interrupts off. */
extern spinlock_t resource_lock;

#endif /* KERNEL_RESOURCE_H */
