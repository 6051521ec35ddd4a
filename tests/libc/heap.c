// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of malloc(): the rules of the C standard, limits, and random calls of several threads,
 * which check the contents of their objects.
 */

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "check.h"

#define THREADS		8
#define OBJECTS		64
#define STEPS		600
#define THRESHOLD	(128 << 10)

/* Sizes that are volatile, because the compiler would warn if it knew their values. */
static volatile size_t too_large = SIZE_MAX, half = SIZE_MAX / 2 + 1;

/*
 * Hide a pointer from the compiler, which would otherwise remove an allocation that is only freed.
 */
static void *used(void *p)
{
	__asm__ volatile("" : "+r"(p));
	return p;
}

static void promises(void)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	char *p, *q;

	p = malloc(0);
	CHECK(p != NULL && malloc_usable_size(p) > 0);
	free(p);
	free(NULL);
	for (size_t size = 1; size < 4 * THRESHOLD; size = size * 3 / 2 + 1) {
		p = calloc(1, size);
		CHECK(p && (uintptr_t)p % 16 == 0 && malloc_usable_size(p) >= size);
		for (size_t i = 0; i < size; i++)
			if (p[i]) {
				CHECK(!"calloc() zeroes");
				break;
			}
		memset(p, 0xff, malloc_usable_size(p));
		free(p);
	}
	CHECK(!used(calloc(half, 4)) && errno == ENOMEM);
	errno = 0;
	CHECK(!used(malloc(too_large)) && errno == ENOMEM && !used(malloc(half - 1)) &&
	      !used(malloc(half)));
	CHECK(!used(malloc((size_t)1 << 45)));
	p = valloc(1);
	q = pvalloc(page + 1);
	CHECK(p && (uintptr_t)p % page == 0 && q && (uintptr_t)q % page == 0);
	memset(q, 1, 2 * page);
	free(p);
	free(q);
	errno = 0;
	CHECK(!used(pvalloc(too_large)) && errno == ENOMEM);
	errno = 0;
	CHECK(!used(aligned_alloc(16, too_large - 60)) && errno == ENOMEM &&
	      !used(valloc(too_large - 60)));
	errno = 0;
	CHECK(!used(memalign(48, 100)) && errno == EINVAL);
	errno = 0;
	CHECK(posix_memalign((void **)&p, 4, 100) == EINVAL && errno == 0);
	for (size_t align = 16; align <= 1 << 20; align *= 2) {
		p = aligned_alloc(align, align);
		CHECK(p && (uintptr_t)p % align == 0);
		memset(p, 1, align);
		q = realloc(p, 2 * align);
		CHECK(q && q[align - 1] == 1);
		free(q);
		p = NULL;
		CHECK(posix_memalign((void **)&p, align, 10) == 0 && (uintptr_t)p % align == 0);
		free(p);
	}
	CHECK(posix_memalign((void **)&p, 3, 10) == EINVAL);
}

/*
 * If realloc() makes an object much smaller, memory is freed: whole pages, or space for other
 * objects.
 */
static void shrinks(void)
{
	size_t mapped = mallinfo().hblkhd;
	long free_pages = sysconf(_SC_AVPHYS_PAGES);
	char *p = malloc(8 << 20), *q = malloc(THRESHOLD / 2), *next = malloc(100);

	CHECK(p && q && next && mallinfo().hblkhd == mapped + (8 << 20));
	memset(p, 7, 8 << 20);
	p = realloc(p, 2 * THRESHOLD);
	CHECK(p && p[0] == 7 && p[2 * THRESHOLD - 1] == 7 &&
	      mallinfo().hblkhd <= mapped + (4 << 20));
	CHECK(sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE) >=
	      free_pages * sysconf(_SC_PAGESIZE) - (4 << 20));
	p = realloc(p, 100);
	CHECK(p && p[99] == 7 && mallinfo().hblkhd == mapped &&
	      malloc_usable_size(p) < THRESHOLD / 2);
	memset(q, 8, THRESHOLD / 2);
	q = realloc(q, 100);
	CHECK(q && q[99] == 8 && malloc_usable_size(q) < THRESHOLD / 4);
	free(p);
	free(q);
	free(next);
}

/*
 * realloc() preserves the contents of an object that grows and shrinks across the threshold between
 * small and large objects.
 */
static void reallocations(void)
{
	size_t size = 1;
	char *p = malloc(size);

	p[0] = 42;
	while (size < 8 * THRESHOLD) {
		size_t next = size * 2;
		char *q = realloc(p, next);

		CHECK(q && q[0] == 42 && q[size - 1] == (char)(size == 1 ? 42 : 7));
		q[next - 1] = 7;
		p = q;
		size = next;
	}
	while (size > 1) {
		size /= 2;
		p[size - 1] = 7;
		p[0] = 42;
		p = realloc(p, size);
		CHECK(p && p[0] == 42 && p[size - 1] == (size == 1 ? 42 : 7));
	}
	free(p);
}

