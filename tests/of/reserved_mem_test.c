// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of regions in /reserved-memory and of the devices that use them, if the device tree
 * contains regions for tests.  tests/reserved.py writes these regions, and devices
 * "test,own-memory" that refer to them.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cma.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <linux/vmalloc.h>

#include "../said.h"
#include "../threads.h"
#include "mm/dma/dma.h"

static struct device *coherent, *other, *restricted, *refused;

static int probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	if (of_node_name_eq(dev->of_node, "coherent"))
		coherent = dev;
	else if (of_node_name_eq(dev->of_node, "other"))
		other = dev;
	else if (of_node_name_eq(dev->of_node, "restricted"))
		restricted = dev;
	else
		refused = dev;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

static const struct of_device_id ids[] = {
	{ .compatible = "test,own-memory" },
	{}
};

static struct platform_driver driver = {
	.probe = probe,
	.driver = { .name = "own-memory", .of_match_table = ids },
};

static void unregister(void *unused)
{
	platform_driver_unregister(&driver);
}

static int reserved_test_init(struct kunit *test)
{
	if (!of_find_compatible_node(NULL, NULL, "test,own-memory"))
		kunit_skip(test, "there is no such device");
	mark();
	coherent = other = restricted = refused = NULL;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister, NULL), 0);
	KUNIT_ASSERT_TRUE(test, coherent && other && restricted);
	return 0;
}

static struct reserved_mem *region_of(const char *name)
{
	struct device_node *all = of_find_node_by_path("/reserved-memory");

	return of_reserved_mem_lookup(of_get_child_by_name(all, name));
}

static bool is_in(const struct reserved_mem *region, dma_addr_t addr, size_t size)
{
	return addr >= region->base && addr + size <= region->base + region->size;
}

static bool has_alias(phys_addr_t pa)
{
	u8 value;

	return !arch_try_read(__va(pa), &value);
}

static void reserved_test_regions(struct kunit *test)
{
	struct device_node *np = coherent->of_node;
	struct reserved_mem *pool = region_of("dma");
	struct resource res;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, pool->size, (phys_addr_t)SZ_256K);
	KUNIT_EXPECT_TRUE(test, strstarts(pool->name, "dma@"));
	KUNIT_EXPECT_NULL(test, of_reserved_mem_lookup(np));
	KUNIT_EXPECT_NULL(test, of_reserved_mem_lookup(NULL));
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_count(np), 4);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_count(refused ? refused->of_node : np->parent),
			0);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_to_resource(np, 0, &res), 0);
	KUNIT_EXPECT_EQ(test, res.start, pool->base);
	KUNIT_EXPECT_EQ(test, resource_size(&res), pool->size);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_to_resource_byname(np, "plain", &res), 0);
	KUNIT_EXPECT_EQ(test, res.start, region_of("plain")->base);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_to_resource(np, 4, &res), -ENODEV);
	KUNIT_EXPECT_LT(test, of_reserved_mem_region_to_resource_byname(np, "none", &res), 0);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init_by_idx(coherent, np, 4), -ENODEV);
	KUNIT_EXPECT_LT(test, of_reserved_mem_device_init_by_name(coherent, np, "none"), 0);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init_by_name(coherent, np, "plain"), -EINVAL);
	EXPECT_SAID(test, "cannot be assigned to a device");
}

/*
 * Check that all coherent memory of the device is in its region until the driver releases the
 * region.
 */
