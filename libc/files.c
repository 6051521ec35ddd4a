// SPDX-License-Identifier: BSD-2-Clause
/*
 * File descriptors: the console, the read-only files of two archives, and files in RAM.  All files
 * are in one name space, which starts at "/".  A name is searched in the disk's archive first, then
 * in the initrd, then in RAM.  The directory /tmp exists from the start.  A directory is identified
 * by its name, because the archives and RAM may all contain files of the same directory.  Only an
 * open directory that is in no archive is identified by a reference, because it may be renamed.
 *
 * Locks, in the order in which they are acquired:
 * - the lock of an open file, for its position;
 * - paths_lock, so that the meaning of a path does not change while it is checked or used;
 * - table_lock, for the table and the reference counts of open files.
 */

#include <internal/block.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/ramfs.h>
#include "libc/os.h"

#define PATH_SIZE	OS_PATH_SIZE
#define CONSOLE_FILES	3
#define OPEN_MAX	CONFIG_LIBC_OPEN_MAX

/*
 * An open file: a file of an archive, a file in RAM, or a directory.  For the console, none of the
 * members for files is set.
 */
struct open_file {
	struct files *files;		/* the archive; holds a reference */
	struct file *archived;
	struct ramfs_file *ram;
	bool directory;
	char *path;			/* name of a directory that is not in RAM */
	char *names;			/* names of the entries, each with a '\0'; under lock */
	size_t names_size;
	bool listed;			/* @names is valid; false after a rewind; under lock */
	unsigned int flags;
	unsigned int users;		/* table entries and running calls; under table_lock */
	struct mutex lock;
	u64 at;
};

/* The archives, in the order in which they are searched.  Their names hide names in RAM. */
static struct files *(*const archives[])(void) = { files_open, files_open_initrd };

static struct open_file console = { .flags = OS_READ | OS_WRITE };
static struct open_file *table[OPEN_MAX] = { &console, &console, &console };
static DEFINE_MUTEX(table_lock);
static DEFINE_MUTEX(paths_lock);
static char cwd[PATH_SIZE];		/* working directory, "" is the root; under paths_lock */

/* ---- names; the caller holds paths_lock ------------------------------------------------------ */

static int __init make_tmp(void)
{
	struct ramfs_file *tmp = ramfs_create("tmp", true);

	if (IS_ERR(tmp))
		return PTR_ERR(tmp);
	ramfs_put(tmp);
	return 0;
}
fs_initcall(make_tmp);

/*
 * Return true if @err means that there is no disk or no valid archive.  Damage of an archive has
 * been reported before.
 */
static bool has_no_files(int err)
{
	return err == -ENODEV || files_damaged(err);
}

static bool is_in_ram(const char *name)
{
	struct ramfs_file *ram = ramfs_find(name);

	if (ram)
		ramfs_put(ram);
	return ram;
}

/*
 * Find a file in the archives.  Sets *@files to its archive, with a reference.  Returns NULL,
 * without a reference, if no archive has the file.  Returns an ERR_PTR() if the file was not found,
 * an archive could not be read, and RAM has no file of that name.
 */
static struct file *find_archived(const char *name, struct files **files)
{
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(archives); i++) {
		struct file *file;

		*files = archives[i]();
		if (IS_ERR(*files)) {
			err = has_no_files(PTR_ERR(*files)) ? err : PTR_ERR(*files);
			continue;
		}
		file = file_find(*files, name);
		if (file)
			return file;
		files_close(*files);
	}
	return err && !is_in_ram(name) ? ERR_PTR(err) : NULL;
}

/* Return 0 if no archive has a file of this name, or @err if one has it. */
static int check_archived(const char *name, int err)
{
	struct files *files;
	struct file *file = find_archived(name, &files);

	if (IS_ERR_OR_NULL(file))
		return PTR_ERR_OR_ZERO(file);
	files_close(files);
	return err;
}

