// SPDX-License-Identifier: BSD-2-Clause
/*
 * An application and a Linux module in one file.  It shows two kinds of memory, a parameter, and
 * messages.
 *
 *         make run APP=examples/hello ARGS='main.count=3'
 */

#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static int count = 2;
module_param(count, int, 0444);
MODULE_PARM_DESC(count, "how many buffers to fill");

static int __init hello_init(void)
{
	for (int i = 0; i < count; i++) {
		char *text = kmalloc(32, GFP_KERNEL);

		if (!text)
			return -ENOMEM;
		snprintf(text, 32, "hello, buffer %d", i);
		pr_info("%s (kmalloc gave %zu bytes)\n", text, ksize(text));
		kfree(text);
	}
	return 0;
}
module_init(hello_init);

static void __exit hello_exit(void)
{
	pr_info("goodbye\n");
}
module_exit(hello_exit);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("The smallest application");

/* Run the application.  This function is called when all services work, before the shell starts. */
int app_main(void)
{
	size_t size = 1 << 20;
	u8 *area = vzalloc(size);

	if (!area)
		return -ENOMEM;
	memset(area, 0x5a, size);
	pr_info("hello, %zu bytes at %px: last one %#x\n", size, area, area[size - 1]);
	vfree(area);
	return 0;
}
