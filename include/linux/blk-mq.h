/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BLK_MQ_H
#define LINUX_BLK_MQ_H

/*
 * Disks with queues of requests (CONFIG_BLK_DEV).
 *
 * A driver allocates a tag set, with requests that contain data of the driver, and disks that use
 * it.  The core calls queue_rq() for a request.  The driver calls blk_mq_start_request(), starts
 * the device, and returns; as many requests as there are tags may be in flight.  When the device
 * has finished, the driver calls blk_mq_complete_request() or blk_mq_end_request() from its
 * interrupt handler.
 *
 * Functions may be called in any context, unless they are documented otherwise.
 */

#include <linux/blkdev.h>
#include <linux/cpumask.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>

struct blk_mq_tags;
struct io_comp_batch;
struct request;

/* ---- requests -------------------------------------------------------------------------------- */

enum mq_rq_state {
	MQ_RQ_IDLE = 0,
	MQ_RQ_IN_FLIGHT = 1,		/* since blk_mq_start_request() */
	MQ_RQ_COMPLETE = 2,
};

typedef u32 __bitwise req_flags_t;

#define RQF_STARTED		((__force req_flags_t)(1U << 0))
#define RQF_DONTPREP		((__force req_flags_t)(1U << 1))	/* for the driver */
#define RQF_QUIET		((__force req_flags_t)(1U << 2))	/* report no error */
#define RQF_SPECIAL_PAYLOAD	((__force req_flags_t)(1U << 3))	/* uses special_vec */
#define RQF_TIMED_OUT		((__force req_flags_t)(1U << 4))
#define RQF_RESV		((__force req_flags_t)(1U << 5))	/* has a reserved tag */
#define RQF_REQUEUED		((__force req_flags_t)(1U << 6))	/* it was refused */

enum rq_end_io_ret {
	RQ_END_IO_NONE,			/* the function frees the request, or has a waiter do it */
	RQ_END_IO_FREE,
};

typedef enum rq_end_io_ret (rq_end_io_fn)(struct request *rq, blk_status_t status);

/* The driver's data follows: see blk_mq_rq_to_pdu(). */
struct request {
	struct request_queue *q;
	struct blk_mq_hw_ctx *mq_hctx;
	blk_opf_t cmd_flags;
	req_flags_t rq_flags;
	int tag;
	int internal_tag;		/* the same as @tag */
	unsigned int timeout;		/* in jiffies */
	unsigned int __data_len;	/* in bytes */
	sector_t __sector;
	struct bio *bio;		/* NULL without sectors and memory */
	struct bio *biotail;
	union {
		struct list_head queuelist;
		struct request *rq_next;	/* of struct rq_list */
	};
	unsigned short nr_phys_segments;
	enum mq_rq_state state;
	unsigned long deadline;		/* in jiffies; set by blk_mq_start_request() */
	struct bio_vec special_vec;	/* see RQF_SPECIAL_PAYLOAD */
	rq_end_io_fn *end_io;
	void *end_io_data;

	/* Members of the core. */
	refcount_t ref;			/* 0: free */
	struct bio *__parent;		/* of the submitter */
	struct bio __bio;		/* the part of the parent, or the memory __vec */
	struct bio_vec __vec;
	void *__bounce;			/* copy of the memory @__buf, see blk_rq_map_kern() */
	void *__buf;
};

struct rq_list {
	struct request *head;
	struct request *tail;
};

static inline enum req_op req_op(const struct request *req)
{
	return (__force enum req_op)(req->cmd_flags & REQ_OP_MASK);
}

static inline unsigned short req_get_ioprio(struct request *req)
{
	return req->bio ? req->bio->bi_ioprio : 0;
}

#define rq_data_dir(rq)	(op_is_write(req_op(rq)) ? WRITE : READ)
#define rq_dma_dir(rq)	(op_is_write(req_op(rq)) ? DMA_TO_DEVICE : DMA_FROM_DEVICE)

static inline bool blk_rq_is_passthrough(struct request *rq)
{
	return blk_op_is_passthrough(rq->cmd_flags);
}

