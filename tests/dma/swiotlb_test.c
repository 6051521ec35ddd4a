// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of bounce buffers: a mapping is copied if the device cannot access the memory, if the
 * buffer shares a cache line, or if it is in high memory.  The CPU acts as the device, and writes
 * to memory at bus addresses.
 */

#include <internal/arch.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "mm/dma/dma.h"
#include "mm/debug/tools.h"
#include "dma_test.h"
#include "../expect.h"

#define SIZE	PAGE_SIZE

/* Return a device that can access all RAM except the @size bytes from @page. */
static struct device *short_device(struct kunit *test, struct page *page, size_t size)
{
	struct device *dev = dma_test_device(test, true);

	KUNIT_ASSERT_TRUE(test, dma_test_leave_out(dev, page, size));
	return dev;
}

static void free_page_of(void *page)
{
	__free_pages(page, 2);
}

/* Return four pages, which are freed when the case ends. */
static struct page *pages_for(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_page_of, page), 0);
	return page;
}

static u8 *at_bus(struct device *dev, dma_addr_t addr)
{
	return __va(dma_to_phys(dev, addr));
}

static void device_writes(struct device *dev, dma_addr_t addr, u8 value, size_t size)
{
	memset(at_bus(dev, addr), value, size);
	if (maintained_line())
		dma_cache_flush((unsigned long)at_bus(dev, addr), size);
}

static unsigned long slots_used(void)
{
	struct swiotlb_usage usage;

	swiotlb_usage(NULL, &usage);
	return usage.used;
}

static void swiotlb_test_directions(struct kunit *test)
{
	static const enum dma_data_direction dirs[] = { DMA_BIDIRECTIONAL, DMA_TO_DEVICE,
							DMA_FROM_DEVICE };
	struct page *page = pages_for(test);
	struct device *dev = short_device(test, page, 4 * SIZE);
	u8 *va = page_address(page);
	unsigned long used = slots_used();

	for (unsigned int i = 0; i < 3; i++) {
		bool back = dirs[i] != DMA_TO_DEVICE;
		dma_addr_t addr;

		memset(va, 0x11, 4 * SIZE);
		addr = dma_map_single(dev, va + 100, 1500, dirs[i]);
		KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
		KUNIT_EXPECT_PTR_NE(test, at_bus(dev, addr), va + 100);
		KUNIT_EXPECT_EQ(test, slots_used(), used + 1);
		KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr), 0x11, 1500));
		/* Sync a part of the mapping in both directions. */
		device_writes(dev, addr, 0x22, 1500);
		dma_sync_single_for_cpu(dev, addr + 500, 100, dirs[i]);
		KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x11, 600));
		KUNIT_EXPECT_TRUE(test, dma_test_all(va + 600, back ? 0x22 : 0x11, 100));
		KUNIT_EXPECT_TRUE(test, dma_test_all(va + 700, 0x11, 900));
		memset(va + 600, 0x33, 10);
		dma_sync_single_for_device(dev, addr + 500, 10, dirs[i]);
		KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr) + 500,
					    dirs[i] == DMA_FROM_DEVICE ? 0x22 : 0x33, 10));
		KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr) + 510, 0x22, 990));
		dma_unmap_single(dev, addr, 1500, dirs[i]);
		KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x11, 100));
		KUNIT_EXPECT_TRUE(test, dma_test_all(va + 100, back ? 0x22 : 0x11, 500));
		KUNIT_EXPECT_TRUE(test, dma_test_all(va + 610, back ? 0x22 : 0x11, 990));
		KUNIT_EXPECT_TRUE(test, dma_test_all(va + 1600, 0x11, 4 * SIZE - 1600));
		KUNIT_EXPECT_EQ(test, slots_used(), used);
		KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
		KUNIT_EXPECT_EQ(test, dev->dma_copied, i + 1UL);
	}
}

