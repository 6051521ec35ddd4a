// SPDX-License-Identifier: BSD-2-Clause
/* The functions on which the wprintf() family is based. */

#define PRINT_WIDE
#include "libc/posix/print.h"
#include <reent.h>

int _vfwprintf_r(struct _reent *reent, FILE *file, const wchar_t *format, va_list args)
{
	int result;

	_flockfile(file);
	/* fwide() fails if the file is already used for bytes. */
	result = fwide(file, 1) > 0 ? print(file, false, format, args) : -1;
	_funlockfile(file);
	os_leaves_call(__builtin_frame_address(0));
	return result;
}

int _svfwprintf_r(struct _reent *reent, FILE *file, const wchar_t *format, va_list args)
{
	return print(file, true, format, args);
}

int vfwprintf(FILE *file, const wchar_t *format, va_list args)
{
	return _vfwprintf_r(_REENT, file, format, args);
}
