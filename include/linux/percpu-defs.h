/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_DEFS_H
#define LINUX_PERCPU_DEFS_H

/*
 * Define and access per-CPU variables.
 *
 * The address of a per-CPU variable, static or from alloc_percpu(), must not be dereferenced.
 * Adding __per_cpu_offset[cpu] to it gives the address of a CPU's copy.  Such pointers are marked
 * __percpu.
 *
 * Threads are not preempted: a thread stays on its CPU until it sleeps.  Its CPU's copy thus needs
 * protection only against interrupts:
 *
 *	this_cpu_*()	safe against interrupts that change the same variable
 *	raw_cpu_*()	plain accesses, for when interrupts are off or do not use the variable
 *	__this_cpu_*()	the same as raw_cpu_*()
 *
 * These operations access integers of 1, 2, 4 or 8 bytes; read, write, xchg and cmpxchg also access
 * pointers.  No operation orders accesses between CPUs.  Other CPUs may read a copy with
 * READ_ONCE() while this_cpu_*() changes it, but only the CPU that owns the copy may write it.
 *
 * Hot variables are those that every allocation uses.  To compute the address of this CPU's copy,
 * this_cpu_hot_ptr() needs one instruction on RISC-V and two on AArch64; this_cpu_ptr() needs three
 * and four.  The linker therefore puts hot variables into the first 2 KiB of the section.  Only the
 * last variable, DEFINE_PER_CPU_CACHE_HOT_LAST(), may extend beyond these 2 KiB.
 *
 * A read or write costs one access and the computation of the address.  A read-modify-write of
 * this_cpu_*() uses an atomic instruction on RISC-V for 4 and 8 bytes, and disables interrupts for
 * 1 and 2 bytes.  On AArch64, it uses exclusive accesses, which need 4 instructions; disabling and
 * enabling interrupts would need 6.
 */

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/threads.h>
#include <asm/page.h>
#include <asm/percpu.h>

#define PER_CPU_BASE_SECTION ".data..percpu"

/* The section is copied as a whole, so KASAN must not put red zones between the variables. */
#if defined(__clang__) && defined(QUARRY_ASAN)
#define __PCPU_ATTRS(sec)						\
	__section(PER_CPU_BASE_SECTION sec) __attribute__((__no_sanitize__("address")))
#else
#define __PCPU_ATTRS(sec)	__section(PER_CPU_BASE_SECTION sec)
#endif

#define DECLARE_PER_CPU_SECTION(type, name, sec)	extern __percpu __typeof__(type) name
#define DEFINE_PER_CPU_SECTION(type, name, sec) __PCPU_ATTRS(sec) __percpu __typeof__(type) name

#define DECLARE_PER_CPU(type, name)	DECLARE_PER_CPU_SECTION(type, name, "")
#define DEFINE_PER_CPU(type, name)	DEFINE_PER_CPU_SECTION(type, name, "")

/*
 * Declare or define a variable that other CPUs read often and that is seldom written.  Such
 * variables share no cache line with frequently written variables.
 */
#define DECLARE_PER_CPU_READ_MOSTLY(type, name)	\
	DECLARE_PER_CPU_SECTION(type, name, "..read_mostly")
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)	\
	DEFINE_PER_CPU_SECTION(type, name, "..read_mostly")

/* Declare or define a variable that other CPUs write; each has its own cache lines. */
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..shared_aligned") ____cacheline_aligned_in_smp
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..shared_aligned") ____cacheline_aligned_in_smp

#define DECLARE_PER_CPU_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..shared_aligned") ____cacheline_aligned
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..shared_aligned") ____cacheline_aligned

#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..page_aligned") __aligned(PAGE_SIZE)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name)	\
	DEFINE_PER_CPU_SECTION(type, name, "..page_aligned") __aligned(PAGE_SIZE)

