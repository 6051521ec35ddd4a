// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of mempools, with an allocator of the test that can fail, and with the predefined
 * allocators.  Waiting callers are woken, and elements that are freed twice or never are reported.
 */

#include <internal/kasan.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "../assert_or.h"
#include "../expect.h"

#define SIZE	128

/* ---- an allocator that fails on demand ------------------------------------------------------- */

static struct source {
	atomic_t live;		/* number of elements that are allocated and not freed yet */
	int left;		/* number of allocations that will succeed; unlimited if negative */
	gfp_t last;		/* flags of the last allocation */
	unsigned int calls;
} source;

static void *source_alloc(gfp_t gfp, void *pool_data)
{
	struct source *s = pool_data;
	int left = READ_ONCE(s->left);
	void *p;

	WRITE_ONCE(s->last, gfp);
	WRITE_ONCE(s->calls, READ_ONCE(s->calls) + 1);
	if (!left)
		return NULL;
	if (left > 0)
		WRITE_ONCE(s->left, left - 1);
	p = kmalloc(SIZE, gfp & ~__GFP_DIRECT_RECLAIM);
	if (p)
		atomic_inc(&s->live);
	return p;
}

static void source_free(void *element, void *pool_data)
{
	struct source *s = pool_data;

	atomic_dec(&s->live);
	kfree(element);
}

static mempool_t *make(struct kunit *test, int min_nr)
{
	mempool_t *pool;

	source = (struct source){ .left = -1 };
	pool = mempool_create(min_nr, source_alloc, source_free, &source);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), min_nr);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, min_nr);
	return pool;
}

/* ---- reserve --------------------------------------------------------------------------------- */

static void mempool_test_reserve(struct kunit *test)
{
	mempool_t *pool = make(test, 4);
	void *p[6];

	KUNIT_EXPECT_TRUE(test, mempool_initialized(pool));
	p[0] = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, source.last, (GFP_KERNEL & ~(__GFP_DIRECT_RECLAIM | __GFP_IO)) |
			__GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN);
	WRITE_ONCE(source.left, 0);
	for (int i = 1; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, mempool_is_saturated(pool), i == 1);
		p[i] = mempool_alloc(pool, i & 1 ? GFP_ATOMIC : GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 4 - i);
	}
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_ATOMIC));
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, mempool_alloc_preallocated(pool));
	for (int i = 0; i < 5; i++) {
		mempool_free(p[i], pool);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, min(i + 1, 4));
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 4);
	p[5] = mempool_alloc_preallocated(pool);
	KUNIT_EXPECT_PTR_EQ(test, p[5], p[3]);
	mempool_free(p[5], pool);
	mempool_free(NULL, pool);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	mempool_destroy(NULL);
}

/*
 * If the reserve cannot be filled, the elements already allocated are freed.  mempool_exit() may be
 * called twice, and without mempool_init().
 */
static void mempool_test_init_fails(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	mempool_t pool = { 0 };

	mempool_exit(&pool);
	for (int left = 0; left < 4; left++) {
		source = (struct source){ .left = left };
		KUNIT_EXPECT_EQ(test, mempool_init(&pool, 4, source_alloc, source_free, &source),
				-ENOMEM);
		KUNIT_EXPECT_FALSE(test, mempool_initialized(&pool));
		KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
		WRITE_ONCE(source.left, left);
		KUNIT_EXPECT_NULL(test, mempool_create_node(4, source_alloc, source_free, &source,
							    GFP_KERNEL, 0));
		KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	}
	WRITE_ONCE(source.left, 4);
	ASSERT_OR(test, !mempool_init_node(&pool, 4, source_alloc, source_free, &source, GFP_KERNEL,
					   NUMA_NO_NODE), );
	mempool_exit(&pool);
	KUNIT_EXPECT_FALSE(test, mempool_initialized(&pool));
	mempool_exit(&pool);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, mempool_init(&pool, -1, source_alloc, source_free, &source), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

static void mempool_test_resize(struct kunit *test)
{
	mempool_t *pool = make(test, 2);
	void *p[3];

	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 8), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 8);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 8);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 8);
	WRITE_ONCE(source.left, 0);
	for (int i = 0; i < 3; i++)
		p[i] = mempool_alloc(pool, GFP_ATOMIC);
	WRITE_ONCE(source.left, 2);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 11), -ENOMEM);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 8);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 5);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 8);
	WRITE_ONCE(source.left, 3);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 11), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 8);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 3), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 6);
	for (int i = 0; i < 3; i++)
		mempool_free(p[i], pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 3);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 3), 0);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
}