static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

static inline unsigned int blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline unsigned int blk_rq_sectors(const struct request *rq)
{
	return rq->__data_len >> SECTOR_SHIFT;
}

static inline unsigned short blk_rq_nr_phys_segments(struct request *rq)
{
	return rq->rq_flags & RQF_SPECIAL_PAYLOAD ? 1 : rq->nr_phys_segments;
}

static inline unsigned short blk_rq_nr_discard_segments(struct request *rq)
{
	return rq->nr_phys_segments > 1 ? rq->nr_phys_segments : 1;
}

/* Where the driver's data begins in a request, which is so aligned itself. */
#define BLK_MQ_PDU_OFFSET	ALIGN(sizeof(struct request), L1_CACHE_BYTES)

static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return (char *)rq + BLK_MQ_PDU_OFFSET;
}

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return (struct request *)((char *)pdu - BLK_MQ_PDU_OFFSET);
}

static inline enum mq_rq_state blk_mq_rq_state(struct request *rq)
{
	return READ_ONCE(rq->state);
}

static inline int blk_mq_request_started(struct request *rq)
{
	return blk_mq_rq_state(rq) != MQ_RQ_IDLE;
}

static inline int blk_mq_request_completed(struct request *rq)
{
	return blk_mq_rq_state(rq) == MQ_RQ_COMPLETE;
}

/* ---- memory of a request --------------------------------------------------------------------- */

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(_bio, rq)	for (_bio = (rq)->bio; _bio; _bio = _bio->bi_next)
/* Go through the memory; @bvl is a struct bio_vec.  A segment lies in one page. */
#define rq_for_each_segment(bvl, rq, at)		\
	__rq_for_each_bio((at).bio, rq)			\
		bio_for_each_segment(bvl, (at).bio, (at).iter)
#define rq_for_each_bvec(bvl, rq, at)			\
	__rq_for_each_bio((at).bio, rq)			\
		bio_for_each_bvec(bvl, (at).bio, (at).iter)

/*
 * Describe the memory of a request by an array of blk_rq_nr_phys_segments() entries.  Returns the
 * number of entries, and marks the last one.
 */
int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist);

/*
 * Make @len bytes at @kbuf the memory of a request from blk_mq_alloc_request().  Memory that is not
 * in the linear map, or not aligned to the queue's dma_alignment, is copied before the request
 * starts, or after it has ended without an error.  Returns 0, -EINVAL for an empty buffer or one
 * that exceeds a limit of the queue, or -ENOMEM.
 */
int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *kbuf, unsigned int len,
		    gfp_t gfp);

/* ---- tag sets -------------------------------------------------------------------------------- */

/* Types of hardware queues.  HCTX_TYPE_POLL is for polled bios, which Quarry does not have. */
enum hctx_type {
	HCTX_TYPE_DEFAULT,
	HCTX_TYPE_READ,
	HCTX_TYPE_POLL,
	HCTX_MAX_TYPES,
};

/* A hardware queue of a disk. */
struct blk_mq_hw_ctx {
	struct request_queue *queue;
	unsigned int queue_num;
	unsigned int flags;		/* of the tag set */
	unsigned long state;
	void *driver_data;
	struct blk_mq_tags *tags;

	/* Members of the core. */
	struct list_head dispatch;	/* protected by queue->lock */
	struct delayed_work run_work;
};

#define BLK_MQ_S_STOPPED	0	/* bit of @state */

/* Which hardware queue the requests of a CPU use. */
struct blk_mq_queue_map {
	unsigned int *mq_map;		/* indexed by the CPU */
	unsigned int nr_queues;
	unsigned int queue_offset;	/* number of the first queue */
};

struct blk_mq_queue_data {
	struct request *rq;
	bool last;			/* false: another request, or commit_rqs(), follows soon */
};

enum blk_eh_timer_return {
	BLK_EH_DONE,			/* the driver has ended the request, or will */
	BLK_EH_RESET_TIMER,
};

struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	struct blk_mq_queue_map map[HCTX_MAX_TYPES];
	unsigned int nr_maps;		/* 0 means 1 */
	unsigned int nr_hw_queues;
	unsigned int queue_depth;	/* of each queue; halved while there is not enough memory */
	unsigned int reserved_tags;	/* of these, for BLK_MQ_REQ_RESERVED */
	unsigned int cmd_size;		/* bytes of the driver's data in each request */
	int numa_node;			/* ignored */
	unsigned int timeout;		/* of requests, in jiffies; 0 means 30 seconds */
	unsigned int flags;
	void *driver_data;
	struct blk_mq_tags **tags;	/* of the core */
};

#define BLK_MQ_F_SHOULD_MERGE	(1 << 0)	/* accepted: requests are not merged */
#define BLK_MQ_F_BLOCKING	(1 << 5)	/* queue_rq() may sleep */
#define BLK_MQ_F_NO_SCHED_BY_DEFAULT	(1 << 7)	/* accepted: there is no scheduler */

#define BLK_MQ_MAX_DEPTH	10240

/*
 * Functions of a driver; only queue_rq is mandatory.
 *
 * queue_rq() must not sleep, unless BLK_MQ_F_BLOCKING is set.  It returns BLK_STS_OK if the driver
 * has the request; BLK_STS_RESOURCE or BLK_STS_DEV_RESOURCE to get it again after 3 ms, or when
 * another request of the queue has ended; or an error, which ends the request.
 *
 * queue_rqs() gets several requests of one queue, and leaves those in the list that it does not
 * take, for queue_rq().
 *
 * timeout() is called by a work item.  A request without an answer is reported if there is no
 * timeout(), and remains in flight, because the device may still access its memory.
 */
struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
	void (*queue_rqs)(struct rq_list *rqlist);
	enum blk_eh_timer_return (*timeout)(struct request *rq);
	int (*poll)(struct blk_mq_hw_ctx *hctx, struct io_comp_batch *iob);	/* not called */
	void (*complete)(struct request *rq);	/* by blk_mq_complete_request() */
	int (*init_hctx)(struct blk_mq_hw_ctx *hctx, void *driver_data, unsigned int index);
	void (*exit_hctx)(struct blk_mq_hw_ctx *hctx, unsigned int index);
	int (*init_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int index,
			    unsigned int node);
	void (*exit_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int index);
	void (*map_queues)(struct blk_mq_tag_set *set);
};

/*
 * Allocate the requests of a set whose other members the driver has set, or free them when there
 * are no disks that use them.  Returns 0, -EINVAL after a message, -ENOMEM, or an error of
 * init_request().  Context: thread.
 */
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
/* Spread the CPUs over the queues of a map. */
void blk_mq_map_queues(struct blk_mq_queue_map *qmap);

/* Allocate a disk like blk_alloc_disk(), with the requests of the set.  Context: thread. */
struct gendisk *blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				  void *queuedata);

/* Return the request with this tag, or NULL if it is not in use. */
struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag);

/*
 * Call @fn for each request that has started and not ended, until it returns false.  The request
 * remains allocated meanwhile.
 */
typedef bool (busy_tag_iter_fn)(struct request *rq, void *priv);
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *priv);

/* ---- for drivers ----------------------------------------------------------------------------- */

/* Mark a request as in flight.  The driver calls it before the device can answer. */
void blk_mq_start_request(struct request *rq);
/*
 * Complete a request once: call the driver's complete(), which calls blk_mq_end_request().  A
 * request that is not in flight causes a warning.  The _remote form never calls complete(), and
 * returns false: the caller continues.
 */
void blk_mq_complete_request(struct request *rq);
bool blk_mq_complete_request_remote(struct request *rq);
/* End a request, which the driver must not use any more. */
void blk_mq_end_request(struct request *rq, blk_status_t error);
/* Queue a request again that has not ended: at once, or with the next kick. */
void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list);
void blk_mq_kick_requeue_list(struct request_queue *q);

