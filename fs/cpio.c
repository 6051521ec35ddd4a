// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files of a cpio archive in the "newc" format (cpio(5)).  Each entry consists of a header of 110
 * characters with hexadecimal numbers, the name, and the data.  Name and data are padded to 4
 * bytes.  The archive is on the first disk, or is the initrd.  Its index is built once.  Each open
 * file and each listing holds a reference to the index.  Dropping the last reference frees the
 * index, even if the disk was removed.
 *
 * Finding a name takes log2(number of files) comparisons.
 *
 * The index of a damaged archive is empty.  It is retained, so that the damage is reported only
 * once.
 *
 * Locking: mount_lock protects the pointers to the current indexes.  An index does not change after
 * it was built.
 */

#include <internal/block.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/initrd.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>

#define HEADER_SIZE	110
#define FIELD_INODE	0
#define FIELD_MODE	1
#define FIELD_LINKS	4
#define FIELD_FILESIZE	6
#define FIELD_MAJOR	7
#define FIELD_MINOR	8
#define FIELD_NAMESIZE	11
#define NAME_MAX	256
#define MODE_TYPE	0170000
#define MODE_DIRECTORY	0040000
#define TRAILER		"TRAILER!!!"

struct file {
	struct files *files;
	struct file *next;
	struct rb_node node;	/* unused in later entries with the same name */
	u64 data;		/* offset of the data in the archive */
	u32 size;
	u32 mode;
	u32 number[3];		/* inode and device numbers, equal for all names of a file */
	char name[];
};

/* The index of one archive.  Dropping the last reference frees it. */
struct files {
	refcount_t users;
	struct block_disk *disk;	/* disk of the archive, or NULL for the initrd */
	int err;			/* 0, or the error because of which the index is empty */
	struct file *first;
	struct rb_root names;		/* sorted by strcmp() */
};

/* Index of the disk that was found last, and index of the initrd.  Protected by mount_lock. */
static struct files *disk_files, *initrd_files;
static DEFINE_MUTEX(mount_lock);

/* Read from the archive.  Returns -ENODATA if the archive ends before @size bytes. */
static int read_archive(struct files *files, u64 offset, void *buf, size_t size)
{
	u64 end = files->disk ? READ_ONCE(files->disk->nr_sectors) << SECTOR_SHIFT :
				initrd_end - initrd_start;

	if (offset > end || size > end - offset)
		return -ENODATA;
	if (files->disk)
		return block_read(files->disk, offset, buf, size);
	memcpy(buf, (const char *)initrd_start + offset, size);
	return 0;
}

/* Return field @number of the header.  If it is invalid, *@err is set to -EINVAL. */
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

/* Return the name without a prefix such as "./" or "/", which some programs write. */
static const char *plain_name(const char *name)
{
	while (*name == '/' || !strncmp(name, "./", 2))
		name++;
	return strcmp(name, ".") ? name : "";
}

/*
 * Return true if the name has a component "..", or a component "." that is not the first one.  No
 * path would find such a name.
 */
static bool leaves_root(const char *name)
{
	for (name = plain_name(name); *name; name += strcspn(name, "/"), name += *name == '/') {
		size_t size = strcspn(name, "/");

		if ((size == 1 && name[0] == '.') || (size == 2 && !memcmp(name, "..", 2)))
			return true;
	}
	return false;
}

static void cpio_read_number(struct file *file, const char *header, int *err)
{
	file->number[0] = field(header, FIELD_INODE, err);
	file->number[1] = field(header, FIELD_MAJOR, err);
	file->number[2] = field(header, FIELD_MINOR, err);
}

/*
 * Let the other names of the same file refer to the data of @last.  The archive contains the data
 * only in the entry of the last name.
 */
static void share_data(struct files *files, const struct file *last)
{
	static const u32 none[3];

	if (!last->size || !memcmp(last->number, none, sizeof(none)))
		return;
	for (struct file *file = files->first; file; file = file->next) {
		if (file->size || memcmp(file->number, last->number, sizeof(none)))
			continue;
		file->data = last->data;
		file->size = last->size;
	}
}

