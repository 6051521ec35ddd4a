// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of devices with their own table of DMA operations: each call is forwarded to the table,
 * even if the call has a fast path, for coherent and non-coherent devices.  The last cases test
 * which memory a device can access if it is configured with the device tree node of another device.
 */

#include <linux/dma-map-ops.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <linux/of_device.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../of/tree.h"
#include "../said.h"
#include "dma_test.h"

#define OFFSET	0x4000000000ULL		/* bus address of memory minus its CPU address */

/* A string with one letter for each operation that was called, in order. */
static char calls[64];
static int sg_result;
static bool alloc_fails;

static void note(char letter)
{
	size_t n = strlen(calls);

	if (n < sizeof(calls) - 1) {
		calls[n] = letter;
		calls[n + 1] = '\0';
	}
}

#define EXPECT_CALLS(test, expected)				\
do {								\
	KUNIT_EXPECT_STREQ(test, &calls[0], expected);		\
	memset(calls, 0, sizeof(calls));			\
} while (0)

static void *ops_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs)
{
	void *va = alloc_fails ? NULL : alloc_pages_exact(size, gfp | __GFP_ZERO);

	note('a');
	if (va)
		*handle = virt_to_phys(va) + OFFSET;
	return va;
}

static void ops_free(struct device *dev, size_t size, void *va, dma_addr_t handle,
		     unsigned long attrs)
{
	note(handle == virt_to_phys(va) + OFFSET ? 'f' : '!');
	free_pages_exact(va, size);
}

static struct page *ops_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
				    enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, get_order(size));

	note('p');
	if (page)
		*handle = page_to_phys(page) + OFFSET;
	return page;
}

static void ops_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			   enum dma_data_direction dir)
{
	note('q');
	__free_pages(page, get_order(size));
}

static dma_addr_t ops_map(struct device *dev, struct page *page, unsigned long offset, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	note('m');
	return size > SZ_64K ? DMA_MAPPING_ERROR : page_to_phys(page) + offset + OFFSET;
}

static void ops_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	note('u');
}

static int ops_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs)
{
	note('s');
	for (int i = 0; i < sg_result; i++) {
		sg_dma_address(&sgl[i]) = sg_phys(&sgl[i]) + OFFSET;
		sg_dma_len(&sgl[i]) = sgl[i].length;
	}
	return sg_result;
}

static void ops_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, unsigned long attrs)
{
	note('t');
}

static dma_addr_t ops_map_resource(struct device *dev, phys_addr_t pa, size_t size,
				   enum dma_data_direction dir, unsigned long attrs)
{
	note('r');
	return pa + OFFSET;
}

static void ops_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	note('v');
}

static void ops_sync_cpu(struct device *dev, dma_addr_t addr, size_t size,
			 enum dma_data_direction dir)
{
	note('c');
}

static void ops_sync_device(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir)
{
	note('d');
}

static void ops_sync_sg_cpu(struct device *dev, struct scatterlist *sgl, int nents,
			    enum dma_data_direction dir)
{
	note('C');
}

static void ops_sync_sg_device(struct device *dev, struct scatterlist *sgl, int nents,
			       enum dma_data_direction dir)
{
	note('D');
}

static int ops_get_sgtable(struct device *dev, struct sg_table *sgt, void *va, dma_addr_t handle,
			   size_t size, unsigned long attrs)
{
	note('g');
	return -EDOM;
}

static int ops_supported(struct device *dev, u64 mask)
{
	return mask >= DMA_BIT_MASK(36);
}

static u64 ops_required(struct device *dev)
{
	return DMA_BIT_MASK(36);
}

static size_t ops_max(struct device *dev)
{
	return SZ_64K;
}

static unsigned long ops_boundary(struct device *dev)
{
	return PAGE_SIZE - 1;
}

static size_t ops_opt(void)
{
	return SZ_16K;
}

