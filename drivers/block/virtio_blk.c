// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the virtio block device (Virtio 1.2, section 5.2).  The driver can only read.
 *
 * A request has three parts: a header that the device reads, the data, and a status byte that the
 * device writes.  Header and status are in coherent memory, with one slot for each request.  The
 * data is mapped for the time of the request.  A request is sent to the device immediately if the
 * queue has space; otherwise the caller waits.
 *
 * A device that breaks the queue, or does not answer in time, is dead: its requests and all later
 * requests fail.  It is reset, because it may write to the memory of its requests while it runs.
 * If it does not reset, all memory that it may access stays allocated.
 *
 * Unbinding: block_unregister() waits until all requests have ended, by an answer or a time-out,
 * and refuses new ones.
 *
 * Locking: blk->lock, with interrupts off, protects the queue, the free slots, and the flag dead.
 */

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <asm/byteorder.h>
#include <internal/block.h>

#include <internal/virtio.h>

static bool poll;
module_param(poll, bool, 0444);
MODULE_PARM_DESC(poll, "poll the queue instead of using interrupts");

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0444);
MODULE_PARM_DESC(timeout_ms, "timeout of a request in ms");

#define F_BLK_SIZE	6
#define CONFIG_CAPACITY	0
#define CONFIG_BLK_SIZE	20

#define T_IN		0
#define STATUS_OK	0
#define STATUS_NONE	0xff		/* initial value of a status byte */
#define NR_SLOTS	32
#define MAX_SECTORS	256
#define PARTS		3

/* The part of a request in coherent memory. */
struct slot_memory {
	__le32 type;
	__le32 reserved;
	__le64 sector;
	u8 status;
	u8 pad[47];
};

struct request {
	struct completion done;
	unsigned int slot;
	u32 written;
	bool answered;
};

struct virtio_blk {
	struct virtio_device *vdev;
	struct virtqueue *vq;
	spinlock_t lock;
	struct slot_memory *memory;
	dma_addr_t memory_dma;
	DECLARE_BITMAP(used, NR_SLOTS);
	struct request *requests[NR_SLOTS];	/* requests that the device has not answered */
	bool dead;
	struct wait_queue_head room;
	struct block_disk *bdev;
};

/* End all waits for an answer or for a free slot, as the device will not answer. */
static void declare_dead(struct virtio_blk *blk) __must_hold(&blk->lock)
{
	if (blk->dead)
		return;
	WRITE_ONCE(blk->dead, true);
	dev_err(blk->vdev->dev, "the device failed: not used any more\n");
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		if (blk->requests[i])
			complete(&blk->requests[i]->done);
	}
	wake_up(&blk->room);
}

static void finish_all(struct virtqueue *vq)
{
	struct virtio_blk *blk = virtqueue_device(vq)->priv;
	struct request *req;
	unsigned long flags;
	u32 written;

	spin_lock_irqsave(&blk->lock, flags);
	while (!blk->dead) {
		virtqueue_disable_callback(vq);
		while ((req = virtqueue_get(vq, &written))) {
			req->written = written;
			req->answered = true;
			blk->requests[req->slot] = NULL;
			complete(&req->done);
		}
		if (virtqueue_is_broken(vq))
			declare_dead(blk);
		else if (poll || virtqueue_enable_callback(vq))
			break;
	}
	spin_unlock_irqrestore(&blk->lock, flags);
}

/*
 * Reserve a slot and space in the queue.  Returns the slot's number, -1 if all are in use, or
 * NR_SLOTS if the device is dead.
 */
static int take_slot(struct virtio_blk *blk)
{
	int slot;

	spin_lock_irq(&blk->lock);
	slot = find_first_zero_bit(blk->used, NR_SLOTS);
	if (blk->dead)
		slot = NR_SLOTS;
	else if (slot == NR_SLOTS || virtqueue_free_descriptors(blk->vq) < PARTS)
		slot = -1;
	else
		__set_bit(slot, blk->used);
	spin_unlock_irq(&blk->lock);
	return slot;
}

static void give_slot(struct virtio_blk *blk, unsigned int slot)
{
	spin_lock_irq(&blk->lock);
	__clear_bit(slot, blk->used);
	spin_unlock_irq(&blk->lock);
	wake_up(&blk->room);
}

static int submit(struct virtio_blk *blk, struct request *req, dma_addr_t data, size_t size)
{
	dma_addr_t memory = blk->memory_dma + req->slot * sizeof(*blk->memory);
	struct virtq_buffer buffers[PARTS] = {
		{ .addr = memory, .size = 16 },
		{ .addr = data, .size = size, .device_writes = true },
		{ .addr = memory + offsetof(struct slot_memory, status), .size = 1,
		  .device_writes = true },
	};
	int err;

	spin_lock_irq(&blk->lock);
	err = blk->dead ? -EIO : virtqueue_add(blk->vq, buffers, PARTS, req);
	if (!err) {
		blk->requests[req->slot] = req;
		virtqueue_kick(blk->vq);
	}
	spin_unlock_irq(&blk->lock);
	return err;
}

/* Wait until the request is answered, the device is dead, or the time is over. */
static void virtblk_wait(struct virtio_blk *blk, struct request *req)
{
	unsigned long timeout = max(msecs_to_jiffies(timeout_ms), 1UL),
		      deadline = jiffies + timeout;

	if (!poll) {
		wait_for_completion_timeout(&req->done, timeout);
		return;
	}
	while (!try_wait_for_completion(&req->done) && !time_after(jiffies, deadline)) {
		finish_all(blk->vq);
		cond_resched();
	}
}

