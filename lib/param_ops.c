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
PARAM_OPS(short, s16, kstrtos16);
PARAM_OPS(ushort, u16, kstrtou16);
PARAM_OPS(byte, u8, kstrtou8);

/* Set a bool parameter.  A parameter without a value means "on". */
static int set_bool(const char *value, const struct kernel_param *kp)
{
	return *value ? kstrtobool(value, kp->arg) : (*(bool *)kp->arg = true, 0);
}
const struct kernel_param_ops param_ops_bool = { .set = set_bool };

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
