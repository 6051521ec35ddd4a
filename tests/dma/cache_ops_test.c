// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of a table of cache maintenance operations.  The cases replace the machine's table by a
 * table that records each call and forwards it to the machine's operations.
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/dma_cache.h>
#ifdef CONFIG_RISCV
#include <asm/dma-noncoherent.h>
#endif

#include "mm/dma/dma.h"
#include "dma_test.h"

#define MAX_CALLS	8

enum op { CLEAN, INVALIDATE, FLUSH };

struct call {
	enum op op;
	phys_addr_t pa;
	size_t size;
};

/*
 * The table of cache operations of the machine.  NULL if the machine uses CPU instructions or has
 * no cache maintenance.
 */
static const struct dma_cache_ops *machine;
static struct call calls[MAX_CALLS];
static unsigned int nr_calls;

static void record(enum op op, phys_addr_t pa, size_t size)
{
	if (nr_calls < MAX_CALLS)
		calls[nr_calls] = (struct call){ op, pa, size };
	nr_calls++;
}

static void count_clean(phys_addr_t pa, size_t size)
{
	record(CLEAN, pa, size);
	if (machine)
		machine->clean(pa, size);
	else if (arch_dcache_line())
		arch_dcache_clean((unsigned long)__va(pa), size);
}

static void count_invalidate(phys_addr_t pa, size_t size)
{
	record(INVALIDATE, pa, size);
	if (machine)
		machine->invalidate(pa, size);
	else if (arch_dcache_line())
		arch_dcache_invalidate((unsigned long)__va(pa), size);
}

static void count_flush(phys_addr_t pa, size_t size)
{
	record(FLUSH, pa, size);
	if (machine)
		machine->flush(pa, size);
	else if (arch_dcache_line())
		arch_dcache_flush((unsigned long)__va(pa), size);
}

#define COUNTING(bytes, by_linear)						\
	{ .name = "a test", .line = bytes, .linear = by_linear, .clean = count_clean,	\
	  .invalidate = count_invalidate, .flush = count_flush }

static const struct dma_cache_ops counting = COUNTING(64, false), wide = COUNTING(256, false),
				  linear = COUNTING(64, true);

/*
 * Install a table before the first case.  Installing it patches branches, which allocates memory,
 * and a case may let allocations fail.
 */
static int cache_ops_suite_init(struct kunit_suite *suite)
{
	machine = dma_cache_replace(&counting);
	return 0;
}

static void cache_ops_suite_exit(struct kunit_suite *suite)
{
	dma_cache_replace(machine);
}

static void use_counting(void *unused)
{
	dma_cache_replace(&counting);
}

static void use(struct kunit *test, const struct dma_cache_ops *ops)
{
	dma_cache_replace(ops);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, use_counting, NULL), 0);
	nr_calls = 0;
}

/* Install the table @ops, and create a device, which then uses the line size of the table. */
static struct device *device_with(struct kunit *test, const struct dma_cache_ops *ops)
{
	struct device *dev;

	use(test, ops);
	dev = dma_test_device(test, false);
	nr_calls = 0;
	return dev;
}

static void expect_calls(struct kunit *test, unsigned int n, const struct call *wanted)
{
	KUNIT_EXPECT_EQ(test, nr_calls, n);
	for (unsigned int i = 0; i < min3(n, nr_calls, MAX_CALLS); i++) {
		KUNIT_EXPECT_EQ(test, calls[i].op, wanted[i].op);
		KUNIT_EXPECT_EQ(test, calls[i].pa, wanted[i].pa);
		KUNIT_EXPECT_EQ(test, calls[i].size, wanted[i].size);
	}
	nr_calls = 0;
}

#define EXPECT_CALLS(test, ...)								\
	expect_calls(test, sizeof((const struct call[]){ __VA_ARGS__ }) / sizeof(struct call),	\
		     (const struct call[]){ __VA_ARGS__ })

static u8 *buffer_of(struct kunit *test, size_t size)
{
	u8 *buffer = kunit_kmalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	return buffer;
}

/*
 * Each transfer of ownership calls at most one operation, for exactly the bytes of the transfer.
 */
