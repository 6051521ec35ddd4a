// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of scatterlists that are allocated together with their pages, of append tables, of tables
 * whose first array belongs to the caller, and of split lists.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../settled.h"

#define FEW	8

/*
 * Run @body many times and check that no object is leaked.  The first run is not counted: the
 * allocator may allocate internal memory when a size is requested for the first time.
 */
static void expect_none_lost(struct kunit *test, void (*body)(struct kunit *test))
{
	unsigned long objects;

	body(test);
	objects = settled_objects();
	for (unsigned int i = 0; i < FEW + 4; i++)
		body(test);
	KUNIT_EXPECT_LE(test, settled_objects(), objects + FEW);
}

/* ---- lists allocated with their pages -------------------------------------------------------- */

static void sg_alloc_test_pages(struct kunit *test)
{
	unsigned int nents = 0, again;
	struct scatterlist *sgl = sgl_alloc(2 * PAGE_SIZE + 5, GFP_KERNEL, &nents), *sg;
	u8 bytes[3] = { 1, 2, 3 };

	if (!sgl)
		kunit_skip(test, "no memory");
	KUNIT_EXPECT_EQ(test, nents, 3U);
	KUNIT_EXPECT_EQ(test, sg_nents(sgl), 3);
	KUNIT_EXPECT_EQ(test, sgl[1].length, (unsigned int)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sgl[2].length, 5U);
	KUNIT_EXPECT_EQ(test, sg_pcopy_from_buffer(sgl, nents, bytes, 3, 2 * PAGE_SIZE - 1),
			(size_t)3);
	KUNIT_EXPECT_EQ(test, ((u8 *)sg_virt(&sgl[2]))[1], 3);
	sgl_free(sgl);
	/* Request an additional entry, which is reserved for a chain link. */
	sgl = sgl_alloc_order(PAGE_SIZE * 4, 1, true, GFP_KERNEL, &nents);
	if (!sgl)
		kunit_skip(test, "no memory");
	KUNIT_EXPECT_EQ(test, nents, 2U);
	KUNIT_EXPECT_EQ(test, sg_nents(sgl), 3);
	KUNIT_EXPECT_NULL(test, sg_page(&sgl[2]));
	KUNIT_EXPECT_EQ(test, sgl[1].length, (unsigned int)PAGE_SIZE * 2);
	sg = sgl_alloc(1, GFP_KERNEL, &again);
	if (sg) {
		sg_chain(sgl, 3, sg);
		KUNIT_EXPECT_EQ(test, sg_nents(sgl), 3);
		sgl_free(sg);
	}
	sgl_free_n_order(sgl, 2, 1);
	sgl = sgl_alloc_order(PAGE_SIZE * 2, 1, false, GFP_KERNEL, NULL);
	if (sgl)
		sgl_free_order(sgl, 1);
	KUNIT_EXPECT_NULL(test, sgl_alloc(0, GFP_KERNEL, &nents));
	KUNIT_EXPECT_NULL(test, sgl_alloc(U64_MAX, GFP_KERNEL | __GFP_NOWARN, &nents));
	KUNIT_EXPECT_NULL(test, sgl_alloc_order(1, MAX_PAGE_ORDER + 1, false, GFP_KERNEL, &nents));
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

static void fail_pages(struct kunit *test)
{
	unsigned int nents, failed = 0;

	for (unsigned int nth = 1; nth <= 17; nth++) {
		struct scatterlist *sgl;

		WRITE_ONCE(fail_page_alloc.nth, nth);
		sgl = sgl_alloc_order(16 * PAGE_SIZE * 8, 3, false, GFP_KERNEL | __GFP_NOWARN,
				      &nents);
		WRITE_ONCE(fail_page_alloc.nth, 0);
		failed += !sgl;
		if (sgl)
			sgl_free_order(sgl, 3);
	}
	/*
	 * Not every injected failure makes the call fail: the array of entries may use a page, too,
	 * and the page allocator may recover from the failure.
	 */
	KUNIT_EXPECT_GE(test, failed, 12U);
}

/* If the n-th page of a list cannot be allocated, the pages allocated before it are freed. */
static void sg_alloc_test_no_memory(struct kunit *test)
{
	unsigned long free = nr_free_pages();

	expect_none_lost(test, fail_pages);
	KUNIT_EXPECT_GE(test, nr_free_pages() + 64, free);
}

#endif

static void sg_alloc_test_folio(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);
	struct scatterlist sg[2];

	if (!page)
		kunit_skip(test, "no memory");
	sg_init_table(sg, 2);
	sg_unmark_end(&sg[1]);
	sg_init_marker(sg, 1);
	KUNIT_EXPECT_TRUE(test, sg_is_last(&sg[0]));
	KUNIT_EXPECT_FALSE(test, sg_is_last(&sg[1]));
	sg_set_folio(sg, page_folio(page + 1), PAGE_SIZE, 100);
	KUNIT_EXPECT_PTR_EQ(test, sg_page(sg), page);
	KUNIT_EXPECT_EQ(test, sg->offset, 100U);
	KUNIT_EXPECT_EQ(test, sg->length, (unsigned int)PAGE_SIZE);
	EXPECT_REPORT(test, sg_set_folio(sg, page_folio(page), (size_t)1 << 32, 0));
	KUNIT_EXPECT_EQ(test, sg->length, 0U);
	sg_dma_mark_bus_address(sg);
	KUNIT_EXPECT_FALSE(test, sg_dma_is_bus_address(sg));
	sg_dma_unmark_bus_address(sg);
	sg_dma_mark_swiotlb(sg);
	KUNIT_EXPECT_FALSE(test, sg_dma_is_swiotlb(sg));
	__free_pages(page, 1);
}

