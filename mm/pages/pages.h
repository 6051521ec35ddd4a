/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PAGES_H
#define MM_PAGES_H

/*
 * The door of mm/pages: what the other rooms of mm/, and the tests, use of the page allocator.  What
 * drivers and applications use is in <linux/gfp.h>, <linux/mm.h> and <linux/mmzone.h>.
 */

#include <linux/highmem.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/vmstat.h>

/*
 * The page map: RAM from the lowest block of MAX_ORDER_NR_PAGES that exists.  Page numbers count from base,
 * which is one such block below it, so that no page has the number 0.
 */
struct page_map {
	struct page *base;
	unsigned long nr_pageblocks;	/* entries of block, those of the gap included */
	u8 *block;			/* page blocks: 0, or PAGEBLOCK_READY and the migrate type */
	/* Zones by struct page's zone number; the last is lent to tests. */
	struct zone *zones[MAX_NUMNODES * MAX_NR_ZONES + 1];
};

#define PAGEBLOCK_READY	0x80	/* every struct page of it is valid */
#define PAGEBLOCK_TYPE	0x07
#define PAGEBLOCK_OLD	4	/* shift of an isolated one's type before */

#define ZONE_ID_TEST	(MAX_NUMNODES * MAX_NR_ZONES)

extern struct page_map page_map;

static __fast_inline u32 page_number(const struct page *page)
{
	return page - page_map.base;
}

static __fast_inline struct page *page_at(u32 number)
{
	return page_map.base + number;
}

static __fast_inline unsigned long page_map_pages(void)
{
	return page_map.nr_pageblocks << pageblock_order;
}

/* Return the index of the page block.  For pointers outside of the map it is not below nr_pageblocks. */
static __fast_inline unsigned long pageblock_index(const struct page *page)
{
	return ((unsigned long)page - (unsigned long)page_map.base) >>
	       (pageblock_order + STRUCT_PAGE_SHIFT);
}

/* Return true if the struct page may be read: false outside of RAM, and if it was never initialized. */
static __fast_inline bool page_ready(const struct page *page)
{
	unsigned long block = pageblock_index(page);

	return block < page_map.nr_pageblocks && READ_ONCE(page_map.block[block]);
}

/* The same for any pointer, for example an argument.  False also for a pointer into a struct page. */
static __fast_inline bool is_page(const struct page *page)
{
	return !((unsigned long)page % sizeof(*page)) && page_ready(page);
}

/* True for the first page of an allocated block.  For any pointer. */
static __fast_inline bool page_is_allocated(const struct page *page)
{
	return is_page(page) && READ_ONCE(page->type) >= PGTY_allocated;
}

/* Around a page that is ready: a part of the page map, in bytes, that is all ready. */
void page_ready_run(const struct page *page, unsigned long *start, unsigned long *size);

/* Of a page that is ready. */
static __fast_inline unsigned int pageblock_type(const struct page *page)
{
	return READ_ONCE(page_map.block[pageblock_index(page)]) & PAGEBLOCK_TYPE;
}

/* Return the zone of the RAM at @pfn, allocated or not, or NULL outside of RAM. */
struct zone *page_pfn_zone(unsigned long pfn);
/* Return the first byte of RAM, no-map memory excluded, in [start, end), or @end if it has no RAM. */
phys_addr_t page_first_ram(phys_addr_t start, phys_addr_t end);

#define page_kind(type, order)	((type) | (order) << 8)

/* Is it the first page of such a block?  Whatever the migrate type. */
static __fast_inline bool page_is(const struct page *page, unsigned int type, unsigned int order)
{
	return (READ_ONCE(page->kind) & ~PGTY_MIGRATETYPE) == page_kind(type, order);
}

/*
 * Type, order, zone, flags and count of a page, all of the same moment: a block changes between cached
 * and allocated without the zone's lock.
 */
static __fast_inline struct page page_snapshot(const struct page *page)
{
	return (struct page){ .word = READ_ONCE(page->word) };
}

/* struct page's first word of a block that was just handed out. */
static __fast_inline u64 allocated_word(const struct zone *zone, unsigned long order,
					  unsigned int mt)
{
	return zone->word_allocated + (order << 8) + mt;
}

