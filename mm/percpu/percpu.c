// SPDX-License-Identifier: BSD-2-Clause
/*
 * The allocator of per-CPU memory.
 *
 * Problem.  One addition must convert a pointer to per-CPU memory into the address of any CPU's
 * copy, both for static variables and for memory that is allocated at run time.  Drivers that count
 * packets in such memory allocate it in interrupt handlers and in loops, so allocation must be fast
 * and must not sleep.
 *
 * Units and chunks.  A chunk consists of one unit of memory for each possible CPU.  In every chunk,
 * unit n starts n strides above unit 0:
 *
 *	            unit 0             stride             unit 1
 *	first chunk [static|dynamic]   <------------>     [static|dynamic]
 *	            ^ __per_cpu_start + __per_cpu_offset[0]
 *	chunk A            [dynamic ...   |               ......]
 *	                   ^ base                         ^ base + stride
 *
 * A __percpu pointer is the address in unit 0 minus __per_cpu_offset[0].  per_cpu_ptr() adds
 * __per_cpu_offset[n], which gives the address in unit n for all chunks.  The targets link the
 * static variables at address 0, so that their addresses are offsets from the start of a unit.  The
 * image contains their initial values at __per_cpu_load; this copy is freed after boot.  The value
 * of a __percpu pointer is not a valid address itself.  On the host port it may be the address of
 * other memory.
 *
 * The first chunk contains the static variables and CONFIG_PERCPU_DYNAMIC_RESERVE bytes in whole
 * pages of the linear map.  The memory between its units is free for other uses.  All of its units
 * come from one memblock allocation, independent of the nodes of the CPUs.  Each further chunk is
 * an area of the vmalloc window.  Pages are mapped into each of its units on demand, in ascending
 * order, and each page is allocated from the node of the unit's CPU if possible (percpu_grow.c).
 * No large contiguous blocks are needed.
 *
 * The unit of allocation inside a chunk is a granule of 8 bytes (16 bytes with pages of 64 KiB).
 * Three bitmaps record which granules are not free (used), with which granule an allocation ends
 * (last), and at which granule an allocation starts that its user has not freed (live).  A valid
 * pointer refers to a granule whose live bit is set, and the size of its allocation is the distance
 * to the next last bit.  Free blocks are on 63 lists by size.  The links of a list are in unit 0 of
 * the free blocks, so that the lists need no further memory and the smallest block has 8 bytes.
 * Granules of 4 bytes, as in Linux, would save 4 bytes per CPU for objects whose size is an odd
 * multiple of 4.  They would need a second kind of free block without links, and bitmaps of twice
 * the size.
 *
 *	used	1 1 1 1 0 0 0 0 0 0 1 1 0 ...	granules 0-1 and 2-3 are allocations, 4-9 free,
 *	last	0 1 0 1 0 0 0 0 0 0 0 1 0 ...	10-11 an allocation that its user freed recently
 *	live	1 0 1 0 0 0 0 0 0 0 0 0 0 ...
 *
 * Recently freed allocations.  Each CPU keeps up to PCPU_RECENT freed allocations of each small
 * size in the first chunk, and allocates them again.  This takes no lock: the array belongs to the
 * CPU, live bits are changed atomically, and the last bit of an allocation does not change while
 * the allocation has an owner.  If the array is empty, an allocation adds PCPU_REFILL more to it.
 * Everything else, as follows, is done with the lock.
 *
 * Allocation of n granules from the lists:
 *	1. Chunks are sorted into slots by the highest list that is not empty.  Select the first
 *	   chunk of the lowest slot whose chunks can have n free granules.  So chunks with larger
 *	   blocks are saved for larger requests.
 *	2. In this chunk, select the first block of the lowest list that can have n granules.
 *	3. Allocate the end of the block.  The rest of the block usually remains on the same list.
 *	4. Clear the copies in all units, without the lock.
 * Freeing merges the block with the free blocks before and after it.  A selected block or chunk may
 * not fit if the request has a larger alignment, or if its size shares a list with smaller sizes.
 * Then the next ones are tried; LOOKS and CHUNKS limit the number of blocks and chunks.
 *
 * Invariants:
 *  1. Used granules are divided into allocations: each ends with a last bit, and only its first
 *     granule can be live.  Other granules have neither bit.
 *  2. Free granules are exactly those of the blocks on the lists; no two free blocks are adjacent.
 *  3. A block is on the list of its size, with correct links; its last granule stores its size,
 *     too.
 *  4. bins has a bit for each list that is not empty.
 *  5. A chunk is in the slot of its highest list, or in PCPU_FULL; slot_mask has a bit for each
 *     other slot that is not empty.
 *  6. nr_free is the number of free granules of the chunk, and pcpu.nr_free that of all chunks.
 *  7. The granule after the last one is marked as used.
 *  8. Every chunk except the first is in pcpu.tree, sorted by base; its nr_granules is a multiple
 *     of the granules in a page, and empty_at is equal to nr_granules; pcpu.nr_empty is the number
 *     of chunks whose nr_free is empty_at.
 *  9. In each unit, pages are mapped for nr_granules granules and not beyond.
 * 10. Each recently freed allocation of n granules in a CPU's array is used, not live, and has n
 *     granules.
 *
 * Locking: pcpu.lock protects everything except the live bits and the arrays of the CPUs.  It is
 * only held with interrupts off, and a CPU accesses its array only with interrupts off, so that an
 * interrupt handler always finds consistent data.  pcpu_grow_mutex protects the set of chunks and
 * their pages.  Threads that may sleep acquire it before pcpu.lock.
 *
 * Bounds on the time with the lock held: freeing does not iterate over a list.  Marking or
 * measuring an allocation takes one step per 64 granules.  A search tries at most LOOKS + 1 blocks
 * in each of at most CHUNKS + 1 chunks.  If it misses a block that would have fitted, pages are
 * added, or an atomic request fails.  Finding the chunk of a pointer takes one step for the first
 * chunk, and at most 2 log2(chunks) steps for others.
 *
 * To inspect: the command "percpu"; Percpu in meminfo; percpu_validate().
 */

