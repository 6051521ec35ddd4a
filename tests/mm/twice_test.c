// SPDX-License-Identifier: BSD-2-Clause
/*
 * Two CPUs free the same memory at the same moment.  Each CPU would return the memory to its own
 * lists.  One free succeeds, and the other free is refused with a report.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <asm/processor.h>

#include "mm/objects/objects.h"
#include "mm/pages/pages.h"
#include "../warnings.h"

#define ROUNDS	40

struct twice {
	void (*free)(void *p);
	void *p;
	atomic_t nr_ready, nr_done;
};

/*
 * Free the memory at the same moment as the other CPU.  One CPU calls this function in a thread,
 * and the other CPU in an interrupt.
 */
static void free_together(void *arg)
{
	struct twice *twice = arg;

	atomic_inc(&twice->nr_ready);
	while (atomic_read_acquire(&twice->nr_ready) != 2)
		cpu_relax();
	twice->free(twice->p);
	atomic_inc_return_release(&twice->nr_done);
}

static int other_cpu(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu != smp_processor_id())
			return cpu;
	}
	return -1;
}

static void expect_one_refusal(struct kunit *test, void (*free)(void *p), void *p)
{
	struct twice twice = { .free = free, .p = p };
	unsigned long warned = warnings_seen();
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, p);
	get_cpu();
	cpu = other_cpu();
	smp_call_function_single(cpu, free_together, &twice, 0);
	free_together(&twice);
	while (atomic_read_acquire(&twice.nr_done) != 2)
		cpu_relax();
	put_cpu();
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

/*
 * Allocate and free more blocks than a CPU caches, so that the list of this CPU is full.  @order is
 * the order of the blocks.  The test calls this function in an interrupt of the other CPU.
 */
static void fill_list(void *order)
{
	unsigned int nr = totalram_pages() / 64 >> (unsigned long)order;
	struct page *page, *first = NULL;

	for (; nr; nr--) {
		page = alloc_pages(GFP_NOWAIT | __GFP_NOWARN, (unsigned long)order);
		if (!page)
			break;
		set_page_private(page, (unsigned long)first);
		first = page;
	}
	while (first) {
		page = first;
		first = (struct page *)page_private(page);
		__free_pages(page, (unsigned long)order);
	}
}

static void free_single(void *page)
{
	__free_pages(page, 0);
}

static void free_eight(void *page)
{
	__free_pages(page, 3);
}

static void twice_test_pages(struct kunit *test)
{
	for (unsigned long order = 0; order <= 3; order += 3) {
		for (int full = 0; full < 2; full++) {
			for (int i = 0; i < ROUNDS; i++) {
				struct page *page = alloc_pages(GFP_KERNEL, order);

				if (full)
					smp_call_function_single(other_cpu(), fill_list,
								 (void *)order, 1);
				expect_one_refusal(test, order ? free_eight : free_single, page);
			}
		}
	}
}

static void free_object(void *p)
{
	kfree(p);
}

static void twice_test_objects(struct kunit *test)
{
	static const size_t sizes[] = { 64, 256, 1500, PAGE_SIZE, 8 * PAGE_SIZE };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (int round = 0; round < ROUNDS; round++)
			expect_one_refusal(test, free_object, kmalloc(sizes[i], GFP_KERNEL));
	}
}

/* Two CPUs free a large object while the list of one CPU is full. */
static void twice_test_large_objects(struct kunit *test)
{
	for (int i = 0; i < 4 * ROUNDS; i++) {
		void *p = kmalloc(8 * PAGE_SIZE, GFP_KERNEL);

		smp_call_function_single(other_cpu(), fill_list, (void *)3UL, 1);
		expect_one_refusal(test, free_object, p);
	}
}

static int twice_test_init(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU");
	/*
	 * Skip the test with the thread sanitizer: it would report the data race that the test
	 * causes.  Both CPUs free the same block, and one of them reads words that the other CPU
	 * writes.
	 */
	if (IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD))
		kunit_skip(test, "the thread sanitizer reports the very mistake");
	return 0;
}

static const struct kunit_case twice_test_cases[] = {
	KUNIT_CASE(twice_test_pages),
	KUNIT_CASE(twice_test_objects),
	KUNIT_CASE(twice_test_large_objects),
	{}
};

static struct kunit_suite twice_suite = {
	.name = "twice",
	.init = twice_test_init,
	.test_cases = twice_test_cases,
};
kunit_test_suite(twice_suite);
