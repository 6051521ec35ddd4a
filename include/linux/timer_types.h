/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMER_TYPES_H
#define LINUX_TIMER_TYPES_H

/* In Linux this header has the types only. */
#include <linux/timer.h>

#endif /* LINUX_TIMER_TYPES_H */
