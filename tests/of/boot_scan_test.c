// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the memory scan at boot.  This file writes device trees, and Quarry adds the memory and
 * the reservations of these trees to a separate memblock.
 */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "../said.h"
#include "tree.h"

#define NR_REGIONS 16
#define MAX_NODES 48

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };
static struct memblock_region memory[NR_REGIONS], reserved[NR_REGIONS];
static struct memblock mb;

static int scan_test_init(struct kunit *test)
{
	mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved, .name = "reserved" },
	};
	mark();
	tree_start(&blob);
	tree_reserve(&blob, 0x80000000, 0x10000);
	tree_begin_bus(&blob, "", 2, 2);
	return 0;
}

#define PAGE	((u32)PAGE_SIZE)

static void begin_bank(const char *name, const char *status, u32 nid)
{
	tree_begin(&blob, name);
	tree_string(&blob, "device_type", "memory");
	tree_string(&blob, "status", status);
	tree_cells(&blob, "numa-node-id", nid);
}

static void expect_region(struct kunit *test, const struct memblock_type *type, unsigned long i,
			  u64 base, u64 size)
{
	KUNIT_ASSERT_TRUE(test, i < type->cnt);
	KUNIT_EXPECT_EQ(test, (u64)type->regions[i].base, base);
	KUNIT_EXPECT_EQ(test, (u64)type->regions[i].size, size);
}

static void scan_banks(struct kunit *test)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000, 0, 0, 0, 0,
		   0, 0xa0000000 + PAGE / 2, 0, 3 * PAGE, 0, 0xb0000000 + PAGE / 4, 0, PAGE / 2);
	tree_end(&blob);
	begin_bank("memory@100000000", "okay", 1);
	tree_cells(&blob, "reg", 1, 0, 0, 0x40000000);
	tree_end(&blob);
	begin_bank("memory@200000000", "disabled", 0);
	tree_cells(&blob, "reg", 2, 0, 0, 0x40000000);
	tree_end(&blob);
	tree_begin(&blob, "memory@300000000");	/* without device_type */
	tree_cells(&blob, "reg", 3, 0, 0, 0x40000000);
	tree_end(&blob);
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, MAX_NODES), 0);
	boot_scan_banks(&mb, &of.dtb);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 3UL);
	expect_region(test, &mb.memory, 0, 0x80000000, 0x10000000);
	expect_region(test, &mb.memory, 1, 0xa0000000 + PAGE, 2 * PAGE);
	expect_region(test, &mb.memory, 2, 0x100000000, 0x40000000);
	KUNIT_EXPECT_EQ(test, memory[0].nid, 0);
	KUNIT_EXPECT_EQ(test, memory[2].nid, 1);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/*
 * Memory with the status "fail" is not used, even if another node describes it, too.  A disabled
 * node adds no memory, and removes no memory of another node.
 */
