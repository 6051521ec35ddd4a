/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IO_64_NONATOMIC_HI_LO_H
#define LINUX_IO_64_NONATOMIC_HI_LO_H

/*
 * Access a 64-bit register by two accesses of 32 bits, the upper half first, for devices that need
 * this.  readq() and writeq() always are one access of 64 bits, because all ports have it.
 */

#include <linux/io.h>

static inline u64 hi_lo_readq(const volatile void __iomem *addr)
{
	u64 high = readl((const volatile char __iomem *)addr + 4);

	return high << 32 | readl(addr);
}

static inline void hi_lo_writeq(u64 value, volatile void __iomem *addr)
{
	writel((u32)(value >> 32), (volatile char __iomem *)addr + 4);
	writel((u32)value, addr);
}

static inline u64 hi_lo_readq_relaxed(const volatile void __iomem *addr)
{
	u64 high = readl_relaxed((const volatile char __iomem *)addr + 4);

	return high << 32 | readl_relaxed(addr);
}

static inline void hi_lo_writeq_relaxed(u64 value, volatile void __iomem *addr)
{
	writel_relaxed((u32)(value >> 32), (volatile char __iomem *)addr + 4);
	writel_relaxed((u32)value, addr);
}

#endif /* LINUX_IO_64_NONATOMIC_HI_LO_H */
