/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CTYPE_H
#define LINUX_CTYPE_H

/* Classes of ASCII characters; bytes above 127 are in no class. */

#include <linux/types.h>

/*
 * The <ctype.h> of a C library defines these names, too.  In C, the definitions below replace the
 * library's in any order of inclusion.  In C++, the library's definitions are used.
 */
#if defined(__cplusplus) && __has_include(<ctype.h>)
#include <ctype.h>
#else
#if defined(CONFIG_LIBC) && __has_include(<ctype.h>)
#include <ctype.h>
#undef _U
#undef _L
#undef _C
#undef _P
#undef _S
#undef _X
#undef isalnum
#undef isalpha
#undef iscntrl
#undef isgraph
#undef islower
#undef isprint
#undef ispunct
#undef isspace
#undef isupper
#undef isxdigit
#undef isascii
#undef toascii
#undef tolower
#undef toupper
#undef _tolower
#undef isdigit
#define isdigit linux_isdigit
#endif

#define _U	0x01	/* upper */
#define _L	0x02	/* lower */
#define _D	0x04	/* digit */
#define _C	0x08	/* control */
#define _P	0x10	/* punctuation */
#define _S	0x20	/* white space */
#define _X	0x40	/* hex digit */
#define _SP	0x80	/* blank */

extern const unsigned char _ctype[256];

#define __ismask(x)	(_ctype[(unsigned char)(x)])

#define isalnum(c)	((__ismask(c) & (_U | _L | _D)) != 0)
#define isalpha(c)	((__ismask(c) & (_U | _L)) != 0)
#define iscntrl(c)	((__ismask(c) & (_C)) != 0)
#define isgraph(c)	((__ismask(c) & (_P | _U | _L | _D)) != 0)
#define islower(c)	((__ismask(c) & (_L)) != 0)
#define isprint(c)	((__ismask(c) & (_P | _U | _L | _D | _SP)) != 0)
#define ispunct(c)	((__ismask(c) & (_P)) != 0)
#define isspace(c)	((__ismask(c) & (_S)) != 0)
#define isupper(c)	((__ismask(c) & (_U)) != 0)
#define isxdigit(c)	((__ismask(c) & (_D | _X)) != 0)
#define isascii(c)	(((unsigned char)(c)) <= 0x7f)
#define toascii(c)	(((unsigned char)(c)) & 0x7f)

static inline int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline unsigned char __tolower(unsigned char c)
{
	return isupper(c) ? c - ('A' - 'a') : c;
}

static inline unsigned char __toupper(unsigned char c)
{
	return islower(c) ? c - ('a' - 'A') : c;
}

#define tolower(c)	__tolower(c)
#define toupper(c)	__toupper(c)

#endif

static inline int isodigit(int c)
{
	return c >= '0' && c <= '7';
}

#undef _tolower
static inline char _tolower(char c)
{
	return c | 0x20;
}

#endif /* LINUX_CTYPE_H */
