/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGEMAP_H
#define LINUX_PAGEMAP_H

/*
 * Lock of a page, for owners of movable pages (<linux/migrate.h>).  The lock is in the struct page
 * of the first page of a block.  The caller must hold a reference to the block.  Needs
 * CONFIG_MIGRATION.
 */

#include <linux/mm.h>

/* Acquire the lock if it is free.  Returns true if the lock was acquired.  Context: any. */
bool trylock_page(struct page *page);
/* Acquire the lock.  May sleep. */
void lock_page(struct page *page);
/* Release the lock.  Context: any. */
void unlock_page(struct page *page);

#endif /* LINUX_PAGEMAP_H */
