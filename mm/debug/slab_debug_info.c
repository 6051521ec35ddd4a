// SPDX-License-Identifier: BSD-2-Clause
/*
 * Queries of watched objects: checks on demand, call chains of allocations and frees, texts for
 * reports.
 */

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "slab_debug_core.h"

/* Texts */

static const char *state_words(const struct watched *w)
{
	switch (READ_ONCE(w->state)) {
	case WATCHED_USED:
		return "in use";
	case WATCHED_WAITING:
		return "freed already";
	case WATCHED_KEPT:
		return "in a mempool's reserve";
	case WATCHED_BAD:
		return "found damaged and retired";
	case WATCHED_BUSY:
		return "being freed or allocated";
	}
	return w->alloc.set || w->size ? "freed already" : "never allocated";
}

void slab_debug_describe(const void *object, char *buf, size_t size)
{
	const struct watched_slab *slab = watched_slab_at(object);
	const struct watched *w = slab ? watched_at(slab, object) : NULL;
	const struct kmem_cache *s = slab ? slab->s : NULL;
	char where[40] = "it is";
	unsigned int asked;
	long distance;

	if (!w) {
		scnprintf(buf, size, "in the header or tail of a slab of %s",
			  s ? s->name : "no cache");
		return;
	}
	asked = w->size ? w->size : s->object_size;
	distance = (const u8 *)object - watched_object(w);
	if (distance < 0)
		scnprintf(where, sizeof(where), "%ld bytes before", -distance);
	else if (distance >= (long)asked)
		scnprintf(where, sizeof(where), "%ld bytes after", distance - (long)asked);
	else if (distance)
		scnprintf(where, sizeof(where), "%ld bytes inside", distance);
	scnprintf(buf, size, "%s the %u-byte object at %px of %s, %s", where, asked,
		  watched_object(w), s->name, state_words(w));
}

void slab_debug_print_tracks(const void *object)
{
	const struct watched_slab *slab = watched_slab_at(object);
	const struct watched *w = slab ? watched_at(slab, object) : NULL;

	if (!w)
		return;
	track_print("allocated", &w->alloc);
	track_print("freed", &w->free);
}

bool slab_debug_is_used(const void *p)
{
	const struct watched_slab *slab = watched_slab_at(p);
	const struct watched *w = slab ? watched_at(slab, p) : NULL;

	return w && READ_ONCE(w->state) == WATCHED_USED;
}

bool slab_debug_is_freed(const void *object)
{
	const struct watched_slab *slab = watched_slab_at(object);
	const struct watched *w = slab ? watched_at(slab, object) : NULL;

	return w && watched_object(w) == object && READ_ONCE(w->state) != WATCHED_USED;
}

/* Returns false if no object in the state @from starts at @object. */
static bool change_state(const void *object, enum watched_state from, enum watched_state to)
{
	struct watched_slab *slab = watched_slab_at(object);
	struct watched *w = slab ? watched_at(slab, object) : NULL;
	unsigned long flags;
	bool changed;

	spin_lock_irqsave(&slab_debug_lock, flags);
	changed = w && watched_object(w) == object && w->state == from;
	if (changed)
		WRITE_ONCE(w->state, to);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return changed;
}

bool slab_debug_keep(const void *object, const void *caller)
{
	struct watched_slab *slab = watched_slab_at(object);

	if (!change_state(object, WATCHED_USED, WATCHED_KEPT))
		return false;
	if (caller)
		track_set(&watched_at(slab, object)->free, slab->s, caller);
	return true;
}

void slab_debug_take_kept(const void *object)
{
	change_state(object, WATCHED_KEPT, WATCHED_USED);
}

void slab_debug_for_each(const struct page *page, slab_object_fn fn, void *arg)
{
	const struct watched_slab *slab = page_address(page);
	unsigned long flags;

	spin_lock_irqsave(&slab_debug_lock, flags);
	if (data_race(page->type) != PGTY_debug_slab || !__slab_is_cache(slab->s)) {
		spin_unlock_irqrestore(&slab_debug_lock, flags);
		return;
	}
	for (unsigned int i = 0; i < slab->s->debug.nr_objects; i++) {
		const struct watched *w = &slab->places[i];

		if (w->state == WATCHED_USED)
			fn(slab->s, watched_object(w), w->size, arg);
	}
	spin_unlock_irqrestore(&slab_debug_lock, flags);
}

