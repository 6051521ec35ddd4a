// SPDX-License-Identifier: BSD-2-Clause
/* Tests of ioremap() and memremap(): the memory types of the mappings, and refused calls. */

#include <internal/dma.h>
#include <internal/ram.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/of_address.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../said.h"

static phys_addr_t beyond_ram(void)
{
	return memblock_end_of_DRAM() + SZ_16M + 0x234;
}

static void __iomem *map_writethrough(phys_addr_t phys, size_t size)
{
	return ioremap_prot(phys, size, pgprot_writethrough(PAGE_KERNEL));
}

static void __iomem *map_cached(phys_addr_t phys, size_t size)
{
	return (void __iomem *)memremap(phys, size, MEMREMAP_WC | MEMREMAP_WT | MEMREMAP_WB);
}

static void __iomem *map_wt_before_wc(phys_addr_t phys, size_t size)
{
	return (void __iomem *)memremap(phys, size, MEMREMAP_WC | MEMREMAP_WT);
}

static void __iomem *map_wc(phys_addr_t phys, size_t size)
{
	return (void __iomem *)memremap(phys, size, MEMREMAP_WC);
}

static const struct {
	void __iomem *(*map)(phys_addr_t phys, size_t size);
	const char *name;
	enum pgprot_type type, svpbmt;
} kinds[] = {
	{ ioremap, "ioremap", PGPROT_DEVICE, PGPROT_DEVICE },
	{ ioremap_wc, "ioremap_wc", PGPROT_NC, PGPROT_NC },
	{ ioremap_wt, "ioremap_wt", PGPROT_WT, PGPROT_DEVICE },
	{ ioremap_cache, "ioremap_cache", PGPROT_NORMAL, PGPROT_NORMAL },
	{ map_writethrough, "ioremap_prot", PGPROT_WT, PGPROT_DEVICE },
	{ map_cached, "memremap", PGPROT_NORMAL, PGPROT_NORMAL },
	{ map_wt_before_wc, "memremap", PGPROT_WT, PGPROT_DEVICE },
	{ map_wc, "memremap", PGPROT_NC, PGPROT_NC },
	{ ioremap_np, "ioremap_np", PGPROT_DEVICE_STRICT, PGPROT_NR_TYPES },
};

/*
 * Return the memory type that this architecture uses for kinds[@i], or PGPROT_NR_TYPES if the
 * architecture cannot map that kind.
 */
static enum pgprot_type type_here(unsigned int i)
{
	if (!IS_ENABLED(CONFIG_RISCV_PAGE_TABLES) || kinds[i].svpbmt == PGPROT_NR_TYPES)
		return IS_ENABLED(CONFIG_RISCV_PAGE_TABLES) ? PGPROT_NR_TYPES : kinds[i].type;
	return arch_has_uncached() ? kinds[i].svpbmt : PGPROT_NORMAL;
}

static void ioremap_test_types(struct kunit *test)
{
	phys_addr_t phys = beyond_ram();
	struct pgtable_range range;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		enum pgprot_type type = type_here(i);
		void __iomem *va = kinds[i].map(phys, PAGE_SIZE);
		bool mapped = va && pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range);
		struct vm_struct *area = find_vm_area((__force void *)va);

		if (type == PGPROT_NR_TYPES) {
			KUNIT_EXPECT_NULL(test, va);
			continue;
		}
		ASSERT_OR(test, mapped && area, iounmap(va));
		KUNIT_EXPECT_EQ(test, (unsigned long)va % PAGE_SIZE, 0x234UL);
		KUNIT_EXPECT_EQ_MSG(test, pgprot_type(range.prot), type, "%u, %s", i,
				    kinds[i].name);
		KUNIT_EXPECT_EQ(test, range.pa, phys & PAGE_MASK);
		KUNIT_EXPECT_EQ(test, area->phys_addr, phys);
		KUNIT_EXPECT_EQ(test, get_vm_area_size(area), 2 * PAGE_SIZE);
		memunmap((__force void *)va);
		KUNIT_EXPECT_FALSE(test,
				   pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range));
	}
	KUNIT_EXPECT_NULL(test, ioremap_uc(phys, PAGE_SIZE));
}

