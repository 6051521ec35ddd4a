// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of disks with queues of requests, with a driver whose device is memory.  The device answers
 * in a timer's interrupt, in the driver's queue_rq(), or when the test says so.
 */

#include <internal/block.h>
#include <kunit/test.h>
#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "../said.h"

#define NR_SECTORS	64
#define DEPTH		4
#define MAX_HELD	16

struct fake_pdu {
	unsigned int inits;
	bool started;
};

enum fake_mode {
	AT_ONCE,
	BY_TIMER,
	HOLDS,				/* until fake_answer() */
};

static struct {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
	u8 *memory;
	enum fake_mode mode;
	spinlock_t lock;
	struct request *held[MAX_HELD];
	unsigned int nr_held, most_held;
	struct timer_list timer;
	unsigned int refusals, calls, lists, commits, flushes, discards, largest, segments;
	unsigned int last_calls;	/* calls of queue_rq() with bd->last */
	unsigned int refused_call;	/* number of a call that is refused */
	unsigned int frees, timeouts, inits, exits;
	blk_status_t refusal, result;
	enum blk_eh_timer_return timeout_result;
	bool bad_order;
} fake;

/* ---- the driver ------------------------------------------------------------------------------ */

static blk_status_t fake_transfer(struct request *rq)
{
	u8 *at = fake.memory + (blk_rq_pos(rq) << SECTOR_SHIFT);
	struct scatterlist sg[8], *s;
	int n, i;

	if (fake.result)
		return fake.result;
	if (blk_rq_nr_phys_segments(rq) > ARRAY_SIZE(sg))
		return BLK_STS_IOERR;
	fake.segments = max_t(unsigned int, fake.segments, blk_rq_nr_phys_segments(rq));
	sg_init_table(sg, ARRAY_SIZE(sg));
	n = blk_rq_map_sg(rq->q, rq, sg);
	if (n != blk_rq_nr_phys_segments(rq) || (n && !sg_is_last(&sg[n - 1])))
		return BLK_STS_IOERR;
	for_each_sg(sg, s, n, i) {
		if (req_op(rq) == REQ_OP_DRV_IN)
			memset(sg_virt(s), 0x77, s->length);
		else if (op_is_write(req_op(rq)))
			memcpy(at, sg_virt(s), s->length);
		else
			memcpy(sg_virt(s), at, s->length);
		at += s->length;
	}
	return BLK_STS_OK;
}

static void fake_complete(struct request *rq)
{
	blk_status_t status = BLK_STS_OK;

	if (req_op(rq) == REQ_OP_FLUSH)
		fake.flushes++;
	else if (req_op(rq) == REQ_OP_DISCARD)
		memset(fake.memory + (blk_rq_pos(rq) << SECTOR_SHIFT), 0, blk_rq_bytes(rq));
	else
		status = fake_transfer(rq);
	fake.discards += req_op(rq) == REQ_OP_DISCARD;
	blk_mq_end_request(rq, status);
}

/* Answer the request that is held last.  Returns false if all were answered. */
static bool fake_answer(void)
{
	struct request *rq = NULL;
	unsigned long flags;

	spin_lock_irqsave(&fake.lock, flags);
	if (fake.nr_held)
		rq = fake.held[--fake.nr_held];
	spin_unlock_irqrestore(&fake.lock, flags);
	if (rq)
		blk_mq_complete_request(rq);
	return rq;
}

static void fake_timer(struct timer_list *timer)
{
	while (fake_answer())
		;
	blk_mq_start_stopped_hw_queues(fake.disk->queue, true);
}

static void fake_take(struct request *rq)
{
	struct fake_pdu *pdu = blk_mq_rq_to_pdu(rq);
	unsigned long flags;

	fake.bad_order |= !pdu->inits || blk_mq_rq_from_pdu(pdu) != rq ||
			  !IS_ALIGNED((unsigned long)pdu, L1_CACHE_BYTES) ||
			  blk_mq_tag_to_rq(rq->mq_hctx->tags, (unsigned int)rq->tag) != rq;
	fake.largest = max(fake.largest, blk_rq_sectors(rq));
	blk_mq_start_request(rq);
	if (fake.mode == AT_ONCE) {
		blk_mq_complete_request(rq);
		return;
	}
	spin_lock_irqsave(&fake.lock, flags);
	fake.held[fake.nr_held++] = rq;
	fake.most_held = max(fake.most_held, fake.nr_held);
	spin_unlock_irqrestore(&fake.lock, flags);
	if (fake.mode == BY_TIMER)
		mod_timer(&fake.timer, jiffies + 1);
}

