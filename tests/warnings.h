/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WARNINGS_H
#define TESTS_WARNINGS_H

/*
 * Return the number of warnings since boot (warn_count()).  A test case fails if a warning follows
 * its last call of warnings_seen().  A case that never calls this function fails at any warning.
 * Context: any.
 */
unsigned long warnings_seen(void);

#endif /* TESTS_WARNINGS_H */
