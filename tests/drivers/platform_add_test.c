// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of platform devices that are created by function calls and not from the device tree: names,
 * resources, platform data, drivers, and the release of their memory.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../said.h"
#include "drivers/base/amba.h"

static struct {
	unsigned int probes, removes;
	const char *name;		/* name of the last probed device */
	unsigned long driver_data;	/* driver_data of the matching entry in id_table */
	void __iomem *regs;
	int irq, ret;
	u64 mask, coherent_mask;
} seen;

static int hand_probe(struct platform_device *pdev)
{
	const struct platform_device_id *id = platform_get_device_id(pdev);

	seen.probes++;
	seen.name = dev_name(&pdev->dev);
	seen.driver_data = id ? id->driver_data : 0;
	seen.regs = pdev->num_resources ? devm_platform_ioremap_resource(pdev, 0) : NULL;
	seen.irq = platform_get_irq_optional(pdev, 0);
	seen.mask = *pdev->dev.dma_mask;
	seen.coherent_mask = pdev->dev.coherent_dma_mask;
	return IS_ERR(seen.regs) ? PTR_ERR(seen.regs) : seen.ret;
}

static void hand_remove(struct platform_device *pdev)
{
	seen.removes++;
}

static const struct platform_device_id ids[] = {
	{ "hand-b", 17 },
	{ "hand-c", 18 },
	{}
};

static struct platform_driver by_name = {
	.probe = hand_probe,
	.remove = hand_remove,
	.driver = { .name = "hand-a" },
};

static struct platform_driver by_table = {
	.probe = hand_probe,
	.remove_new = hand_remove,
	.driver = { .name = "hand-table" },
	.id_table = ids,
};

static struct platform_device *made[4];

static int platform_add_init(struct kunit *test)
{
	int err = platform_driver_register(&by_name);

	memset(&seen, 0, sizeof(seen));
	memset(made, 0, sizeof(made));
	return err ? err : platform_driver_register(&by_table);
}

static void platform_add_exit(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(made); i++)
		platform_device_unregister(made[i]);
	platform_driver_unregister(&by_table);
	platform_driver_unregister(&by_name);
}

#define ASSERT_MADE(test, i, call)					\
do {									\
	made[i] = call;							\
	KUNIT_ASSERT_FALSE(test, IS_ERR(made[i]));			\
} while (0)

static phys_addr_t regs_at(void)
{
	return memblock_end_of_DRAM() + SZ_64M + SZ_32M;
}

static bool is_free(void)
{
	bool given = request_mem_region(regs_at(), 0x1000, "a look");

	if (given)
		release_mem_region(regs_at(), 0x1000);
	return given;
}

static void count_devices(struct platform_device *pdev, void *arg)
{
	++*(unsigned int *)arg;
}

static unsigned int nr_devices(void)
{
	unsigned int nr = 0;

	platform_for_each(count_devices, &nr);
	return nr;
}

static void platform_add_test_names(struct kunit *test)
{
	unsigned int nr = nr_devices();

	ASSERT_MADE(test, 0,
		    platform_device_register_simple("hand-x", PLATFORM_DEVID_NONE, NULL, 0));
	ASSERT_MADE(test, 1, platform_device_register_simple("hand-x", 3, NULL, 0));
	ASSERT_MADE(test, 2,
		    platform_device_register_simple("hand-x", PLATFORM_DEVID_AUTO, NULL, 0));
	ASSERT_MADE(test, 3,
		    platform_device_register_simple("hand-x", PLATFORM_DEVID_AUTO, NULL, 0));
	KUNIT_EXPECT_STREQ(test, dev_name(&made[0]->dev), "hand-x");
	KUNIT_EXPECT_STREQ(test, dev_name(&made[1]->dev), "hand-x.3");
	KUNIT_EXPECT_STREQ(test, dev_name(&made[2]->dev), "hand-x.0.auto");
	KUNIT_EXPECT_STREQ(test, dev_name(&made[3]->dev), "hand-x.1.auto");
	mark();
	KUNIT_EXPECT_EQ(test, PTR_ERR(platform_device_register_simple("hand-x", 3, NULL, 0)),
			-EEXIST);
	EXPECT_SAID(test, "device hand-x (3) already exists");
	KUNIT_EXPECT_EQ(test, nr_devices(), nr + 4);
	platform_device_unregister(made[2]);
	made[2] = NULL;
	ASSERT_MADE(test, 2,
		    platform_device_register_data(NULL, "hand-x", PLATFORM_DEVID_AUTO, "data", 5));
	KUNIT_EXPECT_STREQ(test, dev_name(&made[2]->dev), "hand-x.0.auto");
	KUNIT_EXPECT_STREQ(test, (char *)dev_get_platdata(&made[2]->dev), "data");
	KUNIT_EXPECT_EQ(test, seen.probes, 0U);
	platform_add_exit(test);
	KUNIT_EXPECT_EQ(test, nr_devices(), nr);
	platform_add_init(test);
}

