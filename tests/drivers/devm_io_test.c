// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of device-managed mappings and regions: by address, by resource and by device-tree node,
 * and with conflicts.
 */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../of/tree.h"
#include "../said.h"

static struct device *dev;
static struct platform_device pdev;
static struct resource resources[3];

/*
 * A device tree with devices whose registers are at unused addresses.  Device a has two ranges of
 * registers.  Device b is on a bus that requires non-posted writes.
 */
static struct tree blob;
static struct device_node nodes[8];
static struct of_tree of = { .nodes = nodes };

static phys_addr_t regs_at(unsigned int n)
{
	return memblock_end_of_DRAM() + SZ_64M + n * SZ_64K;
}

static void write_reg(unsigned int n, bool two)
{
	tree_cells(&blob, "reg", regs_at(n) >> 32, (u32)regs_at(n), 0, 0x1000, regs_at(n + 1) >> 32,
		   (u32)regs_at(n + 1), 0, two ? 0x2000 : 0);
}

static int write_tree(void)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 2, 2);
	tree_begin(&blob, "a");
	write_reg(0, true);
	tree_bytes(&blob, "reg-names", "ctrl\0data", 10);
	tree_end(&blob);
	/* The registers of c are at an address that no CPU can access. */
	tree_leaf(&blob, "c", 1, 1U << 28, 0, 0, 0x1000);
	tree_begin(&blob, "d");
	tree_cells(&blob, "numa-node-id", MAX_NUMNODES);	/* no NUMA node has this number */
	tree_end(&blob);
	tree_begin_bus(&blob, "bus", 2, 2);
	tree_bytes(&blob, "ranges", NULL, 0);
	tree_bytes(&blob, "nonposted-mmio", NULL, 0);
	tree_cells(&blob, "numa-node-id", MAX_NUMNODES - 1);
	tree_begin(&blob, "b");
	write_reg(4, false);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, ARRAY_SIZE(nodes));
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

static int devm_io_test_init(struct kunit *test)
{
	memset(&pdev, 0, sizeof(pdev));
	pdev.dev.init_name = "devm-io-pdev";
	device_initialize(&pdev.dev);
	resources[0] = DEFINE_RES_MEM_NAMED(regs_at(0), 0x1000, "ctrl");
	resources[1] = DEFINE_RES_IRQ(7);
	resources[2] = DEFINE_RES_MEM_NAMED(regs_at(1), 0x2000, "data");
	pdev.resource = resources;
	pdev.num_resources = ARRAY_SIZE(resources);
	dev = root_device_register("devm-io-test");
	if (IS_ERR(dev)) {
		dev = NULL;
		return -ENOMEM;
	}
	return write_tree();
}

static void devm_io_test_exit(struct kunit *test)
{
	devres_release_all(&pdev.dev);
	if (dev)
		root_device_unregister(dev);
	dev = NULL;
}

static bool is_mapped(void __iomem *va)
{
	struct vm_struct *area = IS_ERR_OR_NULL(va) ? NULL : find_vm_area((__force void *)va);

	return area && area->flags & VM_IOREMAP;
}

/* Return true if no driver has reserved the region. */
static bool is_free(phys_addr_t start, size_t size)
{
	bool given = request_mem_region(start, size, "a look");

	if (given)
		release_mem_region(start, size);
	return given;
}

static void devm_io_test_mappings(struct kunit *test)
{
	void __iomem *a = devm_ioremap(dev, regs_at(0) + 4, 16),
		     *b = devm_ioremap_wc(dev, regs_at(1), 16);

	KUNIT_EXPECT_NULL(test, devm_ioremap_uc(dev, regs_at(0), 16));
	KUNIT_EXPECT_NULL(test, devm_ioremap(dev, regs_at(0), 0));
	KUNIT_ASSERT_TRUE(test, is_mapped(a) && is_mapped(b));
	KUNIT_EXPECT_TRUE(test, is_free(regs_at(0), 32));	/* a mapping reserves no region */
	devm_iounmap(dev, a);
	KUNIT_EXPECT_FALSE(test, is_mapped(a));
	EXPECT_WARNS(test, devm_iounmap(dev, a));
	EXPECT_SAID(test, "does not belong to devm-io-test");
	EXPECT_WARNS(test, devm_iounmap(dev, b + PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, is_mapped(b));
	devres_release_all(dev);
	KUNIT_EXPECT_FALSE(test, is_mapped(b));
}

static void devm_io_test_memremap(struct kunit *test)
{
	char *object = kunit_kzalloc(test, 64, GFP_KERNEL);
	void *a = devm_memremap(dev, regs_at(0), 16, MEMREMAP_WB), *b;

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_TRUE(test, is_mapped((void __iomem *)a));
	b = devm_memremap(dev, virt_to_phys(object), 64, MEMREMAP_WB);
	KUNIT_ASSERT_PTR_EQ(test, b, (void *)object);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_memremap(dev, regs_at(0), 16, 0)), -ENXIO);
	devm_memunmap(dev, b);
	EXPECT_WARNS(test, devm_memunmap(dev, b));
	EXPECT_WARNS(test, devm_memunmap(dev, (char *)a + 1));
	devm_memunmap(dev, a);
	KUNIT_EXPECT_FALSE(test, is_mapped((void __iomem *)a));
	KUNIT_ASSERT_FALSE(test, IS_ERR(a = devm_memremap(dev, regs_at(0), 16, MEMREMAP_WT)));
	devres_release_all(dev);
	KUNIT_EXPECT_FALSE(test, is_mapped((void __iomem *)a));
}

