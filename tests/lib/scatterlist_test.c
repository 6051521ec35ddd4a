// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of scatterlists: lists, chains, tables with one array or several arrays, and copies, which
 * are compared with a plain buffer.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../settled.h"
#include "../watched.h"

/* The entries describe memory of this size.  A buffer of the same size is used for comparisons. */
#define ORDER	3
#define BYTES	(PAGE_SIZE << ORDER)

static u8 *memory, *plain;

static int scatterlist_test_init(struct kunit *test)
{
	memory = (u8 *)__get_free_pages(GFP_KERNEL, ORDER);
	plain = (u8 *)__get_free_pages(GFP_KERNEL, ORDER);
	return memory && plain ? 0 : -ENOMEM;
}

static void scatterlist_test_exit(struct kunit *test)
{
	free_pages((unsigned long)memory, ORDER);
	free_pages((unsigned long)plain, ORDER);
	memory = plain = NULL;
}

/* ---- lists and chains ------------------------------------------------------------------------ */

static void scatterlist_test_entry(struct kunit *test)
{
	struct scatterlist sg;
	void *far = vmalloc(PAGE_SIZE);

	sg_init_one(&sg, memory + PAGE_SIZE + 100, 50);
	KUNIT_EXPECT_PTR_EQ(test, sg_page(&sg), virt_to_page(memory + PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, sg.offset, 100U);
	KUNIT_EXPECT_EQ(test, sg.length, 50U);
	KUNIT_EXPECT_PTR_EQ(test, sg_virt(&sg), (void *)memory + PAGE_SIZE + 100);
	KUNIT_EXPECT_EQ(test, sg_phys(&sg), (phys_addr_t)__pa(memory) + PAGE_SIZE + 100);
	KUNIT_EXPECT_TRUE(test, sg_is_last(&sg));
	KUNIT_EXPECT_FALSE(test, sg_is_chain(&sg));
	KUNIT_EXPECT_NULL(test, sg_next(&sg));
	sg_assign_page(&sg, virt_to_page(memory));
	KUNIT_EXPECT_TRUE(test, sg_is_last(&sg));
	sg_unmark_end(&sg);
	KUNIT_EXPECT_FALSE(test, sg_is_last(&sg));
	KUNIT_EXPECT_PTR_EQ(test, sg_page(&sg), virt_to_page(memory));
	if (far)
		EXPECT_REPORT(test, sg_init_one(&sg, far, 8));
	KUNIT_EXPECT_TRUE(test, !far || !sg.length);
	vfree(far);
}

static void scatterlist_test_chain(struct kunit *test)
{
	struct scatterlist a[4], b[1], c[3], *sg;
	unsigned int i;

	sg_init_table(a, 4);
	sg_init_table(b, 1);
	sg_init_table(c, 3);
	for (i = 0; i < 3; i++) {
		sg_set_buf(&a[i], memory + i * 10, 10);
		sg_set_buf(&c[i], memory + (i + 3) * 10, 10);
	}
	KUNIT_EXPECT_EQ(test, sg_nents(a), 4);
	sg_chain(a, 4, c);
	KUNIT_EXPECT_TRUE(test, sg_is_chain(&a[3]));
	KUNIT_EXPECT_PTR_EQ(test, sg_chain_ptr(&a[3]), &c[0]);
	KUNIT_EXPECT_EQ(test, sg_nents(a), 6);
	for_each_sg(a, sg, 6, i)
		KUNIT_EXPECT_PTR_EQ(test, sg_virt(sg), (void *)memory + i * 10);
	KUNIT_EXPECT_NULL(test, sg);
	KUNIT_EXPECT_PTR_EQ(test, sg_last(a, 6), &c[2]);
	KUNIT_EXPECT_PTR_EQ(test, sg_last(a, 4), &c[0]);
	KUNIT_EXPECT_NULL(test, sg_last(a, 0));
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 0), 0);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 1), 1);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 30), 3);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 31), 4);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 60), 6);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(a, 61), -EINVAL);
	sg_mark_end(&a[1]);
	KUNIT_EXPECT_EQ(test, sg_nents(a), 2);
	KUNIT_EXPECT_EQ(test, sg_nents(b), 1);
}

