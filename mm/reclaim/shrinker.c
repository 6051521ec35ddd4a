// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shrinkers: free objects of caches under memory pressure.
 *
 * A pass has a priority from DEF_PRIORITY (low pressure) down to 0 (highest).  From a shrinker with
 * n objects it requests the sum of
 *
 *	(n >> priority) * 4 / seeks		n / 2 if seeks is 0 (objects are free to recreate)
 *	nr_deferred >> priority			requested by earlier passes, but not scanned
 *
 * but at most 2 n.  Objects are scanned in batches.  A rest of less than a batch is deferred to a
 * later pass, unless it is all n objects.  So small caches are spared under low pressure, but their
 * deferred counts add up.  These are Linux's rules, for which drivers choose batch and seeks.
 *
 * Locking: shrinker_lock protects the list and each shrinker's users.  It is not held while a
 * shrinker runs.  A shrinker with users remains on the list, so that an iteration can continue from
 * it.
 *
 * Bounds: a pass calls scan_objects() of each shrinker at most 2 n / batch + 1 times, if each call
 * scans the requested number of objects.
 *
 * To inspect: slabs_scanned, drop_slab in vmstat; the command "shrinkers".
 */

#include <internal/sysctl.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/vmstat.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "mm/pages/pages.h"
#include "reclaim.h"

static LIST_HEAD(shrinkers);
static DEFINE_SPINLOCK(shrinker_lock);

struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...)
{
	struct shrinker *shrinker;
	va_list args;

	if (WARN(flags & ~SHRINKER_NUMA_AWARE, "shrinker_alloc: unknown flags %#x\n", flags))
		return NULL;
	shrinker = kzalloc(sizeof(*shrinker), GFP_KERNEL);
	if (!shrinker)
		return NULL;
	va_start(args, fmt);
	vscnprintf(shrinker->name, sizeof(shrinker->name), fmt, args);
	va_end(args);
	shrinker->flags = flags;
	shrinker->seeks = DEFAULT_SEEKS;
	return shrinker;
}

void shrinker_register(struct shrinker *shrinker)
{
	unsigned long irq;

	if (WARN(!shrinker->count_objects || !shrinker->scan_objects || shrinker->registered,
		 "shrinker %s: registered without callbacks, or twice\n", shrinker->name))
		return;
	spin_lock_irqsave(&shrinker_lock, irq);
	shrinker->registered = true;
	list_add_tail(&shrinker->list, &shrinkers);
	spin_unlock_irqrestore(&shrinker_lock, irq);
	kswapd_try_again();
}

/*
 * Prevent new users of the shrinker, and remove it from the list if it has none.  Returns true if
 * it was removed.
 */
static bool shrinker_try_unregister(struct shrinker *shrinker)
{
	unsigned long irq;
	bool done;

	spin_lock_irqsave(&shrinker_lock, irq);
	lockdep_assert_held(&shrinker_lock);
	shrinker->registered = false;
	done = !shrinker->users;
	if (done)
		list_del(&shrinker->list);
	spin_unlock_irqrestore(&shrinker_lock, irq);
	return done;
}

void shrinker_free(struct shrinker *shrinker)
{
	if (!shrinker)
		return;
	if (shrinker->registered) {
		might_sleep();
		while (!shrinker_try_unregister(shrinker))
			schedule_timeout_uninterruptible(1);
	}
	VM_WARN_ON(shrinker->users);
	kfree(shrinker);
}

/*
 * Return the registered shrinker after @prev, or the first one if @prev is NULL, and count a user
 * of it.  Drop the user of @prev.  Returns NULL at the end of the list.
 */
static struct shrinker *next_shrinker(struct shrinker *prev)
{
	struct shrinker *shrinker = NULL;
	struct list_head *at;
	unsigned long irq;

	spin_lock_irqsave(&shrinker_lock, irq);
	for (at = prev ? prev->list.next : shrinkers.next; at != &shrinkers; at = at->next) {
		shrinker = list_entry(at, struct shrinker, list);
		if (shrinker->registered)
			break;
	}
	if (at == &shrinkers)
		shrinker = NULL;
	else
		shrinker->users++;
	VM_WARN_ON(prev && !prev->users);
	if (prev)
		prev->users--;
	spin_unlock_irqrestore(&shrinker_lock, irq);
	return shrinker;
}

static unsigned long shrinker_count(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long nr = shrinker->count_objects(shrinker, sc);

	return nr == SHRINK_EMPTY || nr == SHRINK_STOP ? 0 : nr;
}

/*
 * Scan @want of the shrinker's @freeable objects in batches.  Adds the number of freed objects to
 * *@freed.  Returns the number of scanned objects.
 */
