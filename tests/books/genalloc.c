// SPDX-License-Identifier: BSD-2-Clause
/* Allocations from a range that the page allocator does not manage, such as SRAM. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/genalloc.h>
#include <linux/log2.h>
#include <linux/module.h>

#define SRAM_BASE	0x10000000UL
#define SRAM_SIZE	0x8000
#define BLOCK		256

static int __init genalloc_demo_init(void)
{
	struct gen_pool *pool = gen_pool_create(ilog2(BLOCK), -1);
	unsigned long first, second;
	int err;

	if (!pool)
		return -ENOMEM;
	err = gen_pool_add_virt(pool, SRAM_BASE, 0x80000000, SRAM_SIZE, -1);
	if (err)
		goto out;
	first = gen_pool_alloc(pool, 1000);
	second = gen_pool_alloc(pool, 100);
	if (first != SRAM_BASE || second != SRAM_BASE + 4 * BLOCK ||
	    gen_pool_virt_to_phys(pool, second) != 0x80000400 ||
	    gen_pool_avail(pool) != SRAM_SIZE - 5 * BLOCK)
		err = -EINVAL;
	gen_pool_free(pool, second, 100);
	gen_pool_free(pool, first, 1000);
out:
	gen_pool_destroy(pool);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(genalloc_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Allocation from special memory");
