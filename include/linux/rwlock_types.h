/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RWLOCK_TYPES_H
#define LINUX_RWLOCK_TYPES_H

/* In Linux this header has the types only. */
#include <linux/rwlock.h>

#endif /* LINUX_RWLOCK_TYPES_H */