/* The first word of a block's first page. */
static __fast_inline u64 block_word(unsigned int type, unsigned long order, unsigned int zone_id,
				      u64 refs)
{
	return type | order << 8 | zone_id << 16 | refs << 32;
}

/* All flags that there are. */
#define GFP_KNOWN	__GFP_BITS_MASK

/* How far an allocation may go. */
#define ALLOC_WMARK_MIN		WMARK_MIN
#define ALLOC_WMARK_LOW		WMARK_LOW
#define ALLOC_WMARK_HIGH	WMARK_HIGH
#define ALLOC_WMARK_MASK	3
#define ALLOC_NO_WATERMARKS	0x04
#define ALLOC_MIN_RESERVE	0x08	/* half of what min keeps: __GFP_HIGH */
#define ALLOC_NON_BLOCK		0x10	/* and a quarter of the rest, and the reserve for orders above 0 */
#define ALLOC_OOM		0x20	/* the last try: the high-atomic reserve as well */
#define ALLOC_HIGHATOMIC	0x40	/* the reserve for atomic orders above 0 is for it */
#define ALLOC_CMA		0x80	/* movable: CMA areas will do */

/* The core of alloc_pages(): @caller is named in reports. */
struct page *page_alloc(gfp_t gfp, unsigned int order, int nid, const void *caller);

/* Count pages that are handed out (positive) or given back.  With interrupts off. */
#ifdef CONFIG_VM_EVENT_COUNTERS
#define count_pages(zone, nr_pages)							\
do {											\
	long __nr = (nr_pages);								\
											\
	__count_vm_events(__nr < 0 ? PGFREE : PGALLOC_DMA + zone_idx(zone), __nr < 0 ? -__nr : __nr); \
} while (0)
#else
#define count_pages(zone, nr_pages) ((void)0)
#endif

/* mm/pages/page_slow.c: all that is unusual.  @nid is a node; what @nodemask lacks is not used. */
struct page *page_alloc_slow(gfp_t gfp, unsigned int order, int nid, const nodemask_t *nodemask,
			     const void *caller);

/* What the flags ask for once the block is found. */
static inline void page_prepare(struct page *page, gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_COMP && order)
		WRITE_ONCE(page->flags, page->flags | PG_compound);
	if (gfp & __GFP_ZERO)
		clear_highpages(page, 1U << order);
}

/* The machine is too small to keep page blocks of different types apart. */
extern bool page_group_by_mobility_disabled;

/*
 * mm/pages/buddy.c.  The caller of functions that begin with __, of zone_take_slow(), zone_give() and
 * pageblock_set_type() holds the zone's lock.
 */

/* From one zone only, with no report; the block has one reference. */
struct page *zone_alloc(struct zone *zone, unsigned int order, unsigned int mt,
			unsigned int alloc_flags);
/* Like __take(), by all means that the flags allow. */
struct page *zone_take_slow(struct zone *zone, unsigned int order, unsigned int mt,
			    unsigned int alloc_flags);
/* The same when the lists of @mt have nothing: steps 3 to 6. */
struct page *__take_elsewhere(struct zone *zone, unsigned int order, unsigned int mt);
/* Like __give(), to the lists of the page block's type. */
void zone_give(struct zone *zone, struct page *page, unsigned long order);
/* Give the page block another type, and its free blocks to the lists of that type. */
void pageblock_set_type(struct zone *zone, struct page *page, unsigned int mt);
/*
 * Take @head, a free block, off its list.  Its pages in [start, end) become blocks of order 0 with
 * @word as their struct page's first word; the others are free blocks again.
 */
void __zone_carve(struct zone *zone, struct page *head, struct page *start, struct page *end,
		  u64 word);
/*
 * Initialize the struct pages of the untouched block that contains @page, and free the block.  Returns
 * false if the block was touched before.
 */
bool __zone_touch(struct zone *zone, const struct page *page);
/*
 * Lock the zone that the RAM at @page belongs to, which may be one that borrowed it; NULL outside
 * RAM.  For any pointer.
 */
struct zone *page_zone_lock(const struct page *page, unsigned long *flags);

/*
 * Give the reserved pages from start_pfn up to end_pfn to their zone, stopping at the first that is
 * not reserved; returns their number.  At boot, whole blocks stay untouched.
 */