/*
 * malloc() allocates small objects with kmalloc(), either because CONFIG_LIBC_MALLOC_QUARRY selects
 * it, or because KASAN only checks objects of kmalloc().
 */
#if defined(CONFIG_LIBC_MALLOC_QUARRY) || defined(CONFIG_KASAN)
#define SMALL_BY_KMALLOC
#elif defined(CONFIG_LIBC_MALLOC_NEWLIB)
/*
 * Small objects are in a region of the heap that grows at its end.  With newlib's nano allocator,
 * the region never shrinks.
 */
#define GROWS_AND_SHRINKS
#endif

/*
 * The memory of freed mappings, and the free end of the region that grows, is returned to the
 * system.
 */
static void given_back(void)
{
	struct mallinfo before, with, after;
	void *many[64];

	malloc_trim(0);
	before = mallinfo();
	void *large = used(malloc(10 * THRESHOLD));
	for (int i = 0; i < 64; i++)
		many[i] = used(malloc(THRESHOLD / 2));
	with = mallinfo();
	CHECK(with.hblks == before.hblks + 1 && with.hblkhd >= before.hblkhd + 10 * THRESHOLD);
#ifdef GROWS_AND_SHRINKS
	CHECK(with.arena >= before.arena + 64 * THRESHOLD / 2);
#endif
	for (int i = 0; i < 64; i++)
		free(many[i]);
	free(large);
	malloc_trim(0);
	after = mallinfo();
	CHECK(after.hblks == before.hblks && after.hblkhd == before.hblkhd);
#ifdef GROWS_AND_SHRINKS
	CHECK(after.arena <= before.arena + THRESHOLD);
#endif
	CHECK(mallopt(M_MMAP_THRESHOLD, 1 << 20) == 1);
	large = used(malloc(2 * THRESHOLD));
	CHECK(mallinfo().hblks == before.hblks);
	free(large);
	CHECK(mallopt(M_MMAP_THRESHOLD, THRESHOLD) == 1 && mallopt(M_MMAP_THRESHOLD, 1) == 0);
}

/* mallinfo() counts small objects, except those of kmalloc(). */
static void counted(void)
{
	struct mallinfo before = mallinfo(), with;
	void *p = used(malloc(5000));
	size_t more;

	with = mallinfo();
	more = with.uordblks - before.uordblks;
#ifdef SMALL_BY_KMALLOC
	CHECK(p && more == 0);
#else
	CHECK(p && more >= 5000 && more < 5100 && with.uordblks < 1UL << 30);
#endif
	CHECK(with.arena == with.uordblks + with.fordblks);
	free(p);
	CHECK(mallinfo().uordblks == before.uordblks);
}

/*
 * realloc() lets a large object grow until it has nearly all of the memory, which @most MiB fill.
 * So it does not need memory for the old and the new object at the same time, except with KASAN.
 */
static void grows(size_t most)
{
	char *p = used(malloc(1 << 20)), *q;
	size_t size = 1, shared;

	p[0] = 1;
	while ((q = realloc(p, (size + 1) << 20))) {
		p = q;
		CHECK(!p[size << 20]);
		p[size << 20] = size + 1;
		size++;
	}
	CHECK(errno == ENOMEM && malloc_usable_size(p) >= size << 20);
#ifndef CONFIG_KASAN
	CHECK(size + size / 8 + 2 >= most);
#endif
	for (size_t i = 0; i < size; i++)
		CHECK(p[i << 20] == (char)(i + 1));
	shared = mallinfo().hblkhd;
	p = realloc(p, (1 << 20) + 1);
	CHECK(p && p[1 << 20] == 2 && mallinfo().hblkhd <= shared - ((size - 2) << 20));
	free(p);
	/* The object may start within its mapping, because of its alignment. */
	p = aligned_alloc(1 << 18, 1 << 18);
	CHECK(p && (uintptr_t)p % (1 << 18) == 0);
	memset(p, 5, 1 << 18);
	for (size = 1 << 18; size < 1 << 21; size += 3 << 12) {
		p = realloc(p, size + (3 << 12));
		CHECK(p && p[0] == 5 && p[size - 1] == 5);
		memset(p + size, 5, 3 << 12);
	}
	free(p);
}

/*
 * When memory is exhausted, malloc() returns NULL.  After all objects are freed, nearly the same
 * amount can be allocated again.
 */
static void exhaustion(void)
{
	void **list = NULL, **p;
	size_t n = 0, again = 0;

	while ((p = malloc(1 << 20))) {
		*p = list;
		list = p;
		n++;
	}
	CHECK(errno == ENOMEM && n > 10);
	CHECK(printf("heap: %zu MiB, then NULL\n", n) > 0);
	while ((p = list)) {
		list = *p;
		free(p);
	}
	while ((p = malloc(1 << 20))) {
		*p = list;
		list = p;
		again++;
	}
	CHECK(again + 2 >= n);
	while ((p = list)) {
		list = *p;
		free(p);
	}
	grows(n);
}

