// SPDX-License-Identifier: BSD-2-Clause
/*
 * Choose the size of a cache's slabs: the lowest order, from slab_min_order= to
 * slab_max_order=, at which a slab holds slab_min_objects= objects and wastes at most an eighth
 * of its bytes.  If no order wastes so little, the limit is a quarter, a half, or the whole
 * slab.  (With a limit of a sixteenth, the benchmark "firmware mix" needed 51 % more memory
 * than its live bytes, instead of 44 %.)
 *
 *	slab_min_objects=n	default 0: no minimum.  Linux's default depends on the CPUs
 *	slab_min_order=n	default 0
 *	slab_max_order=n	default 3.  Ignored for objects that do not fit
 *
 * If a slab has more objects, each has a smaller part of the wasted bytes, and fewer slabs have to
 * be searched for a free object.  However, larger slabs are seldom empty, and need free blocks of
 * their order.  slub_*= are older names of these arguments.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "slub.h"

/* The most slots of a slab, so that an index fits into 16 bits. */
#define MAX_PLACES	32767U

unsigned int slub_min_objects, slub_min_order, slub_max_order = 3;

static int __init set_order(unsigned int *order, const char *value)
{
	unsigned int wish;
	int err = value ? kstrtouint(value, 10, &wish) : -EINVAL;

	if (err)
		return err;
	if (wish > MAX_PAGE_ORDER)
		pr_warn("slab order %u is too large: limited to %u\n", wish, MAX_PAGE_ORDER);
	*order = min_t(unsigned int, wish, MAX_PAGE_ORDER);
	return 0;
}

static int __init slab_min_order_setup(char *value)
{
	int err = set_order(&slub_min_order, value);

	slub_max_order = max(slub_max_order, slub_min_order);
	return err;
}
early_param("slab_min_order", slab_min_order_setup);
early_param("slub_min_order", slab_min_order_setup);

static int __init slab_max_order_setup(char *value)
{
	int err = set_order(&slub_max_order, value);

	slub_min_order = min(slub_min_order, slub_max_order);
	return err;
}
early_param("slab_max_order", slab_max_order_setup);
early_param("slub_max_order", slab_max_order_setup);

static int __init slab_min_objects_setup(char *value)
{
	return value ? kstrtouint(value, 10, &slub_min_objects) : -EINVAL;
}
early_param("slab_min_objects", slab_min_objects_setup);
early_param("slub_min_objects", slab_min_objects_setup);

/*
 * Set the cache's order and the values that depend on it.  Returns the number of objects of a slab.
 */
static unsigned int set_order_of(struct kmem_cache *s, unsigned int order)
{
	unsigned long bytes = PAGE_SIZE << order, places = (bytes - 1) / s->size + 1;

	s->order = order;
	s->mask = bytes - 1;
	s->tail = sizeof(struct slab) + ALIGN(places, 8) - 1;
	s->nr_objects = (bytes - s->tail - 1) / s->size;
	return s->nr_objects;
}

static bool loses_less(const struct kmem_cache *s, unsigned int part)
{
	unsigned long bytes = s->mask + 1;

	return s->nr_objects && (bytes - (unsigned long)s->nr_objects * s->size) * part <= bytes;
}

void engine_set_geometry(struct kmem_cache *s)
{
	unsigned int least = slub_min_order, most = slub_max_order, part, order, wish;

	while (most && (PAGE_SIZE << most) / s->size > MAX_PLACES)
		most--;
	least = min(least, most);
	wish = min(slub_min_objects, set_order_of(s, most));
	while (set_order_of(s, least) < max(wish, 1U))
		least++;
	for (part = 8; part; part /= 2) {
		for (order = least; order <= max(least, most); order++) {
			set_order_of(s, order);
			if (loses_less(s, part))
				return;
		}
	}
}