static void describe_archived(struct file *file, struct os_stat *stat)
{
	*stat = (struct os_stat){ .size = file_size(file), .number = (unsigned long)file,
				  .directory = file_is_directory(file) };
}

static void describe_ram(struct ramfs_file *file, struct os_stat *stat)
{
	*stat = (struct os_stat){
		.size = ramfs_size(file), .number = (unsigned long)file, .writable = true,
		.directory = ramfs_is_directory(file),
	};
}

static int describe(const char *name, struct os_stat *stat)
{
	struct files *files;
	struct file *archived;
	struct ramfs_file *ram;

	if (!*name) {
		*stat = (struct os_stat){ .directory = true, .writable = true };
		return 0;
	}
	archived = find_archived(name, &files);
	if (IS_ERR(archived))
		return PTR_ERR(archived);
	if (archived) {
		describe_archived(archived, stat);
		files_close(files);
		return 0;
	}
	ram = ramfs_find(name);
	if (!ram)
		return -ENOENT;
	describe_ram(ram, stat);
	ramfs_put(ram);
	return 0;
}

static int check_directory(const char *name)
{
	struct os_stat stat;

	return describe(name, &stat) ?: stat.directory ? 0 : -ENOTDIR;
}

/*
 * Return 0 if a file with this name can be created, which requires that its parent is a directory.
 */
static int check_parent(const char *name)
{
	const char *slash = strrchr(name, '/');
	char parent[PATH_SIZE];

	strscpy(parent, name, slash ? slash - name + 1 : 1);
	return check_directory(parent);
}

/* The kind of the last component of a path, which may be followed by a "/". */
enum last {
	NAME,
	DOT,
	DOT_DOT,
};

struct path {
	char name[PATH_SIZE];	/* has no "." or "..", and no "/" at either end */
	bool slash;		/* true if a "/" follows: an existing file must be a directory */
	enum last last;
};

/*
 * Append a component of @size characters to the name.  For "..", remove the last component of the
 * name.
 */
static int append_part(struct path *to, const char *part, size_t size)
{
	size_t used = strlen(to->name);

	to->last = size == 1 && *part == '.'		  ? DOT
		   : size == 2 && !strncmp(part, "..", 2) ? DOT_DOT
							  : NAME;
	if (to->last == DOT_DOT) {
		while (used && to->name[--used] != '/')
			;
	} else if (to->last == NAME) {
		if (used + 1 + size >= PATH_SIZE)
			return -ENAMETOOLONG;
		if (used)
			to->name[used++] = '/';
		memcpy(to->name + used, part, size);
		used += size;
	}
	to->name[used] = '\0';
	return 0;
}

/*
 * Find the name for a path.  Returns -ENOENT or -ENOTDIR if a component other than the last is not
 * a directory.  If the working directory has been removed, ".." is the directory that contained it.
 */
static int resolve(const char *path, struct path *to)
{
	bool first = true;
	int err = *path ? 0 : -ENOENT;

	strscpy(to->name, *path == '/' ? "" : cwd, PATH_SIZE);
	to->slash = false;
	to->last = NAME;
	for (path += strspn(path, "/"); *path && !err; path += strspn(path, "/")) {
		size_t size = strcspn(path, "/");

		err = first ? 0 : check_directory(to->name);
		err = err ?: append_part(to, path, size);
		path += size;
		to->slash = *path == '/';
		first = false;
	}
	if (err || !to->slash)
		return err;
	err = check_directory(to->name);
	return err == -ENOENT && to->last == NAME ? 0 : err;	/* allow mkdir("new/") */
}

/*
 * Resolve a path whose file will be modified.  Returns -EROFS for a file of an archive, and -EBUSY
 * for the root directory.
 */
static int resolve_to_change(const char *path, struct path *to)
{
	int err = resolve(path, to);

	if (!err && !*to->name)
		err = -EBUSY;
	return err ?: check_archived(to->name, -EROFS);
}

