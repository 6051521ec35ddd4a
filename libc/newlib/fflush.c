// SPDX-License-Identifier: BSD-2-Clause
/*
 * fflush() of one file.  newlib calls it, too, for each file in turn.  While it waits for a file's lock,
 * another thread may close the file; newlib's own function then works on a closed file.  A file's lock
 * stays with the FILE, which newlib uses again and never frees (libc/locks.c).
 */

#include <reent.h>
#include <stdio.h>

int __sflush_r(struct _reent *reent, FILE *file);

#define RESERVED	1	/* _flags of a FILE that is being opened */

int _fflush_r(struct _reent *reent, FILE *file)
{
	int err = 0;

	if (file->_flags == 0 || file->_flags == RESERVED)
		return 0;
	_flockfile(file);
	if (file->_flags != 0 && file->_flags != RESERVED)
		err = __sflush_r(reent, file);
	_funlockfile(file);
	return err;
}
