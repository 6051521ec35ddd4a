// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the windows of a bus as the driver of a bridge reads them, and of the other functions in
 * of_address.h for PCI.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of_address.h>
#include <linux/string.h>
#include "tree.h"

#define MAX_NODES 32
#define MEM_64 (IORESOURCE_MEM | IORESOURCE_MEM_64)

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

/* Write a bus node that has only the property ranges. */
#define bus_leaf(name, address_cells, size_cells, ...) do {		\
		tree_begin_bus(&blob, name, address_cells, size_cells);		\
		tree_cells(&blob, "ranges", __VA_ARGS__);		\
		tree_end(&blob);					\
	} while (0)

/*
 * Write the bus /soc, with windows for the CPU at 0x1000000000 and above.  Devices of /soc see
 * memory at 0x2000000000.  The buses /soc/inner and /soc/none are below /soc.  One window of
 * /soc/inner is outside of the windows of /soc.
 */
static void write_soc(void)
{
	tree_begin_bus(&blob, "soc", 1, 1);
	tree_cells(&blob, "ranges", 0x0, 0x10, 0x0, 0x10000, 0x40000, 0x11, 0x0, 0x8000);
	tree_cells(&blob, "dma-ranges", 0x0, 0x20, 0x0, 0x40000000, 0x80000000, 0x0, 0x80000000,
		   0x1000);

	tree_begin_bus(&blob, "inner", 1, 1);
	tree_cells(&blob, "ranges", 0x0, 0x4000, 0x1000, 0x8000, 0x46000, 0x1000, 0x10000, 0x20000,
		   0x10);
	tree_cells(&blob, "dma-ranges", 0x100000, 0x30000000, 0x1000, 0x200000, 0x50000000, 0x1000);
	tree_leaf(&blob, "a", 1, 0x10, 0x10, 0x8020, 0x20, 0x10000, 0x10, 0x20, 0x10);
	tree_end(&blob);

	tree_begin_bus(&blob, "none", 2, 1);
	tree_leaf(&blob, "b", 2, 0, 0x80000800, 0x30);
	tree_end(&blob);
	tree_leaf(&blob, "c", 3, 0x3fffffff, 0x40, 0x40000000, 0x40, 0x1, 0x40);
	tree_end(&blob);
}

/*
 * Write a PCI host bridge with windows for I/O and memory.  Two windows of prefetchable 64-bit
 * memory are adjacent and are merged.
 */
static void write_pci(void)
{
	tree_begin_bus(&blob, "pcie@30000000", 3, 2);
	tree_string(&blob, "device_type", "pci");
	tree_cells(&blob, "ranges", 0x01000000, 0, 0, 0, 0x3000000, 0, 0x10000,
		   0x02000000, 0, 0x40000000, 0, 0x40000000, 0, 0x30000000,
		   0x43000000, 8, 0, 4, 0, 1, 0, 0x43000000, 9, 0, 5, 0, 0, 0x80000000,
		   0x00000000, 0, 0, 0, 0x2000000, 0, 0x1000);
	tree_cells(&blob, "dma-ranges", 0x02000000, 0, 0x1000, 0, 0x80000000, 0, 0x1000,
		   0x02000000, 0, 0x2000, 0, 0x80001000, 0, 0x1000,
		   0x42000000, 0, 0x3000, 0, 0x80002000, 0, 0x1000);
	tree_begin(&blob, "nic@1,0");
	tree_cells(&blob, "assigned-addresses", 0x81000814, 0, 0x1000, 0, 0x20,
		   0xc3000818, 8, 0x2000, 0, 0x4000, 0x82000810, 0, 0x40001000, 0, 0x100,
		   0x82000830, 0, 0x40100000, 0, 0x1000, 0x8200081c, 0, 0x1810, 0, 0x100);
	tree_string(&blob, "reg-names", "wrong");
	tree_end(&blob);
	tree_end(&blob);
}

