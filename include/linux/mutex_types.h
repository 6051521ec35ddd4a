/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MUTEX_TYPES_H
#define LINUX_MUTEX_TYPES_H

/* In Linux this header has the types only. */
#include <linux/mutex.h>

#endif /* LINUX_MUTEX_TYPES_H */