/*
 * Allocate objects while allocations of pages fail, as selected by the caller.  Each call that
 * fails returns NULL and sets errno to ENOMEM, and existing objects do not change.  Returns true if
 * both calls succeeded.
 */
static bool allocate_while_failing(void (*select)(long n), long n)
{
	char *kept = malloc(THRESHOLD / 2), *p, *q;
	bool ok;

	memset(kept, 9, THRESHOLD / 2);
	select(n);
	errno = 0;
	p = used(malloc(3 * THRESHOLD / 4));
	q = used(calloc(1, 2 * THRESHOLD));
	select(-1);
	ok = p && q;
	CHECK(ok || errno == ENOMEM);
	CHECK(kept[0] == 9 && kept[THRESHOLD / 2 - 1] == 9);
	free(p);
	free(q);
	free(kept);
	malloc_trim(0);
	return ok;
}

static bool any_failed;

static void fail_one(long n)
{
	any_failed = pages_failed();
	fail_pages(n < 0 ? 0 : n);
}

static void fail_rest(long n)
{
	fail_all_pages(n < 0 ? n : n * sysconf(_SC_PAGESIZE));
}

/*
 * Let each page allocation fail in turn, and then all page allocations after the first n pages, for
 * each n.
 */
static void nth_failure(void)
{
	long n = 0;

	do
		allocate_while_failing(fail_one, ++n);
	while (any_failed && n < 200);
	CHECK(n > 1 && n < 200);
	for (n = 0; n < 200 && !allocate_while_failing(fail_rest, n);)
		n++;
	CHECK(n > 0 && n < 200);
}

/* ---- random calls ---------------------------------------------------------------------------- */

struct object {
	unsigned char *p;
	size_t size;
	unsigned char value;
};

struct worker {
	pthread_t thread;
	unsigned int seed;
	unsigned int wrong;
	struct object objects[OBJECTS];
};

static size_t random_size(unsigned int *seed)
{
	static const size_t most[] = { 64,   64,   64,	 512,	512,	   512,
				       4096, 4096, 4096, 40000, THRESHOLD, 3 * THRESHOLD };

	return rand_r(seed) % most[rand_r(seed) % (sizeof(most) / sizeof(most[0]))];
}

static bool holds(const struct object *o, size_t size)
{
	return !size || (o->p[0] == o->value && !memcmp(o->p, o->p + 1, size - 1));
}

static void fill(struct object *o, unsigned int *seed)
{
	o->value = rand_r(seed);
	memset(o->p, o->value, o->size);
}

static void step(struct worker *w)
{
	struct object *o = &w->objects[rand_r(&w->seed) % OBJECTS];
	size_t size = random_size(&w->seed), align = (size_t)16 << rand_r(&w->seed) % 10;
	unsigned char *p;

	if (!o->p) {
		switch (rand_r(&w->seed) % 3) {
		case 0: o->p = malloc(size); break;
		case 1:
			o->p = aligned_alloc(align, size);
			w->wrong += (uintptr_t)o->p % align != 0;
			break;
		case 2:
			o->p = calloc(1, size);
			o->size = size;
			o->value = 0;
			w->wrong += o->p && !holds(o, size);
			break;
		}
		o->size = size;
		if (o->p)
			fill(o, &w->seed);
		return;
	}
	w->wrong += !holds(o, o->size) || malloc_usable_size(o->p) < o->size;
	if (rand_r(&w->seed) % 2) {
		free(o->p);
		o->p = NULL;
		return;
	}
	p = realloc(o->p, size + 1);
	if (!p)
		return;
	o->p = p;
	w->wrong += !holds(o, size < o->size ? size : o->size);
	o->size = size + 1;
	fill(o, &w->seed);
}

static void *work(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < STEPS; i++) {
		step(w);
		if (i % 64 == 0)
			pthread_yield();
	}
	for (int i = 0; i < OBJECTS; i++) {
		if (w->objects[i].p)
			w->wrong += !holds(&w->objects[i], w->objects[i].size);
		free(w->objects[i].p);
	}
	return NULL;
}

static void torture(void)
{
	static struct worker workers[THREADS];

	for (int i = 0; i < THREADS; i++) {
		workers[i].seed = i + 1;
		CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
	}
	for (int i = 0; i < THREADS; i++) {
		CHECK(pthread_join(workers[i].thread, NULL) == 0);
		CHECK(workers[i].wrong == 0);
	}
}

void check_heap(void)
{
	promises();
	reallocations();
	shrinks();
	counted();
	given_back();
	nth_failure();
	printf("heap: at random\n");
	torture();
	exhaustion();
	promises();
}
