// SPDX-License-Identifier: BSD-2-Clause
/*
 * The page allocator: blocks of 2^order pages, by the binary buddy system.
 *
 * Problem.  Hand out physically contiguous, naturally aligned blocks of 1 to 2^MAX_PAGE_ORDER pages
 * in a bounded number of instructions; join what is freed; refuse every bad free; and be ready at
 * boot without touching memory in proportion to RAM.
 *
 * Structure.  Every page of RAM has a struct page of 16 bytes in the page array, where arithmetic
 * finds it.  Only the struct page of a block's first page says anything: its type (free, allocated,
 * reserved), order and zone.  All others are blank:
 *
 *	pages      0     1     2     3     4     5     6     7
 *	         [free,  .     .     . ] [alloc, . ] [free][alloc]
 *	order      2                      1            0     0
 *
 * So a block's first page is known from itself, an interior page finds its first page by clearing
 * its lowest address bits one by one (page_block_head()), a compound page of any order costs
 * nothing to set up, and a pointer that is not the start of an allocated block is refused by one
 * comparison.
 *
 * Each zone keeps, for each order and migrate type, a doubly linked list of free blocks, linked by
 * 32-bit page numbers inside their struct pages, and a word with one bit for each list that is not
 * empty.
 *
 * Allocation:
 *	1. the lowest bit at or above the order names the list; take its first block;
 *	2. while it is too large, put its upper half on the list below;
 *	3. if no bit is set, make one untouched block usable (see below) and try again;
 *	4. else the next zone of the zonelist; else fail with a report.
 *
 * Freeing:
 *	1. check that the page is in the map, is the first of an allocated block of that order, and
 *	   holds the last reference;
 *	2. while the buddy (the block whose address differs in the bit of this size) is free, whole
 *	   and of the same zone and type: unlink it, blank the upper of the two, and go up one order;
 *	3. put the result at the head of its list.
 *
 * A buddy's struct page is always that of a block's first page, because the block being freed fills
 * the other half of their parent; step 2 therefore never reads an interior page.
 *
 * Boot.  The page array is backed by memory that nobody clears.  Free memory that fills whole
 * blocks of the highest order stays untouched: each run of such blocks is described in the struct
 * page of its first page alone.  A block's struct pages are cleared when the block is first needed,
 * once in its life (zone_grow()); CONFIG_PAGE_INIT_EAGER_MB of them at boot.  The blocks at the
 * ends of memblock's ranges are cleared at boot, too.  page_map.ready has a byte for each block
 * that tells which are valid; RAM that was reserved in whole blocks never becomes so.
 *
 * Invariants, as page_alloc_validate() numbers them:
 *	1. a block on a list is PGTY_free, of the list's order, zone and type, aligned to its size;
 *	2. prev of each block is the block that links to it;
 *	3. a list's bit is set if and only if the list is not empty;
 *	4. no list goes round or leaves the page map;
 *	5. nr_free_pages is the sum over all lists and untouched blocks;
 *	6. ready memory is tiled by blocks: each first page is followed by blank ones to its end;
 *	7. no two free buddies of the same order, zone and type are both whole;
 *	8. an allocated block has at least one reference, a free one has none;
 *	9. the untouched runs hold nr_untouched blocks, none of them ready.
 *
 * Locking.  zone->lock, taken with interrupts off, protects the zone's lists, words and counters,
 * and type, order, zone and links of its free blocks.  An interrupt sees either all or nothing of
 * an operation of its own CPU.  Reference counts are atomic; the flags and the private word of an
 * allocated block belong to its owner.
 *
 * Bounds.  At most MAX_PAGE_ORDER halvings of 11 or joins of 24 instructions (rv64gc): there
 * is no loop over memory or lists.  The exception is zone_grow(): 2 stores for each page of a block
 * of the highest order (about 2,600 instructions at order 10), once for each block.
 *
 * To observe: buddyinfo and meminfo on the console, page_alloc_validate(), the failure report.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "internal.h"

static_assert(sizeof(struct page) == 1 << STRUCT_PAGE_SHIFT);
static_assert(MAX_PAGE_ORDER < 32);
static_assert(ZONE_ID_TEST < 256);

struct page_map page_map;
pg_data_t node_data[MAX_NUMNODES];

/* Not the common case: another zone than NORMAL, more work, or something to be refused. */
#define GFP_RARE	(GFP_ZONEMASK | __GFP_THISNODE | __GFP_NOFAIL | __GFP_ACCOUNT |	\
			 __GFP_COMP | __GFP_ZERO | ~__GFP_BITS_MASK)

