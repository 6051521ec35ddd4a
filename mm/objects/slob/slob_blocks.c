// SPDX-License-Identifier: BSD-2-Clause
/* Allocate and free blocks of SLOB, and add and remove the units that contain them.  See slob.c. */

#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/string.h>

#include "slob_entry.h"

static_assert(LARGE_HEADER < 64);	/* __add_unit() stores these bits in one word of the map */
static_assert(MAX_GRANULES <= SIZE_MASK);
static_assert(!PAGE_IN_UNIT || PAGE_GRANULES == MAX_GRANULES);

/*
 * Return blocks->pool.shift.  It is a constant if pages have 4 KiB, as all units are then of one
 * kind.
 */
static __fast_inline unsigned int block_shift(const struct slob_blocks *blocks)
{
	return PAGE_SHIFT > 12 ? blocks->pool.shift : LARGE_SHIFT;
}

static __fast_inline unsigned int order_of(const struct slob_blocks *blocks)
{
	return PAGE_SHIFT > 12 ? blocks->pool.order : LARGE_ORDER;
}

/* ---- lists of free blocks -------------------------------------------------------------------- */

/* Return the last word of a free block of @size granules. */
static __fast_inline unsigned long end_word(unsigned int shift, unsigned long size)
{
	return granules_of(shift) - 1 > SIZE_MASK && size > SIZE_MASK ? size << SIZE_BITS : size;
}

/*
 * Set the first block of a list.  If @block is NULL, clear the list's bit, which must be set
 * before.
 */
static __fast_inline void __set_first(struct slob_blocks *blocks, unsigned long list,
				      unsigned long *block)
{
	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	blocks->list[list] = block;
	if (block)
		return;
	if (list < MAX_GRANULES)
		blocks->exact[list / 64] ^= 1UL << list % 64;
	else
		blocks->big ^= 1UL << (list - MAX_GRANULES);
}

static __fast_inline void __add_to_list(struct slob_blocks *blocks, unsigned int shift,
					unsigned long *block, unsigned long size)
{
	unsigned long *last = (unsigned long *)((char *)block + (size << shift)) - 1, *next;
	unsigned long list = size - 1, low = size;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	VM_WARN_ON(!size || !((unsigned long)last & ((granules_of(shift) << shift) - 1)));
	VM_WARN_ON(((unsigned long)block ^ (unsigned long)last) & -(granules_of(shift) << shift));
	*last = end_word(shift, size);
	if (unlikely(size < min_of(shift))) {
		block[0] = size;
		return;
	}
	if (size <= MAX_GRANULES) {
		blocks->exact[list / 64] |= 1UL << list % 64;
	} else {
		list = big_list(size);
		blocks->big |= 1UL << (list - 1);
		list += MAX_GRANULES - 1;
		block[2] = size;
		low = 0;
	}
	next = blocks->list[list];
	blocks->list[list] = block;
	block[0] = (unsigned long)next << LINK_SHIFT | low;
	block[1] = low;
	if (next)
		next[1] = (unsigned long)block << LINK_SHIFT | low;
}

/* With CONFIG_LIST_HARDENED, panic unless both neighbours in the list link to the block. */
static __fast_inline void check_links(const struct slob_blocks *blocks, const unsigned long *block,
				      unsigned long list)
{
	const unsigned long *next = link_block(block[0]), *prev = link_block(block[1]);

	if (IS_ENABLED(CONFIG_LIST_HARDENED) &&
	    unlikely((next && link_block(next[1]) != block) ||
		     (prev ? link_block(prev[0]) : blocks->list[list]) != block))
		slob_links_overwritten(block);
}

static __fast_inline void __remove_from_list(struct slob_blocks *blocks, unsigned int shift,
					     unsigned long *block, unsigned long size)
{
	unsigned long *next, *prev;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	VM_WARN_ON(block_size(block) != size);
	if (unlikely(size < min_of(shift)))
		return;
	next = link_block(block[0]);
	prev = link_block(block[1]);
	check_links(blocks, block, block_list(size));
	if (next)
		next[1] = block[1];
	if (prev)
		prev[0] = block[0];
	else
		__set_first(blocks, block_list(size), next);
}

