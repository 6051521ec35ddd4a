// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of genalloc: each allocation algorithm, invalid calls, and a comparison with a simple
 * model.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/genalloc.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../expect.h"

#define BASE	0x1000000UL
#define PHYS	0x7000000ULL

static struct gen_pool *pool;

static int genalloc_test_init(struct kunit *test)
{
	pool = gen_pool_create(4, NUMA_NO_NODE);
	return pool ? 0 : -ENOMEM;
}

static void genalloc_test_exit(struct kunit *test)
{
	if (pool)
		gen_pool_destroy(pool);
	pool = NULL;
}

static void add(struct kunit *test, unsigned long start, size_t size)
{
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, start, PHYS + start, size, NUMA_NO_NODE), 0);
}

/* ---- chunks ---------------------------------------------------------------------------------- */

/* A chunk that overlaps a chunk of the pool is refused. */
static void genalloc_test_overlap(struct kunit *test)
{
	static const struct { unsigned long start; size_t size;
	} ranges[] = {
		{ BASE, 64 },	   { BASE, 16 },	{ BASE + 48, 64 },
		{ BASE - 48, 64 }, { BASE - 16, 4096 }, { BASE + 63, 16 },
	};

	add(test, BASE, 64);
	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++)
		EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, gen_pool_add(pool, ranges[i].start,
					ranges[i].size, NUMA_NO_NODE), -EEXIST));
	KUNIT_EXPECT_EQ(test, gen_pool_size(pool), 64UL);
	add(test, BASE - 32, 32);
	add(test, BASE + 64, 16);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 112UL);
}

static void genalloc_test_basic(struct kunit *test)
{
	unsigned long a, b;
	void *owner = test;

	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 16), 0UL);
	KUNIT_EXPECT_EQ(test, gen_pool_add(pool, BASE, 15, NUMA_NO_NODE), -EINVAL);
	KUNIT_EXPECT_EQ(test, gen_pool_add(pool, -16UL, 32, NUMA_NO_NODE), -EINVAL);
	KUNIT_ASSERT_EQ(test, gen_pool_add(pool, BASE, 100, NUMA_NO_NODE),
			0); /* 6 granules of 16 bytes are free */
	KUNIT_ASSERT_EQ(test, gen_pool_add_owner(pool, 2 * BASE, PHYS, 64, NUMA_NO_NODE, test), 0);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 160UL);
	KUNIT_EXPECT_EQ(test, gen_pool_size(pool), 164UL);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 0), 0UL);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 97), 0UL);
	a = gen_pool_alloc_owner(pool, 17, &owner);
	KUNIT_EXPECT_EQ(test, a, BASE);
	KUNIT_EXPECT_NULL(test, owner);
	b = gen_pool_alloc_owner(pool, 64, &owner);
	KUNIT_EXPECT_EQ(test, b, BASE + 32);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_owner(pool, 33, &owner), 2 * BASE);
	KUNIT_EXPECT_PTR_EQ(test, owner, (void *)test);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 32), 0UL);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 16UL);
	KUNIT_EXPECT_TRUE(test, gen_pool_has_addr(pool, BASE + 99, 1));
	KUNIT_EXPECT_FALSE(test, gen_pool_has_addr(pool, BASE + 99, 2));
	KUNIT_EXPECT_FALSE(test, addr_in_gen_pool(pool, BASE - 1, 2));
	KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, 2 * BASE + 5), (phys_addr_t)PHYS + 5);
	KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, BASE), (phys_addr_t)-1);
	KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, 1), (phys_addr_t)-1);
	gen_pool_free_owner(pool, 2 * BASE, 33, &owner);
	KUNIT_EXPECT_PTR_EQ(test, owner, (void *)test);
	gen_pool_free(pool, b, 64);
	gen_pool_free(pool, a, 17);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 160UL);
}

static void genalloc_test_refused(struct kunit *test)
{
	unsigned long a, b;
	void *owner = test;

	add(test, BASE, 256);
	a = gen_pool_alloc(pool, 64);
	b = gen_pool_alloc(pool, 32);
	/* Refused: the address is inside a granule. */
	EXPECT_REPORT(test, gen_pool_free(pool, a + 8, 16));
	EXPECT_REPORT(test, gen_pool_free(pool, a, 0));
	EXPECT_REPORT(test, gen_pool_free(pool, a, 112));	/* more bytes than allocated */
	EXPECT_REPORT(test, gen_pool_free(pool, b + 32, 16));
	EXPECT_REPORT(test, gen_pool_free(pool, BASE - 16, 16));
	EXPECT_REPORT(test, gen_pool_free(pool, BASE + 240, 32));
	EXPECT_REPORT(test, gen_pool_free_owner(pool, 5, 16, &owner));
	KUNIT_EXPECT_NULL(test, owner);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 160UL);
	EXPECT_REPORT(test, gen_pool_destroy(pool));
	/* a block may be freed in parts, as in Linux */
	gen_pool_free(pool, a, 32);
	gen_pool_free(pool, a + 32, 32);
	EXPECT_REPORT(test, gen_pool_free(pool, a, 32));
	gen_pool_free(pool, b, 32);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 256UL);
}

