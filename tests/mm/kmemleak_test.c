// SPDX-License-Identifier: BSD-2-Clause
/* Tests of kmemleak: it reports memory to which no pointer refers, and no other memory. */

#include <internal/sections.h>
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>

#include "../assert_or.h"
#include "mm/debug/kfence.h"
#include "mm/debug/kmemleak.h"
#include "mm/debug/tools.h"

/*
 * Numbers of lost objects of each kind.  NR_TRIED objects are allocated, NR_LOST of them are used,
 * and kmemleak must find at least NR_FOUND.  kmemleak misses some objects, because stale pointers
 * on the stacks of other threads or in other memory refer to them.
 */
#define NR_LOST		32
#define NR_FOUND	6
#define NR_TRIED	256

enum kind { KMALLOC, CACHE, LARGE, VMALLOC, OTHER, NR_KINDS };

static struct kmem_cache *cache;
static unsigned int saved_age;
/* Inverted addresses, so that these words are not pointers to the objects. */
static unsigned long lost[NR_LOST], tried[NR_TRIED];

static void *lost_object(unsigned int i)
{
	return (void *)~lost[i];
}

static const size_t sizes[] = { 56, 72, 5 * PAGE_SIZE, 3 * PAGE_SIZE, 200 };

static void *allocate(enum kind kind)
{
	switch (kind) {
	case KMALLOC:
		return kmalloc(sizes[kind], GFP_KERNEL | __GFP_ZERO);
	case CACHE:
		return kmem_cache_zalloc(cache, GFP_KERNEL);
	case LARGE:
		return kzalloc(sizes[kind], GFP_KERNEL);
	case VMALLOC:
		return vzalloc(sizes[kind]);
	default:
		return kzalloc(sizes[kind], GFP_ATOMIC);
	}
}

static void free_any(enum kind kind, void *p)
{
	if (kind == VMALLOC)
		vfree(p);
	else
		kfree(p);
}

static bool all_tried;

/*
 * Allocate the objects.  This function runs in a thread, so that stale pointers on its stack
 * disappear with the thread.
 */
