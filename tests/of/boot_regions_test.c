// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of /reserved-memory at boot.  This file writes device trees, and Quarry creates the regions
 * of these trees in a separate memblock.
 */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "../said.h"
#include "tree.h"

#define NR_REGIONS 16
#define MAX_NODES 16

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };
static struct memblock_region memory[NR_REGIONS], reserved[NR_REGIONS];
static struct memblock mb;
static struct reserved_mem_table table;

static int regions_test_init(struct kunit *test)
{
	mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved, .name = "reserved" },
	};
	mark();
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	tree_begin(&blob, "memory@80000000");
	tree_string(&blob, "device_type", "memory");
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000, 2, 0, 0, 0x10000000);
	tree_end(&blob);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	return 0;
}

static void begin_region(const char *name, const char *compatible)
{
	tree_begin(&blob, name);
	if (compatible)
		tree_string(&blob, "compatible", compatible);
}

static void write_size(u64 size, u64 align)
{
	tree_cells(&blob, "size", size >> 32, (u32)size);
	tree_cells(&blob, "alignment", align >> 32, (u32)align);
}

static void scan_all(struct kunit *test)
{
	tree_end(&blob);
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, MAX_NODES), 0);
	boot_scan_banks(&mb, &of.dtb);
	KUNIT_ASSERT_EQ(test, boot_scan_reservations(&mb, &of.dtb), 0);
	boot_scan_regions(&mb, &of.dtb, &table);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static const struct reserved_mem *region_of(const char *name)
{
	for (unsigned int i = 0; i < table.count; i++) {
		if (!strcmp(table.regions[i].name, name))
			return &table.regions[i];
	}
	return NULL;
}

static bool is_nomap(u64 pa)
{
	return memblock_is_nomap(memblock_inst_find(&mb.memory, pa));
}

static void expect_owner(struct kunit *test, u64 pa, const char *owner)
{
	const struct memblock_region *r = memblock_inst_find(&mb.reserved, pa);

	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_STREQ(test, r->owner, owner);
}

/*
 * A region with a fixed address is reserved at this address.  A shared-dma-pool is also removed
 * from the linear map.
 */
static void regions_test_placed(struct kunit *test)
{
	const struct reserved_mem *region;

	begin_region("pool@81000000", "shared-dma-pool");
	tree_cells(&blob, "reg", 0, 0x81000000, 0, 0x100000);
	tree_end(&blob);
	begin_region("limited@82000000", "restricted-dma-pool");
	tree_cells(&blob, "reg", 0, 0x82000000, 0, 0x100000);
	tree_end(&blob);
	begin_region("log@83000100", NULL);
	tree_cells(&blob, "reg", 0, 0x83000100, 0, 0x200, 0, 0x84000000, 0, 0x1000);
	tree_end(&blob);
	begin_region("off@85000000", "shared-dma-pool");
	tree_cells(&blob, "reg", 0, 0x85000000, 0, 0x1000);
	tree_string(&blob, "status", "disabled");
	tree_end(&blob);
	scan_all(test);
	KUNIT_EXPECT_EQ(test, table.count, 3U);
	region = region_of("pool@81000000");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_EQ(test, (u64)region->base, 0x81000000ULL);
	KUNIT_EXPECT_EQ(test, (u64)region->size, 0x100000ULL);
	KUNIT_EXPECT_PTR_EQ(test, (void *)region->ops, NULL);
	KUNIT_EXPECT_TRUE(test, is_nomap(0x81000000));
	KUNIT_EXPECT_TRUE(test, region_of("limited@82000000"));
	KUNIT_EXPECT_FALSE(test, is_nomap(0x82000000));
	region = region_of("log@83000100");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_EQ(test, (u64)region->base, 0x83000100ULL);
	KUNIT_EXPECT_EQ(test, (u64)region->size, 0x200ULL);
	KUNIT_EXPECT_FALSE(test, is_nomap(0x83000000));
}

/*
 * A region with a size but without an address is allocated below 4 GiB, or in the first range of
 * alloc-ranges that has enough memory.  The region has the requested alignment.
 */
