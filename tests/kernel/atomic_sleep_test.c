// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of functions that may sleep, called in contexts that must not sleep: each call is reported
 * once, and the thread remains runnable.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mempool.h>
#include <linux/mutex.h>
#include <linux/page_frag_cache.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../expect.h"
#include "../in_interrupt.h"
#include "../said.h"

static struct mutex mutex;
static struct completion never, done;
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_SPINLOCK(lock);

static void do_nothing(struct work_struct *work)
{
}
static DECLARE_WORK(idle_work, do_nothing);

static void free_mutex(void)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void msleep_2(void)
{
	msleep(2);
}

static void usleep_1000(void)
{
	usleep_range(1000, 2000);
}

static void wait_done(void)
{
	wait_for_completion(&done);
}

static void wait_done_timeout(void)
{
	wait_for_completion_timeout(&done, HZ);
}

static void wait_never(void)
{
	wait_for_completion_timeout(&never, 2);
}

static void wait_true(void)
{
	wait_event(queue, true);
}

static void wait_true_interruptible(void)
{
	wait_event_interruptible(queue, true);
}

static void wait_true_timeout(void)
{
	wait_event_timeout(queue, true, 2);
}

static void wait_false(void)
{
	wait_event_timeout(queue, false, 2);
}

static void plain_schedule(void)
{
	schedule();
}

static void sleep_2_jiffies(void)
{
	schedule_timeout_uninterruptible(2);
}

static void flush_idle_work(void)
{
	flush_work(&idle_work);
}

static void cancel_idle_work(void)
{
	cancel_work_sync(&idle_work);
}

static const struct sleeping_call {
	const char *name;
	void (*call)(void);
	unsigned int at_least_ms;
} calls[] = {
	{ "mutex_lock", free_mutex },
	{ "msleep", msleep_2, 2 },
	{ "usleep_range", usleep_1000, 1 },
	{ "wait_for_completion", wait_done },
	{ "wait_for_completion_timeout", wait_done_timeout },
	{ "wait_for_completion_timeout, not completed", wait_never, 1 },
	{ "wait_event", wait_true },
	{ "wait_event_interruptible", wait_true_interruptible },
	{ "wait_event_timeout", wait_true_timeout },
	{ "wait_event_timeout, false", wait_false, 1 },
	{ "schedule", plain_schedule },
	{ "schedule_timeout", sleep_2_jiffies, 1 },
	{ "flush_work", flush_idle_work },
	{ "cancel_work_sync", cancel_idle_work },
};
KUNIT_ARRAY_PARAM_DESC(call, calls, name);

static int atomic_sleep_init(struct kunit *test)
{
	mutex_init(&mutex);
	init_completion(&never);
	init_completion(&done);
	complete_all(&done);
	return 0;
}

/* Expect that this thread is still running, and that calls that may switch threads still return. */
static void expect_runnable(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, READ_ONCE(current->state), (unsigned int)TASK_RUNNING);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	cond_resched();
	msleep(1);
}

static void atomic_sleep_irqs_off(struct kunit *test)
{
	const struct sleeping_call *c = test->param_value;
	u64 start = ktime_get_ns();
	unsigned long flags;

	local_irq_save(flags);
	EXPECT_REPORT(test, c->call());
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, (u64)c->at_least_ms * NSEC_PER_MSEC);
	expect_runnable(test);
}

static void atomic_sleep_interrupt(struct kunit *test)
{
	const struct sleeping_call *c = test->param_value;
	u64 start = ktime_get_ns();

	EXPECT_REPORT(test, call_in_interrupt(c->call));
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, (u64)c->at_least_ms * NSEC_PER_MSEC);
	expect_runnable(test);
}

static void atomic_sleep_spinlock(struct kunit *test) __no_context_analysis
{
	const struct sleeping_call *c = test->param_value;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		kunit_skip(test, "no CONFIG_DEBUG_ATOMIC_SLEEP");
	spin_lock(&lock);
	EXPECT_REPORT(test, c->call());
	spin_unlock(&lock);
	EXPECT_REPORT(test, { KUNIT_EXPECT_TRUE(test, spin_trylock(&lock)); c->call(); });
	spin_unlock(&lock);
	expect_runnable(test);
}

