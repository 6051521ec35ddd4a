/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SETTLED_H
#define TESTS_SETTLED_H

/*
 * Count free pages and objects, for tests that compare the counts before and after an operation.
 * Ended threads, RCU, vfree() and the object allocator retain memory, which may be freed at any
 * time, for example by SLAB's reaper within two seconds.  The functions free this memory first, so
 * that it does not change the count.
 */

#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

#include "mm/objects/objects.h"
#include "mm/virtual/virtual.h"

/*
 * Return the number of objects in use, without those in per-CPU caches.  Returns 0 if the allocator
 * cannot count objects.
 */
static inline __maybe_unused unsigned long settled_objects(void)
{
	unsigned long nr, before = ULONG_MAX;

	if (!IS_ENABLED(CONFIG_SLAB_VALIDATE))
		return 0;
	/* SLAB frees only a part of its cached objects in each round. */
	while ((nr = slab_engine_count()) < before) {
		before = nr;
		if (IS_ENABLED(CONFIG_RECLAIM))
			drop_slab();
		else
			slab_reap();
	}
	return nr;
}

static inline void settled_nothing(void *unused)
{
}

/*
 * Return the number of free pages.  While a CPU moves pages between its own lists and a zone, these
 * pages are counted twice.  The move may take long if the emulator stops the CPU.  Interrupts are
 * off during the move, so a function call on each CPU waits for the end of the move.
 */
static inline unsigned long counted_free_pages(void)
{
	on_each_cpu(settled_nothing, NULL, 1);
	return nr_free_pages();
}

static inline unsigned long settled_free_pages(void)
{
	unsigned long free, before;

#ifdef CONFIG_RCU
	rcu_barrier();
	/*
	 * The stack of an ended thread is freed by the next context switch of its CPU, which may be
	 * in progress.  Wait for the end of this context switch.
	 */
	synchronize_rcu();
	synchronize_rcu();
#endif
	vmalloc_purge();
#ifdef CONFIG_RCU
	rcu_barrier();		/* vmalloc_purge() frees descriptors by kfree_rcu() */
#endif
	slab_reap();
	free = counted_free_pages();
	/* kswapd may still free pages.  Wait until the number does not change for 2 ms. */
	for (unsigned int i = 0; i < 100; i++) {
		before = free;
		msleep(2);
		free = counted_free_pages();
		if (free == before)
			break;
	}
	return free;
}

#endif /* TESTS_SETTLED_H */
