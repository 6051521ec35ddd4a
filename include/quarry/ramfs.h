/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_RAMFS_H
#define QUARRY_RAMFS_H

/*
 * Files in RAM, by names without a "/" at either end: "tmp/log".  Directories are names as well, and
 * whoever creates a file sees to it that its directory exists.  Thread context; may sleep.
 */

#include <linux/types.h>

struct ramfs_file;

/*
 * The file of that name, or the new one, with a reference for the caller: NULL; -EEXIST, -ENOMEM by
 * ERR_PTR().
 */
struct ramfs_file *ramfs_find(const char *name);
struct ramfs_file *ramfs_create(const char *name, bool directory);
void ramfs_put(struct ramfs_file *file);

/* Renaming a directory gives no file a longer name. */
#define RAMFS_PATH_MAX	255

/* Copy the name that the file has now.  Returns false if the file was removed. */
bool ramfs_name(struct ramfs_file *file, char name[RAMFS_PATH_MAX + 1]);

bool ramfs_is_directory(const struct ramfs_file *file);
u64 ramfs_size(const struct ramfs_file *file);

/* Call fn for the name of each, which may sleep, but not call these functions. */
void ramfs_for_each(void (*fn)(const char *name, void *arg), void *arg);

/* How much was read; less at the end. */
size_t ramfs_read(struct ramfs_file *file, u64 offset, void *buf, size_t size);

/*
 * How much was written; -ENOSPC if that is nothing: no memory, or the files have half of it already.  A
 * file written behind its end is zero in between.
 */
ssize_t ramfs_write(struct ramfs_file *file, u64 offset, const void *buf, size_t size);
/* At the end, wherever that is then. */
ssize_t ramfs_append(struct ramfs_file *file, const void *buf, size_t size);

/* 0, or -EFBIG. */
int ramfs_truncate(struct ramfs_file *file, u64 size);

/* The name goes, the contents with the last reference: 0, -ENOENT, -EISDIR, -ENOTDIR, -ENOTEMPTY. */
int ramfs_remove(const char *name, bool directory);

/*
 * Give a file or a directory, with all that is below it, another name; a file, or an empty directory, that
 * has that name loses it.  Returns 0, -ENOENT, -EISDIR or -ENOTDIR where only one of both is a directory,
 * -ENOTEMPTY, -EINVAL if the new name is below the directory, -ENAMETOOLONG, or -ENOMEM.
 */
int ramfs_rename(const char *from, const char *to);

#endif /* QUARRY_RAMFS_H */
