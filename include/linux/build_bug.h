/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BUILD_BUG_H
#define LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#ifndef __cplusplus
#undef static_assert
#define static_assert(expr, ...)	__static_assert(expr, ## __VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...)	_Static_assert(expr, msg)
#endif

/* Return 0 as an int.  The expression does not compile if @e is true. */
#ifdef __cplusplus
#define BUILD_BUG_ON_ZERO(e)	(0 * (int)sizeof(char[(e) ? -1 : 1]))
#else
#define BUILD_BUG_ON_ZERO(e)	((int)(sizeof(struct { int : (-!!(e)); })))
#endif

/* Fail the compilation unless the optimizer can prove that @cond is true. */
#define compiletime_assert(cond, msg)	__compiletime_assert(cond, msg, __COUNTER__)
#define __compiletime_assert(cond, msg, n) ___compiletime_assert(cond, msg, n)
#ifdef __cplusplus
void __compiletime_assert_failed(void)
	__compiletime_error("BUILD_BUG_ON() or compiletime_assert()");
#define ___compiletime_assert(cond, msg, n)					\
do {										\
	if (!(cond))								\
		__compiletime_assert_failed();					\
} while (0)
#elif defined(__OPTIMIZE__)
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
