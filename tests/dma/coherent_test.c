// SPDX-License-Identifier: BSD-2-Clause
/* Tests of coherent memory, for coherent and for non-coherent devices. */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../settled.h"
#include "mm/debug/tools.h"
#include "mm/dma/dma.h"
#include "mm/pages/pages.h"
#include "dma_test.h"
#include "../warnings.h"

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

static struct device *noncoherent_device(struct kunit *test)
{
	if (!can_map_uncached())
		kunit_skip(test, "this machine cannot map memory uncached");
	return dma_test_device(test, false);
}

static void check_alloc(struct kunit *test, struct device *dev, size_t size)
{
	size_t room = PAGE_SIZE << get_order(size);
	struct pgtable_range range;
	dma_addr_t handle = 1;

	for (int round = 0; round < 2; round++) {
		unsigned long before = dev->dma_coherent_bytes;
		u8 *va = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, before + size);
		KUNIT_EXPECT_EQ(test, handle & (room - 1), 0ULL);
		KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, size));
		KUNIT_ASSERT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range));
		KUNIT_EXPECT_EQ(test, range.pa + ((unsigned long)va - range.start), handle);
		if (!dev->dma_coherent)
			KUNIT_EXPECT_FALSE(test, is_linear_addr(va));
		memset(va, 0xa5, size);
		dma_free_coherent(dev, size, va, handle);
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, before);
	}
}

static const size_t sizes[] = { 1, 64, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE,
				SZ_64K, SZ_256K + 1, SZ_1M };

static void dma_test_coherent(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		check_alloc(test, dev, sizes[i]);
}

static void dma_test_noncoherent(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		check_alloc(test, dev, sizes[i]);
}

/* If the machine cannot map memory uncached, a non-coherent device gets no coherent memory. */
static void dma_test_refused(struct kunit *test)
{
	struct device *dev = dma_test_device(test, false);
	dma_addr_t handle;

	if (can_map_uncached())
		kunit_skip(test, "this machine can map memory uncached");
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/*
 * While a block is used as uncached memory, no page of the block has a cached mapping, even if the
 * page is not allocated.  The test keeps one block allocated, because the last block is never
 * freed.
 */
static void dma_test_alias(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);
	dma_addr_t held_at, block_at, page_at;
	void *held, *block, *page;
	struct pgtable_range range;

	if (page_debug_wants_pages())
		kunit_skip(test, "what comes back is unmapped");
	held = dma_alloc_coherent(dev, SZ_2M, &held_at, GFP_KERNEL);
	block = dma_alloc_coherent(dev, SZ_2M, &block_at, GFP_KERNEL);
	page = dma_alloc_coherent(dev, PAGE_SIZE, &page_at, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, held && block && page);
	if (!held || !block || !page)
		goto out;
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)page, &range));
	KUNIT_EXPECT_EQ(test, (int)pgprot_type(range.prot), (int)PGPROT_NC);
	for (unsigned long at = 0; at < SZ_2M; at += SZ_64K) {
		KUNIT_EXPECT_FALSE(test, readable(__va(held_at + at)));
		KUNIT_EXPECT_FALSE(test, readable(__va(block_at + at)));
	}
	KUNIT_EXPECT_FALSE(test, readable(__va(page_at)));
	KUNIT_EXPECT_FALSE(test, readable(__va(page_at ^ PAGE_SIZE)));
	dma_free_coherent(dev, SZ_2M, block, block_at);
	uncached_settle();
	KUNIT_EXPECT_FALSE(test, readable(block));
	for (unsigned long at = 0; at < SZ_2M; at += SZ_64K) {
		KUNIT_EXPECT_TRUE(test, readable(__va(block_at + at)));
		KUNIT_EXPECT_FALSE(test, readable(__va(held_at + at)));
	}
	block = NULL;
out:
	dma_free_coherent(dev, PAGE_SIZE, page, page_at);
	dma_free_coherent(dev, SZ_2M, block, block_at);
	dma_free_coherent(dev, SZ_2M, held, held_at);
}

