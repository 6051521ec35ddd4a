/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TRACE_EVENTS_PRINTK_H
#define TRACE_EVENTS_PRINTK_H

/*
 * The trace event "console", with which a KUnit suite reads messages, for example the reports that
 * it causes.  Only with CONFIG_KUNIT.
 */

#include <linux/tracepoint.h>
#include <linux/types.h>

typedef void (*trace_console_fn)(void *data, const char *text, size_t size);

/*
 * From now on, call @probe with @data and the text of each message of printk(), also if the message
 * is not important enough for the console.  The text has no terminator.  The probe may be called in
 * any context, and on several CPUs at once.  It must not sleep, and must not call printk().
 * Warnings do not fail a test case while a probe is registered.
 *
 * Returns 0, or -EEXIST if there is a probe already; Linux has any number of them.
 */
int register_trace_console(trace_console_fn probe, void *data);

/*
 * Remove the probe.  It may still be called until tracepoint_synchronize_unregister() has returned.
 * Returns 0, or -ENOENT if the probe is not registered with @data.
 */
int unregister_trace_console(trace_console_fn probe, void *data);

/* Call the probe.  Context: any. */
void trace_console(const char *text, size_t size);

/* Return true if there is a probe.  Context: any. */
bool trace_console_enabled(void);

#endif /* TRACE_EVENTS_PRINTK_H */
