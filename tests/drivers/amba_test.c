// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the AMBA bus: the identification of devices, their drivers, and devices of the device
 * tree.
 */

#include <kunit/test.h>
#include <linux/amba/bus.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../of/tree.h"
#include "drivers/base/amba.h"

#define PERIPHID	0x12341fedU
#define BASE		(memblock_end_of_DRAM() + SZ_128M)

static struct {
	unsigned int probes, removes, shutdowns;
	int err;
	const struct amba_id *id;
	struct amba_device *adev;
} called;

static int model_amba_probe(struct amba_device *adev, const struct amba_id *id)
{
	called.probes++;
	called.id = id;
	called.adev = adev;
	amba_set_drvdata(adev, &called);
	return called.err;
}

static void model_amba_remove(struct amba_device *adev)
{
	called.removes += amba_get_drvdata(adev) == &called;
}

static void model_amba_shutdown(struct amba_device *adev)
{
	called.shutdowns++;
}

static const struct amba_id model_ids[] = {
	{ .id = 0x00042fed, .mask = 0x000fffff },
	{ .id = 0x00001fed, .mask = 0x0000ffff, .data = &called },
	{ .id = 0x00000fed, .mask = 0x00000fff },
	{}
};

static struct amba_driver model_amba_driver = {
	.drv = { .name = "amba-model" },
	.id_table = model_ids,
	.probe = model_amba_probe,
	.remove = model_amba_remove,
	.shutdown = model_amba_shutdown,
};

static struct amba_driver no_probe = { .drv = { .name = "amba-no-probe" } };
static bool registered;

static int amba_test_init(struct kunit *test)
{
	int err;

	memset(&called, 0, sizeof(called));
	err = amba_driver_register(&model_amba_driver);
	registered = !err;
	return err;
}

static void amba_test_exit(struct kunit *test)
{
	if (registered)
		amba_driver_unregister(&model_amba_driver);
	registered = false;
}

/* The ids are in the low bytes of eight registers at the end. */
static void amba_test_ids(struct kunit *test)
{
	static u32 regs[64];
	u32 periphid = 0, cid = 0;

	for (unsigned int i = 0; i < 4; i++) {
		regs[56 + i] = (PERIPHID >> 8 * i & 0xff) | 0xabcd00;
		regs[60 + i] = (AMBA_CID >> 8 * i & 0xff) | 0xef0100;
	}
	amba_read_ids((const void __iomem *)regs, sizeof(regs), &periphid, &cid);
	KUNIT_EXPECT_EQ(test, periphid, PERIPHID);
	KUNIT_EXPECT_EQ(test, cid, AMBA_CID);
}

static void amba_test_bind(struct kunit *test)
{
	struct amba_device *adev = amba_device_alloc("amba-test", BASE, SZ_4K);

	KUNIT_EXPECT_EQ(test, amba_driver_register(&no_probe), -EINVAL);
	KUNIT_ASSERT_NOT_NULL(test, adev);
	adev->periphid = PERIPHID;
	KUNIT_EXPECT_EQ(test, amba_config(adev), 0x12U);
	KUNIT_EXPECT_EQ(test, amba_rev(adev), 3U);
	KUNIT_EXPECT_EQ(test, amba_manf(adev), 0x41U);
	KUNIT_EXPECT_EQ(test, amba_part(adev), 0xfedU);
	if (amba_device_add(adev, NULL)) {
		amba_device_put(adev);
		return;
	}
	KUNIT_EXPECT_EQ(test, called.probes, 1U);
	KUNIT_EXPECT_PTR_EQ(test, called.adev, adev);
	/* The second entry of the table is the first that matches. */
	KUNIT_EXPECT_PTR_EQ(test, called.id, &model_ids[1]);
	KUNIT_EXPECT_EQ(test, adev->irq[0], 0U);
	if (adev->dev.driver && !amba_request_regions(adev, NULL)) {
		KUNIT_EXPECT_EQ(test, amba_request_regions(adev, NULL), -EBUSY);
		amba_release_regions(adev);
	}
	amba_bustype.shutdown(&adev->dev);
	KUNIT_EXPECT_EQ(test, called.shutdowns, 1U);
	device_release_driver(&adev->dev);
	KUNIT_EXPECT_EQ(test, called.removes, 1U);
	called.err = -EIO;
	KUNIT_EXPECT_EQ(test, device_attach(&adev->dev), 0);
	KUNIT_EXPECT_EQ(test, called.probes, 2U);
	KUNIT_EXPECT_NULL(test, adev->dev.driver);
	amba_device_unregister(adev);
}