/* Use this macro in a header: this_cpu_hot_ptr() accepts only variables that it declared. */
#define DECLARE_PER_CPU_CACHE_HOT(type, name)	\
	enum { name##_is_hot = 1 };		\
	DECLARE_PER_CPU_SECTION(type, name, "..hot")
#define DEFINE_PER_CPU_CACHE_HOT(type, name)	DEFINE_PER_CPU_SECTION(type, name, "..hot")
#define DEFINE_PER_CPU_CACHE_HOT_LAST(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..hot..last")

#define EXPORT_PER_CPU_SYMBOL(name)	_Static_assert(sizeof(&name) > 0, "export")
#define EXPORT_PER_CPU_SYMBOL_GPL(name)	EXPORT_PER_CPU_SYMBOL(name)

extern unsigned long __per_cpu_offset[NR_CPUS];

/*
 * Return @ptr + @offset.  The asm statement hides from the compiler which object @ptr points to, so
 * that the compiler does not assume that the result lies in this object.
 */
#define __per_cpu_ptr(ptr, offset)						\
({										\
	unsigned long __p;							\
	__asm__("" : "=r"(__p) : "0"((__force unsigned long)(ptr)));			\
	(__force __kernel_ptr(ptr))(__p + (offset));					\
})

#define per_cpu_offset(cpu)	(__per_cpu_offset[cpu])
#define per_cpu_ptr(ptr, cpu)	__per_cpu_ptr(ptr, per_cpu_offset(cpu))
#define raw_cpu_ptr(ptr)	__per_cpu_ptr(ptr, arch_percpu_offset())
#define this_cpu_ptr(ptr)	raw_cpu_ptr(ptr)
#define per_cpu(var, cpu)	(*per_cpu_ptr(&(var), cpu))

#ifndef arch_this_cpu_hot_ptr
#define arch_this_cpu_hot_ptr(ptr)	this_cpu_ptr(ptr)
#endif

/* Return the address of this CPU's copy of a variable that is declared as hot. */
#define this_cpu_hot_ptr(var)							\
({										\
	_Static_assert(var##_is_hot, "not declared by DECLARE_PER_CPU_CACHE_HOT()");	\
	arch_this_cpu_hot_ptr(&var);						\
})

/*
 * Access this CPU's copy, as an lvalue or by pointer.  The thread must not sleep between get and
 * put.
 */
#define get_cpu_var(var)	(*get_cpu_ptr(&(var)))
#define put_cpu_var(var)	put_cpu_ptr(&(var))
#define get_cpu_ptr(ptr)	({ barrier(); this_cpu_ptr(ptr); })
#define put_cpu_ptr(ptr)	do { (void)(ptr); barrier(); } while (0)

/* ---- plain accesses -------------------------------------------------------------------------- */

#define raw_cpu_read(var)		(*raw_cpu_ptr(&(var)))
#define raw_cpu_write(var, val)		((void)(*raw_cpu_ptr(&(var)) = (val)))
#define raw_cpu_add(var, val)		((void)(*raw_cpu_ptr(&(var)) += (val)))
#define raw_cpu_sub(var, val)		((void)(*raw_cpu_ptr(&(var)) -= (val)))
#define raw_cpu_and(var, val)		((void)(*raw_cpu_ptr(&(var)) &= (val)))
#define raw_cpu_or(var, val)		((void)(*raw_cpu_ptr(&(var)) |= (val)))
#define raw_cpu_inc(var)		raw_cpu_add(var, 1)
#define raw_cpu_dec(var)		raw_cpu_sub(var, 1)
#define raw_cpu_add_return(var, val)	((__typeof__(var))(*raw_cpu_ptr(&(var)) += (val)))
#define raw_cpu_sub_return(var, val)	((__typeof__(var))(*raw_cpu_ptr(&(var)) -= (val)))
#define raw_cpu_inc_return(var)		raw_cpu_add_return(var, 1)
#define raw_cpu_dec_return(var)		raw_cpu_sub_return(var, 1)
#define raw_cpu_xchg(var, nval)			__pcpu_plain_xchg(raw_cpu_ptr(&(var)), nval)
#define raw_cpu_cmpxchg(var, oval, nval) \
	__pcpu_plain_cmpxchg(raw_cpu_ptr(&(var)), oval, nval)
#define raw_cpu_try_cmpxchg(var, ovalp, nval)	__pcpu_try(raw_cpu_cmpxchg, var, ovalp, nval)

#define __this_cpu_read(var)			raw_cpu_read(var)
#define __this_cpu_write(var, val)		raw_cpu_write(var, val)
#define __this_cpu_add(var, val)		raw_cpu_add(var, val)
#define __this_cpu_sub(var, val)		raw_cpu_sub(var, val)
#define __this_cpu_and(var, val)		raw_cpu_and(var, val)
#define __this_cpu_or(var, val)			raw_cpu_or(var, val)
#define __this_cpu_inc(var)			raw_cpu_inc(var)
#define __this_cpu_dec(var)			raw_cpu_dec(var)
#define __this_cpu_add_return(var, val)		raw_cpu_add_return(var, val)
#define __this_cpu_sub_return(var, val)		raw_cpu_sub_return(var, val)
#define __this_cpu_inc_return(var)		raw_cpu_inc_return(var)
#define __this_cpu_dec_return(var)		raw_cpu_dec_return(var)
#define __this_cpu_xchg(var, nval)		raw_cpu_xchg(var, nval)
#define __this_cpu_cmpxchg(var, oval, nval)	raw_cpu_cmpxchg(var, oval, nval)
#define __this_cpu_try_cmpxchg(var, ovalp, nval) raw_cpu_try_cmpxchg(var, ovalp, nval)

#define __pcpu_plain_xchg(ptr, nval)						\
({										\
	__auto_type __pcp = (ptr);						\
	__typeof__(*__pcp) __pcp_new = (nval), __pcp_old = *__pcp;		\
										\
	*__pcp = __pcp_new;							\
	__pcp_old;								\
})

#define __pcpu_plain_cmpxchg(ptr, oval, nval)					\
({										\
	__auto_type __pcp = (ptr);						\
	__typeof__(*__pcp) __pcp_want = (oval), __pcp_new = (nval), __pcp_old = *__pcp;	\
										\
	if (__pcp_old == __pcp_want)						\
		*__pcp = __pcp_new;						\
	__pcp_old;								\
})

#define __pcpu_try(cmpxchg, var, ovalp, nval)					\
({										\
	__typeof__(ovalp) __pcp_ovalp = (ovalp);				\
	__typeof__(var) __pcp_oval = *__pcp_ovalp, __pcp_was;			\
										\
	__pcp_was = cmpxchg(var, __pcp_oval, nval);				\
	*__pcp_ovalp = __pcp_was;						\
	likely(__pcp_was == __pcp_oval);					\
})

/* ---- safe against interrupts ----------------------------------------------------------------- */

#define this_cpu_read(var)		READ_ONCE(*raw_cpu_ptr(&(var)))
#define this_cpu_write(var, val)	WRITE_ONCE(*raw_cpu_ptr(&(var)), val)

/*
 * Evaluate the expression @atomic if the CPU has atomic instructions for the size of @var,
 * otherwise @plain with interrupts off.  Both expressions use __pcp, the address of this CPU's
 * copy, and __pcp_val, the value of @val.
 */
#define __pcpu_safe(var, val, atomic, plain)					\
({										\
	__typeof__(var) __pcp_val = (val), __pcp_ret;				\
	__kernel_ptr(&(var)) __pcp = raw_cpu_ptr(&(var));				\
										\
	if (sizeof(var) >= ARCH_PERCPU_ATOMIC_SIZE) {				\
		__pcp_ret = (atomic);						\
	} else {								\
		unsigned long __pcp_flags;					\
										\
		local_irq_save(__pcp_flags);					\
		__pcp_ret = (plain);						\
		local_irq_restore(__pcp_flags);					\
	}									\
	__pcp_ret;								\
})

#define this_cpu_add_return(var, val)						\
	__pcpu_safe(var, val, __atomic_add_fetch(__pcp, __pcp_val, __ATOMIC_RELAXED),	\
		    *__pcp += __pcp_val)
#define this_cpu_sub_return(var, val)	this_cpu_add_return(var, -(__typeof__(var))(val))
#define this_cpu_inc_return(var)	this_cpu_add_return(var, 1)
#define this_cpu_dec_return(var)	this_cpu_add_return(var, -1)

#define this_cpu_add(var, val)							\
	((void)__pcpu_safe(var, val, __atomic_fetch_add(__pcp, __pcp_val, __ATOMIC_RELAXED),	\
			   *__pcp += __pcp_val))
#define this_cpu_sub(var, val)		this_cpu_add(var, -(__typeof__(var))(val))
#define this_cpu_inc(var)		this_cpu_add(var, 1)
#define this_cpu_dec(var)		this_cpu_add(var, -1)

#define this_cpu_and(var, val)							\
	((void)__pcpu_safe(var, val, __atomic_fetch_and(__pcp, __pcp_val, __ATOMIC_RELAXED),	\
			   *__pcp &= __pcp_val))
#define this_cpu_or(var, val)							\
	((void)__pcpu_safe(var, val, __atomic_fetch_or(__pcp, __pcp_val, __ATOMIC_RELAXED),	\
			   *__pcp |= __pcp_val))

/* Store @nval and return the old value. */
#define this_cpu_xchg(var, nval)						\
	__pcpu_safe(var, nval, __atomic_exchange_n(__pcp, __pcp_val, __ATOMIC_RELAXED),	\
		    __pcpu_swap(__pcp, __pcp_val))

/* Store @nval if the value equals @oval.  Returns the old value. */
#define this_cpu_cmpxchg(var, oval, nval)					\
({										\
	__typeof__(var) __pcp_expected = (oval);				\
										\
	__pcpu_safe(var, nval,							\
		    __pcpu_atomic_cmpxchg(__pcp, __pcp_expected, __pcp_val),	\
		    __pcpu_swap_if(__pcp, __pcp_expected, __pcp_val));		\
})

/*
 * Store @nval and return true if the value equals *@ovalp.  Otherwise store the value in *@ovalp
 * and return false.
 */
#define this_cpu_try_cmpxchg(var, ovalp, nval)	__pcpu_try(this_cpu_cmpxchg, var, ovalp, nval)

#define __pcpu_swap(ptr, desired)							\
({										\
	__typeof__(*(ptr)) __pcp_before = *(ptr);				\
										\
	*(ptr) = (desired);							\
	__pcp_before;								\
})

#define __pcpu_swap_if(ptr, old, desired)						\
({										\
	__typeof__(*(ptr)) __pcp_before = *(ptr);				\
										\
	if (__pcp_before == (old))						\
		*(ptr) = (desired);						\
	__pcp_before;								\
})

#define __pcpu_atomic_cmpxchg(ptr, old, desired)					\
({										\
	__typeof__(*(ptr)) __pcp_before = (old);				\
										\
	__atomic_compare_exchange_n(ptr, &__pcp_before, desired, false, __ATOMIC_RELAXED,	\
				    __ATOMIC_RELAXED);				\
	__pcp_before;								\
})

#endif /* LINUX_PERCPU_DEFS_H */
