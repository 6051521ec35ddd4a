/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMEKEEPING_H
#define LINUX_TIMEKEEPING_H

/*
 * The clocks of linux/ktime.h in seconds and nanoseconds.  They are read from the counter, so that
 * the _coarse forms are as exact as the others.  Context: any.
 */

#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/time64.h>

static inline void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64((s64)ktime_get_ns());
}

static inline void ktime_get_raw_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}

static inline void ktime_get_boottime_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}

static inline void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}

/* The time since 1970, as ktime_get_real_ns(). */
static inline void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64((s64)ktime_get_real_ns());
}

static inline void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

static inline time64_t ktime_get_boottime_seconds(void)
{
	return ktime_get_seconds();
}

/* Set the time since 1970.  Returns 0, or -EINVAL if the time is not valid. */
static inline int do_settimeofday64(const struct timespec64 *ts)
{
	if (!timespec64_valid_strict(ts))
		return -EINVAL;
	ktime_set_real_ns((u64)timespec64_to_ns(ts));
	return 0;
}

#endif /* LINUX_TIMEKEEPING_H */
