// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of a correct driver, and of driver mistakes that have an effect only if devices are not
 * coherent.  The cases need the copying device of the host port, and quarry.elf -noncoherent.
 */

#include <internal/dma.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../warnings.h"

#define COPY_FROM	0
#define COPY_TO		8
#define COPY_SIZE	16
#define COPY_RESULT	24
#define SIZE		2048
#define ROUNDS		200

enum mistake {
	NO_MISTAKE,
	NO_CLEAN_OF_SOURCE,		/* the device reads the previous contents */
	NO_CLEAN_OF_TARGET,		/* evicted dirty lines overwrite the device's data */
	NO_INVALIDATE_OF_TARGET,	/* the CPU reads the previous contents */
};

struct copy {
	struct device *dev;
	void __iomem *regs;
	u8 *source, *target;
	struct rnd_state random;
};

static void unmap_regs(void *regs)
{
	iounmap((void __iomem *)regs);
}

static void start(struct kunit *test, struct copy *copy)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "quarry,host-copy");

	if (!np || of_dma_is_coherent(np))
		kunit_skip(test, "this machine has no device that copies and is not coherent");
	copy->dev = dma_test_device(test, false);
	copy->regs = of_iomap(np, 0);
	KUNIT_ASSERT_NOT_NULL(test, copy->regs);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, unmap_regs, (__force void *)copy->regs), 0);
	copy->source = kunit_kmalloc(test, SIZE, GFP_KERNEL);
	copy->target = kunit_kmalloc(test, SIZE, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, copy->source && copy->target);
	prandom_seed_state(&copy->random, kunit_seed(test));
}

static bool run_some(struct copy *copy, dma_addr_t from, dma_addr_t to, size_t size)
{
	writeq(from, copy->regs + COPY_FROM);
	writeq(to, copy->regs + COPY_TO);
	writeq(size, copy->regs + COPY_SIZE);
	return readq(copy->regs + COPY_RESULT);
}

static bool run(struct copy *copy, dma_addr_t from, dma_addr_t to)
{
	return run_some(copy, from, to, SIZE);
}

/*
 * Copy the source to the target with the device.  Returns true if the target then has the contents
 * of the source.
 */
static bool transfer(struct copy *copy, enum mistake mistake)
{
	unsigned long skip = DMA_ATTR_SKIP_CPU_SYNC;
	dma_addr_t from, to;
	bool done;

	prandom_bytes_state(&copy->random, copy->source, SIZE);
	prandom_bytes_state(&copy->random, copy->target, SIZE);
	from = dma_map_single_attrs(copy->dev, copy->source, SIZE, DMA_TO_DEVICE,
				    mistake == NO_CLEAN_OF_SOURCE ? skip : 0);
	to = dma_map_single_attrs(copy->dev, copy->target, SIZE, DMA_FROM_DEVICE,
				  mistake == NO_CLEAN_OF_TARGET ? skip : 0);
	if (dma_mapping_error(copy->dev, from) || dma_mapping_error(copy->dev, to))
		return false;
	done = run(copy, from, to) && run(copy, from, to);
	dma_unmap_single(copy->dev, from, SIZE, DMA_TO_DEVICE);
	dma_unmap_single_attrs(copy->dev, to, SIZE, DMA_FROM_DEVICE,
			       mistake == NO_INVALIDATE_OF_TARGET ? skip : 0);
	return done && !memcmp(copy->source, copy->target, SIZE);
}

static unsigned int failures(struct copy *copy, enum mistake mistake)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ROUNDS; i++)
		n += !transfer(copy, mistake);
	return n;
}

static void cache_test_right(struct kunit *test)
{
	struct copy copy;

	start(test, &copy);
	KUNIT_EXPECT_EQ(test, failures(&copy, NO_MISTAKE), 0U);
}

static void cache_test_no_clean_of_source(struct kunit *test)
{
	struct copy copy;

	start(test, &copy);
	KUNIT_EXPECT_GT(test, failures(&copy, NO_CLEAN_OF_SOURCE), 0U);
}

static void cache_test_no_clean_of_target(struct kunit *test)
{
	struct copy copy;

	start(test, &copy);
	KUNIT_EXPECT_GT(test, failures(&copy, NO_CLEAN_OF_TARGET), 0U);
}

static void cache_test_no_invalidate(struct kunit *test)
{
	struct copy copy;

	start(test, &copy);
	KUNIT_EXPECT_GT(test, failures(&copy, NO_INVALIDATE_OF_TARGET), 0U);
}

/*
 * Map the buffers once, and make ROUNDS transfers, with syncs around each transfer if @sync is
 * true.  Returns the number of transfers with wrong results.
 */