/* Allocations in a block do not overlap, even if they are freed in another order. */
static void dma_test_neighbours(struct kunit *test)
{
	enum { N = 60 };
	struct device *dev = noncoherent_device(test);
	static struct { u8 *va; dma_addr_t at; size_t size; } m[N];
	unsigned int i, step;

	for (step = 0; step < 4 * N; step++) {
		i = step * 7 % N;
		if (m[i].va) {
			KUNIT_EXPECT_NULL(test, memchr_inv(m[i].va, (u8)i, m[i].size));
			dma_free_coherent(dev, m[i].size, m[i].va, m[i].at);
		}
		m[i].size = PAGE_SIZE << (step % 11 == 0 ? 4 : step % 3);
		m[i].va = dma_alloc_coherent(dev, m[i].size, &m[i].at, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, m[i].va);
		if (!m[i].va)
			break;
		memset(m[i].va, (u8)i, m[i].size);
	}
	for (i = 0; i < N; i++) {
		if (!m[i].va)
			continue;
		KUNIT_EXPECT_NULL(test, memchr_inv(m[i].va, (u8)i, m[i].size));
		dma_free_coherent(dev, m[i].size, m[i].va, m[i].at);
		m[i].va = NULL;
	}
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* A coherent device gets memory even in atomic context, with interrupts off. */
static void dma_test_atomic(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	dma_addr_t handle;
	void *memory;

	local_irq_disable();
	memory = dma_alloc_coherent(dev, 64, &handle, GFP_ATOMIC);
	dma_free_coherent(dev, 64, memory, handle);
	local_irq_enable();
	KUNIT_EXPECT_NOT_NULL(test, memory);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/*
 * In atomic context, a non-coherent device gets memory from the reserve.  When the reserve is
 * empty, the request fails.  A short time later, the reserve is full again.
 */
static void dma_test_atomic_noncoherent(struct kunit *test)
{
	enum { MOST = 32 };
	struct device *dev = noncoherent_device(test);
	static struct { void *va; dma_addr_t handle; } m[MOST];
	unsigned long reserve = uncached_set_reserve(SZ_128K / PAGE_SIZE);
	int n = 0;

	local_irq_disable();
	while (n < MOST && (m[n].va = dma_alloc_attrs(dev, SZ_128K, &m[n].handle, GFP_ATOMIC,
						      DMA_ATTR_NO_WARN)))
		n++;
	local_irq_enable();
	KUNIT_EXPECT_GT(test, n, 0);
	KUNIT_ASSERT_LT(test, n, MOST);
	uncached_settle();
	local_irq_disable();
	m[n].va = dma_alloc_coherent(dev, SZ_128K, &m[n].handle, GFP_ATOMIC);
	n += !!m[n].va;
	KUNIT_EXPECT_TRUE(test, n && m[n - 1].va && !is_linear_addr(m[n - 1].va));
	while (n--) {
		KUNIT_EXPECT_NULL(test, memchr_inv(m[n].va, 0, SZ_128K));
		dma_free_coherent(dev, SZ_128K, m[n].va, m[n].handle);
	}
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	uncached_settle();
	KUNIT_EXPECT_LE(test, uncached_blocks(), 2UL);
	uncached_set_reserve(reserve);
}

#ifdef CONFIG_RECLAIM
/* The shrinker frees unused blocks until only the reserve is left. */
static void dma_test_shrinker(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);
	unsigned long reserve = uncached_set_reserve(0);
	dma_addr_t handle;
	void *page;

	uncached_settle();
	drop_slab();
	if (uncached_blocks()) {
		uncached_set_reserve(reserve);
		kunit_skip(test, "a device of the machine holds uncached memory");
	}
	page = dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	uncached_settle();
	drop_slab();
	KUNIT_EXPECT_GE(test, uncached_blocks(), 1UL);
	dma_free_coherent(dev, PAGE_SIZE, page, handle);
	uncached_settle();
	KUNIT_EXPECT_GE(test, uncached_blocks(), 1UL);
	drop_slab();
	KUNIT_EXPECT_EQ(test, uncached_blocks(), 0UL);
	uncached_set_reserve(SZ_128K / PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, uncached_blocks(), 1UL);
	drop_slab();
	KUNIT_EXPECT_EQ(test, uncached_blocks(), 1UL);
	uncached_set_reserve(reserve);
}
#endif

/* A device that can access only the lowest zone gets memory of that zone. */
static void dma_test_zone(struct kunit *test)
{
	enum { NR = 20 };
	struct device *dev = dma_test_device(test, true);
	struct zone *zone, *lowest = NULL, *highest = NULL;
	static struct { void *va; dma_addr_t at; } m[NR];
	phys_addr_t end;

	for_each_populated_zone(zone) {
		if (!lowest)
			lowest = zone;
		highest = zone;
	}
	if (lowest == highest)
		kunit_skip(test, "the machine has one zone");
	end = PFN_PHYS((phys_addr_t)zone_end_pfn(lowest));
	dev->coherent_dma_mask = DMA_BIT_MASK(64);
	dev->bus_dma_limit = end - 1;
	dma_reach_changed(dev);
	for (int i = 0; i < NR; i++) {
		m[i].va = dma_alloc_coherent(dev, SZ_64K, &m[i].at, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, m[i].va);
		KUNIT_EXPECT_LE(test, m[i].at + SZ_64K, end);
	}
	for (int i = 0; i < NR; i++)
		dma_free_coherent(dev, SZ_64K, m[i].va, m[i].at);
}

static void dma_test_out_of_reach(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long pages = nr_free_pages(), warned = warnings_seen();
	dma_addr_t handle;

	dev->coherent_dma_mask = DMA_BIT_MASK(16);
	for (int coherent = 0; coherent < 2; coherent++) {
		dma_test_set_coherent(dev, coherent);
		KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 64, &handle, GFP_KERNEL));
		KUNIT_EXPECT_NULL(test, dma_alloc_attrs(dev, 64, &handle, GFP_KERNEL,
							DMA_ATTR_NO_WARN));
	}
	dev->dma_coherent = true;
	dev->coherent_dma_mask = DMA_BIT_MASK(64);
	dev->bus_dma_limit = DMA_BIT_MASK(16);
	dma_reach_changed(dev);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 64, &handle, GFP_KERNEL));
	dev->bus_dma_limit = 0;
	dma_reach_changed(dev);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	/*
	 * The calls may have allocated blocks of uncached memory, which the DMA layer still caches.
	 */
	KUNIT_EXPECT_GE(test, nr_free_pages() + 2 * SZ_2M / PAGE_SIZE, pages);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* ---- sizes above the largest block of the page allocator ------------------------------------- */

