// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of interrupt specifiers: the interrupt parent, and the translation by interrupt-map
 * properties.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/of_irq.h>
#include "../said.h"
#include "tree.h"

#define MAX_NODES 48

/* Phandles. */
enum { NONE, INTC, GIC, NEXUS, FAR, LOOP_A, LOOP_B, EMPTY, OFF, NO_CELLS,
       RING, OWN_MAP, MAPPED, SELF, PASSING, LOST };

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static void write_controller(const char *name, u32 handle, u32 address_cells, u32 interrupt_cells)
{
	tree_begin(&blob, name);
	tree_bytes(&blob, "interrupt-controller", NULL, 0);
	tree_cells(&blob, "phandle", handle);
	tree_cells(&blob, "#address-cells", address_cells);
	tree_cells(&blob, "#interrupt-cells", interrupt_cells);
	tree_end(&blob);
}

static void begin_map(const char *name, u32 handle)
{
	tree_begin(&blob, name);
	tree_cells(&blob, "phandle", handle);
	tree_cells(&blob, "#address-cells", 1);
	tree_cells(&blob, "#size-cells", 0);
	tree_cells(&blob, "#interrupt-cells", 1);
}

static void write_devices(void)
{
	tree_begin(&blob, "simple");
	tree_cells(&blob, "interrupts", 5, 6);
	tree_bytes(&blob, "interrupt-names", "rx\0tx", 6);
	tree_begin(&blob, "child");		/* uses the interrupt parent of "simple" */
	tree_cells(&blob, "interrupts", 9);
	tree_end(&blob);
	tree_end(&blob);

	tree_begin(&blob, "other");
	tree_cells(&blob, "interrupt-parent", GIC);
	tree_cells(&blob, "interrupts", 0, 33, 4, 1, 13);
	tree_end(&blob);

	tree_begin(&blob, "extended");
	tree_cells(&blob, "interrupts", 1);
	tree_cells(&blob, "interrupts-extended", GIC, 0, 40, 4, INTC, 7, LOST, 1);
	tree_end(&blob);

	tree_begin(&blob, "none");
	tree_end(&blob);
}

/*
 * Write the interrupt map of a board with slots.  The unit address of a slot selects the entry.
 * The mask ignores the low bits of the address and the high bits of the pin.
 */
static void write_maps(void)
{
	begin_map("nexus", NEXUS);
	tree_cells(&blob, "reg", 0x77);
	tree_cells(&blob, "interrupt-map-mask", 0xf00, 0x7);
	tree_cells(&blob, "interrupt-map",
		   0x100, 1, INTC, 11,
		   0x100, 2, GIC, 0x55, 0x66, 0, 12, 4,
		   0x200, 1, FAR, 0x30, 3,
		   0x300, 1, LOST, 4);
	for (u32 slot = 1; slot <= 4; slot++) {
		static const char *const names[] = { "", "dev1", "dev2", "dev3", "dev4" };

		tree_begin(&blob, names[slot]);
		tree_cells(&blob, "reg", slot << 8 | 0x42);
		tree_cells(&blob, "interrupts", 0x9, 0xa);
		tree_end(&blob);
	}
	tree_end(&blob);

	/*
	 * Without a mask, all bits are compared.  The unit address comes from the entry in the map
	 * of "nexus", and not from the reg property of "nexus".
	 */
	begin_map("far", FAR);
	tree_cells(&blob, "interrupt-map", 0x77, 3, INTC, 1, 0x30, 3, INTC, 99);
	tree_end(&blob);

	begin_map("loop-a", LOOP_A);
	tree_cells(&blob, "interrupt-map", 0, 1, LOOP_B, 0, 1);
	tree_begin(&blob, "dev");
	tree_cells(&blob, "interrupts", 1, 2);
	tree_end(&blob);
	tree_end(&blob);
	begin_map("loop-b", LOOP_B);
	tree_cells(&blob, "interrupt-map", 0, 1, LOOP_A, 0, 1);
	tree_end(&blob);

	begin_map("empty", EMPTY);
	tree_bytes(&blob, "interrupt-map", NULL, 0);
	tree_begin(&blob, "dev");
	tree_cells(&blob, "interrupts", 1);
	tree_end(&blob);
	tree_end(&blob);
}