/* ---- tables ---------------------------------------------------------------------------------- */

/*
 * Return true if the arrays of a table were not freed.  The allocator may retain at most 4 objects
 * and 16 pages.
 */
static bool lost(unsigned long objects, unsigned long pages)
{
	return settled_objects() > objects + 4 || nr_free_pages() + 16 < pages;
}

static void scatterlist_test_table(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 2, 127, 128, 129, 254, 255, 256, 257, 500 };
	unsigned long objects = 0, pages = 0;
	struct sg_table table;

	skip_if_watched(test);
	KUNIT_EXPECT_EQ(test, sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
	sg_free_table(&table);
	for (unsigned int k = 0; k < 4 * ARRAY_SIZE(sizes); k++) {
		unsigned int size = sizes[k % ARRAY_SIZE(sizes)], i;
		struct scatterlist *sg;

		/*
		 * Read the counts after the first round: the allocator may allocate internal memory
		 * when a size is requested for the first time.
		 */
		if (k == ARRAY_SIZE(sizes)) {
			objects = settled_objects();
			pages = nr_free_pages();
		}
		KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, size, GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, table.nents, size);
		KUNIT_EXPECT_EQ(test, table.orig_nents, size);
		KUNIT_EXPECT_EQ(test, sg_nents(table.sgl), (int)size);
		for_each_sgtable_sg(&table, sg, i) {
			KUNIT_EXPECT_FALSE(test, sg_is_chain(sg));
			sg_set_buf(sg, memory + i, 1);
		}
		for_each_sgtable_dma_sg(&table, sg, i)
			KUNIT_EXPECT_PTR_EQ(test, sg_virt(sg), (void *)memory + i);
		KUNIT_EXPECT_NULL(test, sg);
		sg_free_table(&table);
		KUNIT_EXPECT_NULL(test, table.sgl);
		KUNIT_EXPECT_EQ(test, table.orig_nents, 0U);
	}
	KUNIT_EXPECT_FALSE(test, lost(objects, pages));
}

#ifdef CONFIG_FAILSLAB

/* If an array of a table cannot be allocated, sg_alloc_table() fails and leaks no memory. */
static void scatterlist_test_no_memory(struct kunit *test)
{
	unsigned long objects = settled_objects(), pages = nr_free_pages(), failed = 0;
	struct sg_table table;

	skip_if_watched(test);
	for (unsigned int i = 0; i < 60; i++) {
		int err;

		WRITE_ONCE(failslab.nth, 1 + i % 5);
		err = sg_alloc_table(&table, 500 * (PAGE_SIZE / SZ_4K), GFP_KERNEL | __GFP_NOWARN);
		WRITE_ONCE(failslab.nth, 0);
		failed += err == -ENOMEM;
		KUNIT_EXPECT_EQ(test, table.sgl == NULL, err != 0);
		sg_free_table(&table);
	}
	KUNIT_EXPECT_FALSE(test, lost(objects, pages));
	KUNIT_EXPECT_GT(test, failed, 4UL);
}

#endif

