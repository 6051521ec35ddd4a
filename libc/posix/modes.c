// SPDX-License-Identifier: BSD-2-Clause
/* File modes.  Files have no permissions: files in RAM are writable, and all others are not. */

#include <errno.h>
#include <sys/stat.h>
#include "libc/os.h"

static int check_mode(int err, const struct os_stat *file, mode_t mode)
{
	if (!err && !file->writable)
		err = -EROFS;
	if (!err && !(mode & S_IWUSR))
		err = -EPERM;
	if (err)
		errno = -err;
	return err ? -1 : 0;
}

int chmod(const char *path, mode_t mode)
{
	struct os_stat file;

	return check_mode(os_stat(path, &file), &file, mode);
}

int fchmod(int fd, mode_t mode)
{
	struct os_stat file;

	return check_mode(os_fstat(fd, &file), &file, mode);
}

/* Store the mask for new files.  It has no effect, because files have no permissions. */
mode_t umask(mode_t mask)
{
	static mode_t current = S_IWGRP | S_IWOTH;

	return __atomic_exchange_n(&current, mask & 0777, __ATOMIC_RELAXED);
}
