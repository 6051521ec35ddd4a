// SPDX-License-Identifier: BSD-2-Clause
/* Tests of object debugging: each kind of misuse is reported. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/poison.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <quarry/console.h>

#include "../assert_or.h"
#include "../said.h"
#include "mm/debug/slab_debug_core.h"

kunit_validator(slab_debug, slab_debug_validate);

#define ALL	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

/*
 * Hide a pointer from the compiler.  Otherwise the compiler would use its knowledge of kfree(), and
 * remove writes to an object that is freed after them.
 */
static void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return (void *)p;
}

/*
 * Write a byte through a pointer whose object the compiler and the address sanitizer do not know.
 */
static void poke(void *p, u8 value)
{
	*(volatile u8 *)hide(p) = value;
}

static struct kmem_cache *cache;

static int slab_debug_test_init(struct kunit *test)
{
	if (kasan_enabled())
		kunit_skip(test, "KASAN reports the accesses that these tests make");
	cache = kmem_cache_create("watched", 60, 0, ALL, NULL);
	return cache ? 0 : -ENOMEM;
}

static void slab_debug_test_exit(struct kunit *test)
{
	kmem_cache_destroy(cache);
	cache = NULL;
}

static noinline u8 *allocate_here(void)
{
	u8 *p = kmem_cache_alloc(cache, GFP_KERNEL);

	barrier();
	return p;
}

static noinline void free_here(void *p)
{
	kmem_cache_free(cache, p);
	barrier();
}

/* Check the contents of an object, and of the bytes before and after the object. */
static void slab_debug_test_contents(struct kunit *test)
{
	u8 *p = allocate_here(), *q;
	struct slab_info info;

	KUNIT_ASSERT_NOT_NULL(test, p);
	if (IS_ENABLED(CONFIG_MM_REPORTS)) {
		slab_engine_info(cache, &info);
		object_tools_info(cache, &info);
		KUNIT_EXPECT_EQ(test, info.active_objs, 1UL);
		KUNIT_EXPECT_EQ(test, info.num_objs,
				1UL * cache->debug.nr_slabs * cache->debug.nr_objects);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(p, POISON_INUSE, 60));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 60, SLUB_RED_ACTIVE, 8));
	KUNIT_EXPECT_NULL(test, memchr_inv(p - 16, SLUB_RED_ACTIVE, 16));
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 1UL);
	KUNIT_EXPECT_EQ(test, ksize(p), (size_t)60);
	q = kmem_cache_zalloc(cache, GFP_KERNEL);
	ASSERT_OR(test, q, free_here(p));
	KUNIT_EXPECT_TRUE(test, mem_is_zero(q, 60));
	free_here(q);
	free_here(p);
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 0UL);
	p = hide(p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, POISON_FREE, 59));
	KUNIT_EXPECT_EQ(test, p[59], POISON_END);
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 60, SLUB_RED_INACTIVE, 8));
}

/*
 * A write before or after an object is reported with its offset: by kmem_cache_validate(), and by
 * the free of the object.
 */
static void slab_debug_test_overflow(struct kunit *test)
{
	static const struct {
		int offset;
		const char *what, *where;
	} cases[] = {
		{ 60, "BUG watched: Right Redzone overwritten", "first bad byte at offset 60 (" },
		{ -1, "BUG watched: Left Redzone overwritten", "first bad byte at offset -1 (" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 *p = allocate_here();

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, kmem_cache_validate(cache), 0);
		poke(p + cases[i].offset, 0x77);
		EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, kmem_cache_validate(cache), 1));
		EXPECT_SAID(test, cases[i].what);
		EXPECT_WARNS(test, free_here(p));
		EXPECT_SAID(test, cases[i].what);
		EXPECT_SAID(test, cases[i].where);
		EXPECT_SAID(test, "0x77, expected 0xcc");
		EXPECT_SITE(test, "allocated by allocate_here+");
		EXPECT_UNSAID(test, "freed by");
		KUNIT_EXPECT_EQ(test, cache_objects(cache), 0UL);
		KUNIT_EXPECT_EQ(test, kmem_cache_validate(cache), 0);
	}
	KUNIT_EXPECT_EQ(test, cache->debug.nr_bad, 2U);
}

