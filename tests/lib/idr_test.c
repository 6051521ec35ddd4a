// SPDX-License-Identifier: BSD-2-Clause
/* Tests of IDR and IDA: random operations are compared with simple arrays. */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/prandom.h>
#include <linux/spinlock.h>

#include "../warnings.h"
#include "mm/objects/objects.h"

#define NR	3000

/* Model: for each ID, the number n + 1 if pointer(n) is stored, or 0 if the ID is free. */
static unsigned short model[NR];
static struct rnd_state rnd;

static unsigned int below(unsigned int n)
{
	return prandom_u32_state(&rnd) % n;
}

/*
 * Return an aligned address that is used as a pointer, although no object is there.  No code
 * dereferences it.
 */
static void *pointer(unsigned int n)
{
	return (void *)(0x10000UL + n * 4UL);
}

static int first_free(unsigned int min, unsigned int max)
{
	for (; min <= max; min++) {
		if (!model[min])
			return min;
	}
	return -ENOSPC;
}

static void idr_step(struct kunit *test, struct idr *idr, unsigned int n)
{
	unsigned int id = below(NR), end = id + 1 + below(NR - id);
	int got, want;

	switch (below(8)) {
	case 0:
	case 1:
	case 2:
		want = first_free(id, end - 1);
		got = idr_alloc(idr, pointer(n % NR), id, end, GFP_KERNEL);
		KUNIT_EXPECT_EQ(test, got, want);
		if (got >= 0)
			model[got] = n % NR + 1;
		break;
	case 3:
	case 4:
		KUNIT_EXPECT_PTR_EQ(test, idr_remove(idr, id),
				    model[id] ? pointer(model[id] - 1) : NULL);
		model[id] = 0;
		break;
	case 5:
		KUNIT_EXPECT_PTR_EQ(test, idr_replace(idr, pointer(n % NR), id),
				    model[id] ? pointer(model[id] - 1) : ERR_PTR(-ENOENT));
		if (model[id])
			model[id] = n % NR + 1;
		break;
	default:
		KUNIT_EXPECT_PTR_EQ(test, idr_find(idr, id),
				    model[id] ? pointer(model[id] - 1) : NULL);
	}
}

static void idr_test_model(struct kunit *test)
{
	struct idr idr;
	unsigned int used = 0, seen = 0;
	void *entry;
	int id;

	idr_init(&idr);
	prandom_seed_state(&rnd, kunit_seed(test));
	memset(model, 0, sizeof(model));
	for (unsigned int n = 0; n < 30000 && test->status != KUNIT_FAILURE; n++)
		idr_step(test, &idr, n);
	for (unsigned int i = 0; i < NR; i++)
		used += !!model[i];
	idr_for_each_entry(&idr, entry, id) {
		KUNIT_EXPECT_PTR_EQ(test, entry, pointer(model[id] - 1));
		seen++;
	}
	KUNIT_EXPECT_EQ(test, seen, used);
	KUNIT_EXPECT_FALSE(test, idr_is_empty(&idr));
	idr_destroy(&idr);
	KUNIT_EXPECT_TRUE(test, idr_is_empty(&idr));
}

static int count_to(int id, void *p, void *data)
{
	return ++*(int *)data == 3 ? id : 0;
}

static void idr_test_calls(struct kunit *test)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long tmp, ul;
	struct idr idr;
	int n = 0, id;
	u32 id32 = 5;
	unsigned long before;
	void *entry;

	idr_init_base(&idr, 1);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, NULL, 0, 0, GFP_KERNEL), 1);
	KUNIT_EXPECT_NULL(test, idr_find(&idr, 1));
	KUNIT_EXPECT_NULL(test, idr_find(&idr, 0));
	KUNIT_EXPECT_NULL(test, idr_replace(&idr, pointer(2), 1));
	KUNIT_EXPECT_PTR_EQ(test, idr_find(&idr, 1), pointer(2));
	KUNIT_EXPECT_EQ(test, idr_alloc_u32(&idr, pointer(4), &id32, 5, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id32, 5);
	KUNIT_EXPECT_EQ(test, idr_alloc_u32(&idr, pointer(4), &id32, 5, GFP_KERNEL), -ENOSPC);
	id32 = UINT_MAX;
	KUNIT_EXPECT_EQ(test, idr_alloc_u32(&idr, pointer(6), &id32, UINT_MAX, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id32, UINT_MAX);
	KUNIT_EXPECT_PTR_EQ(test, idr_remove(&idr, UINT_MAX), pointer(6));
	for (int i = 0; i < 5; i++) {
		static const int want[] = { 2, 3, 4, 6, 2 };

		id = idr_alloc_cyclic(&idr, pointer(8), 2, 7, GFP_KERNEL);
		KUNIT_EXPECT_EQ(test, id, want[i]);
		if (i == 3)
			idr_remove(&idr, 2);
	}
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, pointer(8), 2, 7, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, idr_get_cursor(&idr), 3);
	KUNIT_EXPECT_EQ(test, idr_for_each(&idr, count_to, &n), 3);
	n = 0;
	idr_for_each_entry_ul(&idr, entry, tmp, ul)
		n++;
	KUNIT_EXPECT_EQ(test, n, 6);
	id = 4;
	n = 0;
	idr_for_each_entry_continue(&idr, entry, id)
		n++;
	KUNIT_EXPECT_EQ(test, n, 3);
	before = slab_engine_count();
	idr_preload(GFP_KERNEL);
	KUNIT_EXPECT_LE(test, slab_engine_count(), before + 32 / XA_CHUNK_SHIFT + 1);
	spin_lock(&lock);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, pointer(8), 1 << 30, 0, GFP_NOWAIT), 1 << 30);
	spin_unlock(&lock);
	idr_preload_end();
	idr_destroy(&idr);
}