static const struct dma_map_ops all_ops = {
	.alloc = ops_alloc,
	.free = ops_free,
	.alloc_pages_op = ops_alloc_pages,
	.free_pages = ops_free_pages,
	.get_sgtable = ops_get_sgtable,
	.map_page = ops_map,
	.unmap_page = ops_unmap,
	.map_sg = ops_map_sg,
	.unmap_sg = ops_unmap_sg,
	.map_resource = ops_map_resource,
	.unmap_resource = ops_unmap_resource,
	.sync_single_for_cpu = ops_sync_cpu,
	.sync_single_for_device = ops_sync_device,
	.sync_sg_for_cpu = ops_sync_sg_cpu,
	.sync_sg_for_device = ops_sync_sg_device,
	.dma_supported = ops_supported,
	.get_required_mask = ops_required,
	.max_mapping_size = ops_max,
	.opt_mapping_size = ops_opt,
	.get_merge_boundary = ops_boundary,
};

static const struct dma_map_ops no_ops;

static struct device *ops_device(struct kunit *test, bool coherent, const struct dma_map_ops *ops)
{
	struct device *dev = dma_test_device(test, coherent);

	KUNIT_EXPECT_NULL(test, get_dma_ops(dev));
	set_dma_ops(dev, ops);
	KUNIT_EXPECT_PTR_EQ(test, get_dma_ops(dev), ops);
	KUNIT_EXPECT_EQ(test, dev_is_dma_coherent(dev), coherent);
	memset(calls, 0, sizeof(calls));
	alloc_fails = false;
	return dev;
}

static void ops_single(struct kunit *test, struct device *dev)
{
	u8 *buffer = kunit_kzalloc(test, 512, GFP_KERNEL);
	dma_addr_t addr, page;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	addr = dma_map_single(dev, buffer, 512, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(buffer) + OFFSET);
	page = dma_map_page(dev, virt_to_page(buffer), offset_in_page(buffer), 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, page, addr);
	EXPECT_CALLS(test, "mm");
	dma_sync_single_for_cpu(dev, addr, 512, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(dev, addr, 64, DMA_BIDIRECTIONAL);
	EXPECT_CALLS(test, "cd");
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 2L);
	EXPECT_WARNS(test, set_dma_ops(dev, NULL));
	dma_unmap_page(dev, page, 64, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 512, DMA_BIDIRECTIONAL);
	EXPECT_CALLS(test, "uu");
	/* A second unmap and an invalid direction are reported. */
	EXPECT_WARNS(test, dma_unmap_single(dev, addr, 512, DMA_BIDIRECTIONAL));
	EXPECT_WARNS(test, addr = dma_map_single(dev, buffer, 1, DMA_NONE));
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, addr), 0);
	EXPECT_CALLS(test, "");
	addr = dma_map_phys(dev, virt_to_phys(buffer), 8, DMA_TO_DEVICE, 0);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(buffer) + OFFSET);
	dma_unmap_phys(dev, addr, 8, DMA_TO_DEVICE, 0);
	addr = dma_map_resource(dev, memblock_end_of_DRAM() + SZ_1M, 64, DMA_TO_DEVICE, 0);
	KUNIT_EXPECT_EQ(test, addr, memblock_end_of_DRAM() + SZ_1M + OFFSET);
	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, 0);
	EXPECT_CALLS(test, "murv");
	addr = dma_map_single(dev, buffer, SZ_128K, DMA_TO_DEVICE);
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, addr), 0);
	EXPECT_CALLS(test, "m");
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static void ops_list(struct kunit *test, struct device *dev)
{
	u8 *buffer = kunit_kzalloc(test, 512, GFP_KERNEL);
	static const struct {
		int result, error;
	} errors[] = { { -ENOMEM, -ENOMEM },
		       { -EINVAL, -EINVAL },
		       { -EREMOTEIO, -EREMOTEIO },
		       { 0, -EIO },
		       { -EDOM, -EIO } };
	struct scatterlist sgl[2];
	struct sg_table sgt = { .sgl = sgl, .orig_nents = 2 };

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	sg_init_table(sgl, 2);
	sg_set_buf(&sgl[0], buffer, 256);
	sg_set_buf(&sgl[1], buffer + 256, 256);
	sg_result = 2;
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sgl, 2, DMA_TO_DEVICE), 2U);
	KUNIT_EXPECT_EQ(test, sg_dma_address(&sgl[1]), virt_to_phys(buffer) + 256 + OFFSET);
	dma_sync_sg_for_cpu(dev, sgl, 2, DMA_TO_DEVICE);
	dma_sync_sg_for_device(dev, sgl, 2, DMA_TO_DEVICE);
	dma_unmap_sg(dev, sgl, 2, DMA_TO_DEVICE);
	EXPECT_CALLS(test, "sCDt");
	for (unsigned int i = 0; i < ARRAY_SIZE(errors); i++) {
		sg_result = errors[i].result;
		KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sgl, 2, DMA_TO_DEVICE), 0U);
		KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &sgt, DMA_TO_DEVICE, 0),
				errors[i].error);
	}
	EXPECT_CALLS(test, "ssssssssss");
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static void ops_memory(struct kunit *test, struct device *dev)
{
	static const size_t sizes[] = { 64, 2048, 4096, SZ_64K };
	struct dma_pool *pool;
	dma_addr_t handle = 0;
	struct sg_table sgt;
	struct page *page;
	void *va;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		va = dma_alloc_coherent(dev, sizes[i], &handle, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_EQ(test, handle, virt_to_phys(va) + OFFSET);
		KUNIT_EXPECT_EQ(test, dma_get_sgtable(dev, &sgt, va, handle, sizes[i]), -EDOM);
		dma_free_coherent(dev, sizes[i], va, handle);
		EXPECT_CALLS(test, "agf");
	}
	alloc_fails = true;
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 64, &handle, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SZ_64K, &handle, GFP_KERNEL));
	alloc_fails = false;
	EXPECT_CALLS(test, "aa");
	page = dma_alloc_pages(dev, PAGE_SIZE, &handle, DMA_TO_DEVICE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, handle, page_to_phys(page) + OFFSET);
	dma_free_pages(dev, PAGE_SIZE, page, handle, DMA_TO_DEVICE);
	EXPECT_CALLS(test, "pq");
	pool = dma_pool_create("ops", dev, 64, 64, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	va = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	KUNIT_EXPECT_TRUE(test, !va || handle == virt_to_phys(va) + OFFSET);
	if (va)
		dma_pool_free(pool, va, handle);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, calls[0], 'a');
}