/* A damaged object is not allocated again. */
static void slab_debug_test_kept(struct kunit *test)
{
	static u8 *objects[100];
	u8 *p = allocate_here();
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, p);
	poke(p + 60, 1);
	EXPECT_WARNS(test, free_here(p));
	slab_debug_reap();
	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = allocate_here();
		KUNIT_EXPECT_PTR_NE(test, objects[i], p);
	}
	EXPECT_WARNS(test, free_here(p));
	EXPECT_SAID(test, "found damaged and retired");
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(cache, objects[i]);
}

/*
 * An object of kmalloc(13) has a guard byte at offset 13, whether the size is a constant or a
 * variable.  kmalloc_size_roundup(13) returns 13.
 */
static void slab_debug_test_kmalloc(struct kunit *test)
{
	size_t size = 13;
	u8 *p, *q;

	OPTIMIZER_HIDE_VAR(size);
	p = kmalloc(13, GFP_KERNEL);
	q = kmalloc(size, GFP_KERNEL);
	ASSERT_OR(test, p && q, kfree(p); kfree(q));
	if (!watched_slab_at(p) || !watched_slab_at(q)) {
		kfree(p);
		kfree(q);
		kunit_skip(test, "kmalloc() is not under watch: slub_debug=FZPU");
	}
	KUNIT_EXPECT_EQ(test, ksize(p), (size_t)13);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(13), (size_t)13);
	poke(p + 13, 0);
	EXPECT_WARNS(test, kfree(p));
	EXPECT_SAID(test, "BUG kmalloc-16: Right Redzone overwritten");
	EXPECT_SAID(test, "first bad byte at offset 13 (");
	EXPECT_SAID(test, "(13 requested)");
	poke(q + 13, 0);
	EXPECT_WARNS(test, kfree(q));
	EXPECT_SAID(test, "first bad byte at offset 13 (");
}

/*
 * A write to a freed object is found when the object leaves the quarantine, or by
 * kmem_cache_validate().
 */
static void slab_debug_test_use_after_free(struct kunit *test)
{
	static const int offsets[] = { 0, 33, 59 };

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++) {
		u8 *p = allocate_here();

		KUNIT_ASSERT_NOT_NULL(test, p);
		free_here(p);
		poke(p + offsets[i], 0x11);
		EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, kmem_cache_validate(cache), 1));
		EXPECT_WARNS(test, slab_debug_reap());
		EXPECT_SAID(test, "BUG watched: Poison overwritten");
		EXPECT_SAID(test, offsets[i] == 59 ? "0x11, expected 0xa5" : "0x11, expected 0x6b");
		EXPECT_SITE(test, "allocated by allocate_here+");
		EXPECT_SITE(test, "freed by free_here+");
	}
}

/* Without a quarantine, a write to a freed object is found when the object is allocated again. */
static void slab_debug_test_reuse(struct kunit *test)
{
	u8 *p = allocate_here(), *q = allocate_here(), *r;

	ASSERT_OR(test, p && q, kmem_cache_free(cache, p); kmem_cache_free(cache, q));
	free_here(p);
	slab_debug_reap();
	poke(p + 5, 0x22);
	EXPECT_WARNS(test, r = allocate_here());
	EXPECT_SAID(test, "BUG watched: Poison overwritten");
	EXPECT_SAID(test, "first bad byte at offset 5 (");
	KUNIT_EXPECT_NOT_NULL(test, r);
	KUNIT_EXPECT_PTR_NE(test, r, p);
	kmem_cache_free(cache, r);
	kmem_cache_free(cache, q);
}

