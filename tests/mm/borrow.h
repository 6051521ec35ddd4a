/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_BORROW_H
#define TESTS_MM_BORROW_H

/* A zone of a test's own, in blocks of the highest order that it takes from the machine's. */

#include <linux/mm.h>

struct kunit;

/* 0, or -ENOMEM and nothing is taken: blocks[0] is NULL. */
int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr);
/*
 * Return the zone, in exit functions.  The case may have failed without a zone, or in the middle of its
 * work.  Memory that is still allocated from the zone fails the case, and is freed.
 */
void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr);

#endif /* TESTS_MM_BORROW_H */
