// SPDX-License-Identifier: BSD-2-Clause
/*
 * Block devices.  A read may have any alignment.  block_read() divides it into calls of the driver,
 * which reads whole blocks.
 *
 * The structure of a disk exists until its last reference is dropped.  block_unregister() waits for
 * running calls of the driver, so the driver may be removed after block_unregister() has returned.
 *
 * Locking: list_lock protects the list, the counts of each disk, and the flag that the disk is
 * removed.
 */

#include <internal/block.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/wait.h>

static struct block_disk *devices;
static DEFINE_SPINLOCK(list_lock);
static DECLARE_WAIT_QUEUE_HEAD(readers_left);

/*
 * Size in bytes of the buffer for unaligned reads.  If a block is larger, the buffer has its size.
 */
#define BOUNCE_SIZE 4096U

/* Maximum number of sectors of a disk, so that all offsets in bytes fit into 64 bits. */
#define MAX_SECTORS (U64_MAX >> SECTOR_SHIFT)

/* Add the disk at the end of the list, unless its name is in use. */
static bool __block_add(struct block_disk *bdev) __must_hold(&list_lock)
{
	struct block_disk **at = &devices;

	while (*at && strcmp((*at)->name, bdev->name))
		at = &(*at)->next;
	if (*at)
		return false;
	*at = bdev;
	return true;
}

/* The same, with the first unused name that consists of @prefix and a letter. */
static bool __block_add_letter(struct block_disk *bdev, const char *prefix) __must_hold(&list_lock)
{
	for (char letter = 'a'; letter <= 'z'; letter++) {
		scnprintf(bdev->name, sizeof(bdev->name), "%s%c", prefix, letter);
		if (__block_add(bdev))
			return true;
	}
	return false;
}

/* Return the number of sectors in whole blocks whose offsets in bytes fit into 64 bits. */
static u64 usable_sectors(u64 nr_sectors, unsigned int block_size)
{
	return round_down(min(nr_sectors, MAX_SECTORS), block_size >> SECTOR_SHIFT);
}

static struct block_disk *block_alloc(const char *name, u64 nr_sectors, unsigned int block_size,
				      unsigned int max_sectors, const struct block_ops *ops,
				      void *priv)
{
	unsigned int sectors = block_size >> SECTOR_SHIFT;	/* sectors in a block */
	struct block_disk *bdev;

	if (!is_power_of_2(block_size) || block_size < SECTOR_SIZE || block_size > BLOCK_SIZE_MAX ||
	    sectors > max_sectors) {
		pr_err("%s: not used: blocks of %u bytes are not supported, or exceed the limit of "
		       "%u sectors of a request\n", name, block_size, max_sectors);
		return ERR_PTR(-EINVAL);
	}
	bdev = kzalloc(sizeof(*bdev), GFP_KERNEL);
	if (!bdev)
		return ERR_PTR(-ENOMEM);
	bdev->nr_sectors = usable_sectors(nr_sectors, block_size);
	bdev->max_sectors = round_down(max_sectors, sectors);
	bdev->block_size = block_size;
	bdev->ops = ops;
	bdev->priv = priv;
	bdev->users = 1;
	return bdev;
}

/* Report a registered disk, or free one that was not added.  Returns @bdev or ERR_PTR(@err). */
static struct block_disk *block_added(struct block_disk *bdev, u64 nr_sectors, int err)
{
	if (err) {
		kfree(bdev);
		return ERR_PTR(err);
	}
	if (nr_sectors > MAX_SECTORS)
		pr_err("%s: the device has %llu sectors: only %llu are used\n", bdev->name,
		       (unsigned long long)nr_sectors, (unsigned long long)MAX_SECTORS);
	pr_info("%s: %llu sectors of 512 bytes, requests of up to %u\n", bdev->name,
		(unsigned long long)bdev->nr_sectors, bdev->max_sectors);
	if (bdev->block_size > SECTOR_SIZE)
		pr_info("%s: read in blocks of %u bytes\n", bdev->name, bdev->block_size);
	return bdev;
}

struct block_disk *block_register(const char *prefix, u64 nr_sectors, unsigned int block_size,
				  unsigned int max_sectors, const struct block_ops *ops,
				  void *priv)
{
	struct block_disk *bdev = block_alloc(prefix, nr_sectors, block_size, max_sectors, ops,
					      priv);
	bool added;

	if (IS_ERR(bdev))
		return bdev;
	spin_lock(&list_lock);
	added = __block_add_letter(bdev, prefix);
	spin_unlock(&list_lock);
	return block_added(bdev, nr_sectors, added ? 0 : -ENOSPC);
}