#define pr_fmt(fmt) "percpu: " fmt

#include <internal/sections.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"
#include "percpu.h"

#define LOOKS	16	/* blocks per chunk that are tried although they may be too small */
#define CHUNKS	8	/* chunks that are tried although they may have no block that fits */

struct pcpu_state pcpu;
DEFINE_PER_CPU(struct pcpu_recent, pcpu_recent[PCPU_RECENT_SIZES]);

/* ---- slots and lists; pcpu.lock held ----------------------------------------------------- */

void __pcpu_refile(struct pcpu_chunk *chunk)
{
	unsigned int slot = chunk->bins ? __fls(chunk->bins) : PCPU_FULL;

	lockdep_assert_held(&pcpu.lock);
	hlist_del(&chunk->slot_node);
	if (chunk->slot != PCPU_FULL && hlist_empty(&pcpu.slots[chunk->slot]))
		pcpu.slot_mask &= ~(1UL << chunk->slot);
	chunk->slot = slot;
	hlist_add_head(&chunk->slot_node, &pcpu.slots[slot]);
	if (slot != PCPU_FULL)
		pcpu.slot_mask |= 1UL << slot;
}

/* Check a chunk: only those invariants whose check takes constant time. */
static void pcpu_check_chunk(const struct pcpu_chunk *chunk)
{
	lockdep_assert_held(&pcpu.lock);
	VM_WARN_ON(chunk->nr_free > chunk->nr_granules || chunk->nr_free > pcpu.nr_free);
	VM_WARN_ON(!chunk->bins != !chunk->nr_free);
	VM_WARN_ON(chunk->slot != (chunk->bins ? __fls(chunk->bins) : PCPU_FULL));
	VM_WARN_ON(chunk->slot != PCPU_FULL && !(pcpu.slot_mask >> chunk->slot & 1));
	VM_WARN_ON(!pcpu_used(chunk, chunk->nr_granules));
}

/*
 * Move the chunk to another slot if its highest list changed.  @bins: chunk->bins before the
 * change.
 */
static void refile_after(struct pcpu_chunk *chunk, u64 bins)
{
	bins ^= chunk->bins;
	if (unlikely(bins) && (chunk->slot == PCPU_FULL || bins >> chunk->slot))
		__pcpu_refile(chunk);
}

static inline void set_last(struct pcpu_chunk *chunk, unsigned long i, unsigned long size)
{
	pcpu_block(chunk, i + size - 1)->size = size;
}

