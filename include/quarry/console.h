/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_CONSOLE_H
#define QUARRY_CONSOLE_H

/* The terminal: output is polled and works in any context; input may sleep. */

#include <linux/compiler.h>
#include <linux/seq_file.h>
#include <linux/types.h>

void console_write(const char *text, size_t size);

/* A sink for reports that writes to the console. */
extern struct seq_file console_seq;

/* Print without level or time stamp. */
void console_printf(const char *fmt, ...) __printf(1, 2);

/* The next character typed; sleeps until there is one. */
int console_getc(void);

/* The same, or -1 if nothing was typed for so many jiffies; 0 does not sleep. */
int console_getc_timeout(long timeout);

/* Whether a character waits; any context. */
bool console_has_input(void);

/*
 * Whether Ctrl-C was typed at the prompt since the line of commands began; a command that runs for long
 * checks it where it waits or yields.  Thread context.
 */
bool console_interrupted(void);

#endif /* QUARRY_CONSOLE_H */
