// SPDX-License-Identifier: BSD-2-Clause
/* Tests of KFENCE: each kind of misuse of a guarded object is reported. */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "../assert_or.h"
#include "../said.h"
#include "../watched.h"
#include "mm/debug/kfence.h"

/* sample interval in ms, so long that only kfence_open_gate() causes a sample */
#define LONG	3600000U

static struct kmem_cache *cache;

static int kfence_test_suite_init(struct kunit_suite *suite)
{
	return kfence_set_sample_interval(LONG);
}

static void kfence_test_suite_exit(struct kunit_suite *suite)
{
	kfence_set_sample_interval(0);
}

static int kfence_test_init(struct kunit *test)
{
	skip_if_watched(test);
	cache = kmem_cache_create("fenced", 40, 8, SLAB_NO_MERGE, NULL);
	return cache ? 0 : -ENOMEM;
}

static void kfence_test_exit(struct kunit *test)
{
	kmem_cache_destroy(cache);
	cache = NULL;
}

static void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return (void *)p;
}

/*
 * Allocate a guarded object of cache @s, or with kmalloc() if @s is NULL.  Repeat the allocation if
 * an allocation of another CPU was guarded instead.
 */
static noinline u8 *allocate_here(struct kmem_cache *s, size_t size, gfp_t gfp)
{
	for (unsigned int i = 0; i < 100; i++) {
		u8 *p;

		kfence_open_gate();
		p = s ? kmem_cache_alloc(s, gfp) : kmalloc(size, gfp);
		if (!p || is_kfence_address(p))
			return p;
		kfree(p);
	}
	return NULL;
}

/*
 * Allocate a guarded object of @size bytes at the right end of its page if @right is true, or at
 * the left end otherwise.
 */
static u8 *allocate_at(size_t size, bool right)
{
	u8 *p = NULL, *others[64];
	unsigned int n = 0;

	while (n < ARRAY_SIZE(others)) {
		p = allocate_here(NULL, size, GFP_KERNEL);
		if (!p || !offset_in_page(p) == !right)
			break;
		kfree(p);
		others[n++] = p;
		p = NULL;
	}
	return p;
}

static noinline u8 read_here(const void *p)
{
	return *(volatile const u8 *)hide(p);
}

static noinline void write_here(void *p)
{
	*(volatile u8 *)hide(p) = 0x55;
	barrier();
}

static noinline void free_here(void *p)
{
	kfree(hide(p));
	barrier();
}

#define EXPECT_SAID_FMT(test, fmt, ...)						\
do {										\
	char __text[128];							\
										\
	scnprintf(__text, sizeof(__text), fmt, __VA_ARGS__);			\
	EXPECT_SAID(test, __text);						\
} while (0)

/*
 * Expect that the report contains the object's address, size and cache, and the caller that
 * allocated it.
 */
static void expect_object(struct kunit *test, const u8 *p, unsigned int size)
{
	EXPECT_SAID_FMT(test, ": 0x%px-0x%px, size=%u, cache=", p, p + size - 1, size);
	EXPECT_SAID(test, "allocated by task ");
	EXPECT_SITE(test, " allocate_here+");
}

/*
 * An access beyond the left or the right end of the object is reported with the accessed address.
 * After the report, the access succeeds.
 */
