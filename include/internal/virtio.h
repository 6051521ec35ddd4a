/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_VIRTIO_H
#define INTERNAL_VIRTIO_H

/*
 * Virtio 1.2 as its drivers see it: a device with features, configuration and queues.
 *
 * The device is not trusted: a queue whose used ring says something impossible is broken for good, its
 * requests fail, and nothing is read or freed because of what the device wrote.
 */

#include <linux/device.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct virtio_device;
struct virtqueue;

#define VIRTIO_ID_BLOCK		2

#define VIRTIO_F_RING_EVENT_IDX	29
#define VIRTIO_F_VERSION_1	32

#define VIRTIO_STATUS_ACKNOWLEDGE	1
#define VIRTIO_STATUS_DRIVER		2
#define VIRTIO_STATUS_DRIVER_OK		4
#define VIRTIO_STATUS_FEATURES_OK	8
#define VIRTIO_STATUS_FAILED		128

/* What a transport does; all in thread context but notify. */
struct virtio_transport {
	u8 (*get_status)(struct virtio_device *vdev);
	void (*set_status)(struct virtio_device *vdev, u8 status);	/* 0: reset; sets vdev->stuck */
	u64 (*get_features)(struct virtio_device *vdev);
	void (*set_features)(struct virtio_device *vdev, u64 features);
	void (*read_config)(struct virtio_device *vdev, unsigned int offset, void *buf, size_t size);
	struct virtqueue *(*setup_queue)(struct virtio_device *vdev, unsigned int index,
					 void (*callback)(struct virtqueue *vq));
	void (*notify)(struct virtqueue *vq);
	void (*delete_queue)(struct virtqueue *vq);
	/* After it no callback of a queue runs any more, nor begins to.  NULL: none ever does. */
	void (*stop_interrupts)(struct virtio_device *vdev);
};

struct virtio_driver;

struct virtio_device {
	struct device *dev;		/* does the DMA */
	const struct virtio_transport *ops;
	u32 id;
	u64 features;			/* agreed on */
	const struct virtio_driver *driver;	/* NULL: none has accepted it */
	bool stuck;			/* it did not reset: memory that it was given stays allocated */
	void *priv;			/* the driver's */
	struct virtqueue *vqs;
};

struct virtio_driver {
	const char *name;
	u32 id;
	u64 features;			/* understood */
	int (*probe)(struct virtio_device *vdev);
	void (*remove)(struct virtio_device *vdev);	/* the device works until it returns; may wait */
	struct virtio_driver *next;
};

/* Before devices are found: at subsys_initcall. */
void virtio_driver_register(struct virtio_driver *driver);

/*
 * Called by a transport, which can interrupt by then: negotiate and probe; 0, or -errno with the device
 * reset, its interrupts stopped, and marked failed.
 */
int virtio_device_add(struct virtio_device *vdev);

/*
 * The driver lets go of it; then it is reset, its interrupts are stopped, and its queues are freed.  Thread
 * context; takes as long as the driver waits for what is under way.
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
 * Offer buffers as one request; token comes back from virtqueue_get().  Buffers that the device reads
 * come first.  -ENOSPC if fewer descriptors are free than buffers given, -EIO if the queue is broken.
 * Any context, serialised by the caller.
 */
int virtqueue_add(struct virtqueue *vq, const struct virtq_buffer *buffers, unsigned int n, void *token);

/* Tell the device, if it asked to be told. */
void virtqueue_kick(struct virtqueue *vq);

/*
 * A request that the device has finished and how many bytes it says that it wrote, at most what was
 * offered; NULL if there is none, or the queue is broken.
 */
void *virtqueue_get(struct virtqueue *vq, u32 *written);

/* Ask for an interrupt at the next finished request: false if one is there already. */
bool virtqueue_enable_callback(struct virtqueue *vq);
void virtqueue_disable_callback(struct virtqueue *vq);

/* Whether the device has finished requests that virtqueue_get() did not give yet. */
bool virtqueue_has_news(struct virtqueue *vq);
bool virtqueue_is_broken(const struct virtqueue *vq);
unsigned int virtqueue_size(const struct virtqueue *vq);
unsigned int virtqueue_free_descriptors(const struct virtqueue *vq);
struct virtio_device *virtqueue_device(const struct virtqueue *vq);

/* For transports. */
struct virtqueue *virtqueue_create(struct virtio_device *vdev, unsigned int index, unsigned int size,
				   unsigned int align, void (*callback)(struct virtqueue *vq));
void virtqueue_destroy(struct virtqueue *vq);
void virtqueue_interrupt(struct virtqueue *vq);
unsigned int virtqueue_index(const struct virtqueue *vq);
struct virtqueue *virtqueue_next(const struct virtqueue *vq);
void virtqueue_addresses(const struct virtqueue *vq, dma_addr_t *desc, dma_addr_t *avail,
			 dma_addr_t *used);

#endif /* INTERNAL_VIRTIO_H */
