#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	libc_headers.sh INCLUDE VERSION
#
# Change the headers of a C library in INCLUDE for Quarry: the supported options of POSIX (after the header VERSION,
# which <sys/features.h> includes), the types of threads, malloc(), and Linux's error numbers, so that
# <errno.h> and <linux/errno.h> have the same values.
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
# regex.h does not compile alone.
sed -i 's/^#include <sys\/cdefs.h>/&\n#include <sys\/types.h>/' regex.h
# Add names of POSIX, which glob.h lacks.
sed -i 's/^# *define[[:space:]]*GLOB_ABEND.*/&\n#define	GLOB_ABORTED	GLOB_ABEND\n#define	GLOB_NOMATCH	(-3)	\/* No path matches. *\//' glob.h
grep -q GLOB_NOMATCH glob.h
printf '%s\n' '' '#ifndef SSIZE_MAX' '#define SSIZE_MAX	LONG_MAX' '#endif' >> limits.h
# sys/stat.h declares lstat() only for other systems.
sed -i 's/^int[[:space:]]*stat (.*/&\nint	lstat (const char *__restrict __path, struct stat *__restrict __sbuf );/' sys/stat.h
grep -q '^int	lstat.*__sbuf' sys/stat.h
