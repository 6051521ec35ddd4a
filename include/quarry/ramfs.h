/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_RAMFS_H
#define QUARRY_RAMFS_H

/*
 * Files in RAM, with names such as "tmp/log" that neither start nor end with "/".  Directories are
 * entries as well; the caller must create the directory of a file.  Context: thread; may sleep.
 */

#include <linux/types.h>

struct ramfs_file;

/*
 * ramfs_find() returns an existing file, or NULL.  ramfs_create() creates a file, or returns
 * ERR_PTR(-EEXIST) or ERR_PTR(-ENOMEM).  The caller owns a reference.
 */
struct ramfs_file *ramfs_find(const char *name);
struct ramfs_file *ramfs_create(const char *name, bool directory);
void ramfs_put(struct ramfs_file *file);

/* Renaming a directory never makes a file's name longer than this. */
#define RAMFS_PATH_MAX	255

/* Copy the current name of a file.  Returns false if the file was removed. */
bool ramfs_name(struct ramfs_file *file, char name[RAMFS_PATH_MAX + 1]);

bool ramfs_is_directory(const struct ramfs_file *file);
u64 ramfs_size(const struct ramfs_file *file);

/* Call @fn for each name.  @fn may sleep, but must not call these functions. */
void ramfs_for_each(void (*fn)(const char *name, void *arg), void *arg);

/* Return the number of bytes read, which is less than @size at the end of the file. */
size_t ramfs_read(struct ramfs_file *file, u64 offset, void *buf, size_t size);

/*
 * Return the number of bytes written, or -ENOSPC if memory is exhausted or the files use half of
 * the memory.  If @offset is beyond the end of the file, the gap is filled with zeros.
 */
ssize_t ramfs_write(struct ramfs_file *file, u64 offset, const void *buf, size_t size);
/* Write at the current end of the file.  Returns the same values as ramfs_write(). */
ssize_t ramfs_append(struct ramfs_file *file, const void *buf, size_t size);

/* Set the size of the file.  Returns 0 or -EFBIG. */
int ramfs_truncate(struct ramfs_file *file, u64 size);

/*
 * Remove the name; the contents exist until the last reference is dropped.  Returns 0, -ENOENT,
 * -EISDIR, -ENOTDIR or -ENOTEMPTY.
 */
int ramfs_remove(const char *name, bool directory);

/*
 * Rename a file, or a directory with its contents, replacing an existing file or empty directory.
 * Returns 0; -ENOENT; -EISDIR or -ENOTDIR if only one of the two names is a directory; -ENOTEMPTY;
 * -EINVAL if the new name is inside the directory; -ENAMETOOLONG; or -ENOMEM.
 */
int ramfs_rename(const char *from, const char *to);

#endif /* QUARRY_RAMFS_H */