static void devm_io_test_regions(struct kunit *test)
{
	/*
	 * These resources are static, because an aborted case leaves them in the tree of resources.
	 */
	static struct resource own, other;

	own = other = DEFINE_RES_MEM_NAMED(regs_at(2), 0x100, "own");
	KUNIT_ASSERT_NOT_NULL(test, devm_request_mem_region(dev, regs_at(0), 16, "a region"));
	KUNIT_EXPECT_FALSE(test, is_free(regs_at(0), 1));
	KUNIT_EXPECT_NULL(test, devm_request_mem_region(dev, regs_at(0), 1, "another"));
	EXPECT_WARNS(test, devm_release_mem_region(dev, regs_at(0), 15));
	EXPECT_SAID(test, "does not belong to devm-io-test");
	devm_release_mem_region(dev, regs_at(0), 16);
	KUNIT_EXPECT_TRUE(test, is_free(regs_at(0), 16));
	KUNIT_ASSERT_EQ(test, devm_request_resource(dev, &iomem_resource, &own), 0);
	mark();
	KUNIT_EXPECT_EQ(test, devm_request_resource(dev, &iomem_resource, &other), -EBUSY);
	EXPECT_SAID(test, "is in use by own");
	EXPECT_WARNS(test, devm_release_resource(dev, &other));
	devm_release_resource(dev, &own);
	KUNIT_ASSERT_EQ(test, devm_request_resource(dev, &iomem_resource, &own), 0);
	KUNIT_ASSERT_NOT_NULL(test, devm_request_mem_region(dev, regs_at(0), 16, "a region"));
	devres_release_all(dev);
	KUNIT_EXPECT_TRUE(test, is_free(regs_at(0), 16));
	KUNIT_EXPECT_NULL(test, own.parent);
}

static void devm_io_test_ports(struct kunit *test)
{
	struct resource *other;

	KUNIT_ASSERT_NOT_NULL(test, devm_request_region(dev, 0x60, 5, "ports"));
	KUNIT_EXPECT_NULL(test, devm_request_region(dev, 0x64, 1, "another"));
	KUNIT_EXPECT_NULL(test, devm_request_region(dev, IO_SPACE_LIMIT, 2, "beyond"));
	EXPECT_WARNS(test, devm_release_region(dev, 0x60, 4));
	EXPECT_WARNS(test, devm_release_mem_region(dev, 0x60, 5));
	devm_release_region(dev, 0x60, 5);
	EXPECT_WARNS(test, devm_release_region(dev, 0x60, 5));
	KUNIT_ASSERT_NOT_NULL(test, devm_request_region(dev, 0x60, 5, "ports"));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
	other = request_region(0x60, 5, "another");
	KUNIT_EXPECT_NOT_NULL(test, other);
	if (other)
		release_region(0x60, 5);
	/* These I/O ports are invalid or do not exist. */
	KUNIT_EXPECT_NULL(test, ioport_map(0x60, 5));
	KUNIT_EXPECT_NULL(test, ioport_map(IO_SPACE_LIMIT + 1, 1));
	ioport_unmap(ioport_map(0, 1));
	KUNIT_EXPECT_NULL(test, devm_ioport_map(dev, 0x60, 5));
	devm_ioport_unmap(dev, NULL);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 0);
}

/*
 * The functions that set the memory type of a range have no effect in Quarry, so they have nothing
 * to undo.
 */
