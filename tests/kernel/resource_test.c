// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the tree of resources: ranges that can be inserted, refused ranges, the resource that is
 * returned as the conflict, and the order in the tree.
 */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "../said.h"
#include "../text.h"

/*
 * A private tree of the test with the addresses 0x1000 to 0x1fff, and its resources.  range() sets
 * an entry of res[].
 */
static struct resource root;
static struct resource res[16];

static int resource_test_init(struct kunit *test)
{
	memset(res, 0, sizeof(res));
	root = DEFINE_RES_MEM_NAMED(0x1000, 0x1000, "root");
	return 0;
}

static struct resource *range(unsigned int i, resource_size_t start, resource_size_t end)
{
	res[i] = DEFINE_RES_MEM_NAMED(start, end - start + 1, "a range");
	return &res[i];
}

/*
 * Write the tree as text: "1-2(3-4)" is a resource from 1 to 2 that contains a resource from 3 to
 * 4.
 */
static void write_tree(char *buf, size_t size, const struct resource *parent)
{
	for (const struct resource *r = parent->child; r; r = r->sibling) {
		size_t at = strlen(buf);

		at += scnprintf(buf + at, size - at, "%s%llx-%llx", r == parent->child ? "" : " ",
				(unsigned long long)r->start, (unsigned long long)r->end);
		if (r->parent != parent)
			scnprintf(buf + at, size - at, "!parent");
		if (r->child) {
			strncat(buf, "(", size - strlen(buf) - 1);
			write_tree(buf, size, r);
			strncat(buf, ")", size - strlen(buf) - 1);
		}
	}
}

#define EXPECT_TREE(test, expected)					\
do {									\
	char __buf[256] = "";						\
									\
	write_tree(__buf, sizeof(__buf), &root);			\
	KUNIT_EXPECT_STREQ(test, &__buf[0], expected);			\
} while (0)

static void resource_test_request(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(0, 0x1100, 0x11ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(1, 0x1000, 0x10ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(2, 0x1fff, 0x1fff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(3, 0x1300, 0x13ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&res[3], range(4, 0x1310, 0x131f)), 0);
	EXPECT_TREE(test, "1000-10ff 1100-11ff 1300-13ff(1310-131f) 1fff-1fff");
	/*
	 * Refuse a range that overlaps the first, the last or all resources, that is inside a
	 * resource, that exceeds the root, or that wraps around.
	 */
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(5, 0x11ff, 0x1200)), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0x1250, 0x1300)),
			    &res[3]);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0x1000, 0x1fff)),
			    &res[1]);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0x1340, 0x1340)),
			    &res[3]);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0xfff, 0x1000)), &root);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0x1ffe, 0x2000)),
			    &root);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, range(5, 0x1700, 0x16ff)),
			    &root);
	KUNIT_EXPECT_NULL(test, res[5].parent);
	EXPECT_WARNS(test, KUNIT_EXPECT_EQ(test, request_resource(&root, &res[3]), -EBUSY));
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(5, 0x1200, 0x12ff)), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup_resource(&root, 0x1300), &res[3]);
	KUNIT_EXPECT_NULL(test, lookup_resource(&root, 0x1310));
	KUNIT_EXPECT_EQ(test, release_resource(&res[1]), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&res[1]), -EINVAL);
	KUNIT_EXPECT_EQ(test, release_resource(&root), -EINVAL);
	KUNIT_EXPECT_EQ(test, release_resource(&res[3]), 0);
	EXPECT_TREE(test, "1100-11ff 1200-12ff 1fff-1fff");
	KUNIT_EXPECT_PTR_EQ(test, res[4].parent, &res[3]);
	release_child_resources(&root);
	EXPECT_TREE(test, "");
	KUNIT_EXPECT_NULL(test, res[0].parent);
}

