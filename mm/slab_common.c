// SPDX-License-Identifier: BSD-2-Clause
/*
 * Caches, whatever the engine: their creation and end, their list.
 *
 * A struct kmem_cache is an object of a cache, too: of kmem_cache_boot, which is static.  The list of
 * caches is under slab_caches_lock, which nothing else is taken under.  The engine's own lock protects the
 * number of objects.
 */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/shrinker.h>
#include <linux/string.h>

#include "slab.h"

#define SLAB_ACCEPTED	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_HWCACHE_ALIGN | \
			 SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | SLAB_STORE_USER | \
			 SLAB_RECLAIM_ACCOUNT | SLAB_PANIC | SLAB_NO_MERGE)

struct kmem_cache kmem_cache_boot = {
	.name = "kmem_cache",
	.object_size = sizeof(struct kmem_cache),
	.align = __alignof__(struct kmem_cache),
};

LIST_HEAD(slab_caches);
DEFINE_SPINLOCK(slab_caches_lock);

void kmem_cache_init(void)
{
	slab_engine_init();
	list_add_tail(&kmem_cache_boot.list, &slab_caches);
}

static unsigned int cache_align(unsigned int size, unsigned int align, slab_flags_t flags)
{
	unsigned int line = SMP_CACHE_BYTES;

	if (flags & SLAB_HWCACHE_ALIGN) {
		while (size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	return max_t(unsigned int, align, ARCH_SLAB_MINALIGN);
}

/* Why there can be no such cache; NULL if there can. */
static const char *bad_arguments(const char *name, unsigned int size, unsigned int align,
				 slab_flags_t flags)
{
	if (!name || !*name)
		return "no name";
	if (!size || size > KMALLOC_MAX_SIZE)
		return "impossible size";
	if (align && (!is_power_of_2(align) || align > PAGE_SIZE))
		return "impossible alignment";
	if (flags & SLAB_ACCOUNT)
		return "SLAB_ACCOUNT is not supported";
	if (flags & SLAB_TYPESAFE_BY_RCU)
		return "SLAB_TYPESAFE_BY_RCU is not supported";
	if (flags & ~SLAB_ACCEPTED)
		return "unknown flags";
	return NULL;
}

static struct kmem_cache *create(const char *name, unsigned int size, unsigned int align,
				 slab_flags_t flags, void (*ctor)(void *object))
{
	struct kmem_cache *s = kmem_cache_zalloc(&kmem_cache_boot, GFP_KERNEL);
	unsigned long irq;

	if (!s)
		return NULL;
	s->name = kstrdup(name, GFP_KERNEL);
	s->object_size = size;
	s->align = cache_align(size, align, flags);
	s->flags = flags;
	s->ctor = ctor;
	if (!s->name || slab_engine_create(s)) {
		kfree(s->name);
		kmem_cache_free(&kmem_cache_boot, s);
		return NULL;
	}
	spin_lock_irqsave(&slab_caches_lock, irq);
	list_add_tail(&s->list, &slab_caches);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return s;
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *object))
{
	const char *why = bad_arguments(name, size, align, flags);
	struct kmem_cache *s;

	if (WARN(why, "cache %s of %u bytes: %s; asked for by %pS\n", name, size, why,
		 __builtin_return_address(0)))
		s = NULL;
	else
		s = create(name, size, align, flags, ctor);
	if (!s && flags & SLAB_PANIC)
		panic("cannot create cache %s", name);
	return s;
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	unsigned long irq;

	if (!s)
		return;
	if (WARN(READ_ONCE(s->nr_objects), "cache %s has %lu objects in use: it stays; called by %pS\n",
		 s->name, s->nr_objects, __builtin_return_address(0)))
		return;
	spin_lock_irqsave(&slab_caches_lock, irq);
	list_del(&s->list);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	slab_engine_reap();
	kfree(s->name);
	kmem_cache_free(&kmem_cache_boot, s);
}

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int node)
{
	return kmem_cache_alloc(s, gfp);
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		objects[i] = kmem_cache_alloc(s, gfp);
		if (!objects[i]) {
			kmem_cache_free_bulk(s, i, objects);
			return 0;
		}
	}
	return nr;
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (s)
			kmem_cache_free(s, objects[i]);
		else
			kfree(objects[i]);
	}
}

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	slab_engine_reap();
	return READ_ONCE(s->nr_objects) != 0;
}

#ifdef CONFIG_RECLAIM
/* Empty pages, as a shrinker. */

static unsigned long count_kept(struct shrinker *shrinker, struct shrink_control *sc)
{
	return slab_engine_kept();
}

static unsigned long reap(struct shrinker *shrinker, struct shrink_control *sc)
{
	return slab_engine_reap();
}

static int __init slab_shrinker_init(void)
{
	struct shrinker *shrinker = shrinker_alloc(0, "slab");

	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count_kept;
	shrinker->scan_objects = reap;
	shrinker_register(shrinker);
	return 0;
}
early_initcall(slab_shrinker_init);
#endif
