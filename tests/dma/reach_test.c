// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the memory that a device can access: masks, bus windows, and devices without a bus. */

#include <internal/dma.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/of_address.h>
#include <linux/slab.h>

#include "../assert_or.h"
#include "dma_test.h"

/* Return the lowest address of RAM that firmware has not reserved. */
static phys_addr_t first_page(void)
{
	phys_addr_t start, end;
	u64 i;

	for_each_mem_range(i, &start, &end)
		return start;
	return 0;
}

static void dma_test_masks(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	u64 first = first_page(), last = memblock_end_of_DRAM() - 1;
	u64 required = dma_get_required_mask(dev);

	KUNIT_EXPECT_GE(test, required, last);
	KUNIT_EXPECT_LT(test, required / 2, last);
	KUNIT_EXPECT_EQ(test, required & (required + 1), 0ULL);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, required), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), required);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, first - 1), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, first + PAGE_SIZE - 2), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), required);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, first + PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, DMA_BIT_MASK(64));
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(12)), -EIO);
	dev->dma_mask = NULL;
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(64));
}

/* Each byte of RAM has a bus address that differs from its CPU address. */
static void dma_test_translated(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	u64 start = first_page(), size = memblock_end_of_DRAM() - start, bus = SZ_1M;
	u8 *buffer = kmalloc(256, GFP_KERNEL);
	dma_addr_t addr;
	void *va;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	ASSERT_OR(test,
		  dma_test_windows_are(dev, 1, (&(struct bus_dma_region){ start, bus, size })),
		  kfree(buffer));
	addr = dma_map_single(dev, buffer, 256, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(buffer) - start + bus);
	dma_unmap_single(dev, addr, 256, DMA_BIDIRECTIONAL);
	kfree(buffer);
	va = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(va) - start + bus);
	dma_free_coherent(dev, PAGE_SIZE, va, addr);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	/* The mask limits bus addresses, not CPU addresses. */
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, bus + PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, bus + PAGE_SIZE - 2), -EIO);
	KUNIT_EXPECT_GE(test, dma_get_required_mask(dev), bus + size - 1);
	KUNIT_EXPECT_LT(test, dma_get_required_mask(dev) / 2, bus + size - 1);
}

/*
 * The device has two windows of one page each, and a larger window without RAM.  A buffer that is
 * not completely inside one window is refused.
 */
static void dma_test_windows(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct page *pages = alloc_pages(GFP_KERNEL, 2);
	phys_addr_t pa;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	pa = page_to_phys(pages);
	va = page_address(pages);
	ASSERT_OR(test, dma_test_windows_are(dev, 3, ((struct bus_dma_region[]){
		{ pa, 0x7000000, PAGE_SIZE }, { pa + 2 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE },
		{ memblock_end_of_DRAM(), SZ_1G, SZ_1G } })),
		__free_pages(pages, 2));
	KUNIT_EXPECT_LE(test, dev->dma_reach.size, PAGE_SIZE);
#define MAP(offset, size) dma_map_single(dev, va + (offset), size, DMA_TO_DEVICE)
	KUNIT_EXPECT_EQ(test, MAP(0, PAGE_SIZE), 0x7000000ULL);
	KUNIT_EXPECT_EQ(test, MAP(2 * PAGE_SIZE + 8, 8), PAGE_SIZE + 8ULL);
	KUNIT_EXPECT_EQ(test, MAP(3 * PAGE_SIZE - 1, 1), 2ULL * PAGE_SIZE - 1);
	KUNIT_EXPECT_EQ(test, MAP(PAGE_SIZE, 8), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, MAP(PAGE_SIZE - 1, 2), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, MAP(0, PAGE_SIZE + 1), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, MAP(3 * PAGE_SIZE, 1), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 3UL);
	dma_unmap_single(dev, 0x7000000, PAGE_SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, PAGE_SIZE + 8, 8, DMA_TO_DEVICE);
	dma_unmap_single(dev, 2 * PAGE_SIZE - 1, 1, DMA_TO_DEVICE);
#undef MAP
	__free_pages(pages, 2);
}

/* A device whose windows contain no memory supports no mask, and gets no memory. */
static void dma_test_no_window(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	u64 end = memblock_end_of_DRAM();
	dma_addr_t handle;

	KUNIT_ASSERT_NOT_NULL(
		test, dma_test_windows_are(dev, 1, (&(struct bus_dma_region){ end, 0, SZ_1G })));
	KUNIT_EXPECT_EQ(test, dma_supported(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), -EIO);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static void dma_test_root_device(struct kunit *test)
{
	struct device *dev = root_device_register("root-test");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_STREQ(test, dev_name(dev), "root-test");
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, DMA_BIT_MASK(32));
	KUNIT_EXPECT_NULL(test, dev->dma_range_map);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	root_device_unregister(dev);
}

static const struct kunit_case reach_cases[] = {
	KUNIT_CASE(dma_test_masks),
	KUNIT_CASE(dma_test_translated),
	KUNIT_CASE(dma_test_windows),
	KUNIT_CASE(dma_test_no_window),
	KUNIT_CASE(dma_test_root_device),
	{}
};

static struct kunit_suite dma_reach_suite = {
	.name = "dma_reach",
	.test_cases = reach_cases,
};
kunit_test_suite(dma_reach_suite);
