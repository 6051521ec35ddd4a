// SPDX-License-Identifier: BSD-2-Clause
/*
 * Describe an address in memory of SLAB, for reports of refused frees, and list the
 * objects of a slab.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "slab_def.h"

void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg)
{
	const struct slab *slab = (const struct slab *)READ_ONCE(head->private);
	const struct kmem_cache *s = is_linear_addr(slab) ? READ_ONCE(slab->cache) : NULL;
	const char *base = page_address(head), *first;
	unsigned int i;

	if (!__slab_is_cache(s))
		return;
	first = READ_ONCE(slab->first);
	/* Another CPU has freed the slab, and slab->first was overwritten. */
	if ((unsigned long)(first - base) > s->mask)
		return;
	for (i = 0; i < s->nr_objects; i++) {
		if (READ_ONCE(slab->states[i]) == OBJECT_USED)
			fn(s, first + (unsigned long)i * s->size, s->object_size, arg);
	}
}

static void slab_describe_object(const struct kmem_cache *s, const void *p, char *buf, size_t size)
{
	const struct page *head = page_block_head(virt_to_page(p));
	const struct slab *slab = head ? (const struct slab *)READ_ONCE(head->private) : NULL;
	unsigned long offset, index;
	const char *object;

	smp_rmb();
	/* Another CPU may have freed the object and its slab. */
	if (!head || !PageSlab(head))
		return slab_describe_page(p, buf, size);
	object = READ_ONCE(slab->first);
	offset = (const char *)p - object;
	index = offset / s->size;
	object += index * s->size;
	if (offset > s->mask || index >= s->nr_objects)
		scnprintf(buf, size, "not in an object of a slab of %s", s->name);
	else if (READ_ONCE(slab->states[index]) != OBJECT_USED)
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