static blk_status_t fake_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	fake.calls++;
	fake.last_calls += bd->last;
	if (fake.calls == fake.refused_call)
		return fake.refusal;
	if (fake.refusals) {
		fake.refusals--;
		if (fake.refusal == BLK_STS_DEV_RESOURCE)
			blk_mq_stop_hw_queue(hctx);
		return fake.refusal;
	}
	fake_take(bd->rq);
	return BLK_STS_OK;
}

static void fake_queue_rqs(struct rq_list *list)
{
	struct request *rq;

	fake.lists++;
	/* Leave the last one. */
	while (list->head != list->tail && (rq = rq_list_pop(list)))
		fake_take(rq);
}

static void fake_commit(struct blk_mq_hw_ctx *hctx)
{
	fake.commits++;
}

static enum blk_eh_timer_return fake_timeout(struct request *rq)
{
	if (++fake.timeouts < 3)
		return BLK_EH_RESET_TIMER;
	if (fake.timeout_result == BLK_EH_DONE) {
		fake.nr_held = 0;
		blk_mq_end_request(rq, BLK_STS_TIMEOUT);
	}
	return fake.timeout_result;
}

static int fake_init_request(struct blk_mq_tag_set *set, struct request *rq, unsigned int index,
			     unsigned int node)
{
	struct fake_pdu *pdu = blk_mq_rq_to_pdu(rq);

	pdu->inits++;
	fake.inits++;
	return 0;
}

static void fake_exit_request(struct blk_mq_tag_set *set, struct request *rq, unsigned int index)
{
	fake.exits++;
}

static void fake_free_disk(struct gendisk *disk)
{
	fake.frees++;
}

static const struct blk_mq_ops fake_ops = {
	.queue_rq = fake_queue_rq,
	.complete = fake_complete,
	.commit_rqs = fake_commit,
	.init_request = fake_init_request,
	.exit_request = fake_exit_request,
};

static const struct blk_mq_ops fake_list_ops = {
	.queue_rq = fake_queue_rq,
	.queue_rqs = fake_queue_rqs,
	.complete = fake_complete,
	.timeout = fake_timeout,
	.init_request = fake_init_request,
};

static const struct block_device_operations fake_fops = { .free_disk = fake_free_disk };

static int blk_mq_test_init(struct kunit *test)
{
	memset(&fake, 0, sizeof(fake));
	spin_lock_init(&fake.lock);
	timer_setup(&fake.timer, fake_timer, 0);
	fake.set = (struct blk_mq_tag_set){ .ops = &fake_ops, .nr_hw_queues = 1,
					    .queue_depth = DEPTH,
					    .cmd_size = sizeof(struct fake_pdu) };
	fake.memory = kunit_kzalloc(test, NR_SECTORS << SECTOR_SHIFT, GFP_KERNEL);
	if (!fake.memory)
		return -ENOMEM;
	for (unsigned int i = 0; i < NR_SECTORS << SECTOR_SHIFT; i++)
		fake.memory[i] = (u8)(i / 3);
	return 0;
}

/* Add the disk.  Returns false if there is no memory. */
static bool fake_add(struct kunit *test, struct queue_limits *lim)
{
	if (blk_mq_alloc_tag_set(&fake.set))
		return false;
	/* With little memory, there are fewer requests than the tests need. */
	if (fake.set.queue_depth < DEPTH) {
		blk_mq_free_tag_set(&fake.set);
		return false;
	}
	fake.disk = blk_mq_alloc_disk(&fake.set, lim, &fake);
	if (IS_ERR(fake.disk)) {
		KUNIT_EXPECT_EQ(test, PTR_ERR(fake.disk), -ENOMEM);
		blk_mq_free_tag_set(&fake.set);
		return false;
	}
	KUNIT_EXPECT_PTR_EQ(test, fake.disk->queue->queuedata, (void *)&fake);
	strscpy(fake.disk->disk_name, "fakea", DISK_NAME_LEN);
	fake.disk->fops = &fake_fops;
	set_capacity(fake.disk, NR_SECTORS);
	if (!device_add_disk(NULL, fake.disk, NULL))
		return true;
	put_disk(fake.disk);
	KUNIT_EXPECT_EQ(test, fake.frees, 0U);
	blk_mq_free_tag_set(&fake.set);
	return false;
}

