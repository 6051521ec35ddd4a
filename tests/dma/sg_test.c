// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of scatterlists for DMA: segments and their limits, entries that are copied, and mistakes
 * of drivers.
 */

#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../expect.h"

#define ORDER	4
#define NR	8

/*
 * tests/rules/dma.c reads scatterlists and sg_tables from the memory of a machine, and uses the
 * following offsets.
 */
static_assert(offsetof(struct scatterlist, page_link) == 0 && SG_CHAIN == 1 &&
	      SG_PAGE_LINK_MASK == 3);
static_assert(offsetof(struct scatterlist, dma_address) == 16);
static_assert(offsetof(struct scatterlist, dma_length) == 24 && sizeof(struct scatterlist) == 32);
static_assert(offsetof(struct sg_table, sgl) == 0 && offsetof(struct sg_table, nents) == 8);

static void free_block(void *page)
{
	__free_pages(page, ORDER);
}

/* Return 16 adjacent pages, which are freed when the case ends. */
static struct page *block_for(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, ORDER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_block, page), 0);
	return page;
}

struct piece {
	unsigned int offset, length;	/* offset in the block and length, in bytes */
};

static void fill(struct scatterlist *sgl, struct page *block, const struct piece *pieces,
		 unsigned int nr)
{
	sg_init_table(sgl, nr);
	for (unsigned int i = 0; i < nr; i++)
		sg_set_page(&sgl[i], block + pieces[i].offset / PAGE_SIZE, pieces[i].length,
			    offset_in_page(pieces[i].offset));
}

/*
 * Map the pieces, and compare the segments with the expected segments.  The offsets of both are
 * relative to the start of the block.
 */
static void expect_segments(struct kunit *test, struct device *dev, struct page *block,
			    const struct piece *pieces, unsigned int nr,
			    const struct piece *expected, unsigned int nr_expected)
{
	struct scatterlist sgl[NR], *sg;
	unsigned int n, i;

	fill(sgl, block, pieces, nr);
	n = dma_map_sg(dev, sgl, (int)nr, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, n, nr_expected);
	for_each_sg(sgl, sg, n, i) {
		KUNIT_EXPECT_EQ(test, sg_dma_address(sg), page_to_phys(block) + expected[i].offset);
		KUNIT_EXPECT_EQ(test, sg_dma_len(sg), expected[i].length);
	}
	if (n < nr)
		KUNIT_EXPECT_EQ(test, sg_dma_len(&sgl[n]), 0U);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
	dma_sync_sg_for_cpu(dev, sgl, (int)nr, DMA_BIDIRECTIONAL);
	dma_sync_sg_for_device(dev, sgl, (int)nr, DMA_BIDIRECTIONAL);
	dma_unmap_sg(dev, sgl, (int)nr, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	/* The entries still describe the same memory. */
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_EQ(test, sg_phys(&sgl[i]), page_to_phys(block) + pieces[i].offset);
		KUNIT_EXPECT_EQ(test, sgl[i].length, pieces[i].length);
	}
}

#define EXPECT_SEGMENTS(test, dev, block, pieces, expected) \
	expect_segments(test, dev, block, pieces, ARRAY_SIZE(pieces), expected, \
			ARRAY_SIZE(expected))

static void sg_test_merge(struct kunit *test)
{
	static const struct piece apart[] = { { 0, 512 }, { SZ_4K, 512 }, { SZ_8K, SZ_4K } };
	static const struct piece side_by_side[] = {
		{ 0, SZ_4K }, { SZ_4K, SZ_8K }, { 3 * SZ_4K, 512 }, { SZ_32K, SZ_4K }
	};
	static const struct piece merged[] = { { 0, 3 * SZ_4K + 512 }, { SZ_32K, SZ_4K } };
	static const struct piece backwards[] = { { SZ_4K, SZ_4K }, { 0, SZ_4K } };
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);

	EXPECT_SEGMENTS(test, dev, block, apart, apart);
	EXPECT_SEGMENTS(test, dev, block, side_by_side, merged);
	EXPECT_SEGMENTS(test, dev, block, backwards, backwards);
	if (!maintained_line())
		return;
	dma_test_set_coherent(dev, false);
	EXPECT_SEGMENTS(test, dev, block, apart, apart);
	EXPECT_SEGMENTS(test, dev, block, side_by_side, merged);
}