static void write_neighbours(void)
{
	/*
	 * The first four windows are adjacent.  Then follow a gap on the bus, a gap on the parent
	 * bus, and a lower address.
	 */
	bus_leaf("row", 1, 1, 0x0, 1, 0x0, 0x10, 0x10, 1, 0x10, 0x20, 0x30, 1, 0x30, 0, 0x30, 1,
		 0x30, 0x10, 0x50, 1, 0x40, 0x10, 0x60, 1, 0x51, 0x10, 0x50, 1, 0x41, 0x10);
	/*
	 * The bus "twist" exchanges two windows, so that windows that are adjacent on this bus are
	 * not adjacent for the CPU.
	 */
	tree_begin_bus(&blob, "twist", 1, 1);
	tree_cells(&blob, "ranges", 0, 0, 0x1000, 0x1000, 0x1000, 0, 0, 0x1000);
	bus_leaf("below", 1, 1, 0, 0, 0x1000, 0x1000, 0x1000, 0x1000, 0x2000, 0, 0x1000);
	tree_end(&blob);
	/*
	 * Write windows that only seem adjacent because a sum wraps around: the end on this bus,
	 * the end on the parent bus, or the sum of two sizes.
	 */
	bus_leaf("wrap-bus", 2, 2, 0xffffffff, 0xfffff000, 0, 0, 0, 0x1000, 0, 0, 0, 0x1000, 0,
		 0x1000);
	bus_leaf("wrap-above", 2, 2, 0, 0, 0xffffffff, 0xfffff000, 0, 0x1000, 0, 0x1000, 0, 0, 0,
		 0x1000);
	bus_leaf("wrap-size", 2, 2, 0, 0x10, 0, 0x10, 0xffffffff, 0xffffffff,
		 0, 0xf, 0, 0xf, 0xffffffff, 0xfffffff0);
	/* This window contains the last address, whose value equals OF_BAD_ADDR. */
	bus_leaf("last", 2, 2, 0, 0x10, 0, 0x10, 0xffffffff, 0xffffffef,
		 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 1);
	/* Addresses have three cells.  The first cell is a number that only this bus defines. */
	bus_leaf("flags", 3, 2, 0xf00baa, 0, 0, 0, 0x1000, 0, 0x1000, 0xf00bab, 0, 0x1000, 0,
		 0x2000, 0, 0x1000, 0xf00bab, 0, 0x2000, 0, 0x3000, 0, 0x1000);
}

static void write_malformed(void)
{
	tree_begin_bus(&blob, "empty", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_bytes(&blob, "dma-ranges", NULL, 0);
	tree_leaf(&blob, "d", 4, 1, 0x20000000, 0, 0x1000, 1, 0x30000000, 0, 0x1000);
	tree_end(&blob);
	bus_leaf("short", 1, 1, 0x0, 1, 0x0);
	bus_leaf("one-and-more", 1, 1, 0x0, 1, 0x0, 0x10, 0x10, 1, 0x10);
	tree_begin_bus(&blob, "odd", 1, 1);
	tree_bytes(&blob, "ranges", "\0\0\0\1" "\0\0\0\2" "\0\0\0\3" "\0\0\0\4" "567", 19);
	tree_end(&blob);
	bus_leaf("many-cells", 5, 1, 0, 0, 0, 0, 0, 0, 0, 0x1000);
	bus_leaf("no-cells", 0, 1, 0, 0, 0x1000);
	bus_leaf("no-size", 1, 0, 0x10, 0, 0x20, 0x10, 0, 0x30);
	tree_begin_bus(&blob, "bad", 5, 1);
	bus_leaf("below", 1, 1, 0, 0, 0, 0, 0, 0, 0x1000);
	tree_end(&blob);
}

static int range_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	tree_cells(&blob, "ranges", 0, 0, 0, 0, 0, 0x1000);
	write_soc();
	write_pci();
	write_neighbours();
	write_malformed();
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

/*
 * Expect that the parser returns these windows: bus address, CPU address, address on the parent
 * bus, size and flags.
 */
static void expect_windows(struct kunit *test, const char *path, struct of_range_parser *parser,
			   const struct of_range *want, int n)
{
	struct of_range r = { 0 };
	int i = 0;

	for_each_of_range(parser, &r) {
		KUNIT_ASSERT_LT_MSG(test, i, n, "%s", path);
		KUNIT_EXPECT_EQ_MSG(test, r.bus_addr, want[i].bus_addr, "%s %d", path, i);
		KUNIT_EXPECT_EQ_MSG(test, r.cpu_addr, want[i].cpu_addr, "%s %d", path, i);
		KUNIT_EXPECT_EQ_MSG(test, r.parent_bus_addr, want[i].parent_bus_addr, "%s %d", path,
				    i);
		KUNIT_EXPECT_EQ_MSG(test, r.size, want[i].size, "%s %d", path, i);
		KUNIT_EXPECT_EQ_MSG(test, r.flags, want[i].flags, "%s %d", path, i);
		i++;
	}
	KUNIT_EXPECT_EQ_MSG(test, i, n, "%s", path);
	KUNIT_EXPECT_EQ(test, of_range_count(parser), 0);
	KUNIT_EXPECT_NULL(test, of_pci_range_parser_one(parser, &r));
}

#define W(bus, cpu, above, bytes, kind)					\
	((struct of_range){ .bus_addr = (bus), .cpu_addr = (cpu),	\
			    .parent_bus_addr = (above), .size = (bytes), .flags = (kind) })

/*
 * Expect that the property ranges or dma-ranges of the node has @entries entries, and that the
 * parser merges them to the windows in the other arguments.
 */
#define expect_ranges(test, path, entries, ...) do {						\
		struct of_range_parser __p;							\
		const struct of_range __want[] = { __VA_ARGS__ };				\
		KUNIT_EXPECT_EQ(test, of_range_parser_init(&__p, node(path)), 0);		\
		KUNIT_EXPECT_EQ_MSG(test, of_range_count(&__p), entries, "%s", path);		\
		expect_windows(test, path, &__p, __want, sizeof(__want) / sizeof(*__want));	\
	} while (0)