/* ---- tables whose first array is the caller's ------------------------------------------------ */

static void chain_tables(struct kunit *test)
{
	static const unsigned int firsts[] = { 0, 1, 2, 5 };
	static const unsigned int sizes[] = { 1, 2, 3, 5, 6, SG_MAX_SINGLE_ALLOC + 3,
					      2 * SG_MAX_SINGLE_ALLOC + 7 };
	unsigned long reports = warnings_seen();
	struct scatterlist first[5], *sg;
	struct sg_table table;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, sg_alloc_table_chained(&table, 0, first, 5), -EINVAL);
	for (unsigned int k = 0; k < ARRAY_SIZE(firsts) * ARRAY_SIZE(sizes); k++) {
		unsigned int nr_first = firsts[k / ARRAY_SIZE(sizes)];
		unsigned int size = sizes[k % ARRAY_SIZE(sizes)];

		memset(first, 0xa5, sizeof(first));
		if (sg_alloc_table_chained(&table, size, nr_first ? first : NULL, nr_first))
			continue;
		KUNIT_EXPECT_EQ(test, table.nents, size);
		KUNIT_EXPECT_EQ(test, sg_nents(table.sgl), (int)size);
		KUNIT_EXPECT_EQ(test, table.sgl == first,
				nr_first && (size <= nr_first || nr_first > 1));
		if (nr_first < ARRAY_SIZE(first))
			KUNIT_EXPECT_EQ(test, first[nr_first].page_link, 0xa5a5a5a5a5a5a5a5UL);
		for_each_sgtable_sg(&table, sg, i)
			sg->length = i + 1;
		for_each_sgtable_sg(&table, sg, i)
			KUNIT_EXPECT_EQ(test, sg->length, i + 1);
		sg_free_table_chained(&table, nr_first);
	}
	/* No free was reported, so the array of the caller was not freed. */
	KUNIT_EXPECT_EQ(test, warnings_seen(), reports);
}

static void sg_alloc_test_chained(struct kunit *test)
{
	expect_none_lost(test, chain_tables);
}

/* ---- tables that grow ------------------------------------------------------------------------ */

#define PAGES	600

/*
 * Return the first page of RAM.  The test only uses page numbers, so other owners may use the
 * pages.
 */
static struct page *first_page(void)
{
	return pfn_to_page(PFN_UP(memblock_start_of_DRAM()));
}

/* Choose random pages, some of which are adjacent. */
static void choose_pages(struct page **pages, struct rnd_state *rnd)
{
	u32 at = 0;

	for (unsigned int i = 0; i < PAGES; i++) {
		at = prandom_u32_state(rnd) % 3 ? at + 1 : prandom_u32_state(rnd);
		at %= 4096;
		pages[i] = first_page() + at;
	}
}

/*
 * Check that the list contains all bytes of all pages in order, that no entry is longer than @max,
 * and that adjacent entries are merged.
 */
static void check_grown(struct kunit *test, struct sg_append_table *append, struct page **pages,
			unsigned int n, unsigned int offset, unsigned int max, bool whole)
{
	phys_addr_t want = page_to_phys(pages[0]) + offset, before = 1;
	struct scatterlist *sg;
	unsigned int i, page = 0, length = 0;

	for_each_sg(append->sgt.sgl, sg, append->sgt.orig_nents, i) {
		KUNIT_ASSERT_LE(test, sg->length, max);
		/*
		 * An entry that is adjacent to the previous one is separate only if the merged
		 * entry would be longer than @max.
		 */
		KUNIT_EXPECT_TRUE(test, sg_phys(sg) != before ||
				  length + PAGE_SIZE > ALIGN_DOWN(max, PAGE_SIZE));
		for (unsigned int at = 0; at < sg->length;) {
			KUNIT_ASSERT_LT(test, page, n);
			KUNIT_ASSERT_EQ(test, sg_phys(sg) + at, want);
			at += PAGE_SIZE - offset_in_page(want);
			if (++page < n)
				want = page_to_phys(pages[page]);
		}
		before = sg_phys(sg) + sg->length;
		length = sg->length;
	}
	KUNIT_EXPECT_EQ(test, page, n);
	KUNIT_EXPECT_TRUE(test, !sg || !whole);
}

