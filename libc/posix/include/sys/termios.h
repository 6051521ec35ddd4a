/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS_TERMIOS_H
#define _SYS_TERMIOS_H

/*
 * Contents of the C library's <termios.h>, which includes this file.  libc/posix/termios.c
 * implements the functions, and lists the flags that have an effect on the console.
 */

#include <sys/cdefs.h>

typedef unsigned int tcflag_t;
typedef unsigned char cc_t;
typedef unsigned int speed_t;		/* baud */

#define NCCS		20

struct termios {
	tcflag_t c_iflag;
	tcflag_t c_oflag;
	tcflag_t c_cflag;
	tcflag_t c_lflag;
	cc_t c_cc[NCCS];
	speed_t c_ispeed;
	speed_t c_ospeed;
};

/* Indices in c_cc. */
#define VINTR		0
#define VQUIT		1
#define VERASE		2
#define VKILL		3
#define VEOF		4
#define VTIME		5
#define VMIN		6
#define VSTART		8
#define VSTOP		9
#define VSUSP		10
#define VEOL		11
#define VREPRINT	12
#define VDISCARD	13
#define VWERASE		14
#define VLNEXT		15
#define VEOL2		16

#ifndef _POSIX_VDISABLE
#define _POSIX_VDISABLE	0
#endif

/* Flags in c_iflag. */
#define IGNBRK		0x0001
#define BRKINT		0x0002
#define IGNPAR		0x0004
#define PARMRK		0x0008
#define INPCK		0x0010
#define ISTRIP		0x0020
#define INLCR		0x0040
#define IGNCR		0x0080
#define ICRNL		0x0100
#define IXON		0x0400
#define IXANY		0x0800
#define IXOFF		0x1000
#define IMAXBEL		0x2000

/* Flags in c_oflag. */
#define OPOST		0x0001
#define ONLCR		0x0004
#define OCRNL		0x0008
#define ONOCR		0x0010
#define ONLRET		0x0020

/* Flags in c_cflag. */
#define CSIZE		0x0030
#define CS5		0x0000
#define CS6		0x0010
#define CS7		0x0020
#define CS8		0x0030
#define CSTOPB		0x0040
#define CREAD		0x0080
#define PARENB		0x0100
#define PARODD		0x0200
#define HUPCL		0x0400
#define CLOCAL		0x0800

/* Flags in c_lflag. */
#define ISIG		0x0001
#define ICANON		0x0002
#define ECHO		0x0008
#define ECHOE		0x0010
#define ECHOK		0x0020
#define ECHONL		0x0040
#define NOFLSH		0x0080
#define TOSTOP		0x0100
#define ECHOCTL		0x0200
#define ECHOKE		0x0800
#define IEXTEN		0x8000

#define B0		0
#define B50		50
#define B75		75
#define B110		110
#define B134		134
#define B150		150
#define B200		200
#define B300		300
#define B600		600
#define B1200		1200
#define B1800		1800
#define B2400		2400
#define B4800		4800
#define B9600		9600
#define B19200		19200
#define B38400		38400
#define B57600		57600
#define B115200		115200
#define B230400		230400
#define B460800		460800
#define B921600		921600
#define B1000000	1000000
#define B1500000	1500000
#define B3000000	3000000
#define B4000000	4000000

/* Values of the second parameter of tcsetattr(). */
#define TCSANOW		0
#define TCSADRAIN	1
#define TCSAFLUSH	2

/* Values of the second parameter of tcflush(). */
#define TCIFLUSH	0
#define TCOFLUSH	1
#define TCIOFLUSH	2

#ifdef __cplusplus
extern "C" {
#endif
int tcgetattr(int, struct termios *);
int tcsetattr(int, int, const struct termios *);
int tcflush(int, int);
int tcdrain(int);
void cfmakeraw(struct termios *);
speed_t cfgetispeed(const struct termios *);
speed_t cfgetospeed(const struct termios *);
int cfsetispeed(struct termios *, speed_t);
int cfsetospeed(struct termios *, speed_t);
int cfsetspeed(struct termios *, speed_t);
#ifdef __cplusplus
}
#endif

#endif /* _SYS_TERMIOS_H */
