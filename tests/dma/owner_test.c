// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of CONFIG_DMA_API_DEBUG: a free of memory that a device owns is reported and has no effect.
 * After the mapping has ended, the same call succeeds.
 */

#include <linux/array_size.h>
#include <linux/kernel.h>
#include <linux/page_frag_cache.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "mm/dma/dma.h"
#include "mm/debug/tools.h"
#include "../said.h"
#include "dma_test.h"

static struct device *dev;
static unsigned long mappings;

static int owner_init(struct kunit *test)
{
	if (!dma_debug_on())
		kunit_skip(test, "dma_debug=off");
	dev = dma_test_device(test, true);
	mappings = dma_owner_mappings;
	return 0;
}

static void owner_exit(struct kunit *test)
{
	if (dma_debug_on())
		KUNIT_EXPECT_EQ(test, dma_owner_mappings, mappings);
}

/*
 * Map the buffer.  If the mapping could not be recorded, because kunit.fail_nth= let an allocation
 * fail, map the buffer again: only one allocation fails.
 */
static noinline dma_addr_t owner_map(struct kunit *test, struct page *page, size_t offset,
				     size_t size)
{
	dma_addr_t addr = dma_map_page(dev, page, offset, size, DMA_FROM_DEVICE);

	if (dev->dma_unrecorded) {
		dma_unmap_page(dev, addr, size, DMA_FROM_DEVICE);
		dev->dma_unrecorded = false;
		addr = dma_map_page(dev, page, offset, size, DMA_FROM_DEVICE);
	}
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_ASSERT_FALSE(test, dev->dma_unrecorded);
	return addr;
}

static dma_addr_t owner_map_va(struct kunit *test, void *va, size_t size)
{
	return owner_map(test, virt_to_page(va), offset_in_page(va), size);
}

static void owner_unmap(dma_addr_t addr, size_t size)
{
	dma_unmap_page(dev, addr, size, DMA_FROM_DEVICE);
}

/* Expect that @call, which frees memory that is partly mapped, is reported. */
#define EXPECT_KEPT(test, call)						\
do {									\
	EXPECT_WARNS(test, call);					\
	EXPECT_SAID(test, "dma-debug: dma-test: ");			\
	EXPECT_SAID(test, "are mapped:");				\
	EXPECT_SAID(test, ", from the device, by:");			\
	EXPECT_SAID(test, "owner_map");					\
} while (0)

#define EXPECT_KEPT_SITE(test, call)					\
do {									\
	EXPECT_KEPT(test, call);					\
	EXPECT_SITE(test, "freed by owner_test");			\
} while (0)

#define EXPECT_FREED(test, call)					\
do {									\
	unsigned long __warned = warnings_seen();				\
									\
	call;								\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned);			\
} while (0)

/* Memory cannot be freed while a single byte of it is mapped, at any offset. */
static void owner_test_kfree(struct kunit *test)
{
	static const size_t sizes[] = { 8, 40, 1000, 2048, PAGE_SIZE, 3 * PAGE_SIZE, SZ_64K };

	for (unsigned int i = 0; i < 3 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 3], at = i % 3 * (size - 1) / 2;
		u8 *object = kmalloc(size, GFP_KERNEL);
		dma_addr_t addr;

		KUNIT_ASSERT_NOT_NULL(test, object);
		addr = owner_map_va(test, object + at, 1);
		EXPECT_KEPT_SITE(test, kfree(object));
		EXPECT_KEPT(test, kvfree(object));
		KUNIT_EXPECT_GE(test, ksize(object), size);
		owner_unmap(addr, 1);
		EXPECT_FREED(test, kfree(object));
	}
}

/* An object can be freed if only other objects in its page or cache line are mapped. */
static void owner_test_neighbours(struct kunit *test)
{
	u8 *objects[32], *mapped = kmalloc(24, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, mapped);
	addr = owner_map_va(test, mapped, 24);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		objects[i] = kmalloc(24, GFP_KERNEL);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		EXPECT_FREED(test, kfree(objects[i]));
	EXPECT_KEPT_SITE(test, kfree(mapped));
	owner_unmap(addr, 24);
	EXPECT_FREED(test, kfree(mapped));
}

/* Of three mapped objects, each is refused until its own mapping ends. */
static void owner_test_several(struct kunit *test)
{
	static const unsigned int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 } };
	dma_addr_t addr[3];
	char *page;

	for (unsigned int round = 0; round < ARRAY_SIZE(orders); round++) {
		page = (char *)__get_free_pages(GFP_KERNEL, 2);
		KUNIT_ASSERT_NOT_NULL(test, page);
		split_page(virt_to_page(page), 2);
		for (unsigned int i = 0; i < 3; i++)
			addr[i] = owner_map_va(test, page + i * PAGE_SIZE, 64);
		EXPECT_FREED(test, free_page((unsigned long)page + 3 * PAGE_SIZE));
		for (unsigned int ended = 0; ended < 3; ended++) {
			unsigned int next = orders[round][ended];

			for (unsigned int i = ended; i < 3; i++)
				EXPECT_KEPT(test, free_page((unsigned long)page +
							    orders[round][i] * PAGE_SIZE));
			owner_unmap(addr[next], 64);
			EXPECT_FREED(test, free_page((unsigned long)page + next * PAGE_SIZE));
		}
	}
}