/* In a context that may sleep, none of the calls is reported. */
static void atomic_sleep_allowed(struct kunit *test)
{
	const struct sleeping_call *c = test->param_value;
	unsigned long warned = warnings_seen();

	spin_lock(&lock);
	spin_unlock(&lock);
	c->call();
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* ---- allocations whose flags allow sleeping -------------------------------------------------- */

static struct kmem_cache *cache;
static mempool_t *pool;
static struct device *dev;
/* These sizes are variables, so that the compiler does not know them as constants. */
static size_t small = 64, large = 3 * PAGE_SIZE;

#define ALLOCATION(name, allocate, release)			\
static void name(void)						\
{								\
	void *p = allocate;					\
								\
	OPTIMIZER_HIDE_VAR(p);					\
	if (p)							\
		release;					\
}

ALLOCATION(kmalloc_constant, kmalloc(64, GFP_KERNEL), kfree(p))
ALLOCATION(kmalloc_small, kmalloc(READ_ONCE(small), GFP_KERNEL), kfree(p))
ALLOCATION(kmalloc_large, kmalloc(READ_ONCE(large), GFP_KERNEL), kfree(p))
ALLOCATION(kzalloc_small, kzalloc(READ_ONCE(small), GFP_KERNEL), kfree(p))
ALLOCATION(kmalloc_of_node, kmalloc_node(READ_ONCE(small), GFP_KERNEL, 0), kfree(p))
ALLOCATION(krealloc_new, krealloc(NULL, READ_ONCE(small), GFP_KERNEL), kfree(p))
ALLOCATION(kvmalloc_small, kvmalloc(READ_ONCE(small), GFP_KERNEL), kvfree(p))
ALLOCATION(kmemdup_small, kmemdup(&small, sizeof(small), GFP_KERNEL), kfree(p))
ALLOCATION(kstrdup_text, kstrdup("text", GFP_KERNEL), kfree(p))
ALLOCATION(kasprintf_text, kasprintf(GFP_KERNEL, "%zu", small), kfree(p))
ALLOCATION(cache_object, kmem_cache_alloc(cache, GFP_KERNEL), kmem_cache_free(cache, p))
ALLOCATION(cache_zeroed, kmem_cache_zalloc(cache, GFP_KERNEL), kmem_cache_free(cache, p))
ALLOCATION(cache_node, kmem_cache_alloc_node(cache, GFP_KERNEL, 0), kmem_cache_free(cache, p))
ALLOCATION(page_constant, alloc_page(GFP_KERNEL), __free_page(p))
ALLOCATION(pages_4, alloc_pages(GFP_KERNEL, 2), __free_pages(p, 2))
ALLOCATION(pages_of_node, alloc_pages_node(0, GFP_KERNEL, 0), __free_page(p))
ALLOCATION(free_page_of, (void *)__get_free_page(GFP_KERNEL), free_page((unsigned long)p))
ALLOCATION(zeroed_page, (void *)get_zeroed_page(GFP_KERNEL), free_page((unsigned long)p))
ALLOCATION(exact_pages, alloc_pages_exact(large, GFP_KERNEL), free_pages_exact(p, large))
ALLOCATION(vmalloc_page, vmalloc(PAGE_SIZE), vfree(p))
ALLOCATION(vzalloc_pages, vzalloc(large), vfree(p))
ALLOCATION(percpu, (void __force *)__alloc_percpu(small, 8), free_percpu((void __percpu *)p))
ALLOCATION(pool_element, mempool_alloc(pool, GFP_KERNEL), mempool_free(p, pool))

static void cache_bulk(void)
{
	void *objects[4];

	kmem_cache_free_bulk(cache, (size_t)kmem_cache_alloc_bulk(cache, GFP_KERNEL, 4, objects),
			     objects);
}

static void bulk_pages(void)
{
	struct page *pages[4] = { NULL };

	release_pages(pages, (int)alloc_pages_bulk(GFP_KERNEL, 4, pages));
}

static void fragment(void)
{
	struct page_frag_cache frag = { .va = NULL };
	void *p = page_frag_alloc(&frag, 100, GFP_KERNEL);

	if (p)
		page_frag_free(p);
	page_frag_cache_drain(&frag);
}

#define OF(function) { #function, function }

#ifdef CONFIG_DMA
static struct dma_pool *dma_pieces;

static void coherent(void)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(dev, small, &at, GFP_KERNEL);

	if (p)
		dma_free_coherent(dev, small, p, at);
}