/* Faults are not injected here. */
static inline bool blk_should_fake_timeout(struct request_queue *q)
{
	return false;
}

/* A list of requests that a poll() function has completed, with the function that ends them. */
struct io_comp_batch {
	struct rq_list req_list;
	void (*complete)(struct io_comp_batch *iob);
};

/* Add a request to the batch.  Returns false if the caller must end the request. */
bool blk_mq_add_to_batch(struct request *req, struct io_comp_batch *iob, bool is_error,
			 void (*complete)(struct io_comp_batch *iob));
/* End the requests of the batch without an error. */
void blk_mq_end_request_batch(struct io_comp_batch *iob);

/*
 * Stop calling queue_rq() for a hardware queue, and start it again.  Calls that are running are not
 * waited for.  With @async, or in an interrupt, a work item calls queue_rq().
 */
void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_stop_hw_queues(struct request_queue *q);
void blk_mq_start_stopped_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async);
void blk_mq_start_hw_queues(struct request_queue *q);
void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_run_hw_queues(struct request_queue *q, bool async);
void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs);

/*
 * Quiesce: queue_rq() is not called until blk_mq_unquiesce_queue() was called as often.  When
 * blk_mq_quiesce_queue() returns, running calls have returned, too; it must be called by a thread.
 */
void blk_mq_quiesce_queue(struct request_queue *q);
void blk_mq_quiesce_queue_nowait(struct request_queue *q);
void blk_mq_unquiesce_queue(struct request_queue *q);

/*
 * Freeze: new requests and bios wait until blk_mq_unfreeze_queue() was called as often, and those
 * that exist have ended.  Context: thread.
 */
void blk_mq_freeze_queue(struct request_queue *q);
void blk_mq_unfreeze_queue(struct request_queue *q);
void blk_freeze_queue_start(struct request_queue *q);
void blk_mq_freeze_queue_wait(struct request_queue *q);

/* ---- for callers that make requests ---------------------------------------------------------- */

typedef u32 __bitwise blk_mq_req_flags_t;
#define BLK_MQ_REQ_NOWAIT	((__force blk_mq_req_flags_t)(1U << 0))
#define BLK_MQ_REQ_RESERVED	((__force blk_mq_req_flags_t)(1U << 1))

/*
 * Allocate a request.  Waits while the queue is frozen, or has no free tag.  Returns an ERR_PTR():
 * -ENODEV after del_gendisk(), or -EAGAIN for BLK_MQ_REQ_NOWAIT.  Context: thread.
 */
struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags);
void blk_mq_free_request(struct request *rq);

/*
 * Execute a request, and return its result; or let end_io(), which the caller has set, get the
 * result.  The caller frees the request after blk_execute_rq().  Context: thread.
 */
blk_status_t blk_execute_rq(struct request *rq, bool at_head);
void blk_execute_rq_nowait(struct request *rq, bool at_head);

/* ---- lists ----------------------------------------------------------------------------------- */

static inline int rq_list_empty(const struct rq_list *rl)
{
	return !rl->head;
}

static inline void rq_list_init(struct rq_list *rl)
{
	rl->head = rl->tail = NULL;
}

static inline struct request *rq_list_peek(struct rq_list *rl)
{
	return rl->head;
}

static inline void rq_list_add_tail(struct rq_list *rl, struct request *rq)
{
	rq->rq_next = NULL;
	if (rl->head)
		rl->tail->rq_next = rq;
	else
		rl->head = rq;
	rl->tail = rq;
}

/* Remove the first request and return it, or return NULL. */
static inline struct request *rq_list_pop(struct rq_list *rl)
{
	struct request *rq = rl->head;

	if (rq) {
		rl->head = rq->rq_next;
		if (!rl->head)
			rl->tail = NULL;
		rq->rq_next = NULL;
	}
	return rq;
}

#define rq_list_for_each(rl, pos) \
	for (pos = rq_list_peek(rl); pos; pos = pos->rq_next)

#endif /* LINUX_BLK_MQ_H */
