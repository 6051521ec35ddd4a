/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_PAGE_SLABS_H
#define MM_SLOB_PAGE_SLABS_H

/*
 * Page slabs of SLOB: struct page fields, inline allocation and free, and functions of
 * slob_page_slabs.c.
 */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mm.h>

#include "slob.h"

/*
 * The low LINKS_SHIFT bits of page->slots are the map, which has a bit for each free slot.  The
 * bits above are the number of the free slot that has the links.  page->slots is 0 if no slot is
 * free.  The holder of the pool's lock stores page->slots with WRITE_ONCE(), because pool_of_page()
 * reads it together with page->pool, in one word, without the lock.
 */
#define LINKS_SHIFT	27
#define FREE_SLOTS	((1UL << LINKS_SHIFT) - 1)
static_assert(PAGE_SIZE / ((SLABS_MAX / SLOT_STEP + 1) * SLOT_STEP) <= LINKS_SHIFT ||
	      !HAS_PAGE_SLABS);

/*
 * The layout for each slot size.  The index is the size in SLOT_STEPs, which is also in
 * page->flags.
 */
extern const struct slob_slot_layout slob_slot_layouts[NR_SLOT_SIZES + 1];

/*
 * page->pool consists of PAGE_SLAB_TAG, PAGE_SLAB_CACHES in a pool of caches, the number of the
 * pool's CPU, and the offset of the cache's list in slob_page_slabs.lists in bytes (0 for
 * kmalloc()).  The address of a pool never has the bit of the tag.
 */
#define PAGE_SLAB_TAG		4U
#define PAGE_SLAB_CACHES	8U
#define PAGE_SLAB_CPU_SHIFT	4
#define PAGE_SLAB_LIST_SHIFT	16
static_assert(CONFIG_NR_CPUS <= 1UL << (PAGE_SLAB_LIST_SHIFT - PAGE_SLAB_CPU_SHIFT));

/* The cache of each list, or NULL.  An entry changes only while the list has no page slab. */
extern struct kmem_cache *slob_list_caches[NR_CACHE_LISTS + 1];

static __fast_inline unsigned int list_number(unsigned int list_offset)
{
	return list_offset / sizeof(struct hlist_head);
}

/*
 * Return true if @owner, a page->private, may be that of a page slab.  For a large object, the bit
 * of the tag may be set, too, so the caller checks is_page_slab_of() with the pool locked.
 */
static __fast_inline bool has_tag(unsigned long owner)
{
	return HAS_PAGE_SLABS && owner & PAGE_SLAB_TAG;
}

static __fast_inline bool may_be_page_slab(unsigned long owner)
{
	return has_tag(owner) && !(owner & 1);
}

/*
 * Return true if @page is a page slab of the pool, and belongs on its list at @list_offset, which
 * is 0 for kmalloc().  While the pool is locked, the result does not change.
 */
static __fast_inline bool is_page_slab_of(const struct slob_page_slabs *page_slabs,
					  const struct page *page, unsigned long list_offset)
{
	return likely(data_race(page->type) == PGTY_slab) &&
	       likely(data_race(page->pool) ==
		      (page_slabs->tag | list_offset << PAGE_SLAB_LIST_SHIFT));
}

static __fast_inline unsigned long slot_bytes(const struct page *page)
{
	return page->flags * SLOT_STEP;
}

static __fast_inline void *slot_address(const void *p, unsigned long number, unsigned long size)
{
	return (char *)((unsigned long)p & PAGE_MASK) + number * size;
}

static __fast_inline struct hlist_node *first_links(const struct slob_page_slabs *page_slabs,
						    unsigned long list_offset)
{
	return data_race(
		((const struct hlist_head *)((const char *)page_slabs->lists + list_offset))
			->first);
}

/* Return the offset of the list of kmalloc()'s page slabs with slots of @size bytes. */
static __fast_inline unsigned long page_slab_list_offset(unsigned long size)
{
	return size / (SLOT_STEP / sizeof(struct hlist_head));
}

/*
 * Convert page->slots to 64 bits.  The barrier prevents the compiler from converting it again at
 * each use.
 */
static __fast_inline u64 slots_word(u32 slots)
{
	u64 word = slots;

	OPTIMIZER_HIDE_VAR(word);
	return word;
}

