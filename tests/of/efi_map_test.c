// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the memory regions that Quarry reads from an EFI memory map, and of the device tree that
 * refers to the map.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm/byteorder.h>
#include <asm/layout.h>
#include <internal/efi.h>
#include <internal/mm_boot.h>
#include "tree.h"

#define NR_REGIONS 24

static struct memblock_region memory[NR_REGIONS], reserved[NR_REGIONS];
static struct memblock mb;
static struct tree blob;
static u64 copy[1024];

/*
 * Entries of a memory map.  The distance between entries is larger than their size, as with
 * firmware that supports a newer specification.
 */
static struct { struct efi_memory_desc desc; u64 more; } entries[NR_REGIONS];
static struct efi_memory_map map;

#define BASE	0x80000000ULL
#define AT(i)	(BASE + (i) * SZ_1M)
#define USUAL	(EFI_MEMORY_WB | EFI_MEMORY_WT | EFI_MEMORY_WC | 1)

static int efi_map_init(struct kunit *test)
{
	mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved, .name = "reserved" },
	};
	map = (struct efi_memory_map){ .map = entries, .desc_size = sizeof(entries[0]) };
	return 0;
}

static void range(enum efi_memory_type type, u64 start, u64 size, u64 attribute)
{
	entries[map.size / map.desc_size].desc = (struct efi_memory_desc){
		.type = type,
		.phys_addr = start,
		.num_pages = size >> EFI_PAGE_SHIFT,
		.attribute = attribute,
	};
	map.size += map.desc_size;
}

static void scan(struct kunit *test)
{
	boot_scan_efi_banks(&mb, &map);
	KUNIT_ASSERT_EQ(test, boot_scan_efi_reservations(&mb, &map), 0);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static const char *owner_at(phys_addr_t pa)
{
	struct memblock_region *r = memblock_inst_find(&mb.reserved, pa);

	return r ? r->owner : "free";
}

/* Memory of each EFI type has the expected owner, and is mapped or not mapped as expected. */
static void efi_map_types(struct kunit *test)
{
	static const struct {
		enum efi_memory_type type;
		u64 attribute;
		const char *owner;
		bool mapped;
	} want[] = {
		{ EFI_RESERVED_TYPE, USUAL, "EFI: reserved", false },
		{ EFI_LOADER_CODE, USUAL, "free", true },
		{ EFI_LOADER_DATA, USUAL, "free", true },
		{ EFI_BOOT_SERVICES_CODE, USUAL, "free", true },
		{ EFI_BOOT_SERVICES_DATA, USUAL, "free", true },
		{ EFI_RUNTIME_SERVICES_CODE, USUAL | 1ULL << 63, "EFI: runtime code", false },
		{ EFI_RUNTIME_SERVICES_DATA, USUAL | 1ULL << 63, "EFI: runtime data", false },
		{ EFI_CONVENTIONAL_MEMORY, USUAL, "free", true },
		{ EFI_ACPI_RECLAIM_MEMORY, USUAL, "EFI: ACPI tables", true },
		{ EFI_ACPI_MEMORY_NVS, USUAL, "EFI: ACPI NVS", false },
		{ EFI_PERSISTENT_MEMORY, USUAL, "EFI: persistent memory", false },
		{ EFI_CONVENTIONAL_MEMORY, EFI_MEMORY_WC, "EFI: not cacheable", false },
		{ EFI_CONVENTIONAL_MEMORY, USUAL | EFI_MEMORY_SP, "EFI: special purpose", true },
	};
	static const enum efi_memory_type none[] = {
		EFI_UNUSABLE_MEMORY,
		EFI_MEMORY_MAPPED_IO,
		EFI_MEMORY_MAPPED_IO_PORT_SPACE,
		EFI_PAL_CODE,
		15,
		0x80000000,
	};

	for (u32 i = 0; i < ARRAY_SIZE(want); i++)
		range(want[i].type, AT(i), SZ_1M, want[i].attribute);
	for (u32 i = 0; i < ARRAY_SIZE(none); i++)
		range(none[i], AT(32 + i), SZ_1M, USUAL);
	/* This range only allows uncached accesses, so it has registers and no memory. */
	range(EFI_CONVENTIONAL_MEMORY, AT(40), SZ_1M, 1);
	scan(test);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, (u64)ARRAY_SIZE(want) * SZ_1M);
	for (u32 i = 0; i < ARRAY_SIZE(want); i++) {
		struct memblock_region *r = memblock_inst_find(&mb.memory, AT(i));

		KUNIT_EXPECT_STREQ(test, owner_at(AT(i)), want[i].owner);
		KUNIT_ASSERT_NOT_NULL(test, r);
		KUNIT_EXPECT_EQ(test, !memblock_is_nomap(r), want[i].mapped);
	}
}

