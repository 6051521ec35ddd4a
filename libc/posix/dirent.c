// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions of <dirent.h>, except scandir() and alphasort(), for which newlib's functions are
 * used.
 */

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "libc/os.h"

struct __dir {
	int fd;
	struct dirent entry;		/* result of the last readdir() */
};

static void *failed(int err)
{
	errno = -err;
	return NULL;
}

DIR *fdopendir(int fd)
{
	struct os_stat found;
	int err = os_fstat(fd, &found);
	DIR *dir;

	if (err || !found.directory)
		return failed(err ? err : -ENOTDIR);
	dir = malloc(sizeof(*dir));
	if (dir)
		dir->fd = fd;
	return dir;
}

DIR *opendir(const char *path)
{
	int fd = os_open(path, OS_READ | OS_DIRECTORY);
	DIR *dir;

	if (fd < 0)
		return failed(fd);
	dir = fdopendir(fd);
	if (!dir)
		os_close(fd);
	return dir;
}

int fdclosedir(DIR *dir)
{
	int fd = dir->fd;

	free(dir);
	return fd;
}

int closedir(DIR *dir)
{
	int err = os_close(fdclosedir(dir));

	if (err)
		errno = -err;
	return err ? -1 : 0;
}

int dirfd(DIR *dir)
{
	return dir->fd;
}

/* Read the next entry.  At the end of the directory, returns 0 and sets *@found to NULL. */
int readdir_r(DIR *restrict dir, struct dirent *restrict to, struct dirent **restrict found)
{
	struct os_entry entry;
	int n = os_readdir(dir->fd, &entry);

	*found = NULL;
	if (n <= 0)
		return -n;
	to->d_ino = entry.stat.number >> 4;		/* the same value as st_ino */
	to->d_reclen = sizeof(*to);
	to->d_type = entry.stat.directory ? DT_DIR : DT_REG;
	strcpy(to->d_name, entry.name);
	*found = to;
	return 0;
}

struct dirent *readdir(DIR *dir)
{
	struct dirent *found;
	int err = readdir_r(dir, &dir->entry, &found);

	if (err)
		errno = err;
	return found;
}

long telldir(DIR *dir)
{
	return os_seek(dir->fd, 0, 1);
}

void seekdir(DIR *dir, long place)
{
	os_seek(dir->fd, place, 0);
}

void rewinddir(DIR *dir)
{
	seekdir(dir, 0);
}
