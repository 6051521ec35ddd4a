/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STACKTRACE_H
#define LINUX_STACKTRACE_H

/*
 * Who called whom, as return addresses from the inside out.  Any context.  Without CONFIG_FRAME_POINTER
 * there are none beyond the function itself.
 */

#include <linux/types.h>

/* Those of the caller, without the first @skipnr; at most @size; returns how many. */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);
/* A line for each, indented by @spaces. */
void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces);
/* The same to @buf, ended by a 0; returns the characters without it. */
int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries, unsigned int nr_entries,
			int spaces);

#endif /* LINUX_STACKTRACE_H */