/* A mempool with a reserve of 0 elements nevertheless keeps the first element that is freed. */
static void mempool_test_none(struct kunit *test)
{
	mempool_t *pool = make(test, 0);
	void *p, *q;

	WRITE_ONCE(source.left, 2);
	p = mempool_alloc(pool, GFP_KERNEL);
	q = mempool_alloc(pool, GFP_KERNEL);
	ASSERT_OR(test, p && q, mempool_free(p, pool); mempool_free(q, pool);
		  mempool_destroy(pool));
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_ATOMIC));
	mempool_free(p, pool);
	KUNIT_EXPECT_PTR_EQ(test, mempool_alloc(pool, GFP_KERNEL), p);
	mempool_free(q, pool);
	mempool_free(p, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	WRITE_ONCE(source.left, -1);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 2), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 2);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 0), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	mempool_destroy(pool);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

static void mempool_test_double_free(struct kunit *test)
{
	mempool_t *pool = make(test, 3);
	void *p, *q;

	WRITE_ONCE(source.left, 0);
	p = mempool_alloc(pool, GFP_ATOMIC);
	q = mempool_alloc(pool, GFP_ATOMIC);
	mempool_free(p, pool);
	EXPECT_REPORT(test, mempool_free(p, pool));
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	mempool_free(q, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
}

static void mempool_test_too_few(struct kunit *test)
{
	mempool_t *pool = make(test, 3);
	void *p;

	WRITE_ONCE(source.left, 0);
	p = mempool_alloc(pool, GFP_ATOMIC);
	EXPECT_REPORT(test, mempool_destroy(pool));
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 1);
	/*
	 * mempool_destroy() has been called.  The missing element is freed without entering the
	 * reserve, and the reserve cannot be resized.
	 */
	mempool_free(p, pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, mempool_resize(pool, 4), -EINVAL));
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, mempool_resize(pool, 0), -EINVAL));
	mempool_exit(pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	mempool_destroy(pool);
}

/* ---- waiting --------------------------------------------------------------------------------- */

#define NR_WAITERS	6
/*
 * Number of steps of each thread.  It is smaller on targets, because emulators switch CPUs slowly.
 */
#define NR_STEPS	(IS_ENABLED(CONFIG_HOST) ? 30 : 10)

static atomic_t nr_served;

static int take_one(void *arg)
{
	mempool_t *pool = arg;
	void *p = mempool_alloc(pool, GFP_KERNEL);

	atomic_inc(&nr_served);
	while (!kthread_should_stop())
		msleep(1);
	mempool_free(p, pool);
	return p ? 0 : -ENOMEM;
}

/*
 * Return true if @nr threads get an element within 4 s.  A thread that waits tries again after 5 s,
 * even if it is not woken.  The caller must not have called kthread_stop() for the threads, because
 * kthread_stop() would wake them, too.
 */
static bool served_soon(int nr)
{
	unsigned long start = jiffies;

	while (atomic_read(&nr_served) < nr && jiffies - start < 4UL * HZ)
		msleep(1);
	return atomic_read(&nr_served) == nr;
}

/*
 * free_in_interrupt() frees timer_element to timer_pool.  This wakes a waiting thread long before
 * the time at which the thread would try again by itself.
 */
static mempool_t *timer_pool;
static void *timer_element;

