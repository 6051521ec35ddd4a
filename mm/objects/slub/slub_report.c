// SPDX-License-Identifier: BSD-2-Clause
/*
 * Describe an address in memory of SLUB, for reports of refused frees, and list the
 * objects of a slab.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "slub.h"

static void slub_describe_object(const struct kmem_cache *s, const void *p, char *buf, size_t size)
{
	const struct slub_slab *slab = slub_slab_of(s, p);
	unsigned long index = ((unsigned long)p & s->mask) / s->size;
	const char *object = (const char *)slub_base(s, slab) + index * s->size;

	if (index >= s->nr_objects)
		scnprintf(buf, size, "after the last object of a slab of %s", s->name);
	else if (READ_ONCE(*slub_state(s, slab, index)) != OBJECT_USED)
		scnprintf(buf, size, "%s the free object at %px of %s, perhaps freed already",
			  p == object ? "it is" : "inside", object, s->name);
	else
		scnprintf(buf, size, "%s the object of %u bytes at %px of %s",
			  p == object ? "it is" : "inside", s->object_size, object, s->name);
}

void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg)
{
	const struct kmem_cache *s = engine_cache(head);
	const char *base = page_address(head);
	unsigned int i;

	if (!__slab_is_cache(s))
		return;
	for (i = 0; i < s->nr_objects; i++) {
		if (READ_ONCE(*slub_state(s, base, i)) == OBJECT_USED)
			fn(s, base + (unsigned long)i * s->size, s->object_size, arg);
	}
}

void slab_engine_describe(const void *object, char *buf, size_t size)
{
	const struct kmem_cache *s = slab_cache_of(object);

	if (!s)
		return slab_describe_page(object, buf, size);
	slub_describe_object(s, object, buf, size);
	slab_describe_users(s, buf, size);
}
