// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory balloons: lists of pages that a driver lends to the hypervisor.
 *
 * A balloon is a stack.  The pages that were lent last return first, so that the pages that the
 * hypervisor has released for the longest time stay with it.
 *
 * Locking.  pages_lock protects the list.  A caller that moves many pages does not hold the lock,
 * or disable interrupts, for longer than one page takes.
 */

#include <linux/balloon_compaction.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mmdebug.h>
#include <linux/page_reporting.h>
#include <linux/printk.h>
#include <linux/vmstat.h>

#include "pages.h"

struct page *balloon_page_alloc(void)
{
	return alloc_page(GFP_HIGHUSER | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN);
}

void balloon_page_enqueue(struct balloon_dev_info *balloon, struct page *page)
{
	unsigned long flags;

	VM_WARN_ON(!page_is(page, PGTY_allocated, 0));
	spin_lock_irqsave(&balloon->pages_lock, flags);
	list_add(&page->lru, &balloon->pages);
	__count_vm_event(BALLOON_INFLATE);
	spin_unlock_irqrestore(&balloon->pages_lock, flags);
}

size_t balloon_page_enqueue_list(struct balloon_dev_info *balloon, struct list_head *pages)
{
	struct page *page;
	size_t nr = 0;

	for (; (page = balloon_page_pop(pages)); nr++)
		balloon_page_enqueue(balloon, page);
	return nr;
}

static struct page *balloon_try_dequeue(struct balloon_dev_info *balloon)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&balloon->pages_lock, flags);
	page = balloon_page_pop(&balloon->pages);
	if (page)
		__count_vm_event(BALLOON_DEFLATE);
	spin_unlock_irqrestore(&balloon->pages_lock, flags);
	return page;
}

struct page *balloon_page_dequeue(struct balloon_dev_info *balloon)
{
	struct page *page = balloon_try_dequeue(balloon);

	WARN(!page, "balloon_page_dequeue: the balloon has no page\n");
	return page;
}

size_t balloon_page_dequeue_list(struct balloon_dev_info *balloon, struct list_head *pages,
				 size_t nr_pages)
{
	struct page *page;
	size_t nr = 0;

	for (; nr < nr_pages && (page = balloon_try_dequeue(balloon)); nr++)
		balloon_page_push(pages, page);
	return nr;
}

void adjust_managed_page_count(struct page *page, long count)
{
	struct zone *zone = page_zone(page);
	unsigned long managed, flags;
	bool valid;

	spin_lock_irqsave(&zone->lock, flags);
	managed = zone->managed_pages;
	valid = count >= 0 || managed >= 0UL - (unsigned long)count;
	if (valid)
		WRITE_ONCE(zone->managed_pages, managed + (unsigned long)count);
	spin_unlock_irqrestore(&zone->lock, flags);
	WARN(!valid, "adjust_managed_page_count: the zone has only %lu pages, not %ld\n", managed,
	     -count);
}

int page_reporting_register(struct page_reporting_dev_info *info)
{
	pr_err("page_reporting: free pages are not reported to the hypervisor: turn this feature "
	       "of the device off\n");
	return -EOPNOTSUPP;
}

void page_reporting_unregister(struct page_reporting_dev_info *info)
{
}