#define expect_dma_ranges(test, path, entries, ...) do {					\
		struct of_range_parser __p;							\
		const struct of_range __want[] = { __VA_ARGS__ };				\
		KUNIT_EXPECT_EQ(test, of_pci_dma_range_parser_init(&__p, node(path)), 0);	\
		KUNIT_EXPECT_EQ_MSG(test, of_range_count(&__p), entries, "%s", path);		\
		expect_windows(test, path, &__p, __want, sizeof(__want) / sizeof(*__want));	\
	} while (0)

static void expect_none(struct kunit *test, const char *path, int ranges, int dma_ranges)
{
	struct of_range_parser parser;
	struct of_range range;

	KUNIT_EXPECT_EQ_MSG(test, of_pci_range_parser_init(&parser, node(path)), ranges, "%s",
			    path);
	KUNIT_EXPECT_EQ(test, of_range_count(&parser), 0);
	KUNIT_EXPECT_NULL(test, of_pci_range_parser_one(&parser, &range));
	KUNIT_EXPECT_EQ_MSG(test, of_pci_dma_range_parser_init(&parser, node(path)), dma_ranges,
			    "%s", path);
	KUNIT_EXPECT_EQ(test, of_range_count(&parser), 0);
	KUNIT_EXPECT_NULL(test, of_pci_range_parser_one(&parser, &range));
}

static void range_simple_bus(struct kunit *test)
{
	expect_ranges(test, "/soc", 2,
		      W(0, 0x1000000000, 0x1000000000, 0x10000, IORESOURCE_MEM),
		      W(0x40000, 0x1100000000, 0x1100000000, 0x8000, IORESOURCE_MEM));
	expect_dma_ranges(test, "/soc", 2,
			  W(0, 0x2000000000, 0x2000000000, 0x40000000, IORESOURCE_MEM),
			  W(0x80000000, 0x80000000, 0x80000000, 0x1000, IORESOURCE_MEM));
	expect_ranges(test, "/soc/inner", 3,
		      W(0, 0x1000004000, 0x4000, 0x1000, IORESOURCE_MEM),
		      W(0x8000, 0x1100006000, 0x46000, 0x1000, IORESOURCE_MEM),
		      W(0x10000, OF_BAD_ADDR, 0x20000, 0x10, IORESOURCE_MEM));
	expect_dma_ranges(test, "/soc/inner", 2,
			  W(0x100000, 0x2030000000, 0x30000000, 0x1000, IORESOURCE_MEM),
			  W(0x200000, OF_BAD_ADDR, 0x50000000, 0x1000, IORESOURCE_MEM));
}

