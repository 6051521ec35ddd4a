// SPDX-License-Identifier: BSD-2-Clause
/*
 * Create and destroy caches, and maintain their list, for all engines.
 *
 * A struct kmem_cache is an object of a cache, too: of kmem_cache_boot, which is static.
 * slab_caches_lock protects the list of caches.  While it is held, the engine's locks are acquired,
 * and the page allocator's locks when retained memory is freed.  The engine counts the objects of
 * caches.  Reclaim moves free objects of a cache between arrays and slabs while it has a pin of the
 * cache (slab_cache_next()), so a count of objects is exact only without pins.
 */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "objects.h"

#define SLAB_ACCEPTED	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
			 SLAB_HWCACHE_ALIGN | \
			 SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | SLAB_STORE_USER | SLAB_TRACE | \
			 SLAB_RECLAIM_ACCOUNT | SLAB_PANIC | SLAB_TYPESAFE_BY_RCU | \
			 SLAB_NO_MERGE | \
			 SLAB_FAILSLAB)

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

struct kmem_cache *slab_cache_next(struct kmem_cache *s)
{
	struct kmem_cache *next;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	next = list_entry(s ? s->list.next : slab_caches.next, struct kmem_cache, list);
	if (list_entry_is_head(next, &slab_caches, list))
		next = NULL;
	else
		next->pins++;
	VM_WARN_ON(s && !s->pins);
	if (s)
		s->pins--;
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	return next;
}

bool __slab_is_cache(const struct kmem_cache *s)
{
	const struct kmem_cache *other;

	lockdep_assert_held(&slab_caches_lock);
	list_for_each_entry(other, &slab_caches, list) {
		if (s == other)
			return true;
	}
	return false;
}

bool slab_is_cache(const struct kmem_cache *s)
{
	unsigned long irq;
	bool found;

	spin_lock_irqsave(&slab_caches_lock, irq);
	found = __slab_is_cache(s);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return found;
}

void slab_report_no_cache(const char *what, const struct kmem_cache *s, const void *caller)
{
	kasan_report_object(s, false, caller);
	WARN(1, "%s(%px) by %pS: not a cache, or a destroyed one\n", what, s, caller);
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

/* Return the reason why the arguments are refused, or NULL if they are valid. */
static const char *bad_arguments(const char *name, unsigned int size,
				 const struct kmem_cache_args *args, slab_flags_t flags)
{
	/* A large object of SLAB_TYPESAFE_BY_RCU is followed by a struct rcu_head. */
	unsigned int max = KMALLOC_MAX_SIZE -
			   (flags & SLAB_TYPESAFE_BY_RCU ? sizeof(struct rcu_head) : 0);

	if (!name || !*name)
		return "no name";
	if (!size || size > max)
		return "invalid size";
	if (args->align && (!is_power_of_2(args->align) || args->align > PAGE_SIZE))
		return "invalid alignment";
	if (args->useroffset > size || args->usersize > size - args->useroffset)
		return "invalid region for user copies";
	if (args->use_freeptr_offset &&
	    (size < sizeof(long) || args->freeptr_offset % sizeof(long) ||
	     args->freeptr_offset > size - sizeof(long)))
		return "invalid freeptr_offset";
	if (flags & SLAB_TYPESAFE_BY_RCU && !IS_ENABLED(CONFIG_RCU))
		return "SLAB_TYPESAFE_BY_RCU needs CONFIG_RCU";
	if (flags & ~SLAB_ACCEPTED)
		return "unknown flags";
	return NULL;
}

static struct kmem_cache *create_cache(const char *name, unsigned int size,
				       const struct kmem_cache_args *args, slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_zalloc(&kmem_cache_boot, GFP_KERNEL);
	unsigned long irq;

	if (!s)
		return NULL;
	s->name = kstrdup(name, GFP_KERNEL);
	s->object_size = size;
	s->align = cache_align(size, args->align, flags);
	VM_WARN_ON(!is_power_of_2(s->align) || s->align > PAGE_SIZE || !size);
	s->flags = flags;
	s->ctor = args->ctor;
#ifdef CONFIG_SLAB_SHEAVES
	s->mergeable = slab_mergeable(s, args);
#endif
	if (!s->name || slab_engine_create(s, args)) {
		kfree(s->name);
		kmem_cache_free(&kmem_cache_boot, s);
		return NULL;
	}
	spin_lock_irqsave(&slab_caches_lock, irq);
	list_add_tail(&s->list, &slab_caches);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return s;
}

static struct kmem_cache *create_caller(const char *name, unsigned int size,
					const struct kmem_cache_args *args, slab_flags_t flags,
					const void *caller)
{
	const char *why = bad_arguments(name, size, args, flags);
	struct kmem_cache *s;

	if (WARN(why, "cache %s of %u bytes: %s; called by %pS\n", name, size, why, caller))
		s = NULL;
	else
		s = slab_alias_get(name, size, cache_align(size, args->align, flags), args, flags);
	if (!s && !why)
		s = create_cache(name, size, args, flags);
	if (!s && flags & SLAB_PANIC)
		panic("cannot create cache %s", name);
	return s;
}

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags)
{
	static const struct kmem_cache_args none;

	return create_caller(name, size, args ? args : &none, flags, __builtin_return_address(0));
}

