// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of merged caches: which caches are merged, how a shared cache works, and when it is
 * destroyed.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../watched.h"
#include "mm/objects/sheaf/sheaf.h"
#include "../warnings.h"

static bool enabled;
static __maybe_unused char said[4096];

static int slab_merge_init(struct kunit *test)
{
	skip_if_watched(test);
	enabled = slab_merge_enabled;
	slab_merge_enabled = true;
	return 0;
}

static void slab_merge_exit(struct kunit *test)
{
	slab_merge_enabled = enabled;
}

static void construct(void *object)
{
}

#ifdef CONFIG_MM_REPORTS
static size_t nr_said;

static void say(struct seq_file *m, const char *text, size_t size)
{
	size = min_t(size_t, size, sizeof(said) - 1 - nr_said);
	memcpy(said + nr_said, text, size);
	nr_said += size;
	said[nr_said] = '\0';
}
#endif

/*
 * Check which caches are merged with a cache of 1,000 bytes.  This size is between two sizes of
 * kmalloc() caches.
 */
static void slab_merge_test_rules(struct kunit *test)
{
	static const struct {
		unsigned int size;
		slab_flags_t flags;
		struct kmem_cache_args args;
		bool same;
	} others[] = {
		{ 1000, 0, {}, true },
		{ 997, 0, {}, true },
		{ 993, 0, { .align = 8 }, true },
		{ 992, 0, {}, false },
		{ 1001, 0, {}, false },
		{ 1000, SLAB_PANIC, {}, true },
		{ 996, 0, { .align = 16 }, false },
		{ 1000, SLAB_HWCACHE_ALIGN, {}, false },
		{ 1000, SLAB_NO_MERGE, {}, false },
		{ 1000, SLAB_RECLAIM_ACCOUNT, {}, false },
		{ 1000, SLAB_CACHE_DMA, {}, false },
		{ 1000, SLAB_CACHE_DMA32, {}, false },
		{ 1000, IS_ENABLED(CONFIG_RCU) ? SLAB_TYPESAFE_BY_RCU : SLAB_NO_MERGE, {}, false },
		{ 1000, IS_ENABLED(CONFIG_SLUB_DEBUG) ? SLAB_RED_ZONE : SLAB_NO_MERGE, {}, false },
		{ 1000, IS_ENABLED(CONFIG_SLUB_DEBUG) ? SLAB_CONSISTENCY_CHECKS : SLAB_NO_MERGE, {},
		  false },
		{ 1000, 0, { .ctor = construct }, false },
		{ 1000, 0, { .useroffset = 8, .usersize = 8 }, false },
		{ 1000, 0, { .sheaf_capacity = 12 }, false },
	};
	struct kmem_cache *s = kmem_cache_create("test-first", 1000, NULL, 0), *other;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		other = kmem_cache_create("test-other", others[i].size, &others[i].args,
					  others[i].flags);
		ASSERT_OR(test, other, kmem_cache_destroy(s));
		KUNIT_EXPECT_EQ_MSG(test, other == s, others[i].same, "entry %u", i);
		KUNIT_EXPECT_EQ(test, s->nr_aliases, (unsigned int)others[i].same);
		kmem_cache_destroy(other);
		KUNIT_EXPECT_EQ(test, s->nr_aliases, 0U);
	}
	slab_merge_enabled = false;
	other = kmem_cache_create("test-other", 1000, NULL, 0);
	KUNIT_EXPECT_PTR_NE(test, other, s);
	kmem_cache_destroy(other);
	kmem_cache_destroy(s);
}

/* Two caches with the same page flags, or the same alignment, are merged. */
static void slab_merge_test_alike(struct kunit *test)
{
	static const slab_flags_t flags[] = { SLAB_RECLAIM_ACCOUNT, SLAB_CACHE_DMA,
					      SLAB_HWCACHE_ALIGN };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *a = kmem_cache_create("test-a", 1080, NULL, flags[i]);
		struct kmem_cache *b = kmem_cache_create("test-b", 1080, NULL, flags[i]);

		KUNIT_EXPECT_NOT_NULL(test, a);
		KUNIT_EXPECT_PTR_EQ(test, a, b);
		kmem_cache_destroy(a);
		kmem_cache_destroy(b);
	}
}

/* A shared cache serves all its users.  It is destroyed when the last user destroys it. */
static void slab_merge_test_life(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("test-a", 1000, NULL, 0);
	struct kmem_cache *b = kmem_cache_create("test-b", 996, NULL, 0);
	struct kmem_cache *c = kmem_cache_create("test-c", 1000, NULL, 0);
	unsigned long warned = warnings_seen();
	void *p, *q;

	KUNIT_ASSERT_NOT_NULL(test, a);
	ASSERT_OR(test, a == b && a == c, kmem_cache_destroy(a); kmem_cache_destroy(b);
		  kmem_cache_destroy(c));
	p = kmem_cache_alloc(a, GFP_KERNEL);
	q = kmem_cache_zalloc(b, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, p && q && p != q && mem_is_zero(q, 1000));
	KUNIT_EXPECT_EQ(test, cache_objects(a), 2UL);
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(c), 1000U);
	if (q)
		kmem_cache_free(c, q);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + !!p);
	if (p)
		kmem_cache_free(c, p);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + !!p);
}

