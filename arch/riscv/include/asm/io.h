/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <linux/types.h>
#include <linux/compiler.h>

#define RISCV_MMIO(width, type, load, store)						\
static inline type __raw_read##width(const volatile void __iomem *addr)			\
{											\
	type value;									\
											\
	__asm__ __volatile__(load " %0, 0(%1)" : "=r"(value) : "r"(addr) : "memory");	\
	return value;									\
}											\
											\
static inline void __raw_write##width(type value, volatile void __iomem *addr)		\
{											\
	__asm__ __volatile__(store " %0, 0(%1)" : : "r"(value), "r"(addr) : "memory");	\
}

RISCV_MMIO(b, u8, "lbu", "sb")
RISCV_MMIO(w, u16, "lhu", "sh")
RISCV_MMIO(l, u32, "lw", "sw")
RISCV_MMIO(q, u64, "ld", "sd")

/*
 * Barriers that order device accesses and memory accesses (RISC-V Unprivileged ISA, appendix A.5).
 * A device write precedes later stores, so that it precedes a spin_unlock() (Linux's mmiowb()).
 */
#define __io_br()	do {} while (0)
#define __io_ar(value)	__asm__ __volatile__("fence i, ir" : : : "memory")
#define __io_bw()	__asm__ __volatile__("fence w, o" : : : "memory")
#define __io_aw()	__asm__ __volatile__("fence o, w" : : : "memory")

#include <asm-generic/io.h>

#endif /* ASM_IO_H */