/* Write disabled interrupt controllers, and nodes that are not interrupt controllers. */
static void write_odd_controllers(void)
{
	tree_begin(&blob, "off");
	tree_bytes(&blob, "interrupt-controller", NULL, 0);
	tree_string(&blob, "status", "disabled");
	tree_cells(&blob, "phandle", OFF);
	tree_cells(&blob, "#interrupt-cells", 1);
	tree_end(&blob);
	begin_map("board", 0);
	tree_cells(&blob, "interrupt-map", 0, 1, OFF, 50, 0, 1, INTC, 51);
	tree_begin(&blob, "dev");
	tree_cells(&blob, "interrupts", 1);
	tree_end(&blob);
	tree_end(&blob);

	/* If the target of interrupt-parent exists, the search continues there. */
	tree_begin(&blob, "bridge");
	tree_cells(&blob, "interrupt-parent", GIC);
	tree_begin(&blob, "no-cells");
	tree_cells(&blob, "phandle", NO_CELLS);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "wayward");
	tree_cells(&blob, "interrupt-parent", NO_CELLS);
	tree_cells(&blob, "interrupts", 0, 60, 4);
	tree_end(&blob);
	tree_begin(&blob, "dangling");
	tree_cells(&blob, "interrupt-parent", LOST);
	tree_cells(&blob, "interrupts", 1);
	tree_begin(&blob, "child");
	tree_cells(&blob, "interrupts", 1);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "ring");
	tree_cells(&blob, "phandle", RING);
	tree_cells(&blob, "interrupt-parent", RING);
	tree_cells(&blob, "interrupts", 1);
	tree_end(&blob);

	/*
	 * This node has #interrupt-cells, but no interrupt-map, and is not an interrupt controller.
	 */
	begin_map("passing", PASSING);
	tree_begin(&blob, "dev");
	tree_cells(&blob, "interrupts", 71);
	tree_end(&blob);
	tree_end(&blob);
}

static void write_own_map(const char *name, u32 handle, const char *compatible)
{
	begin_map(name, handle);
	tree_string(&blob, "compatible", compatible);
	tree_bytes(&blob, "interrupt-controller", NULL, 0);
	tree_cells(&blob, "interrupt-map", 0, 1, handle == SELF ? SELF : INTC,
		   handle == SELF ? 0 : 80, 81);
	tree_begin(&blob, "dev");
	tree_cells(&blob, "interrupts", 1);
	tree_end(&blob);
	tree_end(&blob);
}

static void write_malformed(void)
{
	tree_begin(&blob, "odd");
	tree_bytes(&blob, "interrupts", "\0\0\0\5" "\0\0", 6);
	tree_end(&blob);
	tree_begin(&blob, "odd-extended");
	tree_bytes(&blob, "interrupts-extended", "\0\0\0\1" "\0\0\0\7" "\0", 9);
	tree_end(&blob);
}

static void write_malformed_bus(void)
{
	tree_begin_bus(&blob, "bus", 1, 1);
	tree_cells(&blob, "ranges", 0, 0, 0, 0x1000, 0);
	tree_cells(&blob, "dma-ranges", 0, 0, 0x1000);
	tree_begin(&blob, "short@0");
	tree_cells(&blob, "reg", 0);
	tree_end(&blob);
	tree_begin(&blob, "unused@0");
	tree_cells(&blob, "reg", 0);
	tree_string(&blob, "status", "disabled");
	tree_begin(&blob, "below");
	tree_cells(&blob, "interrupt-parent", LOST);
	tree_cells(&blob, "interrupts", 0);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
}

static int irq_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 1);
	tree_cells(&blob, "interrupt-parent", INTC);
	write_controller("intc", INTC, 0, 1);
	write_controller("gic", GIC, 2, 3);
	write_malformed_bus();
	write_devices();
	write_maps();
	write_odd_controllers();
	write_own_map("own-map", OWN_MAP, "fsl,ls1043a-extirq");
	write_own_map("mapped", MAPPED, "test,controller");
	write_own_map("self", SELF, "test,controller");
	write_malformed();
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

static void expect_irq(struct kunit *test, const char *path, int index, const char *controller,
		       int n, u32 first, u32 last)
{
	struct of_phandle_args args = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, node(path));
	KUNIT_ASSERT_EQ_MSG(test, of_irq_parse_one(node(path), index, &args), 0, "%s %d", path,
			    index);
	KUNIT_EXPECT_PTR_EQ_MSG(test, args.np, node(controller), "%s %d", path, index);
	KUNIT_ASSERT_EQ_MSG(test, args.args_count, n, "%s %d", path, index);
	KUNIT_EXPECT_EQ_MSG(test, args.args[0], first, "%s %d", path, index);
	KUNIT_EXPECT_EQ_MSG(test, args.args[n - 1], last, "%s %d", path, index);
}

static void expect_none(struct kunit *test, const char *path, int index, int err)
{
	struct of_phandle_args args;

	KUNIT_ASSERT_NOT_NULL(test, node(path));
	KUNIT_EXPECT_EQ_MSG(test, of_irq_parse_one(node(path), index, &args), err, "%s %d", path,
			    index);
}

