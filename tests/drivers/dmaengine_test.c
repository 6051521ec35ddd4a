// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of DMA engines: the interface for clients, and the queues of drivers/dma/copier.c with a
 * simulated engine.  The engine copies at most 64 bytes at a time.  It has no interrupt, so the
 * driver polls it for the end of a copy.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "drivers/dma/copier.h"

#define NR_CHANS	3
#define PIECE		64
#define ADDRESS_BITS	40
#define FIRST_REG	0x1f800000UL	/* address of the registers; no code accesses it */

static struct {
	struct platform_device *pdev;
	bool ended[NR_CHANS];		/* true if the current piece of the channel was copied */
	bool hangs, errors, refuses, sticks, absent, released, left;
	unsigned int wakes, starts, stops;
} engine;

static int model_wake(struct copier *copier)
{
	engine.wakes++;
	if (engine.absent)
		copier->nr_chans = 1;
	return copier_stop_all(copier);
}

static size_t model_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	len = min_t(size_t, len, PIECE);
	engine.starts++;
	if (engine.refuses)
		return 0;
	if (!engine.errors && !engine.hangs)
		memcpy(__va(dst), __va(src), len);
	engine.ended[cc->index] = !engine.hangs;
	return len;
}

static int model_poll(struct copier_chan *cc)
{
	if (!engine.ended[cc->index])
		return -EINPROGRESS;
	engine.ended[cc->index] = false;
	return engine.errors ? -EIO : 0;
}

static int model_stop(struct copier_chan *cc)
{
	engine.stops++;
	return engine.sticks ? -ETIMEDOUT : 0;
}

static const struct copier_ops model_ops = {
	.wake = model_wake,
	.start = model_start,
	.poll = model_poll,
	.stop = model_stop,
	.mem_size = 32,
	.copy_align = DMAENGINE_ALIGN_4_BYTES,
	.address_bits = ADDRESS_BITS,
};

static int model_probe(struct platform_device *pdev)
{
	struct copier *copier = copier_alloc(pdev, &model_ops, NR_CHANS, NR_CHANS, 0x100);

	if (IS_ERR(copier))
		return PTR_ERR(copier);
	pdev->dev.dma_coherent = true;
	dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	return copier_register(copier);
}

static struct platform_driver model_driver = {
	.probe = model_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = { .name = "dma-model" },
};

/* ---- the client ------------------------------------------------------------------------------ */

#define SIZE 300

static struct {
	struct dma_chan *chan;
	u8 *src, *dst;
	dma_cap_mask_t mask;
	unsigned int calls, order[8];
	struct dmaengine_result result;
	struct completion called;
} client;

static bool of_model(struct dma_chan *chan, void *unused)
{
	return chan->device->dev == &engine.pdev->dev;
}

static struct dma_chan *request(void)
{
	return dma_request_channel(client.mask, of_model, NULL);
}

static void called(void *param, const struct dmaengine_result *result)
{
	if (client.calls < ARRAY_SIZE(client.order))
		client.order[client.calls] = (unsigned int)(unsigned long)param;
	client.result = *result;
	WRITE_ONCE(client.calls, client.calls + 1);
	complete(&client.called);
}

static struct dma_async_tx_descriptor *prepare(size_t len)
{
	return dmaengine_prep_dma_memcpy(client.chan, __pa(client.dst), __pa(client.src), len,
					 DMA_PREP_INTERRUPT);
}

static dma_cookie_t submit(struct kunit *test, size_t len, unsigned long number)
{
	struct dma_async_tx_descriptor *tx = prepare(len);

	if (!tx) {
		KUNIT_FAIL(test, "%zu bytes are not taken", len);
		return -ENOMEM;
	}
	tx->callback_result = called;
	tx->callback_param = (void *)number;
	return dmaengine_submit(tx);
}

