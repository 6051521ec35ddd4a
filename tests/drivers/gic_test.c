// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the trigger types of interrupt lines: they are written to the GIC register GICD_ICFGR
 * (IHI 0048, 4.3.13).
 */

#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>

#define FREE_SPI	120	/* number of an SPI that QEMU's machines do not use */

static const struct of_device_id gics[] = {
	{ .compatible = "arm,cortex-a15-gic" },
	{ .compatible = "arm,gic-400" },
	{ .compatible = "arm,gic-v3" },
	{ }
};

static struct device_node *gic;
static void __iomem *dist;

static int gic_test_init(struct kunit *test)
{
	for_each_of_allnodes(gic) {
		if (of_match_node(gics, gic))
			break;
	}
	if (!gic)
		kunit_skip(test, "no GIC");
	dist = of_iomap(gic, 0);
	return dist ? 0 : -ENOMEM;
}

static void gic_test_exit(struct kunit *test)
{
	iounmap(dist);
}

static bool is_edge(u32 spi)
{
	u32 line = spi + 32;

	return readl(dist + 0xc00 + 4 * (line / 16)) >> line % 16 * 2 & 2;
}

static irqreturn_t no_interrupt(int irq, void *dev)
{
	return IRQ_NONE;
}

static void gic_test_free_line(struct kunit *test)
{
	const u32 cells[] = { 0, FREE_SPI, IRQ_TYPE_LEVEL_HIGH };
	int irq = irq_of_specifier(gic, cells, 3);

	if (irq < 0)
		kunit_skip(test, "the GIC has fewer lines");
	for (unsigned int i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, request_irq(irq, no_interrupt, 0, "level", test), 0);
		KUNIT_EXPECT_FALSE(test, is_edge(FREE_SPI));
		KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq, IRQ_TYPE_EDGE_RISING), 0);
		KUNIT_EXPECT_TRUE(test, is_edge(FREE_SPI));
		KUNIT_EXPECT_FALSE(test, is_edge(FREE_SPI - 1));
		KUNIT_EXPECT_FALSE(test, is_edge(FREE_SPI + 1));
		KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq, IRQ_TYPE_LEVEL_LOW), -EINVAL);
		KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq, IRQ_TYPE_EDGE_FALLING), -EINVAL);
		KUNIT_EXPECT_TRUE(test, is_edge(FREE_SPI));
		free_irq(irq, test);
		KUNIT_ASSERT_EQ(
			test, request_irq(irq, no_interrupt, IRQF_TRIGGER_RISING, "edge", test), 0);
		KUNIT_EXPECT_TRUE(test, is_edge(FREE_SPI));
		free_irq(irq, test);
	}
}

/*
 * Return true if the first interrupt of the device is a shared peripheral interrupt (SPI) of the
 * GIC.  Sets @args to the specifier of the interrupt.
 */
static bool first_spi(struct device_node *np, struct of_phandle_args *args)
{
	return !of_irq_parse_one(np, 0, args) && args->np == gic && args->args_count >= 3 &&
	       args->args[0] == 0;
}

/* When a handler is requested, the line gets the trigger type that the device tree specifies. */
static void gic_test_devices(struct kunit *test)
{
	struct of_phandle_args args;
	struct device_node *np;
	unsigned int nr = 0;

	for_each_node_with_property(np, "interrupts") {
		int irq, err;

		if (!first_spi(np, &args))
			continue;
		irq = of_irq_get(np, 0);
		KUNIT_ASSERT_GT(test, irq, 0);
		err = request_irq(irq, no_interrupt, 0, "gic_test", test);
		KUNIT_EXPECT_TRUE(test, err == 0 || err == -EBUSY);
		if (!err)
			free_irq(irq, test);
		nr++;
	}
	for_each_node_with_property(np, "interrupts") {
		if (first_spi(np, &args))
			KUNIT_EXPECT_EQ_MSG(test, is_edge(args.args[1]),
					    args.args[2] == IRQ_TYPE_EDGE_RISING, "%s",
					    np->full_name);
	}
	KUNIT_EXPECT_GT(test, nr, 0U);
}

static struct kunit_case gic_cases[] = {
	KUNIT_CASE(gic_test_free_line),
	KUNIT_CASE(gic_test_devices),
	{}
};

static struct kunit_suite gic_suite = {
	.name = "gic",
	.init = gic_test_init,
	.exit = gic_test_exit,
	.test_cases = gic_cases,
};
kunit_test_suite(gic_suite);
