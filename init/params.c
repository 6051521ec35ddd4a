// SPDX-License-Identifier: BSD-2-Clause
/*
 * Boot arguments: words of the form "name=value", separated by blanks.  Quotes protect blanks.
 *
 * Each word is passed to the functions that are registered for its name.  Modules and applications
 * read other words by cmdline_find().  Before the application starts, a word is reported as unknown
 * if no function is registered for its name and no caller has read it.
 *
 * Words after "--" belong to the application.  boot_command_line also contains them.
 */

#include <internal/params.h>
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

char boot_command_line[COMMAND_LINE_SIZE];

/*
 * The words without quotes, each with a NUL at the end.  Bit n of `known` is set if word number n,
 * from 0, is registered or was read.
 */
static char words[COMMAND_LINE_SIZE];
static unsigned int words_size;
static unsigned int arguments_size;	/* size of the words after "--", at the end of words */
static DECLARE_BITMAP(known, COMMAND_LINE_SIZE / 2);

extern const struct boot_param *const __start_tbl_param[], *const __stop_tbl_param[];

/*
 * Copy the next word of *@line to @out, without quotes, and advance *@line.  Returns the size of
 * the copy with the NUL, or 0 at the end of the line.
 */
static unsigned int next_word(const char **line, char *out)
{
	const char *in = skip_spaces(*line), *quote = NULL;
	char *at = out;

	if (!*in)
		return 0;
	for (; *in && (quote || *in != ' '); in++) {
		if (*in == '"')
			quote = quote ? NULL : in;
		else
			*at++ = *in;
	}
	if (quote)
		pr_err("boot arguments: the quote is not closed: %s\n", quote);
	*line = in;
	*at++ = '\0';
	return at - out;
}

void params_read(const char *text)
{
	unsigned int size;

	if (strscpy(boot_command_line, text, sizeof(boot_command_line)) < 0)
		pr_err("boot arguments: longer than %d characters: ignored from \"%.20s\" on\n",
		       COMMAND_LINE_SIZE - 1, text + COMMAND_LINE_SIZE - 1);
	text = boot_command_line;
	bitmap_zero(known, COMMAND_LINE_SIZE / 2);
	words_size = 0;
	while ((size = next_word(&text, words + words_size)) && strcmp(words + words_size, "--"))
		words_size += size;
	if (!IS_ENABLED(CONFIG_LIBC))
		return;
	arguments_size = 0;
	while ((size = next_word(&text, words + words_size + arguments_size)))
		arguments_size += size;
}

#define for_each_word(word, n) \
	for ((word) = words, (n) = 0; (word) < words + words_size; \
	     (word) += strlen(word) + 1, (n)++)

/*
 * Return the value of a word if @name is its name, otherwise NULL.  The value is "" if the word has
 * none.
 */
static const char *value_of(const char *word, const char *name)
{
	size_t size = strlen(name);

	if (strncmp(word, name, size) || (word[size] && word[size] != '='))
		return NULL;
	return word + size + (word[size] == '=');
}

/*
 * Pass a word to the functions that are registered for its name.  Each function may change the
 * string in @copy.  Returns true if such a function exists.
 */
static bool offer(const char *word, char *copy)
{
	bool taken = false;

	for (const struct boot_param *const *p = __start_tbl_param; p < __stop_tbl_param; p++) {
		const char *value = value_of(word, (*p)->name);
		int err;

		if (!value)
			continue;
		taken = true;
		err = (*p)->fn(strcpy(copy, value));
		if (err)
			pr_err("boot argument %s=%s: not accepted (%pe)\n", (*p)->name, value,
			       ERR_PTR(err));
	}
	return taken;
}

void params_parse(const char *text)
{
	static char copies[COMMAND_LINE_SIZE];
	const char *word;
	unsigned int n;

	params_read(text);
	for_each_word(word, n) {
		if (offer(word, copies + (word - words)))
			__set_bit(n, known);
	}
}

const char *cmdline_value(const char *name)
{
	const char *word, *value, *last = NULL;
	unsigned int n;

	for_each_word(word, n) {
		value = value_of(word, name);
		if (value) {
			__set_bit(n, known);
			last = value;
		}
	}
	return last;
}

bool cmdline_find(const char *name, char *buf, size_t size)
{
	const char *value = cmdline_value(name);

	if (!value)
		return false;
	if (strscpy(buf, value, size) >= 0)
		return true;
	pr_err("boot argument %s=%s: longer than %zu characters: ignored\n", name, value, size - 1);
	return false;
}

void cmdline_for_each(const char *prefix, void (*fn)(const char *name, const char *value))
{
	const char *word;
	unsigned int n;

	for_each_word(word, n) {
		size_t size = strcspn(word, "=");
		char name[96];

		if (strncmp(word, prefix, strlen(prefix)))
			continue;
		__set_bit(n, known);
		scnprintf(name, sizeof(name), "%.*s", (int)size, word);
		fn(name, word + size + (word[size] == '='));
	}
}

const char *params_argument(unsigned int n)
{
	for (unsigned int at = 0; at < arguments_size; at += strlen(words + words_size + at) + 1) {
		if (!n--)
			return words + words_size + at;
	}
	return NULL;
}

/*
 * As in Linux, a word with "." in its name belongs to a module and is not passed to the
 * application.
 */
const char *params_environment(unsigned int wanted)
{
	const char *word;
	unsigned int n;

	for_each_word(word, n) {
		size_t size = strcspn(word, "=.");

		if (!test_bit(n, known) && word[size] == '=' && !wanted--)
			return word;
	}
	return NULL;
}

void params_report_unknown(void)
{
	const char *word;
	unsigned int n, used = 0;
	char list[256];

	for_each_word(word, n) {
		if (!test_bit(n, known))
			used += scnprintf(list + used, sizeof(list) - used, " %s", word);
	}
	if (used)
		pr_notice("Unknown kernel command line parameters \"%s\"%s\n", list + 1,
			  IS_ENABLED(CONFIG_LIBC) ? ", passed to the application" : "");
}