/*
 * A driver matches a device by its name or by its ID table, whether the device or the driver is
 * added first.
 */
static void platform_add_test_drivers(struct kunit *test)
{
	ASSERT_MADE(test, 0, platform_device_register_simple("hand-a", 5, NULL, 0));
	KUNIT_EXPECT_PTR_EQ(test, made[0]->dev.driver, &by_name.driver);
	KUNIT_EXPECT_STREQ(test, seen.name, "hand-a.5");
	ASSERT_MADE(test, 1,
		    platform_device_register_simple("hand-c", PLATFORM_DEVID_NONE, NULL, 0));
	KUNIT_EXPECT_PTR_EQ(test, made[1]->dev.driver, &by_table.driver);
	KUNIT_EXPECT_EQ(test, seen.driver_data, 18UL);
	ASSERT_MADE(test, 2,
		    platform_device_register_simple("hand-table", PLATFORM_DEVID_NONE, NULL, 0));
	/* a driver with an ID table does not match by its name */
	KUNIT_EXPECT_NULL(test, made[2]->dev.driver);
	KUNIT_EXPECT_EQ(test, seen.probes, 2U);
	platform_device_unregister(made[0]);
	made[0] = NULL;
	KUNIT_EXPECT_EQ(test, seen.removes, 1U);
	platform_driver_unregister(&by_name);
	made[0] = platform_device_register_simple("hand-a", 6, NULL, 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR(made[0]) || !made[0]->dev.driver);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&by_name), 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(made[0]));
	KUNIT_EXPECT_PTR_EQ(test, made[0]->dev.driver, &by_name.driver);
	/* A device whose probe fails still exists, but has no driver. */
	seen.ret = -EIO;
	ASSERT_MADE(test, 3, platform_device_register_simple("hand-b", 0, NULL, 0));
	KUNIT_EXPECT_NULL(test, made[3]->dev.driver);
	KUNIT_EXPECT_EQ(test, seen.driver_data, 17UL);
}

/*
 * A device has a copy of its resources.  A region that the driver reserves is a child of the copied
 * resource.
 */
static void platform_add_test_resources(struct kunit *test)
{
	struct resource res[] = { DEFINE_RES_MEM(regs_at(), 0x1000), DEFINE_RES_IRQ(7),
				  DEFINE_RES_IRQ_NAMED(8, "tx") };

	ASSERT_MADE(test, 0, platform_device_register_simple("hand-a", 0, res, ARRAY_SIZE(res)));
	KUNIT_EXPECT_PTR_NE(test, made[0]->resource, &res[0]);
	KUNIT_EXPECT_PTR_EQ(test, made[0]->dev.driver, &by_name.driver);
	KUNIT_EXPECT_EQ(test, seen.irq, 7);
	KUNIT_EXPECT_EQ(test, platform_irq_count(made[0]), 2);
	KUNIT_EXPECT_EQ(test, platform_get_irq_byname(made[0], "tx"), 8);
	mark();
	KUNIT_EXPECT_EQ(test, platform_get_irq_byname_optional(made[0], "rx"), -ENXIO);
	EXPECT_UNSAID(test, "not found");
	KUNIT_EXPECT_EQ(test, platform_get_irq_byname(made[0], "rx"), -ENXIO);
	EXPECT_SAID(test, "interrupt \"rx\" not found");
	KUNIT_EXPECT_NULL(test, res[0].name);
	KUNIT_EXPECT_STREQ(test, made[0]->resource[0].name, "hand-a.0");
	KUNIT_EXPECT_PTR_EQ(test, made[0]->resource[0].parent, &iomem_resource);
	KUNIT_EXPECT_NOT_NULL(test, made[0]->resource[0].child);
	res[0].start += 0x800;
	res[0].end += 0x800;
	mark();
	made[1] = platform_device_register_simple("hand-y", 0, res, ARRAY_SIZE(res));
	KUNIT_EXPECT_EQ(test, PTR_ERR(made[1]), -EBUSY);
	EXPECT_SAID(test, "is in use by hand-a.0");
	KUNIT_EXPECT_FALSE(test, is_free());
	platform_device_unregister(made[0]);
	made[0] = NULL;
	KUNIT_EXPECT_TRUE(test, is_free());
}

