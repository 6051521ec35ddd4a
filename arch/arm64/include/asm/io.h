/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>

#define ARM64_MMIO(width, type, load, store, reg)					\
static inline type __raw_read##width(const volatile void __iomem *addr)			\
{											\
	type value;									\
											\
	__asm__ __volatile__(load " %" reg "0, [%1]" : "=r"(value) : "r"(addr) : "memory"); \
	return value;									\
}											\
											\
static inline void __raw_write##width(type value, volatile void __iomem *addr)		\
{											\
	__asm__ __volatile__(store " %" reg "0, [%1]" : : "rZ"(value), "r"(addr) : "memory"); \
}

#ifdef CONFIG_ARM64_ERRATUM_832075
#define ARM64_LOAD "ldar"
#else
#define ARM64_LOAD "ldr"
#endif

ARM64_MMIO(b, u8, ARM64_LOAD "b", "strb", "w")
ARM64_MMIO(w, u16, ARM64_LOAD "h", "strh", "w")
ARM64_MMIO(l, u32, ARM64_LOAD, "str", "w")
ARM64_MMIO(q, u64, ARM64_LOAD, "str", "x")
#undef ARM64_LOAD

/*
 * Make the CPU wait for the value of a device read, by a branch that depends on the value.  A delay
 * after the read then begins after the device has answered, because arch_counter() executes an ISB
 * before it reads the counter.
 */
static inline void after_read(u64 value)
{
	u64 zero;

	__asm__ __volatile__("1: eor %0, %1, %1\n\tcbnz %0, 1b"
			     : "=&r"(zero)
			     : "r"(value)
			     : "memory");
}

/*
 * Accesses to device memory are ordered with each other.  These barriers order them with accesses
 * to normal memory.
 */
#define __io_br()	do {} while (0)
#define __io_ar(value)	do { dma_rmb(); after_read(value); } while (0)
#define __io_bw()	dma_wmb()
#define __io_aw()	do {} while (0)

#include <asm-generic/io.h>

#endif /* ASM_IO_H */