static int remove_file(const char *path, bool directory)
{
	struct path at;
	int err;

	mutex_lock(&paths_lock);
	err = resolve_to_change(path, &at);
	if (!err && directory && at.last == DOT)
		err = -EINVAL;
	err = err ?: ramfs_remove(at.name, directory);
	mutex_unlock(&paths_lock);
	return err;
}

static int make_directory(const char *name)
{
	int err = *name ? check_archived(name, -EEXIST) : -EEXIST;
	struct ramfs_file *directory;

	err = err ?: check_parent(name);
	if (err)
		return err;
	directory = ramfs_create(name, true);
	if (IS_ERR(directory))
		return PTR_ERR(directory);
	ramfs_put(directory);
	return 0;
}

/* ---- paths ----------------------------------------------------------------------------------- */

int os_stat(const char *path, struct os_stat *stat)
{
	struct path at;
	int err;

	mutex_lock(&paths_lock);
	err = resolve(path, &at) ?: describe(at.name, stat);
	mutex_unlock(&paths_lock);
	return err;
}

int os_unlink(const char *path)
{
	return remove_file(path, false);
}

int os_rmdir(const char *path)
{
	return remove_file(path, true);
}

int os_mkdir(const char *path)
{
	struct path at;
	int err;

	mutex_lock(&paths_lock);
	err = resolve(path, &at) ?: make_directory(at.name);
	mutex_unlock(&paths_lock);
	return err;
}

/*
 * Update the working directory after @from was renamed to @to, if @from is the working directory or
 * contains it.  The caller holds paths_lock.
 */
static void move_cwd(const char *from, const char *to)
{
	size_t size = strlen(from);
	char moved[PATH_SIZE];

	if (!strncmp(cwd, from, size) && (!cwd[size] || cwd[size] == '/')) {
		scnprintf(moved, sizeof(moved), "%s%s", to, cwd + size);
		strscpy(cwd, moved, PATH_SIZE);
	}
}

/* Rename a file from one resolved path to another.  The caller holds paths_lock. */
static int rename_resolved(const struct path *from, const struct path *to)
{
	int err = check_parent(to->name);

	if (from->last != NAME || to->last != NAME)
		return -EINVAL;
	if (!err && to->slash)
		err = check_directory(from->name);
	err = err ?: ramfs_rename(from->name, to->name);
	if (!err)
		move_cwd(from->name, to->name);
	return err;
}

int os_rename(const char *from, const char *to)
{
	struct path old, new;
	int err;

	mutex_lock(&paths_lock);
	err = resolve_to_change(from, &old) ?: resolve_to_change(to, &new) ?:
	      rename_resolved(&old, &new);
	mutex_unlock(&paths_lock);
	return err;
}

int os_chdir(const char *path)
{
	struct path at;
	int err;

	mutex_lock(&paths_lock);
	err = resolve(path, &at) ?: check_directory(at.name);
	if (!err)
		strscpy(cwd, at.name, PATH_SIZE);
	mutex_unlock(&paths_lock);
	return err;
}

void os_getcwd(char path[OS_PATH_SIZE])
{
	mutex_lock(&paths_lock);
	strscpy(path, cwd, PATH_SIZE);
	mutex_unlock(&paths_lock);
}

/* ---- the descriptor table -------------------------------------------------------------------- */

static struct open_file *open_file_get(int fd)
{
	struct open_file *open = NULL;

	mutex_lock(&table_lock);
	if (fd >= 0 && fd < OPEN_MAX)
		open = table[fd];
	if (open)
		open->users++;
	mutex_unlock(&table_lock);
	return open;
}

static void open_file_put(struct open_file *open)
{
	bool last;

	mutex_lock(&table_lock);
	last = --open->users == 0 && open != &console;
	mutex_unlock(&table_lock);
	if (!last)
		return;
	if (open->archived)
		files_close(open->files);
	if (open->ram)
		ramfs_put(open->ram);
	kfree(open->path);
	kvfree(open->names);
	kfree(open);
}

