// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of the object allocator with recorded traces (tests/traces): the cost of an operation,
 * and the peak of the memory use compared with the peak of the requested bytes.
 *
 * trace_alloc, trace_free
 *     average and maximum cost; caches have no constructors
 * trace_peak_live, trace_peak_pages
 *     maximum sum of the requested sizes, and maximum size of the pages in bytes
 * trace_run
 *     cost of an operation in the best and in the worst round, including reading the trace and a
 *     write to the object; objects that are left at the end are freed
 * trace_beyond_live_permille
 *     excess of the second peak over the first peak, and average of the excess at each operation
 *     after the first quarter
 *
 * The boot argument trace.rounds sets the number of rounds of trace_run, and trace.only selects a
 * single trace.
 */

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/shell.h>

#include "../traces/recorded.h"
#include "bench.h"
#include "objects.h"

#define FLAGS	(GFP_ATOMIC | __GFP_NOWARN)

/* run_rounds() executes a recorded operation with these macros.  It measures only whole rounds. */
#define TRACE_DO_KMALLOC(size)		kmalloc(size, FLAGS)
#define TRACE_DO_CACHE_ALLOC(cache)	kmem_cache_alloc(caches[cache], FLAGS)
#define TRACE_DO_FREE(object, cache)	give_object(object, cache)

static struct kmem_cache *caches[32];	/* TRACE_MAX_CACHES */

static __always_inline void give_object(void *object, int cache)
{
	if (cache < 0)
		kfree(object);
	else
		kmem_cache_free(caches[cache], object);
}

#include "../traces/trace.h"

static unsigned int rounds = IS_ENABLED(CONFIG_HOST) ? 50 : 2;
module_param(rounds, uint, 0444);
static char *only = "";
module_param(only, charp, 0444);

static void *run_objects[TRACE_MAX_LIVE];
static short run_caches[TRACE_MAX_LIVE];
static struct trace_slots slots;
static struct live {
	void *object;
	u32 size;
	s16 cache;		/* index in caches[], or -1 for kmalloc() */
} live[TRACE_MAX_LIVE];
static u32 cache_sizes[TRACE_MAX_CACHES];

struct replay {
	struct cost alloc, free;
	unsigned long live, live_max, pages_before, pages_max, nr_ops, done;
	u64 beyond_sum;
	unsigned long beyond_nr;
	unsigned int nr_caches;
};

/* Create the caches before the first object, so that the memory of the caches is not counted. */
static void make_caches(const struct recorded *r)
{
	const u8 *at = r->start;
	unsigned int nr = 0;

	while (at < r->end) {
		unsigned long value = trace_number(&at);

		if ((value & 3) != TRACE_CACHE)
			continue;
		cache_sizes[nr] = value >> 2;
		caches[nr] = kmem_cache_create("trace", value >> 2, trace_number(&at), 0, NULL);
		nr++;
	}
}

static void note(struct replay *rp)
{
	unsigned long taken = (rp->pages_before - nr_free_pages()) * PAGE_SIZE;

	rp->live_max = max(rp->live_max, rp->live);
	rp->pages_max = max(rp->pages_max, taken);
	if (++rp->done < rp->nr_ops / 4)
		return;
	rp->beyond_sum += taken * 1000 / rp->live - 1000;
	rp->beyond_nr++;
}

static void replay_alloc(struct replay *rp, size_t size, int cache)
{
	struct live *l = &live[trace_slot_take(&slots)];

	if (cache < 0)
		BENCH_TIME(&rp->alloc, l->object = kmalloc(size, FLAGS));
	else
		BENCH_TIME(&rp->alloc, l->object = kmem_cache_alloc(caches[cache], FLAGS));
	l->size = size;
	l->cache = cache;
	rp->live += size;
	note(rp);
}

static void give(struct replay *rp, struct live *l)
{
	if (l->cache < 0)
		BENCH_TIME(&rp->free, kfree(l->object));
	else
		BENCH_TIME(&rp->free, kmem_cache_free(caches[l->cache], l->object));
	l->object = NULL;
	rp->live -= l->size;
}

static unsigned long count_ops(const struct recorded *r)
{
	unsigned long nr = 0;

	for (const u8 *at = r->start; at < r->end; nr++) {
		if ((trace_number(&at) & 3) == TRACE_CACHE) {
			trace_number(&at);
			nr--;
		}
	}
	return nr;
}

static void replay(struct replay *rp, const struct recorded *r)
{
	for (const u8 *at = r->start; at < r->end;) {
		unsigned long value = trace_number(&at), rest = value >> 2;

		switch (value & 3) {
		case TRACE_KMALLOC:
			replay_alloc(rp, rest, -1);
			break;
		case TRACE_CACHE_ALLOC:
			replay_alloc(rp, cache_sizes[rest], rest);
			break;
		case TRACE_FREE:
			give(rp, &live[rest]);
			trace_slot_give(&slots, rest);
			if (rp->live)
				note(rp);
			break;
		case TRACE_CACHE:
			trace_number(&at);
		}
	}
}

static void end(struct replay *rp)
{
	for (unsigned int i = 0; i < slots.used; i++) {
		if (live[i].object)
			give(rp, &live[i]);
	}
	slots.used = slots.nr_given = 0;
	for (unsigned int i = 0; i < TRACE_MAX_CACHES; i++) {
		kmem_cache_destroy(caches[i]);
		caches[i] = NULL;
	}
	objects_give_room();
}

static void print(const struct replay *rp, const char *name)
{
	unsigned long peak = (rp->pages_max - rp->live_max) * 1000 / rp->live_max;

	cost_print(&rp->alloc, "trace_alloc", name);
	cost_print(&rp->free, "trace_free", name);
	console_printf("trace_peak_live,%s,%lu,%lu\n", name, rp->live_max, rp->live_max);
	console_printf("trace_peak_pages,%s,%lu,%lu\n", name, rp->pages_max, rp->pages_max);
	console_printf("trace_beyond_live_permille,%s,%lu,%lu\n", name, peak,
		       (unsigned long)(rp->beyond_sum / max(rp->beyond_nr, 1UL)));
}

/* Measure whole rounds, without measuring single operations. */
static void run_rounds(const struct recorded *r)
{
	u64 best = U64_MAX, worst = 0;
	unsigned long nr = 1;

	for (unsigned int round = 0; round < rounds; round++) {
		u64 start = bench_now(), spent;

		nr = trace_run(r->start, r->end, &slots, run_objects, run_caches);
		spent = bench_now() - start;
		best = min(best, spent);
		worst = max(worst, spent);
	}
	console_printf("trace_run,%s,%lu,%lu\n", r->name, (unsigned long)best / nr,
		       (unsigned long)worst / nr);
}

static void bench_trace(void)
{
	for (unsigned int i = 0; i < NR_RECORDED; i++) {
		const struct recorded *r = &recorded_traces[i];
		struct replay rp = { .nr_ops = count_ops(r) };

		if (*only && strcmp(only, r->name))
			continue;
		make_caches(r);
		rp.pages_before = objects_take_room();
		rp.pages_before += nr_free_pages();
		replay(&rp, r);
		print(&rp, r->name);
		end(&rp);
		make_caches(r);
		run_rounds(r);
		end(&rp);
	}
}
BENCH(trace, bench_trace);