static int lose(void *arg)
{
	enum kind kind = (unsigned long)arg;

	for (unsigned int i = 0; i < NR_TRIED; i++)
		tried[i] = ~(unsigned long)allocate(kind);
	WRITE_ONCE(all_tried, true);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/*
 * Return true if the data of the program image contains a stale pointer to an object, for example
 * in a variable of another test.  @key is the inverted address of the object.
 */
static noinline __no_sanitize_address __no_sanitize_thread
bool is_named(unsigned long key, unsigned long size)
{
	const unsigned long *p = (const unsigned long *)_sdata;

	for (; p < (const unsigned long *)__bss_stop; p++) {
		if (*(const volatile unsigned long *)p - ~key < size)
			return true;
	}
	return false;
}

static void free_lost(enum kind kind);

static int lose_objects(enum kind kind)
{
	struct task_struct *task;
	unsigned int n = 0;

	WRITE_ONCE(all_tried, false);
	task = kthread_run(lose, (void *)(unsigned long)kind, "lose");
	if (IS_ERR(task))
		return -ENOMEM;
	while (!READ_ONCE(all_tried))
		msleep(1);
	kthread_stop(task);
	for (unsigned int i = 0; i < NR_TRIED; i++) {
		if (~tried[i] && n < NR_LOST && !is_named(tried[i], sizes[kind]))
			lost[n++] = tried[i];
		else
			free_any(kind, (void *)~tried[i]);
		tried[i] = ~0UL;
	}
	return n < NR_LOST ? -ENOMEM : 0;
}

static void free_lost(enum kind kind)
{
	for (unsigned int i = 0; i < NR_LOST; i++) {
		free_any(kind, lost_object(i));
		lost[i] = ~0UL;
	}
}

/* Text of the leaks that kmemleak has listed. */

static char text[65536];
static size_t nr_text;

static void collect_text(struct seq_file *m, const char *from, size_t size)
{
	size = min(size, sizeof(text) - 1 - nr_text);
	memcpy(text + nr_text, from, size);
	nr_text += size;
	text[nr_text] = '\0';
}

static struct seq_file sink = { .write = collect_text };

static void take_list(void)
{
	nr_text = 0;
	text[0] = '\0';
	kmemleak_show(&sink);
}

/* Return the position of the entry for @p in the listed text, or NULL if @p is not listed. */
static const char *listed(const void *p)
{
	char line[64];

	scnprintf(line, sizeof(line), "unreferenced object 0x%016lx ", (unsigned long)p);
	return strstr(text, line);
}

static unsigned int nr_listed(void)
{
	unsigned int n = 0;

	take_list();
	for (unsigned int i = 0; i < NR_LOST; i++)
		n += listed(lost_object(i)) != NULL;
	return n;
}

/* Run two scans: kmemleak reports an object only after two scans have found no pointer to it. */
static void scan_twice(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
}

static int kmemleak_test_init(struct kunit *test)
{
	saved_age = leak_min_age;
	leak_min_age = 0;
	for (unsigned int i = 0; i < NR_LOST; i++)
		lost[i] = ~0UL;
	if (page_debug_wants_pages() || dma_touch_protects)
		kunit_skip(test, "debug_pagealloc=on, or dma_debug=protect");
	cache = kmem_cache_create("leaky", 72, 0, SLAB_NO_MERGE, NULL);
	return cache ? 0 : -ENOMEM;
}

static void kmemleak_test_exit(struct kunit *test)
{
	leak_min_age = saved_age;
	kmem_cache_destroy(cache);
	cache = NULL;
}

/*
 * Lost objects of each kind are not listed after the first scan, are counted once by the second
 * scan, and are not listed after they are freed.
 */
static void kmemleak_test_lost(struct kunit *test)
{
	for (enum kind kind = 0; kind < NR_KINDS; kind++) {
		int found;

		ASSERT_OR(test, !lose_objects(kind), free_lost(kind));
		KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
		KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
		found = kmemleak_scan();
		KUNIT_EXPECT_GE_MSG(test, found, NR_FOUND, "kind %u", kind);
		KUNIT_EXPECT_GE_MSG(test, nr_listed(), (unsigned int)NR_FOUND, "kind %u", kind);
		KUNIT_EXPECT_LE(test, kmemleak_scan(), NR_LOST - NR_FOUND);
		KUNIT_EXPECT_GE(test, nr_listed(), (unsigned int)NR_FOUND);
		free_lost(kind);
		KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
	}
}

static void kmemleak_test_listing(struct kunit *test)
{
	const char *at = NULL;

	ASSERT_OR(test, !lose_objects(CACHE), free_lost(CACHE));
	scan_twice(test);
	take_list();
	for (unsigned int i = 0; i < NR_LOST && !at; i++)
		at = listed(lost_object(i));
	ASSERT_OR(test, at, free_lost(CACHE));
	KUNIT_EXPECT_NOT_NULL(test, strstr(at, " (size 72):\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(at, " of leaky"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(at, "hex dump (first 32 bytes):\n    00 00 00 00"));
	kmemleak_clear();
	KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
	scan_twice(test);
	KUNIT_EXPECT_LE(test, nr_listed(), (unsigned int)NR_LOST - NR_FOUND);
	free_lost(CACHE);
}

static void kmemleak_test_age(struct kunit *test)
{
	leak_min_age = 3600000;
	ASSERT_OR(test, !lose_objects(KMALLOC), free_lost(KMALLOC));
	scan_twice(test);
	KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
	leak_min_age = 0;
	KUNIT_EXPECT_GE(test, kmemleak_scan(), NR_FOUND);
	free_lost(KMALLOC);
}

/* An object whose contents change between two scans is not reported. */
static void kmemleak_test_changing(struct kunit *test)
{
	ASSERT_OR(test, !lose_objects(OTHER), free_lost(OTHER));
	for (unsigned int scan = 0; scan < 3; scan++) {
		for (unsigned int i = 0; i < NR_LOST; i++)
			++*((u8 *)lost_object(i) + 150);
		KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
		KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
	}
	KUNIT_EXPECT_GE(test, kmemleak_scan(), NR_FOUND);
	free_lost(OTHER);
}

/* Variables and structures that contain references to the objects. */

static void * volatile global;
static DEFINE_PER_CPU(void *, of_cpu);

struct holder {
	unsigned long other[3];
	void *object;
};

/*
 * Store a pointer to each object in the previous object, and a pointer to the first object in
 * @first.
 */
static noinline void chain_lost(void **first)
{
	*first = lost_object(0);
	for (unsigned int i = 0; i + 1 < NR_LOST; i++)
		((struct holder *)lost_object(i))->object = (char *)lost_object(i + 1) +
							    9 * (i & 1);
}

/*
 * Remove the pointers that chain_lost() stored.  Otherwise, a stale pointer to one object would
 * make the following objects reachable.
 */
static noinline void unchain_lost(void **first)
{
	*first = NULL;
	for (unsigned int i = 0; i < NR_LOST; i++)
		((struct holder *)lost_object(i))->object = NULL;
}

/*
 * Store a pointer to each object in @array, and none in the objects, so that a stale pointer to one
 * object makes no other object reachable.
 */
static noinline void point_to_lost(void **array)
{
	for (unsigned int i = 0; i < NR_LOST; i++)
		array[i] = lost_object(i);
}

static noinline void tell_lost(void (*what)(const void *ptr))
{
	for (unsigned int i = 0; i < NR_LOST; i++)
		what(lost_object(i));
}

static void expect_none(struct kunit *test, const char *what)
{
	scan_twice(test);
	KUNIT_EXPECT_EQ_MSG(test, nr_listed(), 0U, "%s", what);
}

static void expect_lost(struct kunit *test, const char *what)
{
	scan_twice(test);
	KUNIT_EXPECT_GE_MSG(test, nr_listed(), (unsigned int)NR_FOUND, "%s", what);
}

static void kmemleak_test_referenced(struct kunit *test)
{
	void *on_stack = NULL, **dynamic = vzalloc(2 * PAGE_SIZE);
	void * __percpu *allocated = alloc_percpu(void *);
	void **page = (void **)get_zeroed_page(GFP_KERNEL);

	ASSERT_OR(test, dynamic && allocated && page && !lose_objects(KMALLOC), free_lost(KMALLOC);
		  vfree(dynamic); free_percpu(allocated); free_page((unsigned long)page));
	chain_lost((void **)&global);
	expect_none(test, "global");
	global = NULL;
	chain_lost(per_cpu_ptr(&of_cpu, num_possible_cpus() - 1));
	expect_none(test, "per-CPU variable");
	*per_cpu_ptr(&of_cpu, num_possible_cpus() - 1) = NULL;
	chain_lost(per_cpu_ptr(allocated, num_possible_cpus() - 1));
	expect_none(test, "allocated per-CPU memory");
	*per_cpu_ptr(allocated, num_possible_cpus() - 1) = NULL;
	chain_lost(&dynamic[700]);
	expect_none(test, "another object");
	unchain_lost(&dynamic[700]);
	point_to_lost(page + 3);
	expect_lost(test, "a page");
	kmemleak_alloc(page, PAGE_SIZE, 1, GFP_KERNEL);
	expect_none(test, "a page that was told of");
	kmemleak_free(page);
	memset(page, 0, PAGE_SIZE);
	chain_lost(&on_stack);
	barrier_data(&on_stack);
	expect_none(test, "stack");
	barrier_data(&on_stack);
	unchain_lost(&on_stack);
	barrier_data(&on_stack);
	free_lost(KMALLOC);
	vfree(dynamic);
	free_percpu(allocated);
	free_page((unsigned long)page);
}

/* A scan neither reads nor populates the pages of a region that have not been accessed yet. */
static void kmemleak_test_region(struct kunit *test)
{
	struct demand_usage usage = { 0 };
	void **p;

	if (!IS_ENABLED(CONFIG_DEMAND_PAGING))
		kunit_skip(test, "there are no demand-paged regions");
	ASSERT_OR(test, !lose_objects(KMALLOC), free_lost(KMALLOC));
	p = demand_map("pointers", 4 * PAGE_SIZE, 4 * PAGE_SIZE, 0);
	ASSERT_OR(test, p, free_lost(KMALLOC));
	point_to_lost((void **)((char *)p + 2 * PAGE_SIZE));
	expect_none(test, "region");
	KUNIT_EXPECT_TRUE(test, demand_usage(p, &usage));
	KUNIT_EXPECT_EQ(test, usage.faults, 1UL);
	demand_unmap(p);
	expect_lost(test, "no region");
	free_lost(KMALLOC);
}

/* Test the annotations: kmemleak_transient_leak(), kmemleak_not_leak() and kmemleak_ignore(). */
static void kmemleak_test_notes(struct kunit *test)
{
	ASSERT_OR(test, !lose_objects(KMALLOC), free_lost(KMALLOC));
	tell_lost(kmemleak_transient_leak);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), NR_FOUND);
	tell_lost(kmemleak_not_leak);
	expect_none(test, "not_leak");
	free_lost(KMALLOC);

	/*
	 * If a scan finds that an object is free, kmemleak treats the next allocation at this
	 * address as a new object.
	 */
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	ASSERT_OR(test, !lose_objects(KMALLOC), free_lost(KMALLOC));
	expect_lost(test, "new ones");
	tell_lost(kmemleak_ignore);
	expect_none(test, "ignore");
	free_lost(KMALLOC);
}

/* kmemleak_scan_area() limits the scan to those parts of an object that contain pointers. */
static void kmemleak_test_areas(struct kunit *test)
{
	struct areas {
		void *other[3], *lost[NR_LOST];
	} *h;

	ASSERT_OR(test, !lose_objects(OTHER), free_lost(OTHER));
	global = h = kzalloc(sizeof(*h), GFP_KERNEL);
	ASSERT_OR(test, h, free_lost(OTHER));
	point_to_lost(h->lost);
	expect_none(test, "before no_scan");
	kmemleak_scan_area(&h->other, sizeof(h->other), GFP_KERNEL);
	expect_lost(test, "another area");
	kmemleak_scan_area(h->lost, sizeof(h->lost), GFP_KERNEL);
	expect_none(test, "the area");
	kmemleak_no_scan(h);
	expect_lost(test, "no_scan");
	global = NULL;
	kfree_sensitive(h);
	free_lost(OTHER);
}

/*
 * Return the inverted address of a page to which no stale pointer refers, or ~0UL if there is no
 * memory.  After 16 pages with stale pointers, returns the next page in any case.
 */
static unsigned long lose_page(void)
{
	unsigned long page, named[16];
	unsigned int n = 0;

	while ((page = ~get_zeroed_page(GFP_KERNEL)) != ~0UL && is_named(page, PAGE_SIZE) &&
	       n < ARRAY_SIZE(named))
		named[n++] = page;
	while (n)
		free_page(~named[--n]);
	return page;
}

/* An allocator can use kmemleak_alloc() to register the objects that its pages contain. */
static void kmemleak_test_told(struct kunit *test)
{
	unsigned long page = lose_page();

	KUNIT_ASSERT_NE(test, page, ~0UL);
	for (unsigned int i = 0; i < NR_LOST; i++) {
		lost[i] = ~(~page + i * 128);
		kmemleak_alloc(lost_object(i), 128, 1, GFP_KERNEL);
	}
	expect_lost(test, "told");
	for (unsigned int i = 0; i < NR_LOST; i++)
		kmemleak_free_part((char *)lost_object(i) + 50, 28);
	/*
	 * Each object now consists of two objects, before and after the freed part.
	 * kmemleak_dump() finds them only after the next scan.
	 */
	KUNIT_EXPECT_EQ(test, kmemleak_dump(&sink, ~lost[3] + 49), -ENOENT);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_EQ(test, kmemleak_dump(&sink, ~lost[3] + 49), 0);
	KUNIT_EXPECT_EQ(test, kmemleak_dump(&sink, ~lost[3] + 50), -ENOENT);
	KUNIT_EXPECT_EQ(test, kmemleak_dump(&sink, ~lost[3] + 78), 0);
	for (unsigned int i = 0; i < NR_LOST; i++) {
		kmemleak_free(lost_object(i));
		kmemleak_free((char *)lost_object(i) + 78);
		lost[i] = ~0UL;
	}
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_EQ(test, kmemleak_dump(&sink, ~page), -ENOENT);
	free_page(~page);
}

#ifdef CONFIG_KFENCE
/*
 * kmemleak finds lost objects that KFENCE guards.  A scan does not fault on freed guarded objects.
 */
static void kmemleak_test_guarded(struct kunit *test)
{
	unsigned int n = 0;

	if (kfence_set_sample_interval(3600000))
		kunit_skip(test, "no guarded objects");
	for (unsigned int i = 0; i < 100 && n < NR_LOST; i++) {
		void *p;

		kfence_open_gate();
		p = kmem_cache_zalloc(cache, GFP_KERNEL);
		lost[n] = ~(unsigned long)p;
		if (is_kfence_address(p) && !is_named(~(unsigned long)p, 72))
			n++;
		else
			kmem_cache_free(cache, p);
	}
	kfence_set_sample_interval(0);
	for (unsigned int i = n; i < NR_LOST; i++)
		lost[i] = ~0UL;
	scan_twice(test);
	if (n >= NR_LOST / 2)
		KUNIT_EXPECT_GE(test, nr_listed(), (unsigned int)NR_FOUND);
	free_lost(CACHE);
	KUNIT_EXPECT_GE(test, kmemleak_scan(), 0);
	KUNIT_EXPECT_EQ(test, nr_listed(), 0U);
}
#endif

static const struct kunit_case kmemleak_cases[] = {
	KUNIT_CASE(kmemleak_test_lost),
	KUNIT_CASE(kmemleak_test_listing),
	KUNIT_CASE(kmemleak_test_age),
	KUNIT_CASE(kmemleak_test_changing),
	KUNIT_CASE(kmemleak_test_referenced),
	KUNIT_CASE(kmemleak_test_region),
	KUNIT_CASE(kmemleak_test_notes),
	KUNIT_CASE(kmemleak_test_areas),
	KUNIT_CASE(kmemleak_test_told),
#ifdef CONFIG_KFENCE
	KUNIT_CASE(kmemleak_test_guarded),
#endif
	{}
};

/*
 * Run one scan before the test cases.  This scan allocates memory that later scans use again.  The
 * memory must not count as a leak in a case.
 */
static int kmemleak_suite_init(struct kunit_suite *suite)
{
	if (!page_debug_wants_pages() && !dma_touch_protects)
		kmemleak_scan();
	return 0;
}

static struct kunit_suite kmemleak_suite = {
	.name = "kmemleak",
	.suite_init = kmemleak_suite_init,
	.init = kmemleak_test_init,
	.exit = kmemleak_test_exit,
	.test_cases = kmemleak_cases,
};
kunit_test_suite(kmemleak_suite);
