/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MIGRATE_H
#define LINUX_MIGRATE_H

/*
 * Pages that their owner can move.
 *
 * An owner allocates single pages with __GFP_MOVABLE and declares them movable, with its
 * operations.  From then on whoever needs the place of such a page (compaction,
 * alloc_contig_range(), CMA) may ask the owner to put its contents elsewhere.  mm/contig/migrate.c has the
 * protocol.
 *
 *	isolate_page	@page will be moved: the owner must not free its memory by itself, but may
 *	give it
 *			up: __ClearPageMovable() and put_page(), with the page locked.  False: not
 *			now.
 *	migrate_page	@dst is a new page; take its place.  On success (0) the owner has copied
 *	what is in
 *			@src, has made its pointers lead to @dst, has called __SetPageMovable() and
 *			get_page() for @dst, __ClearPageMovable() and put_page() for @src.  -EAGAIN:
 *			try again; any other error: leave it.  On error nothing has changed.
 *	putback_page	it was not moved: as if isolate_page had not been.
 *
 * All three are called in thread context with @page (@src and @dst) locked, and may sleep; with
 * MIGRATE_ASYNC and ISOLATE_ASYNC_MIGRATE they had better not.  The private word stays the owner's.
 */

#include <linux/mm.h>

enum migrate_mode {
	MIGRATE_ASYNC,		/* does not wait for a page's lock */
	MIGRATE_SYNC_LIGHT,	/* as MIGRATE_SYNC: there is no writing back to wait for */
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
 * Declare a page movable; take that back, which is to be done before it is freed.  The page is the
 * caller's, single and locked; anything else is reported, and it stays what it is.  @ops must be
 * static: there is room for 15 different ones.  Any context.
 */
void __SetPageMovable(struct page *page, const struct movable_operations *ops);
void __ClearPageMovable(struct page *page);

/*
 * For those who move pages.  isolate_movable_page() works on any page that is or was RAM in use,
 * and needs no reference: true if it is movable and its owner agrees; it is then held by a
 * reference.  Then either migrate_movable_page() to a new page that nobody else knows, or
 * putback_movable_page() ends that. Thread context.
 *
 * migrate_movable_page(): 0 if @src is its owner's no more; both references of the caller are gone.
 *  -EAGAIN, or another error of the owner's: nothing has changed.
 */
bool isolate_movable_page(struct page *page, isolate_mode_t mode);
void putback_movable_page(struct page *page);
int migrate_movable_page(struct page *dst, struct page *src, enum migrate_mode mode);

#endif /* LINUX_MIGRATE_H */