/* Invalid ranges and invalid flags are refused without a message, as in Linux. */
static void ioremap_test_no_range(struct kunit *test)
{
	static const struct {
		phys_addr_t phys;
		size_t size;
	} bad[] = { { SZ_4K, 0 },	{ 0, 0 },
		    { ~0ULL, 2 },	{ ~0ULL - 5, SIZE_MAX },
		    { 1ULL << 60, 16 }, { (1ULL << 52) - SZ_4K, SZ_8K },
		    { ~0ULL, 1 } };
	unsigned long warned = warnings_seen();

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		if (IS_ENABLED(CONFIG_RISCV_PAGE_TABLES) && bad[i].phys >> 51 == 1)
			continue;	/* valid: table entries hold 56-bit addresses */
		for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++)
			KUNIT_EXPECT_NULL_MSG(test, kinds[kind].map(bad[i].phys, bad[i].size),
					      "%u, %s", i, kinds[kind].name);
	}
	KUNIT_EXPECT_NULL(test, memremap(beyond_ram(), 16, 0));
	KUNIT_EXPECT_NULL(test, memremap(beyond_ram(), 16, 1UL << 5));
	iounmap(NULL);
	memunmap(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/*
 * A range is refused if any page of it contains a byte of RAM: at the end, at the start, or in the
 * middle of the range.
 */
static void ioremap_test_ram(struct kunit *test)
{
	phys_addr_t start = memblock_start_of_DRAM(), end = memblock_end_of_DRAM();
	const struct {
		phys_addr_t phys;
		size_t size;
	} ranges[] = {
		{ start - PAGE_SIZE, PAGE_SIZE + 1 },
		{ end - 1, 2 },
		{ end - PAGE_SIZE, 2 * PAGE_SIZE },
		{ start - SZ_64K, end - start + SZ_128K },
	};
	char message[64];

	if (memblock_is_nomap(&memblock.memory.regions[0]))
		start += memblock.memory.regions[0].size;
	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++) {
		phys_addr_t first = max(ranges[i].phys & PAGE_MASK, start);

		for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
			bool given = type_here(kind) != PGPROT_NR_TYPES;

			if (i == 0 && memblock_is_nomap(&memblock.memory.regions[0]))
				continue;
			if (given)
				EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test,
					kinds[kind].map(ranges[i].phys, ranges[i].size)));
			else
				KUNIT_EXPECT_NULL(test,
						  kinds[kind].map(ranges[i].phys, ranges[i].size));
			if (!given)
				continue;
			snprintf(message, sizeof(message), "%s of [%pa-", kinds[kind].name,
				 &ranges[i].phys);
			EXPECT_SAID(test, message);
			snprintf(message, sizeof(message), ": %pa is RAM", &first);
			EXPECT_SAID(test, strcmp(kinds[kind].name, "memremap") ?
						 message : "partly RAM");
		}
	}
}

/*
 * Map registers above 2^48, which need page table entries with addresses of 52 bits.  The registers
 * are the configuration space of a PCI host bridge, which begins with the vendor ID.  QEMU assigns
 * such an address if the machine may have so much memory that no lower range is free.
 */
static void ioremap_test_52_bits(struct kunit *test)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "pci-host-ecam-generic");
	struct resource res;
	u32 __iomem *regs;
	u32 id;

	if (!np || of_address_to_resource(np, 0, &res) || res.start >> 48 == 0)
		kunit_skip(test, "no registers above 2^48");
	if (arch_pte_pa(arch_pte_leaf(res.start, PAGE_KERNEL, 0), 0) != res.start)
		kunit_skip(test, "entries hold no address of 52 bits");
	regs = ioremap(res.start, PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, regs);
	id = readl(regs);
	KUNIT_EXPECT_EQ(test, id & 0xffff, 0x1b36U);
	iounmap(regs);
}

/* ioremap() and memremap() refuse allocated RAM, unless memremap() is called with MEMREMAP_WB. */
static void ioremap_test_object(struct kunit *test)
{
	u64 *object = kmalloc(sizeof(*object), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, ioremap(virt_to_phys(object), 8)));
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, ioremap_wt(virt_to_phys(object), 8)));
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, memremap(virt_to_phys(object), 8, MEMREMAP_WC)));
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, memremap(virt_to_phys(object), 8,
							     MEMREMAP_WT | MEMREMAP_WC)));
	EXPECT_SAID(test, "RAM needs MEMREMAP_WB");
	kfree(object);
}

/* Memory that the device tree reserves for other software (no-map) can be mapped. */
static void ioremap_test_nomap(struct kunit *test)
{
	const struct memblock_region *r, *found = NULL;
	phys_addr_t first;
	void __iomem *va;

	for_each_mem_region(r) {
		if (memblock_is_nomap(r) && r->size >= PAGE_SIZE && !(r->base & ~PAGE_MASK))
			found = r;
	}
	if (!found)
		kunit_skip(test, "no memory of this machine is no-map");
	KUNIT_EXPECT_EQ(test, ram_in_range(found->base, found->size, &first), 0ULL);
	va = ioremap(found->base, PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL(test, va);
	iounmap(va);
	va = (void __iomem *)memremap(found->base, found->size, MEMREMAP_WB);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr((__force void *)va));
	memunmap((__force void *)va);
}

