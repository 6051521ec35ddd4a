// SPDX-License-Identifier: BSD-2-Clause
/*
 * Implementation of kunit.fail_nth= and kunit.fail_nth_slab=.  Each case is repeated, and a
 * different allocation of pages or objects fails in each run.  After each run, the allocators free
 * their cached memory, and the pages and objects in use are counted.  Pages of page tables are not
 * counted.
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/glob.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/shrinker.h>
#include <linux/smp.h>

#include "mm/objects/objects.h"
#include "mm/virtual/virtual.h"

struct use {
	unsigned long nr_pages, nr_objects;
};

static struct use before;

/*
 * For a suite and a case, the number of the last allocation that is made to fail.  The first entry
 * that matches a case is used.
 */
static const struct {
	const char *suite, *kcase;
	unsigned long last;
	const char *why;
} limits[] = {
	{ "page_alloc", "page_alloc_test_fail_*", 0, "sets what fails itself" },
	{ "slab", "slab_test_no_pages", 0, "sets what fails itself" },
	{ "slab", "slab_test_exhaustion", 0, "sets what fails itself" },
	{ "sheaf", "sheaf_test_bulk_fails", 0, "sets what fails itself" },
	{ "sheaf", "sheaf_test_fallback", 0, "sets what fails itself" },
	{ "scatterlist", "scatterlist_test_no_memory", 0, "sets what fails itself" },
	{ "sg_alloc", "sg_alloc_test_no_memory", 0, "sets what fails itself" },
	{ "page_frag", "page_frag_test_no_pages", 0, "sets what fails itself" },
	{ "page_frag", "page_frag_test_fallback", 0, "sets what fails itself" },
	{ "mempool", "mempool_test_exhaustion", 0, "sets what fails itself" },
	{ "mempool", "mempool_test_none", 0, "waits for what nobody has to give" },
	{ "slab_debug", "slab_debug_test_failslab*", 0, "sets what fails itself" },
	{ "fail_nth_page", "*", 0, "sets what fails itself" },
	{ "dma_lines", "lines_test_exhaustion", 0, "sets what fails itself" },
	{ "unlocked", "*", 10, "the others are those of the loops" },
	{ "kmalloc", "kmalloc_test_every_size", 200, "the others are objects of larger sizes" },
	{ "kmemleak", "*", 50, "the others are objects like the first" },
	{ "page_alloc", "page_alloc_test_lists", 100, "the others are pages like the first" },
	{ "set_memory", "set_memory_test_reader", 50, "the others are splits like the first" },
	{ "slab", "slab_test_random*", 200, "the others are objects like the first" },
	{ "vmalloc", "vmalloc_test_random", 200, "the others are areas like the first" },
	{ "vmalloc_move", "move_test_writer", 50, "the others are pages like the first" },
	{ "vmalloc_reuse", "reuse_test_waiting", 250, "the others are all pages that are free" },
	{ "demand_reserve", "demand_reserve_test_around", 0,
	  "an access to an overcommitted region panics" },
	{ "demand_reserve", "demand_reserve_test_overcommit_move", 2,
	  "an access to an overcommitted region panics" },
	{ "demand_reserve", "*", 50, "the others are pages like the first" },
	{ "demand", "demand_test_no_memory", 250, "the others are all pages that are free" },
	{ "demand", "demand_test_unmapped_twice", 50, "the others are regions like the first" },
	{ "demand", "demand_test_resized_while_touched", 50,
	  "the others are pages like the first" },
	{ "percpu", "percpu_test_no_pages", 0, "sets what fails itself" },
	{ "percpu", "*", 50, "the others are pages of chunks like the first" },
	{ "percpu_recent", "*", 50, "the others are objects like the first" },
	{ "driver_core", "core_test_threads", 50, "the others are resources like the first" },
	{ "virtio", "virtio_test_probe_fails", 0, "sets what fails itself" },
	{ "dma_model", "*", 50, "the others are for mappings like the first" },
	{ "dma_cache_ops", "cache_ops_test_nonstd", 0,
	  "a branch that cannot be patched stays as it is" },
	{ "virtio_stuck", "*", 0, "leaves memory allocated that a device may write to" },
	{ "gfp", "*", 50, "the others are pages that a hoard takes" },
	{ "reclaim", "*", 50, "the others are pages that a hoard takes" },
	{ "compaction", "compaction_test_slow_path", 50,
	  "the others are pages that a hoard takes" },
	{ "app_stack", "app_stack_test_lent", 3,
	  "another thread's access to a stack that finds no page is a panic" },
	{ "thread", "thread_test_many", 50, "the others are threads like the first" },
	{ "demand", "demand_test_over*", 0, "a first touch that finds no page is a panic" },
	{ "twice", "*", 20, "the others are pages and objects like the first" },
	{ "map_stress", "*", 50, "the others are areas and mappings like the first" },
	{ "page_stress", "page_stress_test_short_memory", 50,
	  "the others are pages that a hoard takes" },
};

