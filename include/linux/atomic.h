/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ATOMIC_H
#define LINUX_ATOMIC_H

/*
 * Atomic integers and atomic access to plain variables.
 *
 * All operations follow the same ordering rules:
 * - atomic_read(), atomic_set() and operations without a result order nothing.
 * - Operations with a result are full barriers before and after the operation.  A conditional
 *   operation that fails orders nothing.
 * - The _acquire, _release and _relaxed forms order as their names state.
 *
 * A full barrier is stronger than seq_cst of C11, which AArch64 implements by a
 * load-acquire/store-release pair: later accesses may pass the store of this pair.  On AArch64, and
 * for compare-and-exchange on RISC-V, the operation therefore has release order and a fence
 * follows.  amo.aqrl on RISC-V and locked instructions on x86 are full barriers without a fence.
 *
 * Overflow wraps.  Context: any.
 */

#include <linux/compiler.h>
#include <linux/types.h>

#if defined(__x86_64__)
#define ATOMIC_FULL		__ATOMIC_SEQ_CST
#define ATOMIC_FULL_CAS		__ATOMIC_SEQ_CST
#define atomic_full_fence()	barrier()
#define atomic_full_cas_fence()	barrier()
#elif defined(__riscv)
#define ATOMIC_FULL		__ATOMIC_SEQ_CST
#define ATOMIC_FULL_CAS		__ATOMIC_RELEASE
#define atomic_full_fence()	barrier()
#define atomic_full_cas_fence()	__atomic_thread_fence(__ATOMIC_SEQ_CST)
#else
#define ATOMIC_FULL		__ATOMIC_RELEASE
#define ATOMIC_FULL_CAS		__ATOMIC_RELEASE
#define atomic_full_fence()	__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define atomic_full_cas_fence()	__atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#include <asm-generic/cmpxchg.h>
#include <asm-generic/atomic.h>

#define ATOMIC64_INIT(i)	{ (i) }

__ATOMIC_TYPE(atomic, atomic_t, int, unsigned int)
__ATOMIC_TYPE(atomic64, atomic64_t, s64, u64)

typedef atomic64_t atomic_long_t;
#define ATOMIC_LONG_INIT(i)	ATOMIC64_INIT(i)
__ATOMIC_TYPE(atomic_long, atomic_long_t, long, unsigned long)

#endif /* LINUX_ATOMIC_H */