static void coherent_page(void)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(dev, PAGE_SIZE, &at, GFP_KERNEL);

	if (p)
		dma_free_coherent(dev, PAGE_SIZE, p, at);
}

static void dma_pages(void)
{
	dma_addr_t at;
	struct page *page = dma_alloc_pages(dev, PAGE_SIZE, &at, DMA_FROM_DEVICE, GFP_KERNEL);

	if (page)
		dma_free_pages(dev, PAGE_SIZE, page, at, DMA_FROM_DEVICE);
}

static void dma_piece(void)
{
	dma_addr_t at;
	void *p = dma_pool_alloc(dma_pieces, GFP_KERNEL, &at);

	if (p)
		dma_pool_free(dma_pieces, p, at);
}

static bool dma_set_up(void)
{
	dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64));
	dev_set_dma_coherent(dev);
	dma_pieces = dma_pool_create("atomic-sleep", dev, 64, 64, 0);
	return dma_pieces;
}

static void dma_tear_down(void)
{
	dma_pool_destroy(dma_pieces);
}

#define DMA_ALLOCATIONS OF(coherent), OF(coherent_page), OF(dma_pages), OF(dma_piece),
#else
static bool dma_set_up(void)
{
	return true;
}

static void dma_tear_down(void)
{
}

#define DMA_ALLOCATIONS
#endif

static const struct {
	const char *name;
	void (*allocate)(void);
} allocations[] = { OF(kmalloc_constant), OF(kmalloc_small),  OF(kmalloc_large),  OF(kzalloc_small),
		    OF(kmalloc_of_node),  OF(krealloc_new),   OF(kvmalloc_small), OF(kmemdup_small),
		    OF(kstrdup_text),	  OF(kasprintf_text), OF(cache_object),	  OF(cache_zeroed),
		    OF(cache_node),	  OF(cache_bulk),     OF(page_constant),  OF(pages_4),
		    OF(pages_of_node),	  OF(free_page_of),   OF(zeroed_page),	  OF(exact_pages),
		    OF(bulk_pages),	  OF(fragment),	      OF(vmalloc_page),	  OF(vzalloc_pages),
		    OF(percpu),		  OF(pool_element),   DMA_ALLOCATIONS };

/*
 * Each allocation that may sleep is reported if a spinlock is held, even if memory is free.
 * Without a spinlock, the same allocation is not reported.
 */
static void atomic_sleep_allocations(struct kunit *test)
{
	bool ready;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		kunit_skip(test, "no CONFIG_DEBUG_ATOMIC_SLEEP");
	dev = root_device_register("atomic-sleep");
	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	cache = kmem_cache_create("atomic-sleep", 100, 0, SLAB_NO_MERGE, NULL);
	pool = cache ? mempool_create_slab_pool(2, cache) : NULL;
	ready = pool && dma_set_up();
	for (unsigned int i = 0; ready && i < ARRAY_SIZE(allocations); i++) {
		unsigned long warned = warnings_seen();

		for (int times = 0; times < 3; times++)
			allocations[i].allocate();
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned, "%s", allocations[i].name);
		spin_lock(&lock);
		allocations[i].allocate();
		spin_unlock(&lock);
		KUNIT_EXPECT_GT_MSG(test, warnings_seen(), warned, "%s", allocations[i].name);
	}
	KUNIT_EXPECT_TRUE(test, ready);
	if (pool)
		dma_tear_down();
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
	root_device_unregister(dev);
}