static void fake_remove(struct kunit *test)
{
	del_gendisk(fake.disk);
	blk_mq_free_tag_set(&fake.set);
	KUNIT_EXPECT_EQ(test, fake.frees, 0U);
	timer_delete_sync(&fake.timer);
	put_disk(fake.disk);
	KUNIT_EXPECT_EQ(test, fake.frees, 1U);
	KUNIT_EXPECT_FALSE(test, fake.bad_order);
	if (fake.set.ops->exit_request)
		KUNIT_EXPECT_EQ(test, fake.inits, fake.exits);
}

/* ---- users ----------------------------------------------------------------------------------- */

struct fake_bio {
	struct bio bio;
	struct bio_vec vecs[4];
	struct completion done;
};

static void fake_bio_done(struct bio *bio)
{
	complete(&container_of(bio, struct fake_bio, bio)->done);
}

static void fake_bio_init(struct fake_bio *b, blk_opf_t op, sector_t sector)
{
	bio_init(&b->bio, fake.disk->part0, b->vecs, ARRAY_SIZE(b->vecs), op);
	b->bio.bi_iter.bi_sector = sector;
	b->bio.bi_end_io = fake_bio_done;
	init_completion(&b->done);
}

static void fake_bio_add(struct fake_bio *b, void *buf, unsigned int sectors)
{
	bio_add_page(&b->bio, virt_to_page(buf), sectors << SECTOR_SHIFT,
		     (unsigned int)offset_in_page(buf));
}

/* Submit a transfer of one piece of memory, and do not wait. */
static void fake_submit(struct fake_bio *b, blk_opf_t op, sector_t sector, void *buf,
			unsigned int sectors)
{
	fake_bio_init(b, op, sector);
	fake_bio_add(b, buf, sectors);
	submit_bio(&b->bio);
}

static int fake_wait(struct fake_bio *b)
{
	if (!wait_for_completion_timeout(&b->done, 10 * HZ))
		return -ETIME;
	return blk_status_to_errno(b->bio.bi_status);
}

static int fake_rw(blk_opf_t op, sector_t sector, void *buf, unsigned int sectors)
{
	struct fake_bio b;

	fake_submit(&b, op, sector, buf, sectors);
	return fake_wait(&b);
}

/* Read any bytes by the block layer; the device answers in interrupts. */
static void blk_mq_test_read(struct kunit *test)
{
	u8 buf[700];

	fake.mode = BY_TIMER;
	if (!fake_add(test, NULL))
		return;
	for (unsigned int at = 0; at < 1600; at += 333) {
		int err = block_read(fake.disk->reads, at, buf, sizeof(buf));

		if (err == -ENOMEM)
			break;
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_MEMEQ(test, buf, fake.memory + at, sizeof(buf));
	}
	set_capacity(fake.disk, 2);
	KUNIT_EXPECT_EQ(test, block_read(fake.disk->reads, 1000, buf, 100), -EINVAL);
	KUNIT_EXPECT_TRUE(test, set_capacity_and_notify(fake.disk, 3));
	KUNIT_EXPECT_FALSE(test, set_capacity_and_notify(fake.disk, 3));
	fake_remove(test);
}

/* As many requests as tags are in flight, and the device may answer in any order. */
static void blk_mq_test_flight(struct kunit *test)
{
	struct fake_bio *bios = kunit_kcalloc(test, DEPTH, sizeof(*bios), GFP_KERNEL);
	u8 *buf = kunit_kzalloc(test, DEPTH << SECTOR_SHIFT, GFP_KERNEL);
	struct fake_bio nowait;

	fake.mode = HOLDS;
	if (!bios || !buf || !fake_add(test, NULL))
		return;
	for (unsigned int i = 0; i < DEPTH; i++)
		fake_submit(&bios[i], REQ_OP_READ, i, buf + (i << SECTOR_SHIFT), 1);
	KUNIT_EXPECT_EQ(test, fake.nr_held, (unsigned int)DEPTH);
	fake_submit(&nowait, REQ_OP_READ | REQ_NOWAIT, 0, buf, 1);
	KUNIT_EXPECT_EQ(test, fake_wait(&nowait), -EAGAIN);
	KUNIT_EXPECT_PTR_EQ(test, blk_mq_alloc_request(fake.disk->queue, REQ_OP_DRV_IN,
						       BLK_MQ_REQ_NOWAIT), ERR_PTR(-EAGAIN));
	for (int i = DEPTH - 1; i >= 0; i--) {
		KUNIT_EXPECT_FALSE(test, completion_done(&bios[i].done));
		fake_answer();
		KUNIT_EXPECT_TRUE(test, completion_done(&bios[i].done));
		KUNIT_EXPECT_EQ(test, fake_wait(&bios[i]), 0);
	}
	KUNIT_EXPECT_MEMEQ(test, buf, fake.memory, DEPTH << SECTOR_SHIFT);
	fake_remove(test);
}