/* Bytes that the device does not write do not change. */
static void swiotlb_test_short_write(struct kunit *test)
{
	struct page *page = pages_for(test);
	struct device *dev = short_device(test, page, 4 * SIZE);
	u8 *va = page_address(page);
	dma_addr_t addr;

	memset(va, 0x11, SIZE);
	addr = dma_map_page(dev, page, 0, SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	device_writes(dev, addr, 0x22, 64);
	dma_unmap_page(dev, addr, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x22, 64));
	KUNIT_EXPECT_TRUE(test, dma_test_all(va + 64, 0x11, SIZE - 64));
	/* With DMA_ATTR_SKIP_CPU_SYNC, the unmap does not copy data back. */
	addr = dma_map_page(dev, page, 0, SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	device_writes(dev, addr, 0x33, SIZE);
	dma_unmap_page_attrs(dev, addr, SIZE, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x22, 64));
}

/* A buffer of a non-coherent device is copied if it shares its cache lines with other data. */
static void swiotlb_test_lines(struct kunit *test)
{
	struct device *dev = dma_test_device(test, false);
	u8 *va = page_address(pages_for(test));
	unsigned int line = maintained_line();
	dma_addr_t addr;

	if (!line)
		kunit_skip(test, "no cache maintenance");
	memset(va, 0x11, SIZE);
	addr = dma_map_single(dev, va + 4, 1500, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_PTR_NE(test, at_bus(dev, addr), va + 4);
	memset(va, 0x44, 4);
	memset(va + 1504, 0x44, 4);
	device_writes(dev, addr, 0x22, 1500);
	dma_unmap_single(dev, addr, 1500, DMA_FROM_DEVICE);
	KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x44, 4));
	KUNIT_EXPECT_TRUE(test, dma_test_all(va + 4, 0x22, 1500));
	KUNIT_EXPECT_TRUE(test, dma_test_all(va + 1504, 0x44, 4));
	/* A buffer that the device only reads is not copied. */
	addr = dma_map_single(dev, va + 4, 1500, DMA_TO_DEVICE);
	KUNIT_EXPECT_PTR_EQ(test, at_bus(dev, addr), va + 4);
	dma_unmap_single(dev, addr, 1500, DMA_TO_DEVICE);
	addr = dma_map_single(dev, va + line, 4 * line, DMA_FROM_DEVICE);
	KUNIT_EXPECT_PTR_EQ(test, at_bus(dev, addr), va + line);
	dma_unmap_single(dev, addr, 4 * line, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_copied, 1UL);
}

static void swiotlb_test_alignment(struct kunit *test)
{
	static const unsigned int masks[] = { 0, 0x3f, 0x1ff, 0x7ff, 0xfff, 0x3fff };
	struct page *page = pages_for(test);
	struct device *dev = short_device(test, page, 4 * SIZE);
	u8 *va = page_address(page);

	for (unsigned int i = 0; i < ARRAY_SIZE(masks); i++) {
		KUNIT_ASSERT_EQ(test, dma_set_min_align_mask(dev, masks[i]), 0);
		for (unsigned int offset = 0; offset < 3 * SIZE; offset += 997) {
			dma_addr_t addr = dma_map_single(dev, va + offset, 1000, DMA_TO_DEVICE);

			KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
			KUNIT_EXPECT_EQ(test, addr & masks[i],
					(unsigned long)(va + offset) & masks[i]);
			KUNIT_EXPECT_PTR_NE(test, at_bus(dev, addr), va + offset);
			dma_unmap_single(dev, addr, 1000, DMA_TO_DEVICE);
		}
	}
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, dma_set_min_align_mask(dev, 5), -EIO));
	KUNIT_ASSERT_EQ(test, dma_set_min_align_mask(dev, 0), 0);
	KUNIT_ASSERT_EQ(test, dma_set_seg_boundary(dev, SZ_8K - 1), 0);
	for (unsigned int i = 0; i < 20; i++) {
		dma_addr_t a = dma_map_single(dev, va, 1000, DMA_TO_DEVICE);
		dma_addr_t b = dma_map_single(dev, va, 6000, DMA_TO_DEVICE);

		KUNIT_EXPECT_EQ(test, (b ^ (b + 5999)) & ~(u64)(SZ_8K - 1), 0ULL);
		dma_unmap_single(dev, a, 1000, DMA_TO_DEVICE);
		dma_unmap_single(dev, b, 6000, DMA_TO_DEVICE);
	}
}

