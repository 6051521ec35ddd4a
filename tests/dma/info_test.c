// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the report that the shell command dmainfo prints about a device.  The device has
 * mappings and memory of each kind.
 */

#include <linux/dmapool.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../said.h"
#include "../text.h"
#include "mm/dma/dma.h"
#include "dma_test.h"

static bool says(struct device *dev, bool json, const char *what)
{
	static struct text text;
	struct seq_file m = { .write = text_write, .private = &text, .json = json };

	text.used = 0;
	dmainfo_show_device(&m, dev);
	return strstr(text.buf, what);
}

static void info_test_pool(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct dma_pool *pool = dma_pool_create("rings", dev, 100, 4, 0);
	unsigned int blocks;
	dma_addr_t addr[3];
	char what[128];
	void *va[3];

	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_TRUE(test,
			  says(dev, false, " rings: 0 of 0 blocks of 100 bytes in use, 0 bytes\n"));
	for (unsigned int i = 0; i < 3; i++)
		va[i] = dma_pool_alloc(pool, GFP_KERNEL, &addr[i]);
	blocks = PAGE_SIZE / 100;
	scnprintf(what, sizeof(what), " rings: 3 of %u blocks of 100 bytes in use, %lu", blocks,
		  PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, says(dev, false, what));
	scnprintf(what, sizeof(what),
		  "\"pools\": [{\"name\": \"rings\", \"used\": 3, \"blocks\": %u, "
		  "\"block_size\": 100, \"bytes\": %lu}]",
		  blocks, PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, says(dev, true, what));
	for (unsigned int i = 0; i < 3; i++)
		dma_pool_free(pool, va[i], addr[i]);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_TRUE(test, says(dev, true, "\"pools\": []"));
}

/* The report counts failed calls and calls with wrong arguments. */
static void info_test_refused(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	char on_stack[16];
	dma_addr_t addr;
	void *va;

	KUNIT_EXPECT_TRUE(test, says(dev, false, " 0 bounced, 0 calls refused since boot\n"));
	KUNIT_EXPECT_EQ(test,
			dma_map_single_attrs(dev, on_stack, 16, DMA_TO_DEVICE, DMA_ATTR_NO_WARN),
			DMA_MAPPING_ERROR);
	KUNIT_EXPECT_TRUE(test, says(dev, true, "\"refused\": 1,"));
	EXPECT_WARNS(test, va = dma_alloc_coherent(dev, 0, &addr, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, va);
	EXPECT_SAID(test, "dma-test: dma_alloc_attrs: invalid size 0");
	EXPECT_WARNS(test, dma_unmap_single(dev, 0x1000, 64, DMA_TO_DEVICE));
	va = dma_alloc_coherent(dev, 64, &addr, GFP_KERNEL);
	EXPECT_WARNS(test, dma_free_coherent(dev, 128, va, addr));
	KUNIT_EXPECT_TRUE(test, says(dev, true, "\"refused\": 4,"));
	dma_free_coherent(dev, 64, va, addr);
	KUNIT_EXPECT_TRUE(test, says(dev, false, " 4 calls refused since boot\n"));
}

static void info_test_own(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);
	struct page *pages = alloc_pages(GFP_KERNEL, 2);
	struct dma_coherent_mem *mem;
	dma_addr_t addr;
	void *va;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	mem = dma_mem_create(page_address(pages), page_to_phys(pages), SZ_16K);
	if (mem) {
		dma_mem_assign(dev, mem);
		va = dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, says(dev, true, "\"own_size\": 16384, "));
		KUNIT_EXPECT_TRUE(test, says(dev, true, "\"own_used\": 128"));
		dma_free_coherent(dev, 100, va, addr);
		dma_mem_assign(dev, NULL);
		KUNIT_EXPECT_FALSE(test, says(dev, true, "own_size"));
		dma_mem_destroy(mem);
	}
	__free_pages(pages, 2);
	KUNIT_EXPECT_NOT_NULL(test, mem);
}

static struct kunit_case info_cases[] = {
	KUNIT_CASE(info_test_pool),
	KUNIT_CASE(info_test_refused),
	KUNIT_CASE(info_test_own),
	{}
};

static struct kunit_suite dma_info_suite = {
	.name = "dma_info",
	.test_cases = info_cases,
};
kunit_test_suite(dma_info_suite);
