/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MODULEPARAM_H
#define LINUX_MODULEPARAM_H

/*
 * Module parameters in the boot arguments: "module.name=value".  They are set before the first
 * initcall.  An invalid value is reported, and the parameter keeps its default.
 *
 * With CONFIG_SYSFS, /sys/module/<module>/parameters/<name> reads and writes a parameter whose
 * permissions allow it.  The function set() of a parameter may then sleep and be called at any
 * time.  Reads and writes of all parameters exclude each other.
 */

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/types.h>

struct kernel_param;

/* set() gets "" for a parameter without a value, also with this flag. */
#define KERNEL_PARAM_OPS_FL_NOARG	1

/*
 * Set a parameter to a value, which may end with a newline, or return an error.  Write the value
 * and a newline to @buf, a page, and return the number of characters.  A get() that is NULL makes
 * the parameter unreadable.  free() is not called.
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *value, const struct kernel_param *kp);
	int (*get)(char *buf, const struct kernel_param *kp);
	void (*free)(void *arg);
};

struct kernel_param {
	const char *module;
	const char *name;
	const struct kernel_param_ops *ops;
	umode_t perm;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

/* The argument of a string: an array of @maxlen characters. */
struct kparam_string {
	unsigned int maxlen;
	char *string;
};

extern const struct kernel_param_ops param_ops_int, param_ops_uint, param_ops_long, param_ops_ulong,
	param_ops_ullong, param_ops_hexint, param_ops_short, param_ops_ushort, param_ops_byte,
	param_ops_bool, param_ops_invbool, param_ops_bint, param_ops_charp, param_ops_string,
	param_array_ops;

/* The functions of these types, for operations that also do something else. */
int param_set_int(const char *value, const struct kernel_param *kp);
int param_get_int(char *buf, const struct kernel_param *kp);
int param_set_uint(const char *value, const struct kernel_param *kp);
int param_get_uint(char *buf, const struct kernel_param *kp);
int param_set_long(const char *value, const struct kernel_param *kp);
int param_get_long(char *buf, const struct kernel_param *kp);
int param_set_ulong(const char *value, const struct kernel_param *kp);
int param_get_ulong(char *buf, const struct kernel_param *kp);
int param_set_ullong(const char *value, const struct kernel_param *kp);
int param_get_ullong(char *buf, const struct kernel_param *kp);
int param_set_hexint(const char *value, const struct kernel_param *kp);
int param_get_hexint(char *buf, const struct kernel_param *kp);
int param_set_short(const char *value, const struct kernel_param *kp);
int param_get_short(char *buf, const struct kernel_param *kp);
int param_set_ushort(const char *value, const struct kernel_param *kp);
int param_get_ushort(char *buf, const struct kernel_param *kp);
int param_set_byte(const char *value, const struct kernel_param *kp);
int param_get_byte(char *buf, const struct kernel_param *kp);
int param_set_bool(const char *value, const struct kernel_param *kp);
int param_get_bool(char *buf, const struct kernel_param *kp);
int param_set_invbool(const char *value, const struct kernel_param *kp);
int param_get_invbool(char *buf, const struct kernel_param *kp);
int param_set_charp(const char *value, const struct kernel_param *kp);
int param_get_charp(char *buf, const struct kernel_param *kp);
int param_set_bint(const char *value, const struct kernel_param *kp);
#define param_get_bint	param_get_int
int param_set_copystring(const char *value, const struct kernel_param *kp);
int param_get_string(char *buf, const struct kernel_param *kp);
/* Set a uint to a value from @min to @max, or return -EINVAL. */
int param_set_uint_minmax(const char *value, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);

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

#define __module_param(name_, ops_, arg_, perm_)						\
	static const struct kernel_param __modparam_##name_ = { .module = KBUILD_MODNAME,	\
		.name = #name_, .ops = ops_, .perm = perm_, { .arg = arg_ } };			\
	static const struct kernel_param *const __modparam_ptr_##name_ __used __retain		\
		__section("tbl_modparam") = &__modparam_##name_

/*
 * Define a parameter.  The type is int, uint, hexint, long, ulong, ullong, short, ushort, byte,
 * bool, invbool (a bool with the opposite value), bint (an int with the value 0 or 1) or charp.
 * module_param_cb() defines one with operations and an argument of the caller's.
 */
#define module_param(name, type, perm)		module_param_named(name, name, type, perm)
#define module_param_named(name, var, type, perm)	\
	__module_param(name, &param_ops_##type, &(var), perm)
#define module_param_cb(name, ops, arg, perm)	__module_param(name, ops, arg, perm)
#define module_param_string(name, buf, len, perm)						\
	static const struct kparam_string __param_string_##name = { len, buf };			\
	__module_param(name, &param_ops_string, (void *)&__param_string_##name, perm)
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
	__module_param(name, &param_array_ops, (void *)&__param_arr_##name, perm)

/* Parameters that can damage the machine, or that name hardware.  They are treated as others. */
#define module_param_unsafe(name, type, perm)	module_param(name, type, perm)
#define module_param_named_unsafe(name, var, type, perm) module_param_named(name, var, type, perm)
#define module_param_cb_unsafe(name, ops, arg, perm)	module_param_cb(name, ops, arg, perm)
#define module_param_hw(name, type, hwtype, perm)	module_param(name, type, perm)

#define MODULE_PARM_DESC(name, text)	_Static_assert(sizeof(text) > 0, "description")

/*
 * Exclude reads and writes of parameters below /sys, for code that needs a parameter not to change.
 * @mod is ignored.  May sleep.
 */
struct module;
#ifdef CONFIG_SYSFS
void kernel_param_lock(struct module *mod);
void kernel_param_unlock(struct module *mod);
#else
static inline void kernel_param_lock(struct module *mod)
{
}

static inline void kernel_param_unlock(struct module *mod)
{
}
#endif

/* Set all parameters from the boot arguments.  Called once, on the boot CPU. */
void module_params_parse(void);

#endif /* LINUX_MODULEPARAM_H */
