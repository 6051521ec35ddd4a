/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SET_MEMORY_H
#define LINUX_SET_MEMORY_H

/*
 * Change the protection of mapped memory.
 *
 * @addr is the address of the first of @numpages pages.  The pages belong to one vmalloc() area.
 * If can_set_direct_map() is true, they may also belong to blocks of the page allocator in the
 * linear map.  A change of vmalloc() pages also applies to their addresses in the linear map where
 * possible; vfree() undoes this.  For blocks of the page allocator, the caller must undo the change
 * before freeing them.
 *
 * No page may be both writable and executable: set_memory_x() of writable pages and set_memory_rw()
 * of executable pages are refused.  A change of any other memory (the image, stacks, registers) is
 * also refused.
 *
 * Returns 0; -EINVAL and a report if the change is refused; or -ENOMEM if a page table cannot be
 * allocated.  After an error nothing has changed.  All CPUs see the change when the call returns.
 * Before that, some pages may have the new protection and others the old one.  May sleep.
 */

#include <linux/types.h>

struct page;

#ifdef CONFIG_SET_MEMORY
int set_memory_ro(unsigned long addr, int numpages);
int set_memory_rw(unsigned long addr, int numpages);
int set_memory_x(unsigned long addr, int numpages);
int set_memory_nx(unsigned long addr, int numpages);
/* Make pages read-only and executable in one step. */
int set_memory_rox(unsigned long addr, int numpages);
/* Unmap pages, or map them again with their old protection. */
int set_memory_np(unsigned long addr, int numpages);
int set_memory_p(unsigned long addr, int numpages);

/*
 * Unmap the page's address in the linear map, or map it read-write.  Does nothing if the linear map
 * cannot be changed.  Returns 0, -ENOMEM, or -EINVAL and a report if the page is not allocated.
 * The caller must flush the TLBs with flush_tlb_kernel_range().  May sleep.
 */
int set_direct_map_invalid_noflush(struct page *page);
int set_direct_map_default_noflush(struct page *page);
int set_direct_map_valid_noflush(struct page *page, unsigned nr, bool valid);

/* Return true if the page is mapped in the linear map. */
bool kernel_page_present(struct page *page);

/*
 * Return true if single pages of the linear map can be changed while other CPUs use it.  On
 * AArch64, the linear map must consist of pages for this: rodata=full in the boot arguments, or
 * debug_pagealloc=on.
 */
bool can_set_direct_map(void);
#endif

#endif /* LINUX_SET_MEMORY_H */
