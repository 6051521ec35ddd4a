// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of XArray: random operations are compared with simple models, and readers run on all CPUs.
 */

#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/xarray.h>
#include <asm/processor.h>

#include "../warnings.h"

#define NR	1024
#define STEPS	100000
#define NR_MARKS XA_MAX_MARKS

/*
 * Model of the array: for each index, the entry and the first and last index of the range that
 * shares this entry.
 */
static struct {
	unsigned long value[NR];	/* value at the index, or 0 if there is no entry */
	unsigned short first[NR], last[NR];
	unsigned char marks[NR];
} model;

static struct rnd_state rnd;
static DEFINE_XARRAY(array);
static bool stopped;
static unsigned int wrong_counts;

static unsigned int below(unsigned int n)
{
	return prandom_u32_state(&rnd) % n;
}

static void model_set(unsigned int first, unsigned int last, unsigned long value,
		      unsigned int marks)
{
	for (unsigned int i = first; i <= last; i++) {
		model.value[i] = value;
		model.first[i] = value ? first : i;
		model.last[i] = value ? last : i;
		model.marks[i] = value ? marks : 0;
	}
}

static void model_clear(void)
{
	model_set(0, NR - 1, 0, 0);
}

/* A store to part of a multi-index entry replaces the whole entry. */
static void model_store(unsigned int first, unsigned int last, unsigned long value)
{
	unsigned int marks = 0;

	first = min_t(unsigned int, first, model.first[first]);
	last = max_t(unsigned int, last, model.last[last]);
	for (unsigned int i = first; i <= last; i++) {
		marks |= model.marks[i];
		if (!value)
			model_set(model.first[i], model.last[i], 0, 0);
	}
	if (value)
		model_set(first, last, value, marks);
}

/* The update function of the stores below: compare the counts of the node with its slots. */
static void check_counts(struct xa_node *node)
{
	unsigned int count = 0, values = 0;

	for (unsigned int i = 0; node->count && i < XA_CHUNK_SIZE; i++) {
		void *entry = xa_entry_locked(&array, node, i);

		count += !!entry;
		if (xa_is_sibling(entry))
			entry = xa_entry_locked(&array, node, xa_to_sibling(entry));
		values += xa_is_value(entry);
	}
	if (node->count != count || node->nr_values != values)
		wrong_counts++;
}

static void store(struct kunit *test, unsigned int index, unsigned int order, unsigned long value)
{
	XA_STATE_ORDER(xas, &array, index, order);
	unsigned int first = index & ~((1U << order) - 1);

	xas_set_update(&xas, check_counts);
	do {
		xas_lock(&xas);
		xas_store(&xas, value ? xa_mk_value(value) : NULL);
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL));
	if (xas_error(&xas)) {
		stopped = true;
		KUNIT_FAIL(test, "store: %d", xas_error(&xas));
		return;
	}
	model_store(first, first + (1U << order) - 1, value);
}

static void *model_entry(unsigned int i)
{
	return model.value[i] ? xa_mk_value(model.value[i]) : NULL;
}

static unsigned int model_find(unsigned int i, xa_mark_t filter)
{
	for (; i < NR; i++) {
		if (model.value[i] && (filter == XA_PRESENT || (model.marks[i] >> filter & 1)))
			break;
	}
	return i;
}

static void check_find(struct kunit *test, unsigned int i, xa_mark_t filter)
{
	unsigned int max = below(8) ? NR - 1 : below(NR);
	unsigned int want = model_find(i, filter);
	unsigned long index = i;
	void *entry = xa_find(&array, &index, max, filter);

	KUNIT_EXPECT_PTR_EQ(test, entry, want <= max && want < NR ? model_entry(want) : NULL);
	if (entry)
		KUNIT_EXPECT_EQ(test, index, want);
	want = model_find(model.last[i] + 1, filter);
	index = i;
	entry = xa_find_after(&array, &index, max, filter);
	KUNIT_EXPECT_PTR_EQ(test, entry, want <= max && want < NR ? model_entry(want) : NULL);
	if (entry)
		KUNIT_EXPECT_EQ(test, index, want);
}