static struct file *cpio_new_entry(struct files *files, size_t name_size)
{
	struct file *file = kzalloc(sizeof(*file) + name_size, GFP_KERNEL);

	if (file)
		file->files = files;
	return file;
}

/* Return the entry at *@offset, or an ERR_PTR().  Moves *@offset to the end of the entry. */
static struct file *cpio_read_entry(struct files *files, u64 *offset)
{
	char header[HEADER_SIZE];
	struct file *file;
	u32 name_size;
	int err;

	err = read_archive(files, *offset, header, sizeof(header));
	if (!err && memcmp(header, "070701", 6))
		err = -EINVAL;
	name_size = err ? 0 : field(header, FIELD_NAMESIZE, &err);
	if (!err && (!name_size || name_size > NAME_MAX))
		err = -ENAMETOOLONG;
	if (err)
		return ERR_PTR(err);
	file = cpio_new_entry(files, name_size);
	if (!file)
		return ERR_PTR(-ENOMEM);
	file->mode = field(header, FIELD_MODE, &err);
	file->size = field(header, FIELD_FILESIZE, &err);
	if (field(header, FIELD_LINKS, &err) > 1)
		cpio_read_number(file, header, &err);
	err = err ?: read_archive(files, *offset + HEADER_SIZE, file->name, name_size);
	if (!err && (file->name[name_size - 1] || leaves_root(file->name)))
		err = -EBADMSG;
	if (err) {
		kfree(file);
		return ERR_PTR(err);
	}
	file->data = ALIGN(*offset + HEADER_SIZE + name_size, 4);
	*offset = ALIGN(file->data + file->size, 4);
	return file;
}

static void free_index(struct files *files)
{
	struct file *next;

	for (struct file *file = files->first; file; file = next) {
		next = file->next;
		kfree(file);
	}
	files->first = NULL;
	files->names = RB_ROOT;
}

static struct file *cpio_file_of(struct rb_node *node)
{
	return node ? rb_entry(node, struct file, node) : NULL;
}

/*
 * Append an entry to the list and insert it into the tree.  If several entries have the same name,
 * lookups find the first one.  Returns the new end of the list.
 */
static struct file **add_entry(struct files *files, struct file **end, struct file *file)
{
	struct rb_node **link = &files->names.rb_node, *parent = NULL;

	*end = file;
	while (*link) {
		int order = strcmp(file->name, cpio_file_of(*link)->name);

		if (!order)
			return &file->next;
		parent = *link;
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&file->node, parent, link);
	rb_insert_color(&file->node, &files->names);
	return &file->next;
}

void files_close(struct files *files)
{
	if (!refcount_dec_and_test(&files->users))
		return;
	free_index(files);
	block_put(files->disk);
	kfree(files);
}

/*
 * Add entries for those parent directories of @name that the archive has not listed before.  @last
 * is the name of the previous entry, whose directories exist.  Returns the new end of the list, or
 * NULL if there is not enough memory.
 */
static struct file **add_directories(struct files *files, struct file **end, const char *name,
				     const char *last)
{
	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t size = slash - name;
		struct file *directory;

		if (!strncmp(last, name, size) && last[size] == '/')
			continue;
		directory = cpio_new_entry(files, size + 1);
		if (!directory)
			return NULL;
		memcpy(directory->name, name, size);
		directory->mode = MODE_DIRECTORY;
		if (file_find(files, directory->name)) {
			kfree(directory);
			continue;
		}
		end = add_entry(files, end, directory);
	}
	return end;
}

/*
 * Read all entries.  Sets *@offset to the end of the archive, or to the offset of the first damage.
 */