static void free_in_interrupt(struct timer_list *timer)
{
	/* This call returns NULL, because the reserve is empty and the allocator fails. */
	void *p = mempool_alloc(timer_pool, GFP_ATOMIC);

	mempool_free(p, timer_pool);
	mempool_free(timer_element, timer_pool);
}

static void mempool_test_wakes(struct kunit *test)
{
	struct timer_list timer;
	struct task_struct *task;

	atomic_set(&nr_served, 0);
	timer_pool = make(test, 1);
	WRITE_ONCE(source.left, 0);
	timer_element = mempool_alloc(timer_pool, GFP_KERNEL);
	task = kthread_create_on_cpu(take_one, timer_pool, num_online_cpus() - 1, "waiter");
	ASSERT_OR(test, !IS_ERR(task), mempool_free(timer_element, timer_pool);
		  mempool_destroy(timer_pool));
	wake_up_process(task);
	/*
	 * Wait for 4 calls of the allocator: 1 by make(), 1 by this thread, and 2 by the waiting
	 * thread.
	 */
	while (READ_ONCE(source.calls) < 4)
		msleep(1);
	msleep(2);
	timer_setup(&timer, free_in_interrupt, 0);
	mod_timer(&timer, jiffies + 1);
	KUNIT_EXPECT_TRUE(test, served_soon(1));
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
	timer_delete_sync(&timer);
	KUNIT_EXPECT_EQ(test, timer_pool->curr_nr, 1);
	mempool_destroy(timer_pool);
}

static void mempool_test_resize_wakes(struct kunit *test)
{
	mempool_t *pool = make(test, 1);
	struct task_struct *tasks[NR_WAITERS] = { NULL };
	unsigned int started = 0;
	void *p;

	atomic_set(&nr_served, 0);
	WRITE_ONCE(source.left, 0);
	p = mempool_alloc(pool, GFP_KERNEL);
	for (; started < NR_WAITERS; started++) {
		tasks[started] = kthread_create_on_cpu(take_one, pool, started % num_online_cpus(),
						       "waiter");
		if (IS_ERR(tasks[started]))
			break;
		wake_up_process(tasks[started]);
	}
	msleep(5);
	WRITE_ONCE(source.left, NR_WAITERS);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 1 + NR_WAITERS), 0);
	KUNIT_EXPECT_TRUE(test, served_soon(NR_WAITERS));
	WRITE_ONCE(source.left, -1);
	for (unsigned int i = 0; i < started; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(tasks[i]), 0);
	mempool_free(p, pool);
	mempool_destroy(pool);
}

/*
 * With more threads than elements, each thread gets elements repeatedly, although the allocator
 * fails.
 */
static struct worker {
	struct task_struct *task;
	mempool_t *pool;
	u8 fill;
	bool wrong;
} workers[NR_WAITERS];