/* ---- maps ------------------------------------------------------------------------------------ */

/* Return the word of the unit's map that has the bit of the granule at @addr. */
static __fast_inline u64 *map_word_of(unsigned int shift, unsigned long addr)
{
	return (u64 *)((addr & -(granules_of(shift) << shift)) +
		       (addr >> (shift + 3) & (granules_of(shift) / 8 - 8)));
}

/*
 * Invert the bits of all but the first of the @n granules of @block.  These bits are in at most
 * three words.
 */
static __fast_inline void __flip_inside(unsigned int shift, const void *block, unsigned long n)
{
	unsigned long first = ((unsigned long)block >> shift) + 1, left;
	u64 *word = map_word_of(shift, first << shift);

	first %= 64;
	left = first + n - 1;
	if (likely(left <= 64)) {
		*word ^= (~0UL >> (64 - (n - 1))) << first;
		return;
	}
	*word ^= ~0UL << first;
	for (left -= 64; left > 64; left -= 64)
		*++word ^= ~0UL;
	*++word ^= ~0UL >> (64 - left);
}

static __fast_inline unsigned long used_size(unsigned int shift, const void *block)
{
	unsigned long bit = (unsigned long)block >> shift, size;
	const u64 *word = map_word_of(shift, (unsigned long)block);
	u64 bits = *word >> bit % 64;

	if (unlikely((bits & 3) != 1))
		return 0;
	if (likely(bits - 1))
		return __ffs_hot(bits - 1);
	/*
	 * The rest of the word has no other set bit.  So the block ends before the first set bit of
	 * the next words, or at the unit's end.
	 */
	size = 64 - bit % 64;
	while (size < MAX_GRANULES && (unsigned long)(word + 1) & (granules_of(shift) / 8 - 1)) {
		bits = *++word;
		if (bits) {
			size += __ffs_hot(bits);
			break;
		}
		size += 64;
	}
	return size == 1 || size > MAX_GRANULES ? 0 : size;
}

/*
 * Return true if a free block starts at @block, which is the start of a block or the end of the
 * unit.
 */
static __fast_inline bool is_free_start(unsigned int shift, const void *block)
{
	unsigned long second = (unsigned long)block + (1UL << shift);

	/* The unit's last granule alone is too small for a block in use, so it is free. */
	if (unlikely(!(second & ((granules_of(shift) << shift) - 1))))
		return true;
	if (unlikely(!((unsigned long)block & ((granules_of(shift) << shift) - 1))))
		return false;
	return *map_word_of(shift, second) >> (second >> shift) % 64 & 1;
}

/* ---- allocation ------------------------------------------------------------------------------ */

/*
 * Return the lowest index of blocks->list, up to MAX_GRANULES - 1, of a list that has a block of
 * at least @size granules.  Returns MAX_GRANULES if there is none.
 */
static __fast_inline unsigned long __lowest_list(const struct slob_blocks *blocks,
						 unsigned long size)
{
	unsigned long list = size - 1;
	u64 found = blocks->exact[list / 64] >> list % 64;

	if (found)
		return list + __ffs_hot(found);
	for (list = ALIGN(size, 64); list < MAX_GRANULES; list += 64) {
		if (blocks->exact[list / 64])
			return list + __ffs_hot(blocks->exact[list / 64]);
	}
	return MAX_GRANULES;
}

/*
 * Return the first block of the lowest list whose blocks all have at least @size granules, or NULL.
 */
static __fast_inline unsigned long *__find_block(struct slob_blocks *blocks, unsigned long size)
{
	unsigned long found;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (size <= MAX_GRANULES) {
		found = __lowest_list(blocks, size);
		if (found < MAX_GRANULES)
			return blocks->list[found];
		size = 0;
	}
	size /= MAX_GRANULES;
	found = blocks->big >> size;
	return found ? blocks->list[MAX_GRANULES + size + __ffs_hot(found)] : NULL;
}