static void use_region(struct kunit *test, struct device *dev, const struct reserved_mem *region)
{
	dma_addr_t addr, small;
	u8 *va, *piece;

	KUNIT_ASSERT_EQ(test, of_reserved_mem_device_init(dev), 0);
	va = dma_alloc_coherent(dev, SZ_8K, &addr, GFP_KERNEL);
	piece = dma_alloc_coherent(dev, 64, &small, GFP_ATOMIC);
	KUNIT_ASSERT_TRUE(test, va && piece);
	KUNIT_EXPECT_TRUE(test, is_in(region, addr, SZ_8K) && is_in(region, small, 64));
	KUNIT_EXPECT_FALSE(test, has_alias(addr));
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, SZ_8K));
	memset(va, 0x11, SZ_8K);
	KUNIT_EXPECT_EQ(test, va[SZ_8K - 1], 0x11);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, region->size, &small, GFP_KERNEL));
	EXPECT_SAID(test, "the device's own memory is full");
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init(dev), -EINVAL);
	EXPECT_SAID(test, "the device already has coherent memory of its own");
	dma_free_coherent(dev, 64, piece, small);
	dma_free_coherent(dev, SZ_8K, va, addr);
	of_reserved_mem_device_release(dev);
	if (!dev->dma_coherent)
		return;
	va = dma_alloc_coherent(dev, SZ_8K, &addr, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, va && !is_in(region, addr, SZ_8K));
	dma_free_coherent(dev, SZ_8K, va, addr);
}

static void reserved_test_shared(struct kunit *test)
{
	use_region(test, coherent, region_of("dma"));
	/*
	 * The region can be assigned again after its release.  If the driver does not release the
	 * region, it is released when the driver is removed.
	 */
	use_region(test, coherent, region_of("dma"));
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init(coherent), 0);
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_NULL(test, coherent->dma_mem);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&driver), 0);
}

static void reserved_test_uncached(struct kunit *test)
{
	if (!can_map_uncached())
		kunit_skip(test, "this machine cannot map memory uncached");
	use_region(test, other, region_of("pool"));
	KUNIT_EXPECT_EQ(test,
			of_reserved_mem_device_init_by_name(coherent, coherent->of_node, "pool"),
			-EINVAL);
	EXPECT_SAID(test, "it is mapped for devices of the other coherence");
}

/* The driver core assigns the restricted pool before it calls the driver's probe function. */
static void reserved_test_restricted(struct kunit *test)
{
	const struct reserved_mem *region = region_of("restricted");
	u8 *buffer = kunit_kzalloc(test, SZ_4K, GFP_KERNEL), *va;
	dma_addr_t addr;

	KUNIT_ASSERT_TRUE(test, region && buffer);
	KUNIT_EXPECT_TRUE(test, is_swiotlb_force_bounce(restricted));
	KUNIT_EXPECT_FALSE(test, is_swiotlb_force_bounce(coherent));
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init(restricted), -EBUSY);
	memset(buffer, 0x11, SZ_4K);
	addr = dma_map_single(restricted, buffer, SZ_4K, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(restricted, addr), 0);
	KUNIT_EXPECT_TRUE(test, is_in(region, addr, SZ_4K));
	KUNIT_EXPECT_NULL(test, memchr_inv(__va(addr), 0x11, SZ_4K));
	memset(__va(addr), 0x22, SZ_4K);
	dma_unmap_single(restricted, addr, SZ_4K, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_NULL(test, memchr_inv(buffer, 0x22, SZ_4K));
	va = dma_alloc_coherent(restricted, 100, &addr, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, va && is_in(region, addr, 100));
	dma_free_coherent(restricted, 100, va, addr);
}

/*
 * If the region of a device cannot be used, the device is not created, because it might access
 * memory outside of the region.
 */
static void reserved_test_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, refused);
	EXPECT_SAID(test, "refused: memory-region /reserved-memory/crooked cannot be assigned");
}

