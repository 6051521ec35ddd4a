// SPDX-License-Identifier: BSD-2-Clause
/*
 * The buddy system: manages the memory of a zone in blocks of 2^order pages.
 *
 * Problem.  Allocate physically contiguous, naturally aligned blocks of 1 to 2^MAX_PAGE_ORDER pages
 * in a bounded number of instructions.  Merge freed blocks.  Know the state of every block from its
 * struct page alone, so that every bad free can be refused.  Separate unmovable memory from the
 * memory of large blocks.  Be ready during boot without accessing memory in proportion to RAM.
 *
 * Structure.  Every page of RAM has a struct page of 16 bytes in the page array, at an address that
 * is computed from the page's address.  Only the struct page of a block's first page contains
 * information: its type (free, cached, allocated, reserved), order and zone.  All other struct
 * pages are blank (zero):
 *
 *	pages      0     1     2     3     4     5     6     7
 *	         [free,  .     .     . ] [alloc, . ] [free][alloc]
 *	order      2                      1            0     0
 *
 * So a struct page alone shows whether its page is the first of a block.  To find the block of an
 * interior page, page_block_head() clears the lowest bits of the page number one by one.  Setting
 * up a compound page of any order costs nothing.  One comparison refuses a pointer that is not the
 * start of an allocated block.
 *
 * Each zone has, for each order and migrate type, a doubly linked list of free blocks.  The links
 * are 32-bit page numbers in their struct pages.  For each type, a word has one bit for each list
 * that is not empty.  The type of a free block is that of the page block (2^pageblock_order pages)
 * that contains it.  page_map.block stores it, in one byte for each page block.
 *
 * Allocating a block (zone_take()), until one of these steps succeeds:
 *	1. In the word of the wanted type, find the lowest set bit at or above the order.  Pop the
 *	   first block of this list.  While the block is too large, insert its upper half into the
 *	   list of the next lower order.
 *	2. For movable pages, do the same with the lists of MIGRATE_CMA.
 *	3. Change a free block of another type that consists of whole page blocks to the wanted
 *	   type.
 *	4. Initialize an untouched block (see below) with the wanted type.
 *	5. Change the type of the page block that contains the largest free block of another type,
 *	   if half of the page block is free or in use for the wanted type.
 *	6. Use the smallest block of another type, without changing the type.
 * After steps 5 and 6, unmovable pages are no longer separate from others.  Therefore steps 3 and 4
 * come first.
 *
 * A page block that changes its type may have many free blocks.  So its type changes at once, and
 * its free blocks move to the lists of that type in parts, between which the lock is released:
 * zone->retyping is the page at which the next part starts.  Until then a block is on the list of
 * the old type, and can be allocated from it.  Only one page block of a zone is in this state.
 * Step 6 follows only when no page block is in it.  Otherwise the steps fail, and zone_alloc()
 * moves the remaining free blocks and repeats them.
 *
 * Freeing a block (zone_give()):
 *	1. The buddy is the block whose address differs in the bit of this size.  While the buddy is
 *	   free, not divided, and of the same zone and type: unlink it, blank the struct page of
 *	   the upper block, and continue with the merged block, one order higher.  From the size of
 *	   a page block on, buddies of different types are merged, too, if requests can have both
 *	   types.  The result has the type of the freed block.
 *	2. Insert the result at the head of its list.
 * A buddy's struct page is always that of a block's first page, because the freed block is the
 * other half of their parent.  So step 1 never reads an interior page.
 *
 * Boot.  The page array is backed by memory that is not cleared.  Free memory in whole blocks of
 * the highest order remains untouched: each run of such blocks is described only in the struct page
 * of its first page.  The struct pages of a block are cleared when the block is needed for the
 * first time (__zone_grow()).  During boot, they are cleared for CONFIG_PAGE_INIT_EAGER_MB of
 * memory, and for the blocks at the ends of memblock's ranges.  page_map.block records which page
 * blocks are ready: their struct pages are initialized.  RAM that was reserved in whole blocks
 * never becomes ready.
 *
 * Invariants, with the numbers that page_alloc_validate() prints:
 *	1. a block on a list is PGTY_free, has the list's order and type, belongs to the zone, and
 *	   is aligned to its size;
 *	2. prev of each block is the block that links to it;
 *	3. a list's bit is set if and only if the list is not empty;
 *	4. no list has a cycle or leaves the page map;
 *	5. nr_free_pages is the sum over all lists except the isolated ones, and the untouched
 *	   blocks; nr_free_cma and nr_free_highatomic are the sums over their lists;
 *	6. ready memory is completely divided into blocks: a first page is followed by blank ones
 *	   up to the block's end;
 *	7. two buddies of the same order, zone and type are not both free and undivided; from the
 *	   size of a page block on, all types that requests can have count as the same;
 *	8. an allocated block has at least one reference, any other none;
 *	9. the untouched runs contain nr_untouched blocks, none of them ready;
 *	10. a free block's type is that of its page blocks, except behind zone->retyping in the
 *	   same page block;
 *	11. fast_mark is the result of zone_fast_mark().
 *
 * Locking.  zone->lock, with interrupts off, protects the zone's lists, words and counters, its
 * page blocks' types, and type, order, zone and links of its free blocks.  An interrupt handler
 * never sees an unfinished operation of its CPU.  Reference counts are atomic.  The flags and
 * page->private of an allocated block belong to its owner.
 *
 * Bounds.  At most MAX_PAGE_ORDER halvings of 11 or merges of 24 instructions (rv64gc), without a
 * loop over memory or lists.  There are two exceptions.  __zone_grow() executes 2 stores for each
 * page of a block of the highest order (about 2,600 instructions at order 10), once for each block.
 * A change of type (step 5) reads up to ALIKE_BLOCKS blocks of one page block, and moves the first
 * part of its free blocks.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/string.h>
#include <linux/vmstat.h>

#include "buddy.h"

static_assert(sizeof(struct page) == 1 << STRUCT_PAGE_SHIFT);
static_assert(MAX_PAGE_ORDER < 32);
static_assert(ZONE_ID_TEST < 256);
static_assert(MIGRATE_TYPES <= PAGEBLOCK_TYPE + 1);

struct page_map page_map;
pg_data_t node_data[MAX_NUMNODES];

#define MAX_BLOCK_MASK	(~((sizeof(struct page) << MAX_PAGE_ORDER) - 1))

static struct page *pageblock_start(const struct page *page)
{
	return (struct page *)((unsigned long)page & ~((sizeof(*page) << pageblock_order) - 1));
}

/* Page blocks' types */