/*
 * A freed object is not allocated again until the objects that were freed after it have more bytes
 * than the limit of the quarantine.
 */
static void slab_debug_test_quarantine(struct kunit *test)
{
	unsigned long saved = slab_debug_quarantine, bytes = 0;
	u8 *p = allocate_here(), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	slab_debug_quarantine = 4000;
	free_here(p);
	for (; bytes + 2 * cache->debug.stride < 4000; bytes += cache->debug.stride) {
		q = allocate_here();
		KUNIT_EXPECT_PTR_NE(test, q, p);
		free_here(q);
	}
	KUNIT_EXPECT_LE(test, slab_debug_kept(), 1UL);
	slab_debug_quarantine = saved;
	slab_debug_reap();
	KUNIT_EXPECT_EQ(test, slab_debug_kept(), 0UL);
	KUNIT_EXPECT_EQ(test, cache->debug.nr_slabs, 0U);
}

/*
 * The report of a refused free shows the object near the address, the distance between them, and
 * the callers that allocated and freed the object.
 */
static void slab_debug_test_refused(struct kunit *test)
{
	struct kmem_cache *other = kmem_cache_create("other", 60, 0, ALL, NULL);
	u8 *p = other ? allocate_here() : NULL;
	size_t size;
	void *q;

	ASSERT_OR(test, p, kmem_cache_destroy(other));
	EXPECT_WARNS(test, kfree(hide(p + 12)));
	EXPECT_SAID(test, "12 bytes inside the 60-byte object at ");
	EXPECT_SAID(test, " of watched, in use");
	EXPECT_SITE(test, "allocated by allocate_here+");
	EXPECT_WARNS(test, kfree(hide(p - 3)));
	EXPECT_SAID(test, "3 bytes before the 60-byte object");
	EXPECT_WARNS(test, kfree(hide(p + 62)));
	EXPECT_SAID(test, "2 bytes after the 60-byte object");
	EXPECT_WARNS(test, kmem_cache_free(other, p));
	EXPECT_SAID(test, "kmem_cache_free(other, ");
	EXPECT_SAID(test, "it is the 60-byte object at ");
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 1UL);
	free_here(p);
	EXPECT_WARNS(test, kfree(hide(p)));
	EXPECT_SAID(test, " of watched, freed already");
	EXPECT_SITE(test, "freed by free_here+");
	EXPECT_WARNS(test, q = krealloc(hide(p), 100, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, q);
	EXPECT_SITE(test, "freed by free_here+");
	EXPECT_WARNS(test, size = ksize(hide(p)));
	KUNIT_EXPECT_EQ(test, size, (size_t)0);
	EXPECT_WARNS(test, kmem_cache_free(cache, hide(&cache)));
	kmem_cache_destroy(other);
}

/*
 * If objects are in use when a cache is destroyed, the report shows the callers that allocated
 * them, and the cache remains.
 */
static void slab_debug_test_leak(struct kunit *test)
{
	u8 *p = allocate_here();

	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_WARNS(test, kmem_cache_destroy(cache));
	EXPECT_SAID(test, "cache watched has 1 objects in use");
	EXPECT_SAID(test, "is in use");
	EXPECT_SITE(test, "allocated by allocate_here+");
	free_here(p);
}

static void construct(void *object)
{
	memset(object, 0x33, 24);
}

/*
 * A freed object keeps the contents that its constructor wrote.  A change of a free object is
 * reported.
 */
static void slab_debug_test_constructor(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("built", 24, 0, ALL, construct);
	u8 *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x33, 24));
	kmem_cache_free(s, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(hide(p), 0x33, 24));
	poke(p + 7, 0x34);
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, kmem_cache_validate(s), 1));
	EXPECT_SAID(test, "BUG built: Constructed object changed while it was free");
	poke(p + 7, 0x33);
	KUNIT_EXPECT_EQ(test, kmem_cache_validate(s), 0);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	if (p) {
		poke(p + 24, 0);
		EXPECT_WARNS(test, kmem_cache_free(s, p));
		EXPECT_SAID(test, "BUG built: Right Redzone overwritten");
	}
	kmem_cache_destroy(s);
}

