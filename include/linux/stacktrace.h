/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STACKTRACE_H
#define LINUX_STACKTRACE_H

/*
 * Call chains: return addresses, innermost first.  Without CONFIG_FRAME_POINTER, a chain contains
 * only the calling function.  Context: any.
 */

#include <linux/types.h>

/*
 * Store the caller's chain without its first @skipnr entries, at most @size entries.  Returns the
 * number of stored entries.
 */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);
/* Print one line for each entry, indented by @spaces blanks. */
void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces);
/* Format a chain in @buf and terminate the text.  Returns the length without the terminator. */
int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries,
			unsigned int nr_entries, int spaces);

#endif /* LINUX_STACKTRACE_H */
