// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of malloc() and free() of the C library with recorded traces (tests/traces).
 * CONFIG_LIBC_MALLOC_* selects the allocator.  Each object is written completely, so that its pages
 * are populated.
 *
 * malloc, malloc_free    average and maximum cost, with page faults and heap growth
 * malloc_peak_live       maximum sum of the requested sizes
 * malloc_peak_pages      maximum size of the pages in bytes
 * malloc_run             cost of an operation, including reading the trace
 *
 * The boot argument malloc.only= selects a single trace, for heaps that do not shrink.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <malloc.h>
#include <quarry/console.h>
#include <stdlib.h>
#include <string.h>

#include "../traces/recorded.h"
#include "bench.h"

static char *only = "";
module_param(only, charp, 0444);

static size_t cache_sizes[32];		/* TRACE_MAX_CACHES */

#define TRACE_DO_KMALLOC(size)		malloc(size)
#define TRACE_DO_CACHE_ALLOC(cache)	malloc(cache_sizes[cache])
#define TRACE_DO_FREE(object, cache)	((void)(cache), free(object))

#include "../traces/trace.h"

static void *objects[TRACE_MAX_LIVE];
static size_t sizes[TRACE_MAX_LIVE];
static short caches[TRACE_MAX_LIVE];
static struct trace_slots slots;

struct usage {
	struct cost alloc, free;
	unsigned long live, live_max;
	long before, pages_max;
};

static void take(struct usage *u, size_t size)
{
	unsigned int slot = trace_slot_take(&slots);

	BENCH_TIME_OPEN(&u->alloc, objects[slot] = malloc(size));
	memset(objects[slot], 1, size);
	sizes[slot] = size;
	u->live += size;
	u->live_max = max(u->live_max, u->live);
	u->pages_max = max(u->pages_max, u->before - (long)nr_free_pages());
}

static void give(struct usage *u, unsigned int slot)
{
	BENCH_TIME_OPEN(&u->free, free(objects[slot]));
	objects[slot] = NULL;
	u->live -= sizes[slot];
}

static void replay(struct usage *u, const struct recorded *r)
{
	unsigned int nr = 0;

	for (const u8 *at = r->start; at < r->end;) {
		unsigned long value = trace_number(&at), rest = value >> 2;

		switch (value & 3) {
		case TRACE_KMALLOC:
			take(u, rest);
			break;
		case TRACE_CACHE_ALLOC:
			take(u, cache_sizes[rest]);
			break;
		case TRACE_FREE:
			give(u, rest);
			trace_slot_give(&slots, rest);
			break;
		case TRACE_CACHE:
			cache_sizes[nr++] = rest;
			trace_number(&at);
		}
	}
}

static void end(struct usage *u)
{
	for (unsigned int slot = 0; slot < slots.used; slot++) {
		if (objects[slot])
			give(u, slot);
	}
	slots.used = slots.nr_given = 0;
}

static void bench_malloc(void)
{
	for (unsigned int i = 0; i < NR_RECORDED; i++) {
		const struct recorded *r = &recorded_traces[i];
		struct usage u = { .before = nr_free_pages() };
		unsigned long nr;
		u64 start;

		if (*only && strcmp(only, r->name))
			continue;
		replay(&u, r);
		cost_print(&u.alloc, "malloc", r->name);
		cost_print(&u.free, "malloc_free", r->name);
		console_printf("malloc_peak_live,%s,%lu,%lu\n", r->name, u.live_max, u.live_max);
		u.pages_max *= PAGE_SIZE;
		console_printf("malloc_peak_pages,%s,%ld,%ld\n", r->name, u.pages_max, u.pages_max);
		end(&u);
		malloc_trim(0);
		start = bench_now();
		nr = trace_run(r->start, r->end, &slots, objects, caches);
		nr = (bench_now() - start) / nr;
		console_printf("malloc_run,%s,%lu,%lu\n", r->name, nr, nr);
		end(&u);
		malloc_trim(0);
	}
}
BENCH(malloc, bench_malloc);
