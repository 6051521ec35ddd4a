// SPDX-License-Identifier: BSD-2-Clause
/*
 * Split virtqueues (Virtio 1.2, section 2.7).
 *
 * CPU and device share three arrays in memory: the descriptors (address, size, flags, next), the
 * available ring (heads of chains, which we write), and the used ring (heads and sizes, which the
 * device writes).
 *
 *	us:      desc[head] -> desc[n] -> ...      avail.ring[avail.idx++ % size] = head
 *	device:  used.ring[used.idx++ % size] = { head, bytes written }
 *
 * All data that is needed later (which descriptors are free, the next one of a chain, how many
 * bytes the device may have written) is stored in vq->slots, which the device cannot write.  The
 * device's entries are checked against this data: a head that is not in flight, or more entries
 * than requests in flight, breaks the queue.
 *
 * Locking: the driver serialises add, kick and get.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>

#include <internal/virtio.h>

#define DESC_F_NEXT	1
#define DESC_F_WRITE	2
#define AVAIL_F_NO_INTERRUPT	1
#define USED_F_NO_NOTIFY	1

struct vring_desc {
	__le64 addr;
	__le32 size;
	__le16 flags;
	__le16 next;
};

struct vring_avail {
	__le16 flags;
	__le16 idx;
	__le16 ring[];		/* followed by used_event */
};

struct vring_used_elem {
	__le32 id;
	__le32 written;
};

struct vring_used {
	__le16 flags;
	__le16 idx;
	struct vring_used_elem ring[];	/* followed by avail_event */
};

/* The driver's record of a descriptor, which the device cannot write. */
struct slot {
	void *token;		/* token of the request that starts here, or NULL */
	u16 next;		/* next descriptor in the chain or in the free list */
	u16 count;		/* in a chain's head: number of its descriptors */
	u32 writable;		/* in a chain's head: bytes that the device may write */
};

struct virtqueue {
	struct virtio_device *vdev;
	struct virtqueue *next;
	void (*callback)(struct virtqueue *vq);
	unsigned int index;
	unsigned int size;
	bool event_idx;
	bool broken;
	u16 free_head;
	u16 nr_free;
	u16 avail_idx;		/* index of the next entry to write */
	u16 kicked_idx;		/* avail_idx at the last kick */
	u16 used_idx;		/* index of the next entry to read */
	u16 in_flight;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	struct slot *slots;
	dma_addr_t dma;
	size_t used_offset;
	size_t bytes;
};

static __le16 *used_event(struct virtqueue *vq)
{
	return &vq->avail->ring[vq->size];
}

static __le16 *avail_event(struct virtqueue *vq)
{
	return (__le16 *)&vq->used->ring[vq->size];
}

static void break_queue(struct virtqueue *vq, const char *why)
{
	if (!vq->broken)
		dev_err(vq->vdev->dev, "queue %u is broken: %s\n", vq->index, why);
	vq->broken = true;
}

struct virtqueue *virtqueue_create(struct virtio_device *vdev, unsigned int index,
				   unsigned int size, unsigned int align,
				   void (*callback)(struct virtqueue *vq))
{
	struct virtqueue *vq = kzalloc(sizeof(*vq), GFP_KERNEL);
	size_t used_offset = ALIGN(sizeof(struct vring_desc) * size +
				   sizeof(__le16) * (3 + size), align);

	if (!vq)
		return NULL;
	vq->slots = kcalloc(size, sizeof(*vq->slots), GFP_KERNEL);
	vq->bytes = used_offset + sizeof(__le16) * 3 + sizeof(struct vring_used_elem) * size;
	vq->desc = dma_alloc_coherent(vdev->dev, vq->bytes, &vq->dma, GFP_KERNEL);
	if (!vq->slots || !vq->desc) {
		dma_free_coherent(vdev->dev, vq->bytes, vq->desc, vq->dma);
		kfree(vq->slots);
		kfree(vq);
		return NULL;
	}
	vq->vdev = vdev;
	vq->callback = callback;
	vq->index = index;
	vq->size = size;
	vq->event_idx = virtio_has_feature(vdev, VIRTIO_F_RING_EVENT_IDX);
	vq->used_offset = used_offset;
	vq->avail = (void *)vq->desc + sizeof(struct vring_desc) * size;
	vq->used = (void *)vq->desc + used_offset;
	vq->nr_free = size;
	for (unsigned int i = 0; i < size; i++)
		vq->slots[i].next = i + 1;
	vq->next = vdev->vqs;
	vdev->vqs = vq;
	return vq;
}

void virtqueue_destroy(struct virtqueue *vq)
{
	struct virtqueue **at = &vq->vdev->vqs;

	while (*at != vq)
		at = &(*at)->next;
	*at = vq->next;
	if (vq->vdev->stuck)
		dev_err(vq->vdev->dev, "queue %u is not freed: the device may write to it\n",
			vq->index);
	else
		dma_free_coherent(vq->vdev->dev, vq->bytes, vq->desc, vq->dma);
	kfree(vq->slots);
	kfree(vq);
}