static void check_steps(struct kunit *test, unsigned int i)
{
	XA_STATE(xas, &array, i);

	rcu_read_lock();
	KUNIT_EXPECT_PTR_EQ(test, xas_next(&xas), model_entry(i));
	for (unsigned int j = i + 1; j < NR && j < i + 10; j++)
		KUNIT_EXPECT_PTR_EQ(test, xas_next(&xas), model_entry(j));
	xas_set(&xas, i);
	KUNIT_EXPECT_PTR_EQ(test, xas_prev(&xas), model_entry(i));
	for (unsigned int j = i; j-- > 0 && j + 10 > i;)
		KUNIT_EXPECT_PTR_EQ(test, xas_prev(&xas), model_entry(j));
	rcu_read_unlock();
}

static void check_index(struct kunit *test, unsigned int i)
{
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&array, i), model_entry(i));
	for (xa_mark_t mark = 0; mark < NR_MARKS; mark++)
		KUNIT_EXPECT_EQ(test, xa_get_mark(&array, i, mark), !!(model.marks[i] >> mark & 1));
	KUNIT_EXPECT_EQ(test, xa_get_order(&array, i), ilog2(model.last[i] - model.first[i] + 1));
}

/*
 * Iterate over all entries, and over the entries with each mark, and compare them with the model.
 */
static void check_all(struct kunit *test)
{
	unsigned long index;
	unsigned int i = 0;
	void *entry;

	xa_for_each(&array, index, entry) {
		i = model_find(i, XA_PRESENT);
		KUNIT_EXPECT_EQ(test, index, i);
		KUNIT_EXPECT_PTR_EQ(test, entry, i < NR ? model_entry(i) : NULL);
		i = i < NR ? model.last[i] + 1 : NR;
	}
	KUNIT_EXPECT_EQ(test, model_find(i, XA_PRESENT), NR);
	KUNIT_EXPECT_EQ(test, xa_empty(&array), model_find(0, XA_PRESENT) == NR);
	for (xa_mark_t mark = 0; mark < NR_MARKS; mark++) {
		i = 0;
		xa_for_each_marked(&array, index, entry, mark) {
			i = model_find(i, mark);
			KUNIT_EXPECT_EQ(test, index, i);
			i = i < NR ? model.last[i] + 1 : NR;
		}
		KUNIT_EXPECT_EQ(test, model_find(i, mark), NR);
		KUNIT_EXPECT_EQ(test, xa_marked(&array, mark), model_find(0, mark) < NR);
	}
}

static void mark(unsigned int i, xa_mark_t mark, bool set)
{
	if (set)
		xa_set_mark(&array, i, mark);
	else
		xa_clear_mark(&array, i, mark);
	if (!model.value[i])
		return;
	for (unsigned int j = model.first[i]; j <= model.last[i]; j++)
		model.marks[j] = set ? model.marks[j] | 1U << mark : model.marks[j] & ~(1U << mark);
}

/* Check that xas_for_each_conflict() finds the entries that overlap the range of a new entry. */
static void check_conflicts(struct kunit *test, unsigned int index, unsigned int order)
{
	unsigned int i = index & ~((1U << order) - 1), end = i + (1U << order);
	XA_STATE_ORDER(xas, &array, index, order);
	void *entry;

	xas_lock(&xas);
	xas_for_each_conflict(&xas, entry) {
		i = model_find(i, XA_PRESENT);
		KUNIT_EXPECT_PTR_EQ(test, entry, i < end ? model_entry(i) : NULL);
		i = i < NR ? model.last[i] + 1 : NR;
	}
	xas_unlock(&xas);
	KUNIT_EXPECT_GE(test, model_find(i, XA_PRESENT), end);
}

/* Split the entry at an index to a random smaller order. */
static void split(struct kunit *test, unsigned int i)
{
	unsigned int first = model.first[i], last = model.last[i], marks = model.marks[i];
	unsigned int old = ilog2(last - first + 1), order = old ? below(old) : 0;
	unsigned long value = model.value[i];
	XA_STATE_ORDER(xas, &array, first, order);

	if (!value || order / XA_CHUNK_SHIFT + 1 < old / XA_CHUNK_SHIFT)
		return;
	xas_set_update(&xas, check_counts);
	xas_split_alloc(&xas, model_entry(i), old, GFP_KERNEL);
	xas_lock(&xas);
	xas_split(&xas, model_entry(i), old);
	xas_unlock(&xas);
	KUNIT_EXPECT_EQ(test, xas_error(&xas), 0);
	for (; first <= last; first += 1U << order)
		model_set(first, first + (1U << order) - 1, value, marks);
}