static void cache_ops_test_mappings(struct kunit *test)
{
	struct device *dev;
	u8 *buffer = buffer_of(test, 2048);
	phys_addr_t pa = __pa(buffer);
	dma_addr_t addr;

	dev = device_with(test, &counting);
	addr = dma_map_single(dev, buffer, 1024, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_CALLS(test, { CLEAN, pa, 1024 });
	dma_sync_single_for_device(dev, addr, 100, DMA_TO_DEVICE);
	EXPECT_CALLS(test, { CLEAN, pa, 100 });
	dma_unmap_single(dev, addr, 1024, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, nr_calls, 0U);
	addr = dma_map_single(dev, buffer, 1024, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_CALLS(test, { CLEAN, pa, 1024 });
	dma_unmap_single(dev, addr, 1024, DMA_FROM_DEVICE);
	EXPECT_CALLS(test, { INVALIDATE, pa, 1024 });
}

/* Map and sync a buffer and a scatterlist, and return the number of operations called. */
static unsigned int calls_of(struct kunit *test, struct device *dev, u8 *buffer)
{
	struct scatterlist sg;
	dma_addr_t addr;

	nr_calls = 0;
	addr = dma_map_single(dev, buffer, 1024, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	if (addr == DMA_MAPPING_ERROR)
		return 0;
	dma_sync_single_for_cpu(dev, addr, 1024, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(dev, addr, 1024, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, addr, 1024, DMA_BIDIRECTIONAL);
	sg_init_one(&sg, buffer, 1024);
	if (dma_map_sg(dev, &sg, 1, DMA_FROM_DEVICE) == 1) {
		dma_sync_sg_for_cpu(dev, &sg, 1, DMA_FROM_DEVICE);
		dma_sync_sg_for_device(dev, &sg, 1, DMA_FROM_DEVICE);
		dma_unmap_sg(dev, &sg, 1, DMA_FROM_DEVICE);
	}
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	return nr_calls;
}

/* A driver may change the coherence of a device after it has set the DMA mask. */
static void cache_ops_test_assigned(struct kunit *test)
{
	struct device *dev;
	u8 *buffer = buffer_of(test, 2048);

	dev = device_with(test, &counting);
	KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 8U);
	for (int round = 0; round < 2; round++) {
		dev_set_dma_coherent(dev);
		KUNIT_EXPECT_TRUE(test, dev_dma_coherent(dev));
		KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 0U);
		dev_assign_dma_coherent(dev, false);
		KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 8U);
	}
	/*
	 * Assign the member dma_coherent directly, before and after dma_set_mask(), which reads the
	 * member.
	 */
	dev->dma_coherent = true;
	KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 0U);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 0U);
	dev->dma_coherent = false;
	KUNIT_EXPECT_EQ(test, calls_of(test, dev, buffer), 8U);
}

/*
 * A sync of a part of a mapping flushes the first and the last cache line of the part, because the
 * CPU may have written to the rest of these lines.
 */