/*
 * Adjacent usable ranges that begin or end within a page are merged to whole pages.  Reserved
 * ranges are extended to whole pages.
 */
static void efi_map_pages(struct kunit *test)
{
	u64 end = AT(4) + SZ_1M;

	range(EFI_CONVENTIONAL_MEMORY, BASE, 3 * EFI_PAGE_SIZE, USUAL);
	range(EFI_BOOT_SERVICES_DATA, BASE + 3 * EFI_PAGE_SIZE, SZ_1M - 3 * EFI_PAGE_SIZE, USUAL);
	range(EFI_RUNTIME_SERVICES_DATA, AT(4) + SZ_1M / 2, EFI_PAGE_SIZE, USUAL);
	range(EFI_CONVENTIONAL_MEMORY, AT(4), SZ_1M / 2, USUAL);
	range(EFI_CONVENTIONAL_MEMORY, AT(4) + SZ_1M / 2 + EFI_PAGE_SIZE, SZ_1M / 2 - EFI_PAGE_SIZE,
	      USUAL);
	scan(test);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 2ULL * SZ_1M);
	KUNIT_EXPECT_EQ(test, (u64)mb.reserved.total_size, (u64)PAGE_SIZE);
	KUNIT_EXPECT_STREQ(test, owner_at(AT(4) + SZ_1M / 2), "EFI: runtime data");
	KUNIT_EXPECT_NOT_NULL(test, memblock_inst_find(&mb.memory, end - 1));
}

/* Invalid entries and a truncated last entry are ignored. */
static void efi_map_damaged(struct kunit *test)
{
	range(EFI_CONVENTIONAL_MEMORY, BASE, SZ_1M, USUAL);
	range(EFI_CONVENTIONAL_MEMORY, AT(1), 0, USUAL);
	range(EFI_CONVENTIONAL_MEMORY, -(u64)SZ_1M, 2 * SZ_1M, USUAL);
	range(EFI_CONVENTIONAL_MEMORY, AT(2), SZ_1M, USUAL);
	entries[map.size / map.desc_size - 1].desc.num_pages = (1ULL << 52) +
							       (SZ_1M >> EFI_PAGE_SHIFT);
	range(EFI_CONVENTIONAL_MEMORY, AT(3), SZ_1M, USUAL);
	map.size -= map.desc_size - sizeof(struct efi_memory_desc) + 8;
	scan(test);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, (u64)SZ_1M);
}

/*
 * If the tables have fewer entries than the map, all reservations are made, but some banks are not
 * used.
 */
static void efi_map_full(struct kunit *test)
{
	for (u32 i = 0; i < NR_REGIONS; i++)
		range(i % 2 ? EFI_RUNTIME_SERVICES_CODE : EFI_RUNTIME_SERVICES_DATA, AT(i), SZ_1M,
		      USUAL);
	mb.reserved.max = 4;
	boot_scan_efi_banks(&mb, &map);
	KUNIT_EXPECT_EQ(test, boot_scan_efi_reservations(&mb, &map), 0);
	for (u32 i = 0; i < NR_REGIONS; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, memblock_inst_find(&mb.reserved, AT(i)), "%u", i);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 4UL);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static void efi_map_full_banks(struct kunit *test)
{
	for (u32 i = 0; i < 6; i++)
		range(EFI_CONVENTIONAL_MEMORY, AT(i & 1 ? i : i * 2), SZ_1M / 2, USUAL);
	mb.memory.max = 8;
	boot_scan_efi_banks(&mb, &map);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 4UL);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* Memory nodes of the device tree determine the NUMA node of a bank, but do not add banks. */