static __always_inline unsigned long lowest_bit(unsigned long mask)
{
#if defined(__riscv) && !defined(__riscv_zbb)
	static const u8 of_nibble[16] = { 4, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0 };
	unsigned long bit = 0;

	while (!(mask & 0xf)) {
		mask >>= 4;
		bit += 4;
	}
	return bit + of_nibble[mask & 0xf];
#else
	return __builtin_ctzl(mask);
#endif
}

static __always_inline struct page *buddy_of(const struct page *page, unsigned long nr_pages)
{
	return (struct page *)((unsigned long)page ^ nr_pages * sizeof(*page));
}

/* The first word of a block's first page. */
static __always_inline u64 block_word(unsigned int type, unsigned long order, unsigned int zone_id,
				      u64 refs)
{
	return type | order << 8 | zone_id << 16 | refs << 32;
}

/* Free lists: the caller holds the zone's lock */

/* @head and @bit are those of one list: its entry in zone->head[mt] and in zone->nonempty[mt]. */
static __always_inline void __list_push(struct zone *zone, struct page *page, u32 *head,
					unsigned long bit, unsigned int mt)
{
	unsigned long next = *head, number = page - zone->base;

	page->links = next;
	*head = number;
	if (next)
		zone->base[next].prev = number;
	else
		zone->nonempty[mt] |= bit;
}

static __always_inline void __list_del(struct zone *zone, struct page *page, u32 *head,
				       unsigned long bit, unsigned int mt)
{
	unsigned long links = page->links, next = links & ~0U, prev = links >> 32;

	if (next)
		zone->base[next].prev = prev;
	if (prev) {
		zone->base[prev].next = next;
		return;
	}
	*head = next;
	if (!next)
		zone->nonempty[mt] ^= bit;
}

/* Halve a block of order @high until one of @order is left; the lists between are empty. */
static __always_inline void __split(struct zone *zone, struct page *page, unsigned long high,
				    unsigned long order, unsigned int mt)
{
	u64 word = zone->word_free + (high << 8);

	zone->nonempty[mt] += (1UL << high) - (1UL << order);
	do {
		struct page *upper = page + (1UL << --high);

		word -= 1 << 8;
		upper->word = word;
		upper->links = 0;
		zone->head[mt][high] = upper - zone->base;
	} while (high != order);
}

static __always_inline struct page *__take(struct zone *zone, unsigned long order, unsigned int mt)
{
	unsigned long mask = zone->nonempty[mt] >> order, found = order, next;
	struct page *page;

	if (unlikely(!mask))
		return NULL;
	if (!(mask & 1))
		found += lowest_bit(mask);

	page = &zone->base[zone->head[mt][found]];
	next = page->next;
	zone->head[mt][found] = next;
	if (next)
		zone->base[next].prev = 0;
	else
		zone->nonempty[mt] ^= 1UL << found;
	if (found != order)
		__split(zone, page, found, order, mt);
	zone->nr_free_pages -= 1UL << order;
	page->word = zone->word_allocated + (order << 8);
	return page;
}

/* Give back a block that is on no list; its struct page is overwritten. */
static __always_inline void __give(struct zone *zone, struct page *page, unsigned long order,
				   unsigned int mt)
{
	unsigned long nr_pages = 1UL << order;	/* also the order's bit */
	u32 *head = &zone->head[mt][order];
	u64 word = zone->word_free + (order << 8);

	zone->nr_free_pages += nr_pages;
	for (; nr_pages != MAX_ORDER_NR_PAGES; nr_pages <<= 1, head++, word += 1 << 8) {
		struct page *buddy = buddy_of(page, nr_pages);

		if (READ_ONCE(buddy->word) != word)
			break;
		__list_del(zone, buddy, head, nr_pages, mt);
		if (buddy < page) {
			page->word = 0;
			page = buddy;
		} else {
			buddy->word = 0;
		}
	}
	page->word = word;
	__list_push(zone, page, head, nr_pages, mt);
}

