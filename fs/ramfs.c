// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files in RAM: a list of names, and for each file its pages, found by their number in an xarray.  A
 * page that was never written does not exist, and reads as zeros.
 *
 * Invariant: a file's last page is zero behind its end, so that a file that grows is zero in between.
 *
 * Locking: names_lock for the list and the names in it; each file's own for its pages and size.  A file
 * that has lost its name lives on until its last reference goes; the list has one.
 *
 * Bounds: a name is looked for among all; a page is found in log64 of the file's size in pages.
 */

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>
#include <quarry/ramfs.h>

#define SIZE_LIMIT	LONG_MAX	/* of a file */

struct ramfs_file {
	struct list_head list;
	refcount_t users;
	char *name;
	bool directory;
	struct mutex lock;
	u64 size;
	struct xarray pages;
};

static LIST_HEAD(files);
static DEFINE_MUTEX(names_lock);
static atomic_long_t pages_used;	/* of all files */

/* The caller has names_lock. */
static struct ramfs_file *find(const char *name)
{
	struct ramfs_file *file;

	list_for_each_entry(file, &files, list) {
		if (!strcmp(file->name, name))
			return file;
	}
	return NULL;
}

struct ramfs_file *ramfs_find(const char *name)
{
	struct ramfs_file *file;

	mutex_lock(&names_lock);
	file = find(name);
	if (file)
		refcount_inc(&file->users);
	mutex_unlock(&names_lock);
	return file;
}

void ramfs_for_each(void (*fn)(const char *name, void *arg), void *arg)
{
	struct ramfs_file *file;

	mutex_lock(&names_lock);
	list_for_each_entry(file, &files, list)
		fn(file->name, arg);
	mutex_unlock(&names_lock);
}

static struct ramfs_file *new_file(const char *name, bool directory)
{
	struct ramfs_file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	file->name = kstrdup(name, GFP_KERNEL);
	if (!file->name) {
		kfree(file);
		return NULL;
	}
	refcount_set(&file->users, 2);
	mutex_init(&file->lock);
	xa_init(&file->pages);
	file->directory = directory;
	return file;
}

struct ramfs_file *ramfs_create(const char *name, bool directory)
{
	struct ramfs_file *file;

	mutex_lock(&names_lock);
	file = find(name) ? ERR_PTR(-EEXIST) : new_file(name, directory) ?: ERR_PTR(-ENOMEM);
	if (!IS_ERR(file))
		list_add_tail(&file->list, &files);
	mutex_unlock(&names_lock);
	return file;
}

/* Free the file's pages from number @first on.  The caller has the lock, or the last reference. */
static void free_pages_from(struct ramfs_file *file, unsigned long first)
{
	unsigned long index;
	void *page;

	xa_for_each_start(&file->pages, index, page, first) {
		xa_erase(&file->pages, index);
		free_page((unsigned long)page);
		atomic_long_dec(&pages_used);
	}
}

void ramfs_put(struct ramfs_file *file)
{
	if (!refcount_dec_and_test(&file->users))
		return;
	free_pages_from(file, 0);
	xa_destroy(&file->pages);
	kfree(file->name);
	kfree(file);
}

bool ramfs_is_directory(const struct ramfs_file *file)
{
	return file->directory;
}

u64 ramfs_size(const struct ramfs_file *file)
{
	return READ_ONCE(file->size);
}

/* So many of the @size bytes from @offset on lie in the page of the first. */
static size_t in_page(u64 offset, size_t size)
{
	return min_t(size_t, size, PAGE_SIZE - offset_in_page(offset));
}

size_t ramfs_read(struct ramfs_file *file, u64 offset, void *buf, size_t size)
{
	size_t done = 0;

	mutex_lock(&file->lock);
	size = offset < file->size ? min_t(u64, size, file->size - offset) : 0;
	while (done < size) {
		u64 at = offset + done;
		size_t n = in_page(at, size - done);
		char *page = xa_load(&file->pages, at >> PAGE_SHIFT);

		if (page)
			memcpy(buf + done, page + offset_in_page(at), n);
		else
			memset(buf + done, 0, n);
		done += n;
	}
	mutex_unlock(&file->lock);
	return done;
}

