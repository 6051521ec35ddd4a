/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IO_64_NONATOMIC_LO_HI_H
#define LINUX_IO_64_NONATOMIC_LO_HI_H

/*
 * Access a 64-bit register by two accesses of 32 bits, the lower half first, for devices that need
 * this.  readq() and writeq() always are one access of 64 bits, because all ports have it.
 */

#include <linux/io.h>

static inline u64 lo_hi_readq(const volatile void __iomem *addr)
{
	u32 low = readl(addr);

	return low | (u64)readl((const volatile char __iomem *)addr + 4) << 32;
}

static inline void lo_hi_writeq(u64 value, volatile void __iomem *addr)
{
	writel((u32)value, addr);
	writel((u32)(value >> 32), (volatile char __iomem *)addr + 4);
}

static inline u64 lo_hi_readq_relaxed(const volatile void __iomem *addr)
{
	u32 low = readl_relaxed(addr);

	return low | (u64)readl_relaxed((const volatile char __iomem *)addr + 4) << 32;
}

static inline void lo_hi_writeq_relaxed(u64 value, volatile void __iomem *addr)
{
	writel_relaxed((u32)value, addr);
	writel_relaxed((u32)(value >> 32), (volatile char __iomem *)addr + 4);
}

/* Linux's names for a port or a register.  Forms with "be" access big-endian registers. */
static inline u64 ioread64_lo_hi(const volatile void __iomem *addr)
{
	return lo_hi_readq(addr);
}

static inline void iowrite64_lo_hi(u64 value, volatile void __iomem *addr)
{
	lo_hi_writeq(value, addr);
}

static inline u64 ioread64be_lo_hi(const volatile void __iomem *addr)
{
	u32 low = ioread32be((const volatile char __iomem *)addr + 4);
	u32 high = ioread32be(addr);

	return (u64)high << 32 | low;
}

static inline void iowrite64be_lo_hi(u64 value, volatile void __iomem *addr)
{
	iowrite32be((u32)value, (volatile char __iomem *)addr + 4);
	iowrite32be((u32)(value >> 32), addr);
}

#endif /* LINUX_IO_64_NONATOMIC_LO_HI_H */