/* Insert the block at the head of the list @bin, before block @next. */
static void put_first(struct pcpu_chunk *chunk, unsigned long i, unsigned long size,
				    unsigned long bin, unsigned long next)
{
	*pcpu_block(chunk, i) = (struct pcpu_block){
		.next = next, .prev = PCPU_NO_BLOCK, .size = size, .bin = bin,
	};
	chunk->head[bin] = i;
	set_last(chunk, i, size);
}

static void pcpu_link_block(struct pcpu_chunk *chunk, unsigned long i, unsigned long size)
{
	unsigned long bin = pcpu_bin_of(size), next = PCPU_NO_BLOCK;

	lockdep_assert_held(&pcpu.lock);
	VM_WARN_ON(!size || i + size > chunk->nr_granules);
	VM_WARN_ON(pcpu_used(chunk, i));
	if (chunk->bins >> bin & 1) {
		next = chunk->head[bin];
		pcpu_block(chunk, next)->prev = i;
	}
	put_first(chunk, i, size, bin, next);
	chunk->bins |= 1UL << bin;
}

static void pcpu_unlink_block(struct pcpu_chunk *chunk, const struct pcpu_block *block)
{
	lockdep_assert_held(&pcpu.lock);
	VM_WARN_ON(pcpu_bin_of(block->size) != block->bin);
	VM_WARN_ON(!(chunk->bins >> block->bin & 1));
	if (block->next != PCPU_NO_BLOCK)
		pcpu_block(chunk, block->next)->prev = block->prev;
	if (block->prev != PCPU_NO_BLOCK) {
		pcpu_block(chunk, block->prev)->next = block->next;
		return;
	}
	chunk->head[block->bin] = block->next;
	if (block->next == PCPU_NO_BLOCK)
		chunk->bins ^= 1UL << block->bin;
}

/* Change the size of the block at @i.  Move the block to the list of the new size if necessary. */
static void resize(struct pcpu_chunk *chunk, unsigned long i, unsigned long size)
{
	struct pcpu_block *block = pcpu_block(chunk, i);

	if (likely(pcpu_bin_holds(block->bin, size))) {
		block->size = size;
		set_last(chunk, i, size);
	} else {
		pcpu_unlink_block(chunk, block);
		pcpu_link_block(chunk, i, size);
	}
}

/* ---- maps; pcpu.lock held ---------------------------------------------------------------- */

/* Invert the used bits of granules [i, i + n). */
static void flip_used(struct pcpu_chunk *chunk, unsigned long i, unsigned long n)
{
	struct pcpu_map *map = &chunk->map[i / 64];
	unsigned long shift = i % 64, in_word = 64 - shift;

	if (likely(n <= in_word)) {
		map->used ^= ~0UL >> (64 - n) << shift;
		return;
	}
	map->used ^= ~0UL << shift;
	for (n -= in_word; n >= 64; n -= 64)
		(++map)->used ^= ~0UL;
	if (n)
		map[1].used ^= (1UL << n) - 1;
}

/* Invert the bit that marks the end of an allocation of @n granules at granule @i. */
static void flip_last(struct pcpu_chunk *chunk, unsigned long i, unsigned long n)
{
	unsigned long last = i + n - 1;

	chunk->map[last / 64].last ^= 1UL << last % 64;
}

unsigned int pcpu_size_at(const struct pcpu_chunk *chunk, unsigned long i)
{
	const struct pcpu_map *map = &chunk->map[i / 64];
	u64 ends = data_race(map->last) >> i % 64;
	unsigned int size;

	if (likely(ends))
		return __ffs(ends) + 1;
	size = 64 - i % 64;
	while (!(ends = data_race((++map)->last)))
		size += 64;
	return size + __ffs(ends) + 1;
}

/* ---- allocation -------------------------------------------------------------------------- */

/*
 * Subtract @n granules, which are being allocated, from the chunk's and the total number of free
 * granules.
 */
static void pcpu_count(struct pcpu_chunk *chunk, unsigned long n)
{
	u32 nr_free = chunk->nr_free;

	VM_WARN_ON(n > nr_free || n > pcpu.nr_free);
	if (unlikely(nr_free == chunk->empty_at))
		pcpu.nr_empty--;
	chunk->nr_free = nr_free - n;
	pcpu.nr_free -= n;
}

