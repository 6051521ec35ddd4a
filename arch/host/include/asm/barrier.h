/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_BARRIER_H
#define ASM_BARRIER_H

#include <linux/types.h>

#define mb()		__asm__ __volatile__("mfence" : : : "memory")
#define rmb()		__asm__ __volatile__("lfence" : : : "memory")
#define wmb()		__asm__ __volatile__("sfence" : : : "memory")
#define dma_mb()	mb()
#define dma_rmb()	barrier()
#define dma_wmb()	barrier()
/* The only reordering of normal memory accesses is that a load may pass an earlier store. */
#define smp_mb()	__asm__ __volatile__("lock; addl $0, -4(%%rsp)" : : : "memory", "cc")
#define smp_rmb()	barrier()
#define smp_wmb()	barrier()

#include <asm-generic/barrier.h>

#endif /* ASM_BARRIER_H */