/* Store the file in the lowest free entry of the table.  Returns the descriptor, or -EMFILE. */
static int install(struct open_file *open)
{
	int fd = 0;

	mutex_lock(&table_lock);
	while (fd < OPEN_MAX && table[fd])
		fd++;
	if (fd < OPEN_MAX)
		table[fd] = open;
	mutex_unlock(&table_lock);
	return fd < OPEN_MAX ? fd : -EMFILE;
}

/* ---- directories ----------------------------------------------------------------------------- */

struct listing {
	const char *directory;
	char *names;
	size_t size, room;
	int err;
	struct files *before[ARRAY_SIZE(archives)];	/* archives that are listed in @names */
};

/* Return true if an archive that was listed before contains the file @path. */
static bool is_listed(const struct listing *list, const char *path)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(archives); i++) {
		if (list->before[i] && file_find(list->before[i], path))
			return true;
	}
	return false;
}

/* Return @name relative to @directory, or NULL if the file is not directly in the directory. */
static const char *name_in(const char *directory, const char *name)
{
	size_t size = strlen(directory);

	if (size) {
		if (strncmp(name, directory, size) || name[size] != '/')
			return NULL;
		name += size + 1;
	}
	return *name && !strchr(name, '/') ? name : NULL;
}

static void add_name(const char *path, void *arg)
{
	struct listing *list = arg;
	const char *name = name_in(list->directory, path);
	size_t size = name ? strlen(name) + 1 : 0;

	if (!name || list->err || is_listed(list, path))
		return;
	if (size > list->room - list->size) {
		size_t room = 2 * list->room + size;
		char *names = kvrealloc(list->names, room, GFP_KERNEL | __GFP_NOWARN);

		if (!names) {
			list->err = -ENOMEM;
			return;
		}
		list->names = names;
		list->room = room;
	}
	memcpy(list->names + list->size, name, size);
	list->size += size;
}

/* Get the current name of an open directory.  Returns false if the directory was removed. */
static bool directory_name(const struct open_file *open, char name[PATH_SIZE])
{
	if (open->ram)
		return ramfs_name(open->ram, name);
	strscpy(name, open->path, PATH_SIZE);
	return true;
}

/*
 * Read the entries of a directory.  The caller holds paths_lock.  It also holds the lock of the
 * file, unless the file is not in the table yet.
 */
static int list_directory(struct open_file *open)
{
	char name[PATH_SIZE];
	struct listing list = { .directory = name };

	if (!directory_name(open, name)) {
		open->names_size = 0;
		open->listed = true;
		return 0;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(archives); i++) {
		struct files *files = archives[i]();
		struct file *file = NULL;

		if (IS_ERR(files)) {
			list.err = has_no_files(PTR_ERR(files)) ? list.err : PTR_ERR(files);
			continue;
		}
		while ((file = file_next(files, file))) {
			if (file_find(files, file_name(file)) == file)
				add_name(file_name(file), &list);
		}
		list.before[i] = files;
	}
	ramfs_for_each(add_name, &list);
	for (unsigned int i = 0; i < ARRAY_SIZE(archives); i++) {
		if (list.before[i])
			files_close(list.before[i]);
	}
	if (list.err) {
		kvfree(list.names);
		return list.err;
	}
	kvfree(open->names);
	open->names = list.names;
	open->names_size = list.size;
	open->listed = true;
	return 0;
}

/* ---- open files ------------------------------------------------------------------------------ */

static int open_directory(struct open_file *open, const char *name)
{
	if (open->flags & (OS_WRITE | OS_CREATE))
		return open->flags & OS_EXCLUSIVE ? -EEXIST : -EISDIR;
	open->directory = true;
	open->path = open->ram ? NULL : kstrdup(name, GFP_KERNEL);
	return open->ram || open->path ? list_directory(open) : -ENOMEM;
}

