/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_BORROW_H
#define TESTS_MM_BORROW_H

/* A zone of the test's own, made of blocks of the highest order from the machine's zones. */

#include <linux/mm.h>

struct kunit;

/* Return 0, or -ENOMEM if no memory was allocated; blocks[0] is NULL then. */
int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr);
/*
 * Return the blocks of the zone, in exit functions: the case may have failed before it had a zone, or
 * in the middle of its work.  Memory that is still allocated from the zone fails the case, and is
 * freed.
 */
void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr);

#endif /* TESTS_MM_BORROW_H */