static void step(struct kunit *test, unsigned int n)
{
	/* Most indices are small, so that the tree grows and shrinks. */
	unsigned int i = below(4) ? below(100) : below(NR), what = below(16);
	unsigned int order = below(3) ? 0 : below(9);

	if (what < 5) {
		store(test, i, order, n + 1);
	} else if (what < 8) {
		KUNIT_EXPECT_PTR_EQ(test, xa_erase(&array, i), model_entry(i));
		model_store(i, i, 0);
	} else if (what == 8) {
		store(test, i, order, 0);
	} else if (what < 11) {
		mark(i, below(NR_MARKS), below(3));
	} else if (what < 13) {
		check_find(test, i, below(2) ? XA_PRESENT : below(NR_MARKS));
	} else if (what == 13) {
		check_steps(test, i);
	} else if (what == 14) {
		check_conflicts(test, i, order);
	} else {
		split(test, i);
	}
	check_index(test, i);
	if (n % 512 == 0)
		check_all(test);
	/* Once in 4,096 steps, start again with an empty array. */
	if (n % 4096 == 1000) {
		xa_destroy(&array);
		model_clear();
	} else if (n % 4096 == 2000) {
		for (unsigned int j = 0; j < NR; j++)
			xa_erase(&array, j);
		model_clear();
		check_all(test);
	}
}

static void xarray_test_model(struct kunit *test)
{
	prandom_seed_state(&rnd, kunit_seed(test));
	model_clear();
	stopped = false;
	wrong_counts = 0;
	for (unsigned int n = 0; n < STEPS && !stopped && test->status != KUNIT_FAILURE; n++) {
		step(test, n);
		if (n % 1024 == 0)
			cond_resched();
	}
	KUNIT_EXPECT_EQ(test, wrong_counts, 0);
	xa_destroy(&array);
	KUNIT_EXPECT_TRUE(test, xa_empty(&array));
}

/* ---- few entries, indices of all sizes ------------------------------------------------------- */

#define FEW	64

static unsigned long sparse_index[FEW];
static bool sparse_used[FEW];

static void check_sparse(struct kunit *test, struct xarray *xa)
{
	unsigned int found = 0, used = 0;
	unsigned long index, before = 0;
	void *entry;

	xa_for_each(xa, index, entry) {
		KUNIT_EXPECT_TRUE(test, !found || index > before);
		KUNIT_EXPECT_EQ(test, sparse_index[xa_to_value(entry)], index);
		KUNIT_EXPECT_TRUE(test, sparse_used[xa_to_value(entry)]);
		before = index;
		if (++found > FEW)
			break;
	}
	for (unsigned int i = 0; i < FEW; i++)
		used += sparse_used[i];
	KUNIT_EXPECT_EQ(test, found, used);
}

static void xarray_test_sparse(struct kunit *test)
{
	struct xarray xa;

	xa_init(&xa);
	prandom_seed_state(&rnd, kunit_seed(test));
	memset(sparse_used, 0, sizeof(sparse_used));
	for (unsigned int n = 0; n < 10000 && test->status != KUNIT_FAILURE; n++) {
		unsigned int i = below(FEW);
		void *entry = xa_mk_value(i), *old;

		if (sparse_used[i]) {
			KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, sparse_index[i]), entry);
			sparse_used[i] = false;
		} else {
			sparse_index[i] = ((unsigned long)prandom_u32_state(&rnd) << 32 |
					   prandom_u32_state(&rnd)) >> below(64);
			if (n % 100 == 0)
				sparse_index[i] = ULONG_MAX;
			if (xa_load(&xa, sparse_index[i]))
				continue;
			old = xa_store(&xa, sparse_index[i], entry, GFP_KERNEL);
			KUNIT_EXPECT_NULL(test, old);
			sparse_used[i] = !xa_is_err(old);
		}
		if (n % 16 == 0)
			check_sparse(test, &xa);
	}
	xa_destroy(&xa);
}

/* ---- single operations ----------------------------------------------------------------------- */