unsigned long zone_release(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			   bool boot);
/* Page blocks of reserved RAM, which are ready after that, get a type. */
void zone_set_reserved_type(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			    unsigned int mt);
/* Make the first @nr_blocks untouched blocks ready. */
void zone_touch(struct zone *zone, unsigned long nr_blocks);
void zone_init(struct zone *zone, unsigned int id, const char *name);

/*
 * A zone of a test's own, in @nr blocks of MAX_PAGE_ORDER that it allocated: their pages become the
 * zone's only memory.  There is one at a time: -EBUSY as long as another was not returned.
 * page_zone_return() fails with -EBUSY unless all of it is free again.
 */
int page_zone_borrow(struct zone *zone, struct page **blocks, unsigned int nr);
int page_zone_return(struct zone *zone, struct page **blocks, unsigned int nr);

/* mm/pages/pcp.c: pages that a CPU keeps for itself. */

/* Start to keep some.  Once, when the zones have their memory. */
void pcp_init(void);
/* Flags that are rare where such requests go to @zone first. */
gfp_t pcp_rare_flags(const struct zone *zone);
struct pcp;
#ifdef CONFIG_PCP_LISTS
/* The same for one CPU. */
void pcp_keep(struct pcp *pcp);
/* Keep a block wherever it lies, for frees that pcp_free() refused.  For any pointer; false if not. */
bool pcp_free_stray(struct page *page, unsigned int order);
/* Give back what this CPU keeps; what all keep, which waits for them: thread context. */
void pcp_drain_local(void);
void pcp_drain_all(void);
/* Keep nothing on any CPU until as many calls of pcp_enable().  Thread context. */
void pcp_disable(void);
void pcp_enable(void);
/* Pages kept by all CPUs, as of about now. */
unsigned long pcp_pages(void);
#else
static inline void pcp_keep(struct pcp *pcp)
{
}

static inline bool pcp_free_stray(struct page *page, unsigned int order)
{
	return false;
}

static inline void pcp_drain_local(void)
{
}

static inline void pcp_drain_all(void)
{
}

static inline void pcp_disable(void)
{
}

static inline void pcp_enable(void)
{
}

static inline unsigned long pcp_pages(void)
{
	return 0;
}
#endif

/*
 * mm/pages/highatomic.c.  Keep the page block of a block that was just allocated for atomic orders above 0;
 * give a page block of @zone that has something free back, to the lists of @mt.
 */
#ifdef CONFIG_RECLAIM
void highatomic_reserve(struct page *page);
bool highatomic_unreserve(struct zone *zone, unsigned int mt);
#else
static inline void highatomic_reserve(struct page *page)
{
}

static inline bool highatomic_unreserve(struct zone *zone, unsigned int mt)
{
	return false;
}
#endif

/* mm/pages/page_init.c */

/* RAM that was not there before: to the zones' spans; to the lists of zones; to their free memory. */
void zones_add_spans(unsigned long start_pfn, unsigned long end_pfn);
void zonelists_build(void);
/*
 * Each zone of a zonelist, in order.  @at: a struct zone ** that points to it.  While zones are added, no
 * zone that was in the list before is missed (zonelist_build()).
 */
#define for_each_zone_of_list(list, zone, at) \
	for ((at) = (list)->zones; ((zone) = smp_load_acquire(at)); (at)++)

void zones_release(unsigned long start_pfn, unsigned long end_pfn);

/* mm/pages/zone_limits.c */

/* The zone that a frame of the node's is of, and where the next one begins. */
enum zone_type zone_type_of(unsigned long pfn, int nid);
unsigned long zone_type_end(unsigned long pfn, int nid);
/* A zone that has no limit stands for the next one that has. */
enum zone_type highest_zone(enum zone_type type);
/* As kernelcore= and movablecore= say; when the other limits are set. */
void place_movable(void);

/* mm/pages/numa.c */

/* When the zones have their memory: which nodes exist, and of which each CPU is. */
void numa_init(void);
#ifdef CONFIG_NUMA
/* The nodes by distance from one: after the last one (none: -1) the next; -1 at the end. */
int numa_next_nearest(int from, int last);
#else
static inline int numa_next_nearest(int from, int last)
{
	return last < 0 ? 0 : -1;
}
#endif

/* mm/pages/watermark.c */
/* After a change of what they depend on: the zones' sizes, the tunables. */
void watermarks_update(void);
/*
 * Return the number of free pages above which the watermarks need not be checked.  It includes free
 * memory that some requests must not use, so that the caller holds the zone's lock.
 */
