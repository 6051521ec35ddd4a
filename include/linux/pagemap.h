/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGEMAP_H
#define LINUX_PAGEMAP_H

/*
 * The lock of a page, for owners of movable pages (<linux/migrate.h>).  It is in the struct page of
 * the first page of a block.  The caller holds a reference to the block.  Needs CONFIG_MIGRATION.
 */

#include <linux/mm.h>

/* Returns true if the lock was acquired.  Context: any. */
bool trylock_page(struct page *page);
/* May sleep. */
void lock_page(struct page *page);
/* Context: any. */
void unlock_page(struct page *page);

#endif /* LINUX_PAGEMAP_H */
