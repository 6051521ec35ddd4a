// SPDX-License-Identifier: BSD-2-Clause
/* Fill and check the bytes of watched objects, and report damage. */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/bug.h>
#include <linux/crc32.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "slab_debug_core.h"

#define STACK_DEPTH	16
#define DUMP_BEFORE	32
#define DUMP_BYTES	96

/* Tracks */

/* Save the call chain from @caller on, without the functions of this layer. */
static depot_stack_handle_t watched_save_stack(const void *caller)
{
	unsigned long entries[STACK_DEPTH + 8];
	unsigned int n = stack_trace_save(entries, ARRAY_SIZE(entries), 1), i = 0;

	while (i < n && entries[i] != (unsigned long)caller)
		i++;
	if (i == n)
		i = 0;
	return stack_depot_save(entries + i, min(n - i, (unsigned int)STACK_DEPTH), GFP_NOWAIT);
}

void track_set(struct track *track, const struct kmem_cache *s, const void *caller)
{
	if (!(s->flags & SLAB_STORE_USER))
		return;
	*track = (struct track){
		.caller = caller,
		.stack = watched_save_stack(caller),
		.when = ktime_get() / NSEC_PER_MSEC,
		.pid = in_task() && current ? current->pid : 0,
		.cpu = smp_processor_id(),
		.set = true,
	};
}

void track_print(const char *what, const struct track *track)
{
	if (!track->set)
		return;
	pr_err("%s by %pS, %llu ms ago, cpu %u, thread %d\n", what, track->caller,
	       (unsigned long long)(ktime_get() / NSEC_PER_MSEC) - track->when, track->cpu,
	       track->pid);
	stack_depot_print(track->stack);
}

/* Reports */

/*
 * Report damage.  @bad: the first wrong byte.  @expected: its expected value, or -1 if it is
 * unknown.  The dump has only bytes that open_all() made accessible.
 */
static void watched_report(const struct watched *w, const char *what, const u8 *bad, int expected,
			   const void *caller)
{
	const struct watched_slab *slab = watched_slab_of(w);
	const struct kmem_cache *s = slab->s;
	const u8 *object = watched_object(w), *start = object - s->debug.zone;
	const u8 *from = max(bad - DUMP_BEFORE, start), *end = start + s->debug.stride;

	VM_WARN_ON(bad < start || bad >= end);
	pr_err("BUG %s: %s\n", s->name, what);
	pr_err("object %px of %u bytes (%u requested), number %u of the slab at %px\n", object,
	       s->object_size, w->size, w->index, slab);
	if (expected >= 0)
		pr_err("first bad byte at offset %ld (%px): 0x%02x, expected 0x%02x\n",
		       (long)(bad - object), bad, *bad, expected);
	track_print("allocated", &w->alloc);
	track_print("freed", &w->free);
	print_hex_dump(KERN_ERR, "slab: ", DUMP_PREFIX_ADDRESS, 16, 1, from,
		       min_t(unsigned long, end - from, DUMP_BYTES), true);
	if (IS_ENABLED(CONFIG_SLAB_MISUSE_PANIC))
		panic("BUG %s: %s, found by %pS", s->name, what, caller);
	if (!caller)
		caller = __builtin_return_address(0);
	WARN(1, "slab: %s: %s; the object is not used any more; found by %pS\n", s->name, what,
	     caller);
}

/*
 * Return true if all bytes of [from, end) are @value.  Otherwise report the first byte that
 * differs, and return false.
 */
static bool check_bytes(const struct watched *w, const char *what, const u8 *from, const u8 *end,
			u8 value, const void *caller)
{
	const u8 *bad = from < end ? memchr_inv(from, value, end - from) : NULL;

	if (bad)
		watched_report(w, what, bad, value, caller);
	return !bad;
}

/* Bytes */

static const u8 *right_end(const struct watched *w)
{
	const struct slab_debug *d = &watched_slab_of(w)->s->debug;

	return watched_object(w) + d->stride - d->zone;
}

/* Allow this layer to access an object with its red zones. */
static void open_all(const struct watched *w)
{
	const struct slab_debug *d = &watched_slab_of(w)->s->debug;

	kasan_unpoison(watched_object(w) - d->zone, d->stride);
}