struct block_disk *block_register_as(const char *name, u64 nr_sectors, unsigned int block_size,
				     unsigned int max_sectors, const struct block_ops *ops,
				     void *priv)
{
	struct block_disk *bdev = block_alloc(name, nr_sectors, block_size, max_sectors, ops, priv);
	bool added;

	if (IS_ERR(bdev))
		return bdev;
	strscpy(bdev->name, name, sizeof(bdev->name));
	spin_lock(&list_lock);
	added = __block_add(bdev);
	spin_unlock(&list_lock);
	return block_added(bdev, nr_sectors, added ? 0 : -EEXIST);
}

void block_set_sectors(struct block_disk *bdev, u64 nr_sectors)
{
	WRITE_ONCE(bdev->nr_sectors, usable_sectors(nr_sectors, bdev->block_size));
}

static bool has_readers(struct block_disk *bdev)
{
	bool has;

	spin_lock(&list_lock);
	has = bdev->readers;
	spin_unlock(&list_lock);
	return has;
}

void block_unregister(struct block_disk *bdev)
{
	struct block_disk **at = &devices;

	spin_lock(&list_lock);
	while (*at != bdev)
		at = &(*at)->next;
	*at = bdev->next;
	bdev->gone = true;
	spin_unlock(&list_lock);
	wait_event(readers_left, !has_readers(bdev));
	block_put(bdev);
}

struct block_disk *block_get_first(void)
{
	struct block_disk *bdev;

	spin_lock(&list_lock);
	bdev = devices;
	if (bdev)
		bdev->users++;
	spin_unlock(&list_lock);
	return bdev;
}

void block_put(struct block_disk *bdev)
{
	bool last;

	if (!bdev)
		return;
	spin_lock(&list_lock);
	last = !--bdev->users;
	spin_unlock(&list_lock);
	if (last)
		kfree(bdev);
}

bool block_is_gone(struct block_disk *bdev)
{
	bool gone;

	spin_lock(&list_lock);
	gone = bdev->gone;
	spin_unlock(&list_lock);
	return gone;
}

/*
 * Call the driver to read sectors.  While the disk's count of readers is not 0, block_unregister()
 * waits.
 */
static int read_sectors(struct block_disk *bdev, u64 sector, void *buf, unsigned int nr_sectors)
{
	bool last;
	int err;

	spin_lock(&list_lock);
	err = bdev->gone ? -ENODEV : 0;
	bdev->readers += !err;
	spin_unlock(&list_lock);
	if (err)
		return err;
	err = bdev->ops->read(bdev, sector, buf, nr_sectors);
	spin_lock(&list_lock);
	last = !--bdev->readers && bdev->gone;
	spin_unlock(&list_lock);
	if (last)
		wake_up_all(&readers_left);
	return err;
}

int block_read(struct block_disk *bdev, u64 offset, void *buf, size_t size)
{
	size_t bounce_size = max(BOUNCE_SIZE, bdev->block_size);
	u64 end = READ_ONCE(bdev->nr_sectors) << SECTOR_SHIFT;
	u8 *bounce;
	int err = 0;

	if (offset > end || size > end - offset)
		return -EINVAL;
	bounce = kmalloc(bounce_size, GFP_KERNEL);
	if (!bounce)
		return -ENOMEM;
	while (size && !err) {
		size_t inside = offset & (bdev->block_size - 1);
		size_t whole = inside + min(size, bounce_size), bytes;
		size_t n;

		bytes = min3(round_up(whole, bdev->block_size), bounce_size,
			     (size_t)bdev->max_sectors << SECTOR_SHIFT);
		n = min(size, bytes - inside);
		err = read_sectors(bdev, (offset - inside) >> SECTOR_SHIFT, bounce,
				   bytes >> SECTOR_SHIFT);
		if (err)
			break;
		memcpy(buf, bounce + inside, n);
		buf += n;
		offset += n;
		size -= n;
	}
	if (!bdev->keeps_buffers) {
		kfree(bounce);
		return err;
	}
	pr_err("%s: a buffer of %zu bytes is not freed: the device may write to it\n", bdev->name,
	       bounce_size);
	kmemleak_not_leak(bounce);
	return err;
}
