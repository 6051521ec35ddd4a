/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_BLOCK_H
#define QUARRY_BLOCK_H

/* Block devices: as much as reading a file needs. */

#include <linux/types.h>

#define SECTOR_SIZE	512
#define SECTOR_SHIFT	9

struct block_device;

struct block_ops {
	/* Read sectors into memory of the linear map; nr_sectors is at most max_sectors.  Sleeps. */
	int (*read)(struct block_device *bdev, u64 sector, void *buf, unsigned int nr_sectors);
};

struct block_device {
	char name[16];
	u64 nr_sectors;
	unsigned int max_sectors;	/* of one request */
	const struct block_ops *ops;
	void *priv;
	struct block_device *next;
};

void block_register(struct block_device *bdev);
struct block_device *block_first(void);

/*
 * Read size bytes from byte offset on, any alignment.  0; -EINVAL beyond the end; -EIO, -ENOMEM.
 * Thread context.
 */
int block_read(struct block_device *bdev, u64 offset, void *buf, size_t size);

/* ---- files ----------------------------------------------------------------------------------- */

struct file;

/*
 * The files of the first disk: a cpio archive ("newc") that starts at its first byte.  0, or -ENODEV if
 * there is no disk, -EINVAL if it holds no archive or a damaged one.
 */
int files_mount(void);
struct file *file_find(const char *name);
struct file *file_next(struct file *prev);	/* NULL: the first */
const char *file_name(const struct file *file);
u64 file_size(const struct file *file);
bool file_is_directory(const struct file *file);
int file_read(struct file *file, u64 offset, void *buf, size_t size);

#endif /* QUARRY_BLOCK_H */