static void platform_add_test_ports(struct kunit *test)
{
	struct resource res = DEFINE_RES_IO(0x3f8, 8);

	ASSERT_MADE(test, 0, platform_device_register_simple("hand-y", 0, &res, 1));
	KUNIT_EXPECT_PTR_EQ(test, made[0]->resource[0].parent, &ioport_resource);
	/*
	 * Use a range that overlaps the range of the first device only partly.  An identical range
	 * would become a child of that range.
	 */
	res.start += 4;
	res.end += 4;
	mark();
	made[1] = platform_device_register_simple("hand-y", 1, &res, 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR(made[1]), -EBUSY);
	EXPECT_SAID(test, "is in use by hand-y.0");
	platform_device_unregister(made[0]);
	made[0] = NULL;
	KUNIT_EXPECT_NULL(test, ioport_resource.child);
}

static void nothing_to_free(struct device *dev)
{
}

/* platform_add_devices() adds all devices or none.  The memory of static devices is not freed. */
static void platform_add_test_static(struct kunit *test)
{
	static struct platform_device a, b;
	struct platform_device *both[] = { &a, &b };
	unsigned int nr = nr_devices();

	a = b = (struct platform_device){ .name = "hand-a", .dev.release = nothing_to_free };
	KUNIT_EXPECT_EQ(test, platform_add_devices(both, 2), -EEXIST);
	KUNIT_EXPECT_EQ(test, nr_devices(), nr);
	KUNIT_EXPECT_EQ(test, seen.removes, seen.probes);
	platform_device_put(&b);
	a = b = (struct platform_device){ .name = "hand-a", .dev.release = nothing_to_free };
	b.id = 1;
	KUNIT_ASSERT_EQ(test, platform_add_devices(both, 2), 0);
	KUNIT_EXPECT_EQ(test, nr_devices(), nr + 2);
	platform_device_unregister(&a);
	platform_device_unregister(&b);
	platform_device_unregister(NULL);
	KUNIT_EXPECT_EQ(test, nr_devices(), nr);
}

/* driver_override names the only driver that matches. */
static void platform_add_test_override(struct kunit *test)
{
	struct platform_device *pdev = platform_device_alloc("hand-b", 1);

	KUNIT_ASSERT_NOT_NULL(test, pdev);
	pdev->driver_override = kstrdup("hand-a", GFP_KERNEL);
	if (pdev->driver_override && !platform_device_add(pdev)) {
		KUNIT_EXPECT_PTR_EQ(test, pdev->dev.driver, &by_name.driver);
		platform_device_del(pdev);
	}
	platform_device_put(pdev);
}

static void platform_add_test_steps(struct kunit *test)
{
	struct resource res = DEFINE_RES_MEM_NAMED(regs_at(), 0x1000, "regs");
	struct platform_device *pdev = platform_device_alloc("hand-a", 9);
	int data = 5;

	KUNIT_ASSERT_NOT_NULL(test, pdev);
	if (platform_device_add_resources(pdev, &res, 1) ||
	    platform_device_add_data(pdev, &data, sizeof(data)) || platform_device_add(pdev)) {
		platform_device_put(pdev);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	KUNIT_EXPECT_EQ(test, *(int *)dev_get_platdata(&pdev->dev), 5);
	KUNIT_EXPECT_FALSE(test, is_free());
	platform_device_del(pdev);
	KUNIT_EXPECT_TRUE(test, is_free());
	/* A removed device can be added again. */
	if (!platform_device_add(pdev)) {
		KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), "hand-a.9");
		platform_device_del(pdev);
	}
	platform_device_put(pdev);
	platform_device_put(NULL);
}

/*
 * A device gets the DMA mask that was passed.  A device without a driver can set its mask and
 * allocate coherent memory.
 */
static void platform_add_test_dma(struct kunit *test)
{
	const struct platform_device_info info = {
		.name = "hand-a", .id = PLATFORM_DEVID_NONE, .dma_mask = (1ULL << 40) - 1,
	};

	ASSERT_MADE(test, 0, platform_device_register_full(&info));
	KUNIT_EXPECT_EQ(test, made[0]->dev.coherent_dma_mask, (1ULL << 40) - 1);
	if (IS_ENABLED(CONFIG_DMA)) {
		KUNIT_EXPECT_EQ(test, seen.mask, (1ULL << 40) - 1);
		KUNIT_EXPECT_EQ(test, seen.coherent_mask, (1ULL << 40) - 1);
	}
	ASSERT_MADE(test, 1,
		    platform_device_register_simple("hand-z", PLATFORM_DEVID_NONE, NULL, 0));
#ifdef CONFIG_DMA
	dma_addr_t handle;
	void *va;

	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(&made[1]->dev, DMA_BIT_MASK(64)), 0);
	made[1]->dev.dma_coherent = true;
	dma_set_mask_and_coherent(&made[1]->dev, DMA_BIT_MASK(64));
	va = dma_alloc_coherent(&made[1]->dev, 4096, &handle, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, va);
	dma_free_coherent(&made[1]->dev, 4096, va, handle);
#endif
}

static bool is_bus(const struct device_node *np)
{
	return of_device_is_available(np) && (of_device_is_compatible(np, "simple-bus") ||
					      of_device_is_compatible(np, "simple-mfd") ||
					      of_device_is_compatible(np, "simple-pm-bus"));
}

