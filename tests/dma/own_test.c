// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of memory that only one device uses: coherent memory of a region, and a restricted pool of
 * bounce buffers.  The regions of these cases are allocated pages.  Regions of a device tree are
 * tested in tests/of/reserved_mem_test.c.
 */

#include <linux/array_size.h>
#include <linux/dmapool.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "../said.h"
#include "mm/dma/dma.h"
#include "dma_test.h"

#define ORDER	4
#define REGION	(PAGE_SIZE << ORDER)

static struct device *dev;
static struct page *pages;
static struct dma_coherent_mem *mem;
static struct io_tlb_mem *restricted;
static dma_addr_t base;

static void end_case(void *unused)
{
	if (mem) {
		dma_mem_assign(dev, NULL);
		dma_mem_destroy(mem);
	}
	if (restricted) {
		dev->dma_io_tlb_mem = NULL;
		swiotlb_restricted_destroy(restricted);
	}
	mem = NULL;
	restricted = NULL;
	__free_pages(pages, ORDER);
}

static int own_test_init(struct kunit *test)
{
	mark();
	dev = dma_test_device(test, true);
	pages = alloc_pages(GFP_KERNEL, ORDER);
	if (!pages)
		return -ENOMEM;
	base = page_to_phys(pages);
	return kunit_add_action_or_reset(test, end_case, NULL);
}

static void own_part(struct kunit *test, size_t skip, size_t size)
{
	mem = dma_mem_create(page_address(pages) + skip, base + skip, size);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	dma_mem_assign(dev, mem);
}

/* Assign a region to the device.  The region starts @skip bytes after a multiple of REGION. */
static void own_region(struct kunit *test, size_t skip)
{
	own_part(test, skip, REGION - skip);
}

static void own_pool(struct kunit *test)
{
	restricted = swiotlb_restricted_create(base, REGION);
	KUNIT_ASSERT_NOT_NULL(test, restricted);
	dev->dma_io_tlb_mem = restricted;
	dma_reach_changed(dev);
}

static bool in_region(dma_addr_t addr, size_t size)
{
	return addr >= base && addr + size <= base + REGION;
}

static unsigned long in_use(void)
{
	struct swiotlb_usage usage;
	phys_addr_t pa;
	size_t size, used;

	if (mem) {
		dma_mem_usage(dev, &pa, &size, &used);
		return used;
	}
	swiotlb_usage(dev, &usage);
	return usage.used;
}

/*
 * Allocate memory of many sizes until the region is full.  Free every second allocation, and
 * allocate it again.
 */
static void fill(struct kunit *test)
{
	static const size_t sizes[] = { 64, 1, 100, 2048, 4096, 5000, 65, 8192 };
	static struct { u8 *va; dma_addr_t addr; size_t size; } piece[REGION / SZ_1K];
	unsigned int n, again = 0;

	for (n = 0; n < ARRAY_SIZE(piece); n++) {
		size_t size = sizes[n % ARRAY_SIZE(sizes)];
		u8 *va = dma_alloc_coherent(dev, size, &piece[n].addr, GFP_ATOMIC);

		if (!va)
			break;
		KUNIT_ASSERT_TRUE(test, in_region(piece[n].addr, size));
		KUNIT_EXPECT_PTR_EQ(test, va, (u8 *)__va(piece[n].addr));
		KUNIT_EXPECT_EQ(test, piece[n].addr & (roundup_pow_of_two(size) - 1), 0ULL);
		KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, size));
		memset(va, n + 1, size);
		piece[n].va = va;
		piece[n].size = size;
	}
	KUNIT_EXPECT_TRUE(test, n > 8 && n < ARRAY_SIZE(piece));
	for (unsigned int i = 0; i < n; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(piece[i].va, i + 1, piece[i].size));
	for (unsigned int i = 0; i < n; i += 2)
		dma_free_coherent(dev, piece[i].size, piece[i].va, piece[i].addr);
	for (unsigned int i = 0; i < n; i += 2) {
		piece[i].va = dma_alloc_coherent(dev, piece[i].size, &piece[i].addr, GFP_KERNEL);
		again += piece[i].va != NULL;
	}
	KUNIT_EXPECT_EQ(test, again, (n + 1) / 2);
	for (unsigned int i = 0; i < n; i++)
		dma_free_coherent(dev, piece[i].size, piece[i].va, piece[i].addr);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static void own_test_fill(struct kunit *test)
{
	own_region(test, 0);
	fill(test);
	EXPECT_SAID(test, "the device's own memory is full");
}

