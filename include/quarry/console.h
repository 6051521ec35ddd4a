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
 * While on, Ctrl-C drops what was typed before it, is itself the next character, and makes
 * console_interrupted() true.  A call makes that false again, and drops a Ctrl-C that no command has read.
 * Thread context.
 */
void console_watch_interrupt(bool on);
bool console_interrupted(void);

/* Take over input: its interrupt if the UART has one, else polling.  Threads work. */
void console_start_input(void);

/* Each record of the ring, oldest first; those that are printed meanwhile are not among them. */
void dmesg_show(void (*emit)(u64 time_ns, int level, const char *text, unsigned int size));

/* For panic: print even if the lock of the ring is held. */
void printk_break_lock(void);

#endif /* QUARRY_CONSOLE_H */