/* A large bio becomes requests that respect the limits, more of them than there are tags. */
static void blk_mq_test_split(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_sectors = 5, .max_segments = 2 };
	u8 *buf = kunit_kzalloc(test, 40 << SECTOR_SHIFT, GFP_KERNEL);
	struct fake_bio b;

	fake.mode = BY_TIMER;
	fake.set.ops = &fake_list_ops;
	if (!buf || !fake_add(test, &lim))
		return;
	for (unsigned int i = 0; i < 40 << SECTOR_SHIFT; i++)
		buf[i] = (u8)(i / 5);
	fake_bio_init(&b, REQ_OP_WRITE, 3);
	fake_bio_add(&b, buf, 1);
	fake_bio_add(&b, buf + (1 << SECTOR_SHIFT), 1);
	fake_bio_add(&b, buf + (2 << SECTOR_SHIFT), 1);
	fake_bio_add(&b, buf + (3 << SECTOR_SHIFT), 37);
	KUNIT_EXPECT_EQ(test, bio_add_page(&b.bio, virt_to_page(buf), 512, 0), 0);
	submit_bio(&b.bio);
	KUNIT_EXPECT_EQ(test, fake_wait(&b), 0);
	KUNIT_EXPECT_MEMEQ(test, fake.memory + (3 << SECTOR_SHIFT), buf, 40 << SECTOR_SHIFT);
	KUNIT_EXPECT_EQ(test, fake.largest, 5U);
	KUNIT_EXPECT_EQ(test, fake.segments, 2U);
	KUNIT_EXPECT_GE(test, fake.most_held, 2U);
	KUNIT_EXPECT_GE(test, fake.lists, 1U);
	KUNIT_EXPECT_GE(test, fake.calls, 1U);
	memset(buf, 0, 40 << SECTOR_SHIFT);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 3, buf, 40), 0);
	KUNIT_EXPECT_MEMEQ(test, fake.memory + (3 << SECTOR_SHIFT), buf, 40 << SECTOR_SHIFT);
	fake_remove(test);
}

static unsigned int nr_pages_of(const void *buf, size_t size)
{
	return DIV_ROUND_UP(offset_in_page(buf) + size, PAGE_SIZE);
}

/* A segment does not cross a boundary, and a request does not cross a chunk. */
static void blk_mq_test_boundary(struct kunit *test)
{
	struct queue_limits lim = { .seg_boundary_mask = PAGE_SIZE - 1, .chunk_sectors = 16 };
	u8 *buf = kunit_kzalloc(test, 4 * PAGE_SIZE, GFP_KERNEL);

	if (!buf || !fake_add(test, &lim))
		return;
	/* The boundary is in the second request, and with pages of 4 KiB also in the first one. */
	buf += 2 * PAGE_SIZE - 14 * SECTOR_SIZE;
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 4, buf, 24), 0);
	KUNIT_EXPECT_MEMEQ(test, fake.memory + (4 << SECTOR_SHIFT), buf, 24 << SECTOR_SHIFT);
	KUNIT_EXPECT_EQ(test, fake.largest, 12U);
	KUNIT_EXPECT_EQ(test, fake.calls, 2U);
	KUNIT_EXPECT_EQ(test, fake.segments, nr_pages_of(buf + 12 * SECTOR_SIZE, 12 * SECTOR_SIZE));
	fake_remove(test);
}

