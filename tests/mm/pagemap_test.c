// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the map of memory that the report pagemap prints: it shows the state of each page. */

#include <internal/sections.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/page-isolation.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "mm/pages/pages.h"

static char text[16384];
static size_t used;

static void text_write(struct seq_file *m, const char *data, size_t size)
{
	size = min(size, sizeof(text) - 1 - used);
	memcpy(text + used, data, size);
	used += size;
	text[used] = '\0';
}

/*
 * Return the character that the map shows for the address @pa, or 0 if the map does not contain the
 * address.
 */
static char shown_at(phys_addr_t pa)
{
	struct seq_file m = { .write = text_write };
	unsigned long unit;

	used = 0;
	pagemap_show(&m);
	unit = simple_strtoul(text, NULL, 10) << 10;
	for (char *line = text; *line; line += strcspn(line, "\n") + 1) {
		unsigned long start = simple_strtoul(line, NULL, 16);
		size_t size = strcspn(line, "\n");

		if (size < 18 || line[16] != ' ' || line[0] != '0' || pa < start ||
		    pa - start >= (size - 17) * unit)
			continue;
		return line[17 + (pa - start) / unit];
	}
	return 0;
}

static void expect_type(struct kunit *test, gfp_t gfp, char full)
{
	struct page *page = alloc_pages(gfp, MAX_PAGE_ORDER);
	phys_addr_t pa;

	KUNIT_ASSERT_NOT_NULL(test, page);
	pa = page_to_phys(page);
	KUNIT_EXPECT_EQ(test, shown_at(pa), full);
	KUNIT_EXPECT_EQ(test, shown_at(pa + (PAGE_SIZE << MAX_PAGE_ORDER) - 1), full);
	/* Free all pages except the first three. */
	split_page(page, MAX_PAGE_ORDER);
	for (unsigned long i = 3; i < MAX_ORDER_NR_PAGES; i++)
		__free_page(page + i);
	KUNIT_EXPECT_EQ(test, shown_at(pa), (char)(full - 'A' + 'a'));
	for (unsigned long i = 0; i < 3; i++)
		__free_page(page + i);
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, shown_at(pa), '.');
}

static void pagemap_test_types(struct kunit *test)
{
	expect_type(test, GFP_KERNEL, 'U');
	expect_type(test, GFP_HIGHUSER_MOVABLE, 'M');
	expect_type(test, GFP_KERNEL | __GFP_RECLAIMABLE, 'R');
}

static void pagemap_test_ranges(struct kunit *test)
{
	char image = shown_at(__pa_symbol(_text));

	KUNIT_EXPECT_TRUE(test, image == '#' || image == '+');
	KUNIT_EXPECT_EQ(test, shown_at(-1UL & PAGE_MASK), (char)0);
}

#ifdef CONFIG_MEMORY_ISOLATION
static void pagemap_test_isolated(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_HIGHUSER_MOVABLE, MAX_PAGE_ORDER);
	unsigned long pfn;

	KUNIT_ASSERT_NOT_NULL(test, page);
	pfn = page_to_pfn(page);
	__free_pages(page, MAX_PAGE_ORDER);
	KUNIT_ASSERT_EQ(test, start_isolate_page_range(pfn, pfn + MAX_ORDER_NR_PAGES,
						       PB_ISOLATE_MODE_OTHER), 0);
	KUNIT_EXPECT_EQ(test, shown_at(PFN_PHYS(pfn)), 'i');
	undo_isolate_page_range(pfn, pfn + MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, shown_at(PFN_PHYS(pfn)), '.');
}
#endif

static const struct kunit_case pagemap_test_cases[] = {
	KUNIT_CASE(pagemap_test_types),
	KUNIT_CASE(pagemap_test_ranges),
#ifdef CONFIG_MEMORY_ISOLATION
	KUNIT_CASE(pagemap_test_isolated),
#endif
	{}
};

static struct kunit_suite pagemap_suite = {
	.name = "pagemap",
	.test_cases = pagemap_test_cases,
};
kunit_test_suite(pagemap_suite);
