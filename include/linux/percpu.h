/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_H
#define LINUX_PERCPU_H

/*
 * Memory with a copy for each possible CPU, static (percpu-defs.h) and allocated.
 *
 * The image holds one initial copy of the static variables, which the boot CPU uses until
 * setup_per_cpu_areas() gives every possible CPU an area of its own.  Memory that is allocated is
 * reached like a static variable: per_cpu_ptr(), this_cpu_ptr(), this_cpu_inc(p->member).
 *
 * Placement: each CPU's area and reserve are one piece of the linear map, near the CPU that boots.
 * What is allocated beyond the reserve lies on the CPU's own node where that has memory.
 */

#include <linux/align.h>
#include <linux/cleanup.h>
#include <linux/percpu-defs.h>
#include <linux/types.h>

/* Sizes are rounded up to this many bytes: a page is not to have more pieces than can be numbered. */
#define PCPU_MIN_ALLOC_SHIFT	(PAGE_SHIFT < 16 ? 3 : 4)
#define PCPU_MIN_ALLOC_SIZE	(1 << PCPU_MIN_ALLOC_SHIFT)
/* The largest size of an allocation, for each CPU. */
#define PCPU_MIN_UNIT_SIZE	ALIGN(32UL << 10, PAGE_SIZE)

/*
 * @size bytes for each possible CPU, zeroed, at a multiple of @align: a power of two up to
 * PAGE_SIZE.  NULL if memory is short; other sizes and alignments are refused with a report.  The
 * caller owns the memory until free_percpu().
 *
 * __alloc_percpu() may sleep.  __alloc_percpu_gfp() does if @gfp has __GFP_DIRECT_RECLAIM; without,
 * it is for any context, and takes only what is prepared: a reserve that a work item fills up
 * again.  __GFP_NOWARN: no report of a failure.
 */
void __percpu *__alloc_percpu(size_t size, size_t align) __must_check;
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp) __must_check;

#define alloc_percpu_gfp(type, gfp)						\
	((__typeof__(type) __percpu *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), gfp))
#define alloc_percpu(type)							\
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))

/*
 * NULL is nothing.  Whatever is not the start of an allocation is reported with the caller, and
 * left alone. Any context.
 */
void free_percpu(void __percpu *ptr);

DEFINE_FREE(free_percpu, void __percpu *, free_percpu(_T))

/* Usable bytes for each CPU; 0 for what is not the start of an allocation.  Any context. */
size_t pcpu_alloc_size(void __percpu *ptr);

/* Is it an address of some CPU's copy of a static per-CPU variable?  Any context. */
bool is_kernel_percpu_address(unsigned long addr);

/* Of an address of some CPU's copy: what per_cpu_ptr() gives.  Any context. */
phys_addr_t per_cpu_ptr_to_phys(void *addr);

/* Pages that hold per-CPU memory, of all CPUs. */
unsigned long pcpu_nr_pages(void);

struct seq_file;
/* Chunks, and what is free in them: the command "percpu".  May sleep; CONFIG_MM_REPORTS. */
void percpu_show(struct seq_file *m);

/* Give every possible CPU its area.  Once, when memblock works. */
void setup_per_cpu_areas(void);

#endif /* LINUX_PERCPU_H */