static void kfence_test_out_of_bounds(struct kunit *test)
{
	static const struct {
		int offset;
		bool right, write;
		const char *title, *what, *where;
	} cases[] = {
		{ -1, false, false, "BUG: KFENCE: out-of-bounds read in read_here+",
		  "Out-of-bounds read at ", " (1B left of kfence-#" },
		{ -7, false, true, "BUG: KFENCE: out-of-bounds write in write_here+",
		  "Out-of-bounds write at ", " (7B left of kfence-#" },
		{ 32, true, false, "BUG: KFENCE: out-of-bounds read in read_here+",
		  "Out-of-bounds read at ", " (32B right of kfence-#" },
		{ 39, true, true, "BUG: KFENCE: out-of-bounds write in write_here+",
		  "Out-of-bounds write at ", " (39B right of kfence-#" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 *p = allocate_at(32, cases[i].right), *bad;

		KUNIT_ASSERT_NOT_NULL(test, p);
		bad = p + cases[i].offset;
		if (cases[i].write)
			EXPECT_WARNS(test, write_here(bad));
		else
			EXPECT_WARNS(test, read_here(bad));
		EXPECT_SAID(test, cases[i].title);
		EXPECT_SAID_FMT(test, "%s0x%px%s", cases[i].what, bad, cases[i].where);
		expect_object(test, p, 32);
		EXPECT_UNSAID(test, "freed by task");
		/* The guard page that was accessed remains accessible until the object is freed. */
		if (cases[i].write)
			KUNIT_EXPECT_EQ(test, read_here(bad), 0x55);
		free_here(p);
		EXPECT_WARNS(test, read_here(bad));
	}
}

static void kfence_test_use_after_free(struct kunit *test)
{
	u8 *p = allocate_here(NULL, 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	p[3] = 0x33;
	free_here(p);
	/* The access reads the memory of the object, which init_on_free= has cleared. */
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, read_here(p + 3),
					   want_init_on_free() ? 0 : 0x33));
	EXPECT_SAID(test, "BUG: KFENCE: use-after-free read in read_here+");
	EXPECT_SAID_FMT(test, "Use-after-free read at 0x%px (in kfence-#", p + 3);
	expect_object(test, p, 64);
	EXPECT_SAID(test, "freed by task ");
	EXPECT_SITE(test, " free_here+");

	p = allocate_here(cache, 0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	kmem_cache_free(cache, p);
	EXPECT_WARNS(test, write_here(p));
	EXPECT_SAID(test, "BUG: KFENCE: use-after-free write in write_here+");
	EXPECT_SAID(test, "size=40, cache=fenced");
}

/* Wrong frees are refused: an object in use remains in use, and a free object remains free. */
static void kfence_test_bad_free(struct kunit *test)
{
	struct kmem_cache *other = kmem_cache_create("other", 40, 8, SLAB_NO_MERGE, NULL);
	u8 *p = other ? allocate_here(cache, 0, GFP_KERNEL) : NULL;
	size_t size;

	ASSERT_OR(test, p, kmem_cache_destroy(other));
	EXPECT_WARNS(test, free_here(p + 1));
	EXPECT_SAID(test, "BUG: KFENCE: invalid free in ");
	EXPECT_SITE(test, "invalid free in free_here+");
	EXPECT_SAID_FMT(test, "Invalid free of 0x%px (in kfence-#", p + 1);
	expect_object(test, p, 40);
	EXPECT_WARNS(test, kmem_cache_free(other, hide(p)));
	EXPECT_SAID(test, "BUG: KFENCE: invalid free in ");
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 1UL);
	write_here(p);
	free_here(p);
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 0UL);
	EXPECT_WARNS(test, free_here(p));
	EXPECT_SAID(test, "BUG: KFENCE: invalid free in ");
	EXPECT_SAID_FMT(test, "Invalid free of 0x%px (in kfence-#", p);
	EXPECT_SAID(test, ", freed already):");
	EXPECT_SAID(test, "freed by task ");
	EXPECT_WARNS(test, size = ksize(hide(p)));
	KUNIT_EXPECT_EQ(test, size, (size_t)0);
	EXPECT_SAID(test, "freed already");
	kmem_cache_destroy(other);
}

/*
 * A write next to the object, but on the same page, does not fault.  The free of the object reports
 * the changed bytes.
 */
static void kfence_test_corruption(struct kunit *test)
{
	u8 *p = allocate_at(73, false);

	KUNIT_ASSERT_NOT_NULL(test, p);
	write_here(p + 73);
	write_here(p + 75);
	EXPECT_WARNS(test, free_here(p));
	EXPECT_SAID(test, "BUG: KFENCE: memory corruption in ");
	EXPECT_SAID_FMT(test, "Corrupted memory at 0x%px [ 0x55 . 0x55 . .", p + 73);
	expect_object(test, p, 73);
	p = allocate_at(73, true);
	KUNIT_ASSERT_NOT_NULL(test, p);
	write_here(p - 1);
	EXPECT_WARNS(test, free_here(p));
	EXPECT_SAID_FMT(test, "Corrupted memory at 0x%px [ 0x55 ] (in kfence-#", p - 1);
}

/*
 * An access to a guard page between two unused object pages is reported without the description
 * of an object.
 */