static void devm_io_test_types(struct kunit *test)
{
	int handle = arch_phys_wc_add(regs_at(0), 0x1000);

	KUNIT_EXPECT_EQ(test, handle, 0);
	arch_phys_wc_del(handle);
	KUNIT_EXPECT_EQ(test, devm_arch_phys_wc_add(dev, regs_at(0), 0x1000), 0);
	KUNIT_EXPECT_EQ(test, arch_io_reserve_memtype_wc(regs_at(0), 0x1000), 0);
	arch_io_free_memtype_wc(regs_at(0), 0x1000);
	KUNIT_EXPECT_EQ(test, devm_arch_io_reserve_memtype_wc(dev, regs_at(0), 0x1000), 0);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 0);
}

static void nothing_to_free(struct device *of)
{
}

static void add_device(struct device *of, const char *name, struct device *parent,
		       struct device_node *np)
{
	*of = (struct device){ .init_name = name, .parent = parent, .of_node = np,
			       .release = nothing_to_free };
	WARN_ON(device_register(of));
}

static int nid_of_device(struct device *parent, struct device_node *np)
{
	static struct device child;
	int nid;

	add_device(&child, "nid-child", parent, np);
	nid = dev_to_node(&child);
	device_unregister(&child);
	return nid;
}

/*
 * dev_to_node() returns the node that was set.  If none was set, it returns the NUMA node of the
 * device-tree node or of its nearest ancestor, or else the node of the parent device.
 */
static void devm_io_test_nid(struct kunit *test)
{
	int last = IS_ENABLED(CONFIG_NUMA) ? MAX_NUMNODES - 1 : NUMA_NO_NODE;
	static struct device parent;

	add_device(&parent, "nid-parent", NULL, node("/bus"));
	KUNIT_EXPECT_EQ(test, dev_to_node(&parent), last);
	KUNIT_EXPECT_EQ(test, nid_of_device(NULL, node("/bus/b")), last);
	KUNIT_EXPECT_EQ(test, nid_of_device(&parent, node("/a")), last);
	KUNIT_EXPECT_EQ(test, nid_of_device(NULL, node("/a")), NUMA_NO_NODE);
	KUNIT_EXPECT_EQ(test, nid_of_device(&parent, node("/d")), NUMA_NO_NODE);
	device_unregister(&parent);
	KUNIT_EXPECT_EQ(test, dev_to_node(dev), NUMA_NO_NODE);
	set_dev_node(dev, 0);
	KUNIT_EXPECT_EQ(test, dev_to_node(dev), IS_ENABLED(CONFIG_NUMA) ? 0 : NUMA_NO_NODE);
}

/*
 * devm_ioremap_resource() reserves the region and maps it.  If one of these steps fails, it does
 * neither and returns an error.
 */
static void devm_io_test_resource(struct kunit *test)
{
	struct resource ram = DEFINE_RES_MEM(virt_to_phys(dev), 16);
	struct resource beyond = DEFINE_RES_MEM(1ULL << 60, 16);
	void __iomem *a = devm_ioremap_resource(dev, &resources[0]), *b;
	int left;

	KUNIT_ASSERT_TRUE(test, is_mapped(a));
	mark();
	KUNIT_EXPECT_NULL(test, request_mem_region(regs_at(0) + 8, 1, "another"));
	EXPECT_SAID(test, "for another: in use by devm-io-test ctrl [");
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &resources[0])), -EBUSY);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, NULL)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &resources[1])), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &ram)), -EBUSY);
	EXPECT_SAID(test, "for devm-io-test: in use by System RAM [");
	b = devm_ioremap_resource_wc(dev, &resources[2]);
	KUNIT_ASSERT_TRUE(test, is_mapped(b));
	/*
	 * If a resource cannot be mapped, its region is released, and the device gets no managed
	 * resource.
	 */
	left = devres_release_all(dev);
	KUNIT_EXPECT_TRUE(test, is_free(regs_at(0), 0x1000) && is_free(regs_at(1), 0x2000));
	KUNIT_EXPECT_FALSE(test, is_mapped(a) || is_mapped(b));
	KUNIT_EXPECT_EQ(test, left, 6);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &beyond)), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, is_free(beyond.start, 16));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 0);
}

