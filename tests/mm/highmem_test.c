// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of temporary mappings: of pages that have a permanent address, and of pages without one
 * (highmem=).
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "../assert_or.h"
#include "../warnings.h"

#define NR	16

/* Pages that all cases use.  They are in high memory if the machine has any. */
static struct folio *folio, *small[NR];

static int high_node(void)
{
	struct zone *zone;

	for_each_zone(zone) {
		if (is_highmem(zone) && zone_managed_pages(zone))
			return zone_to_nid(zone);
	}
	return numa_node_id();
}

static struct folio *take(unsigned int order)
{
	gfp_t gfp = GFP_HIGHUSER_MOVABLE | __GFP_ZERO | (order ? __GFP_COMP : 0);
	struct page *page = alloc_pages_node(high_node(), gfp, order);

	return page ? page_folio(page) : NULL;
}

static void highmem_exit(struct kunit *test)
{
	for (unsigned int i = 0; i < NR; i++) {
		if (small[i])
			folio_put(small[i]);
		small[i] = NULL;
	}
	if (folio)
		folio_put(folio);
	folio = NULL;
}

static int highmem_init_case(struct kunit *test)
{
	bool all;

	folio = take(2);
	all = folio;
	for (unsigned int i = 0; i < NR; i++) {
		small[i] = take(0);
		all = all && small[i];
	}
	if (all)
		return 0;
	highmem_exit(test);
	return -ENOMEM;
}

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

/* Map as many pages as Linux allows for a thread, and unmap them in reverse order. */
static void highmem_test_nested(struct kunit *test)
{
	u32 *va[NR];

	for (unsigned int i = 0; i < NR; i++) {
		va[i] = kmap_local_page(&small[i]->page);
		KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(va[i]), &small[i]->page);
		if (!PageHighMem(&small[i]->page))
			KUNIT_EXPECT_PTR_EQ(test, (void *)va[i], page_address(&small[i]->page));
		for (unsigned int word = 0; word < PAGE_SIZE / 4; word++)
			va[i][word] = i;
	}
	for (unsigned int i = NR; i--;) {
		KUNIT_EXPECT_EQ(test, va[i][5], i);
		kunmap_local(va[i] + 7);
		if (PageHighMem(&small[i]->page))
			KUNIT_EXPECT_FALSE(test, readable(va[i]));
	}
	for (unsigned int i = 0; i < NR; i++) {
		u32 *atomic = kmap_atomic(&small[i]->page);

		KUNIT_EXPECT_EQ(test, atomic[PAGE_SIZE / 4 - 1], i);
		kunmap_atomic(atomic);
	}
}

/* An unmap without a previous map is reported, and does not change the count of mappings. */
static void highmem_test_misuse(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	char *va = kmap_local_page(&small[0]->page);

	kunmap_local(va);
	if (PageHighMem(&small[0]->page)) {
		kunmap_local(va);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
		kunmap(&small[0]->page);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	}
	va = kmap_local_page(&small[0]->page);
	KUNIT_EXPECT_TRUE(test, readable(va));
	kunmap_local(va);
}

struct sleeper {
	struct page *page;
	struct completion mapped, go;
	int value;
};

