// SPDX-License-Identifier: BSD-2-Clause
/* Tests of address translation by buses: ranges for the CPU, and dma-ranges for devices. */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of_address.h>
#include <linux/string.h>
#include "tree.h"

#define MAX_NODES 24

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

/*
 * Write the node /outer, a bus with two windows.  It translates addresses for the bus /outer/inner,
 * and for a bus that is similar to PCI.
 */
static void write_outer(void)
{
	tree_begin_bus(&blob, "outer", 1, 1);
	tree_cells(&blob, "ranges", 0x0, 0x10, 0x0, 0x10000, 0x40000, 0x0, 0x80000000, 0x8000);
	tree_cells(&blob, "dma-ranges", 0x0, 0x20, 0x0, 0x8000, 0x10000, 0x0, 0x40000000, 0x8000);
	tree_bytes(&blob, "dma-noncoherent", NULL, 0);
	tree_leaf(&blob, "a", 1, 0x100, 0x10, 0x47000, 0x1000, 0x20000, 4, 0x5000, 0,
		  0xffff, 1, 0x10000, 0x10, 0x47fff, 1, 0x48000, 1);

	tree_begin_bus(&blob, "inner", 1, 1);
	tree_cells(&blob, "ranges", 0x0, 0x4000, 0x1000, 0x8000, 0x46000, 0x1000);
	tree_cells(&blob, "dma-ranges", 0x80000000, 0x4000, 0x10000);
	tree_leaf(&blob, "b", 2, 0x10, 0x10, 0x8020, 0x10, 0x2000, 0x10);
	tree_begin(&blob, "c");
	tree_bytes(&blob, "dma-coherent", NULL, 0);
	tree_end(&blob);
	tree_end(&blob);

	/*
	 * Addresses on this bus have three cells, but the bus is not PCI.  The first cell of an
	 * address must be equal to the first cell of a window.
	 */
	tree_begin_bus(&blob, "select", 3, 2);
	tree_cells(&blob, "ranges", 0x02000000, 0, 0x50000, 0x2000, 0, 0x1000,
		   0x01000000, 0, 0x50000, 0x3000, 0, 0x1000);
	tree_leaf(&blob, "d", 3, 0x02000000, 0, 0x50010, 0, 0x20, 0x01000000, 0, 0x50020, 0, 0x20,
		  0x82000000, 0, 0x50010, 0, 0x20);
	tree_end(&blob);
	tree_end(&blob);
}

/*
 * Write a PCI host bridge.  The bus addresses of its I/O window and its memory window overlap, and
 * so do the addresses of a device.  The bridge below it translates memory and I/O addresses.
 */
static void write_pci(void)
{
	tree_begin_bus(&blob, "pcie@30000000", 3, 2);
	tree_string(&blob, "device_type", "pci");
	tree_cells(&blob, "ranges", 0x01000000, 0, 0, 0, 0x3000000, 0, 0x10000,
		   0x02000000, 0, 0, 0, 0x40000000, 0, 0x40000000,
		   0x43000000, 4, 0, 4, 0, 1, 0);
	tree_cells(&blob, "dma-ranges", 0x01000000, 0, 0, 0, 0x70000000, 0, 0x10000000,
		   0x42000000, 0, 0x10000000, 0, 0x80000000, 0, 0x10000000,
		   0x00000000, 0, 0, 0, 0x90000000, 0, 0x1000);
	tree_begin(&blob, "nic@1,0");
	tree_cells(&blob, "reg", 0x0800, 0, 0, 0, 0, 0x02000810, 0, 0x1000, 0, 0x100);
	tree_cells(&blob, "assigned-addresses", 0x82000810, 0, 0x1000, 0, 0x100,
		   0x81000814, 0, 0x1000, 0, 0x20, 0xc3000818, 4, 0x2000, 0, 0x4000,
		   0x8200081c, 0, 0x50000000, 0, 0x100, 0x00000820, 0, 0x1000, 0, 0x100);
	tree_end(&blob);
	tree_begin_bus(&blob, "bridge@2,0", 3, 2);
	tree_string(&blob, "device_type", "pci");
	tree_cells(&blob, "ranges", 0x02000000, 0, 0x100000, 0x02000000, 0, 0x200000, 0, 0x1000,
		   0x01000000, 0, 0x100000, 0x01000000, 0, 0x2000, 0, 0x1000);
	tree_begin(&blob, "disk@0,0");
	tree_cells(&blob, "assigned-addresses", 0x82010010, 0, 0x100100, 0, 0x10,
		   0x81010014, 0, 0x100100, 0, 0x10);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
}