static void xarray_test_entries(struct kunit *test)
{
	int thing = 0;

	KUNIT_EXPECT_EQ(test, xa_to_value(xa_mk_value(LONG_MAX)), (unsigned long)LONG_MAX);
	KUNIT_EXPECT_TRUE(test, xa_is_value(xa_mk_value(0)));
	KUNIT_EXPECT_FALSE(test, xa_is_value(&thing));
	KUNIT_EXPECT_EQ(test, xa_pointer_tag(xa_tag_pointer(&thing, 3)), 3);
	KUNIT_EXPECT_PTR_EQ(test, xa_untag_pointer(xa_tag_pointer(&thing, 1)), (void *)&thing);
	KUNIT_EXPECT_EQ(test, xa_err(XAS_ERROR(-ENOMEM)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, xa_err(&thing), 0);
	KUNIT_EXPECT_EQ(test, xa_err(NULL), 0);
	KUNIT_EXPECT_TRUE(test, xa_is_zero(XA_ZERO_ENTRY) && xa_is_retry(XA_RETRY_ENTRY));
}

static void xarray_test_conditional(struct kunit *test)
{
	struct xarray xa;
	void *one = xa_mk_value(1), *two = xa_mk_value(2);

	xa_init(&xa);
	KUNIT_EXPECT_NULL(test, xa_cmpxchg(&xa, 70, NULL, one, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, xa_cmpxchg(&xa, 70, two, two, GFP_KERNEL), one);
	KUNIT_EXPECT_PTR_EQ(test, xa_cmpxchg_irq(&xa, 70, one, two, GFP_KERNEL), one);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 70), two);
	KUNIT_EXPECT_EQ(test, xa_insert(&xa, 70, one, GFP_KERNEL), -EBUSY);
	KUNIT_EXPECT_EQ(test, xa_insert_bh(&xa, 71, one, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, xa_reserve(&xa, 72, GFP_KERNEL), 0);
	KUNIT_EXPECT_NULL(test, xa_load(&xa, 72));
	KUNIT_EXPECT_EQ(test, xa_insert(&xa, 72, one, GFP_KERNEL), -EBUSY);
	KUNIT_EXPECT_FALSE(test, xa_empty(&xa));
	xa_release(&xa, 72);
	xa_release(&xa, 71);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 71), one);
	KUNIT_EXPECT_EQ(test, xa_insert(&xa, 72, NULL, GFP_KERNEL), 0);
	KUNIT_EXPECT_NULL(test, xa_store(&xa, 72, two, GFP_NOWAIT));
	KUNIT_EXPECT_PTR_EQ(test, xa_store_irq(&xa, 72, NULL, GFP_KERNEL), two);
	KUNIT_EXPECT_PTR_EQ(test, xa_erase_irq(&xa, 71), one);
	KUNIT_EXPECT_PTR_EQ(test, xa_erase_bh(&xa, 70), two);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	xa_destroy(&xa);
}

static void xarray_test_alloc(struct kunit *test)
{
	struct xarray xa;
	struct xarray xa1;
	u32 id = 77, next = 0;

	xa_init_flags(&xa, XA_FLAGS_ALLOC);
	xa_init_flags(&xa1, XA_FLAGS_ALLOC1);
	for (u32 i = 0; i < 200; i++) {
		KUNIT_EXPECT_EQ(test,
				xa_alloc(&xa, &id, i % 3 ? xa_mk_value(i) : NULL, xa_limit_32b,
					 GFP_KERNEL),
				0);
		KUNIT_EXPECT_EQ(test, id, i);
	}
	xa_erase(&xa, 150);
	xa_erase(&xa, 64);
	/* An index at which NULL was stored is not free. */
	xa_store(&xa, 63, NULL, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, xa_limit_32b, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 64);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, XA_LIMIT(10, 149), GFP_KERNEL), -EBUSY);
	KUNIT_EXPECT_EQ(test, xa_alloc_irq(&xa, &id, &id, XA_LIMIT(10, 150), GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 150);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, XA_LIMIT(1000, 2000), GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 1000);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, XA_LIMIT(UINT_MAX, UINT_MAX), GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, XA_LIMIT(UINT_MAX, UINT_MAX), GFP_KERNEL),
			-EBUSY);
	xa_destroy(&xa);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, xa_limit_32b, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 0);
	xa_destroy(&xa);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa1, &id, &id, xa_limit_16b, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 1);
	/*
	 * Index 1 is in use.  Therefore, the search that starts after index 6 continues at index 2.
	 */
	for (u32 i = 0; i < 6; i++) {
		KUNIT_EXPECT_EQ(test,
				xa_alloc_cyclic(&xa1, &id, &id, XA_LIMIT(1, 6), &next, GFP_KERNEL),
				i == 5 ? 1 : 0);
		KUNIT_EXPECT_EQ(test, id, i == 5 ? 2 : i + 2);
		xa_erase(&xa1, id);
	}
	xa_destroy(&xa1);
	/* When one index of a multi-index entry is erased, all indices of the entry become free. */
	KUNIT_EXPECT_NULL(test, xa_store_range(&xa, 0, 9, &id, GFP_KERNEL));
	xa_erase(&xa, 5);
	for (u32 i = 0; i < 10; i++) {
		KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, XA_LIMIT(0, 9), GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, id, i);
	}
	xa_destroy(&xa);
}

