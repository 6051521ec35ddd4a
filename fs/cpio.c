// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files of a disk that is a cpio archive in the "newc" format (cpio(5)): a header of 110 characters,
 * numbers in hexadecimal, the name, the data, each padded to 4 bytes.  The index is made once for a
 * disk.  Each user of it has a reference, and the last one to go frees it: a disk that is pulled out
 * leaves its index to those who read.
 *
 * Locking: mount_lock for the disk whose index is current.  An index does not change.
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/block.h>

#define HEADER_SIZE	110
#define FIELD_MODE	1
#define FIELD_FILESIZE	6
#define FIELD_NAMESIZE	11
#define NAME_MAX	256
#define MODE_TYPE	0170000
#define MODE_DIRECTORY	0040000
#define TRAILER		"TRAILER!!!"

struct file {
	struct files *files;
	struct file *next;
	u64 data;		/* offset on the disk */
	u32 size;
	u32 mode;
	char name[];
};

/* Of one disk; freed with the last reference. */
struct files {
	refcount_t users;
	struct block_device *disk;
	struct file *first;
};

static struct files *mounted;	/* those of the disk that was found last; mount_lock */
static DEFINE_MUTEX(mount_lock);

/* Field number of the header, or -EINVAL in *err. */
static u32 field(const char *header, unsigned int number, int *err)
{
	u32 value = 0;

	for (unsigned int i = 0; i < 8; i++) {
		int digit = hex_to_bin(header[6 + number * 8 + i]);

		if (digit < 0)
			*err = -EINVAL;
		value = value << 4 | (digit & 15);
	}
	return value;
}

/* The entry at *offset, and *offset behind it.  NULL with *err 0: the trailer. */
static struct file *read_entry(struct files *files, u64 *offset, int *err)
{
	struct block_device *disk = files->disk;
	char header[HEADER_SIZE];
	struct file *file;
	u32 name_size;

	*err = block_read(disk, *offset, header, sizeof(header));
	if (*err)
		return NULL;
	if (memcmp(header, "070701", 6))
		*err = -EINVAL;
	name_size = field(header, FIELD_NAMESIZE, err);
	if (*err || !name_size || name_size > NAME_MAX) {
		*err = -EINVAL;
		return NULL;
	}
	file = kzalloc(sizeof(*file) + name_size, GFP_KERNEL);
	if (!file) {
		*err = -ENOMEM;
		return NULL;
	}
	file->files = files;
	file->mode = field(header, FIELD_MODE, err);
	file->size = field(header, FIELD_FILESIZE, err);
	if (!*err)
		*err = block_read(disk, *offset + HEADER_SIZE, file->name, name_size);
	if (*err || file->name[name_size - 1] || !strcmp(file->name, TRAILER)) {
		if (!*err && file->name[name_size - 1])
			*err = -EINVAL;
		kfree(file);
		return NULL;
	}
	file->data = ALIGN(*offset + HEADER_SIZE + name_size, 4);
	*offset = ALIGN(file->data + file->size, 4);
	return file;
}

void files_close(struct files *files)
{
	struct file *next;

	if (!refcount_dec_and_test(&files->users))
		return;
	for (struct file *file = files->first; file; file = next) {
		next = file->next;
		kfree(file);
	}
	block_put(files->disk);
	kfree(files);
}

/* The index of a disk, whose reference it takes over: ERR_PTR(). */
static struct files *read_index(struct block_device *disk)
{
	struct files *files = kzalloc(sizeof(*files), GFP_KERNEL);
	struct file **end, *file;
	u64 offset = 0;
	int err;

	if (!files) {
		block_put(disk);
		return ERR_PTR(-ENOMEM);
	}
	refcount_set(&files->users, 1);
	files->disk = disk;
	end = &files->first;
	while ((file = read_entry(files, &offset, &err))) {
		*end = file;
		end = &file->next;
	}
	if (!err)
		return files;
	pr_err("%s: no cpio archive, or a damaged one, at byte %llu: %d\n", disk->name,
	       (unsigned long long)offset, err);
	files_close(files);
	return ERR_PTR(err);
}

/* mount_lock is held. */
static struct files *mount(void)
{
	struct block_device *disk;
	struct files *files;

	if (mounted && !block_is_gone(mounted->disk))
		return mounted;
	if (mounted)
		files_close(mounted);
	mounted = NULL;
	disk = block_get_first();
	if (!disk)
		return ERR_PTR(-ENODEV);
	files = read_index(disk);
	if (!IS_ERR(files))
		mounted = files;
	return files;
}

struct files *files_open(void)
{
	struct files *files;

	mutex_lock(&mount_lock);
	files = mount();
	if (!IS_ERR(files))
		refcount_inc(&files->users);
	mutex_unlock(&mount_lock);
	return files;
}

struct file *file_next(struct files *files, struct file *prev)
{
	return prev ? prev->next : files->first;
}

struct file *file_find(struct files *files, const char *name)
{
	struct file *file = NULL;

	while ((file = file_next(files, file)) && strcmp(file->name, name))
		;
	return file;
}

const char *file_name(const struct file *file)
{
	return file->name;
}

u64 file_size(const struct file *file)
{
	return file->size;
}

bool file_is_directory(const struct file *file)
{
	return (file->mode & MODE_TYPE) == MODE_DIRECTORY;
}

int file_read(struct file *file, u64 offset, void *buf, size_t size)
{
	if (offset > file->size || size > file->size - offset)
		return -EINVAL;
	return block_read(file->files->disk, file->data + offset, buf, size);
}