static void write_others(void)
{
	tree_begin_bus(&blob, "plain", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_bytes(&blob, "dma-ranges", NULL, 0);
	tree_leaf(&blob, "e", 4, 0x1, 0x20000000, 0x0, 0x1000);
	tree_end(&blob);

	tree_begin_bus(&blob, "closed", 1, 0);
	tree_leaf(&blob, "f", 5, 0x50);
	tree_end(&blob);

	tree_begin_bus(&blob, "broken", 5, 1);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_leaf(&blob, "g", 6, 1, 2, 3, 4, 5, 6);
	tree_end(&blob);

	tree_begin_bus(&blob, "edge", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_cells(&blob, "dma-ranges", 0, 0, 1, 0);	/* the property is shorter than an entry */
	tree_leaf(&blob, "h", 7, 0xffffffff, 0xfffff000, 0, 0x1000, 0xffffffff, 0xfffff000, 0,
		  0x1001);
	tree_end(&blob);
}

static int address_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	write_outer();
	write_pci();
	write_others();
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

static void expect_reg(struct kunit *test, const char *path, int index, u64 start, u64 size)
{
	struct resource res = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, node(path));
	KUNIT_EXPECT_EQ_MSG(test, of_address_to_resource(node(path), index, &res), 0, "%s %d", path,
			    index);
	KUNIT_EXPECT_EQ_MSG(test, (u64)res.start, start, "%s %d", path, index);
	KUNIT_EXPECT_EQ_MSG(test, (u64)resource_size(&res), size, "%s %d", path, index);
}

static void expect_no_reg(struct kunit *test, const char *path, int index)
{
	struct resource res = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, node(path));
	KUNIT_EXPECT_EQ_MSG(test, of_address_to_resource(node(path), index, &res), -EINVAL, "%s %d",
			    path, index);
}

static void address_ranges(struct kunit *test)
{
	expect_reg(test, "/outer/a", 0, 0x1000000100, 0x10);
	expect_reg(test, "/outer/a", 1, 0x80007000, 0x1000);
	expect_no_reg(test, "/outer/a", 2);		/* between the windows */
	expect_no_reg(test, "/outer/a", 3);		/* the size is 0 */
	/* Entry 4 is the last byte of a window.  Entry 5 is the byte after it. */
	expect_reg(test, "/outer/a", 4, 0x100000ffff, 1);
	expect_no_reg(test, "/outer/a", 5);
	expect_reg(test, "/outer/a", 6, 0x80007fff, 1);
	expect_no_reg(test, "/outer/a", 7);
	expect_no_reg(test, "/outer/a", 8);
	expect_no_reg(test, "/outer/a", -1);
	expect_reg(test, "/outer/inner/b", 0, 0x1000004010, 0x10);
	expect_reg(test, "/outer/inner/b", 1, 0x80006020, 0x10);
	expect_no_reg(test, "/outer/inner/b", 2);
	expect_reg(test, "/outer/select/d", 0, 0x1000002010, 0x20);
	expect_reg(test, "/outer/select/d", 1, 0x1000003020, 0x20);
	expect_no_reg(test, "/outer/select/d", 2);
	expect_reg(test, "/plain/e", 0, 0x120000000, 0x1000);
	expect_no_reg(test, "/closed/f", 0);
	expect_no_reg(test, "/broken/g", 0);
	expect_no_reg(test, "/outer", 0);
	expect_reg(test, "/edge/h", 0, 0xfffffffffffff000, 0x1000);
	expect_no_reg(test, "/edge/h", 1);
	KUNIT_EXPECT_EQ(test, of_n_addr_cells(node("/outer/a")), 1);
	KUNIT_EXPECT_EQ(test, of_n_size_cells(node("/closed/f")), 0);
	KUNIT_EXPECT_NULL(test, of_get_address(node("/closed/f"), 1, NULL, NULL));
	KUNIT_EXPECT_NOT_NULL(test, of_get_address(node("/closed/f"), 0, NULL, NULL));
}

