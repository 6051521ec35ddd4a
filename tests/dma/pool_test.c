// SPDX-License-Identifier: BSD-2-Clause
/* Tests of dma_pool: addresses and contents of blocks, and refused calls. */

#include <internal/dma.h>
#include <linux/array_size.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "mm/dma/dma.h"
#include "../assert_or.h"
#include "dma_test.h"
#include "../in_interrupt.h"
#include "../warnings.h"

#define MANY 2000

struct block {
	u8 *va;
	dma_addr_t dma;
};

/*
 * Run the following statement for a coherent device, and also for a non-coherent device if the
 * machine can map memory uncached.
 */
#define for_each_coherence(coherent) \
	for (int coherent = 1; coherent >= (can_map_uncached() ? 0 : 1); coherent--)

static const struct {
	size_t size, align, boundary;
} shapes[] = {
	{ 1, 0, 0 }, { 8, 8, 0 }, { 24, 8, 0 }, { 24, 8, 64 }, { 64, 64, 0 }, { 64, 64, 4096 },
	{ 100, 4, 128 }, { 256, 32, 4096 }, { 1000, 0, 0 }, { 1000, 8, 4096 }, { 1000, 0, 1024 },
	{ 4096, 4096, 4096 }, { 5000, 0, 0 }, { 16384, 16384, 65536 },
};

static void pool_test_shapes(struct kunit *test)
{
	for_each_coherence(coherent) {
		struct device *dev = dma_test_device(test, coherent);

		for (unsigned int i = 0; i < ARRAY_SIZE(shapes); i++) {
			size_t size = shapes[i].size, align = shapes[i].align;
			size_t boundary = shapes[i].boundary;
			struct dma_pool *pool = dma_pool_create_node("shape", dev, size, align,
								     boundary, NUMA_NO_NODE);
			struct block b[20];
			unsigned int n;

			KUNIT_ASSERT_NOT_NULL(test, pool);
			for (n = 0; n < ARRAY_SIZE(b); n++) {
				b[n].va = dma_pool_alloc(pool, GFP_KERNEL, &b[n].dma);
				if (!b[n].va)
					break;
				if (coherent)
					KUNIT_EXPECT_EQ(test, b[n].dma, virt_to_phys(b[n].va));
				KUNIT_EXPECT_EQ(test, b[n].dma & (max_t(size_t, align, 1) - 1),
						0ULL);
				if (boundary)
					KUNIT_EXPECT_EQ(test, b[n].dma / boundary,
							(b[n].dma + size - 1) / boundary);
				memset(b[n].va, (int)n, size);
			}
			KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(b));
			while (n--) {
				KUNIT_EXPECT_NULL(test, memchr_inv(b[n].va, (int)n, size));
				dma_pool_free(pool, b[n].va, b[n].dma);
			}
			dma_pool_destroy(pool);
			KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
		}
	}
}