static void range_pci(struct kunit *test)
{
	struct of_pci_range_parser parser;
	struct of_pci_range range;
	u64 sum = 0;

	expect_ranges(test, "/pcie@30000000", 5, W(0, 0x3000000, 0x3000000, 0x10000, IORESOURCE_IO),
		      W(0x40000000, 0x40000000, 0x40000000, 0x30000000, IORESOURCE_MEM),
		      W(0x800000000, 0x400000000, 0x400000000, 0x180000000,
			MEM_64 | IORESOURCE_PREFETCH),
		      W(0, 0x2000000, 0x2000000, 0x1000, 0));
	expect_dma_ranges(test, "/pcie@30000000", 3,
			  W(0x1000, 0x80000000, 0x80000000, 0x2000, IORESOURCE_MEM),
			  W(0x3000, 0x80002000, 0x80002000, 0x1000,
			    IORESOURCE_MEM | IORESOURCE_PREFETCH));
	KUNIT_ASSERT_EQ(test, of_pci_range_parser_init(&parser, node("/pcie@30000000")), 0);
	KUNIT_EXPECT_NULL(test, of_pci_range_parser_one(&parser, NULL));
	for_each_of_pci_range(&parser, &range) {
		sum += range.pci_addr;
		KUNIT_EXPECT_LT(test, of_range_count(&parser), 5);
	}
	KUNIT_EXPECT_EQ(test, sum, 0x840000000ULL);
}

/*
 * Entries that are adjacent on the bus and on the parent bus are merged, unless an address wraps
 * around between them.
 */
static void range_neighbours(struct kunit *test)
{
	expect_ranges(test, "/row", 7,
		      W(0, 0x100000000, 0x100000000, 0x40, IORESOURCE_MEM),
		      W(0x50, 0x100000040, 0x100000040, 0x10, IORESOURCE_MEM),
		      W(0x60, 0x100000051, 0x100000051, 0x10, IORESOURCE_MEM),
		      W(0x50, 0x100000041, 0x100000041, 0x10, IORESOURCE_MEM));
	expect_ranges(test, "/twist/below", 3, W(0, 0x1000, 0, 0x1000, IORESOURCE_MEM),
		      W(0x1000, 0, 0x1000, 0x1000, IORESOURCE_MEM),
		      W(0x2000, 0x1000, 0, 0x1000, IORESOURCE_MEM));
	expect_ranges(test, "/wrap-bus", 2,
		      W(0xfffffffffffff000, 0, 0, 0x1000, IORESOURCE_MEM),
		      W(0, 0x1000, 0x1000, 0x1000, IORESOURCE_MEM));
	expect_ranges(test, "/wrap-above", 2,
		      W(0, 0xfffffffffffff000, 0xfffffffffffff000, 0x1000, IORESOURCE_MEM),
		      W(0x1000, 0, 0, 0x1000, IORESOURCE_MEM));
	expect_ranges(test, "/wrap-size", 2,
		      W(0x10, 0x10, 0x10, U64_MAX, IORESOURCE_MEM),
		      W(0xf, 0xf, 0xf, 0xfffffffffffffff0, IORESOURCE_MEM));
	expect_ranges(test, "/last", 2, W(0x10, 0x10, 0x10, U64_MAX - 0x10, IORESOURCE_MEM),
		      W(U64_MAX, OF_BAD_ADDR, U64_MAX, 1, IORESOURCE_MEM));
	expect_ranges(test, "/flags", 3, W(0, 0x1000, 0x1000, 0x1000, 0xf00baa),
		      W(0x1000, 0x2000, 0x2000, 0x2000, 0xf00bab));
}

static void range_malformed(struct kunit *test)
{
	expect_none(test, "/empty", 0, 0);
	expect_none(test, "/soc/none", -ENOENT, -ENOENT);
	expect_none(test, "/soc/inner/a", -ENOENT, -ENOENT);
	expect_none(test, "/absent", -ENOENT, -ENOENT);
	expect_none(test, "/", -ENOENT, -ENOENT); /* the root has ranges, but no parent bus */
	expect_none(test, "/short", 0, -ENOENT);
	expect_none(test, "/many-cells", -EINVAL, -ENOENT);
	expect_none(test, "/no-cells", -EINVAL, -ENOENT);
	expect_none(test, "/bad/below", -EINVAL, -ENOENT);
	expect_ranges(test, "/one-and-more", 1,
		      W(0, 0x100000000, 0x100000000, 0x10, IORESOURCE_MEM));
	expect_ranges(test, "/odd", 1, W(1, 0x200000003, 0x200000003, 4, IORESOURCE_MEM));
	expect_ranges(test, "/no-size", 2, W(0x10, 0x20, 0x20, 0, IORESOURCE_MEM),
		      W(0x10, 0x30, 0x30, 0, IORESOURCE_MEM));
	KUNIT_EXPECT_EQ(test, of_range_count(NULL), 0);
}

