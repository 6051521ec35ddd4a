// SPDX-License-Identifier: BSD-2-Clause
/*
 * The life of a request.
 *
 *	idle		in hctx->dispatch, or q->requeued
 *	in flight	since blk_mq_start_request() in the driver's queue_rq()
 *	complete	since blk_mq_complete_request()
 *
 * Any thread may run a hardware queue: it takes requests out of hctx->dispatch, and calls
 * queue_rq() for them.  Several threads may do so at the same time.  q->running counts them, so
 * that blk_mq_quiesce_queue() can wait for them.  A request that the driver refuses is put back,
 * and the queue is run again after RETRY_MS, or when another of its requests ends.
 *
 * The timeout work runs while there are requests in flight, at the end of the shortest timeout.
 */

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "blk.h"

#define RETRY_MS	3

/* ---- dispatch -------------------------------------------------------------------------------- */

void blk_mq_insert_request(struct request *rq, bool at_head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	unsigned long flags;

	spin_lock_irqsave(&rq->q->lock, flags);
	if (at_head)
		list_add(&rq->queuelist, &hctx->dispatch);
	else
		list_add_tail(&rq->queuelist, &hctx->dispatch);
	spin_unlock_irqrestore(&rq->q->lock, flags);
}

static bool __hctx_may_run(struct blk_mq_hw_ctx *hctx) __must_hold(&hctx->queue->lock)
{
	return !hctx->queue->quiesce_depth && !test_bit(BLK_MQ_S_STOPPED, &hctx->state) &&
	       !list_empty(&hctx->dispatch);
}

/* Become one of the threads that run queues.  Returns false if there is nothing to do. */
static bool hctx_run_start(struct blk_mq_hw_ctx *hctx)
{
	bool may;

	spin_lock_irq(&hctx->queue->lock);
	may = __hctx_may_run(hctx);
	hctx->queue->running += may;
	spin_unlock_irq(&hctx->queue->lock);
	return may;
}

static void hctx_run_end(struct request_queue *q)
{
	spin_lock_irq(&q->lock);
	if (!--q->running)
		wake_up_all(&q->wait);
	spin_unlock_irq(&q->lock);
}

/* Remove and return the next request, or NULL; *@last becomes true if no other follows. */
static struct request *hctx_pop(struct blk_mq_hw_ctx *hctx, bool *last)
{
	struct request *rq = NULL;

	spin_lock_irq(&hctx->queue->lock);
	if (__hctx_may_run(hctx)) {
		rq = list_first_entry(&hctx->dispatch, struct request, queuelist);
		list_del_init(&rq->queuelist);
		*last = list_empty(&hctx->dispatch);
	}
	spin_unlock_irq(&hctx->queue->lock);
	return rq;
}

/* Call the driver as its flags say: under RCU, so that a function that sleeps is reported. */
static blk_status_t hctx_queue_rq(struct blk_mq_hw_ctx *hctx, struct request *rq, bool last)
{
	struct blk_mq_queue_data bd = { .rq = rq, .last = last };
	blk_status_t status;

	if (hctx->flags & BLK_MQ_F_BLOCKING)
		return hctx->queue->mq_ops->queue_rq(hctx, &bd);
	rcu_read_lock();
	status = hctx->queue->mq_ops->queue_rq(hctx, &bd);
	rcu_read_unlock();
	return status;
}

/* Give the driver requests one by one. */
static void hctx_dispatch(struct blk_mq_hw_ctx *hctx)
{
	bool last = true, uncommitted = false;
	struct request *rq;

	while ((rq = hctx_pop(hctx, &last))) {
		blk_status_t status = hctx_queue_rq(hctx, rq, last);

		if (status == BLK_STS_OK) {
			uncommitted = !last;
		} else if (status == BLK_STS_RESOURCE || status == BLK_STS_DEV_RESOURCE) {
			WRITE_ONCE(rq->state, MQ_RQ_IDLE);
			rq->rq_flags |= RQF_REQUEUED;
			blk_mq_insert_request(rq, true);
			blk_mq_delay_run_hw_queue(hctx, RETRY_MS);
			break;
		} else {
			blk_mq_end_request(rq, status);
		}
	}
	if (uncommitted && hctx->queue->mq_ops->commit_rqs)
		hctx->queue->mq_ops->commit_rqs(hctx);
}