static int open_ram(struct open_file *open, const char *name)
{
	struct ramfs_file *file = ramfs_find(name);

	if (!file && open->flags & OS_CREATE && open->flags & OS_DIRECTORY)
		return -EISDIR;
	if (!file && open->flags & OS_CREATE) {
		int err = check_parent(name);

		file = err ? ERR_PTR(err) : ramfs_create(name, false);
	} else if (file && open->flags & OS_CREATE && open->flags & OS_EXCLUSIVE) {
		ramfs_put(file);
		return -EEXIST;
	}
	if (IS_ERR_OR_NULL(file))
		return file ? PTR_ERR(file) : -ENOENT;
	open->ram = file;
	if (ramfs_is_directory(file))
		return open_directory(open, name);
	if (open->flags & OS_DIRECTORY)
		return -ENOTDIR;
	if (open->flags & OS_TRUNCATE && open->flags & OS_WRITE)
		return ramfs_truncate(file, 0);
	return 0;
}

static int open_name(struct open_file *open, const char *name)
{
	if (!*name)
		return open_directory(open, name);
	open->archived = find_archived(name, &open->files);
	if (IS_ERR_OR_NULL(open->archived)) {
		int err = PTR_ERR_OR_ZERO(open->archived);

		open->archived = NULL;
		return err ?: open_ram(open, name);
	}
	if (file_is_directory(open->archived))
		return open_directory(open, name);
	if (open->flags & OS_DIRECTORY)
		return -ENOTDIR;
	if (open->flags & OS_CREATE && open->flags & OS_EXCLUSIVE)
		return -EEXIST;
	return open->flags & OS_WRITE ? -EROFS : 0;
}

int os_open(const char *path, unsigned int flags)
{
	struct open_file *open;
	struct path at;
	int fd;

	open = kzalloc(sizeof(*open), GFP_KERNEL);
	if (!open)
		return -ENOMEM;
	open->flags = flags;
	open->users = 1;
	mutex_init(&open->lock);
	mutex_lock(&paths_lock);
	fd = resolve(path, &at);
	open->flags |= !fd && at.slash ? OS_DIRECTORY : 0;
	fd = fd ?: open_name(open, at.name);
	mutex_unlock(&paths_lock);
	fd = fd ?: install(open);
	if (fd < 0)
		open_file_put(open);
	return fd;
}

int os_input(const char *path)
{
	int fd = os_open(path, OS_READ);

	if (fd < 0)
		return fd;
	mutex_lock(&table_lock);
	table[0] = table[fd];
	table[fd] = NULL;
	mutex_unlock(&table_lock);
	return 0;
}

int os_close(int fd)
{
	struct open_file *open = NULL;

	mutex_lock(&table_lock);
	if (fd >= 0 && fd < OPEN_MAX)
		swap(open, table[fd]);
	mutex_unlock(&table_lock);
	if (!open)
		return -EBADF;
	if (open != &console)
		open_file_put(open);
	return 0;
}

static long read_archived(struct open_file *open, void *buf, size_t size)
{
	u64 left = file_size(open->archived) - min(open->at, file_size(open->archived));
	int err;

	size = min_t(u64, size, left);
	err = size ? file_read(open->archived, open->at, buf, size) : 0;
	return err ?: (long)size;
}

long os_read(int fd, void *buf, size_t size)
{
	struct open_file *open = open_file_get(fd);
	long done = -EBADF;

	if (!open)
		return done;
	if (open == &console) {
		done = os_console_read(buf, size);
	} else if (open->flags & OS_READ) {
		mutex_lock(&open->lock);
		if (open->directory)
			done = -EISDIR;
		else if (open->archived)
			done = read_archived(open, buf, size);
		else
			done = ramfs_read(open->ram, open->at, buf, size);
		open->at += max(done, 0L);
		mutex_unlock(&open->lock);
	}
	open_file_put(open);
	return done;
}