/* The nodes below /firmware have devices, but /firmware does not. */
static bool is_firmware(const struct device_node *np)
{
	return np->parent && !np->parent->parent && of_node_name_eq(np, "firmware");
}

/*
 * Return true if the node is a device: it is available, has the property compatible, and all nodes
 * between it and the root are buses, or /firmware.
 */
static bool is_device(const struct device_node *np)
{
	if (!np->parent || is_firmware(np) || !of_device_is_available(np) ||
	    !of_property_present(np, "compatible") || amba_has_node(np))
		return false;
	while ((np = np->parent) && (is_bus(np) || is_firmware(np)))
		;
	return np && !np->parent;
}

/* Expect that the device's parent is its bus, or the bus of all platform devices. */
static void expect_parent(struct kunit *test, const struct platform_device *pdev)
{
	struct platform_device *bus = of_find_device_by_node(pdev->dev.of_node->parent);

	KUNIT_EXPECT_PTR_EQ(test, pdev->dev.parent, bus ? &bus->dev : &platform_bus);
	platform_device_put(bus);
}

/*
 * Each device node in the machine's tree, except those of the AMBA bus, has a platform device with
 * the resources of the node, and a bus has one, too.
 */
static void platform_add_test_tree(struct kunit *test)
{
	struct device_node *np;
	struct resource res;
	unsigned int nr = 0;

	for_each_of_allnodes(np) {
		struct platform_device *pdev = of_find_device_by_node(np);
		u32 addresses = 0;

		KUNIT_EXPECT_EQ_MSG(test, pdev != NULL, is_device(np), "%s", np->full_name);
		if (!pdev)
			continue;
		expect_parent(test, pdev);
		while (!of_address_to_resource(np, addresses, &res)) {
			KUNIT_ASSERT_LT(test, addresses, pdev->num_resources);
			KUNIT_EXPECT_EQ(test, pdev->resource[addresses].start, res.start);
			KUNIT_EXPECT_EQ(test, pdev->resource[addresses++].end, res.end);
		}
		KUNIT_EXPECT_EQ(test, pdev->num_resources, addresses);
		nr++;
	}
	KUNIT_EXPECT_GT(test, nr, 0U);
}

static struct platform_driver only_now = {
	.remove = hand_remove,
	.driver = { .name = "hand-now" },
};

static int defer_probe(struct platform_device *pdev)
{
	return -EPROBE_DEFER;
}

/*
 * The probe function of platform_driver_probe() is called for devices that exist, and never again.
 * A driver without a device is not registered, and probes are not deferred.
 */
static void platform_add_test_probe_now(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, platform_driver_probe(&only_now, hand_probe), -ENODEV);
	KUNIT_EXPECT_EQ(test, seen.probes, 0U);
	ASSERT_MADE(test, 0, platform_device_register_simple("hand-now", 0, NULL, 0));
	KUNIT_EXPECT_EQ(test, seen.probes, 0U);
	mark();
	KUNIT_EXPECT_EQ(test, platform_driver_probe(&only_now, defer_probe), -ENODEV);
	EXPECT_SAID(test, "the driver hand-now cannot be probed later");

	KUNIT_EXPECT_EQ(test, platform_driver_probe(&only_now, hand_probe), 0);
	KUNIT_EXPECT_EQ(test, seen.probes, 1U);
	ASSERT_MADE(test, 1, platform_device_register_simple("hand-now", 1, NULL, 0));
	KUNIT_EXPECT_NULL(test, made[1]->dev.driver);
	device_release_driver(&made[0]->dev);
	KUNIT_EXPECT_EQ(test, seen.removes, 1U);
	KUNIT_EXPECT_EQ(test, device_attach(&made[0]->dev), 0);
	KUNIT_EXPECT_EQ(test, seen.probes, 1U);
	platform_driver_unregister(&only_now);
}

static const struct kunit_case platform_add_cases[] = {
	KUNIT_CASE(platform_add_test_tree),
	KUNIT_CASE(platform_add_test_names),
	KUNIT_CASE(platform_add_test_drivers),
	KUNIT_CASE(platform_add_test_resources),
	KUNIT_CASE(platform_add_test_ports),
	KUNIT_CASE(platform_add_test_static),
	KUNIT_CASE(platform_add_test_override),
	KUNIT_CASE(platform_add_test_steps),
	KUNIT_CASE(platform_add_test_dma),
	KUNIT_CASE(platform_add_test_probe_now),
	{}
};

static struct kunit_suite platform_add_suite = {
	.name = "platform_add",
	.init = platform_add_init,
	.exit = platform_add_exit,
	.test_cases = platform_add_cases,
};
kunit_test_suite(platform_add_suite);
