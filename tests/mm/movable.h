/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MOVABLE_H
#define TESTS_MM_MOVABLE_H

/*
 * An owner of movable pages: numbered slots with one page each.  The first and the last word of a
 * page contain the slot's number.  The owner can refuse migration, and several threads may use it.
 */

#include <linux/mm.h>
#include <linux/migrate.h>

#define MOVABLE_SLOTS	40000

enum movable_mood {
	MOVABLE_WILLING,
	MOVABLE_NOT_ISOLATED,		/* isolate_page() refuses */
	MOVABLE_NOT_MOVED,		/* migrate_page() returns -EBUSY */
	MOVABLE_LATER,			/* migrate_page() returns -EAGAIN once */
};

/* Start with empty slots. */
void movable_reset(void);
/* Put an allocated page of order 0 into an empty slot. */
void movable_add(unsigned int slot, struct page *page);
/* Return the current page of the slot, or NULL. */
struct page *movable_page(unsigned int slot);
void movable_set_mood(unsigned int slot, enum movable_mood mood);
/* Free the slot's page, even if it is being migrated.  Returns false if the slot is empty. */
bool movable_free(unsigned int slot);
/* Free all pages.  Returns the number of those with wrong contents. */
unsigned int movable_free_all(void);
/* Return the number of slots whose pages have wrong contents. */
unsigned int movable_damaged(void);
/* Return the number of pages that were migrated, and of pages that were put back. */
unsigned long movable_moved(void), movable_put_back(void);


#endif /* TESTS_MM_MOVABLE_H */