/* Runs of untouched blocks: first page of the run, next: next run, prev: blocks in the run. */

static void __add_untouched(struct zone *zone, struct page *first, unsigned long nr_blocks)
{
	first->word = block_word(PGTY_untouched, MAX_PAGE_ORDER, zone->id, 0);
	first->next = zone->untouched;
	first->prev = nr_blocks;
	zone->untouched = page_number(first);
	zone->nr_untouched += nr_blocks;
	zone->nr_free_pages += nr_blocks << MAX_PAGE_ORDER;
}

static void make_ready(struct page *block)
{
	memset(block, 0, sizeof(*block) << MAX_PAGE_ORDER);
	page_map.ready[page_number(block) >> MAX_PAGE_ORDER] = 1;
}

/* Make one untouched block usable. */
static noinline bool __zone_grow(struct zone *zone)
{
	struct page *block;
	u32 nr_blocks;

	if (!zone->untouched)
		return false;
	block = page_at(zone->untouched);
	nr_blocks = block->prev;
	zone->untouched = block->next;
	zone->nr_untouched -= nr_blocks;
	zone->nr_free_pages -= (unsigned long)nr_blocks << MAX_PAGE_ORDER;
	if (nr_blocks > 1)
		__add_untouched(zone, block + MAX_ORDER_NR_PAGES, nr_blocks - 1);
	make_ready(block);
	__give(zone, block, MAX_PAGE_ORDER, MIGRATE_UNMOVABLE);
	return true;
}

/* Allocation */

struct page *zone_alloc(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = __take(zone, order, MIGRATE_UNMOVABLE);
	if (unlikely(!page) && __zone_grow(zone))
		page = __take(zone, order, MIGRATE_UNMOVABLE);
	if (unlikely(!page))
		zone->nr_failed++;
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

static bool node_allowed(const struct zone *zone, gfp_t gfp, int nid, const nodemask_t *nodemask)
{
	int zone_nid = zone_to_nid(zone);

	if (gfp & __GFP_THISNODE && zone_nid != nid)
		return false;
	return !nodemask || nodemask->bits[zone_nid / 64] >> (zone_nid % 64) & 1;
}

static struct page *zonelist_alloc(gfp_t gfp, unsigned int order, int nid,
				   const nodemask_t *nodemask)
{
	struct zone **z = NODE_DATA(nid)->node_zonelists[gfp_zone(gfp)].zones;
	struct page *page;

	for (; *z; z++) {
		if (!node_allowed(*z, gfp, nid, nodemask))
			continue;
		page = zone_alloc(*z, order);
		if (page)
			return page;
	}
	return NULL;
}

/* Why the request cannot be meant; NULL if it can. */
static const char *bad_flags(gfp_t gfp)
{
	if (gfp & ~__GFP_BITS_MASK)
		return "unknown flags";
	if (gfp & __GFP_ACCOUNT)
		return "__GFP_ACCOUNT is not supported";
	if (gfp & __GFP_DMA && gfp & (__GFP_DMA32 | __GFP_HIGHMEM))
		return "two zones at once";
	if (gfp & __GFP_DMA32 && gfp & __GFP_HIGHMEM)
		return "two zones at once";
	if (gfp & __GFP_MOVABLE && gfp & __GFP_RECLAIMABLE)
		return "movable and reclaimable at once";
	if (!(gfp & __GFP_NOFAIL))
		return NULL;
	if (gfp & __GFP_NORETRY)
		return "__GFP_NOFAIL and __GFP_NORETRY at once";
	if (!(gfp & __GFP_DIRECT_RECLAIM))
		return "__GFP_NOFAIL where nothing may be waited for";
	return NULL;
}

static void prepare(struct page *page, gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_COMP && order)
		WRITE_ONCE(page->flags, page->flags | PG_compound);
	if (gfp & __GFP_ZERO)
		clear_pages(page_address(page), 1U << order);
}

