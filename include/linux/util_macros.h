/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UTIL_MACROS_H
#define LINUX_UTIL_MACROS_H

/* @ptr if the condition holds, otherwise NULL.  @ptr is used in both cases. */
#define PTR_IF(cond, ptr)	((cond) ? (ptr) : NULL)

#endif /* LINUX_UTIL_MACROS_H */
