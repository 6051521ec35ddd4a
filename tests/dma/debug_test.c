// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the driver mistakes that CONFIG_DMA_API_DEBUG reports together with the affected
 * mapping.  Reports that do not need this option are tested in streaming_test.c, coherent_test.c
 * and sg_test.c.
 */

#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

#include "mm/dma/dma.h"
#include "../said.h"
#include "dma_test.h"

#define SIZE	1024

static struct device *dev;
static u8 *buffer;

static int debug_init(struct kunit *test)
{
	if (!dma_debug_on())
		kunit_skip(test, "dma_debug=off");
	/*
	 * Allocate the buffer before the device.  The test frees them in reverse order, so that the
	 * buffer is freed after the device and its mappings.
	 */
	buffer = kunit_kmalloc(test, 2 * SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer);
	dev = dma_test_device(test, true);
	return 0;
}

static noinline dma_addr_t map(struct kunit *test, void *va, enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, va, SIZE, dir);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	return addr;
}

/* A buffer may have two mappings at the same time only if no device writes to it. */
static void dma_debug_mapped_twice(struct kunit *test)
{
	struct device *other = dma_test_device(test, true);
	dma_addr_t first = map(test, buffer, DMA_TO_DEVICE), second, third;
	unsigned long warned = warnings_seen();

	second = map(test, buffer, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, third = dma_map_single(other, buffer + SIZE - 1, 2, DMA_FROM_DEVICE));
	KUNIT_EXPECT_EQ(test, dma_mapping_error(other, third), 0);
	EXPECT_SAID(test, "2 bytes at");
	EXPECT_SAID(test, "dma-test: single, 1024 bytes at");
	EXPECT_SAID(test, "dma_debug_mapped_twice");
	dma_unmap_single(dev, second, SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, first, SIZE, DMA_TO_DEVICE);
	EXPECT_WARNS(test, second = map(test, buffer, DMA_FROM_DEVICE));
	dma_unmap_single(other, third, 2, DMA_FROM_DEVICE);
	dma_unmap_single(dev, second, SIZE, DMA_FROM_DEVICE);
}

/*
 * A second unmap is reported even if the device has another mapping, which keeps the number of
 * mappings of the device above 0.
 */
static void dma_debug_unmapped_twice(struct kunit *test)
{
	dma_addr_t held = map(test, buffer + SIZE, DMA_FROM_DEVICE);
	dma_addr_t addr = map(test, buffer, DMA_FROM_DEVICE);

	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	EXPECT_WARNS(test, dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE));
	EXPECT_SAID(test, "nothing is mapped there");
	EXPECT_SITE(test, "dma_debug_unmapped_twice");
	EXPECT_WARNS(test, dma_sync_single_for_cpu(dev, addr, SIZE, DMA_FROM_DEVICE));
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
	dma_unmap_single(dev, held, SIZE, DMA_FROM_DEVICE);
}

