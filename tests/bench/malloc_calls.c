// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of single calls of malloc(), free(), realloc() and malloc_trim() of the C library, and
 * of the first accesses to new memory.  CONFIG_LIBC_MALLOC_* selects the allocator of small sizes.
 *
 * malloc_pair, free_pair	malloc() and free() of one small object
 * malloc_map, free_map		malloc() and free() of a large object that is not accessed
 * malloc_map_first		the first malloc() of that size, which creates page tables
 * realloc_grow			all calls that grow an object from 256 KiB to 4 MiB, in steps of
 *				4 KiB, with the first access to each new page
 * touch_page			one write to each page of a new object of 4 MiB, in order
 * touch_page_apart		the same for every eighth page
 * malloc_hole			bytes of pages in use after 16 MiB of small objects were freed,
 *				except for the last object
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <malloc.h>
#include <quarry/console.h>
#include <stdlib.h>

#include "bench.h"

static void calls_pairs(size_t size)
{
	struct cost alloc = {}, free_cost = {};
	char param[16];

	for (unsigned int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		void *p;

		if (i == BENCH_WARM_UP)
			alloc = free_cost = (struct cost){};
		BENCH_TIME_OPEN(&alloc, p = malloc(size));
		*(volatile char *)p = 1;
		BENCH_TIME_OPEN(&free_cost, free(p));
	}
	snprintf(param, sizeof(param), "%zu", size);
	cost_print(&alloc, "malloc_pair", param);
	cost_print(&free_cost, "free_pair", param);
}

static void calls_map(size_t size, const char *param)
{
	struct cost alloc = {}, free_cost = {};

	for (unsigned int i = 0; i < 17; i++) {
		void *p;

		if (i == 1) {
			cost_print(&alloc, "malloc_map_first", param);
			alloc = free_cost = (struct cost){};
		}
		BENCH_TIME_OPEN(&alloc, p = malloc(size));
		/* Prevent the compiler from removing both calls. */
		OPTIMIZER_HIDE_VAR(p);
		BENCH_TIME_OPEN(&free_cost, free(p));
	}
	cost_print(&alloc, "malloc_map", param);
	cost_print(&free_cost, "free_map", param);
}

static void calls_realloc(void)
{
	struct cost cost = {};
	volatile char *p = malloc(SZ_256K);

	for (size_t at = 0; p && at < SZ_256K; at += PAGE_SIZE)
		p[at] = 1;
	BENCH_TIME_OPEN(&cost, ({
		for (size_t size = SZ_256K; p && size < SZ_4M; size += SZ_4K) {
			p = realloc((void *)p, size + SZ_4K);
			if (p)
				p[size] = 1;
		}
	}));
	free((void *)p);
	cost_print(&cost, "realloc_grow", "256KiB-4MiB");
}

static void calls_touch(size_t step, const char *op)
{
	struct cost cost = {};
	volatile char *p = malloc(SZ_4M);

	for (size_t at = 0; p && at < SZ_4M; at += step)
		BENCH_TIME_OPEN(&cost, p[at] = 1);
	free((void *)p);
	cost_print(&cost, op, "4MiB");
}

static void calls_hole(void)
{
	enum { NR = SZ_16M / 1024 };
	void **objects = malloc(NR * sizeof(*objects));
	long before = nr_free_pages(), after;

	if (!objects)
		return;
	for (unsigned int i = 0; i < NR; i++) {
		objects[i] = malloc(1000);
		if (objects[i])
			*(volatile char *)objects[i] = 1;
	}
	for (unsigned int i = 0; i < NR - 1; i++)
		free(objects[i]);
	malloc_trim(0);
	after = nr_free_pages();
	console_printf("malloc_hole,16MiB,%ld,%ld\n", max(before - after, 0L) * PAGE_SIZE,
		       max(before - after, 0L) * PAGE_SIZE);
	free(objects[NR - 1]);
	free(objects);
	malloc_trim(0);
}

static void bench_malloc_calls(void)
{
	static const size_t sizes[] = { 16, 64, 200, 1000, 4000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		calls_pairs(sizes[i]);
	calls_map(SZ_64M, "64MiB");
	calls_map(SZ_256K, "256KiB");
	calls_realloc();
	calls_touch(PAGE_SIZE, "touch_page");
	calls_touch(8 * PAGE_SIZE, "touch_page_apart");
	calls_hole();
}
BENCH(malloc_calls, bench_malloc_calls);
