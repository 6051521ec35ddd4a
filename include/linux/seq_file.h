/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQ_FILE_H
#define LINUX_SEQ_FILE_H

/*
 * Text output to the reader of a report: the console, a buffer or a file.
 *
 * The reader provides write(), which is called for each piece of text, which may be empty, in the
 * context of the report.  One seq_printf() prints at most SEQ_LINE_MAX - 1 characters; longer text
 * is truncated and sets overflow.
 */

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

#define SEQ_LINE_MAX	256

struct seq_file {
	void (*write)(struct seq_file *m, const char *text, size_t size);
	void *__keyword(private);	/* for the reader's data */
	bool overflow;
	bool json, comma;	/* JSON output; the next value needs a comma */
	bool may_yield;		/* write() may call cond_resched() */
};

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __printf(2, 0);
void seq_puts(struct seq_file *m, const char *text);
void seq_putc(struct seq_file *m, char c);
int seq_write(struct seq_file *m, const void *data, size_t size);

/* Let the reader yield the CPU, as after a line.  @m may be NULL. */
static inline void seq_pause(struct seq_file *m)
{
	if (m)
		m->write(m, "", 0);
}

static inline bool seq_has_overflowed(const struct seq_file *m)
{
	return m->overflow;
}

#endif /* LINUX_SEQ_FILE_H */
