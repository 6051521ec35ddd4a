// SPDX-License-Identifier: BSD-2-Clause
/* Virtio devices and drivers: negotiation (Virtio 1.2, section 3.1) and matching. */

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

static int negotiate(struct virtio_device *vdev, struct virtio_driver *driver)
{
	u64 offered = vdev->ops->get_features(vdev);

	vdev->features = offered & (driver->features | 1ULL << VIRTIO_F_VERSION_1 |
				    1ULL << VIRTIO_F_RING_EVENT_IDX);
	vdev->ops->set_features(vdev, vdev->features);
	if (!virtio_has_feature(vdev, VIRTIO_F_VERSION_1))
		return 0;
	add_status(vdev, VIRTIO_STATUS_FEATURES_OK);
	if (!(vdev->ops->get_status(vdev) & VIRTIO_STATUS_FEATURES_OK)) {
		dev_err(vdev->dev, "the device refuses the features %#llx\n",
			(unsigned long long)vdev->features);
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
