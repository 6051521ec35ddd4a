// SPDX-License-Identifier: BSD-2-Clause
/*
 * Module parameters by type: parse a value, and print it.
 *
 * Only /sys calls the functions that print, so that an image without /sys does not have them.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define IF_READ(get)	(IS_ENABLED(CONFIG_SYSFS) ? (get) : NULL)

#define PARAM_OPS(name, ...)								\
	const struct kernel_param_ops param_ops_##name = {				\
		.set = param_set_##name, .get = IF_READ(param_get_##name), __VA_ARGS__	\
	}

#define PARAM_NUMBER(name, type, parse, format)						\
int param_set_##name(const char *value, const struct kernel_param *kp)			\
{											\
	return parse(value, 0, (type *)kp->arg);					\
}											\
int param_get_##name(char *buf, const struct kernel_param *kp)				\
{											\
	return sprintf(buf, format "\n", *(type *)kp->arg);				\
}											\
PARAM_OPS(name)

PARAM_NUMBER(int, int, kstrtoint, "%d");
PARAM_NUMBER(uint, unsigned int, kstrtouint, "%u");
PARAM_NUMBER(long, long, kstrtol, "%ld");
PARAM_NUMBER(ulong, unsigned long, kstrtoul, "%lu");
PARAM_NUMBER(ullong, unsigned long long, kstrtoull, "%llu");
PARAM_NUMBER(hexint, unsigned int, kstrtouint, "%#08x");
PARAM_NUMBER(short, s16, kstrtos16, "%d");
PARAM_NUMBER(ushort, u16, kstrtou16, "%u");
PARAM_NUMBER(byte, u8, kstrtou8, "%u");

int param_set_uint_minmax(const char *value, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	unsigned int n;
	int err = kstrtouint(value, 0, &n);

	if (err)
		return err;
	if (n < min || n > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = n;
	return 0;
}

/* A bool without a value means "on".  Nothing is written on an error. */
static int parse_bool(const char *value, bool *on)
{
	*on = true;
	return value && *value ? kstrtobool(value, on) : 0;
}

int param_set_bool(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err = parse_bool(value, &on);

	if (!err)
		*(bool *)kp->arg = on;
	return err;
}

int param_get_bool(char *buf, const struct kernel_param *kp)
{
	return sprintf(buf, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}
PARAM_OPS(bool, .flags = KERNEL_PARAM_OPS_FL_NOARG);

/* A bool with the opposite of the value. */
int param_set_invbool(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err = parse_bool(value, &on);

	if (!err)
		*(bool *)kp->arg = !on;
	return err;
}

int param_get_invbool(char *buf, const struct kernel_param *kp)
{
	return sprintf(buf, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}
PARAM_OPS(invbool, .flags = KERNEL_PARAM_OPS_FL_NOARG);

/* An int that is 0 or 1. */
int param_set_bint(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err = parse_bool(value, &on);

	if (!err)
		*(int *)kp->arg = on;
	return err;
}
PARAM_OPS(bint, .flags = KERNEL_PARAM_OPS_FL_NOARG);

#define ELEMENT_SIZE	128	/* longest value of an array's element, with the terminator */

/* Set the elements of an array, from values that are separated by commas. */
static int set_array(const char *value, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
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

static int get_array(char *buf, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int nr = arr->num ? *arr->num : arr->max;
	int len = 0;

	/* Elements that do not fit into the page are left out. */
	for (unsigned int i = 0; i < nr && len + ELEMENT_SIZE <= (int)PAGE_SIZE; i++) {
		struct kernel_param element = *kp;
		int n;

		if (i)
			buf[len - 1] = ',';	/* in place of the newline */
		element.arg = (char *)arr->elem + i * arr->elemsize;
		n = arr->ops->get(buf + len, &element);
		if (n < 0)
			return n;
		len += n;
	}
	return len;
}
const struct kernel_param_ops param_array_ops = { .set = set_array, .get = IF_READ(get_array) };

#define STRING_UNIT	32	/* bytes */
#define STRING_UNITS	32

/* A string has one or more units.  The entry of its first unit has their number, others have 0. */
static char string_space[STRING_UNITS][STRING_UNIT];
static u8 string_units[STRING_UNITS];
static unsigned int units_used;

/*
 * Return the number of units of @string, or 0 if no string of param_set_charp() starts there, for
 * example because the module has set the parameter.
 */
static unsigned int units_of(const char *string)
{
	for (unsigned int i = 0; i < units_used; i++)
		if (string == string_space[i])
			return string_units[i];
	return 0;
}

/*
 * Copy a string into a static buffer, because boot arguments are read before there is an allocator.
 * A later value of the same parameter uses the same place if it fits; otherwise it gets a new place
 * of at least twice the size, and the old one is lost.  Returns -ENOSPC if the buffer is full.
 */
int param_set_charp(const char *value, const struct kernel_param *kp)
{
	char **string = kp->arg;
	size_t size = strlen(value) + 1;
	unsigned int units = units_of(*string);

	if (size > units * STRING_UNIT) {
		size_t wanted = max_t(size_t, DIV_ROUND_UP(size, STRING_UNIT), 2 * units);

		if (wanted > STRING_UNITS - units_used)
			return -ENOSPC;
		string_units[units_used] = wanted;
		*string = string_space[units_used];
		units_used += wanted;
	}
	memcpy(*string, value, size);
	return 0;
}

int param_get_charp(char *buf, const struct kernel_param *kp)
{
	return scnprintf(buf, PAGE_SIZE - offset_in_page(buf), "%s\n", *(char **)kp->arg);
}
PARAM_OPS(charp);

int param_set_copystring(const char *value, const struct kernel_param *kp)
{
	if (strlen(value) >= kp->str->maxlen)
		return -ENOSPC;
	strcpy(kp->str->string, value);
	return 0;
}

int param_get_string(char *buf, const struct kernel_param *kp)
{
	return scnprintf(buf, PAGE_SIZE - offset_in_page(buf), "%s\n", kp->str->string);
}
const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring, .get = IF_READ(param_get_string)
};