/* Give the driver all requests at once, if there are several new ones.  It may leave some. */
static void hctx_dispatch_list(struct blk_mq_hw_ctx *hctx)
{
	struct rq_list list = {};
	struct request *rq, *next;
	LIST_HEAD(left);

	spin_lock_irq(&hctx->queue->lock);
	list_for_each_entry_safe(rq, next, &hctx->dispatch, queuelist) {
		if (!__hctx_may_run(hctx) || rq->rq_flags & RQF_REQUEUED ||
		    (rq_list_empty(&list) && list_is_last(&rq->queuelist, &hctx->dispatch)))
			break;
		list_del(&rq->queuelist);
		rq_list_add_tail(&list, rq);
	}
	spin_unlock_irq(&hctx->queue->lock);
	if (rq_list_empty(&list))
		return;
	rcu_read_lock();
	hctx->queue->mq_ops->queue_rqs(&list);
	rcu_read_unlock();
	while ((rq = rq_list_pop(&list)))
		list_add_tail(&rq->queuelist, &left);
	spin_lock_irq(&hctx->queue->lock);
	list_splice(&left, &hctx->dispatch);
	spin_unlock_irq(&hctx->queue->lock);
}

static void hctx_run(struct blk_mq_hw_ctx *hctx)
{
	if (!hctx_run_start(hctx))
		return;
	if (hctx->queue->mq_ops->queue_rqs && !(hctx->flags & BLK_MQ_F_BLOCKING))
		hctx_dispatch_list(hctx);
	hctx_dispatch(hctx);
	hctx_run_end(hctx->queue);
}

static void hctx_run_work(struct work_struct *work)
{
	hctx_run(container_of(to_delayed_work(work), struct blk_mq_hw_ctx, run_work));
}

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (async || in_atomic())
		mod_delayed_work(system_highpri_wq, &hctx->run_work, 0);
	else
		hctx_run(hctx);
}

void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs)
{
	queue_delayed_work(system_highpri_wq, &hctx->run_work, msecs_to_jiffies(msecs));
}

/* ---- requests that are queued again ---------------------------------------------------------- */

static void blk_mq_requeue_work(struct work_struct *work)
{
	struct request_queue *q = container_of(work, struct request_queue, requeue_work);
	struct request *rq, *next;

	spin_lock_irq(&q->lock);
	list_for_each_entry_safe_reverse(rq, next, &q->requeued, queuelist)
		list_move(&rq->queuelist, &rq->mq_hctx->dispatch);
	spin_unlock_irq(&q->lock);
	blk_mq_run_hw_queues(q, false);
}

void blk_mq_kick_requeue_list(struct request_queue *q)
{
	queue_work(system_highpri_wq, &q->requeue_work);
}

void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list)
{
	struct request_queue *q = rq->q;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	rq->rq_flags = (rq->rq_flags & ~RQF_TIMED_OUT) | RQF_REQUEUED;
	list_add_tail(&rq->queuelist, &q->requeued);
	spin_unlock_irqrestore(&q->lock, flags);
	if (kick_requeue_list)
		blk_mq_kick_requeue_list(q);
}

/* ---- start and end --------------------------------------------------------------------------- */

static void blk_mq_set_deadline(struct request *rq)
{
	WRITE_ONCE(rq->deadline, jiffies + rq->timeout);
}

void blk_mq_start_request(struct request *rq)
{
	WARN_ON_ONCE(rq->state != MQ_RQ_IDLE);
	blk_mq_set_deadline(rq);
	rq->rq_flags |= RQF_STARTED;
	WRITE_ONCE(rq->state, MQ_RQ_IN_FLIGHT);
	if (rq->timeout < rq->q->rq_timeout)
		mod_delayed_work(system_wq, &rq->q->timeout_work, rq->timeout);
	else
		queue_delayed_work(system_wq, &rq->q->timeout_work, rq->timeout);
}

