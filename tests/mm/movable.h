/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MOVABLE_H
#define TESTS_MM_MOVABLE_H

/*
 * Interface for a test owner of movable pages.  It has numbered slots with one page each.  The
 * first and the last word of a page contain the number of its slot.  The owner can refuse
 * migration.  Several threads may use the slots at the same time.
 */

#include <linux/mm.h>
#include <linux/migrate.h>

#define MOVABLE_SLOTS	40000

enum movable_mood {
	MOVABLE_WILLING,
	MOVABLE_NOT_ISOLATED,		/* isolate_page() refuses */
	MOVABLE_NOT_MOVED,		/* migrate_page() returns -EBUSY */
	MOVABLE_LATER,			/* migrate_page() returns -EAGAIN the first time */
};

/* Make all slots empty. */
void movable_reset(void);
/* Put an allocated page of order 0 into an empty slot. */
void movable_add(unsigned int slot, struct page *page);
/* Return the current page of the slot, or NULL. */
struct page *movable_page(unsigned int slot);
void movable_set_mood(unsigned int slot, enum movable_mood mood);
/*
 * Free the page of the slot, even if the page is being migrated.  Returns false if the slot is
 * empty.
 */
bool movable_free(unsigned int slot);
/* Free the pages of all slots.  Returns the number of pages with wrong contents. */
unsigned int movable_free_all(void);
/* Return the number of slots whose pages have wrong contents. */
unsigned int movable_damaged(void);
/*
 * Return the number of pages that were migrated (movable_moved()), or that were isolated and then
 * put back (movable_put_back()).
 */
unsigned long movable_moved(void), movable_put_back(void);


#endif /* TESTS_MM_MOVABLE_H */