/* Requests that the driver refuses are queued again. */
static void blk_mq_test_refused(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	struct fake_bio a, b;

	if (!buf || !fake_add(test, NULL))
		return;
	fake.refusal = BLK_STS_RESOURCE;
	fake.refusals = 3;
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 1, buf, 1), 0);
	KUNIT_EXPECT_EQ(test, fake.calls, 4U);
	KUNIT_EXPECT_MEMEQ(test, buf, fake.memory + SECTOR_SIZE, SECTOR_SIZE);
	fake.refusal = BLK_STS_DEV_RESOURCE;
	fake.mode = HOLDS;
	fake_submit(&a, REQ_OP_READ, 1, buf, 1);
	fake.refusals = 1;
	fake_submit(&b, REQ_OP_READ, 2, buf, 1);
	msleep(20);
	KUNIT_EXPECT_EQ(test, fake.calls, 6U);
	KUNIT_EXPECT_EQ(test, fake.nr_held, 1U);
	fake.mode = AT_ONCE;
	fake_timer(&fake.timer);
	KUNIT_EXPECT_EQ(test, fake_wait(&a), 0);
	KUNIT_EXPECT_EQ(test, fake_wait(&b), 0);
	fake.refusals = 1;
	fake.refusal = BLK_STS_MEDIUM;
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 1, buf, 1), -ENODATA);
	fake_remove(test);
}

/* The driver knows whether another request follows, and is told if it does not. */
static void blk_mq_test_last(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	struct fake_bio bios[3];

	fake.mode = HOLDS;
	if (!buf || !fake_add(test, NULL))
		return;
	for (int round = 0; round < 2; round++) {
		blk_mq_quiesce_queue(fake.disk->queue);
		for (int i = 0; i < 3; i++)
			fake_submit(&bios[i], REQ_OP_READ, 1, buf, 1);
		msleep(20);
		KUNIT_EXPECT_EQ(test, fake.nr_held, 0U);
		blk_mq_unquiesce_queue(fake.disk->queue);
		for (int i = 0; i < 200 && READ_ONCE(fake.nr_held) < 3; i++)
			msleep(5);
		KUNIT_EXPECT_EQ(test, fake.nr_held, 3U);
		while (fake_answer())
			;
		for (int i = 0; i < 3; i++)
			KUNIT_EXPECT_EQ(test, fake_wait(&bios[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, fake.calls, 6U);
	KUNIT_EXPECT_EQ(test, fake.last_calls, 2U);
	KUNIT_EXPECT_EQ(test, fake.commits, 0U);
	/* The second of two is refused: the first one is committed. */
	blk_mq_stop_hw_queues(fake.disk->queue);
	fake_submit(&bios[0], REQ_OP_READ, 1, buf, 1);
	fake_submit(&bios[1], REQ_OP_READ, 1, buf, 1);
	fake.refused_call = fake.calls + 2;
	fake.refusal = BLK_STS_IOERR;
	blk_mq_start_stopped_hw_queues(fake.disk->queue, false);
	KUNIT_EXPECT_EQ(test, fake.nr_held, 1U);
	KUNIT_EXPECT_EQ(test, fake.commits, 1U);
	KUNIT_EXPECT_EQ(test, fake_wait(&bios[1]), -EIO);
	blk_mq_stop_hw_queues(fake.disk->queue);
	fake_submit(&bios[2], REQ_OP_READ, 1, buf, 1);
	while (fake_answer())
		;
	KUNIT_EXPECT_EQ(test, fake_wait(&bios[0]), 0);
	msleep(20);
	KUNIT_EXPECT_EQ(test, fake.nr_held, 0U);
	blk_mq_start_hw_queues(fake.disk->queue);
	KUNIT_EXPECT_TRUE(test, fake_answer());
	KUNIT_EXPECT_EQ(test, fake_wait(&bios[2]), 0);
	fake_remove(test);
}

static void blk_mq_test_errors(struct kunit *test)
{
	struct queue_limits lim = { .features = BLK_FEAT_WRITE_CACHE, .logical_block_size = 1024 };
	u8 *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	if (!buf || !fake_add(test, &lim))
		return;
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, NR_SECTORS, buf, 2), -EIO);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, NR_SECTORS - 2, buf, 4), -EIO);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 1, buf, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 2, buf, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 2, buf + 8, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 2, buf, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_WRITE | REQ_FUA, 2, buf, 2), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_ZONE_APPEND, 2, buf, 2), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(fake.disk->part0, 0, 2, GFP_KERNEL),
			-EOPNOTSUPP);
	set_disk_ro(fake.disk, true);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_WRITE, 2, buf, 2), -EIO);
	set_disk_ro(fake.disk, false);
	KUNIT_EXPECT_EQ(test, fake.calls, 0U);
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_WRITE, 2, buf, 2), 0);
	fake.result = BLK_STS_TARGET;
	mark();
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 2, buf, 2), -EREMOTEIO);
	EXPECT_SAID(test, "fakea: error -121 of operation 0, sector 2, 1024 bytes");
	fake_remove(test);
}

