/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WARNINGS_H
#define TESTS_WARNINGS_H

/*
 * Return the number of warnings since boot (warn_count()). A case fails if a warning follows its last
 * call of this function. A case that does not call it fails at any warning. May be called in any
 * context.
 */
unsigned long warnings_seen(void);

#endif /* TESTS_WARNINGS_H */