static void grow(struct kunit *test, struct page **pages, struct rnd_state *rnd, bool tells)
{
	unsigned int max = PAGE_SIZE * (1 + prandom_u32_state(rnd) % 8) + 7, n, at;
	unsigned int offset = prandom_u32_state(rnd) % PAGE_SIZE;
	struct sg_append_table append = { .total_nents = 0 };

	for (at = 0; at < PAGES; at += n) {
		unsigned int skip = at ? 0 : offset, left;

		n = min_t(unsigned int, 1 + prandom_u32_state(rnd) % 400, PAGES - at);
		left = tells ? PAGES - at - n : 0;
		if (sg_alloc_append_table_from_pages(&append, pages + at, n, skip,
						     (unsigned long)n * PAGE_SIZE - skip, max, left,
						     GFP_KERNEL)) {
			/* A failed call must not change the list. */
			if (at)
				check_grown(test, &append, pages, at, offset, max, false);
			break;
		}
		check_grown(test, &append, pages, at + n, offset, max, !left);
		KUNIT_EXPECT_EQ(test, append.sgt.nents, append.sgt.orig_nents);
		KUNIT_EXPECT_GE(test, append.total_nents, append.sgt.orig_nents);
	}
	sg_free_append_table(&append);
	KUNIT_EXPECT_NULL(test, append.sgt.sgl);
}

static void grow_some(struct kunit *test)
{
	struct page **pages = kmalloc_array(PAGES, sizeof(*pages), GFP_KERNEL);
	struct rnd_state rnd;

	if (!pages)
		kunit_skip(test, "no memory");
	prandom_seed_state(&rnd, kunit_seed(test));
	for (unsigned int i = 0; i < 10; i++) {
		choose_pages(pages, &rnd);
		grow(test, pages, &rnd, i % 2);
	}
	kfree(pages);
}

static void sg_alloc_test_append(struct kunit *test)
{
	expect_none_lost(test, grow_some);
}

