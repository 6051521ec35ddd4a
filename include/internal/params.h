/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_PARAMS_H
#define INTERNAL_PARAMS_H

#include <linux/types.h>

#define COMMAND_LINE_SIZE 2048	/* with the NUL at the end */

/* Keep the boot arguments; params_parse() calls the functions that early_param() registered, too. */
void params_read(const char *text);
void params_parse(const char *text);

/*
 * The value of a boot argument, "" if it has none; the last one if there are several, as in Linux; NULL, or
 * false, if it is not there.  A value that is longer than the buffer is reported, and counts as not there.
 * Any context.
 */
const char *cmdline_value(const char *name);
bool cmdline_find(const char *name, char *buf, size_t size);

/* Call fn for each boot argument whose name starts with prefix; value: "" if it has none. */
void cmdline_for_each(const char *prefix, void (*fn)(const char *name, const char *value));

/* Report the boot arguments that no early_param() function accepted and no caller read. */
void params_report_unknown(void);

/*
 * For an application that starts in main(), the n-th word, or NULL behind the last: of the arguments,
 * which follow "--"; of the environment, which are the unknown words of the form NAME=value.
 * CONFIG_LIBC.
 */
const char *params_argument(unsigned int n);
const char *params_environment(unsigned int n);

/*
 * As memparse(), for functions of early_param(): 0; -EINVAL if there is no number, -ERANGE if it does not
 * fit into 64 bits, and *size is as it was.
 */
int parse_size(const char *value, char **end, u64 *size);

#endif /* INTERNAL_PARAMS_H */
