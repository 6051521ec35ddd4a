/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_BLOCK_H
#define INTERNAL_BLOCK_H

/* Block devices: as much as reading a file needs. */

#include <linux/types.h>

#define SECTOR_SIZE	512
#define SECTOR_SHIFT	9

struct block_device;

struct block_ops {
	/*
	 * Read sectors into memory of the linear map: whole blocks, at most max_sectors.  Sleeps.  With
	 * bdev->keeps_buffers set afterwards the device may still write there: it must not be freed.
	 */
	int (*read)(struct block_device *bdev, u64 sector, void *buf, unsigned int nr_sectors);
};

struct block_device {
	char name[16];
	u64 nr_sectors;
	unsigned int max_sectors;	/* of one request */
	unsigned int block_size;	/* bytes; what the device reads is a multiple, at a multiple */
	const struct block_ops *ops;
	void *priv;			/* the driver's */
	bool keeps_buffers;		/* the same */

	/* The block layer's; the list's lock. */
	struct block_device *next;
	unsigned int users;		/* references: the registration, and block_get_first()'s */
	unsigned int readers;		/* calls of ops that run */
	bool gone;
};

/* The largest block that a disk may have. */
#define BLOCK_SIZE_MAX	65536

/*
 * Make a disk known under the first free name of prefix with a letter: "vd" becomes "vda".  Sectors have
 * 512 bytes, whatever the block size; a last block that is not whole is left out.  ERR_PTR(): -ENOMEM;
 * -ENOSPC if no letter is left; -EINVAL, with a message, if the block size is no power of two from 512 to
 * BLOCK_SIZE_MAX or is more than max_sectors.  Thread context.
 */
struct block_device *block_register(const char *prefix, u64 nr_sectors, unsigned int block_size,
				    unsigned int max_sectors, const struct block_ops *ops, void *priv);

/*
 * The driver leaves: reads that begin from now on fail with -ENODEV; waits until none runs any more, so
 * that ops and priv may go.  The structure stays as long as somebody has a reference.  Thread context.
 */
void block_unregister(struct block_device *bdev);

/* The first disk, with a reference for the caller to give back; NULL.  Thread context. */
struct block_device *block_get_first(void);
void block_put(struct block_device *bdev);	/* NULL does nothing */
bool block_is_gone(struct block_device *bdev);

/*
 * Read size bytes from byte offset on, any alignment.  0; -EINVAL beyond the end; -ENODEV: its driver has
 * left; -EIO, -ENOMEM.  Thread context.
 */
int block_read(struct block_device *bdev, u64 offset, void *buf, size_t size);

/* ---- files ----------------------------------------------------------------------------------- */

struct files;
struct file;

/*
 * The files of the first disk, or of the initrd: a cpio archive ("newc") that starts at its first byte.  A
 * reference, which the caller gives back by files_close(); by ERR_PTR() -ENODEV if there is no disk or
 * initrd, -EIO, -ENOMEM, or an error that files_damaged() knows if it holds no archive or a damaged one,
 * which is reported once.  Thread context.
 *
 * Names have no "/" at the start, and each directory has an entry.  Each struct file is valid as long as
 * the reference; once the disk has gone file_read() returns -ENODEV.
 */
struct files *files_open(void);
struct files *files_open_initrd(void);
void files_close(struct files *files);
bool files_damaged(int err);

struct file *file_find(struct files *files, const char *name);
struct file *file_next(struct files *files, struct file *prev);	/* NULL: the first */
const char *file_name(const struct file *file);
u64 file_size(const struct file *file);
bool file_is_directory(const struct file *file);
int file_read(struct file *file, u64 offset, void *buf, size_t size);

#endif /* INTERNAL_BLOCK_H */
