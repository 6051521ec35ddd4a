/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_IO_H
#define ASM_GENERIC_IO_H

/*
 * Device registers, under Linux's names: read*() and write*() are little-endian, ordered against each
 * other and against memory (a write to memory before writel() is seen by the device's DMA that it
 * starts); the _relaxed forms are ordered only against accesses of the same device.  Any context.
 */

#include <linux/types.h>
#include <linux/compiler.h>

#define GENERIC_MMIO(w, type)								\
static inline type read##w##_relaxed(const volatile void __iomem *addr)			\
{											\
	return __raw_read##w(addr);							\
}											\
											\
static inline void write##w##_relaxed(type value, volatile void __iomem *addr)		\
{											\
	__raw_write##w(value, addr);							\
}											\
											\
static inline type read##w(const volatile void __iomem *addr)				\
{											\
	type value;									\
											\
	__io_br();									\
	value = __raw_read##w(addr);							\
	__io_ar();									\
	return value;									\
}											\
											\
static inline void write##w(type value, volatile void __iomem *addr)			\
{											\
	__io_bw();									\
	__raw_write##w(value, addr);							\
	__io_aw();									\
}

GENERIC_MMIO(b, u8)
GENERIC_MMIO(w, u16)
GENERIC_MMIO(l, u32)
GENERIC_MMIO(q, u64)

#endif /* ASM_GENERIC_IO_H */
