/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TESTS_H
#define INTERNAL_TESTS_H

/* KUnit tests that run after boot (init/kunit.c, CONFIG_KUNIT).  Context: thread. */

#include <linux/types.h>

/* Return true if the boot arguments request tests. */
bool tests_wanted(void);

/* Return true if a test needs init memory, so that this memory must not be freed. */
bool tests_need_init_memory(void);

/* Run the selected tests.  Returns 0 if all tests passed, otherwise 1. */
int tests_run(void);

#endif /* INTERNAL_TESTS_H */
