/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PAGES_H
#define MM_PAGES_H

/*
 * Interface of mm/pages for the rest of mm/ and for tests.  The interface for drivers and
 * applications is in <linux/gfp.h>, <linux/mm.h> and <linux/mmzone.h>.
 */

#include <linux/highmem.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/vmstat.h>

/*
 * The page map: describes RAM from the lowest block of MAX_ORDER_NR_PAGES that exists.  Page
 * numbers count from base, which is one such block below, so that no page has the number 0.
 */
struct page_map {
	struct page *base;
	/* number of entries of the array block, including those of the block without RAM at base */
	unsigned long nr_pageblocks;
	/* one byte for each page block: 0, or PAGEBLOCK_READY and a migrate type */
	u8 *block;
	/* Indexed by the zone number in struct page.  The last entry is for a zone of tests. */
	struct zone *zones[MAX_NUMNODES * MAX_NR_ZONES + 1];
};

#define PAGEBLOCK_READY	0x80	/* every struct page of the page block is valid */
#define PAGEBLOCK_TYPE	0x07
#define PAGEBLOCK_OLD	4	/* shift of the previous type of an isolated page block */

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

/*
 * Return the index of the page block.  For pointers outside of the map, it is at least
 * nr_pageblocks.
 */
static __fast_inline unsigned long pageblock_index(const struct page *page)
{
	return ((unsigned long)page - (unsigned long)page_map.base) >>
	       (pageblock_order + STRUCT_PAGE_SHIFT);
}

/* Return true if the struct page is initialized, and thus may be read. */
static __fast_inline bool page_ready(const struct page *page)
{
	unsigned long block = pageblock_index(page);

	return block < page_map.nr_pageblocks && READ_ONCE(page_map.block[block]);
}

/*
 * Return true if @page points to an initialized struct page.  @page may be any pointer.  Returns
 * false for a pointer into the middle of a struct page.
 */
static __fast_inline bool is_page(const struct page *page)
{
	return !((unsigned long)page % sizeof(*page)) && page_ready(page);
}

/* Return true for the first page of an allocated block.  @page may be any pointer. */
static __fast_inline bool page_is_allocated(const struct page *page)
{
	return is_page(page) && READ_ONCE(page->type) >= PGTY_allocated;
}

/*
 * Set @start and @size to the address and the size in bytes of a part of the page map.  The part
 * contains @page, and all of its struct pages are ready.  @page must be ready.
 */
void page_ready_run(const struct page *page, unsigned long *start, unsigned long *size);

/* Return the migrate type of the page block.  The page must be ready. */
static __fast_inline unsigned int pageblock_type(const struct page *page)
{
	return READ_ONCE(page_map.block[pageblock_index(page)]) & PAGEBLOCK_TYPE;
}

/* Return the zone of the RAM at @pfn, allocated or not, or NULL outside of RAM. */
struct zone *page_pfn_zone(unsigned long pfn);
/*
 * Return the address of the first RAM in [start, end), or @end if the range has no RAM.  No-map
 * memory does not count as RAM.
 */
phys_addr_t page_first_ram(phys_addr_t start, phys_addr_t end);

#define page_kind(type, order)	((type) | (order) << 8)

/* Return true for the first page of a block of the type and order, with any migrate type. */
static __fast_inline bool page_is(const struct page *page, unsigned int type, unsigned int order)
{
	return (READ_ONCE(page->kind) & ~PGTY_MIGRATETYPE) == page_kind(type, order);
}

/*
 * Read type, order, zone, flags and reference count of a page in one access.  This is necessary
 * because a block changes between cached and allocated without the zone's lock.
 */
static __fast_inline struct page page_snapshot(const struct page *page)
{
	return (struct page){ .word = READ_ONCE(page->word) };
}

/* Return the first word of struct page for a block that was just allocated. */
static __fast_inline u64 allocated_word(const struct zone *zone, unsigned long order,
					  unsigned int mt)
{
	return zone->word_allocated + (order << 8) + mt;
}