/* A driver can declare coherent memory for its device. */
static void reserved_test_declared(struct kunit *test)
{
	const struct reserved_mem *plain = region_of("plain");
	void *ram = kunit_kzalloc(test, SZ_8K, GFP_KERNEL);
	const struct {
		phys_addr_t phys;
		dma_addr_t bus;
		size_t size;
	} wrong[] = {
		{ plain->base, SZ_1M, SZ_2K }, { plain->base + 64, SZ_1M, SZ_8K },
		{ plain->base, 64, SZ_8K },
		{ -SZ_8K, SZ_1M, SZ_16K }, { plain->base, -SZ_4K, SZ_8K },
		{ PAGE_ALIGN_DOWN(__pa(ram)), SZ_1M, SZ_8K },
	};
	dma_addr_t addr;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, ram);
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ(test,
				dma_declare_coherent_memory(coherent, wrong[i].phys, wrong[i].bus,
							    wrong[i].size),
				-EINVAL);
	EXPECT_SAID(test, "it is RAM of the page allocator");
	KUNIT_ASSERT_EQ(test,
			dma_declare_coherent_memory(coherent, plain->base, SZ_1M, plain->size), 0);
	KUNIT_EXPECT_EQ(test, dma_declare_coherent_memory(coherent, plain->base, SZ_1M, SZ_4K),
			-EBUSY);
	va = dma_alloc_coherent(coherent, plain->size, &addr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, addr, (dma_addr_t)SZ_1M);
	memset(va, 0x11, plain->size);
	EXPECT_WARNS(test, dma_release_coherent_memory(coherent));
	EXPECT_WARNS(test, dma_free_coherent(coherent, plain->size, va, plain->base));
	dma_free_coherent(coherent, plain->size, va, addr);
	dma_release_coherent_memory(coherent);
	KUNIT_EXPECT_NULL(test, coherent->dma_mem);
	KUNIT_EXPECT_NULL(test, find_vm_area(va));
	dma_release_coherent_memory(coherent);
	/* If the driver does not release a region, it is released when the driver is removed. */
	KUNIT_ASSERT_EQ(test,
			dma_declare_coherent_memory(coherent, plain->base, SZ_1M, plain->size), 0);
	va = dma_alloc_coherent(coherent, SZ_4K, &addr, GFP_KERNEL);
	dma_free_coherent(coherent, SZ_4K, va, addr);
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_NULL(test, coherent->dma_mem);
	KUNIT_EXPECT_NULL(test, find_vm_area(va));
	KUNIT_EXPECT_EQ(test, platform_driver_register(&driver), 0);
}

/*
 * If the machine cannot map memory uncached, a device without its own region uses the default
 * region (linux,dma-default).
 */
static void reserved_test_default(struct kunit *test)
{
	const struct reserved_mem *all = region_of("all"), *pool = region_of("pool");
	dma_addr_t addr;
	void *va;

	KUNIT_ASSERT_TRUE(test, all && pool);
	KUNIT_EXPECT_NULL(test, coherent->dma_mem);
	if (can_map_uncached()) {
		KUNIT_EXPECT_NULL(test, other->dma_mem);
		return;
	}
	for (unsigned int round = 0; round < 2; round++) {
		va = dma_alloc_coherent(other, 100, &addr, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, va && is_in(all, addr, 100));
		dma_free_coherent(other, 100, va, addr);
		KUNIT_ASSERT_EQ(test, of_reserved_mem_device_init(other), 0);
		va = dma_alloc_coherent(other, 100, &addr, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, va && is_in(pool, addr, 100));
		dma_free_coherent(other, 100, va, addr);
		of_reserved_mem_device_release(other);
	}
}

static void reserved_test_area(struct kunit *test)
{
	struct device_node *np = coherent->of_node;
	dma_addr_t addr, more_addr;
	void *va, *more;

	if (!IS_ENABLED(CONFIG_CMA))
		kunit_skip(test, "without CONFIG_CMA");
	KUNIT_ASSERT_EQ(test, of_reserved_mem_device_init_by_name(coherent, np, "area"), 0);
	KUNIT_ASSERT_NOT_NULL(test, coherent->cma_area);
	KUNIT_EXPECT_STREQ(test, cma_get_name(coherent->cma_area), "area");
	for (unsigned int round = 0; round < 2; round++) {
		va = dma_alloc_coherent(coherent, SZ_1M + SZ_64K, &addr, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_TRUE(test, is_in(region_of("area"), addr, SZ_1M + SZ_64K));
		KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, SZ_1M + SZ_64K));
		memset(va, 0x11, SZ_1M + SZ_64K);
		/*
		 * If the area has less free memory than a request needs, the memory of the request
		 * is outside of the area.
		 */
		more = dma_alloc_coherent(coherent, SZ_1M, &more_addr, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, more && !is_in(region_of("area"), more_addr, SZ_1M));
		dma_free_coherent(coherent, SZ_1M, more, more_addr);
		EXPECT_WARNS(test, dma_free_coherent(coherent, SZ_1M, va, addr));
		dma_free_coherent(coherent, SZ_1M + SZ_64K, va, addr);
	}
	of_reserved_mem_device_release(coherent);
	KUNIT_EXPECT_NULL(test, coherent->cma_area);
}

