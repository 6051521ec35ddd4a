/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KDEV_T_H
#define LINUX_KDEV_T_H

/*
 * Device numbers: 12 bits of a major number, and 20 bits of a minor number.  They are u32 in all
 * interfaces, because dev_t of a C library may be shorter.
 */

#include <linux/types.h>

#define MINORBITS	20
#define MINORMASK	((1U << MINORBITS) - 1)

#define MAJOR(dev)	((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	((unsigned int)((dev) & MINORMASK))
#define MKDEV(ma, mi)	(((u32)(ma) << MINORBITS) | (mi))

#endif /* LINUX_KDEV_T_H */
