// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of kfifo and circ_buf with an interrupt as the writer, of interval trees, and of further
 * bitmap functions.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/circ_buf.h>
#include <linux/interval_tree.h>
#include <linux/kfifo.h>
#include <linux/kref.h>
#include <linux/minmax.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <asm/processor.h>

static void kfifo_test_elements(struct kunit *test)
{
	static DEFINE_KFIFO(fifo, int, 8);
	int in[6] = { 1, 2, 3, 4, 5, 6 }, out[8], val, *p;
	unsigned int tail;

	kfifo_reset(&fifo);
	KUNIT_EXPECT_TRUE(test, kfifo_initialized(&fifo));
	KUNIT_EXPECT_EQ(test, kfifo_size(&fifo), 8);
	KUNIT_EXPECT_EQ(test, kfifo_esize(&fifo), sizeof(int));
	KUNIT_EXPECT_EQ(test, kfifo_recsize(&fifo), 0);
	KUNIT_EXPECT_EQ(test, kfifo_get(&fifo, &val), 0);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, in, 6), 6);
	KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, out, 4), 4);
	KUNIT_EXPECT_EQ(test, out[3], 4);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, in, 6), 6);
	KUNIT_EXPECT_TRUE(test, kfifo_is_full(&fifo));
	KUNIT_EXPECT_EQ(test, kfifo_put(&fifo, 9), 0);
	KUNIT_EXPECT_EQ(test, kfifo_avail(&fifo), 0);
	KUNIT_EXPECT_EQ(test, kfifo_out_linear(&fifo, &tail, 8), 4);
	KUNIT_EXPECT_EQ(test, tail, 4);
	KUNIT_EXPECT_EQ(test, kfifo_out_linear_ptr(&fifo, &p, 8), 4);
	KUNIT_EXPECT_EQ(test, *p, 5);
	KUNIT_EXPECT_EQ(test, kfifo_peek(&fifo, &val), 1);
	KUNIT_EXPECT_EQ(test, val, 5);
	kfifo_skip(&fifo);
	kfifo_skip_count(&fifo, 2);
	KUNIT_EXPECT_EQ(test, kfifo_out_peek(&fifo, out, 8), 5);
	KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, out, 8), 5);
	KUNIT_EXPECT_EQ(test, out[0], 2);
	KUNIT_EXPECT_EQ(test, out[4], 6);
	KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&fifo));
	kfifo_put(&fifo, 1);
	kfifo_reset_out(&fifo);
	KUNIT_EXPECT_EQ(test, kfifo_len(&fifo), 0);
}

static void kfifo_test_records(struct kunit *test)
{
	struct kfifo_rec_ptr_1 fifo;
	STRUCT_KFIFO_REC_2(64) wide;
	char buf[80] = "";

	if (kfifo_alloc(&fifo, 30, GFP_KERNEL)) {
		KUNIT_FAIL(test, "no memory");
		return;
	}
	KUNIT_EXPECT_EQ(test, kfifo_size(&fifo), 32);
	for (int round = 0; round < 20; round++) {
		KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "hello", 5), 5);
		KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "quarry's ring", 13), 13);
		KUNIT_EXPECT_EQ(test, kfifo_avail(&fifo), 32 - 20 - 1);
		KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "does not fit", 12), 0);
		KUNIT_EXPECT_EQ(test, kfifo_peek_len(&fifo), 5);
		KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, buf, sizeof(buf)), 5);
		KUNIT_EXPECT_EQ(test, memcmp(buf, "hello", 5), 0);
		if (round % 2)
			kfifo_skip(&fifo);
		else
			KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, buf, 6), 6);
		KUNIT_EXPECT_EQ(test, memcmp(buf, round % 2 ? "hello" : "quarry", 5), 0);
		KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&fifo));
	}
	kfifo_free(&fifo);
	KUNIT_EXPECT_FALSE(test, kfifo_initialized(&fifo));
	INIT_KFIFO(wide);
	KUNIT_EXPECT_EQ(test, kfifo_in(&wide, buf, 62), 62);
	KUNIT_EXPECT_EQ(test, kfifo_in(&wide, buf, 1), 0);
	KUNIT_EXPECT_EQ(test, kfifo_peek_len(&wide), 62);
}

