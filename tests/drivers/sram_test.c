// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of on-chip SRAM, if the device tree has SRAM for tests (tests/sram.py).  The node
 * "test,sram-user" has two properties.  "sram" refers to the SRAM device, to a child node of it
 * that is a pool, and to a child node that is only reserved.  "registers" refers to an SRAM device
 * without child nodes that is mapped like registers.
 */

#include <kunit/test.h>
#include <linux/genalloc.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/vmalloc.h>

static struct device_node *user;
static struct gen_pool *rest, *part;

static int sram_test_init(struct kunit *test)
{
	user = of_find_compatible_node(NULL, NULL, "test,sram-user");
	if (!user)
		kunit_skip(test, "there is no SRAM for tests");
	rest = of_gen_pool_get(user, "sram", 0);
	part = of_gen_pool_get(user, "sram", 1);
	return rest && part ? 0 : -ENODEV;
}

static void sram_test_pools(struct kunit *test)
{
	/*
	 * The child nodes use the offsets 0 to 0x100, 0x1000 to 0x1234 and 0x8000 to 0x9000.  The
	 * pool is divided into granules of 32 bytes.
	 */
	KUNIT_EXPECT_EQ(test, gen_pool_avail(rest), 0x10000UL - 0x100 - 0x240 - 0x1000);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(part), 0x1000UL);
	KUNIT_EXPECT_NULL(test, of_gen_pool_get(user, "sram", 2));
	KUNIT_EXPECT_NULL(test, of_gen_pool_get(user, "sram", 3));
	KUNIT_EXPECT_NULL(test, of_gen_pool_get(user, "nothing", 0));
}

/*
 * Allocate all free memory of the pool.  No block overlaps a child node, and no block loses its
 * contents.
 */
static void sram_test_memory(struct kunit *test)
{
	enum { SIZE = 0xc0, MAX = 0x10000 / SIZE };
	static u32 *pieces[MAX];
	unsigned int n = 0, wrong = 0;
	dma_addr_t phys, first = 0;

	while (n < MAX && (pieces[n] = gen_pool_dma_alloc(rest, SIZE, &phys))) {
		unsigned long at = phys & 0xffff;

		first = n ? first : phys;
		wrong += !is_vmalloc_addr(pieces[n]) || at < 0x100 || at + SIZE > 0x10000 ||
			 (at + SIZE > 0x1000 && at < 0x1234) ||
			 (at + SIZE > 0x8000 && at < 0x9000) ||
			 (u64)((void *)pieces[n] - (void *)pieces[0]) != phys - first;
		for (unsigned int i = 0; i < SIZE / sizeof(u32); i++)
			pieces[n][i] = n << 16 | i;
		n++;
	}
	KUNIT_EXPECT_GT(test, n, 300U);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	while (n--) {
		for (unsigned int i = 0; i < SIZE / sizeof(u32); i++)
			wrong += pieces[n][i] != (n << 16 | i);
		gen_pool_free(rest, (unsigned long)pieces[n], SIZE);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(rest), 0x10000UL - 0x100 - 0x240 - 0x1000);
}

/* SRAM that is mapped like registers supports aligned accesses. */
static void sram_test_registers(struct kunit *test)
{
	struct gen_pool *pool = of_gen_pool_get(user, "registers", 0);
	unsigned long addr;
	volatile u64 *p;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, gen_pool_size(pool), 0x1000UL);
	addr = gen_pool_alloc(pool, 64);
	KUNIT_ASSERT_NE(test, addr, 0UL);
	p = (volatile u64 *)addr;
	for (u64 i = 0; i < 8; i++)
		p[i] = i << 40;
	for (u64 i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, (u64)p[i], i << 40);
	gen_pool_free(pool, addr, 64);
}

/* The pools exist only while the driver is bound. */
static void sram_test_unbind(struct kunit *test)
{
	struct platform_device *pdev = of_find_device_by_node(of_parse_phandle(user, "sram", 0));

	KUNIT_ASSERT_NOT_NULL(test, pdev);
	put_device(&pdev->dev);		/* devices of the device tree are never removed */
	for (int i = 0; i < 3; i++) {
		device_release_driver(&pdev->dev);
		KUNIT_EXPECT_NULL(test, of_gen_pool_get(user, "sram", 0));
		KUNIT_EXPECT_NULL(test, of_gen_pool_get(user, "sram", 1));
		KUNIT_EXPECT_TRUE(test, list_empty(&pdev->dev.devres_head));
		KUNIT_ASSERT_EQ(test, device_attach(&pdev->dev), 1);
		KUNIT_EXPECT_NOT_NULL(test, of_gen_pool_get(user, "sram", 0));
		KUNIT_EXPECT_NOT_NULL(test, of_gen_pool_get(user, "sram", 1));
	}
}

static const struct kunit_case sram_cases[] = {
	KUNIT_CASE(sram_test_pools),
	KUNIT_CASE(sram_test_memory),
	KUNIT_CASE(sram_test_registers),
	KUNIT_CASE(sram_test_unbind),
	{}
};

static struct kunit_suite sram_suite = {
	.name = "sram",
	.init = sram_test_init,
	.test_cases = sram_cases,
};
kunit_test_suite(sram_suite);