long os_write(int fd, const void *buf, size_t size)
{
	struct open_file *open = open_file_get(fd);
	long done = -EBADF;

	if (!open)
		return done;
	if (open == &console) {
		os_console_write(buf, size);
		done = size;
	} else if (open->flags & OS_WRITE) {
		mutex_lock(&open->lock);
		if (open->flags & OS_APPEND) {
			done = ramfs_append(open->ram, buf, size);
			open->at = ramfs_size(open->ram);
		} else {
			done = ramfs_write(open->ram, open->at, buf, size);
			open->at += max(done, 0L);
		}
		mutex_unlock(&open->lock);
	}
	open_file_put(open);
	return done;
}

static u64 open_file_size(const struct open_file *open)
{
	return open->directory ? open->names_size :
	       open->archived ? file_size(open->archived) : ramfs_size(open->ram);
}

long long os_seek(int fd, long long offset, int from)
{
	struct open_file *open = open_file_get(fd);
	long long base, at = -EINVAL;

	if (!open)
		return -EBADF;
	if (open == &console) {
		at = -ESPIPE;
	} else if (from >= 0 && from <= 2) {
		mutex_lock(&open->lock);
		base = from == 0 ? 0 : from == 1 ? open->at : open_file_size(open);
		if (!check_add_overflow(base, offset, &base) && base >= 0)
			at = open->at = base;
		open->listed &= base != 0;
		mutex_unlock(&open->lock);
	}
	open_file_put(open);
	return at;
}

int os_truncate(int fd, unsigned long long size)
{
	struct open_file *open = open_file_get(fd);
	int err = -EINVAL;

	if (!open)
		return -EBADF;
	if (open->ram && open->flags & OS_WRITE)
		err = ramfs_truncate(open->ram, size);
	open_file_put(open);
	return err;
}

int os_fstat(int fd, struct os_stat *stat)
{
	struct open_file *open = open_file_get(fd);
	int err = 0;

	if (!open)
		return -EBADF;
	if (open->archived)
		describe_archived(open->archived, stat);
	else if (open->ram)
		describe_ram(open->ram, stat);
	else if (open->directory)
		err = describe(open->path, stat);	/* the root directory */
	else
		*stat = (struct os_stat){ .terminal = true, .writable = true };
	open_file_put(open);
	return err;
}

int os_flags(int fd)
{
	struct open_file *open = open_file_get(fd);
	int flags = open ? (int)open->flags : -EBADF;

	if (open)
		open_file_put(open);
	return flags;
}

int os_set_append(int fd, bool append)
{
	struct open_file *open = open_file_get(fd);

	if (!open)
		return -EBADF;
	if (open != &console) {
		mutex_lock(&open->lock);
		open->flags = append ? open->flags | OS_APPEND : open->flags & ~OS_APPEND;
		mutex_unlock(&open->lock);
	}
	open_file_put(open);
	return 0;
}

/* Get the next entry that still exists.  The caller holds the lock of the file and paths_lock. */
static int open_file_next_entry(struct open_file *open, struct os_entry *entry)
{
	char directory[PATH_SIZE], path[PATH_SIZE];

	if (!directory_name(open, directory))
		return 0;
	while (open->at < open->names_size) {
		const char *name = open->names + open->at;

		open->at += strlen(name) + 1;
		scnprintf(path, sizeof(path), "%s%s%s", directory, *directory ? "/" : "", name);
		if (describe(path, &entry->stat))
			continue;		/* removed */
		strscpy(entry->name, name);
		return 1;
	}
	return 0;
}

int os_readdir(int fd, struct os_entry *entry)
{
	struct open_file *open = open_file_get(fd);
	int found = -ENOTDIR;

	if (!open)
		return -EBADF;
	if (open->directory) {
		mutex_lock(&open->lock);
		mutex_lock(&paths_lock);
		found = open->listed ? 0 : list_directory(open);
		found = found ?: open_file_next_entry(open, entry);
		mutex_unlock(&paths_lock);
		mutex_unlock(&open->lock);
	}
	open_file_put(open);
	return found;
}