/*
 * A region whose status is not "okay" is ignored: devices that refer to it get no region, and its
 * memory is ordinary RAM.
 */
static void reserved_test_unavailable(struct kunit *test)
{
	struct device_node *np = other->of_node,
			   *off = of_find_node_by_path("/reserved-memory/off");
	const void *had = other->dma_mem;	/* default region of the device, or NULL */
	struct resource res = {};

	KUNIT_ASSERT_NOT_NULL(test, off);
	KUNIT_EXPECT_NULL(test, of_reserved_mem_lookup(off));
	KUNIT_EXPECT_EQ(test, of_reserved_mem_device_init_by_idx(other, np, 1), 0);
	KUNIT_EXPECT_PTR_EQ(test, (const void *)other->dma_mem, had);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_to_resource(np, 1, &res), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_to_resource(np, 0, &res), 0);
	KUNIT_EXPECT_EQ(test, of_reserved_mem_region_count(np), 2);
}

static atomic_t nr_inside;
static bool together;

static void stay_inside(void)
{
	if (atomic_inc_return(&nr_inside) != 1)
		WRITE_ONCE(together, true);
	msleep(2);
	atomic_dec(&nr_inside);
}

static int slow_device_init(struct reserved_mem *region, struct device *dev)
{
	stay_inside();
	return 0;
}

static void slow_device_release(struct reserved_mem *region, struct device *dev)
{
	stay_inside();
}

struct user {
	struct device *dev;
	struct completion ended;
	int err;
};

static int take_and_give(void *arg)
{
	struct user *user = arg;

	for (unsigned int i = 0; i < 5 && !user->err; i++) {
		user->err = of_reserved_mem_device_init_by_name(user->dev, coherent->of_node,
								"plain");
		if (!user->err)
			of_reserved_mem_device_release(user->dev);
	}
	complete(&user->ended);
	return 0;
}

/* Two threads never call the functions of a region at the same time. */
static void reserved_test_two_threads(struct kunit *test)
{
	static const struct reserved_mem_ops ops = { slow_device_init, slow_device_release };
	struct user users[] = { { .dev = coherent }, { .dev = restricted } };
	struct task_struct *tasks[ARRAY_SIZE(users)];
	struct reserved_mem *plain = region_of("plain");

	WRITE_ONCE(together, false);
	plain->ops = &ops;
	for (unsigned int i = 0; i < ARRAY_SIZE(users); i++) {
		init_completion(&users[i].ended);
		tasks[i] = kthread_create(take_and_give, &users[i], "region/%u", i);
	}
	if (run_all_threads(tasks, ARRAY_SIZE(tasks))) {
		for (unsigned int i = 0; i < ARRAY_SIZE(users); i++) {
			wait_for_completion(&users[i].ended);
			KUNIT_EXPECT_EQ(test, users[i].err, 0);
		}
	}
	plain->ops = NULL;
	KUNIT_EXPECT_FALSE(test, READ_ONCE(together));
}

static struct kunit_case reserved_cases[] = {
	KUNIT_CASE(reserved_test_regions),
	KUNIT_CASE(reserved_test_shared),
	KUNIT_CASE(reserved_test_uncached),
	KUNIT_CASE(reserved_test_restricted),
	KUNIT_CASE(reserved_test_refused),
	KUNIT_CASE(reserved_test_declared),
	KUNIT_CASE(reserved_test_default),
	KUNIT_CASE(reserved_test_area),
	KUNIT_CASE(reserved_test_unavailable),
	KUNIT_CASE(reserved_test_two_threads),
	{}
};

static struct kunit_suite reserved_suite = {
	.name = "reserved_mem",
	.init = reserved_test_init,
	.test_cases = reserved_cases,
};
kunit_test_suite(reserved_suite);