/* ---- allocation algorithms ------------------------------------------------------------------- */

static void genalloc_test_algorithms(struct kunit *test)
{
	struct genpool_data_align to = { .align = 64 };
	struct genpool_data_fixed there = { .offset = 512 };
	unsigned long a, all;

	/* The chunk starts 16 bytes after a multiple of 64. */
	add(test, BASE + 16, 1024);
	a = gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &to);
	KUNIT_EXPECT_EQ(test, a, BASE + 64);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 48), BASE + 16);
	to.align = 1;
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &to),
			BASE + 80);
	/*
	 * This algorithm aligns relative to the start of the chunk.  Granules 0 to 4 are in use, so
	 * the next 3 granules are allocated at granule 8.
	 */
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 48, gen_pool_first_fit_order_align, NULL),
			BASE + 16 + 128);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 32, gen_pool_fixed_alloc, &there),
			BASE + 16 + 512);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 16, gen_pool_fixed_alloc, &there), 0UL);
	there.offset = 496;
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 32, gen_pool_fixed_alloc, &there), 0UL);
	there.offset = 1024;
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 16, gen_pool_fixed_alloc, &there), 0UL);
	there.offset = 1016;
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 8, gen_pool_fixed_alloc,
								      &there), 0UL));
	/* The free ranges are granules 5 to 7 (3), 11 to 31 (21) and 34 to 63 (30). */
	gen_pool_set_algo(pool, gen_pool_best_fit, NULL);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 21 * 16), BASE + 16 + 11 * 16);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 32), BASE + 16 + 5 * 16);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 31 * 16), 0UL);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 64), BASE + 16 + 34 * 16);
	gen_pool_set_algo(pool, NULL, NULL);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 16), BASE + 16 + 7 * 16);
	all = 38 * 16;
	gen_pool_free(pool, BASE + 16, all);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 1024UL);
}

/*
 * If no granule of a chunk has the alignment, another chunk is used.  If there is no other chunk,
 * the allocation fails.
 */
static void genalloc_test_misaligned(struct kunit *test)
{
	struct genpool_data_align to = { .align = 32 };

	add(test, BASE + 8, 256);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &to), 0UL);
	to.align = 8;
	KUNIT_EXPECT_EQ(test, gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &to),
			BASE + 8);
	gen_pool_free(pool, BASE + 8, 16);
}

static void genalloc_test_dma(struct kunit *test)
{
	u8 *memory = kmalloc(1024, GFP_KERNEL), *p, *q;
	dma_addr_t dma = 1, dma2 = 1;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	memset(memory, 0x5a, 1024);
	if (gen_pool_add_virt(pool, (unsigned long)memory, PHYS, 1024, NUMA_NO_NODE)) {
		kfree(memory);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	p = gen_pool_dma_zalloc(pool, 40, &dma);
	KUNIT_EXPECT_PTR_EQ(test, p, memory);
	KUNIT_EXPECT_EQ(test, dma, (dma_addr_t)PHYS);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 40));
	KUNIT_EXPECT_EQ(test, p[40], 0x5a);
	q = gen_pool_dma_zalloc_align(pool, 16, &dma2, 256);
	KUNIT_EXPECT_PTR_EQ(test, q, memory + 256);
	KUNIT_EXPECT_EQ(test, dma2, (dma_addr_t)PHYS + 256);
	KUNIT_EXPECT_NULL(test, gen_pool_dma_alloc(pool, 2000, &dma2));
	gen_pool_free(pool, (unsigned long)p, 40);
	gen_pool_free(pool, (unsigned long)q, 16);
	p = gen_pool_dma_alloc(pool, 1024, NULL);
	KUNIT_EXPECT_PTR_EQ(test, p, memory);
	gen_pool_free(pool, (unsigned long)p, 1024);
	kfree(memory);
}

/* ---- comparison with a model ----------------------------------------------------------------- */

#define NR_GRANULES	200
#define NR_STEPS	4000