static void own_test_misuse(struct kunit *test)
{
	struct device *other = dma_test_device(test, true);
	dma_addr_t addr, next;
	u8 *va, *neighbour;
	unsigned long used;

	own_region(test, 0);
	va = dma_alloc_coherent(dev, 256, &addr, GFP_KERNEL);
	neighbour = dma_alloc_coherent(dev, 256, &next, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, va && neighbour);
	used = in_use();
	EXPECT_WARNS(test, dma_free_coherent(dev, 512, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, 128, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, 0, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, SIZE_MAX, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, 192, va + 64, addr + 64));
	EXPECT_WARNS(test, dma_free_coherent(dev, 256, va, next));
	EXPECT_WARNS(test, dma_free_coherent(dev, 256, va - REGION, addr - REGION));
	EXPECT_WARNS(test, dma_free_coherent(other, 256, va, addr));
	KUNIT_EXPECT_EQ(test, in_use(), used);
	dma_free_coherent(dev, 256, va, addr);
	EXPECT_WARNS(test, dma_free_coherent(dev, 256, va, addr));
	KUNIT_EXPECT_FALSE(test, dma_mem_destroy(mem));
	dma_free_coherent(dev, 256, neighbour, next);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
}

/* A region can be allocated as a whole, at any start address.  A larger size is refused. */
static void own_test_whole(struct kunit *test)
{
	dma_addr_t addr;
	void *va;

	own_region(test, PAGE_SIZE);
	va = dma_alloc_coherent(dev, REGION - PAGE_SIZE, &addr, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, addr, base + PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 1, &addr, GFP_KERNEL));
	dma_free_coherent(dev, REGION - PAGE_SIZE, va, base + PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, REGION, &addr, GFP_KERNEL));
	/*
	 * Memory is aligned to its size, relative to address 0, even if the region is not aligned.
	 */
	va = dma_alloc_coherent(dev, REGION / 2, &addr, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, addr, base + REGION / 2);
	dma_free_coherent(dev, REGION / 2, va, addr);
}

/* If no free memory in the region has the required alignment, the allocation fails. */
static void own_test_alignment(struct kunit *test)
{
	enum { NR = REGION / PAGE_SIZE - 1 };
	dma_addr_t addr[NR], wrong;
	void *va[NR];

	own_region(test, PAGE_SIZE);
	for (unsigned int i = 0; i < NR; i++)
		va[i] = dma_alloc_coherent(dev, PAGE_SIZE, &addr[i], GFP_KERNEL);
	KUNIT_ASSERT_EQ(test, addr[NR - 1], base + REGION - PAGE_SIZE);
	/*
	 * Free four adjacent pages that are aligned to their size relative to the start of the
	 * region, but not relative to address 0.
	 */
	for (unsigned int i = 4; i < 8; i++)
		dma_free_coherent(dev, PAGE_SIZE, va[i], addr[i]);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 4 * PAGE_SIZE, &wrong, GFP_KERNEL));
	for (unsigned int i = 0; i < NR; i++) {
		if (i < 4 || i >= 8)
			dma_free_coherent(dev, PAGE_SIZE, va[i], addr[i]);
	}
}

/* A device gets no memory that its mask excludes. */
static void own_test_reach(struct kunit *test)
{
	dma_addr_t addr;

	own_region(test, 0);
	dev->coherent_dma_mask = base + PAGE_SIZE - 1;
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 2 * PAGE_SIZE, &addr, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
}

