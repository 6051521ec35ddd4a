// SPDX-License-Identifier: BSD-2-Clause
/*
 * Transfers, and the memory of requests.  A bio is divided into parts that respect the limits of
 * the queue.  Each part has a request, with a bio of its own for the same memory.  The bio ends
 * with the last part, and not before its submission has ended.
 */

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "blk.h"

void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf)
{
	memset(bio, 0, sizeof(*bio));
	bio->bi_bdev = bdev;
	bio->bi_opf = opf;
	bio->bi_io_vec = table;
	bio->bi_max_vecs = max_vecs;
}

int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset)
{
	if (bio->bi_vcnt >= bio->bi_max_vecs || len > UINT_MAX - bio->bi_iter.bi_size)
		return 0;
	bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt++], page, len, offset);
	bio->bi_iter.bi_size += len;
	return (int)len;
}

void bio_endio(struct bio *bio)
{
	if (bio->bi_end_io)
		bio->bi_end_io(bio);
}

void bio_part_end(struct bio *bio, blk_status_t status)
{
	if (status)
		WRITE_ONCE(bio->bi_status, status);
	if (atomic_dec_and_test(&bio->__bi_remaining))
		bio_endio(bio);
}

/* ---- segments -------------------------------------------------------------------------------- */

/* Return the size of the segment at the start of @bv. */
static unsigned int segment_size(const struct queue_limits *lim, const struct bio_vec *bv)
{
	unsigned long rest = lim->seg_boundary_mask - (bvec_phys(bv) & lim->seg_boundary_mask);
	unsigned int size = min(bv->bv_len, lim->max_segment_size);

	return size - 1 > rest ? (unsigned int)rest + 1 : size;
}

/* Return the number of bytes at @iter, of at most @bytes, in *@segments segments or fewer. */
static unsigned int bytes_in_segments(const struct queue_limits *lim, struct bio *bio,
				      struct bvec_iter iter, unsigned int bytes,
				      unsigned int *segments)
{
	unsigned int n = 0, done = 0;

	iter.bi_size = bytes;
	while (iter.bi_size && n < *segments) {
		struct bio_vec bv = mp_bvec_iter_bvec(bio->bi_io_vec, iter);
		unsigned int size = segment_size(lim, &bv);

		bvec_iter_advance(bio->bi_io_vec, &iter, size);
		done += size;
		n++;
	}
	*segments = n;
	return done;
}

static struct scatterlist *next_entry(struct scatterlist *sg, struct scatterlist *sglist)
{
	if (!sg)
		return sglist;
	sg_unmark_end(sg);
	return sg_next(sg);
}

int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist)
{
	struct scatterlist *sg = NULL;
	struct req_iterator at;
	struct bio_vec bv;
	int n = 0;

	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD) {
		bv = rq->special_vec;
		sg_set_page(sglist, bv.bv_page, bv.bv_len, bv.bv_offset);
		sg_mark_end(sglist);
		return 1;
	}
	rq_for_each_bvec(bv, rq, at) {
		bv.bv_len = segment_size(&q->limits, &bv);
		sg = next_entry(sg, sglist);
		sg_set_page(sg, bv.bv_page, bv.bv_len, bv.bv_offset);
		n++;
	}
	if (sg)
		sg_mark_end(sg);
	return n;
}

/* ---- bios ------------------------------------------------------------------------------------ */

/* Return the largest number of sectors of a request, or 0 if the operation is not supported. */
static unsigned int max_sectors_of_op(const struct queue_limits *lim, enum req_op op)
{
	switch (op) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		return lim->max_sectors;
	case REQ_OP_FLUSH:
		return 1;	/* it has no sectors */
	case REQ_OP_DISCARD:
		return lim->max_discard_sectors;
	case REQ_OP_SECURE_ERASE:
		return lim->max_secure_erase_sectors;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors;
	default:
		return 0;
	}
}

static bool bio_is_aligned(struct bio *bio, const struct queue_limits *lim)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	if ((bio->bi_iter.bi_sector << SECTOR_SHIFT | bio->bi_iter.bi_size) &
	    (lim->logical_block_size - 1))
		return false;
	bio_for_each_bvec(bv, bio, iter) {
		if ((bv.bv_offset | bv.bv_len) & lim->dma_alignment)
			return false;
	}
	return true;
}

