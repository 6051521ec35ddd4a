/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ATOMIC_H
#define LINUX_ATOMIC_H

/*
 * Atomic integers and atomic access to plain variables.
 *
 * Ordering follows one rule for all of them:
 *
 *  - atomic_read(), atomic_set() and operations that return nothing order nothing;
 *  - operations that return a value are full barriers before and after, unless they are
 *    conditional and fail;
 *  - the _acquire, _release and _relaxed forms order as their names say.
 *
 * A full barrier is more than C11's seq_cst: on AArch64 a load-acquire/store-release pair lets
 * later accesses move in front of the store.  There, and for compare-and-exchange on RISC-V, the
 * operation has release order and a fence follows.  RISC-V's amo.aqrl and every locked x86
 * instruction are full barriers by themselves.
 *
 * Any context.  Overflow wraps.
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
