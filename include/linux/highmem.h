/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HIGHMEM_H
#define LINUX_HIGHMEM_H

/*
 * Access high memory, which is RAM outside the linear map (CONFIG_HIGHMEM).  High memory has struct
 * pages and frame numbers, but its page_address() is NULL.  Only allocations with __GFP_HIGHMEM
 * return high memory.  vmap() and vmalloc() can map it.
 *
 * kmap_local_page() maps any page temporarily.  Mapping a page of the linear map costs nothing.
 * Offsets and lengths are in bytes, within one page or one folio.  Context: any, unless a function
 * states otherwise.
 */

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cacheflush.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable_types.h>
#include <linux/sched.h>
#include <linux/string.h>

#ifdef CONFIG_HIGHMEM
void *__kmap_local_high(const struct page *page, pgprot_t prot);
void __kunmap_local_high(const void *addr);
void *__kmap_high(const struct page *page);
void __kunmap_high(const struct page *page);
/* Return the page at @addr, an address in the linear map or from kmap() or kmap_local_page(). */
struct page *kmap_to_page(const void *addr);
void clear_high_pages(struct page *page, unsigned int nr_pages);
unsigned long totalhigh_pages(void);
unsigned long nr_free_highpages(void);
#else
static inline void *__kmap_local_high(const struct page *page, pgprot_t prot)
{
	return NULL;
}

static inline void __kunmap_local_high(const void *addr)
{
}

static inline void *__kmap_high(const struct page *page)
{
	return NULL;
}

static inline void __kunmap_high(const struct page *page)
{
}

static inline struct page *kmap_to_page(const void *addr)
{
	return virt_to_page(addr);
}

static inline void clear_high_pages(struct page *page, unsigned int nr_pages)
{
}

static inline unsigned long totalhigh_pages(void)
{
	return 0;
}

static inline unsigned long nr_free_highpages(void)
{
	return 0;
}
#endif

/* ---- temporary mappings ---------------------------------------------------------------------- */

/*
 * Map a page for the calling thread or interrupt handler.  A thread may sleep while the page is
 * mapped.  Mappings must be undone in reverse order; kunmap_local() accepts any address in the
 * page.  The threads and interrupt handlers of a CPU share 64 slots; using more slots causes a
 * panic.
 */
static inline void *kmap_local_page_prot(const struct page *page, pgprot_t prot)
{
	return PageHighMem(page) ? __kmap_local_high(page, prot) : lowmem_page_address(page);
}

static inline void *kmap_local_page(const struct page *page)
{
	return kmap_local_page_prot(page, PAGE_KERNEL);
}

/*
 * Map the page that contains byte @offset of a folio.  The address is valid up to the end of that
 * page.
 */
static inline void *kmap_local_folio(const struct folio *folio, size_t offset)
{
	return (char *)kmap_local_page(folio_page(folio, offset / PAGE_SIZE)) + offset % PAGE_SIZE;
}

static inline void __kunmap_local(const void *addr)
{
	if (IS_ENABLED(CONFIG_HIGHMEM))
		__kunmap_local_high(addr);
}

#define kunmap_local(addr)							\
do {										\
	BUILD_BUG_ON(__same_type((addr), struct page *));			\
	__kunmap_local(addr);							\
} while (0)

/*
 * Map a page with Linux's older interface.  The caller must not sleep until it calls
 * kunmap_atomic().  In Linux, this interface disables preemption and page faults.  Quarry need not
 * disable them, because threads are not preempted and these pages do not fault.
 */
static inline void *kmap_atomic_prot(const struct page *page, pgprot_t prot)
{
	return kmap_local_page_prot(page, prot);
}

static inline void *kmap_atomic(const struct page *page)
{
	return kmap_local_page(page);
}

#define kunmap_atomic(addr)	kunmap_local(addr)

/*
 * Map a page for all contexts, until kunmap() has been called as often as kmap().  May sleep until
 * one of the 128 slots is free.  page_address() does not return the address of this mapping.
 */
static inline void *kmap(struct page *page)
{
	might_sleep();
	return PageHighMem(page) ? __kmap_high(page) : lowmem_page_address(page);
}

static inline void kunmap(const struct page *page)
{
	might_sleep();
	if (PageHighMem(page))
		__kunmap_high(page);
}

static inline void folio_release_kmap(struct folio *folio, void *addr)
{
	kunmap_local(addr);
	folio_put(folio);
}

/* ---- page contents --------------------------------------------------------------------------- */

static inline void copy_highpage(struct page *to, const struct page *from)
{
	void *dst = kmap_local_page(to), *src = kmap_local_page(from);

	copy_page(dst, src);
	kunmap_local(src);
	kunmap_local(dst);
}

