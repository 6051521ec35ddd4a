/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SET_MEMORY_H
#define LINUX_SET_MEMORY_H

/*
 * The protection of memory that is mapped already.
 *
 * @addr is the address of a page, and @numpages pages follow: of one area of vmalloc(), or of blocks of the
 * page allocator in the linear map, as far as can_set_direct_map().  What is done to vmalloc()'s pages is
 * done to their addresses in the linear map, too, as far as it can be; vfree() undoes it.  Blocks of the
 * page allocator are the caller's to restore before they are freed.
 *
 * No page is both written and executed: set_memory_x() of what can be written, and set_memory_rw() of what
 * can be executed, is refused, as is anything that is in no such memory: the image, stacks, registers.
 *
 * Returns 0; -EINVAL, after a report: it is refused, and nothing has changed; -ENOMEM: there is no page for
 * a table, and nothing has changed.  Other CPUs see it when the call returns.  Any context.
 */

#include <linux/types.h>

struct page;

#ifdef CONFIG_SET_MEMORY
int set_memory_ro(unsigned long addr, int numpages);
int set_memory_rw(unsigned long addr, int numpages);
int set_memory_x(unsigned long addr, int numpages);
int set_memory_nx(unsigned long addr, int numpages);
/* Read-only and executable in one step. */
int set_memory_rox(unsigned long addr, int numpages);
/* Not mapped, and mapped again as it was. */
int set_memory_np(unsigned long addr, int numpages);
int set_memory_p(unsigned long addr, int numpages);

/*
 * A page's address in the linear map: not mapped; mapped, read and written.  Where the linear map cannot be
 * changed nothing is done.  0; -ENOMEM; -EINVAL, with a report: not allocated.  The caller flushes the TLB:
 * flush_tlb_kernel_range().
 */
int set_direct_map_invalid_noflush(struct page *page);
int set_direct_map_default_noflush(struct page *page);
int set_direct_map_valid_noflush(struct page *page, unsigned nr, bool valid);

/* Is the page mapped in the linear map? */
bool kernel_page_present(struct page *page);

/*
 * Can single pages of the linear map be changed while others use it?  On AArch64 only if it is made of
 * pages: rodata=full in the boot arguments, or debug_pagealloc=on.
 */
bool can_set_direct_map(void);
#endif

#endif /* LINUX_SET_MEMORY_H */