static int dmaengine_test_init(struct kunit *test)
{
	const struct resource res = DEFINE_RES_MEM(FIRST_REG, 0x100);
	int err;

	memset(&engine, 0, sizeof(engine));
	memset(&client, 0, sizeof(client));
	init_completion(&client.called);
	dma_cap_set(DMA_MEMCPY, client.mask);
	client.src = kmalloc(SIZE, GFP_KERNEL);
	client.dst = kzalloc(SIZE, GFP_KERNEL);
	err = platform_driver_register(&model_driver);
	if (err)
		return err;
	engine.pdev = platform_device_register_simple("dma-model", PLATFORM_DEVID_NONE, &res, 1);
	if (IS_ERR(engine.pdev))
		return PTR_ERR(engine.pdev);
	client.chan = request();
	if (!client.chan || !client.src || !client.dst)
		return -ENOMEM;
	for (unsigned int i = 0; i < SIZE; i++)
		client.src[i] = (u8)(i * 7 + 1);
	return 0;
}

static void dmaengine_test_exit(struct kunit *test)
{
	if (client.chan)
		dma_release_channel(client.chan);
	if (!IS_ERR_OR_NULL(engine.pdev))
		platform_device_unregister(engine.pdev);
	platform_driver_unregister(&model_driver);
	kfree(client.src);
	kfree(client.dst);
}

/* ---- copies ---------------------------------------------------------------------------------- */

/*
 * The driver divides a copy into pieces of 64 bytes.  The callback is called once, at the end of
 * the copy.
 */
static void dmaengine_test_copy(struct kunit *test)
{
	dma_cookie_t cookie = submit(test, SIZE, 1);

	KUNIT_EXPECT_EQ(test, dma_submit_error(cookie), 0);
	KUNIT_EXPECT_EQ(test, engine.starts, 0U);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, cookie), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, engine.starts, DIV_ROUND_UP(SIZE, PIECE));
	KUNIT_EXPECT_EQ(test, memcmp(client.src, client.dst, SIZE), 0);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
	dmaengine_synchronize(client.chan);
	KUNIT_EXPECT_EQ(test, client.calls, 1U);
	KUNIT_EXPECT_EQ(test, client.result.result, DMA_TRANS_NOERROR);
	KUNIT_EXPECT_EQ(test, client.result.residue, 0U);
}

/*
 * Cookies increase.  Copies end and callbacks are called in the order of submission.  No copy
 * begins before dma_async_issue_pending() is called.
 */
static void dmaengine_test_order(struct kunit *test)
{
	dma_cookie_t cookies[3], last, used;

	for (unsigned int i = 0; i < 3; i++) {
		cookies[i] = submit(test, 8, i);
		KUNIT_EXPECT_GT(test, cookies[i], i ? cookies[i - 1] : 0);
	}
	KUNIT_EXPECT_EQ(test, dma_async_is_tx_complete(client.chan, cookies[0], &last, &used),
			DMA_IN_PROGRESS);
	KUNIT_EXPECT_LT(test, last, cookies[0]);
	KUNIT_EXPECT_EQ(test, used, cookies[2]);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, cookies[2]), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, dma_async_is_tx_complete(client.chan, cookies[0], &last, &used),
			DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, last, cookies[2]);
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
		KUNIT_EXPECT_EQ(test, client.order[i], i);
	}
}

/*
 * The largest cookie is followed by the smallest one.  After that, the older cookies, which are
 * larger, still count as complete.
 */
static void dmaengine_test_cookie_wrap(struct kunit *test)
{
	dma_cookie_t before, after;

	client.chan->cookie = client.chan->completed_cookie = S32_MAX - 1;
	before = submit(test, 8, 0);
	after = submit(test, 8, 1);
	KUNIT_EXPECT_EQ(test, before, S32_MAX);
	KUNIT_EXPECT_EQ(test, after, DMA_MIN_COOKIE);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, S32_MAX - 1, NULL), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, before, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, after, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, after), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, before, NULL), DMA_COMPLETE);
}

/*
 * Copies of 0 bytes, copies of unaligned memory, and copies at addresses that the engine cannot
 * access are refused.
 */