/* ---- IDA ------------------------------------------------------------------------------------- */

static void ida_test_model(struct kunit *test)
{
	struct ida ida;

	ida_init(&ida);
	prandom_seed_state(&rnd, kunit_seed(test));
	memset(model, 0, sizeof(model));
	for (unsigned int n = 0; n < 30000 && test->status != KUNIT_FAILURE; n++) {
		unsigned int id = below(3) ? below(80) : below(NR), max = id + below(NR - id);
		int got, want;

		if (below(5) < 2) {
			if (model[id])
				ida_free(&ida, id);
			model[id] = 0;
			continue;
		}
		want = first_free(id, max);
		got = ida_alloc_range(&ida, id, max, GFP_KERNEL);
		KUNIT_EXPECT_EQ(test, got, want);
		if (got >= 0)
			model[got] = 1;
		KUNIT_EXPECT_EQ(test, ida_exists(&ida, id), !!model[id]);
	}
	for (unsigned int i = 0; i < NR; i++) {
		int next = ida_find_first_range(&ida, i, ~0U);

		while (i < NR && !model[i])
			i++;
		KUNIT_EXPECT_EQ(test, next, i < NR ? (int)i : -ENOENT);
	}
	for (unsigned int i = 0; i < NR; i++) {
		if (model[i])
			ida_free(&ida, i);
	}
	KUNIT_EXPECT_TRUE(test, ida_is_empty(&ida));
	ida_destroy(&ida);
}

static void ida_test_calls(struct kunit *test)
{
	unsigned long before = warnings_seen();
	struct ida ida;

	ida_init(&ida);
	for (int i = 0; i < 2500; i++)
		KUNIT_EXPECT_EQ(test, ida_alloc(&ida, GFP_KERNEL), i);
	KUNIT_EXPECT_EQ(test, ida_alloc_max(&ida, 2499, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, ida_alloc_min(&ida, INT_MAX, GFP_KERNEL), INT_MAX);
	KUNIT_EXPECT_EQ(test, ida_alloc_min(&ida, INT_MAX, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 1U << 31, ~0U, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, ida_simple_get(&ida, 5000, 5001, GFP_KERNEL), 5000);
	KUNIT_EXPECT_EQ(test, ida_simple_get(&ida, 5000, 5001, GFP_KERNEL), -ENOSPC);
	ida_free(&ida, 1500);
	KUNIT_EXPECT_EQ(test, ida_alloc(&ida, GFP_KERNEL), 1500);
	KUNIT_EXPECT_EQ(test, ida_find_first(&ida), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before);
	ida_free(&ida, 4000);
	ida_simple_remove(&ida, 1U << 30);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 2);
	ida_destroy(&ida);
	KUNIT_EXPECT_TRUE(test, ida_is_empty(&ida));
}

/*
 * ida_find_first_range() finds the lowest allocated ID in the range, even if the ID is not in the
 * bitmap in which the range starts, but in a later bitmap.
 */
static void ida_test_find_behind(struct kunit *test)
{
	struct ida ida;
	int id;

	ida_init(&ida);
	id = ida_alloc_range(&ida, 2 * IDA_BITMAP_BITS, ~0U, GFP_KERNEL);
	KUNIT_ASSERT_EQ(test, id, 2 * (int)IDA_BITMAP_BITS);
	KUNIT_EXPECT_EQ(test, ida_find_first_range(&ida, 5, ~0U), id);
	KUNIT_EXPECT_EQ(test, ida_find_first_range(&ida, 0, (unsigned int)id), id);
	KUNIT_EXPECT_EQ(test, ida_find_first_range(&ida, 0, (unsigned int)id - 1), -ENOENT);
	ida_free(&ida, (unsigned int)id);
	KUNIT_EXPECT_TRUE(test, ida_is_empty(&ida));
}

static struct kunit_case idr_cases[] = {
	KUNIT_CASE(idr_test_model),
	KUNIT_CASE(idr_test_calls),
	KUNIT_CASE(ida_test_model),
	KUNIT_CASE(ida_test_calls),
	KUNIT_CASE(ida_test_find_behind),
	{}
};

static struct kunit_suite idr_suite = {
	.name = "idr",
	.test_cases = idr_cases,
};
kunit_test_suite(idr_suite);
