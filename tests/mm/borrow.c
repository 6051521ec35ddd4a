// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "mm/pages/pages.h"
#include "borrow.h"

static void free_blocks(struct page **blocks, unsigned int nr)
{
	for (unsigned int i = 0; i < nr && blocks[i]; i++) {
		__free_pages(blocks[i], MAX_PAGE_ORDER);
		blocks[i] = NULL;
	}
}

int borrow_zone(struct zone *zone, struct page **blocks, unsigned int nr)
{
	int err;

	memset(blocks, 0, nr * sizeof(*blocks));
	for (unsigned int i = 0; i < nr; i++) {
		blocks[i] = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
		if (!blocks[i]) {
			free_blocks(blocks, nr);
			return -ENOMEM;
		}
	}
	err = page_zone_borrow(zone, blocks, nr);
	if (err)
		free_blocks(blocks, nr);
	return err;
}

/*
 * Free the blocks that are still allocated in the block of the highest order at @first, whatever
 * their types and reference counts are.  Only a failed case leaves such blocks, and no other code
 * frees them.
 */
static void free_leftovers(struct zone *zone, struct page *first)
{
	struct page *page = first, *end = first + MAX_ORDER_NR_PAGES;

	while (page < end) {
		struct page head = page_snapshot(page);

		if (head.type >= PGTY_allocated) {
			WRITE_ONCE(page->word, allocated_word(zone, head.order, 0));
			__free_pages(page, head.order);
		}
		page += 1UL << head.order;
	}
}

void return_zone(struct kunit *test, struct zone *zone, struct page **blocks, unsigned int nr)
{
	int err;

	if (!blocks[0])
		return;
	err = page_zone_return(zone, blocks, nr);
	if (err) {
		KUNIT_FAIL(test, "the test's zone did not become whole again");
		for (unsigned int i = 0; i < nr; i++)
			free_leftovers(zone, blocks[i]);
		err = page_zone_return(zone, blocks, nr);
	}
	if (!err)
		free_blocks(blocks, nr);
}
