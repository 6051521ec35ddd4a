// SPDX-License-Identifier: BSD-2-Clause
/*
 * One function for each primitive that orders loads and stores.  No code calls these functions, and
 * the linker removes them.  tests/litmus.py disassembles the object file, and compares the
 * instructions with those that the models assume for the primitive.
 *
 * The name of a function is the name of the primitive in scripts/litmus/machines.py, followed by
 * "__" and the type of the operand.
 */

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <asm/barrier.h>

#define P(name, type, statement) \
	extern long primitive_##name(type *p, long a, long b); \
	long primitive_##name(type *p, long a, long b) { statement; }
#define RETURN(name, type, expression) P(name, type, return (long)(expression))
#define VOID(name, type, expression) P(name, type, expression; return 0)

/* Define one function for each size of operand that the primitive supports. */
#define SIZES(make, name, expression) \
	make(name##__u32, u32, expression) \
	make(name##__u64, u64, expression)
#define ALL_SIZES(make, name, expression) \
	make(name##__u8, u8, expression) \
	make(name##__u16, u16, expression) \
	SIZES(make, name, expression)

ALL_SIZES(RETURN, read, READ_ONCE(*p))
ALL_SIZES(VOID, write, WRITE_ONCE(*p, a))
ALL_SIZES(RETURN, read_acquire, smp_load_acquire(p))
ALL_SIZES(VOID, write_release, smp_store_release(p, a))
RETURN(read__rcu_dereference, void __rcu *, rcu_dereference_raw(*p))
VOID(write_release__rcu_assign_pointer, void __rcu *, rcu_assign_pointer(*p, (void *)a))
RETURN(read_acquire__atomic, atomic_t, atomic_read_acquire(p))
VOID(write_release__atomic, atomic_t, atomic_set_release(p, a))

VOID(mb, u32, smp_mb())
VOID(rmb, u32, smp_rmb())
VOID(wmb, u32, smp_wmb())

SIZES(RETURN, rmw_full__xchg, xchg(p, a))
SIZES(RETURN, rmw_relaxed__xchg, xchg_relaxed(p, a))
SIZES(RETURN, rmw_acquire__xchg, xchg_acquire(p, a))
SIZES(RETURN, rmw_release__xchg, xchg_release(p, a))
#ifdef arch_xchg_acquire
RETURN(rmw_acquire__arch_xchg, unsigned long, arch_xchg_acquire(p, a))
#endif
RETURN(rmw_full__add_return, atomic_t, atomic_add_return(a, p))
RETURN(rmw_full__dec_and_test, atomic_t, atomic_dec_and_test(p))
RETURN(rmw_full__fetch_add64, atomic64_t, atomic64_fetch_add(a, p))
RETURN(rmw_relaxed__fetch_add, atomic_t, atomic_fetch_add_relaxed(a, p))
RETURN(rmw_acquire__fetch_add, atomic_t, atomic_fetch_add_acquire(a, p))
RETURN(rmw_release__fetch_sub, atomic_t, atomic_fetch_sub_release(a, p))
VOID(rmw_relaxed__add, atomic_t, atomic_add(a, p))
RETURN(rmw_full__test_and_set_bit, unsigned long, test_and_set_bit(5, p))
RETURN(rmw_full__test_and_clear_bit, unsigned long, test_and_clear_bit(5, p))
RETURN(rmw_acquire__test_and_set_bit_lock, unsigned long, test_and_set_bit_lock(5, p))
VOID(rmw_release__clear_bit_unlock, unsigned long, clear_bit_unlock(5, p))

ALL_SIZES(RETURN, cas_full__cmpxchg, cmpxchg(p, a, b))
SIZES(RETURN, cas_relaxed__cmpxchg, cmpxchg_relaxed(p, a, b))
SIZES(RETURN, cas_acquire__cmpxchg, cmpxchg_acquire(p, a, b))
SIZES(RETURN, cas_release__cmpxchg, cmpxchg_release(p, a, b))
RETURN(cas_acquire__arch_try, u64, arch_try_cmpxchg_acquire(p, a, b))
RETURN(cas_acquire__spin_trylock, spinlock_t, arch_spin_trylock(p))

RETURN(rmw_relaxed__spin_ticket, spinlock_t, arch_spin_ticket(p))
RETURN(read_acquire__spin_has_turn, spinlock_t, arch_spin_has_turn(p, a))
