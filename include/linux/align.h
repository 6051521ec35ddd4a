/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ALIGN_H
#define LINUX_ALIGN_H

#include <linux/const.h>

/* Round @x up or down to a multiple of @a, which must be a power of two. */
#define __ALIGN_KERNEL_MASK(x, mask)	(((x) + (mask)) & ~(mask))
#ifdef __ASSEMBLY__
#define ALIGN(x, a)		__ALIGN_KERNEL_MASK(x, (a) - 1)
#else
#define __ALIGN_KERNEL(x, a)	__ALIGN_KERNEL_MASK(x, (__typeof__(x))(a) - 1)
#define ALIGN(x, a)		__ALIGN_KERNEL((x), (a))
#define ALIGN_DOWN(x, a)	__ALIGN_KERNEL((x) - ((a) - 1), (a))
#define __ALIGN_MASK(x, mask)	__ALIGN_KERNEL_MASK((x), (mask))
#define PTR_ALIGN(p, a)		((__typeof__(p))ALIGN((unsigned long)(p), (a)))
#define PTR_ALIGN_DOWN(p, a)	((__typeof__(p))ALIGN_DOWN((unsigned long)(p), (a)))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define PTR_IS_ALIGNED(p, a)	(IS_ALIGNED((unsigned long)(p), (a)))
#endif

#endif /* LINUX_ALIGN_H */