static void resource_test_insert(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(0, 0x1100, 0x11ff)), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(1, 0x1180, 0x118f)), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(2, 0x1300, 0x13ff)), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(3, 0x1500, 0x15ff)), 0);
	EXPECT_TREE(test, "1100-11ff(1180-118f) 1300-13ff 1500-15ff");
	/*
	 * Insert a range around two resources, a range equal to that of a resource, and a range
	 * that is inside one resource and contains another.
	 */
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(4, 0x1080, 0x13ff)), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(5, 0x1500, 0x15ff)), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(6, 0x1140, 0x11bf)), 0);
	EXPECT_TREE(test,
		    "1080-13ff(1100-11ff(1140-11bf(1180-118f)) 1300-13ff) 1500-15ff(1500-15ff)");
	KUNIT_EXPECT_PTR_EQ(test, root.child->sibling, &res[5]);
	/* Refuse a range that overlaps a resource only partly, at its start or its end. */
	KUNIT_EXPECT_PTR_EQ(test, insert_resource_conflict(&root, range(7, 0x1050, 0x1100)),
			    &res[4]);
	KUNIT_EXPECT_PTR_EQ(test, insert_resource_conflict(&root, range(7, 0x10f0, 0x1310)),
			    &res[2]);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(7, 0x1000, 0x1580)), -EBUSY);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(7, 0x1f00, 0x2000)), -EBUSY);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, range(7, 0x1000, 0x1fff)), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(&res[4]), 0);
	EXPECT_TREE(test,
		    "1000-1fff(1100-11ff(1140-11bf(1180-118f)) 1300-13ff 1500-15ff(1500-15ff))");
	KUNIT_EXPECT_EQ(test, remove_resource(&res[7]), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(&res[2]), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(&res[2]), -EINVAL);
	EXPECT_TREE(test, "1100-11ff(1140-11bf(1180-118f)) 1500-15ff(1500-15ff)");
}

/*
 * insert_resource_expand_to_fit() extends a resource until it overlaps no other resource partly,
 * and inserts it.  If that is not possible, the resource is neither changed nor inserted.
 */
static void resource_test_expand(struct kunit *test)
{
	resource_size_t ram_end = memblock_end_of_DRAM();

	KUNIT_EXPECT_EQ(test, request_resource(&root, range(0, 0x1100, 0x11ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(1, 0x1280, 0x13ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(2, 0x1500, 0x15ff)), 0);
	insert_resource_expand_to_fit(&root, range(3, 0x1600, 0x16ff));
	insert_resource_expand_to_fit(&root, range(4, 0x1180, 0x12ff));
	EXPECT_TREE(test, "1100-13ff(1100-11ff 1280-13ff) 1500-15ff 1600-16ff");
	KUNIT_EXPECT_EQ(test, res[4].start, 0x1100ULL);
	insert_resource_expand_to_fit(&root, range(5, 0x1110, 0x1120));
	EXPECT_TREE(test, "1100-13ff(1100-11ff(1110-1120) 1280-13ff) 1500-15ff 1600-16ff");
	/*
	 * Refuse a resource that is already in the tree, a range that exceeds the root at its end
	 * or its start, and an empty range.
	 */
	insert_resource_expand_to_fit(&root, &res[5]);
	insert_resource_expand_to_fit(&root, range(6, 0x1ff0, 0x2000));
	insert_resource_expand_to_fit(&root, range(7, 0x900, 0x1110));
	insert_resource_expand_to_fit(&root, range(8, 0x1111, 0x1110));
	EXPECT_TREE(test, "1100-13ff(1100-11ff(1110-1120) 1280-13ff) 1500-15ff 1600-16ff");
	KUNIT_EXPECT_TRUE(test, !res[6].parent && !res[7].parent && !res[8].parent);
	/*
	 * Extending the resource to include a partly overlapped entry would also include RAM, which
	 * is refused.
	 */
	KUNIT_ASSERT_EQ(test, request_resource(&iomem_resource, range(9, ram_end, ram_end + 0xff)),
			0);
	insert_resource_expand_to_fit(&iomem_resource, range(10, ram_end - 1, ram_end + 0x10));
	insert_resource_expand_to_fit(&iomem_resource, range(11, ram_end + 0x10, ram_end + 0x1ff));
	KUNIT_EXPECT_NULL(test, res[10].parent);
	KUNIT_EXPECT_TRUE(test, res[10].start == ram_end - 1 && res[10].end == ram_end + 0x10);
	KUNIT_EXPECT_PTR_EQ(test, res[9].parent, &res[11]);
	KUNIT_EXPECT_TRUE(test, res[11].start == ram_end && res[11].end == ram_end + 0x1ff);
	release_resource(res[11].parent ? &res[11] : &res[9]);
}

static void resource_test_adjust(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(0, 0x1100, 0x11ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, range(1, 0x1300, 0x13ff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&res[1], range(2, 0x1380, 0x138f)), 0);
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[1], 0x1200, 0x190), 0);
	/*
	 * Refuse a range that excludes a child, overlaps a neighbour, exceeds the parent, or is
	 * empty.
	 */
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[1], 0x1200, 0x18f), -EBUSY);
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[1], 0x11ff, 0x200), -EBUSY);
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[1], 0x1300, 0xd01), -EBUSY);
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[1], 0x1300, 0), -EBUSY);
	EXPECT_TREE(test, "1100-11ff 1200-138f(1380-138f)");
	/* Move the resource to the other side of its neighbour. */
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[0], 0x1f00, 0x100), 0);
	EXPECT_TREE(test, "1200-138f(1380-138f) 1f00-1fff");
}

