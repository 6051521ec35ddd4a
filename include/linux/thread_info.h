/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_THREAD_INFO_H
#define LINUX_THREAD_INFO_H

/*
 * The size and the alignment of stacks in bytes, for C and assembly.  struct thread_info is not for
 * drivers.
 */

#include <linux/const.h>

#define THREAD_SIZE	(_AC(1, UL) << CONFIG_THREAD_SHIFT)
#define THREAD_ALIGN	(2 * THREAD_SIZE)

#ifndef __ASSEMBLY__
#include <linux/bug.h>
#include <linux/types.h>
#endif

#endif /* LINUX_THREAD_INFO_H */