static void set_type(const struct page *page, unsigned int mt)
{
	WRITE_ONCE(page_map.block[pageblock_index(page)], PAGEBLOCK_READY | mt);
}

/* Set the type of the page block that contains a block, or of all page blocks of a larger block. */
static void set_types(const struct page *page, unsigned long order, unsigned int mt)
{
	unsigned long i;

	set_type(page, mt);
	for (i = pageblock_nr_pages; i < 1UL << order; i += pageblock_nr_pages)
		set_type(page + i, mt);
}

void __join_types(struct zone *zone, struct page *page, unsigned long order, unsigned long mt)
{
	struct page *buddy = buddy_of(page, 1UL << order), *upper = page > buddy ? page : buddy;
	struct page other = page_snapshot(buddy);
	u64 word = free_word(zone, order, mt);

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(order < pageblock_order || order >= MAX_PAGE_ORDER);
	if (mt < MIGRATE_PCPTYPES && other.flags < MIGRATE_PCPTYPES &&
	    other.word == free_word(zone, order, other.flags)) {
		__unlist(zone, &zone->lists[other.flags], buddy, order);
		set_types(buddy, order, mt);
		WRITE_ONCE(upper->word, 0);
		return __join(zone, upper == page ? buddy : page, order + 1, mt);
	}
	WRITE_ONCE(page->word, word);
	__enlist(zone, &zone->lists[mt], page, order);
}