static resource_size_t odd_pages(void *data, const struct resource *gap, resource_size_t size,
				 resource_size_t align)
{
	resource_size_t start = (gap->start + 0xff) & ~0xffULL;

	++*(unsigned int *)data;
	return start & 0x100 ? start : start + 0x100;
}

static int allocate(unsigned int i, resource_size_t size, resource_size_t align)
{
	range(i, 0, 0);
	return allocate_resource(&root, &res[i], size, 0, ~0ULL, align, NULL, NULL);
}

static void resource_test_allocate(struct kunit *test)
{
	resource_size_t ram_end = memblock_end_of_DRAM();
	unsigned int calls = 0;

	KUNIT_EXPECT_EQ(test, request_resource(&root, range(0, 0x1100, 0x11ff)), 0);
	KUNIT_EXPECT_EQ(test, allocate(1, 0x100, 0), 0);
	KUNIT_EXPECT_EQ(test, allocate(2, 0x101, 0x100), 0);
	KUNIT_EXPECT_EQ(test, allocate(3, 1, 1), 0);
	EXPECT_TREE(test, "1000-10ff 1100-11ff 1200-1300 1301-1301");
	range(4, 0, 0);
	KUNIT_EXPECT_EQ(test,
			allocate_resource(&root, &res[4], 0x10, 0x1800, 0x1810, 8, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, res[4].start, 0x1800ULL);
	range(5, 0, 0);
	KUNIT_EXPECT_EQ(test,
			allocate_resource(&root, &res[5], 0x10, 0x1800, 0x181e, 8, NULL, NULL),
			-EBUSY);
	KUNIT_EXPECT_EQ(test,
			allocate_resource(&root, &res[5], 0x10, 0x1800, 0x181f, 8, NULL, NULL), 0);
	range(6, 0, 0);
	KUNIT_EXPECT_EQ(
		test, allocate_resource(&root, &res[6], 0x80, 0x1400, 0x17ff, 1, odd_pages, &calls),
		0);
	KUNIT_EXPECT_EQ(test, res[6].start, 0x1500ULL);
	KUNIT_EXPECT_GT(test, calls, 0U);
	/*
	 * Request one byte more than the largest gap, the whole gap, a size of 0, an impossible
	 * alignment, and a resource that is already in the tree.
	 */
	KUNIT_EXPECT_EQ(test, allocate(7, 0x7e1, 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, allocate(7, 0x7e0, 1), 0);
	KUNIT_EXPECT_EQ(test, res[7].end, 0x1fffULL);
	KUNIT_EXPECT_EQ(test, allocate(8, 0, 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, allocate(8, 1, 1ULL << 63), -EBUSY);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &res[7], 1, 0, ~0ULL, 1, NULL, NULL),
			-EBUSY);
	/* The range is allocated after RAM, not inside it. */
	range(9, 0, 0);
	KUNIT_EXPECT_EQ(test,
			allocate_resource(&iomem_resource, &res[9], PAGE_SIZE, ram_end - SZ_1M,
					  ~0ULL, PAGE_SIZE, NULL, NULL),
			0);
	KUNIT_EXPECT_GE(test, res[9].start, ram_end);
	KUNIT_EXPECT_EQ(test, release_resource(&res[9]), 0);
	range(9, 0, 0);
	KUNIT_EXPECT_EQ(test,
			allocate_resource(&iomem_resource, &res[9], PAGE_SIZE, ram_end - SZ_1M,
					  ram_end - 1, PAGE_SIZE, NULL, NULL),
			-EBUSY);
}

/*
 * find_resource_space() returns the range that allocate_resource() would use, and the range remains
 * free.
 */
static void resource_test_find_space(struct kunit *test)
{
	struct resource_constraint any = { .max = ~0ULL };
	struct resource_constraint limited = { .min = 0x1210, .max = 0x12ff, .align = 0x40 };
	unsigned int calls = 0;
	struct resource_constraint odd = { .max = ~0ULL,
					   .alignf = odd_pages,
					   .alignf_data = &calls };

	KUNIT_EXPECT_EQ(test, request_resource(&root, range(0, 0x1000, 0x11ff)), 0);
	range(1, 0, 0);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0x100, &any), 0);
	KUNIT_EXPECT_TRUE(test, res[1].start == 0x1200 && res[1].end == 0x12ff && !res[1].parent);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0xe00, &any), 0);
	KUNIT_EXPECT_TRUE(test, res[1].start == 0x1200 && res[1].end == 0x1fff);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0xc0, &limited), 0);
	KUNIT_EXPECT_TRUE(test, res[1].start == 0x1240 && res[1].end == 0x12ff);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0x80, &odd), 0);
	KUNIT_EXPECT_TRUE(test, res[1].start == 0x1300 && calls == 1);
	EXPECT_TREE(test, "1000-11ff");
	/*
	 * Refuse a size that is too large, a size of 0, an aligned range that is too large, a
	 * window that is in use, and a window outside the tree.  A resource that is in the tree
	 * keeps its address.
	 */
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0xe01, &any), -EBUSY);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], ~0ULL, &any), -EBUSY);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0, &any), -EBUSY);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 0xc1, &limited), -EBUSY);
	limited.max = 0x11ff;
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 1, &limited), -EBUSY);
	limited = (struct resource_constraint){ .min = 0x2000, .max = ~0ULL };
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[1], 1, &limited), -EBUSY);
	KUNIT_EXPECT_EQ(test, find_resource_space(&root, &res[0], 1, &any), -EBUSY);
	KUNIT_EXPECT_TRUE(test,
			  res[1].start == 0x1300 && res[0].start == 0x1000 && res[0].end == 0x11ff);
}

