// SPDX-License-Identifier: BSD-2-Clause
/*
 * Merge compatible caches, so that they share slabs and fewer slabs are partly empty.
 *
 * A new cache becomes an alias of an existing cache if the conditions below are met.  The existing
 * caches are compared in order of age, the newest first.
 *
 *	- neither has a constructor, a region for user copies, a requested sheaf capacity, a flag of
 *	  NEVER_MERGE, or slub_debug= checks;
 *	- both have the same flags of MERGE_SAME, which select the pages of their slabs;
 *	- the new cache's objects fit into those of the existing cache, at their alignment, and each
 *	  wastes less than a word.
 *
 * These are Linux's rules.  The caches of kmalloc() can have aliases, too.
 *
 * The existing cache has a count of its aliases, and their names are recorded for "slabinfo -a".
 * Each kmem_cache_destroy() except the last one only removes an alias.  All aliases have the same
 * pointer, so kmem_cache_destroy() cannot distinguish them, and removes the newest name.
 *
 * The boot arguments slab_merge, slab_nomerge, slub_merge and slub_nomerge enable or disable
 * merging.
 *
 * Locking: slab_caches_lock protects the counts and the names.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <quarry/report.h>

#include "engine.h"

/*
 * Caches with one of these flags are not merged.  SLAB_FAILSLAB is a debugging flag in Linux, too.
 */
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

/* Return a cache that can serve the new one, or NULL.  Called with slab_caches_lock held. */
static struct kmem_cache *__find_mergeable(unsigned int size, unsigned int align,
					   slab_flags_t flags)
{
	struct kmem_cache *s;

	lockdep_assert_held(&slab_caches_lock);
	size = ALIGN(size, max_t(unsigned int, align, sizeof(void *)));
	list_for_each_entry_reverse(s, &slab_caches, list) {
		if (!s->mergeable || size > s->size || s->size - size >= sizeof(void *))
			continue;
		if ((flags & MERGE_SAME) != (s->flags & MERGE_SAME))
			continue;
		/*
		 * Both sizes are equal here, and multiples of the alignment.  So if a slab's first
		 * object is aligned, all objects are.  In SLAB, only the alignment of @s aligns the
		 * first object.
		 */
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
		/*
		 * __GFP_ZERO clears object_size bytes, and ksize() returns object_size.  It is at
		 * most s->size.
		 */
		WRITE_ONCE(s->object_size, max(s->object_size, size));
		alias->cache = s;
		list_add_tail(&alias->list, &aliases);
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	if (!s)
		kfree(alias);
	return s;
}

/* Return the newest alias of @s, which must have one.  Called with slab_caches_lock held. */
static struct alias *__newest(const struct kmem_cache *s)
{
	struct alias *alias;

	lockdep_assert_held(&slab_caches_lock);
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
		scnprintf(buf + used, size - used, ", shared by %u caches", slab_nr_users(s));
}
#endif

#ifdef CONFIG_MM_REPORTS
#define SHOWN	32	/* characters of a name that are printed */

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