/* Return the first word of struct page for the first page of a block. */
static __fast_inline u64 block_word(unsigned int type, unsigned long order, unsigned int zone_id,
				      u64 refs)
{
	return type | order << 8 | zone_id << 16 | refs << 32;
}

/* All flags that exist. */
#define GFP_KNOWN	__GFP_BITS_MASK

/* Flags that determine which free pages an allocation may use. */
#define ALLOC_WMARK_MIN		WMARK_MIN
#define ALLOC_WMARK_LOW		WMARK_LOW
#define ALLOC_WMARK_HIGH	WMARK_HIGH
#define ALLOC_WMARK_MASK	3
#define ALLOC_NO_WATERMARKS	0x04
#define ALLOC_MIN_RESERVE	0x08	/* may use half of the reserve below `min` (__GFP_HIGH) */
#define ALLOC_NON_BLOCK		0x10	/* may use 1/4 of what remains, and high-atomic blocks */
#define ALLOC_OOM		0x20	/* last attempt: half of what remains, high-atomic blocks */
#define ALLOC_HIGHATOMIC	0x40	/* the high-atomic reserve is meant for this request */
#define ALLOC_CMA		0x80	/* movable request, may use CMA areas */

/* Allocate a block like alloc_pages(), with @caller as the caller in reports. */
struct page *page_alloc(gfp_t gfp, unsigned int order, int nid, const void *caller);

/*
 * Divide an allocated block of order 1 or higher, which is not compound, into two blocks.  Returns
 * the upper one.  Each block is freed by __free_pages().  The caller owns the block.
 */
struct page *page_split_half(struct page *page);

/* Count allocated pages (positive) or freed pages (negative).  Called with interrupts off. */
#ifdef CONFIG_VM_EVENT_COUNTERS
#define count_pages(zone, nr_pages) \
do { \
	long __nr = (nr_pages); \
 \
	__count_vm_events(__nr < 0 ? PGFREE : PGALLOC_DMA + zone_idx(zone), \
			  __nr < 0 ? -__nr : __nr); \
} while (0)
#else
#define count_pages(zone, nr_pages) ((void)0)
#endif

/*
 * Implemented in page_slow.c: allocate with rare flags or when memory is short.  @nid: the
 * preferred node; if it does not exist, the CPU's node, or no node with __GFP_THISNODE.
 * @nodemask: the nodes that may be used, or NULL for all.
 */
struct page *page_alloc_slow(gfp_t gfp, unsigned int order, int nid, const nodemask_t *nodemask,
			     const void *caller);

/* Apply the flags that concern the contents and the type of the allocated block. */
static inline void page_prepare(struct page *page, gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_COMP && order)
		WRITE_ONCE(page->flags, page->flags | PG_compound);
	if (gfp & __GFP_ZERO)
		clear_highpages(page, 1U << order);
}

/* True if memory is too small to separate page blocks of different types. */
extern bool page_group_by_mobility_disabled;

/*
 * The functions of buddy.c.  The callers of functions that begin with __, and of zone_take_slow(),
 * zone_give() and pageblock_set_type(), hold the zone's lock.
 */

/* Allocate from one zone, without a report.  The block has one reference. */
struct page *zone_alloc(struct zone *zone, unsigned int order, unsigned int mt,
			unsigned int alloc_flags);
/* Allocate like __take(), but by all means that the flags allow. */
struct page *zone_take_slow(struct zone *zone, unsigned int order, unsigned int mt,
			    unsigned int alloc_flags);
/*
 * Allocate by steps 3 to 6 of zone_take(), which the top of buddy.c lists.  Called if the lists of
 * @mt have no block of @order or larger.  May fail while zone->retyping is set.
 */
struct page *__take_elsewhere(struct zone *zone, unsigned int order, unsigned int mt);
/* Free like __give(); the page blocks of a larger block may have different types. */
void zone_give(struct zone *zone, struct page *page, unsigned long order);
/*
 * Change the type of the page block that contains @page, and move a part of its free blocks, first
 * the block that contains @page, to the lists of that type.  zone->retyping must be NULL.
 */
void __pageblock_retype(struct zone *zone, struct page *page, unsigned int mt);
/*
 * Move another part of the free blocks of the page block that changes its type.  Returns true if
 * more blocks may remain.
 */
