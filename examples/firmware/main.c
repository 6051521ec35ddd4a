// SPDX-License-Identifier: BSD-2-Clause
/*
 * An application outside of Quarry's tree, which is linked with the library that "make install"
 * installed.  See the Makefile and CMakeLists.txt in this folder.
 */

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

static char *greeting = "hello";
module_param(greeting, charp, 0444);
MODULE_PARM_DESC(greeting, "text of the greeting");

/* An initcall of the application, which runs like the initcalls of the library. */
static int __init early_init(void)
{
	pr_info("firmware: an initcall; %lu pages\n", totalram_pages());
	return 0;
}
module_init(early_init);

/* Run the application.  This function is called when all services work, before the shell starts. */
int app_main(void);

int app_main(void)
{
	char *text = kmalloc(64, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	snprintf(text, 64, "%s from %pS", greeting, app_main);
	pr_info("firmware: %s, in %zu bytes at %px\n", text, ksize(text), text);
	kfree(text);
	return 0;
}