/* Return why the bio cannot be submitted, or BLK_STS_OK. */
static blk_status_t bio_check(struct bio *bio)
{
	struct block_device *bdev = bio->bi_bdev;
	struct request_queue *q = bdev_get_queue(bdev);
	bool needs_data = bio_op(bio) == REQ_OP_READ || bio_op(bio) == REQ_OP_WRITE;
	sector_t size = bdev_nr_sectors(bdev);

	if (bio->bi_iter.bi_sector > size || bio_sectors(bio) > size - bio->bi_iter.bi_sector)
		return BLK_STS_IOERR;
	if (op_is_write(bio->bi_opf) && bdev->bd_read_only)
		return BLK_STS_IOERR;
	if (!q->mq_ops)
		return BLK_STS_OK;
	if ((op_is_flush(bio->bi_opf) && blk_queue_write_cache(q)) ||
	    !max_sectors_of_op(&q->limits, bio_op(bio)))
		return BLK_STS_NOTSUPP;
	if (needs_data ? !bio_has_data(bio) : bio->bi_vcnt != 0)
		return BLK_STS_INVAL;
	return bio_is_aligned(bio, &q->limits) ? BLK_STS_OK : BLK_STS_INVAL;
}

/* Return the size of the next request, in bytes, and the number of segments. */
static unsigned int bio_next_part(struct request_queue *q, struct bio *bio, struct bvec_iter iter,
				  unsigned int *segments)
{
	const struct queue_limits *lim = &q->limits;
	u64 bytes = (u64)max_sectors_of_op(lim, bio_op(bio)) << SECTOR_SHIFT;
	u64 chunk = (u64)lim->chunk_sectors << SECTOR_SHIFT;

	if (chunk)
		bytes = min(bytes, chunk - ((iter.bi_sector << SECTOR_SHIFT) & (chunk - 1)));
	bytes = min_t(u64, bytes, iter.bi_size);
	/* Each discard has one range. */
	*segments = op_is_discard(bio->bi_opf);
	if (!bio->bi_io_vec)
		return (unsigned int)bytes;
	*segments = lim->max_segments;
	bytes = bytes_in_segments(lim, bio, iter, (unsigned int)bytes, segments);
	bytes = round_down(bytes, lim->logical_block_size);
	return bytes_in_segments(lim, bio, iter, (unsigned int)bytes, segments);
}

static void request_set_part(struct request *rq, struct bio *bio, struct bvec_iter iter,
			     unsigned int bytes, unsigned int segments)
{
	rq->__bio = *bio;
	rq->__bio.bi_iter = iter;
	rq->__bio.bi_iter.bi_size = bytes;
	rq->__bio.bi_next = NULL;
	rq->bio = rq->biotail = &rq->__bio;
	rq->__parent = bio;
	rq->__sector = iter.bi_sector;
	rq->__data_len = bytes;
	rq->nr_phys_segments = (unsigned short)segments;
	atomic_inc(&bio->__bi_remaining);
}

/* Allocate a request.  Before this waits for one, the earlier parts of the bio are started. */
static struct request *bio_get_request(struct request_queue *q, struct bio *bio,
				       struct blk_mq_hw_ctx *hctx)
{
	struct request *rq = blk_mq_get_request(q, bio->bi_opf, BLK_MQ_REQ_NOWAIT);

	if (rq || bio->bi_opf & REQ_NOWAIT)
		return rq;
	if (hctx)
		blk_mq_run_hw_queue(hctx, false);
	return blk_mq_get_request(q, bio->bi_opf, 0);
}

void blk_mq_submit_bio(struct request_queue *q, struct bio *bio)
{
	struct bvec_iter iter = bio->bi_iter;
	struct blk_mq_hw_ctx *hctx = NULL;
	blk_status_t status = BLK_STS_OK;

	atomic_set(&bio->__bi_remaining, 1);
	do {
		unsigned int segments, bytes = bio_next_part(q, bio, iter, &segments);
		struct request *rq;

		if (!bytes && iter.bi_size) {
			status = BLK_STS_INVAL;	/* a block with too many segments */
			break;
		}
		rq = bio_get_request(q, bio, hctx);
		if (!rq) {
			status = BLK_STS_AGAIN;
			break;
		}
		hctx = rq->mq_hctx;
		request_set_part(rq, bio, iter, bytes, segments);
		blk_mq_insert_request(rq, false);
		bio_advance_iter(bio, &iter, bytes);
	} while (iter.bi_size);
	if (hctx)
		blk_mq_run_hw_queue(hctx, false);
	bio_part_end(bio, status);
}

static void bio_fail(struct bio *bio, blk_status_t status)
{
	bio->bi_status = status;
	bio_endio(bio);
}

