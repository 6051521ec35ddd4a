/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BALLOON_COMPACTION_H
#define LINUX_BALLOON_COMPACTION_H

/*
 * Pages of a memory balloon: a driver allocates pages and lends them to the hypervisor
 * (CONFIG_MEMORY_BALLOON).
 *
 * Pages of a balloon cannot be migrated.  A page in a balloon or in a list of pages is linked by
 * its member lru.
 */

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

/* A balloon.  It has the driver's reference to each of its pages. */
struct balloon_dev_info {
	spinlock_t pages_lock;
	struct list_head pages;		/* protected by pages_lock; the newest page is first */
};

static inline void balloon_devinfo_init(struct balloon_dev_info *balloon)
{
	spin_lock_init(&balloon->pages_lock);
	INIT_LIST_HEAD(&balloon->pages);
}

/*
 * Allocate a page for balloon_page_enqueue().  Returns NULL if the request would need the reserve,
 * or more than one attempt of reclaim; the failure is not reported.  put_page() frees the page.
 * Context: thread.
 */
struct page *balloon_page_alloc(void);

/*
 * Add a page to the balloon.  @page must be the only page of its block, and in no list.
 * balloon_page_enqueue_list() adds all pages of a list, and returns their number.  Context: any.
 */
void balloon_page_enqueue(struct balloon_dev_info *balloon, struct page *page);
size_t balloon_page_enqueue_list(struct balloon_dev_info *balloon, struct list_head *pages);

/*
 * Remove the newest page.  The caller then has the balloon's reference.  Returns NULL, with a
 * warning, if the balloon has no page.  Context: any.
 */
struct page *balloon_page_dequeue(struct balloon_dev_info *balloon);
/*
 * Move at most @nr_pages pages to a list.  Returns their number, which is smaller if the balloon
 * has fewer pages.  Context: any.
 */
size_t balloon_page_dequeue_list(struct balloon_dev_info *balloon, struct list_head *pages,
				 size_t nr_pages);

#ifdef CONFIG_PAGE_LRU
/* Add a page to a list of the caller, who provides locking. */
static inline void balloon_page_push(struct list_head *pages, struct page *page)
{
	list_add(&page->lru, pages);
}

/* Remove the page that was added last.  Returns NULL if the list is empty. */
static inline struct page *balloon_page_pop(struct list_head *pages)
{
	struct page *page = list_first_entry_or_null(pages, struct page, lru);

	if (page)
		list_del(&page->lru);
	return page;
}
#endif

#endif /* LINUX_BALLOON_COMPACTION_H */