/* Allocate @n granules from granule @at on out of the free block at @i. */
static void pcpu_carve(struct pcpu_chunk *chunk, unsigned long i, unsigned long at, unsigned long n)
{
	unsigned long behind = i + pcpu_block(chunk, i)->size - at - n;
	u64 bins = chunk->bins;

	pcpu_check_chunk(chunk);
	VM_WARN_ON(!n || at < i || behind > chunk->nr_granules);
	VM_WARN_ON(pcpu_used(chunk, at) || pcpu_used(chunk, at + n - 1));
	if (at > i)
		resize(chunk, i, at - i);
	else
		pcpu_unlink_block(chunk, pcpu_block(chunk, i));
	if (behind)
		pcpu_link_block(chunk, at + n, behind);
	flip_used(chunk, at, n);
	flip_last(chunk, at, n);
	set_bit(at % 64, &chunk->map[at / 64].live);
	pcpu_count(chunk, n);
	refile_after(chunk, bins);
	pcpu_check_chunk(chunk);
}

/*
 * Return the highest granule of the block at @i where @n granules with the alignment of @align
 * bytes fit, or PCPU_NO_BLOCK.
 */
static unsigned long pcpu_aligned_start(const struct pcpu_chunk *chunk, unsigned long i,
					unsigned long n, unsigned long align)
{
	unsigned long size = pcpu_block(chunk, i)->size, address;

	if (size < n)
		return PCPU_NO_BLOCK;
	address = ALIGN_DOWN((unsigned long)pcpu_block(chunk, i + size - n), align);
	if (address < (unsigned long)pcpu_block(chunk, i))
		return PCPU_NO_BLOCK;
	return (address - (unsigned long)chunk->base) >> PCPU_MIN_ALLOC_SHIFT;
}

/*
 * Allocate from the lists of one chunk, the lowest list first.  All blocks on the list @sure and on
 * higher lists fit.  Returns NULL if no tried block fits.
 */
static char *take_from(struct pcpu_chunk *chunk, unsigned long n, unsigned long align,
		       unsigned int sure)
{
	u64 bins = chunk->bins & ~0UL << pcpu_bin_of(n);
	unsigned int looks = LOOKS;

	while (bins) {
		unsigned int bin = __ffs(bins);

		for (unsigned long i = chunk->head[bin]; i != PCPU_NO_BLOCK && looks; looks--) {
			unsigned long at = pcpu_aligned_start(chunk, i, n, align);

			if (at != PCPU_NO_BLOCK) {
				pcpu_carve(chunk, i, at, n);
				return (char *)pcpu_block(chunk, at);
			}
			i = pcpu_block(chunk, i)->next;
		}
		bins &= looks || bin >= sure ? bins - 1 : ~0UL << sure;
		looks = max(looks, 1U);
	}
	return NULL;
}

/*
 * Allocate any size with any alignment.  Returns NULL if no chunk has a block that fits, or if the
 * bounded search misses it.
 */
static char *find_and_take(unsigned long n, unsigned long align)
{
	unsigned long most = n + (align - 1) / PCPU_MIN_ALLOC_SIZE;
	unsigned int sure = pcpu_bin_of(most), tries = CHUNKS;
	u64 slots = pcpu.slot_mask & ~0UL << pcpu_bin_of(n);
	struct pcpu_chunk *chunk;

	/* If the list @sure has several sizes, it may also contain smaller blocks than needed. */
	sure += pcpu_bin_size(sure) < most;
	while (slots) {
		unsigned int slot = __ffs(slots);

		hlist_for_each_entry(chunk, &pcpu.slots[slot], slot_node) {
			char *found = tries ? take_from(chunk, n, align, sure) : NULL;

			if (found)
				return found;
			if (!tries || !--tries)
				break;
		}
		slots &= tries || slot >= sure ? slots - 1 : ~0UL << sure;
		tries = max(tries, 1U);
	}
	return NULL;
}

/*
 * Allocate several blocks of @n granules next to each other in the first chunk: one for the caller,
 * and the others for the CPU's array of recently freed allocations.  Returns NULL if the chunk has
 * no place for them.
 */
