/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_PARAMS_H
#define QUARRY_PARAMS_H

#include <linux/types.h>

/* Keep the boot arguments and call the functions that early_param() registered.  Boot CPU, once. */
void params_parse(const char *text);

/* The value of a boot argument, "" if it has none; false if it is not there.  Any context. */
bool cmdline_find(const char *name, char *buf, size_t size);

#endif /* QUARRY_PARAMS_H */
