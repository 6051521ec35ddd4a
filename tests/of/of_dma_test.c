// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the bus that a device uses for DMA, which may differ from its parent bus, and of the
 * lowest DMA limit in a device tree.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of_address.h>
#include "tree.h"

#define MAX_NODES 24

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static void write_interconnects(const char *name, u32 first, u32 second)
{
	tree_bytes(&blob, "interconnect-names", name, 14);
	tree_cells(&blob, "interconnects", first, 7, second, 9);
}

/*
 * Write a memory bus.  Devices that are connected to this bus see the memory at bus address 0.
 * Other devices of /soc see it at 0x40000000.
 */
static void write_soc(void)
{
	tree_begin_bus(&blob, "soc", 1, 1);
	tree_cells(&blob, "ranges", 0, 0, 0, 0x40000000);
	tree_begin_bus(&blob, "mbus@1000", 1, 1);
	tree_cells(&blob, "phandle", 1);
	tree_cells(&blob, "#interconnect-cells", 1);
	tree_cells(&blob, "dma-ranges", 0, 0x40000000, 0x80000000, 0x80000000, 0xc0000000,
		   0x40000000);
	tree_bytes(&blob, "dma-coherent", NULL, 0);
	tree_end(&blob);
	tree_begin(&blob, "video@2000");
	tree_cells(&blob, "reg", 0x2000, 0x1000);
	write_interconnects("write\0dma-mem", 2, 1);
	tree_end(&blob);
	tree_begin(&blob, "audio@3000");
	tree_cells(&blob, "reg", 0x3000, 0x1000);
	write_interconnects("write\0dma-rw\0", 2, 1);
	tree_end(&blob);
	tree_begin(&blob, "lost@4000");
	write_interconnects("write\0dma-mem", 99, 1);
	tree_end(&blob);
	tree_begin(&blob, "other");
	tree_cells(&blob, "phandle", 2);
	tree_cells(&blob, "#interconnect-cells", 1);
	tree_end(&blob);
	tree_end(&blob);
}

/* Write two buses that refer to each other for DMA. */
static void write_circle(void)
{
	for (u32 i = 0; i < 2; i++) {
		tree_begin_bus(&blob, i ? "east" : "west", 1, 1);
		tree_cells(&blob, "phandle", 3 + i);
		tree_cells(&blob, "#interconnect-cells", 1);
		tree_bytes(&blob, "dma-ranges", NULL, 0);
		write_interconnects("dma-mem\0other", 4 - i, 2);
		tree_end(&blob);
	}
}

/* Write a bus with adjacent windows but without devices, and a disabled bus with nodes below it. */
static void write_limits(void)
{
	tree_begin_bus(&blob, "leaf", 2, 2);
	tree_cells(&blob, "dma-ranges", 0, 0, 8, 0, 1, 0, 1, 0, 9, 0, 1, 0);
	tree_begin_bus(&blob, "silent", 1, 1);
	tree_begin_bus(&blob, "deep", 1, 1);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin_bus(&blob, "off", 2, 2);
	tree_string(&blob, "status", "disabled");
	tree_cells(&blob, "dma-ranges", 0, 0, 0, 0, 0, 0x1000);
	tree_begin_bus(&blob, "below", 2, 2);
	tree_cells(&blob, "dma-ranges", 0, 0, 0, 0, 0, 0x1000);
	tree_end(&blob);
	tree_end(&blob);
}

static int dma_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	write_soc();
	write_circle();
	write_limits();
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

static void expect_region(struct kunit *test, const struct bus_dma_region *r, u64 dma, u64 cpu,
			  u64 size)
{
	KUNIT_EXPECT_EQ(test, (u64)r->dma_start, dma);
	KUNIT_EXPECT_EQ(test, (u64)r->cpu_start, cpu);
	KUNIT_EXPECT_EQ(test, r->size, size);
}

static void dma_interconnect(struct kunit *test)
{
	const __be32 start[] = { cpu_to_be32(0x1000) };
	struct bus_dma_region r[2];

	KUNIT_ASSERT_EQ(test, of_dma_regions(node("/soc/video@2000"), r, 1), 1);
	expect_region(test, r, 0, 0x40000000, 0xc0000000);
	KUNIT_EXPECT_EQ(test, of_bus_dma_regions(node("/soc/mbus@1000"), r, 1), 1);
	KUNIT_EXPECT_EQ(test, of_translate_dma_address(node("/soc/video@2000"), start),
			0x40001000ULL);
	KUNIT_EXPECT_TRUE(test, of_dma_is_coherent(node("/soc/video@2000")));
	/* Addresses of registers are translated by the parent bus. */
	KUNIT_EXPECT_EQ(test, of_translate_address(node("/soc/video@2000"), start), 0x1000ULL);
	/*
	 * For audio@3000, interconnect-names has no "dma-mem".  For lost@4000, the property
	 * interconnects refers to a node that does not exist.
	 */
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/soc/audio@3000"), r, 2), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/soc/lost@4000"), r, 2), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_translate_dma_address(node("/soc/audio@3000"), start), 0x1000ULL);
	KUNIT_EXPECT_EQ(test, of_dma_is_coherent(node("/soc/audio@3000")),
			IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT));
}

static void dma_circle(struct kunit *test)
{
	const __be32 start[] = { 0, 0 };
	struct bus_dma_region r[2];

	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/west"), r, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_translate_dma_address(node("/west"), start), OF_BAD_ADDR);
	KUNIT_EXPECT_EQ(test, of_dma_is_coherent(node("/west")),
			IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT));
}

static void dma_limits(struct kunit *test)
{
	struct bus_dma_region r[2];

	KUNIT_EXPECT_EQ(test, (u64)of_dma_get_max_cpu_address(node("/")), 0xffffffffULL);
	KUNIT_EXPECT_EQ(test, (u64)of_dma_get_max_cpu_address(node("/leaf")), 0x9ffffffffULL);
	KUNIT_EXPECT_EQ(test, (u64)of_dma_get_max_cpu_address(node("/off")), 0xfffULL);
	KUNIT_EXPECT_EQ(test, (u64)of_dma_get_max_cpu_address(node("/west")), U64_MAX);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/leaf/silent"), r, 1), 1);
	expect_region(test, r, 0, 0x800000000, 0x200000000);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/leaf/silent/deep"), r, 1), 1);
	KUNIT_EXPECT_EQ(test, of_bus_dma_regions(node("/leaf/silent/deep"), r, 1), -ENODEV);
}

static struct kunit_case dma_cases[] = {
	KUNIT_CASE(dma_interconnect),
	KUNIT_CASE(dma_circle),
	KUNIT_CASE(dma_limits),
	{}
};

static struct kunit_suite of_dma_suite = {
	.name = "of_dma",
	.init = dma_test_init,
	.test_cases = dma_cases,
};
kunit_test_suite(of_dma_suite);
