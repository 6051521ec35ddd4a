// SPDX-License-Identifier: BSD-2-Clause
/* Virtio devices and drivers: negotiation (Virtio 1.2, section 3.1) and matching. */

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include <internal/virtio.h>

static struct virtio_driver *drivers;

void virtio_driver_register(struct virtio_driver *driver)
{
	driver->next = drivers;
	drivers = driver;
}

static void add_status(struct virtio_device *vdev, u8 bits)
{
	vdev->ops->set_status(vdev, vdev->ops->get_status(vdev) | bits);
}

/* Return the name of a device type (Virtio 1.2, section 5), for messages. */
static const char *type_name(u32 id)
{
	static const char * const names[] = {
		[1] = "net", [2] = "block", [3] = "console", [4] = "rng", [5] = "balloon",
		[8] = "scsi", [9] = "9p", [16] = "gpu", [18] = "input", [19] = "vsock",
		[20] = "crypto", [24] = "mem", [25] = "sound", [26] = "fs", [27] = "pmem",
		[34] = "i2c", [41] = "gpio", [45] = "spi",
	};

	return id < ARRAY_SIZE(names) && names[id] ? names[id] : "unknown";
}

static int negotiate(struct virtio_device *vdev, struct virtio_driver *driver)
{
	u64 offered = vdev->ops->get_features(vdev);

	/* Queues and buffers have addresses of the DMA interface in any case. */
	vdev->features = offered & (driver->features | 1ULL << VIRTIO_F_VERSION_1 |
				    1ULL << VIRTIO_F_ACCESS_PLATFORM |
				    1ULL << VIRTIO_F_RING_EVENT_IDX);
	vdev->ops->set_features(vdev, vdev->features);
	if (!virtio_has_feature(vdev, VIRTIO_F_VERSION_1))
		return 0;
	add_status(vdev, VIRTIO_STATUS_FEATURES_OK);
	if (!(vdev->ops->get_status(vdev) & VIRTIO_STATUS_FEATURES_OK)) {
		dev_err(vdev->dev, "the device offers the features %#llx and refuses %#llx\n",
			(unsigned long long)offered, (unsigned long long)vdev->features);
		return -ENODEV;
	}
	return 0;
}

/*
 * Shut the device down in three steps.  Reset the device, so that it no longer accesses memory.
 * Free its interrupt, so that no handler reads the queues.  Then free the queues.
 */
static void shut_down(struct virtio_device *vdev)
{
	vdev->ops->set_status(vdev, 0);
	if (vdev->ops->stop_interrupts)
		vdev->ops->stop_interrupts(vdev);
	while (vdev->vqs)
		vdev->ops->delete_queue(vdev->vqs);
}

int virtio_device_add(struct virtio_device *vdev)
{
	struct virtio_driver *driver = drivers;
	int err;

	while (driver && driver->id != vdev->id)
		driver = driver->next;
	if (!driver) {
		if (vdev->ops->stop_interrupts)
			vdev->ops->stop_interrupts(vdev);
		dev_info(vdev->dev, "virtio device %u (%s): no driver\n", vdev->id,
			 type_name(vdev->id));
		return -ENODEV;
	}
	vdev->ops->set_status(vdev, 0);
	add_status(vdev, VIRTIO_STATUS_ACKNOWLEDGE);
	add_status(vdev, VIRTIO_STATUS_DRIVER);
	err = vdev->stuck ? -EIO : negotiate(vdev, driver);
	if (!err)
		err = driver->probe(vdev);
	if (!err) {
		vdev->driver = driver;
		return 0;
	}
	shut_down(vdev);
	add_status(vdev, VIRTIO_STATUS_FAILED);
	return err;
}

void virtio_device_remove(struct virtio_device *vdev)
{
	if (vdev->driver && vdev->driver->remove)
		vdev->driver->remove(vdev);
	vdev->driver = NULL;
	shut_down(vdev);
}
