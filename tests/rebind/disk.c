// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command "disktest" tests a driver of a disk whose requests come from linux/blk-mq.h:
 *
 *	disktest rebind DEVICE ROUNDS	unbind and bind the driver while threads read the disk
 *	disktest remove DEVICE ROUNDS	unbind the driver with requests in flight, and bind it
 *	disktest write			write the end of the disk, flush, read, and discard
 */

#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/crc32.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/shell.h>

#define NR_READERS	4
#define PIECE		16384
#define NR_PIECES	16
#define NR_BIOS		32

static u32 sums[NR_PIECES];
static atomic_t nr_right, nr_wrong, nr_gone, nr_errors;

/* ---- rebind ---------------------------------------------------------------------------------- */

/*
 * Return a disk's block device with a reference of its device, or NULL.  While a thread has a
 * reference of the disk that was removed, the next one has another name.
 */
static struct block_device *find_disk(void)
{
	struct device *dev = class_find_device(&block_class, NULL, NULL, device_match_any);

	return dev ? dev_to_bdev(dev) : NULL;
}

/* Read a piece of the disk.  Returns 0 or a negative error. */
static int read_piece(unsigned int n, void *buf)
{
	struct block_device *bdev = find_disk();
	struct bio_vec vec;
	struct bio bio;
	int err;

	if (!bdev)
		return -ENODEV;
	bio_init(&bio, bdev, &vec, 1, REQ_OP_READ);
	bio_add_page(&bio, virt_to_page(buf), PIECE, 0);
	bio.bi_iter.bi_sector = n * (PIECE >> SECTOR_SHIFT);
	err = submit_bio_wait(&bio);
	put_device(&bdev->bd_device);
	return err;
}

static int reader_main(void *buf)
{
	for (unsigned int n = 0; !kthread_should_stop(); n = (n + 1) % NR_PIECES) {
		int err = read_piece(n, buf);

		if (err == -ENODEV)
			atomic_inc(&nr_gone);
		else if (err)
			atomic_inc(&nr_errors);
		else if (crc32(0, buf, PIECE) == sums[n])
			atomic_inc(&nr_right);
		else
			atomic_inc(&nr_wrong);
		cond_resched();
	}
	kfree(buf);
	return 0;
}

/* Compute the checksums that the readers expect.  Returns 0 or a negative error. */
static int read_sums(void)
{
	void *buf = kmalloc(PIECE, GFP_KERNEL);
	int err = buf ? 0 : -ENOMEM;

	for (unsigned int n = 0; !err && n < NR_PIECES; n++) {
		err = read_piece(n, buf);
		sums[n] = err ? 0 : crc32(0, buf, PIECE);
	}
	kfree(buf);
	return err;
}

static int disktest_rebind(struct device *dev, unsigned int rounds)
{
	struct task_struct *readers[NR_READERS];
	unsigned int bound = 0;

	if (read_sums()) {
		console_printf("disktest: the disk cannot be read\n");
		return 1;
	}
	for (unsigned int i = 0; i < NR_READERS; i++)
		readers[i] = kthread_run(reader_main, kmalloc(PIECE, GFP_KERNEL), "reader%u", i);
	for (unsigned int i = 0; i < rounds; i++) {
		int before = atomic_read(&nr_right);

		while (atomic_read(&nr_right) < before + NR_READERS && !atomic_read(&nr_errors))
			schedule_timeout_uninterruptible(1);
		device_release_driver(dev);
		bound += device_attach(dev) == 1;
	}
	for (unsigned int i = 0; i < NR_READERS; i++)
		kthread_stop(readers[i]);
	console_printf("disktest: bound %u times, %d reads right, %d refused, %d wrong, "
		       "%d errors\n", bound, atomic_read(&nr_right), atomic_read(&nr_gone),
		       atomic_read(&nr_wrong), atomic_read(&nr_errors));
	return bound != rounds || atomic_read(&nr_wrong) || atomic_read(&nr_errors);
}

/* ---- bios ------------------------------------------------------------------------------------ */

struct test_bio {
	struct bio bio;
	struct bio_vec vec;
	struct completion done;
	void *buf;
};

static struct test_bio bios[NR_BIOS];

