/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_BORROW_H
#define TESTS_MM_BORROW_H

/*
 * Interface for test zones.  A test zone is a struct zone that only one test uses.  Its memory
 * consists of blocks of the highest order, which are allocated from the machine's zones.
 */

#include <linux/mm.h>

struct kunit;

/*
 * Allocate @nr blocks of the highest order, store them in @blocks, and create @zone from them.
 * Returns 0 for success.  If there is not enough memory, returns -ENOMEM and sets blocks[0] to
 * NULL.
 */
int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr);
/*
 * Free the blocks of @zone.  If pages of @zone are still allocated, the case fails, and the pages
 * are freed.  May be called if borrow_zone() failed, as the exit function of a suite does.
 */
void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr);

#endif /* TESTS_MM_BORROW_H */