/*
 * Return a free block with an aligned part of @size granules, or NULL.  The result need not be the
 * smallest such block.
 */
static unsigned long *__find_aligned_block(struct slob_blocks *blocks, unsigned int shift,
					   unsigned long size, unsigned long align)
{
	unsigned long list = size - 1, *block;
	unsigned int tries;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	for (tries = 3; tries && list < MAX_GRANULES; tries--, list++) {
		list = __lowest_list(blocks, list + 1);
		if (list == MAX_GRANULES)
			break;
		block = blocks->list[list];
		if (lead_of(shift, block, align) + size <= list + 1)
			return block;
	}
	/* A block of 129 to 255 granules may contain a whole aligned page. */
	block = size == MAX_GRANULES ? blocks->list[MAX_GRANULES] : NULL;
	for (; tries && block; tries--, block = link_block(block[0])) {
		if (lead_of(shift, block, align) + size <= block_size(block))
			return block;
	}
	return __find_block(blocks, size + align - 1);
}

/*
 * Allocate an aligned part of a free block of @have granules.  The block is on no list and is
 * large enough.
 */
static __fast_inline void *__carve_block(struct slob_blocks *blocks, unsigned int shift,
					 unsigned long *block, unsigned long have,
					 unsigned long size, unsigned long align)
{
	unsigned long lead = lead_of(shift, block, align);

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (lead) {
		__add_to_list(blocks, shift, block, lead);
		block = (unsigned long *)((char *)block + (lead << shift));
		have -= lead;
	}
	if (have != size)
		__add_to_list(blocks, shift, (unsigned long *)((char *)block + (size << shift)),
			      have - size);
	__flip_inside(shift, block, size);
	return block;
}

/* Allocate a part of a larger block. */
static __fast_inline void *__alloc_part(struct slob_blocks *blocks, unsigned int shift,
					unsigned long size, unsigned long align)
{
	unsigned long *block, have;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (align > 1)
		block = __find_aligned_block(blocks, shift, size, align);
	else
		block = __find_block(blocks, size);
	if (unlikely(!block))
		return NULL;
	have = block_size(block);
	if (unlikely(have == whole_of(shift)))
		blocks->empty = NULL;
	__remove_from_list(blocks, shift, block, have);
	return __carve_block(blocks, shift, block, have, size, align);
}

/*
 * Allocate the first block of the list of blocks of @size granules.  Returns NULL if the list is
 * empty or that block is not aligned.
 */
static __fast_inline void *__alloc_exact(struct slob_blocks *blocks, unsigned int shift,
					 unsigned long size, unsigned long align)
{
	unsigned long *block = blocks->list[size - 1], *next;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (!block || lead_of(shift, block, align))
		return NULL;
	check_links(blocks, block, size - 1);
	next = link_block(block[0]);
	__set_first(blocks, size - 1, next);
	if (next)
		next[1] = size;
	__flip_inside(shift, block, size);
	return block;
}

static __fast_inline void *__alloc_listed(struct slob_blocks *blocks, unsigned int shift,
					  unsigned long size, unsigned long align)
{
	void *block = __alloc_exact(blocks, shift, size, align);

	return block ? block : __alloc_part(blocks, shift, size, align);
}

#define FREE_BEFORE	1UL
#define FREE_AFTER	2UL

/*
 * Mark a block free in the map.  Returns FREE_BEFORE and FREE_AFTER for its neighbours that are
 * free.
 */
static __fast_inline unsigned long __mark_free(unsigned int shift, const void *block,
					       unsigned long size)
{
	unsigned long bit = ((unsigned long)block >> shift) % 64, before, after, first;
	u64 *word = map_word_of(shift, (unsigned long)block), bits = *word;

	/* Usually the bits of the block and of its neighbours are in one word. */
	if (likely(bit && bit + size < 63)) {
		*word = bits | ((2UL << (size - 1)) - 2) << bit;
		bits >>= bit - 1;
		return (bits & FREE_BEFORE) | (bits >> (size + 1) & FREE_AFTER);
	}
	first = (unsigned long)block - (1UL << shift);
	before = *map_word_of(shift, first) >> (first >> shift) % 64 & 1;
	after = is_free_start(shift, (const char *)block + (size << shift));
	__flip_inside(shift, block, size);
	return before | after << 1;
}

