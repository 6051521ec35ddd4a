/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_BARRIER_H
#define ASM_BARRIER_H

#include <linux/types.h>
#include <asm/sysreg.h>

#define dmb(kind)	__asm__ __volatile__("dmb " #kind : : : "memory")

#define mb()		dsb(sy)
#define rmb()		dsb(ld)
#define wmb()		dsb(st)
#define dma_mb()	dmb(osh)
#define dma_rmb()	dmb(oshld)
#define dma_wmb()	dmb(oshst)
#define smp_mb()	dmb(ish)
#define smp_rmb()	dmb(ishld)
#define smp_wmb()	dmb(ishst)

#ifndef __ARM_FEATURE_ATOMICS
/*
 * This code replaces GCC 12's compare-and-exchange builtin, which compares the value a second time.
 */
static __always_inline bool arch_try_cmpxchg_acquire(u64 *ptr, u64 old, u64 desired)
{
	u64 seen;
	u32 failed;

	__asm__ goto("0:	ldaxr	%0, %2\n"
		     "	cmp	%0, %3\n"
		     "	b.ne	%l[other]\n"
		     "	stxr	%w1, %4, %2\n"
		     "	cbnz	%w1, 0b"
		     : "=&r"(seen), "=&r"(failed), "+Q"(*ptr) : "r"(old), "r"(desired)
		     : "cc", "memory" : other);
	return true;
other:
	return false;
}
#define arch_try_cmpxchg_acquire arch_try_cmpxchg_acquire
#endif

#include <asm-generic/barrier.h>

#endif /* ASM_BARRIER_H */