#define LARGEST_BLOCK	(PAGE_SIZE << MAX_PAGE_ORDER)

static void check_large(struct kunit *test, struct device *dev, size_t size)
{
	unsigned long warned = warnings_seen();
	struct pgtable_range range;
	dma_addr_t handle;
	u8 *va;

	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, size, &handle, GFP_ATOMIC));
	va = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);
	if (!va && LARGEST_BLOCK > SZ_4M && totalram_pages() < 24UL << MAX_PAGE_ORDER)
		kunit_skip(test, "memory is in pieces");
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, handle & (SZ_2M - 1), 0ULL);
	for (size_t at = 0; at < size; at += PAGE_SIZE) {
		KUNIT_ASSERT_TRUE(test,
				  pgtable_lookup(&kernel_pgtable, (unsigned long)va + at, &range));
		KUNIT_ASSERT_EQ(test, range.pa + ((unsigned long)va + at - range.start),
				handle + at);
		KUNIT_ASSERT_NULL(test, memchr_inv(va + at, 0, PAGE_SIZE));
		va[at] = 1;
		if (!dev->dma_coherent)
			KUNIT_ASSERT_FALSE(test, readable(__va(handle + at)));
	}
	/* A free of a part of the memory, or of more than was allocated, is refused. */
	dma_free_coherent(dev, PAGE_SIZE, va, handle);
	dma_free_coherent(dev, PAGE_SIZE, va + SZ_1M, handle + SZ_1M);
	dma_free_coherent(dev, LARGEST_BLOCK, va, handle);
	dma_free_coherent(dev, size + PAGE_SIZE, va, handle);
	dma_free_coherent(dev, size - PAGE_SIZE, va + PAGE_SIZE, handle + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	dma_free_coherent(dev, size, va, handle);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static void dma_test_large(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long pages;

	if (!IS_ENABLED(CONFIG_CONTIG_ALLOC) || page_debug_wants_pages() ||
	    totalram_pages() < 6UL << MAX_PAGE_ORDER)
		kunit_skip(test, "no memory of that size");
	pages = settled_free_pages();
	check_large(test, dev, LARGEST_BLOCK + SZ_1M);
	check_large(test, dev, 2 * LARGEST_BLOCK);
	check_large(test, dev, 2 * LARGEST_BLOCK + SZ_1M + 1);
	KUNIT_EXPECT_GE(test, settled_free_pages() + 16, pages);
}

static void dma_test_large_noncoherent(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);
	unsigned long pages;

	if (!IS_ENABLED(CONFIG_CONTIG_ALLOC) || page_debug_wants_pages())
		kunit_skip(test, "no memory of that size");
	uncached_prepare();
	uncached_settle();
	pages = settled_free_pages();
	check_large(test, dev, SZ_4M + SZ_1M);
	check_large(test, dev, SZ_8M + SZ_1M + 1);
	uncached_settle();
	/* The shadow memory of KASAN for the new addresses is never freed. */
	if (IS_ENABLED(CONFIG_KASAN_SHADOW))
		pages -= (SZ_8M + SZ_2M) / 8 / PAGE_SIZE;
	KUNIT_EXPECT_GE(test, settled_free_pages() + 32, pages);
}