static void kfifo_test_init(struct kunit *test)
{
	DECLARE_KFIFO_PTR(fifo, u64);
	u64 room[13], val;

	KUNIT_EXPECT_EQ(test, kfifo_init(&fifo, room, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, kfifo_init(&fifo, room, sizeof(room)), 0);
	KUNIT_EXPECT_EQ(test, kfifo_size(&fifo), 8);
	for (u64 i = 0; i < 100; i++) {
		KUNIT_EXPECT_EQ(test, kfifo_put(&fifo, i << 40), 1);
		KUNIT_EXPECT_EQ(test, kfifo_get(&fifo, &val), 1);
		KUNIT_EXPECT_EQ(test, val, i << 40);
	}
}

/* ---- an interrupt writes, a thread reads --------------------------------------------------- */

#define NR_WRITTEN 2000

static STRUCT_KFIFO(unsigned int, 64) ring;
static unsigned int next_in;

static void write_some(struct timer_list *timer)
{
	while (next_in < NR_WRITTEN && kfifo_put(&ring, next_in))
		next_in++;
	if (next_in < NR_WRITTEN)
		mod_timer(timer, jiffies + 1);
}

static void start_writer(void *timer)
{
	timer_setup((struct timer_list *)timer, write_some, 0);
	mod_timer(timer, jiffies + 1);
}

static void write_on(struct kunit *test, unsigned int cpu)
{
	static struct timer_list timer;
	unsigned int n = 0, val;

	INIT_KFIFO(ring);
	next_in = 0;
	smp_call_function_single(cpu, start_writer, &timer, 1);
	while (n < NR_WRITTEN) {
		if (!kfifo_get(&ring, &val)) {
			cond_resched();
			cpu_relax();
			continue;
		}
		if (val != n) {
			KUNIT_FAIL(test, "%u instead of %u", val, n);
			break;
		}
		n++;
	}
	timer_delete_sync(&timer);
	KUNIT_EXPECT_TRUE(test, n < NR_WRITTEN || kfifo_is_empty(&ring));
}

static void kfifo_test_interrupt(struct kunit *test)
{
	write_on(test, smp_processor_id());
	write_on(test, num_online_cpus() - 1);
}

static void kfifo_test_circ(struct kunit *test)
{
	for (int head = 0; head < 16; head++) {
		for (int tail = 0; tail < 16; tail++) {
			int n = head >= tail ? head - tail : head + 16 - tail;

			KUNIT_EXPECT_EQ(test, CIRC_CNT(head, tail, 16), n);
			KUNIT_EXPECT_EQ(test, CIRC_SPACE(head, tail, 16), 15 - n);
			KUNIT_EXPECT_EQ(test, CIRC_CNT_TO_END(head, tail, 16),
					head >= tail ? n : 16 - tail);
			KUNIT_EXPECT_EQ(test, CIRC_SPACE_TO_END(head, tail, 16),
					head < tail ? 15 - n : min(15 - n, 16 - head));
		}
	}
}

/* ---- intervals ------------------------------------------------------------------------------- */

#define NR_INTERVALS	60

static struct interval_tree_node intervals[NR_INTERVALS];
static bool in_tree[NR_INTERVALS];

static void check_overlaps(struct kunit *test, struct rb_root_cached *root, unsigned long start,
			   unsigned long last)
{
	struct interval_tree_node *node = interval_tree_iter_first(root, start, last);
	unsigned long before = 0;
	unsigned int found = 0, want = 0;

	for (; node; node = interval_tree_iter_next(node, start, last)) {
		KUNIT_EXPECT_TRUE(test, node->start <= last && node->last >= start);
		KUNIT_EXPECT_GE(test, node->start, before);
		before = node->start;
		found++;
	}
	for (int i = 0; i < NR_INTERVALS; i++)
		want += in_tree[i] && intervals[i].start <= last && intervals[i].last >= start;
	KUNIT_EXPECT_EQ(test, found, want);
}

static void interval_tree_model(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	memset(in_tree, 0, sizeof(in_tree));
	for (int n = 0; n < 5000; n++) {
		int i = prandom_u32_below(&rnd, NR_INTERVALS);
		unsigned long start = prandom_u32_below(&rnd, 1000);
		unsigned long last = start + prandom_u32_below(&rnd, n % 3 ? 20 : 400);

		if (in_tree[i]) {
			interval_tree_remove(&intervals[i], &root);
		} else {
			intervals[i] = (struct interval_tree_node){ .start = start, .last = last };
			interval_tree_insert(&intervals[i], &root);
		}
		in_tree[i] = !in_tree[i];
		start = prandom_u32_below(&rnd, 1000);
		check_overlaps(test, &root, start, start + prandom_u32_below(&rnd, 50));
	}
}

/* ---- bitmaps and references ------------------------------------------------------------------ */

static void bitmap_more(struct kunit *test)
{
	unsigned long *map = bitmap_zalloc(200, GFP_KERNEL), b[4], c[4];
	u32 words[7] = { 0x11111111, 0x22222222, 0x33333333, 4, 5, 6, 0xfff };

	if (!map) {
		KUNIT_FAIL(test, "no memory");
		return;
	}
	KUNIT_EXPECT_TRUE(test, bitmap_empty(map, 200));
	for (unsigned int start = 0; start < 130; start += 7) {
		for (unsigned int n = 1; n <= 64; n += 9) {
			unsigned long value = 0x123456789abcdef0UL * (start + n);

			bitmap_write(map, value, start, n);
			KUNIT_EXPECT_EQ(test, bitmap_read(map, start, n),
					value & BITMAP_LAST_WORD_MASK(n));
		}
	}
	bitmap_zero(map, 200);
	bitmap_set_value8(map, 0xa5, 60);
	KUNIT_EXPECT_EQ(test, bitmap_weight(map, 200), 4);
	KUNIT_EXPECT_EQ(test, bitmap_get_value8(map, 60), 0xa5);
	bitmap_from_arr32(b, words, 200);
	KUNIT_EXPECT_EQ(test, b[0], 0x2222222211111111UL);
	KUNIT_EXPECT_EQ(test, b[3], 0xffUL);
	bitmap_to_arr32(words, b, 200);
	KUNIT_EXPECT_EQ(test, words[6], 0xff);
	bitmap_cut(c, b, 4, 60, 200);
	KUNIT_EXPECT_EQ(test, c[0], 1 | 4UL << 36 | 0x33333333UL << 4);
	KUNIT_EXPECT_TRUE(test, bitmap_or_equal(b, b, b, 200));
	KUNIT_EXPECT_FALSE(test, bitmap_or_equal(b, map, b, 200));
	KUNIT_EXPECT_EQ(test, bitmap_weight_and(b, b, 64), 16);
	KUNIT_EXPECT_EQ(test, bitmap_weight_andnot(b, b, 64), 0);
	b[0] = 0x5;
	c[0] = 0xf0f0;
	bitmap_scatter(map, b, c, 64);
	KUNIT_EXPECT_EQ(test, map[0], 0x50UL);
	bitmap_gather(b, map, c, 64);
	KUNIT_EXPECT_EQ(test, b[0], 5UL);
	bitmap_replace(map, b, c, c, 64);
	KUNIT_EXPECT_EQ(test, map[0], 0xf0f5UL);
	bitmap_free(map);
}

static DEFINE_SPINLOCK(ref_lock);
static DEFINE_MUTEX(ref_mutex);
static int released;

static void release_spin(struct kref *kref) __no_context_analysis
{
	released += spin_is_locked(&ref_lock);
	spin_unlock(&ref_lock);
}

static void release_mutex(struct kref *kref)
{
	released += mutex_is_locked(&ref_mutex);
	mutex_unlock(&ref_mutex);
}

static void kref_locked(struct kunit *test)
{
	struct kref kref;

	released = 0;
	kref_init(&kref);
	kref_get(&kref);
	KUNIT_EXPECT_EQ(test, kref_put_lock(&kref, release_spin, &ref_lock), 0);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&ref_lock));
	KUNIT_EXPECT_EQ(test, kref_put_lock(&kref, release_spin, &ref_lock), 1);
	kref_init(&kref);
	KUNIT_EXPECT_EQ(test, kref_put_mutex(&kref, release_mutex, &ref_mutex), 1);
	KUNIT_EXPECT_EQ(test, released, 2);
}

static struct kunit_case kfifo_cases[] = {
	KUNIT_CASE(kfifo_test_elements),
	KUNIT_CASE(kfifo_test_records),
	KUNIT_CASE(kfifo_test_init),
	KUNIT_CASE(kfifo_test_interrupt),
	KUNIT_CASE(kfifo_test_circ),
	KUNIT_CASE(interval_tree_model),
	KUNIT_CASE(bitmap_more),
	KUNIT_CASE(kref_locked),
	{}
};

static struct kunit_suite kfifo_suite = {
	.name = "kfifo",
	.test_cases = kfifo_cases,
};
kunit_test_suite(kfifo_suite);