bool __pageblock_retype_part(struct zone *zone);
/* Move the remaining free blocks, with the lock held for one part at a time.  Context: any. */
void pageblock_retype_end(struct zone *zone);
/* Change the type and move all free blocks at once, for tests. */
void pageblock_set_type(struct zone *zone, struct page *page, unsigned int mt);
/*
 * Remove @head, a free block, from its list.  Its pages in [start, end) become blocks of order 0
 * with @word as the first word of struct page.  The block's other pages become free blocks again.
 */
void __zone_carve(struct zone *zone, struct page *head, struct page *start, struct page *end,
		  u64 word);
/*
 * Initialize the struct pages of the untouched block (see buddy.c) that contains @page, and free
 * the block.  Returns false if its struct pages are initialized already.
 */
bool __zone_touch(struct zone *zone, const struct page *page);
/*
 * Lock the zone that contains @page, which may be a test zone.  Returns NULL outside of RAM.  @page
 * may be any pointer.
 */
struct zone *page_zone_lock(const struct page *page, unsigned long *flags);

/* The part of a block that is in a range of struct pages. */
struct page_block {
	struct page head;	/* copy of its first struct page; blank: there is no block */
	unsigned long nr_pages;	/* pages of the block in the range */
	bool is_start;		/* the first page of the block is in the range */
};

#define PAGE_BLOCKS	32U

/*
 * Copy the next up to PAGE_BLOCKS blocks of [*@at, @end), which is ready and in one block of the
 * highest order, and advance *@at.  Returns their number, or 0 if *@at is @end or the memory does
 * not belong to the zone, which may be any zone if @zone is NULL.  The zone's lock is held only for
 * the copy, so that the blocks may change at any time after it.  Context: any.
 */
unsigned int page_copy_blocks(const struct zone *zone, const struct page **at,
			      const struct page *end, struct page_block *blocks);

/*
 * Free the reserved pages from @start_pfn up to @end_pfn to their zone.  Stops at the first page
 * that is not reserved.  Returns the number of freed pages.  With @boot, the struct pages of whole
 * blocks of the highest order are not initialized yet.
 */
unsigned long zone_release(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			   bool boot);
/* Initialize page blocks of reserved RAM and set their type. */
void zone_set_reserved_type(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			    unsigned int mt);
/*
 * Initialize the struct pages of the first @nr_blocks untouched blocks (see buddy.c), and free the
 * blocks.
 */
void zone_touch(struct zone *zone, unsigned long nr_blocks);
void zone_init(struct zone *zone, unsigned int id, const char *name);

/*
 * Turn @nr blocks of MAX_PAGE_ORDER, which a test allocated, into the only memory of the test's own
 * zone.  Returns -EBUSY if another test zone exists.  page_zone_return() returns -EBUSY if not all
 * of the memory is free.
 */
int page_zone_borrow(struct zone *zone, struct page **blocks, unsigned int nr);
int page_zone_return(struct zone *zone, struct page **blocks, unsigned int nr);

/* Implemented in pcp.c and pcp_init.c: the per-CPU lists of free pages. */

/* Enable the lists.  Called once, after the zones have got their memory. */
void pcp_init(void);
/* Return the rare flags (see GFP_RARE) of CPUs whose ordinary requests go to @zone first. */
gfp_t pcp_rare_flags(const struct zone *zone);
struct pcp;
#ifdef CONFIG_PCP_LISTS
/* Enable the lists of one CPU. */
void pcp_keep(struct pcp *pcp);
/*
 * Push a block that pcp_free() refused because it is outside of the CPU's known range.  Returns
 * false if it cannot be pushed.  @page may be any pointer.
 */
bool pcp_free_stray(struct page *page, unsigned int order);
/*
 * Free blocks of this CPU's lists, as many as a section with interrupts off may free.  Returns true
 * if the lists may contain more blocks.  Context: any.
 */
