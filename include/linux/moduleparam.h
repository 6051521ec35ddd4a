/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MODULEPARAM_H
#define LINUX_MODULEPARAM_H

/*
 * Module parameters in the boot arguments: "module.name=value".  They are set before the first
 * initcall.  An invalid value is reported, and the parameter keeps its default.
 */

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/types.h>

struct kernel_param;

struct kernel_param_ops {
	int (*set)(const char *value, const struct kernel_param *kp);
};

struct kernel_param {
	const char *module;
	const char *name;
	const struct kernel_param_ops *ops;
	void *arg;
	unsigned int size;		/* capacity of a string or array */
};

extern const struct kernel_param_ops param_ops_int, param_ops_uint, param_ops_long, param_ops_ulong,
	param_ops_short, param_ops_ushort, param_ops_byte, param_ops_bool, param_ops_charp,
	param_ops_string;

#define __module_param(name_, ops_, arg_, size_)						\
	static const struct kernel_param __modparam_##name_ = { .module = KBUILD_MODNAME,	\
		.name = #name_, .ops = ops_, .arg = arg_, .size = size_ };			\
	static const struct kernel_param *const __modparam_ptr_##name_ __used __retain		\
		__section("tbl_modparam") = &__modparam_##name_

/*
 * Define a parameter.  The type is int, uint, long, ulong, short, ushort, byte, bool or charp.  The
 * permissions are ignored.
 */
#define module_param(name, type, perm)		module_param_named(name, name, type, perm)
#define module_param_named(name, var, type, perm)	\
	__module_param(name, &param_ops_##type, &(var), sizeof(var))
#define module_param_string(name, string, len, perm)	\
	__module_param(name, &param_ops_string, string, len)
#define MODULE_PARM_DESC(name, text)	_Static_assert(sizeof(text) > 0, "description")

/* Set all parameters from the boot arguments.  Called once, on the boot CPU. */
void module_params_parse(void);

#endif /* LINUX_MODULEPARAM_H */