static int sleep_mapped(void *arg)
{
	struct sleeper *s = arg;
	int *va = kmap_local_page(s->page);

	*va = 1;
	complete(&s->mapped);
	wait_for_completion(&s->go);
	s->value = *va;
	kunmap_local(va);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

/* A sleeping thread keeps its mappings, even if several such threads wake in any order. */
static void highmem_test_sleep(struct kunit *test)
{
	static struct sleeper sleepers[3];
	struct task_struct *tasks[3];
	int *va;

	for (unsigned int i = 0; i < 3; i++) {
		sleepers[i].page = &small[i]->page;
		init_completion(&sleepers[i].mapped);
		init_completion(&sleepers[i].go);
		tasks[i] = kthread_run(sleep_mapped, &sleepers[i], "mapped/%u", i);
		ASSERT_OR(test, !IS_ERR(tasks[i]), while (i--) {
			complete(&sleepers[i].go);
			kthread_stop(tasks[i]);
		});
		wait_for_completion(&sleepers[i].mapped);
	}
	for (unsigned int i = 0; i < 3; i++) {
		va = kmap_local_page(sleepers[i].page);
		KUNIT_EXPECT_EQ(test, *va, 1);
		*va = 100 + i;
		complete(&sleepers[i].go);
		KUNIT_EXPECT_EQ(test, kthread_stop(tasks[i]), 0);
		kunmap_local(va);
		KUNIT_EXPECT_EQ(test, sleepers[i].value, (int)(100 + i));
	}
}

/*
 * A page that kmap() has mapped keeps its address until each caller of kmap() has called kunmap().
 */
static void highmem_test_kmap(struct kunit *test)
{
	struct page *page = folio_page(folio, 1);
	u8 *first = kmap(page), *second = kmap(page), *other = kmap(page + 1);

	KUNIT_EXPECT_PTR_EQ(test, first, second);
	KUNIT_EXPECT_PTR_NE(test, first, other);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(first), page);
	memset(first, 0x77, PAGE_SIZE);
	kunmap(page);
	KUNIT_EXPECT_EQ(test, (int)second[PAGE_SIZE - 1], 0x77);
	kunmap(page);
	if (PageHighMem(page))
		KUNIT_EXPECT_FALSE(test, readable(first));
	kunmap(page + 1);
}

#define MANY	128	/* the number of slots of kmap() */

static struct page *many[MANY];

