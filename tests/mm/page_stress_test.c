// SPDX-License-Identifier: BSD-2-Clause
/*
 * All CPUs use the page allocator at the same time.  Each CPU has a thread that allocates blocks of
 * random orders and kinds, stores them in shared slots, and frees the previous blocks of the slots,
 * which another CPU may have allocated.  Each CPU also has a timer whose interrupts allocate and
 * free blocks.  In addition, movable pages are allocated and freed while another thread compacts
 * memory, drains the lists of the CPUs, and wakes kswapd.
 *
 * The boot argument page_stress_test.steps=N sets the number of steps of each thread, and
 * page_stress_test.seconds=N sets the time limit of each case.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/compaction.h>
#include <linux/delay.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "mm/pages/pages.h"
#include "mm/reclaim/reclaim.h"
#include "../settled.h"
#include "../time_limit.h"
#include "hoard.h"
#include "movable.h"
#include "../warnings.h"

#define NR_SLOTS	128
#define NR_MOVABLE	64		/* number of slots for movable pages of each CPU */
#define IRQ_BLOCKS	4
#define MAX_ORDER	5		/* largest order of a thread's block */

static_assert(NR_CPUS * NR_MOVABLE <= MOVABLE_SLOTS);

static unsigned int steps = 200;
module_param(steps, uint, 0444);

struct worker {
	struct task_struct *task;
	struct timer_list timer;
	struct page *irq_blocks[IRQ_BLOCKS];
	unsigned long nr_irqs, irq_failed, nr_blocks, nr_failed;
	unsigned int cpu;
};

/*
 * The first words of a block.  The last word of each page in the block is the complement of @stamp.
 */
struct mark {
	u64 stamp;
	u64 order;
};

static struct page *slots[NR_SLOTS];
static struct worker workers[NR_CPUS];
static struct hoard hoard;
static atomic_t nr_running, nr_bad;
static bool stop_irqs;
/* Number of steps of each thread, and jiffies between two interrupts of a CPU. */
static unsigned int nr_steps, irq_period;
static u32 seed;

static u64 *last_word(struct page *page)
{
	return (u64 *)(page_address(page) + PAGE_SIZE) - 1;
}

static void mark_block(struct page *page, unsigned int order, u64 stamp)
{
	struct mark *mark = page_address(page);

	mark->stamp = stamp;
	mark->order = order;
	for (unsigned long i = 0; i < 1UL << order; i++)
		*last_word(page + i) = ~stamp;
}

/*
 * Check the contents and the reference count of a block that was removed from a slot.  If both are
 * correct, free the block: with put_page() if @put is true, or with __free_pages() otherwise.  If
 * not, increment nr_bad.
 */
static void end_block(struct page *page, bool put)
{
	struct mark mark = *(struct mark *)page_address(page);
	bool bad = mark.order > MAX_ORDER || page_count(page) != 1;

	for (unsigned long i = 0; !bad && i < 1UL << mark.order; i++)
		bad = *last_word(page + i) != ~mark.stamp;
	if (bad)
		atomic_inc(&nr_bad);
	else if (put)
		put_page(page);
	else
		__free_pages(page, mark.order);
}

static void allocate_in_interrupt(struct timer_list *timer)
{
	struct worker *w = container_of(timer, struct worker, timer);
	unsigned long began = jiffies;
	unsigned int order = w->nr_irqs % 3, at = w->nr_irqs % IRQ_BLOCKS;
	struct page *page = w->irq_blocks[at];

	if (page)
		end_block(page, w->nr_irqs & 8);
	page = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, order);
	if (page)
		mark_block(page, order, w->nr_irqs);
	else if (!order)
		w->irq_failed++;
	w->irq_blocks[at] = page;
	w->nr_irqs++;
	/* Wait at least as long as this interrupt took: threads get at least half of the time. */
	if (!READ_ONCE(stop_irqs))
		mod_timer(timer, jiffies + irq_period + (jiffies - began));
}

