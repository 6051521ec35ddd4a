// SPDX-License-Identifier: BSD-2-Clause
/*
 * Describe an address in memory of SLUB or SLAB, for reports of refused frees, and list the objects
 * of a slab.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "slabs.h"

void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg)
{
	const struct kmem_cache *s = engine_cache_at(head);
	const struct slab *slab;
	const char *first;
	unsigned int i;

	if (!__slab_is_cache(s))
		return;
	slab = engine_slab_at(head, s);
	if (!slab)
		return;
	first = slab_first(s, slab);
	/*
	 * If the first object is outside of the slab, another CPU has freed the slab and its data
	 * were overwritten.
	 */
	if ((unsigned long)(first - (const char *)page_address(head)) > s->mask)
		return;
	for (i = 0; i < s->nr_objects; i++) {
		if (READ_ONCE(*slab_state(s, slab, i)) == OBJECT_USED)
			fn(s, first + (unsigned long)i * s->size, s->object_size, arg);
	}
}

static void slab_describe_object(const struct kmem_cache *s, const void *p, char *buf, size_t size)
{
	const struct page *head = page_block_head(virt_to_page(p));
	const struct slab *slab = head ? engine_slab_at(head, s) : NULL;
	unsigned long offset, index;
	const char *object;

	smp_rmb();
	/* Another CPU may have freed the object and its slab. */
	if (!slab || !PageSlab(head))
		return slab_describe_page(p, buf, size);
	object = slab_first(s, slab);
	offset = (const char *)p - object;
	index = offset / s->size;
	object += index * s->size;
	if (offset > s->mask || index >= s->nr_objects)
		scnprintf(buf, size, "not in an object of a slab of %s", s->name);
	else if (READ_ONCE(*slab_state(s, slab, index)) != OBJECT_USED)
		scnprintf(buf, size, "%s the free object at %px of %s, perhaps freed already",
			  p == object ? "it is" : "inside", object, s->name);
	else
		scnprintf(buf, size, "%s the object of %u bytes at %px of %s",
			  p == object ? "it is" : "inside", s->object_size, object, s->name);
}

void slab_engine_describe(const void *object, char *buf, size_t size)
{
	const struct kmem_cache *s = slab_cache_of(object);

	if (!s)
		return slab_describe_page(object, buf, size);
	slab_describe_object(s, object, buf, size);
	slab_describe_users(s, buf, size);
}