/* Move a free block to the list of another type, and merge it with its buddies of that type. */
static void __retype(struct zone *zone, struct page *page, unsigned int from, unsigned int to)
{
	unsigned long order = page->order;

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(from == to || to >= MIGRATE_TYPES);
	__unlist(zone, &zone->lists[from], page, order);
	__account(zone, -(1L << order), from);
	__give(zone, page, order, to);
}

/* Split the free block that contains the page block, until the page block is a block of its own. */
static void __split_to_pageblock(struct zone *zone, struct page *first)
{
	struct page *head = page_block_head(first);
	struct page seen = head ? page_snapshot(head) : (struct page){};
	unsigned long order = seen.order;
	unsigned int mt = seen.flags;

	lockdep_assert_held(&zone->lock);
	if (order <= pageblock_order || seen.type != PGTY_free)
		return;
	__unlist(zone, &zone->lists[mt], head, order);
	while (order-- > pageblock_order) {
		struct page *upper = head + (1UL << order), *other = first < upper ? upper : head;

		head = first < upper ? head : upper;
		WRITE_ONCE(other->word, free_word(zone, order, mt));
		__enlist(zone, &zone->lists[mt], other, order);
	}
	WRITE_ONCE(head->word, free_word(zone, pageblock_order, mt));
	__enlist(zone, &zone->lists[mt], head, pageblock_order);
}

/*
 * The cost of the blocks that are moved to other lists with the lock held.  A block that is only
 * read costs 1.
 */
#define RETYPE_COST	64
#define RETYPE_MOVE	5

bool __pageblock_retype_part(struct zone *zone)
{
	struct page *page = zone->retyping, *end, *head;
	unsigned int mt, cost = 0;

	lockdep_assert_held(&zone->lock);
	if (!page)
		return false;
	end = pageblock_start(page) + pageblock_nr_pages;
	mt = pageblock_type(page);
	/* Blocks may have been merged since the last part. */
	head = page_block_head(page);
	page = head ? head : page;
	for (; page < end && cost < RETYPE_COST; cost++) {
		struct page seen = page_snapshot(page);

		/* A blank page is in a block that its owner is splitting. */
		if (seen.type == PGTY_free && seen.flags != mt) {
			__retype(zone, page, seen.flags, mt);
			cost += RETYPE_MOVE;
		}
		page += 1UL << seen.order;
	}
	zone->retyping = page < end ? page : NULL;
	return zone->retyping;
}

void __pageblock_retype(struct zone *zone, struct page *page, unsigned int mt)
{
	struct page *first = pageblock_start(page), *head;

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(mt >= MIGRATE_TYPES || !page_ready(first) || zone->retyping);
	if (mt == pageblock_type(first))
		return;
	__split_to_pageblock(zone, first);
	set_type(first, mt);
	head = page_block_head(page);
	if (head && head->type == PGTY_free && head->flags != mt)
		__retype(zone, head, head->flags, mt);
	zone->retyping = first;
	__pageblock_retype_part(zone);
}