/* kfree_sensitive() does not clear memory that a device owns. */
static void owner_test_sensitive(struct kunit *test)
{
	u8 *object = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, object);
	memset(object, 0x5a, 100);
	addr = owner_map_va(test, object, 100);
	EXPECT_KEPT_SITE(test, kfree_sensitive(object));
	EXPECT_KEPT_SITE(test, kvfree_sensitive(object, 100));
	owner_unmap(addr, 100);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(object, 0x5a, 100), NULL);
	EXPECT_FREED(test, kfree_sensitive(object));
}

static void owner_test_cache(struct kunit *test)
{
	static const unsigned int sizes[] = { 48, 700, 6000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("dma-owner", sizes[i], 0, 0, NULL);
		void *objects[3];
		dma_addr_t addr;

		KUNIT_ASSERT_NOT_NULL(test, s);
		if (kmem_cache_alloc_bulk(s, GFP_KERNEL, 3, objects) != 3) {
			kmem_cache_destroy(s);
			KUNIT_FAIL_AND_ABORT(test, "no objects");
		}
		addr = owner_map_va(test, objects[1], sizes[i]);
		EXPECT_KEPT_SITE(test, kmem_cache_free(s, objects[1]));
		EXPECT_WARNS(test, kmem_cache_free_bulk(s, 3, objects));
		EXPECT_SAID(test, "are mapped:");
		KUNIT_EXPECT_GE(test, ksize(objects[1]), (size_t)sizes[i]);
		owner_unmap(addr, sizes[i]);
		EXPECT_FREED(test, kmem_cache_free(s, objects[1]));
		EXPECT_FREED(test, kmem_cache_destroy(s));
	}
}

static void owner_test_pages(struct kunit *test)
{
	static const unsigned int orders[] = { 0, 1, 3, 5 };

	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++) {
		size_t size = PAGE_SIZE << orders[i];
		struct page *page = alloc_pages(GFP_KERNEL, orders[i]);
		dma_addr_t addr;

		KUNIT_ASSERT_NOT_NULL(test, page);
		addr = owner_map(test, page, size - 1, 1);
		EXPECT_KEPT(test, __free_pages(page, orders[i]));
		EXPECT_KEPT(test, free_pages((unsigned long)page_address(page), orders[i]));
		EXPECT_KEPT_SITE(test, put_page(page));
		KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
		owner_unmap(addr, 1);
		EXPECT_FREED(test, __free_pages(page, orders[i]));
	}
}

/*
 * A call that drops a reference to a page is refused only if it drops the last reference, which
 * would free the page.
 */