/* Flush and discard become requests if the disk supports them. */
static void blk_mq_test_no_data(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_discard_sectors = 4 }, changed;

	fake.mode = BY_TIMER;
	if (!fake_add(test, &lim))
		return;
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(fake.disk->part0), 0);
	KUNIT_EXPECT_EQ(test, fake.flushes, 0U);
	changed = queue_limits_start_update(fake.disk->queue);
	changed.features |= BLK_FEAT_WRITE_CACHE;
	KUNIT_EXPECT_EQ(test, queue_limits_commit_update_frozen(fake.disk->queue, &changed), 0);
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(fake.disk->part0), 0);
	KUNIT_EXPECT_EQ(test, fake.flushes, 1U);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(fake.disk->part0, 3, 10, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, fake.discards, 3U);
	KUNIT_EXPECT_NE(test, fake.memory[3 * SECTOR_SIZE - 1], 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(fake.memory + 3 * SECTOR_SIZE, 0, 10 * SECTOR_SIZE));
	KUNIT_EXPECT_NE(test, fake.memory[13 * SECTOR_SIZE], 0);
	fake_remove(test);
}

/* Requests of a driver's own kind, with memory that the device cannot access. */
static void blk_mq_test_passthrough(struct kunit *test)
{
	struct request *rq;
	u8 small[24] = { 0 };
	int err;

	fake.mode = BY_TIMER;
	if (!fake_add(test, NULL))
		return;
	rq = blk_mq_alloc_request(fake.disk->queue, REQ_OP_DRV_IN, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(rq));
	KUNIT_EXPECT_EQ(test, blk_rq_map_kern(fake.disk->queue, rq, small, 0, GFP_KERNEL), -EINVAL);
	err = blk_rq_map_kern(fake.disk->queue, rq, small, 20, GFP_KERNEL);
	if (!err) {
		KUNIT_EXPECT_EQ(test, blk_execute_rq(rq, false), BLK_STS_OK);
		KUNIT_EXPECT_EQ(test, small[19], 0x77);
		KUNIT_EXPECT_EQ(test, small[20], 0);
	}
	blk_mq_free_request(rq);
	fake_remove(test);
}

static int freeze_main(void *done)
{
	blk_mq_freeze_queue(fake.disk->queue);
	complete(done);
	return 0;
}

/* A freeze waits for requests, and requests wait for its end. */
static void blk_mq_test_freeze(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	DECLARE_COMPLETION_ONSTACK(frozen);
	struct task_struct *task;
	struct fake_bio b, nowait;

	fake.mode = HOLDS;
	if (!buf || !fake_add(test, NULL))
		return;
	fake_submit(&b, REQ_OP_READ, 1, buf, 1);
	task = kthread_run(freeze_main, &frozen, "freeze");
	if (!IS_ERR(task)) {
		msleep(20);
		KUNIT_EXPECT_FALSE(test, completion_done(&frozen));
		fake_submit(&nowait, REQ_OP_READ | REQ_NOWAIT, 1, buf, 1);
		KUNIT_EXPECT_EQ(test, fake_wait(&nowait), -EAGAIN);
	}
	KUNIT_EXPECT_TRUE(test, fake_answer());
	KUNIT_EXPECT_EQ(test, fake_wait(&b), 0);
	if (!IS_ERR(task)) {
		KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&frozen, 10 * HZ), 0UL);
		blk_mq_unfreeze_queue(fake.disk->queue);
	}
	fake.mode = AT_ONCE;
	KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 1, buf, 1), 0);
	fake_remove(test);
}

static void fake_late(struct timer_list *timer)
{
	while (fake_answer())
		;
}

