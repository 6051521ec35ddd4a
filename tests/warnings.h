/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WARNINGS_H
#define TESTS_WARNINGS_H

/*
 * The number of warnings since boot (warn_count()).  A case fails if there are warnings after it called
 * this for the last time, or warnings at all if it never did.  Any context.
 */
unsigned long warnings_seen(void);

#endif /* TESTS_WARNINGS_H */
