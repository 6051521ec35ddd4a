// SPDX-License-Identifier: BSD-2-Clause
/* Memory of any size: cleared, arrays, copies, and a longer version of an array. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init kmalloc_demo_init(void)
{
	u32 *table = kcalloc(10, sizeof(*table), GFP_KERNEL), *longer;
	char *copy = kstrdup("a name", GFP_KERNEL);
	char *text = kasprintf(GFP_KERNEL, "%s-%d", "eth", 0);
	void *big = kvmalloc(1 << 20, GFP_KERNEL | __GFP_ZERO);
	u8 *now = kmalloc(16, GFP_NOWAIT);
	int err = -ENOMEM;

	if (!table || !copy || !text || !big || !now)
		goto out;
	table[9] = 9;
	longer = krealloc(table, 20 * sizeof(*table), GFP_KERNEL);
	if (!longer)
		goto out;
	table = longer;
	err = table[9] == 9 && ksize(table) >= 80 && !strcmp(copy, "a name") &&
	      !strcmp(text, "eth-0") ? 0 : -EINVAL;
	if (!err)
		pr_info("passed\n");
out:
	kfree_sensitive(now);
	kvfree(big);
	kfree(text);
	kfree(copy);
	kfree(table);
	return err;
}
module_init(kmalloc_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Memory of any size");
