/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KFENCE_H
#define LINUX_KFENCE_H

/*
 * KFENCE samples objects of kmalloc() and of caches and allocates them from a pool with guard
 * pages.  An access out of bounds or after the free faults and is reported.  See mm/debug/kfence.c.
 */

#include <linux/compiler.h>
#include <linux/mm.h>
#include <linux/types.h>

struct pt_regs;
struct seq_file;

/*
 * The pool in the linear map.  Its size in bytes is 0 if KFENCE has no pool.  Not defined without
 * CONFIG_KFENCE.
 */
extern char *__kfence_pool;
extern unsigned long __kfence_pool_size;

/* The interval of the samples in milliseconds, or 0.  Not defined without CONFIG_KFENCE. */
extern unsigned long kfence_sample_interval;

#ifdef CONFIG_KFENCE

/* Return true if the pointer @addr, which may have any value, is in the pool.  Context: any. */
static __always_inline bool is_kfence_address(const void *addr)
{
	unsigned long pool = (unsigned long)READ_ONCE(__kfence_pool);

	return unlikely((unsigned long)addr - pool < READ_ONCE(__kfence_pool_size));
}

/*
 * Report an access to the pool.  Called by a port's page-fault handler.  Returns true if @addr is
 * in the pool; the access was then reported and can be retried.  @regs are the registers of the
 * access.
 */
bool kfence_handle_page_fault(unsigned long addr, bool is_write, struct pt_regs *regs);

/*
 * Sample one object every @ms milliseconds; 0 stops sampling.  The first nonzero call allocates the
 * pool.  Returns 0 or -ENOMEM.  Context: thread.
 */
int kfence_set_sample_interval(unsigned long ms);

/* Print the counters of KFENCE and, with @objects, the call sites of each object.  May sleep. */
void kfence_show(struct seq_file *m, bool objects);

#else

static inline bool is_kfence_address(const void *addr)
{
	return false;
}

static inline bool kfence_handle_page_fault(unsigned long addr, bool is_write, struct pt_regs *regs)
{
	return false;
}

#endif

#endif /* LINUX_KFENCE_H */
