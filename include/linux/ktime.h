/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KTIME_H
#define LINUX_KTIME_H

/* Time in nanoseconds since the machine's counter started. */

#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/time64.h>
#include <linux/types.h>

typedef s64 ktime_t;

u64 ktime_get_ns(void);

/*
 * Return the nanoseconds since 1970, based on the value that a clock driver or the application set.
 * If no value was set, return the nanoseconds since the counter started.  Context: any.
 */
u64 ktime_get_real_ns(void);
void ktime_set_real_ns(u64 ns);

static inline ktime_t ktime_get(void)
{
	return ktime_get_ns();
}

/* Nothing suspends, and no clock is corrected, so the boot time and the raw time are the same. */
static inline ktime_t ktime_get_boottime(void)
{
	return ktime_get();
}

static inline u64 ktime_get_boottime_ns(void)
{
	return ktime_get_ns();
}

static inline ktime_t ktime_get_raw(void)
{
	return ktime_get();
}

static inline u64 ktime_get_raw_ns(void)
{
	return ktime_get_ns();
}

static inline u64 ktime_get_mono_fast_ns(void)
{
	return ktime_get_ns();
}

static inline ktime_t ktime_get_real(void)
{
	return ktime_get_real_ns();
}

/* Return the seconds, rounded down, of ktime_get() or ktime_get_real(). */
static inline s64 ktime_get_seconds(void)
{
	return ktime_get() / NSEC_PER_SEC;
}

static inline s64 ktime_get_real_seconds(void)
{
	return ktime_get_real() / NSEC_PER_SEC;
}

/* Return the sum of both times, or KTIME_MAX if @secs is too large. */
static inline ktime_t ktime_set(s64 secs, unsigned long nsecs)
{
	return secs >= KTIME_SEC_MAX ? KTIME_MAX : secs * NSEC_PER_SEC + (s64)nsecs;
}

static inline ktime_t ns_to_ktime(u64 ns)
{
	return ns;
}

static inline ktime_t us_to_ktime(u64 us)
{
	return us * NSEC_PER_USEC;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return ms * NSEC_PER_MSEC;
}

static inline s64 ktime_to_ns(ktime_t t)
{
	return t;
}

static inline struct timespec64 ktime_to_timespec64(ktime_t t)
{
	return ns_to_timespec64(t);
}

static inline ktime_t timespec64_to_ktime(struct timespec64 ts)
{
	return ktime_set(ts.tv_sec, (unsigned long)ts.tv_nsec);
}

static inline s64 ktime_to_us(ktime_t t)
{
	return t / NSEC_PER_USEC;
}

static inline s64 ktime_to_ms(ktime_t t)
{
	return t / NSEC_PER_MSEC;
}

static inline ktime_t ktime_sub(ktime_t a, ktime_t b)
{
	return a - b;
}

static inline ktime_t ktime_add(ktime_t a, ktime_t b)
{
	return (u64)a + (u64)b;
}

/* Return the sum of two times that are not negative, or KTIME_MAX if it is larger than that. */
static inline ktime_t ktime_add_safe(ktime_t a, ktime_t b)
{
	ktime_t sum = ktime_add(a, b);

	return sum < 0 || sum < a || sum < b ? KTIME_MAX : sum;
}

static inline ktime_t ktime_add_ns(ktime_t t, u64 ns)
{
	return t + ns;
}

static inline ktime_t ktime_add_us(ktime_t t, u64 us)
{
	return t + us * NSEC_PER_USEC;
}

static inline ktime_t ktime_add_ms(ktime_t t, u64 ms)
{
	return t + ms * NSEC_PER_MSEC;
}

static inline ktime_t ktime_sub_ns(ktime_t t, u64 ns)
{
	return t - ns;
}

static inline ktime_t ktime_sub_us(ktime_t t, u64 us)
{
	return t - us * NSEC_PER_USEC;
}

static inline ktime_t ktime_sub_ms(ktime_t t, u64 ms)
{
	return t - ms * NSEC_PER_MSEC;
}

static inline s64 ktime_divns(ktime_t t, s64 divisor)
{
	return t / divisor;
}

/* Return -1, 0 or 1 if @a is before, equal to or after @b. */
static inline int ktime_compare(ktime_t a, ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(ktime_t a, ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(ktime_t a, ktime_t b)
{
	return a < b;
}

static inline s64 ktime_us_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_us(later - earlier);
}

static inline s64 ktime_ms_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

#include <linux/timekeeping.h>

#endif /* LINUX_KTIME_H */
