// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of platform devices that are created for the nodes below a node.  They use the nodes of the
 * machine's CPUs, for which the boot creates no devices.
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../of/tree.h"

static struct device_node *cpus;
static struct platform_device *top;	/* the parent of the devices, with the node cpus */

static int of_platform_test_init(struct kunit *test)
{
	cpus = of_find_node_by_path("/cpus");
	top = platform_device_alloc("of-platform-test", PLATFORM_DEVID_NONE);
	if (!cpus || !top)
		return -ENOMEM;
	device_set_node(&top->dev, of_fwnode_handle(cpus));
	return platform_device_add(top);
}

static void of_platform_test_exit(struct kunit *test)
{
	if (top && device_is_registered(&top->dev))
		platform_device_del(top);
	platform_device_put(top);
}

static int count_device(struct device *dev, void *data)
{
	++*(unsigned int *)data;
	return 0;
}

static unsigned int nr_children(struct device *parent)
{
	unsigned int n = 0;

	device_for_each_child(parent, &n, count_device);
	return n;
}

static unsigned int nr_cpu_nodes(void)
{
	struct device_node *np;
	unsigned int n = 0;

	for_each_available_child_of_node(cpus, np)
		n += of_property_present(np, "compatible");
	return n;
}

/* Each child with a compatible property has one device, until they are removed. */
static void of_platform_test_populate(struct kunit *test)
{
	struct device_node *np;
	char name[64];
	int err = of_platform_populate(cpus, NULL, NULL, &top->dev);

	if (!err) {
		KUNIT_EXPECT_GT(test, nr_cpu_nodes(), 0);
		KUNIT_EXPECT_EQ(test, nr_children(&top->dev), nr_cpu_nodes());
		KUNIT_EXPECT_EQ(test, of_platform_populate(cpus, NULL, NULL, &top->dev), 0);
		KUNIT_EXPECT_EQ(test, nr_children(&top->dev), nr_cpu_nodes());
	}
	for_each_available_child_of_node(cpus, np) {
		struct platform_device *pdev = of_find_device_by_node(np);

		if (!err)
			KUNIT_EXPECT_EQ(test, pdev != NULL, of_property_present(np, "compatible"));
		if (!pdev)
			continue;
		snprintf(name, sizeof(name), "cpus:%s", np->full_name);
		KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), name);
		KUNIT_EXPECT_PTR_EQ(test, pdev->dev.parent, &top->dev);
		KUNIT_EXPECT_PTR_EQ(test, pdev->dev.of_node, np);
		put_device(&pdev->dev);
	}
	of_platform_depopulate(&top->dev);
	KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 0);
	KUNIT_EXPECT_NULL(test, of_find_device_by_node(cpus->child));
}

/* The whole tree has its devices since the boot, and devices of others are not removed. */
static void of_platform_test_others(struct kunit *test)
{
	struct platform_device *child = platform_device_alloc("of-platform-child", 1);
	int err = of_platform_default_populate(NULL, NULL, &top->dev);

	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 0);
	KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 0);
	if (!child)
		return;
	child->dev.parent = &top->dev;
	if (!platform_device_add(child)) {
		of_platform_depopulate(&top->dev);
		KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 1);
		platform_device_del(child);
	}
	platform_device_put(child);
}

/* A table gives the device of a node its name and data, and a match makes the node a bus. */
static void of_platform_test_lookup(struct kunit *test)
{
	struct device_node *cpu = of_get_next_available_child(cpus, NULL);
	static int data;
	struct of_device_id matches[2] = { 0 };
	struct of_dev_auxdata lookup[3] = { { 0 } };
	struct platform_device *pdev;
	const char *compatible = NULL;
	int err;

	while (cpu && of_property_read_string(cpu, "compatible", &compatible))
		cpu = of_get_next_available_child(cpus, cpu);
	KUNIT_ASSERT_NOT_NULL(test, compatible);
	strscpy(matches[0].compatible, compatible, sizeof(matches[0].compatible));
	/* The nodes of CPUs have no address in memory. */
	lookup[0] = (struct of_dev_auxdata)OF_DEV_AUXDATA((char *)compatible, 4096, "wrong", NULL);
	lookup[1] = (struct of_dev_auxdata)OF_DEV_AUXDATA((char *)compatible, 0, NULL, &data);
	err = of_platform_populate(cpus, matches, lookup, &top->dev);
	KUNIT_EXPECT_NE(test, err, -EEXIST);
	if (!err) {
		pdev = of_find_device_by_node(cpu);
		KUNIT_ASSERT_NOT_NULL(test, pdev);
		KUNIT_EXPECT_PTR_EQ(test, pdev->dev.platform_data, &data);
		if (cpu->child && of_property_present(cpu->child, "compatible"))
			KUNIT_EXPECT_EQ(test, nr_children(&pdev->dev), 1);
		put_device(&pdev->dev);
	}
	of_platform_depopulate(&top->dev);
	KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 0);
}

