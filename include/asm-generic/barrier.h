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

/* For memory that another machine shares, such as a hypervisor: the same on each machine. */
#define virt_mb()		smp_mb()
#define virt_rmb()		smp_rmb()
#define virt_wmb()		smp_wmb()
#define virt_store_mb(var, value)	smp_store_mb(var, value)
#define virt_load_acquire(p)	smp_load_acquire(p)
#define virt_store_release(p, v)	smp_store_release(p, v)
#define virt_mb__before_atomic()	smp_mb__before_atomic()
#define virt_mb__after_atomic()	smp_mb__after_atomic()

#endif /* ASM_GENERIC_BARRIER_H */