static void expect_resource(struct kunit *test, const struct resource *res, u64 start, u64 size,
			    unsigned long flags, const char *name)
{
	KUNIT_EXPECT_EQ(test, (u64)res->start, start);
	KUNIT_EXPECT_EQ(test, (u64)resource_size(res), size);
	KUNIT_EXPECT_EQ(test, res->flags, flags);
	KUNIT_EXPECT_STREQ(test, res->name, name);
	KUNIT_EXPECT_NULL(test, res->parent);
}

static void expect_no_resource(struct kunit *test, const char *path, int index)
{
	struct resource res = { 0 };

	KUNIT_EXPECT_EQ_MSG(test, of_range_to_resource(node(path), index, &res), -EINVAL, "%s %d",
			    path, index);
	KUNIT_EXPECT_EQ_MSG(test, (u64)res.start, OF_BAD_ADDR, "%s %d", path, index);
	KUNIT_EXPECT_EQ_MSG(test, (u64)res.end, OF_BAD_ADDR, "%s %d", path, index);
}

static void range_resources(struct kunit *test)
{
	struct device_node *pci = node("/pcie@30000000");
	struct of_range range = W(0x100, U64_MAX - 0xf, 0x100, 0x10, IORESOURCE_MEM);
	struct resource res;

	memset(&res, 0xff, sizeof(res));
	KUNIT_EXPECT_EQ(test, of_pci_range_to_resource(&range, pci, &res), 0);
	expect_resource(test, &res, U64_MAX - 0xf, 0x10, IORESOURCE_MEM, "pcie@30000000");
	range.size++;
	KUNIT_EXPECT_EQ(test, of_pci_range_to_resource(&range, pci, &res), -EINVAL);
	KUNIT_EXPECT_EQ(test, (u64)res.start, OF_BAD_ADDR);
	KUNIT_EXPECT_EQ(test, (u64)res.end, OF_BAD_ADDR);

	expect_no_resource(test, "/pcie@30000000", 0);		/* entry 0 is an I/O window */
	KUNIT_EXPECT_EQ(test, of_range_to_resource(pci, 1, &res), 0);
	expect_resource(test, &res, 0x40000000, 0x30000000, IORESOURCE_MEM, "pcie@30000000");
	KUNIT_EXPECT_EQ(test, of_range_to_resource(pci, 2, &res), 0);
	expect_resource(test, &res, 0x400000000, 0x180000000, MEM_64 | IORESOURCE_PREFETCH,
			"pcie@30000000");
	expect_no_resource(test, "/pcie@30000000", 3);		/* configuration space */
	KUNIT_EXPECT_EQ(test, of_range_to_resource(pci, 4, &res), -ENOENT);
	KUNIT_EXPECT_EQ(test, of_range_to_resource(pci, -1, &res), -ENOENT);
	expect_no_resource(test, "/soc/inner", 2);		/* the CPU cannot access window 2 */
	expect_no_resource(test, "/last", 1);
	expect_no_resource(test, "/no-size", 0);
	expect_no_resource(test, "/wrap-size", 0);
	KUNIT_EXPECT_EQ(test, of_range_to_resource(node("/flags"), 0, &res), 0);
	expect_resource(test, &res, 0x1000, 0x1000, IORESOURCE_MEM, "flags");
	KUNIT_EXPECT_EQ(test, of_range_to_resource(node("/empty"), 0, &res), -ENOENT);
	KUNIT_EXPECT_EQ(test, of_range_to_resource(node("/soc/none"), 0, &res), -ENOENT);
	KUNIT_EXPECT_EQ(test, of_range_to_resource(node("/no-cells"), 0, &res), -EINVAL);
}

static u64 dma_address(const char *path, int index)
{
	return of_translate_dma_address(node(path), of_get_address(node(path), index, NULL, NULL));
}