static void efi_map_nodes(struct kunit *test)
{
	struct dtb dtb;

	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	tree_begin(&blob, "memory@80100000");
	tree_string(&blob, "device_type", "memory");
	tree_cells(&blob, "numa-node-id", 1);
	tree_cells(&blob, "reg", 0, AT(1), 0, SZ_1M, 0, AT(8), 0, SZ_1M);
	tree_end(&blob);
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_finish(&blob), 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, blob.blob, blob.size), 0);
	range(EFI_CONVENTIONAL_MEMORY, BASE, 4 * SZ_1M, USUAL);
	boot_scan_efi_banks(&mb, &map);
	boot_scan_nodes(&mb, &dtb);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 4ULL * SZ_1M);
	for (u32 i = 0; i < 4; i++) {
		KUNIT_ASSERT_NOT_NULL(test, memblock_inst_find(&mb.memory, AT(i)));
		KUNIT_EXPECT_EQ(test, memblock_inst_find(&mb.memory, AT(i))->nid, i == 1);
	}
}

/* ---- the device tree ------------------------------------------------------------------------- */

static void write_chosen(bool chosen)
{
	tree_start(&blob);
	tree_reserve(&blob, BASE, SZ_1M);
	tree_begin_bus(&blob, "", 2, 2);
	tree_nop(&blob);
	if (chosen) {
		tree_begin(&blob, "chosen");
		tree_string(&blob, "bootargs", "old and longer");
		tree_string(&blob, "stdout-path", "/uart");
		tree_begin(&blob, "framebuffer");
		tree_string(&blob, "bootargs", "not these");
		tree_end(&blob);
		tree_end(&blob);
	}
	tree_begin(&blob, "uart");
	tree_begin(&blob, "chosen");	/* this is /uart/chosen, and not /chosen */
	tree_string(&blob, "bootargs", "nor these");
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
}

static const struct dtb_property additions[] = {
	{ "bootargs", "new", 4 },
	{ "linux,empty", NULL, 0 },
};

static void expect_copy(struct kunit *test, bool chosen)
{
	struct dtb from, to;
	int size, node;
	u64 base, bytes;

	write_chosen(chosen);
	KUNIT_ASSERT_EQ(test, tree_finish(&blob), 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&from, blob.blob, blob.size), 0);
	size = dtb_copy_chosen(&from, copy, sizeof(copy), additions, ARRAY_SIZE(additions));
	KUNIT_ASSERT_GT(test, size, 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&to, copy, size), 0);
	KUNIT_ASSERT_EQ(test, dtb_validate(&to), 0);
	KUNIT_EXPECT_EQ(test, to.size, (u32)size);
	node = dtb_find_path(&to, "/chosen", 7);
	KUNIT_ASSERT_GT(test, node, 0);
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&to, node, "bootargs"), "new");
	KUNIT_EXPECT_NOT_NULL(test, dtb_prop(&to, node, "linux,empty", NULL));
	node = dtb_find_path(&to, "/uart/chosen", 12);
	KUNIT_ASSERT_GT(test, node, 0);
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&to, node, "bootargs"), "nor these");
	KUNIT_EXPECT_EQ(test, dtb_reservation(&to, 0, &base, &bytes), -ENOENT);
	for (u32 room = 0; room < (u32)size; room++) {
		memset(copy, 0xa5, sizeof(copy));
		KUNIT_ASSERT_EQ(
			test, dtb_copy_chosen(&from, copy, room, additions, ARRAY_SIZE(additions)),
			-ENOSPC);
		KUNIT_ASSERT_EQ(test, ((u8 *)copy)[room], 0xa5);
	}
	KUNIT_EXPECT_EQ(test, dtb_copy_chosen(&from, copy, size, additions, ARRAY_SIZE(additions)),
			size);
}