/* All that is unusual: flags to check, zones to walk, failure. */
static noinline struct page *alloc_slow(gfp_t gfp, unsigned int order, int nid,
					const nodemask_t *nodemask, const void *caller)
{
	const char *why = bad_flags(gfp);
	struct page *page;

	if (order > MAX_PAGE_ORDER)
		why = "order above MAX_PAGE_ORDER";
	if (why) {
		if (!(gfp & __GFP_NOWARN))
			page_report_bad_request(gfp, order, why, caller);
		return NULL;
	}
	if (!(gfp & __GFP_NOFAIL) && should_fail_alloc_page(gfp, order))
		page = NULL;
	else
		page = zonelist_alloc(gfp, order, nid, nodemask);
	if (page) {
		prepare(page, gfp, order);
		return page;
	}
	if (!(gfp & __GFP_NOWARN) || gfp & __GFP_NOFAIL)
		page_report_failure(gfp, order, nid, caller);
	if (gfp & __GFP_NOFAIL)
		panic("no memory for an allocation that must not fail");
	return NULL;
}

/* The common case: NULL if it is none, or if memory is short. */
static __always_inline struct page *alloc_fast(gfp_t gfp, unsigned int order, int nid)
{
	struct zone *zone = NODE_DATA(nid)->node_zonelists[ZONE_NORMAL].zones[0];
	unsigned long flags;
	struct page *page;

	if (unlikely(gfp & GFP_RARE || order > MAX_PAGE_ORDER || !zone))
		return NULL;
	if (IS_ENABLED(CONFIG_FAIL_PAGE_ALLOC) && unlikely(fail_page_alloc_armed()))
		return NULL;
	spin_lock_irqsave(&zone->lock, flags);
	page = __take(zone, order, MIGRATE_UNMOVABLE);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

struct page *page_alloc(gfp_t gfp, unsigned int order, int nid, const void *caller)
{
	struct page *page = alloc_fast(gfp, order, nid);

	return likely(page) ? page : alloc_slow(gfp, order, nid, NULL, caller);
}

/* A tail call: the return address is the caller's caller, and nothing needs saving there. */
static noinline struct page *alloc_pages_slow(gfp_t gfp, unsigned int order)
{
	return alloc_slow(gfp, order, 0, NULL, __builtin_return_address(0));
}

static __always_inline int near_node(int nid)
{
	return nid == NUMA_NO_NODE || MAX_NUMNODES == 1 ? 0 : nid;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_fast(gfp, order, 0);

	return likely(page) ? page : alloc_pages_slow(gfp, order);
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return page_alloc(gfp, order, near_node(nid), __builtin_return_address(0));
}

struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return page_alloc(gfp, order, near_node(nid), __builtin_return_address(0));
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   nodemask_t *nodemask)
{
	const void *caller = __builtin_return_address(0);

	if (nodemask)
		return alloc_slow(gfp, order, near_node(preferred_nid), nodemask, caller);
	return page_alloc(gfp, order, near_node(preferred_nid), caller);
}

static unsigned long get_free_pages(gfp_t gfp, unsigned int order, const void *caller)
{
	struct page *page;

	if (unlikely(gfp & __GFP_HIGHMEM)) {
		page_report_bad_request(gfp, order, "__GFP_HIGHMEM has no address", caller);
		return 0;
	}
	page = page_alloc(gfp, order, 0, caller);
	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	return get_free_pages(gfp, order, __builtin_return_address(0));
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return get_free_pages(gfp | __GFP_ZERO, 0, __builtin_return_address(0));
}

/* Freeing */

/*
 * Free a block that holds @refs references, none or the last one; false if it is something else.
 * Of two frees at the same time the lock lets one see what the other has done.
 */
static __always_inline bool free_block(struct page *page, unsigned long order, int refs)
{
	struct zone *zone;
	unsigned long flags;
	bool ok;

	if (unlikely(!page_ready(page)))
		return false;
	zone = page_map.zones[page->zone];
	spin_lock_irqsave(&zone->lock, flags);
	ok = page->kind == page_kind(PGTY_allocated, order) && page_ref_count(page) == refs;
	if (likely(ok))
		__give(zone, page, order, MIGRATE_UNMOVABLE);
	spin_unlock_irqrestore(&zone->lock, flags);
	return ok;
}

