#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	libc_headers.sh INCLUDE VERSION
#
# Change the headers of a C library in INCLUDE for Quarry.  Headers of libc/posix/include are added or replace headers
# of the library.  <sys/features.h> defines the supported options of POSIX, after it includes the header VERSION.
# <errno.h> gets Linux's error numbers, so that <errno.h> and <linux/errno.h> have the same values.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
cp -r "$here/../libc/posix/include/." .
{
	sed '/define[[:space:]]E[A-Z0-9]* [0-9]/,$d' sys/errno.h
	sed -n '/^#define E[A-Z0-9]*[[:space:]]/p' "$here/../include/linux/errno.h"
	printf '%s\n' '#define ENOTSUP EOPNOTSUPP' '#define EFTYPE 4095' '#define __ELASTERROR 4096' \
		'#ifdef __cplusplus' '}' '#endif' '#endif'
} > errno.tmp
mv errno.tmp sys/errno.h
sed -i "0,/#include <$2>/s//&\n#include <sys\/_options.h>/" sys/features.h
grep -q _options.h sys/features.h
# Include <sys/types.h> in regex.h, which uses its types without including it.
sed -i 's/^#include <sys\/cdefs.h>/&\n#include <sys\/types.h>/' regex.h
# Add the names of POSIX that glob.h lacks.
sed -i 's/^# *define[[:space:]]*GLOB_ABEND.*/&\n#define	GLOB_ABORTED	GLOB_ABEND\n#define	GLOB_NOMATCH	(-3)	\/* No path matches. *\//' glob.h
grep -q GLOB_NOMATCH glob.h
printf '%s\n' '' '#ifndef SSIZE_MAX' '#define SSIZE_MAX	LONG_MAX' '#endif' >> limits.h
# Declare lstat(), which sys/stat.h declares only for other systems.
sed -i 's/^int[[:space:]]*stat (.*/&\nint	lstat (const char *__restrict __path, struct stat *__restrict __sbuf );/' sys/stat.h
grep -q '^int	lstat.*__sbuf' sys/stat.h
