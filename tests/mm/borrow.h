/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_BORROW_H
#define TESTS_MM_BORROW_H

/*
 * Test zones: a private zone of a test, made of blocks of the highest order that are allocated from
 * the machine's zones.
 */

#include <linux/mm.h>

struct kunit;

/*
 * Create the zone from @nr blocks, which are stored in @blocks.  Returns 0, or -ENOMEM if there is
 * not enough memory; blocks[0] is NULL then.
 */
int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr);
/*
 * Free the zone's blocks.  Exit functions call this, so it accepts a case that failed before it had
 * a zone, or while it had pages of it.  Memory that is still allocated from the zone fails the
 * case, and is freed.
 */
void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr);

#endif /* TESTS_MM_BORROW_H */
