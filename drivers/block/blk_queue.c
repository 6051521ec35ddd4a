// SPDX-License-Identifier: BSD-2-Clause
/* Queues of disks: users, freeze, quiesce, stop, and limits. */

#define pr_fmt(fmt) "block: " fmt

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/printk.h>

#include "blk.h"

void blk_queue_init(struct request_queue *q, struct gendisk *disk)
{
	q->disk = disk;
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->requeued);
	init_waitqueue_head(&q->wait);
	mutex_init(&q->limits_lock);
}

/* ---- users ----------------------------------------------------------------------------------- */

static int blk_queue_try_enter(struct request_queue *q)
{
	int err = 0;

	spin_lock_irq(&q->lock);
	if (q->dying)
		err = -ENODEV;
	else if (q->freeze_depth)
		err = -EAGAIN;
	else
		q->users++;
	spin_unlock_irq(&q->lock);
	return err;
}

int blk_queue_enter(struct request_queue *q, bool nowait)
{
	int err = blk_queue_try_enter(q);

	if (err == -EAGAIN && !nowait)
		wait_event(q->wait, (err = blk_queue_try_enter(q)) != -EAGAIN);
	return err;
}

/* The lock is held while others are woken, because one of them may free the queue. */
void blk_queue_exit(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (!--q->users)
		wake_up_all(&q->wait);
	spin_unlock_irqrestore(&q->lock, flags);
}

static bool blk_queue_is_unused(struct request_queue *q)
{
	bool unused;

	spin_lock_irq(&q->lock);
	unused = !q->users;
	spin_unlock_irq(&q->lock);
	return unused;
}

void blk_queue_drain(struct request_queue *q)
{
	spin_lock_irq(&q->lock);
	q->dying = true;
	wake_up_all(&q->wait);
	spin_unlock_irq(&q->lock);
	wait_event(q->wait, blk_queue_is_unused(q));
}

void blk_freeze_queue_start(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	q->freeze_depth++;
	spin_unlock_irqrestore(&q->lock, flags);
}

void blk_mq_freeze_queue_wait(struct request_queue *q)
{
	wait_event(q->wait, blk_queue_is_unused(q));
}

void blk_mq_freeze_queue(struct request_queue *q)
{
	blk_freeze_queue_start(q);
	blk_mq_freeze_queue_wait(q);
}

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (!WARN_ON_ONCE(!q->freeze_depth) && !--q->freeze_depth)
		wake_up_all(&q->wait);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* ---- quiesce, and stop ----------------------------------------------------------------------- */

void blk_mq_quiesce_queue_nowait(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	q->quiesce_depth++;
	spin_unlock_irqrestore(&q->lock, flags);
}

static bool blk_queue_is_idle(struct request_queue *q)
{
	bool idle;

	spin_lock_irq(&q->lock);
	idle = !q->running;
	spin_unlock_irq(&q->lock);
	return idle;
}

void blk_mq_quiesce_queue(struct request_queue *q)
{
	blk_mq_quiesce_queue_nowait(q);
	wait_event(q->wait, blk_queue_is_idle(q));
}

void blk_mq_unquiesce_queue(struct request_queue *q)
{
	bool run = false;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (!WARN_ON_ONCE(!q->quiesce_depth))
		run = !--q->quiesce_depth;
	spin_unlock_irqrestore(&q->lock, flags);
	if (run)
		blk_mq_run_hw_queues(q, true);
}

void blk_mq_run_hw_queues(struct request_queue *q, bool async)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_run_hw_queue(&q->hctxs[i], async);
}

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	set_bit(BLK_MQ_S_STOPPED, &hctx->state);
}

void blk_mq_stop_hw_queues(struct request_queue *q)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_stop_hw_queue(&q->hctxs[i]);
}

void blk_mq_start_stopped_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (test_and_clear_bit(BLK_MQ_S_STOPPED, &hctx->state))
		blk_mq_run_hw_queue(hctx, async);
}

void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_start_stopped_hw_queue(&q->hctxs[i], async);
}

void blk_mq_start_hw_queues(struct request_queue *q)
{
	blk_mq_start_stopped_hw_queues(q, false);
}

/* ---- limits ---------------------------------------------------------------------------------- */

#define DEFAULT_MAX_HW_SECTORS	255
#define MAX_SECTORS_CAP		2560	/* 1,280 KiB: a longer request delays others */
#define DEFAULT_MAX_SEGMENTS	128
#define DEFAULT_SEGMENT_SIZE	65536

static void blk_default_limits(struct queue_limits *lim)
{
	if (!lim->logical_block_size)
		lim->logical_block_size = SECTOR_SIZE;
	if (!lim->max_hw_sectors)
		lim->max_hw_sectors = DEFAULT_MAX_HW_SECTORS;
	if (!lim->max_segments)
		lim->max_segments = DEFAULT_MAX_SEGMENTS;
	if (!lim->max_segment_size)
		lim->max_segment_size = DEFAULT_SEGMENT_SIZE;
	if (!lim->seg_boundary_mask)
		lim->seg_boundary_mask = U32_MAX;
	if (!lim->dma_alignment)
		lim->dma_alignment = SECTOR_SIZE - 1;
	if (!lim->max_discard_segments)
		lim->max_discard_segments = 1;
}

static bool blk_limits_are_valid(const struct queue_limits *lim)
{
	return is_power_of_2(lim->logical_block_size) && lim->logical_block_size >= SECTOR_SIZE &&
	       lim->logical_block_size <= PAGE_SIZE && is_power_of_2(lim->dma_alignment + 1UL) &&
	       lim->dma_alignment < PAGE_SIZE && lim->max_segment_size >= PAGE_SIZE &&
	       lim->seg_boundary_mask >= PAGE_SIZE - 1 &&
	       (!lim->chunk_sectors || is_power_of_2(lim->chunk_sectors)) &&
	       lim->max_hw_sectors >= lim->logical_block_size >> SECTOR_SHIFT &&
	       !lim->virt_boundary_mask && !(lim->features & BLK_FEAT_ZONED);
}

int blk_validate_limits(struct queue_limits *lim)
{
	blk_default_limits(lim);
	if (!blk_limits_are_valid(lim)) {
		pr_err("limits are not supported: blocks of %u bytes, segments of up to %u, "
		       "requests of up to %u sectors, features %#x\n", lim->logical_block_size,
		       lim->max_segment_size, lim->max_hw_sectors, lim->features);
		return -EINVAL;
	}
	lim->physical_block_size = max(lim->physical_block_size, lim->logical_block_size);
	lim->max_sectors = round_down(min(lim->max_hw_sectors, MAX_SECTORS_CAP),
				      lim->logical_block_size >> SECTOR_SHIFT);
	lim->max_discard_sectors = lim->max_hw_discard_sectors;
	return 0;
}

struct queue_limits queue_limits_start_update(struct request_queue *q)
{
	mutex_lock(&q->limits_lock);
	return q->limits;
}

int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim)
{
	int err = blk_validate_limits(lim);

	if (!err)
		q->limits = *lim;
	mutex_unlock(&q->limits_lock);
	return err;
}

int queue_limits_commit_update_frozen(struct request_queue *q, struct queue_limits *lim)
{
	int err;

	blk_mq_freeze_queue(q);
	err = queue_limits_commit_update(q, lim);
	blk_mq_unfreeze_queue(q);
	return err;
}