static void of_platform_test_create(struct kunit *test)
{
	struct device_node *memory = of_find_node_by_type(NULL, "memory");
	struct platform_device *pdev = of_platform_device_create(memory, "ram", &top->dev);
	struct platform_device *taken;
	char name[64];

	if (pdev) {
		KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), "ram");
		KUNIT_EXPECT_GE(test, pdev->num_resources, 1);
		KUNIT_EXPECT_NULL(test, of_platform_device_create(memory, "again", &top->dev));
		of_platform_device_destroy(&pdev->dev, NULL);
	}
	KUNIT_EXPECT_NULL(test, of_find_device_by_node(memory));
	/* Its name is in use. */
	snprintf(name, sizeof(name), "%llx.memory",
		 of_translate_address(memory, of_get_address(memory, 0, NULL, NULL)));
	taken = platform_device_alloc(name, PLATFORM_DEVID_NONE);
	if (taken && !platform_device_add(taken)) {
		KUNIT_EXPECT_NULL(test, of_platform_device_create(memory, NULL, &top->dev));
		KUNIT_EXPECT_NULL(test, of_find_device_by_node(memory));
		platform_device_del(taken);
	}
	platform_device_put(taken);
	/* A device that code registered remains. */
	of_platform_device_destroy(&top->dev, NULL);
	KUNIT_EXPECT_TRUE(test, device_is_registered(&top->dev));
}

/* A device whose name is in use is left out, and the others are created. */
static void of_platform_test_taken(struct kunit *test)
{
	struct device_node *cpu = of_get_next_available_child(cpus, NULL);
	struct platform_device *taken;
	char name[64];
	int err;

	while (cpu && !of_property_present(cpu, "compatible"))
		cpu = of_get_next_available_child(cpus, cpu);
	KUNIT_ASSERT_NOT_NULL(test, cpu);
	snprintf(name, sizeof(name), "cpus:%s", cpu->full_name);
	taken = platform_device_alloc(name, PLATFORM_DEVID_NONE);
	if (taken && !platform_device_add(taken)) {
		err = of_platform_populate(cpus, NULL, NULL, &top->dev);
		KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
		if (!err)
			KUNIT_EXPECT_EQ(test, nr_children(&top->dev), nr_cpu_nodes() - 1);
		KUNIT_EXPECT_NULL(test, of_find_device_by_node(cpu));
		of_platform_depopulate(&top->dev);
		platform_device_del(taken);
	}
	platform_device_put(taken);
}

/* The names that Linux gives to devices of the device tree. */
static void of_platform_test_names(struct kunit *test)
{
	static const char *const names[][2] = {
		{ "/soc", "soc" },
		{ "/soc/serial@1000", "40001000.serial" },
		{ "/soc/serial@1000/line@2", "40001000.serial:line@2" },
		{ "/soc/serial@1000/line@2/end", "40001000.serial:line@2:end" },
		{ "/soc/gate@2000", "40002000.5.gate" },
		{ "/soc/timer", "soc:timer" },
		{ "/soc/short@3000", "soc:short@3000" },
		{ "/serial@1000", "1000.serial" },
	};
	static struct device_node nodes[ARRAY_SIZE(names) + 1];
	struct of_tree of = { .nodes = nodes };
	static struct tree blob;

	tree_start(&blob);
	tree_begin_bus(&blob, "", 1, 1);
	tree_begin_bus(&blob, "soc", 1, 1);
	tree_cells(&blob, "ranges", 0, 0x40000000, 0x10000);
	tree_begin(&blob, "serial@1000");
	tree_cells(&blob, "reg", 0x1000, 0x100);
	tree_begin(&blob, "line@2");
	tree_cells(&blob, "reg", 2);
	tree_begin(&blob, "end");
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "gate@2000");
	tree_cells(&blob, "reg", 0x2000, 4);
	tree_cells(&blob, "mask", 1 << 5);
	tree_end(&blob);
	tree_begin(&blob, "timer");
	tree_end(&blob);
	tree_begin(&blob, "short@3000");
	tree_cells(&blob, "reg", 0x3000);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "serial@1000");
	tree_cells(&blob, "reg", 0x1000, 0x100);
	tree_end(&blob);
	tree_end(&blob);
	KUNIT_ASSERT_EQ(test, tree_index(&blob, &of, ARRAY_SIZE(nodes)), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		struct device_node *np = of_tree_find_path(&of, names[i][0]);
		struct platform_device *pdev = of_device_alloc(np, NULL, &top->dev);

		if (!pdev)
			continue;
		KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), names[i][1]);
		KUNIT_EXPECT_STREQ(test, pdev->name, names[i][1]);
		put_device(&pdev->dev);
	}
}

static void of_platform_test_managed(struct kunit *test)
{
	struct platform_device *none = platform_device_alloc("of-platform-none", 1);

	if (!devm_of_platform_populate(&top->dev)) {
		KUNIT_EXPECT_EQ(test, nr_children(&top->dev), nr_cpu_nodes());
		devm_of_platform_depopulate(&top->dev);
	}
	KUNIT_EXPECT_EQ(test, nr_children(&top->dev), 0);
	KUNIT_EXPECT_EQ(test, devm_of_platform_populate(NULL), -EINVAL);
	if (none)
		KUNIT_EXPECT_EQ(test, devm_of_platform_populate(&none->dev), -EINVAL);
	platform_device_put(none);
}

static struct kunit_case of_platform_cases[] = {
	KUNIT_CASE(of_platform_test_populate),
	KUNIT_CASE(of_platform_test_others),
	KUNIT_CASE(of_platform_test_lookup),
	KUNIT_CASE(of_platform_test_create),
	KUNIT_CASE(of_platform_test_taken),
	KUNIT_CASE(of_platform_test_names),
	KUNIT_CASE(of_platform_test_managed),
	{}
};

static struct kunit_suite of_platform_suite = {
	.name = "of_platform",
	.init = of_platform_test_init,
	.exit = of_platform_test_exit,
	.test_cases = of_platform_cases,
};
kunit_test_suite(of_platform_suite);
