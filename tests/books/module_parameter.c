// SPDX-License-Identifier: BSD-2-Clause
/* Parameters, which are set in the boot arguments: module_parameter.count=5. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

static int count = 1;
module_param(count, int, 0644);
MODULE_PARM_DESC(count, "number of greetings");

static char *who = "reader";
module_param(who, charp, 0444);
MODULE_PARM_DESC(who, "name of the reader");

static unsigned int sizes[4];
static unsigned int nr_sizes;
module_param_array(sizes, uint, &nr_sizes, 0444);
MODULE_PARM_DESC(sizes, "at most four numbers");

static bool quiet;
module_param(quiet, bool, 0444);
MODULE_PARM_DESC(quiet, "print nothing but the result");

static int __init module_parameter_demo_init(void)
{
	if (count < 0 || nr_sizes > ARRAY_SIZE(sizes))
		return -EINVAL;
	for (int i = 0; i < count && !quiet; i++)
		pr_info("hello, %s, %u sizes\n", who, nr_sizes);
	pr_info("passed\n");
	return 0;
}
module_init(module_parameter_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Module parameters");
