// SPDX-License-Identifier: BSD-2-Clause
/* A cache of objects that gives memory back when it is short. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>
#include <linux/shrinker.h>

static unsigned long nr_cached = 128;
static struct shrinker *cache_shrinker;

static unsigned long cache_count(struct shrinker *shrinker, struct shrink_control *sc)
{
	return nr_cached ? nr_cached : SHRINK_EMPTY;
}

static unsigned long cache_scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed = min(nr_cached, sc->nr_to_scan);

	if (!nr_cached)
		return SHRINK_STOP;
	nr_cached -= freed;
	return freed;
}

static int __init shrinker_demo_init(void)
{
	cache_shrinker = shrinker_alloc(0, "books-cache");
	if (!cache_shrinker)
		return -ENOMEM;
	cache_shrinker->count_objects = cache_count;
	cache_shrinker->scan_objects = cache_scan;
	cache_shrinker->seeks = DEFAULT_SEEKS;
	shrinker_register(cache_shrinker);
	shrinker_free(cache_shrinker);
	pr_info("passed\n");
	return 0;
}
module_init(shrinker_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A shrinker");