bool pcp_drain_part(void);
/* Free the blocks on this CPU's lists.  Context: any. */
void pcp_drain_local(void);
/* Free the blocks on the lists of all CPUs, and wait for these CPUs.  Context: thread. */
void pcp_drain_all(void);
/*
 * Empty the lists of all CPUs and disable them, until pcp_enable() was called as often as
 * pcp_disable().  Context: thread.
 */
void pcp_disable(void);
void pcp_enable(void);
/* Return the approximate number of pages on the lists of all CPUs. */
unsigned long pcp_pages(void);
#else
static inline void pcp_keep(struct pcp *pcp)
{
}

static inline bool pcp_free_stray(struct page *page, unsigned int order)
{
	return false;
}

static inline bool pcp_drain_part(void)
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
 * Implemented in highatomic.c.  Reserve, for atomic requests of order above 0, the page block that
 * contains a block which was just allocated.
 */
#ifdef CONFIG_RECLAIM
void highatomic_reserve(struct page *page);
/*
 * Change the type of a reserved page block that has free pages to @mt.  Returns false if none
 * exists.
 */
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

/* The functions of page_init.c. */

/* Add RAM, which may be in several zones, to the spans of its zones. */
void zones_add_spans(unsigned long start_pfn, unsigned long end_pfn);
/* Rebuild the zonelists after zones have got their first memory. */
void zonelists_build(void);
/*
 * Iterate over the zones of a zonelist, in order.  @at: a struct zone ** for the position.  While
 * zones are added, no zone that was in the list before is missed (zonelist_build()).
 */
#define for_each_zone_of_list(list, zone, at) \
	for ((at) = (list)->zones; ((zone) = smp_load_acquire(at)); (at)++)

/*
 * Free RAM, which may be in several zones, to its zones.  The struct pages of whole blocks of the
 * highest order are not initialized yet.
 */
void zones_release(unsigned long start_pfn, unsigned long end_pfn);

/* The functions of zone_limits.c. */

/* Return the zone of a page frame of the node. */
enum zone_type zone_type_of(unsigned long pfn, int nid);
/* Return the end of the zone that contains the page frame of the node. */
unsigned long zone_type_end(unsigned long pfn, int nid);
/*
 * Return @type or the next higher zone that exists.  Below ZONE_NORMAL, a zone without a limit does
 * not exist.
 */
enum zone_type highest_zone(enum zone_type type);
/*
 * Set the start of ZONE_MOVABLE by kernelcore= and movablecore=.  Called after the other limits are
 * set.
 */
void place_movable(void);

/* The functions of numa.c. */

/*
 * Set the states of the nodes, and the node of each CPU.  Called after the zones have got their
 * memory.
 */
void numa_init(void);
#ifdef CONFIG_NUMA
/*
 * Return the node after @last in the order of distance from @from.  @last -1: return the first one.
 * Returns -1 at the end.
 */
int numa_next_nearest(int from, int last);
#else
static inline int numa_next_nearest(int from, int last)
{
	return last < 0 ? 0 : -1;
}
#endif

/* The functions and variables of watermark.c. */
/* Recompute the watermarks after a change of the zones' sizes or of a tunable. */
void watermarks_update(void);
/*
 * Return a number of free pages.  While a zone has more, no watermark needs to be checked.  The
 * number includes nr_free_cma and nr_free_highatomic, so the caller holds the zone's lock.
 */
unsigned long zone_fast_mark(const struct zone *zone);
extern unsigned long min_free_kbytes;
extern unsigned int watermark_scale_factor;
extern unsigned int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES];
bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags);

/* The functions of page_report.c, which report misuse and failures. */
void page_report_bad_free(const struct page *page, unsigned int order, const void *caller);
void page_report_bad_address(const void *virt, const void *caller);
/*
 * Report a refused change of the references.  @why: the reason, or NULL to derive it from the
 * page's state.
 */
void page_report_bad_ref(const struct page *page, const char *what, const char *why,
			 const void *caller);
void page_report_saturated(const struct page *page, const void *caller);
/*
 * Return the node of a request, or NUMA_NO_NODE if @nid does not exist.  Returns -EINVAL, after a
 * message, if the request does not allow another node.
 */
