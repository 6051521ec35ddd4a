/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CONST_H
#define LINUX_CONST_H

/* Constants that both C and assembly use: _AC(1, UL) is 1UL in C and 1 in assembly. */

#ifdef __ASSEMBLY__
#define _AC(x, y)	x
#define _AT(type, x)	x
#else
#define __AC(x, y)	(x##y)
#define _AC(x, y)	__AC(x, y)
#define _AT(type, x)	((type)(x))
#endif

#define UL(x)		(_AC(x, UL))
#define ULL(x)		(_AC(x, ULL))

#define _BITUL(x)	(_AC(1, UL) << (x))
#define _BITULL(x)	(_AC(1, ULL) << (x))

#ifndef __ASSEMBLY__
/*
 * Evaluate to 1 for an integer constant expression, otherwise to 0.  The argument is not evaluated.
 */
#ifdef __cplusplus
#define __is_constexpr(x)	__builtin_constant_p(x)
#else
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#endif
#endif

#endif /* LINUX_CONST_H */