/* Compare random allocations and frees of indices with a plain array. */
static void xarray_test_alloc_model(struct kunit *test)
{
	struct xarray xa;

	xa_init_flags(&xa, XA_FLAGS_ALLOC);
	prandom_seed_state(&rnd, kunit_seed(test));
	model_clear();
	for (unsigned int n = 0; n < 20000 && test->status != KUNIT_FAILURE; n++) {
		unsigned int min = below(300), max = min + below(300), i = min;
		u32 id = 0;
		int err;

		if (below(5) < 2) {
			KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, min), model_entry(min));
			model.value[min] = 0;
			continue;
		}
		while (i <= max && model.value[i])
			i++;
		err = xa_alloc(&xa, &id, xa_mk_value(n + 1), XA_LIMIT(min, max), GFP_KERNEL);
		KUNIT_EXPECT_EQ(test, err, i <= max ? 0 : -EBUSY);
		if (err)
			continue;
		KUNIT_EXPECT_EQ(test, id, i);
		model.value[id] = n + 1;
	}
	xa_destroy(&xa);
}

static void xarray_test_range(struct kunit *test)
{
	static const struct {
		unsigned long first, last;
	} ranges[] = { { 0, 0 }, { 3, 9 }, { 60, 70 }, { 64, 191 }, { 1, 5000 }, { 4096, 8191 },
		       { 0, ULONG_MAX }, { ULONG_MAX - 100, ULONG_MAX } };
	struct xarray xa;

	xa_init(&xa);
	for (unsigned int i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		unsigned long first = ranges[i].first, last = ranges[i].last, index = 0;
		unsigned long middle = first + (last - first) / 2;
		void *entry = xa_mk_value(i + 5);

		KUNIT_EXPECT_NULL(test, xa_store_range(&xa, first, last, entry, GFP_KERNEL));
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, first), entry);
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, middle), entry);
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, last), entry);
		KUNIT_EXPECT_PTR_EQ(test, xa_find(&xa, &index, ULONG_MAX, XA_PRESENT), entry);
		KUNIT_EXPECT_EQ(test, index, first);
		if (first)
			KUNIT_EXPECT_NULL(test, xa_load(&xa, first - 1));
		if (last < ULONG_MAX)
			KUNIT_EXPECT_NULL(test, xa_load(&xa, last + 1));
		KUNIT_EXPECT_NULL(test, xa_store_range(&xa, first, last, NULL, GFP_KERNEL));
		KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
		xa_destroy(&xa);
	}
	/*
	 * If an entry is only partly in the range, a store to the range replaces the whole entry.
	 */
	xa_store_range(&xa, 3, 6, xa_mk_value(1), GFP_KERNEL);
	xa_store_range(&xa, 8, 12, xa_mk_value(2), GFP_KERNEL);
	xa_store_range(&xa, 5, 9, xa_mk_value(3), GFP_KERNEL);
	for (unsigned long i = 3; i <= 12; i++)
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, i), xa_mk_value(3));
	xa_erase(&xa, 7);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	KUNIT_EXPECT_EQ(test, xa_err(xa_store_range(&xa, 9, 8, NULL, GFP_KERNEL)), -EINVAL);
	xa_destroy(&xa);
}

