/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGEMAP_H
#define LINUX_PAGEMAP_H

/*
 * The lock of one page, for owners whose pages can be moved (<linux/migrate.h>).  It is in the
 * struct page of the first page of a block that the caller holds a reference to.  With
 * CONFIG_MIGRATION.
 */

#include <linux/mm.h>

/* True if nobody had it.  Any context. */
bool trylock_page(struct page *page);
/* Thread context: waits. */
void lock_page(struct page *page);
/* Any context. */
void unlock_page(struct page *page);

#endif /* LINUX_PAGEMAP_H */
