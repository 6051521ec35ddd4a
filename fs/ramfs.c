// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files in RAM: a tree of names, and for each file an xarray of its pages, indexed by page number.
 * A page that was never written does not exist, and is read as zeros.
 *
 * The tree is sorted by strcmp(), so that all names below one directory are adjacent.  A list
 * contains the files in the order of their creation.
 *
 * Invariant: the bytes after the end of a file in its last page are zero, so that extending the
 * file yields zeros.
 *
 * Locking: names_lock protects the tree, the list and the names.  The lock of each file protects
 * the pages and the size of this file.  The tree has a reference to each file in it.  A file that
 * was removed from the tree exists until its last reference is dropped.
 *
 * Bounds: finding a name takes log2(number of files) comparisons, and finding a page takes
 * log64(size of the file in pages) steps.  Renaming a directory visits all names below it.
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
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/xarray.h>
#include <quarry/ramfs.h>

#define SIZE_LIMIT	LONG_MAX	/* maximum size of a file */

struct ramfs_file {
	struct rb_node node;
	struct list_head list;
	struct list_head moved;		/* entry in ramfs_rename()'s list of renamed files */
	refcount_t users;
	char *name;
	char *new_name;			/* name that ramfs_rename() sets */
	bool directory;
	struct mutex lock;
	u64 size;
	struct xarray pages;
};

static struct rb_root files = RB_ROOT;
static LIST_HEAD(created);
static DEFINE_MUTEX(names_lock);
static atomic_long_t pages_used;	/* number of pages in all files */

/* ---- names: the caller has names_lock -------------------------------------------------------- */

static struct ramfs_file *ramfs_file_of(struct rb_node *node)
{
	return node ? rb_entry(node, struct ramfs_file, node) : NULL;
}

static struct ramfs_file *ramfs_find_entry(const char *name)
{
	struct rb_node *node = files.rb_node;

	while (node) {
		int order = strcmp(name, ramfs_file_of(node)->name);

		if (!order)
			return ramfs_file_of(node);
		node = order < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

/* Insert a file whose name does not exist in the tree. */
static void ramfs_insert(struct ramfs_file *file)
{
	struct rb_node **link = &files.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (strcmp(file->name, ramfs_file_of(parent)->name) < 0)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&file->node, parent, link);
	rb_insert_color(&file->node, &files);
}

static void ramfs_forget(struct ramfs_file *file)
{
	rb_erase(&file->node, &files);
	RB_CLEAR_NODE(&file->node);
	list_del(&file->list);
}

/* Return true if @name is below @directory.  @size is the length of @directory. */
static bool is_below(const char *name, const char *directory, size_t size)
{
	return !strncmp(name, directory, size) && name[size] == '/';
}

/* Compare @name with "@directory/", which precedes all names below the directory. */
static int compare_to_start(const char *name, const char *directory, size_t size)
{
	int order = strncmp(name, directory, size);

	return order ?: (unsigned char)name[size] >= '/' ? 1 : -1;
}

static struct ramfs_file *first_below(const char *directory)
{
	size_t size = strlen(directory);
	struct rb_node *node = files.rb_node;
	struct ramfs_file *first = NULL;

