/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RESOURCE_H
#define LINUX_RESOURCE_H

/*
 * Limits of processes, which do not exist.  Drivers include this file without need; struct resource
 * is in <linux/ioport.h>.
 */

#endif /* LINUX_RESOURCE_H */
