// SPDX-License-Identifier: BSD-2-Clause
/*
 * The page of ZERO_PAGE().  It is allocated at the first use, because few images need it, and never
 * freed.
 */

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm.h>

static struct page *the_zero_page;

struct page *zero_page(void)
{
	struct page *page = READ_ONCE(the_zero_page), *other;

	if (page)
		return page;
	page = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NOFAIL);
	other = cmpxchg(&the_zero_page, NULL, page);
	if (!other)
		return page;
	__free_page(page);
	return other;
}
