/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REFCOUNT_TYPES_H
#define LINUX_REFCOUNT_TYPES_H

/* In Linux this header has the types only. */
#include <linux/refcount.h>

#endif /* LINUX_REFCOUNT_TYPES_H */