static int work(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < NR_STEPS; i++) {
		u8 *p = mempool_alloc(w->pool, i % 2 ? GFP_KERNEL : GFP_NOIO);

		memset(p, w->fill, SIZE);
		if (i % 4)
			cond_resched();
		else
			msleep(1);
		if (memchr_inv(p, w->fill, SIZE))
			w->wrong = true;
		mempool_free(p, w->pool);
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void mempool_test_contended(struct kunit *test)
{
	mempool_t *pool = make(test, 2);
	unsigned long warned = warnings_seen();

	WRITE_ONCE(source.left, 0);
	for (int i = 0; i < NR_WAITERS; i++) {
		workers[i] = (struct worker){ .pool = pool, .fill = i + 1 };
		workers[i].task = kthread_create_on_cpu(work, &workers[i], i % num_online_cpus(),
							"worker");
		if (!IS_ERR(workers[i].task))
			wake_up_process(workers[i].task);
	}
	for (int i = 0; i < NR_WAITERS; i++) {
		KUNIT_EXPECT_FALSE(test, IS_ERR(workers[i].task));
		if (!IS_ERR(workers[i].task))
			kthread_stop(workers[i].task);
		KUNIT_EXPECT_FALSE(test, workers[i].wrong);
	}
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, atomic_read(&source.live), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/*
 * If the flags of an allocation in an interrupt allow sleeping, the allocation is reported.
 * mempool_alloc() then returns an element of the reserve or NULL, and never waits.
 */
static void in_interrupt_wrongly(struct timer_list *timer)
{
	void *p = mempool_alloc(timer_pool, GFP_KERNEL);
	void *q = mempool_alloc(timer_pool, GFP_KERNEL);

	mempool_free(p, timer_pool);
	WRITE_ONCE(timer_element, p && !q ? p : NULL);
}

static void mempool_test_wrong_context(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	struct timer_list timer;

	timer_pool = make(test, 1);
	WRITE_ONCE(source.left, 0);
	timer_element = NULL;
	timer_setup(&timer, in_interrupt_wrongly, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(5);
	timer_delete_sync(&timer);
	KUNIT_EXPECT_NOT_NULL(test, READ_ONCE(timer_element));
	KUNIT_EXPECT_GT(test, warnings_seen(), warned);
	mempool_destroy(timer_pool);
}

/* ---- KASAN ----------------------------------------------------------------------------------- */

static void expect_refused(struct kunit *test, mempool_t *pool, void *element)
{
	unsigned long warned = warnings_seen();
	int nr = pool->curr_nr;

	mempool_free(element, pool);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, nr);
}

/* With KASAN, an element that is not in use does not enter the reserve. */
static void mempool_test_kasan(struct kunit *test)
{
	static const size_t sizes[] = { SIZE, 4 * PAGE_SIZE };
	struct kmem_cache *large;
	unsigned long warned;
	mempool_t *of_rcu;

	if (!kasan_enabled())
		kunit_skip(test, "without KASAN");
	for (int i = 0; i < (int)ARRAY_SIZE(sizes); i++) {
		mempool_t *pool = mempool_create_kmalloc_pool(4, sizes[i]);
		u8 *element, *other;

		KUNIT_ASSERT_NOT_NULL(test, pool);
		element = mempool_alloc_preallocated(pool);
		other = mempool_alloc_preallocated(pool);
		expect_refused(test, pool, element + 1);
		expect_refused(test, pool, element + sizes[i] / 2);
		mempool_free(element, pool);
		expect_refused(test, pool, element);
		mempool_free(other, pool);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
		mempool_destroy(pool);
	}
	/* Such objects are not watched, and need not be at the start of a block of pages. */
	large = kmem_cache_create("mempool_rcu", PAGE_SIZE + 8, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	KUNIT_ASSERT_NOT_NULL(test, large);
	of_rcu = mempool_create_slab_pool(5, large);
	KUNIT_ASSERT_NOT_NULL(test, of_rcu);
	warned = warnings_seen();
	mempool_free(mempool_alloc_preallocated(of_rcu), of_rcu);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, of_rcu->curr_nr, 5);
	mempool_destroy(of_rcu);
	kmem_cache_destroy(large);
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static void mempool_test_kinds(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("pool", 40, 0, 0, NULL);
	mempool_t slab, bytes, single, *pages;
	struct page *page;
	void *p, *q;
	int made;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	pages = mempool_create_slab_pool(2, cache);
	KUNIT_EXPECT_NOT_NULL(test, pages);
	mempool_destroy(pages);
	pages = mempool_create_page_pool(2, 1);
	made = mempool_init_slab_pool(&slab, 3, cache);
	made = mempool_init_kmalloc_pool(&bytes, 3, 100) ?: made;
	made = mempool_init_page_pool(&single, 2, 0) ?: made;
	ASSERT_OR(test, pages && !made, mempool_destroy(pages); mempool_exit(&slab);
		  mempool_exit(&bytes); mempool_exit(&single); kmem_cache_destroy(cache));
	p = mempool_alloc(&slab, GFP_KERNEL);
	q = mempool_alloc(&bytes, GFP_ATOMIC);
	page = mempool_alloc(pages, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_GE(test, ksize(q), 100UL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	mempool_free(p, &slab);
	mempool_free(q, &bytes);
	mempool_free(page, pages);
	page = mempool_alloc(&single, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, page && page_size(page) == PAGE_SIZE);
	mempool_free(page, &single);
	mempool_exit(&single);
	mempool_exit(&slab);
	mempool_exit(&bytes);
	mempool_destroy(pages);
	kmem_cache_destroy(cache);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

/*
 * If no page can be allocated, elements come from the reserve of page blocks.  When the reserve is
 * empty, the allocation fails until a block is freed.
 */
static void mempool_test_exhaustion(struct kunit *test)
{
	mempool_t *pool = mempool_create_page_pool(3, 2);
	struct page *pages[4];

	KUNIT_ASSERT_NOT_NULL(test, pool);
	WRITE_ONCE(fail_page_alloc.probability, 100);
	atomic_set(&fail_page_alloc.times, -1);
	for (int i = 0; i < 3; i++)
		pages[i] = mempool_alloc(pool, GFP_KERNEL);
	pages[3] = mempool_alloc(pool, GFP_NOWAIT);
	mempool_free(pages[2], pool);
	pages[2] = mempool_alloc(pool, GFP_KERNEL);
	WRITE_ONCE(fail_page_alloc.probability, 0);
	atomic_set(&fail_page_alloc.times, 1);
	KUNIT_EXPECT_NULL(test, pages[3]);
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_NOT_NULL(test, pages[i]);
		mempool_free(pages[i], pool);
	}
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	mempool_destroy(pool);
}

#endif

/* ---- report ---------------------------------------------------------------------------------- */

#ifdef CONFIG_MM_REPORTS

static char report[1024];

static void collect(struct seq_file *m, const char *text, size_t size)
{
	size_t used = strlen(report);

	size = min(size, sizeof(report) - 1 - used);
	memcpy(report + used, text, size);
	report[used + size] = '\0';
}

static void mempool_test_report(struct kunit *test)
{
	struct seq_file m = { .write = collect };
	mempool_t *pool = mempool_create_kmalloc_pool(3, 77);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	p = mempool_alloc_preallocated(pool);
	report[0] = '\0';
	mempools_show(&m);
	KUNIT_EXPECT_NOT_NULL(test, strstr(report, "kmalloc-77"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(report, "      3       2       0  "));
	if (IS_ENABLED(CONFIG_KALLSYMS) && !IS_ENABLED(CONFIG_HOST))
		KUNIT_EXPECT_NOT_NULL(test, strstr(report, "mempool_test_report"));
	mempool_free(p, pool);
	mempool_destroy(pool);
	report[0] = '\0';
	mempools_show(&m);
	KUNIT_EXPECT_NULL(test, strstr(report, "kmalloc-77"));
}

#endif

static const struct kunit_case mempool_cases[] = {
	KUNIT_CASE(mempool_test_reserve),
	KUNIT_CASE(mempool_test_init_fails),
	KUNIT_CASE(mempool_test_resize),
	KUNIT_CASE(mempool_test_none),
	KUNIT_CASE(mempool_test_double_free),
	KUNIT_CASE(mempool_test_too_few),
	KUNIT_CASE(mempool_test_wakes),
	KUNIT_CASE(mempool_test_resize_wakes),
	KUNIT_CASE(mempool_test_contended),
	KUNIT_CASE(mempool_test_wrong_context),
	KUNIT_CASE(mempool_test_kasan),
	KUNIT_CASE(mempool_test_kinds),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(mempool_test_exhaustion),
#endif
#ifdef CONFIG_MM_REPORTS
	KUNIT_CASE(mempool_test_report),
#endif
	{}
};

static struct kunit_suite mempool_suite = {
	.name = "mempool",
	.test_cases = mempool_cases,
};
kunit_test_suite(mempool_suite);