/*
 * If a cache is merged with a cache of a larger size, all objects have the larger size, and
 * __GFP_ZERO clears the larger size.
 */
static void slab_merge_test_grows(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("test-a", 994, NULL, 0);
	struct kmem_cache *b = kmem_cache_create("test-b", 999, NULL, 0);
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_PTR_EQ(test, a, b);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(b), 999U);
	p = kmem_cache_alloc(b, GFP_KERNEL);
	if (p) {
		memset(p, 0xff, 999);
		kmem_cache_free(b, p);
		p = kmem_cache_zalloc(b, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, !p || mem_is_zero(p, 999));
		KUNIT_EXPECT_EQ(test, p ? ksize(p) : 999, 999UL);
		kfree(p);
	}
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

/*
 * A cache that is merged with a kmalloc() cache allocates objects with each of the GFP flags below.
 * Both kmem_cache_free() and kfree() free these objects.  The shared cache is never destroyed.
 */
static void slab_merge_test_kmalloc(struct kunit *test)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_KERNEL | __GFP_RECLAIMABLE,
				       GFP_KERNEL | __GFP_DMA, GFP_KERNEL | __GFP_ZERO,
				       GFP_NOWAIT | __GFP_THISNODE };
	struct kmem_cache *s = kmem_cache_create("test-like-kmalloc", 64, NULL, 0);
	unsigned long warned = warnings_seen();
	void *p, *q;

	KUNIT_ASSERT_NOT_NULL(test, s);
	ASSERT_OR(test, is_kmalloc_cache(s), kmem_cache_destroy(s));
	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		p = kmem_cache_alloc(s, flags[i]);
		q = kmem_cache_alloc(s, flags[i]);
		if (p)
			kmem_cache_free(s, p);
		kfree(q);
	}
	p = kmalloc(64, GFP_KERNEL);
	if (p)
		kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	p = kmalloc(64, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
}

/*
 * A free to a wrong cache is refused.  The report contains the number of caches that share the
 * object's cache.
 */
static void slab_merge_test_report(struct kunit *test)
{
#ifdef CONFIG_MM_VERBOSE
	struct kmem_cache *a = kmem_cache_create("test-a", 1000, NULL, 0);
	struct kmem_cache *b = kmem_cache_create("test-b", 1000, NULL, 0);
	struct kmem_cache *c = kmem_cache_create("test-c", 1000, NULL, SLAB_NO_MERGE);
	void *p = a ? kmem_cache_alloc(a, GFP_KERNEL) : NULL;
	unsigned long warned = warnings_seen();

	ASSERT_OR(test, p && c && a == b, if (p) kmem_cache_free(a, p); kmem_cache_destroy(a);
		  kmem_cache_destroy(b); kmem_cache_destroy(c));
	kmem_cache_free(c, p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	slab_engine_describe(p, said, sizeof(said));
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "of test-a, shared by 2 caches"), "%s", said);
	kmem_cache_destroy(b);
	slab_engine_describe(p, said, sizeof(said));
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "of test-a") && !strstr(said, "share"), "%s",
			      said);
	kmem_cache_free(a, p);
	kmem_cache_destroy(a);
	kmem_cache_destroy(c);
#else
	kunit_skip(test, "needs CONFIG_MM_VERBOSE");
#endif
}

static void slab_merge_test_names(struct kunit *test)
{
#ifdef CONFIG_MM_REPORTS
	struct seq_file m = { .write = say };
	struct kmem_cache *a = kmem_cache_create("test-a", 1000, NULL, 0);
	struct kmem_cache *b = kmem_cache_create("test-b", 1000, NULL, 0);

	nr_said = 0;
	slab_aliases_show(&m);
	KUNIT_EXPECT_TRUE_MSG(
		test, strstr(said, "test-b            -> test-a            2 users\n"), "%s", said);
	kmem_cache_destroy(b);
	nr_said = 0;
	said[0] = '\0';
	slab_aliases_show(&m);
	KUNIT_EXPECT_NULL(test, strstr(said, "test-"));
	kmem_cache_destroy(a);
#else
	kunit_skip(test, "needs CONFIG_MM_REPORTS");
#endif
}

static const struct kunit_case slab_merge_cases[] = {
	KUNIT_CASE(slab_merge_test_rules),
	KUNIT_CASE(slab_merge_test_alike),
	KUNIT_CASE(slab_merge_test_life),
	KUNIT_CASE(slab_merge_test_grows),
	KUNIT_CASE(slab_merge_test_kmalloc),
	KUNIT_CASE(slab_merge_test_report),
	KUNIT_CASE(slab_merge_test_names),
	{}
};

static struct kunit_suite slab_merge_suite = {
	.name = "slab_merge",
	.test_cases = slab_merge_cases,
	.init = slab_merge_init,
	.exit = slab_merge_exit,
};
kunit_test_suite(slab_merge_suite);
