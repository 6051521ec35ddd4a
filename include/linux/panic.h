/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PANIC_H
#define LINUX_PANIC_H

#include <linux/compiler.h>

/* Print a report and stop the machine with a failure status.  Context: any. */
void panic(const char *fmt, ...) __noreturn __printf(1, 2);

/* Print the caller's back-trace.  Context: any. */
void dump_stack(void);

extern int panic_on_warn;

/*
 * Return the number of warnings since boot.  A test that provokes a warning compares the numbers
 * before and after.
 */
unsigned long warn_count(void);

#endif /* LINUX_PANIC_H */
