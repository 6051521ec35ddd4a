// SPDX-License-Identifier: BSD-2-Clause
/* The SLOB engine: what it refuses by its trailers, its pages, its density, its validator. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../in_interrupt.h"
#include "../watched.h"
#include "mm/objects/slob/slob.h"
#include "traffic.h"

/* The compiler knows what kfree() of these means, and warns. */
static const void *hide(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

/* One that wrote past its end keeps its memory: who it belongs to is not known any more. */
static void slob_test_overrun(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test", 64, 0, 0, NULL);
	u64 *p = s ? kmem_cache_alloc(s, GFP_KERNEL) : NULL, saved;

	ASSERT_OR(test, p, kmem_cache_destroy(s));
	OPTIMIZER_HIDE_VAR(p);
	saved = p[8];
	p[8] = 0x4141414141414141;
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free(s, p); p[8] = saved);
	p[8] = (u64)p;
	EXPECT_REFUSED_BY_ENGINE(test, kfree(p); p[8] = saved);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

/* The maps at the start of units. */
static void slob_test_header(struct kunit *test)
{
	u8 *large = kmalloc(2000, GFP_KERNEL), *small = kmalloc(20, GFP_KERNEL);

	ASSERT_OR(test, large && small, kfree(large); kfree(small));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)((unsigned long)small & PAGE_MASK))));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)((unsigned long)small & PAGE_MASK) + 8)));
	EXPECT_REFUSED_BY_ENGINE(test, kfree(hide((void *)((unsigned long)large & -32768UL))));
	kfree(large);
	kfree(small);
}

static unsigned long units(unsigned int pool)
{
	return (unsigned long)own_pool(pool)->nr_units << own_pool(pool)->order;
}

static void shrink_all(void)
{
	kmem_cache_shrink(&kmem_cache_boot);
}

/*
 * All pages come back but for an empty unit and that of the block freed last, and shrinking gives back
 * those.
 */
static void slob_test_pages_return(struct kunit *test)
{
	static void *objects[3000];
	static const size_t sizes[] = { 24, 100, 504, 600, 1500, 4000 };
	unsigned long before, most;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int nr = (256 << 10) / sizes[i], pool = sizes[i] > 504;

		if (nr > ARRAY_SIZE(objects))
			nr = ARRAY_SIZE(objects);
		shrink_all();
		before = slab_engine_pages();
		most = 2UL << own_pool(pool)->order;
		for (n = 0; n < nr; n++) {
			objects[n] = kmalloc(sizes[i], GFP_KERNEL);
			ASSERT_OR(test, objects[n], while (n) kfree(objects[--n]));
		}
		KUNIT_EXPECT_GT(test, slab_engine_pages(), before);
		for (n = 1; n < nr; n += 2)
			kfree(objects[n]);
		for (n = 0; n < nr; n += 2)
			kfree(objects[n]);
		KUNIT_EXPECT_LE(test, slab_engine_pages(), before + most);
		shrink_all();
		/* Less if somebody else's objects went meanwhile. */
		KUNIT_EXPECT_LE(test, slab_engine_pages(), before);
	}
}

static void slob_test_density(struct kunit *test)
{
	static void *objects[2600];
	unsigned long before;
	unsigned int n;

	shrink_all();
	before = units(POOL_SMALL);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		objects[n] = kmalloc(24, GFP_KERNEL);
	KUNIT_EXPECT_LE(test, units(POOL_SMALL) - before, 65536UL / PAGE_SIZE);
	for (n = 0; n < ARRAY_SIZE(objects); n++)
		kfree(objects[n]);
}

/* The first word of a free block of the pool's; there is one. */
static unsigned long *free_word(const struct slob_pool *pool)
{
	static unsigned long none;

	return pool->exact ? pool->list[__ffs(pool->exact)] : &none;
}

/* The validator itself: each kind of damage is seen, and nothing else meets it. */
static void slob_test_validator(struct kunit *test)
{
	struct slob_pool *pool = own_pool(POOL_SMALL);
	u8 *before = kmalloc(40, GFP_KERNEL), *hole = kmalloc(40, GFP_KERNEL);
	u8 *p = kmalloc(40, GFP_KERNEL);
	unsigned int inside;
	u64 *map;

	ASSERT_OR(test, before && hole && p, kfree(before); kfree(hole); kfree(p));
	map = unit_of(pool, p);
	inside = granule_of(pool, p) + 1;
	kfree(hole);
	shrink_all();
	traffic_begin();
	EXPECT_DAMAGE(test, map[inside / 64], map[inside / 64] ^ 1UL << inside % 64);
	EXPECT_DAMAGE(test, pool->exact, pool->exact ^ 1UL << 40);
	EXPECT_DAMAGE(test, pool->list[63], (unsigned long *)p);
	EXPECT_DAMAGE(test, pool->nr_units, pool->nr_units + 1);
	EXPECT_DAMAGE(test, pool->recent, recent_word(p, 63));
	EXPECT_DAMAGE(test, *free_word(pool), *free_word(pool) ^ 8);
	traffic_end();
	kfree(before);
	kfree(p);
}

/* What a CPU knows of the page map a thread may be reading when an interrupt comes: that learns nothing. */

static void *stray;

static void free_stray(void)
{
	kfree(stray);
}

static void slob_test_learns(struct kunit *test)
{
	struct slob_pools *own = this_cpu_ptr(&slob_pools);

	for (int in_thread = 0; in_thread < 2; in_thread++) {
		stray = kmalloc(64, GFP_KERNEL | __GFP_NOFAIL);
		local_irq_disable();
		own->run.size = 0;
		own->strays = 0;
		local_irq_enable();
		if (in_thread)
			free_stray();
		else
			call_in_interrupt(free_stray);
		KUNIT_EXPECT_EQ(test, own->run.size != 0, in_thread);
	}
}

static const struct kunit_case slob_test_cases[] = {
	KUNIT_CASE(slob_test_overrun),
	KUNIT_CASE(slob_test_header),
	KUNIT_CASE(slob_test_pages_return),
	KUNIT_CASE(slob_test_density),
	KUNIT_CASE(slob_test_validator),
	KUNIT_CASE(slob_test_learns),
	{}
};

static struct kunit_suite slob_suite = {
	.name = "slob",
	.init = init_skip_if_watched,
	.test_cases = slob_test_cases,
};
kunit_test_suite(slob_suite);