static void sg_alloc_test_append_bad(struct kunit *test)
{
	struct page *first = first_page();
	struct page *pages[3] = { first, first + 1, first + 2 };
	struct sg_append_table append = { .total_nents = 0 };
	unsigned long all = 3 * PAGE_SIZE;

#define GROW(nr, offset, size, max) \
	sg_alloc_append_table_from_pages(&append, pages, nr, offset, size, max, 0, GFP_KERNEL)
	KUNIT_EXPECT_EQ(test, GROW(3, 0, all, PAGE_SIZE - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, GROW(3, PAGE_SIZE, PAGE_SIZE, UINT_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, GROW(3, 1, all, UINT_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, GROW(3, 0, 0, UINT_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, GROW(0, 0, 1, UINT_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, GROW(0, 1, 1, UINT_MAX), -EINVAL);
	KUNIT_EXPECT_NULL(test, append.sgt.sgl);
	if (GROW(1, 8, 100, UINT_MAX))
		kunit_skip(test, "no memory");
	/* The last entry ends in the middle of its page, so the table cannot grow any more. */
	KUNIT_EXPECT_EQ(test, GROW(3, 8, 100, UINT_MAX), -EINVAL);
	pages[0] = first + 1;
	if (!GROW(1, 0, 10, UINT_MAX)) {
		KUNIT_EXPECT_EQ(test, append.sgt.orig_nents, 2U);
		KUNIT_EXPECT_EQ(test, append.prv->length, 10U);
		KUNIT_EXPECT_PTR_EQ(test, sg_next(append.sgt.sgl), append.prv);
	}
	KUNIT_EXPECT_EQ(test, append.sgt.sgl->length, 100U);
	sg_free_append_table(&append);
	sg_free_append_table(&append);
	/* A smaller limit does not change entries that were added with a larger limit. */
	pages[0] = first;
	if (!GROW(2, 0, 2 * PAGE_SIZE, UINT_MAX)) {
		pages[0] = first + 2;
		KUNIT_EXPECT_TRUE(test, GROW(1, 0, PAGE_SIZE, PAGE_SIZE) == -ENOMEM ||
					append.sgt.orig_nents == 2);
	}
	sg_free_append_table(&append);
#undef GROW
}

/* ---- lists that are split -------------------------------------------------------------------- */

/* Lengths of the entries, one of which is empty, and lengths of the DMA segments. */
#define NR	5
static const unsigned int lengths[NR] = { 100, 100, 0, 100, 100 }, mapped[3] = { 30, 200, 170 };

static void cut_and_check(struct kunit *test, struct scatterlist *in, bool segments, off_t skip,
			  const size_t *sizes, int nr)
{
	phys_addr_t start = page_to_phys(first_page());
	struct scatterlist *out[4], *sg;
	unsigned int at = skip;
	int nents[4], i;

	if (sg_split(in, segments ? 3 : 0, skip, nr, sizes, out, nents, GFP_KERNEL))
		return;
	for (int k = 0; k < nr; at += sizes[k++]) {
		unsigned int done = 0, dma = 0;

		for (sg = out[k]; sg; sg = sg_next(sg)) {
			for (unsigned int b = 0; b < sg->length; b++)
				KUNIT_ASSERT_EQ(test, sg_phys(sg) + b, start + at + done++);
		}
		KUNIT_EXPECT_EQ(test, done, (unsigned int)sizes[k]);
		KUNIT_EXPECT_EQ(test, nents[k] > 0, segments);
		for_each_sg(out[k], sg, nents[k], i) {
			KUNIT_EXPECT_EQ(test, sg_dma_address(sg), (dma_addr_t)0x1000 + at + dma);
			dma += sg_dma_len(sg);
		}
		KUNIT_EXPECT_EQ(test, dma, segments ? (unsigned int)sizes[k] : 0);
		kfree(out[k]);
	}
}

static void split_all(struct kunit *test)
{
	static const size_t all[] = { 400 }, some[] = { 1, 99, 150, 20 }, long_one[] = { 100, 301 };
	static const size_t empty[] = { 10, 0 }, too_long[] = { 401 };
	struct scatterlist in[NR], *out[4];
	unsigned int at = 0, bus = 0x1000;

	sg_init_table(in, NR);
	for (unsigned int i = 0; i < NR; at += lengths[i++])
		sg_set_page(&in[i], first_page(), lengths[i], at);
	for (unsigned int i = 0; i < 3; bus += mapped[i++]) {
		sg_dma_address(&in[i]) = bus;
		sg_dma_len(&in[i]) = mapped[i];
	}
	for (int segments = 0; segments < 2; segments++) {
		cut_and_check(test, in, segments, 0, all, 1);
		cut_and_check(test, in, segments, 0, some, 4);
		cut_and_check(test, in, segments, 130, some, 4);
		KUNIT_EXPECT_EQ(test,
				sg_split(in, 3 * segments, 131, 4, some, out, NULL, GFP_KERNEL),
				-EINVAL);
		KUNIT_EXPECT_NULL(test, out[0]);
		KUNIT_EXPECT_NULL(test, out[3]);
		KUNIT_EXPECT_EQ(test,
				sg_split(in, 3 * segments, 0, 2, long_one, out, NULL, GFP_KERNEL),
				-EINVAL);
		KUNIT_EXPECT_EQ(test,
				sg_split(in, 3 * segments, 0, 2, empty, out, NULL, GFP_KERNEL),
				-EINVAL);
		KUNIT_EXPECT_EQ(test,
				sg_split(in, 3 * segments, 401, 1, all, out, NULL, GFP_KERNEL),
				-EINVAL);
		KUNIT_EXPECT_EQ(test, sg_split(in, 3 * segments, -1, 1, all, out, NULL, GFP_KERNEL),
				-EINVAL);
	}
	/* Refuse output arrays with too few entries, and a size that exceeds the list. */
	KUNIT_EXPECT_EQ(test, sg_split(in, 2, 0, 1, all, out, NULL, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, sg_split(in, NR + 3, 0, 1, too_long, out, NULL, GFP_KERNEL), -EINVAL);
}

static void sg_alloc_test_split(struct kunit *test)
{
	expect_none_lost(test, split_all);
}

static const struct kunit_case sg_alloc_cases[] = {
	KUNIT_CASE(sg_alloc_test_pages),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(sg_alloc_test_no_memory),
#endif
	KUNIT_CASE(sg_alloc_test_folio),
	KUNIT_CASE(sg_alloc_test_chained),
	KUNIT_CASE(sg_alloc_test_append),
	KUNIT_CASE(sg_alloc_test_append_bad),
	KUNIT_CASE(sg_alloc_test_split),
	{}
};

static struct kunit_suite sg_alloc_suite = {
	.name = "sg_alloc",
	.test_cases = sg_alloc_cases,
};
kunit_test_suite(sg_alloc_suite);