static void sg_test_limits(struct kunit *test)
{
	static const struct piece pages[] = { { 0, SZ_4K }, { SZ_4K, SZ_4K }, { SZ_8K, SZ_4K },
					      { 3 * SZ_4K, SZ_4K } };
	static const struct piece twos[] = { { 0, SZ_8K }, { SZ_8K, SZ_8K } };
	static const struct piece shifted[] = { { SZ_4K, SZ_4K },
						{ SZ_8K, SZ_4K },
						{ 3 * SZ_4K, SZ_4K } };
	static const struct piece at_boundary[] = { { SZ_4K, SZ_4K }, { SZ_8K, SZ_8K } };
	static const struct piece long_last[] = { { 0, SZ_4K },
						  { SZ_4K, SZ_4K },
						  { SZ_16K, SZ_16K } };
	static const struct piece cut[] = { { 0, SZ_8K },
					    { SZ_16K, SZ_8K },
					    { SZ_16K + SZ_8K, SZ_8K } };
	static const struct piece too_long[] = { { 0, SZ_32K } };
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);

	KUNIT_EXPECT_EQ(test, dma_get_max_seg_size(dev), (unsigned int)SZ_64K);
	KUNIT_EXPECT_EQ(test, dma_get_seg_boundary(dev), ULONG_MAX);
	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, SZ_8K), 0);
	KUNIT_EXPECT_EQ(test, dma_get_max_seg_size(dev), (unsigned int)SZ_8K);
	EXPECT_SEGMENTS(test, dev, block, pages, twos);
	EXPECT_SEGMENTS(test, dev, block, long_last, cut);
	EXPECT_SEGMENTS(test, dev, block, too_long, too_long);
	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, SZ_64K), 0);
	KUNIT_ASSERT_EQ(test, dma_set_seg_boundary(dev, SZ_8K - 1), 0);
	EXPECT_SEGMENTS(test, dev, block, pages, twos);
	EXPECT_SEGMENTS(test, dev, block, shifted, at_boundary);
	EXPECT_SEGMENTS(test, dev, block, long_last, cut);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, dma_set_seg_boundary(dev, SZ_8K), -EIO));
	KUNIT_EXPECT_EQ(test, dma_get_seg_boundary_nr_pages(dev, 12), SZ_8K / SZ_4K);
	KUNIT_EXPECT_EQ(test, dma_get_seg_boundary_nr_pages(dev, 14), 1UL);
}

static void map_again(struct kunit *test, struct device *dev, struct page *block)
{
	struct scatterlist sg[3];

	sg_init_table(sg, ARRAY_SIZE(sg));
	sg_set_page(&sg[0], block, PAGE_SIZE, 0);
	sg_set_page(&sg[1], block + 2, PAGE_SIZE, 0);
	sg_set_page(&sg[2], block, PAGE_SIZE, 0);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 3U);
	dma_unmap_sg(dev, sg, 3, DMA_TO_DEVICE);
	sg_set_page(&sg[1], block + 1, PAGE_SIZE, 0);
	sg_set_page(&sg[2], block + 2, PAGE_SIZE, 0);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 1U);
	KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[0]), (unsigned int)(3 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[1]), 0U);
	dma_sync_sg_for_cpu(dev, sg, 3, DMA_TO_DEVICE);
	dma_unmap_sg(dev, sg, 3, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/*
 * The second mapping of a list has fewer segments than the first mapping.  The remaining segments
 * of the first mapping must be ignored.
 */
static void sg_test_mapped_again(struct kunit *test)
{
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);

	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, 4 * PAGE_SIZE), 0);
	map_again(test, dev, block);
	if (!maintained_line())
		return;
	dma_test_set_coherent(dev, false);
	map_again(test, dev, block);
}

