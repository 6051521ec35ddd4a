// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the memory types in page tables, which the simulated MMU of the host port decodes.  With
 * CONFIG_HOST_THEAD, the MMU decodes T-Head's bits.  The code that decodes them is independent of
 * the code that sets them.  If firmware has set MAEE and an entry lacks these bits, the memory of
 * the entry is uncached.  On hardware, this error would only reduce the speed.
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "arch/host/host.h"
#include "mm/dma/dma.h"
#include "../dma/dma_test.h"

static int constant_data = 1;

static int type_of(__force const volatile void *va)
{
	return host_memory_type((unsigned long)va);
}

/* All ordinary memory is cached, in small and in large pages. */
static void host_types_test_memory(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *area = vmalloc(3 * PAGE_SIZE), *object = kmalloc(64, GFP_KERNEL);
	int on_stack;

	KUNIT_EXPECT_EQ(test, type_of(host_types_test_memory), HOST_CACHED);
	KUNIT_EXPECT_EQ(test, type_of("read-only"), HOST_CACHED);
	KUNIT_EXPECT_EQ(test, type_of(&constant_data), HOST_CACHED);
	KUNIT_EXPECT_EQ(test, type_of(&on_stack), HOST_CACHED);
	if (page && area && object) {
		KUNIT_EXPECT_EQ(test, type_of(page_to_virt(page)), HOST_CACHED);
		KUNIT_EXPECT_EQ(test, type_of(page), HOST_CACHED);	/* the page array */
		KUNIT_EXPECT_EQ(test, type_of(object), HOST_CACHED);
		for (unsigned int i = 0; i < 3; i++)
			KUNIT_EXPECT_EQ(test, type_of(area + i * PAGE_SIZE), HOST_CACHED);
		KUNIT_EXPECT_EQ(test, type_of(area + 3 * PAGE_SIZE), HOST_UNMAPPED);
	} else {
		KUNIT_FAIL(test, "no memory");
	}
	kfree(object);
	vfree(area);
	if (page)
		__free_page(page);
}

/* All mapped pages of the linear map are cached. */
static void host_types_test_linear_map(struct kunit *test)
{
	unsigned long end = (unsigned long)__va(memblock_end_of_DRAM()), wrong = 0, seen = 0;

	for (unsigned long va = (unsigned long)__va(HOST_RAM_BASE); va < end;
	     va += PAGE_SIZE) {
		int type = host_memory_type(va);

		seen += type == HOST_CACHED;
		wrong += type != HOST_CACHED && type != HOST_UNMAPPED;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0UL);
	KUNIT_EXPECT_GT(test, seen, totalram_pages() / 2);
}

static void expect_mapped_as(struct kunit *test, struct page *page, pgprot_t prot, int type)
{
	void *va = vmap(&page, 1, VM_MAP, prot);

	KUNIT_EXPECT_NOT_NULL(test, va);
	if (va)
		KUNIT_EXPECT_EQ(test, type_of(va), type);
	vunmap(va);
}

/*
 * A mapping has the requested memory type.  If the CPU has no memory types, all memory is cached.
 */
static void host_types_test_asked(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	bool types = arch_has_uncached();

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_mapped_as(test, page, PAGE_KERNEL, HOST_CACHED);
	expect_mapped_as(test, page, pgprot_writecombine(PAGE_KERNEL),
			 types ? HOST_UNCACHED : HOST_CACHED);
	expect_mapped_as(test, page, pgprot_noncached(PAGE_KERNEL),
			 types ? HOST_DEVICE : HOST_CACHED);
	__free_page(page);
}

static void host_types_test_registers(struct kunit *test)
{
	void __iomem *registers = ioremap(0x10002000, 0x1000),
		     *merged = ioremap_wc(0x10002000, 0x1000);
	bool types = arch_has_uncached();

	KUNIT_EXPECT_NOT_NULL(test, registers);
	KUNIT_EXPECT_NOT_NULL(test, merged);
	if (registers && merged) {
		KUNIT_EXPECT_EQ(test, type_of(registers), types ? HOST_DEVICE : HOST_CACHED);
		KUNIT_EXPECT_EQ(test, type_of(merged), types ? HOST_UNCACHED : HOST_CACHED);
	}
	iounmap(merged);
	iounmap(registers);
}

#ifdef CONFIG_DMA
static void host_types_test_coherent(struct kunit *test)
{
	struct device *dev;
	dma_addr_t dma;
	void *va;

	if (!can_map_uncached())
		kunit_skip(test, "this machine cannot map memory uncached");
	dev = dma_test_device(test, false);
	va = dma_alloc_coherent(dev, 2 * PAGE_SIZE, &dma, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, type_of(va), HOST_UNCACHED);
	KUNIT_EXPECT_EQ(test, type_of(va + PAGE_SIZE), HOST_UNCACHED);
	dma_free_coherent(dev, 2 * PAGE_SIZE, va, dma);
}
#endif

static struct kunit_case host_types_cases[] = {
	KUNIT_CASE(host_types_test_memory),
	KUNIT_CASE(host_types_test_linear_map),
	KUNIT_CASE(host_types_test_asked),
	KUNIT_CASE(host_types_test_registers),
#ifdef CONFIG_DMA
	KUNIT_CASE(host_types_test_coherent),
#endif
	{}
};

static struct kunit_suite host_types_suite = {
	.name = "arch_host_types",
	.test_cases = host_types_cases,
};
kunit_test_suite(host_types_suite);
