// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of streaming mappings: which memory can be mapped, which memory is refused, and whether
 * data survive cache maintenance.
 */

#include <internal/arch.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../warnings.h"

#define SIZE 1024

static const u8 constant[64];

static void expect_refused(struct kunit *test, struct device *dev, void *va, size_t size,
			   enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, va, size, dir);

	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), -ENOMEM);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
}

/*
 * Check that the CPU's data survive the cache maintenance of each step.  No device writes to the
 * buffer.
 */
static void check_data(struct kunit *test, struct device *dev, enum dma_data_direction dir)
{
	u8 *buffer = kmalloc(SIZE, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	memset(buffer, 0x11, SIZE);
	addr = dma_map_single(dev, buffer, SIZE, dir);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(buffer));
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1UL);
	dma_sync_single_for_cpu(dev, addr, SIZE, dir);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer, 0x11, SIZE));
	memset(buffer + 256, 0x22, 256);
	dma_sync_single_range_for_device(dev, addr, 256, 256, dir);
	dma_sync_single_range_for_cpu(dev, addr, 256, 256, dir);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer + 256, 0x22, 256));
	dma_unmap_single(dev, addr, SIZE, dir);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer, 0x11, 256));
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer + 256, 0x22, 256));
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer + 512, 0x11, SIZE - 512));
	kfree(buffer);
}

static void dma_test_data(struct kunit *test)
{
	static const enum dma_data_direction dirs[] = { DMA_BIDIRECTIONAL, DMA_TO_DEVICE,
							DMA_FROM_DEVICE };
	struct device *dev = dma_test_device(test, true);

	for (unsigned int i = 0; i < 3; i++) {
		dma_test_set_coherent(dev, true);
		check_data(test, dev, dirs[i]);
		dma_test_set_coherent(dev, false);
		if (maintained_line())
			check_data(test, dev, dirs[i]);
	}
}

static void dma_test_page(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = dma_map_page(dev, page, PAGE_SIZE + 128, 256, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, addr, page_to_phys(page) + PAGE_SIZE + 128);
	dma_unmap_page(dev, addr, 256, DMA_TO_DEVICE);
	__free_pages(page, 1);
}

static void dma_test_no_memory_for_dma(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	u8 *buffer = kmalloc(SIZE, GFP_KERNEL), *virtual = vmalloc(SIZE), local[64];
	dma_addr_t addr;

	if (!buffer || !virtual) {
		vfree(virtual);
		kfree(buffer);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	expect_refused(test, dev, buffer, 0, DMA_TO_DEVICE);
	expect_refused(test, dev, buffer, SIZE_MAX, DMA_TO_DEVICE);
	expect_refused(test, dev, buffer, -(size_t)buffer, DMA_TO_DEVICE);
	expect_refused(test, dev, virtual, SIZE, DMA_TO_DEVICE);
	expect_refused(test, dev, local, sizeof(local), DMA_TO_DEVICE);
	expect_refused(test, dev, (void *)constant, sizeof(constant), DMA_TO_DEVICE);
	expect_refused(test, dev, NULL, SIZE, DMA_TO_DEVICE);
	*dev->dma_mask = DMA_BIT_MASK(16);
	expect_refused(test, dev, buffer, SIZE, DMA_TO_DEVICE);
	/*
	 * The mask excludes the last byte of the buffer, so the buffer is copied to memory within
	 * the mask.
	 */
	*dev->dma_mask = virt_to_phys(buffer) + SIZE - 2;
	addr = dma_map_single(dev, buffer, SIZE, DMA_TO_DEVICE);
	if (!dma_mapping_error(dev, addr)) {
		KUNIT_EXPECT_TRUE(test, IS_ENABLED(CONFIG_SWIOTLB));
		KUNIT_EXPECT_LE(test, addr + SIZE - 1, *dev->dma_mask);
		dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE);
	}
	vfree(virtual);
	kfree(buffer);
}

/*
 * Test the macros that store the address and the length of a mapping for the unmap, and the
 * barriers around a descriptor.
 */
