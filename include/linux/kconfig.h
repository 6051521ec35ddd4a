/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KCONFIG_H
#define LINUX_KCONFIG_H

/*
 * IS_ENABLED(CONFIG_FOO) is 1 if the option is y or m, and 0 if the option is n or does not exist.
 *
 * An enabled option is a macro with the value 1.  __ARG_PLACEHOLDER_ with this value appended is
 * __ARG_PLACEHOLDER_1, which expands to "0,", so that 1 is the second argument of
 * __take_second_arg().  If the option is not a macro, this expansion does not happen and the second
 * argument is 0.
 */
#define __ARG_PLACEHOLDER_1		0,
#define __take_second_arg(__ignored, val, ...) val

#define __is_defined(x)			___is_defined(x)
#define ___is_defined(val)		____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk)	__take_second_arg(arg1_or_junk 1, 0)

#define __or(x, y)			___or(x, y)
#define ___or(x, y)			____or(__ARG_PLACEHOLDER_##x, y)
#define ____or(arg1_or_junk, y)		__take_second_arg(arg1_or_junk 1, y)

#define IS_BUILTIN(option)		__is_defined(option)
#define IS_MODULE(option)		__is_defined(option##_MODULE)
#define IS_ENABLED(option)		__or(IS_BUILTIN(option), IS_MODULE(option))
/* Quarry has no loadable modules, so all enabled code is reachable. */
#define IS_REACHABLE(option)		IS_ENABLED(option)

#endif /* LINUX_KCONFIG_H */
