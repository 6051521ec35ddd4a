/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_IO_H
#define ASM_GENERIC_IO_H

/*
 * Device register access with Linux's interface.  read*() and write*() access little-endian
 * registers.  They are ordered against each other and against memory accesses: if a writel() starts
 * DMA, the device sees all earlier writes to memory.  The _relaxed forms are ordered only against
 * accesses to the same device.  Context: any.
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
	__io_ar(value);									\
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

/* Drivers test by #ifdef whether 64-bit accesses exist. */
#define readq		readq
#define writeq		writeq
#define readq_relaxed	readq_relaxed
#define writeq_relaxed	writeq_relaxed

/*
 * Read @count values from one register (a FIFO), or write them to it, in the machine's byte order.
 * The transfer as a whole is ordered like a single read*() or write*().
 */
#define GENERIC_MMIO_RUN(w, type)							\
static inline void reads##w(const volatile void __iomem *addr, void *buffer, unsigned int count) \
{											\
	type *to = (type *)buffer, value = 0;						\
											\
	__io_br();									\
	while (count--)									\
		*to++ = value = __raw_read##w(addr);					\
	__io_ar(value);									\
}											\
											\
static inline void writes##w(volatile void __iomem *addr, const void *buffer, unsigned int count) \
{											\
	const type *from = (const type *)buffer;					\
											\
	__io_bw();									\
	while (count--)									\
		__raw_write##w(*from++, addr);						\
	__io_aw();									\
}

GENERIC_MMIO_RUN(b, u8)
GENERIC_MMIO_RUN(w, u16)
GENERIC_MMIO_RUN(l, u32)
GENERIC_MMIO_RUN(q, u64)

/*
 * Linux's names for accesses to a port or a register.  A name contains the size in bits.  The forms
 * that end in "be" access big-endian registers.
 */
#define GENERIC_IOREAD(bits, w)								\
static inline u##bits ioread##bits(const volatile void __iomem *addr)			\
{											\
	return read##w(addr);								\
}											\
											\
static inline void iowrite##bits(u##bits value, volatile void __iomem *addr)		\
{											\
	write##w(value, addr);								\
}											\
											\
static inline void ioread##bits##_rep(const volatile void __iomem *addr, void *buffer,	\
				      unsigned int count)				\
{											\
	reads##w(addr, buffer, count);							\
}											\
											\
static inline void iowrite##bits##_rep(volatile void __iomem *addr, const void *buffer,	\
				       unsigned int count)				\
{											\
	writes##w(addr, buffer, count);							\
}

#define GENERIC_IOREAD_BE(bits, w)							\
static inline u##bits ioread##bits##be(const volatile void __iomem *addr)		\
{											\
	return __builtin_bswap##bits(read##w(addr));					\
}											\
											\
static inline void iowrite##bits##be(u##bits value, volatile void __iomem *addr)	\
{											\
	write##w(__builtin_bswap##bits(value), addr);					\
}

GENERIC_IOREAD(8, b)
GENERIC_IOREAD(16, w)
GENERIC_IOREAD(32, l)
GENERIC_IOREAD(64, q)
GENERIC_IOREAD_BE(16, w)
GENERIC_IOREAD_BE(32, l)
GENERIC_IOREAD_BE(64, q)

#endif /* ASM_GENERIC_IO_H */
