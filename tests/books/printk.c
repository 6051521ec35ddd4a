// SPDX-License-Identifier: BSD-2-Clause
/* Messages of a module: levels, lines in parts, bytes, and the formats of pointers. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errname.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

static int __init printk_demo_init(void)
{
	static const u8 mac[6] = { 0x02, 0, 0, 0xab, 0xcd, 0xef };
	struct resource res = DEFINE_RES_MEM(0x1000, 0x100);
	phys_addr_t address = 0x8000;
	char text[64];

	pr_debug("only with DEBUG or a higher level of messages\n");
	printk(KERN_INFO "a line in ");
	pr_cont("two parts\n");
	print_hex_dump(KERN_DEBUG, "mac ", DUMP_PREFIX_OFFSET, 16, 1, mac, sizeof(mac), false);
	snprintf(text, sizeof(text), "%pM %*ph %pa", mac, 2, mac, &address);
	if (strncmp(text, "02:00:00:ab:cd:ef 02 00 0x", 26))
		return -EINVAL;
	snprintf(text, sizeof(text), "%pe %ps", ERR_PTR(-ENOMEM), printk_demo_init);
	if (strncmp(text, "-ENOMEM ", 8))
		return -EINVAL;
	pr_info("passed: %pR\n", &res);
	return 0;
}
module_init(printk_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Messages of a module");
