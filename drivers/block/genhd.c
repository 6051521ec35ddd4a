// SPDX-License-Identifier: BSD-2-Clause
/*
 * Disks of linux/blkdev.h, each of which is a disk of internal/block.h while it is added.
 *
 * The last reference of the disk's device frees the disk.
 */

#include <internal/block.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "blk.h"

const struct class block_class = { .name = "block" };

static int __init genhd_init(void)
{
	return class_register(&block_class);
}
core_initcall(genhd_init);

/* ---- results --------------------------------------------------------------------------------- */

static const struct {
	blk_status_t status;
	int err;
} blk_errors[] = {
	{ BLK_STS_IOERR, -EIO },	/* the first one is for other errors, too */
	{ BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ BLK_STS_TIMEOUT, -ETIMEDOUT },
	{ BLK_STS_NOSPC, -ENOSPC },
	{ BLK_STS_TRANSPORT, -ENOLINK },
	{ BLK_STS_TARGET, -EREMOTEIO },
	{ BLK_STS_RESV_CONFLICT, -EBADE },
	{ BLK_STS_MEDIUM, -ENODATA },
	{ BLK_STS_PROTECTION, -EILSEQ },
	{ BLK_STS_RESOURCE, -ENOMEM },
	{ BLK_STS_AGAIN, -EAGAIN },
	{ BLK_STS_DEV_RESOURCE, -EBUSY },
	{ BLK_STS_ZONE_OPEN_RESOURCE, -ETOOMANYREFS },
	{ BLK_STS_ZONE_ACTIVE_RESOURCE, -EOVERFLOW },
	{ BLK_STS_OFFLINE, -ENODEV },
	{ BLK_STS_DURATION_LIMIT, -ETIME },
	{ BLK_STS_INVAL, -EINVAL },
};

int blk_status_to_errno(blk_status_t status)
{
	for (unsigned int i = 0; status && i < ARRAY_SIZE(blk_errors); i++) {
		if (blk_errors[i].status == status)
			return blk_errors[i].err;
	}
	return status ? blk_errors[0].err : 0;
}

blk_status_t errno_to_blk_status(int err)
{
	for (unsigned int i = 0; err && i < ARRAY_SIZE(blk_errors); i++) {
		if (blk_errors[i].err == err)
			return blk_errors[i].status;
	}
	return err ? blk_errors[0].status : BLK_STS_OK;
}

/* ---- device numbers -------------------------------------------------------------------------- */

#define NR_MAJORS	512
/* Numbers for register_blkdev(0), from the highest one down, as in Linux. */
#define DYNAMIC_FIRST	254U
#define DYNAMIC_LAST	234U

static DECLARE_BITMAP(majors, NR_MAJORS);

int register_blkdev(unsigned int major, const char *name)
{
	if (major >= NR_MAJORS)
		return -EINVAL;
	if (major)
		return test_and_set_bit(major, majors) ? -EBUSY : 0;
	for (unsigned int i = DYNAMIC_FIRST; i >= DYNAMIC_LAST; i--) {
		if (!test_and_set_bit(i, majors))
			return (int)i;
	}
	pr_err("block: %s: no major number is free\n", name);
	return -EBUSY;
}

void unregister_blkdev(unsigned int major, const char *name)
{
	WARN(major >= NR_MAJORS || !test_and_clear_bit(major, majors),
	     "block: %s: the major number %u is not registered\n", name, major);
}

/* ---- disks ----------------------------------------------------------------------------------- */

static void gendisk_release(struct device *dev)
{
	struct gendisk *disk = dev_to_disk(dev);

	blk_mq_release_queue(disk->queue);
	if (disk->added && disk->fops->free_disk)
		disk->fops->free_disk(disk);
	kfree(disk);
}

struct gendisk *blk_alloc_gendisk(struct queue_limits *lim)
{
	struct queue_limits none = {};
	struct gendisk *disk;
	int err;

	disk = kzalloc(sizeof(*disk), GFP_KERNEL);
	if (!disk)
		return ERR_PTR(-ENOMEM);
	disk->__queue.limits = lim ? *lim : none;
	err = blk_validate_limits(&disk->__queue.limits);
	if (err) {
		kfree(disk);
		return ERR_PTR(err);
	}
	disk->queue = &disk->__queue;
	blk_queue_init(disk->queue, disk);
	disk->part0 = &disk->__part0;
	disk->part0->bd_disk = disk;
	spin_lock_init(&disk->lock);
	device_initialize(disk_to_dev(disk));
	disk_to_dev(disk)->class = &block_class;
	disk_to_dev(disk)->release = gendisk_release;
	return disk;
}

