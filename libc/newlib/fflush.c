// SPDX-License-Identifier: BSD-2-Clause
/*
 * fflush() of one file.  newlib also calls this function for each file in turn.  While this
 * function waits for the lock of a file, another thread may close the file, and newlib's function
 * would then use the closed file.  The lock remains valid, because newlib reuses FILEs and never
 * frees them (libc/locks.c).
 */

#include <reent.h>
#include <stdio.h>

int __sflush_r(struct _reent *reent, FILE *file);

#define RESERVED	1	/* _flags while a FILE is being opened */

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