static void kfence_test_nobody(struct kunit *test)
{
	u8 *p = NULL, value;

	for (unsigned int i = 0; i < CONFIG_KFENCE_NUM_OBJECTS && !p; i++) {
		p = (u8 *)__kfence_pool + (2 * i + 1) * PAGE_SIZE + 100;
		if (kfence_metas[i].state == KFENCE_ALLOCATED ||
		    (i && kfence_metas[i - 1].state == KFENCE_ALLOCATED) ||
		    !arch_try_read(p, &value))
			p = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_WARNS(test, read_here(p));
	EXPECT_SAID(test, "BUG: KFENCE: invalid read in read_here+");
	EXPECT_SAID_FMT(test, "Invalid read at 0x%px:", p);
	read_here(p);
}

/* Guarded objects have the requested size, a correct alignment, and zeros if __GFP_ZERO is set. */
static void kfence_test_object(struct kunit *test)
{
	static const size_t sizes[] = { 1, 8, 13, 16, 48, 100, 512, 1000, 2048, 3000 };
	unsigned long irq;

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 2];
		u8 *p = allocate_here(NULL, size, i & 1 ? GFP_ATOMIC : GFP_KERNEL | __GFP_ZERO);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_GE(test, ksize(p), size);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, 8));
		if (!(size & (size - 1)))
			KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, size));
		if (!(i & 1))
			KUNIT_EXPECT_TRUE(test, mem_is_zero(p, size));
		KUNIT_EXPECT_PTR_EQ(test, __va(__pa(p)), (void *)p);
		KUNIT_EXPECT_PTR_EQ(test, page_address(virt_to_page(p)),
				    (void *)(p - offset_in_page(p)));
		memset(p, 0xff, ksize(p));
		local_irq_save(irq);
		kfree(p);
		local_irq_restore(irq);
	}
}

static void construct(void *object)
{
	memset(object, 0x77, 24);
}

static void kfence_test_constructor(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("built", 24, 0, 0, construct);
	u8 *p = s ? allocate_here(s, 0, GFP_KERNEL) : NULL;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x77, 24));
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static void kfence_test_bulk(struct kunit *test)
{
	void *objects[20];
	unsigned int guarded = 0;

	kfence_open_gate();
	KUNIT_ASSERT_EQ(test,
			kmem_cache_alloc_bulk(cache, GFP_KERNEL, ARRAY_SIZE(objects), objects), 20);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++) {
		memset(objects[i], i, 40);
		guarded += is_kfence_address(objects[i]);
	}
	KUNIT_EXPECT_LE(test, guarded, 1U);
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 20UL);
	kmem_cache_free_bulk(cache, ARRAY_SIZE(objects), objects);
	KUNIT_EXPECT_EQ(test, cache_objects(cache), 0UL);
}

static void kfence_test_krealloc(struct kunit *test)
{
	u8 *p = allocate_here(NULL, 30, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x5a, 30);
	q = krealloc(p, 300, GFP_KERNEL);
	ASSERT_OR(test, q, kfree(p));
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0x5a, 30));
	EXPECT_WARNS(test, read_here(p));
	kfree(q);
	p = allocate_here(NULL, 50, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	kfree_sensitive(p);
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, read_here(p), 0));
}

/*
 * A cache with a guarded object in use is not destroyed, and the report shows the caller that
 * allocated the object.  After the object is freed, the cache can be destroyed.
 */
static void kfence_test_destroy(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("short", 40, 0, SLAB_NO_MERGE, NULL);
	u8 *p = s ? allocate_here(s, 0, GFP_KERNEL) : NULL;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	EXPECT_WARNS(test, kmem_cache_destroy(s));
	EXPECT_SAID(test, "cache short has 1 objects in use");
	if (IS_ENABLED(CONFIG_MM_VERBOSE))
		expect_object(test, p, 40);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
	EXPECT_WARNS(test, write_here(p));
	EXPECT_SAID(test, "BUG: KFENCE: use-after-free write");
	EXPECT_UNSAID(test, "cache=short");
}

#ifdef CONFIG_RCU
struct counted {
	unsigned long value;
	struct rcu_head rcu;
};

static void kfence_test_rcu(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("safe", 48, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	struct counted *c = (struct counted *)allocate_here(NULL, sizeof(*c), GFP_KERNEL);
	u8 *p = s ? allocate_here(s, 0, GFP_KERNEL) : NULL;
	unsigned long warned;

	ASSERT_OR(test, c && p, kfree(c); kfree(p); kmem_cache_destroy(s));
	rcu_read_lock();
	c->value = 5;
	*p = 7;
	warned = warnings_seen();
	kfree_rcu(c, rcu);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, read_here(c), 5);
	KUNIT_EXPECT_EQ(test, read_here(p), 7);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, kmem_cache_free(s, hide(p)));
	EXPECT_SAID(test, "BUG: KFENCE: invalid free");
	EXPECT_SAID(test, ", freed already):");
	rcu_read_unlock();
	rcu_barrier();
	EXPECT_WARNS(test, read_here(c));
	EXPECT_SAID(test, "BUG: KFENCE: use-after-free read");
	EXPECT_WARNS(test, read_here(p));
	kmem_cache_destroy(s);
}
#endif