/*
 * memremap() does not map RAM of the linear map again.  It returns the address in the linear map,
 * which stays valid after memunmap().
 */
static void ioremap_test_linear(struct kunit *test)
{
	u64 *object = kmalloc(64, GFP_KERNEL);
	unsigned long warned = warnings_seen();
	phys_addr_t first;

	KUNIT_ASSERT_NOT_NULL(test, object);
	object[1] = 0x1234567890abcdefULL;
	KUNIT_EXPECT_PTR_EQ(test, memremap(virt_to_phys(object), 64, MEMREMAP_WB), (void *)object);
	KUNIT_EXPECT_PTR_EQ(test, memremap(virt_to_phys(object + 1), 8, MEMREMAP_WB | MEMREMAP_WT),
			    (void *)(object + 1));
	KUNIT_EXPECT_PTR_EQ(test, ioremap_cache(virt_to_phys(object), 8), (void *)object);
	memunmap(object);
	iounmap((void __iomem *)object);
	KUNIT_EXPECT_EQ(test, object[1], 0x1234567890abcdefULL);
	KUNIT_EXPECT_EQ(test, ram_in_range(virt_to_phys(object), 64, &first), 64ULL);
	KUNIT_EXPECT_EQ(test, first, virt_to_phys(object));
	KUNIT_EXPECT_EQ(test, ram_in_range(memblock_end_of_DRAM() - 5, 64, NULL), 5ULL);
	KUNIT_EXPECT_EQ(test, ram_in_range(memblock_end_of_DRAM() - 5, SIZE_MAX, NULL), 5ULL);
	KUNIT_EXPECT_EQ(test, ram_in_range(memblock_end_of_DRAM(), 64, NULL), 0ULL);
	KUNIT_EXPECT_EQ(test, ram_in_range(virt_to_phys(object), 0, NULL), 0ULL);
	kfree(object);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* RAM above the linear map can be mapped.  A write through the mapping changes the memory. */
static void ioremap_test_high(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	u32 *mapped, *local;

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_page(page);
		kunit_skip(test, "no high memory is free");
	}
	mapped = memremap(page_to_phys(page), PAGE_SIZE, MEMREMAP_WB);
	ASSERT_OR(test, mapped, __free_page(page));
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(mapped));
	mapped[5] = 0xfeedbeef;
	local = kmap_local_page(page);
	KUNIT_EXPECT_EQ(test, READ_ONCE(local[5]), 0xfeedbeefU);
	kunmap_local(local);
	memunmap(mapped);
	EXPECT_WARNS(test, KUNIT_EXPECT_NULL(test, ioremap_cache(page_to_phys(page), 8)));
	__free_page(page);
}

/*
 * iounmap() and vfree() report an address that is not the start of a mapping of their own kind, and
 * do not change the mapping.
 */
static void ioremap_test_misuse(struct kunit *test)
{
	void __iomem *regs = ioremap(beyond_ram(), 3 * PAGE_SIZE);
	struct pgtable_range range;
	u8 *p = vmalloc(PAGE_SIZE);

	ASSERT_OR(test, regs && p, iounmap(regs); vfree(p));
	EXPECT_WARNS(test, iounmap((void __iomem *)p));
	EXPECT_SAID(test, "not the start of an area of that kind");
	EXPECT_WARNS(test, iounmap(regs + PAGE_SIZE));
	EXPECT_WARNS(test, vfree((void *)((unsigned long)regs & PAGE_MASK)));
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)regs, &range));
	*p = 1;
	iounmap(regs);
	EXPECT_WARNS(test, iounmap(regs));
	vfree(p);
}

static const struct kunit_case ioremap_cases[] = {
	KUNIT_CASE(ioremap_test_types),
	KUNIT_CASE(ioremap_test_no_range),
	KUNIT_CASE(ioremap_test_ram),
	KUNIT_CASE(ioremap_test_52_bits),
	KUNIT_CASE(ioremap_test_object),
	KUNIT_CASE(ioremap_test_nomap),
	KUNIT_CASE(ioremap_test_linear),
	KUNIT_CASE(ioremap_test_high),
	KUNIT_CASE(ioremap_test_misuse),
	{}
};

static struct kunit_suite ioremap_suite = {
	.name = "ioremap",
	.test_cases = ioremap_cases,
};
kunit_test_suite(ioremap_suite);
