// SPDX-License-Identifier: BSD-2-Clause
/* The functions on which the wscanf() family is based. */

#define SCAN_WIDE
#include "libc/posix/scan.h"
#include <reent.h>

int _vfwscanf_r(struct _reent *reent, FILE *file, const wchar_t *format, va_list args)
{
	int result;

	_flockfile(file);
	result = scan_file(file, false, format, args);
	_funlockfile(file);
	return result;
}

int __svfwscanf_r(struct _reent *reent, FILE *file, const wchar_t *format, va_list args)
{
	return _vfwscanf_r(reent, file, format, args);
}

int __svfwscanf(FILE *file, const wchar_t *format, va_list args)
{
	return _vfwscanf_r(_REENT, file, format, args);
}

int __ssvfwscanf_r(struct _reent *reent, FILE *file, const wchar_t *format, va_list args)
{
	return scan_file(file, true, format, args);
}

int vfwscanf(FILE *file, const wchar_t *format, va_list args)
{
	return _vfwscanf_r(_REENT, file, format, args);
}
