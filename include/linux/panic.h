/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PANIC_H
#define LINUX_PANIC_H

#include <linux/compiler.h>

/* Report and stop the machine with a status of failure.  Any context. */
void panic(const char *fmt, ...) __noreturn __printf(1, 2);

/* Print the caller's back-trace.  Any context. */
void dump_stack(void);

extern int panic_on_warn;

/* Number of warnings since boot: a test that provokes one checks that it rises by one. */
unsigned long warn_count(void);

#endif /* LINUX_PANIC_H */
