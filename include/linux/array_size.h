/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ARRAY_SIZE_H
#define LINUX_ARRAY_SIZE_H

#include <linux/compiler.h>

/* Return the number of elements of an array.  A pointer as argument does not compile. */
#define ARRAY_SIZE(arr)	(sizeof(arr) / sizeof((arr)[0]) + __must_be_array(arr))

#endif /* LINUX_ARRAY_SIZE_H */
