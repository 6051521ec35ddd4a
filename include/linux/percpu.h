/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_H
#define LINUX_PERCPU_H

/*
 * Static per-CPU variables.  The image holds one initial copy, which the boot CPU uses until
 * setup_per_cpu_areas() gives every possible CPU an area of its own.  A thread stays on its CPU between
 * two points where it may sleep, so this_cpu_*() needs protection only against interrupts; the
 * operations here are single loads and stores or have interrupts off.
 */

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/threads.h>
#include <asm/percpu.h>

#define PER_CPU_SECTION ".data..percpu"

/* The section is copied as a whole: no red zones between its variables. */
#if defined(__clang__) && defined(QUARRY_ASAN)
#define __percpu_data	__section(PER_CPU_SECTION) __attribute__((__no_sanitize__("address")))
#else
#define __percpu_data	__section(PER_CPU_SECTION)
#endif

#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)	__percpu_data __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	__percpu_data __typeof__(type) name __aligned(64)

extern unsigned long __per_cpu_offset[NR_CPUS];

#define __per_cpu_ptr(ptr, offset)						\
({										\
	unsigned long __p;							\
	__asm__("" : "=r"(__p) : "0"((unsigned long)(ptr)));			\
	(__typeof__(ptr))(__p + (offset));					\
})

#define per_cpu_offset(cpu)	(__per_cpu_offset[cpu])
#define per_cpu_ptr(ptr, cpu)	__per_cpu_ptr(ptr, per_cpu_offset(cpu))
#define this_cpu_ptr(ptr)	__per_cpu_ptr(ptr, arch_percpu_offset())
#define raw_cpu_ptr(ptr)	this_cpu_ptr(ptr)
#define per_cpu(var, cpu)	(*per_cpu_ptr(&(var), cpu))

#define this_cpu_read(var)		READ_ONCE(*this_cpu_ptr(&(var)))
#define this_cpu_write(var, value)	WRITE_ONCE(*this_cpu_ptr(&(var)), value)
#define __this_cpu_read(var)		(*this_cpu_ptr(&(var)))
#define __this_cpu_write(var, value)	(*this_cpu_ptr(&(var)) = (value))

#define this_cpu_add(var, value)						\
do {										\
	unsigned long __flags;							\
										\
	local_irq_save(__flags);						\
	*this_cpu_ptr(&(var)) += (value);					\
	local_irq_restore(__flags);						\
} while (0)

#define this_cpu_inc(var)	this_cpu_add(var, 1)
#define this_cpu_dec(var)	this_cpu_add(var, -1)

/* Give every possible CPU its area.  Once, when memblock works. */
void setup_per_cpu_areas(void);

#endif /* LINUX_PERCPU_H */
