// SPDX-License-Identifier: BSD-2-Clause
/* Count free blocks by order, for reports and for the decision on compaction. */

#include <linux/bitops.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "pages.h"

/*
 * Return the largest order of the free blocks, or -1 if there is none.  No lock is needed, because
 * the result may be stale in any case.
 */
int page_report_largest_order(struct zone *zone)
{
	unsigned long mask = 0;
	int mt;

	if (data_race(zone->nr_untouched))
		return MAX_PAGE_ORDER;
	for (mt = 0; mt < MIGRATE_TYPES; mt++)
		mask |= data_race(zone->lists[mt].nonempty);
	return fls(mask) - 1;
}

/*
 * Count the free blocks of each order in a zone.  Blocks whose struct pages are not initialized yet
 * are counted as free blocks.
 */
void page_report_count_blocks(struct zone *zone, unsigned long *nr, struct seq_file *m)
{
	struct page_block blocks[PAGE_BLOCKS];
	unsigned long i;

	memset(nr, 0, NR_PAGE_ORDERS * sizeof(*nr));
	nr[MAX_PAGE_ORDER] = READ_ONCE(zone->nr_untouched);
	for (i = 0; i < page_map_pages(); i += MAX_ORDER_NR_PAGES) {
		const struct page *page = page_map.base + i;
		const struct page *end = page + MAX_ORDER_NR_PAGES;
		unsigned int found;

		if (!page_ready(page))
			continue;
		while ((found = page_copy_blocks(zone, &page, end, blocks))) {
			for (unsigned int k = 0; k < found; k++) {
				if (blocks[k].is_start && blocks[k].head.type == PGTY_free)
					nr[blocks[k].head.order]++;
			}
		}
		seq_pause(m);
	}
}

int page_report_fragmentation(const unsigned long *nr, unsigned int order)
{
	unsigned long blocks = 0, pages = 0;

	for (unsigned int k = 0; k < NR_PAGE_ORDERS; k++) {
		blocks += nr[k];
		pages += nr[k] << k;
		if (nr[k] && k >= order)
			return -1000;
	}
	if (!blocks)
		return 0;
	return 1000 - (int)((1000 + pages * 1000 / (1UL << order)) / blocks);
}
