/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQLOCK_TYPES_H
#define LINUX_SEQLOCK_TYPES_H

/* In Linux this header has the types only. */
#include <linux/seqlock.h>

#endif /* LINUX_SEQLOCK_TYPES_H */