void submit_bio(struct bio *bio)
{
	struct gendisk *disk = bio->bi_bdev->bd_disk;
	struct request_queue *q = disk->queue;
	int err = blk_queue_enter(q, bio->bi_opf & REQ_NOWAIT);
	blk_status_t status;

	if (err) {
		bio_fail(bio, errno_to_blk_status(err));
		return;
	}
	bio->bi_status = BLK_STS_OK;
	status = bio_check(bio);
	if (status)
		bio_fail(bio, status);
	else if (q->mq_ops)
		blk_mq_submit_bio(q, bio);
	else
		disk->fops->submit_bio(bio);
	blk_queue_exit(q);
}

static void bio_wake_submitter(struct bio *bio)
{
	complete(bio->bi_private);
}

int submit_bio_wait(struct bio *bio)
{
	DECLARE_COMPLETION_ONSTACK(done);

	bio->bi_private = &done;
	bio->bi_end_io = bio_wake_submitter;
	submit_bio(bio);
	wait_for_completion(&done);
	return blk_status_to_errno(bio->bi_status);
}

int blkdev_issue_flush(struct block_device *bdev)
{
	struct request_queue *q = bdev_get_queue(bdev);
	struct bio bio;

	if (!blk_queue_write_cache(q))
		return 0;
	bio_init(&bio, bdev, NULL, 0, q->mq_ops ? REQ_OP_FLUSH : REQ_OP_WRITE | REQ_PREFLUSH);
	return submit_bio_wait(&bio);
}

int blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp)
{
	struct request_queue *q = bdev_get_queue(bdev);
	unsigned int most = round_down(UINT_MAX, q->limits.logical_block_size) >> SECTOR_SHIFT;
	int err = q->limits.max_discard_sectors ? 0 : -EOPNOTSUPP;

	while (!err && nr_sects) {
		unsigned int n = (unsigned int)min_t(sector_t, nr_sects, most);
		struct bio bio;

		bio_init(&bio, bdev, NULL, 0, REQ_OP_DISCARD);
		bio.bi_iter.bi_sector = sector;
		bio.bi_iter.bi_size = n << SECTOR_SHIFT;
		err = submit_bio_wait(&bio);
		sector += n;
		nr_sects -= n;
	}
	return err;
}

/* ---- memory of a request --------------------------------------------------------------------- */

void blk_rq_unmap_kern(struct request *rq, bool copy)
{
	if (!rq->__bounce)
		return;
	if (copy)
		memcpy(rq->__buf, rq->__bounce, rq->__data_len);
	kfree(rq->__bounce);
	rq->__bounce = NULL;
}

/* Returns the memory that the device accesses: the buffer, or a copy, or NULL. */
static void *rq_bounce(struct request_queue *q, struct request *rq, void *kbuf, unsigned int len,
		       gfp_t gfp)
{
	unsigned int mask = q->limits.dma_alignment;

	if (virt_addr_valid(kbuf) && !(((unsigned long)kbuf | len) & mask))
		return kbuf;
	/* kmalloc() aligns powers of two to their size, up to a page. */
	rq->__bounce = kzalloc(roundup_pow_of_two(max(len, mask + 1)), gfp);
	rq->__buf = kbuf;
	if (rq->__bounce && op_is_write(req_op(rq)))
		memcpy(rq->__bounce, kbuf, len);
	return rq->__bounce;
}

int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *kbuf, unsigned int len,
		    gfp_t gfp)
{
	unsigned int segments = q->limits.max_segments;
	void *mem;

	if (!len || !kbuf || len > (u64)q->limits.max_hw_sectors << SECTOR_SHIFT)
		return -EINVAL;
	mem = rq_bounce(q, rq, kbuf, len, gfp);
	if (!mem)
		return -ENOMEM;
	bio_init(&rq->__bio, q->disk->part0, &rq->__vec, 1, rq->cmd_flags);
	bio_add_page(&rq->__bio, virt_to_page(mem), len, (unsigned int)offset_in_page(mem));
	if (bytes_in_segments(&q->limits, &rq->__bio, rq->__bio.bi_iter, len, &segments) != len) {
		blk_rq_unmap_kern(rq, false);
		return -EINVAL;
	}
	rq->__bio.bi_iter.bi_sector = rq->__sector;
	rq->bio = rq->biotail = &rq->__bio;
	rq->__data_len = len;
	rq->nr_phys_segments = (unsigned short)segments;
	return 0;
}