/* Free the movable page in a random slot of this CPU, or allocate a page if the slot is empty. */
static void step_movable(struct worker *w, u32 random)
{
	unsigned int slot = w->cpu * NR_MOVABLE + random % NR_MOVABLE;
	struct page *page;

	if (movable_free(slot))
		return;
	page = alloc_page(GFP_KERNEL | __GFP_MOVABLE | __GFP_NORETRY | __GFP_NOWARN);
	if (page)
		movable_add(slot, page);
}

static void step_bulk(u32 random)
{
	struct page *pages[16] = { NULL };
	unsigned long nr = alloc_pages_bulk(GFP_KERNEL | __GFP_NOWARN, 1 + random % 16, pages);

	release_pages(pages, nr);
}

static void step_block(struct worker *w, u32 random)
{
	static const gfp_t kinds[] = {
		GFP_KERNEL, GFP_KERNEL | __GFP_NORETRY, GFP_ATOMIC, GFP_NOWAIT,
		GFP_KERNEL | __GFP_NORETRY | __GFP_COMP, GFP_KERNEL | __GFP_MOVABLE | __GFP_NORETRY,
		GFP_NOWAIT | __GFP_ZERO, GFP_NOWAIT | __GFP_RECLAIMABLE,
	};
	gfp_t gfp = kinds[random % ARRAY_SIZE(kinds)];
	unsigned int order = gfp == GFP_KERNEL ? 0 : random / 8 % (MAX_ORDER + 1);
	struct page *page;

	/*
	 * If a hoard holds the memory, do not use the reserve for atomic requests in a thread:
	 * interrupt handlers need it.
	 */
	if (hoard.shrinker && gfp == GFP_ATOMIC)
		gfp = GFP_NOWAIT;
	page = alloc_pages(gfp | __GFP_NOWARN, order);
	if (page)
		mark_block(page, order, (u64)w->cpu << 32 | random);
	else if (gfp == GFP_KERNEL)
		w->nr_failed++;
	w->nr_blocks += page != NULL;
	page = __atomic_exchange_n(&slots[random / 64 % NR_SLOTS], page, __ATOMIC_ACQ_REL);
	if (page)
		end_block(page, random & 1 << 20);
}

static int work(void *arg)
{
	struct worker *w = arg;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, seed + w->cpu);
	mod_timer(&w->timer, jiffies + 1);
	for (unsigned int step = 0; step < nr_steps && !time_limit_passed(); step++) {
		u32 random = prandom_u32_state(&rnd);

		if (random >> 28 == 0)
			step_movable(w, random);
		else if (random >> 28 == 1)
			step_bulk(random);
		else if (random >> 24 == 0x2f)
			drain_local_pages(NULL);
		else
			step_block(w, random);
		if (step % 16 == 0)
			cond_resched();
	}
	while (!READ_ONCE(w->nr_irqs))
		schedule_timeout_uninterruptible(1);
	atomic_dec_return_release(&nr_running);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

static int page_stress_test_init(struct kunit *test)
{
	memset(slots, 0, sizeof(slots));
	memset(workers, 0, sizeof(workers));
	hoard = (struct hoard){ 0 };
	atomic_set(&nr_bad, 0);
	atomic_set(&nr_running, 0);
	stop_irqs = false;
	nr_steps = steps;
	irq_period = 4;
	seed = kunit_seed(test);
	movable_reset();
	return 0;
}

static void end_blocks(void)
{
	unsigned int cpu, i;

	WRITE_ONCE(stop_irqs, true);
	for_each_online_cpu(cpu) {
		struct worker *w = &workers[cpu];

		while (w->timer.function && timer_delete_sync(&w->timer))
			;
		for (i = 0; i < IRQ_BLOCKS; i++) {
			if (w->irq_blocks[i])
				end_block(w->irq_blocks[i], false);
			w->irq_blocks[i] = NULL;
		}
	}
	for (i = 0; i < NR_SLOTS; i++) {
		if (slots[i])
			end_block(slots[i], false);
		slots[i] = NULL;
	}
	atomic_add(movable_free_all(), &nr_bad);
}

