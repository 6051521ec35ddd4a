// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files of a disk that is a cpio archive in the "newc" format (cpio(5)): a header of 110 characters,
 * numbers in hexadecimal, the name, the data, each padded to 4 bytes.  The index is made once.
 */

#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/printk.h>
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
	struct file *next;
	u64 data;		/* offset on the disk */
	u32 size;
	u32 mode;
	char name[];
};

static struct file *files;
static struct block_device *disk;

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
static struct file *read_entry(u64 *offset, int *err)
{
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

static void forget_files(void)
{
	struct file *next;

	for (; files; files = next) {
		next = files->next;
		kfree(files);
	}
	block_put(disk);
	disk = NULL;
}

int files_mount(void)
{
	struct file **end = &files, *file;
	u64 offset = 0;
	int err;

	if (files && !block_is_gone(disk))
		return 0;
	forget_files();
	disk = block_get_first();
	if (!disk)
		return -ENODEV;
	while ((file = read_entry(&offset, &err))) {
		*end = file;
		end = &file->next;
	}
	if (err) {
		pr_err("%s: no cpio archive, or a damaged one, at byte %llu: %d\n", disk->name,
		       (unsigned long long)offset, err);
		forget_files();
	}
	return err;
}

struct file *file_next(struct file *prev)
{
	return prev ? prev->next : files;
}

struct file *file_find(const char *name)
{
	struct file *file = NULL;

	while ((file = file_next(file)) && strcmp(file->name, name))
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
	return block_read(disk, file->data + offset, buf, size);
}