static unsigned long limit(const char *suite, const char *kcase, const char **why)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(limits); i++) {
		if (glob_match(limits[i].suite, suite) && glob_match(limits[i].kcase, kcase)) {
			*why = limits[i].why;
			return limits[i].last;
		}
	}
	return ULONG_MAX;
}

/*
 * Return the number of page tables: the table @entries, and all tables below it.  pgtable.c retains
 * empty tables, and a case may add tables if it gets other addresses than in earlier runs.
 */
static unsigned long nr_tables(const struct pgtable *table, const pte_t *entries,
			       unsigned int level)
{
	unsigned long nr = 1;

	for (unsigned int i = 0; level && i < 1U << table->index_bits; i++) {
		pte_t entry = { READ_ONCE(entries[i].bits) };

		if (entry.bits && !arch_pte_is_leaf(entry, level))
			nr += nr_tables(table, (pte_t *)(arch_pte_pa(entry, level) + table->offset),
					level - 1);
	}
	return nr;
}

static void drop_kept(void *unused)
{
	vm_areas_drop_kept();
}

static unsigned long nr_of_tools(void)
{
	struct kmem_cache *s;
	unsigned long nr = 0, flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		nr += object_tools_objects(s);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	return nr;
}

static void measure(struct use *use)
{
	vmalloc_purge();
	on_each_cpu(drop_kept, NULL, 1);
#ifdef CONFIG_RCU
	rcu_barrier();		/* frees the descriptors of the areas */
#endif
	if (IS_ENABLED(CONFIG_RECLAIM))
		drop_slab();
	else
		slab_reap();
	drain_all_pages(NULL);
	use->nr_pages = totalram_pages() - nr_free_pages() -
			nr_tables(&kernel_pgtable, kernel_pgtable.root, kernel_pgtable.levels - 1);
	use->nr_objects = slab_engine_count() + nr_of_tools();
}

static void mark(bool first)
{
	struct use now;

	measure(&now);
	before.nr_pages = first ? now.nr_pages : max(before.nr_pages, now.nr_pages);
	before.nr_objects = first ? now.nr_objects : max(before.nr_objects, now.nr_objects);
}

/*
 * Return true if more memory is in use than before the case.  Ended threads are freed with a delay,
 * so wait up to @patience_ms ms until the use decreases.
 */
static bool grown(char *buf, size_t size, unsigned int patience_ms)
{
	struct use now;

	for (;;) {
		measure(&now);
		if (now.nr_pages <= before.nr_pages && now.nr_objects <= before.nr_objects)
			return false;
		if (!patience_ms--)
			break;
		msleep(1);
	}
	scnprintf(buf, size, "%ld pages, %ld objects more", (long)(now.nr_pages - before.nr_pages),
		  (long)(now.nr_objects - before.nr_objects));
	return true;
}

static void arm(unsigned long n)
{
	WRITE_ONCE(fail_page_alloc.nth, n);
}

static bool disarm(void)
{
	return !xchg(&fail_page_alloc.nth, 0);
}

static const struct kunit_fault page_fault = {
	.arm = arm,
	.disarm = disarm,
	.mark = mark,
	.grown = grown,
	.limit = limit,
};

#ifdef CONFIG_FAILSLAB
static void arm_slab(unsigned long n)
{
	WRITE_ONCE(failslab.nth, n);
}

static bool disarm_slab(void)
{
	return !xchg(&failslab.nth, 0);
}

static const struct kunit_fault slab_fault = {
	.arm = arm_slab,
	.disarm = disarm_slab,
	.mark = mark,
	.grown = grown,
	.limit = limit,
};
#endif

const struct kunit_fault *kunit_fault(const char *what)
{
#ifdef CONFIG_FAILSLAB
	if (!strcmp(what, "slab"))
		return &slab_fault;
#endif
	return strcmp(what, "page") ? NULL : &page_fault;
}