void pageblock_retype_end(struct zone *zone)
{
	unsigned long flags;
	bool more = true;

	while (more) {
		spin_lock_irqsave(&zone->lock, flags);
		more = __pageblock_retype_part(zone);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}

void pageblock_set_type(struct zone *zone, struct page *page, unsigned int mt)
{
	while (__pageblock_retype_part(zone))
		;
	__pageblock_retype(zone, page, mt);
	while (__pageblock_retype_part(zone))
		;
}

/*
 * Runs of untouched blocks.  In the struct page of a run's first page, next is the next run and
 * prev is the number of blocks.
 */

static void __add_untouched(struct zone *zone, struct page *first, unsigned long nr_blocks)
{
	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(!nr_blocks || (unsigned long)first & ~MAX_BLOCK_MASK);
	VM_WARN_ON(page_ready(first));
	WRITE_ONCE(first->word, block_word(PGTY_untouched, MAX_PAGE_ORDER, zone->id, 0));
	first->next = zone->untouched;
	first->prev = nr_blocks;
	zone->untouched = page_number(first);
	WRITE_ONCE(zone->nr_untouched, zone->nr_untouched + nr_blocks);
	WRITE_ONCE(zone->nr_free_pages, zone->nr_free_pages + (nr_blocks << MAX_PAGE_ORDER));
}

static void make_ready(struct page *block, unsigned int mt)
{
	memset(block, 0, sizeof(*block) << MAX_PAGE_ORDER);
	set_types(block, MAX_PAGE_ORDER, mt);
}

/* Remove block @index from the run to which *@link refers, initialize it and free it. */
static void __touch(struct zone *zone, u32 *link, u32 index, unsigned int mt)
{
	struct page *first = page_at(*link);
	struct page *block = first + ((unsigned long)index << MAX_PAGE_ORDER);
	u32 nr_blocks = first->prev;

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(first->type != PGTY_untouched || page_ready(first));
	VM_WARN_ON(index >= nr_blocks || nr_blocks > zone->nr_untouched);
	*link = first->next;
	WRITE_ONCE(zone->nr_untouched, zone->nr_untouched - nr_blocks);
	WRITE_ONCE(zone->nr_free_pages,
		   zone->nr_free_pages - ((unsigned long)nr_blocks << MAX_PAGE_ORDER));
	if (index + 1 < nr_blocks)
		__add_untouched(zone, block + MAX_ORDER_NR_PAGES, nr_blocks - index - 1);
	if (index)
		__add_untouched(zone, first, index);
	make_ready(block, mt);
	__give(zone, block, MAX_PAGE_ORDER, mt);
}

static noinline bool __zone_grow(struct zone *zone, unsigned int mt)
{
	if (!zone->untouched)
		return false;
	__touch(zone, &zone->untouched, 0, mt);
	return true;
}

bool __zone_touch(struct zone *zone, const struct page *page)
{
	u32 number = page_number(page), *link;

	lockdep_assert_held(&zone->lock);
	for (link = &zone->untouched; *link; link = &page_at(*link)->next) {
		u32 index = (number - *link) >> MAX_PAGE_ORDER;

		if (number >= *link && index < page_at(*link)->prev) {
			__touch(zone, link, index, MIGRATE_MOVABLE);
			return true;
		}
	}
	return false;
}

/* Fallback to other migrate types */

/* Fallback types, in the order of preference. */
static const u8 fallbacks[MIGRATE_PCPTYPES][2] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/* Return the first block of the highest list of @mt at or above the order, or NULL. */
static struct page *highest_block(struct zone *zone, unsigned int order, unsigned int mt)
{
	unsigned long mask = zone->lists[mt].nonempty >> order;

	return mask ? &zone->base[zone->lists[mt].head[order + ilog2(mask)]] : NULL;
}

/*
 * Step 3 of zone_take() (see the top of the file): change the type of a free block that consists of
 * whole page blocks.  So no page block contains pages of two types.
 */
static bool __take_over_whole(struct zone *zone, unsigned int order, unsigned int mt)
{
	lockdep_assert_held(&zone->lock);
	order = max_t(unsigned int, order, pageblock_order);
	for (unsigned int i = 0; i < ARRAY_SIZE(fallbacks[mt]); i++) {
		struct page *page = highest_block(zone, order, fallbacks[mt][i]);

		if (page) {
			set_types(page, page->order, mt);
			__retype(zone, page, fallbacks[mt][i], mt);
			return true;
		}
	}
	return false;
}

/* Return the migrate type for which a block is in use. */
static unsigned int page_use(const struct page *page)
{
	switch (page->type & ~PGTY_MIGRATETYPE) {
	case PGTY_allocated:
	case PGTY_cached:
	case PGTY_marked:
		return page->type & PGTY_MIGRATETYPE;
	case PGTY_movable:
	case PGTY_vmalloc:
		return MIGRATE_MOVABLE;
	}
	return MIGRATE_UNMOVABLE;
}

/* The largest number of blocks that are read to decide whether a page block changes its type. */
#define ALIKE_BLOCKS	32

/*
 * Return true if half of the page block is free or in use for @mt.  The page block is divided into
 * ALIKE_BLOCKS parts.  The state of a part that is not within one block is that of one of its
 * pages.  Its position differs from part to part, because small blocks often begin at regular
 * distances.
 */
static bool is_alike(const struct page *first, unsigned int mt)
{
	const unsigned long part = max(pageblock_nr_pages / ALIKE_BLOCKS, 1UL);
	unsigned long nr = 0, at = 0, next;

	for (; at < pageblock_nr_pages; at = next) {
		const struct page *head = page_block_head(first + at + at / part % part);
		struct page seen;

		next = at + part;
		if (!head)
			continue;	/* the owner of the block is splitting it */
		seen = page_snapshot(head);
		next = max(next, (unsigned long)(head - first) + (1UL << seen.order));
		if (seen.type == PGTY_free || page_use(&seen) == mt)
			nr += next - at;
	}
	return 2 * nr >= pageblock_nr_pages;
}

/*
 * Try step 5 (see the top of the file), with Linux's rules for the blocks that may be claimed.
 * While a page block changes its type, move the next part of its free blocks instead.
 */
static bool __claim_pageblock(struct zone *zone, unsigned int order, unsigned int mt)
{
	unsigned int least = mt == MIGRATE_MOVABLE ? max_t(unsigned int, order, pageblock_order / 2)
						   : order;

	lockdep_assert_held(&zone->lock);
	if (__pageblock_retype_part(zone) || zone->lists[mt].nonempty >> order)
		return zone->lists[mt].nonempty >> order;
	for (unsigned int i = 0; i < ARRAY_SIZE(fallbacks[mt]); i++) {
		struct page *page = highest_block(zone, least, fallbacks[mt][i]);

		if (page && is_alike(pageblock_start(page), mt)) {
			__pageblock_retype(zone, page, mt);
			__count_vm_event(PAGEBLOCK_CLAIM);
			return true;
		}
	}
	return false;
}

struct page *__take_elsewhere(struct zone *zone, unsigned int order, unsigned int mt)
{
	struct page *page;

	lockdep_assert_held(&zone->lock);
	if (__take_over_whole(zone, order, mt) || __zone_grow(zone, mt))
		return __take(zone, order, mt);
	if (__claim_pageblock(zone, order, mt))
		return __take(zone, order, mt);
	for (unsigned int i = 0; i < ARRAY_SIZE(fallbacks[mt]) && !zone->retyping; i++) {
		page = __take(zone, order, fallbacks[mt][i]);
		if (page) {
			__count_vm_event(PAGEBLOCK_STEAL);
			return page;
		}
	}
	return NULL;
}

struct page *zone_take_slow(struct zone *zone, unsigned int order, unsigned int mt,
			    unsigned int alloc_flags)
{
	struct page *page = NULL;

	lockdep_assert_held(&zone->lock);
	if (alloc_flags & ALLOC_HIGHATOMIC)
		page = __take(zone, order, MIGRATE_HIGHATOMIC);
	/*
	 * Use CMA areas and other memory alternately, so that neither is exhausted before the
	 * other.
	 */
	if (!page && alloc_flags & ALLOC_CMA && zone->nr_free_cma > zone->nr_free_pages / 2)
		page = __take(zone, order, MIGRATE_CMA);
	if (!page)
		page = __take(zone, order, mt);
	if (!page && alloc_flags & ALLOC_CMA)
		page = __take(zone, order, MIGRATE_CMA);
	if (!page)
		page = __take_elsewhere(zone, order, mt);
	if (!page && !zone->retyping && alloc_flags & (ALLOC_OOM | ALLOC_NON_BLOCK))
		page = __take(zone, order, MIGRATE_HIGHATOMIC);
	return page;
}

struct page *zone_alloc(struct zone *zone, unsigned int order, unsigned int mt,
			unsigned int alloc_flags)
{
	unsigned long flags;
	struct page *page;
	bool retyping;

	for (;;) {
		spin_lock_irqsave(&zone->lock, flags);
		page = zone_take(zone, order, mt, alloc_flags);
		retyping = zone->retyping;
		if (likely(page)) {
			WRITE_ONCE(page->word, allocated_word(zone, order, mt));
			count_pages(zone, 1L << order);
		} else if (!retyping) {
			zone->nr_failed++;
		}
		spin_unlock_irqrestore(&zone->lock, flags);
		if (page || !retyping)
			return page;
		pageblock_retype_end(zone);
	}
}

/* Free a block whose page blocks have different types. */
static noinline void __give_parts(struct zone *zone, struct page *page)
{
	struct page *end = page + (1UL << page->order);

	lockdep_assert_held(&zone->lock);
	for (; page < end; page += pageblock_nr_pages)
		__give(zone, page, pageblock_order, pageblock_type(page));
}

void zone_give(struct zone *zone, struct page *page, unsigned long order)
{
	unsigned int mt = pageblock_type(page);

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(order > MAX_PAGE_ORDER);
	if (unlikely(order > pageblock_order)) {
		for (unsigned long i = 0; i < 1UL << order; i += pageblock_nr_pages) {
			if (pageblock_type(page + i) != mt) {
				WRITE_ONCE(page->order, order);
				return __give_parts(zone, page);
			}
		}
	}
	__give(zone, page, order, mt);
}

/* Parts of blocks */

/* Free a range of pages in the largest possible blocks. */
static void __give_range(struct zone *zone, struct page *page, struct page *end, unsigned int mt)
{
	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(page > end);
	while (page < end) {
		unsigned long order = min_t(unsigned long, MAX_PAGE_ORDER, ilog2(end - page));

		order = min_t(unsigned long, order, lowest_bit(page_number(page)));
		__give(zone, page, order, mt);
		page += 1UL << order;
	}
}

void __zone_carve(struct zone *zone, struct page *head, struct page *start, struct page *end,
		  u64 word)
{
	unsigned long order = head->order, mt = head->flags;
	struct page *stop = head + (1UL << order), *page;

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(start >= end || start >= stop || end <= head);
	__unlist(zone, &zone->lists[mt], head, order);
	__account(zone, -(1L << order), mt);
	WRITE_ONCE(head->word, 0);
	start = start > head ? start : head;
	end = end < stop ? end : stop;
	__give_range(zone, head, start, mt);
	__give_range(zone, end, stop, mt);
	for (page = start; page < end; page++)
		WRITE_ONCE(page->word, word);
}

/*
 * Return the zone of a page.  The first page of a ready block of the highest order is the first
 * page of some block, so that its struct page contains the zone.
 */
static struct zone *zone_of(const struct page *page)
{
	const struct page *first = (const struct page *)((unsigned long)page & MAX_BLOCK_MASK);

	if (!page_ready(page))
		return page_pfn_zone(page_to_pfn(page));
	return page_map.zones[data_race(first->zone)];
}

struct zone *page_zone_lock(const struct page *page, unsigned long *flags) __no_context_analysis
{
	for (;;) {
		struct zone *zone = zone_of(page);

		if (!zone)
			return NULL;
		spin_lock_irqsave(&zone->lock, *flags);
		/* The page is still in this zone, and the lock keeps it there. */
		if (zone_of(page) == zone)
			return zone;
		spin_unlock_irqrestore(&zone->lock, *flags);
	}
}

unsigned int page_copy_blocks(const struct zone *zone, const struct page **at,
			      const struct page *end, struct page_block *blocks)
{
	const struct page *page = *at;
	unsigned int nr = 0;
	unsigned long flags;
	struct zone *owner = page_zone_lock(page, &flags);

	if (!owner)
		return 0;
	lockdep_assert_held(&owner->lock);
	for (; (!zone || owner == zone) && page < end && nr < PAGE_BLOCKS; nr++) {
		const struct page *head = page_block_head(page);
		const struct page *stop = page + 1;

		blocks[nr] = (struct page_block){ };
		if (head) {
			blocks[nr].head = page_snapshot(head);
			stop = head + (1UL << blocks[nr].head.order);
		}
		stop = stop < end ? stop : end;
		blocks[nr].is_start = head == page;
		blocks[nr].nr_pages = stop - page;
		page = stop;
	}
	spin_unlock_irqrestore(&owner->lock, flags);
	*at = page;
	return nr;
}

/* Transfer of memory to the page allocator */

/*
 * Free the reserved pages of [page, end), which is inside one ready block of the highest order.
 * The reserved block that contains @page is halved until a part starts at @page and ends in the
 * range.  Stops at a page that is not reserved.  Returns the number of freed pages.
 */
static unsigned long release_part(struct zone *zone, struct page *page, struct page *end)
{
	unsigned long flags, nr = 0;

	spin_lock_irqsave(&zone->lock, flags);
	while (page < end) {
		struct page *head = page_block_head(page);
		unsigned int order;

		if (!head || READ_ONCE(head->type) != PGTY_reserved)
			break;
		for (order = head->order; head != page || page + (1UL << order) > end;) {
			struct page *upper;

			VM_WARN_ON(!order);
			upper = head + (1UL << --order);

			WRITE_ONCE(upper->word, block_word(PGTY_reserved, order, head->zone, 0));
			WRITE_ONCE(head->order, order);
			if (page >= upper)
				head = upper;
		}
		WRITE_ONCE(zone->managed_pages, zone->managed_pages + (1UL << order));
		zone_give(zone, page, order);
		nr += 1UL << order;
		page += 1UL << order;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return nr;
}

/*
 * Initialize the struct pages of a block that is not completely free at boot.  All of its pages are
 * reserved.
 */
static void prepare_reserved(struct zone *zone, struct page *block)
{
	VM_WARN_ON((unsigned long)block & ~MAX_BLOCK_MASK);
	if (page_ready(block))
		return;
	make_ready(block, MIGRATE_MOVABLE);
	block->word = block_word(PGTY_reserved, MAX_PAGE_ORDER, zone->id, 0);
}

unsigned long zone_release(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			   bool boot)
{
	struct page *page = pfn_to_page(start_pfn), *end = pfn_to_page(end_pfn);
	unsigned long nr = 0, flags;

	while (page < end) {
		struct page *block = (struct page *)((unsigned long)page & MAX_BLOCK_MASK);
		unsigned long whole = (end - block) >> MAX_PAGE_ORDER, part;
		struct page *stop = whole ? block + MAX_ORDER_NR_PAGES : end;

		if (boot && page == block && whole && !page_ready(block)) {
			spin_lock_irqsave(&zone->lock, flags);
			__add_untouched(zone, block, whole);
			spin_unlock_irqrestore(&zone->lock, flags);
			part = whole << MAX_PAGE_ORDER;
			WRITE_ONCE(zone->managed_pages, zone->managed_pages + part);
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

void zone_set_reserved_type(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			    unsigned int mt)
{
	for (unsigned long pfn = start_pfn; pfn < end_pfn; pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_page(pfn);

		prepare_reserved(zone, (struct page *)((unsigned long)page & MAX_BLOCK_MASK));
		set_type(page, mt);
	}
}

void zone_touch(struct zone *zone, unsigned long nr_blocks)
{
	unsigned long flags;

	for (; nr_blocks; nr_blocks--) {
		bool more;

		spin_lock_irqsave(&zone->lock, flags);
		more = __zone_grow(zone, MIGRATE_MOVABLE);
		spin_unlock_irqrestore(&zone->lock, flags);
		if (!more)
			return;
	}
}

void zone_init(struct zone *zone, unsigned int id, const char *name)
{
	/* One lock class for each zone, because memory hotplug holds the locks of all zones. */
	static struct lock_class_key keys[ARRAY_SIZE(page_map.zones)];

	memset(zone, 0, sizeof(*zone));
	spin_lock_init(&zone->lock);
	lockdep_set_class_and_name(&zone->lock, &keys[id], "&zone->lock");
	zone->id = id;
	zone->base = page_map.base;
	zone->word_free = block_word(PGTY_free, 0, id, 0);
	zone->word_allocated = block_word(PGTY_allocated, 0, id, 1);
	zone->name = name;
	page_map.zones[id] = zone;
}

/* Transfer of blocks to a test's zone */

#ifdef CONFIG_PAGE_ZONE_LOAN
/* Set the zone's span to that of the blocks.  The pages between them belong to other zones. */
static void zone_set_span(struct zone *zone, struct page **blocks, unsigned int nr)
{
	const struct page *first = blocks[0], *last = blocks[0];

	for (unsigned int i = 1; i < nr; i++) {
		first = blocks[i] < first ? blocks[i] : first;
		last = blocks[i] > last ? blocks[i] : last;
	}
	zone->zone_start_pfn = page_to_pfn(first);
	zone->spanned_pages = last - first + MAX_ORDER_NR_PAGES;
}

int page_zone_borrow(struct zone *zone, struct page **blocks, unsigned int nr)
{
	unsigned int i;

	/* There is one id for test zones, so that only one can exist. */
	if (page_map.zones[ZONE_ID_TEST])
		return -EBUSY;
	for (i = 0; i < nr; i++) {
		if (!page_is(blocks[i], PGTY_allocated, MAX_PAGE_ORDER) ||
		    page_ref_count(blocks[i]) != 1)
			return -EINVAL;
	}
	zone_init(zone, ZONE_ID_TEST, "Test");
	zone->present_pages = (unsigned long)nr << MAX_PAGE_ORDER;
	zone->zone_pgdat = NODE_DATA(0);
	zone_set_span(zone, blocks, nr);
	for (i = 0; i < nr; i++) {
		set_types(blocks[i], MAX_PAGE_ORDER, MIGRATE_MOVABLE);
		blocks[i]->word = block_word(PGTY_reserved, MAX_PAGE_ORDER, ZONE_ID_TEST, 0);
		release_part(zone, blocks[i], blocks[i] + MAX_ORDER_NR_PAGES);
	}
	return 0;
}

int page_zone_return(struct zone *zone, struct page **blocks, unsigned int nr)
{
	unsigned int i;

	if (zone->nr_free_pages != (unsigned long)nr << MAX_PAGE_ORDER)
		return -EBUSY;
	for (i = 0; i < nr; i++) {
		struct zone *owner = page_pfn_zone(page_to_pfn(blocks[i]));

		set_types(blocks[i], MAX_PAGE_ORDER, MIGRATE_MOVABLE);
		memset(blocks[i], 0, sizeof(*blocks[i]) << MAX_PAGE_ORDER);
		blocks[i]->word = allocated_word(owner, MAX_PAGE_ORDER, MIGRATE_UNMOVABLE);
	}
	page_map.zones[ZONE_ID_TEST] = NULL;
	return 0;
}
#endif
