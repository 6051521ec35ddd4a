/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HRTIMER_TYPES_H
#define LINUX_HRTIMER_TYPES_H

/* In Linux this header has the types only. */
#include <linux/hrtimer.h>

#endif /* LINUX_HRTIMER_TYPES_H */
