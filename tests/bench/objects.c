// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmarks of the object allocator: instructions and memory.
 *
 * Each function prints lines "op,param,insns_avg,insns_max", or "op,param,bytes,live" for memory.
 * The cost of reading the counter is subtracted.  Run this in QEMU with -icount shift=0,sleep=off,
 * because only then the counter is exact.  All random numbers are generated from a fixed seed.
 *
 * The firmware mix has 2,000 live objects.  Each step frees an object and allocates one.  In half
 * of the steps, the freed object is one of the 64 newest.  35 % of the sizes are from 8 to 64
 * bytes, 25 % are 32, 48 or 64, 25 % are packets (45 % of them 64 to 128, 15 % 129 to 1499, 40 %
 * 1500 to 1536), 10 % are 96 to 256, and 5 % are 512, 1024, 2048 or 4096.
 */

#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <quarry/shell.h>

#include "bench.h"
#include "mm/objects/objects.h"
#include "objects.h"

#define FLAGS		(GFP_ATOMIC | __GFP_NOWARN)
#define NR_OBJECTS	2000
#define NR_NEWEST	64
#define NR_PAIRS	10000
#define NR_HELD		64
#define NR_WARM_UP	1000
#define NR_BATCH	1000
#define FIRMWARE_STEPS	100000
#define FIRMWARE_RUNS	64
/*
 * Number of generations before and during the measurement.  Each generation has NR_OBJECTS steps.
 */
#define GENERATIONS	1000

static void *objects[NR_OBJECTS];
static u16 sizes[NR_OBJECTS], newest[NR_NEWEST], order[NR_BATCH];
static u32 seed;

