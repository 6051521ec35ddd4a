// SPDX-License-Identifier: BSD-2-Clause
/*
 * Object debugging: detect overflows, uses after free, double frees, frees to a wrong cache, and
 * leaks, and report the owners of the objects.
 *
 * Problem.  SLAB_* flags or slub_debug= select caches or sizes of kmalloc().  The objects of these
 * caches are watched, whichever object allocator (engine) is configured.  Allocations of other
 * objects have no additional cost.
 *
 * Structure.  The objects of a watched cache do not come from the engine.  They are in slabs of
 * this layer, blocks of pages whose first struct page is PGTY_debug_slab.  The fast paths of the
 * engines do not accept a pointer into such a page, and their slow paths call this layer.
 *
 *	slab	| struct watched_slab, a struct watched for each slot  | first | object ...
 *
 *	stride	| left red zone | object | right red zone, up to the next left red zone |
 *	                          ^ aligned
 *
 * The right red zone starts at the first byte that was not requested: byte 13 of kmalloc(13) is
 * watched.  The data of an object (state, size, call chains of its allocation and free) is at the
 * start of the slab, where an overflow by less than a slab does not reach it.
 *
 * Contents:
 *	in use		0x5a when the object is allocated, then the caller's data; red zones 0xcc
 *	free		0x6b, and 0xa5 in the last byte; red zones 0xbb
 *	free, in a cache with a constructor: the owner's data, whose checksum is compared
 *
 * A freed object waits in a quarantine, first in, first out, of slub_debug_quarantine= bytes for
 * all caches.  It is checked when it leaves, and when it is allocated again.  A damaged object is
 * reported and never allocated again; its slab is freed with the cache.
 *
 * Locking.  slab_debug_lock, with interrupts off, protects all lists, states and counts.  A
 * WATCHED_BUSY object belongs to the CPU that set the state, and is filled and checked without the
 * lock.  Counts are read, and the page allocator is called, without the lock, too.
 *
 * Bounds.  An allocation and a free access the object and its red zones.  A free removes objects
 * from the quarantine only until its size is within the limit again.
 *
 * To inspect: the commands slabinfo -v, alloc_traces, free_traces; Documentation/debugging.md.
 */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/bug.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "slab_debug_core.h"

/* A slab has the lowest order that holds at least GOOD_OBJECTS objects, up to MAX_ORDER. */
#define MAX_ORDER	3
#define GOOD_OBJECTS	4
#define LEFT_ZONE	16
#define RIGHT_ZONE	8

DEFINE_SPINLOCK(slab_debug_lock);

/* The quarantine of all caches. */
static struct watched *waiting_first, *waiting_last;
static unsigned long waiting_bytes;

/* Caches */

static unsigned int header_size(unsigned int nr_objects)
{
	return sizeof(struct watched_slab) + nr_objects * sizeof(struct watched);
}

/* Compute the layout of a slab of 2^@order pages, with as many objects as possible. */
static void try_order(struct kmem_cache *s, unsigned int order, unsigned int align)
{
	struct slab_debug *d = &s->debug;
	unsigned long bytes = PAGE_SIZE << order;

	d->order = order;
	for (d->nr_objects = min(bytes / d->stride, 1000UL); d->nr_objects; d->nr_objects--) {
		d->first = ALIGN(header_size(d->nr_objects) + d->zone, align);
		if (d->first + (unsigned long)d->nr_objects * d->stride <= bytes + d->zone)
			return;
	}
}

static struct object_tool slab_debug_tool;