static int free_one(void *arg)
{
	msleep(20);
	kunmap(many[0]);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

/* kmap() waits when all slots are in use. */
static void highmem_test_kmap_waits(struct kunit *test)
{
	struct page *page = folio_page(folio, 0);
	struct task_struct *task;
	bool all = true;

	for (unsigned int i = 0; i < MANY; i++) {
		many[i] = (struct page *)take(0);
		all = all && many[i] && PageHighMem(many[i]);
	}
	if (all && PageHighMem(page)) {
		for (unsigned int i = 0; i < MANY; i++)
			kmap(many[i]);
		task = kthread_run(free_one, NULL, "free_one");
		if (!IS_ERR(task)) {
			u8 *va = kmap(page);

			KUNIT_EXPECT_TRUE(test, readable(va));
			kunmap(page);
			KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
		} else {
			kunmap(many[0]);
		}
		for (unsigned int i = 1; i < MANY; i++)
			kunmap(many[i]);
	}
	for (unsigned int i = 0; i < MANY; i++) {
		if (many[i])
			__free_page(many[i]);
	}
	if (!all)
		kunit_skip(test, "not so many pages of high memory");
}

static void highmem_test_copies(struct kunit *test)
{
	u8 *buf = kzalloc(PAGE_SIZE, GFP_KERNEL);
	struct page *a = &small[0]->page, *b = &small[1]->page;
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset_page(a, 0, 0xaa, PAGE_SIZE);
	memset_page(a, 100, 0xbb, 50);
	memcpy_from_page(buf, a, 99, 52);
	KUNIT_EXPECT_EQ(test, (int)buf[0], 0xaa);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 1, 0xbb, 50));
	KUNIT_EXPECT_EQ(test, (int)buf[51], 0xaa);
	memcpy_page(b, 1000, a, 99, 52);
	memcpy_from_page(buf + 100, b, 999, 54);
	KUNIT_EXPECT_EQ(test, memcmp(buf, buf + 101, 52), 0);
	KUNIT_EXPECT_EQ(test, buf[100] | buf[153], 0);
	copy_highpage(b, a);
	memcpy_to_page(b, PAGE_SIZE - 3, "end", 3);
	memzero_page(b, 0, 90);
	memcpy_from_page(buf, b, 0, PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0, 90));
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 90, 0xaa, 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 100, 0xbb, 50));
	KUNIT_EXPECT_EQ(test, memcmp(buf + PAGE_SIZE - 4, "\xaa" "end", 4), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	memcpy_from_page(buf, b, 1, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	kfree(buf);
}

/*
 * Test the functions that copy, map or clear a range of a folio.  The functions that clear a range
 * change no byte outside of it.
 */
static void highmem_test_folio(struct kunit *test)
{
	char *buf = kmalloc(4 * PAGE_SIZE, GFP_KERNEL);
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (unsigned int i = 0; i < 4 * PAGE_SIZE; i++)
		buf[i] = i % 251 + 1;
	memcpy_to_folio(folio, 5, buf, 4 * PAGE_SIZE - 10);
	va = kmap_local_folio(folio, 2 * PAGE_SIZE + 7);
	KUNIT_EXPECT_EQ(test, (int)*va, (int)((2 * PAGE_SIZE + 2) % 251 + 1));
	kunmap_local(va);
	memset(buf, 0x99, 4 * PAGE_SIZE);
	folio_zero_segments(folio, 10, PAGE_SIZE + 20, 3 * PAGE_SIZE, 3 * PAGE_SIZE + 1);
	folio_zero_range(folio, 2 * PAGE_SIZE, 6);
	zero_user(&folio->page, 6, 1);
	memcpy_from_folio(buf, folio, 5, 4 * PAGE_SIZE - 10);
	for (unsigned long i = 0; i < 4 * PAGE_SIZE - 10; i++) {
		unsigned long at = i + 5;
		bool zero = (at >= 10 && at < PAGE_SIZE + 20) || at == 3 * PAGE_SIZE || at == 6 ||
			    (at >= 2 * PAGE_SIZE && at < 2 * PAGE_SIZE + 6);

		if ((u8)buf[i] != (zero ? 0 : i % 251 + 1)) {
			KUNIT_FAIL(test, "byte %lu is %#x", at, (u8)buf[i]);
			break;
		}
	}
	KUNIT_EXPECT_EQ(test, (int)(u8)buf[4 * PAGE_SIZE - 10], 0x99);
	kfree(buf);
}

/*
 * Scatterlists of high memory pages can be copied, and can be read with each kind of temporary
 * mapping.
 */
static void highmem_test_scatterlist(struct kunit *test)
{
	static const unsigned int kinds[] = { 0, SG_MITER_ATOMIC, SG_MITER_LOCAL };
	const size_t bytes = 4 * PAGE_SIZE - 300;
	u8 *buf = kmalloc(4 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist list[4];
	struct sg_mapping_iter miter;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	sg_init_table(list, 4);
	for (unsigned int i = 0; i < 4; i++)
		sg_set_page(&list[i], &small[i]->page, PAGE_SIZE - 75, 75);
	for (size_t i = 0; i < bytes; i++)
		buf[i] = i % 253 + 1;
	KUNIT_EXPECT_EQ(test, sg_copy_from_buffer(list, 4, buf, bytes), bytes);
	for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		size_t seen = 0, wrong = 0;

		sg_miter_start(&miter, list, 4, SG_MITER_TO_SG | kinds[kind]);
		while (sg_miter_next(&miter)) {
			for (size_t i = 0; i < miter.length; i++)
				wrong += ((u8 *)miter.addr)[i] != (seen + i) % 253 + 1;
			miter.consumed = miter.length - miter.length / 3;
			seen += miter.consumed;
		}
		sg_miter_stop(&miter);
		KUNIT_EXPECT_EQ(test, seen, bytes);
		KUNIT_EXPECT_EQ(test, wrong, 0UL);
	}
	memset(buf, 0, bytes);
	KUNIT_EXPECT_EQ(test, sg_pcopy_to_buffer(list, 4, buf, 500, PAGE_SIZE), 500UL);
	for (unsigned int i = 0; i < 500; i++)
		KUNIT_EXPECT_EQ(test, (int)buf[i], (int)((PAGE_SIZE + i) % 253 + 1));
	kfree(buf);
}

static const struct kunit_case highmem_cases[] = {
	KUNIT_CASE(highmem_test_nested),
	KUNIT_CASE(highmem_test_misuse),
	KUNIT_CASE(highmem_test_sleep),
	KUNIT_CASE(highmem_test_kmap),
	KUNIT_CASE(highmem_test_kmap_waits),
	KUNIT_CASE(highmem_test_copies),
	KUNIT_CASE(highmem_test_folio),
	KUNIT_CASE(highmem_test_scatterlist),
	{}
};

static struct kunit_suite highmem_suite = {
	.name = "highmem",
	.test_cases = highmem_cases,
	.init = highmem_init_case,
	.exit = highmem_exit,
};
kunit_test_suite(highmem_suite);