static void xarray_test_walk(struct kunit *test)
{
	struct xarray xa;
	XA_STATE(xas, &xa, 0);
	unsigned int n = 0;
	void *entry, *some[4];

	xa_init(&xa);
	for (unsigned long i = 0; i < 3000; i += 10) {
		xa_store(&xa, i, xa_mk_value(i), GFP_KERNEL);
		if (i % 100 == 0)
			xa_set_mark(&xa, i, XA_MARK_1);
	}
	/* Walk over the marked entries and remove them.  Release the lock after each entry. */
	xas_lock(&xas);
	xas_for_each_marked(&xas, entry, 1999, XA_MARK_1) {
		KUNIT_EXPECT_EQ(test, xa_to_value(entry), n++ * 100);
		KUNIT_EXPECT_TRUE(test, xas_get_mark(&xas, XA_MARK_1));
		KUNIT_EXPECT_PTR_EQ(test, xas_reload(&xas), entry);
		xas_store(&xas, NULL);
		xas_pause(&xas);
		xas_unlock(&xas);
		cond_resched();
		xas_lock(&xas);
	}
	xas_unlock(&xas);
	KUNIT_EXPECT_EQ(test, n, 20);
	n = 0;
	xas_set(&xas, 0);
	xas_lock(&xas);
	xas_for_each(&xas, entry, ULONG_MAX) {
		n++;
		xas_store(&xas, NULL);
	}
	xas_unlock(&xas);
	KUNIT_EXPECT_EQ(test, n, 280);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	for (unsigned long i = 0; i < 10; i++)
		xa_store(&xa, i << 40, xa_mk_value(i), GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, xa_extract(&xa, some, 1UL << 40, ULONG_MAX, 4, XA_PRESENT), 4);
	KUNIT_EXPECT_EQ(test, xa_to_value(some[3]), 4);
	KUNIT_EXPECT_EQ(test, xa_extract(&xa, some, 8UL << 40, ULONG_MAX, 4, XA_PRESENT), 2);
	KUNIT_EXPECT_EQ(test, xa_extract(&xa, some, 0, ULONG_MAX, 4, XA_MARK_0), 0);
	xa_destroy(&xa);
}

/* A walk finds each multi-index entry once, even if the lock is released during the walk. */
static void xarray_test_orders(struct kunit *test)
{
	struct xarray xa;
	XA_STATE(xas, &xa, 0);
	unsigned int n = 0;
	void *entry;

	xa_init(&xa);
	for (unsigned int i = 0; i < 8; i++) {
		xas_set_order(&xas, i << 3, 3);
		do {
			xas_lock(&xas);
			xas_store(&xas, xa_mk_value(i));
			xas_unlock(&xas);
		} while (xas_nomem(&xas, GFP_KERNEL));
	}
	xas = (struct xa_state)__XA_STATE(&xa, 0, 0, 0);
	rcu_read_lock();
	xas_for_each(&xas, entry, ULONG_MAX) {
		KUNIT_EXPECT_EQ(test, xa_to_value(entry), n++);
		KUNIT_EXPECT_EQ(test, xas_get_order(&xas), 3);
		xas_pause(&xas);
	}
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, n, 8);
	xa_destroy(&xa);
}

static void xarray_test_refused(struct kunit *test)
{
	struct xarray xa;
	unsigned long before = warnings_seen();
	u32 id;

	xa_init(&xa);
	KUNIT_EXPECT_EQ(test, xa_err(xa_store(&xa, 0, xa_mk_internal(3), GFP_KERNEL)), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 1);
	KUNIT_EXPECT_EQ(test, xa_insert(&xa, 0, XA_RETRY_ENTRY, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 2);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &id, xa_limit_32b, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 3);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	KUNIT_EXPECT_NULL(test, xa_erase(&xa, ULONG_MAX));
	xa_destroy(&xa);
}

/* ---- lockless readers ------------------------------------------------------------------------ */

#define ALIVE	0x600df00dUL
#define SHARED	300

struct thing {
	unsigned long state, index;
	struct rcu_head rcu;
};

static DEFINE_XARRAY(shared);
static bool stop;
static unsigned long errors;
static atomic_t seen;

