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

/* Linux's names for a port or a register.  Forms with "be" access big-endian registers. */
static inline u64 ioread64_hi_lo(const volatile void __iomem *addr)
{
	return hi_lo_readq(addr);
}

static inline void iowrite64_hi_lo(u64 value, volatile void __iomem *addr)
{
	hi_lo_writeq(value, addr);
}

static inline u64 ioread64be_hi_lo(const volatile void __iomem *addr)
{
	u32 high = ioread32be(addr);
	u32 low = ioread32be((const volatile char __iomem *)addr + 4);

	return (u64)high << 32 | low;
}

static inline void iowrite64be_hi_lo(u64 value, volatile void __iomem *addr)
{
	iowrite32be((u32)(value >> 32), addr);
	iowrite32be((u32)value, (volatile char __iomem *)addr + 4);
}

#endif /* LINUX_IO_64_NONATOMIC_HI_LO_H */