/*
 * When all guarded objects are in use, further allocations are not guarded.  If several guarded
 * objects are free, the next allocation uses the page of the object that was freed first.
 */
static void kfence_test_capacity(struct kunit *test)
{
	static u8 *objects[CONFIG_KFENCE_NUM_OBJECTS + 1];
	unsigned long skipped = READ_ONCE(kfence_counts.skipped_capacity);
	unsigned int n = 0;
	u8 *p;

	while (n < CONFIG_KFENCE_NUM_OBJECTS) {
		objects[n] = allocate_here(cache, 0, GFP_KERNEL);
		if (!objects[n])
			break;
		n++;
	}
	KUNIT_EXPECT_GE(test, n, CONFIG_KFENCE_NUM_OBJECTS / 2U);
	KUNIT_EXPECT_GT(
		test, READ_ONCE(kfence_counts.skipped_capacity) + (n == CONFIG_KFENCE_NUM_OBJECTS),
		skipped);
	kfree(objects[0]);
	kfree(objects[1]);
	p = allocate_here(cache, 0, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, (unsigned long)p & PAGE_MASK, (unsigned long)objects[0] & PAGE_MASK);
	kfree(p);
	while (n > 2)
		kmem_cache_free(cache, objects[--n]);
}

/*
 * With a sample interval of 1 ms, at least five allocations are guarded.  With an interval of an
 * hour, no allocation is guarded.
 */
static void kfence_test_sampling(struct kunit *test)
{
	unsigned long allocs = READ_ONCE(kfence_counts.total_allocs);

	KUNIT_ASSERT_EQ(test, kfence_set_sample_interval(1), 0);
	for (unsigned int i = 0; i < 2000 && READ_ONCE(kfence_counts.total_allocs) < allocs + 5;
	     i++) {
		void *p = kmem_cache_alloc(cache, GFP_KERNEL), *q = kmalloc(20, GFP_KERNEL);

		kmem_cache_free(cache, p);
		kfree(q);
		usleep_range(500, 1000);
	}
	KUNIT_EXPECT_GE(test, READ_ONCE(kfence_counts.total_allocs), allocs + 5);
	KUNIT_ASSERT_EQ(test, kfence_set_sample_interval(LONG), 0);
	allocs = READ_ONCE(kfence_counts.total_allocs);
	for (unsigned int i = 0; i < 100; i++)
		kfree(kmalloc(20, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, READ_ONCE(kfence_counts.total_allocs), allocs);
}

/*
 * An allocation by kmalloc() of at most a page can be guarded, even if the engine has no cache of
 * that size.
 */
static void kfence_test_up_to_a_page(struct kunit *test)
{
	static const size_t sizes[] = { 3584, 3585, 3600, 4000, PAGE_SIZE };

	skip_if_watched(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = allocate_here(NULL, sizes[i], GFP_KERNEL | __GFP_ZERO);

		KUNIT_EXPECT_NOT_NULL_MSG(test, p, "%zu bytes", sizes[i]);
		if (!p)
			continue;
		KUNIT_EXPECT_EQ(test, ksize(p), sizes[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, sizes[i]));
		kfree(p);
	}
}

static const struct kunit_case kfence_cases[] = {
	KUNIT_CASE(kfence_test_out_of_bounds),
	KUNIT_CASE(kfence_test_use_after_free),
	KUNIT_CASE(kfence_test_bad_free),
	KUNIT_CASE(kfence_test_corruption),
	KUNIT_CASE(kfence_test_nobody),
	KUNIT_CASE(kfence_test_object),
	KUNIT_CASE(kfence_test_constructor),
	KUNIT_CASE(kfence_test_bulk),
	KUNIT_CASE(kfence_test_krealloc),
	KUNIT_CASE(kfence_test_destroy),
#ifdef CONFIG_RCU
	KUNIT_CASE(kfence_test_rcu),
#endif
	KUNIT_CASE(kfence_test_capacity),
	KUNIT_CASE(kfence_test_sampling),
	KUNIT_CASE(kfence_test_up_to_a_page),
	{}
};

static struct kunit_suite kfence_suite = {
	.name = "kfence",
	.suite_init = kfence_test_suite_init,
	.suite_exit = kfence_test_suite_exit,
	.init = kfence_test_init,
	.exit = kfence_test_exit,
	.test_cases = kfence_cases,
};
kunit_test_suite(kfence_suite);