static void scan_failed(struct kunit *test)
{
	struct memblock_region *r;

	begin_bank("memory@84000000", "fail", 0);
	tree_cells(&blob, "reg", 0, 0x84000000 + PAGE / 2, 0, PAGE, 0, 0xa0000000, 0, PAGE);
	tree_end(&blob);
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000);
	tree_end(&blob);
	begin_bank("memory@88000000", "disabled", 0);
	tree_cells(&blob, "reg", 0, 0x88000000, 0, PAGE);
	tree_end(&blob);
	begin_bank("memory@8c000000", "fail-ecc", 0);
	tree_cells(&blob, "reg", 0, 0x8c000000, 0, 2 * PAGE);
	tree_end(&blob);
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, MAX_NODES), 0);
	boot_scan_banks(&mb, &of.dtb);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 0x10000000ULL);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 2UL);
	expect_region(test, &mb.reserved, 0, 0x84000000, 2 * PAGE);
	expect_region(test, &mb.reserved, 1, 0x8c000000, 2 * PAGE);
	KUNIT_EXPECT_STREQ(test, reserved[0].owner, "memory@84000000");
	for (u64 pa = 0x84000000; pa < 0x84000000 + 3 * PAGE; pa += PAGE_SIZE) {
		r = memblock_inst_find(&mb.memory, pa);
		KUNIT_ASSERT_NOT_NULL(test, r);
		KUNIT_EXPECT_EQ(test, memblock_is_nomap(r), pa < 0x84000000 + 2 * PAGE);
	}
	KUNIT_EXPECT_FALSE(test, memblock_is_nomap(memblock_inst_find(&mb.memory, 0x88000000)));
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static void write_reserved(void)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000);
	tree_end(&blob);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_begin(&blob, "secure@81000000");
	tree_cells(&blob, "reg", 0, 0x81000000 + PAGE / 2, 0, PAGE);
	tree_bytes(&blob, "no-map", NULL, 0);
	tree_begin(&blob, "inside@82000000");	/* a grandchild of /reserved-memory */
	tree_cells(&blob, "reg", 0, 0x82000000, 0, 0x1000);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "frame@83000000");
	tree_cells(&blob, "reg", 0, 0x83000000, 0, 0x100000, 0xffffffff, -PAGE, 0, 2 * PAGE,
		   0, 0x84000000, 0, PAGE);
	tree_end(&blob);
	tree_begin(&blob, "off@85000000");
	tree_cells(&blob, "reg", 0, 0x85000000, 0, 0x1000);
	tree_string(&blob, "status", "disabled");
	tree_end(&blob);
	tree_begin(&blob, "pool");		/* a region with a size but no address */
	tree_cells(&blob, "size", 0, 0x1000000);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
}

static void scan_reservations(struct kunit *test)
{
	struct memblock_region *r;

	write_reserved();
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, MAX_NODES), 0);
	boot_scan_banks(&mb, &of.dtb);
	boot_scan_reservations(&mb, &of.dtb);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 4UL);
	expect_region(test, &mb.reserved, 0, 0x80000000, 0x10000);
	expect_region(test, &mb.reserved, 1, 0x81000000, 2 * PAGE);
	expect_region(test, &mb.reserved, 2, 0x83000000, 0x100000);
	expect_region(test, &mb.reserved, 3, 0x84000000, PAGE);
	KUNIT_EXPECT_STREQ(test, reserved[1].owner, "secure@81000000");
	KUNIT_EXPECT_STREQ(test, reserved[3].owner, "frame@83000000");
	r = memblock_inst_find(&mb.memory, 0x81000000 + PAGE);
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_TRUE(test, memblock_is_nomap(r));
	KUNIT_EXPECT_EQ(test, (u64)r->size, 2ULL * PAGE);
	KUNIT_EXPECT_FALSE(test, memblock_is_nomap(memblock_inst_find(&mb.memory, 0x83000000)));
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static void finish(struct kunit *test)
{
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, MAX_NODES), 0);
	boot_scan_banks(&mb, &of.dtb);
}

static void write_bank(u32 base, u32 size)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, base, 0, size);
	tree_end(&blob);
}

/* Memory that a child node of a bus describes belongs to devices, and is not added. */
static void scan_nested(struct kunit *test)
{
	tree_begin_bus(&blob, "soc", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	begin_bank("sram@90000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x90000000, 0, 0x100000);
	tree_end(&blob);
	begin_bank("sram@80000000", "fail", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x100000);
	tree_end(&blob);
	tree_end(&blob);
	write_bank(0x80000000, 0x10000000);
	finish(test);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1UL);
	expect_region(test, &mb.memory, 0, 0x80000000, 0x10000000);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 0UL);
}

/*
 * The complete entries of reg are used.  An incomplete rest is reported with the names of the node
 * and the property.
 */