/* Compare random operations with a map that contains the owner of each byte. */
static void resource_test_model(struct kunit *test)
{
	static s8 owner[0x1000];
	struct rnd_state random;

	memset(owner, -1, sizeof(owner));
	prandom_seed_state(&random, kunit_seed(test));
	for (unsigned int step = 0; step < 4000; step++) {
		unsigned int i = prandom_u32_below(&random, ARRAY_SIZE(res));
		unsigned int start = prandom_u32_below(&random, 0x1000);
		unsigned int size = 1 + prandom_u32_below(&random, 0x180), free = 0;

		if (res[i].parent) {
			KUNIT_ASSERT_EQ(test, release_resource(&res[i]), 0);
			for (unsigned int at = 0; at < 0x1000; at++)
				owner[at] = owner[at] == (s8)i ? -1 : owner[at];
			continue;
		}
		while (free < size && start + free < 0x1000 && owner[start + free] < 0)
			free++;
		range(i, 0x1000 + start, 0x1000 + start + size - 1);
		KUNIT_ASSERT_EQ(test, request_resource(&root, &res[i]), free == size ? 0 : -EBUSY);
		if (free == size)
			memset(owner + start, (int)i, size);
	}
}

/* ---- regions --------------------------------------------------------------------------------- */

static resource_size_t beyond_ram(void)
{
	return memblock_end_of_DRAM() + SZ_32M;
}

