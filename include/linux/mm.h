/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MM_H
#define LINUX_MM_H

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/pfn.h>
#include <linux/sysinfo.h>
#include <asm-generic/getorder.h>
#include <asm/page.h>

struct seq_file;

#define PAGE_ALIGN(addr)	ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr)	ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)	IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)
#define nth_page(page, n)	((page) + (n))
#define virt_to_pfn(va)		PHYS_PFN(__pa(va))

/* Is it RAM, free or not?  Any context. */
bool pfn_valid(unsigned long pfn);
/* Is all of the page RAM of ours?  1 or 0.  Any context. */
int page_is_ram(unsigned long pfn);

static inline bool virt_addr_valid(const void *va)
{
	return is_linear_addr(va) && pfn_valid(virt_to_pfn(va));
}

/* The page's address in the linear map; NULL if it is not there. */
static inline void *page_address(const struct page *page)
{
	return PageHighMem(page) ? NULL : page_to_virt(page);
}

/* Of a page that is known to have one. */
static inline void *lowmem_page_address(const struct page *page)
{
	return page_to_virt(page);
}

static inline struct page *virt_to_head_page(const void *va)
{
	return compound_head(virt_to_page(va));
}

/* 0 for what is no compound page. */
static inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page->order : 0;
}

static inline unsigned long compound_nr(const struct page *page)
{
	return 1UL << compound_order(page);
}

/* Bytes of a compound page, given its head; PAGE_SIZE for any other page. */
static inline unsigned long page_size(const struct page *page)
{
	return PAGE_SIZE << compound_order(page);
}

static inline unsigned int page_shift(const struct page *page)
{
	return PAGE_SHIFT + compound_order(page);
}

struct zone *page_zone(const struct page *page);
int page_to_nid(const struct page *page);

#define page_private(page)		((page)->__keyword(private))
#define set_page_private(page, v)	((page)->__keyword(private) = (v))

/*
 * Was the block given out of the reserve that is below `min`, to who may use all of it (__GFP_MEMALLOC)?
 * Who has such a page should use it only for what frees memory.
 */
static inline bool page_is_pfmemalloc(const struct page *page)
{
	return READ_ONCE(compound_head(page)->flags) & PG_pfmemalloc;
}

static inline void set_page_pfmemalloc(struct page *page)
{
	WRITE_ONCE(page->flags, page->flags | PG_pfmemalloc);
}

static inline void clear_page_pfmemalloc(struct page *page)
{
	WRITE_ONCE(page->flags, page->flags & ~PG_pfmemalloc);
}

static inline bool folio_is_pfmemalloc(const struct folio *folio)
{
	return page_is_pfmemalloc(&folio->page);
}

/* More of references in page_ref.h.  Any context. */

/* True if that was the last reference: the caller frees. */
bool put_page_testzero(struct page *page);
/* Needs a reference already; without one it is reported and nothing happens. */
void get_page(struct page *page);
/* False if there is no reference to add to. */
bool get_page_unless_zero(struct page *page);
/* The last one frees the block. */
void put_page(struct page *page);

/* Make 2^order single pages of an allocated block that is not compound.  Any context. */
void split_page(struct page *page, unsigned int order);

static inline bool is_vmalloc_addr(const void *addr)
{
	return (unsigned long)addr - vm_layout.vmalloc_start <
	       vm_layout.vmalloc_end - vm_layout.vmalloc_start;
}

/*
 * The page behind a mapped address of vmalloc()'s window, which stays behind it; NULL if no RAM is mapped
 * there.  Any context.
 */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* An architecture may have faster ones. */
void clear_page(void *page);
void clear_pages(void *addr, unsigned int nr_pages);
void copy_page(void *to, const void *from);

/* ---- folios ---------------------------------------------------------------------------------- */

static inline struct folio *page_folio(const struct page *page)
{
	return (struct folio *)compound_head(page);
}

static inline struct page *folio_page(const struct folio *folio, unsigned long n)
{
	return (struct page *)&folio->page + n;
}