bool slab_debug_init(struct kmem_cache *s)
{
	struct slab_debug *d = &s->debug;
	unsigned int order, right, align = max(s->align, 16U);

	if (s == &kmem_cache_boot)
		return false;
	s->flags = slab_debug_flags(s->name, s->flags);
	if (s->flags & SLAB_FAILSLAB) {
		failslab_count_caches(1);
		object_tool_register(&slab_debug_tool);
	}
	/* Objects of SLAB_TYPESAFE_BY_RCU caches come from the engine and are not watched. */
	if (!(s->flags & SLAB_DEBUG_FLAGS) || s->object_size > PAGE_SIZE << MAX_ORDER ||
	    slab_waits_for_rcu(s))
		return false;
	d->zone = s->flags & SLAB_RED_ZONE ? LEFT_ZONE : 0;
	right = s->flags & SLAB_RED_ZONE ? RIGHT_ZONE : 0;
	d->stride = ALIGN(d->zone + s->object_size + right, align);
	for (order = 0; order <= MAX_ORDER; order++) {
		try_order(s, order, align);
		if (d->nr_objects >= GOOD_OBJECTS || slab_debug_keeps_order())
			break;
	}
	if (!d->nr_objects)
		return false;
	INIT_LIST_HEAD(&d->partial);
	INIT_LIST_HEAD(&d->full);
	object_tool_register(&slab_debug_tool);
	if (s->flags & SLAB_STORE_USER && stack_depot_init())
		pr_warn("no memory for call chains\n");
	return true;
}

/* Slabs */

struct watched_slab *watched_slab_at(const void *p)
{
	const struct page *head = is_linear_addr(p) ? page_block_head(virt_to_page(p)) : NULL;

	return head && READ_ONCE(head->type) == PGTY_debug_slab ? page_address(head) : NULL;
}

struct watched *watched_at(const struct watched_slab *slab, const void *p)
{
	const struct slab_debug *d = &slab->s->debug;
	unsigned long offset = (const char *)p - (const char *)slab + d->zone, index;

	if (offset < d->first)
		return NULL;
	VM_WARN_ON(!d->stride || d->stride < d->zone);
	index = (offset - d->first) / d->stride;
	return index < d->nr_objects ? (struct watched *)&slab->places[index] : NULL;
}

/* Return the flags that apply to all requests of the cache. */
static gfp_t cache_gfp(const struct kmem_cache *s)
{
	return (s->flags & SLAB_CACHE_DMA ? __GFP_DMA : 0) |
	       (s->flags & SLAB_CACHE_DMA32 ? __GFP_DMA32 : 0) |
	       (s->flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0);
}

static void *watched_new_slab(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	struct watched_slab *slab;
	struct page *page;
	unsigned int i;

	gfp = (gfp & ~(__GFP_ZERO | __GFP_NOFAIL)) | __GFP_NOWARN | cache_gfp(s);
	page = page_alloc(gfp, s->debug.order, nid, caller);
	if (!page)
		return NULL;
	slab = page_address(page);
	memset(slab, 0, header_size(s->debug.nr_objects));
	VM_WARN_ON(!s->debug.nr_objects || header_size(s->debug.nr_objects) > s->debug.first);
	slab->s = s;
	for (i = s->debug.nr_objects; i--; ) {
		struct watched *w = &slab->places[i];

		w->index = i;
		w->next = slab->free;
		slab->free = w;
		if (s->ctor)
			s->ctor(watched_object(w));
		watched_fill_free(w);
	}
	slab->nr_free = s->debug.nr_objects;
	page->private = 0;
	WRITE_ONCE(page->type, PGTY_debug_slab);
	return slab;
}

/* Free slabs that are not on lists of caches any more.  Returns the number of pages. */
static unsigned long free_slabs(struct list_head *slabs)
{
	struct watched_slab *slab, *next;
	unsigned long nr_pages = 0;

	list_for_each_entry_safe(slab, next, slabs, list) {
		struct page *page = virt_to_page(slab);

		nr_pages += 1UL << page->order;
		VM_WARN_ON(page->type != PGTY_debug_slab);
		WRITE_ONCE(page->type, PGTY_allocated);
		__free_pages(page, page->order);
	}
	return nr_pages;
}