static void cache_ops_test_part(struct kunit *test)
{
	struct device *dev;
	u8 *buffer = buffer_of(test, 2048);
	phys_addr_t pa = __pa(buffer);
	dma_addr_t addr;

	dev = device_with(test, &counting);
	addr = dma_map_single(dev, buffer, 1024, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	nr_calls = 0;
	dma_sync_single_for_cpu(dev, addr + 16, 200, DMA_BIDIRECTIONAL);
	EXPECT_CALLS(test, { FLUSH, pa + 16, 1 }, { FLUSH, pa + 216, 1 },
		     { INVALIDATE, pa + 64, 128 });
	dma_unmap_single_attrs(dev, addr, 1024, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_EXPECT_EQ(test, nr_calls, 0U);
}

/*
 * The line size of the table counts as the line size of the machine: a buffer that shares a line of
 * this size with other data is copied.
 */
static void cache_ops_test_line(struct kunit *test)
{
	struct device *dev;
	u8 *buffer = buffer_of(test, 2048);
	dma_addr_t addr;

	if (!IS_ENABLED(CONFIG_SWIOTLB))
		kunit_skip(test, "nothing is copied");
	dev = device_with(test, &wide);
	KUNIT_EXPECT_EQ(test, dma_get_cache_alignment(), 256);
	addr = dma_map_single(dev, buffer, 512, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 512, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_copied, 0UL);
	addr = dma_map_single(dev, buffer + 64, 512, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 512, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_copied, 1UL);
}

/*
 * If cache operations need addresses of the linear map, memory must not be unmapped from the linear
 * map, so memory cannot be mapped uncached.
 */
static void cache_ops_test_linear(struct kunit *test)
{
	phys_addr_t pa = __pa(buffer_of(test, 64));
	bool uncached = arch_has_uncached();
	char byte;

	use(test, &counting);
	KUNIT_EXPECT_EQ(test, can_map_uncached(), uncached);
	dma_cache_drop((unsigned long)&byte, pa, 64);
	EXPECT_CALLS(test, { FLUSH, pa, 64 });
	dma_cache_drop((unsigned long)&byte, memblock_end_of_DRAM(), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, nr_calls, 0U);
	/* The operations of the test need a linear address, so high memory is not maintained. */
	if (is_linear_addr(__va(memblock_end_of_DRAM() - 1))) {
		dma_cache_drop((unsigned long)&byte, memblock_end_of_DRAM() - 64, PAGE_SIZE);
		EXPECT_CALLS(test, { FLUSH, memblock_end_of_DRAM() - 64, 64 });
	}
	dma_cache_replace(&linear);
	KUNIT_EXPECT_FALSE(test, can_map_uncached());
	dma_cache_drop((unsigned long)&byte, pa, 64);
	KUNIT_EXPECT_EQ(test, nr_calls, 0U);
}

static void cache_ops_test_refused(struct kunit *test)
{
	static const unsigned int lines[] = { 0, 8, 48, 2 * PAGE_SIZE };
	struct dma_cache_ops bad;

	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++) {
		bad = counting;
		bad.line = lines[i];
		KUNIT_EXPECT_EQ(test, dma_cache_register(&bad), -EINVAL);
	}
	for (unsigned int i = 0; i < 3; i++) {
		bad = counting;
		*(i == 0 ? &bad.clean : i == 1 ? &bad.invalidate : &bad.flush) = NULL;
		KUNIT_EXPECT_EQ(test, dma_cache_register(&bad), -EINVAL);
	}
	use(test, &counting);
	KUNIT_EXPECT_FALSE(test, dma_cache_wanted());
	KUNIT_EXPECT_EQ(test, dma_cache_register(&wide), -EBUSY);
	KUNIT_EXPECT_EQ(test, dma_get_cache_alignment(), 64);
}

#ifdef CONFIG_RISCV
/*
 * Register operations through Linux's interface riscv_noncoherent_register_cache_ops(), on a
 * machine that has no other operations.
 */
static void cache_ops_test_nonstd(struct kunit *test)
{
	static const struct riscv_nonstd_cache_ops ops = {
		.wback = count_clean, .inv = count_invalidate, .wback_inv = count_flush,
	}, none = { .wback = count_clean, .inv = count_invalidate };
	struct device *dev;
	u8 *buffer = buffer_of(test, 1024);
	const struct dma_cache_ops *table;
	dma_addr_t addr;

	dev = device_with(test, NULL);
	riscv_noncoherent_register_cache_ops(&none);
	KUNIT_EXPECT_NULL(test, dma_cache_replace(NULL));
	riscv_noncoherent_register_cache_ops(&ops);
	dma_reach_changed(dev);
	nr_calls = 0;
	addr = dma_map_single(dev, buffer, 1024, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, 1024, DMA_FROM_DEVICE);
	table = dma_cache_replace(NULL);
	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_EXPECT_EQ(test, table->line, arch_dcache_line() ?: 64U);
	KUNIT_EXPECT_TRUE(test, table->linear);
	kfree(table);
	EXPECT_CALLS(test, { CLEAN, __pa(buffer), 1024 }, { INVALIDATE, __pa(buffer), 1024 });
}
#endif

static const struct kunit_case cache_ops_cases[] = {
	KUNIT_CASE(cache_ops_test_mappings),
	KUNIT_CASE(cache_ops_test_assigned),
	KUNIT_CASE(cache_ops_test_part),
	KUNIT_CASE(cache_ops_test_line),
	KUNIT_CASE(cache_ops_test_linear),
	KUNIT_CASE(cache_ops_test_refused),
#ifdef CONFIG_RISCV
	KUNIT_CASE(cache_ops_test_nonstd),
#endif
	{}
};

static struct kunit_suite cache_ops_suite = {
	.name = "dma_cache_ops",
	.suite_init = cache_ops_suite_init,
	.suite_exit = cache_ops_suite_exit,
	.test_cases = cache_ops_cases,
};
kunit_test_suite(cache_ops_suite);