/* The blocks of a dma_pool are in the region, and do not cross the boundary of the dma_pool. */
static void own_test_dma_pool(struct kunit *test)
{
	struct dma_pool *pool;
	dma_addr_t addr[40];
	unsigned int n;
	void *va[40];

	own_region(test, PAGE_SIZE);
	pool = dma_pool_create("own", dev, 200, 64, 1024);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (n = 0; n < ARRAY_SIZE(va); n++) {
		va[n] = dma_pool_alloc(pool, GFP_KERNEL, &addr[n]);
		if (!va[n])
			break;
		KUNIT_EXPECT_TRUE(test, in_region(addr[n], 200));
		KUNIT_EXPECT_EQ(test, addr[n] / 1024, (addr[n] + 199) / 1024);
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(va));
	while (n--)
		dma_pool_free(pool, va[n], addr[n]);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
}

/* If the region has no block with the requested alignment, dma_pool_alloc() fails. */
static void own_test_dma_pool_crooked(struct kunit *test)
{
	struct dma_pool *pool;
	dma_addr_t addr;

	own_part(test, PAGE_SIZE, 2 * PAGE_SIZE);
	pool = dma_pool_create("crooked", dev, 2 * PAGE_SIZE, 2 * PAGE_SIZE, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_NULL(test, dma_pool_alloc(pool, GFP_KERNEL, &addr));
	EXPECT_SAID_WITH(test, "crooked: no free range of %lu bytes aligned", 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
	dma_pool_destroy(pool);
}

/*
 * Memory that was allocated before the device got a region is freed to the allocator that it came
 * from.
 */
static void own_test_before(struct kunit *test)
{
	dma_addr_t small, large;
	void *a, *b;

	own_region(test, 0);
	dma_mem_assign(dev, NULL);
	a = dma_alloc_coherent(dev, 64, &small, GFP_KERNEL);
	b = dma_alloc_coherent(dev, SZ_8K, &large, GFP_KERNEL);
	dma_mem_assign(dev, mem);
	dma_free_coherent(dev, 64, a, small);
	dma_free_coherent(dev, SZ_8K, b, large);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* ---- a restricted pool ----------------------------------------------------------------------- */

/*
 * With a restricted pool, each mapping is copied to the pool, even if the device can access the
 * buffer.
 */
static void own_test_restricted(struct kunit *test)
{
	u8 *buffer = kunit_kzalloc(test, SZ_8K, GFP_KERNEL);
	struct scatterlist sg[2];
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	own_pool(test);
	KUNIT_EXPECT_TRUE(test, is_swiotlb_force_bounce(dev));
	memset(buffer, 0x11, SZ_8K);
	addr = dma_map_single(dev, buffer, 3000, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_TRUE(test, in_region(addr, 3000));
	KUNIT_EXPECT_NULL(test, memchr_inv(__va(addr), 0x11, 3000));
	KUNIT_EXPECT_EQ(test, in_use(), 2UL);
	memset(__va(addr), 0x22, 3000);
	dma_sync_single_for_cpu(dev, addr, 100, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, buffer[99], 0x22);
	KUNIT_EXPECT_EQ(test, buffer[100], 0x11);
	dma_unmap_single(dev, addr, 3000, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer, 0x22, 3000));
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buffer, SZ_4K);
	sg_set_buf(&sg[1], buffer + SZ_4K, 100);
	KUNIT_ASSERT_NE(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 0U);
	KUNIT_EXPECT_TRUE(test, in_region(sg_dma_address(&sg[0]), sg_dma_len(&sg[0])));
	dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

/*
 * A restricted pool does not grow: if it is full, a mapping fails until another mapping is
 * unmapped.
 */
static void own_test_restricted_full(struct kunit *test)
{
	u8 *buffer = kunit_kzalloc(test, SZ_16K, GFP_KERNEL);
	dma_addr_t addr[REGION / SZ_16K + 1];
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	own_pool(test);
	for (n = 0; n < ARRAY_SIZE(addr); n++) {
		addr[n] = dma_map_single(dev, buffer, SZ_16K, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, addr[n]))
			break;
	}
	KUNIT_EXPECT_EQ(test, n, REGION / SZ_16K);
	EXPECT_SAID(test, "the device's restricted pool is full");
	dma_unmap_single(dev, addr[1], SZ_16K, DMA_TO_DEVICE);
	addr[1] = dma_map_single(dev, buffer, 1, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr[1]), 0);
	dma_unmap_single(dev, addr[1], 1, DMA_TO_DEVICE);
	for (unsigned int i = 0; i < n; i++) {
		if (i != 1)
			dma_unmap_single(dev, addr[i], SZ_16K, DMA_TO_DEVICE);
	}
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
}

static void own_test_restricted_coherent(struct kunit *test)
{
	dma_addr_t addr;
	void *va;

	own_pool(test);
	fill(test);
	EXPECT_SAID(test, "the device's restricted pool is full");
	va = dma_alloc_coherent(dev, SZ_4K, &addr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	EXPECT_WARNS(test, dma_free_coherent(dev, SZ_8K, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, 100, va, addr));
	EXPECT_WARNS(test, dma_free_coherent(dev, SZ_2K, va + SZ_2K, addr + SZ_2K));
	dma_free_coherent(dev, SZ_4K, va, addr);
	EXPECT_WARNS(test, dma_free_coherent(dev, SZ_4K, va, addr));
	/*
	 * The pool is mapped cached, so it provides no coherent memory for a non-coherent device.
	 */
	dma_test_set_coherent(dev, false);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SZ_4K, &addr, GFP_KERNEL));
	EXPECT_SAID(test, "it needs a shared-dma-pool");
}