/* Objects of all sizes and alignments are aligned correctly, and do not overlap. */
static void slab_debug_test_layout(struct kunit *test)
{
	for (unsigned int size = 1; size <= 9000; size += size / 3 + 1) {
		unsigned int align = size % 3 ? 0 : 1U << size % 13;
		struct kmem_cache *s = kmem_cache_create("laid-out", size, align, ALL, NULL);
		u8 *p[5];

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_EXPECT_GT(test, (unsigned int)s->debug.nr_objects, 0U);
		for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
			p[i] = kmem_cache_alloc(s, GFP_KERNEL);
			if (!p[i])
				continue;
			KUNIT_EXPECT_EQ(test, (unsigned long)p[i] & (s->align - 1), 0UL);
			memset(p[i], i, size);
		}
		KUNIT_EXPECT_EQ(test, kmem_cache_validate(s), 0);
		for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
			if (!p[i])
				continue;
			KUNIT_EXPECT_NULL(test, memchr_inv(p[i], i, size));
			kmem_cache_free(s, p[i]);
		}
		kmem_cache_destroy(s);
	}
}

static void slab_debug_test_param(struct kunit *test)
{
	static const struct {
		const char *text, *name;
		slab_flags_t flags;
	} cases[] = {
		{ "", "foo", ALL },
		{ "-", "foo", 0 },
		{ "ZP", "foo", SLAB_RED_ZONE | SLAB_POISON },
		{ "ZP,kmalloc-*,foo;U,bar", "kmalloc-64", SLAB_RED_ZONE | SLAB_POISON },
		{ "ZP,kmalloc-*,foo;U,bar", "foo", SLAB_RED_ZONE | SLAB_POISON },
		{ "ZP,kmalloc-*,foo;U,bar", "bar", SLAB_STORE_USER },
		{ "ZP,kmalloc-*,foo;U,bar", "baz", 0 },
		{ "F;-,bar", "bar", 0 },
		{ "-,bar;FA", "baz", SLAB_CONSISTENCY_CHECKS | SLAB_FAILSLAB },
		{ ",dentry", "dentry", ALL },
		{ ",dentry", "entry", 0 },
		{ "t", "foo", SLAB_TRACE },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, slab_debug_flags_of(cases[i].text, cases[i].name),
				    cases[i].flags, "%s for %s", cases[i].text, cases[i].name);
}

/* The next tests check the reports that list the callers which allocated and freed objects. */

static size_t nr_shown;

static void take_text(struct seq_file *m, const char *text, size_t size)
{
	size = min(size, sizeof(said) - 1 - nr_shown);
	memcpy(said + nr_shown, text, size);
	nr_shown += size;
	said[nr_shown] = '\0';
}

static int show(bool frees, const char *name)
{
	struct seq_file m = { .write = take_text };

	nr_shown = 0;
	said[0] = '\0';
	return slab_traces_show(&m, name, frees);
}

static void slab_debug_test_traces(struct kunit *test)
{
	/* The volatile @i prevents loop unrolling, so that the allocation has one call site. */
	volatile unsigned int i;
	unsigned int n = 5;
	u8 *p[5], *q;

	if (!KNOWS_CALLERS)
		kunit_skip(test, "the thread sanitizer hides callers");
	q = kmem_cache_alloc(cache, GFP_KERNEL);
	for (i = 0; i < n; i++)
		p[i] = allocate_here();
	KUNIT_EXPECT_EQ(test, show(false, "watched"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "      5 allocate_here+"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "      1 slab_debug_test_traces+"));
	KUNIT_EXPECT_TRUE(test, strstr(said, "      5 ") < strstr(said, "      1 "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, " age="));
	KUNIT_EXPECT_EQ(test, show(true, "watched"), 0);
	KUNIT_EXPECT_STREQ(test, said, "No data\n");
	kmem_cache_free(cache, q);
	for (i = 0; i < n; i++)
		free_here(p[i]);
	KUNIT_EXPECT_EQ(test, show(true, "watched"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "      5 free_here+"));
	KUNIT_EXPECT_EQ(test, show(false, "no such cache"), -ENOENT);
	KUNIT_EXPECT_EQ(test, show(false, "kmem_cache"), -EOPNOTSUPP);
}

