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

#define BLK_STS_OK		((__force blk_status_t)0)
#define BLK_STS_NOTSUPP		((__force blk_status_t)1)
#define BLK_STS_TIMEOUT		((__force blk_status_t)2)
#define BLK_STS_NOSPC		((__force blk_status_t)3)
#define BLK_STS_TRANSPORT	((__force blk_status_t)4)
#define BLK_STS_TARGET		((__force blk_status_t)5)
#define BLK_STS_RESV_CONFLICT	((__force blk_status_t)6)
#define BLK_STS_MEDIUM		((__force blk_status_t)7)
#define BLK_STS_PROTECTION	((__force blk_status_t)8)
#define BLK_STS_RESOURCE	((__force blk_status_t)9)	/* no memory */
#define BLK_STS_IOERR		((__force blk_status_t)10)
#define BLK_STS_AGAIN		((__force blk_status_t)12)
#define BLK_STS_DEV_RESOURCE	((__force blk_status_t)13)	/* the device has no space */
#define BLK_STS_ZONE_OPEN_RESOURCE	((__force blk_status_t)14)
#define BLK_STS_ZONE_ACTIVE_RESOURCE	((__force blk_status_t)15)
#define BLK_STS_OFFLINE		((__force blk_status_t)16)
#define BLK_STS_DURATION_LIMIT	((__force blk_status_t)17)
#define BLK_STS_INVAL		((__force blk_status_t)19)

/* An operation and its flags.  The numbers of operations that change the disk are odd. */
typedef u32 __bitwise blk_opf_t;

#define REQ_OP_BITS	8
#define REQ_OP_MASK	((__force blk_opf_t)((1U << REQ_OP_BITS) - 1))

enum req_op {
	REQ_OP_READ = (__force blk_opf_t)0,
	REQ_OP_WRITE = (__force blk_opf_t)1,
	REQ_OP_FLUSH = (__force blk_opf_t)2,
	REQ_OP_DISCARD = (__force blk_opf_t)3,
	REQ_OP_SECURE_ERASE = (__force blk_opf_t)5,
	REQ_OP_ZONE_APPEND = (__force blk_opf_t)7,
	REQ_OP_WRITE_ZEROES = (__force blk_opf_t)9,
	REQ_OP_ZONE_OPEN = (__force blk_opf_t)11,
	REQ_OP_ZONE_CLOSE = (__force blk_opf_t)13,
	REQ_OP_ZONE_FINISH = (__force blk_opf_t)15,
	REQ_OP_ZONE_RESET = (__force blk_opf_t)17,
	REQ_OP_ZONE_RESET_ALL = (__force blk_opf_t)19,
	/* Operations that the driver defines: data comes from the device, or goes to it. */
	REQ_OP_DRV_IN = (__force blk_opf_t)34,
	REQ_OP_DRV_OUT = (__force blk_opf_t)35,
};

#define REQ_SYNC	((__force blk_opf_t)(1U << 11))
#define REQ_META	((__force blk_opf_t)(1U << 12))
#define REQ_FUA		((__force blk_opf_t)(1U << 17))
#define REQ_PREFLUSH	((__force blk_opf_t)(1U << 18))
#define REQ_NOWAIT	((__force blk_opf_t)(1U << 21))	/* fail with BLK_STS_AGAIN, not sleep */
#define REQ_NOUNMAP	((__force blk_opf_t)(1U << 27))	/* for REQ_OP_WRITE_ZEROES */

static inline bool op_is_write(blk_opf_t op)
{
	return !!(op & (__force blk_opf_t)1);
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
	switch (op) {
	case REQ_OP_ZONE_OPEN:
	case REQ_OP_ZONE_CLOSE:
	case REQ_OP_ZONE_FINISH:
	case REQ_OP_ZONE_RESET:
	case REQ_OP_ZONE_RESET_ALL:
		return true;
	default:
		return false;
	}
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
