/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SPINLOCK_TYPES_H
#define LINUX_SPINLOCK_TYPES_H

/* In Linux this header has the types only. */
#include <linux/spinlock.h>

#endif /* LINUX_SPINLOCK_TYPES_H */
