/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_BORROW_H
#define TESTS_MM_BORROW_H

/* A zone of a test's own, in blocks of the highest order that it takes from the machine's. */

#include <linux/mm.h>

struct kunit;

/* 0, or -ENOMEM and nothing is taken: blocks[0] is NULL. */
int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr);
/*
 * The end of it, for exit functions: also without a zone, or with one that a case left in the middle of
 * its work.  What is still allocated there fails the case, and is freed.
 */
void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr);

#endif /* TESTS_MM_BORROW_H */
