// SPDX-License-Identifier: BSD-2-Clause
/* Tests of walks over the tree of resources and over RAM, and of exclusive regions. */

#include <internal/ram.h>
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#define DESC_A		7
#define DESC_B		8
#define RAM_FLAGS	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY)

static resource_size_t base;	/* unused address above RAM */
static struct resource entries[5];
static char calls[256];

static void add_entry(struct kunit *test, unsigned int i, struct resource *parent,
		      resource_size_t start, resource_size_t size, unsigned long flags,
		      unsigned long desc)
{
	entries[i] = DEFINE_RES_NAMED_DESC(base + start, size, "an entry", flags, desc);
	KUNIT_ASSERT_EQ(test, request_resource(parent, &entries[i]), 0);
}

/*
 * Create the following entries.  A and B stand for the description DESC_A or DESC_B of an entry.
 *
 * [ 0: A        ] [ 1: A, busy           ] [ 2: B     ]
 *                   [ 3: A ] [ 4: ports ]
 */
static int resource_walk_init(struct kunit *test)
{
	base = PAGE_ALIGN(memblock_end_of_DRAM()) + SZ_32M;
	memset(entries, 0, sizeof(entries));
	add_entry(test, 0, &iomem_resource, 0x0, 0x100, IORESOURCE_MEM, DESC_A);
	add_entry(test, 1, &iomem_resource, 0x200, 0x100, IORESOURCE_MEM | IORESOURCE_BUSY, DESC_A);
	add_entry(test, 2, &iomem_resource, 0x400, 0x100, IORESOURCE_MEM, DESC_B);
	add_entry(test, 3, &entries[1], 0x210, 0x10, IORESOURCE_MEM, DESC_A);
	add_entry(test, 4, &entries[1], 0x280, 0x10, IORESOURCE_IO, DESC_B);
	return 0;
}

static void resource_walk_exit(struct kunit *test)
{
	for (unsigned int i = ARRAY_SIZE(entries); i--;) {
		if (entries[i].parent)
			release_resource(&entries[i]);
	}
}

/* ---- entries --------------------------------------------------------------------------------- */

static int note_entry(struct resource *res, void *arg)
{
	size_t at = strlen(calls);

	scnprintf(calls + at, sizeof(calls) - at, "%s%llx-%llx", at ? " " : "",
		  (unsigned long long)(res->start - base), (unsigned long long)(res->end - base));
	if (res->name)
		strncat(calls, "!name", sizeof(calls) - strlen(calls) - 1);
	res->end = 0;		/* @res is a copy, so this does not change the walk */
	return arg && !--*(int *)arg ? 17 : 0;
}

static int walk(unsigned long desc, unsigned long flags, u64 start, u64 end, int *limit)
{
	calls[0] = '\0';
	return walk_iomem_res_desc(desc, flags, start, end, limit, note_entry);
}