static void look(const struct thing *thing, unsigned long index)
{
	if (READ_ONCE(thing->state) != ALIVE || READ_ONCE(thing->index) != index)
		WRITE_ONCE(errors, errors + 1);
	atomic_inc(&seen);
}

/* Walk over the array slowly, so that other CPUs remove nodes during the walk. */
static void walk(void)
{
	XA_STATE(xas, &shared, 0);
	struct thing *thing;

	rcu_read_lock();
	xas_for_each(&xas, thing, ULONG_MAX) {
		if (xas_retry(&xas, thing))
			continue;
		look(thing, xas.xa_index);
		for (int i = 0; i < 20; i++)
			cpu_relax();
	}
	rcu_read_unlock();
}

static int reader(void *done)
{
	unsigned long index = smp_processor_id();

	while (!READ_ONCE(stop)) {
		struct thing *thing;

		index = (index * 7 + 1) % SHARED;
		rcu_read_lock();
		thing = xa_load(&shared, index);
		if (thing)
			look(thing, index);
		rcu_read_unlock();
		if (index % 16 == 0) {
			walk();
			msleep(1);
		}
		cond_resched();
	}
	complete(done);
	return 0;
}

static void poison(struct rcu_head *head)
{
	struct thing *thing = container_of(head, struct thing, rcu);

	WRITE_ONCE(thing->state, 0xdead);
	kfree(thing);
}

static void drop(struct thing *thing)
{
	if (thing && !xa_is_err(thing))
		call_rcu(&thing->rcu, poison);
}

static void replace(unsigned long index)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL), *old;

	if (!thing)
		return;
	thing->state = ALIVE;
	thing->index = index;
	old = xa_store(&shared, index, thing, GFP_KERNEL);
	drop(xa_is_err(old) ? thing : old);
}

static void xarray_test_readers(struct kunit *test)
{
	static struct completion done;
	unsigned int cpu, readers = 0;
	struct thing *thing;
	unsigned long i;

	stop = false;
	errors = 0;
	atomic_set(&seen, 0);
	init_completion(&done);
	prandom_seed_state(&rnd, kunit_seed(test));
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create_on_cpu(reader, &done, cpu, "reader");

		if (IS_ERR(task))
			break;
		wake_up_process(task);
		readers++;
	}
	for (unsigned int n = 0; n < 1500; n++) {
		if (below(2))
			replace(below(SHARED));
		else
			drop(xa_erase(&shared, below(SHARED)));
		/* Once in 500 steps, remove all entries. */
		if (n % 500 == 499)
			xa_for_each(&shared, i, thing)
				drop(xa_erase(&shared, i));
		if (n % 32 == 0)
			msleep(1);
		cond_resched();
	}
	WRITE_ONCE(stop, true);
	while (readers--)
		wait_for_completion(&done);
	xa_for_each(&shared, i, thing)
		drop(xa_erase(&shared, i));
	xa_destroy(&shared);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, errors, 0);
	KUNIT_EXPECT_GT(test, atomic_read(&seen), 0);
}

static char letters[16] __aligned(8);

static void expect_letters(struct kunit *test, struct xarray *xa, unsigned int nr)
{
	unsigned long index, n = 0;
	void *entry;

	xa_for_each(xa, index, entry) {
		KUNIT_EXPECT_PTR_EQ(test, entry, (void *)(letters + index));
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, (unsigned long)nr);
	for (index = 0; index < nr; index++)
		KUNIT_EXPECT_PTR_EQ(test, xa_load(xa, index), (void *)(letters + index));
}

/*
 * Store pointers to consecutive characters.  The lowest bits of these pointers have all values, and
 * every fourth pointer looks like an internal pointer to a node.
 */
