// SPDX-License-Identifier: BSD-2-Clause
/* The shrinker that frees empty pages of the object allocator and of the tools of mm/debug/. */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/shrinker.h>

#include "mm/objects/objects.h"

static unsigned long slab_shrinker_count(struct shrinker *shrinker, struct shrink_control *sc)
{
	return slab_kept();
}

static unsigned long slab_shrinker_scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	return slab_reap();
}

static int __init slab_shrinker_init(void)
{
	struct shrinker *shrinker = shrinker_alloc(0, "slab");

	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = slab_shrinker_count;
	shrinker->scan_objects = slab_shrinker_scan;
	shrinker_register(shrinker);
	return 0;
}
early_initcall(slab_shrinker_init);
