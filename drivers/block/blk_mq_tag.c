// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tag sets: the requests of a driver, which are allocated with the set.  A request is in use while
 * its tag's bit is set.  The reference that its user has is dropped by blk_mq_free_request();
 * others belong to functions that iterate over requests, so that a request is not used again
 * meanwhile.
 */

#define pr_fmt(fmt) "blk-mq: " fmt

#include <linux/bitmap.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kmemleak.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "blk.h"

#define CHUNK_SIZE	(4 * PAGE_SIZE)
#define KNOWN_FLAGS	(BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_BLOCKING | BLK_MQ_F_NO_SCHED_BY_DEFAULT)

/* ---- tags ------------------------------------------------------------------------------------ */

static void blk_mq_free_tags(struct blk_mq_tag_set *set, unsigned int index)
{
	struct blk_mq_tags *tags = set->tags[index];

	if (!tags)
		return;
	for (unsigned int i = 0; i < tags->nr_ready && set->ops->exit_request; i++)
		set->ops->exit_request(set, tags->rqs[i], index);
	for (unsigned int i = 0; tags->rqs && i < tags->nr_tags; i += tags->per_chunk) {
		if (!tags->rqs[i])
			break;
		kmemleak_free(tags->rqs[i]);
		free_pages_exact(tags->rqs[i], tags->chunk_size);
	}
	kfree(tags->rqs);
	bitmap_free(tags->used);
	kfree(tags);
	set->tags[index] = NULL;
}

/* Allocate the memory of the requests.  The driver's data is aligned for DMA. */
static int blk_mq_alloc_chunks(struct blk_mq_tags *tags, size_t rq_size)
{
	for (unsigned int i = 0; i < tags->nr_tags; i++) {
		if (i % tags->per_chunk) {
			tags->rqs[i] = (void *)tags->rqs[i - 1] + rq_size;
			continue;
		}
		tags->rqs[i] = alloc_pages_exact(tags->chunk_size, GFP_KERNEL | __GFP_ZERO);
		if (!tags->rqs[i])
			return -ENOMEM;
		kmemleak_alloc(tags->rqs[i], tags->chunk_size, 1, GFP_KERNEL);
	}
	return 0;
}

/* Allocate the tags of a hardware queue.  After an error, blk_mq_free_tags() frees them. */
static int blk_mq_alloc_tags(struct blk_mq_tag_set *set, unsigned int index)
{
	size_t align = max_t(size_t, (size_t)dma_get_cache_alignment(), L1_CACHE_BYTES);
	size_t rq_size = round_up(BLK_MQ_PDU_OFFSET + set->cmd_size, align);
	struct blk_mq_tags *tags = kzalloc(sizeof(*tags), GFP_KERNEL);
	int err;

	set->tags[index] = tags;
	if (!tags)
		return -ENOMEM;
	spin_lock_init(&tags->lock);
	init_waitqueue_head(&tags->wait);
	tags->nr_tags = set->queue_depth;
	tags->nr_reserved = set->reserved_tags;
	tags->per_chunk = clamp_t(unsigned int, CHUNK_SIZE / rq_size, 1, tags->nr_tags);
	tags->chunk_size = tags->per_chunk * rq_size;
	tags->used = bitmap_zalloc(tags->nr_tags, GFP_KERNEL);
	tags->rqs = kcalloc(tags->nr_tags, sizeof(*tags->rqs), GFP_KERNEL);
	if (!tags->used || !tags->rqs)
		return -ENOMEM;
	err = blk_mq_alloc_chunks(tags, rq_size);
	while (!err && tags->nr_ready < tags->nr_tags) {
		if (set->ops->init_request)
			err = set->ops->init_request(set, tags->rqs[tags->nr_ready], index, 0);
		tags->nr_ready += !err;
	}
	return err;
}

static void blk_mq_free_all_tags(struct blk_mq_tag_set *set)
{
	for (unsigned int i = 0; i < set->nr_hw_queues; i++)
		blk_mq_free_tags(set, i);
}

static int blk_mq_alloc_all_tags(struct blk_mq_tag_set *set)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < set->nr_hw_queues; i++)
		err = blk_mq_alloc_tags(set, i);
	if (err)
		blk_mq_free_all_tags(set);
	return err;
}