static void page_stress_test_exit(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (workers[cpu].task)
			kthread_stop(workers[cpu].task);
	}
	end_blocks();
	if (hoard.shrinker)
		hoard_close(&hoard);
}

static void create(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct worker *w = &workers[cpu];
		struct task_struct *task;

		w->cpu = cpu;
		task = kthread_create_on_cpu(work, w, cpu, "page-stress/%u");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		w->task = task;
		timer_setup(&w->timer, allocate_in_interrupt, 0);
	}
}

static void disturb(void)
{
	const struct page_request rq = {
		.gfp = GFP_KERNEL, .nid = 0, .highest = ZONE_NORMAL,
	};
	unsigned int cpu;

	time_limit_start();
	for_each_online_cpu(cpu)
		atomic_inc(&nr_running);
	for_each_online_cpu(cpu)
		wake_up_process(workers[cpu].task);
	while (atomic_read_acquire(&nr_running)) {
		compact_memory();
		wakeup_kswapd(&rq);
		schedule_timeout_uninterruptible(1);
		drain_all_pages(NULL);
		cond_resched();
	}
}

static void expect_all_back(struct kunit *test, unsigned long nr_free)
{
	unsigned long nr_irqs = 0, nr_blocks = 0;
	unsigned int cpu;

	end_blocks();
	hoard_give(&hoard, ULONG_MAX);
	drain_all_pages(NULL);
	for_each_online_cpu(cpu) {
		nr_irqs += workers[cpu].nr_irqs;
		nr_blocks += workers[cpu].nr_blocks;
		KUNIT_EXPECT_GT(test, workers[cpu].nr_irqs, 0UL);
		KUNIT_EXPECT_EQ(test, workers[cpu].nr_failed, 0UL);
		KUNIT_EXPECT_EQ(test, workers[cpu].irq_failed, 0UL);
	}
	kunit_info(test, "%u CPUs: %lu blocks by threads, %lu interrupts, %lu pages moved",
		   num_online_cpus(), nr_blocks, nr_irqs, movable_moved());
	KUNIT_EXPECT_GT(test, nr_blocks, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	/*
	 * Other threads may still hold pages that they are migrating.  Wait until these pages are
	 * free.
	 */
	for (unsigned int i = 0; i < 2000 && nr_free_pages() != nr_free; i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), nr_free);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

static void page_stress_test_plenty(struct kunit *test)
{
	unsigned long warned = warnings_seen(), nr_free;

	create(test);
	drop_slab();
	nr_free = settled_free_pages();
	disturb();
	expect_all_back(test, nr_free);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/*
 * A shrinker holds nearly all memory, and frees it on request.  In this state, the CPUs cache no
 * pages and contend for the zone's lock.  Passing the lock between emulated CPUs takes many
 * milliseconds, so a long interrupt period leaves time for the threads.
 */
static void page_stress_test_short_memory(struct kunit *test)
{
	unsigned long warned = warnings_seen(), nr_free;

	KUNIT_ASSERT_TRUE(test, hoard_open(&hoard));
	create(test);
	drop_slab();
	nr_free = settled_free_pages();
	hoard.fill = GFP_NOWAIT;
	nr_steps = max(steps / 8, 1U);
	irq_period = 4 * num_online_cpus();
	hoard_fill(&hoard);
	disturb();
	KUNIT_EXPECT_GT(test, hoard.calls, 0U);
	expect_all_back(test, nr_free);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case page_stress_test_cases[] = {
	KUNIT_CASE(page_stress_test_plenty),
	KUNIT_CASE(page_stress_test_short_memory),
	{}
};

static struct kunit_suite page_stress_suite = {
	.name = "page_stress",
	.init = page_stress_test_init,
	.exit = page_stress_test_exit,
	.test_cases = page_stress_test_cases,
};
kunit_test_suite(page_stress_suite);
