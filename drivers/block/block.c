// SPDX-License-Identifier: BSD-2-Clause
/* Block devices: reads of any alignment, by whole sectors. */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/block.h>

static struct block_device *devices;

/* Rounded reads go through a buffer of this size. */
#define BOUNCE_SIZE 4096

void block_register(struct block_device *bdev)
{
	struct block_device **at = &devices;

	while (*at)
		at = &(*at)->next;
	bdev->next = NULL;
	*at = bdev;
	pr_info("%s: %llu sectors of 512 bytes, requests of up to %u\n", bdev->name,
		(unsigned long long)bdev->nr_sectors, bdev->max_sectors);
}

struct block_device *block_first(void)
{
	return devices;
}

int block_read(struct block_device *bdev, u64 offset, void *buf, size_t size)
{
	u64 end = bdev->nr_sectors << SECTOR_SHIFT;
	u8 *bounce;
	int err = 0;

	if (offset > end || size > end - offset)
		return -EINVAL;
	bounce = kmalloc(BOUNCE_SIZE, GFP_KERNEL);
	if (!bounce)
		return -ENOMEM;
	while (size && !err) {
		size_t inside = offset % SECTOR_SIZE;
		unsigned int sectors = min_t(u64, min(BOUNCE_SIZE / SECTOR_SIZE,
						      bdev->max_sectors),
					     DIV_ROUND_UP(inside + size, SECTOR_SIZE));
		size_t n = min_t(size_t, size, sectors * SECTOR_SIZE - inside);

		err = bdev->ops->read(bdev, offset >> SECTOR_SHIFT, bounce, sectors);
		if (err)
			break;
		memcpy(buf, bounce + inside, n);
		buf += n;
		offset += n;
		size -= n;
	}
	kfree(bounce);
	return err;
}
