// SPDX-License-Identifier: BSD-2-Clause
/*
 * The console as a terminal.  By default, a program reads it line by line: typed characters are
 * echoed, and the user can edit the line (backspace, ^U, ^W) until return completes it.  ^D on an
 * empty line causes one end-of-file.  ^C and ^\ discard the line, and send a signal to the thread
 * that reads.
 *
 * Locking: settings_lock protects the settings.  stdin_lock permits one reader at a time, which
 * uses a copy of the settings.
 */

#include <internal/console.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <quarry/console.h>
#include "libc/os.h"

#define LINE_SIZE	1024
#define CTRL(c)		((c) & 0x1f)
#define DELETE		127

static struct os_console settings = {
	.lines = true, .echo = true, .returns = true, .signals = true, .least = 1,
	.erase = DELETE, .erase_word = CTRL('W'), .kill = CTRL('U'), .end = CTRL('D'),
	.interrupt = CTRL('C'), .quit = CTRL('\\'),
};
static DEFINE_MUTEX(settings_lock);

/* The following variables are protected by stdin_lock. */
static DEFINE_MUTEX(stdin_lock);
static struct os_console now;			/* settings for the current read */
static char line[LINE_SIZE];
/* characters in the line, and characters already read */
static unsigned int line_size, line_read;

struct os_console os_console_settings(void)
{
	struct os_console copy;

	mutex_lock(&settings_lock);
	copy = settings;
	mutex_unlock(&settings_lock);
	return copy;
}

void os_console_set(const struct os_console *to)
{
	mutex_lock(&settings_lock);
	settings = *to;
	mutex_unlock(&settings_lock);
	ctrl_c_ignore(!to->signals || to->interrupt != CTRL('C'));
}

static bool is_key(int c, unsigned char key)
{
	return key && c == key;
}

static void line_show(const char *text, size_t size)
{
	if (now.echo)
		console_write(text, size);
}

/* Erase the characters of the line from index @to to the end. */
static void shorten(unsigned int to)
{
	for (; line_size > to; line_size--)
		line_show("\b \b", 3);
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

/*
 * Append a character to the line.  The last byte of the buffer is reserved for the end of the line.
 */
static void line_add(char c)
{
	if (line_size == LINE_SIZE - (c != '\n'))
		return;
	line[line_size++] = c;
	line_show(&c, 1);
}

/*
 * Return the next character, or -1 after the timeout.  If a signal key was typed, discard the line
 * and set *@number to the number of the signal.
 */
static int console_next(long timeout, int *number)
{
	int c = console_getc_timeout(timeout);

	if (now.signals && is_key(c, now.interrupt))
		*number = SIGNAL_INTERRUPT;
	if (now.signals && is_key(c, now.quit))
		*number = SIGNAL_QUIT;
	if (*number) {
		line_show(*number == SIGNAL_QUIT ? "^\\\n" : "^C\n", 3);
		line_size = 0;
	}
	return c == '\r' && now.returns ? '\n' : c;
}

/*
 * Read characters until the line is complete or ^D ends it.  Returns 0, or the number of a signal
 * whose key was typed.
 */
static int read_line(void)
{
	int c, number = 0;

	while ((c = console_next(MAX_SCHEDULE_TIMEOUT, &number)) != '\n' && !is_key(c, now.end) &&
	       !number) {
		if (is_key(c, now.erase) || (c == '\b' && now.erase == DELETE))
			shorten(line_size - !!line_size);
		else if (is_key(c, now.kill))
			shorten(0);
		else if (is_key(c, now.erase_word))
			shorten(last_word());
		else
			line_add(c);
	}
	if (c == '\n')
		line_add('\n');
	return number;
}

/* Return the timeout for the next character in jiffies, as VMIN and VTIME define it. */
static long patience(void)
{
	/* + 1: the first jiffy is partial */
	long timeout = now.tenths ? now.tenths * HZ / 10 + 1 : 0;

	if (!now.least)
		return line_size ? 0 : timeout;
	if (line_size >= now.least)
		return 0;
	return line_size && timeout ? timeout : MAX_SCHEDULE_TIMEOUT;
}

/*
 * Read at most @most characters without line editing.  Returns 0, or the number of a signal whose
 * key was typed.
 */
static int read_typed(size_t most)
{
	int c, number = 0;

	most = min_t(size_t, most, LINE_SIZE - 1);
	while (line_size < most && (c = console_next(patience(), &number)) >= 0 && !number)
		line_add(c);
	if (!line_size)
		yield();	/* let the thread that polls for input run */
	return number;
}

/*
 * Read a line, or characters if line editing is off.  Returns 0, or the number of a signal whose
 * key was typed.
 */
static int line_fill(size_t most)
{
	line_size = line_read = 0;
	now = os_console_settings();
	return now.lines ? read_line() : read_typed(most);
}

/*
 * Copy at most @size bytes of the unread part of the line to @buf.  Returns the number of bytes
 * copied.
 */
static size_t hand_out(char *buf, size_t size)
{
	size = min_t(size_t, size, line_size - line_read);
	memcpy(buf, line + line_read, size);
	line_read += size;
	return size;
}

long os_console_read(char *buf, size_t size)
{
	size_t done = 0;
	int number;

	if (!size)
		return 0;
	do {
		mutex_lock(&stdin_lock);
		number = line_read == line_size ? line_fill(size) : 0;
		if (!number)
			done = hand_out(buf, size);
		mutex_unlock(&stdin_lock);
		if (number)
			libc_signal(number);
	} while (number);
	return done;
}

void os_console_flush(void)
{
	while (console_getc_timeout(0) >= 0)
		;
	if (mutex_trylock(&stdin_lock)) {
		line_read = line_size = 0;
		mutex_unlock(&stdin_lock);
	}
}

void os_console_write(const char *text, size_t size)
{
	console_write(text, size);
}