	while (node) {
		if (compare_to_start(ramfs_file_of(node)->name, directory, size) > 0) {
			first = ramfs_file_of(node);
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return first && is_below(first->name, directory, size) ? first : NULL;
}

static struct ramfs_file *ramfs_next_below(struct ramfs_file *file, const char *directory)
{
	file = ramfs_file_of(rb_next(&file->node));
	return file && is_below(file->name, directory, strlen(directory)) ? file : NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

struct ramfs_file *ramfs_find(const char *name)
{
	struct ramfs_file *file;

	mutex_lock(&names_lock);
	file = ramfs_find_entry(name);
	if (file)
		refcount_inc(&file->users);
	mutex_unlock(&names_lock);
	return file;
}

bool ramfs_name(struct ramfs_file *file, char name[RAMFS_PATH_MAX + 1])
{
	bool found;

	mutex_lock(&names_lock);
	found = !RB_EMPTY_NODE(&file->node);
	if (found)
		strscpy(name, file->name, RAMFS_PATH_MAX + 1);
	mutex_unlock(&names_lock);
	return found;
}

void ramfs_for_each(void (*fn)(const char *name, void *arg), void *arg)
{
	struct ramfs_file *file;

	mutex_lock(&names_lock);
	list_for_each_entry(file, &created, list)
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
	file = ramfs_find_entry(name) ? ERR_PTR(-EEXIST) :
					new_file(name, directory) ?: ERR_PTR(-ENOMEM);
	if (!IS_ERR(file)) {
		ramfs_insert(file);
		list_add_tail(&file->list, &created);
	}
	mutex_unlock(&names_lock);
	return file;
}

/*
 * Free the pages of the file with numbers of at least @first.  The caller holds the lock of the
 * file, or its last reference.
 */
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

/* Return how many of the @size bytes at @offset are in the page of the first byte. */
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

/*
 * Return page @index of the file.  The page is allocated if it does not exist.  Returns NULL if
 * there is not enough memory.  The caller holds the lock of the file.
 */
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

/*
 * Write @size bytes at @offset.  Returns the number of bytes written, or a negative error number.
 * The caller holds the lock of the file.
 */
static ssize_t ramfs_write_pages(struct ramfs_file *file, u64 offset, const void *buf, size_t size)
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
	done = ramfs_write_pages(file, offset, buf, size);
	mutex_unlock(&file->lock);
	return done;
}

ssize_t ramfs_append(struct ramfs_file *file, const void *buf, size_t size)
{
	ssize_t done;

	mutex_lock(&file->lock);
	done = ramfs_write_pages(file, file->size, buf, size);
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

int ramfs_remove(const char *name, bool directory)
{
	struct ramfs_file *file;
	int err = 0;

	mutex_lock(&names_lock);
	file = ramfs_find_entry(name);
	if (!file)
		err = -ENOENT;
	else if (file->directory != directory)
		err = directory ? -ENOTDIR : -EISDIR;
	else if (directory && first_below(name))
		err = -ENOTEMPTY;
	else
		ramfs_forget(file);
	mutex_unlock(&names_lock);
	if (!err)
		ramfs_put(file);
	return err;
}

/* ---- renaming: the caller has names_lock ----------------------------------------------------- */

static void forget_new_names(const char *directory)
{
	for (struct ramfs_file *file = first_below(directory); file;
	     file = ramfs_next_below(file, directory)) {
		kfree(file->new_name);
		file->new_name = NULL;
	}
}

/*
 * Allocate the new names of all files below the directory @from.  If this fails, returns -ENOMEM or
 * -ENAMETOOLONG, and no file has a new name.
 */
static int make_new_names(const char *from, const char *to)
{
	size_t size = strlen(from);
	int err = 0;

	for (struct ramfs_file *file = first_below(from); file && !err;
	     file = ramfs_next_below(file, from)) {
		if (strlen(to) + strlen(file->name + size) > RAMFS_PATH_MAX)
			err = -ENAMETOOLONG;
		else if (!(file->new_name = kasprintf(GFP_KERNEL, "%s%s", to, file->name + size)))
			err = -ENOMEM;
	}
	if (err)
		forget_new_names(from);
	return err;
}

static void ramfs_move(struct ramfs_file *file, struct list_head *moved)
{
	rb_erase(&file->node, &files);
	list_add_tail(&file->moved, moved);
}

/* Remove the file and all files below it from the tree, and insert them with their new names. */
static void use_new_names(struct ramfs_file *file)
{
	struct ramfs_file *below, *next;
	LIST_HEAD(moved);

	for (below = first_below(file->name); below; below = next) {
		next = ramfs_next_below(below, file->name);
		ramfs_move(below, &moved);
	}
	ramfs_move(file, &moved);
	list_for_each_entry_safe(below, next, &moved, moved) {
		swap(below->name, below->new_name);
		kfree(below->new_name);
		below->new_name = NULL;
		ramfs_insert(below);
	}
}

/*
 * Check the rules of POSIX.1-2017 for rename().  @lost is the existing file with the new name, or
 * NULL.
 */
static int check_rename(const struct ramfs_file *file, const struct ramfs_file *lost,
			const char *to)
{
	if (!file)
		return -ENOENT;
	if (file->directory && is_below(to, file->name, strlen(file->name)))
		return -EINVAL;
	if (!lost)
		return 0;
	if (file->directory != lost->directory)
		return lost->directory ? -EISDIR : -ENOTDIR;
	return lost->directory && first_below(to) ? -ENOTEMPTY : 0;
}

int ramfs_rename(const char *from, const char *to)
{
	struct ramfs_file *file, *lost;
	int err;

	mutex_lock(&names_lock);
	file = ramfs_find_entry(from);
	lost = ramfs_find_entry(to);
	if (file && file == lost) {
		mutex_unlock(&names_lock);
		return 0;
	}
	err = check_rename(file, lost, to);
	if (!err) {
		file->new_name = kstrdup(to, GFP_KERNEL);
		err = file->new_name ? make_new_names(from, to) : -ENOMEM;
		if (err) {
			kfree(file->new_name);
			file->new_name = NULL;
		}
	}
	if (!err) {
		if (lost)
			ramfs_forget(lost);
		use_new_names(file);
	}
	mutex_unlock(&names_lock);
	if (!err && lost)
		ramfs_put(lost);
	return err;
}