/* Devices of other kinds, and devices whose registers cannot have an identification. */
static void amba_test_no_match(struct kunit *test)
{
	struct resource parent = DEFINE_RES_MEM(BASE, SZ_8K);
	struct amba_device *other = amba_device_alloc("amba-other", BASE, SZ_4K),
			   *tiny = amba_device_alloc("amba-tiny", BASE, 16);

	if (other) {
		other->periphid = PERIPHID ^ 1;
		KUNIT_EXPECT_EQ(test, amba_device_add(other, &parent), 0);
		KUNIT_EXPECT_PTR_EQ(test, other->res.parent, &parent);
	}
	if (other && tiny)
		KUNIT_EXPECT_EQ(test, amba_device_add(tiny, &parent), -EBUSY);
	if (tiny) {
		KUNIT_EXPECT_EQ(test, amba_device_add(tiny, NULL), 0);
		KUNIT_EXPECT_EQ(test, called.probes, 0U);
		if (device_is_registered(&tiny->dev))
			amba_device_unregister(tiny);
		else
			amba_device_put(tiny);
	}
	if (other && device_is_registered(&other->dev))
		amba_device_unregister(other);
	else if (other)
		amba_device_put(other);
	KUNIT_EXPECT_NULL(test, parent.child);
}

/* ---- devices of the device tree -------------------------------------------------------------- */

static struct tree blob;
static struct device_node nodes[8];
static struct of_tree of = { .nodes = nodes };

static int write_amba_tree(void)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 1, 1);
	tree_begin(&blob, "model@7000");
	tree_bytes(&blob, "compatible", "arm,model\0arm,primecell", 24);
	tree_cells(&blob, "reg", 0x7000, 0x1000);
	tree_cells(&blob, "arm,primecell-periphid", PERIPHID);
	tree_end(&blob);
	tree_begin(&blob, "lost");
	tree_string(&blob, "compatible", "arm,primecell");
	tree_end(&blob);
	tree_begin(&blob, "other");
	tree_string(&blob, "compatible", "arm,model");
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, 8);
}

static void amba_test_tree(struct kunit *test)
{
	struct device_node *model, *lost;
	struct device *dev;
	int err;

	KUNIT_ASSERT_EQ(test, write_amba_tree(), 0);
	model = nodes[0].child;
	lost = model->sibling;
	KUNIT_EXPECT_TRUE(test, amba_has_node(model) && amba_has_node(lost));
	KUNIT_EXPECT_FALSE(test, amba_has_node(lost->sibling));
	KUNIT_EXPECT_NE(test, amba_create_device(lost, NULL), 0);
	err = amba_create_device(model, NULL);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, amba_create_device(model, NULL), 0);
	KUNIT_EXPECT_EQ(test, called.probes, 1U);
	dev = bus_find_device_by_name(&amba_bustype, NULL, "7000.model");
	KUNIT_EXPECT_NOT_NULL(test, dev);
	if (!dev)
		dev = get_device(&called.adev->dev);
	KUNIT_EXPECT_EQ(test, to_amba_device(dev)->res.start, (resource_size_t)0x7000);
	KUNIT_EXPECT_EQ(test, to_amba_device(dev)->periphid, PERIPHID);
	put_device(dev);
	KUNIT_EXPECT_TRUE(test, amba_destroy_device(dev));
	KUNIT_EXPECT_EQ(test, called.removes, 1U);
	KUNIT_EXPECT_NULL(test, bus_find_device_by_of_node(&amba_bustype, model));
}

static const struct kunit_case amba_cases[] = {
	KUNIT_CASE(amba_test_ids),
	KUNIT_CASE(amba_test_bind),
	KUNIT_CASE(amba_test_no_match),
	KUNIT_CASE(amba_test_tree),
	{}
};

static struct kunit_suite amba_suite = {
	.name = "amba",
	.init = amba_test_init,
	.exit = amba_test_exit,
	.test_cases = amba_cases,
};
kunit_test_suite(amba_suite);