static void owner_test_references(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = owner_map(test, page, 0, 100);
	get_page(page);
	get_page(page);
	EXPECT_FREED(test, put_page(page));
	EXPECT_FREED(test, __free_page(page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	EXPECT_KEPT(test, __free_page(page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	owner_unmap(addr, 100);
	EXPECT_FREED(test, put_page(page));
}

static void owner_test_bulk(struct kunit *test)
{
	struct page *pages[4] = { 0 };
	dma_addr_t addr;

	if (alloc_pages_bulk(GFP_KERNEL, 4, pages) != 4) {
		for (unsigned int i = 0; i < 4 && pages[i]; i++)
			__free_page(pages[i]);
		KUNIT_FAIL_AND_ABORT(test, "no pages");
	}
	addr = owner_map(test, pages[2], 8, 8);
	EXPECT_WARNS(test, release_pages(pages, 4));
	EXPECT_SAID(test, "are mapped:");
	owner_unmap(addr, 8);
	EXPECT_FREED(test, release_pages(&pages[2], 1));
}

static void owner_test_exact(struct kunit *test)
{
	u8 *va = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	unsigned long nr_free;
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, va);
	addr = owner_map_va(test, va + 2 * PAGE_SIZE, 1);
	nr_free = nr_free_pages();
	EXPECT_KEPT_SITE(test, free_pages_exact(va, 3 * PAGE_SIZE));
	KUNIT_EXPECT_LE(test, nr_free_pages(), nr_free);
	owner_unmap(addr, 1);
	EXPECT_FREED(test, free_pages_exact(va, 3 * PAGE_SIZE));
}

/*
 * While a device owns a fragment, the fragment cache does not allocate from the block of this
 * fragment again.
 */
static void owner_test_frag(struct kunit *test)
{
	struct page_frag_cache nc = { 0 };
	u8 *first = page_frag_alloc(&nc, 512, GFP_KERNEL), *second, *next;
	struct page *page;
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, first);
	page = virt_to_page(nc.va);
	second = page_frag_alloc(&nc, 512, GFP_KERNEL);
	addr = owner_map_va(test, first, 512);
	EXPECT_KEPT_SITE(test, page_frag_free(first));
	EXPECT_FREED(test, page_frag_free(second));
	owner_unmap(addr, 512);
	addr = owner_map_va(test, first + 64, 64);
	EXPECT_FREED(test, page_frag_free(first));
	EXPECT_WARNS(test, while ((next = page_frag_alloc(&nc, 512, GFP_KERNEL)) &&
				  virt_to_page(nc.va) == page) page_frag_free(next));
	EXPECT_SAID(test, "are mapped:");
	if (next)
		page_frag_free(next);
	owner_unmap(addr, 64);
	page_frag_cache_drain(&nc);
	put_page(page);
}

static void owner_test_vfree(struct kunit *test)
{
	u8 *area = vmalloc(3 * PAGE_SIZE);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, area);
	addr = owner_map(test, vmalloc_to_page(area + 2 * PAGE_SIZE), 10, 10);
	EXPECT_KEPT_SITE(test, vfree(area));
	EXPECT_KEPT_SITE(test, vfree_atomic(area));
	EXPECT_KEPT(test, kvfree(area));
	area[0] = 1;
	owner_unmap(addr, 10);
	EXPECT_FREED(test, kvfree(area));
}

static void owner_test_scatterlist(struct kunit *test)
{
	struct scatterlist sg[2];
	u8 *buffers[2];

	sg_init_table(sg, 2);
	for (unsigned int i = 0; i < 2; i++) {
		buffers[i] = kunit_kmalloc(test, 300, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, buffers[i]);
		sg_set_buf(&sg[i], buffers[i], 300);
	}
	KUNIT_ASSERT_NE(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 0U);
	for (unsigned int i = 0; i < 2 && !dev->dma_unrecorded; i++) {
		EXPECT_WARNS(test, kfree(buffers[i]));
		EXPECT_SAID(test, "dma-test: scatterlist, ");
	}
	dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
}

/*
 * The free of a buffer is refused, even if the device uses a copy of the buffer.  The buffer may be
 * high memory.
 */
static void owner_test_bounced(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_HIGHMEM);
	dma_addr_t addr;

	if (!page || !IS_ENABLED(CONFIG_SWIOTLB) || !dma_test_leave_out(dev, page, PAGE_SIZE)) {
		if (page)
			__free_page(page);
		kunit_skip(test, "no memory, or no bounce buffers");
	}
	addr = dma_map_page(dev, page, 64, 128, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), 0);
	if (addr != DMA_MAPPING_ERROR && !dev->dma_unrecorded) {
		KUNIT_EXPECT_NE(test, dma_to_phys(dev, addr), page_to_phys(page) + 64);
		EXPECT_WARNS(test, __free_page(page));
		EXPECT_SAID(test, "both ways");
	}
	if (addr != DMA_MAPPING_ERROR)
		dma_unmap_page(dev, addr, 128, DMA_BIDIRECTIONAL);
	EXPECT_FREED(test, __free_page(page));
}

/* When a device is unregistered, its remaining mappings are removed from the records. */
static void owner_test_released(struct kunit *test)
{
	struct device *gone = root_device_register("dma-gone");
	u8 *object = kunit_kmalloc(test, 64, GFP_KERNEL);

	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(gone));
	gone->dma_coherent = true;
	KUNIT_EXPECT_EQ(test, dma_coerce_mask_and_coherent(gone, DMA_BIT_MASK(64)), 0);
	if (object)
		KUNIT_EXPECT_EQ(test, dma_mapping_error(gone, dma_map_single(gone, object, 64,
									     DMA_TO_DEVICE)), 0);
	root_device_unregister(gone);
	EXPECT_FREED(test, kunit_kfree(test, object));
}

static struct kunit_case owner_cases[] = {
	KUNIT_CASE(owner_test_kfree),
	KUNIT_CASE(owner_test_neighbours),
	KUNIT_CASE(owner_test_several),
	KUNIT_CASE(owner_test_sensitive),
	KUNIT_CASE(owner_test_cache),
	KUNIT_CASE(owner_test_pages),
	KUNIT_CASE(owner_test_references),
	KUNIT_CASE(owner_test_bulk),
	KUNIT_CASE(owner_test_exact),
	KUNIT_CASE(owner_test_frag),
	KUNIT_CASE(owner_test_vfree),
	KUNIT_CASE(owner_test_scatterlist),
	KUNIT_CASE(owner_test_bounced),
	KUNIT_CASE(owner_test_released),
	{}
};

static struct kunit_suite dma_owner_suite = {
	.name = "dma_owner",
	.init = owner_init,
	.exit = owner_exit,
	.test_cases = owner_cases,
};
kunit_test_suite(dma_owner_suite);