static void irq_parents(struct kunit *test)
{
	expect_irq(test, "/simple", 0, "/intc", 1, 5, 5);
	expect_irq(test, "/simple", 1, "/intc", 1, 6, 6);
	expect_none(test, "/simple", 2, -ENOENT);
	expect_none(test, "/simple", -1, -EINVAL);
	expect_none(test, "/simple", INT_MAX, -ENOENT);
	expect_irq(test, "/simple/child", 0, "/intc", 1, 9, 9);
	expect_irq(test, "/other", 0, "/gic", 3, 0, 4);
	expect_none(test, "/other", 1, -ENOENT);	/* entry 1 has only two of three cells */
	expect_none(test, "/other", 0x55555556, -ENOENT); /* 3 times this index is 2 modulo 2^32 */
	expect_none(test, "/none", 0, -ENOENT);
	KUNIT_EXPECT_EQ(test, of_irq_count(node("/simple")), 2);
	KUNIT_EXPECT_EQ(test, of_irq_count(node("/none")), 0);
	KUNIT_EXPECT_EQ(test, of_irq_get_byname(node("/simple"), "error"), -ENODATA);
	KUNIT_EXPECT_EQ(test, of_irq_get_byname(node("/none"), "rx"), -EINVAL);
}

static void irq_extended(struct kunit *test)
{
	expect_irq(test, "/extended", 0, "/gic", 3, 0, 4);
	expect_irq(test, "/extended", 1, "/intc", 1, 7, 7);
	expect_none(test, "/extended", 2, -EINVAL);
	KUNIT_EXPECT_EQ(test, of_irq_count(node("/extended")), 2);
}

static void irq_maps(struct kunit *test)
{
	expect_irq(test, "/nexus/dev1", 0, "/intc", 1, 11, 11);
	expect_irq(test, "/nexus/dev1", 1, "/gic", 3, 0, 4);
	expect_irq(test, "/nexus/dev2", 0, "/intc", 1, 99, 99);
	/*
	 * If the controller of an entry does not exist, the size of the entry is unknown.
	 * Therefore this entry and all following entries are ignored.
	 */
	expect_none(test, "/nexus/dev2", 1, -EINVAL);
	expect_none(test, "/nexus/dev3", 0, -EINVAL);
	expect_none(test, "/nexus/dev4", 1, -EINVAL);
	expect_none(test, "/loop-a/dev", 0, -EINVAL);
	expect_none(test, "/loop-a/dev", 1, -ENOENT);
	expect_none(test, "/empty/dev", 0, -ENOENT);
}

static void irq_odd_controllers(struct kunit *test)
{
	expect_irq(test, "/board/dev", 0, "/intc", 1, 51, 51);
	expect_irq(test, "/wayward", 0, "/gic", 3, 0, 4);
	expect_none(test, "/dangling", 0, -EINVAL);
	expect_none(test, "/dangling/child", 0, -EINVAL);
	expect_none(test, "/ring", 0, -EINVAL);
	expect_irq(test, "/passing/dev", 0, "/intc", 1, 71, 71);
}

/*
 * The interrupt-map of a controller is used for its children, unless only the driver of the
 * controller uses the map.
 */
static void irq_own_maps(struct kunit *test)
{
	expect_irq(test, "/own-map/dev", 0, "/own-map", 1, 1, 1);
	expect_irq(test, "/mapped/dev", 0, "/intc", 1, 80, 80);
	expect_irq(test, "/self/dev", 0, "/self", 1, 81, 81);
}

/* The complete entries are used.  An incomplete rest is reported once, if the node is available. */
static void irq_malformed(struct kunit *test)
{
	expect_irq(test, "/odd", 0, "/intc", 1, 5, 5);
	expect_none(test, "/odd", 1, -ENOENT);
	expect_irq(test, "/odd-extended", 0, "/intc", 1, 7, 7);
	mark();
	KUNIT_EXPECT_EQ(test, of_tree_check(&of), 10U);
	EXPECT_SAID(test,
		    "/other: interrupts has 20 bytes, not a whole number of entries of 3 cells");
	EXPECT_SAID(test, "/extended: interrupts-extended has an incomplete entry");
	EXPECT_SAID(test,
		    "/dangling: has interrupts, but its interrupt-parent is not a controller");
	EXPECT_SAID(test, "/dangling/child: has interrupts, but");
	EXPECT_SAID(test,
		    "/bus/short@0: reg has 4 bytes, not a whole number of entries of 2 cells");
	EXPECT_SAID(test, "/bus: ranges has 20 bytes, not a whole number of entries of 4 cells");
	EXPECT_SAID(test,
		    "/bus: dma-ranges has 12 bytes, not a whole number of entries of 4 cells");
	EXPECT_SAID(test, "2 more mistakes in the device tree");
	EXPECT_UNSAID(test, "unused@0");
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(irq_parents),
	KUNIT_CASE(irq_extended),
	KUNIT_CASE(irq_maps),
	KUNIT_CASE(irq_odd_controllers),
	KUNIT_CASE(irq_own_maps),
	KUNIT_CASE(irq_malformed),
	{}
};

static struct kunit_suite of_irq_suite = {
	.name = "of_irq",
	.init = irq_test_init,
	.test_cases = irq_cases,
};
kunit_test_suite(of_irq_suite);