/* Free memory of an uncached block is not used for a device that cannot access it. */
static void dma_test_block_in_reach(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);
	phys_addr_t first = memblock_start_of_DRAM();
	dma_addr_t handle, other;
	void *va = dma_alloc_coherent(dev, SZ_2M, &handle, GFP_KERNEL), *far;
	struct bus_dma_region windows[] = {
		{ first, first, handle - first },
		{ handle + SZ_2M, handle + SZ_2M, memblock_end_of_DRAM() - (handle + SZ_2M) },
	};

	KUNIT_ASSERT_NOT_NULL(test, va);
	dma_free_coherent(dev, SZ_2M, va, handle);
	va = dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	if (handle < windows[0].cpu_start + windows[0].size || handle >= windows[1].cpu_start) {
		dma_free_coherent(dev, PAGE_SIZE, va, handle);
		kunit_skip(test, "the memory is of another block");
	}
	if (dma_test_windows_are(dev, 2, windows)) {
		far = dma_alloc_coherent(dev, PAGE_SIZE, &other, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, far);
		dma_free_coherent(dev, PAGE_SIZE, far, other);
		kfree(dev->dma_range_map);
		dev->dma_range_map = NULL;
		dma_reach_changed(dev);
	}
	dma_free_coherent(dev, PAGE_SIZE, va, handle);
}

static void dma_test_misuse(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();
	dma_addr_t handle;
	void *va;

	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 0, &handle, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SIZE_MAX, &handle, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_attrs(dev, 64, &handle, GFP_KERNEL, 1UL << 40));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	KUNIT_EXPECT_NULL(test, dma_alloc_attrs(dev, SZ_1G, &handle, GFP_KERNEL, DMA_ATTR_NO_WARN));
	dma_free_coherent(dev, PAGE_SIZE, NULL, 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	va = dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	dma_free_coherent(dev, PAGE_SIZE, va, handle + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, PAGE_SIZE);
	dma_free_coherent(dev, 2 * PAGE_SIZE, va, handle);
	dma_free_coherent(dev, SIZE_MAX, va, handle);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, PAGE_SIZE);
	dma_free_coherent(dev, PAGE_SIZE, va, handle);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	dma_free_coherent(dev, PAGE_SIZE, va, handle);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

static void dma_test_misuse_owner(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, page);
	SetPageReserved(page);
	dma_free_coherent(dev, PAGE_SIZE, page_address(page), page_to_phys(page));
	ClearPageReserved(page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	__free_page(page);
}