/* ---- maps of CPUs ---------------------------------------------------------------------------- */

void blk_mq_map_queues(struct blk_mq_queue_map *qmap)
{
	unsigned int cpu, n = 0;

	for_each_possible_cpu(cpu)
		qmap->mq_map[cpu] = qmap->queue_offset + n++ % qmap->nr_queues;
}

static void blk_mq_free_maps(struct blk_mq_tag_set *set)
{
	for (unsigned int i = 0; i < HCTX_MAX_TYPES; i++) {
		kfree(set->map[i].mq_map);
		set->map[i].mq_map = NULL;
	}
}

static bool blk_mq_map_is_valid(struct blk_mq_tag_set *set, struct blk_mq_queue_map *map)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		if (map->nr_queues && map->mq_map[cpu] >= set->nr_hw_queues)
			return false;
	}
	return true;
}

static int blk_mq_alloc_maps(struct blk_mq_tag_set *set)
{
	for (unsigned int i = 0; i < set->nr_maps; i++) {
		set->map[i].mq_map = kcalloc(nr_cpu_ids, sizeof(unsigned int), GFP_KERNEL);
		if (!set->map[i].mq_map)
			return -ENOMEM;
	}
	if (set->nr_maps == 1)
		set->map[0].nr_queues = set->nr_hw_queues;
	if (set->ops->map_queues)
		set->ops->map_queues(set);
	else if (set->nr_maps == 1)
		blk_mq_map_queues(&set->map[0]);
	for (unsigned int i = 0; i < set->nr_maps; i++) {
		if (!blk_mq_map_is_valid(set, &set->map[i]) || !set->map[0].nr_queues) {
			pr_err("the map of CPUs to queues is wrong\n");
			return -EINVAL;
		}
	}
	return 0;
}

/* ---- tag sets -------------------------------------------------------------------------------- */

static bool blk_mq_set_is_valid(struct blk_mq_tag_set *set)
{
	return set->ops && set->ops->queue_rq && set->nr_hw_queues && set->queue_depth &&
	       set->queue_depth <= BLK_MQ_MAX_DEPTH && set->reserved_tags < set->queue_depth &&
	       set->nr_maps <= HCTX_MAX_TYPES && !(set->flags & ~(unsigned int)KNOWN_FLAGS);
}

int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set)
{
	unsigned int depth = set->queue_depth;
	int err;

	if (!blk_mq_set_is_valid(set)) {
		pr_err("a tag set is not supported: %u queues of %u requests, %u maps, flags %#x\n",
		       set->nr_hw_queues, set->queue_depth, set->nr_maps, set->flags);
		return -EINVAL;
	}
	if (!set->nr_maps)
		set->nr_maps = 1;
	set->tags = kcalloc(set->nr_hw_queues, sizeof(*set->tags), GFP_KERNEL);
	err = set->tags ? blk_mq_alloc_maps(set) : -ENOMEM;
	while (!err) {
		err = blk_mq_alloc_all_tags(set);
		if (err != -ENOMEM || set->queue_depth / 2 <= set->reserved_tags)
			break;
		set->queue_depth /= 2;
		err = 0;
	}
	if (err) {
		blk_mq_free_maps(set);
		kfree(set->tags);
		set->tags = NULL;
		set->queue_depth = depth;
	} else if (set->queue_depth < depth) {
		pr_info("only %u of %u requests, as there is not enough memory\n", set->queue_depth,
			depth);
	}
	return err;
}

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	blk_mq_free_all_tags(set);
	blk_mq_free_maps(set);
	kfree(set->tags);
	set->tags = NULL;
}

/* ---- requests -------------------------------------------------------------------------------- */

/* Return the hardware queue for an operation on this CPU. */
static struct blk_mq_hw_ctx *blk_mq_map_queue(struct request_queue *q, blk_opf_t opf)
{
	struct blk_mq_tag_set *set = q->tag_set;
	enum hctx_type type = HCTX_TYPE_DEFAULT;

	if ((opf & REQ_OP_MASK) == REQ_OP_READ && set->nr_maps > HCTX_TYPE_READ &&
	    set->map[HCTX_TYPE_READ].nr_queues)
		type = HCTX_TYPE_READ;
	return &q->hctxs[set->map[type].mq_map[raw_smp_processor_id()]];
}

