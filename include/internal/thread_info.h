/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_THREAD_INFO_H
#define INTERNAL_THREAD_INFO_H

/* Stack sizes for C and assembly.  A stack is aligned to STACK_ALIGN. */

#include <linux/const.h>

#define THREAD_SIZE	(_AC(1, UL) << CONFIG_THREAD_SHIFT)
#define STACK_ALIGN	(2 * THREAD_SIZE)

#endif /* INTERNAL_THREAD_INFO_H */
