/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS_UTIME_H
#define _SYS_UTIME_H

/* The type for the C library's <utime.h>, which includes this file. */

#include <sys/types.h>

struct utimbuf {
	time_t actime;
	time_t modtime;
};

#endif /* _SYS_UTIME_H */