static int read_index(struct files *files, u64 *offset)
{
	struct file **end = &files->first, *file;
	const char *last = "";

	while (!IS_ERR(file = cpio_read_entry(files, offset)) && strcmp(file->name, TRAILER)) {
		const char *name = plain_name(file->name);

		memmove(file->name, name, strlen(name) + 1);
		end = add_directories(files, end, file->name, last);
		if (!end || !*file->name) {
			kfree(file);
			if (!end)
				return -ENOMEM;
			continue;
		}
		share_data(files, file);
		end = add_entry(files, end, file);
		last = file->name;
	}
	if (IS_ERR(file))
		return PTR_ERR(file);
	kfree(file);
	return 0;
}

static const char *reason(int err)
{
	switch (err) {
	case -EINVAL: return "bad entry header";
	case -ENODATA: return "archive is truncated";
	case -ENAMETOOLONG: return "entry name is empty or longer than 255 bytes";
	case -EBADMSG: return "entry name is unterminated, or leaves the root folder";
	case -ENOMEM: return "no memory";
	default: return "read error";
	}
}

/*
 * Read the index of an archive.  The index takes over the caller's reference to the disk.  Returns
 * an ERR_PTR() if the error may be temporary.  If the archive is damaged, returns an index that
 * records the error.
 */
static struct files *new_files(struct block_disk *disk)
{
	struct files *files = kzalloc(sizeof(*files), GFP_KERNEL);
	u64 offset = 0;
	int err;

	if (!files) {
		block_put(disk);
		return ERR_PTR(-ENOMEM);
	}
	refcount_set(&files->users, 1);
	files->disk = disk;
	files->err = err = read_index(files, &offset);
	if (!err)
		return files;
	pr_err("%s: not a cpio archive, or damaged: byte %llu: %s (%d)\n",
	       disk ? disk->name : "initrd", (unsigned long long)offset, reason(err), err);
	free_index(files);
	if (!files_damaged(err)) {
		files_close(files);
		return ERR_PTR(err);
	}
	return files;
}

bool files_damaged(int err)
{
	return err == -EINVAL || err == -ENODATA || err == -ENAMETOOLONG || err == -EBADMSG;
}

/*
 * Return a new reference to the index @files.  Returns an ERR_PTR() if @files is one, or if the
 * index records an error.
 */
static struct files *files_get(struct files *files)
{
	lockdep_assert_held(&mount_lock);
	if (IS_ERR(files))
		return files;
	if (files->err)
		return ERR_PTR(files->err);
	refcount_inc(&files->users);
	return files;
}

static struct files *mount_disk(void)
{
	struct block_disk *disk;
	struct files *files;

	lockdep_assert_held(&mount_lock);
	if (disk_files && !block_is_gone(disk_files->disk))
		return disk_files;
	if (disk_files)
		files_close(disk_files);
	disk_files = NULL;
	disk = block_get_first();
	if (!disk)
		return ERR_PTR(-ENODEV);
	files = new_files(disk);
	if (!IS_ERR(files))
		disk_files = files;
	return files;
}

/* Return the index of the initrd, as mount_disk() does for the disk. */
static struct files *mount_initrd(void)
{
	struct files *files;

	if (!initrd_start)
		return ERR_PTR(-ENODEV);
	if (initrd_files)
		return initrd_files;
	files = new_files(NULL);
	if (!IS_ERR(files))
		initrd_files = files;
	return files;
}

struct files *files_open(void)
{
	struct files *files;

	mutex_lock(&mount_lock);
	files = files_get(mount_disk());
	mutex_unlock(&mount_lock);
	return files;
}

struct files *files_open_initrd(void)
{
	struct files *files;

	mutex_lock(&mount_lock);
	files = files_get(mount_initrd());
	mutex_unlock(&mount_lock);
	return files;
}

struct file *file_next(struct files *files, struct file *prev)
{
	return prev ? prev->next : files->first;
}

struct file *file_find(struct files *files, const char *name)
{
	struct rb_node *node = files->names.rb_node;

	while (node) {
		int order = strcmp(name, cpio_file_of(node)->name);

		if (!order)
			return cpio_file_of(node);
		node = order < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
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
	return read_archive(file->files, file->data + offset, buf, size);
}
