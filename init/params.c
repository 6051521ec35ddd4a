// SPDX-License-Identifier: BSD-2-Clause
/*
 * Boot arguments: "name=value" words separated by blanks; quotes hold blanks together.  Each word is
 * offered to the functions registered under its name; one that nobody knows is kept for modules and
 * applications, which ask by cmdline_find().
 */

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <quarry/params.h>

#define COMMAND_LINE_SIZE 2048

char boot_command_line[COMMAND_LINE_SIZE];

extern const struct boot_param *const __start_tbl_param[], *const __stop_tbl_param[];

/*
 * Split off the next word at *line, in place, without its quotes: its name; *value is what follows the
 * first "=" or NULL.  NULL at the end.
 */
static char *next_word(char **line, char **value)
{
	char *in = skip_spaces(*line), *out = in, *name = in;
	bool quoted = false;

	*value = NULL;
	if (!*in)
		return NULL;
	for (; *in && (quoted || *in != ' '); in++) {
		if (*in == '"') {
			quoted = !quoted;
			continue;
		}
		if (*in == '=' && !*value) {
			*out++ = '\0';
			*value = out;
			continue;
		}
		*out++ = *in;
	}
	*line = *in ? in + 1 : in;
	*out = '\0';
	return name;
}

static void handle(const char *name, char *value)
{
	for (const struct boot_param *const *p = __start_tbl_param; p < __stop_tbl_param; p++) {
		int err;

		if (strcmp((*p)->name, name))
			continue;
		err = (*p)->fn(value ? value : (char *)"");
		if (err)
			pr_err("boot argument %s=%s: not accepted (%d)\n", name,
			       value ? value : "", err);
	}
}

void params_parse(const char *text)
{
	static char copy[COMMAND_LINE_SIZE];
	char *at = copy, *name, *value;

	strscpy(boot_command_line, text, sizeof(boot_command_line));
	strscpy(copy, text, sizeof(copy));
	while ((name = next_word(&at, &value)))
		handle(name, value);
}

bool cmdline_find(const char *name, char *buf, size_t size)
{
	char copy[COMMAND_LINE_SIZE / 2], *at = copy, *word, *value;

	strscpy(copy, boot_command_line, sizeof(copy));
	while ((word = next_word(&at, &value))) {
		if (!strcmp(word, name)) {
			strscpy(buf, value ? value : "", size);
			return true;
		}
	}
	return false;
}

void cmdline_for_each(const char *prefix, void (*fn)(const char *name, const char *value))
{
	char copy[COMMAND_LINE_SIZE / 2], *at = copy, *word, *value;

	strscpy(copy, boot_command_line, sizeof(copy));
	while ((word = next_word(&at, &value))) {
		if (!strncmp(word, prefix, strlen(prefix)))
			fn(word, value ? value : "");
	}
}