static inline struct folio *virt_to_folio(const void *va)
{
	return page_folio(virt_to_page(va));
}

static inline void *folio_address(const struct folio *folio)
{
	return page_address(&folio->page);
}

static inline unsigned long folio_pfn(const struct folio *folio)
{
	return page_to_pfn(&folio->page);
}

static inline unsigned int folio_order(const struct folio *folio)
{
	return compound_order(&folio->page);
}

static inline bool folio_test_large(const struct folio *folio)
{
	return PageHead(&folio->page);
}

static inline unsigned long folio_nr_pages(const struct folio *folio)
{
	return compound_nr(&folio->page);
}

static inline size_t folio_size(const struct folio *folio)	/* bytes */
{
	return page_size(&folio->page);
}

static inline unsigned int folio_shift(const struct folio *folio)
{
	return page_shift(&folio->page);
}

#define offset_in_folio(folio, p) ((unsigned long)(p) & (folio_size(folio) - 1))

static inline int folio_ref_count(const struct folio *folio)
{
	return page_ref_count(&folio->page);
}

static inline void folio_get(struct folio *folio)
{
	get_page(&folio->page);
}

/* The last one frees it. */
static inline void folio_put(struct folio *folio)
{
	put_page(&folio->page);
}

static inline struct zone *folio_zone(const struct folio *folio)
{
	return page_zone(&folio->page);
}

static inline int folio_nid(const struct folio *folio)
{
	return page_to_nid(&folio->page);
}

unsigned long totalram_pages(void);
unsigned long nr_free_pages(void);
void si_meminfo(struct sysinfo *val);
/* Pages that could be had without harm to anybody, by Linux's formula. */
long si_mem_available(void);

/* /proc/buddyinfo, /proc/meminfo, /proc/vmstat, in Linux's format. */
void buddyinfo_show(struct seq_file *m);
void pagetypeinfo_show(struct seq_file *m);
void pagemap_show(struct seq_file *m);		/* physical memory as a picture */
void meminfo_show(struct seq_file *m);
void vmstat_show(struct seq_file *m);

/* Everything that shrinkers give back.  Thread context. */
void drop_slab(void);
/* The shrinkers, and how much each could give back. */
void shrinkers_show(struct seq_file *m);
/* Who has each block, with page_owner=on; -ENODEV without. */
int pageowner_show(struct seq_file *m);

/*
 * Boot order: mm_free_areas_init() builds the page map and the zones from memblock's tables, then
 * memblock_free_all() hands over what is free.  From there on memblock allocates no more.
 *
 * mm_zone_limits() says, before that, how far the device reaches that reaches least (its last address
 * on the CPU's side): what lies below becomes ZONE_DMA.  ZONE_DMA32 ends at 4 GiB if there is memory on
 * both sides.  A zone without a limit is empty, and the flag that asks for it allows all that the next
 * zone allows.
 */
void mm_zone_limits(phys_addr_t reach);
/* The flag that keeps an allocation below what a device reaches, as far as zones can tell. */
gfp_t mm_zone_flag(phys_addr_t last);
void mm_free_areas_init(void);
/* As memtest= says; before memblock_free_all(). */
#ifdef CONFIG_PAGE_DEBUG
void memtest(void);
#else
static inline void memtest(void)
{
}
#endif
void memblock_free_all(void);

/*
 * Supplied by the architecture-independent page-table code: back [start, end) of the page array
 * with memory, which need not be cleared.  Parts that are backed already stay as they are.
 * 0 or -ENOMEM.
 */
int vmemmap_populate(unsigned long start, unsigned long end);

/*
 * Give reserved RAM to the allocator, whole pages inside the range, by physical address or by
 * linear address.  Pages that are not reserved are reported and left alone.  Returns the number of
 * pages.  If poison is in 0..255, the pages are filled with it; @name is printed unless NULL.
 */
unsigned long memblock_free_late(phys_addr_t base, phys_addr_t size);
unsigned long free_reserved_area(void *start, void *end, int poison, const char *name);

#endif /* LINUX_MM_H */