static void expect_flags(struct kunit *test, const char *path, int index, unsigned int flags)
{
	unsigned int got = 0;

	KUNIT_ASSERT_NOT_NULL(test, of_get_address(node(path), index, NULL, &got));
	KUNIT_EXPECT_EQ_MSG(test, got, flags, "%s %d", path, index);
}

/* An address on a PCI bus only matches windows of the same address space. */
static void address_pci(struct kunit *test)
{
	struct device_node *nic = node("/pcie@30000000/nic@1,0");
	struct device_node *disk = node("/pcie@30000000/bridge@2,0/disk@0,0");
	const char *name = "/pcie@30000000/nic@1,0";

	expect_reg(test, name, 0, 0x40001000, 0x100);
	expect_no_reg(test, name, 1);				/* I/O */
	expect_reg(test, name, 2, 0x400002000, 0x4000);
	/* This memory address is outside of the memory windows. */
	expect_no_reg(test, name, 3);
	expect_no_reg(test, name, 4);				/* configuration space */
	expect_no_reg(test, name, 5);
	expect_flags(test, name, 0, IORESOURCE_MEM);
	expect_flags(test, name, 1, IORESOURCE_IO);
	expect_flags(test, name, 2, IORESOURCE_MEM | IORESOURCE_MEM_64 | IORESOURCE_PREFETCH);
	expect_flags(test, name, 4, 0);
	KUNIT_EXPECT_EQ(test, of_translate_address(nic, of_get_address(nic, 1, NULL, NULL)),
			0x3001000ULL);
	KUNIT_EXPECT_EQ(test, of_translate_address(nic, of_get_address(nic, 4, NULL, NULL)),
			OF_BAD_ADDR);
	expect_reg(test, "/pcie@30000000/bridge@2,0/disk@0,0", 0, 0x40200100, 0x10);
	KUNIT_EXPECT_EQ(test, of_translate_address(disk, of_get_address(disk, 1, NULL, NULL)),
			0x3002100ULL);
}

/*
 * Check that the functions of lib/ and of/ read the same values from the property reg of the
 * node.
 */
static void expect_same(struct kunit *test, struct device_node *np)
{
	const struct dtb *dtb = &np->tree->dtb;
	struct dtb_bus bus;
	u64 address, size;
	int bytes, cells;
	const __be32 *reg = of_get_property(np, "reg", &bytes);

	dtb_bus_read(dtb, np->parent->offset, &bus);
	cells = bus.address_cells + bus.size_cells;
	for (int i = 0; i < 32; i++, reg += cells) {
		int err = dtb_reg(dtb, np->offset, i, &address, &size);

		if (!reg || !bus.address_cells || (i + 1) * 4 * cells > bytes) {
			KUNIT_EXPECT_TRUE_MSG(test, err == -ENOENT || err == -EINVAL, "%s %d",
					      np->full_name, i);
			break;
		}
		KUNIT_EXPECT_EQ_MSG(test, of_translate_address(np, reg),
				    err ? OF_BAD_ADDR : address, "%s %d", np->full_name, i);
		KUNIT_EXPECT_EQ(test, of_read_number(reg + bus.address_cells, bus.size_cells),
				size);
	}
}