static void ops_masks(struct kunit *test, struct device *dev)
{
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_required_mask(dev), DMA_BIT_MASK(36));
	KUNIT_EXPECT_FALSE(test, dma_addressing_limited(dev));
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), (size_t)SZ_64K);
	KUNIT_EXPECT_EQ(test, dma_opt_mapping_size(dev), (size_t)SZ_16K);
	KUNIT_EXPECT_EQ(test, dma_get_merge_boundary(dev), PAGE_SIZE - 1);
	KUNIT_EXPECT_TRUE(test, dma_dev_need_sync(dev));
}

static void dma_ops_test_forwarded(struct kunit *test)
{
	for (int coherent = 0; coherent < 2; coherent++) {
		struct device *dev = ops_device(test, coherent, &all_ops);

		ops_masks(test, dev);
		ops_single(test, dev);
		ops_list(test, dev);
		ops_memory(test, dev);
	}
}

/* If the table has no operation for a call, the call fails or does nothing. */
static void dma_ops_test_missing(struct kunit *test)
{
	struct device *dev = ops_device(test, true, &no_ops);
	u8 *buffer = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct scatterlist sg;
	struct sg_table sgt;
	dma_addr_t handle;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	sg_init_one(&sg, buffer, 64);
	EXPECT_WARNS(test, KUNIT_EXPECT_NE(test, dma_mapping_error(dev,
			dma_map_single(dev, buffer, 64, DMA_TO_DEVICE)), 0));
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 0U));
	EXPECT_SAID(test, "or dma_map_ops has no map_sg");
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 64, &handle, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, 64, &handle, DMA_TO_DEVICE, GFP_KERNEL));
	KUNIT_EXPECT_NE(test,
			dma_mapping_error(dev, dma_map_resource(dev, memblock_end_of_DRAM(), 64,
								DMA_TO_DEVICE, 0)),
			0);
	KUNIT_EXPECT_EQ(test, dma_get_sgtable(dev, &sgt, buffer, 0, 64), -ENXIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, 1), 0);
	KUNIT_EXPECT_EQ(test, dma_get_required_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, dma_opt_mapping_size(dev), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, dma_get_merge_boundary(dev), 0UL);
	dma_sync_single_for_cpu(dev, 0, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/* After the operations are removed, the fast paths are used again. */
static void dma_ops_test_teardown(struct kunit *test)
{
	struct device *dev = ops_device(test, true, &all_ops);
	u8 *buffer = kunit_kzalloc(test, 64, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	arch_teardown_dma_ops(dev);
	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_FALSE(test, dma_dev_need_sync(dev));
	addr = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, addr, virt_to_phys(buffer));
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	EXPECT_CALLS(test, "");
	arch_setup_dma_ops(dev, false);
	KUNIT_EXPECT_FALSE(test, dev_is_dma_coherent(dev));
	KUNIT_EXPECT_TRUE(test, dma_dev_need_sync(dev));
}

/* ---- configuration by another node ----------------------------------------------------------- */

static struct tree blob;
static struct device_node nodes[8];
static struct of_tree of = { .nodes = nodes };

/*
 * Write a device tree with two buses.  The first bus has the first 64 MiB of RAM at bus address 1
 * MiB.  The second bus has no dma-ranges.
 */
static int write_buses(void)
{
	phys_addr_t ram = memblock_start_of_DRAM();

	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	tree_begin_bus(&blob, "bus", 1, 1);
	tree_cells(&blob, "dma-ranges", SZ_1M, ram >> 32, (u32)ram, SZ_64M);
	tree_bytes(&blob, "dma-coherent", NULL, 0);
	tree_begin(&blob, "device");
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "silent");
	tree_begin(&blob, "device");
	tree_bytes(&blob, "dma-noncoherent", NULL, 0);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, ARRAY_SIZE(nodes));
}

