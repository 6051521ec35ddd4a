/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MOVABLE_H
#define TESTS_MM_MOVABLE_H

/*
 * An owner of movable pages: numbered slots with a page each, whose first and last word say which
 * slot it is. It can be told to refuse, and used by several threads.
 */

#include <linux/mm.h>
#include <linux/migrate.h>

#define MOVABLE_SLOTS	40000

enum movable_mood {
	MOVABLE_WILLING,
	MOVABLE_NOT_ISOLATED,		/* isolate_page() says no */
	MOVABLE_NOT_MOVED,		/* migrate_page() says -EBUSY */
	MOVABLE_LATER,			/* -EAGAIN, once */
};

/* Begin with empty slots. */
void movable_reset(void);
/* Put an allocated page of order 0 into an empty slot. */
void movable_add(unsigned int slot, struct page *page);
/* Return the page of the slot, which no other code uses until the next call, or NULL. */
struct page *movable_page(unsigned int slot);
void movable_set_mood(unsigned int slot, enum movable_mood mood);
/* Free the slot's page, whatever is being done to it; false if there was none. */
bool movable_free(unsigned int slot);
/* Free all.  Returns how many held something else than what was put there. */
unsigned int movable_free_all(void);
/* Slots that do not hold what was put there. */
unsigned int movable_damaged(void);
/* Pages that were moved, and put back. */
unsigned long movable_moved(void), movable_put_back(void);


#endif /* TESTS_MM_MOVABLE_H */