static void scan_rest(struct kunit *test)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000, 0, 0xa0000000);
	tree_end(&blob);
	begin_bank("memory@b0000000", "fail", 0);
	tree_cells(&blob, "reg", 0, 0xb0000000, 0x1000);
	tree_end(&blob);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_begin(&blob, "short@81000000");
	tree_cells(&blob, "reg", 0, 0x81000000, 0x100000);
	tree_bytes(&blob, "no-map", NULL, 0);
	tree_end(&blob);
	tree_begin(&blob, "long@82000000");		/* the parent has no property ranges */
	tree_cells(&blob, "reg", 0, 0x82000000, 0, 0x100000, 0);
	tree_end(&blob);
	tree_begin(&blob, "odd@83000000");
	tree_bytes(&blob, "reg", "\0\0\0\0" "\x83\0\0\0" "\0\0\0\0" "\0\x10\0\0" "xyz", 19);
	tree_end(&blob);
	tree_end(&blob);
	finish(test);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, &of.dtb), 0);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 0x10000000ULL);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 3UL);
	expect_region(test, &mb.reserved, 1, 0x82000000, 0x100000);
	expect_region(test, &mb.reserved, 2, 0x83000000, 0x100000);
	EXPECT_SAID(test,
		    "memory@80000000: reg is not a whole number of entries: the last 8 bytes");
	EXPECT_SAID(test,
		    "memory@b0000000: reg is not a whole number of entries: the last 12 bytes");
	EXPECT_SAID(test,
		    "short@81000000: reg is not a whole number of entries: the last 12 bytes");
	EXPECT_SAID(test, "long@82000000: reg is not a whole number of entries: the last 4 bytes");
	EXPECT_SAID(test, "odd@83000000: reg is not a whole number of entries: the last 3 bytes");
	EXPECT_SAID(test, "long@82000000: no ranges property translates 0x82000000: used");
}

/*
 * If the table has fewer entries than there are reservations, all ranges are reserved: some of them
 * together with the memory between them.
 */
static void scan_full(struct kunit *test)
{
	const u64 size = 2 * PAGE;
	char name[24];

	write_bank(0x80000000, 0x10000000);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	for (u32 i = 0; i < 40; i++) {
		u32 base = 0x88000000 + (i & 1 ? i : 40 - i) * 0x100000;

		scnprintf(name, sizeof(name), "r%u@%x", i, base);
		tree_begin(&blob, name);
		tree_cells(&blob, "reg", 0, base, 0, size);
		if (i % 3 == 0)
			tree_bytes(&blob, "no-map", NULL, 0);
		tree_end(&blob);
	}
	tree_end(&blob);
	finish(test);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, &of.dtb), 0);
	for (u32 i = 0; i < 40; i++) {
		u64 base = 0x88000000 + (i & 1 ? i : 40 - i) * 0x100000;

		for (u64 pa = base; pa < base + size; pa += PAGE_SIZE) {
			const struct memblock_region *r = memblock_inst_find(&mb.memory, pa);

			KUNIT_EXPECT_NOT_NULL_MSG(test, memblock_inst_find(&mb.reserved, pa), "%u",
						  i);
			KUNIT_ASSERT_NOT_NULL(test, r);
			if (i % 3 == 0)
				KUNIT_EXPECT_TRUE_MSG(test, memblock_is_nomap(r), "%u", i);
			/* Memory that is not adjacent to a region is still mapped. */
			r = memblock_inst_find(&mb.memory, 0x80000000);
			KUNIT_EXPECT_FALSE(test, memblock_is_nomap(r));
		}
	}
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 0x10000000ULL);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
	EXPECT_SAID(test, "is merged with its neighbour, as the table is full");
	EXPECT_SAID(test, "more mistakes in reservations");
}