static void scatterlist_test_pages(struct kunit *test)
{
	struct page *first = virt_to_page(memory), *pages[7];
	static const u8 which[] = { 0, 1, 2, 5, 7, 6, 3 };
	static const struct {
		unsigned int nents, lengths[7];
	} wanted[] = {
		{ 5, { 3 * PAGE_SIZE - 100, PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, 40 } },
		{ 6, { 2 * PAGE_SIZE - 100, PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, 40 } },
	};
	struct sg_table table;
	struct scatterlist *sg;
	unsigned int i;

	for (i = 0; i < 7; i++)
		pages[i] = first + which[i];
	for (int k = 0; k < 2; k++) {
		unsigned int max = k ? 2 * PAGE_SIZE + 5 : UINT_MAX;

		KUNIT_ASSERT_EQ(test, sg_alloc_table_from_pages_segment(&table, pages, 7, 100,
				6 * PAGE_SIZE - 60, max, GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, table.orig_nents, wanted[k].nents);
		for_each_sgtable_sg(&table, sg, i) {
			KUNIT_EXPECT_EQ(test, sg->length, wanted[k].lengths[i]);
			KUNIT_EXPECT_EQ(test, sg->offset, i ? 0U : 100U);
		}
		sg_free_table(&table);
	}
	KUNIT_EXPECT_EQ(test,
			sg_alloc_table_from_pages_segment(&table, pages, 7, 0, 1, PAGE_SIZE - 1,
							  GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, sg_alloc_table_from_pages(&table, pages, 1, 1, PAGE_SIZE, GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, sg_alloc_table_from_pages(&table, pages, 0, 0, 0, GFP_KERNEL),
			-EINVAL);
}

/* ---- copies ---------------------------------------------------------------------------------- */

/* Divide the memory into entries of random sizes, some of which are empty. */
static unsigned int cut(struct rnd_state *rnd, struct scatterlist *sgl, unsigned int max)
{
	unsigned int at = 0, n = 0;

	while (at < BYTES) {
		unsigned int bytes = prandom_u32_state(rnd) % (n % 4 ? 300 : 9000);

		bytes = n == max - 1 ? BYTES - at : min_t(unsigned int, bytes, BYTES - at);
		sg_set_buf(&sgl[n++], memory + at, bytes);
		at += bytes;
	}
	sg_mark_end(&sgl[n - 1]);
	return n;
}

static void scatterlist_test_copy(struct kunit *test)
{
	struct scatterlist *sgl = kcalloc(64, sizeof(*sgl), GFP_KERNEL);
	u8 *buf = kmalloc(BYTES, GFP_KERNEL);
	struct rnd_state rnd;
	unsigned int wrong = 0;

	ASSERT_OR(test, sgl && buf, kfree(sgl); kfree(buf));
	prandom_seed_state(&rnd, 3);
	for (int round = 0; round < 100; round++) {
		unsigned int n = cut(&rnd, sgl, 64);
		size_t skip = prandom_u32_state(&rnd) % (BYTES + 10);
		size_t size = prandom_u32_state(&rnd) % BYTES;
		size_t part = skip >= BYTES ? 0 : min(size, BYTES - skip);

		prandom_bytes_state(&rnd, buf, BYTES);
		wrong += sg_copy_from_buffer(sgl, n, buf, BYTES) != BYTES;
		memcpy(plain, buf, BYTES);
		wrong += memcmp(memory, plain, BYTES) != 0;
		memset(buf, 0x77, BYTES);
		wrong += sg_pcopy_to_buffer(sgl, n, buf, size, skip) != part;
		wrong += part && memcmp(buf, plain + skip, part);
		wrong += memchr_inv(buf + part, 0x77, BYTES - part) != NULL;
		memset(buf, 0x33, BYTES);
		wrong += sg_pcopy_from_buffer(sgl, n, buf, size, skip) != part;
		if (part)
			memset(plain + skip, 0x33, part);
		wrong += memcmp(memory, plain, BYTES) != 0;
		wrong += sg_zero_buffer(sgl, n, size / 2, skip) != min(part, size / 2);
		if (part)
			memset(plain + skip, 0, min(part, size / 2));
		wrong += sg_copy_buffer(sgl, n, buf, BYTES + 5, 0, true) != BYTES;
		wrong += sg_copy_to_buffer(sgl, n, buf, BYTES + 5) != BYTES;
		wrong += memcmp(buf, plain, BYTES) != 0;
		memset(sgl, 0, 64 * sizeof(*sgl));
	}
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	kfree(sgl);
	kfree(buf);
}

static void scatterlist_test_miter(struct kunit *test)
{
	struct scatterlist sgl[4];
	struct sg_mapping_iter miter;

	sg_init_table(sgl, 4);
	sg_set_buf(&sgl[0], memory + 7, 0);
	sg_set_buf(&sgl[1], memory + PAGE_SIZE - 10, 30);
	/* The offset of this entry is larger than a page. */
	sg_set_page(&sgl[2], virt_to_page(memory), 20, 2 * PAGE_SIZE + 4);
	sg_set_buf(&sgl[3], memory + 3 * PAGE_SIZE, 2 * PAGE_SIZE);
	sg_miter_start(&miter, sgl, 4, SG_MITER_FROM_SG | SG_MITER_ATOMIC);
	KUNIT_ASSERT_TRUE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_PTR_EQ(test, miter.addr, (void *)memory + PAGE_SIZE - 10);
	KUNIT_EXPECT_EQ(test, miter.length, 10UL);
	miter.consumed = 4;
	KUNIT_ASSERT_TRUE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_PTR_EQ(test, miter.addr, (void *)memory + PAGE_SIZE - 6);
	KUNIT_EXPECT_EQ(test, miter.length, 6UL);
	KUNIT_ASSERT_TRUE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_PTR_EQ(test, miter.page, virt_to_page(memory) + 1);
	KUNIT_EXPECT_EQ(test, miter.length, 20UL);
	KUNIT_ASSERT_TRUE(test, sg_miter_skip(&miter, 2));
	KUNIT_ASSERT_TRUE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_PTR_EQ(test, miter.addr, (void *)memory + 2 * PAGE_SIZE + 6);
	KUNIT_EXPECT_EQ(test, miter.length, 18UL);
	KUNIT_EXPECT_TRUE(test, sg_miter_skip(&miter, PAGE_SIZE + 1));
	KUNIT_ASSERT_TRUE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_EQ(test, miter.length, PAGE_SIZE - 1);
	KUNIT_EXPECT_FALSE(test, sg_miter_next(&miter));
	KUNIT_EXPECT_FALSE(test, sg_miter_skip(&miter, 1));
	sg_miter_stop(&miter);
	KUNIT_EXPECT_NULL(test, miter.addr);
}

static void scatterlist_test_page_iter(struct kunit *test)
{
	static const u8 want[] = { 0, 1, 2, 5, 6 };
	struct sg_dma_page_iter dma;
	struct sg_page_iter iter;
	struct scatterlist sgl[3];
	struct sg_table table = { .sgl = sgl, .nents = 2, .orig_nents = 3 };
	unsigned int n = 0;

	sg_init_table(sgl, 3);
	sg_set_page(&sgl[0], virt_to_page(memory), PAGE_SIZE + 2, PAGE_SIZE - 1); /* pages 0 to 2 */
	sg_set_page(&sgl[1], virt_to_page(memory), 0, 0); /* an empty entry covers no page */
	sg_set_page(&sgl[2], virt_to_page(memory) + 5, PAGE_SIZE + 1, 0); /* pages 5 and 6 */
	for_each_sgtable_page(&table, &iter, 0) {
		KUNIT_ASSERT_LT(test, n, 5U);
		KUNIT_EXPECT_PTR_EQ(test, sg_page_iter_page(&iter), virt_to_page(memory) + want[n]);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 5U);
	for_each_sg_page(sgl, &iter, table.orig_nents, 4)
		n += sg_page_iter_page(&iter) == virt_to_page(memory) + 6 ? 1 : 100;
	KUNIT_EXPECT_EQ(test, n, 6U);
	sg_dma_address(&sgl[0]) = 0x10000;
	sg_dma_len(&sgl[0]) = 2 * PAGE_SIZE;
	sg_dma_address(&sgl[1]) = 0x80000;
	sg_dma_len(&sgl[1]) = 10;
	n = 0;
	for_each_sgtable_dma_page(&table, &dma, 0) {
		KUNIT_EXPECT_EQ(test, sg_page_iter_dma_address(&dma),
				n < 2 ? 0x10000 + n * PAGE_SIZE : (dma_addr_t)0x80000);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 3U);
}

static const struct kunit_case scatterlist_cases[] = {
	KUNIT_CASE(scatterlist_test_entry),
	KUNIT_CASE(scatterlist_test_chain),
	KUNIT_CASE(scatterlist_test_table),
#ifdef CONFIG_FAILSLAB
	KUNIT_CASE(scatterlist_test_no_memory),
#endif
	KUNIT_CASE(scatterlist_test_pages),
	KUNIT_CASE(scatterlist_test_copy),
	KUNIT_CASE(scatterlist_test_miter),
	KUNIT_CASE(scatterlist_test_page_iter),
	{}
};

static struct kunit_suite scatterlist_suite = {
	.name = "scatterlist",
	.init = scatterlist_test_init,
	.exit = scatterlist_test_exit,
	.test_cases = scatterlist_cases,
};
kunit_test_suite(scatterlist_suite);
