// SPDX-License-Identifier: BSD-2-Clause
/* Tests of small coherent memory that several CPUs, and interrupt handlers, allocate and free. */

#include <internal/dma.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../assert_or.h"
#include "../in_interrupt.h"
#include "../warnings.h"

#define MOST	4000

struct piece {
	u8 *va;
	dma_addr_t dma;
};

/* Pieces that a function allocates or frees on any CPU and in any context. */
static struct {
	struct device *dev;
	struct piece p[MOST];
	unsigned int nr;
} batch;

static void lines_batch_alloc(void *unused)
{
	for (unsigned int n = 0; n < batch.nr; n++)
		batch.p[n].va = dma_alloc_coherent(batch.dev, 64, &batch.p[n].dma, GFP_ATOMIC);
}

static void lines_batch_free(void *unused)
{
	for (unsigned int n = 0; n < batch.nr; n++)
		dma_free_coherent(batch.dev, 64, batch.p[n].va, batch.p[n].dma);
}

static void lines_batch_both(void *unused)
{
	lines_batch_alloc(NULL);
	lines_batch_free(NULL);
}

static void lines_batch_interrupt(void)
{
	lines_batch_both(NULL);
}

static unsigned int lines_other_cpu(void)
{
	return (smp_processor_id() + 1) % num_online_cpus();
}

/* Free pieces on another CPU, and allocate them again.  No piece is allocated twice. */
static void lines_test_other_cpu(struct kunit *test)
{
	for (int coherent = 1; coherent >= (can_map_uncached() ? 0 : 1); coherent--) {
		batch.dev = dma_test_device(test, coherent);
		batch.nr = 300;
		for (unsigned int round = 0; round < 5; round++) {
			smp_call_function_single(lines_other_cpu(), lines_batch_both, NULL, 1);
			lines_batch_alloc(NULL);
			for (unsigned int n = 0; n < batch.nr; n++) {
				ASSERT_OR(test, batch.p[n].va, lines_batch_free(NULL));
				KUNIT_EXPECT_NULL(test, memchr_inv(batch.p[n].va, 0, 64));
				memset(batch.p[n].va, (u8)(n + 1), 64);
			}
			for (unsigned int n = 0; n < batch.nr; n++)
				KUNIT_EXPECT_NULL(test,
						  memchr_inv(batch.p[n].va, (u8)(n + 1), 64));
			smp_call_function_single(lines_other_cpu(), lines_batch_free, NULL, 1);
		}
		KUNIT_EXPECT_EQ(test, batch.dev->dma_coherent_bytes, 0UL);
	}
}

/* Refuse bad frees of a piece in a CPU's stack, on the same and on another CPU. */
static void lines_test_cached_twice(struct kunit *test)
{
	for (int coherent = 1; coherent >= (can_map_uncached() ? 0 : 1); coherent--) {
		struct device *dev = dma_test_device(test, coherent);
		unsigned long warned = warnings_seen();
		struct piece other;

		batch.dev = dev;
		/* While this piece is allocated, dma_coherent_bytes does not refuse a free. */
		other.va = dma_alloc_coherent(dev, 256, &other.dma, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, other.va);
		batch.nr = 1;
		smp_call_function_single(lines_other_cpu(), lines_batch_both, NULL, 1);
		lines_batch_both(NULL);
		lines_batch_alloc(NULL);
		ASSERT_OR(test, batch.p[0].va, dma_free_coherent(dev, 256, other.va, other.dma));
		dma_free_coherent(dev, 64, batch.p[0].va, batch.p[0].dma + 64);
		dma_free_coherent(dev, 32, batch.p[0].va + 32, batch.p[0].dma + 32);
		dma_free_coherent(dev, 128, batch.p[0].va, batch.p[0].dma);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
		lines_batch_free(NULL);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
		lines_batch_free(NULL);
		smp_call_function_single(lines_other_cpu(), lines_batch_free, NULL, 1);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
		batch.nr = 2;
		lines_batch_alloc(NULL);
		KUNIT_EXPECT_PTR_NE(test, batch.p[0].va, batch.p[1].va);
		lines_batch_free(NULL);
		dma_free_coherent(dev, 256, other.va, other.dma);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	}
}

static void lines_test_interrupt(struct kunit *test)
{
	struct device *dev = dma_test_device(test, true);

	batch.dev = dev;
	batch.nr = 30;
	for (unsigned int round = 0; round < 20; round++) {
		struct piece p;

		p.va = dma_alloc_coherent(dev, 64, &p.dma, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p.va);
		call_in_interrupt(lines_batch_interrupt);
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 64UL);
		dma_free_coherent(dev, 64, p.va, p.dma);
	}
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC
static void lines_take_one(void *arg)
{
	struct piece *p = arg;

	p->va = dma_alloc_attrs(batch.dev, 64, &p->dma, GFP_ATOMIC | __GFP_NOWARN,
				DMA_ATTR_NO_WARN);
}

/* Without free pages, this CPU allocates also the pieces that are in the stack of another CPU. */
static void lines_test_exhaustion(struct kunit *test)
{
	struct piece last = { 0 };
	unsigned int n = 0;

	batch.dev = dma_test_device(test, true);
	batch.nr = 20;
	smp_call_function_single(lines_other_cpu(), lines_batch_both, NULL, 1);
	WRITE_ONCE(fail_page_alloc.probability, 100);
	atomic_set(&fail_page_alloc.times, -1);
	do {
		lines_take_one(&batch.p[n]);
	} while (batch.p[n].va && ++n < MOST);
	smp_call_function_single(lines_other_cpu(), lines_take_one, &last, 1);
	WRITE_ONCE(fail_page_alloc.probability, 0);
	atomic_set(&fail_page_alloc.times, 1);
	KUNIT_EXPECT_LT(test, n, (unsigned int)MOST);
	KUNIT_EXPECT_NULL(test, last.va);
	if (last.va)
		dma_free_coherent(batch.dev, 64, last.va, last.dma);
	batch.nr = n;
	lines_batch_free(NULL);
	KUNIT_EXPECT_EQ(test, batch.dev->dma_coherent_bytes, 0UL);
}
#endif

static const struct kunit_case lines_cases[] = {
	KUNIT_CASE(lines_test_other_cpu),
	KUNIT_CASE(lines_test_cached_twice),
	KUNIT_CASE(lines_test_interrupt),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(lines_test_exhaustion),
#endif
	{}
};

static struct kunit_suite dma_lines_suite = {
	.name = "dma_lines",
	.test_cases = lines_cases,
};
kunit_test_suite(dma_lines_suite);