bool slab_debug_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms)
{
	const struct watched_slab *slab;
	const struct watched *w;
	unsigned long flags;
	bool known;

	spin_lock_irqsave(&slab_debug_lock, flags);
	slab = watched_slab_at(object);
	w = slab ? watched_at(slab, object) : NULL;
	known = w && w->state == WATCHED_USED && w->alloc.set;
	if (known) {
		*stack = w->alloc.stack;
		*pid = w->alloc.pid;
		*when_ms = w->alloc.when;
	}
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return known;
}

/* Counts */

unsigned long slab_debug_pages(void)
{
	unsigned long nr = 0, irq;
	struct kmem_cache *s;

	spin_lock_irqsave(&slab_caches_lock, irq);
	list_for_each_entry(s, &slab_caches, list)
		nr += (unsigned long)READ_ONCE(s->debug.nr_slabs) << s->debug.order;
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return nr;
}

unsigned long slab_debug_objects(const struct kmem_cache *s)
{
	return READ_ONCE(s->debug.nr_used);
}

void slab_debug_info(const struct kmem_cache *s, struct slab_info *info)
{
	const struct slab_debug *d = &s->debug;

	if (!slab_debugged(s))
		return;
	info->num_objs += READ_ONCE(d->nr_slabs) * d->nr_objects;
	info->objs_per_slab = d->nr_objects;
	info->pages_per_slab = 1U << d->order;
	info->active_slabs += READ_ONCE(d->nr_slabs);
	info->num_slabs += READ_ONCE(d->nr_slabs);
}

/* Checks on demand */

static int __validate_watched_slab(const struct watched_slab *slab)
{
	int bad = 0;

	lockdep_assert_held(&slab_debug_lock);
	for (unsigned int i = 0; i < slab->s->debug.nr_objects; i++) {
		const struct watched *w = &slab->places[i];

		if (w->state == WATCHED_USED || w->state == WATCHED_KEPT)
			bad += !watched_check_used(w, NULL);
		else if (w->state == WATCHED_FREE || w->state == WATCHED_WAITING)
			bad += !watched_check_free(w, NULL);
	}
	return bad;
}

int kmem_cache_validate(struct kmem_cache *s)
{
	const struct watched_slab *slab;
	unsigned long flags;
	int bad = 0;

	if (!slab_debugged(s))
		return 0;
	spin_lock_irqsave(&slab_debug_lock, flags);
	list_for_each_entry(slab, &s->debug.partial, list)
		bad += __validate_watched_slab(slab);
	list_for_each_entry(slab, &s->debug.full, list)
		bad += __validate_watched_slab(slab);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return bad;
}

int slab_debug_validate(void)
{
	struct kmem_cache *s;
	unsigned long irq;
	int bad = 0;

	spin_lock_irqsave(&slab_caches_lock, irq);
	list_for_each_entry(s, &slab_caches, list)
		bad += kmem_cache_validate(s);
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return bad;
}