/* Returns true if the request was in flight, and now is complete. */
static bool blk_mq_mark_complete(struct request *rq)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&rq->q->lock, flags);
	was = rq->state == MQ_RQ_IN_FLIGHT;
	if (was)
		WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
	spin_unlock_irqrestore(&rq->q->lock, flags);
	return was;
}

bool blk_mq_complete_request_remote(struct request *rq)
{
	WARN(!blk_mq_mark_complete(rq), "blk-mq: a request that is not in flight is completed\n");
	return false;
}

void blk_mq_complete_request(struct request *rq)
{
	if (!WARN(!blk_mq_mark_complete(rq),
		  "blk-mq: a request that is not in flight is completed\n"))
		rq->q->mq_ops->complete(rq);
}

static void blk_mq_report_error(struct request *rq, blk_status_t error)
{
	if (rq->rq_flags & RQF_QUIET || blk_rq_is_passthrough(rq))
		return;
	pr_err_ratelimited("%s: error %d of operation %u, sector %llu, %u bytes\n",
			   rq->q->disk->disk_name, blk_status_to_errno(error), req_op(rq),
			   (unsigned long long)blk_rq_pos(rq), blk_rq_bytes(rq));
}

void blk_mq_end_request(struct request *rq, blk_status_t error)
{
	struct bio *parent = rq->__parent;

	if (error)
		blk_mq_report_error(rq, error);
	blk_rq_unmap_kern(rq, !error && !op_is_write(req_op(rq)));
	if (rq->end_io && rq->end_io(rq, error) == RQ_END_IO_NONE)
		return;
	if (parent)
		bio_part_end(parent, error);
	blk_mq_free_request(rq);
}

void blk_mq_free_request(struct request *rq)
{
	blk_rq_unmap_kern(rq, false);
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	blk_mq_put_request(rq);
}

bool blk_mq_add_to_batch(struct request *req, struct io_comp_batch *iob, bool is_error,
			 void (*complete)(struct io_comp_batch *iob))
{
	if (!iob || req->end_io || is_error || (iob->complete && iob->complete != complete))
		return false;
	iob->complete = complete;
	rq_list_add_tail(&iob->req_list, req);
	return true;
}

void blk_mq_end_request_batch(struct io_comp_batch *iob)
{
	struct request *rq;

	while ((rq = rq_list_pop(&iob->req_list)))
		blk_mq_end_request(rq, BLK_STS_OK);
}

/* ---- timeouts -------------------------------------------------------------------------------- */

struct timeout_scan {
	struct request_queue *q;
	bool pending;			/* there are requests in flight, until @next at least */
	unsigned long next;
};

/* Handle a request whose time is over. */
static void blk_mq_expire(struct request *rq)
{
	rq->rq_flags |= RQF_TIMED_OUT;
	if (!rq->q->mq_ops->timeout) {
		pr_err("%s: no answer for %u seconds: operation %u, sector %llu\n",
		       rq->q->disk->disk_name, rq->timeout / HZ, req_op(rq),
		       (unsigned long long)blk_rq_pos(rq));
	} else if (rq->q->mq_ops->timeout(rq) == BLK_EH_RESET_TIMER) {
		rq->rq_flags &= ~RQF_TIMED_OUT;
		blk_mq_set_deadline(rq);
	}
}

static bool blk_mq_check_timeout(struct request *rq, void *priv)
{
	struct timeout_scan *scan = priv;
	unsigned long deadline;

	if (rq->q != scan->q || blk_mq_rq_state(rq) != MQ_RQ_IN_FLIGHT ||
	    rq->rq_flags & RQF_TIMED_OUT)
		return true;
	if (time_after_eq(jiffies, READ_ONCE(rq->deadline)))
		blk_mq_expire(rq);
	deadline = READ_ONCE(rq->deadline);
	if (rq->rq_flags & RQF_TIMED_OUT)
		return true;
	if (!scan->pending || time_before(deadline, scan->next))
		scan->next = deadline;
	scan->pending = true;
	return true;
}

