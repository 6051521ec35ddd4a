// SPDX-License-Identifier: BSD-2-Clause
/* Large memory whose pages need not be adjacent, and one mapping of single pages. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define NR_PAGES 3

static int __init vmalloc_demo_init(void)
{
	struct page *pages[NR_PAGES] = {};
	char *area = vzalloc(1 << 20), *window = NULL;
	int err = -ENOMEM, n;

	for (n = 0; n < NR_PAGES; n++) {
		pages[n] = alloc_page(GFP_KERNEL);
		if (!pages[n])
			goto out;
	}
	window = vmap(pages, NR_PAGES, VM_MAP, PAGE_KERNEL);
	if (!area || !window)
		goto out;
	memset(window, 'x', NR_PAGES * PAGE_SIZE);
	err = is_vmalloc_addr(area) && !area[12345] &&
	      *(char *)page_address(pages[2]) == 'x' &&
	      vmalloc_to_page(window + PAGE_SIZE) == pages[1] ? 0 : -EINVAL;
out:
	vunmap(window);
	while (n--)
		__free_page(pages[n]);
	vfree(area);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(vmalloc_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Memory of single pages");