unsigned long slob_used_size(unsigned int shift, const void *block)
{
	return used_size(shift, block);
}

/* ---- units ----------------------------------------------------------------------------------- */

static unsigned long *first_block(const struct slob_blocks *blocks, u64 *map)
{
	return (unsigned long *)((char *)map + (blocks->header << blocks->pool.shift));
}

/*
 * Record the pool in all pages of a unit, so that freeing a block needs no search for the first
 * page.
 */
static __fast_inline void __set_unit_pool(struct page *page, unsigned int order,
					  struct slob_pool *pool)
{
	for (unsigned int i = 0; i < 1U << order; i++)
		WRITE_ONCE(page[i].slab, pool);
}

/* Add a unit.  All of it except the map is one free block, which is on no list yet. */
static unsigned long *__add_unit(struct slob_blocks *blocks, struct page *page)
{
	u64 *map = page_address(page);

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	__set_unit_pool(page, order_of(blocks), &blocks->pool);
	slob_publish_page(page);
	memset(map, 0xff, granules_of(blocks->pool.shift) / 8);
	map[0] <<= blocks->header;
	blocks->pool.nr_units++;
	return first_block(blocks, map);
}

static struct page *__drop_unit(struct slob_blocks *blocks, void *unit)
{
	struct page *page = virt_to_page(unit);

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	blocks->pool.nr_units--;
	slob_retract_page(page);
	__set_unit_pool(page, order_of(blocks), NULL);
	return page;
}

void *__slob_alloc_listed(struct slob_blocks *blocks, unsigned long n, unsigned long align)
{
	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	return __alloc_listed(blocks, block_shift(blocks), n, align);
}

void *__slob_alloc_block(struct slob_blocks *blocks, unsigned long n, unsigned long align)
{
	void *object = KEEP_LAST ? __slob_alloc_last(blocks, block_shift(blocks), n, align) : NULL;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	return object ? object : __slob_alloc_listed(blocks, n, align);
}

void *__slob_alloc_in_new_unit(struct slob_blocks *blocks, struct page *page, unsigned long n,
			       unsigned long align)
{
	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	return __carve_block(blocks, block_shift(blocks), __add_unit(blocks, page), blocks->whole,
			     n, align);
}

/* ---- freeing --------------------------------------------------------------------------------- */

/*
 * Join a block with its free neighbours, and put the result on its list.  If the unit of the block
 * became empty and the pool retains another empty unit already, returns the first page of the unit
 * that became empty, which the caller has to free.  Otherwise returns NULL.
 */
static __fast_inline struct page *__free_to_lists(struct slob_blocks *blocks, unsigned long *block,
						  unsigned long size)
{
	unsigned int shift = block_shift(blocks);
	unsigned long *end = (unsigned long *)((char *)block + (size << shift)), more;
	unsigned long beside = __mark_free(shift, block, size);

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (beside & FREE_AFTER) {
		more = block_size(end);
		__remove_from_list(blocks, shift, end, more);
		size += more;
	}
	if (beside & FREE_BEFORE) {
		more = size_before(shift, block);
		block = (unsigned long *)((char *)block - (more << shift));
		__remove_from_list(blocks, shift, block, more);
		size += more;
	}
	if (unlikely(size == whole_of(shift))) {
		if (blocks->empty)
			return __drop_unit(blocks, unit_of(&blocks->pool, block));
		blocks->empty = unit_of(&blocks->pool, block);
	}
	__add_to_list(blocks, shift, block, size);
	return NULL;
}

/*
 * Free the block that was, until now, the last freed block, to the lists.  @last: its
 * sized_block().  Returns the result of __free_to_lists().
 */
static noinline struct page *__free_last(struct slob_blocks *blocks, unsigned long last)
{
	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	return __free_to_lists(blocks, link_block(last), last & SIZE_MASK);
}

