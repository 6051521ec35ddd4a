/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQ_FILE_H
#define LINUX_SEQ_FILE_H

/*
 * Text output of a report, to whatever reads it: the console, a buffer, a file.
 *
 * The reader supplies write(), which takes every piece of text as it comes, in any context that the
 * reader chose.  One seq_printf() makes at most SEQ_LINE_MAX - 1 characters; more is cut off and
 * sets overflow.
 */

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

#define SEQ_LINE_MAX	256

struct seq_file {
	void (*write)(struct seq_file *m, const char *text, size_t size);
	void *__keyword(private);	/* the reader's */
	bool overflow;
	bool json, comma;	/* <quarry/report.h>: wanted by the reader; due */
};

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __printf(2, 0);
void seq_puts(struct seq_file *m, const char *text);
void seq_putc(struct seq_file *m, char c);
int seq_write(struct seq_file *m, const void *data, size_t size);

static inline bool seq_has_overflowed(const struct seq_file *m)
{
	return m->overflow;
}

#endif /* LINUX_SEQ_FILE_H */