/* Objects that churn() has allocated. */
static void *in_turn[32];

/*
 * Allocate and free objects while another CPU reads the counts and callers.  The thread sanitizer
 * reports data races between them.
 */
static void churn(void *unused)
{
	for (unsigned int round = 0; round < 200; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(in_turn); i++)
			WRITE_ONCE(in_turn[i], kmem_cache_alloc(cache, GFP_NOWAIT));
		for (unsigned int i = 0; i < ARRAY_SIZE(in_turn); i++)
			kmem_cache_free(cache, in_turn[i]);
	}
}

static void do_nothing(void *unused)
{
}

static void slab_debug_test_counts(struct kunit *test)
{
	struct slab_info info = {};
	int cpu = num_online_cpus() - 1, pid;
	u32 stack, when_ms;
	u8 *p, *q;

	if (!cpu)
		kunit_skip(test, "one CPU");
	p = allocate_here();
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, churn, NULL, 0), 0);
	for (unsigned int i = 0; i < 1000; i++) {
		KUNIT_EXPECT_GE(test, slab_debug_pages(), 1UL);
		KUNIT_EXPECT_GE(test, slab_debug_objects(cache), 1UL);
		slab_debug_info(cache, &info);
		q = READ_ONCE(in_turn[i % ARRAY_SIZE(in_turn)]);
		slab_debug_allocated_by(q, &stack, &pid, &when_ms);
		KUNIT_EXPECT_TRUE(test, slab_debug_allocated_by(p, &stack, &pid, &when_ms));
		udelay(10);
	}
	KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, do_nothing, NULL, 1), 0);
	free_here(p);
}

static void slab_debug_test_depot(struct kunit *test)
{
	unsigned long a[3] = { 0x1000, 0x2000, 0x3000 }, b[3] = { 0x1000, 0x2000, 0x3001 };
	depot_stack_handle_t one, other;
	const unsigned long *entries;
	struct stack_depot_stats before, after;

	KUNIT_ASSERT_EQ(test, stack_depot_init(), 0);
	one = stack_depot_save(a, 3, GFP_KERNEL);
	other = stack_depot_save(b, 3, GFP_KERNEL);
	stack_depot_stats(&before);
	KUNIT_EXPECT_NE(test, one, 0U);
	KUNIT_EXPECT_NE(test, one, other);
	KUNIT_EXPECT_EQ(test, stack_depot_save(a, 3, GFP_KERNEL), one);
	KUNIT_EXPECT_NE(test, stack_depot_save(a, 2, GFP_KERNEL), one);
	stack_depot_stats(&after);
	KUNIT_EXPECT_LE(test, after.nr_stacks, before.nr_stacks + 1);
	KUNIT_EXPECT_EQ(test, stack_depot_fetch(other, &entries), 3U);
	KUNIT_EXPECT_EQ(test, memcmp(entries, b, sizeof(b)), 0);
	KUNIT_EXPECT_EQ(test, stack_depot_fetch(0, &entries), 0U);
	KUNIT_EXPECT_EQ(test, stack_depot_fetch(~0U, &entries), 0U);
	KUNIT_EXPECT_EQ(test, stack_depot_save(a, 0, GFP_KERNEL), 0U);
	if (IS_ENABLED(CONFIG_FRAME_POINTER) && KNOWS_CALLERS) {
		u8 *p = allocate_here();

		KUNIT_ASSERT_NOT_NULL(test, p);
		ASSERT_OR(test, watched_slab_at(p), free_here(p));
		one = watched_at(watched_slab_at(p), p)->alloc.stack;
		KUNIT_EXPECT_GT(test, stack_depot_fetch(one, &entries), 1U);
		KUNIT_EXPECT_GT(test, stack_depot_snprint(one, said, sizeof(said), 2), 0);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(said, "  slab_debug_test_depot+"), "%s",
					  said);
		free_here(p);
	}
}

