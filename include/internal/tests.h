/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TESTS_H
#define INTERNAL_TESTS_H

/* KUnit as a goal of the boot (init/kunit.c, with CONFIG_KUNIT).  Thread context. */

#include <linux/types.h>

/* Whether the boot arguments ask for the tests to be run. */
bool tests_wanted(void);

/* Run those that the boot arguments select: 0 if all passed, else 1. */
int tests_run(void);

#endif /* INTERNAL_TESTS_H */