static void dmaengine_test_refused(struct kunit *test)
{
	const dma_addr_t a = 0x1000, top = 1ULL << ADDRESS_BITS;
	const struct { dma_addr_t dst, src; size_t len;
	} bad[] = {
		{ a, a, 0 },	     { a + 1, a, 8 },	{ a, a + 2, 8 },
		{ a, a, 7 },	     { top, a, 8 },	{ a, top, 8 },
		{ top - 4, a, 8 },   { a, top - 4, 8 }, { a, a, SIZE_MAX - 3 },
		{ ~0ULL - 3, a, 8 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(client.chan, bad[i].dst,
								  bad[i].src, bad[i].len, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(NULL, a, a, 8, 0));
	KUNIT_EXPECT_TRUE(test, is_dma_copy_aligned(client.chan->device, 4, 8, 12));
	KUNIT_EXPECT_FALSE(test, is_dma_copy_aligned(client.chan->device, 4, 8, 2));
}

/* After a copy that failed, or that the engine refused to begin, the next copy succeeds. */
static void dmaengine_test_error(struct kunit *test)
{
	dma_cookie_t bad, good;

	for (unsigned int i = 0; i < 2; i++) {
		engine.errors = !i;
		engine.refuses = i;
		bad = submit(test, SIZE, 0);
		dma_async_issue_pending(client.chan);
		KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, bad), DMA_ERROR);
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
		KUNIT_EXPECT_EQ(test, client.result.result, DMA_TRANS_ABORTED);
		KUNIT_EXPECT_EQ(test, client.result.residue, (u32)SIZE);
		engine.errors = engine.refuses = false;
		good = submit(test, 8, 1);
		KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, good), DMA_COMPLETE);
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
		KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, bad, NULL), DMA_ERROR);
	}
}

/* The callback of a refused copy is called even if the client does not query the status. */
static void dmaengine_test_refusal_is_told(struct kunit *test)
{
	engine.refuses = true;
	submit(test, 8, 0);
	dma_async_issue_pending(client.chan);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, client.result.result, DMA_TRANS_ABORTED);
}

/*
 * dmaengine_terminate_sync() stops the current copy and drops the pending copies.  Their callbacks
 * are not called.  After that, the channel can be used again.
 */
static void dmaengine_test_terminate(struct kunit *test)
{
	unsigned int stops = engine.stops;
	dma_cookie_t cookie;

	engine.hangs = true;
	submit(test, 8, 0);
	submit(test, 8, 1);
	dma_async_issue_pending(client.chan);
	cookie = submit(test, 8, 2);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, cookie, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(client.chan), 0);
	KUNIT_EXPECT_EQ(test, engine.stops, stops + 1);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, cookie, NULL), DMA_COMPLETE);
	engine.hangs = false;
	cookie = submit(test, 8, 3);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, cookie), DMA_COMPLETE);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, client.calls, 1U);
	KUNIT_EXPECT_EQ(test, client.order[0], 3U);
}

/* Submit a copy of mapped memory.  Returns its list with a reference. */
static struct dmaengine_unmap_data *submit_mapped(struct kunit *test, dma_cookie_t *cookie)
{
	struct device *dev = dmaengine_get_dma_device(client.chan);
	struct dmaengine_unmap_data *unmap = dmaengine_get_unmap_data(dev, 3, GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;

	KUNIT_ASSERT_NOT_NULL(test, unmap);
	unmap->len = SIZE;
	unmap->to_cnt = 1;
	unmap->from_cnt = 1;
	unmap->bidi_cnt = 1;	/* this address is 0 */
	unmap->addr[0] = dma_map_single(dev, client.src, SIZE, DMA_TO_DEVICE);
	unmap->addr[1] = dma_map_single(dev, client.dst, SIZE, DMA_FROM_DEVICE);
	tx = dmaengine_prep_dma_memcpy(client.chan, unmap->addr[1], unmap->addr[0], SIZE, 0);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	dma_set_unmap(tx, unmap);
	tx->callback_result = called;
	*cookie = dmaengine_submit(tx);
	return unmap;
}

/*
 * What dma_set_unmap() set is unmapped before the callback of a transfer, and when a transfer is
 * dropped.  DMA_API_DEBUG reports memory that stays mapped.
 */
static void dmaengine_test_unmap(struct kunit *test)
{
	struct dmaengine_unmap_data *unmap;
	dma_cookie_t cookie;

	KUNIT_EXPECT_NULL(test, dmaengine_get_unmap_data(&engine.pdev->dev, -1, GFP_KERNEL));
	dmaengine_unmap_put(NULL);

	/* The engine must not copy, because the CPU does so and must not access mapped memory. */
	engine.errors = true;
	unmap = submit_mapped(test, &cookie);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 2U);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, cookie), DMA_ERROR);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 1U);
	dmaengine_unmap_put(unmap);

	engine.hangs = true;
	unmap = submit_mapped(test, &cookie);
	dma_async_issue_pending(client.chan);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(client.chan), 0);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 1U);
	dmaengine_unmap_put(unmap);
}