/* If the table has no free entry for a bank, the bank is not used, and is reported. */
static void scan_full_banks(struct kunit *test)
{
	u32 reg[4 * NR_REGIONS];

	for (u32 i = 0; i < NR_REGIONS; i++) {
		reg[4 * i] = i + 1;
		reg[4 * i + 1] = reg[4 * i + 2] = 0;
		reg[4 * i + 3] = 0x100000;
	}
	begin_bank("memory@80000000", "okay", 0);
	tree_words(&blob, "reg", reg, 4 * NR_REGIONS);
	tree_end(&blob);
	finish(test);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, NR_REGIONS / 2UL);
	expect_region(test, &mb.memory, 0, 0x100000000, 0x100000);
	EXPECT_SAID(
		test,
		"memory@80000000: [0x900000000, +0x100000) is not used: all 8 banks are in use");
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* The boot loader's list of reservations may contain a region that is also in /reserved-memory. */
static void scan_listed_twice(struct kunit *test)
{
	tree_reserve(&blob, 0x81000000, 0x100000);
	tree_reserve(&blob, -0x1000ULL, 0x2000);
	tree_reserve(&blob, 0x8f000000, -0x1000ULL);
	write_bank(0x80000000, 0x10000000);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_begin(&blob, "log@81000000");
	tree_cells(&blob, "reg", 0, 0x81000000, 0, 0x100000);
	tree_end(&blob);
	tree_end(&blob);
	finish(test);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, &of.dtb), 0);
	KUNIT_EXPECT_EQ(test, mb.reserved.cnt, 3UL);
	expect_region(test, &mb.reserved, 1, 0x81000000, 0x100000);
	expect_region(test, &mb.reserved, 2, 0x8f000000, -PAGE_SIZE - 0x8f000000);
	KUNIT_EXPECT_STREQ(test, reserved[1].owner, "log@81000000");
	EXPECT_UNSAID(test, "log@81000000");
	EXPECT_SAID(
		test,
		"/memreserve/: [0xfffffffffffff000, +0x2000) wraps around: truncated at the top");
	EXPECT_SAID(
		test,
		"/memreserve/: [0x8f000000, +0xfffffffffffff000) wraps around: truncated at the top");
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/*
 * A range that exceeds the address space ends at the end of the address space.  This applies to
 * banks and to failed memory.
 */
static void scan_wrapped(struct kunit *test)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000);
	tree_end(&blob);
	begin_bank("memory@8f000000", "fail", 0);
	tree_cells(&blob, "reg", 0, 0x8f000000, 0xffffffff, 0xffffffff);
	tree_end(&blob);
	tree_begin_bus(&blob, "reserved-memory", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_begin(&blob, "rest@88000000");
	tree_cells(&blob, "reg", 0, 0x88000000, 0xffffffff, 0xffffffff);
	tree_bytes(&blob, "no-map", NULL, 0);
	tree_end(&blob);
	tree_end(&blob);
	finish(test);
	expect_region(test, &mb.reserved, 0, 0x8f000000, -PAGE_SIZE - 0x8f000000);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, &of.dtb), 0);
	KUNIT_EXPECT_TRUE(test, memblock_is_nomap(memblock_inst_find(&mb.memory, 0x88000000)));
	KUNIT_EXPECT_NOT_NULL(test, memblock_inst_find(&mb.reserved, 0x88000000));
	KUNIT_EXPECT_NOT_NULL(test, memblock_inst_find(&mb.reserved, -2 * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memblock_inst_find(&mb.reserved, 0x87fff000));
	EXPECT_SAID(
		test,
		"memory@8f000000: [0x8f000000, +0xffffffffffffffff) wraps around: truncated at");
	EXPECT_SAID(
		test,
		"rest@88000000: [0x88000000, +0xffffffffffffffff) wraps around: truncated at the top");
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/*
 * Two properties restrict the memory of a crash kernel: linux,usable-memory restricts a bank to
 * parts, and linux,usable-memory-range restricts all banks to ranges.
 */
static void scan_usable(struct kunit *test)
{
	begin_bank("memory@80000000", "okay", 0);
	tree_cells(&blob, "reg", 0, 0x80000000, 0, 0x10000000);
	tree_cells(&blob, "linux,usable-memory", 0, 0x81000000, 0, 0x1000000,
		   0, 0x84000000, 0, 0x1000000, 0);
	tree_end(&blob);
	begin_bank("memory@100000000", "okay", 0);
	tree_cells(&blob, "reg", 1, 0, 0, 0x10000000);
	tree_end(&blob);
	tree_begin(&blob, "chosen");
	tree_cells(&blob, "linux,usable-memory-range", 1, 0x1000000, 0, 0x1000000,
		   0, 0x84000000 + PAGE / 2, 0, 2 * PAGE,
		   0, 0x81000000, 0, 0x800000, 0, 0, 0, 0, 5);
	tree_end(&blob);
	finish(test);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 3UL);
	expect_region(test, &mb.memory, 0, 0x81000000, 0x1000000);
	expect_region(test, &mb.memory, 1, 0x84000000, 0x1000000);
	EXPECT_SAID(test, "memory@80000000: linux,usable-memory is not a whole number of entries");
	boot_scan_usable(&mb, &of.dtb);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 3UL);
	expect_region(test, &mb.memory, 0, 0x81000000, 0x800000);
	expect_region(test, &mb.memory, 1, 0x84000000 + PAGE, PAGE);
	expect_region(test, &mb.memory, 2, 0x101000000, 0x1000000);
	EXPECT_SAID(test, "/chosen: linux,usable-memory-range is not a whole number of entries");
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* A property linux,usable-memory-range without any memory is ignored. */
static void scan_usable_empty(struct kunit *test)
{
	write_bank(0x80000000, 0x10000000);
	tree_begin(&blob, "chosen");
	tree_cells(&blob, "linux,usable-memory-range", 0, 0x80000000, 0, 0, 0, 0, 0, 0);
	tree_end(&blob);
	finish(test);
	boot_scan_usable(&mb, &of.dtb);
	KUNIT_EXPECT_EQ(test, (u64)mb.memory.total_size, 0x10000000ULL);
	EXPECT_SAID(test, "/chosen: linux,usable-memory-range has no memory: ignored");
}