static void xarray_test_unaligned(struct kunit *test)
{
	static DEFINE_XARRAY_ALLOC(xa);
	u32 id;

	for (unsigned int i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, letters + i, xa_limit_32b, GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, id, i);
		expect_letters(test, &xa, i + 1);
	}
	xa_destroy(&xa);
	for (unsigned int i = 0; i < 8; i++) {
		/*
		 * Store the pointer as the only entry, in place of another entry, and next to an
		 * entry that is removed after that.
		 */
		KUNIT_EXPECT_NULL(test, xa_store(&xa, 0, letters + i, GFP_KERNEL));
		KUNIT_EXPECT_PTR_EQ(test, xa_store(&xa, 0, test, GFP_KERNEL),
				    (void *)(letters + i));
		KUNIT_EXPECT_PTR_EQ(test, xa_cmpxchg(&xa, 0, test, letters + i, GFP_KERNEL),
				    (void *)test);
		KUNIT_EXPECT_EQ(test, xa_insert(&xa, 0, test, GFP_KERNEL), -EBUSY);
		KUNIT_EXPECT_NULL(test, xa_store(&xa, 5000, letters + 2, GFP_KERNEL));
		KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, 5000), (void *)(letters + 2));
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 0), (void *)(letters + i));
		KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, 0), (void *)(letters + i));
		KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	}
}

/*
 * If a multi-index entry occupies all slots of a node, a pointer that looks like an internal
 * pointer is refused and reported.
 */
static void xarray_test_unaligned_orders(struct kunit *test)
{
	static DEFINE_XARRAY(xa);
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_EQ(test,
			xa_err(xa_store_range(&xa, 0, XA_CHUNK_SIZE - 1, letters + 2, GFP_KERNEL)),
			-EINVAL);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	KUNIT_EXPECT_NULL(test, xa_store_range(&xa, 0, XA_CHUNK_SIZE - 1, test, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, xa_err(xa_store(&xa, 1, letters + 2, GFP_KERNEL)), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 1), (void *)test);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	xa_destroy(&xa);
	KUNIT_EXPECT_NULL(test, xa_store_range(&xa, 4, 7, letters + 2, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 6), (void *)(letters + 2));
	xa_destroy(&xa);
}

/* After a walk that found no entry up to its limit, a walk with a higher limit can continue. */
static void xarray_test_marked_max(struct kunit *test)
{
	static DEFINE_XARRAY(xa);
	XA_STATE(xas, &xa, 10);

	for (unsigned long i = 0; i < 3; i++) {
		KUNIT_EXPECT_NULL(test, xa_store(&xa, i * 20, xa_mk_value(i), GFP_KERNEL));
		xa_set_mark(&xa, i * 20, XA_MARK_1);
	}
	xas_lock(&xas);
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, 5, XA_MARK_1));
	KUNIT_EXPECT_PTR_EQ(test, xas_find_marked(&xas, 30, XA_MARK_1), xa_mk_value(1));
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, 30, XA_MARK_1));
	KUNIT_EXPECT_PTR_EQ(test, xas_find_marked(&xas, ULONG_MAX, XA_MARK_1), xa_mk_value(2));
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, ULONG_MAX, XA_MARK_1));
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, ULONG_MAX, XA_MARK_1));
	xas_unlock(&xas);
	/* After the following calls, the array contains only index 0. */
	xa_erase(&xa, 20);
	xa_erase(&xa, 40);
	xas_set(&xas, 0);
	xas_lock(&xas);
	KUNIT_EXPECT_PTR_EQ(test, xas_find_marked(&xas, 0, XA_MARK_1), xa_mk_value(0));
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, 0, XA_MARK_1));
	KUNIT_EXPECT_NULL(test, xas_find_marked(&xas, ULONG_MAX, XA_MARK_1));
	xas_unlock(&xas);
	xa_destroy(&xa);
}

static struct kunit_case xarray_cases[] = {
	KUNIT_CASE(xarray_test_entries),
	KUNIT_CASE(xarray_test_conditional),
	KUNIT_CASE(xarray_test_range),
	KUNIT_CASE(xarray_test_walk),
	KUNIT_CASE(xarray_test_orders),
	KUNIT_CASE(xarray_test_refused),
	KUNIT_CASE(xarray_test_sparse),
	KUNIT_CASE(xarray_test_model),
	KUNIT_CASE(xarray_test_alloc),
	KUNIT_CASE(xarray_test_alloc_model),
	KUNIT_CASE(xarray_test_unaligned),
	KUNIT_CASE(xarray_test_unaligned_orders),
	KUNIT_CASE(xarray_test_marked_max),
	KUNIT_CASE(xarray_test_readers),
	{}
};

static struct kunit_suite xarray_suite = {
	.name = "xarray",
	.test_cases = xarray_cases,
};
kunit_test_suite(xarray_suite);