/*
 * Make a request with a free tag one of @hctx.  Returns NULL if no tag is free.  The members that
 * blk_mq_for_each_request() needs are set before the lock is released.
 */
static struct request *blk_mq_claim_request(struct blk_mq_hw_ctx *hctx, bool reserved)
{
	struct blk_mq_tags *tags = hctx->tags;
	unsigned int end = reserved ? tags->nr_reserved : tags->nr_tags;
	struct request *rq = NULL;
	unsigned long flags, tag;

	spin_lock_irqsave(&tags->lock, flags);
	tag = find_next_zero_bit(tags->used, end, reserved ? 0 : tags->nr_reserved);
	if (tag < end) {
		__set_bit(tag, tags->used);
		rq = tags->rqs[tag];
		memset(rq, 0, sizeof(*rq));
		rq->q = hctx->queue;
		rq->mq_hctx = hctx;
		rq->tag = rq->internal_tag = (int)tag;
		refcount_set(&rq->ref, 1);
	}
	spin_unlock_irqrestore(&tags->lock, flags);
	return rq;
}

struct request *blk_mq_get_request(struct request_queue *q, blk_opf_t opf, blk_mq_req_flags_t flags)
{
	struct blk_mq_hw_ctx *hctx = blk_mq_map_queue(q, opf);
	bool reserved = flags & BLK_MQ_REQ_RESERVED;
	struct request *rq = blk_mq_claim_request(hctx, reserved);

	if (!rq) {
		if (flags & BLK_MQ_REQ_NOWAIT)
			return NULL;
		wait_event(hctx->tags->wait, (rq = blk_mq_claim_request(hctx, reserved)));
	}
	rq->cmd_flags = opf;
	rq->rq_flags = reserved ? RQF_RESV : 0;
	rq->timeout = q->rq_timeout;
	INIT_LIST_HEAD(&rq->queuelist);
	spin_lock_irq(&q->lock);
	q->users++;
	spin_unlock_irq(&q->lock);
	return rq;
}

void blk_mq_put_request(struct request *rq)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct blk_mq_tags *tags = hctx->tags;
	struct request_queue *q = rq->q;
	unsigned long flags;

	if (!refcount_dec_and_test(&rq->ref))
		return;
	spin_lock_irqsave(&tags->lock, flags);
	__clear_bit((unsigned int)rq->tag, tags->used);
	wake_up_all(&tags->wait);
	spin_unlock_irqrestore(&tags->lock, flags);
	/* The device may have space again for a request that it refused. */
	if (!list_empty_careful(&hctx->dispatch))
		blk_mq_run_hw_queue(hctx, true);
	blk_queue_exit(q);
}

/* Return the request with a reference, or NULL if the tag is not in use. */
static struct request *blk_mq_tag_get(struct blk_mq_tags *tags, unsigned int tag)
{
	struct request *rq = NULL;
	unsigned long flags;

	spin_lock_irqsave(&tags->lock, flags);
	if (test_bit(tag, tags->used) && refcount_inc_not_zero(&tags->rqs[tag]->ref))
		rq = tags->rqs[tag];
	spin_unlock_irqrestore(&tags->lock, flags);
	return rq;
}

struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag)
{
	return tag < tags->nr_tags && test_bit(tag, tags->used) ? tags->rqs[tag] : NULL;
}

void blk_mq_for_each_request(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *priv)
{
	for (unsigned int i = 0; i < set->nr_hw_queues; i++) {
		struct blk_mq_tags *tags = set->tags[i];

		for (unsigned int tag = 0; tag < tags->nr_tags; tag++) {
			struct request *rq = blk_mq_tag_get(tags, tag);
			bool more;

			if (!rq)
				continue;
			more = fn(rq, priv);
			blk_mq_put_request(rq);
			if (!more)
				return;
		}
	}
}

struct busy_iteration {
	busy_tag_iter_fn *fn;
	void *priv;
};

static bool blk_mq_call_if_started(struct request *rq, void *priv)
{
	struct busy_iteration *to = priv;

	return blk_mq_request_started(rq) ? to->fn(rq, to->priv) : true;
}

void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *priv)
{
	struct busy_iteration to = { .fn = fn, .priv = priv };

	blk_mq_for_each_request(set, blk_mq_call_if_started, &to);
}
