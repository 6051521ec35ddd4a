// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of pages that driver and device own in turn, of non-contiguous DMA memory, and of coherent
 * allocations smaller than a page.
 */

#include <internal/arch.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../warnings.h"

static void pages_test_noncoherent(struct kunit *test)
{
	for (int coherent = 1; coherent >= (maintained_line() ? 0 : 1); coherent--) {
		struct device *dev = dma_test_device(test, coherent);
		dma_addr_t handle;
		u8 *va = dma_alloc_noncoherent(dev, 5000, &handle, DMA_BIDIRECTIONAL, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, PAGE_ALIGN(5000)));
		KUNIT_EXPECT_EQ(test, handle, virt_to_phys(va));
		KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
		memset(va, 0x11, 5000);
		dma_sync_single_for_device(dev, handle, 5000, DMA_BIDIRECTIONAL);
		dma_sync_single_for_cpu(dev, handle, 5000, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_NULL(test, memchr_inv(va, 0x11, 5000));
		dma_free_noncoherent(dev, 5000, va, handle, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
	}
}

static void pages_test_refused(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();
	struct page *page;
	dma_addr_t handle;

	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, 0, &handle, DMA_TO_DEVICE, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, SIZE_MAX, &handle, DMA_TO_DEVICE, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, 64, &handle, DMA_TO_DEVICE,
						GFP_KERNEL | __GFP_COMP));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, 64, &handle, DMA_NONE, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	page = dma_alloc_pages(dev, PAGE_SIZE, &handle, DMA_TO_DEVICE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	dma_free_pages(dev, 2 * PAGE_SIZE, page, handle, DMA_TO_DEVICE);
	dma_free_pages(dev, PAGE_SIZE, page, handle + PAGE_SIZE, DMA_TO_DEVICE);
	dma_free_pages(dev, PAGE_SIZE, page + 1, handle, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 1L);
	dma_free_pages(dev, PAGE_SIZE, page, handle, DMA_TO_DEVICE);
	dma_free_pages(dev, PAGE_SIZE, NULL, handle, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static void pages_test_noncontiguous(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct sg_table *sgt = dma_alloc_noncontiguous(dev, SZ_64K, DMA_BIDIRECTIONAL, GFP_KERNEL,
						       0);
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, sgt);
	KUNIT_EXPECT_EQ(test, sgt->nents, 1U);
	KUNIT_EXPECT_EQ(test, sg_dma_len(sgt->sgl), (unsigned int)SZ_64K);
	va = dma_vmap_noncontiguous(dev, SZ_64K, sgt);
	KUNIT_ASSERT_NOT_NULL(test, va);
	memset(va, 0x11, SZ_64K);
	dma_sync_sgtable_for_device(dev, sgt, DMA_BIDIRECTIONAL);
	dma_sync_sgtable_for_cpu(dev, sgt, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0x11, SZ_64K));
	dma_vunmap_noncontiguous(dev, va);
	dma_free_noncontiguous(dev, SZ_64K, sgt, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/* An attribute that is not supported is reported, and no memory is allocated. */
static void pages_test_noncontiguous_refused(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(dev, SZ_64K, DMA_BIDIRECTIONAL, GFP_KERNEL,
							DMA_ATTR_SKIP_CPU_SYNC));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static void pages_test_sgtable(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct sg_table sgt;
	dma_addr_t handle;
	void *va = dma_alloc_wc(dev, 3 * PAGE_SIZE, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, va);
	if (!dma_get_sgtable(dev, &sgt, va, handle, 3 * PAGE_SIZE)) {
		KUNIT_EXPECT_EQ(test, sgt.orig_nents, 1U);
		KUNIT_EXPECT_EQ(test, sg_phys(sgt.sgl), virt_to_phys(va));
		KUNIT_EXPECT_EQ(test, sgt.sgl->length, 3 * PAGE_SIZE);
		sg_free_table(&sgt);
	}
	if (!dma_get_sgtable_attrs(dev, &sgt, va, handle, PAGE_SIZE, DMA_ATTR_WRITE_COMBINE)) {
		KUNIT_EXPECT_EQ(test, sgt.sgl->length, PAGE_SIZE);
		sg_free_table(&sgt);
	}
	dma_free_wc(dev, 3 * PAGE_SIZE, va, handle);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* A table may describe memory up to the last byte of RAM, but not beyond it. */
static void pages_test_sgtable_end(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	phys_addr_t end = memblock_end_of_DRAM();
	unsigned long warned = warnings_seen();
	struct sg_table sgt;
	int err = dma_get_sgtable(dev, &sgt, NULL, end - 100, 100);

	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, sg_phys(sgt.sgl), end - 100);
	KUNIT_EXPECT_EQ(test, sgt.sgl->length, 100U);
	sg_free_table(&sgt);
	KUNIT_EXPECT_EQ(test, dma_get_sgtable(dev, &sgt, NULL, end - 100, 101), -ENXIO);
	KUNIT_EXPECT_EQ(test, dma_get_sgtable(dev, &sgt, NULL, end - 100, 0), -ENXIO);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
}

/* ---- allocations smaller than a page --------------------------------------------------------- */

#define NR_PIECES 200

struct piece {
	u8 *va;
	dma_addr_t dma;
};

static void lines_test_sizes(struct kunit *test)
{
	static const u16 sizes[] = { 1, 64, 65, 100, 256, 1000, 2048 };
	struct piece *p = kunit_kzalloc(test, NR_PIECES * sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (int coherent = 1; coherent >= (can_map_uncached() ? 0 : 1); coherent--) {
		struct device *dev = dma_test_device(test, coherent);

		for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
			size_t size = sizes[i], step = 1UL << lines_shift(dev, size);
			unsigned int n;

			for (n = 0; n < NR_PIECES; n++) {
				p[n].va = dma_alloc_coherent(dev, size, &p[n].dma, GFP_KERNEL);
				if (!p[n].va)
					break;
				KUNIT_EXPECT_NULL(test, memchr_inv(p[n].va, 0, step));
				KUNIT_EXPECT_EQ(test, p[n].dma & (step - 1), 0ULL);
				memset(p[n].va, (u8)n + 1, step);
			}
			KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, n * size);
			/* Free every second allocation, and then the others. */
			for (unsigned int odd = 0; odd < 2; odd++) {
				for (unsigned int k = odd; k < n; k += 2) {
					KUNIT_EXPECT_NULL(test,
							  memchr_inv(p[k].va, (u8)k + 1, step));
					dma_free_coherent(dev, size, p[k].va, p[k].dma);
				}
			}
			KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
		}
	}
}

/* An allocation of 64 bytes uses only 64 bytes. */
static void lines_test_density(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct piece p[32];
	unsigned int n, same = 0;

	for (n = 0; n < ARRAY_SIZE(p); n++) {
		p[n].va = dma_alloc_coherent(dev, 64, &p[n].dma, GFP_KERNEL);
		if (!p[n].va)
			break;
		same += n && PFN_DOWN(p[n].dma) == PFN_DOWN(p[n - 1].dma);
	}
	KUNIT_EXPECT_GE(test, same + 2, n);
	while (n--)
		dma_free_coherent(dev, 64, p[n].va, p[n].dma);
}

static void lines_test_misuse(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();
	dma_addr_t dma;
	u8 *va = dma_alloc_coherent(dev, 100, &dma, GFP_KERNEL), local[100];

	KUNIT_ASSERT_NOT_NULL(test, va);
	dma_free_coherent(dev, 64, va, dma);
	dma_free_coherent(dev, 100, va + 128, dma + 128);
	dma_free_coherent(dev, 100, va + 4, dma + 4);
	dma_free_coherent(dev, 100, va, dma + 4);
	dma_free_coherent(dev, 100, va, dma + PAGE_SIZE);
	dma_free_coherent(dev, 100, local, dma);
	dma_free_coherent(dev, PAGE_SIZE, (void *)((unsigned long)va & PAGE_MASK), dma & PAGE_MASK);
	free_page((unsigned long)va & PAGE_MASK);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 100UL);
	dma_free_coherent(dev, 100, va, dma);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
	dma_free_coherent(dev, 100, va, dma);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 9);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* A device that needs whole pages sets an alignment mask. */
static void lines_test_align_mask(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	dma_addr_t dma;
	void *va;

	KUNIT_ASSERT_EQ(test, dma_set_min_align_mask(dev, PAGE_SIZE - 1), 0);
	va = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, offset_in_page(dma), 0UL);
	dma_free_coherent(dev, 64, va, dma);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static const struct kunit_case pages_cases[] = {
	KUNIT_CASE(pages_test_noncoherent),
	KUNIT_CASE(pages_test_refused),
	KUNIT_CASE(pages_test_noncontiguous),
	KUNIT_CASE(pages_test_noncontiguous_refused),
	KUNIT_CASE(pages_test_sgtable),
	KUNIT_CASE(pages_test_sgtable_end),
	KUNIT_CASE(lines_test_sizes),
	KUNIT_CASE(lines_test_density),
	KUNIT_CASE(lines_test_misuse),
	KUNIT_CASE(lines_test_align_mask),
	{}
};

static struct kunit_suite dma_pages_suite = {
	.name = "dma_pages",
	.test_cases = pages_cases,
};
kunit_test_suite(dma_pages_suite);
