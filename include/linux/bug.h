/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BUG_H
#define LINUX_BUG_H

/*
 * Reports of program errors.  BUG() never returns.  WARN() and related macros evaluate to the
 * condition.  If the condition is true, they print a report with the caller and count it.  The
 * _ONCE forms report only the first time.  Context: any.
 */

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/once.h>
#include <linux/printk.h>
#include <linux/types.h>

void __bug(const char *file, int line, const char *func) __noreturn __cold;
void __warn(const char *file, int line, const void *caller, const char *fmt, ...)
	__printf(4, 5) __cold;

#define BUG()		__bug(__FILE__, __LINE__, __func__)
#define BUG_ON(cond)	do { if (unlikely(cond)) BUG(); } while (0)

#define __WARN_printf(fmt, ...) \
	__warn(__FILE__, __LINE__, __builtin_return_address(0), fmt, ##__VA_ARGS__)

#define WARN(cond, fmt, ...)						\
({									\
	bool __warn_on = !!(cond);					\
	if (unlikely(__warn_on))					\
		__WARN_printf(fmt, ##__VA_ARGS__);			\
	unlikely(__warn_on);						\
})
#define WARN_ON(cond)		WARN(cond, "%s\n", #cond)

#define WARN_ONCE(cond, fmt, ...)					\
({									\
	bool __warn_once = !!(cond);					\
	if (__ONCE_LITE_IF(__warn_once))				\
		__WARN_printf(fmt, ##__VA_ARGS__);			\
	unlikely(__warn_once);						\
})
#define WARN_ON_ONCE(cond)	WARN_ONCE(cond, "%s\n", #cond)


#endif /* LINUX_BUG_H */