static void resource_test_region(struct kunit *test)
{
	resource_size_t start = beyond_ram();
	struct resource *first = request_mem_region(start, 0x100, "first"), *inner;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_STREQ(test, first->name, "first");
	KUNIT_EXPECT_EQ(test, first->flags, IORESOURCE_MEM | IORESOURCE_BUSY);
	mark();
	KUNIT_EXPECT_NULL(test, request_mem_region(start + 0xff, 2, "second"));
	EXPECT_SAID(test, "for second: in use by first [");
	KUNIT_EXPECT_NULL(test, request_mem_region(start, 0x100, "third"));
	KUNIT_EXPECT_NULL(test, request_mem_region(start + 1, 0, "empty"));
	EXPECT_SAID(test, "for empty: not a range of ");
	EXPECT_WARNS(test, release_mem_region(start, 0xff));
	EXPECT_WARNS(test, release_mem_region(start + 1, 0xff));
	EXPECT_WARNS(test, release_mem_region(start + 0x100, 1));
	EXPECT_SAID(test, "which was not requested");
	release_mem_region(start, 0x100);
	/*
	 * A region can be requested inside an entry that only describes an area, but not inside an
	 * entry that is in use.
	 */
	KUNIT_EXPECT_EQ(test, request_resource(&iomem_resource, range(0, start, start + 0xfff)), 0);
	inner = request_mem_region_exclusive(start + 0x200, 0x100, "inner");
	if (inner) {
		KUNIT_EXPECT_PTR_EQ(test, inner->parent, &res[0]);
		KUNIT_EXPECT_TRUE(test, inner->flags & IORESOURCE_EXCLUSIVE);
		rename_region(inner, "renamed");
		mark();
		KUNIT_EXPECT_NULL(test, request_mem_region(start + 0x210, 1, "fourth"));
		EXPECT_SAID(test, "for fourth: in use by renamed [");
		release_mem_region(start + 0x200, 0x100);
	}
	KUNIT_EXPECT_EQ(test, release_resource(&res[0]), 0);
	KUNIT_EXPECT_NOT_NULL(test, inner);
}

/* RAM cannot be requested: not all of it, not a part of it, and no range that contains it. */
static void resource_test_ram(struct kunit *test)
{
	resource_size_t end = memblock_end_of_DRAM();
	char *object = kmalloc(64, GFP_KERNEL), message[80];
	resource_size_t start;

	KUNIT_ASSERT_NOT_NULL(test, object);
	start = virt_to_phys(object);
	mark();
	KUNIT_EXPECT_NULL(test, request_mem_region(virt_to_phys(object), 64, "a driver"));
	snprintf(message, sizeof(message), "for a driver: in use by System RAM [%pa-", &start);
	EXPECT_SAID(test, message);
	KUNIT_EXPECT_NULL(test, request_mem_region(end - 1, 2, "a driver"));
	KUNIT_EXPECT_EQ(test, request_resource(&iomem_resource, range(0, end - 16, end + 16)),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, insert_resource(&iomem_resource, range(0, 0, ~0ULL - 1)), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_resource(&iomem_resource, range(0, end, end + 16)), 0);
	KUNIT_EXPECT_EQ(test, adjust_resource(&res[0], end - 1, 16), -EBUSY);
	KUNIT_EXPECT_EQ(test, region_intersects(end, 17, IORESOURCE_MEM, IORES_DESC_NONE),
			REGION_INTERSECTS);
	KUNIT_EXPECT_EQ(test, region_intersects(end, 17, IORESOURCE_MEM, 5), REGION_DISJOINT);
	KUNIT_EXPECT_EQ(test, region_intersects(end + 16, 1, IORESOURCE_MEM, IORES_DESC_NONE),
			REGION_INTERSECTS);
	KUNIT_EXPECT_EQ(test, region_intersects(end + 17, 1, IORESOURCE_MEM, IORES_DESC_NONE),
			REGION_DISJOINT);
	KUNIT_EXPECT_EQ(test, region_intersects(end - 1, 17, IORESOURCE_MEM, IORES_DESC_NONE),
			REGION_MIXED);
	KUNIT_EXPECT_EQ(test, release_resource(&res[0]), 0);
	KUNIT_EXPECT_EQ(test, region_intersects(end, 17, IORESOURCE_MEM, IORES_DESC_NONE),
			REGION_DISJOINT);
	KUNIT_EXPECT_EQ(test, region_intersects(virt_to_phys(object), 64, IORESOURCE_SYSTEM_RAM,
						IORES_DESC_NONE), REGION_INTERSECTS);
	KUNIT_EXPECT_EQ(test, region_intersects(end - 1, 2, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE),
			REGION_MIXED);
	KUNIT_EXPECT_EQ(test, region_intersects(end, 2, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE),
			REGION_DISJOINT);
	kfree(object);
}

