/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TEXT_H
#define TESTS_TEXT_H

/*
 * Print a report into a buffer, the variable text of type struct text:
 *
 *         struct seq_file m = { .write = text_write, .private = &text };
 *
 * Set text.used to 0 before the report is printed.
 */

#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/string.h>

struct text {
	char buf[2048];		/* longer text is truncated to this size */
	size_t used;
};

static inline void text_write(struct seq_file *m, const char *data, size_t size)
{
	struct text *text = m->private;

	size = min(size, sizeof(text->buf) - 1 - text->used);
	memcpy(text->buf + text->used, data, size);
	text->used += size;
	text->buf[text->used] = '\0';
}

#endif /* TESTS_TEXT_H */
