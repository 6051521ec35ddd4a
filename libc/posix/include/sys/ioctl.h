/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <sys/cdefs.h>

struct winsize {
	unsigned short ws_row, ws_col;		/* size in characters; 0 if unknown */
	unsigned short ws_xpixel, ws_ypixel;
};

#define TIOCGWINSZ	0x5413

#ifdef __cplusplus
extern "C" {
#endif
int ioctl(int, unsigned long, ...);
#ifdef __cplusplus
}
#endif

#endif /* _SYS_IOCTL_H */
