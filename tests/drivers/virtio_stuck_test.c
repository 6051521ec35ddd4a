// SPDX-License-Identifier: BSD-2-Clause
/*
 * A virtio disk reports an invalid completion, which breaks its queue.  If the device cannot be
 * reset after that, memory to which it may still write is not freed.
 */

#include <internal/block.h>
#include <internal/dma.h>
#include <internal/virtio.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "../said.h"

static struct disk {
	struct virtio_device vdev;
	struct timer_list timer;
	struct virtqueue *vq;
	u8 status;
	bool stuck;
} disk;

static u8 disk_get_status(struct virtio_device *vdev)
{
	return disk.status;
}

static void disk_set_status(struct virtio_device *vdev, u8 status)
{
	if (status || !disk.stuck)
		disk.status = status;
	if (!status)
		vdev->stuck = disk.stuck;
}

static u64 disk_get_features(struct virtio_device *vdev)
{
	return 1ULL << VIRTIO_F_VERSION_1;
}

static void disk_set_features(struct virtio_device *vdev, u64 features)
{
}

static void disk_read_config(struct virtio_device *vdev, unsigned int offset, void *buf,
			     size_t size)
{
	memset(buf, 0, size);
	*(u8 *)buf = 100;
}

static struct virtqueue *disk_setup_queue(struct virtio_device *vdev, unsigned int index,
					  void (*callback)(struct virtqueue *vq))
{
	disk.vq = virtqueue_create(vdev, index, 16, 64, callback);
	return disk.vq ? disk.vq : ERR_PTR(-ENOMEM);
}

/* Report more completed requests than the driver has submitted, in the role of the device. */
static void break_queue(struct timer_list *timer)
{
	dma_addr_t desc, avail, used;

	virtqueue_addresses(disk.vq, &desc, &avail, &used);
	((u16 *)__va(used))[1] += 9;
	virtqueue_interrupt(disk.vq);
}

static void disk_notify(struct virtqueue *vq)
{
	mod_timer(&disk.timer, jiffies + 1);
}

static const struct virtio_transport disk_transport = {
	.get_status = disk_get_status,
	.set_status = disk_set_status,
	.get_features = disk_get_features,
	.set_features = disk_set_features,
	.read_config = disk_read_config,
	.setup_queue = disk_setup_queue,
	.notify = disk_notify,
	.delete_queue = virtqueue_destroy,
};

/* Return the last disk in the list, which the driver of the test has created. */
static struct block_disk *find_disk(void)
{
	struct block_disk *bdev = block_get_first();

	block_put(bdev);
	while (bdev && bdev->next)
		bdev = bdev->next;
	return bdev;
}

static void try_disk(struct kunit *test, bool stuck)
{
	struct device *dev = root_device_register("stuck");
	struct block_disk *first = block_get_first(), *bdev;
	u8 buf[8];

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	dev->dma_coherent = true;
	dma_reach_changed(dev);
	memset(&disk, 0, sizeof(disk));
	disk.vdev = (struct virtio_device){ .dev = dev,
					    .ops = &disk_transport,
					    .id = VIRTIO_ID_BLOCK };
	timer_setup(&disk.timer, break_queue, 0);
	KUNIT_ASSERT_EQ(test, virtio_device_add(&disk.vdev), 0);
	bdev = find_disk();
	KUNIT_ASSERT_NOT_NULL(test, bdev);
	KUNIT_EXPECT_EQ(test, bdev->nr_sectors, 100ULL);
	disk.stuck = stuck;
	mark();
	KUNIT_EXPECT_EQ(test, block_read(bdev, 0, buf, sizeof(buf)), -EIO);
	EXPECT_SAID(test, "is broken");
	KUNIT_EXPECT_EQ(test, was_said("a buffer of 4096 bytes is not freed"), stuck);
	timer_delete_sync(&disk.timer);
	virtio_device_remove(&disk.vdev);
	KUNIT_EXPECT_EQ(test, was_said("queue 0 is not freed"), stuck);
	devres_release_all(dev);
	if (stuck)
		KUNIT_EXPECT_GT(test, dev->dma_coherent_bytes, 2000UL);
	else
		KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	KUNIT_EXPECT_NULL(test, disk.vdev.vqs);
	/* The driver refuses a device that cannot be reset. */
	KUNIT_EXPECT_EQ(test, virtio_device_add(&disk.vdev), stuck ? -EIO : 0);
	if (!stuck) {
		virtio_device_remove(&disk.vdev);
		devres_release_all(dev);
		root_device_unregister(dev);
	}
	block_put(first);
}

static void virtio_stuck_test_resets(struct kunit *test)
{
	try_disk(test, false);
}

static void virtio_stuck_test_stuck(struct kunit *test)
{
	try_disk(test, true);
}

static struct kunit_case virtio_stuck_cases[] = {
	KUNIT_CASE(virtio_stuck_test_resets),
	KUNIT_CASE(virtio_stuck_test_stuck),
	{}
};

static struct kunit_suite virtio_stuck_suite = {
	.name = "virtio_stuck",
	.test_cases = virtio_stuck_cases,
};
kunit_test_suite(virtio_stuck_suite);
