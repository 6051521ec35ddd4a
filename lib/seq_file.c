// SPDX-License-Identifier: BSD-2-Clause
/* Formatted output, which a callback writes. */

#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>

int seq_write(struct seq_file *m, const void *data, size_t size)
{
	m->write(m, data, size);
	return 0;
}

void seq_puts(struct seq_file *m, const char *text)
{
	m->write(m, text, strlen(text));
}

void seq_putc(struct seq_file *m, char c)
{
	m->write(m, &c, 1);
}

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	char line[SEQ_LINE_MAX];
	int size = vsnprintf(line, sizeof(line), fmt, args);

	if (size >= (int)sizeof(line)) {
		m->overflow = true;
		size = sizeof(line) - 1;
	}
	m->write(m, line, size);
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