/* Allow other code to access only the first @size bytes. */
static void close_but(const struct watched *w, unsigned int size)
{
	const u8 *object = watched_object(w);
	unsigned int zone = watched_slab_of(w)->s->debug.zone;

	kasan_poison(object - zone, zone);
	VM_WARN_ON(object + size > right_end(w));
	kasan_use(object, size, right_end(w) - object);
}

static void fill_zones(const struct watched *w, unsigned int size, u8 value)
{
	const struct kmem_cache *s = watched_slab_of(w)->s;
	u8 *object = watched_object(w);

	if (!(s->flags & SLAB_RED_ZONE))
		return;
	VM_WARN_ON(size > s->object_size || object + size > right_end(w));
	memset(object - s->debug.zone, value, s->debug.zone);
	memset(object + size, value, right_end(w) - (object + size));
}

static bool check_zones(const struct watched *w, unsigned int size, u8 value, const void *caller)
{
	const struct kmem_cache *s = watched_slab_of(w)->s;
	const u8 *object = watched_object(w);

	if (!(s->flags & SLAB_RED_ZONE))
		return true;
	return check_bytes(w, "Left Redzone overwritten", object - s->debug.zone, object, value,
			   caller) &&
	       check_bytes(w, "Right Redzone overwritten", object + size, right_end(w), value,
			   caller);
}

void watched_fill_free(struct watched *w)
{
	const struct kmem_cache *s = watched_slab_of(w)->s;
	u8 *object = watched_object(w);

	VM_WARN_ON(READ_ONCE(w->state) == WATCHED_USED || READ_ONCE(w->state) == WATCHED_WAITING);
	open_all(w);
	fill_zones(w, s->object_size, SLUB_RED_INACTIVE);
	if (s->ctor) {
		w->sum = crc32(~0U, object, s->object_size);
	} else if (s->flags & SLAB_POISON) {
		memset(object, POISON_FREE, s->object_size - 1);
		object[s->object_size - 1] = POISON_END;
	}
	close_but(w, 0);
}

void watched_fill_used(struct watched *w, bool zero)
{
	const struct kmem_cache *s = watched_slab_of(w)->s;
	u8 *object = watched_object(w);

	VM_WARN_ON(w->size > s->object_size || READ_ONCE(w->state) != WATCHED_BUSY);
	open_all(w);
	if (!s->ctor && zero)
		memset(object, 0, w->size);
	else if (!s->ctor && s->flags & SLAB_POISON)
		memset(object, POISON_INUSE, w->size);
	fill_zones(w, w->size, SLUB_RED_ACTIVE);
	close_but(w, w->size);
}

void slab_debug_shrink(const void *object, size_t size)
{
	struct watched *w = watched_at(watched_slab_at(object), object);
	unsigned long flags;

	spin_lock_irqsave(&slab_debug_lock, flags);
	if (w && w->state == WATCHED_USED && size < w->size) {
		w->size = size;
		open_all(w);
		fill_zones(w, size, SLUB_RED_ACTIVE);
		close_but(w, size);
	}
	spin_unlock_irqrestore(&slab_debug_lock, flags);
}

static bool is_as_freed(const struct watched *w, const void *caller)
{
	const struct kmem_cache *s = watched_slab_of(w)->s;
	const u8 *object = watched_object(w), *last = object + s->object_size - 1;

	if (!check_zones(w, s->object_size, SLUB_RED_INACTIVE, caller))
		return false;
	if (s->ctor) {
		if (crc32(~0U, object, s->object_size) == w->sum)
			return true;
		watched_report(w, "Constructed object changed while it was free", object, -1,
			       caller);
		return false;
	}
	return !(s->flags & SLAB_POISON) ||
	       (check_bytes(w, "Poison overwritten", object, last, POISON_FREE, caller) &&
		check_bytes(w, "Poison overwritten", last, last + 1, POISON_END, caller));
}

bool watched_check_free(const struct watched *w, const void *caller)
{
	bool good;

	open_all(w);
	good = is_as_freed(w, caller);
	close_but(w, 0);
	return good;
}

bool watched_check_used(const struct watched *w, const void *caller)
{
	bool good;

	open_all(w);
	good = check_zones(w, w->size, SLUB_RED_ACTIVE, caller);
	close_but(w, w->state == WATCHED_KEPT ? 0 : w->size);
	return good;
}
