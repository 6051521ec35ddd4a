/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BIO_H
#define LINUX_BIO_H

/* Transfers from and to disks, for drivers and for their users. */

#include <linux/blk_types.h>

#define bio_data_dir(bio)	(op_is_write((bio)->bi_opf) ? WRITE : READ)
#define bio_sectors(bio)	((bio)->bi_iter.bi_size >> SECTOR_SHIFT)
#define bio_end_sector(bio)	((bio)->bi_iter.bi_sector + bio_sectors(bio))

#ifndef READ
#define READ	0
#define WRITE	1
#endif

static inline enum req_op bio_op(const struct bio *bio)
{
	return (__force enum req_op)(bio->bi_opf & REQ_OP_MASK);
}

/* True if the bio has memory. */
static inline bool bio_has_data(const struct bio *bio)
{
	return bio && bio->bi_iter.bi_size && bio->bi_io_vec;
}

static inline void bio_advance_iter(const struct bio *bio, struct bvec_iter *iter,
				    unsigned int bytes)
{
	iter->bi_sector += bytes >> SECTOR_SHIFT;
	if (bio->bi_io_vec)
		bvec_iter_advance(bio->bi_io_vec, iter, bytes);
	else
		iter->bi_size -= bytes;
}

#define bio_iter_iovec(bio, iter)	bvec_iter_bvec((bio)->bi_io_vec, iter)

/* Go through the memory of a bio; @bvl is a struct bio_vec.  A segment lies in one page. */
#define bio_for_each_segment(bvl, bio, iter)						\
	for (iter = (bio)->bi_iter;							\
	     bio_has_data(bio) && (iter).bi_size &&					\
		     ((bvl = bio_iter_iovec(bio, iter)), 1);				\
	     bio_advance_iter(bio, &(iter), (bvl).bv_len))
/* The same with ranges that may span pages. */
#define bio_for_each_bvec(bvl, bio, iter)						\
	for (iter = (bio)->bi_iter;							\
	     bio_has_data(bio) && (iter).bi_size &&					\
		     ((bvl = mp_bvec_iter_bvec((bio)->bi_io_vec, iter)), 1);		\
	     bio_advance_iter(bio, &(iter), (bvl).bv_len))

/*
 * Initialize a bio.  @table, an array of @max_vecs entries, or NULL, must exist as long as the bio.
 * bio_add_page() appends memory, and returns @len, or 0 if the table is full.  The submitter sets
 * bi_iter.bi_sector and, for an operation without memory, bi_iter.bi_size.  Context: any.
 */
void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf);
int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);

static inline void bio_uninit(struct bio *bio)
{
}

/*
 * Give the bio to its disk.  The disk's queue divides it into requests, which do not exceed the
 * limits of the queue; bi_end_io() is called when all have ended.  bi_status is then the status of
 * one that failed, or BLK_STS_OK.
 *
 * Not supported are REQ_FUA and REQ_PREFLUSH on a disk with a write cache, and bios with memory
 * that is not aligned to the queue's dma_alignment: these, and bios beyond the end of the disk,
 * writes to a disk that is read-only, and bios for a deleted disk fail.  Context: thread; with
 * REQ_NOWAIT, the function does not sleep.
 */
void submit_bio(struct bio *bio);
/* Submit the bio, and wait for its end.  Returns 0, or a negative error.  Context: thread. */
int submit_bio_wait(struct bio *bio);

/* For drivers with a submit_bio function: end a bio, with bi_status or an error.  Context: any. */
void bio_endio(struct bio *bio);

static inline void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

static inline void bio_wouldblock_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_AGAIN;
	bio_endio(bio);
}

#endif /* LINUX_BIO_H */