int slab_validate_show(struct seq_file *m)
{
	struct kmem_cache *s;
	unsigned long irq;
	int all = 0, bad;

	spin_lock_irqsave(&slab_caches_lock, irq);
	list_for_each_entry(s, &slab_caches, list) {
		if (!slab_debugged(s))
			continue;
		bad = kmem_cache_validate(s);
		all += bad;
		seq_printf(m, "%-17s %6u in use %6u slots %4d damaged now %4u before\n", s->name,
			   READ_ONCE(s->debug.nr_used),
			   READ_ONCE(s->debug.nr_slabs) * s->debug.nr_objects, bad,
			   READ_ONCE(s->debug.nr_bad));
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return all;
}

/* Call sites */

struct site {
	const void *caller;
	depot_stack_handle_t stack;
	u32 count, min, max;	/* number of tracks; earliest and latest time in ms after boot */
	u64 sum;
	int min_pid, max_pid;
	u64 cpus;
};

#define MAX_SITES	((PAGE_SIZE << 1) / sizeof(struct site))

static void add_site(struct site *sites, unsigned int *nr, const struct track *track)
{
	struct site *site = sites, *end = sites + *nr;

	while (site < end && (site->stack != track->stack || site->caller != track->caller))
		site++;
	if (site == end) {
		if (*nr == MAX_SITES)
			return;
		++*nr;
		*site = (struct site){
			.caller = track->caller, .stack = track->stack,
			.min = track->when, .max = track->when,
			.min_pid = track->pid, .max_pid = track->pid,
		};
	}
	site->count++;
	site->sum += track->when;
	site->min = min(site->min, track->when);
	site->max = max(site->max, track->when);
	site->min_pid = min(site->min_pid, track->pid);
	site->max_pid = max(site->max_pid, track->pid);
	site->cpus |= 1UL << (track->cpu % 64);
}

static void __add_slabs(const struct list_head *slabs, bool frees, struct site *sites,
			unsigned int *nr)
{
	const struct watched_slab *slab;

	lockdep_assert_held(&slab_debug_lock);
	list_for_each_entry(slab, slabs, list) {
		for (unsigned int i = 0; i < slab->s->debug.nr_objects; i++) {
			const struct watched *w = &slab->places[i];

			if (frees && w->free.set)
				add_site(sites, nr, &w->free);
			else if (!frees && (w->state == WATCHED_USED || w->state == WATCHED_KEPT))
				add_site(sites, nr, &w->alloc);
		}
	}
}

/* Collect the call sites of the cache in @sites.  Returns their number, or an error. */
static int watched_collect(const char *name, bool frees, struct site *sites)
{
	unsigned int nr = 0;
	struct kmem_cache *s;
	unsigned long irq;
	int result = -ENOENT;

	spin_lock_irqsave(&slab_caches_lock, irq);
	list_for_each_entry(s, &slab_caches, list) {
		if (strcmp(s->name, name))
			continue;
		if (!slab_debugged(s) || !(s->flags & SLAB_STORE_USER)) {
			result = -EOPNOTSUPP;
			continue;
		}
		spin_lock(&slab_debug_lock);
		__add_slabs(&s->debug.partial, frees, sites, &nr);
		__add_slabs(&s->debug.full, frees, sites, &nr);
		spin_unlock(&slab_debug_lock);
		result = nr;
	}
	spin_unlock_irqrestore(&slab_caches_lock, irq);
	return result;
}

static int by_count(const void *a, const void *b)
{
	const struct site *one = a, *other = b;

	return one->count < other->count ? 1 : one->count > other->count ? -1 : 0;
}

static void show_site(struct seq_file *m, const struct site *site, u64 now)
{
	const unsigned long *entries;
	unsigned int n = stack_depot_fetch(site->stack, &entries), i;

	seq_printf(m, "%7u %pS age=%llu/%llu/%llu pid=%d-%d cpus=%#llx\n", site->count,
		   site->caller, now - site->max, now - site->sum / site->count, now - site->min,
		   site->min_pid, site->max_pid, site->cpus);
	for (i = 0; i < n; i++)
		seq_printf(m, "\t%pS\n", (void *)(entries[i] - 1));
	seq_putc(m, '\n');
}

int slab_traces_show(struct seq_file *m, const char *name, bool frees)
{
	struct site *sites = (struct site *)__get_free_pages(GFP_KERNEL, 1);
	u64 now = ktime_get() / NSEC_PER_MSEC;
	int nr, i;

	if (!sites)
		return -ENOMEM;
	nr = watched_collect(name, frees, sites);
	if (nr > 0)
		sort(sites, nr, sizeof(*sites), by_count, NULL);
	for (i = 0; i < nr; i++)
		show_site(m, &sites[i], now);
	if (!nr)
		seq_puts(m, "No data\n");
	free_pages((unsigned long)sites, 1);
	return nr < 0 ? nr : 0;
}
