// SPDX-License-Identifier: BSD-2-Clause
/* Locks and memory that are released at the end of a block. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

static DEFINE_MUTEX(names_lock);
static char *current_name;

static int name_set(const char *name)
{
	char *copy __free(kfree) = kstrdup(name, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	guard(mutex)(&names_lock);
	if (strlen(copy) > 8)
		return -E2BIG;
	kfree(current_name);
	current_name = no_free_ptr(copy);
	return 0;
}

static int __init cleanup_demo_init(void)
{
	if (name_set("short") || name_set("much too long") != -E2BIG)
		return -EINVAL;
	scoped_guard(mutex, &names_lock) {
		if (!mutex_is_locked(&names_lock) || strcmp(current_name, "short"))
			return -EINVAL;
	}
	if (mutex_is_locked(&names_lock))
		return -EBUSY;
	kfree(current_name);
	pr_info("passed\n");
	return 0;
}
module_init(cleanup_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Release at the end of a block");