static void test_bio_done(struct bio *bio)
{
	complete(&container_of(bio, struct test_bio, bio)->done);
}

/* Submit transfers of PIECE bytes each, from @sector on, and do not wait. */
static void submit_all(struct block_device *bdev, enum req_op op, sector_t sector)
{
	for (unsigned int i = 0; i < NR_BIOS; i++) {
		struct test_bio *t = &bios[i];

		init_completion(&t->done);
		bio_init(&t->bio, bdev, &t->vec, 1, op);
		bio_add_page(&t->bio, virt_to_page(t->buf), PIECE, 0);
		t->bio.bi_iter.bi_sector = sector + i * (PIECE >> SECTOR_SHIFT);
		t->bio.bi_end_io = test_bio_done;
		submit_bio(&t->bio);
	}
}

/* Wait for all.  Returns the number of those with this error. */
static unsigned int wait_all(int err)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < NR_BIOS; i++) {
		wait_for_completion(&bios[i].done);
		n += blk_status_to_errno(bios[i].bio.bi_status) == err;
	}
	return n;
}

static bool alloc_all(void)
{
	bool all = true;

	for (unsigned int i = 0; i < NR_BIOS; i++) {
		bios[i].buf = bios[i].buf ? bios[i].buf : kmalloc(PIECE, GFP_KERNEL);
		all &= bios[i].buf != NULL;
	}
	return all;
}

static int disktest_remove(struct device *dev, unsigned int rounds)
{
	unsigned int bound = 0, right = 0, flying = 0;

	for (unsigned int i = 0; i < rounds; i++) {
		struct block_device *bdev = find_disk();

		if (!bdev)
			break;
		submit_all(bdev, REQ_OP_READ, 0);
		for (unsigned int j = 0; j < NR_BIOS; j++)
			flying += !completion_done(&bios[j].done);
		device_release_driver(dev);
		right += wait_all(0);
		submit_all(bdev, REQ_OP_READ, 0);
		right += wait_all(-ENODEV);
		put_device(&bdev->bd_device);
		bound += device_attach(dev) == 1;
	}
	console_printf("disktest: bound %u times, %u in flight, %u right\n", bound, flying, right);
	return bound != rounds || right != 2 * NR_BIOS * rounds;
}

static int disktest_write(void)
{
	struct block_device *bdev = find_disk();
	unsigned int right, same = 0, size = NR_BIOS * PIECE >> SECTOR_SHIFT;
	sector_t sector;
	int flush, discard;

	if (!bdev)
		return 1;
	sector = bdev_nr_sectors(bdev) - size;
	for (unsigned int i = 0; i < NR_BIOS; i++)
		memset(bios[i].buf, 0x40 + (int)i, PIECE);
	submit_all(bdev, REQ_OP_WRITE, sector);
	right = wait_all(0);
	flush = blkdev_issue_flush(bdev);
	for (unsigned int i = 0; i < NR_BIOS; i++)
		memset(bios[i].buf, 0, PIECE);
	submit_all(bdev, REQ_OP_READ, sector);
	right += wait_all(0);
	for (unsigned int i = 0; i < NR_BIOS; i++)
		same += !memchr_inv(bios[i].buf, 0x40 + (int)i, PIECE);
	discard = blkdev_issue_discard(bdev, sector, size, GFP_KERNEL);
	console_printf("disktest: %u right, %u same, flush %d, discard %d\n", right, same, flush,
		       discard);
	put_device(&bdev->bd_device);
	return 0;
}

static int cmd_disktest(int argc, char **argv)
{
	struct device *dev;
	unsigned int rounds;
	int result;

	if (!alloc_all() || argc < 2)
		return 1;
	if (argc < 4)
		return disktest_write();
	dev = bus_find_device_by_name(&platform_bus_type, NULL, argv[2]);
	if (!dev || kstrtouint(argv[3], 0, &rounds))
		return 1;
	result = strcmp(argv[1], "rebind") ? disktest_remove(dev, rounds) :
					     disktest_rebind(dev, rounds);
	put_device(dev);
	return result;
}
SHELL_COMMAND(disktest, "disktest", "rebind|remove|write ...", "test the driver of a disk",
	      cmd_disktest);