static char *take_several(unsigned long n)
{
	struct pcpu_recent *recent = this_cpu_ptr(&pcpu_recent[n - 1]);
	struct pcpu_chunk *chunk = pcpu.first;
	unsigned long all = n * (PCPU_REFILL + 1), i;
	char *found;

	if (recent->nr > PCPU_RECENT - PCPU_REFILL)
		return NULL;
	found = take_from(chunk, all, PCPU_MIN_ALLOC_SIZE, pcpu_bin_of(all));
	if (!found)
		return NULL;
	i = (found - chunk->base) >> PCPU_MIN_ALLOC_SHIFT;
	for (unsigned int k = 0; k < PCPU_REFILL; k++, i += n) {
		flip_last(chunk, i, n);
		recent->granule[recent->nr++] = i + n;
	}
	return found;
}

static __fast_inline void __percpu *clear(char *first, unsigned long n)
{
	char *unit = first;

	for (unsigned int left = pcpu.nr_units; left; left--, unit += pcpu.stride) {
		u64 *word = (u64 *)unit, *end = word + n * (PCPU_MIN_ALLOC_SIZE / 8);

		do {
			*word++ = 0;
		} while (word < end);
	}
	return (void __percpu *)((unsigned long)first - __per_cpu_offset[0]);
}

static void report_failure(size_t size, size_t align, gfp_t gfp, const void *caller)
{
	static unsigned int left = 10;

	if (gfp & __GFP_NOWARN || !left)
		return;
	pr_warn("allocation failed, size=%zu align=%zu atomic=%d, by %pS\n", size, align,
		!(gfp & __GFP_DIRECT_RECLAIM), caller);
	if (!--left)
		pr_info("limit reached, disable warning\n");
}

/*
 * Handle a failed search.  If the caller may sleep, add pages.  Otherwise schedule a work item
 * that adds pages, and return NULL.
 */
static char *pcpu_alloc_slow(unsigned long n, unsigned long align, gfp_t gfp)
{
	unsigned long flags;
	char *found;

	if (!(gfp & __GFP_DIRECT_RECLAIM) || in_atomic() || !current) {
		might_sleep_if(gfp & __GFP_DIRECT_RECLAIM);
		spin_lock_irqsave(&pcpu.lock, flags);
		pcpu.missed = max_t(unsigned int, pcpu.missed, n);
		spin_unlock_irqrestore(&pcpu.lock, flags);
		pcpu_balance();
		return NULL;
	}
	might_sleep();
	mutex_lock(&pcpu_grow_mutex);
	do {
		spin_lock_irqsave(&pcpu.lock, flags);
		found = find_and_take(n, align);
		spin_unlock_irqrestore(&pcpu.lock, flags);
	} while (!found && pcpu_grow(n, align, gfp));
	mutex_unlock(&pcpu_grow_mutex);
	return found;
}

/* Allocate any size from the lists of free blocks. */
static noinline void __percpu *pcpu_alloc_any(size_t size, size_t align, gfp_t gfp,
					      const void *caller)
{
	unsigned long n = DIV_ROUND_UP(size, PCPU_MIN_ALLOC_SIZE), nr_free, flags;
	char *found = NULL;

	if (size - 1 >= PCPU_MIN_UNIT_SIZE || align - 1 >= PAGE_SIZE || !is_power_of_2(align)) {
		WARN(true, "percpu: request of %zu bytes, aligned to %zu, by %pS refused\n", size,
		     align, caller);
		return NULL;
	}
	spin_lock_irqsave(&pcpu.lock, flags);
	if (n <= PCPU_RECENT_SIZES && align <= PCPU_MIN_ALLOC_SIZE)
		found = take_several(n);
	if (!found)
		found = find_and_take(n, align);
	nr_free = pcpu.nr_free;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	if (nr_free < PCPU_FREE_LOW)
		pcpu_balance();
	if (!found)
		found = pcpu_alloc_slow(n, align, gfp);
	if (!found) {
		report_failure(size, align, gfp, caller);
		return NULL;
	}
	return clear(found, n);
}