int virtqueue_add(struct virtqueue *vq, const struct virtq_buffer *buffers, unsigned int n,
		  void *token)
{
	u16 head = vq->free_head, at = head;
	u32 writable = 0;

	if (WARN_ON(!n || !token))
		return -EINVAL;
	if (vq->broken)
		return -EIO;
	if (n > vq->nr_free)
		return -ENOSPC;
	for (unsigned int i = 0; i < n; i++) {
		struct slot *slot = &vq->slots[at];

		vq->desc[at] = (struct vring_desc){
			.addr = cpu_to_le64(buffers[i].addr),
			.size = cpu_to_le32(buffers[i].size),
			.flags = cpu_to_le16((buffers[i].device_writes ? DESC_F_WRITE : 0) |
					     (i + 1 < n ? DESC_F_NEXT : 0)),
			.next = cpu_to_le16(slot->next),
		};
		if (buffers[i].device_writes)
			writable += buffers[i].size;
		at = slot->next;
	}
	vq->free_head = at;
	vq->nr_free -= n;
	vq->slots[head].token = token;
	vq->slots[head].count = n;
	vq->slots[head].writable = writable;
	vq->avail->ring[vq->avail_idx % vq->size] = cpu_to_le16(head);
	vq->in_flight++;
	/*
	 * Write the chain before the index that makes it visible.  The store-release is for the
	 * simulated devices of the host port, which are threads.
	 */
	dma_wmb();
	smp_store_release(&vq->avail->idx, cpu_to_le16(++vq->avail_idx));
	return 0;
}

void virtqueue_kick(struct virtqueue *vq)
{
	u16 old = vq->kicked_idx, new = vq->avail_idx;
	bool wanted;

	vq->kicked_idx = new;
	mb();		/* write our index before reading whether the device wants a notification */
	if (vq->event_idx)
		wanted = (u16)(new - le16_to_cpu(READ_ONCE(*avail_event(vq))) - 1) <
			 (u16)(new - old);
	else
		wanted = !(le16_to_cpu(READ_ONCE(vq->used->flags)) & USED_F_NO_NOTIFY);
	if (wanted && !vq->broken)
		vq->vdev->ops->notify(vq);
}

static u16 nr_finished(struct virtqueue *vq)
{
	return (u16)(le16_to_cpu(READ_ONCE(vq->used->idx)) - vq->used_idx);
}

/* Return a chain to the free list. */
static void release_chain(struct virtqueue *vq, u16 head)
{
	struct slot *slot = &vq->slots[head];
	u16 last = head;

	for (u16 i = 1; i < slot->count; i++)
		last = vq->slots[last].next;
	vq->slots[last].next = vq->free_head;
	vq->free_head = head;
	vq->nr_free += slot->count;
	slot->token = NULL;
}

void *virtqueue_get(struct virtqueue *vq, u32 *written)
{
	struct vring_used_elem *elem;
	u16 finished = nr_finished(vq);
	void *token;
	u32 id;

	if (vq->broken || !finished)
		return NULL;
	if (finished > vq->in_flight) {
		break_queue(vq, "the device finished more requests than were submitted");
		return NULL;
	}
	dma_rmb();	/* read the index before the entry */
	elem = &vq->used->ring[vq->used_idx % vq->size];
	id = le32_to_cpu(READ_ONCE(elem->id));
	if (id >= vq->size || !vq->slots[id].token) {
		break_queue(vq, "the device finished a request that was not submitted");
		return NULL;
	}
	*written = le32_to_cpu(READ_ONCE(elem->written));
	if (*written > vq->slots[id].writable) {
		break_queue(vq, "the device reports more bytes than the buffer has");
		return NULL;
	}
	token = vq->slots[id].token;
	release_chain(vq, id);
	vq->used_idx++;
	vq->in_flight--;
	if (vq->event_idx && !(le16_to_cpu(vq->avail->flags) & AVAIL_F_NO_INTERRUPT))
		WRITE_ONCE(*used_event(vq), cpu_to_le16(vq->used_idx));
	return token;
}

bool virtqueue_enable_callback(struct virtqueue *vq)
{
	WRITE_ONCE(vq->avail->flags, 0);
	if (vq->event_idx)
		WRITE_ONCE(*used_event(vq), cpu_to_le16(vq->used_idx));
	mb();		/* enable interrupts before checking for finished requests */
	return !nr_finished(vq) || vq->broken;
}

void virtqueue_disable_callback(struct virtqueue *vq)
{
	WRITE_ONCE(vq->avail->flags, cpu_to_le16(AVAIL_F_NO_INTERRUPT));
	if (vq->event_idx)	/* the value that the device's 16-bit index reaches last */
		WRITE_ONCE(*used_event(vq), cpu_to_le16(vq->used_idx - 1));
}

void virtqueue_interrupt(struct virtqueue *vq)
{
	if (vq->callback)
		vq->callback(vq);
}

bool virtqueue_has_news(struct virtqueue *vq)
{
	return !vq->broken && nr_finished(vq);
}

bool virtqueue_is_broken(const struct virtqueue *vq)
{
	return vq->broken;
}

unsigned int virtqueue_size(const struct virtqueue *vq)
{
	return vq->size;
}

unsigned int virtqueue_free_descriptors(const struct virtqueue *vq)
{
	return vq->nr_free;
}

struct virtio_device *virtqueue_device(const struct virtqueue *vq)
{
	return vq->vdev;
}

unsigned int virtqueue_index(const struct virtqueue *vq)
{
	return vq->index;
}

struct virtqueue *virtqueue_next(const struct virtqueue *vq)
{
	return vq->next;
}

void virtqueue_addresses(const struct virtqueue *vq, dma_addr_t *desc, dma_addr_t *avail,
			 dma_addr_t *used)
{
	*desc = vq->dma;
	*avail = vq->dma + ((void *)vq->avail - (void *)vq->desc);
	*used = vq->dma + vq->used_offset;
}
