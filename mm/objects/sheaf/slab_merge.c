// SPDX-License-Identifier: BSD-2-Clause
/*
 * Merging of compatible caches: a partly empty slab serves all of them.
 *
 * A new cache uses an existing one, newest first, if
 *
 *	- neither has a constructor, a region for user copies, a wish for its sheaves, or a flag of
 *	  NEVER_MERGE, and neither is watched;
 *	- both have the same flags of MERGE_SAME, which decide what pages their slabs consist of;
 *	- its objects fit, at their alignment, and less than a word of each is lost.
 *
 * These are Linux's rules.  The caches of kmalloc() take part.
 *
 * The one that is used has a count of the others and their names, for "slabinfo -a".  Each
 * kmem_cache_destroy() but the last only counts: all have the same pointer, so that it is not known which
 * of them it was for, and the newest name goes.
 *
 *	slab_merge, slab_nomerge, slub_merge, slub_nomerge	in the boot arguments
 *
 * Locking: slab_caches_lock for the counts and the names.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <quarry/report.h>

#include "engine.h"

/* As SLAB_FAILSLAB, which Linux counts among the debugging flags. */
#define NEVER_MERGE	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | \
			 SLAB_TRACE | SLAB_TYPESAFE_BY_RCU | SLAB_FAILSLAB | SLAB_NO_MERGE)
#define MERGE_SAME	(SLAB_RECLAIM_ACCOUNT | SLAB_CACHE_DMA | SLAB_CACHE_DMA32)

struct alias {
	struct list_head list;
	const struct kmem_cache *cache;
	char name[];
};

bool slab_merge_enabled = IS_ENABLED(CONFIG_SLAB_MERGE_DEFAULT);
static LIST_HEAD(aliases);

static int __init merge_on(char *value)
{
	slab_merge_enabled = true;
	return 0;
}
early_param("slab_merge", merge_on);
early_param("slub_merge", merge_on);

static int __init merge_off(char *value)
{
	slab_merge_enabled = false;
	return 0;
}
early_param("slab_nomerge", merge_off);
early_param("slub_nomerge", merge_off);

static bool may_merge(const char *name, const struct kmem_cache_args *args, slab_flags_t flags)
{
	return slab_merge_enabled && !args->ctor && !args->usersize && !args->sheaf_capacity &&
	       !(slab_debug_flags(name, flags) & NEVER_MERGE);
}

bool slab_mergeable(const struct kmem_cache *s, const struct kmem_cache_args *args)
{
	return may_merge(s->name, args, s->flags);
}

/* With slab_caches_lock. */
static struct kmem_cache *__find_mergeable(unsigned int size, unsigned int align, slab_flags_t flags)
{
	struct kmem_cache *s;

	size = ALIGN(size, max_t(unsigned int, align, sizeof(void *)));
	list_for_each_entry_reverse(s, &slab_caches, list) {
		if (!s->mergeable || size > s->size || s->size - size >= sizeof(void *))
			continue;
		/* The sizes are the same now, so that the alignment is good for it. */
		if ((flags & MERGE_SAME) != (s->flags & MERGE_SAME))
			continue;
		/* SLAB's first object is where the alignment of the cache says. */
		if (IS_ENABLED(CONFIG_SLAB) && align > s->align)
			continue;
		return s;
	}
	return NULL;
}

struct kmem_cache *slab_alias_get(const char *name, unsigned int size, unsigned int align,
				  const struct kmem_cache_args *args, slab_flags_t flags)
{
	struct kmem_cache *s = NULL;
	struct alias *alias;
	unsigned long irq;

	if (!may_merge(name, args, flags))
		return NULL;
	alias = kmalloc(struct_size(alias, name, strlen(name) + 1), GFP_KERNEL | __GFP_NOWARN);
	if (!alias)
		return NULL;
	strcpy(alias->name, name);
	spin_lock_irqsave(&slab_caches_lock, irq);
	s = __find_mergeable(size, align, flags);
	if (s) {
		s->nr_aliases++;
		/* The size that is cleared, and that ksize() returns.  It is not larger than the object. */
		WRITE_ONCE(s->object_size, max(s->object_size, size));
		alias->cache = s;
		list_add_tail(&alias->list, &aliases);
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	if (!s)
		kfree(alias);
	return s;
}

/* With slab_caches_lock; there is one. */
static struct alias *__newest(const struct kmem_cache *s)
{
	struct alias *alias;

	list_for_each_entry_reverse(alias, &aliases, list) {
		if (alias->cache == s)
			break;
	}
	return alias;
}

bool slab_alias_put(struct kmem_cache *s)
{
	struct alias *alias = NULL;
	unsigned long irq;
	bool used;

	spin_lock_irqsave(&slab_caches_lock, irq);
	used = s->nr_aliases;
	if (used) {
		s->nr_aliases--;
		alias = __newest(s);
		list_del(&alias->list);
	} else if (!slab_is_static(s)) {
		s->mergeable = false;
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	kfree(alias);
	return used;
}

#ifdef CONFIG_MM_VERBOSE
void slab_describe_users(const struct kmem_cache *s, char *buf, size_t size)
{
	size_t used = strlen(buf);

	if (s->nr_aliases)
		scnprintf(buf + used, size - used, ", which %u caches share", slab_nr_users(s));
}
#endif

#ifdef CONFIG_MM_REPORTS
#define SHOWN	32	/* characters of a name */

static bool nth_alias(unsigned int nr, char *name, char *cache, unsigned int *users)
{
	struct alias *alias;
	unsigned long irq;
	bool found = false;

	spin_lock_irqsave(&slab_caches_lock, irq);
	list_for_each_entry(alias, &aliases, list) {
		if (nr--)
			continue;
		strscpy(name, alias->name, SHOWN);
		strscpy(cache, alias->cache->name, SHOWN);
		*users = slab_nr_users(alias->cache);
		found = true;
		break;
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return found;
}

void slab_aliases_show(struct seq_file *m)
{
	char name[SHOWN], cache[SHOWN];
	unsigned int nr, users;

	report_open(m, NULL, '[');
	for (nr = 0; nth_alias(nr, name, cache, &users); nr++)
		report_row(m, "%-17s{name} -> %-17s{cache} %u{users} users\n", name, cache, users);
	report_close(m, ']');
}
#endif