static __fast_inline void __percpu *pcpu_alloc(size_t size, size_t align, gfp_t gfp,
					       const void *caller)
{
	unsigned long n = (size + PCPU_MIN_ALLOC_SIZE - 1) >> PCPU_MIN_ALLOC_SHIFT, i, flags;
	struct pcpu_recent *recent;

	gfp = caller_context(gfp, "alloc_percpu", caller);
	if (unlikely(n - 1 >= PCPU_RECENT_SIZES || align - 1 >= PCPU_MIN_ALLOC_SIZE ||
		     align & (align - 1)))
		return pcpu_alloc_any(size, align, gfp, caller);
	local_irq_save(flags);
	recent = this_cpu_ptr(pcpu_recent + n - 1);
	if (unlikely(!recent->nr)) {
		local_irq_restore(flags);
		return pcpu_alloc_any(size, align, gfp, caller);
	}
	i = recent->granule[--recent->nr];
	set_bit(i % 64, &pcpu.first->map[i / 64].live);
	local_irq_restore(flags);
	return clear((char *)pcpu_block(pcpu.first, i), n);
}

/* Allocate with a red zone after the object. */
static void __percpu *alloc_watched(size_t size, size_t align, gfp_t gfp, const void *caller)
{
	size_t room = ALIGN(size, 8) + KASAN_RED_ZONE;
	void __percpu *ptr = pcpu_alloc(room, align, gfp, caller);

	if (ptr)
		kasan_alloc_range((__force const void *)ptr, size, room, true, caller);
	return ptr;
}

static __fast_inline void __percpu *alloc_caller(size_t size, size_t align, gfp_t gfp,
						 const void *caller)
{
	/*
	 * Free blocks store the links of the lists, which the tags of hardware KASAN would make
	 * inaccessible.
	 */
	if (kasan_enabled() && !IS_ENABLED(CONFIG_KASAN_HW_TAGS) && size &&
	    size <= PCPU_MIN_UNIT_SIZE - KASAN_RED_ZONE)
		return alloc_watched(size, align, gfp, caller);
	return pcpu_alloc(size, align, gfp, caller);
}

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return alloc_caller(size, align, GFP_KERNEL, __builtin_return_address(0));
}

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	return alloc_caller(size, align, gfp, __builtin_return_address(0));
}

/* ---- freeing ----------------------------------------------------------------------------- */

void __pcpu_give(struct pcpu_chunk *chunk, unsigned long i, unsigned long n)
{
	const struct pcpu_block *behind = pcpu_block(chunk, i + n);
	u64 bins = chunk->bins;

	lockdep_assert_held(&pcpu.lock);
	chunk->nr_free += n;
	pcpu.nr_free += n;
	if (!pcpu_used(chunk, i + n)) {
		n += behind->size;
		pcpu_unlink_block(chunk, behind);
	}
	if (i && !pcpu_used(chunk, i - 1)) {
		unsigned long before = pcpu_block(chunk, i - 1)->size;

		resize(chunk, i - before, before + n);
	} else {
		pcpu_link_block(chunk, i, n);
	}
	refile_after(chunk, bins);
}

/*
 * Return the chunk whose unit 0 contains the address @unit0, or NULL.  The first chunk is not
 * searched.
 */
static struct pcpu_chunk *find_chunk(unsigned long unit0)
{
	struct rb_node *rb = pcpu.tree.rb_node;

	while (rb) {
		struct pcpu_chunk *chunk = rb_entry(rb, struct pcpu_chunk, node);

		if (unit0 < (unsigned long)chunk->base)
			rb = rb->rb_left;
		else if ((unit0 - (unsigned long)chunk->base) >> PAGE_SHIFT >= chunk->max_pages)
			rb = rb->rb_right;
		else
			return chunk;
	}
	return NULL;
}

/*
 * Return the chunk whose populated memory contains @ptr, and store the granule.  Returns NULL if no
 * chunk does.
 */
static struct pcpu_chunk *chunk_of(const void __percpu *ptr, unsigned long *granule)
{
	unsigned long unit0 = (unsigned long)ptr + __per_cpu_offset[0];
	struct pcpu_chunk *chunk = pcpu.first;

	lockdep_assert_held(&pcpu.lock);
	if ((unit0 - (unsigned long)chunk->base) >> PCPU_MIN_ALLOC_SHIFT >= chunk->nr_granules)
		chunk = find_chunk(unit0);
	if (!chunk)
		return NULL;
	*granule = (unit0 - (unsigned long)chunk->base) >> PCPU_MIN_ALLOC_SHIFT;
	return *granule < chunk->nr_granules ? chunk : NULL;
}