static u32 rnd(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static noinline void *timed_kmalloc(size_t size, struct cost *cost)
{
	void *p;

	BENCH_TIME(cost, p = kmalloc(size, FLAGS));
	return p;
}

static noinline void timed_kfree(void *p, struct cost *cost)
{
	BENCH_TIME(cost, kfree(p));
}

static void pairs(size_t size)
{
	struct cost alloc = {}, free = {};
	char param[8];
	unsigned int i;

	for (i = 0; i < NR_WARM_UP + NR_PAIRS; i++) {
		if (i == NR_WARM_UP)
			alloc = free = (struct cost){};
		timed_kfree(timed_kmalloc(size, &alloc), &free);
	}
	snprintf(param, sizeof(param), "%zu", size);
	cost_print(&alloc, "kmalloc", param);
	cost_print(&free, "kfree", param);
}

/*
 * Measure pairs of kmalloc() and kfree() while 0 to NR_HELD - 1 other objects are allocated, so
 * that the average includes each position in a slab.
 */
static void pairs_behind(size_t size)
{
	struct cost alloc = {}, free = {};
	char param[8];
	unsigned int i, n;

	for (n = 0; n < NR_HELD; n++) {
		for (i = 0; i < NR_PAIRS / NR_HELD; i++) {
			/*
			 * Discard the costs of the first two pairs, one of which may allocate a
			 * page.
			 */
			if (n == 0 && i < 2)
				alloc = free = (struct cost){};
			timed_kfree(timed_kmalloc(size, &alloc), &free);
		}
		objects[n] = kmalloc(size, FLAGS);
	}
	while (n--)
		kfree(objects[n]);
	snprintf(param, sizeof(param), "%zu", size);
	cost_print(&alloc, "kmalloc_behind", param);
	cost_print(&free, "kfree_behind", param);
}

#define BENCH_CONST(size)							\
do {										\
	struct cost __alloc = {}, __free = {};					\
	void *p;								\
										\
	for (unsigned int i = 0; i < NR_WARM_UP + NR_PAIRS; i++) {		\
		if (i == NR_WARM_UP)						\
			__alloc = __free = (struct cost){};			\
		BENCH_TIME(&__alloc, p = kmalloc(size, FLAGS));			\
		BENCH_TIME(&__free, kfree(p));					\
	}									\
	cost_print(&__alloc, "kmalloc_const", #size);				\
	cost_print(&__free, "kfree_const", #size);				\
} while (0)

static void zeroed(size_t size)
{
	struct cost alloc = {}, free = {};
	char param[8];
	void *p;

	for (unsigned int i = 0; i < NR_WARM_UP + NR_PAIRS; i++) {
		if (i == NR_WARM_UP)
			alloc = free = (struct cost){};
		BENCH_TIME(&alloc, p = kzalloc(size, FLAGS));
		timed_kfree(p, &free);
	}
	snprintf(param, sizeof(param), "%zu", size);
	cost_print(&alloc, "kzalloc", param);
	cost_print(&free, "kfree_z", param);
}

/* Measure kmalloc() of 64 bytes together with krealloc() to 200 bytes. */
static void reallocated(void)
{
	struct cost alloc = {}, free = {};
	void *p;

	for (unsigned int i = 0; i < NR_WARM_UP + NR_PAIRS; i++) {
		if (i == NR_WARM_UP)
			alloc = free = (struct cost){};
		BENCH_TIME(&alloc, p = krealloc(kmalloc(64, FLAGS), 200, FLAGS));
		BENCH_TIME(&free, kfree(p));
	}
	cost_print(&alloc, "kmalloc64_krealloc200", "");
	cost_print(&free, "kfree_krealloc", "");
}

static void bench_kmalloc(void)
{
	static const u16 of[] = { 8,   16,  32,	  64,	96,   128,  192,
				  256, 512, 1024, 1500, 2048, 4096, 8192 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of); i++)
		pairs(of[i]);
	pairs_behind(64);
	pairs_behind(256);
	pairs_behind(1500);
	for (i = 0; i < ARRAY_SIZE(of); i++)
		zeroed(of[i]);
	reallocated();
	BENCH_CONST(64);
	BENCH_CONST(256);
}

static void shuffle(void)
{
	for (unsigned int i = 0; i < NR_BATCH; i++)
		order[i] = i;
	for (unsigned int i = NR_BATCH - 1; i; i--) {
		unsigned int other = rnd() % (i + 1);

		swap(order[i], order[other]);
	}
}

static void cache_pairs(struct kmem_cache *s, const char *param)
{
	struct cost alloc = {}, free = {};
	void *p;

	for (unsigned int i = 0; i < NR_WARM_UP + NR_PAIRS; i++) {
		if (i == NR_WARM_UP)
			alloc = free = (struct cost){};
		BENCH_TIME(&alloc, p = kmem_cache_alloc(s, FLAGS));
		BENCH_TIME(&free, kmem_cache_free(s, p));
	}
	cost_print(&alloc, "kmem_cache_alloc", param);
	cost_print(&free, "kmem_cache_free", param);
}

static void cache_batch(struct kmem_cache *s, const char *param)
{
	struct cost alloc = {}, free = {};

	shuffle();
	for (unsigned int round = 0; round < 20; round++) {
		for (unsigned int i = 0; i < NR_BATCH; i++)
			BENCH_TIME(&alloc, objects[i] = kmem_cache_alloc(s, FLAGS));
		for (unsigned int i = 0; i < NR_BATCH; i++)
			BENCH_TIME(&free, kmem_cache_free(s, objects[order[i]]));
	}
	cost_print(&alloc, "kmem_cache_alloc_batch1000", param);
	cost_print(&free, "kmem_cache_free_batch1000", param);
}

static void cache_bulk(struct kmem_cache *s, const char *param)
{
	struct cost alloc = {}, free = {};
	bool ok = true;

	for (unsigned int i = 0; ok && i < NR_WARM_UP; i++) {
		BENCH_TIME(&alloc, ok = kmem_cache_alloc_bulk(s, FLAGS, 16, objects));
		if (ok)
			BENCH_TIME(&free, kmem_cache_free_bulk(s, 16, objects));
	}
	cost_print(&alloc, "kmem_cache_alloc_bulk16", param);
	cost_print(&free, "kmem_cache_free_bulk16", param);
}

/* Measure the creation and the destruction of a cache. */
static void cache_life(unsigned int size)
{
	struct cost create = {}, destroy = {};
	struct kmem_cache *s;
	char param[8];

	for (unsigned int i = 0; i < NR_WARM_UP; i++) {
		BENCH_TIME_OPEN(&create, s = kmem_cache_create("bench", size, 0, 0, NULL));
		BENCH_TIME_OPEN(&destroy, kmem_cache_destroy(s));
	}
	snprintf(param, sizeof(param), "%u", size);
	cost_print(&create, "kmem_cache_create", param);
	cost_print(&destroy, "kmem_cache_destroy", param);
}

static void bench_kmem_cache(void)
{
	static const u16 of[] = { 64, 256 };
	unsigned int i;
	char param[16];

	seed = 1;
	for (i = 0; i < ARRAY_SIZE(of); i++) {
		struct kmem_cache *s = kmem_cache_create("bench", of[i], 0, 0, NULL);

		if (!s)
			return;
		snprintf(param, sizeof(param), "%u", of[i]);
		cache_pairs(s, param);
		cache_bulk(s, param);
		snprintf(param, sizeof(param), "%u/random", of[i]);
		cache_batch(s, param);
		kmem_cache_destroy(s);
	}
	cache_life(200);
}

/*
 * Allocate and free many objects of @size bytes.  If @size is 0, the sizes are random: 1 to 2^k
 * bytes, with a random k from 3 to 10 (128 bytes on average).
 */
static void batch(size_t size, const char *how)
{
	struct cost alloc = {}, free = {};
	unsigned int round, i;
	char param[16];

	for (i = 0; i < NR_BATCH; i++)
		order[i] = *how == 'l' ? NR_BATCH - 1 - i : i;
	if (*how == 'r')
		shuffle();
	for (round = 0; round < 20; round++) {
		for (i = 0; i < NR_BATCH; i++)
			objects[i] = timed_kmalloc(size ? size : rnd() % (8U << rnd() % 8) + 1,
						   &alloc);
		for (i = 0; i < NR_BATCH; i++)
			timed_kfree(objects[order[i]], &free);
	}
	if (size)
		snprintf(param, sizeof(param), "%zu/%s", size, how);
	else
		snprintf(param, sizeof(param), "mixed/%s", how);
	cost_print(&alloc, "kmalloc_batch1000", param);
	cost_print(&free, "kfree_batch1000", param);
}

static void bench_kmalloc_batch(void)
{
	static const u16 of[] = { 8, 16, 32, 64, 128, 192, 256, 512, 1024, 2048, 4096, 0 };
	unsigned int i;

	seed = 1;
	for (i = 0; i < ARRAY_SIZE(of); i++) {
		batch(of[i], "lifo");
		batch(of[i], "fifo");
		batch(of[i], "random");
	}
}

/* New pages. */

static void *list;

void objects_give_room(void)
{
	void *next;

	for (; list; list = next) {
		next = *(void **)list;
		kfree(list);
	}
}

/*
 * Allocate objects of @size bytes until the allocator allocates pages.  Returns the number of
 * objects, or 0 if memory is exhausted.
 */
static unsigned long take_until_page(size_t size)
{
	unsigned long before = nr_free_pages(), nr = 0;
	void *p;

	do {
		p = kmalloc(size, FLAGS);
		if (!p)
			return 0;
		*(void **)p = list;
		list = p;
		nr++;
	} while (nr_free_pages() == before);
	return nr;
}

/*
 * Allocate objects of @size bytes until the allocator allocates pages.  These pages then contain
 * only the last object.  Returns the number of these pages.
 */
static unsigned long take_page(size_t size)
{
	unsigned long before = nr_free_pages();

	return take_until_page(size) ? before - nr_free_pages() : 0;
}

/*
 * Fill the free memory in the allocator's pages with objects of @size bytes, without adding pages.
 */
static void fill_pages(size_t size)
{
	void *last;

	if (!take_until_page(size))
		return;
	last = list;
	list = *(void **)last;
	kfree(last);
	slab_reap();
}

/*
 * Return the number of objects of @size bytes that fit into the free memory in the allocator's
 * pages.  That memory is free again when the function returns.
 */
static unsigned long count_fitting(size_t size)
{
	unsigned long nr = take_until_page(size);
	void *next;

	for (unsigned long i = 0; i < nr; i++) {
		next = *(void **)list;
		kfree(list);
		list = next;
	}
	slab_reap();
	return nr ? nr - 1 : 0;
}

/* The firmware mix. */

static size_t firmware_size(void)
{
	u32 what = rnd() % 100, packet;

	if (what < 35)
		return 8 + rnd() % 57;
	if (what < 60)
		return (u8[]){ 32, 48, 64 }[rnd() % 3];
	if (what < 85) {
		packet = rnd() % 100;
		if (packet < 45)
			return 64 + rnd() % 65;
		return packet < 60 ? 129 + rnd() % 1371 : 1500 + rnd() % 37;
	}
	return what < 95 ? 96 + rnd() % 161 : 512U << rnd() % 4;
}

struct firmware {
	struct cost alloc, free;
	/* Current sum of the requested bytes, and maximum of this sum. */
	unsigned long live, live_max;
	unsigned long pages_max, pages_before;
	unsigned int nr;
};

static void firmware_alloc(struct firmware *mix, unsigned int slot)
{
	size_t size = firmware_size();

	objects[slot] = timed_kmalloc(size, &mix->alloc);
	sizes[slot] = size;
	newest[mix->nr++ % NR_NEWEST] = slot;
	mix->live += size;
	mix->live_max = max(mix->live_max, mix->live);
	mix->pages_max = max(mix->pages_max, mix->pages_before - nr_free_pages());
}

static void firmware_free(struct firmware *mix, unsigned int slot)
{
	timed_kfree(objects[slot], &mix->free);
	objects[slot] = NULL;
	mix->live -= sizes[slot];
}

unsigned long objects_take_room(void)
{
	unsigned long nr = 0;
	size_t size;

	/*
	 * In SLOB, objects of different sizes share pages.  Therefore, fill the free memory in the
	 * pages with objects of each size, without adding pages.
	 */
	if (IS_ENABLED(CONFIG_SLOB)) {
		for (size = 8; size <= 128; size += 8)
			fill_pages(size);
		fill_pages(1500);
		return 0;
	}
	for (size = 8; size <= KMALLOC_MAX_CACHE_SIZE; size = kmalloc_size_roundup(size + 1))
		nr += take_page(size);
	return nr;
}

static void firmware_steps(struct firmware *mix, unsigned int steps)
{
	while (steps--) {
		unsigned int slot = rnd() & 1 ? newest[rnd() % NR_NEWEST] : rnd() % NR_OBJECTS;

		firmware_free(mix, slot);
		firmware_alloc(mix, slot);
	}
}

/* Run @steps steps of the firmware mix.  The objects of the mix remain allocated at the end. */
static void firmware_run(struct firmware *mix, unsigned int steps)
{
	mix->pages_before = objects_take_room();
	mix->pages_before += nr_free_pages();
	for (unsigned int i = 0; i < NR_OBJECTS; i++)
		firmware_alloc(mix, i);
	mix->alloc = mix->free = (struct cost){};
	firmware_steps(mix, steps);
}

static void firmware_end(void)
{
	for (unsigned int i = 0; i < NR_OBJECTS; i++)
		kfree(objects[i]);
	objects_give_room();
}

/*
 * Return the excess of the peak memory use over the peak of the requested bytes, in units of 0.1 %.
 */
static unsigned long firmware_beyond(const struct firmware *mix)
{
	return (mix->pages_max * PAGE_SIZE - mix->live_max) * 1000 / mix->live_max;
}

/*
 * Print the average and the maximum of several runs, because the peak depends on the random
 * numbers.
 */
static void bench_firmware(void)
{
	unsigned long sum = 0, worst = 0, beyond;
	struct firmware mix;
	unsigned int run;

	for (run = 1; run <= FIRMWARE_RUNS; run++) {
		mix = (struct firmware){};
		seed = run;
		firmware_run(&mix, FIRMWARE_STEPS);
		firmware_end();
		beyond = firmware_beyond(&mix);
		sum += beyond;
		worst = max(worst, beyond);
		if (run > 1)
			continue;
		cost_print(&mix.alloc, "kmalloc_firmware", "");
		cost_print(&mix.free, "kfree_firmware", "");
	}
	sum /= FIRMWARE_RUNS;
	console_printf("firmware_beyond_live_permille,mean of %u runs,%lu,%lu\n", FIRMWARE_RUNS,
		       sum, worst);
}

/* Return the number of free bytes in the allocator's pages. */
static unsigned long firmware_unused(const struct firmware *mix)
{
	unsigned long unused = (mix->pages_before - nr_free_pages()) * PAGE_SIZE;

	for (unsigned int i = 0; i < NR_OBJECTS; i++)
		unused -= ksize(objects[i]);
	return unused;
}

/*
 * Run many generations of objects.  After each of the later ones, measure how much of the free
 * memory in the allocator's pages can be used for large objects before the allocator needs another
 * page.  Print the share of all measurements in units of 0.1 %, and the mean of the free bytes.  A
 * single measurement depends mostly on the number of bytes that are free at that moment.
 */
static void bench_generations(void)
{
	const size_t size = 1536;	/* a packet */
	unsigned long fits = 0, unused = 0;
	struct firmware mix = {};

	seed = 1;
	firmware_run(&mix, GENERATIONS * NR_OBJECTS);
	for (unsigned int i = 0; i < GENERATIONS; i++) {
		firmware_steps(&mix, NR_OBJECTS);
		unused += firmware_unused(&mix);
		fits += count_fitting(size) * size;
	}
	firmware_end();
	console_printf("firmware_free_fits_permille,%zu,%lu,%lu\n", size, fits * 1000 / unused,
		       unused / GENERATIONS);
}

/* Density. */

/* Print the number of objects of @size bytes that fit into @bytes bytes of new pages. */
static void fill(size_t size, unsigned long bytes)
{
	unsigned long before, nr = 1;
	void *p;

	if (take_page(size)) {
		before = nr_free_pages();
		for (;; nr++) {
			p = kmalloc(size, FLAGS);
			if (!p)
				break;
			*(void **)p = list;
			list = p;
			if ((before - nr_free_pages()) * PAGE_SIZE >= bytes)
				break;
		}
	}
	objects_give_room();
	console_printf("objects_in,%zu/%lu,%lu,%lu\n", size, bytes, nr, nr);
}

/*
 * For 4,000 objects of @size bytes in new pages, print the bytes of page memory per object and the
 * requested bytes per object.  If @size is 0, the objects have different sizes.
 */
static void density(size_t size)
{
	unsigned long before, asked = 0, taken;
	unsigned int i;

	before = size ? take_page(size) : objects_take_room();
	before += nr_free_pages();
	seed = 1;
	for (i = 0; i < 4000; i++) {
		size_t bytes = size ? size : max(rnd() % (8U << rnd() % 8) + 1, 8U);
		void *p = kmalloc(bytes, FLAGS);

		if (!p)
			break;
		*(void **)p = list;
		list = p;
		asked += bytes;
	}
	taken = (before - nr_free_pages()) * PAGE_SIZE;
	console_printf("bytes_per_object,%zu,%lu,%lu\n", size, taken / max(i, 1U),
		       asked / max(i, 1U));
	objects_give_room();
}

static void bench_density(void)
{
	static const u16 of[] = { 8,   16,   20,   24,	 32,   40,   48,   64,	72,  96,
				  100, 128,  136,  192,	 200,  256,  264,  300, 512, 520,
				  700, 1024, 1100, 2048, 2100, 3000, 4096, 0 };
	unsigned int i;

	fill(24, 64 << 10);
	fill(24, 1 << 20);
	for (i = 0; i < ARRAY_SIZE(of); i++)
		density(of[i]);
}

BENCH(kmalloc, bench_kmalloc);
BENCH(kmem_cache, bench_kmem_cache);
BENCH(kmalloc_batch, bench_kmalloc_batch);
BENCH(firmware, bench_firmware);
BENCH(generations, bench_generations);
BENCH(density, bench_density);
