/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MIGRATE_H
#define LINUX_MIGRATE_H

/*
 * Pages that their owner can migrate.
 *
 * An owner allocates single pages with __GFP_MOVABLE and declares them movable, with its
 * operations.  Compaction, alloc_contig_range() and CMA may then ask the owner to move the contents
 * of a page.  mm/contig/migrate.c describes the protocol.
 *
 *	isolate_page	@page will be migrated.  From now on, the owner must not free the page
 *			directly.  To free it, the owner calls __ClearPageMovable() and
 *			put_page() with the page locked.  Returns false to refuse.
 *	migrate_page	@dst is a new page that replaces @src.  On success (0), the owner has copied
 *			the contents, updated its pointers, called __SetPageMovable() and
 *			get_page() for @dst, and __ClearPageMovable() and put_page() for @src.
 *			-EAGAIN requests a retry; any other error is final.  On error nothing has
 *			changed.
 *	putback_page	@page was not migrated; undo isolate_page.
 *
 * The operations are called in thread context with the pages locked.  They may sleep, but should
 * not sleep with MIGRATE_ASYNC and ISOLATE_ASYNC_MIGRATE.  The private member of struct page
 * belongs to the owner.
 */

#include <linux/mm.h>

enum migrate_mode {
	MIGRATE_ASYNC,		/* does not wait for page locks */
	MIGRATE_SYNC_LIGHT,	/* like MIGRATE_SYNC, because Quarry has no writeback */
	MIGRATE_SYNC,
};

#define MIGRATEPAGE_SUCCESS	0

typedef unsigned int isolate_mode_t;

#define ISOLATE_ASYNC_MIGRATE	((isolate_mode_t)0x4)

struct movable_operations {
	bool (*isolate_page)(struct page *page, isolate_mode_t mode);
	int (*migrate_page)(struct page *dst, struct page *src, enum migrate_mode mode);
	void (*putback_page)(struct page *page);
};

/*
 * Declare a page movable, or undo this before the page is freed.  The caller must own the page,
 * which must be a single page and locked.  Any other page is refused and reported.  @ops must be
 * static; at most 15 different values of @ops are possible.  Context: any.
 */
void __SetPageMovable(struct page *page, const struct movable_operations *ops);
void __ClearPageMovable(struct page *page);

/*
 * Functions for code that migrates pages.  isolate_movable_page() accepts any page of RAM, even
 * without a reference.  It returns true if the page is movable and its owner agrees; the caller
 * then holds a reference.  The caller must then call migrate_movable_page() with a new page, or
 * putback_movable_page().  Context: thread.
 *
 * migrate_movable_page() returns 0 after the migration, and drops the caller's references to both
 * pages.  After -EAGAIN or another error of the owner, nothing has changed.
 */
bool isolate_movable_page(struct page *page, isolate_mode_t mode);
void putback_movable_page(struct page *page);
int migrate_movable_page(struct page *dst, struct page *src, enum migrate_mode mode);

#endif /* LINUX_MIGRATE_H */
