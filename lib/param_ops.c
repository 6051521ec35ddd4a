// SPDX-License-Identifier: BSD-2-Clause
/* Parsers of module parameters, by type. */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#define PARAM_OPS(name, type, parse)								\
static int set_##name(const char *value, const struct kernel_param *kp)				\
{												\
	return parse(value, 0, (type *)kp->arg);						\
}												\
const struct kernel_param_ops param_ops_##name = { .set = set_##name }

PARAM_OPS(int, int, kstrtoint);
PARAM_OPS(uint, unsigned int, kstrtouint);
PARAM_OPS(long, long, kstrtol);
PARAM_OPS(ulong, unsigned long, kstrtoul);
PARAM_OPS(ullong, unsigned long long, kstrtoull);
PARAM_OPS(hexint, unsigned int, kstrtouint);
PARAM_OPS(short, s16, kstrtos16);
PARAM_OPS(ushort, u16, kstrtou16);
PARAM_OPS(byte, u8, kstrtou8);

/* Set a bool parameter.  A parameter without a value means "on". */
static int set_bool(const char *value, const struct kernel_param *kp)
{
	return *value ? kstrtobool(value, kp->arg) : (*(bool *)kp->arg = true, 0);
}
const struct kernel_param_ops param_ops_bool = { .set = set_bool };

/* Set a bool to the opposite of the value. */
static int set_invbool(const char *value, const struct kernel_param *kp)
{
	bool on = true;
	int err = *value ? kstrtobool(value, &on) : 0;

	if (!err)
		*(bool *)kp->arg = !on;
	return err;
}
const struct kernel_param_ops param_ops_invbool = { .set = set_invbool };

/* Set an int to 0 or 1. */
static int set_bint(const char *value, const struct kernel_param *kp)
{
	bool on = true;
	int err = *value ? kstrtobool(value, &on) : 0;

	if (!err)
		*(int *)kp->arg = on;
	return err;
}
const struct kernel_param_ops param_ops_bint = { .set = set_bint };

#define ELEMENT_SIZE	128	/* longest value of an array's element, with the terminator */

/* Set the elements of an array, from values that are separated by commas. */
static int set_array(const char *value, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arg;
	unsigned int n = 0;
	const char *end;

	do {
		struct kernel_param element = *kp;
		char text[ELEMENT_SIZE];
		int err;

		end = strchrnul(value, ',');
		if (n == arr->max || end - value >= ELEMENT_SIZE)
			return n == arr->max ? -EINVAL : -ENOSPC;
		memcpy(text, value, (size_t)(end - value));
		text[end - value] = 0;
		element.arg = (char *)arr->elem + n * arr->elemsize;
		element.size = arr->elemsize;
		err = arr->ops->set(text, &element);
		if (err)
			return err;
		n++;
		value = end + 1;
	} while (*end);
	if (arr->num)
		*arr->num = n;
	return 0;
}
const struct kernel_param_ops param_array_ops = { .set = set_array };

#define STRING_SPACE 512

/* Copy a string into a static buffer.  Strings are never freed, because boot arguments are few. */
static int set_charp(const char *value, const struct kernel_param *kp)
{
	static char space[STRING_SPACE];
	static size_t used;
	size_t size = strlen(value) + 1;

	if (size > sizeof(space) - used)
		return -ENOSPC;
	*(char **)kp->arg = memcpy(space + used, value, size);
	used += size;
	return 0;
}
const struct kernel_param_ops param_ops_charp = { .set = set_charp };

static int set_string(const char *value, const struct kernel_param *kp)
{
	return strscpy(kp->arg, value, kp->size) < 0 ? -ENOSPC : 0;
}
const struct kernel_param_ops param_ops_string = { .set = set_string };