/*
 * Allocate the lowest free slot of the page that contains @links.  The slot of @links is allocated
 * last.
 */
static __fast_inline void *__alloc_page_slot(struct hlist_node *links, unsigned long size)
{
	struct page *page = virt_to_page(links);
	u64 word = slots_word(page->slots), others = word ^ 1UL << (word >> LINKS_SHIFT);
	u64 lowest = others & -others;

	VM_WARN_ON(page->type != PGTY_slab || slot_bytes(page) != size);
	VM_WARN_ON(!(page->slots & FREE_SLOTS));
	if (unlikely(!(others << (64 - LINKS_SHIFT)))) {
		slob_unlink(links);
		WRITE_ONCE(page->slots, 0);
		return links;
	}
	WRITE_ONCE(page->slots, word ^ lowest);
	return slot_address(links, __ffs_bit_hot(lowest), size);
}

static __fast_inline bool is_in_page(const void *q, const void *p)
{
	return !(((unsigned long)p ^ (unsigned long)q) & PAGE_MASK);
}

static __fast_inline const struct slob_slot_layout *slot_layout_of(const struct page *page)
{
	return &slob_slot_layouts[page->flags];
}

/*
 * The result of __find_page_slot(): a slot's bit, page->slots before the free, and the bits of all
 * slots.
 */
struct slob_page_slot {
	u64 bit, was, all;
};

/*
 * Return true and set @slot if a slot in use of @page, which has slots of @size, starts at @p.
 * The bytes between the last slot and the page's end do not belong to a slot, so a pointer there
 * is refused.
 */
static __fast_inline bool __find_page_slot(const struct page *page,
					   const struct slob_slot_layout *size, const void *p,
					   struct slob_page_slot *slot)
{
	unsigned long number;
	bool divides = divides_32(size->reciprocal, offset_in_page(p), &number);

	slot->bit = 1UL << number;
	slot->was = slots_word(data_race(page->slots));
	slot->all = slots_word(size->all);
	return divides && likely((slot->was ^ slot->all) & slot->bit);
}

/*
 * Do the work of __slob_find() for a page slab.  Without the pool's lock, the page may get another
 * use during this call.  Then the owner may be any cache, or NULL.
 */
static __fast_inline struct slob_object find_in_page_slab(const struct slob_pool *pool,
							  const void *p)
{
	const struct page *page = virt_to_page(p);
	unsigned int list = list_number(READ_ONCE(page->pool) >> PAGE_SLAB_LIST_SHIFT);
	unsigned int n = READ_ONCE(page->flags);
	struct slob_object object = {};
	struct slob_page_slot slot;

	if (n <= NR_SLOT_SIZES && list <= NR_CACHE_LISTS &&
	    __find_page_slot(page, &slob_slot_layouts[n], p, &slot)) {
		object.size = n * SLOT_STEP;
		object.owner = pool->caches ? (const void **)&slob_list_caches[list] : NULL;
	}
	return object;
}

/* Return true if all slots are free.  @word: page->slots.  @all: the bits of all slots. */
static __fast_inline bool has_no_object(u64 word, u64 all)
{
	return !((word ^ all) << (64 - LINKS_SHIFT));
}

/* Return the pool of a page slab.  @owner: its page->private. */
static __fast_inline struct slob_pool *page_slab_pool(unsigned long owner)
{
	unsigned int cpu = (owner & ((1UL << PAGE_SLAB_LIST_SHIFT) - 1)) >> PAGE_SLAB_CPU_SHIFT;
	struct slob_pools *pools = per_cpu_ptr(&slob_pools, cpu);

	return &pools->page_slabs[!!(owner & PAGE_SLAB_CACHES)].pool;
}

/*
 * Set the tags of the pools of page slabs.  Called at boot, before the first object is allocated.
 */
void slob_init_page_slabs(void);
/*
 * Remove an empty page slab from its list and its pool.  Returns the page, which the caller has to
 * free.
 */
struct page *__slob_drop_page_slab(struct slob_page_slabs *page_slabs, struct page *page);

static __fast_inline struct page *page_of_links(const struct hlist_node *links)
{
	return links ? virt_to_page(links) : NULL;
}

