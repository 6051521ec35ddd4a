/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_VIRTIO_H
#define INTERNAL_VIRTIO_H

/*
 * Interface for drivers of Virtio 1.2 devices, which have features, a configuration and queues.
 *
 * The device is not trusted.  A queue with an invalid used ring is broken permanently and its
 * requests fail.  Values from the device never determine addresses to access or to free.
 */

#include <linux/device.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct virtio_device;
struct virtqueue;

#define VIRTIO_ID_BLOCK		2

#define VIRTIO_F_RING_EVENT_IDX	29
#define VIRTIO_F_VERSION_1	32
/* The device accesses addresses of the DMA interface. */
#define VIRTIO_F_ACCESS_PLATFORM	33

#define VIRTIO_STATUS_ACKNOWLEDGE	1
#define VIRTIO_STATUS_DRIVER		2
#define VIRTIO_STATUS_DRIVER_OK		4
#define VIRTIO_STATUS_FEATURES_OK	8
#define VIRTIO_STATUS_FAILED		128

/* Operations of a transport.  Context: thread, except for notify. */
struct virtio_transport {
	u8 (*get_status)(struct virtio_device *vdev);
	/* Status 0 resets the device.  If the reset fails, vdev->stuck is set. */
	void (*set_status)(struct virtio_device *vdev, u8 status);
	u64 (*get_features)(struct virtio_device *vdev);
	void (*set_features)(struct virtio_device *vdev, u64 features);
	void (*read_config)(struct virtio_device *vdev, unsigned int offset, void *buf,
			    size_t size);
	struct virtqueue *(*setup_queue)(struct virtio_device *vdev, unsigned int index,
					 void (*callback)(struct virtqueue *vq));
	void (*notify)(struct virtqueue *vq);
	void (*delete_queue)(struct virtqueue *vq);
	/* Stop all callbacks of queues and wait for running callbacks.  NULL if not needed. */
	void (*stop_interrupts)(struct virtio_device *vdev);
};

struct virtio_driver;

struct virtio_device {
	struct device *dev;		/* device for DMA */
	const struct virtio_transport *ops;
	u32 id;
	u64 features;			/* negotiated features */
	const struct virtio_driver *driver;	/* NULL if no driver is bound */
	bool stuck;			/* reset failed: buffers must not be freed */
	void *priv;			/* private data of the driver */
	struct virtqueue *vqs;
};

struct virtio_driver {
	const char *name;
	u32 id;
	u64 features;			/* features that the driver supports */
	int (*probe)(struct virtio_device *vdev);
	void (*remove)(struct virtio_device *vdev);	/* called before the reset; may sleep */
	struct virtio_driver *next;
};

/* Register a driver.  Called in a subsys_initcall(), before devices are found. */
void virtio_driver_register(struct virtio_driver *driver);

/*
 * Negotiate features and probe the device.  Called by a transport when interrupts are possible.
 * Returns 0 or -errno.  After an error, the device's interrupts are stopped.  The device is also
 * reset and marked as failed, unless no driver has its ID (-ENODEV).
 */
int virtio_device_add(struct virtio_device *vdev);

/*
 * Unbind the driver, reset the device, stop its interrupts and free its queues.  Sleeps until the
 * driver has finished its requests.  Context: thread.
 */
void virtio_device_remove(struct virtio_device *vdev);

static inline bool virtio_has_feature(const struct virtio_device *vdev, unsigned int bit)
{
	return vdev->features >> bit & 1;
}

/* ---- queues ---------------------------------------------------------------------------------- */

struct virtq_buffer {
	dma_addr_t addr;
	u32 size;
	bool device_writes;
};

/*
 * Add buffers as one request; virtqueue_get() returns its @token.  Buffers that the device reads
 * come first.  Returns 0; -ENOSPC if there are too few free descriptors; -EIO if the queue is
 * broken; or -EINVAL and a report if @n is 0 or @token is NULL.  The caller serializes calls.
 * Context: any.
 */
int virtqueue_add(struct virtqueue *vq, const struct virtq_buffer *buffers, unsigned int n,
		  void *token);

/* Notify the device of new requests, unless the device does not want notifications. */
void virtqueue_kick(struct virtqueue *vq);

/*
 * Return the token of a finished request, and store the number of bytes that the device wrote.  If
 * the device reports more bytes than the buffers have, the queue is broken.  Returns NULL if no
 * request has finished or the queue is broken.
 */
void *virtqueue_get(struct virtqueue *vq, u32 *written);

/* Enable an interrupt for the next finished request.  Returns false if one is finished already. */
bool virtqueue_enable_callback(struct virtqueue *vq);
void virtqueue_disable_callback(struct virtqueue *vq);

/* Return true if a finished request is available for virtqueue_get(). */
bool virtqueue_has_news(struct virtqueue *vq);
bool virtqueue_is_broken(const struct virtqueue *vq);
unsigned int virtqueue_size(const struct virtqueue *vq);
unsigned int virtqueue_free_descriptors(const struct virtqueue *vq);
struct virtio_device *virtqueue_device(const struct virtqueue *vq);

/* Create and destroy a queue.  Called by transports. */
struct virtqueue *virtqueue_create(struct virtio_device *vdev, unsigned int index,
				   unsigned int size, unsigned int align,
				   void (*callback)(struct virtqueue *vq));
void virtqueue_destroy(struct virtqueue *vq);
void virtqueue_interrupt(struct virtqueue *vq);
unsigned int virtqueue_index(const struct virtqueue *vq);
struct virtqueue *virtqueue_next(const struct virtqueue *vq);
void virtqueue_addresses(const struct virtqueue *vq, dma_addr_t *desc, dma_addr_t *avail,
			 dma_addr_t *used);

#endif /* INTERNAL_VIRTIO_H */