#define MANY	600

/*
 * Map more memory than one pool contains.  The pools that are added for the mappings are freed at
 * the end.
 */
static void swiotlb_test_grows(struct kunit *test)
{
	struct page *page = pages_for(test);
	struct device *dev = short_device(test, page, 4 * SIZE);
	dma_addr_t *addr = kunit_kmalloc(test, MANY * sizeof(*addr), GFP_KERNEL);
	struct swiotlb_usage before, full, after;
	unsigned long flags;
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, addr);
	swiotlb_usage(NULL, &before);
	local_irq_save(flags);
	for (n = 0; n < MANY; n++) {
		addr[n] = dma_map_page(dev, page, 0, SIZE, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, addr[n]))
			break;
		memset(at_bus(dev, addr[n]), (int)n, 8);
	}
	local_irq_restore(flags);
	swiotlb_usage(NULL, &full);
	KUNIT_EXPECT_EQ(test, n, MANY);
	KUNIT_EXPECT_EQ(test, full.used, before.used + n * SIZE / IO_TLB_SIZE);
	KUNIT_EXPECT_GE(test, full.used_hiwater, full.used);
	KUNIT_EXPECT_GE(test, full.nslabs, full.used);
	KUNIT_EXPECT_GT(test, full.pools, 1UL);
	while (n--) {
		KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr[n]), (u8)n, 8));
		dma_unmap_page(dev, addr[n], SIZE, DMA_TO_DEVICE);
	}
	swiotlb_usage(NULL, &after);
	KUNIT_EXPECT_EQ(test, after.used, before.used);
	KUNIT_EXPECT_EQ(test, after.pools, 1UL);
}

static void free_large(void *page)
{
	__free_pages(page, get_order(SZ_512K));
}