static void range_dma_addresses(struct kunit *test)
{
	struct device_node *a = node("/soc/c");
	const __be32 *cells = of_get_address(a, 0, NULL, NULL),
		     *none = of_get_address(a, 1, NULL, NULL);
	phys_addr_t start = 0;
	size_t size = 0;

	KUNIT_EXPECT_EQ(test, dma_address("/soc/c", 0), 0x203fffffffULL);
	KUNIT_EXPECT_EQ(test, dma_address("/soc/c", 1), OF_BAD_ADDR);
	KUNIT_EXPECT_EQ(test, dma_address("/soc/c", 2), 0x2000000001ULL);
	KUNIT_EXPECT_EQ(test, dma_address("/soc/inner/a", 0), OF_BAD_ADDR);
	/* A bus without dma-ranges, or with empty dma-ranges, does not change addresses. */
	KUNIT_EXPECT_EQ(test, dma_address("/soc/none/b", 0), 0x80000800ULL);
	KUNIT_EXPECT_EQ(test, dma_address("/empty/d", 0), 0x120000000ULL);

	KUNIT_EXPECT_EQ(test, dma_address("/pcie@30000000/nic@1,0", 0), OF_BAD_ADDR);
	KUNIT_EXPECT_EQ(test, dma_address("/pcie@30000000/nic@1,0", 4), 0x80000810ULL);
	KUNIT_EXPECT_EQ(test, of_translate_dma_address(node("/"), cells), OF_BAD_ADDR);
	KUNIT_EXPECT_EQ(test, of_translate_dma_address(NULL, cells), OF_BAD_ADDR);

	KUNIT_EXPECT_PTR_EQ(test, of_translate_dma_region(a, cells, &start, &size), cells + 2);
	KUNIT_EXPECT_EQ(test, (u64)start, 0x203fffffffULL);
	KUNIT_EXPECT_EQ(test, (u64)size, 0x40ULL);
	KUNIT_EXPECT_PTR_EQ(test, of_translate_dma_region(a, cells, NULL, NULL), cells + 2);
	KUNIT_EXPECT_NULL(test, of_translate_dma_region(a, none, &start, &size));
	KUNIT_EXPECT_NULL(test, of_translate_dma_region(node("/"), cells, &start, &size));
	KUNIT_EXPECT_EQ(test, (u64)start, 0x203fffffffULL);
}

static void range_counts_and_bars(struct kunit *test)
{
	struct device_node *nic = node("/pcie@30000000/nic@1,0");
	unsigned int flags = 0;
	struct resource res;
	u64 size = 0;

	KUNIT_EXPECT_EQ(test, of_address_count(node("/empty/d")), 2);
	/* The third entry is not counted, because no bus translates it. */
	KUNIT_EXPECT_EQ(test, of_address_count(node("/soc/inner/a")), 2);
	KUNIT_EXPECT_EQ(test, of_address_count(node("/soc")), 0);
	KUNIT_EXPECT_EQ(test, of_address_count(NULL), 0);

	KUNIT_EXPECT_PTR_EQ(test, of_get_pci_address(nic, 0, &size, &flags),
			    of_get_address(nic, 2, NULL, NULL));
	KUNIT_EXPECT_EQ(test, size, 0x100ULL);
	KUNIT_EXPECT_EQ(test, flags, (unsigned int)IORESOURCE_MEM);
	KUNIT_EXPECT_PTR_EQ(test, __of_get_address(nic, -1, 1, &size, &flags),
			    of_get_address(nic, 0, NULL, NULL));
	KUNIT_EXPECT_EQ(test, flags, (unsigned int)IORESOURCE_IO);
	KUNIT_EXPECT_NULL(test, of_get_pci_address(nic, 4, NULL, NULL));
	KUNIT_EXPECT_NULL(test, of_get_pci_address(nic, -1, NULL, NULL));
	KUNIT_EXPECT_NULL(test, of_get_pci_address(nic, 0x40000000, NULL, NULL));
	/* This bus is not PCI, although the first cell of the address is 0x10. */
	KUNIT_EXPECT_NULL(test, of_get_pci_address(node("/soc/inner/a"), 0, NULL, NULL));
	KUNIT_EXPECT_NULL(test, of_get_pci_address(node("/"), 0, NULL, NULL));

	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 0, &res), 0);
	expect_resource(test, &res, 0x40001000, 0x100, IORESOURCE_MEM, "nic@1,0");
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 2, &res), 0);
	expect_resource(test, &res, 0x400002000, 0x4000, MEM_64 | IORESOURCE_PREFETCH, "nic@1,0");
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 8, &res), 0); /* the expansion ROM */
	expect_resource(test, &res, 0x40100000, 0x1000, IORESOURCE_MEM, "nic@1,0");
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 1, &res), -EINVAL);	/* I/O */
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 3, &res), -EINVAL); /* in no window */
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(nic, 4, &res), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_pci_address_to_resource(node("/soc/inner/a"), 0, &res), -EINVAL);
}