/*
 * Wait for the device to answer the request.  Returns 0, or -ETIMEDOUT if the device is dead and
 * may still access the request.
 */
static int wait_for_answer(struct virtio_blk *blk, struct request *req)
{
	bool answered;

	virtblk_wait(blk, req);
	spin_lock_irq(&blk->lock);
	answered = req->answered;
	if (!answered)
		declare_dead(blk);
	spin_unlock_irq(&blk->lock);
	return answered ? 0 : -ETIMEDOUT;
}

static int read_slot(struct virtio_blk *blk, struct request *req, u64 sector, dma_addr_t data,
		     size_t size)
{
	struct slot_memory *memory = &blk->memory[req->slot];
	int err;

	memory->type = cpu_to_le32(T_IN);
	memory->sector = cpu_to_le64(sector);
	memory->status = STATUS_NONE;
	err = submit(blk, req, data, size);
	if (!err)
		err = wait_for_answer(blk, req);
	if (err)
		return err;
	if (memory->status != STATUS_OK || req->written != size + 1) {
		dev_err(blk->vdev->dev, "cannot read sector %llu: status %u, %u of %zu bytes\n",
			(unsigned long long)sector, memory->status, req->written, size + 1);
		return -EIO;
	}
	return 0;
}

/* Read sectors.  The request is on the heap, so that a late answer cannot corrupt a stack. */
static int virtio_blk_read(struct block_disk *bdev, u64 sector, void *buf,
			   unsigned int nr_sectors)
{
	struct virtio_blk *blk = bdev->priv;
	size_t size = (size_t)nr_sectors << SECTOR_SHIFT;
	struct device *dev = blk->vdev->dev;
	struct request *req;
	dma_addr_t data;
	int slot, err;

	if (READ_ONCE(blk->dead))
		return -EIO;
	req = kzalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	data = dma_map_single(dev, buf, size, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, data)) {
		kfree(req);
		return -ENOMEM;
	}
	init_completion(&req->done);
	wait_event(blk->room, (slot = take_slot(blk)) >= 0);
	req->slot = slot;
	err = slot < NR_SLOTS ? read_slot(blk, req, sector, data, size) : -EIO;
	if (err == -ETIMEDOUT) {
		dev_err(dev, "sector %llu: no answer\n", (unsigned long long)sector);
		blk->vdev->ops->set_status(blk->vdev, 0);
		bdev->keeps_buffers |= blk->vdev->stuck;
		err = -EIO;
	}
	if (!bdev->keeps_buffers)
		dma_unmap_single(dev, data, size, DMA_FROM_DEVICE);
	if (slot < NR_SLOTS)
		give_slot(blk, slot);
	kfree(req);
	return err;
}

static const struct block_ops virtio_blk_ops = { .read = virtio_blk_read };

static void free_memory(void *data)
{
	struct virtio_blk *blk = data;

	if (!blk->vdev->stuck)
		dma_free_coherent(blk->vdev->dev, NR_SLOTS * sizeof(*blk->memory), blk->memory,
				  blk->memory_dma);
}

static int virtio_blk_probe(struct virtio_device *vdev)
{
	struct virtio_blk *blk = devm_kzalloc(vdev->dev, sizeof(*blk), GFP_KERNEL);
	__le32 block_size = cpu_to_le32(SECTOR_SIZE);
	__le64 capacity;
	int err;

	if (!blk)
		return -ENOMEM;
	spin_lock_init(&blk->lock);
	init_waitqueue_head(&blk->room);
	blk->vdev = vdev;
	vdev->priv = blk;
	blk->memory = dma_alloc_coherent(vdev->dev, NR_SLOTS * sizeof(*blk->memory),
					 &blk->memory_dma, GFP_KERNEL);
	if (!blk->memory)
		return -ENOMEM;
	err = devm_add_action_or_reset(vdev->dev, free_memory, blk);
	if (err)
		return err;
	blk->vq = vdev->ops->setup_queue(vdev, 0, finish_all);
	if (IS_ERR(blk->vq))
		return PTR_ERR(blk->vq);
	vdev->ops->read_config(vdev, CONFIG_CAPACITY, &capacity, sizeof(capacity));
	if (virtio_has_feature(vdev, F_BLK_SIZE))
		vdev->ops->read_config(vdev, CONFIG_BLK_SIZE, &block_size, sizeof(block_size));
	vdev->ops->set_status(vdev, vdev->ops->get_status(vdev) | VIRTIO_STATUS_DRIVER_OK);
	blk->bdev = block_register("vd", le64_to_cpu(capacity), le32_to_cpu(block_size),
				   MAX_SECTORS, &virtio_blk_ops, blk);
	return PTR_ERR_OR_ZERO(blk->bdev);
}

static void virtio_blk_remove(struct virtio_device *vdev)
{
	struct virtio_blk *blk = vdev->priv;

	block_unregister(blk->bdev);
}

static struct virtio_driver virtio_blk = {
	.name = "virtio-blk",
	.id = VIRTIO_ID_BLOCK,
	.features = 1ULL << F_BLK_SIZE,
	.probe = virtio_blk_probe,
	.remove = virtio_blk_remove,
};

static int __init virtio_blk_init(void)
{
	virtio_driver_register(&virtio_blk);
	return 0;
}
subsys_initcall(virtio_blk_init);