/* I/O ports are requested like memory, in a separate tree. */
static void resource_test_ports(struct kunit *test)
{
	struct resource named = DEFINE_RES_IO_NAMED(0x3f8, 8, "a window");
	struct resource window = DEFINE_RES_IO(0x100, 0x100);
	struct resource *first = request_region(0x3f8, 8, "uart"), *last, *inner;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_PTR_EQ(test, first->parent, &ioport_resource);
	KUNIT_EXPECT_EQ(test, first->flags, IORESOURCE_IO | IORESOURCE_BUSY);
	mark();
	KUNIT_EXPECT_NULL(test, request_region(0x3ff, 2, "another"));
	EXPECT_SAID(test, "for another: in use by uart [");
	/*
	 * request_muxed_region() shares the range only if the current owner also called
	 * request_muxed_region().
	 */
	KUNIT_EXPECT_NULL(test, request_muxed_region(0x3f8, 8, "in turns"));
	/* The last port can be requested.  Invalid ranges are refused. */
	last = request_region(IO_SPACE_LIMIT, 1, "last");
	KUNIT_EXPECT_NOT_NULL(test, last);
	if (last)
		release_region(IO_SPACE_LIMIT, 1);
	KUNIT_EXPECT_NULL(test, request_region(IO_SPACE_LIMIT, 2, "beyond"));
	KUNIT_EXPECT_NULL(test, request_region(0x10, 0, "empty"));
	KUNIT_EXPECT_NULL(test, request_region(0x10, ~0ULL, "wraps"));
	EXPECT_WARNS(test, release_region(0x3f8, 7));
	EXPECT_WARNS(test, release_mem_region(0x3f8, 8));
	release_region(0x3f8, 8);
	EXPECT_WARNS(test, release_region(0x3f8, 8));
	KUNIT_EXPECT_EQ(test, insert_resource(&ioport_resource, &named), 0);
	KUNIT_EXPECT_STREQ(test, named.name, "a window");
	KUNIT_EXPECT_EQ(test, insert_resource(&ioport_resource, &window), 0);
	KUNIT_EXPECT_EQ(test, window.end, 0x1ffULL);
	inner = request_region(0x110, 4, "inner");
	if (inner) {
		KUNIT_EXPECT_PTR_EQ(test, inner->parent, &window);
		release_region(0x110, 4);
	}
	KUNIT_EXPECT_EQ(test, release_resource(&named), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&window), 0);
	KUNIT_EXPECT_NULL(test, ioport_resource.child);
}

static struct completion muxed_done;
static struct resource *muxed;

static int take_muxed(void *ports)
{
	muxed = ports ? request_muxed_region(0x2e, 2, "waiter") :
			request_mem_region_muxed(beyond_ram(), 16, "waiter");
	complete(&muxed_done);
	return 0;
}

static void resource_test_muxed_ports(struct kunit *test)
{
	struct resource *first = request_muxed_region(0x2e, 2, "holder");
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, first);
	init_completion(&muxed_done);
	muxed = NULL;
	task = kthread_run(take_muxed, &muxed_done, "muxed");
	if (!IS_ERR(task))
		msleep(5);
	KUNIT_EXPECT_NULL(test, muxed);
	release_region(0x2e, 2);
	if (IS_ERR(task))
		KUNIT_FAIL_AND_ABORT(test, "no thread");
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&muxed_done, msecs_to_jiffies(2000)));
	KUNIT_EXPECT_NOT_NULL(test, muxed);
	if (muxed)
		release_region(0x2e, 2);
}

/* A request for a region that drivers use in turn waits until the owner releases the region. */
static void resource_test_muxed(struct kunit *test)
{
	struct resource *first = request_mem_region_muxed(beyond_ram(), 16, "holder");
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, first);
	init_completion(&muxed_done);
	muxed = NULL;
	task = kthread_run(take_muxed, NULL, "muxed");
	if (IS_ERR(task)) {
		release_mem_region(beyond_ram(), 16);
		KUNIT_FAIL_AND_ABORT(test, "no thread");
	}
	msleep(5);
	KUNIT_EXPECT_NULL(test, muxed);
	/* request_mem_region() does not wait, and is refused. */
	KUNIT_EXPECT_NULL(test, request_mem_region(beyond_ram(), 16, "impatient"));
	release_mem_region(beyond_ram(), 16);
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&muxed_done, msecs_to_jiffies(2000)));
	KUNIT_EXPECT_NOT_NULL(test, muxed);
	if (muxed)
		release_mem_region(beyond_ram(), 16);
}

