/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BLK_TYPES_H
#define LINUX_BLK_TYPES_H

/* Types of the interface for drivers of disks (linux/blkdev.h). */

#include <linux/bvec.h>
#include <linux/device.h>
#include <linux/types.h>

struct bio;
struct block_device;
struct gendisk;

#define SECTOR_SHIFT		9
#define SECTOR_SIZE		512
#define PAGE_SECTORS_SHIFT	(PAGE_SHIFT - SECTOR_SHIFT)
#define PAGE_SECTORS		(1 << PAGE_SECTORS_SHIFT)
#define SECTOR_MASK		(PAGE_SECTORS - 1)

/* A result of a request.  blk_status_to_errno() returns its error number. */
typedef u8 __bitwise blk_status_t;

#define BLK_STS_OK		((blk_status_t)0)
#define BLK_STS_NOTSUPP		((blk_status_t)1)
#define BLK_STS_TIMEOUT		((blk_status_t)2)
#define BLK_STS_NOSPC		((blk_status_t)3)
#define BLK_STS_TRANSPORT	((blk_status_t)4)
#define BLK_STS_TARGET		((blk_status_t)5)
#define BLK_STS_RESV_CONFLICT	((blk_status_t)6)
#define BLK_STS_MEDIUM		((blk_status_t)7)
#define BLK_STS_PROTECTION	((blk_status_t)8)
#define BLK_STS_RESOURCE	((blk_status_t)9)	/* no memory */
#define BLK_STS_IOERR		((blk_status_t)10)
#define BLK_STS_AGAIN		((blk_status_t)12)
#define BLK_STS_DEV_RESOURCE	((blk_status_t)13)	/* the device has no space */
#define BLK_STS_ZONE_OPEN_RESOURCE	((blk_status_t)14)
#define BLK_STS_ZONE_ACTIVE_RESOURCE	((blk_status_t)15)
#define BLK_STS_OFFLINE		((blk_status_t)16)
#define BLK_STS_DURATION_LIMIT	((blk_status_t)17)
#define BLK_STS_INVAL		((blk_status_t)19)

/* An operation and its flags.  The numbers of operations that change the disk are odd. */
typedef u32 __bitwise blk_opf_t;

#define REQ_OP_BITS	8
#define REQ_OP_MASK	((1U << REQ_OP_BITS) - 1)

enum req_op {
	REQ_OP_READ = 0,
	REQ_OP_WRITE = 1,
	REQ_OP_FLUSH = 2,
	REQ_OP_DISCARD = 3,
	REQ_OP_SECURE_ERASE = 5,
	REQ_OP_ZONE_APPEND = 7,
	REQ_OP_WRITE_ZEROES = 9,
	REQ_OP_ZONE_OPEN = 11,
	REQ_OP_ZONE_CLOSE = 13,
	REQ_OP_ZONE_FINISH = 15,
	REQ_OP_ZONE_RESET = 17,
	REQ_OP_ZONE_RESET_ALL = 19,
	REQ_OP_DRV_IN = 34,		/* defined by the driver; data comes from the device */
	REQ_OP_DRV_OUT = 35,
};

#define REQ_SYNC	((blk_opf_t)(1U << 11))
#define REQ_META	((blk_opf_t)(1U << 12))
#define REQ_FUA		((blk_opf_t)(1U << 17))
#define REQ_PREFLUSH	((blk_opf_t)(1U << 18))
#define REQ_NOWAIT	((blk_opf_t)(1U << 21))	/* fail with BLK_STS_AGAIN rather than sleep */
#define REQ_NOUNMAP	((blk_opf_t)(1U << 27))	/* for REQ_OP_WRITE_ZEROES */

static inline bool op_is_write(blk_opf_t op)
{
	return !!(op & 1);
}

static inline bool op_is_flush(blk_opf_t op)
{
	return !!(op & (REQ_FUA | REQ_PREFLUSH));
}

static inline bool op_is_discard(blk_opf_t op)
{
	return (op & REQ_OP_MASK) == REQ_OP_DISCARD;
}

static inline bool op_is_zone_mgmt(enum req_op op)
{
	return op >= REQ_OP_ZONE_OPEN && op <= REQ_OP_ZONE_RESET_ALL;
}

static inline bool blk_op_is_passthrough(blk_opf_t op)
{
	op &= REQ_OP_MASK;
	return op == REQ_OP_DRV_IN || op == REQ_OP_DRV_OUT;
}

/* A disk as device.  Partitions are not supported, so a disk has one block device. */
struct block_device {
	struct gendisk *bd_disk;
	sector_t bd_nr_sectors;		/* atomic */
	bool bd_read_only;
	struct device bd_device;
};

#define dev_to_bdev(device)	container_of(device, struct block_device, bd_device)
#define bdev_kobj(bdev)		(&(bdev)->bd_device.kobj)

typedef void (bio_end_io_t)(struct bio *bio);

/*
 * A transfer, or another operation, at consecutive sectors of a disk.  The submitter owns the
 * structure and its memory until bi_end_io() is called, in any context.
 */
struct bio {
	struct block_device *bi_bdev;
	blk_opf_t bi_opf;
	unsigned short bi_ioprio;
	blk_status_t bi_status;
	unsigned short bi_vcnt;		/* used entries of bi_io_vec */
	unsigned short bi_max_vecs;
	struct bvec_iter bi_iter;	/* sector, and size in bytes, also without data */
	struct bio_vec *bi_io_vec;
	bio_end_io_t *bi_end_io;
	void *bi_private;		/* for the submitter */
	struct bio *bi_next;		/* the next bio of a request */
	atomic_t __bi_remaining;	/* requests of the bio, plus 1 during submission */
};

#endif /* LINUX_BLK_TYPES_H */
