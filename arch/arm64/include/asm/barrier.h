/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_BARRIER_H
#define ASM_BARRIER_H

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

#include <asm-generic/barrier.h>

#endif /* ASM_BARRIER_H */