static void dma_debug_other_arguments(struct kunit *test)
{
	struct device *other = dma_test_device(test, true);
	dma_addr_t addr = map(test, buffer, DMA_FROM_DEVICE), kept;

	kept = dma_map_single(other, buffer + SIZE, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(other, kept), 0);
	EXPECT_WARNS(test, dma_unmap_single(dev, addr, SIZE / 2, DMA_FROM_DEVICE));
	EXPECT_SAID(test, "it has another size");
	EXPECT_WARNS(test, dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE));
	EXPECT_SAID(test, "it was mapped in another direction");
	EXPECT_WARNS(test, dma_unmap_single(other, addr, SIZE, DMA_FROM_DEVICE));
	EXPECT_SAID(test, "it belongs to another device");
	EXPECT_WARNS(test, dma_unmap_resource(dev, addr, SIZE, DMA_FROM_DEVICE, 0));
	EXPECT_SAID(test, "it was mapped by another function");
	EXPECT_WARNS(test, dma_sync_single_for_device(dev, addr + 64, SIZE, DMA_FROM_DEVICE));
	EXPECT_SAID(test, "not all of it is mapped");
	EXPECT_WARNS(test, dma_sync_single_for_device(dev, addr, SIZE, DMA_TO_DEVICE));
	EXPECT_SAID(test, "it was mapped in another direction");
	dma_unmap_single(other, kept, 64, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/*
 * A driver that does not call dma_mapping_error() after it maps a buffer is reported once for each
 * device.
 */
static void dma_debug_untested(struct kunit *test)
{
	mark();
	dma_unmap_single(dev, dma_map_single(dev, buffer, SIZE, DMA_TO_DEVICE), SIZE,
			 DMA_TO_DEVICE);
	EXPECT_SAID(
		test,
		"dma-debug: dma-test: the driver did not call dma_mapping_error() for a mapping");
	EXPECT_SAID(test, "dma-test: single, 1024 bytes at");
	mark();
	dma_unmap_single(dev, dma_map_single(dev, buffer, SIZE, DMA_TO_DEVICE), SIZE,
			 DMA_TO_DEVICE);
	EXPECT_UNSAID(test, "did not call dma_mapping_error()");
}

static void dma_debug_scatterlist(struct kunit *test)
{
	struct scatterlist sg[2];

	sg_init_table(sg, ARRAY_SIZE(sg));
	sg_set_buf(&sg[0], buffer, 100);
	sg_set_buf(&sg[1], buffer + SIZE, 200);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE), 2U);
	EXPECT_WARNS(test, dma_unmap_single(dev, sg_dma_address(&sg[1]), 200, DMA_FROM_DEVICE));
	EXPECT_SAID(test, "it was mapped by another function");
	EXPECT_WARNS(test, dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE));
	EXPECT_SAID(test, "it was mapped in another direction");
	dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/*
 * If a device is unregistered while it has memory or mappings, they are reported with their
 * callers, and removed from the records.
 */
static void dma_debug_left(struct kunit *test)
{
	struct device *gone = root_device_register("dma-gone");
	dma_addr_t addr, coherent_at, again;
	void *coherent;

	KUNIT_ASSERT_FALSE(test, IS_ERR(gone));
	gone->dma_coherent = true;
	KUNIT_EXPECT_EQ(test, dma_coerce_mask_and_coherent(gone, DMA_BIT_MASK(64)), 0);
	addr = dma_map_single(gone, buffer, SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(gone, addr), 0);
	coherent = dma_alloc_coherent(gone, SZ_64K, &coherent_at, GFP_KERNEL);
	mark();
	root_device_unregister(gone);
	EXPECT_SAID(test, "the driver left 65536 bytes of coherent memory and 1 mappings");
	EXPECT_SAID(test, "dma-gone: single, 1024 bytes at");
	EXPECT_SAID(test, "dma-gone: coherent, 65536 bytes at");
	EXPECT_SAID(test, "dma_debug_left");
	mark();
	again = map(test, buffer, DMA_FROM_DEVICE);
	EXPECT_UNSAID(test, "overlap an existing mapping");
	dma_unmap_single(dev, again, SIZE, DMA_FROM_DEVICE);
	if (coherent)
		KUNIT_EXPECT_TRUE(test, dma_free_block(virt_to_page(coherent), SZ_64K));
}

/*
 * If a mapping could not be recorded, its sync and unmap are not reported.  Calls for recorded
 * mappings are still checked.
 */
static void dma_debug_no_memory(struct kunit *test)
{
	dma_addr_t known = map(test, buffer, DMA_TO_DEVICE), unknown;
	unsigned long warned = warnings_seen();

	dev->dma_unrecorded = true;
	unknown = __pa(buffer + SIZE);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	dma_sync_single_for_device(dev, unknown, SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, unknown, SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
	EXPECT_WARNS(test, dma_unmap_single(dev, known, SIZE / 2, DMA_TO_DEVICE));
	dma_unmap_single(dev, known, SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static struct kunit_case debug_cases[] = {
	KUNIT_CASE(dma_debug_mapped_twice),
	KUNIT_CASE(dma_debug_unmapped_twice),
	KUNIT_CASE(dma_debug_other_arguments),
	KUNIT_CASE(dma_debug_untested),
	KUNIT_CASE(dma_debug_scatterlist),
	KUNIT_CASE(dma_debug_left),
	KUNIT_CASE(dma_debug_no_memory),
	{}
};

static struct kunit_suite dma_debug_suite = {
	.name = "dma_debug",
	.init = debug_init,
	.test_cases = debug_cases,
};
kunit_test_suite(dma_debug_suite);