static void dma_ops_test_of_configure(struct kunit *test)
{
	struct device *dev = dma_test_device(test, false);
	static u64 mask;
	struct device_node *bus, *silent;
	u8 *buffer = kunit_kzalloc(test, 64, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	KUNIT_ASSERT_EQ(test, write_buses(), 0);
	mask = DMA_BIT_MASK(64);
	dev->dma_mask = &mask;
	bus = of_tree_find_path(&of, "/bus");
	silent = of_tree_find_path(&of, "/silent/device");
	KUNIT_EXPECT_TRUE(test, of_dma_is_coherent(of_tree_find_path(&of, "/bus/device")));
	KUNIT_EXPECT_FALSE(test, of_dma_is_coherent(silent));
	/*
	 * The device gets the windows of the bus, masks that are limited to these windows, and the
	 * coherence of the bus.
	 */
	KUNIT_ASSERT_EQ(test, of_dma_configure(dev, bus, true), 0);
	KUNIT_EXPECT_TRUE(test, dev->dma_coherent);
	KUNIT_EXPECT_EQ(test, dev->bus_dma_limit, (u64)SZ_64M + SZ_1M - 1);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(27));
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, DMA_BIT_MASK(27));
	addr = dma_map_page(dev, pfn_to_page(PFN_DOWN(__pa_symbol(write_buses))), 0, 64,
			    DMA_TO_DEVICE);
	if (!dma_mapping_error(dev, addr)) {
		KUNIT_EXPECT_EQ(test, addr, (__pa_symbol(write_buses) & PAGE_MASK) -
					    memblock_start_of_DRAM() + SZ_1M);
		EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, of_dma_configure(dev, bus, true), -EBUSY));
		dma_unmap_page(dev, addr, 64, DMA_TO_DEVICE);
	}
	/* A bus without dma-ranges changes the device only if the last argument is true. */
	KUNIT_EXPECT_EQ(test, of_dma_configure(dev, silent, false), 0);
	KUNIT_EXPECT_TRUE(test, dev->dma_coherent && dev->dma_range_map);
	dev->dma_mask = NULL;
	mark();
	KUNIT_EXPECT_EQ(test, of_dma_configure_id(dev, silent, true, NULL), 0);
	EXPECT_SAID(test, "no DMA mask is set");
	KUNIT_EXPECT_FALSE(test, dev->dma_coherent || dev->dma_range_map || dev->bus_dma_limit);
}

static const struct kunit_case dma_ops_cases[] = {
	KUNIT_CASE(dma_ops_test_forwarded),
	KUNIT_CASE(dma_ops_test_missing),
	KUNIT_CASE(dma_ops_test_teardown),
	KUNIT_CASE(dma_ops_test_of_configure),
	{}
};

static struct kunit_suite dma_ops_suite = {
	.name = "dma_ops",
	.test_cases = dma_ops_cases,
};
kunit_test_suite(dma_ops_suite);