/* Check that a walk over the entries of reg returns the same values as the access by index. */
static void expect_walk(struct kunit *test, const struct dtb *dtb)
{
	struct dtb_path path = { .node = -1, .depth = -1 };
	struct dtb_regs regs;
	u64 a, b, size, other;
	int n = 0;

	while (dtb_path_next(dtb, &path) >= 0) {
		int err = dtb_regs_start(dtb, &path, &regs);

		KUNIT_EXPECT_TRUE(test, !err || err == dtb_reg(dtb, path.node, 0, &a, &size));
		for (unsigned int i = 0; !err; i++) {
			err = dtb_regs_next(&regs, &a, &size);
			KUNIT_EXPECT_EQ(test, dtb_reg(dtb, path.node, i, &b, &other), err);
			if (err == -ERANGE)
				err = 0;
			else if (!err)
				KUNIT_EXPECT_TRUE(test, a == b && size == other);
			n++;
		}
	}
	KUNIT_EXPECT_GT(test, n, 4);
}

static void address_both_readers(struct kunit *test)
{
	struct device_node *np;
	int n = 0;

	for_each_of_allnodes(np) {
		if (np != of_root)
			expect_same(test, np);
		n++;
	}
	for (np = nodes + 1; np; np = of_find_all_nodes(np)) {
		expect_same(test, np);
		n++;
	}
	KUNIT_EXPECT_GT(test, n, 12);
	expect_walk(test, &of.dtb);
	expect_walk(test, &of_root->tree->dtb);
}

static void expect_region(struct kunit *test, const struct bus_dma_region *r, u64 dma, u64 cpu,
			  u64 size)
{
	KUNIT_EXPECT_EQ(test, (u64)r->dma_start, dma);
	KUNIT_EXPECT_EQ(test, (u64)r->cpu_start, cpu);
	KUNIT_EXPECT_EQ(test, r->size, size);
}

static void address_dma(struct kunit *test)
{
	struct bus_dma_region r[4];

	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/outer/a"), r, 4), 2);
	expect_region(test, &r[0], 0, 0x2000000000, 0x8000);
	expect_region(test, &r[1], 0x10000, 0x40000000, 0x8000);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/outer/a"), r, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/outer/a"), r, 0), -EINVAL);
	/*
	 * The window of /outer/inner includes the gap between the windows of /outer.  Therefore two
	 * parts of this window remain.
	 */
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/outer/inner/b"), r, 4), 2);
	expect_region(test, &r[0], 0x80000000, 0x2000004000, 0x4000);
	expect_region(test, &r[1], 0x8000c000, 0x40000000, 0x4000);
	/* Only entries for PCI memory become windows. */
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/pcie@30000000/nic@1,0"), r, 4), 1);
	expect_region(test, &r[0], 0x10000000, 0x80000000, 0x10000000);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/plain/e"), r, 4), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/closed/f"), r, 4), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_dma_regions(node("/edge/h"), r, 4), -EINVAL);
}

static void address_coherent(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, of_dma_is_coherent(node("/outer/a")));
	KUNIT_EXPECT_FALSE(test, of_dma_is_coherent(node("/outer/inner/b")));
	KUNIT_EXPECT_TRUE(test, of_dma_is_coherent(node("/outer/inner/c")));
	KUNIT_EXPECT_EQ(test, of_dma_is_coherent(node("/plain/e")),
			IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT));
}

static struct kunit_case address_cases[] = {
	KUNIT_CASE(address_ranges),
	KUNIT_CASE(address_pci),
	KUNIT_CASE(address_both_readers),
	KUNIT_CASE(address_dma),
	KUNIT_CASE(address_coherent),
	{}
};

static struct kunit_suite of_address_suite = {
	.name = "of_address",
	.init = address_test_init,
	.test_cases = address_cases,
};
kunit_test_suite(of_address_suite);
