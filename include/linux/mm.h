/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MM_H
#define LINUX_MM_H

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/percpu-refcount.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sysinfo.h>
#include <linux/vmstat.h>
#include <asm-generic/getorder.h>
#include <asm/page.h>

struct seq_file;

#define PAGE_ALIGN(addr)	ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr)	ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)	IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)
#define nth_page(page, n)	((page) + (n))
#define virt_to_pfn(va)		PHYS_PFN(__pa(va))

/* True if the frame is RAM, allocated or free.  Context: any. */
bool pfn_valid(unsigned long pfn);
/* Return 1 if the whole page is RAM that Quarry manages, otherwise 0.  Context: any. */
int page_is_ram(unsigned long pfn);

static inline bool virt_addr_valid(const void *va)
{
	return is_linear_addr(va) && pfn_valid(virt_to_pfn(va));
}

/* Return the page's address in the linear map, or NULL if it is not mapped there. */
static inline void *page_address(const struct page *page)
{
	return PageHighMem(page) ? NULL : page_to_virt(page);
}

/* Return the address of a page that is known to lie in the linear map. */
static inline void *lowmem_page_address(const struct page *page)
{
	return page_to_virt(page);
}

static inline struct page *virt_to_head_page(const void *va)
{
	return compound_head(virt_to_page(va));
}

/* Return the order of a compound page, given its head, or 0 for any other page. */
static inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page->order : 0;
}

static inline unsigned long compound_nr(const struct page *page)
{
	return 1UL << compound_order(page);
}

/* Return the size in bytes of a compound page, given its head, or PAGE_SIZE for any other page. */
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
 * True if the block was allocated from the reserve below the `min` watermark, which requests with
 * __GFP_MEMALLOC may use.  Such a page should only be used to free memory.
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

/*
 * The functions that change or read reference counts may be called in any context.
 * <linux/page_ref.h> declares further functions of this kind.
 */

/*
 * Drop a reference.  Returns true if it was the last reference; then the caller must free the page.
 */
bool put_page_testzero(struct page *page);
/*
 * Add a reference.  The caller must hold a reference already; a page without references is reported
 * and not changed.
 */
void get_page(struct page *page);
/* Add a reference and return true, or return false if the page has no reference. */
bool get_page_unless_zero(struct page *page);
/* Drop a reference.  Dropping the last reference frees the block. */
void put_page(struct page *page);

/* Divide an allocated block that is not compound into 2^order single pages.  Context: any. */
void split_page(struct page *page, unsigned int order);

static inline bool is_vmalloc_addr(const void *addr)
{
	return (unsigned long)addr - vm_layout.vmalloc_start <
	       vm_layout.vmalloc_end - vm_layout.vmalloc_start;
}

/*
 * Return the page that is mapped at @addr in the vmalloc window, or NULL if no RAM is mapped there.
 * The page will not be migrated afterwards.  Context: any.
 */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* An architecture may define its own version of these functions. */
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

static inline size_t folio_size(const struct folio *folio)	/* in bytes */
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

/* Drop a reference.  Dropping the last reference frees the folio. */
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

/*
 * Return a page of zeroes, which all callers share and must not change.  Context: thread, because
 * the first use allocates it.
 */
struct page *zero_page(void);
#define ZERO_PAGE(address)	zero_page()

unsigned long totalram_pages(void);
/*
 * Add @count, which may be negative, to the number of pages that the zone of @page manages.  The
 * caller owns the pages.  Watermarks do not change.  Needs CONFIG_MEMORY_BALLOON.  Context: any.
 */
void adjust_managed_page_count(struct page *page, long count);
unsigned long nr_free_pages(void);
void si_meminfo(struct sysinfo *val);
/* Estimate the number of free and reclaimable pages (MemAvailable) by Linux's formula. */
long si_mem_available(void);

/* Return true if init_on_free=1, or if page_poison=1. */
#ifdef CONFIG_PAGE_DEBUG
bool want_init_on_free(void);
bool page_poisoning_enabled_static(void);
#else
static inline bool want_init_on_free(void)
{
	return false;
}

static inline bool page_poisoning_enabled_static(void)
{
	return false;
}
#endif

/* Print /proc/buddyinfo, /proc/pagetypeinfo, /proc/meminfo and /proc/vmstat in Linux's format. */
void buddyinfo_show(struct seq_file *m);
void pagetypeinfo_show(struct seq_file *m);
void pagemap_show(struct seq_file *m);		/* a map of physical memory, drawn in characters */
void meminfo_show(struct seq_file *m);
void vmstat_show(struct seq_file *m);

/* Ask the shrinkers to free all their objects.  Context: thread. */
void drop_slab(void);
/* Print the shrinkers and the number of objects that each can free. */
void shrinkers_show(struct seq_file *m);
/* Print the owner of each block.  Returns -ENODEV without page_owner=on. */
int pageowner_show(struct seq_file *m);

/*
 * Boot calls mm_zone_limits(), mm_free_areas_init() and memblock_free_all(), in this order.
 *
 * mm_zone_limits() sets the end of ZONE_DMA.  @reach is the highest CPU address that every device
 * can reach.  ZONE_DMA32 ends at 4 GiB if there is memory both below and above 4 GiB.  A zone
 * without an end address is empty; its GFP flag then has the limit of the next zone.
 *
 * mm_free_areas_init() builds the page map and the zones from memblock's tables.
 * memblock_free_all() frees all unreserved memory to the page allocator; memblock cannot allocate
 * afterwards.
 */
void mm_zone_limits(phys_addr_t reach);
/*
 * Return the GFP zone flag for a device that reaches addresses up to @last.  The flag's zone may
 * extend beyond @last.
 */
gfp_t mm_zone_flag(phys_addr_t last);
void mm_free_areas_init(void);
/* Test free memory if the boot argument memtest= is given.  Called before memblock_free_all(). */
#ifdef CONFIG_PAGE_DEBUG
void memtest(void);
#else
static inline void memtest(void)
{
}
#endif
void memblock_free_all(void);

/*
 * Allocate and map memory for the unmapped parts of [@start, @end) in the page array.  The memory
 * need not be cleared.  Returns 0 or -ENOMEM.
 */
int vmemmap_populate(unsigned long start, unsigned long end);

/*
 * Free the whole pages inside a range of reserved RAM to the page allocator.
 * memblock_free_late() takes physical addresses, free_reserved_area() takes linear addresses.
 * Pages that are not reserved are reported and skipped.  If @poison is from 0 to 255, the pages are
 * filled with this byte.  @name is printed unless it is NULL.  Both functions return the number of
 * freed pages.
 */
unsigned long memblock_free_late(phys_addr_t base, phys_addr_t size);
unsigned long free_reserved_area(void *start, void *end, int poison, const char *name);

#endif /* LINUX_MM_H */
