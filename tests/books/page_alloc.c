// SPDX-License-Identifier: BSD-2-Clause
/* Pages: one, four adjacent ones, and as many as a size needs. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

static int __init page_alloc_demo_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);
	unsigned long address = __get_free_page(GFP_KERNEL);
	void *exact = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	int err = -ENOMEM;

	if (page && address && exact)
		err = virt_to_page(page_address(page)) == page &&
		      page_to_phys(page) % (4 * PAGE_SIZE) == 0 && get_order(9 * PAGE_SIZE) == 4 &&
		      PAGE_ALIGNED(address) && page_count(page) == 1 ? 0 : -EINVAL;
	if (exact)
		free_pages_exact(exact, 3 * PAGE_SIZE);
	free_page(address);
	if (page)
		__free_pages(page, 2);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(page_alloc_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Page allocation");
