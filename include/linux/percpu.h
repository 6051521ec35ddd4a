/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_H
#define LINUX_PERCPU_H

/*
 * Per-CPU memory has one copy for each possible CPU.  It is static (percpu-defs.h) or allocated.
 *
 * The image holds an initial copy of the static variables.  The boot CPU uses this copy until
 * setup_per_cpu_areas() allocates an area for each possible CPU.  Allocated memory is accessed like
 * static variables, for example with per_cpu_ptr(p, cpu), this_cpu_ptr(p) or
 * this_cpu_inc(p->member).
 *
 * The areas of all CPUs, with a reserve for allocations, are contiguous in the linear map, near the
 * boot CPU.  Allocations beyond the reserve use the CPU's own node if it has memory.
 */

#include <linux/align.h>
#include <linux/cleanup.h>
#include <linux/init.h>
#include <linux/mmdebug.h>
#include <linux/percpu-defs.h>
#include <linux/pfn.h>
#include <linux/types.h>

/*
 * The size of an allocation is rounded up to a multiple of PCPU_MIN_ALLOC_SIZE bytes, which limits
 * the number of allocations in a page.
 */
#define PCPU_MIN_ALLOC_SHIFT	(PAGE_SHIFT < 16 ? 3 : 4)
#define PCPU_MIN_ALLOC_SIZE	(1 << PCPU_MIN_ALLOC_SHIFT)
/* Maximum size of an allocation, per CPU. */
#define PCPU_MIN_UNIT_SIZE	ALIGN(32UL << 10, PAGE_SIZE)

/*
 * Allocate @size zeroed bytes for each possible CPU, aligned to @align, which is a power of two up
 * to PAGE_SIZE.  Returns NULL if memory is exhausted, or if @size or @align is invalid, which is
 * reported.  The caller owns the memory until free_percpu().
 *
 * __alloc_percpu() may sleep.  __alloc_percpu_gfp() may sleep if @gfp contains
 * __GFP_DIRECT_RECLAIM; without it, any context is allowed, and the memory comes from a reserve
 * that a work item refills.  __GFP_NOWARN suppresses the report of a failure.
 */
void __percpu *__alloc_percpu(size_t size, size_t align) __must_check;
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp) __must_check;

#define alloc_percpu_gfp(type, gfp)						\
	((__typeof__(type) __percpu *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), gfp))
#define alloc_percpu(type)							\
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))

/*
 * Free an allocation.  NULL is ignored.  A pointer that is not the start of an allocation is
 * refused and reported with the caller.  Context: any.
 */
void free_percpu(void __percpu *ptr);

DEFINE_FREE(free_percpu, void __percpu *, free_percpu(_T))

/*
 * Return the number of usable bytes per CPU, or 0 if @ptr is not the start of an allocation.
 * Context: any.
 */
size_t pcpu_alloc_size(void __percpu *ptr);

/* True if @addr lies in a CPU's copy of a static per-CPU variable.  Context: any. */
bool is_kernel_percpu_address(unsigned long addr);

/* Return the physical address of @addr, which per_cpu_ptr() returned.  Context: any. */
phys_addr_t per_cpu_ptr_to_phys(void *addr);

/* Return the number of pages that hold per-CPU memory, for all CPUs. */
unsigned long pcpu_nr_pages(void);

struct seq_file;
/*
 * Print the chunks and their free memory (command "percpu").  Needs CONFIG_MM_REPORTS.  May sleep.
 */
void percpu_show(struct seq_file *m);

/* Allocate the areas of all possible CPUs.  Boot calls it once, after memblock is set up. */
void setup_per_cpu_areas(void);

#endif /* LINUX_PERCPU_H */
