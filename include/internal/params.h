/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_PARAMS_H
#define INTERNAL_PARAMS_H

#include <linux/types.h>

#define COMMAND_LINE_SIZE 2048	/* including the NUL */

/* Store the boot arguments.  params_parse() also calls the early_param() functions. */
void params_read(const char *text);
void params_parse(const char *text);

/*
 * Find the last boot argument with this name, as in Linux.  cmdline_value() returns the value of
 * the argument, "" if the argument has no value, or NULL if no argument has this name.
 * cmdline_find() copies the value and returns true; a value that exceeds @size is reported and
 * ignored.  Context: any.
 */
const char *cmdline_value(const char *name);
bool cmdline_find(const char *name, char *buf, size_t size);

/*
 * Call @fn for each boot argument whose name starts with @prefix.  @value is "" if the argument has
 * no value.
 */
void cmdline_for_each(const char *prefix, void (*fn)(const char *name, const char *value));

/* Report the boot arguments that no early_param() function accepted and no caller read. */
void params_report_unknown(void);

/*
 * params_argument() returns the @n-th argument of main(); the arguments follow "--".
 * params_environment() returns the @n-th word of the environment, which consists of the unknown
 * words of the form NAME=value.  Both return NULL at the end.  Needs CONFIG_LIBC.
 */
const char *params_argument(unsigned int n);
const char *params_environment(unsigned int n);

/*
 * Parse a size like memparse(), for early_param() functions.  Returns 0, -EINVAL if @value does not
 * start with a number, or -ERANGE if the size exceeds 64 bits.  *@size is unchanged after an error.
 */
int parse_size(const char *value, char **end, u64 *size);

#endif /* INTERNAL_PARAMS_H */
