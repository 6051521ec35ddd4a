// SPDX-License-Identifier: BSD-2-Clause
/* Linux's stack trace functions, based on stack_walk(). */

#include <internal/stack.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#define TRACE_MAX	64

noinline unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr)
{
	unsigned long addresses[TRACE_MAX];
	unsigned int n, own = 0, first;

	/* The first entry to report is this function's return address. */
	n = stack_walk(NULL, addresses, min_t(u64, (u64)size + skipnr + 2, TRACE_MAX));
	while (own < n && addresses[own] != (unsigned long)__builtin_return_address(0))
		own++;
	first = own < n ? own : 0;
	if (skipnr >= n - first)
		return 0;
	first += skipnr;
	n = min(n - first, size);
	memcpy(store, addresses + first, n * sizeof(*store));
	return n;
}

/*
 * Return an address in the call instruction, because the return address may lie after the caller's
 * last instruction.
 */
static void *site(unsigned long address)
{
	return (void *)(address - 1);
}

void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces)
{
	for (unsigned int i = 0; i < nr_entries; i++)
		printk(KERN_WARNING "%*s%pS\n", spaces, "", site(trace[i]));
}

int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries,
			unsigned int nr_entries, int spaces)
{
	int at = 0;

	for (unsigned int i = 0; i < nr_entries; i++)
		at += scnprintf(buf + at, size - at, "%*s%pS\n", spaces, "", site(entries[i]));
	return at;
}