static bool pcpu_is_live(const void __percpu *ptr, const struct pcpu_chunk *chunk, unsigned long i)
{
	return (unsigned long)ptr % PCPU_MIN_ALLOC_SIZE == 0 && pcpu_live(chunk, i);
}

/* Return true if granule @i is a part of an allocation in use. */
static bool pcpu_in_use(const struct pcpu_chunk *chunk, unsigned long i)
{
	lockdep_assert_held(&pcpu.lock);
	if (!pcpu_used(chunk, i))
		return false;
	while (i && pcpu_used(chunk, i - 1) && !pcpu_last(chunk, i - 1))
		i--;
	return pcpu_live(chunk, i);
}

static const char *pcpu_free_refusal(const void __percpu *ptr)
{
	const struct pcpu_chunk *chunk;
	const char *why = "not per-CPU memory";
	unsigned long i, flags;

	if (!IS_ENABLED(CONFIG_MM_VERBOSE))
		return "no allocation starts there";
	if ((__force char *)ptr >= __per_cpu_start && (__force char *)ptr < __per_cpu_end)
		return "a static per-CPU variable";
	spin_lock_irqsave(&pcpu.lock, flags);
	chunk = chunk_of(ptr, &i);
	if (chunk)
		why = pcpu_in_use(chunk, i) ? "inside an allocation" :
					      "free memory, perhaps freed already";
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return why;
}

/*
 * Mark the allocation at @ptr, granule @i, as no longer live.  Returns false if none starts there.
 * Of several CPUs that free the same pointer, one succeeds.
 */
static __fast_inline bool end_life(const void __percpu *ptr, struct pcpu_chunk *chunk,
				   unsigned long i)
{
	return (unsigned long)ptr % PCPU_MIN_ALLOC_SIZE == 0 &&
	       test_and_clear_bit(i % 64, &chunk->map[i / 64].live);
}

/* Return granules, which are no longer live, to the lists of free blocks. */
static noinline void free_granules(struct pcpu_chunk *chunk, unsigned long i, unsigned long n)
{
	unsigned long flags;
	bool many = false;

	spin_lock_irqsave(&pcpu.lock, flags);
	flip_used(chunk, i, n);
	flip_last(chunk, i, n);
	__pcpu_give(chunk, i, n);
	if (chunk->nr_free == chunk->empty_at)
		many = ++pcpu.nr_empty > 1;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	if (many)
		pcpu_balance();
}

/* Free memory of a chunk other than the first, or refuse a bad pointer. */
static noinline void free_other(void __percpu *ptr, const void *caller)
{
	struct pcpu_chunk *chunk;
	unsigned long i, flags;
	bool ended;

	spin_lock_irqsave(&pcpu.lock, flags);
	chunk = chunk_of(ptr, &i);
	ended = chunk && end_life(ptr, chunk, i);
	spin_unlock_irqrestore(&pcpu.lock, flags);
	if (ended)
		free_granules(chunk, i, pcpu_size_at(chunk, i));
	else
		__warn(__FILE__, __LINE__, caller, "percpu: free_percpu(%px) by %pS refused: %s\n",
		       ptr, caller, pcpu_free_refusal(ptr));
}

void free_percpu(void __percpu *ptr)
{
	const void *caller = __builtin_return_address(0);
	unsigned long i, n, flags;
	struct pcpu_recent *recent;

	if (!ptr)
		return;
	kasan_free_range((__force const void *)ptr, true);
	i = ((unsigned long)ptr - pcpu.first_ptr) >> PCPU_MIN_ALLOC_SHIFT;
	if (unlikely(i >= pcpu.first->nr_granules || !end_life(ptr, pcpu.first, i)))
		return free_other(ptr, caller);
	n = pcpu_size_at(pcpu.first, i);
	if (unlikely(n > PCPU_RECENT_SIZES))
		return free_granules(pcpu.first, i, n);
	local_irq_save(flags);
	recent = this_cpu_ptr(pcpu_recent + n - 1);
	if (likely(recent->nr < PCPU_RECENT)) {
		recent->granule[recent->nr++] = i;
		local_irq_restore(flags);
		return;
	}
	local_irq_restore(flags);
	free_granules(pcpu.first, i, n);
}

