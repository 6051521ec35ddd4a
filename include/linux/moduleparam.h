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
	param_ops_ullong, param_ops_hexint, param_ops_short, param_ops_ushort, param_ops_byte,
	param_ops_bool, param_ops_invbool, param_ops_bint, param_ops_charp, param_ops_string,
	param_array_ops;

/* The type "bool" is a macro in files that include <stdbool.h> of C11. */
#define param_ops__Bool	param_ops_bool

/* The argument of an array: the parameters of its elements. */
struct kparam_array {
	unsigned int max;			/* number of elements */
	unsigned int elemsize;
	unsigned int *num;			/* set to the number of values; may be NULL */
	const struct kernel_param_ops *ops;
	void *elem;
};

#define __MODULE_STRING(x)	__stringify(x)

#define __module_param(name_, ops_, arg_, size_)						\
	static const struct kernel_param __modparam_##name_ = { .module = KBUILD_MODNAME,	\
		.name = #name_, .ops = ops_, .arg = arg_, .size = size_ };			\
	static const struct kernel_param *const __modparam_ptr_##name_ __used __retain		\
		__section("tbl_modparam") = &__modparam_##name_

/*
 * Define a parameter.  The type is int, uint, hexint, long, ulong, ullong, short, ushort, byte,
 * bool, invbool (a bool with the opposite value), bint (an int with the value 0 or 1) or charp.
 * The permissions are ignored.
 */
#define module_param(name, type, perm)		module_param_named(name, name, type, perm)
#define module_param_named(name, var, type, perm)	\
	__module_param(name, &param_ops_##type, &(var), sizeof(var))
#define module_param_string(name, string, len, perm)	\
	__module_param(name, &param_ops_string, string, len)
/*
 * Define a parameter with up to ARRAY_SIZE(@name) values, separated by commas.  *@nump becomes
 * their number; @nump may be NULL.  An error in a value leaves the values before it set.
 */
#define module_param_array(name, type, nump, perm)	\
	module_param_array_named(name, name, type, nump, perm)
#define module_param_array_named(name, array, type, nump, perm)				\
	static const struct kparam_array __param_arr_##name = { .max = ARRAY_SIZE(array),	\
		.elemsize = sizeof((array)[0]), .num = nump, .ops = &param_ops_##type,	\
		.elem = array };							\
	__module_param(name, &param_array_ops, (void *)&__param_arr_##name, sizeof(array))

/* Parameters that can damage the machine, or that name hardware.  They are treated as others. */
#define module_param_unsafe(name, type, perm)	module_param(name, type, perm)
#define module_param_named_unsafe(name, var, type, perm) module_param_named(name, var, type, perm)
#define module_param_hw(name, type, hwtype, perm)	module_param(name, type, perm)

#define MODULE_PARM_DESC(name, text)	_Static_assert(sizeof(text) > 0, "description")

/* Set all parameters from the boot arguments.  Called once, on the boot CPU. */
void module_params_parse(void);

#endif /* LINUX_MODULEPARAM_H */