static unsigned long shrinker_scan(struct shrinker *shrinker, struct shrink_control *sc,
				   unsigned long want, unsigned long freeable, unsigned long *freed)
{
	unsigned long batch = shrinker->batch ? shrinker->batch : SHRINK_BATCH, scanned = 0;

	while (want && (want >= batch || want >= freeable)) {
		unsigned long nr;

		sc->nr_to_scan = min(batch, want);
		sc->nr_scanned = sc->nr_to_scan;
		nr = shrinker->scan_objects(shrinker, sc);
		if (nr == SHRINK_STOP)
			break;
		*freed += nr;
		count_vm_events(SLABS_SCANNED, sc->nr_scanned);
		scanned += sc->nr_scanned;
		/* Stop if the shrinker scanned nothing, or all that was requested. */
		if (!sc->nr_scanned || sc->nr_scanned >= want)
			break;
		VM_WARN_ON(sc->nr_scanned > want);
		want -= sc->nr_scanned;
		cond_resched();
	}
	return scanned;
}

static unsigned long shrink_one(struct shrinker *shrinker, gfp_t gfp, int nid, int priority)
{
	struct shrink_control sc = { .gfp_mask = gfp };
	unsigned long freeable, deferred, delta, want, scanned, freed = 0;

	sc.nid = shrinker->flags & SHRINKER_NUMA_AWARE ? nid : 0;
	freeable = shrinker_count(shrinker, &sc);
	if (!freeable)
		return 0;
	deferred = __atomic_exchange_n(&shrinker->nr_deferred[sc.nid], 0, __ATOMIC_RELAXED);
	delta = shrinker->seeks ? (freeable >> priority) * 4 / shrinker->seeks : freeable / 2;
	want = min((deferred >> priority) + delta, 2 * freeable);
	VM_WARN_ON(sc.nid >= MAX_NUMNODES);
	scanned = shrinker_scan(shrinker, &sc, want, freeable, &freed);
	deferred += delta;
	deferred = min(deferred > scanned ? deferred - scanned : 0, 2 * freeable);
	__atomic_fetch_add(&shrinker->nr_deferred[sc.nid], deferred, __ATOMIC_RELAXED);
	return freed;
}

unsigned long shrink_slab(gfp_t gfp, int nid, int priority)
{
	struct shrinker *shrinker = NULL;
	unsigned long freed = 0;

	while ((shrinker = next_shrinker(shrinker))) {
		freed += shrink_one(shrinker, gfp, nid, priority);
		cond_resched();
	}
	return freed;
}

void drop_slab(void)
{
	unsigned int flags = memalloc_noreclaim_save(), shift = 0;
	unsigned long freed;

	do {
		freed = 0;
		for (int nid = 0; nid < MAX_NUMNODES; nid++)
			freed += shrink_slab(GFP_KERNEL, nid, 0);
	} while (freed >> shift++ > 1);
	count_vm_event(DROP_SLAB);
	memalloc_noreclaim_restore(flags);
}

/*
 * The value that is written to vm.drop_caches.  As in Linux, bit 1 frees slab objects.  Bit 0 (the
 * page cache) has no effect, because there is no page cache.  Bit 2 (no message) has no effect
 * either.
 */
static unsigned int drop_caches;

static int set_drop_caches(void)
{
	if (drop_caches & 2)
		drop_slab();
	return 0;
}
SYSCTL(drop_caches, "vm.drop_caches", drop_caches, 1, 7, set_drop_caches);

void shrinkers_show(struct seq_file *m)
{
	struct shrinker *shrinker = NULL;

	report_open(m, NULL, '[');
	report_fields(m, "# name                    objects   deferred\n");
	while ((shrinker = next_shrinker(shrinker))) {
		struct shrink_control sc = { .gfp_mask = GFP_KERNEL };

		report_row(m, "%-24s{name} %8lu{objects} %10lu{deferred}\n", shrinker->name,
			   shrinker_count(shrinker, &sc), READ_ONCE(shrinker->nr_deferred[0]));
	}
	report_close(m, ']');
}

static int cmd_shrinkers(int argc, char **argv)
{
	shrinkers_show(&console_seq);
	return 0;
}
SHELL_COMMAND(shrinkers, "shrinkers", "[-j]", "shrinkers: freeable and deferred objects",
	      cmd_shrinkers);

static int cmd_drop_caches(int argc, char **argv)
{
	drop_slab();
	return 0;
}
SHELL_COMMAND(drop_caches, "drop_caches", "", "free all cached objects", cmd_drop_caches);

static int cmd_drain(int argc, char **argv)
{
	drain_all_pages(NULL);
	return 0;
}
SHELL_COMMAND(drain, "drain", "", "free the pages on the per-CPU lists", cmd_drain);
