// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of large device trees whose contents make a scan slow.  The time must be proportional to
 * the size of a tree.  If it were proportional to the square of the size, a case would take more
 * than a minute.
 */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/memblock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "tree.h"

#define ROOM		(2U << 20)	/* maximum size of an accepted tree */
/* Offset of the nodes.  They follow the header and an empty list of reservations. */
#define STRUCTS 56
#define NR_ENTRIES	60000
#define NR_NODES	20000
#define NR_BANKS	25000
#define LIMIT_MS	4000	/* limit in ms: about 50 times the duration on a slow machine */
#define NR_REGIONS	16

enum {
	REG = 0,
	TYPE = 4,
	ADDRESS_CELLS = 16,
	SIZE_CELLS = 31,
	RANGES = 43
}; /* offsets in strings[] */
static const char strings[] = "reg\0device_type\0#address-cells\0#size-cells\0ranges";

static u8 *blob;
static u32 end;			/* offset of the end of the part that is already written */
static struct memblock_region memory[NR_REGIONS], reserved[NR_REGIONS];
static struct memblock mb;

static int large_test_init(struct kunit *test)
{
	blob = vzalloc(ROOM);
	end = STRUCTS;
	mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved, .name = "reserved" },
	};
	return blob ? 0 : -ENOMEM;
}

static void large_test_exit(struct kunit *test)
{
	vfree(blob);
}

static void put(u32 cell)
{
	tree_put32(blob + end, cell);
	end += 4;
}

static void begin(const char *name)
{
	put(DTB_BEGIN_NODE);
	strcpy((char *)blob + end, name);
	end += ALIGN(strlen(name) + 1, 4);
}

static void property(u32 name, u32 size)
{
	put(DTB_PROP);
	put(size);
	put(name);
}

static void begin_root(void)
{
	begin("");
	property(ADDRESS_CELLS, 4);
	put(2);
	property(SIZE_CELLS, 4);
	put(2);
}

static void begin_bank(void)
{
	begin("memory");
	property(TYPE, 7);
	strcpy((char *)blob + end, "memory");
	end += 8;
}

static void entry(u64 base, u64 size)
{
	put(base >> 32);
	put(base);
	put(size >> 32);
	put(size);
}

static void finish(struct kunit *test, struct dtb *dtb)
{
	put(DTB_END_NODE);
	put(DTB_END);
	memcpy(blob + end, strings, sizeof(strings));
	tree_put32(blob, 0xd00dfeed);
	tree_put32(blob + 4, end + sizeof(strings));
	tree_put32(blob + 8, STRUCTS);
	tree_put32(blob + 12, end);
	tree_put32(blob + 16, 40);
	tree_put32(blob + 20, 17);
	tree_put32(blob + 24, 16);
	tree_put32(blob + 32, sizeof(strings));
	tree_put32(blob + 36, end - STRUCTS);
	KUNIT_ASSERT_EQ(test, dtb_open(dtb, blob, ROOM), 0);
	KUNIT_ASSERT_EQ(test, dtb_validate(dtb), 0);
}

static void scan_in_time(struct kunit *test, const struct dtb *dtb)
{
	ktime_t start = ktime_get();

	boot_scan_banks(&mb, dtb);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, dtb), 0);
	KUNIT_EXPECT_LT(test, ktime_ms_delta(ktime_get(), start), (s64)LIMIT_MS);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* Scan a bank with many entries.  The bank follows many other nodes. */
static void large_reg(struct kunit *test)
{
	struct dtb dtb;

	begin_root();
	for (u32 i = 0; i < NR_NODES; i++) {
		begin("n");
		put(DTB_END_NODE);
	}
	begin_bank();
	property(REG, 16 * NR_ENTRIES);
	for (u64 i = 0; i < NR_ENTRIES; i++)
		entry(0x80000000 + i * PAGE_SIZE, PAGE_SIZE);
	put(DTB_END_NODE);
	finish(test, &dtb);
	scan_in_time(test, &dtb);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1UL);
	KUNIT_EXPECT_EQ(test, (u64)memory[0].size, NR_ENTRIES * (u64)PAGE_SIZE);
}

/* Scan many banks with one entry each. */
static void large_banks(struct kunit *test)
{
	struct dtb dtb;

	begin_root();
	for (u64 i = 0; i < NR_BANKS; i++) {
		begin_bank();
		property(REG, 16);
		entry(0x80000000 + i * PAGE_SIZE, PAGE_SIZE);
		put(DTB_END_NODE);
	}
	finish(test, &dtb);
	scan_in_time(test, &dtb);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1UL);
	KUNIT_EXPECT_EQ(test, (u64)memory[0].size, NR_BANKS * (u64)PAGE_SIZE);
}

/* Scan many entries for the same memory, and then more banks than the table has entries. */
static void large_overlaps(struct kunit *test)
{
	struct dtb dtb;

	begin_root();
	begin_bank();
	property(REG, 16 * NR_ENTRIES);
	for (u64 i = 0; i < NR_ENTRIES / 2; i++)
		entry(0x80000000, PAGE_SIZE);
	for (u64 i = 0; i < NR_ENTRIES / 2; i++)
		entry(0x90000000 + 2 * i * PAGE_SIZE, PAGE_SIZE);
	put(DTB_END_NODE);
	finish(test, &dtb);
	scan_in_time(test, &dtb);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, NR_REGIONS / 2UL);	/* limit for banks */
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

/* If the table has fewer entries than there are reservations, all ranges are still reserved. */
static void large_reservations(struct kunit *test)
{
	struct dtb dtb;

	begin_root();
	begin("reserved-memory");
	property(ADDRESS_CELLS, 4);
	put(2);
	property(SIZE_CELLS, 4);
	put(2);
	property(RANGES, 0);
	begin("mine");
	property(REG, 16 * NR_ENTRIES);
	for (u64 i = 0; i < NR_ENTRIES; i++)
		entry(0x90000000 + 2 * i * PAGE_SIZE, PAGE_SIZE);
	put(DTB_END_NODE);
	put(DTB_END_NODE);
	finish(test, &dtb);
	KUNIT_EXPECT_EQ(test, boot_scan_reservations(&mb, &dtb), 0);
	for (u64 i = 0; i < NR_ENTRIES; i += 1000) {
		u64 pa = 0x90000000 + 2 * i * PAGE_SIZE;

		KUNIT_EXPECT_NOT_NULL(test, memblock_inst_find(&mb.reserved, pa));
	}
	KUNIT_EXPECT_LE(test, mb.reserved.cnt, (unsigned long)NR_REGIONS);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&mb), 0);
}

static struct kunit_case large_cases[] = {
	KUNIT_CASE(large_reg),
	KUNIT_CASE(large_banks),
	KUNIT_CASE(large_overlaps),
	KUNIT_CASE(large_reservations),
	{}
};

static struct kunit_suite dtb_large_suite = {
	.name = "dtb_large",
	.init = large_test_init,
	.exit = large_test_exit,
	.test_cases = large_cases,
};
kunit_test_suite(dtb_large_suite);
