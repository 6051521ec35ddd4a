/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS_DIRENT_H
#define _SYS_DIRENT_H

/*
 * Types for the C library's <dirent.h>, which includes this file.  libc/posix/dirent.c has the
 * functions.
 */

#include <sys/types.h>

struct dirent {
	ino_t d_ino;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[256];
};

typedef struct __dir DIR;

#define DT_UNKNOWN	0
#define DT_FIFO		1
#define DT_CHR		2
#define DT_DIR		4
#define DT_BLK		6
#define DT_REG		8
#define DT_LNK		10
#define DT_SOCK		12

#endif /* _SYS_DIRENT_H */