static struct watched *__take_from(struct kmem_cache *s, struct watched_slab *slab)
{
	struct watched *w = slab->free;

	lockdep_assert_held(&slab_debug_lock);
	VM_WARN_ON(!w || !slab->nr_free || slab->nr_free > s->debug.nr_objects);
	VM_WARN_ON(w && w->state != WATCHED_FREE);
	VM_WARN_ON(slab->s != s);
	slab->free = w->next;
	if (!--slab->nr_free)
		list_move(&slab->list, &s->debug.full);
	w->next = NULL;
	WRITE_ONCE(w->state, WATCHED_BUSY);
	WRITE_ONCE(s->debug.nr_used, s->debug.nr_used + 1);
	return w;
}

static struct watched *__watched_take(struct kmem_cache *s, int nid)
{
	struct watched_slab *slab;

	lockdep_assert_held(&slab_debug_lock);
	list_for_each_entry(slab, &s->debug.partial, list) {
		if (nid == NUMA_NO_NODE || page_to_nid(virt_to_page(slab)) == nid)
			return __take_from(s, slab);
	}
	return NULL;
}

static struct watched *watched_take(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	struct watched_slab *slab = NULL;
	struct watched *w;
	unsigned long flags;

	spin_lock_irqsave(&slab_debug_lock, flags);
	w = __watched_take(s, nid);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	if (w)
		return w;
	slab = watched_new_slab(s, gfp, nid, caller);
	if (!slab && slab_debug_reap())
		slab = watched_new_slab(s, gfp, nid, caller);
	spin_lock_irqsave(&slab_debug_lock, flags);
	if (slab) {
		list_add(&slab->list, &s->debug.partial);
		WRITE_ONCE(s->debug.nr_slabs, s->debug.nr_slabs + 1);
		w = __take_from(s, slab);
	} else {
		w = __watched_take(s, NUMA_NO_NODE);
	}
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return w;
}

/*
 * Return a busy object to its slab.  If all objects of the slab are free then, move the slab to
 * @empty.
 */
static void __watched_put(struct watched *w, struct list_head *empty)
{
	struct watched_slab *slab = watched_slab_of(w);
	struct slab_debug *d = &slab->s->debug;

	lockdep_assert_held(&slab_debug_lock);
	VM_WARN_ON(w->state != WATCHED_BUSY || slab->nr_free >= d->nr_objects);
	WRITE_ONCE(w->state, WATCHED_FREE);
	w->next = slab->free;
	slab->free = w;
	if (!slab->nr_free++)
		list_move(&slab->list, &d->partial);
	if (slab->nr_free == d->nr_objects) {
		list_move(&slab->list, empty);
		VM_WARN_ON(!d->nr_slabs);
		WRITE_ONCE(d->nr_slabs, d->nr_slabs - 1);
	}
}

static void __set_bad(struct watched *w)
{
	struct slab_debug *d = &watched_slab_of(w)->s->debug;

	lockdep_assert_held(&slab_debug_lock);
	VM_WARN_ON(w->state != WATCHED_BUSY);
	WRITE_ONCE(w->state, WATCHED_BAD);
	WRITE_ONCE(d->nr_bad, d->nr_bad + 1);
}

static void set_bad(struct watched *w)
{
	unsigned long flags;

	spin_lock_irqsave(&slab_debug_lock, flags);
	__set_bad(w);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
}

/* Allocation */

