/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BLOCK_BLK_H
#define BLOCK_BLK_H

/* Functions that the files of CONFIG_BLK_DEV share. */

#include <linux/blk-mq.h>

/* The requests of one hardware queue of a tag set. */
struct blk_mq_tags {
	spinlock_t lock;		/* protects @used, and the start of a request's life */
	wait_queue_head_t wait;		/* for a free tag */
	unsigned int nr_tags;
	unsigned int nr_reserved;	/* the first tags are for BLK_MQ_REQ_RESERVED */
	unsigned int nr_ready;		/* requests for which init_request() was called */
	unsigned int per_chunk;		/* requests in each allocation of @chunk_size bytes */
	size_t chunk_size;
	unsigned long *used;
	struct request **rqs;
};

/*
 * Allocate a request with a tag, for a caller that is one of q->users; the request is another one.
 * Returns NULL if @flags say so and no tag is free.
 */
struct request *blk_mq_get_request(struct request_queue *q, blk_opf_t opf,
				   blk_mq_req_flags_t flags);
/* Drop a reference of a request.  The last one frees its tag. */
void blk_mq_put_request(struct request *rq);
/* Call @fn for each allocated request of a set, until it returns false. */
void blk_mq_for_each_request(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *priv);
/* Queue a request for its hardware queue, which the caller then runs. */
void blk_mq_insert_request(struct request *rq, bool at_head);

/* Become one of q->users.  Returns 0, -ENODEV, or -EAGAIN instead of sleeping if @nowait. */
int blk_queue_enter(struct request_queue *q, bool nowait);
void blk_queue_exit(struct request_queue *q);
/* Refuse new users, and wait for those that exist. */
void blk_queue_drain(struct request_queue *q);

void blk_queue_init(struct request_queue *q, struct gendisk *disk);
/* Check limits, and replace members that are 0.  Returns 0, or -EINVAL after a message. */
int blk_validate_limits(struct queue_limits *lim);

int blk_mq_init_queue(struct request_queue *q, struct blk_mq_tag_set *set);
/* Stop the timeouts of a queue without requests, and call exit_hctx(). */
void blk_mq_exit_queue(struct request_queue *q);
/* Free what the queue has, when no driver uses it. */
void blk_mq_release_queue(struct request_queue *q);

/* Divide a bio into requests, and run them. */
void blk_mq_submit_bio(struct request_queue *q, struct bio *bio);
/* End one of the requests of a bio, or its submission. */
void bio_part_end(struct bio *bio, blk_status_t status);
void blk_rq_unmap_kern(struct request *rq, bool copy);

struct gendisk *blk_alloc_gendisk(struct queue_limits *lim);

#endif /* BLOCK_BLK_H */
