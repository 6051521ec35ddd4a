/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_CONSOLE_H
#define INTERNAL_CONSOLE_H

/* The terminal and the log, for the core: <quarry/console.h> is what others may call. */

#include <linux/types.h>
#include <quarry/console.h>

/*
 * While on, Ctrl-C drops what was typed before it, is itself the next character, and makes
 * console_interrupted() true.  A call makes that false again, and drops a Ctrl-C that no command has read.
 * Thread context.
 */
void console_watch_interrupt(bool on);

/* Take over input, by polling; and by the UART's interrupt if it has one, once all controllers work. */
void console_start_input(void);
void console_take_interrupt(void);

/* Each record of the ring, oldest first; those that are printed meanwhile are not among them. */
void dmesg_show(void (*emit)(u64 time_ns, int level, const char *text, unsigned int size));

/* For panic: print even if the lock of the ring is held. */
void printk_break_lock(void);

#endif /* INTERNAL_CONSOLE_H */
