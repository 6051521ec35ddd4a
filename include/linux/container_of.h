/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CONTAINER_OF_H
#define LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

/* Return the structure whose member @member is at @ptr.  The type of @ptr is checked. */
#define container_of(ptr, type, member)						\
({										\
	char *__mptr = (char *)(ptr);						\
	static_assert(__same_type(*(ptr), ((type *)0)->member) ||		\
		      __same_type(*(ptr), void),				\
		      "pointer type mismatch in container_of()");		\
	((type *)(__mptr - offsetof(type, member)));				\
})

/* Return the structure like container_of(), but const if *@ptr is const. */
#ifdef __cplusplus
#define container_of_const(ptr, type, member)	container_of(ptr, type, member)
#else
#define container_of_const(ptr, type, member)					\
	_Generic(ptr,								\
		const __typeof__(*(ptr)) *:					\
			((const type *)container_of(ptr, type, member)),	\
		default: ((type *)container_of(ptr, type, member)))
#endif

#define typeof_member(T, m)	__typeof__(((T *)0)->m)

#endif /* LINUX_CONTAINER_OF_H */
