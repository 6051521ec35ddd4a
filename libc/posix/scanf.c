// SPDX-License-Identifier: BSD-2-Clause
/* The functions on which the scanf() family is based, with the names that each C library uses. */

#include "scan.h"

#ifdef CONFIG_LIBC_NEWLIB
#include <reent.h>

int _vfscanf_r(struct _reent *reent, FILE *file, const char *format, va_list args)
{
	int result;

	_flockfile(file);
	result = scan_file(file, false, format, args);
	_funlockfile(file);
	return result;
}

int __svfscanf_r(struct _reent *reent, FILE *file, const char *format, va_list args)
{
	return _vfscanf_r(reent, file, format, args);
}

int __svfscanf(FILE *file, const char *format, va_list args)
{
	return _vfscanf_r(_REENT, file, format, args);
}

int __ssvfscanf_r(struct _reent *reent, FILE *file, const char *format, va_list args)
{
	return scan_file(file, true, format, args);
}

int vfscanf(FILE *file, const char *format, va_list args)
{
	return _vfscanf_r(_REENT, file, format, args);
}
#else
int vfscanf(FILE *file, const char *format, va_list args)
{
	return scan_file(file, false, format, args);
}

int __d_vfscanf(FILE *file, const char *format, va_list args)
{
	return vfscanf(file, format, args);
}
#endif