/* ---- ranges and the report ------------------------------------------------------------------- */

static void resource_test_ranges(struct kunit *test)
{
	struct resource a = DEFINE_RES_MEM(0x100, 0x100), b = DEFINE_RES_MEM(0x180, 0x100),
			r = { 0 };
	struct resource irq = DEFINE_RES_IRQ_NAMED(5, "an irq"), dma = DEFINE_RES_DMA(3);

	KUNIT_EXPECT_TRUE(test, resource_intersection(&a, &b, &r));
	KUNIT_EXPECT_EQ(test, r.start, 0x180ULL);
	KUNIT_EXPECT_EQ(test, r.end, 0x1ffULL);
	KUNIT_EXPECT_TRUE(test, resource_union(&a, &b, &r));
	KUNIT_EXPECT_EQ(test, r.start, 0x100ULL);
	KUNIT_EXPECT_EQ(test, resource_size(&r), 0x180ULL);
	resource_set_range(&b, 0x200, 0x10);
	KUNIT_EXPECT_EQ(test, b.end, 0x20fULL);
	KUNIT_EXPECT_FALSE(test, resource_intersection(&a, &b, &r) || resource_union(&a, &b, &r));
	resource_set_size(&a, 0x110);
	KUNIT_EXPECT_TRUE(test, resource_contains(&a, &b) && resource_overlaps(&b, &a));
	KUNIT_EXPECT_FALSE(test, resource_contains(&b, &a));
	KUNIT_EXPECT_EQ(test, resource_type(&irq), IORESOURCE_IRQ);
	KUNIT_EXPECT_EQ(test, resource_type(&dma), IORESOURCE_DMA);
	KUNIT_EXPECT_STREQ(test, irq.name, "an irq");
	irq = DEFINE_RES(1, 2, IORESOURCE_REG);
	KUNIT_EXPECT_TRUE(test, irq.flags == IORESOURCE_REG && irq.end == 2);
	irq = DEFINE_RES_NAMED(1, 2, "named", IORESOURCE_MEM);
	KUNIT_EXPECT_STREQ(test, irq.name, "named");
}

static void resource_test_report(struct kunit *test)
{
	static struct text text;
	struct seq_file m = { .write = text_write, .private = &text };
	resource_size_t start = beyond_ram();
	char line[80];

	if (!IS_ENABLED(CONFIG_MM_REPORTS))
		kunit_skip(test, "there is no such report");
	text.used = 0;
	KUNIT_ASSERT_EQ(test, request_resource(&iomem_resource, range(0, start, start + 0xfff)), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&res[0], range(1, start + 0x100, start + 0x1ff)), 0);
	res[1].name = "the part";
	if (IS_ENABLED(CONFIG_MM_REPORTS))
		iomem_show(&m);
	KUNIT_EXPECT_EQ(test, release_resource(&res[0]), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text.buf, " : System RAM\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text.buf, " : Kernel code\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text.buf, " : Kernel bss\n"));
	snprintf(line, sizeof(line), "\n%08llx-%08llx : a range\n  %08llx-%08llx : the part\n",
		 (unsigned long long)start, (unsigned long long)start + 0xfff,
		 (unsigned long long)start + 0x100, (unsigned long long)start + 0x1ff);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text.buf, line), "%s", text.buf);
}

static const struct kunit_case resource_cases[] = {
	KUNIT_CASE(resource_test_request),
	KUNIT_CASE(resource_test_insert),
	KUNIT_CASE(resource_test_expand),
	KUNIT_CASE(resource_test_adjust),
	KUNIT_CASE(resource_test_allocate),
	KUNIT_CASE(resource_test_find_space),
	KUNIT_CASE(resource_test_model),
	KUNIT_CASE(resource_test_region),
	KUNIT_CASE(resource_test_ram),
	KUNIT_CASE(resource_test_ports),
	KUNIT_CASE(resource_test_muxed),
	KUNIT_CASE(resource_test_muxed_ports),
	KUNIT_CASE(resource_test_ranges),
	KUNIT_CASE(resource_test_report),
	{}
};

static struct kunit_suite resource_suite = {
	.name = "resource",
	.init = resource_test_init,
	.test_cases = resource_cases,
};
kunit_test_suite(resource_suite);