static void own_test_restricted_pages(struct kunit *test)
{
	dma_addr_t addr;
	struct page *page;
	u8 *buffer = kunit_kzalloc(test, 64, GFP_KERNEL);

	own_pool(test);
	/* After the first mapping, the pool is used for copies. */
	addr = dma_map_single(dev, buffer, 64, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	page = dma_alloc_pages(dev, SZ_8K, &addr, DMA_BIDIRECTIONAL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, in_region(addr, SZ_8K));
	KUNIT_EXPECT_EQ(test, (u64)page_to_phys(page), (u64)addr);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0, SZ_8K));
	/* The memory is in the pool, so it is not copied. */
	memset(page_address(page), 0x11, SZ_8K);
	dma_sync_single_for_device(dev, addr, SZ_8K, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(dev, addr, SZ_8K, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0x11, SZ_8K));
	EXPECT_WARNS(test,
		     dma_free_pages(dev, 2 * PAGE_ALIGN(SZ_8K), page, addr, DMA_BIDIRECTIONAL));
	dma_free_pages(dev, SZ_8K, page, addr, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, in_use(), 0UL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0L);
}

static struct kunit_case own_cases[] = {
	KUNIT_CASE(own_test_fill),
	KUNIT_CASE(own_test_misuse),
	KUNIT_CASE(own_test_whole),
	KUNIT_CASE(own_test_alignment),
	KUNIT_CASE(own_test_reach),
	KUNIT_CASE(own_test_dma_pool),
	KUNIT_CASE(own_test_dma_pool_crooked),
	KUNIT_CASE(own_test_before),
	KUNIT_CASE(own_test_restricted),
	KUNIT_CASE(own_test_restricted_full),
	KUNIT_CASE(own_test_restricted_coherent),
	KUNIT_CASE(own_test_restricted_pages),
	{}
};

static struct kunit_suite own_suite = {
	.name = "dma_own",
	.init = own_test_init,
	.test_cases = own_cases,
};
kunit_test_suite(own_suite);