struct gendisk *blk_alloc_disk(struct queue_limits *lim, int node)
{
	return blk_alloc_gendisk(lim);
}

struct gendisk *blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				  void *queuedata)
{
	struct gendisk *disk = blk_alloc_gendisk(lim);
	int err;

	if (IS_ERR(disk))
		return disk;
	disk->queue->queuedata = queuedata;
	err = blk_mq_init_queue(disk->queue, set);
	if (err) {
		put_disk(disk);
		return ERR_PTR(err);
	}
	return disk;
}

void put_disk(struct gendisk *disk)
{
	if (disk)
		put_device(disk_to_dev(disk));
}

/* Read for the commands.  The request waits until the driver ends it. */
static int gendisk_read(struct block_disk *reads, u64 sector, void *buf, unsigned int nr_sectors)
{
	struct gendisk *disk = reads->priv;
	struct bio_vec bv;
	struct bio bio;
	int err;

	bio_init(&bio, disk->part0, &bv, 1, REQ_OP_READ);
	bio_add_page(&bio, virt_to_page(buf), nr_sectors << SECTOR_SHIFT,
		     (unsigned int)offset_in_page(buf));
	bio.bi_iter.bi_sector = sector;
	err = submit_bio_wait(&bio);
	return !err || err == -ENODEV || err == -ENOMEM ? err : -EIO;
}

static const struct block_ops gendisk_ops = { .read = gendisk_read };

static void gendisk_set_reads(struct gendisk *disk, struct block_disk *reads)
{
	unsigned long flags;

	spin_lock_irqsave(&disk->lock, flags);
	disk->reads = reads;
	if (reads)
		block_set_sectors(reads, get_capacity(disk));
	spin_unlock_irqrestore(&disk->lock, flags);
}

int device_add_disk(struct device *parent, struct gendisk *disk,
		    const struct attribute_group **groups)
{
	struct device *dev = disk_to_dev(disk);
	struct block_disk *reads;
	int err;

	if (!disk->disk_name[0] || !disk->fops || (!disk->queue->mq_ops && !disk->fops->submit_bio))
		return -EINVAL;
	dev->parent = parent;
	dev->groups = groups;
	dev->devt = disk->major ? MKDEV(disk->major, disk->first_minor) : 0;
	err = dev_set_name(dev, "%s", disk->disk_name);
	if (!err)
		err = device_add(dev);
	if (err)
		return err;
	reads = block_register_as(disk->disk_name, get_capacity(disk),
				  queue_logical_block_size(disk->queue),
				  queue_max_sectors(disk->queue), &gendisk_ops, disk);
	if (IS_ERR(reads)) {
		device_del(dev);
		return PTR_ERR(reads);
	}
	disk->added = true;
	gendisk_set_reads(disk, reads);
	return 0;
}

void del_gendisk(struct gendisk *disk)
{
	struct block_disk *reads = disk->reads;

	if (WARN(!reads, "%s: the disk is not added\n", disk->disk_name))
		return;
	gendisk_set_reads(disk, NULL);
	blk_queue_drain(disk->queue);
	block_unregister(reads);
	device_del(disk_to_dev(disk));
	blk_mq_exit_queue(disk->queue);
}

bool set_capacity_and_notify(struct gendisk *disk, sector_t size)
{
	sector_t old;
	unsigned long flags;

	spin_lock_irqsave(&disk->lock, flags);
	old = get_capacity(disk);
	WRITE_ONCE(disk->part0->bd_nr_sectors, size);
	if (disk->reads)
		block_set_sectors(disk->reads, size);
	spin_unlock_irqrestore(&disk->lock, flags);
	if (size == old || !old || !size)
		return false;
	pr_info("%s: %llu sectors, before %llu\n", disk->disk_name, (unsigned long long)size,
		(unsigned long long)old);
	return true;
}

void set_capacity(struct gendisk *disk, sector_t size)
{
	set_capacity_and_notify(disk, size);
}