static void pool_test_refused(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_NULL(test, dma_pool_create("none", dev, 0, 0, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("huge", dev, SIZE_MAX, 0, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("align", dev, 64, 48, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("boundary", dev, 64, 0, 100));
	KUNIT_EXPECT_NULL(test, dma_pool_create("crossing", dev, 64, 0, 32));
	KUNIT_EXPECT_NULL(test, dma_pool_create("aligned", dev, 64, 128, 64));
	KUNIT_EXPECT_NULL(test, dma_pool_create("nobody", NULL, 64, 0, 0));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	dma_pool_destroy(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
}

/*
 * Allocate and free blocks in random order.  No block is allocated twice, and all memory is freed
 * at the end.
 */
static void pool_test_many(struct kunit *test)
{
	struct block *b = kunit_kzalloc(test, MANY * sizeof(*b), GFP_KERNEL);
	struct rnd_state random;

	KUNIT_ASSERT_NOT_NULL(test, b);
	prandom_seed_state(&random, kunit_seed(test));
	for_each_coherence(coherent) {
		struct device *dev = dma_test_device(test, coherent);
		struct dma_pool *pool = dma_pool_create("many", dev, 48, 16, 0);

		KUNIT_ASSERT_NOT_NULL(test, pool);
		for (unsigned int step = 0; step < 10 * MANY; step++) {
			unsigned int n = prandom_u32_state(&random) % MANY;

			if (b[n].va) {
				KUNIT_ASSERT_NULL(test, memchr_inv(b[n].va, (u8)n, 48));
				dma_pool_free(pool, b[n].va, b[n].dma);
				b[n].va = NULL;
			} else {
				b[n].va = dma_pool_zalloc(pool, GFP_KERNEL, &b[n].dma);
				if (!b[n].va)
					continue;
				KUNIT_ASSERT_NULL(test, memchr_inv(b[n].va, 0, 48));
				memset(b[n].va, (u8)n, 48);
			}
		}
		for (unsigned int n = 0; n < MANY; n++) {
			if (b[n].va)
				dma_pool_free(pool, b[n].va, b[n].dma);
			b[n].va = NULL;
		}
		dma_pool_destroy(pool);
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	}
}

static void pool_test_misuse(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dma_pool_create("misuse", dev, 96, 32, 0);
	struct dma_pool *other = dma_pool_create("other", dev, 96, 32, 0);
	unsigned long warned = warnings_seen();
	struct block a, b;

	ASSERT_OR(test, pool && other, (dma_pool_destroy(pool), dma_pool_destroy(other)));
	a.va = dma_pool_alloc(pool, GFP_KERNEL, &a.dma);
	b.va = dma_pool_alloc(other, GFP_KERNEL, &b.dma);
	if (a.va && b.va) {
		dma_pool_free(pool, a.va + 32, a.dma + 32);
		dma_pool_free(pool, a.va + 1, a.dma + 1);
		dma_pool_free(pool, a.va, a.dma + 96);
		dma_pool_free(pool, a.va + 96, a.dma + 96);	/* the block is not allocated */
		dma_pool_free(pool, b.va, b.dma);
		dma_pool_free(pool, NULL, 0);
		dma_pool_free(pool, &a, a.dma);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
		dma_pool_destroy(pool);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
		dma_pool_free(pool, a.va, a.dma);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
		dma_pool_free(pool, a.va, a.dma);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 9);
	} else {
		kunit_mark_skipped(test, "no memory");
		if (a.va)
			dma_pool_free(pool, a.va, a.dma);
	}
	if (b.va)
		dma_pool_free(other, b.va, b.dma);
	dma_pool_destroy(pool);
	dma_pool_destroy(other);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static void pool_test_managed(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dmam_pool_create("managed", dev, 64, 64, 0);
	struct dma_pool *early = dmam_pool_create("early", dev, 64, 64, 0);
	unsigned long warned = warnings_seen();
	dma_addr_t dma;
	void *va;

	KUNIT_ASSERT_TRUE(test, pool && early);
	dmam_pool_destroy(early);
	va = dma_pool_alloc(pool, GFP_KERNEL, &dma);
	KUNIT_ASSERT_NOT_NULL(test, va);
	dma_pool_free(pool, va, dma);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* ---- stacks of the CPUs ---------------------------------------------------------------------- */

/* Blocks that a function allocates or frees in an interrupt of this or another CPU. */
static struct {
	struct dma_pool *pool;
	struct block b[MANY];
	unsigned int nr;
} batch;

static void batch_alloc(void *unused)
{
	for (unsigned int n = 0; n < batch.nr; n++)
		batch.b[n].va = dma_pool_alloc(batch.pool, GFP_ATOMIC, &batch.b[n].dma);
}

static void batch_free(void *unused)
{
	for (unsigned int n = 0; n < batch.nr; n++)
		dma_pool_free(batch.pool, batch.b[n].va, batch.b[n].dma);
}

static void batch_both(void *unused)
{
	batch_alloc(NULL);
	batch_free(NULL);
}

static void batch_pair(void)
{
	batch_both(NULL);
}

static void pool_usage(const struct dma_pool_usage *usage, void *arg)
{
	*(struct dma_pool_usage *)arg = *usage;
}

/* Return the usage of the only pool of a device. */
static struct dma_pool_usage usage_of(struct device *dev)
{
	struct dma_pool_usage usage = { 0 };

	dma_pools_for_each(dev, pool_usage, &usage);
	return usage;
}

static unsigned int other_cpu(void)
{
	return (smp_processor_id() + 1) % num_online_cpus();
}

/*
 * Free all blocks of a pool on another CPU, which caches some of them.  This CPU can allocate all
 * of them again, although the pool does not grow.
 */
static void pool_test_other_cpu(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dma_pool_create("other-cpu", dev, 64, 64, 0);
	unsigned long warned = warnings_seen(), bytes;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	batch.pool = pool;
	batch.nr = PAGE_SIZE / 64;
	/* The first chunk becomes the home of the other CPU's stack. */
	smp_call_function_single(other_cpu(), batch_both, NULL, 1);
	batch_alloc(NULL);
	KUNIT_EXPECT_NOT_NULL(test, batch.b[batch.nr - 1].va);
	bytes = usage_of(dev).bytes;
	KUNIT_EXPECT_EQ(test, bytes, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage_of(dev).used, (unsigned long)batch.nr);
	for (unsigned int round = 0; round < 4; round++) {
		smp_call_function_single(other_cpu(), batch_free, NULL, 1);
		KUNIT_EXPECT_EQ(test, usage_of(dev).used, 0UL);
		batch_alloc(NULL);
		KUNIT_EXPECT_NOT_NULL(test, batch.b[batch.nr - 1].va);
		KUNIT_EXPECT_EQ(test, usage_of(dev).used, (unsigned long)batch.nr);
		KUNIT_EXPECT_EQ(test, usage_of(dev).bytes, bytes);
	}
	batch_free(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* Refuse a second free of a block in a CPU's stack, on the same and on another CPU. */
static void pool_test_cached_twice(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dma_pool_create("twice", dev, 64, 64, 0);
	unsigned long warned = warnings_seen();
	struct block again;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	batch.pool = pool;
	batch.nr = 1;
	/* An allocation on the other CPU makes the chunk the home of its stack. */
	smp_call_function_single(other_cpu(), batch_both, NULL, 1);
	batch_alloc(NULL);
	KUNIT_EXPECT_NOT_NULL(test, batch.b[0].va);
	dma_pool_free(pool, batch.b[0].va, batch.b[0].dma + 64);
	dma_pool_free(pool, batch.b[0].va + 4, batch.b[0].dma + 4);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	batch_free(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	batch_free(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	smp_call_function_single(other_cpu(), batch_free, NULL, 1);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	again.va = dma_pool_alloc(pool, GFP_KERNEL, &again.dma);
	batch_alloc(NULL);
	KUNIT_EXPECT_PTR_NE(test, again.va, batch.b[0].va);
	KUNIT_EXPECT_EQ(test, usage_of(dev).used, 2UL);
	dma_pool_free(pool, again.va, again.dma);
	batch_free(NULL);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* Allocate and free in interrupts while threads of this CPU have blocks of the same pool. */
static void pool_test_interrupt(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dma_pool_create("interrupt", dev, 100, 4, 0);

	KUNIT_ASSERT_NOT_NULL(test, pool);
	batch.pool = pool;
	batch.nr = 30;
	for (unsigned int round = 0; round < 20; round++) {
		struct block b;

		b.va = dma_pool_alloc(pool, GFP_KERNEL, &b.dma);
		KUNIT_EXPECT_NOT_NULL(test, b.va);
		call_in_interrupt(batch_pair);
		KUNIT_EXPECT_EQ(test, usage_of(dev).used, 1UL);
		dma_pool_free(pool, b.va, b.dma);
	}
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static const struct kunit_case pool_cases[] = {
	KUNIT_CASE(pool_test_shapes),
	KUNIT_CASE(pool_test_refused),
	KUNIT_CASE(pool_test_many),
	KUNIT_CASE(pool_test_misuse),
	KUNIT_CASE(pool_test_managed),
	KUNIT_CASE(pool_test_other_cpu),
	KUNIT_CASE(pool_test_cached_twice),
	KUNIT_CASE(pool_test_interrupt),
	{}
};

static struct kunit_suite dma_pool_suite = {
	.name = "dma_pool",
	.test_cases = pool_cases,
};
kunit_test_suite(dma_pool_suite);