unsigned long zone_fast_mark(const struct zone *zone);
extern unsigned long min_free_kbytes;
extern unsigned int watermark_scale_factor;
extern unsigned int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES];
bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags);

/* mm/pages/page_report.c */
void page_report_bad_free(const struct page *page, unsigned int order, const void *caller);
void page_report_bad_address(const void *virt, const void *caller);
/* @why: NULL if it follows from what the page is. */
void page_report_bad_ref(const struct page *page, const char *what, const char *why,
			 const void *caller);
void page_report_saturated(const struct page *page, const void *caller);
/*
 * Return the node of a request, or NUMA_NO_NODE if @nid does not exist.  Returns -EINVAL, after a
 * message, if the request does not allow another node.
 */
int page_request_node(int nid, gfp_t gfp, unsigned int order, const void *caller);
void page_report_bad_request(gfp_t gfp, unsigned int order, const char *why, const void *caller);
void page_report_failure(gfp_t gfp, unsigned int order, int nid, const void *caller);
/* mm/pages/page_words.c */
#ifdef CONFIG_MM_VERBOSE
/* "GFP_KERNEL|__GFP_ZERO" */
const char *page_report_gfp(gfp_t gfp, char *buf, size_t size);
/* In words: why the zones that @gfp allows have no such block. */
const char *page_report_reason(gfp_t gfp, unsigned int order, int nid);
/* In words: why @page is not the first page of an allocated block of 2^order pages. */
const char *page_report_free_reason(const struct page *page, unsigned int order);
/* Print what is free in each zone, and how near that is to a block of the order. */
void page_report_zones(unsigned int wanted);
#else
static inline const char *page_report_gfp(gfp_t gfp, char *buf, size_t size)
{
	return "";
}

static inline const char *page_report_reason(gfp_t gfp, unsigned int order, int nid)
{
	return "no such block is free for it";
}

static inline const char *page_report_free_reason(const struct page *page, unsigned int order)
{
	return "no allocated block of that order starts there";
}

static inline void page_report_zones(unsigned int wanted)
{
}
#endif

/* mm/pages/page_figures.c: free blocks of each order. */
void page_report_count_blocks(struct zone *zone, unsigned long *nr);
/* fragmentation_index() of a zone with these. */
int page_report_fragmentation(const unsigned long *nr, unsigned int order);
int page_report_largest_order(struct zone *zone);	/* -1: nothing free */

/* mm/pages/pagetypeinfo.c: names of migrate types. */
extern const char *const pageblock_type_names[MIGRATE_TYPES];
/* mm/pages/pagemap_runs.c: print all pages of the zone, as JSON. */
void pagemap_runs_show(struct seq_file *m, const struct zone *zone);

/* mm/pages/page_validate.c: every invariant of mm/pages/page_alloc.c, under the zones' locks. */
int page_alloc_validate(void);
int page_zone_validate(struct zone *zone);

/*
 * mm/contig/migrate.c: the number of these operations, which are entered if they are new; 0: the table is
 * full.  Then as __SetPageMovable(), of a page that is the caller's in another way.
 */
struct movable_operations;
unsigned int page_movable_number(const struct movable_operations *ops);
void page_set_movable(struct page *page, unsigned int number);
const struct movable_operations *page_movable_operations(const struct page *page);

/*
 * Undo __SetPageMovable() without the page's lock, for an owner whose migrate_page() cannot be running.
 * A CPU that has isolated the page sees that it is not movable any more.
 */
void page_keep_in_place(struct page *page);

/*
 * The flags of a call as its context allows: the fast paths do not sleep, and find what would only with
 * CONFIG_DEBUG_ATOMIC_SLEEP.  page_report.c: after a report with the caller, without the permission to.
 */
gfp_t page_alloc_context(gfp_t gfp, const char *what, const void *caller);

static __fast_inline gfp_t caller_context(gfp_t gfp, const char *what, const void *caller)
{
	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) || !(gfp & __GFP_DIRECT_RECLAIM))
		return gfp;
	return page_alloc_context(gfp, what, caller);
}

#define alloc_context(gfp)	caller_context(gfp, __func__, __builtin_return_address(0))

#include "page_run.h"

#endif /* MM_PAGES_H */
