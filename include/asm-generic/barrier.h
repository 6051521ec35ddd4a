/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_BARRIER_H
#define ASM_GENERIC_BARRIER_H

#include <linux/compiler.h>

#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#ifndef smp_store_release
#define smp_store_release(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)
#endif
#define smp_store_mb(var, value) do { WRITE_ONCE(var, value); smp_mb(); } while (0)
#define smp_mb__before_atomic()	smp_mb()
#define smp_mb__after_atomic()	smp_mb()

#endif /* ASM_GENERIC_BARRIER_H */
