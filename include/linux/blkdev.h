/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BLKDEV_H
#define LINUX_BLKDEV_H

/*
 * Disks of drivers (CONFIG_BLK_DEV).  The commands that read files read the first disk that
 * device_add_disk() added.
 *
 * A driver gets requests (linux/blk-mq.h), or bios if its fops have submit_bio.  There are no
 * device nodes, partitions, I/O schedulers, merges, and zones.  Sectors have 512 bytes.
 */

#include <linux/bio.h>
#include <linux/blk_types.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct blk_mq_hw_ctx;
struct blk_mq_ops;
struct blk_mq_tag_set;
struct blk_zone;
struct block_disk;
struct hd_geometry;
struct module;
struct request;

/* ---- limits ---------------------------------------------------------------------------------- */

typedef unsigned int __bitwise blk_features_t;

#define BLK_FEAT_WRITE_CACHE	((__force blk_features_t)(1U << 0))
#define BLK_FEAT_FUA		((__force blk_features_t)(1U << 1))
#define BLK_FEAT_ROTATIONAL	((__force blk_features_t)(1U << 2))
#define BLK_FEAT_ADD_RANDOM	((__force blk_features_t)(1U << 3))
#define BLK_FEAT_IO_STAT	((__force blk_features_t)(1U << 4))
#define BLK_FEAT_STABLE_WRITES	((__force blk_features_t)(1U << 5))
#define BLK_FEAT_SYNCHRONOUS	((__force blk_features_t)(1U << 6))
#define BLK_FEAT_NOWAIT		((__force blk_features_t)(1U << 7))
#define BLK_FEAT_ZONED		((__force blk_features_t)(1U << 10))	/* refused */

/*
 * What a device accepts.  Members that are 0 get a default.  Sizes are in bytes; sectors have 512
 * bytes.  Requests respect the members up to max_discard_segments.
 */
struct queue_limits {
	blk_features_t features;
	unsigned long seg_boundary_mask;	/* segments end at multiples of this + 1 */
	unsigned long virt_boundary_mask;	/* refused, unless 0 */
	unsigned int max_hw_sectors;
	unsigned int max_sectors;		/* computed: max_hw_sectors, up to 2,560 */
	unsigned int chunk_sectors;		/* requests end at multiples; a power of 2 */
	unsigned int max_segment_size;
	unsigned int logical_block_size;	/* a power of 2 from 512 to PAGE_SIZE */
	unsigned int dma_alignment;		/* mask for addresses and lengths */
	unsigned int max_discard_sectors;	/* computed */
	unsigned int max_hw_discard_sectors;
	unsigned int max_secure_erase_sectors;
	unsigned int max_write_zeroes_sectors;
	unsigned short max_segments;
	unsigned short max_discard_segments;	/* requests have one */

	unsigned int physical_block_size;
	unsigned int alignment_offset;
	unsigned int io_min;
	unsigned int io_opt;
	unsigned int discard_granularity;
	unsigned int discard_alignment;
	unsigned int zone_write_granularity;
	unsigned int max_zone_append_sectors;
	unsigned int max_open_zones;
	unsigned int max_active_zones;
};

/* ---- queues and disks ------------------------------------------------------------------------ */

struct request_queue {
	void *queuedata;		/* for the driver */
	const struct blk_mq_ops *mq_ops;	/* NULL if the disk's fops have submit_bio */
	struct gendisk *disk;
	struct queue_limits limits;
	struct blk_mq_tag_set *tag_set;
	unsigned int nr_hw_queues;
	unsigned int rq_timeout;	/* default timeout of a request, in jiffies */

	/* Members of the core.  @lock protects those up to @wait, and lists of hardware queues. */
	struct blk_mq_hw_ctx *hctxs;
	spinlock_t lock;
	unsigned int users;		/* requests, and running calls of submit_bio */
	unsigned int running;		/* threads that call queue_rq */
	unsigned int freeze_depth;
	unsigned int quiesce_depth;
	bool dying;			/* del_gendisk() was called */
	struct list_head requeued;	/* until the next kick */
	wait_queue_head_t wait;		/* for changes of the counts */
	struct work_struct requeue_work;
	struct delayed_work timeout_work;
	struct mutex limits_lock;
};

typedef int (*report_zones_cb)(struct blk_zone *zone, unsigned int idx, void *data);

/* Functions of a driver, all optional. */
struct block_device_operations {
	struct module *owner;
	void (*submit_bio)(struct bio *bio);	/* for blk_alloc_disk() only */
	void (*free_disk)(struct gendisk *disk);	/* last, if the disk was added */
	/* The following are not called. */
	int (*getgeo)(struct block_device *bdev, struct hd_geometry *geo);
	int (*report_zones)(struct gendisk *disk, sector_t sector, unsigned int nr_zones,
			    report_zones_cb cb, void *data);
};

#define DISK_NAME_LEN	32

struct gendisk {
	int major;			/* 0: the device has no number */
	int first_minor;
	int minors;
	char disk_name[DISK_NAME_LEN];
	int flags;
	const struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;		/* for the driver */
	struct block_device *part0;	/* the whole disk */