/* Return the list that the page is on if it has a free slot. */
static __fast_inline struct hlist_head *page_slab_list(struct slob_page_slabs *page_slabs,
						       const struct page *page)
{
	unsigned int list = list_number(page->pool >> PAGE_SLAB_LIST_SHIFT);

	return &page_slabs->lists[list ? list : page->flags];
}

/* Check a page slab: only those invariants whose check takes constant time. */
static __fast_inline void slob_check_page_slab(const struct slob_page_slabs *page_slabs,
					       const struct page *page)
{
	VM_WARN_ON(!slob_is_locked(&page_slabs->pool));
	VM_WARN_ON(page->type != PGTY_slab || !may_be_page_slab(page->pool));
	VM_WARN_ON(HAS_PAGE_SLABS && page_slab_pool(page->pool) != &page_slabs->pool);
	VM_WARN_ON(!slot_layout_of(page)->all);
	VM_WARN_ON(page->slots & FREE_SLOTS & ~slot_layout_of(page)->all);
	VM_WARN_ON(!page_slabs->pool.nr_units);
}

/*
 * Store @word in page->slots after a free.  @p, @slot: one freed object and its slot.  Returns
 * false if the caller has to call __slob_relist_page_slab().
 */
static __fast_inline bool __set_page_slots(struct slob_page_slabs *page_slabs, struct page *page,
					   const void *p, const struct slob_page_slot *slot,
					   u64 word)
{
	slob_check_page_slab(page_slabs, page);
	VM_WARN_ON(!is_in_page(p, page_address(page)));
	WRITE_ONCE(page->slots, word);
	return likely(slot->was) && (likely(!has_no_object(word, slot->all)) ||
				     is_in_page(page_slab_list(page_slabs, page)->first, p));
}

static __fast_inline bool is_unused_page_slab(const struct page *page)
{
	return has_no_object(page->slots, slot_layout_of(page)->all);
}

/* Record that slot @number has the links, and return the slot. */
static __fast_inline struct hlist_node *__set_links(struct page *page, unsigned long number)
{
	WRITE_ONCE(page->slots, (page->slots & FREE_SLOTS) | number << LINKS_SHIFT);
	return slot_address(page_address(page), number, slot_bytes(page));
}

/*
 * Put a page that was full on its list, or check a page that became empty.  @was: page->slots
 * before the free.  @bit: the bit of a freed slot.  Returns an empty page for
 * __slob_drop_page_slab(), or NULL.  An empty page that is the first of its list stays there for
 * the next object.
 */
static __fast_inline struct page *__relist_page_slab(struct slob_page_slabs *page_slabs,
						     struct page *page, u64 was, u64 bit)
{
	struct hlist_head *list = page_slab_list(page_slabs, page);
	struct page *first = page_of_links(list->first);

	if (was)
		return first == page ? NULL : page;
	hlist_add_head(__set_links(page, __ffs(bit)), list);
	return first && is_unused_page_slab(first) ? first : NULL;
}

/*
 * Call __relist_page_slab() and drop the empty page.  Returns the page that the caller has to
 * free, or NULL.
 */
static __fast_inline struct page *__slob_relist_page_slab(struct slob_page_slabs *page_slabs,
							  struct page *page, u64 was, u64 bit)
{
	struct page *unused = __relist_page_slab(page_slabs, page, was, bit);

	slob_check_page_slab(page_slabs, page);
	return unlikely(unused) ? __slob_drop_page_slab(page_slabs, unused) : NULL;
}

/*
 * Turn a new page into a page slab, and allocate its first slot.  @s: the cache, or NULL for
 * kmalloc().
 */
void *__slob_alloc_in_new_page(struct slob_page_slabs *page_slabs, struct page *page,
			       unsigned long size, const struct kmem_cache *s);
/*
 * Remove one empty page slab from the pool, and set @page to it; the caller has to free the page.
 * Returns false if the pool has no empty page slab.
 */
bool __slob_drop_kept_page_slab(struct slob_page_slabs *page_slabs, struct page **page);
/* Free the empty page slabs of a cache that is being destroyed, and release its list. */
void slob_release_list(unsigned int list_offset);
/* Return the number of empty page slabs that the pool retains. */
unsigned int __slob_nr_kept_page_slabs(const struct slob_page_slabs *page_slabs);

#endif /* MM_SLOB_PAGE_SLABS_H */