int page_request_node(int nid, gfp_t gfp, unsigned int order, const void *caller);
void page_report_bad_request(gfp_t gfp, unsigned int order, const char *why, const void *caller);
void page_report_failure(gfp_t gfp, unsigned int order, int nid, const nodemask_t *nodemask,
			 const void *caller);
/* The functions of page_words.c, which return or print texts for reports. */
#ifdef CONFIG_MM_VERBOSE
/* Store the names of the flags, such as "GFP_KERNEL|__GFP_ZERO", in @buf.  Returns @buf. */
const char *page_report_gfp(gfp_t gfp, char *buf, size_t size);
/* Return a text that explains why the zones that @gfp allows have no such block. */
const char *page_report_reason(gfp_t gfp, unsigned int order, int nid);
/*
 * Return a text that explains why @page is not the first page of an allocated block of 2^order
 * pages.
 */
const char *page_report_free_reason(const struct page *page, unsigned int order);
/* Print the free memory of each zone, and its fragmentation index for the order. */
void page_report_zones(unsigned int wanted);
#else
static inline const char *page_report_gfp(gfp_t gfp, char *buf, size_t size)
{
	return "";
}

static inline const char *page_report_reason(gfp_t gfp, unsigned int order, int nid)
{
	return "no free block of that order";
}

static inline const char *page_report_free_reason(const struct page *page, unsigned int order)
{
	return "no allocated block of that order starts there";
}

static inline void page_report_zones(unsigned int wanted)
{
}
#endif

/*
 * Implemented in page_figures.c.  Count the free blocks of each order.  @m: the report that may
 * yield the CPU during the count, or NULL.
 */
void page_report_count_blocks(struct zone *zone, unsigned long *nr, struct seq_file *m);
/* Return the fragmentation_index() of a zone.  @nr: its free blocks of each order. */
int page_report_fragmentation(const unsigned long *nr, unsigned int order);
int page_report_largest_order(struct zone *zone);	/* -1: nothing is free */

/* Names of migrate types; defined in pagetypeinfo.c. */
extern const char *const pageblock_type_names[MIGRATE_TYPES];
/* Implemented in pagemap_runs.c: print all pages of the zone as JSON. */
void pagemap_runs_show(struct seq_file *m, const struct zone *zone);

/*
 * Implemented in page_validate.c: check the invariants of buddy.c, with the zones' locks held.
 * Prints the first violation and returns the number of violations.
 */
int page_alloc_validate(void);
int page_zone_validate(struct zone *zone);

/*
 * Tell the debugging tools that a block was allocated, before its owner gets it.  Implemented in
 * page_slow.c.
 */
void page_note_alloc(struct page *page, unsigned int order, gfp_t gfp, const void *caller);

/*
 * Masks of the members of struct page's tag.  The functions below are implemented in
 * page_movable.c.
 */
#define TAG_FLAGS(flags)	((u32)(flags) << 24)
#define TAG_TYPE(type)		((u32)(type))

/* Clear and set bits of the tag atomically.  Returns the previous tag. */
u32 page_change_tag(struct page *page, u32 clear, u32 set);
/*
 * Return the index of @ops in the table of operations.  Adds @ops if the table does not contain
 * it yet.  Returns 0 if the table is full.
 */
struct movable_operations;
unsigned int page_movable_number(const struct movable_operations *ops);
/* Mark a page movable without the checks of __SetPageMovable().  The caller owns the page. */
void page_set_movable(struct page *page, unsigned int number);
const struct movable_operations *page_movable_operations(const struct page *page);

/*
 * Undo __SetPageMovable() without the page lock, for an owner whose migrate_page() cannot be
 * running.  A CPU that has isolated the page sees that it is not movable any more.
 */
void page_keep_in_place(struct page *page);

/*
 * Return the flags that the context of a call allows.  The fast paths do not sleep, so that they
 * would not detect a call in the wrong context.  With CONFIG_DEBUG_ATOMIC_SLEEP, such a call is
 * reported with its caller, and __GFP_DIRECT_RECLAIM is removed unless @gfp has __GFP_NOFAIL.
 * Implemented in page_report.c.
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
