/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_CONSOLE_H
#define QUARRY_CONSOLE_H

/* Access the terminal.  Output is polled and works in any context.  Reading input may sleep. */

#include <linux/compiler.h>
#include <linux/seq_file.h>
#include <linux/types.h>

void console_write(const char *text, size_t size);

/* An output for reports that prints to the console. */
extern struct seq_file console_seq;

/* Print without level and time stamp. */
void console_printf(const char *fmt, ...) __printf(1, 2);

/* Return the next character.  Sleeps until one is typed. */
int console_getc(void);

/*
 * Return the next character, or -1 if none is typed for @timeout jiffies.  Does not sleep if
 * @timeout is 0.
 */
int console_getc_timeout(long timeout);

/* Return true if a character is available.  Context: any. */
bool console_has_input(void);

/*
 * Return true if Ctrl-C was typed since the current command line began.  Long-running commands call
 * this function where they wait or yield.  Context: thread.
 */
bool console_interrupted(void);

#endif /* QUARRY_CONSOLE_H */
