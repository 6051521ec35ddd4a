/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <linux/types.h>
#include <linux/compiler.h>

/* Access a device register (arch/host/bus.c).  Context: any. */
u64 host_mmio_read(const volatile void *addr, unsigned int size);
void host_mmio_write(u64 value, volatile void *addr, unsigned int size);

#define HOST_MMIO(width, type)								\
static inline type __raw_read##width(const volatile void __iomem *addr)			\
{											\
	return (type)host_mmio_read((const volatile void __force *)addr, sizeof(type));	\
}											\
											\
static inline void __raw_write##width(type value, volatile void __iomem *addr)		\
{											\
	host_mmio_write(value, (volatile void __force *)addr, sizeof(type));		\
}

HOST_MMIO(b, u8)
HOST_MMIO(w, u16)
HOST_MMIO(l, u32)
HOST_MMIO(q, u64)

/* A device is another thread of the process, and sees the stores of a CPU in program order. */
#define __io_br()	do {} while (0)
#define __io_ar(value)	barrier()
#define __io_bw()	barrier()
#define __io_aw()	do {} while (0)

#include <asm-generic/io.h>

#endif /* ASM_IO_H */