#ifdef CONFIG_FAILSLAB
/*
 * The second of three allocations fails.  After that, only allocations from caches with
 * SLAB_FAILSLAB fail.
 */
static void slab_debug_test_failslab(struct kunit *test)
{
	struct kmem_cache *s;
	void *p[3];
	unsigned int i, n;

	WRITE_ONCE(failslab.nth, 2);
	p[0] = kmalloc(100, GFP_KERNEL);
	p[1] = kmem_cache_alloc(cache, GFP_KERNEL);
	p[2] = kmalloc(200, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p[0]);
	KUNIT_EXPECT_NULL(test, p[1]);
	KUNIT_EXPECT_NOT_NULL(test, p[2]);
	kfree(p[0]);
	kfree(p[2]);
	s = kmem_cache_create("failing", 40, 0, SLAB_FAILSLAB, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	atomic_set(&failslab.times, -1);
	WRITE_ONCE(failslab.probability, 100);
	for (i = 0, n = 0; i < 3; i++) {
		n += !kmem_cache_alloc(s, GFP_KERNEL);
		p[i] = kmalloc(50, GFP_KERNEL);
	}
	WRITE_ONCE(failslab.probability, 0);
	atomic_set(&failslab.times, 1);
	KUNIT_EXPECT_EQ(test, n, 3U);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		kfree(p[i]);
	}
	kmem_cache_destroy(s);
}
#endif

/*
 * With slub_debug=, kmalloc() objects of all sizes up to a page are checked, even if the engine has
 * no cache of that size.
 */
static void slab_debug_test_kmalloc_sizes(struct kunit *test)
{
	if (!(slab_debug_flags("kmalloc-4096", 0) & SLAB_RED_ZONE))
		kunit_skip(test, "slub_debug=Z names them");
	for (size_t size = 3500; size <= PAGE_SIZE; size += 4) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_NOT_NULL_MSG(test, watched_slab_at(p), "%zu bytes", size);
		KUNIT_EXPECT_EQ(test, ksize(p), size);
		KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(size), size);
		kfree(p);
	}
}

static const struct kunit_case slab_debug_cases[] = {
	KUNIT_CASE(slab_debug_test_contents),
	KUNIT_CASE(slab_debug_test_overflow),
	KUNIT_CASE(slab_debug_test_kept),
	KUNIT_CASE(slab_debug_test_kmalloc),
	KUNIT_CASE(slab_debug_test_use_after_free),
	KUNIT_CASE(slab_debug_test_reuse),
	KUNIT_CASE(slab_debug_test_quarantine),
	KUNIT_CASE(slab_debug_test_refused),
	KUNIT_CASE(slab_debug_test_leak),
	KUNIT_CASE(slab_debug_test_constructor),
	KUNIT_CASE(slab_debug_test_layout),
	KUNIT_CASE(slab_debug_test_param),
	KUNIT_CASE(slab_debug_test_traces),
	KUNIT_CASE(slab_debug_test_counts),
	KUNIT_CASE(slab_debug_test_depot),
#ifdef CONFIG_FAILSLAB
	KUNIT_CASE(slab_debug_test_failslab),
#endif
	KUNIT_CASE(slab_debug_test_kmalloc_sizes),
	{}
};

static struct kunit_suite slab_debug_suite = {
	.name = "slab_debug",
	.init = slab_debug_test_init,
	.exit = slab_debug_test_exit,
	.test_cases = slab_debug_cases,
};
kunit_test_suite(slab_debug_suite);