/*
 * If the table has no free entry for a range, the memory of this range is not used.  Memory outside
 * of all ranges is never used.
 */
static void scan_usable_full(struct kunit *test)
{
	enum { NR_LEFT = NR_REGIONS - NR_REGIONS / 8 - 1 };
	static u32 cells[4 * 80];

	for (u32 i = 0; i < 80; i++) {
		cells[4 * i + 1] = 0x80000000 + 2 * i * PAGE;
		cells[4 * i + 3] = PAGE;
	}
	write_bank(0x80000000, 0x10000000);
	tree_begin(&blob, "chosen");
	tree_words(&blob, "linux,usable-memory-range", cells, 4 * 80);
	tree_end(&blob);
	finish(test);
	boot_scan_usable(&mb, &of.dtb);
	/*
	 * An eighth of the entries stays free.  One more entry is free, because it contained the
	 * rest of the bank, which has been removed.
	 */
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, (unsigned long)NR_LEFT);
	for (u32 i = 0; i < NR_LEFT; i++)
		expect_region(test, &mb.memory, i, 0x80000000 + 2 * i * PAGE, PAGE);
	EXPECT_SAID(test,
		    "/chosen: linux,usable-memory-range has more than 64 ranges: the others are ");
	EXPECT_SAID_WITH(test, "/chosen: linux,usable-memory-range: "
			 "[%#x, 0x90000000) is not used, as the table of banks is full",
			 0x80000000 + 2 * NR_LEFT * PAGE);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* If the root's #address-cells or #size-cells is invalid, the property is ignored. */
static void scan_usable_cells(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 9, 2);
	tree_begin(&blob, "chosen");
	tree_cells(&blob, "linux,usable-memory-range", 0, 0x80000000, 0, PAGE);
	tree_end(&blob);
	finish(test);
	boot_scan_usable(&mb, &of.dtb);
	EXPECT_SAID(
		test,
		"/chosen: linux,usable-memory-range: the root's #address-cells or #size-cells is "
		"invalid");
}

static struct kunit_case scan_cases[] = {
	KUNIT_CASE(scan_banks),
	KUNIT_CASE(scan_failed),
	KUNIT_CASE(scan_reservations),
	KUNIT_CASE(scan_nested),
	KUNIT_CASE(scan_rest),
	KUNIT_CASE(scan_full),
	KUNIT_CASE(scan_full_banks),
	KUNIT_CASE(scan_listed_twice),
	KUNIT_CASE(scan_wrapped),
	KUNIT_CASE(scan_usable),
	KUNIT_CASE(scan_usable_empty),
	KUNIT_CASE(scan_usable_full),
	KUNIT_CASE(scan_usable_cells),
	{}
};

static struct kunit_suite boot_scan_suite = {
	.name = "boot_scan",
	.init = scan_test_init,
	.test_cases = scan_cases,
};
kunit_test_suite(boot_scan_suite);
