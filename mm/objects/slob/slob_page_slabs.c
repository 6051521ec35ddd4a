// SPDX-License-Identifier: BSD-2-Clause
/* Add page slabs to a pool of SLOB, and remove them.  See slob.c. */

#include <linux/mmdebug.h>

#include "slob_page_slabs.h"

#define ALL_SLOTS(nr)	((1UL << ((nr) < 32 ? (nr) : 0)) - 1)
#define SLOT_SIZE(n)	[n] = {								\
		.all = HAS_PAGE_SLABS ? ALL_SLOTS(PAGE_SIZE / ((n) * SLOT_STEP)) : 0,	\
		.reciprocal = RECIPROCAL_32((n) * SLOT_STEP),				\
	}
#define FOUR_SIZES(n)	SLOT_SIZE(n), SLOT_SIZE((n) + 1), SLOT_SIZE((n) + 2), SLOT_SIZE((n) + 3)

const struct slob_slot_layout slob_slot_layouts[NR_SLOT_SIZES + 1] = {
	FOUR_SIZES(5),	FOUR_SIZES(9),	FOUR_SIZES(13), FOUR_SIZES(17),
	FOUR_SIZES(21), FOUR_SIZES(25), FOUR_SIZES(29), SLOT_SIZE(64),
};

struct kmem_cache *slob_list_caches[NR_CACHE_LISTS + 1];

void slob_init_page_slabs(void)
{
	unsigned int cpu;

	if (!HAS_PAGE_SLABS)
		return;
	for_each_possible_cpu(cpu) {
		struct slob_page_slabs *page_slabs = per_cpu_ptr(&slob_pools, cpu)->page_slabs;

		page_slabs[0].tag = cpu << PAGE_SLAB_CPU_SHIFT | PAGE_SLAB_TAG;
		page_slabs[1].tag = page_slabs[0].tag | PAGE_SLAB_CACHES;
	}
}

struct page *__slob_drop_page_slab(struct slob_page_slabs *page_slabs, struct page *page)
{
	slob_check_page_slab(page_slabs, page);
	VM_WARN_ON(!is_unused_page_slab(page));
	slob_unlink(slot_address(page_address(page), page->slots >> LINKS_SHIFT, slot_bytes(page)));
	page_slabs->pool.nr_units--;
	slob_retract_page(page);
	WRITE_ONCE(page->slab, NULL);
	WRITE_ONCE(page->flags, 0);
	return page;
}

void *__slob_alloc_in_new_page(struct slob_page_slabs *page_slabs, struct page *page,
			       unsigned long size, const struct kmem_cache *s)
{
	struct hlist_head *list;
	struct hlist_node *links;

	VM_WARN_ON(!slob_is_locked(&page_slabs->pool));
	WRITE_ONCE(page->pool, page_slabs->tag | (s ? s->list_offset : 0U) << PAGE_SLAB_LIST_SHIFT);
	WRITE_ONCE(page->flags, size / SLOT_STEP);
	list = page_slab_list(page_slabs, page);
	VM_WARN_ON(!slot_layout_of(page)->all);
	WRITE_ONCE(page->slots, slot_layout_of(page)->all - 1);
	slob_publish_page(page);
	page_slabs->pool.nr_units++;
	links = __set_links(page, 1);
	/*
	 * An object of another page may have been freed during page_alloc(), so the list may have a
	 * page again.  That page may be empty, and must stay the first (invariant 15 of slob.c).
	 */
	if (list->first)
		hlist_add_behind(links, list->first);
	else
		hlist_add_head(links, list);
	return page_address(page);
}

bool __slob_drop_kept_page_slab(struct slob_page_slabs *page_slabs, struct page **page)
{
	VM_WARN_ON(!slob_is_locked(&page_slabs->pool));
	for (unsigned int i = 0; i <= NR_CACHE_LISTS; i++) {
		struct page *first = page_of_links(page_slabs->lists[i].first);

		if (first && is_unused_page_slab(first)) {
			*page = __slob_drop_page_slab(page_slabs, first);
			return true;
		}
	}
	return false;
}

void slob_release_list(unsigned int list_offset)
{
	struct page *page;
	unsigned long flags;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct slob_pool *pool = slob_pool(per_cpu_ptr(&slob_pools, cpu),
						   POOL_CACHE_PAGE_SLABS);

		slob_lock_irqsave(pool, &flags);
		page = page_of_links(first_links(page_slabs_of(pool), list_offset));
		/*
		 * The page has objects if one caller allocates from the cache while another
		 * destroys it.
		 */
		if (page)
			page = is_unused_page_slab(page)
				       ? __slob_drop_page_slab(page_slabs_of(pool), page)
				       : NULL;
		slob_unlock_irqrestore(pool, flags);
		if (page)
			__free_pages(page, 0);
	}
	WRITE_ONCE(slob_list_caches[list_number(list_offset)], NULL);
}

unsigned int __slob_nr_kept_page_slabs(const struct slob_page_slabs *page_slabs)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i <= NR_CACHE_LISTS; i++) {
		const struct page *first = page_of_links(page_slabs->lists[i].first);

		nr += first && is_unused_page_slab(first);
	}
	return nr;
}
