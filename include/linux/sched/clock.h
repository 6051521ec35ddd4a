/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_CLOCK_H
#define LINUX_SCHED_CLOCK_H

/* Nanoseconds since boot.  All CPUs have the same clock.  Context: any. */

#include <linux/timekeeping.h>

static inline u64 sched_clock(void)
{
	return ktime_get_ns();
}

static inline u64 local_clock(void)
{
	return ktime_get_ns();
}

static inline u64 cpu_clock(int cpu)
{
	return ktime_get_ns();
}

#endif /* LINUX_SCHED_CLOCK_H */