static void dma_test_kept(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct {
		DEFINE_DMA_UNMAP_ADDR(addr);
		DEFINE_DMA_UNMAP_LEN(len);
		u8 *buffer;
	} kept = { .buffer = kmalloc(SIZE, GFP_KERNEL) };
	struct {
		__le64 addr;
		__le32 len, own;
	} descriptor = { .own = 0 };
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, kept.buffer);
	addr = dma_map_single(dev, kept.buffer, SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_addr_set(&kept, addr, addr);
	dma_unmap_len_set(&kept, len, SIZE);
	descriptor.addr = cpu_to_le64(dma_unmap_addr(&kept, addr));
	descriptor.len = cpu_to_le32(dma_unmap_len(&kept, len));
	dma_wmb();
	WRITE_ONCE(descriptor.own, cpu_to_le32(1));
	dma_mb();
	KUNIT_EXPECT_EQ(test, le32_to_cpu(READ_ONCE(descriptor.own)), 1U);
	dma_rmb();
	KUNIT_EXPECT_EQ(test, le64_to_cpu(descriptor.addr), (u64)virt_to_phys(kept.buffer));
	dma_unmap_single(dev, dma_unmap_addr(&kept, addr), dma_unmap_len(&kept, len),
			 DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	kfree(kept.buffer);
}

/*
 * A buffer that the device writes must not share a cache line with other data.  A buffer that the
 * device only reads may share one.
 */
static void dma_test_shared_line(struct kunit *test)
{
	struct device *dev = dma_test_device(test, false);
	unsigned int line = maintained_line();
	u8 *buffer = kmalloc(SIZE, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	if (!line) {
		expect_refused(test, dev, buffer, SIZE, DMA_TO_DEVICE);
		kfree(buffer);
		return;
	}
	if (!IS_ENABLED(CONFIG_SWIOTLB)) {
		expect_refused(test, dev, buffer + 4, line, DMA_FROM_DEVICE);
		expect_refused(test, dev, buffer, line + 4, DMA_FROM_DEVICE);
		expect_refused(test, dev, buffer + line / 2, line / 2, DMA_BIDIRECTIONAL);
	}
	addr = dma_map_single(dev, buffer + 4, 9, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 9, DMA_TO_DEVICE);
	addr = dma_map_single(dev, buffer + line, line, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, line, DMA_FROM_DEVICE);
	dma_test_set_coherent(dev, true);
	addr = dma_map_single(dev, buffer + 4, 9, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 9, DMA_FROM_DEVICE);
	kfree(buffer);
}

static void dma_test_calls(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	u8 *buffer = kmalloc(SIZE, GFP_KERNEL);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	expect_refused(test, dev, buffer, SIZE, DMA_NONE);
	expect_refused(test, dev, buffer, SIZE, (enum dma_data_direction)7);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	dma_unmap_single(dev, virt_to_phys(buffer), SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, DMA_MAPPING_ERROR, SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, 0), 0);
	KUNIT_EXPECT_TRUE(test, is_power_of_2(dma_get_cache_alignment()));
	KUNIT_EXPECT_GE(test, dma_max_mapping_size(dev), PAGE_SIZE);
	kfree(buffer);
}

/* An unmap or a sync of memory that is not mapped does not change this memory. */
static void dma_test_foreign(struct kunit *test)
{
	struct device *dev = dma_test_device(test, !maintained_line());
	struct device *other = dma_test_device(test, !maintained_line());
	u8 *buffer = kmalloc(2 * SIZE, GFP_KERNEL);
	unsigned long warned = warnings_seen(), n = 0;
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	memset(buffer, 0x33, 2 * SIZE);
	addr = dma_map_single(dev, buffer, SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	memset(buffer + SIZE, 0x44, SIZE);
	/*
	 * Unmap a range beyond the end of RAM, a range whose end wraps around, and an empty range.
	 */
	dma_unmap_single(dev, addr, 1UL << 40, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, SIZE_MAX, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, 0, DMA_FROM_DEVICE);
	dma_unmap_single(dev, 1UL << 50, SIZE, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, addr, 1UL << 40, DMA_FROM_DEVICE);
	dma_sync_single_for_device(dev, 1UL << 50, SIZE, DMA_FROM_DEVICE);
	dma_unmap_single(other, addr, SIZE, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(other, addr, SIZE, DMA_FROM_DEVICE);
	n = 8;
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n);
	if (dma_debug_on()) {
		dma_unmap_single(dev, addr, 2 * SIZE, DMA_FROM_DEVICE);
		dma_unmap_single(dev, addr, SIZE / 2, DMA_FROM_DEVICE);
		dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE);
		dma_unmap_single(dev, addr + 64, SIZE - 64, DMA_FROM_DEVICE);
		dma_unmap_single(dev, addr + SIZE, SIZE, DMA_FROM_DEVICE);
		dma_sync_single_for_cpu(dev, addr, 2 * SIZE, DMA_FROM_DEVICE);
		dma_sync_single_for_cpu(dev, addr + SIZE, 64, DMA_FROM_DEVICE);
		n += 7;
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer + SIZE, 0x44, SIZE));
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1UL);
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	kfree(buffer);
}

static void dma_test_high_memory(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct page *page = alloc_pages(GFP_HIGHUSER_MOVABLE, 1);
	unsigned long warned = warnings_seen();
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_pages(page, 1);
		kunit_skip(test, "no high memory");
	}
	addr = dma_map_page(dev, page, 100, PAGE_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, addr, page_to_phys(page) + 100);
	dma_sync_single_for_cpu(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	addr = dma_map_page(dev, page, 0, 0, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, addr, DMA_MAPPING_ERROR);
	dma_test_set_coherent(dev, false);
	/* The page has no linear address for cache maintenance, so it is copied. */
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	if (IS_ENABLED(CONFIG_SWIOTLB) && dev->dma_reach.line) {
		KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
		KUNIT_EXPECT_NE(test, addr, page_to_phys(page));
		dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	} else {
		KUNIT_EXPECT_EQ(test, addr, DMA_MAPPING_ERROR);
	}
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	dma_test_set_coherent(dev, true);
	__free_pages(page, 1);
}

static const struct kunit_case streaming_cases[] = {
	KUNIT_CASE(dma_test_data),
	KUNIT_CASE(dma_test_page),
	KUNIT_CASE(dma_test_no_memory_for_dma),
	KUNIT_CASE(dma_test_shared_line),
	KUNIT_CASE(dma_test_kept),
	KUNIT_CASE(dma_test_calls),
	KUNIT_CASE(dma_test_foreign),
	KUNIT_CASE(dma_test_high_memory),
	{}
};

static struct kunit_suite dma_streaming_suite = {
	.name = "dma_streaming",
	.test_cases = streaming_cases,
};
kunit_test_suite(dma_streaming_suite);
