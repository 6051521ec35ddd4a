/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_THREAD_INFO_H
#define QUARRY_THREAD_INFO_H

/* Sizes of stacks, for C and assembly.  A stack starts at a multiple of STACK_ALIGN. */

#include <linux/const.h>

#define THREAD_SIZE	(_AC(1, UL) << CONFIG_THREAD_SHIFT)
#define STACK_ALIGN	(2 * THREAD_SIZE)

#endif /* QUARRY_THREAD_INFO_H */