/*
 * In the machine's PCI host bridge, only the memory windows that the CPU can access have a
 * resource.
 */
static void range_machine(struct kunit *test)
{
	struct device_node *np = of_find_node_by_type(NULL, "pci");
	struct of_pci_range_parser parser;
	struct of_pci_range range;
	struct resource res;
	int n = 0;

	if (!np)
		kunit_skip(test, "no PCI host bridge");
	KUNIT_ASSERT_EQ(test, of_pci_range_parser_init(&parser, np), 0);
	for_each_of_pci_range(&parser, &range) {
		bool usable = range.flags & IORESOURCE_MEM && range.size &&
			      range.cpu_addr != OF_BAD_ADDR;

		KUNIT_EXPECT_EQ_MSG(test, of_range_to_resource(np, n, &res), usable ? 0 : -EINVAL,
				    "%d", n);
		KUNIT_EXPECT_EQ(test, (u64)res.start, usable ? range.cpu_addr : OF_BAD_ADDR);
		KUNIT_ASSERT_LT(test, n++, 64);
	}
	KUNIT_EXPECT_EQ(test, of_range_to_resource(np, n, &res), -ENOENT);
}

/*
 * QEMU's virt machines have a PCI host bridge with 64 KiB of I/O, and with windows below and above
 * 4 GiB in which bus addresses and CPU addresses are equal.
 */
static void range_qemu(struct kunit *test)
{
	struct device_node *np = of_find_node_by_type(NULL, "pci");
	unsigned int seen[3] = { 0 };
	struct of_pci_range_parser parser;
	struct of_pci_range range;
	struct resource res;
	int n = 0;

	/*
	 * Skip other simulators: they also use the compatible string of RISC-V's virt machine, but
	 * have no fw-cfg device.
	 */
	if (!np || !of_find_compatible_node(NULL, NULL, "qemu,fw-cfg-mmio") ||
	    (!of_device_is_compatible(of_root, "riscv-virtio") &&
	     !of_device_is_compatible(of_root, "linux,dummy-virt")))
		kunit_skip(test, "not QEMU's virt");
	KUNIT_ASSERT_EQ(test, of_pci_range_parser_init(&parser, np), 0);
	KUNIT_EXPECT_EQ(test, of_range_count(&parser), 3);
	for_each_of_pci_range(&parser, &range) {
		bool io = range.flags == IORESOURCE_IO;

		KUNIT_ASSERT_LT(test, n, 3);
		seen[n] = range.flags;
		if (io)
			KUNIT_EXPECT_TRUE(test, range.pci_addr == 0 && range.size == 0x10000);
		else
			KUNIT_EXPECT_EQ(test, range.pci_addr, range.cpu_addr);
		KUNIT_EXPECT_EQ(test, range.cpu_addr >> 32 != 0, range.flags == MEM_64);
		KUNIT_EXPECT_NE(test, range.cpu_addr, OF_BAD_ADDR);
		KUNIT_EXPECT_EQ(test, of_range_to_resource(np, n++, &res), io ? -EINVAL : 0);
		KUNIT_EXPECT_EQ(test, (u64)res.start, io ? OF_BAD_ADDR : range.cpu_addr);
	}
	KUNIT_EXPECT_EQ(test, seen[0], (unsigned int)IORESOURCE_IO);
	KUNIT_EXPECT_EQ(test, seen[1], (unsigned int)IORESOURCE_MEM);
	KUNIT_EXPECT_EQ(test, seen[2], (unsigned int)MEM_64);
}

static struct kunit_case range_cases[] = {
	KUNIT_CASE(range_simple_bus),
	KUNIT_CASE(range_pci),
	KUNIT_CASE(range_neighbours),
	KUNIT_CASE(range_malformed),
	KUNIT_CASE(range_resources),
	KUNIT_CASE(range_dma_addresses),
	KUNIT_CASE(range_counts_and_bars),
	KUNIT_CASE(range_machine),
	KUNIT_CASE(range_qemu),
	{}
};

static struct kunit_suite of_range_suite = {
	.name = "of_range",
	.init = range_test_init,
	.test_cases = range_cases,
};
kunit_test_suite(of_range_suite);