/* ---- queries ----------------------------------------------------------------------------- */

size_t pcpu_alloc_size(void __percpu *ptr)
{
	unsigned long flags, i, n = 0;
	struct pcpu_chunk *chunk;

	spin_lock_irqsave(&pcpu.lock, flags);
	chunk = chunk_of(ptr, &i);
	if (chunk && pcpu_is_live(ptr, chunk, i))
		n = pcpu_size_at(chunk, i);
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return n << PCPU_MIN_ALLOC_SHIFT;
}

unsigned long pcpu_nr_recent(void)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		for (unsigned int n = 1; n <= PCPU_RECENT_SIZES; n++)
			sum += n * READ_ONCE(per_cpu(pcpu_recent, cpu)[n - 1].nr);
	}
	return sum;
}

bool is_kernel_percpu_address(unsigned long addr)
{
	unsigned long first = (unsigned long)__per_cpu_start;

	for (unsigned int cpu = 0; cpu < pcpu.nr_units; cpu++) {
		if (addr - first - __per_cpu_offset[cpu] < (unsigned long)__per_cpu_end - first)
			return true;
	}
	return false;
}

phys_addr_t per_cpu_ptr_to_phys(void *addr)
{
	if (!is_vmalloc_addr(addr))
		return __pa(addr);
	return page_to_phys(vmalloc_to_page(addr)) + offset_in_page(addr);
}

unsigned long pcpu_nr_pages(void)
{
	unsigned long pages = pcpu.first_pages, flags;

	spin_lock_irqsave(&pcpu.lock, flags);
	for (struct rb_node *rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb))
		pages += rb_entry(rb, struct pcpu_chunk, node)->nr_granules / PCPU_PAGE_GRANULES;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return pages * pcpu.nr_units;
}

/* ---- set-up ------------------------------------------------------------------------------ */

/* Create the first chunk with @size bytes of dynamic memory at @base. */
static void __init setup_first_chunk(char *base, size_t size)
{
	unsigned long nr = size >> PCPU_MIN_ALLOC_SHIFT;
	struct pcpu_chunk *chunk = memblock_alloc(struct_size(chunk, map, pcpu_map_words(nr)),
						  SMP_CACHE_BYTES);

	if (!chunk)
		panic("no memory for the map of per-CPU memory");
	chunk->base = base;
	chunk->nr_granules = nr;
	chunk->empty_at = ~0U;
	chunk->slot = PCPU_FULL;
	chunk->map[nr / 64].used |= 1UL << nr % 64;
	hlist_add_head(&chunk->slot_node, &pcpu.slots[PCPU_FULL]);
	pcpu.first = chunk;
	pcpu.first_ptr = (unsigned long)base - __per_cpu_offset[0];
	spin_lock(&pcpu.lock);
	if (nr)
		__pcpu_give(chunk, 0, nr);
	spin_unlock(&pcpu.lock);
}

void __init setup_per_cpu_areas(void)
{
	size_t size = __per_cpu_end - __per_cpu_start;
	size_t area = PAGE_ALIGN(size + CONFIG_PERCPU_DYNAMIC_RESERVE);
	unsigned int cpu;
	char *units;

	pcpu.nr_units = num_possible_cpus();
	pcpu.stride = pcpu.nr_units > 1 ? max(area, PCPU_MIN_UNIT_SIZE) : area;
	units = memblock_alloc(pcpu.stride * (pcpu.nr_units - 1) + area, PAGE_SIZE);
	if (!units)
		panic("no memory for the per-CPU areas of %u CPUs", pcpu.nr_units);
	for (cpu = 0; cpu < pcpu.nr_units; cpu++) {
		char *unit = units + cpu * pcpu.stride;

		if (cpu + 1 < pcpu.nr_units && area < pcpu.stride)
			memblock_free(unit + area, pcpu.stride - area);
		memblock_set_owner(__pa(unit), area, "per-CPU areas");
		memcpy(unit, __per_cpu_load, size);
		__per_cpu_offset[cpu] = unit - __per_cpu_start;
		per_cpu(cpu_number, cpu) = cpu;
	}
	pcpu.first_pages = area >> PAGE_SHIFT;
	setup_first_chunk(units + size, area - size);
	arch_set_percpu_offset(__per_cpu_offset[0]);
}