/* A channel that does not stop is not used any more.  Other channels still work. */
static void dmaengine_test_stuck(struct kunit *test)
{
	struct dma_chan *stuck = client.chan;
	unsigned int starts;
	dma_cookie_t cookie;

	engine.hangs = engine.sticks = true;
	submit(test, 8, 0);
	dma_async_issue_pending(client.chan);
	starts = engine.starts;
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(client.chan), -EIO);
	engine.hangs = false;
	cookie = submit(test, 8, 1);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, cookie), DMA_ERROR);
	KUNIT_EXPECT_EQ(test, engine.starts, starts);
	dma_release_channel(client.chan);
	client.chan = request();
	KUNIT_ASSERT_NOT_NULL(test, client.chan);
	KUNIT_EXPECT_PTR_NE(test, client.chan, stuck);
}

/* Before the machine restarts, copies in progress are stopped, and no other copy begins. */
static void dmaengine_test_shutdown(struct kunit *test)
{
	dma_cookie_t first, second;

	engine.hangs = true;
	first = submit(test, SIZE, 1);
	second = submit(test, SIZE, 2);
	dma_async_issue_pending(client.chan);
	KUNIT_EXPECT_EQ(test, engine.starts, 1U);
	engine.stops = 0;
	engine.pdev->dev.driver->bus->shutdown(&engine.pdev->dev);
	KUNIT_EXPECT_EQ(test, engine.stops, 1U);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(client.chan, second, NULL), DMA_ERROR);
	KUNIT_EXPECT_NE(test, dmaengine_tx_status(client.chan, first, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(client.chan, submit(test, 8, 3)), DMA_ERROR);
	KUNIT_EXPECT_EQ(test, engine.starts, 1U);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&client.called, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, client.result.result, DMA_TRANS_ABORTED);
}

/* Callback: submit the next copy when the previous one has ended, up to five times. */
static void submit_again(void *param)
{
	struct dma_async_tx_descriptor *tx = client.calls++ < 5 ? prepare(8) : NULL;

	if (!tx) {
		complete(&client.called);
		return;
	}
	tx->callback = submit_again;
	dmaengine_submit(tx);
	dma_async_issue_pending(client.chan);
}

static void dmaengine_test_submit_in_callback(struct kunit *test)
{
	struct dma_async_tx_descriptor *tx = prepare(8);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, tx);
	tx->callback = submit_again;
	dmaengine_submit(tx);
	dma_async_issue_pending(client.chan);
	for (i = 0; i < 1000 && !try_wait_for_completion(&client.called); i++) {
		dmaengine_tx_status(client.chan, client.chan->cookie, NULL);
		msleep(1);
	}
	KUNIT_EXPECT_LT(test, i, 1000U);
	KUNIT_EXPECT_EQ(test, client.calls, 6U);
	KUNIT_EXPECT_EQ(test, engine.starts, 6U);
}

/* ---- channels -------------------------------------------------------------------------------- */

static bool none(struct dma_chan *chan, void *calls)
{
	++*(unsigned int *)calls;
	return false;
}

/*
 * Each channel has at most one client, and can be requested again after its client releases it.
 * The engine is resumed only at the first request.
 */
