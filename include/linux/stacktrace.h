/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STACKTRACE_H
#define LINUX_STACKTRACE_H

/*
 * Call chains: return addresses, innermost first.  Without CONFIG_FRAME_POINTER they contain only
 * the function itself.  Context: any.
 */

#include <linux/types.h>

/*
 * Store the caller's chain without the first @skipnr entries, at most @size entries.  Returns their
 * number.
 */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);
/* Print one line per entry, indented by @spaces. */
void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces);
/* Print to @buf and terminate it.  Returns the length without the terminator. */
int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries,
			unsigned int nr_entries, int spaces);

#endif /* LINUX_STACKTRACE_H */