static inline void memcpy_page(struct page *dst_page, size_t dst_off, const struct page *src_page,
			       size_t src_off, size_t len)
{
	char *dst, *src;

	if (WARN_ON_ONCE(dst_off + len > PAGE_SIZE || src_off + len > PAGE_SIZE))
		return;
	dst = (char *)kmap_local_page(dst_page);
	src = (char *)kmap_local_page(src_page);
	memcpy(dst + dst_off, src + src_off, len);
	kunmap_local(src);
	kunmap_local(dst);
}

static inline void memcpy_from_page(void *to, const struct page *page, size_t offset, size_t len)
{
	char *from;

	if (WARN_ON_ONCE(offset + len > PAGE_SIZE))
		return;
	from = (char *)kmap_local_page(page);
	memcpy(to, from + offset, len);
	kunmap_local(from);
}

static inline void memcpy_to_page(struct page *page, size_t offset, const void *from, size_t len)
{
	char *to;

	if (WARN_ON_ONCE(offset + len > PAGE_SIZE))
		return;
	to = (char *)kmap_local_page(page);
	memcpy(to + offset, from, len);
	flush_dcache_page(page);
	kunmap_local(to);
}

static inline void memset_page(struct page *page, size_t offset, int val, size_t len)
{
	char *to;

	if (WARN_ON_ONCE(offset + len > PAGE_SIZE))
		return;
	to = (char *)kmap_local_page(page);
	memset(to + offset, val, len);
	flush_dcache_page(page);
	kunmap_local(to);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset_page(page, offset, 0, len);
}

/* Clear bytes [@start1, @end1) and [@start2, @end2) of the page or compound page. */
static inline void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1,
				      unsigned int start2, unsigned int end2)
{
	unsigned long at;

	if (WARN_ON_ONCE(end1 > page_size(page) || end2 > page_size(page)))
		return;
	for (at = 0; at < max(end1, end2); at += PAGE_SIZE) {
		unsigned long from1 = max_t(unsigned long, start1, at);
		unsigned long from2 = max_t(unsigned long, start2, at);
		unsigned long to1 = min_t(unsigned long, end1, at + PAGE_SIZE);
		unsigned long to2 = min_t(unsigned long, end2, at + PAGE_SIZE);

		if (from1 < to1)
			memzero_page(page + at / PAGE_SIZE, from1 - at, to1 - from1);
		if (from2 < to2)
			memzero_page(page + at / PAGE_SIZE, from2 - at, to2 - from2);
	}
}

static inline void zero_user_segment(struct page *page, unsigned int start, unsigned int end)
{
	zero_user_segments(page, start, end, 0, 0);
}

static inline void zero_user(struct page *page, unsigned int start, unsigned int size)
{
	zero_user_segments(page, start, start + size, 0, 0);
}

/* The functions for folios accept ranges that cross pages. */

static inline void memcpy_to_folio(struct folio *folio, size_t offset, const char *from, size_t len)
{
	if (WARN_ON_ONCE(offset + len > folio_size(folio)))
		return;
	while (len) {
		size_t part = min_t(size_t, len, PAGE_SIZE - offset % PAGE_SIZE);

		memcpy_to_page(folio_page(folio, offset / PAGE_SIZE), offset % PAGE_SIZE, from,
			       part);
		from += part;
		offset += part;
		len -= part;
	}
}

static inline void memcpy_from_folio(char *to, const struct folio *folio, size_t offset, size_t len)
{
	if (WARN_ON_ONCE(offset + len > folio_size(folio)))
		return;
	while (len) {
		size_t part = min_t(size_t, len, PAGE_SIZE - offset % PAGE_SIZE);

		memcpy_from_page(to, folio_page(folio, offset / PAGE_SIZE), offset % PAGE_SIZE,
				 part);
		to += part;
		offset += part;
		len -= part;
	}
}

static inline void folio_zero_segments(struct folio *folio, size_t start1, size_t xend1,
				       size_t start2, size_t xend2)
{
	zero_user_segments(&folio->page, start1, xend1, start2, xend2);
}

static inline void folio_zero_segment(struct folio *folio, size_t start, size_t xend)
{
	zero_user_segments(&folio->page, start, xend, 0, 0);
}

static inline void folio_zero_range(struct folio *folio, size_t start, size_t length)
{
	zero_user_segments(&folio->page, start, start + length, 0, 0);
}

/* Clear contiguous pages, which must be either all inside or all outside the linear map. */
static inline void clear_highpages(struct page *page, unsigned int nr_pages)
{
	if (PageHighMem(page))
		clear_high_pages(page, nr_pages);
	else
		clear_pages(page_address(page), nr_pages);
}

static inline void clear_highpage(struct page *page)
{
	clear_highpages(page, 1);
}

#endif /* LINUX_HIGHMEM_H */