static void dmaengine_test_channels(struct kunit *test)
{
	struct dma_chan *chans[NR_CHANS] = { client.chan };
	dma_cap_mask_t mask;
	unsigned int calls = 0;
	char name[24];

	for (unsigned int i = 1; i < NR_CHANS; i++) {
		chans[i] = request();
		KUNIT_ASSERT_NOT_NULL(test, chans[i]);
		for (unsigned int j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, chans[i], chans[j]);
		KUNIT_EXPECT_EQ(test, chans[i]->chan_id, (int)i);
	}
	snprintf(name, sizeof(name), "dma%dchan1", chans[1]->device->dev_id);
	KUNIT_EXPECT_STREQ(test, dma_chan_name(chans[1]), name);
	KUNIT_EXPECT_NULL(test, request());
	dma_release_channel(chans[1]);
	KUNIT_EXPECT_NULL(test, dma_request_channel(client.mask, none, &calls));
	KUNIT_EXPECT_GE(test, calls, 1U);
	KUNIT_EXPECT_PTR_EQ(test, request(), chans[1]);
	KUNIT_EXPECT_EQ(test, engine.wakes, 1U);
	dma_release_channel(chans[1]);
	dma_release_channel(chans[2]);

	dma_cap_zero(mask);
	dma_cap_set(DMA_PRIVATE, mask);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan_by_mask(NULL)), -ENODEV);
}

/*
 * If the engine has fewer channels than the device tree states, only the existing channels can be
 * requested.
 */
static void dmaengine_test_absent(struct kunit *test)
{
	const struct resource res = DEFINE_RES_MEM(FIRST_REG, 0x100);

	dma_release_channel(client.chan);
	platform_device_unregister(engine.pdev);
	engine.absent = true;
	engine.pdev = platform_device_register_simple("dma-model", PLATFORM_DEVID_NONE, &res, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(engine.pdev));
	client.chan = request();
	KUNIT_ASSERT_NOT_NULL(test, client.chan);
	KUNIT_EXPECT_NULL(test, request());
}

static int release_later(void *chan)
{
	msleep(20);
	engine.left = !request();
	engine.released = true;
	dma_release_channel(chan);
	return 0;
}

/*
 * The removal of an engine's driver waits until the clients have released its channels, even if the
 * driver has removed them from the list before.  During the wait, no channel can be requested.
 */
static void dmaengine_test_unregister(struct kunit *test)
{
	struct task_struct *thread;

	list_del_init(&client.chan->device_node);
	thread = kthread_run(release_later, client.chan, "release-later");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	client.chan = NULL;
	platform_device_unregister(engine.pdev);
	KUNIT_EXPECT_TRUE(test, engine.released);
	KUNIT_EXPECT_TRUE(test, engine.left);
	engine.pdev = NULL;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan_by_mask(&client.mask)), -ENODEV);
}

/* A DMA device that lacks a required member is refused. */
static void dmaengine_test_incomplete(struct kunit *test)
{
	struct dma_device device = { .dev = &engine.pdev->dev };
	struct dma_device nothing = {};

	INIT_LIST_HEAD(&device.channels);
	KUNIT_EXPECT_EQ(test, dma_async_device_register(&nothing), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_async_device_register(&device), -EIO);
}

static struct kunit_case dmaengine_cases[] = {
	KUNIT_CASE(dmaengine_test_copy),
	KUNIT_CASE(dmaengine_test_order),
	KUNIT_CASE(dmaengine_test_cookie_wrap),
	KUNIT_CASE(dmaengine_test_refused),
	KUNIT_CASE(dmaengine_test_error),
	KUNIT_CASE(dmaengine_test_refusal_is_told),
	KUNIT_CASE(dmaengine_test_terminate),
	KUNIT_CASE(dmaengine_test_unmap),
	KUNIT_CASE(dmaengine_test_stuck),
	KUNIT_CASE(dmaengine_test_shutdown),
	KUNIT_CASE(dmaengine_test_submit_in_callback),
	KUNIT_CASE(dmaengine_test_channels),
	KUNIT_CASE(dmaengine_test_absent),
	KUNIT_CASE(dmaengine_test_unregister),
	KUNIT_CASE(dmaengine_test_incomplete),
	{}
};

static struct kunit_suite dmaengine_suite = {
	.name = "dmaengine",
	.init = dmaengine_test_init,
	.exit = dmaengine_test_exit,
	.test_cases = dmaengine_cases,
};
kunit_test_suite(dmaengine_suite);