static void regions_test_sized(struct kunit *test)
{
	const struct reserved_mem *region;

	begin_region("any", "restricted-dma-pool");
	write_size(0x1800, 0);
	tree_end(&blob);
	begin_region("aligned", "shared-dma-pool");
	write_size(0x3000, 0x100000);
	tree_end(&blob);
	begin_region("ranged", "vendor,firmware");
	write_size(0x2000000, 0);
	tree_bytes(&blob, "no-map", NULL, 0);
	tree_cells(&blob, "alloc-ranges", 0, 0x80000000, 0, 0x1000000, 1, 0, 0, 0x80000000,
		   0, 0x84000000, 0, 0x3000000);
	tree_end(&blob);
	begin_region("high", "vendor,firmware");
	write_size(0x1000, 0);
	tree_cells(&blob, "alloc-ranges", 2, 0x8000000, 0, 0x1000000);
	tree_end(&blob);
	scan_all(test);
	KUNIT_EXPECT_EQ(test, table.count, 4U);
	region = region_of("any");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_EQ(test, (u64)region->size, (u64)PAGE_ALIGN(0x1800));
	KUNIT_EXPECT_LT(test, (u64)region->base, 0x100000000ULL);
	KUNIT_EXPECT_FALSE(test, is_nomap(region->base));
	expect_owner(test, region->base + PAGE_ALIGN(0x1800) - 1, "any");
	region = region_of("aligned");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_EQ(test, (u64)region->base & 0xfffff, 0ULL);
	KUNIT_EXPECT_TRUE(test, is_nomap(region->base));
	region = region_of("ranged");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_TRUE(test, region->base >= 0x84000000 && region->base <= 0x85000000);
	KUNIT_EXPECT_TRUE(test, is_nomap(region->base));
	region = region_of("high");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_TRUE(test, region->base >= 0x208000000 && region->base < 0x209000000);
}

#define PAGE	((u32)PAGE_SIZE)

/* Invalid regions are reported, and no memory is reserved for them. */
static void regions_test_bad(struct kunit *test)
{
	begin_region("nothing", "shared-dma-pool");
	tree_end(&blob);
	begin_region("empty", "shared-dma-pool");
	write_size(0, PAGE);
	tree_end(&blob);
	begin_region("crooked", "shared-dma-pool");
	write_size(PAGE, 3 * PAGE);
	tree_end(&blob);
	begin_region("huge", "shared-dma-pool");
	write_size(0x40000000, 0);
	tree_end(&blob);
	begin_region("endless", "shared-dma-pool");
	write_size(-(u64)PAGE, 0);
	tree_end(&blob);
	begin_region("nowhere", "shared-dma-pool");
	write_size(PAGE, 0);
	tree_cells(&blob, "alloc-ranges", 0, PAGE, 0, PAGE);
	tree_end(&blob);
	begin_region("short", "shared-dma-pool");
	write_size(PAGE, 0);
	tree_cells(&blob, "alloc-ranges", 0, 0x80000000, 0);
	tree_end(&blob);
	begin_region("wrapped", "vendor,firmware");
	tree_cells(&blob, "reg", 0xffffffff, -PAGE, 0, 2 * PAGE);
	tree_end(&blob);
	scan_all(test);
	KUNIT_EXPECT_EQ(test, table.count, 0U);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 0UL);
	EXPECT_SAID(test, "nothing: neither reg nor a valid size");
	EXPECT_SAID(test, "crooked: neither reg nor a valid size");
	EXPECT_SAID(test, "Failed to reserve 1048576 KiB for huge");
	EXPECT_SAID_WITH(test, "Failed to reserve %u KiB for nowhere", PAGE / 1024);
	EXPECT_SAID_WITH(test, "Failed to reserve %u KiB for short", PAGE / 1024);
}

/* If memory below 4 GiB is full, a region is allocated above 4 GiB. */
static void regions_test_above(struct kunit *test)
{
	const struct reserved_mem *region;

	begin_region("large", "vendor,firmware");
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0xfff0000);
	tree_end(&blob);
	begin_region("pool", "restricted-dma-pool");
	write_size(0x20000, 0);
	tree_end(&blob);
	scan_all(test);
	region = region_of("pool");
	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_GE(test, (u64)region->base, 0x200000000ULL);
}

static struct kunit_case regions_cases[] = {
	KUNIT_CASE(regions_test_placed),
	KUNIT_CASE(regions_test_sized),
	KUNIT_CASE(regions_test_bad),
	KUNIT_CASE(regions_test_above),
	{}
};

static struct kunit_suite boot_regions_suite = {
	.name = "boot_regions",
	.init = regions_test_init,
	.test_cases = regions_cases,
};
kunit_test_suite(boot_regions_suite);