/* Page number @index of the file, allocated if it has none; NULL without memory.  The lock is held. */
static char *page_to_write(struct ramfs_file *file, unsigned long index)
{
	char *page = xa_load(&file->pages, index);

	if (page)
		return page;
	if ((unsigned long)atomic_long_read(&pages_used) >= totalram_pages() / 2)
		return NULL;
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (page && xa_err(xa_store(&file->pages, index, page, GFP_KERNEL))) {
		free_page((unsigned long)page);
		page = NULL;
	}
	if (page)
		atomic_long_inc(&pages_used);
	return page;
}

/* The caller has the lock. */
static ssize_t write(struct ramfs_file *file, u64 offset, const void *buf, size_t size)
{
	size_t done = 0;

	if (offset > SIZE_LIMIT || size > SIZE_LIMIT - offset)
		return -EFBIG;
	while (done < size) {
		u64 at = offset + done;
		size_t n = in_page(at, size - done);
		char *page = page_to_write(file, at >> PAGE_SHIFT);

		if (!page)
			break;
		memcpy(page + offset_in_page(at), buf + done, n);
		done += n;
	}
	if (done && offset + done > file->size)
		WRITE_ONCE(file->size, offset + done);
	return done || !size ? (ssize_t)done : -ENOSPC;
}

ssize_t ramfs_write(struct ramfs_file *file, u64 offset, const void *buf, size_t size)
{
	ssize_t done;

	mutex_lock(&file->lock);
	done = write(file, offset, buf, size);
	mutex_unlock(&file->lock);
	return done;
}

ssize_t ramfs_append(struct ramfs_file *file, const void *buf, size_t size)
{
	ssize_t done;

	mutex_lock(&file->lock);
	done = write(file, file->size, buf, size);
	mutex_unlock(&file->lock);
	return done;
}

int ramfs_truncate(struct ramfs_file *file, u64 size)
{
	char *last;

	if (size > SIZE_LIMIT)
		return -EFBIG;
	mutex_lock(&file->lock);
	free_pages_from(file, DIV_ROUND_UP(size, PAGE_SIZE));
	last = offset_in_page(size) ? xa_load(&file->pages, size >> PAGE_SHIFT) : NULL;
	if (last)
		memset(last + offset_in_page(size), 0, PAGE_SIZE - offset_in_page(size));
	WRITE_ONCE(file->size, size);
	mutex_unlock(&file->lock);
	return 0;
}

static bool is_empty(const char *directory)
{
	size_t size = strlen(directory);
	struct ramfs_file *file;

	list_for_each_entry(file, &files, list) {
		if (!strncmp(file->name, directory, size) && file->name[size] == '/')
			return false;
	}
	return true;
}

int ramfs_remove(const char *name, bool directory)
{
	struct ramfs_file *file;
	int err = 0;

	mutex_lock(&names_lock);
	file = find(name);
	if (!file)
		err = -ENOENT;
	else if (file->directory != directory)
		err = directory ? -ENOTDIR : -EISDIR;
	else if (directory && !is_empty(name))
		err = -ENOTEMPTY;
	else
		list_del(&file->list);
	mutex_unlock(&names_lock);
	if (!err)
		ramfs_put(file);
	return err;
}

int ramfs_rename(const char *from, const char *to)
{
	char *name = kstrdup(to, GFP_KERNEL);
	struct ramfs_file *file, *lost = NULL;
	int err = 0;

	if (!name)
		return -ENOMEM;
	mutex_lock(&names_lock);
	file = find(from);
	lost = find(to);
	if (lost == file)
		lost = NULL;
	if (!file)
		err = -ENOENT;
	else if (file->directory || (lost && lost->directory))
		err = -EISDIR;
	if (!err && lost)
		list_del(&lost->list);
	if (!err)
		swap(file->name, name);
	mutex_unlock(&names_lock);
	kfree(name);
	if (!err && lost)
		ramfs_put(lost);
	return err;
}