static void *watched_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, int nid,
			   const void *caller)
{
	struct watched *w;
	unsigned long flags;

	for (;;) {
		w = watched_take(s, gfp, nid, caller);
		if (!w)
			return NULL;
		if (watched_check_free(w, caller))
			break;
		spin_lock_irqsave(&slab_debug_lock, flags);
		VM_WARN_ON(!s->debug.nr_used || w->state != WATCHED_BUSY);
		WRITE_ONCE(s->debug.nr_used, s->debug.nr_used - 1);
		spin_unlock_irqrestore(&slab_debug_lock, flags);
		set_bad(w);
	}
	VM_WARN_ON(size > s->object_size);
	w->size = size;
	track_set(&w->alloc, s, caller);
	watched_fill_used(w, gfp & __GFP_ZERO);
	if (s->flags & SLAB_TRACE)
		pr_info("TRACE %s alloc %px of %zu bytes by %pS\n", s->name, watched_object(w),
			size, caller);
	spin_lock_irqsave(&slab_debug_lock, flags);
	VM_WARN_ON(w->state != WATCHED_BUSY);
	WRITE_ONCE(w->state, WATCHED_USED);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return watched_object(w);
}

void *slab_debug_front(struct kmem_cache *s, struct kmem_cache *owner, size_t size, gfp_t gfp,
		       int nid, const void *caller)
{
	void *object = NULL;

	if (WARN(s->ctor && gfp & __GFP_ZERO, "cache %s has a constructor: __GFP_ZERO is ignored\n",
		 s->name))
		gfp &= ~__GFP_ZERO;
	gfp &= ~cache_gfp(s);
	if (!(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		object = watched_alloc(s, size, gfp, nid, caller);
	if (!object) {
		object = kmalloc_large_node(owner ? s->object_size : size, gfp | cache_gfp(s), nid,
					    owner, caller);
		if (object && s->ctor)
			s->ctor(object);
	}
	barrier();	/* prevents a tail call, so that this function is in the call chain */
	return object;
}

/* Freeing */

static struct watched *__leave_quarantine(unsigned long limit)
{
	struct watched *w = waiting_first;

	lockdep_assert_held(&slab_debug_lock);
	if (!w || waiting_bytes <= limit)
		return NULL;
	VM_WARN_ON(w->state != WATCHED_WAITING);
	VM_WARN_ON(waiting_bytes < watched_slab_of(w)->s->debug.stride);
	waiting_first = w->next;
	if (!waiting_first)
		waiting_last = NULL;
	WRITE_ONCE(waiting_bytes, waiting_bytes - watched_slab_of(w)->s->debug.stride);
	w->next = NULL;
	WRITE_ONCE(w->state, WATCHED_BUSY);
	watched_slab_of(w)->s->debug.nr_leaving++;
	return w;
}

/*
 * Remove objects from the quarantine until at most @limit bytes wait.  Returns the number of freed
 * pages.
 */
static unsigned long trim_quarantine(unsigned long limit)
{
	unsigned long flags;
	struct watched *w;
	LIST_HEAD(empty);
	bool intact;

	for (;;) {
		spin_lock_irqsave(&slab_debug_lock, flags);
		w = __leave_quarantine(limit);
		spin_unlock_irqrestore(&slab_debug_lock, flags);
		if (!w)
			return free_slabs(&empty);
		intact = watched_check_free(w, NULL);
		spin_lock_irqsave(&slab_debug_lock, flags);
		VM_WARN_ON(!watched_slab_of(w)->s->debug.nr_leaving);
		watched_slab_of(w)->s->debug.nr_leaving--;
		if (intact)
			__watched_put(w, &empty);
		else
			__set_bad(w);
		spin_unlock_irqrestore(&slab_debug_lock, flags);
	}
}

static void enter_quarantine(struct watched *w)
{
	unsigned long flags;

	spin_lock_irqsave(&slab_debug_lock, flags);
	VM_WARN_ON(w->state != WATCHED_BUSY || !waiting_first != !waiting_last);
	WRITE_ONCE(w->state, WATCHED_WAITING);
	w->next = NULL;
	if (waiting_last)
		waiting_last->next = w;
	else
		waiting_first = w;
	waiting_last = w;
	WRITE_ONCE(waiting_bytes, waiting_bytes + watched_slab_of(w)->s->debug.stride);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
}

/*
 * Mark the object in use at @object as busy, and return its data.  Returns NULL if no object in use
 * starts there, or if @s is not NULL and not the object's cache.
 */
static struct watched *reclaim(const struct kmem_cache *s, struct watched_slab *slab,
			       const void *object)
{
	struct watched *w;
	unsigned long flags;
	bool used;

	spin_lock_irqsave(&slab_debug_lock, flags);
	w = watched_at(slab, object);
	used = w && w->state == WATCHED_USED && watched_object(w) == object && (!s || s == slab->s);
	if (used) {
		WRITE_ONCE(w->state, WATCHED_BUSY);
		VM_WARN_ON(!slab->s->debug.nr_used);
		WRITE_ONCE(slab->s->debug.nr_used, slab->s->debug.nr_used - 1);
	}
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	return used ? w : NULL;
}

void slab_debug_free(const struct kmem_cache *s, void *object, const void *caller)
{
	struct watched_slab *slab = watched_slab_at(object);
	struct watched *w = slab ? reclaim(s, slab, object) : NULL;

	if (!w) {
		slab_report_bad_free(s, object, caller);
		return;
	}
	if (slab->s->flags & SLAB_TRACE)
		pr_info("TRACE %s free %px by %pS\n", slab->s->name, object, caller);
	if (!watched_check_used(w, caller)) {
		set_bad(w);
		return;
	}
	track_set(&w->free, slab->s, caller);
	watched_fill_free(w);
	enter_quarantine(w);
	trim_quarantine(slab_debug_quarantine);
}

bool slab_debug_ksize(const void *object, size_t *size)
{
	struct watched_slab *slab = watched_slab_at(object);
	struct watched *w = slab ? watched_at(slab, object) : NULL;

	if (!w || READ_ONCE(w->state) != WATCHED_USED || watched_object(w) != object)
		return false;
	*size = w->size;
	return true;
}

/* Reclaim, and the end of a cache */

unsigned long slab_debug_reap(void)
{
	return trim_quarantine(0);
}

unsigned long slab_debug_kept(void)
{
	return PFN_UP(READ_ONCE(waiting_bytes));
}

/* Wait until no other CPU checks objects of the cache that it removed from the quarantine. */
static void wait_for_leaving(struct kmem_cache *s)
{
	unsigned long flags;
	u32 nr;

	do {
		cond_resched();
		spin_lock_irqsave(&slab_debug_lock, flags);
		nr = s->debug.nr_leaving;
		spin_unlock_irqrestore(&slab_debug_lock, flags);
	} while (nr);
}

static void watched_end_cache(struct kmem_cache *s)
{
	unsigned long flags;
	LIST_HEAD(slabs);

	if (s->flags & SLAB_FAILSLAB)
		failslab_count_caches(-1);
	if (!slab_debugged(s))
		return;
	slab_debug_reap();
	wait_for_leaving(s);
	spin_lock_irqsave(&slab_debug_lock, flags);
	VM_WARN_ON(s->debug.nr_used);
	list_splice_init(&s->debug.partial, &slabs);
	list_splice_init(&s->debug.full, &slabs);
	WRITE_ONCE(s->debug.nr_slabs, 0);
	spin_unlock_irqrestore(&slab_debug_lock, flags);
	free_slabs(&slabs);
}

static struct object_tool slab_debug_tool = {
	.type = PGTY_debug_slab,
	.free = slab_debug_free,
	.ksize = slab_debug_ksize,
	.describe = slab_debug_describe,
	.print = slab_debug_print_tracks,
	.allocated_by = slab_debug_allocated_by,
	.for_each = slab_debug_for_each,
	.objects = slab_debug_objects,
	.info = slab_debug_info,
	.end_cache = watched_end_cache,
	.shrink = slab_debug_shrink,
	.pages = slab_debug_pages,
	.kept = slab_debug_kept,
	.reap = slab_debug_reap,
};
