/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KFENCE_H
#define LINUX_KFENCE_H

/*
 * KFENCE: now and then an object of kmalloc() or of a cache comes from a pool of guarded pages, where each
 * access beyond it, or after its free, faults and is reported.  See mm/debug/kfence.c.
 */

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;
struct seq_file;

/* In the linear map; the size is 0 as long as there is no pool.  Not defined without CONFIG_KFENCE. */
extern char *__kfence_pool;
extern unsigned long __kfence_pool_size;

#ifdef CONFIG_KFENCE

/* Does it point into the pool?  Any pointer, any context. */
static __always_inline bool is_kfence_address(const void *addr)
{
	unsigned long pool = (unsigned long)READ_ONCE(__kfence_pool);

	return unlikely((unsigned long)addr - pool < READ_ONCE(__kfence_pool_size));
}

/*
 * For the ports' handlers of page faults.  True: the address is the pool's, the access is reported, and may
 * be tried again.  @regs: of the access.
 */
bool kfence_handle_page_fault(unsigned long addr, bool is_write, struct pt_regs *regs);

/*
 * An object is sampled every @ms milliseconds; 0: none any more.  The first call that is not 0 makes the
 * pool.  0, or -ENOMEM.  Thread context.
 */
int kfence_set_sample_interval(unsigned int ms);

/* Counts; with @objects also who has, or had, each object.  May sleep. */
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