/* del_gendisk() waits for requests in flight; later ones are refused. */
static void blk_mq_test_delete(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 2 * SECTOR_SIZE, GFP_KERNEL);
	struct fake_bio a, b, late;

	fake.mode = HOLDS;
	if (!buf || !fake_add(test, NULL))
		return;
	get_device(disk_to_dev(fake.disk));
	fake_submit(&a, REQ_OP_READ, 1, buf, 1);
	fake_submit(&b, REQ_OP_READ, 2, buf + SECTOR_SIZE, 1);
	KUNIT_EXPECT_EQ(test, fake.nr_held, 2U);
	timer_setup(&fake.timer, fake_late, 0);
	mod_timer(&fake.timer, jiffies + HZ / 20);
	del_gendisk(fake.disk);
	KUNIT_EXPECT_TRUE(test, completion_done(&a.done));
	KUNIT_EXPECT_TRUE(test, completion_done(&b.done));
	KUNIT_EXPECT_EQ(test, fake_wait(&a), 0);
	KUNIT_EXPECT_MEMEQ(test, buf, fake.memory + SECTOR_SIZE, 2 * SECTOR_SIZE);
	blk_mq_free_tag_set(&fake.set);
	put_disk(fake.disk);
	fake_submit(&late, REQ_OP_READ, 1, buf, 1);
	KUNIT_EXPECT_EQ(test, fake_wait(&late), -ENODEV);
	KUNIT_EXPECT_PTR_EQ(test, blk_mq_alloc_request(fake.disk->queue, REQ_OP_DRV_IN, 0),
			    ERR_PTR(-ENODEV));
	KUNIT_EXPECT_EQ(test, fake.frees, 0U);
	put_disk(fake.disk);
	KUNIT_EXPECT_EQ(test, fake.frees, 1U);
	timer_delete_sync(&fake.timer);
}

/* A driver's timeout() may wait longer or end the request; without it, a message is printed. */
static void blk_mq_test_timeout(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	struct fake_bio b;

	fake.mode = HOLDS;
	fake.set.timeout = 2;
	fake.set.ops = &fake_list_ops;
	fake.timeout_result = BLK_EH_DONE;
	if (!buf || !fake_add(test, NULL))
		return;
	fake_submit(&b, REQ_OP_READ, 1, buf, 1);
	KUNIT_EXPECT_EQ(test, fake_wait(&b), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fake.timeouts, 3U);
	fake_remove(test);

	fake.set.ops = &fake_ops;
	fake.frees = fake.inits = fake.exits = 0;
	if (!fake_add(test, NULL))
		return;
	mark();
	fake_submit(&b, REQ_OP_READ, 5, buf, 1);
	msleep(100);
	EXPECT_SAID(test, "fakea: no answer for 0 seconds: operation 0, sector 5");
	KUNIT_EXPECT_FALSE(test, completion_done(&b.done));
	KUNIT_EXPECT_TRUE(test, fake_answer());
	KUNIT_EXPECT_EQ(test, fake_wait(&b), 0);
	fake_remove(test);
}

static bool count_busy(struct request *rq, void *n)
{
	++*(unsigned int *)n;
	return true;
}

/* A request completes once, and a driver may requeue a request. */
static void blk_mq_test_twice(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	unsigned int busy = 0;
	struct request *rq;
	struct fake_bio b;

	fake.mode = HOLDS;
	if (!buf || !fake_add(test, NULL))
		return;
	fake_submit(&b, REQ_OP_READ, 1, buf, 1);
	blk_mq_tagset_busy_iter(&fake.set, count_busy, &busy);
	KUNIT_EXPECT_EQ(test, busy, 1U);
	rq = fake.held[--fake.nr_held];
	blk_mq_requeue_request(rq, false);
	msleep(20);
	KUNIT_EXPECT_EQ(test, fake.nr_held, 0U);
	blk_mq_tagset_busy_iter(&fake.set, count_busy, &busy);
	KUNIT_EXPECT_EQ(test, busy, 1U);
	blk_mq_kick_requeue_list(fake.disk->queue);
	for (int i = 0; i < 200 && !READ_ONCE(fake.nr_held); i++)
		msleep(5);
	KUNIT_EXPECT_TRUE(test, fake_answer());
	KUNIT_EXPECT_EQ(test, fake_wait(&b), 0);
	EXPECT_WARNS(test, blk_mq_complete_request(rq));
	EXPECT_SAID(test, "a request that is not in flight is completed");
	KUNIT_EXPECT_FALSE(test, completion_done(&b.done));
	fake_remove(test);
}

/* ---- disks without requests, and refusals ---------------------------------------------------- */

