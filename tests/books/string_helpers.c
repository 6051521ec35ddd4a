// SPDX-License-Identifier: BSD-2-Clause
/* Texts of users: numbers, lists of words, sizes, and copies that always end. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/string_helpers.h>

static const char * const modes[] = { "off", "slow", "fast" };

static int __init string_helpers_demo_init(void)
{
	char text[16], words[] = "one,two", *rest = words;
	unsigned int number;
	bool enabled;

	if (kstrtouint("0x20\n", 0, &number) || number != 32 ||
	    kstrtouint("12x", 10, &number) != -EINVAL || kstrtobool("on", &enabled) || !enabled)
		return -EINVAL;
	if (match_string(modes, ARRAY_SIZE(modes), "fast") != 2 || !sysfs_streq("slow\n", "slow"))
		return -EINVAL;
	string_get_size(3, 1 << 20, STRING_UNITS_2, text, sizeof(text));
	if (strcmp(text, "3.00 MiB") || strcmp(str_yes_no(true), "yes"))
		return -EINVAL;
	if (strscpy(text, "longer than the buffer", 8) != -E2BIG || strlen(text) != 7)
		return -EINVAL;
	if (strcmp(strsep(&rest, ","), "one") || strcmp(rest, "two"))
		return -EINVAL;
	strscpy(text, "  trim me ", sizeof(text));
	if (strcmp(strim(text), "trim me") || sscanf("7:42", "%*u:%u", &number) != 1 ||
	    number != 42)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(string_helpers_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Texts and numbers");
