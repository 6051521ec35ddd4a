/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_BLOCK_H
#define INTERNAL_BLOCK_H

/* Block devices: the functions that reading a file needs. */

#include <linux/types.h>

#define SECTOR_SIZE	512
#define SECTOR_SHIFT	9

struct block_disk;

struct block_ops {
	/*
	 * Read at most max_sectors sectors, in whole blocks, into memory of the linear map.
	 * Sleeps.  If bdev->keeps_buffers is set afterwards, the device may still write to @buf,
	 * so the caller must not free @buf.
	 */
	int (*read)(struct block_disk *bdev, u64 sector, void *buf, unsigned int nr_sectors);
};

struct block_disk {
	char name[32];
	u64 nr_sectors;			/* atomic; see block_set_sectors() */
	unsigned int max_sectors;	/* per request */
	unsigned int block_size;	/* bytes; unit and alignment of reads */
	const struct block_ops *ops;
	void *priv;			/* private data of the driver */
	bool keeps_buffers;		/* the device may still write to buffers; see read() */

	/* Used by the block layer; protected by the lock of its list of disks. */
	struct block_disk *next;
	unsigned int users;		/* references of the registration and of callers */
	unsigned int readers;		/* number of running calls of ops */
	bool gone;
};

/* Maximum block size of a disk. */
#define BLOCK_SIZE_MAX	65536

/*
 * Register a disk with the first free name that consists of @prefix and a letter, such as "vda".
 * Sectors have 512 bytes for any block size; an incomplete last block is ignored.  Returns
 * ERR_PTR(-ENOMEM), ERR_PTR(-ENOSPC) if no letter is free, or ERR_PTR(-EINVAL) and a message if the
 * block size is not a power of two from 512 to BLOCK_SIZE_MAX or exceeds @max_sectors.  Context:
 * thread.
 */
struct block_disk *block_register(const char *prefix, u64 nr_sectors, unsigned int block_size,
				  unsigned int max_sectors, const struct block_ops *ops,
				  void *priv);

/* The same with a name that the driver chose.  Returns ERR_PTR(-EEXIST) if the name is in use. */
struct block_disk *block_register_as(const char *name, u64 nr_sectors, unsigned int block_size,
				     unsigned int max_sectors, const struct block_ops *ops,
				     void *priv);

/* Change the number of sectors.  Reads that are running may use the old one.  Context: any. */
void block_set_sectors(struct block_disk *bdev, u64 nr_sectors);

/*
 * Unregister a disk.  Later reads fail with -ENODEV.  Waits for running reads, so that the driver
 * may free ops and priv afterwards.  The structure exists until the last reference is dropped.
 * Context: thread.
 */
void block_unregister(struct block_disk *bdev);

/*
 * Return the first disk, or NULL.  The caller gets a reference and drops it with block_put().
 * Context: thread.
 */
struct block_disk *block_get_first(void);
void block_put(struct block_disk *bdev);	/* NULL is ignored */
bool block_is_gone(struct block_disk *bdev);

/*
 * Read @size bytes at byte @offset, with any alignment.  Returns 0; -EINVAL beyond the end; -ENODEV
 * if the driver has unregistered the disk; -EIO; or -ENOMEM.  Context: thread.
 */
int block_read(struct block_disk *bdev, u64 offset, void *buf, size_t size);

/* ---- files ----------------------------------------------------------------------------------- */

struct files;
struct file;

/*
 * Open the cpio archive ("newc") that starts at the first byte of the first disk or of the initrd.
 * The caller drops the reference with files_close().  Returns ERR_PTR() of -ENODEV if there is no
 * disk or initrd, -EIO, or -ENOMEM.  If the archive is missing or damaged, this is reported once,
 * and the error is one for which files_damaged() returns true.  Context: thread.
 *
 * Names do not start with "/", and each directory has an entry.  A struct file is valid while the
 * caller holds the reference.  After the disk was unregistered, file_read() returns -ENODEV.
 */
struct files *files_open(void);
struct files *files_open_initrd(void);
void files_close(struct files *files);
bool files_damaged(int err);

struct file *file_find(struct files *files, const char *name);
struct file *file_next(struct files *files, struct file *prev);	/* first file if @prev is NULL */
const char *file_name(const struct file *file);
u64 file_size(const struct file *file);
bool file_is_directory(const struct file *file);
int file_read(struct file *file, u64 offset, void *buf, size_t size);

#endif /* INTERNAL_BLOCK_H */