static void fake_submit_bio(struct bio *bio)
{
	sector_t sector = bio->bi_iter.bi_sector;
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		memcpy(bvec_virt(&bv), fake.memory + (sector << SECTOR_SHIFT), bv.bv_len);
		sector += bv.bv_len >> SECTOR_SHIFT;
		fake.calls++;
	}
	bio_endio(bio);
}

static const struct block_device_operations fake_bio_fops = {
	.submit_bio = fake_submit_bio,
	.free_disk = fake_free_disk,
};

static void blk_mq_test_bios(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 4 * PAGE_SIZE, GFP_KERNEL);

	if (!buf)
		return;
	fake.disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	if (IS_ERR(fake.disk))
		return;
	strscpy(fake.disk->disk_name, "fakeb", DISK_NAME_LEN);
	set_capacity(fake.disk, NR_SECTORS);
	KUNIT_EXPECT_EQ(test, device_add_disk(NULL, fake.disk, NULL), -EINVAL);
	fake.disk->fops = &fake_bio_fops;
	if (!add_disk(fake.disk)) {
		buf += PAGE_SIZE - SECTOR_SIZE;
		KUNIT_EXPECT_EQ(test, fake_rw(REQ_OP_READ, 1, buf, 16), 0);
		KUNIT_EXPECT_MEMEQ(test, buf, fake.memory + SECTOR_SIZE, 16 * SECTOR_SIZE);
		KUNIT_EXPECT_EQ(test, fake.calls, nr_pages_of(buf, 16 * SECTOR_SIZE));
		del_gendisk(fake.disk);
	}
	put_disk(fake.disk);
}

static void blk_mq_test_refusals(struct kunit *test)
{
	static const struct queue_limits bad[] = {
		{ .logical_block_size = 513 },	     { .logical_block_size = 2 * PAGE_SIZE },
		{ .max_segment_size = 512 },	     { .virt_boundary_mask = 4095 },
		{ .features = BLK_FEAT_ZONED },	     { .chunk_sectors = 3 },
		{ .dma_alignment = PAGE_SIZE },
	};
	struct blk_mq_tag_set set = fake.set;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct queue_limits lim = bad[i];
		long err = PTR_ERR(blk_alloc_disk(&lim, NUMA_NO_NODE));

		KUNIT_EXPECT_TRUE_MSG(test, err == -EINVAL || err == -ENOMEM, "%u: %ld", i, err);
	}
	set.flags = 1U << 30;
	KUNIT_EXPECT_EQ(test, blk_mq_alloc_tag_set(&set), -EINVAL);
	set.flags = 0;
	set.queue_depth = BLK_MQ_MAX_DEPTH + 1;
	KUNIT_EXPECT_EQ(test, blk_mq_alloc_tag_set(&set), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_blkdev(7, "x"), 0);
	KUNIT_EXPECT_EQ(test, register_blkdev(7, "y"), -EBUSY);
	KUNIT_EXPECT_EQ(test, register_blkdev(512, "y"), -EINVAL);
	unregister_blkdev(7, "x");
	KUNIT_EXPECT_EQ(test, register_blkdev(0, "x"), 254);
	unregister_blkdev(254, "x");
	EXPECT_WARNS(test, unregister_blkdev(254, "x"));
}

static struct kunit_case blk_mq_cases[] = {
	KUNIT_CASE(blk_mq_test_read),
	KUNIT_CASE(blk_mq_test_flight),
	KUNIT_CASE(blk_mq_test_split),
	KUNIT_CASE(blk_mq_test_boundary),
	KUNIT_CASE(blk_mq_test_refused),
	KUNIT_CASE(blk_mq_test_last),
	KUNIT_CASE(blk_mq_test_errors),
	KUNIT_CASE(blk_mq_test_no_data),
	KUNIT_CASE(blk_mq_test_passthrough),
	KUNIT_CASE(blk_mq_test_freeze),
	KUNIT_CASE(blk_mq_test_delete),
	KUNIT_CASE(blk_mq_test_timeout),
	KUNIT_CASE(blk_mq_test_twice),
	KUNIT_CASE(blk_mq_test_bios),
	KUNIT_CASE(blk_mq_test_refusals),
	{}
};

static struct kunit_suite blk_mq_suite = {
	.name = "blk_mq",
	.init = blk_mq_test_init,
	.test_cases = blk_mq_cases,
};
kunit_test_suite(blk_mq_suite);
