// SPDX-License-Identifier: BSD-2-Clause
/* The functions on which the printf() family is based, with the names that each C library uses. */

#include "print.h"

#ifdef CONFIG_LIBC_NEWLIB
#include <reent.h>

int _vfprintf_r(struct _reent *reent, FILE *file, const char *format, va_list args)
{
	int result;

	_flockfile(file);
	result = print(file, false, format, args);
	_funlockfile(file);
	os_leaves_call(__builtin_frame_address(0));
	return result;
}

int _svfprintf_r(struct _reent *reent, FILE *file, const char *format, va_list args)
{
	int result = print(file, true, format, args);

	/* Free the buffer after a failure, because asprintf() and similar functions do not. */
	if (result < 0 && file->_flags & __SMBF) {
		free(file->_bf._base);
		file->_bf._base = file->_p = NULL;
	}
	return result;
}

int vfprintf(FILE *file, const char *format, va_list args)
{
	return _vfprintf_r(_REENT, file, format, args);
}
#else
int vfprintf(FILE *file, const char *format, va_list args)
{
	int result = print(file, false, format, args);

	os_leaves_call(__builtin_frame_address(0));
	return result;
}

int __d_vfprintf(FILE *file, const char *format, va_list args)
{
	return vfprintf(file, format, args);
}
#endif