static unsigned int sync_failures(struct copy *copy, bool sync)
{
	dma_addr_t from = dma_map_single(copy->dev, copy->source, SIZE, DMA_TO_DEVICE);
	dma_addr_t to = dma_map_single(copy->dev, copy->target, SIZE, DMA_FROM_DEVICE);
	unsigned int n = 0;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (sync)
			dma_sync_single_for_cpu(copy->dev, from, SIZE, DMA_TO_DEVICE);
		prandom_bytes_state(&copy->random, copy->source, SIZE);
		if (sync)
			dma_sync_single_for_device(copy->dev, from, SIZE, DMA_TO_DEVICE);
		n += !run(copy, from, to);
		if (sync)
			dma_sync_single_for_cpu(copy->dev, to, SIZE, DMA_FROM_DEVICE);
		n += !dma_test_same(copy->source, copy->target, SIZE);
		if (sync)
			dma_sync_single_for_device(copy->dev, to, SIZE, DMA_FROM_DEVICE);
	}
	dma_unmap_single(copy->dev, from, SIZE, DMA_TO_DEVICE);
	dma_unmap_single(copy->dev, to, SIZE, DMA_FROM_DEVICE);
	return n;
}

static void cache_test_sync(struct kunit *test)
{
	struct copy copy;
	unsigned long before;

	start(test, &copy);
	KUNIT_EXPECT_EQ(test, sync_failures(&copy, true), 0U);
	before = warnings_seen();
	KUNIT_EXPECT_GT(test, sync_failures(&copy, false), 0U);
	/* CONFIG_DMA_API_DEBUG may add one report */
	KUNIT_EXPECT_LE(test, warnings_seen(), before + 1);
}

/*
 * A buffer that the device only reads may start and end anywhere in a cache line, because each line
 * of the buffer is cleaned.
 */
static void cache_test_edges(struct kunit *test)
{
	unsigned int wrong = 0;
	struct copy copy;
	dma_addr_t to;

	start(test, &copy);
	to = dma_map_single(copy.dev, copy.target, SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(copy.dev, to), 0);
	for (unsigned int i = 0; i < 10 * ROUNDS; i++) {
		u32 offset = prandom_u32_state(&copy.random) % 256;
		size_t size = 1 + prandom_u32_state(&copy.random) % 256;
		dma_addr_t from;

		prandom_bytes_state(&copy.random, copy.source + offset, size);
		from = dma_map_single(copy.dev, copy.source + offset, size, DMA_TO_DEVICE);
		wrong += dma_mapping_error(copy.dev, from) || !run_some(&copy, from, to, size);
		dma_unmap_single(copy.dev, from, size, DMA_TO_DEVICE);
		dma_sync_single_for_cpu(copy.dev, to, size, DMA_FROM_DEVICE);
		wrong += memcmp(copy.source + offset, copy.target, size) != 0;
		dma_sync_single_for_device(copy.dev, to, size, DMA_FROM_DEVICE);
	}
	dma_unmap_single(copy.dev, to, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

/* Coherent memory needs no sync calls. */
static void cache_test_coherent(struct kunit *test)
{
	struct copy copy;
	dma_addr_t from, to;
	u8 *source, *target;

	start(test, &copy);
	if (!can_map_uncached())
		kunit_skip(test, "this machine cannot map memory uncached");
	source = dma_alloc_coherent(copy.dev, SIZE, &from, GFP_KERNEL);
	target = dma_alloc_coherent(copy.dev, SIZE, &to, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, source && target);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		prandom_bytes_state(&copy.random, source, SIZE);
		prandom_bytes_state(&copy.random, target, SIZE);
		KUNIT_ASSERT_TRUE(test, run(&copy, from, to));
		KUNIT_ASSERT_EQ(test, memcmp(source, target, SIZE), 0);
	}
	dma_free_coherent(copy.dev, SIZE, source, from);
	dma_free_coherent(copy.dev, SIZE, target, to);
}

static const struct kunit_case cache_cases[] = {
	KUNIT_CASE(cache_test_right),
	KUNIT_CASE(cache_test_no_clean_of_source),
	KUNIT_CASE(cache_test_no_clean_of_target),
	KUNIT_CASE(cache_test_no_invalidate),
	KUNIT_CASE(cache_test_sync),
	KUNIT_CASE(cache_test_edges),
	KUNIT_CASE(cache_test_coherent),
	{}
};

static struct kunit_suite dma_cache_suite = {
	.name = "dma_cache",
	.test_cases = cache_cases,
};
kunit_test_suite(dma_cache_suite);
