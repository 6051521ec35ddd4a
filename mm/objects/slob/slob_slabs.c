// SPDX-License-Identifier: BSD-2-Clause
/* Add slabs to a pool of SLOB, and remove them.  See slob.c. */

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "slob_slabs.h"

/*
 * The number of slots of a slab.  @stride: bytes of a slot, plus its owner word in a pool of
 * caches.
 */
#define SLOTS_OF(stride)	((u32)(SLAB_SIZE - sizeof(struct slob_slab)) / (u32)(stride))
static_assert(SLOTS_OF(SLABS_MIN) <= MAX_SLOTS);

struct slob_class slob_class_of(bool caches, unsigned int class)
{
	unsigned int size = class * CLASS_STEP, stride = size + caches * sizeof(void *);

	if (size < SLABS_MIN)
		return (struct slob_class){};
	return (struct slob_class){
		.all = (1UL << SLOTS_OF(stride)) - 1,
		.reciprocal = RECIPROCAL_32(size),
		.size = size,
	};
}

static struct slob_slab *slab_of_page(const struct page *page, unsigned int i)
{
	return slab_at((char *)page_address(page) + i * SLAB_SIZE);
}

void __slob_add_page(struct slob_slabs *slabs, struct page *page)
{
	VM_WARN_ON(!slob_is_locked(&slabs->pool));
	WRITE_ONCE(page->slab, &slabs->pool);
	slob_publish_page(page);
	slabs->pool.nr_units++;
	for (unsigned int i = SLABS_OF_PAGE; i--; ) {
		struct slob_slab *slab = slab_of_page(page, i);

		slab->map = 0;
		slab->class = (struct slob_class){};
		hlist_add_head(&slab->list, &slabs->lists[0]);
	}
}

struct slob_slab *__slob_new_slab(struct slob_slabs *slabs, unsigned int class)
{
	struct slob_slab *slab = first_slab(slabs, 0), *first = first_slab(slabs, class);
	struct slob_slab *second = first ? next_slab(first) : NULL;

	VM_WARN_ON(!slob_is_locked(&slabs->pool));
	if (!slab)
		return NULL;
	slob_unlink(&slab->list);
	VM_WARN_ON(slab->class.size || slab->map);
	slab->class = slob_class_of(slabs->pool.caches, class);
	slab->map = slab->class.all;
	VM_WARN_ON(!slab->map);
	/*
	 * Objects may have been freed during page_alloc(), so the list may have slabs again.  Its
	 * first two slabs may be empty, and must stay the first two (invariant 11 of slob.c).
	 */
	if (first)
		hlist_add_behind(&slab->list, second ? &second->list : &first->list);
	else
		hlist_add_head(&slab->list, &slabs->lists[class]);
	slob_check_slab(slabs, slab);
	return slab;
}

struct page *__slob_drop_slab(struct slob_slabs *slabs, struct slob_slab *slab)
{
	struct page *page = virt_to_page(slab);
	unsigned int i;

	slob_check_slab(slabs, slab);
	VM_WARN_ON(!is_unused_slab(slab));
	VM_WARN_ON(!slabs->pool.nr_units);
	slob_unlink(&slab->list);
	slab->map = 0;
	slab->class = (struct slob_class){};
	for (i = 0; i < SLABS_OF_PAGE && !slab_of_page(page, i)->class.size; i++)
		;
	if (i < SLABS_OF_PAGE) {
		hlist_add_head(&slab->list, &slabs->lists[0]);
		return NULL;
	}
	for (i = 0; i < SLABS_OF_PAGE; i++) {
		if (slab_of_page(page, i) != slab)
			slob_unlink(&slab_of_page(page, i)->list);
	}
	slabs->pool.nr_units--;
	slob_retract_page(page);
	WRITE_ONCE(page->slab, NULL);
	return page;
}

/* Return an empty slab among the first two slabs of the list, or NULL. */
static struct slob_slab *kept_slab(const struct slob_slabs *slabs, unsigned int class)
{
	struct slob_slab *first = first_slab(slabs, class),
			 *second = first ? next_slab(first) : NULL;

	return second && is_unused_slab(second) ? second
	       : first && is_unused_slab(first) ? first
						: NULL;
}

bool __slob_drop_kept_slab(struct slob_slabs *slabs, struct page **page)
{
	VM_WARN_ON(!slob_is_locked(&slabs->pool));
	for (unsigned int class = 1; class < NR_CLASSES; class++) {
		struct slob_slab *slab = kept_slab(slabs, class);

		if (slab) {
			*page = __slob_drop_slab(slabs, slab);
			return true;
		}
	}
	return false;
}

unsigned int __slob_nr_kept_slabs(const struct slob_slabs *slabs)
{
	unsigned int nr = 0;

	for (unsigned int class = 1; class < NR_CLASSES; class++) {
		const struct slob_slab *first = first_slab(slabs, class);
		const struct slob_slab *second = first ? next_slab(first) : NULL;

		nr += first && is_unused_slab(first);
		nr += second && is_unused_slab(second);
	}
	return nr;
}