/* A block that is held by others too loses one reference; anything else is refused. */
static noinline void free_slow(struct page *page, unsigned int order, const void *caller)
{
	if (!page_ready(page) || page->kind != page_kind(PGTY_allocated, order) ||
	    page_ref_count(page) <= 0)
		page_report_bad_free(page, order, caller);
	else if (put_page_testzero(page) && !free_block(page, order, 0))
		page_report_bad_free(page, order, caller);
}

/* A tail call: the return address is the caller's caller, and nothing needs saving there. */
static noinline void free_pages_slow(struct page *page, unsigned int order)
{
	free_slow(page, order, __builtin_return_address(0));
}

void __free_pages(struct page *page, unsigned int order)
{
	if (!free_block(page, order, 1))
		free_pages_slow(page, order);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

struct page *page_block_head(const struct page *page)
{
	unsigned int order;

	if (!page_ready(page))
		return NULL;
	if (page->type)
		return (struct page *)page;
	for (order = 1; order <= MAX_PAGE_ORDER; order++) {
		unsigned long mask = ~((sizeof(*page) << order) - 1);
		struct page *head = (struct page *)((unsigned long)page & mask);

		if (head->type)
			return head->order >= order ? head : NULL;
	}
	return NULL;
}

struct page *__compound_head(const struct page *page)
{
	struct page *head = page_block_head(page);

	return head && PageHead(head) ? head : (struct page *)page;
}

void get_page(struct page *page)
{
	page = compound_head(page);
	if (unlikely(!atomic_inc_not_zero(&page->_refcount)))
		page_report_bad_ref(page, "get_page", __builtin_return_address(0));
}

bool get_page_unless_zero(struct page *page)
{
	return atomic_inc_not_zero(&page->_refcount);
}

void put_page(struct page *page)
{
	const void *caller = __builtin_return_address(0);

	if (unlikely(!page_ready(page)))
		return page_report_bad_ref(page, "put_page", caller);
	page = compound_head(page);
	if (unlikely(page->type < PGTY_allocated || page->type == PGTY_reserved ||
		     page_ref_count(page) <= 0))
		return page_report_bad_ref(page, "put_page", caller);
	if (put_page_testzero(page) && !free_block(page, page->order, 0))
		page_report_bad_free(page, page->order, caller);
}

void split_page(struct page *page, unsigned int order)
{
	u64 word = page->word - ((u64)order << 8);
	unsigned long i;

	if (page->kind != page_kind(PGTY_allocated, order) || page->flags & PG_compound)
		return page_report_bad_ref(page, "split_page", __builtin_return_address(0));
	for (i = 0; i < 1UL << order; i++)
		page[i].word = word;
}

/* Exact sizes: blocks of falling order, side by side */

static void keep_first_pages(struct page *page, unsigned int order, unsigned long nr)
{
	u64 word = page->word;

	while (nr < 1UL << order) {
		struct page *upper = page + (1UL << --order);

		word -= 1 << 8;
		upper->word = word;
		page->word = word;
		if (nr <= 1UL << order) {
			__free_pages(upper, order);
		} else {
			page = upper;
			nr -= 1UL << order;
		}
	}
}

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	const void *caller = __builtin_return_address(0);
	struct page *page;
	unsigned int order;

	if (!size)
		return NULL;
	if (WARN_ON_ONCE(gfp & (__GFP_COMP | __GFP_HIGHMEM)))
		gfp &= ~(__GFP_COMP | __GFP_HIGHMEM);
	order = get_order(size);
	page = page_alloc(gfp & ~__GFP_ZERO, order, 0, caller);
	if (!page)
		return NULL;
	keep_first_pages(page, order, PFN_UP(size));
	if (gfp & __GFP_ZERO)
		clear_pages(page_address(page), PFN_UP(size));
	return page_address(page);
}

void free_pages_exact(void *virt, size_t size)
{
	const void *caller = __builtin_return_address(0);
	struct page *page = virt_to_page(virt);
	struct page *end = page + PFN_UP(size);

	while (page < end) {
		unsigned int order = page_ready(page) ? page->order : 0;

		if (!page_ready(page) || page->type != PGTY_allocated ||
		    page + (1UL << order) > end || page_ref_count(page) != 1)
			return page_report_bad_free(page, order, caller);
		if (!free_block(page, order, 1))
			return free_slow(page, order, caller);
		page += 1UL << order;
	}
}