/*
 * Do the same as __free_last(), and unlock the pool.
 */
static noinline void free_last_unlock(struct slob_pool *pool, unsigned long last,
				      unsigned long flags)
{
	struct page *empty = __free_to_lists(blocks_of(pool), link_block(last), last & SIZE_MASK);

	if (unlikely(empty))
		return slob_free_unlock(pool, empty, flags);
	slob_unlock_irqrestore(pool, flags);
}

struct page *__slob_free_block(struct slob_blocks *blocks, const void *block, unsigned long n)
{
	unsigned long last = blocks->last;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (!KEEP_LAST)
		return __free_to_lists(blocks, (unsigned long *)block, n);
	blocks->last = sized_block(block, n);
	return last ? __free_last(blocks, last) : NULL;
}

bool __slob_drop_kept_block(struct slob_blocks *blocks, struct page **page)
{
	unsigned long last = blocks->last;

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if (KEEP_LAST && last) {
		blocks->last = 0;
		*page = __free_last(blocks, last);
		return true;
	}
	if (!blocks->empty)
		return false;
	__remove_from_list(blocks, blocks->pool.shift, first_block(blocks, blocks->empty),
			   blocks->whole);
	*page = __drop_unit(blocks, blocks->empty);
	blocks->empty = NULL;
	return true;
}

/*
 * Check again that @page is in @pool, which is locked now, and free the block.  If a check fails,
 * slob_free_slow() frees the object or reports it.  Unlocks the pool.
 */
static __fast_inline void free_block_unlock(const void *object, struct kmem_cache *s,
					    const struct page *page, struct slob_pool *pool,
					    unsigned int shift, unsigned long flags,
					    const void *caller)
{
	unsigned long n = likely(data_race(page->slab) == pool) ? used_size(shift, object) : 0;
	unsigned long last = blocks_of(pool)->last;

	if (unlikely(!n || last == sized_block(object, n) ||
		     (s && *block_owner(object, n << shift) != s)))
		return slob_unlock_free_slow(object, s, pool, flags, caller);
	if (s)
		count_objects(s, -1);
	blocks_of(pool)->last = sized_block(object, n);
	if (last)
		return free_last_unlock(pool, last, flags);
	slob_unlock_irqrestore(pool, flags);
}

static __fast_inline void free_own_block(const void *object, struct kmem_cache *s,
					 const struct page *page, struct slob_pool *pool,
					 const void *caller)
{
	unsigned long flags;

	if ((unsigned long)object & ((1UL << LARGE_SHIFT) - 1))
		return slob_free_slow(object, s, caller);
	local_irq_save(flags);
	slob_lock_own(pool);
	free_block_unlock(object, s, page, pool, LARGE_SHIFT, flags, caller);
}

void slob_free_block_other_pool(const void *object, struct kmem_cache *s, const struct page *page,
				const void *caller)
{
	const struct page *unit = data_race(page->type) ? page : unit_page(page);
	unsigned long owner = pool_word_of_page(unit), flags;
	struct slob_pool *pool = (struct slob_pool *)owner;

	if (!owner || may_be_page_slab(owner) || unlikely(pool->caches != !!s) || !pool->shift ||
	    (unit != page && data_race(unit->order) != TOP_ORDER) ||
	    ((unsigned long)object & ((1UL << pool->shift) - 1)))
		return slob_free_slow(object, s, caller);
	local_irq_save(flags);
	if (unlikely(!slob_trylock(pool))) {
		local_irq_restore(flags);
		return slob_free_slow(object, s, caller);
	}
	free_block_unlock(object, s, page, pool, pool->shift, flags, caller);
}

void slob_kfree_block(const void *object, const struct page *page, struct slob_pool *pool,
		      const void *caller)
{
	free_own_block(object, NULL, page, pool, caller);
}

void slob_cache_free_block(const void *object, struct kmem_cache *s, const struct page *page,
			   struct slob_pool *pool, const void *caller)
{
	free_own_block(object, s, page, pool, caller);
}