struct kmem_cache *__kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *object))
{
	struct kmem_cache_args args = { .align = align, .ctor = ctor };

	return create_caller(name, size, &args, flags, __builtin_return_address(0));
}

struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *object))
{
	struct kmem_cache_args args = {
		.align = align, .ctor = ctor, .useroffset = useroffset, .usersize = usersize,
	};

	return create_caller(name, size, &args, flags, __builtin_return_address(0));
}

static void report_left(const struct kmem_cache *s, const void *object)
{
	pr_warn("cache %s: the object at %px is in use\n", s->name, object);
	object_tool_print(object);
}

/* Acquire slab_caches_lock when the cache has no pins, and thus its count of objects is exact. */
static unsigned long lock_unpinned(struct kmem_cache *s) __no_context_analysis
{
	unsigned long irq;

	spin_lock_irqsave(&slab_caches_lock, irq);
	while (s->pins) {
		spin_unlock_irqrestore(&slab_caches_lock, irq);
		cond_resched();
		spin_lock_irqsave(&slab_caches_lock, irq);
	}
	return irq;
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	unsigned long irq, nr;

	if (!s)
		return;
	if (!slab_is_cache(s))
		return slab_report_no_cache("kmem_cache_destroy", s, __builtin_return_address(0));
	if (slab_alias_put(s))
		return;
	if (WARN(slab_is_static(s), "cache %s cannot be destroyed; called by %pS\n", s->name,
		 __builtin_return_address(0)))
		return;
	object_tools_reap();
	irq = lock_unpinned(s);
	lockdep_assert_held(&slab_caches_lock);
	nr = cache_objects(s);
	if (!nr)
		list_del(&s->list);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	if (WARN(nr, "cache %s has %lu objects in use: not destroyed; called by %pS\n", s->name, nr,
		 __builtin_return_address(0))) {
		slab_for_each_object(s, report_left);
		return;
	}
	VM_WARN_ON(s->ended || slab_is_static(s));
	s->ended = true;
	slab_engine_destroy(s);
	/* Wait first: slabs that wait for a grace period still have pointers to the cache. */
	if (slab_waits_for_rcu(s))
		slab_rcu_barrier();
	object_tools_end_cache(s);
	kfree(s->name);
	kmem_cache_free(&kmem_cache_boot, s);
}

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	unsigned long irq, nr;

	object_tools_reap();
	slab_engine_shrink(s);
	irq = lock_unpinned(s);
	lockdep_assert_held(&slab_caches_lock);
	nr = cache_objects(s);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return nr != 0;
}

unsigned long slab_kept(void)
{
	return slab_engine_kept() + object_tools_kept();
}

unsigned long slab_reap(void)
{
	unsigned long nr_pages = object_tools_reap();

	return nr_pages + slab_engine_reap();
}

#ifdef CONFIG_DMA_API_DEBUG
bool dma_owner_keeps_object(const void *object, const void *caller)
{
	size_t size = dma_owner_any() && is_linear_addr(object) ? slab_ksize(object) : 0;

	return size && dma_owner_keeps(__pa(object), size, caller);
}
#endif