/* Handing over */

/*
 * Free the reserved pages of [page, end), which is inside one ready block: halve the reserved block
 * that holds the first of them until a piece starts there and ends in the range.
 */
static unsigned long release_part(struct zone *zone, struct page *page, struct page *end)
{
	unsigned long flags, nr = 0;

	spin_lock_irqsave(&zone->lock, flags);
	while (page < end) {
		struct page *head = page_block_head(page);
		unsigned int order;

		if (!head || head->type != PGTY_reserved)
			break;
		for (order = head->order; head != page || page + (1UL << order) > end;) {
			struct page *upper = head + (1UL << --order);

			upper->word = block_word(PGTY_reserved, order, head->zone, 0);
			head->order = order;
			if (page >= upper)
				head = upper;
		}
		zone->managed_pages += 1UL << order;
		__give(zone, page, order, MIGRATE_UNMOVABLE);
		nr += 1UL << order;
		page += 1UL << order;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return nr;
}

/* A block that is not all free at boot: clear its struct pages, all reserved. */
static void prepare_reserved(struct zone *zone, struct page *block)
{
	if (page_ready(block))
		return;
	make_ready(block);
	block->word = block_word(PGTY_reserved, MAX_PAGE_ORDER, zone->id, 0);
}

unsigned long zone_release(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			   bool boot)
{
	struct page *page = pfn_to_page(start_pfn), *end = pfn_to_page(end_pfn);
	unsigned long mask = ~((sizeof(*page) << MAX_PAGE_ORDER) - 1), nr = 0;

	while (page < end) {
		struct page *block = (struct page *)((unsigned long)page & mask);
		unsigned long whole = (end - block) >> MAX_PAGE_ORDER, part;
		struct page *stop = whole ? block + MAX_ORDER_NR_PAGES : end;

		if (boot && page == block && whole && !page_ready(block)) {
			__add_untouched(zone, block, whole);
			part = whole << MAX_PAGE_ORDER;
			zone->managed_pages += part;
			stop = block + part;
		} else {
			prepare_reserved(zone, block);
			part = release_part(zone, page, stop);
		}
		nr += part;
		if (part != (unsigned long)(stop - page))
			break;
		page = stop;
	}
	return nr;
}

void zone_touch(struct zone *zone, unsigned long nr_blocks)
{
	unsigned long flags;

	for (; nr_blocks; nr_blocks--) {
		bool more;

		spin_lock_irqsave(&zone->lock, flags);
		more = __zone_grow(zone);
		spin_unlock_irqrestore(&zone->lock, flags);
		if (!more)
			return;
	}
}

void zone_init(struct zone *zone, unsigned int id, const char *name)
{
	memset(zone, 0, sizeof(*zone));
	spin_lock_init(&zone->lock);
	zone->id = id;
	zone->base = page_map.base;
	zone->word_free = block_word(PGTY_free, 0, id, 0);
	zone->word_allocated = block_word(PGTY_allocated, 0, id, 1);
	zone->name = name;
	page_map.zones[id] = zone;
}

/* Lending a block to a test */

int page_zone_borrow(struct zone *zone, struct page *block, unsigned int order)
{
	if (block->kind != page_kind(PGTY_allocated, order) || page_ref_count(block) != 1)
		return -EINVAL;
	zone_init(zone, ZONE_ID_TEST, "Test");
	zone->present_pages = 1UL << order;
	zone->zone_pgdat = NODE_DATA(0);
	block->word = block_word(PGTY_reserved, order, ZONE_ID_TEST, 0);
	release_part(zone, block, block + (1UL << order));
	return 0;
}

int page_zone_return(struct zone *zone, struct page *block, unsigned int order)
{
	struct zone *owner = page_pfn_zone(page_to_pfn(block));

	if (block->kind != page_kind(PGTY_free, order) || zone->nr_free_pages != 1UL << order)
		return -EBUSY;
	block->word = block_word(PGTY_allocated, order, owner->id, 1);
	page_map.zones[ZONE_ID_TEST] = NULL;
	return 0;
}
