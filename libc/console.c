// SPDX-License-Identifier: BSD-2-Clause
/*
 * The console as a terminal.  By default a program reads it by lines: the terminal shows each character
 * that is typed, and the user can edit the line (backspace, ^U, ^W) until return ends it.  ^D on an
 * empty line is the end of the file, once.
 *
 * Locking: one thread reads at a time.
 */

#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/minmax.h>
#include <quarry/console.h>
#include "libc/os.h"

#define LINE_SIZE	1024
#define CTRL(c)		((c) & 0x1f)
#define DELETE		127

struct os_console os_console = { .lines = true, .echo = true };

static DEFINE_MUTEX(read_lock);
static char line[LINE_SIZE];
static unsigned int line_size, line_read;	/* what is in it, how much of that was handed out */

static void show(const char *text, size_t size)
{
	if (os_console.echo)
		console_write(text, size);
}

/* Take the last characters of the line away, from the one at @to on. */
static void shorten(unsigned int to)
{
	for (; line_size > to; line_size--)
		show("\b \b", 3);
}

static unsigned int last_word(void)
{
	unsigned int at = line_size;

	while (at && line[at - 1] == ' ')
		at--;
	while (at && line[at - 1] != ' ')
		at--;
	return at;
}

/* A character that is no command of the line's; one place is kept for the line's end. */
static void add(char c)
{
	if (line_size == LINE_SIZE - (c != '\n'))
		return;
	line[line_size++] = c;
	show(&c, 1);
}

/* Until the line is complete, or was ended by ^D. */
static void read_line(void)
{
	int c;

	line_size = line_read = 0;
	while ((c = console_getc()) != '\r' && c != '\n' && c != CTRL('D')) {
		if (c == '\b' || c == DELETE)
			shorten(line_size - !!line_size);
		else if (c == CTRL('U'))
			shorten(0);
		else if (c == CTRL('W'))
			shorten(last_word());
		else
			add(c);
	}
	if (c != CTRL('D'))
		add('\n');
}

/* Wait for one character, and take those that follow it already. */
static void read_typed(void)
{
	line_size = line_read = 0;
	do {
		char c = console_getc();

		add(c == '\r' ? '\n' : c);
	} while (line_size < LINE_SIZE - 1 && console_has_input());
}

long os_console_read(char *buf, size_t size)
{
	mutex_lock(&read_lock);
	if (line_read == line_size) {
		if (os_console.lines)
			read_line();
		else
			read_typed();
	}
	size = min_t(size_t, size, line_size - line_read);
	memcpy(buf, line + line_read, size);
	line_read += size;
	mutex_unlock(&read_lock);
	return size;
}

void os_console_write(const char *text, size_t size)
{
	console_write(text, size);
}