/* A free with wrong arguments is refused: the memory remains allocated, and is still counted. */
static void dma_test_misuse_noncoherent(struct kunit *test)
{
	struct device *dev = noncoherent_device(test);
	unsigned long warned = warnings_seen();
	dma_addr_t handle;
	u8 *va = dma_alloc_coherent(dev, 2 * PAGE_SIZE, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, va);
	dma_free_coherent(dev, 8 * PAGE_SIZE, va, handle);
	dma_free_coherent(dev, SIZE_MAX, va, handle);
	dma_free_coherent(dev, 2 * PAGE_SIZE, va, handle + PAGE_SIZE);
	dma_free_coherent(dev, 2 * PAGE_SIZE, __va(handle), handle);
	/* Try to free a part of the memory. */
	dma_free_coherent(dev, PAGE_SIZE, va, handle);
	dma_free_coherent(dev, PAGE_SIZE, va + PAGE_SIZE, handle + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 2 * PAGE_SIZE);
	dma_free_coherent(dev, 2 * PAGE_SIZE, va, handle);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	dma_free_coherent(dev, 2 * PAGE_SIZE, va, handle);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* Two adjacent allocations of one page each cannot be freed as an allocation of two pages. */
static void dma_test_free_neighbours(struct kunit *test)
{
	enum { NR = 8 };
	struct device *dev = noncoherent_device(test);
	unsigned long warned = warnings_seen();
	unsigned int pairs = 0;
	dma_addr_t handle[NR];
	u8 *va[NR];

	for (unsigned int i = 0; i < NR; i++) {
		va[i] = dma_alloc_coherent(dev, PAGE_SIZE, &handle[i], GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, va[i]);
	}
	for (unsigned int i = 0; i < NR; i++) {
		for (unsigned int j = 0; j < NR && IS_ALIGNED((unsigned long)va[i], 2 * PAGE_SIZE);
		     j++) {
			if (va[i] && va[j] == va[i] + PAGE_SIZE) {
				dma_free_coherent(dev, 2 * PAGE_SIZE, va[i], handle[i]);
				pairs++;
			}
		}
	}
	KUNIT_EXPECT_GT(test, pairs, 0U);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + pairs);
	for (unsigned int i = 0; i < NR; i++)
		dma_free_coherent(dev, PAGE_SIZE, va[i], handle[i]);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* ---- managed memory -------------------------------------------------------------------------- */

struct release {
	struct device *dev;
	/* For each action, the number of bytes that were still allocated when it ran. */
	unsigned long bytes[2];
	int order[2], n;
};

static void first_action(void *arg)
{
	struct release *r = arg;

	r->bytes[0] = r->dev->dma_coherent_bytes;
	r->order[r->n++] = 1;
}

static void second_action(void *arg)
{
	struct release *r = arg;

	r->bytes[1] = r->dev->dma_coherent_bytes;
	r->order[r->n++] = 2;
}

static void dma_test_managed(struct kunit *test)
{
	static struct release r;	/* static, because actions may run after the case */
	struct device *dev = dma_test_device(test, true);
	dma_addr_t handle;

	r = (struct release){ .dev = dev };
	KUNIT_ASSERT_EQ(test, devm_add_action(dev, first_action, &r), 0);
	KUNIT_ASSERT_NOT_NULL(test, dmam_alloc_coherent(dev, 100, &handle, GFP_KERNEL));
	KUNIT_ASSERT_EQ(test, devm_add_action(dev, second_action, &r), 0);
	KUNIT_ASSERT_NOT_NULL(test, devm_kzalloc(dev, 64, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 100UL);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 4);
	KUNIT_EXPECT_EQ(test, r.n, 2);
	KUNIT_EXPECT_EQ(test, r.order[0], 2);
	KUNIT_EXPECT_EQ(test, r.order[1], 1);
	KUNIT_EXPECT_EQ(test, r.bytes[1], 100UL);
	KUNIT_EXPECT_EQ(test, r.bytes[0], 0UL);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	/* A failed allocation does not add a managed resource. */
	dev->coherent_dma_mask = DMA_BIT_MASK(16);
	KUNIT_EXPECT_NULL(test, dmam_alloc_coherent(dev, 100, &handle, GFP_KERNEL));
	devres_release_all(dev);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

/* Free one of two managed allocations explicitly, and the other one with the device. */
static void dma_test_managed_free(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	unsigned long warned = warnings_seen();
	dma_addr_t handle, other;
	void *va = dmam_alloc_attrs(dev, 200, &handle, GFP_KERNEL, DMA_ATTR_NO_WARN);

	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_ASSERT_NOT_NULL(test, dmam_alloc_coherent(dev, 100, &other, GFP_KERNEL));
	dmam_free_coherent(dev, 200, va, handle);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 100UL);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case coherent_cases[] = {
	KUNIT_CASE(dma_test_coherent),
	KUNIT_CASE(dma_test_noncoherent),
	KUNIT_CASE(dma_test_refused),
	KUNIT_CASE(dma_test_alias),
	KUNIT_CASE(dma_test_neighbours),
	KUNIT_CASE(dma_test_atomic),
	KUNIT_CASE(dma_test_atomic_noncoherent),
#ifdef CONFIG_RECLAIM
	KUNIT_CASE(dma_test_shrinker),
#endif
	KUNIT_CASE(dma_test_zone),
	KUNIT_CASE(dma_test_out_of_reach),
	KUNIT_CASE(dma_test_large),
	KUNIT_CASE(dma_test_large_noncoherent),
	KUNIT_CASE(dma_test_block_in_reach),
	KUNIT_CASE(dma_test_misuse),
	KUNIT_CASE(dma_test_misuse_owner),
	KUNIT_CASE(dma_test_misuse_noncoherent),
	KUNIT_CASE(dma_test_free_neighbours),
	KUNIT_CASE(dma_test_managed),
	KUNIT_CASE(dma_test_managed_free),
	{}
};

static struct kunit_suite dma_coherent_suite = {
	.name = "dma_coherent",
	.test_cases = coherent_cases,
};
kunit_test_suite(dma_coherent_suite);