static void blk_mq_timeout_work(struct work_struct *work)
{
	struct delayed_work *dwork = to_delayed_work(work);
	struct timeout_scan scan = { .q = container_of(dwork, struct request_queue, timeout_work) };

	blk_mq_for_each_request(scan.q->tag_set, blk_mq_check_timeout, &scan);
	if (scan.pending)
		mod_delayed_work(system_wq, dwork,
				 time_after(scan.next, jiffies) ? scan.next - jiffies : 1);
}

/* ---- requests of others ---------------------------------------------------------------------- */

struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags)
{
	int err = blk_queue_enter(q, flags & BLK_MQ_REQ_NOWAIT);
	struct request *rq;

	if (err)
		return ERR_PTR(err);
	rq = blk_mq_get_request(q, opf, flags);
	blk_queue_exit(q);
	return rq ? rq : ERR_PTR(-EAGAIN);
}

void blk_execute_rq_nowait(struct request *rq, bool at_head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	blk_mq_insert_request(rq, at_head);
	blk_mq_run_hw_queue(hctx, false);
}

struct execution {
	struct completion done;
	blk_status_t status;
};

static enum rq_end_io_ret blk_mq_executed(struct request *rq, blk_status_t status)
{
	struct execution *execution = rq->end_io_data;

	execution->status = status;
	complete(&execution->done);
	return RQ_END_IO_NONE;
}

blk_status_t blk_execute_rq(struct request *rq, bool at_head)
{
	struct execution execution;

	init_completion(&execution.done);
	rq->end_io = blk_mq_executed;
	rq->end_io_data = &execution;
	blk_execute_rq_nowait(rq, at_head);
	wait_for_completion(&execution.done);
	return execution.status;
}

/* ---- queues of a disk ------------------------------------------------------------------------ */

static void hctx_init(struct request_queue *q, unsigned int index)
{
	struct blk_mq_hw_ctx *hctx = &q->hctxs[index];

	hctx->queue = q;
	hctx->queue_num = index;
	hctx->flags = q->tag_set->flags;
	hctx->tags = q->tag_set->tags[index];
	INIT_LIST_HEAD(&hctx->dispatch);
	INIT_DELAYED_WORK(&hctx->run_work, hctx_run_work);
}

int blk_mq_init_queue(struct request_queue *q, struct blk_mq_tag_set *set)
{
	int err = 0;

	q->hctxs = kcalloc(set->nr_hw_queues, sizeof(*q->hctxs), GFP_KERNEL);
	if (!q->hctxs)
		return -ENOMEM;
	q->tag_set = set;
	q->mq_ops = set->ops;
	q->rq_timeout = set->timeout ? set->timeout : 30 * HZ;
	INIT_WORK(&q->requeue_work, blk_mq_requeue_work);
	INIT_DELAYED_WORK(&q->timeout_work, blk_mq_timeout_work);
	while (!err && q->nr_hw_queues < set->nr_hw_queues) {
		struct blk_mq_hw_ctx *hctx = &q->hctxs[q->nr_hw_queues];

		hctx_init(q, q->nr_hw_queues);
		if (set->ops->init_hctx)
			err = set->ops->init_hctx(hctx, set->driver_data, q->nr_hw_queues);
		q->nr_hw_queues += !err;
	}
	return err;
}

void blk_mq_exit_queue(struct request_queue *q)
{
	if (!q->tag_set)
		return;
	cancel_delayed_work_sync(&q->timeout_work);
	for (unsigned int i = 0; i < q->nr_hw_queues && q->mq_ops->exit_hctx; i++)
		q->mq_ops->exit_hctx(&q->hctxs[i], i);
	q->tag_set = NULL;
}

void blk_mq_release_queue(struct request_queue *q)
{
	blk_mq_exit_queue(q);
	if (!q->hctxs)
		return;
	cancel_work_sync(&q->requeue_work);
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		cancel_delayed_work_sync(&q->hctxs[i].run_work);
	kfree(q->hctxs);
}
