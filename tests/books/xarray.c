// SPDX-License-Identifier: BSD-2-Clause
/* An array with gaps, of pointers and small numbers. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/xarray.h>

static DEFINE_XARRAY(entries);
static DEFINE_XARRAY_ALLOC(handles);

static int __init xarray_demo_init(void)
{
	static int object;
	unsigned long index, sum = 0;
	void *entry;
	u32 id;
	int err;

	err = xa_err(xa_store(&entries, 1000000, &object, GFP_KERNEL));
	if (!err)
		err = xa_insert(&entries, 7, xa_mk_value(70), GFP_KERNEL);
	if (err)
		return err;
	xa_set_mark(&entries, 7, XA_MARK_0);
	xa_for_each(&entries, index, entry)
		sum += index;
	if (sum != 1000007 || xa_to_value(xa_load(&entries, 7)) != 70 ||
	    !xa_marked(&entries, XA_MARK_0))
		return -EINVAL;
	if (xa_erase(&entries, 1000000) != &object)
		return -ENOENT;
	xa_destroy(&entries);
	err = xa_alloc(&handles, &id, &object, XA_LIMIT(5, 9), GFP_KERNEL);
	xa_destroy(&handles);
	if (err || id != 5)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(xarray_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("An array with gaps");