/* Compare the first-fit algorithm with an array that has one byte for each granule. */
static void genalloc_test_random(struct kunit *test)
{
	static u8 used[NR_GRANULES], sizes[NR_GRANULES];
	struct rnd_state rnd;
	unsigned int in_use = 0;

	memset(used, 0, sizeof(used));
	prandom_seed_state(&rnd, 7);
	add(test, BASE, NR_GRANULES * 16);
	for (int step = 0; step < NR_STEPS; step++) {
		unsigned int n = 1 + prandom_u32_state(&rnd) % 12;
		unsigned int at = prandom_u32_state(&rnd) % NR_GRANULES;
		unsigned int i, run = 0;

		if (used[at] == 1) {	/* first granule of a block */
			gen_pool_free(pool, BASE + at * 16, sizes[at] * 16 - 3);
			memset(used + at, 0, sizes[at]);
			in_use -= sizes[at];
			continue;
		}
		for (i = 0; i < NR_GRANULES && run < n; i++)
			run = used[i] ? 0 : run + 1;
		KUNIT_ASSERT_EQ(test, gen_pool_alloc(pool, n * 16 - 5),
				run < n ? 0 : BASE + (i - n) * 16);
		if (run < n)
			continue;
		memset(used + i - n, 2, n);
		used[i - n] = 1;
		sizes[i - n] = n;
		in_use += n;
		KUNIT_ASSERT_EQ(test, gen_pool_avail(pool), (size_t)(NR_GRANULES - in_use) * 16);
	}
	for (unsigned int i = 0; i < NR_GRANULES; i++) {
		if (used[i] == 1)
			gen_pool_free(pool, BASE + i * 16, sizes[i] * 16);
	}
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), (size_t)NR_GRANULES * 16);
}

static void genalloc_test_no_order(struct kunit *test)
{
	static const int orders[] = { -1, BITS_PER_LONG, INT_MAX, INT_MIN };
	struct gen_pool *pool;

	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++)
		EXPECT_REPORT(test,
			      KUNIT_EXPECT_NULL(test, gen_pool_create(orders[i], NUMA_NO_NODE)));
	pool = gen_pool_create(BITS_PER_LONG - 1, NUMA_NO_NODE);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, gen_pool_add(pool, BASE, LONG_MAX, NUMA_NO_NODE), -EINVAL);
	gen_pool_destroy(pool);
}

/* ---- pools of a device ----------------------------------------------------------------------- */

static void genalloc_test_device(struct kunit *test)
{
	struct device *dev = root_device_register("genalloc");
	struct gen_pool *plain, *named;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	plain = devm_gen_pool_create(dev, 5, NUMA_NO_NODE, NULL);
	named = devm_gen_pool_create(dev, 3, NUMA_NO_NODE, "named");
	KUNIT_EXPECT_FALSE(test, IS_ERR(plain));
	KUNIT_EXPECT_FALSE(test, IS_ERR(named));
	KUNIT_EXPECT_PTR_EQ(test, gen_pool_get(dev, NULL), plain);
	KUNIT_EXPECT_PTR_EQ(test, gen_pool_get(dev, "named"), named);
	KUNIT_EXPECT_NULL(test, gen_pool_get(dev, "other"));
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_gen_pool_create(dev, 5, NUMA_NO_NODE, "named")),
			(long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_gen_pool_create(dev, 5, NUMA_NO_NODE, NULL)),
			(long)-EINVAL);
	if (!IS_ERR(named) && !gen_pool_add(named, BASE, 64, NUMA_NO_NODE)) {
		/* Keep a block allocated, so that the pool outlives the device. */
		gen_pool_alloc(named, 8);
		EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, devres_release_all(dev), 2));
		gen_pool_free(named, BASE, 8);
		gen_pool_destroy(named);
	}
	KUNIT_EXPECT_NULL(test, gen_pool_get(dev, NULL));
	root_device_unregister(dev);
}

static const struct kunit_case genalloc_cases[] = {
	KUNIT_CASE(genalloc_test_basic),
	KUNIT_CASE(genalloc_test_overlap),
	KUNIT_CASE(genalloc_test_refused),
	KUNIT_CASE(genalloc_test_algorithms),
	KUNIT_CASE(genalloc_test_misaligned),
	KUNIT_CASE(genalloc_test_dma),
	KUNIT_CASE(genalloc_test_random),
	KUNIT_CASE(genalloc_test_no_order),
	KUNIT_CASE(genalloc_test_device),
	{}
};

static struct kunit_suite genalloc_suite = {
	.name = "genalloc",
	.init = genalloc_test_init,
	.exit = genalloc_test_exit,
	.test_cases = genalloc_cases,
};
kunit_test_suite(genalloc_suite);