/*
 * If a thread calls cond_resched() with interrupts off or while it holds a spinlock, no other
 * thread runs.
 */
static void atomic_sleep_cond_resched(struct kunit *test)
{
	struct work_struct *work = &idle_work;
	unsigned long flags;

	KUNIT_ASSERT_TRUE(test, schedule_work(work));
	local_irq_save(flags);
	EXPECT_REPORT(test, cond_resched());
	local_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, work_pending(work));		/* no other thread has run */
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP)) {
		spin_lock(&lock);
		EXPECT_REPORT(test, cond_resched());
		spin_unlock(&lock);
		KUNIT_EXPECT_TRUE(test, work_pending(work));
	}
	flush_work(work);
}

/* Call a function that may sleep.  The report must show that function and this caller. */
static noinline void careless_caller(void)
{
	msleep(1);
	barrier();	/* no tail call */
}

static void atomic_sleep_report(struct kunit *test)
{
	unsigned long flags;

	local_irq_save(flags);
	EXPECT_WARNS(test, careless_caller());
	local_irq_restore(flags);
	EXPECT_SAID(test, "with interrupts off");
	if (IS_ENABLED(CONFIG_KALLSYMS) && IS_ENABLED(CONFIG_FRAME_POINTER)) {
		EXPECT_SAID(test, "msleep() may sleep");
		EXPECT_SAID(test, "by careless_caller+");
	}
	EXPECT_WARNS(test, call_in_interrupt(careless_caller));
	EXPECT_SAID(test, "in interrupt context");
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP)) {
		spin_lock(&lock);
		EXPECT_WARNS(test, careless_caller());
		spin_unlock(&lock);
		EXPECT_SAID(test, "under a spinlock");
	}
}

static int unlock_soon(void *unused)
{
	mutex_lock(&mutex);
	complete(&never);
	msleep(5);
	mutex_unlock(&mutex);
	return 0;
}

/* With interrupts off, an unlimited wait for a thread of the same CPU is reported, and returns. */
static void atomic_sleep_contended(struct kunit *test)
{
	struct task_struct *task = kthread_run(unlock_soon, NULL, "owner");
	unsigned long flags;

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&never);
	local_irq_save(flags);
	EXPECT_REPORT(test, mutex_lock(&mutex));
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
	expect_runnable(test);
}

static int complete_never(void *unused)
{
	complete(&never);
	return 0;
}

/* With interrupts off, a wait for a thread of another CPU is reported, and returns. */
static void atomic_sleep_other_cpu(struct kunit *test)
{
	struct task_struct *task;
	unsigned long flags;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	task = kthread_create_on_cpu(complete_never, NULL, num_online_cpus() - 1, "other");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	local_irq_save(flags);
	wake_up_process(task);
	EXPECT_REPORT(test,
		      KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&never, 60 * HZ), 0UL));
	local_irq_restore(flags);
	expect_runnable(test);
}

static struct kunit_case atomic_sleep_cases[] = {
	KUNIT_CASE_PARAM(atomic_sleep_irqs_off, call_gen_params),
	KUNIT_CASE_PARAM(atomic_sleep_interrupt, call_gen_params),
	KUNIT_CASE_PARAM(atomic_sleep_spinlock, call_gen_params),
	KUNIT_CASE_PARAM(atomic_sleep_allowed, call_gen_params),
	KUNIT_CASE(atomic_sleep_allocations),
	KUNIT_CASE(atomic_sleep_cond_resched),
	KUNIT_CASE(atomic_sleep_report),
	KUNIT_CASE(atomic_sleep_contended),
	KUNIT_CASE(atomic_sleep_other_cpu),
	{}
};

static struct kunit_suite atomic_sleep_suite = {
	.name = "atomic_sleep",
	.init = atomic_sleep_init,
	.test_cases = atomic_sleep_cases,
};
kunit_test_suite(atomic_sleep_suite);