	/* Members of the core. */
	bool added;
	spinlock_t lock;		/* protects @reads */
	struct block_disk *reads;	/* of Quarry's block layer, while the disk is added */
	struct request_queue __queue;
	struct block_device __part0;
};

#define GENHD_FL_REMOVABLE	(1 << 0)
#define GENHD_FL_HIDDEN		(1 << 1)
#define GENHD_FL_NO_PART	(1 << 2)

#define disk_to_dev(disk)	(&(disk)->part0->bd_device)
#define dev_to_disk(device)	(dev_to_bdev(device)->bd_disk)

/* The class of disks: class_find_device_by_name() finds a disk, and dev_to_bdev() its structure. */
extern const struct __keyword(class) block_class;

static inline struct request_queue *bdev_get_queue(struct block_device *bdev)
{
	return bdev->bd_disk->queue;
}

/*
 * Allocate a disk without requests, which has one reference.  @lim may be NULL.  Returns an
 * ERR_PTR(): -ENOMEM, or -EINVAL after a message for limits that are not supported.  The device
 * number @node is ignored.  Context: thread.
 */
struct gendisk *blk_alloc_disk(struct queue_limits *lim, int node);
/* Drop a reference.  Context: thread. */
void put_disk(struct gendisk *disk);

/*
 * Add a disk, with attributes @groups, so that it can be read.  Returns 0, or an error after which
 * the caller still has its reference: -EEXIST if the name is in use, -EINVAL, -ENOMEM.
 *
 * del_gendisk() refuses new requests and bios, and waits until those that exist have ended: it is
 * the driver that ends them.  A driver that knows that its device does not answer must end its
 * requests before.  Context: thread.
 */
int __must_check device_add_disk(struct device *parent, struct gendisk *disk,
				 const struct attribute_group **groups);
void del_gendisk(struct gendisk *disk);

static inline int __must_check add_disk(struct gendisk *disk)
{
	return device_add_disk(NULL, disk, NULL);
}

/*
 * Set the size, in sectors.  set_capacity_and_notify() returns true if it has changed, and neither
 * the old nor the new size is 0.  Context: any.
 */
void set_capacity(struct gendisk *disk, sector_t size);
bool set_capacity_and_notify(struct gendisk *disk, sector_t size);

static inline sector_t bdev_nr_sectors(struct block_device *bdev)
{
	return READ_ONCE(bdev->bd_nr_sectors);
}

static inline sector_t get_capacity(struct gendisk *disk)
{
	return bdev_nr_sectors(disk->part0);
}

/* Refuse writes, or accept them.  Context: any. */
static inline void set_disk_ro(struct gendisk *disk, bool read_only)
{
	WRITE_ONCE(disk->part0->bd_read_only, read_only);
}

static inline int get_disk_ro(struct gendisk *disk)
{
	return READ_ONCE(disk->part0->bd_read_only);
}

/*
 * Reserve a major number, or a free one if @major is 0.  Returns 0, or the number if @major is 0;
 * -EBUSY if it is in use; or -EINVAL.  Context: thread.
 */
int register_blkdev(unsigned int major, const char *name);
void unregister_blkdev(unsigned int major, const char *name);

/*
 * Change limits: start returns a copy and locks the limits; commit checks and sets them.  The
 * _frozen form waits for requests meanwhile.  Returns 0 or -EINVAL.  Context: thread.
 */
struct queue_limits queue_limits_start_update(struct request_queue *q);
int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim);
int queue_limits_commit_update_frozen(struct request_queue *q, struct queue_limits *lim);

static inline void queue_limits_cancel_update(struct request_queue *q)
{
	mutex_unlock(&q->limits_lock);
}

static inline unsigned int queue_logical_block_size(const struct request_queue *q)
{
	return q->limits.logical_block_size;
}

static inline unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return queue_logical_block_size(bdev_get_queue(bdev));
}

static inline unsigned int queue_max_hw_sectors(const struct request_queue *q)
{
	return q->limits.max_hw_sectors;
}

static inline unsigned int queue_max_sectors(const struct request_queue *q)
{
	return q->limits.max_sectors;
}

static inline unsigned short queue_max_segments(const struct request_queue *q)
{
	return q->limits.max_segments;
}

static inline unsigned int queue_max_segment_size(const struct request_queue *q)
{
	return q->limits.max_segment_size;
}

static inline unsigned short queue_max_discard_segments(const struct request_queue *q)
{
	return q->limits.max_discard_segments;
}

static inline bool blk_queue_write_cache(struct request_queue *q)
{
	return !!(q->limits.features & BLK_FEAT_WRITE_CACHE);
}

/*
 * Write the cache of the disk, or discard sectors, and wait.  Returns 0, also for a disk without a
 * write cache; -EOPNOTSUPP if the disk cannot discard; or the error of the request.  Context:
 * thread.
 */
int blkdev_issue_flush(struct block_device *bdev);
int blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp);

/* Zones are not supported. */
static inline int blk_revalidate_disk_zones(struct gendisk *disk)
{
	return -EOPNOTSUPP;
}

/* Convert a result to 0 or a negative error, and back.  Context: any. */
int blk_status_to_errno(blk_status_t status);
blk_status_t errno_to_blk_status(int err);

#endif /* LINUX_BLKDEV_H */