static void resource_walk_test_entries(struct kunit *test)
{
	int limit = 2;

	KUNIT_EXPECT_EQ(test, walk(DESC_A, IORESOURCE_MEM, 0, ~0ULL, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "0-ff 200-2ff");
	KUNIT_EXPECT_EQ(test, walk(DESC_B, 0, 0, ~0ULL, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "280-28f 400-4ff");
	KUNIT_EXPECT_EQ(test, walk(DESC_A, IORESOURCE_MEM | IORESOURCE_BUSY, 0, ~0ULL, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "200-2ff");
	KUNIT_EXPECT_EQ(test, walk(IORES_DESC_NONE, IORESOURCE_MEM, base, base + 0x4ff, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "0-ff 200-2ff 400-4ff");
	/*
	 * The first and the last entry are cut at the ends of the range.  A range may consist of
	 * one byte.  The walk returns the last result of the called function.
	 */
	KUNIT_EXPECT_EQ(test,
			walk(IORES_DESC_NONE, IORESOURCE_MEM, base + 0x80, base + 0x400, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "80-ff 200-2ff 400-400");
	KUNIT_EXPECT_EQ(test, walk(DESC_A, 0, base + 0xff, base + 0xff, NULL), 0);
	KUNIT_EXPECT_STREQ(test, &calls[0], "ff-ff");
	KUNIT_EXPECT_EQ(test, walk(IORES_DESC_NONE, IORESOURCE_MEM, base, ~0ULL, &limit), 17);
	KUNIT_EXPECT_STREQ(test, &calls[0], "0-ff 200-2ff");
	/*
	 * Walk a range without entries, a range without entries of the requested kind, an empty
	 * range, and a range whose end is before its start.
	 */
	KUNIT_EXPECT_EQ(test, walk(IORES_DESC_NONE, 0, base + 0x100, base + 0x1ff, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk(9, 0, 0, ~0ULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk(DESC_A, IORESOURCE_IO, 0, ~0ULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk(DESC_A, 0, base + 0x10, base + 0xf, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk(DESC_A, 0, ~0ULL, 0, NULL), -EINVAL);
	KUNIT_EXPECT_STREQ(test, &calls[0], "");
}

/*
 * If an entry ends at the last address, the walk ends after this entry and does not start again at
 * address 0.
 */
static void resource_walk_test_end(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, release_resource(&entries[0]), 0);
	entries[0] = (struct resource){
		.start = ~0xfULL, .end = ~0ULL, .flags = IORESOURCE_MEM, .desc = 9,
	};
	KUNIT_ASSERT_EQ(test, request_resource(&iomem_resource, &entries[0]), 0);
	KUNIT_EXPECT_EQ(test, walk(9, 0, 0, ~0ULL, NULL), 0);
	KUNIT_EXPECT_PTR_EQ(test, strchr(calls, ' '), NULL);
	KUNIT_EXPECT_NE(test, calls[0], '\0');
}

/* ---- RAM ------------------------------------------------------------------------------------- */

struct sum {
	u64 bytes, last;	/* last: last address of the previous range */
	unsigned int nr, bad;
};

static int add_resource(struct resource *res, void *arg)
{
	struct sum *sum = arg;

	sum->bad += (sum->nr && res->start <= sum->last) || res->end < res->start ||
		    ram_in_range(res->start, resource_size(res), NULL) != resource_size(res) ||
		    res->flags != RAM_FLAGS || res->desc != IORES_DESC_NONE ||
		    res->parent != &iomem_resource;
	sum->bytes += resource_size(res);
	sum->last = res->end;
	sum->nr++;
	return 0;
}

static int add_memory_resource(struct resource *res, void *arg)
{
	struct sum *sum = arg;

	sum->bad += sum->nr && res->start <= sum->last;
	sum->bytes += res->flags == RAM_FLAGS ? resource_size(res) : 0;
	sum->last = res->end;
	sum->nr++;
	return 0;
}

static void resource_walk_test_ram(struct kunit *test)
{
	phys_addr_t first = 0, all = ram_in_range(0, ~(phys_addr_t)0, &first);
	struct sum sum = { 0 }, mem = { 0 };
	unsigned int nr = 0;
	const struct memblock_region *r;

	for_each_mem_region(r)
		nr += !memblock_is_nomap(r);
	KUNIT_EXPECT_EQ(test, walk_system_ram_res(0, ~0ULL, &sum, add_resource), 0);
	KUNIT_EXPECT_EQ(test, sum.bytes, all);
	KUNIT_EXPECT_EQ(test, sum.nr, nr);
	KUNIT_EXPECT_EQ(test, sum.last + 1, memblock_end_of_DRAM());
	KUNIT_EXPECT_EQ(test, sum.bad, 0U);
	/*
	 * The walk over all memory calls the function for the three entries of the test and for
	 * RAM, in the order of addresses.
	 */
	KUNIT_EXPECT_EQ(test, walk_mem_res(0, base + 0x4ff, &mem, add_memory_resource), 0);
	KUNIT_EXPECT_EQ(test, mem.bytes, all);
	KUNIT_EXPECT_GE(test, mem.nr, nr + 3);
	KUNIT_EXPECT_EQ(test, mem.last, base + 0x4ff);
	KUNIT_EXPECT_EQ(test, mem.bad, 0U);
	/* Walk 3 bytes of RAM, and ranges without RAM. */
	sum = (struct sum){ 0 };
	KUNIT_EXPECT_EQ(test, walk_system_ram_res(first + 5, first + 7, &sum, add_resource), 0);
	KUNIT_EXPECT_EQ(test, sum.bytes, 3ULL);
	KUNIT_EXPECT_EQ(test, sum.bad, 0U);
	KUNIT_EXPECT_EQ(test, walk_system_ram_res(base, ~0ULL, &sum, add_resource), -EINVAL);
	KUNIT_EXPECT_EQ(test,
			walk_iomem_res_desc(DESC_A, RAM_FLAGS, 0, base - 1, &sum, add_resource),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, walk_system_ram_res(first + 7, first + 6, &sum, add_resource),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, sum.nr, 1U);
}

struct pages {
	/* Number of pages, first frame of the first call, and end frame of the last call. */
	unsigned long nr, first, end;
	unsigned int calls, bad;
	int ret;
};

static int add_pages(unsigned long start_pfn, unsigned long nr_pages, void *arg)
{
	struct pages *pages = arg;

	if (!pages->calls++)
		pages->first = start_pfn;
	pages->bad += !nr_pages || start_pfn < pages->end || !pfn_valid(start_pfn) ||
		      !pfn_valid(start_pfn + nr_pages - 1);
	pages->nr += nr_pages;
	pages->end = start_pfn + nr_pages;
	return pages->ret;
}

static void resource_walk_test_pages(struct kunit *test)
{
	unsigned long end = PFN_DOWN(memblock_end_of_DRAM());
	struct pages all = { 0 }, part = { 0 }, stop = { .ret = -7 };
	unsigned long present = 0;
	struct zone *zone;

	for_each_zone(zone)
		present += zone->present_pages;
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(0, ULONG_MAX, &all, add_pages), 0);
	KUNIT_EXPECT_EQ(test, all.nr, present);
	KUNIT_EXPECT_EQ(test, all.end, end);
	KUNIT_EXPECT_EQ(test, all.bad, 0U);
	/* Walk a range that contains only a part of RAM, and ranges beyond the end of RAM. */
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(all.first + 1, 2, &part, add_pages), 0);
	KUNIT_EXPECT_TRUE(test, part.first == all.first + 1 && part.nr == 2 && part.calls == 1);
	part = (struct pages){ 0 };
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(end - 1, 16, &part, add_pages), 0);
	KUNIT_EXPECT_TRUE(test, part.first == end - 1 && part.nr == 1 && part.calls == 1);
	part = (struct pages){ 0 };
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(end - 1, ULONG_MAX, &part, add_pages), 0);
	KUNIT_EXPECT_EQ(test, part.nr, 1UL);
	/* A result other than 0 ends the walk. */
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(0, end, &stop, add_pages), -7);
	KUNIT_EXPECT_EQ(test, stop.calls, 1U);
	/*
	 * Walk an empty range, ranges without RAM, and page frames whose addresses exceed 64 bits.
	 */
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(all.first, 0, &stop, add_pages), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(end, 16, &stop, add_pages), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(end, ULONG_MAX, &stop, add_pages), -EINVAL);
	KUNIT_EXPECT_EQ(test, walk_system_ram_range(ULONG_MAX, 1, &stop, add_pages), -EINVAL);
	KUNIT_EXPECT_EQ(test,
			walk_system_ram_range((1UL << (64 - PAGE_SHIFT)) + all.first, 1, &stop,
					      add_pages),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, stop.calls, 1U);
}

static void resource_walk_test_page_is_ram(struct kunit *test)
{
	unsigned long end = PFN_DOWN(memblock_end_of_DRAM()), object;
	void *memory = kunit_kmalloc(test, 64, GFP_KERNEL);
	struct rnd_state random;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	object = virt_to_pfn(memory);
	KUNIT_EXPECT_EQ(test, page_is_ram(object), 1);
	KUNIT_EXPECT_EQ(test, page_is_ram(end - 1), 1);
	KUNIT_EXPECT_EQ(test, page_is_ram(end), 0);
	KUNIT_EXPECT_EQ(test, page_is_ram(ULONG_MAX), 0);
	KUNIT_EXPECT_EQ(test, page_is_ram((1UL << (64 - PAGE_SHIFT)) | object), 0);
	prandom_seed_state(&random, kunit_seed(test));
	for (unsigned int i = 0; i < 1000; i++) {
		unsigned long pfn = prandom_u32_below(&random, (u32)end + 64);

		KUNIT_ASSERT_EQ(test, page_is_ram(pfn), (int)pfn_valid(pfn));
	}
}

/* ---- exclusive entries ----------------------------------------------------------------------- */

static void resource_walk_test_exclusive(struct kunit *test)
{
	resource_size_t start = base + SZ_1M, ram = 0;
	struct resource *excl = __request_mem_region(start + 0x100, 0x100, "excl",
						     IORESOURCE_EXCLUSIVE);
	struct resource *plain = __request_mem_region(start + PAGE_SIZE, 0x100, "plain", 0);

	KUNIT_EXPECT_TRUE(test, iomem_is_exclusive(start));
	KUNIT_EXPECT_TRUE(test, iomem_is_exclusive(start + PAGE_SIZE - 1));
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(start - 1));
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(start + PAGE_SIZE));
	ram_in_range(0, ~(phys_addr_t)0, &ram);
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(ram));
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(~0ULL));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&iomem_resource, start, 0x100));
	KUNIT_EXPECT_TRUE(test, resource_is_exclusive(&iomem_resource, start, 0x101));
	KUNIT_EXPECT_TRUE(test, resource_is_exclusive(&iomem_resource, start + 0x1ff, 1));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&iomem_resource, start + 0x200, SZ_64K));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&iomem_resource, start + 0x180, 0));
	KUNIT_EXPECT_TRUE(test, resource_is_exclusive(&iomem_resource, start, ~0ULL));
	KUNIT_EXPECT_TRUE(test, resource_is_exclusive(&iomem_resource, 0, ~0ULL));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&iomem_resource, start + 0x200, ~0ULL));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&ioport_resource, 0, ~0ULL));
	if (plain)
		release_mem_region(start + PAGE_SIZE, 0x100);
	if (excl)
		release_mem_region(start + 0x100, 0x100);
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(start));
	KUNIT_EXPECT_TRUE(test, plain && excl);
	/*
	 * An exclusive entry inside another entry that is not busy is ignored, unless the exclusive
	 * entry is memory that a driver adds (IORESOURCE_SYSRAM).
	 */
	entries[3].flags |= IORESOURCE_EXCLUSIVE;
	KUNIT_EXPECT_FALSE(test, iomem_is_exclusive(base));
	entries[3].flags |= IORESOURCE_SYSRAM;
	KUNIT_EXPECT_TRUE(test, iomem_is_exclusive(base));
	KUNIT_EXPECT_TRUE(test, resource_is_exclusive(&entries[1], base, 0x211));
	KUNIT_EXPECT_FALSE(test, resource_is_exclusive(&entries[3], base, 0x211));
}

static const struct kunit_case resource_walk_cases[] = {
	KUNIT_CASE(resource_walk_test_entries),
	KUNIT_CASE(resource_walk_test_end),
	KUNIT_CASE(resource_walk_test_ram),
	KUNIT_CASE(resource_walk_test_pages),
	KUNIT_CASE(resource_walk_test_page_is_ram),
	KUNIT_CASE(resource_walk_test_exclusive),
	{}
};

static struct kunit_suite resource_walk_suite = {
	.name = "resource_walk",
	.init = resource_walk_init,
	.exit = resource_walk_exit,
	.test_cases = resource_walk_cases,
};
kunit_test_suite(resource_walk_suite);
