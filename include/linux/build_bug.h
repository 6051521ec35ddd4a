/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BUILD_BUG_H
#define LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#undef static_assert
#define static_assert(expr, ...)	__static_assert(expr, ## __VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...)	_Static_assert(expr, msg)

/* A zero of type int that does not compile where @e is true. */
#define BUILD_BUG_ON_ZERO(e)	((int)(sizeof(struct { int : (-!!(e)); })))

/* Does not compile where @cond is true, or is not known to be false after optimisation. */
#define compiletime_assert(cond, msg)	__compiletime_assert(cond, msg, __COUNTER__)
#define __compiletime_assert(cond, msg, n) ___compiletime_assert(cond, msg, n)
#ifdef __OPTIMIZE__
#define ___compiletime_assert(cond, msg, n)					\
do {										\
	extern void __compiletime_assert_##n(void) __compiletime_error(msg);	\
	if (!(cond))								\
		__compiletime_assert_##n();					\
} while (0)
#else
#define ___compiletime_assert(cond, msg, n)	((void)(cond))
#endif

#define BUILD_BUG_ON_MSG(cond, msg)	compiletime_assert(!(cond), msg)
#define BUILD_BUG_ON(cond)		BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON failed: " #cond)
#define BUILD_BUG()			BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")
#define BUILD_BUG_ON_NOT_POWER_OF_2(n)	BUILD_BUG_ON((n) == 0 || (((n) & ((n) - 1)) != 0))

#endif /* LINUX_BUILD_BUG_H */
