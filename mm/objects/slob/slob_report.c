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

static void describe_in_unit(const struct slob_pool *pool, const void *object, char *buf,
			     size_t size)
{
	const char *owner = "kmalloc()";
	const struct kmem_cache *s;
	struct slob_object found;
	const void *start;

	__slob_locate(pool, object, &start);
	if (!start) {
		scnprintf(buf, size, "in the metadata of a slab or unit of %s", pool->name);
		return;
	}
	found = __slob_find(pool, start);
	if (!found.size) {
		scnprintf(buf, size, "free memory of %s, perhaps freed already", pool->name);
		return;
	}
	s = slob_cache_of(found.owner);
	if (found.owner)
		owner = s ? s->name
			  : "an unknown cache, as the record of its owner was overwritten";
	scnprintf(buf, size, "%s the object of %zu bytes at %px of %s",
		  start == object ? "it is" : "inside", s ? s->object_size : found.size, start,
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
