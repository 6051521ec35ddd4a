// SPDX-License-Identifier: BSD-2-Clause
/* Parse module parameters in the boot arguments: "module.name=value". */

#include <internal/params.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

extern const struct kernel_param *const __start_tbl_modparam[], *const __stop_tbl_modparam[];

void __init module_params_parse(void)
{
	char name[96], value[256];

	for (const struct kernel_param *const *p = __start_tbl_modparam; p < __stop_tbl_modparam;
	     p++) {
		int err;

		scnprintf(name, sizeof(name), "%s.%s", (*p)->module, (*p)->name);
		if (!cmdline_find(name, value, sizeof(value)))
			continue;
		err = (*p)->ops->set(value, *p);
		if (err)
			pr_err("boot argument %s=%s: not accepted (%d)\n", name, value, err);
	}
}