/*
 * Two bus windows are adjacent on the bus, but not in RAM.  A segment must not extend over both
 * windows, because a sync uses addresses in RAM.
 */
static void sg_test_windows(struct kunit *test)
{
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);
	phys_addr_t pa = page_to_phys(block);
	struct scatterlist sg[3];

	KUNIT_ASSERT_NOT_NULL(test, dma_test_windows_are(dev, 2, ((struct bus_dma_region[]){
		{ pa, 0x7000000, PAGE_SIZE },
		{ pa + 2 * PAGE_SIZE, 0x7000000 + PAGE_SIZE, 2 * PAGE_SIZE } })));
	sg_init_table(sg, ARRAY_SIZE(sg));
	sg_set_page(&sg[0], block, PAGE_SIZE, 0);
	sg_set_page(&sg[1], block + 2, PAGE_SIZE, 0);
	sg_set_page(&sg[2], block + 3, PAGE_SIZE, 0);
	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, 4 * PAGE_SIZE), 0);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 3, DMA_BIDIRECTIONAL), 2U);
	KUNIT_EXPECT_EQ(test, sg_dma_address(&sg[0]), 0x7000000ULL);
	KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[0]), (unsigned int)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sg_dma_address(&sg[1]), 0x7000000ULL + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[1]), 2U * (unsigned int)PAGE_SIZE);
	dma_unmap_sg(dev, sg, 3, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static void sg_test_chained(struct kunit *test)
{
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);
	struct scatterlist a[3], b[2], *sg;
	unsigned int i, n;

	sg_init_table(a, 3);
	sg_init_table(b, 2);
	sg_chain(a, 3, b);
	sg_set_page(&a[0], block, 512, 0);
	sg_set_page(&a[1], block + 2, 512, 0);
	sg_set_page(&b[0], block + 4, 512, 0);
	sg_set_page(&b[1], block + 6, 512, 0);
	n = dma_map_sg(dev, a, 4, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, n, 4U);
	for_each_sg(a, sg, n, i)
		KUNIT_EXPECT_EQ(test, sg_dma_address(sg), page_to_phys(block + 2 * i));
	dma_unmap_sg(dev, a, 4, DMA_TO_DEVICE);
}

/*
 * An entry that the device cannot access is copied and becomes a separate segment.  The other
 * entries are merged.
 */