static void swiotlb_test_limit(struct kunit *test)
{
	unsigned int order = get_order(SZ_512K);
	struct device *dev, *whole = dma_test_device(test, true);
	struct page *page;
	size_t most;
	dma_addr_t addr;

	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(whole), SIZE_MAX);
	KUNIT_EXPECT_FALSE(test, dma_addressing_limited(whole));
	KUNIT_EXPECT_FALSE(test, dma_need_sync(whole, 0));
	page = alloc_pages(GFP_KERNEL, order);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_large, page), 0);
	dev = short_device(test, page, SZ_512K);
	KUNIT_EXPECT_TRUE(test, dma_addressing_limited(dev));
	KUNIT_EXPECT_TRUE(test, is_swiotlb_active(dev));
	most = dma_max_mapping_size(dev);
	KUNIT_EXPECT_EQ(test, most, (size_t)SZ_256K);
	KUNIT_EXPECT_EQ(test, swiotlb_max_mapping_size(dev), most);
	addr = dma_map_page(dev, page, 0, most, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_TRUE(test, dma_need_sync(dev, addr));
	dma_unmap_page(dev, addr, most, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_map_page(dev, page, 0, most + 1, DMA_TO_DEVICE),
			DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/*
 * An unmap or a sync whose arguments do not match a copied mapping is reported, and changes no
 * memory.
 */
static void swiotlb_test_misuse(struct kunit *test)
{
	struct page *page = pages_for(test);
	struct device *dev = short_device(test, page, 4 * SIZE);
	u8 *va = page_address(page);
	unsigned long warned = warnings_seen(), used = slots_used();
	dma_addr_t addr;

	memset(va, 0x11, SIZE);
	addr = dma_map_single(dev, va, SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	device_writes(dev, addr, 0x22, SIZE);
	dma_unmap_single(dev, addr, SIZE / 2, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr + SIZE / 2, SIZE / 2, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, 2 * SIZE, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, addr, SIZE + 1, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, addr + SIZE, 1, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
	KUNIT_EXPECT_EQ(test, slots_used(), used + SIZE / IO_TLB_SIZE);
	if (!dma_touch_protects)
		KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x11, SIZE));
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	KUNIT_EXPECT_EQ(test, slots_used(), used);
}

static void fill_page(struct page *page, unsigned int at, u8 value, size_t size)
{
	u8 *va = kmap_local_page(page);

	memset(va + at, value, size);
	kunmap_local(va);
}

static bool page_has(struct page *page, unsigned int at, u8 value, size_t size)
{
	u8 *va = kmap_local_page(page);
	bool all = dma_test_all(va + at, value, size);

	kunmap_local(va);
	return all;
}

/* Map a buffer that extends over two pages, whose virtual addresses may not be adjacent. */
static void across_pages(struct kunit *test, struct device *dev, struct page *page)
{
	unsigned int at = PAGE_SIZE - 100;
	dma_addr_t addr;

	fill_page(page, at, 0x11, 100);
	fill_page(page + 1, 0, 0x33, PAGE_SIZE);
	addr = dma_map_page(dev, page, at, 300, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	if (dma_mapping_error(dev, addr))
		return;
	KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr), 0x11, 100));
	KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr) + 100, 0x33, 200));
	device_writes(dev, addr, 0x22, 300);
	dma_unmap_page(dev, addr, 300, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_TRUE(test, page_has(page, at, 0x22, 100));
	KUNIT_EXPECT_TRUE(test, page_has(page + 1, 0, 0x22, 200));
	KUNIT_EXPECT_TRUE(test, page_has(page + 1, 200, 0x33, PAGE_SIZE - 200));
}

static void swiotlb_test_high_memory(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_HIGHUSER_MOVABLE, 1);
	struct device *dev;
	dma_addr_t addr;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_pages(page, 1);
		kunit_skip(test, "no high memory");
	}
	dev = dma_test_device(test, true);
	dev->bus_dma_limit = page_to_phys(page) - 1;
	dma_reach_changed(dev);
	va = kmap_local_page(page);
	memset(va, 0x11, SIZE);
	addr = dma_map_page(dev, page, 0, SIZE, DMA_BIDIRECTIONAL);
	if (!dma_mapping_error(dev, addr)) {
		KUNIT_EXPECT_TRUE(test, dma_test_all(at_bus(dev, addr), 0x11, SIZE));
		device_writes(dev, addr, 0x22, SIZE);
		dma_unmap_page(dev, addr, SIZE, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_TRUE(test, dma_test_all(va, 0x22, SIZE));
	}
	kunmap_local(va);
	across_pages(test, dev, page);
	__free_pages(page, 1);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, dev->dma_copied, 2UL);
}

static const struct kunit_case swiotlb_cases[] = {
	KUNIT_CASE(swiotlb_test_directions),
	KUNIT_CASE(swiotlb_test_short_write),
	KUNIT_CASE(swiotlb_test_lines),
	KUNIT_CASE(swiotlb_test_alignment),
	KUNIT_CASE(swiotlb_test_grows),
	KUNIT_CASE(swiotlb_test_limit),
	KUNIT_CASE(swiotlb_test_misuse),
	KUNIT_CASE(swiotlb_test_high_memory),
	{}
};

static struct kunit_suite dma_swiotlb_suite = {
	.name = "dma_swiotlb",
	.test_cases = swiotlb_cases,
};
kunit_test_suite(dma_swiotlb_suite);
