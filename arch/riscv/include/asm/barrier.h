/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_BARRIER_H
#define ASM_BARRIER_H

#include <linux/types.h>

#define RISCV_FENCE(p, s) __asm__ __volatile__("fence " #p ", " #s : : : "memory")

#define mb()		RISCV_FENCE(iorw, iorw)
#define rmb()		RISCV_FENCE(ir, ir)
#define wmb()		RISCV_FENCE(ow, ow)
#define dma_mb()	RISCV_FENCE(rw, rw)
#define dma_rmb()	RISCV_FENCE(r, r)
#define dma_wmb()	RISCV_FENCE(w, w)
#define smp_mb()	RISCV_FENCE(rw, rw)
#define smp_rmb()	RISCV_FENCE(r, r)
#define smp_wmb()	RISCV_FENCE(w, w)
/*
 * This code replaces GCC 12's builtin for a store-release, which is compiled to an atomic exchange
 * that locks the bus (RISC-V ISA manual, table A.6).
 */
#define smp_store_release(p, v)									\
do {												\
	RISCV_FENCE(rw, w);									\
	WRITE_ONCE(*(p), (v));									\
} while (0)

/*
 * This code replaces GCC 12's exchange builtin, which first copies the new value to the register of
 * the result.
 */
#define arch_xchg_acquire(ptr, desired)								\
({												\
	u64 __old;										\
												\
	__asm__ __volatile__("amoswap.d.aq	%0, %2, %1"					\
			     : "=r"(__old), "+A"(*(ptr)) : "r"((u64)(desired)) : "memory");	\
	__old;											\
})

/*
 * This code replaces GCC 12's compare-and-exchange builtin, which compares the value a second time.
 */
static __always_inline bool arch_try_cmpxchg_acquire(u64 *ptr, u64 old, u64 desired)
{
	u64 scratch;

	__asm__ goto("0:	lr.d.aq	%0, %1\n"
		     "	bne	%0, %2, %l[other]\n"
		     "	sc.d	%0, %3, %1\n"
		     "	bnez	%0, 0b"
		     : "=&r"(scratch), "+A"(*ptr) : "r"(old), "r"(desired) : "memory" : other);
	return true;
other:
	return false;
}
#define arch_try_cmpxchg_acquire arch_try_cmpxchg_acquire

#include <asm-generic/barrier.h>

#endif /* ASM_BARRIER_H */
