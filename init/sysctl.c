// SPDX-License-Identifier: BSD-2-Clause
/* Tunables: values that boot arguments and the command "sysctl" can change. */

#include <internal/params.h>
#include <internal/sysctl.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#define MAX_VALUES	8
#define BOOT_PREFIX	"sysctl."

extern const struct sysctl *const __start_tbl_sysctl[], *const __stop_tbl_sysctl[];

static DEFINE_MUTEX(sysctl_mutex);

static const struct sysctl *sysctl_find(const char *name)
{
	for (const struct sysctl *const *s = __start_tbl_sysctl; s < __stop_tbl_sysctl; s++) {
		if (!strcmp((*s)->name, name))
			return *s;
	}
	return NULL;
}

static unsigned long sysctl_get_value(const struct sysctl *s, unsigned int i)
{
	if (s->size == sizeof(u32))
		return READ_ONCE(((u32 *)s->data)[i]);
	return READ_ONCE(((unsigned long *)s->data)[i]);
}

static void sysctl_store_value(const struct sysctl *s, const unsigned long *values)
{
	for (unsigned int i = 0; i < s->count; i++) {
		if (s->size == sizeof(u32))
			WRITE_ONCE(((u32 *)s->data)[i], values[i]);
		else
			WRITE_ONCE(((unsigned long *)s->data)[i], values[i]);
	}
}

/* Replace the first elements of @values by the numbers in the text. */
static int sysctl_parse(const struct sysctl *s, const char *text, unsigned long *values)
{
	char word[24];
	unsigned int i;

	for (i = 0; *(text = skip_spaces(text)); i++) {
		size_t size = strcspn(text, " \t\n");

		if (i == s->count || size >= sizeof(word))
			return -EINVAL;
		memcpy(word, text, size);
		word[size] = '\0';
		if (kstrtoul(word, 0, &values[i]))
			return -EINVAL;
		if (values[i] < s->min || values[i] > s->max)
			return -ERANGE;
		text += size;
	}
	return i ? 0 : -EINVAL;
}

static int sysctl_set_value(const struct sysctl *s, const char *text)
{
	unsigned long old[MAX_VALUES], values[MAX_VALUES];
	int err;

	for (unsigned int i = 0; i < s->count; i++)
		values[i] = old[i] = sysctl_get_value(s, i);
	err = sysctl_parse(s, text, values);
	if (err)
		return err;
	sysctl_store_value(s, values);
	err = s->apply ? s->apply() : 0;
	if (err)
		sysctl_store_value(s, old);
	return err;
}

int sysctl_set(const char *name, const char *values)
{
	const struct sysctl *s = sysctl_find(name);
	int err;

	if (!s)
		return -ENOENT;
	mutex_lock(&sysctl_mutex);
	err = sysctl_set_value(s, values);
	mutex_unlock(&sysctl_mutex);
	return err;
}

static void sysctl_explain_range(const struct sysctl *s, const char *name, const char *values)
{
	if (s->count == 1)
		pr_err("%s=%s: a number from %u to %u is needed\n", name, values, s->min, s->max);
	else
		pr_err("%s=%s: 1 to %u numbers from %u to %u are needed\n", name, values, s->count,
		       s->min, s->max);
}

/* Print why a value was refused. */
static void explain(const char *name, const char *values, int err)
{
	const struct sysctl *s = sysctl_find(name);

	if (!s)
		pr_err("%s: unknown tunable\n", name);
	else if (err == -EINVAL)
		sysctl_explain_range(s, name, values);
	else if (err == -ERANGE)
		pr_err("%s=%s: out of range: from %u to %u\n", name, values, s->min, s->max);
	else
		pr_err("%s=%s: not possible on this machine: %pe\n", name, values, ERR_PTR(err));
}

static void set_at_boot(const char *name, const char *value)
{
	int err = sysctl_set(name + strlen(BOOT_PREFIX), value);

	if (err)
		explain(name + strlen(BOOT_PREFIX), value, err);
}

static int __init sysctl_boot(void)
{
	cmdline_for_each(BOOT_PREFIX, set_at_boot);
	return 0;
}
core_initcall(sysctl_boot);

static void sysctl_show(const struct sysctl *s)
{
	report_open(&console_seq, NULL, '{');
	report_fields(&console_seq, "%s{name} =", s->name);
	report_open(&console_seq, "values", '[');
	for (unsigned int i = 0; i < s->count; i++)
		report_fields(&console_seq, " %lu{}", sysctl_get_value(s, i));
	report_close(&console_seq, ']');
	report_fields(&console_seq, "\n");
	report_close(&console_seq, '}');
}

static int cmd_sysctl(int argc, char **argv)
{
	const struct sysctl *s;
	char *values = argc > 1 ? strchr(argv[1], '=') : NULL;
	int err;

	if (values) {
		*values++ = '\0';
		err = sysctl_set(argv[1], values);
		if (err) {
			explain(argv[1], values, err);
			return 1;
		}
	}
	s = argc > 1 ? sysctl_find(argv[1]) : NULL;
	if (argc > 1 && !s) {
		explain(argv[1], "", -ENOENT);
		return 1;
	}
	report_open(&console_seq, NULL, '[');
	if (s)
		sysctl_show(s);
	for (const struct sysctl *const *p = __start_tbl_sysctl; !s && p < __stop_tbl_sysctl; p++)
		sysctl_show(*p);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(sysctl, "sysctl", "[-j] [name[=value]]", "show or set tunables", cmd_sysctl);
