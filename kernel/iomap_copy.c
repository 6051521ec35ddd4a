// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copies between memory and device registers.
 *
 * The compiler's memcpy() may access a byte twice, or several bytes at once at an unaligned
 * address, which a device may not support.  These functions access each byte once, with the largest
 * access that the alignment of the device address permits:
 *
 *	device   ..01 ..02 ..04 ..08      ..10   ..18
 *	access     1    2    4    8        8      4 2 1
 *
 * On the memory side, the compiler chooses accesses that the CPU permits for any alignment.
 */

#include <linux/io.h>
#include <linux/unaligned.h>

/* Return the size in bytes of the next access at @addr, if @left bytes remain. */
static inline unsigned int io_step(const volatile void __iomem *addr, size_t left)
{
	unsigned int step = 8;

	while (((unsigned long)addr & (step - 1)) || left < step)
		step /= 2;
	return step;
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size)
{
	for (unsigned int step; size; size -= step, to += step, from += step) {
		step = io_step(from, size);
		if (step == 8)
			put_unaligned(__raw_readq(from), (u64 *)to);
		else if (step == 4)
			put_unaligned(__raw_readl(from), (u32 *)to);
		else if (step == 2)
			put_unaligned(__raw_readw(from), (u16 *)to);
		else
			*(u8 *)to = __raw_readb(from);
	}
}

static void write_step(u64 value, volatile void __iomem *to, unsigned int step)
{
	if (step == 8)
		__raw_writeq(value, to);
	else if (step == 4)
		__raw_writel((u32)value, to);
	else if (step == 2)
		__raw_writew((u16)value, to);
	else
		__raw_writeb((u8)value, to);
}

void memcpy_toio(volatile void __iomem *to, const void *from, size_t size)
{
	for (unsigned int step; size; size -= step, to += step, from += step) {
		step = io_step(to, size);
		write_step(step == 8   ? get_unaligned((const u64 *)from)
			   : step == 4 ? get_unaligned((const u32 *)from)
			   : step == 2 ? get_unaligned((const u16 *)from)
				       : *(const u8 *)from,
			   to, step);
	}
}

void memset_io(volatile void __iomem *to, int value, size_t size)
{
	u64 bytes = (u8)value * 0x0101010101010101ULL;

	for (unsigned int step; size; size -= step, to += step) {
		step = io_step(to, size);
		write_step(bytes, to, step);
	}
}

void __iowrite32_copy(void __iomem *to, const void *from, size_t count)
{
	for (const u32 *at = from; count--; at++, to += sizeof(*at))
		__raw_writel(*at, to);
}

void __iowrite64_copy(void __iomem *to, const void *from, size_t count)
{
	for (const u64 *at = from; count--; at++, to += sizeof(*at))
		__raw_writeq(*at, to);
}

void __ioread32_copy(void *to, const void __iomem *from, size_t count)
{
	for (u32 *at = to; count--; at++, from += sizeof(*at))
		*at = __raw_readl(from);
}

void __ioread64_copy(void *to, const void __iomem *from, size_t count)
{
	for (u64 *at = to; count--; at++, from += sizeof(*at))
		*at = __raw_readq(from);
}

bool check_signature(const volatile void __iomem *addr, const unsigned char *signature, int size)
{
	for (int i = 0; i < size; i++) {
		if (readb(addr + i) != signature[i])
			return false;
	}
	return true;
}
