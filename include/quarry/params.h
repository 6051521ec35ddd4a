/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_PARAMS_H
#define QUARRY_PARAMS_H

#include <linux/types.h>

/* Keep the boot arguments and call the functions that early_param() registered.  Boot CPU, once. */
void params_parse(const char *text);

/* The value of a boot argument, "" if it has none; false if it is not there.  Any context. */
bool cmdline_find(const char *name, char *buf, size_t size);

/* Call fn for each boot argument whose name starts with prefix; value: "" if it has none. */
void cmdline_for_each(const char *prefix, void (*fn)(const char *name, const char *value));

#endif /* QUARRY_PARAMS_H */