static void dtb_copy_replaces(struct kunit *test)
{
	struct dtb to;
	int node;

	expect_copy(test, true);
	KUNIT_ASSERT_EQ(test, dtb_open(&to, copy, sizeof(copy)), 0);
	node = dtb_find_path(&to, "/chosen", 7);
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&to, node, "stdout-path"), "/uart");
	node = dtb_find_path(&to, "/chosen/framebuffer", 19);
	KUNIT_ASSERT_GT(test, node, 0);
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&to, node, "bootargs"), "not these");
}

static void dtb_copy_adds(struct kunit *test)
{
	expect_copy(test, false);
}

/*
 * The map must be aligned, must be after the device tree, and must be within the window of the
 * device tree.  Its entries must be large enough.
 */
static void efi_map_place(struct kunit *test)
{
	static const struct { s64 offset; u32 size, stride; bool good;
	} want[] = {
		{ SZ_8K, 480, 48, true },
		{ SZ_8K, 0, 48, true },
		{ SZ_8K, 480, 56, true },
		{ BOOT_DTB_WINDOW_SIZE / 2 - 480, 480, 48, true },
		{ SZ_8K, 480, 32, false },
		{ SZ_8K, 480, 44, false },
		{ SZ_8K + 4, 480, 48, false },
		{ 64, 480, 48, false },
		{ -SZ_8K, 480, 48, false },
		{ BOOT_DTB_WINDOW_SIZE / 2 - 472, 480, 48, false },
		{ BOOT_DTB_WINDOW_SIZE, 480, 48, false },
		{ SZ_8K, ~0U, 48, false },
	};

	for (u32 i = 0; i < ARRAY_SIZE(want); i++) {
		__be64 start = cpu_to_be64(BASE + want[i].offset);
		struct efi_memory_map got;
		struct dtb dtb;

		tree_start(&blob);
		tree_begin(&blob, "");
		tree_begin(&blob, "chosen");
		tree_bytes(&blob, "linux,uefi-mmap-start", &start, sizeof(start));
		tree_cells(&blob, "linux,uefi-mmap-size", want[i].size);
		tree_cells(&blob, "linux,uefi-mmap-desc-size", want[i].stride);
		tree_end(&blob);
		tree_end(&blob);
		KUNIT_ASSERT_EQ(test, tree_finish(&blob), 0);
		KUNIT_ASSERT_EQ(test, dtb_open(&dtb, blob.blob, blob.size), 0);
		got = boot_efi_map(&dtb, BASE);
		KUNIT_EXPECT_EQ_MSG(test, got.map != NULL, want[i].good, "line %u", i);
		if (!got.map)
			continue;
		KUNIT_EXPECT_EQ(test, (s64)((const u8 *)got.map - dtb.blob), want[i].offset);
		KUNIT_EXPECT_EQ(test, got.size, want[i].size);
		KUNIT_EXPECT_EQ(test, got.desc_size, want[i].stride);
	}
}

static struct kunit_case efi_map_cases[] = {
	KUNIT_CASE(efi_map_types),
	KUNIT_CASE(efi_map_pages),
	KUNIT_CASE(efi_map_damaged),
	KUNIT_CASE(efi_map_full),
	KUNIT_CASE(efi_map_full_banks),
	KUNIT_CASE(efi_map_nodes),
	KUNIT_CASE(dtb_copy_replaces),
	KUNIT_CASE(dtb_copy_adds),
	KUNIT_CASE(efi_map_place),
	{}
};

static struct kunit_suite efi_map_suite = {
	.name = "efi_map",
	.init = efi_map_init,
	.test_cases = efi_map_cases,
};
kunit_test_suite(efi_map_suite);
