// SPDX-License-Identifier: BSD-2-Clause
/*
 * Describe an address in memory of SLOB, for reports of refused frees, and list the objects of a
 * unit.
 */

#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "slob_page_slabs.h"
#include "slob_slabs.h"

/* Return the first granule of the block in use that granule @i is in, or @i if it is free. */
static unsigned int block_start(const u64 *map, unsigned int i)
{
	unsigned int start = i;

	while (start && !unit_bit(map, start))
		start--;
	return unit_bit(map, start) ? start : i;
}

/* Return the start of the object, free slot or free granule at @p, or NULL if none is there. */
static const void *object_start(const struct slob_pool *pool, const void *p)
{
	const struct slob_slab *slab = slab_at(p);
	const struct slob_class *class = &slab->class;
	unsigned long offset = (unsigned long)p % SLAB_SIZE;
	const u64 *map = unit_of(pool, p);

	if (is_slabs(pool)) {
		if (!class->size)
			return p;
		return offset / class->size < hweight64(class->all) ?
			       slab_start(slab) + rounddown(offset, class->size) : NULL;
	}
	if (pool->page_slabs) {
		unsigned long size = slot_bytes(virt_to_page(p)), number = offset_in_page(p) / size;

		return (number + 1) * size <= PAGE_SIZE ? slot_address(p, number, size) : p;
	}
	if (granule_of(pool, p) < blocks_of(pool)->header)
		return NULL;
	return (const char *)map + (block_start(map, granule_of(pool, p)) << pool->shift);
}

static void describe_in_unit(const struct slob_pool *pool, const void *object, char *buf,
			     size_t size)
{
	const void *start = object_start(pool, object);
	size_t bytes = start ? __slob_size(pool, start) : 0;
	const struct kmem_cache *s = bytes && pool->caches ? slob_cache_of(pool, start, bytes)
							   : NULL;
	const char *owner = "kmalloc()";

	if (pool->caches)
		owner = s ? s->name
			  : "an unknown cache, as the record of its owner was overwritten";
	if (!start)
		scnprintf(buf, size, "in the metadata of a slab or unit of %s", pool->name);
	else if (!bytes)
		scnprintf(buf, size, "free memory of %s, perhaps freed already", pool->name);
	else
		scnprintf(buf, size, "%s the object of %zu bytes at %px of %s",
			  start == object ? "it is" : "inside", s ? s->object_size : bytes, start,
			  owner);
}

void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg)
{
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(page_address(head), &flags);
	if (!pool)
		return;
	slob_for_each_in_unit(pool, page_address(head), fn, arg);
	slob_unlock_irqrestore(pool, flags);
}

void slab_engine_describe(const void *object, char *buf, size_t size)
{
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(object, &flags);
	if (!pool)
		return slab_describe_page(object, buf, size);
	describe_in_unit(pool, object, buf, size);
	slob_unlock_irqrestore(pool, flags);
}