static void devm_io_test_platform(struct kunit *test)
{
	struct resource *res = NULL;
	void __iomem *a, *b;

	KUNIT_EXPECT_PTR_EQ(test, platform_get_resource(&pdev, IORESOURCE_MEM, 1), &resources[2]);
	KUNIT_EXPECT_PTR_EQ(test, platform_get_resource(&pdev, IORESOURCE_IRQ, 0), &resources[1]);
	KUNIT_EXPECT_NULL(test, platform_get_resource(&pdev, IORESOURCE_MEM, 2));
	KUNIT_EXPECT_PTR_EQ(test, platform_get_resource_byname(&pdev, IORESOURCE_MEM, "data"),
			    &resources[2]);
	KUNIT_EXPECT_NULL(test, platform_get_resource_byname(&pdev, IORESOURCE_IRQ, "data"));
	a = devm_platform_get_and_ioremap_resource(&pdev, 1, &res);
	KUNIT_ASSERT_TRUE(test, is_mapped(a));
	KUNIT_EXPECT_PTR_EQ(test, res, &resources[2]);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_platform_ioremap_resource_byname(&pdev, "data")),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_platform_ioremap_resource_byname(&pdev, "none")),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_platform_get_and_ioremap_resource(&pdev, 2, &res)),
			-EINVAL);
	KUNIT_EXPECT_NULL(test, res);
	b = devm_platform_ioremap_resource(&pdev, 0);
	KUNIT_ASSERT_TRUE(test, is_mapped(b));
	devres_release_all(&pdev.dev);
	KUNIT_EXPECT_FALSE(test, is_mapped(a) || is_mapped(b));
	KUNIT_ASSERT_TRUE(test, is_mapped(devm_platform_ioremap_resource_byname(&pdev, "ctrl")));
}

static void devm_io_test_node(struct kunit *test)
{
	struct resource res = { 0 };
	resource_size_t size = 0;
	void __iomem *a, *b;

	KUNIT_EXPECT_EQ(test, of_address_to_resource(node("/a"), 1, &res), 0);
	KUNIT_EXPECT_STREQ(test, res.name, "data");
	KUNIT_EXPECT_EQ(test, res.flags, IORESOURCE_MEM);
	KUNIT_EXPECT_EQ(test, of_address_to_resource(node("/bus/b"), 0, &res), 0);
	KUNIT_EXPECT_STREQ(test, res.name, "b");
	KUNIT_EXPECT_EQ(test, res.flags, IORESOURCE_MEM | IORESOURCE_MEM_NONPOSTED);
	a = devm_of_iomap(dev, node("/a"), 1, &size);
	KUNIT_ASSERT_TRUE(test, is_mapped(a));
	KUNIT_EXPECT_EQ(test, size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_of_iomap(dev, node("/a"), 2, NULL)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(of_io_request_and_map(node("/a"), 2, "none")), -EINVAL);
	mark();
	KUNIT_EXPECT_EQ(test, PTR_ERR(of_io_request_and_map(node("/a"), 1, "taken")), -EBUSY);
	EXPECT_SAID(test, "for taken: in use by devm-io-test data [");
	b = of_io_request_and_map(node("/a"), 0, NULL);
	KUNIT_ASSERT_TRUE(test, is_mapped(b));
	mark();
	KUNIT_EXPECT_FALSE(test, is_free(regs_at(0), 0x1000));
	EXPECT_SAID(test, "for a look: in use by ctrl [");
	iounmap(b);
	release_mem_region(regs_at(0), 0x1000);
	KUNIT_EXPECT_EQ(test, PTR_ERR(of_io_request_and_map(node("/c"), 0, "c")), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, is_free(1ULL << 60, 0x1000));
	/*
	 * A bus that requires non-posted writes gets a non-posted mapping.  If the page tables
	 * cannot express this type, the call fails.
	 */
	b = of_iomap(node("/bus/b"), 0);
	if (IS_ENABLED(CONFIG_RISCV_PAGE_TABLES)) {
		KUNIT_EXPECT_NULL(test, b);
		KUNIT_EXPECT_EQ(test, PTR_ERR(of_io_request_and_map(node("/bus/b"), 0, "b")),
				-ENOMEM);
	} else {
		KUNIT_EXPECT_TRUE(test, is_mapped(b));
		iounmap(b);
	}
	KUNIT_EXPECT_TRUE(test, is_free(regs_at(4), 0x1000));
	KUNIT_EXPECT_NULL(test, of_iomap(node("/bus/b"), 1));
}

static const struct kunit_case devm_io_cases[] = {
	KUNIT_CASE(devm_io_test_mappings),
	KUNIT_CASE(devm_io_test_memremap),
	KUNIT_CASE(devm_io_test_regions),
	KUNIT_CASE(devm_io_test_ports),
	KUNIT_CASE(devm_io_test_types),
	KUNIT_CASE(devm_io_test_nid),
	KUNIT_CASE(devm_io_test_resource),
	KUNIT_CASE(devm_io_test_platform),
	KUNIT_CASE(devm_io_test_node),
	{}
};

static struct kunit_suite devm_io_suite = {
	.name = "devm_io",
	.init = devm_io_test_init,
	.exit = devm_io_test_exit,
	.test_cases = devm_io_cases,
};
kunit_test_suite(devm_io_suite);