static void sg_test_copied(struct kunit *test)
{
	struct page *block = block_for(test), *hidden = block + 1;
	struct device *dev = dma_test_device(test, true);
	phys_addr_t pa = page_to_phys(hidden), first = memblock_start_of_DRAM();
	struct bus_dma_region windows[] = {
		{ first, first, pa - first },
		{ pa + PAGE_SIZE, pa + PAGE_SIZE, memblock_end_of_DRAM() - (pa + PAGE_SIZE) },
	};
	struct sg_table table;
	u8 *va = page_address(block);

	if (!IS_ENABLED(CONFIG_SWIOTLB))
		kunit_skip(test, "without CONFIG_SWIOTLB");
	KUNIT_ASSERT_NOT_NULL(test, dma_test_windows_are(dev, 2, windows));
	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, 4 * PAGE_SIZE), 0);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 4, GFP_KERNEL), 0);
	for (unsigned int i = 0; i < 4; i++)
		sg_set_page(&table.sgl[i], block + i, PAGE_SIZE, 0);
	memset(va, 0x11, 4 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 3U);
	KUNIT_EXPECT_EQ(test, sg_dma_address(&table.sgl[0]), page_to_phys(block));
	KUNIT_EXPECT_NE(test, sg_dma_address(&table.sgl[1]), pa);
	KUNIT_EXPECT_EQ(test, sg_dma_address(&table.sgl[2]), pa + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sg_dma_len(&table.sgl[2]), 2 * PAGE_SIZE);
	memset(__va(sg_dma_address(&table.sgl[1])), 0x22, PAGE_SIZE);
	dma_sync_sgtable_for_cpu(dev, &table, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(va + PAGE_SIZE, 0x22, PAGE_SIZE));
	memset(va + PAGE_SIZE, 0x33, PAGE_SIZE);
	dma_sync_sgtable_for_device(dev, &table, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(__va(sg_dma_address(&table.sgl[1])), 0x33, PAGE_SIZE));
	memset(__va(sg_dma_address(&table.sgl[1])), 0x44, PAGE_SIZE);
	dma_unmap_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0x11, PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(va + PAGE_SIZE, 0x44, PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(va + 2 * PAGE_SIZE, 0x11, 2 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	sg_free_table(&table);
}

/*
 * With DMA_ATTR_SKIP_CPU_SYNC, the driver syncs the list explicitly.  Between the two syncs, the
 * test also iterates over the pages of the segments.
 */
static void sg_test_attrs(struct kunit *test)
{
	static const struct piece pieces[] = { { 0, SZ_4K }, { SZ_4K, SZ_4K }, { SZ_16K, SZ_8K } };
	struct device *dev = dma_test_device(test, true);
	struct page *block = block_for(test);
	struct sg_dma_page_iter iter;
	struct scatterlist sgl[3];
	unsigned int n, pages = 0;

	if (PAGE_SIZE != SZ_4K)
		kunit_skip(test, "the pieces are pages of 4 KiB");
	KUNIT_EXPECT_EQ(test, dma_get_merge_boundary(dev), 0UL);
	fill(sgl, block, pieces, 3);
	n = dma_map_sg_attrs(dev, sgl, 3, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_EXPECT_EQ(test, n, 2U);
	dma_sync_sg_for_device(dev, sgl, 3, DMA_BIDIRECTIONAL);
	for_each_sg_dma_page(sgl, &iter, n, 0) {
		KUNIT_EXPECT_EQ(test, sg_page_iter_dma_address(&iter),
				page_to_phys(block) + (pages < 2 ? pages : pages + 2) * SZ_4K);
		pages++;
	}
	KUNIT_EXPECT_EQ(test, pages, 4U);
	dma_sync_sg_for_cpu(dev, sgl, 3, DMA_BIDIRECTIONAL);
	dma_unmap_sg_attrs(dev, sgl, 3, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/* If one entry of a list cannot be mapped, no entry is mapped. */
static void sg_test_refused(struct kunit *test)
{
	static const struct piece pieces[] = { { 0, 512 }, { SZ_4K, 512 } };
	struct page *block = block_for(test);
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();
	struct sg_table table;
	struct scatterlist sgl[2];

	fill(sgl, block, pieces, 2);
	sgl[1].length = 0;
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sgl, 2, DMA_TO_DEVICE), 0U);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sgl, 0, DMA_TO_DEVICE), 0U);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sgl, 1, DMA_NONE), 0U);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	table = (struct sg_table){ .sgl = sgl, .orig_nents = 2 };
	KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	dma_unmap_sg(dev, sgl, 1, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static const struct kunit_case sg_cases[] = {
	KUNIT_CASE(sg_test_merge),
	KUNIT_CASE(sg_test_limits),
	KUNIT_CASE(sg_test_mapped_again),
	KUNIT_CASE(sg_test_windows),
	KUNIT_CASE(sg_test_chained),
	KUNIT_CASE(sg_test_copied),
	KUNIT_CASE(sg_test_attrs),
	KUNIT_CASE(sg_test_refused),
	{}
};

static struct kunit_suite dma_sg_suite = {
	.name = "dma_sg",
	.test_cases = sg_cases,
};
kunit_test_suite(dma_sg_suite);
