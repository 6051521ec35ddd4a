/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIME_H
#define LINUX_TIME_H

/* Times, as 64-bit numbers of nanoseconds or struct timespec64. */

#include <linux/cache.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#endif /* LINUX_TIME_H */
